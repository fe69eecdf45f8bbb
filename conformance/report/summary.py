"""The figures of a run: what every report prints, worked out once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.report.access import AccessGrid, access_grid
from conformance.report.records import Conflict
from conformance.report.releases import ReleaseGrid, release_grid
from conformance.report.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conformance.report.records import Deviation, Reading, VerdictRecord
    from conformance.report.run import Run


@dataclass(frozen=True, slots=True)
class Figure:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """The share in percent, cut (not rounded) to one decimal, so that 100 means all; None of none."""
        return self.part * 1000 // self.whole / 10 if self.whole else None

    def __str__(self) -> str:
        share = "none" if self.percent is None else f"{self.percent:.1f} %"
        return f"{self.part} of {self.whole} ({share})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Addresses that share one reason."""

    reason: str
    records: tuple[VerdictRecord, ...]

    @property
    def size(self) -> int:
        """How many addresses."""
        return len(self.records)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of the documents, filled with verdicts; rows and columns in order of appearance."""

    table: str
    states: tuple[str, ...]
    attributes: tuple[str, ...]
    cells: Mapping[tuple[str, str], VerdictRecord]

    def cell(self, attribute: str, state: str) -> VerdictRecord | None:
        """Return what was found about `attribute` in `state`."""
        return self.cells.get((attribute, state))

    @property
    def worst(self) -> Verdict:
        """The highest verdict in the table."""
        return Verdict.merge(record.verdict for record in self.cells.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A conflict of the documents and what the target was seen to follow; empty when not observed."""

    conflict: Conflict
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything that is counted or grouped. `conformance` and `coverage` are never added up."""

    conformance: Figure
    coverage: Figure
    counts: Mapping[Verdict, int]
    by_verdict: Mapping[Verdict, tuple[VerdictRecord, ...]]
    untested: tuple[Group, ...]
    deviations: tuple[Deviation, ...]
    conflicts: tuple[Followed, ...]
    grids: tuple[Grid, ...]
    access: AccessGrid | None
    releases: ReleaseGrid | None

    @property
    def failures(self) -> tuple[VerdictRecord, ...]:
        """The rules that the target failed."""
        return self.by_verdict[Verdict.FAILED]

    @property
    def advisories(self) -> tuple[VerdictRecord, ...]:
        """The recommendations and inferred rules that it missed."""
        return self.by_verdict[Verdict.ADVISORY]

    @property
    def known(self) -> tuple[VerdictRecord, ...]:
        """The declared deviations that are still there."""
        return self.by_verdict[Verdict.KNOWN]


def summarise(run: Run) -> Summary:
    """Count and group the verdicts of `run`."""
    found: dict[Verdict, list[VerdictRecord]] = {verdict: [] for verdict in Verdict}
    for record in run.verdicts.values():
        found[record.verdict].append(record)
    counts = {verdict: len(records) for verdict, records in found.items()}
    conclusive = sum(number for verdict, number in counts.items() if verdict.conclusive)
    applicable = len(run.verdicts) - counts[Verdict.NOT_APPLICABLE]
    return Summary(
        conformance=Figure(conclusive - counts[Verdict.FAILED], conclusive),
        coverage=Figure(conclusive, applicable),
        counts=counts,
        by_verdict={verdict: tuple(records) for verdict, records in found.items()},
        untested=group_by_reason(found[Verdict.NOT_EXERCISED]),
        deviations=run.deviations,
        conflicts=_conflicts(run),
        grids=_grids(run.verdicts.values()),
        access=access_grid(run.verdicts.values()),
        releases=release_grid(run.verdicts.values()),
    )


def group_by_reason(records: Iterable[VerdictRecord]) -> tuple[Group, ...]:
    """Group `records` by what was missing, the largest group first."""
    groups: defaultdict[str, list[VerdictRecord]] = defaultdict(list)
    for record in records:
        groups[record.reason or record.note or "No reason was given."].append(record)
    ordered = sorted(groups.items(), key=lambda item: -len(item[1]))
    return tuple(Group(reason=reason, records=tuple(members)) for reason, members in ordered)


def exit_code(run: Run, min_coverage: float | None = None) -> int:
    """Return how the process should end.

    The first that holds wins, so that a run that cannot be trusted never looks like a verdict, and a
    verdict on the target is never hidden behind a figure:

    * 3: an error of ours, or a run that was cut short
    * 1: a rule failed, or a declared deviation is stale or expired
    * 4: nothing conclusive ran
    * 5: coverage is below `min_coverage`
    * 0: otherwise

    Args:
        run: The run to judge.
        min_coverage: The least coverage in percent, 0 to 100.
    """
    summary = summarise(run)
    if summary.counts[Verdict.ERROR] or not run.complete:
        return 3
    if summary.failures or run.deviations:
        return 1
    if not summary.coverage.part:
        return 4
    if min_coverage is not None and summary.coverage.part * 100 < min_coverage * summary.coverage.whole:
        return 5
    return 0


def _conflicts(run: Run) -> tuple[Followed, ...]:
    """Pair each conflict with its readings; one that the header does not know is shown all the same."""
    observed: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in run.readings:
        observed[reading.conflict].append(reading)
    conflicts = {conflict.id: conflict for conflict in run.header.conflicts}
    for name in observed:
        conflicts.setdefault(
            name, Conflict(id=name, title=name, kind="", affects=(), readings=(), treatment="")
        )
    return tuple(
        Followed(conflict=conflict, readings=tuple(observed.get(name, ())))
        for name, conflict in conflicts.items()
    )


def _grids(records: Iterable[VerdictRecord]) -> tuple[Grid, ...]:
    """Lay the rules that have a place in a table out as the documents do."""
    tables: defaultdict[str, dict[tuple[str, str], VerdictRecord]] = defaultdict(dict)
    for record in records:
        if record.cell is not None:
            place = record.cell.attribute, record.cell.state
            known = tables[record.cell.table].get(place)
            if known is None or record.verdict > known.verdict:
                tables[record.cell.table][place] = record
    return tuple(
        Grid(
            table=table,
            states=tuple(dict.fromkeys(state for _, state in cells)),
            attributes=tuple(dict.fromkeys(attribute for attribute, _ in cells)),
            cells=cells,
        )
        for table, cells in tables.items()
    )
