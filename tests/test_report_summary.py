"""The figures of a run and the exit code drawn from them."""

from pathlib import Path

import pytest

from conformance.report import Run, Verdict, exit_code, summarise
from conformance.report.summary import Figure
from tests.data.report_journals import Journal, every_verdict


def test_both_figures_are_counted_from_conclusive_verdicts(tmp_path: Path) -> None:
    """Four of seven applicable rules were judged, one of the four failed."""
    summary = summarise(Run.load(every_verdict().footer().write(tmp_path)))

    assert Figure(3, 4) == summary.conformance
    assert Figure(4, 7) == summary.coverage
    assert dict.fromkeys(Verdict, 1) == summary.counts


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(0, 0, None), (0, 3, 0.0), (3, 3, 100.0), (1999, 2000, 99.9), (2, 3, 66.6)]
)
def test_a_percentage_is_cut_so_that_100_means_all(part: int, whole: int, percent: float | None) -> None:
    """One failure of two thousand is not 100 percent."""
    assert percent == Figure(part, whole).percent


def test_reasons_are_grouped_with_the_most_frequent_first(tmp_path: Path) -> None:
    """What could not be tested is told by cause, not rule by rule."""
    journal = Journal().verdict("rest.a.one", "not-exercised", reason="No actor.")
    for name in ("two", "three"):
        journal.verdict(f"rest.a.{name}", "not-exercised", reason="No time.")
    journal.verdict("rest.a.four", "not-exercised")

    groups = summarise(Run.load(journal.footer().write(tmp_path))).untested

    assert [
        ("No time.", 2),
        ("No actor.", 1),
        ("No reason was given.", 1),
    ] == [(group.reason, group.size) for group in groups]
    assert ["rest.a.two", "rest.a.three"] == [record.address for record in groups[0].records]


def test_tables_keep_the_order_in_which_they_appear(tmp_path: Path) -> None:
    """Rows, columns and tables stand as the journal brings them; gaps stay gaps."""
    journal = Journal().cell("meeting", "title", "lobby").cell("meeting", "id", "lobby", "failed")
    journal.cell("meeting", "title", "ended").cell("series", "id", "active").footer()

    meeting, series = summarise(Run.load(journal.write(tmp_path))).grids

    assert ("meeting", ("lobby", "ended"), ("title", "id")) == (
        meeting.table,
        meeting.states,
        meeting.attributes,
    )
    assert meeting.cell("id", "ended") is None
    assert Verdict.FAILED is meeting.worst
    assert Verdict.PASSED is series.worst


def test_two_rules_in_one_cell_show_the_worse(tmp_path: Path) -> None:
    """A cell never looks better than its worst rule."""
    journal = Journal().cell("meeting", "id", "lobby", "failed")
    cell = journal.lines[-1]["cell"]
    journal.verdict("rest.other.id", cell=cell).footer()

    (grid,) = summarise(Run.load(journal.write(tmp_path))).grids

    assert Verdict.FAILED is grid.cell("id", "lobby").verdict  # type: ignore[union-attr] # it is there


def test_conflicts_are_paired_with_what_was_followed(tmp_path: Path) -> None:
    """A conflict nobody observed has no reading; an unknown one is shown all the same."""
    journal = Journal().add("reading", conflict="odd", followed="this", exchanges=[]).footer()

    known, odd = summarise(Run.load(journal.write(tmp_path))).conflicts

    assert ("delete-answer", ()) == (known.conflict.id, known.readings)
    assert ("odd", "this") == (odd.conflict.title, odd.readings[0].followed)


def test_a_clean_run_ends_with_0(tmp_path: Path) -> None:
    """Something conclusive ran and nothing failed: advisories and known deviations do not count."""
    journal = Journal().verdict("rest.a.b").verdict("rest.a.c", "advisory").verdict("rest.a.d", "known")

    assert 0 == exit_code(Run.load(journal.footer().write(tmp_path)))


@pytest.mark.parametrize(
    ("verdicts", "deviation", "ended", "coverage", "code"),
    [
        (["passed", "failed"], None, True, None, 1),
        (["passed"], "stale", True, None, 1),
        (["passed"], "expired", True, None, 1),
        (["passed", "error"], None, True, None, 3),
        (["passed"], None, False, None, 3),
        ([], None, True, None, 4),
        (["not-exercised", "not-applicable", "indeterminate"], None, True, None, 4),
        (["passed", "not-exercised"], None, True, 60, 5),
        (["passed", "not-exercised"], None, True, 50, 0),
        (["passed", "not-exercised", "not-exercised"], None, True, 33.4, 5),
        (["passed", "not-exercised", "not-exercised"], None, True, 33.3, 0),
        # precedence: 3, 1, 4, 5
        (["failed", "error"], "stale", True, 100, 3),
        (["failed", "not-exercised"], None, True, 100, 1),
        (["not-exercised"], "expired", True, 100, 1),
        (["not-exercised"], None, True, 100, 4),
        ([], None, False, 100, 3),
    ],
)
def test_the_exit_code_follows_from_the_journal(
    tmp_path: Path, verdicts: list[str], deviation: str | None, ended: bool, coverage: float | None, code: int
) -> None:
    """Each cause has its code, and the graver cause wins."""
    journal = Journal()
    for number, verdict in enumerate(verdicts):
        journal.verdict(f"rest.a.r{number}", verdict, reason="Because.")
    if deviation:
        journal.deviation("rest.a.r0", deviation)
    if ended:
        journal.footer()

    assert code == exit_code(Run.load(journal.write(tmp_path)), coverage)


def test_an_interrupted_run_ends_with_3(tmp_path: Path) -> None:
    """What a person stopped is no verdict on the target, not even a failure."""
    journal = Journal().verdict("rest.a.b", "failed").footer(interrupted=True)

    assert 3 == exit_code(Run.load(journal.write(tmp_path)))
