"""Reading journals: whole, torn, cut short, damaged, older and newer ones."""

import json
from pathlib import Path

import pytest

from conformance.errors import JournalError
from conformance.report import Run, Verdict
from tests.data.report_journals import Journal


def load(folder: Path, text: str | bytes) -> Run:
    """Load a journal of this very text."""
    path = folder / "journal.jsonl"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return Run.load(path)


def test_a_run_is_read_from_its_folder_or_its_file(tmp_path: Path) -> None:
    """Both spellings of a run lead to the same."""
    path = Journal().exchange().verdict("rest.a.b", exchanges=["x1"]).footer().write(tmp_path)

    assert Run.load(path) == Run.load(str(tmp_path))


def test_every_kind_of_line_arrives(tmp_path: Path) -> None:
    """Nothing that the journal tells is lost."""
    journal = Journal().exchange().verdict("rest.a.b", exchanges=["x1"], expected="1", actual="2")
    journal.add("situation", name="meeting.lobby", provider="control", exchanges=["x1"], missing=None)
    journal.add("reading", conflict="delete-answer", followed="ok", exchanges=["x1"])
    journal.deviation("rest.a.c", "expired").add("note", level="info", text="A note.").footer(
        leftovers=["m1"]
    )

    run = Run.load(journal.write(tmp_path))

    assert "Example site" == run.header.target
    assert {"rest": "guide-2025", "xml": "41.12"} == run.header.editions
    assert "Meetings guide" == run.header.sources[0].title
    assert ["no-content", "ok"] == [reading.id for reading in run.header.conflicts[0].readings]
    assert {"id": "abc", "title": "Weekly"} == run.exchanges["x1"].response.body  # type: ignore[union-attr] # it is there
    assert ("1", "2") == (run.verdicts["rest.a.b"].expected, run.verdicts["rest.a.b"].actual)
    assert ["control"] == [situation.provider for situation in run.situations]
    assert ["ok"] == [reading.followed for reading in run.readings]
    assert ["expired"] == [deviation.state for deviation in run.deviations]
    assert ["A note."] == [note.text for note in run.notes]
    assert ("m1",) == run.footer.leftovers  # type: ignore[union-attr] # it is there
    assert 4.5 == run.seconds
    assert run.complete
    assert not run.truncated


def test_several_verdicts_of_an_address_merge_upwards(tmp_path: Path) -> None:
    """The worst verdict stands with its findings, and every exchange is kept."""
    journal = Journal().verdict("rest.a.b", exchanges=["x1"])
    journal.verdict("rest.a.b", "failed", exchanges=["x2"], actual="wrong")
    journal.verdict("rest.a.b", "passed", exchanges=["x3"]).footer()

    record = Run.load(journal.write(tmp_path)).verdicts["rest.a.b"]

    assert Verdict.FAILED is record.verdict
    assert "wrong" == record.actual
    assert ("x2", "x1", "x3") == record.exchanges
    assert 3 == record.lines


def test_a_torn_last_line_is_dropped_and_noted(tmp_path: Path) -> None:
    """A crash in the middle of writing costs one line, not the report."""
    text = Journal().verdict("rest.a.b").text()

    run = load(tmp_path, text + '{"kind": "verdict", "addr')

    assert ["rest.a.b"] == list(run.verdicts)
    assert "Line 3, the last, is torn; left out." == run.notes[0].text
    assert run.truncated


def test_a_character_torn_in_two_is_dropped_too(tmp_path: Path) -> None:
    """The cut may go through the octets of one character."""
    run = load(tmp_path, Journal().text().encode() + '{"kind": "note", "text": "é'.encode()[:-1])

    assert 1 == len(run.notes)


def test_a_run_without_a_footer_is_truncated(tmp_path: Path) -> None:
    """Without its end a run is not complete, and has no duration."""
    run = Run.load(Journal().verdict("rest.a.b").write(tmp_path))

    assert run.truncated
    assert not run.complete
    assert run.seconds is None


def test_an_interrupted_run_is_not_complete(tmp_path: Path) -> None:
    """A run that a person stopped has an end, but not its own."""
    run = Run.load(Journal().footer(interrupted=True).write(tmp_path))

    assert not run.truncated
    assert not run.complete


def test_fewer_verdicts_than_counted_are_noted(tmp_path: Path) -> None:
    """A journal that lost lines says so."""
    run = Run.load(Journal().verdict("rest.a.b").footer(verdicts={"passed": 3}).write(tmp_path))

    assert ["The footer counts 3 verdicts, the journal holds 1."] == [note.text for note in run.notes]


def test_what_a_newer_minor_adds_is_ignored(tmp_path: Path) -> None:
    """Unknown kinds and keys do not stop an old reader."""
    journal = Journal(novelty={"a": 1}).add("novelty", of="tomorrow").verdict("rest.a.b", mood="good")

    run = Run.load(journal.footer().write(tmp_path, valid=False))

    assert ["rest.a.b"] == list(run.verdicts)


def test_what_an_older_one_left_out_is_neutral(tmp_path: Path) -> None:
    """A verdict needs its address and its word, a header its run."""
    header = {"kind": "header", "journal": 1, "run": "r"}
    verdict = {"kind": "verdict", "address": "rest.a.b", "verdict": "passed"}

    run = load(tmp_path, f"{json.dumps(header)}\n{json.dumps(verdict)}\n")

    assert "" == run.verdicts["rest.a.b"].text
    assert run.seconds is None


def test_lines_may_hold_unicode_line_separators(tmp_path: Path) -> None:
    """Only a line feed ends a line of the journal."""
    line = json.dumps({"kind": "note", "level": "info", "text": "a\u2028b\x85c"}, ensure_ascii=False)

    run = load(tmp_path, f"{Journal().text()}{line}\n{line}\n")

    assert "a\u2028b\x85c" == run.notes[0].text


def test_a_situation_keeps_the_provider_that_reached_it(tmp_path: Path) -> None:
    """A later success replaces an earlier miss, not the other way round."""
    journal = Journal()
    for provider, missing in ((None, "no"), ("api", None), (None, "again")):
        journal.add("situation", name="meeting.ended", provider=provider, exchanges=[], missing=missing)

    run = Run.load(journal.footer().write(tmp_path))

    assert ["api"] == [situation.provider for situation in run.situations]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("hello\n", "is not the journal of a run"),
        ("[1, 2]\n", "is not the journal of a run"),
        ('{"kind": "verdict"}\n', "is not the journal of a run"),
        ('{"kind": "header"}\n', "is not the journal of a run"),
        ('{"kind": "header", "journal": 2, "run": "r"}\n', "has version 2, not 1"),
        ('{"kind": "header", "journal": true, "run": "r"}\n', "has version True, not 1"),
        ('{"kind": "header", "journal": NaN, "run": "r"}\n', "has version NaN, not 1"),
        ('{"kind": "header", "journal": 1}\n', "Line 1 of"),
    ],
)
def test_what_is_no_journal_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    """Whatever is wrong is said in one sentence, with a hint."""
    with pytest.raises(JournalError, match=sentence) as caught:
        load(tmp_path, text)

    assert 2 == caught.value.exit_code
    assert caught.value.hint


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "it is not a JSON object"),
        ("[]", "it is not a JSON object"),
        ("[" * 100_000, "it is not a JSON object"),
        ('{"kind": "verdict", "verdict": "passed"}', "it has no 'address'"),
        ('{"kind": "verdict", "verdict": "splendid", "address": "rest.a"}', "'splendid' is not a verdict"),
        ('{"kind": "verdict", "verdict": "passed", "address": "<b>"}', "'<b>' is not an address"),
        ('{"kind": "header", "journal": 1, "run": "r"}', "a second run begins there"),
        ('{"kind": "exchange", "id": "x1", "request": {"url": "u"}}', "it has no 'method'"),
    ],
)
def test_a_damaged_line_in_the_middle_is_named(tmp_path: Path, line: str, why: str) -> None:
    """The sentence gives the number of the line and what is wrong with it."""
    text = Journal().text() + line + "\n" + json.dumps({"kind": "note", "level": "info", "text": "n"}) + "\n"

    with pytest.raises(JournalError) as caught:
        load(tmp_path, text)

    assert f"Line 2 of {tmp_path / 'journal.jsonl'} is damaged: {why}." == caught.value.message


def test_a_missing_journal_is_a_sentence(tmp_path: Path) -> None:
    """An empty folder is a mistake of the command, not a traceback."""
    with pytest.raises(JournalError, match="There is no journal at"):
        Run.load(tmp_path)


def test_an_unreadable_journal_is_a_sentence(tmp_path: Path) -> None:
    """So is a path that cannot be read."""
    (tmp_path / "journal.jsonl").mkdir()

    with pytest.raises(JournalError, match="cannot be read"):
        Run.load(tmp_path)
