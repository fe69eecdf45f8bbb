"""What a person reads when the run ends."""

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from conformance.report import Run, print_summary
from tests.data.report_journals import HOSTILE, Journal, every_verdict, hostile


def printed(journal: Journal, folder: Path, *, width: int = 80, valid: bool = True) -> str:
    """The summary as it goes into a pipe."""
    file = io.StringIO()
    run = Run.load(journal.write(folder, valid=valid))
    print_summary(run, Console(file=file, width=width), reports=[folder / "index.html"])
    return re.sub(" +\n", "\n", file.getvalue())


def test_the_summary_tells_what_was_judged(tmp_path: Path) -> None:
    """Target, editions, both figures and where the reports are."""
    text = printed(every_verdict().footer(), tmp_path, width=200)

    assert "Example site https://webex.example.com/v1" in text
    assert "rest guide-2025, xml 41.12" in text
    assert re.search(r"conformance +75\.0 % +3 of 4", text)
    assert re.search(r"coverage +57\.1 % +4 of 7", text)
    assert str(tmp_path / "journal.jsonl") in text
    assert str(tmp_path / "index.html") in text
    assert text.endswith("1 failed, conformance 3 of 4 (75.0 %), coverage 4 of 7 (57.1 %)\n")


def test_verdicts_are_words_and_not_only_colours(tmp_path: Path) -> None:
    """In a pipe there is no colour."""
    text = printed(every_verdict().footer(), tmp_path)

    assert "\x1b" not in text
    for word in ("failed", "error", "indeterminate", "known", "advisory", "passed", "not-exercised"):
        assert f"1 {word}" in text


def test_a_failure_says_all_that_is_needed(tmp_path: Path) -> None:
    """Address, rule, source, expected, actual, exchange."""
    journal = (
        Journal().exchange().verdict("rest.a.b", "failed", expected="204", actual="200", exchanges=["x1"])
    )

    text = printed(journal.footer(), tmp_path)

    assert re.search(
        r"rest\.a\.b\n +rule +What b promises\.\n +source +guide, Meeting attributes \(must, documented\)\n"
        r" +expected +204\n +actual +200\n +exchange +x1",
        text,
    )


def test_only_the_first_twenty_failures_are_shown(tmp_path: Path) -> None:
    """A screen is no place for hundreds; the page is."""
    journal = Journal()
    for number in range(25):
        journal.verdict(f"rest.a.r{number:02}", "failed")

    text = printed(journal.footer(), tmp_path)

    assert "Failed (25)" in text
    assert "rest.a.r19" in text
    assert "rest.a.r20" not in text
    assert "… and 5 more" in text


def test_tables_are_shown_only_where_something_failed(tmp_path: Path) -> None:
    """A green table says nothing that the figures do not."""
    journal = Journal().cell("meeting", "id", "lobby", "failed").cell("meeting", "id", "ended")
    journal.cell("meeting", "title", "lobby").cell("series", "id", "active").footer()

    text = printed(journal, tmp_path)

    assert "Table meeting: 1 of 2 rows with a failure" in text
    assert re.search(r"id +FAILED +ok", text)
    assert "Table series" not in text


def test_what_could_not_be_tested_is_grouped(tmp_path: Path) -> None:
    """Two rules, one reason, one line."""
    journal = Journal().verdict("rest.a.b", "not-exercised", reason="No actor.")
    journal.verdict("rest.a.c", "not-exercised", reason="No actor.").footer()

    text = printed(journal, tmp_path)

    assert "Could not be tested (2), by reason" in text
    assert re.search(r"2 +No actor\.", text)


def test_deviations_conflicts_and_leftovers_are_told(tmp_path: Path) -> None:
    """What a person has to act on stands by name."""
    journal = every_verdict().deviation("rest.a.passed", "stale")
    journal.add("reading", conflict="delete-answer", followed="no-content", exchanges=[])

    text = printed(journal.footer(leftovers=["meeting abc"]), tmp_path, width=120)

    assert "Known deviations, still there (1)" in text
    assert re.search(r"stale +rest\.a\.passed: Ticket 12\. \(until 2026-02-01\)", text)
    assert re.search(r"delete-answer +no-content", text)
    assert "LEFT ON THE SITE (1)" in text
    assert "meeting abc" in text


@pytest.mark.parametrize(
    ("journal", "cause"),
    [(Journal(), "has no end"), (Journal().footer(interrupted=True), "was interrupted")],
    ids=["truncated", "interrupted"],
)
def test_a_run_that_is_not_complete_says_so(tmp_path: Path, journal: Journal, cause: str) -> None:
    """At its head and in its last line."""
    text = printed(journal, tmp_path)

    assert f"THE RUN IS NOT COMPLETE: it {cause}" in text
    assert "NOT COMPLETE" in text.splitlines()[-1]


def test_nothing_judged_is_said_in_words(tmp_path: Path) -> None:
    """An empty run prints no empty table."""
    assert "No rule was judged." in printed(Journal().footer(), tmp_path)


@pytest.mark.parametrize("poison", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_neither_markup_nor_a_command(tmp_path: Path, poison: str) -> None:
    """No control character of a target reaches the terminal, and no line is wider than it."""
    text = printed(hostile(poison), tmp_path, valid=False)

    assert not re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    assert max(map(len, text.splitlines())) <= 80
    assert len(text) < 60_000 or len(poison) > 60_000


def test_markup_of_the_console_is_printed_as_it_is(tmp_path: Path) -> None:
    """Square brackets are text."""
    journal = Journal().verdict("rest.a.b", "failed", actual="[bold red]x[/] :skull: [/nothing]").footer()

    assert "[bold red]x[/] :skull: [/nothing]" in printed(journal, tmp_path)


def test_a_terminal_that_knows_only_ascii_is_enough(tmp_path: Path) -> None:
    """An old pipe gets question marks, not an exception."""
    octets = io.BytesIO()
    file = io.TextIOWrapper(octets, encoding="ascii", errors="strict")
    run = Run.load(Journal().verdict("rest.a.b", "failed", actual="é…").footer().write(tmp_path))

    print_summary(run, Console(file=file, width=80))
    file.flush()

    assert b"??" in octets.getvalue()
