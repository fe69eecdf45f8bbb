"""Operations by level in the reports: from the verdict line to page, terminal and results."""

import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs
import pytest
from rich.console import Console

import conformance.report
from conformance.checks import NotApplicable, NotExercised
from conformance.contract import LEVELS, load
from conformance.contract.access import Check
from conformance.errors import JournalError
from conformance.plugin.verdicts import line_for
from conformance.report import Run, Verdict, print_summary, summarise, write_page, write_results
from conformance.report import access as reported
from conformance.report.access import MARKS, Access
from tests.data.report_journals import SCHEMA, Journal

html = pytest.importorskip("lxml.html", reason="lxml reads the page back")

TEMPLATES = Path(conformance.report.__file__).parent / "templates"
DISPUTED = {"conflict": "rows-missing", "followed": "table"}


def journal() -> Journal:
    """Two resources, all levels, one failure, one open rule, one that was not exercised."""
    made = Journal().tried("Get a Meeting", "user", "refused-without", "failed", actual="200")
    made.tried("Get a Meeting", "user", "allowed")
    made.tried("Get a Meeting", "admin", "allowed", "not-applicable", reason="They disagree.", **DISPUTED)
    made.tried("Get a Meeting", "compliance", "refused", scopes=[])
    made.tried("Get a Meeting", "guest", "allowed", "not-exercised", reason="No token.")
    made.tried("List Meeting Polls", "compliance", "allowed", resource="")
    return made


def loaded(made: Journal, folder: Path, *, valid: bool = True) -> Run:
    """The run that a journal tells of."""
    return Run.load(made.footer().write(folder, valid=valid))


def page(made: Journal, folder: Path, *, valid: bool = True) -> Any:
    """The page of a journal, as a tree."""
    path = write_page(loaded(made, folder, valid=valid), folder / "index.html")
    return html.document_fromstring(path.read_text("utf-8"))


def words(element: Any) -> str:
    """The text of an element on one line."""
    return " ".join(element.text_content().split())


def test_marks_and_levels_are_those_of_the_contract() -> None:
    """A check that the contract learns must get a mark."""
    assert set(get_args(Check)) == set(MARKS)
    assert LEVELS == reported.LEVELS
    assert len(MARKS) == len({mark.word for mark in MARKS.values()})


def test_a_grid_has_resources_operations_and_levels_in_order(tmp_path: Path) -> None:
    """Cells show the check of what is open first; where there is no rule a cell is empty."""
    grid = summarise(loaded(journal(), tmp_path)).access

    assert grid is not None
    assert LEVELS == grid.levels
    assert {"Meetings": ("Get a Meeting",), "": ("List Meeting Polls",)} == grid.resources
    checks = [one.access.check for one in grid.cell("Meetings", "Get a Meeting", "user") if one.access]
    assert ["allowed", "refused-without"] == checks
    assert () == grid.cell("", "List Meeting Polls", "user")


def test_pairs_are_counted_from_both_sides(tmp_path: Path) -> None:
    """What was not judged is not counted, a failure is."""
    grid = summarise(loaded(journal(), tmp_path)).access

    assert grid is not None
    assert (2, 0) == grid.judged(opens=True)
    assert (2, 1) == grid.judged(opens=False)
    assert (
        "5 pairs of operation and level, 2 judged open, 2 judged closed (1 failed); "
        "the documents disagree about 1"
    ) == grid.sentence
    assert {"refused-without": Counter({Verdict.FAILED: 1}), "allowed": Counter({Verdict.PASSED: 1})} == (
        grid.tally["user"]
    )


def test_runs_without_such_rules_show_nothing(tmp_path: Path) -> None:
    """No grid, no line, no section, empty counts."""
    run = loaded(Journal().cell("meeting", "title", "lobby"), tmp_path)
    screen = io.StringIO()
    print_summary(run, Console(file=screen, width=100))

    assert summarise(run).access is None
    assert "scopes:" not in screen.getvalue()
    assert [] == page(Journal().cell("meeting", "title", "lobby"), tmp_path).xpath("//*[@id='access']")
    assert {} == json.loads(write_results(run, tmp_path / "r.json").read_text("utf-8"))["access"]


def test_a_judgement_repeated_keeps_its_place(tmp_path: Path) -> None:
    """The highest verdict stands, in the same cell."""
    made = Journal().tried("Get a Meeting", "user", "allowed")
    made.verdict("rest.scope.get-a-meeting.user.allowed", "failed")

    (record,) = loaded(made, tmp_path).verdicts.values()

    assert Verdict.FAILED is record.verdict
    assert record.access is not None
    assert "Get a Meeting" == record.access.operation


@pytest.mark.parametrize("missing", ["operation", "level", "check"])
def test_a_line_without_its_place_is_damaged(tmp_path: Path, missing: str) -> None:
    """What has no place in the grid cannot have come from a run."""
    made = Journal().tried("Get a Meeting", "user", "allowed")
    del made.lines[-1]["access"][missing]

    with pytest.raises(JournalError, match=f"it has no '{missing}'"):
        Run.load(made.write(tmp_path, valid=False))


def test_levels_and_checks_of_a_later_version_are_shown_by_name(tmp_path: Path) -> None:
    """They come last, and nothing is left out."""
    made = (
        Journal()
        .tried("Get a Meeting", "partner", "refused-by-moon")
        .tried("Get a Meeting", "user", "allowed")
    )

    tree = page(made, tmp_path, valid=False)

    assert ["operation", *LEVELS, "partner"] == [words(one) for one in tree.xpath("//thead//th")][:6]
    assert ["✓ open", "✓ refused-by-moon"] == [words(one) for one in tree.xpath("//a[@data-a]")][:2]


def test_the_page_shows_marks_with_signs_words_and_ways(tmp_path: Path) -> None:
    """Colour is not the only carrier; N/A and open cells are marked; the rest is empty."""
    tree = page(journal(), tmp_path)
    (section,) = tree.xpath("//section[@aria-labelledby='access']")
    rows = [[words(cell) for cell in row.xpath("./td")] for row in section.xpath(".//tr[@data-row]")]

    assert [
        ["✓ open✗ scope", "\N{EN DASH} open table", "✓ N/A", "○ open"],
        ["", "", "✓ open", ""],
    ] == rows
    assert ["Meetings", "Operations that a list of scopes alone names"] == [
        words(one) for one in section.xpath(".//th[@scope='rowgroup']")
    ]
    assert ["Get a Meeting", "List Meeting Polls"] == [
        words(one) for one in section.xpath(".//th[@scope='row']")
    ]
    marks = section.xpath(".//td/a")
    assert {one.get("href")[1:] for one in marks} <= set(tree.xpath("//@id"))
    assert "refused without meeting:schedules_read: failed" == marks[1].get("title")
    assert "Get a Meeting, user, refused without meeting:schedules_read: failed" == marks[1].get("aria-label")
    assert (
        "open with meeting:schedules_read alone? The documents disagree (rows-missing); the target follows "
        "table: not-applicable"
    ) == marks[2].get("title")
    legend = words(section.xpath(".//dl")[0])
    assert all(mark.word in legend for mark in MARKS.values())
    assert "the documents disagree" in legend


def test_the_terminal_has_one_line(tmp_path: Path) -> None:
    """How much was judged from either side."""
    screen = io.StringIO()

    print_summary(loaded(journal(), tmp_path), Console(file=screen, width=140))

    (line,) = [line for line in screen.getvalue().splitlines() if "scopes:" in line]
    assert line.strip().startswith("scopes: 5 pairs of operation and level, 2 judged open, 2 judged closed")


def test_results_count_by_level_and_check(tmp_path: Path) -> None:
    """And each rule says what was tried, and which reading was followed."""
    path = write_results(loaded(journal(), tmp_path), tmp_path / "results.json")
    results = json.loads(path.read_text("utf-8"))

    schema = TEMPLATES.parent / "results.schema.json"
    jsonschema_rs.validator_for(json.loads(schema.read_text("utf-8"))).validate(results)
    assert {"allowed": {"passed": 1}, "refused-without": {"failed": 1}} == results["access"]["user"]
    assert {"allowed": {"not-exercised": 1}} == results["access"]["guest"]
    assert {
        "resource": "Meetings",
        "operation": "Get a Meeting",
        "level": "admin",
        "check": "allowed",
        "scopes": ["meeting:schedules_read"],
        **DISPUTED,
    } == results["rules"]["rest.scope.get-a-meeting.admin.allowed"]["access"]


def test_every_rule_about_scopes_writes_its_place_down() -> None:
    """Whatever a case ended with, its line is one of the journal, and names what it needs."""
    law = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text("utf-8")))
    for rule in load().rules.values():
        line = line_for(rule, None, None)
        law.validate(line)
        assert (rule.access is None) is ("access" not in line)
        if rule.access is not None:
            assert bool(line["access"]["scopes"]) is (rule.access.check != "refused")


def test_an_open_rule_names_the_reading_that_was_seen() -> None:
    """And an empty one where none was."""
    rule = next(one for one in load().rules.values() if one.access and one.access.conflict)
    assert rule.access is not None
    seen = NotApplicable("open", conflict=rule.access.conflict or "", followed="table")

    followed = [
        line_for(rule, error, None)["access"]["followed"] for error in (seen, NotExercised("no token"))
    ]

    assert ["table", ""] == followed


def test_meaning_without_scopes_still_reads() -> None:
    """A line that names no scope, and a reading that nobody saw."""
    access = Access(
        resource="",
        operation="a",
        level="user",
        check="refused-without",
        scopes=(),
        conflict="c",
        followed="",
    )

    assert (
        "refused without the documented scope? The documents disagree (c); no reading was observed"
        == access.meaning
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_verdict_is_readable_on_its_ground(scheme: str) -> None:
    """Contrast of at least 4.5 to 1, the least that WCAG asks of small text."""
    css = (TEMPLATES / "page.css").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in css.split("@media", 2)[:2]
    )
    colours = light if scheme == "light" else light | dark
    pairs = [(name, f"{name}-bg") for name in colours if f"{name}-bg" in colours]
    pairs += [(ink, ground) for ink in ("ink", "quiet") for ground in ("page", "sheet", "soft")]

    faint = {pair for pair in pairs if _contrast(colours[pair[0]], colours[pair[1]]) < 4.5}

    assert 14 == len(pairs)
    assert set() == faint


def _contrast(ink: str, ground: str) -> float:
    """Of two colours, as WCAG defines it."""
    lighter, darker = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
