"""Releases of the XML API: the verdicts of each item in each of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.report.text import count
from conformance.report.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conformance.report.records import VerdictRecord

__all__ = ["ReleaseGrid", "release_grid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseGrid:
    """Items by release.

    Attributes:
        releases: the columns, oldest first.
        groups: what was found of the items of each release or subject, in order of appearance.
    """

    releases: tuple[str, ...]
    groups: Mapping[str, tuple[VerdictRecord, ...]]

    @staticmethod
    def verdict(record: VerdictRecord, release: str) -> Verdict:
        """What became of an item in a release."""
        return record.grid.get(release, Verdict.NOT_APPLICABLE)

    def tally(self, group: str, release: str) -> Counter[Verdict]:
        """How many items of a group ended with which verdict in a release."""
        return Counter(self.verdict(record, release) for record in self.groups[group])

    def told(self, group: str, release: str) -> tuple[Verdict, int]:
        """The highest verdict of a group's items in a release, and how many items have it."""
        tally = self.tally(group, release)
        highest = Verdict.merge(tally)
        return highest, tally[highest]

    @property
    def items(self) -> int:
        """How many items there are."""
        return sum(map(len, self.groups.values()))

    @property
    def sentence(self) -> str:
        """How many items hold in how many releases, for people."""
        clean = [
            release
            for release in self.releases
            if not any(self.tally(group, release)[Verdict.FAILED] for group in self.groups)
        ]
        releases = count(len(self.releases), "release")
        return f"{count(self.items, 'item')} in {releases}; nothing failed in {len(clean)} of these"


def release_grid(records: Iterable[VerdictRecord]) -> ReleaseGrid | None:
    """Lay verdicts about releases out; None when several releases were not judged."""
    having = [record for record in records if record.grid]
    if not having:
        return None
    groups: dict[str, list[VerdictRecord]] = {}
    for record in having:
        groups.setdefault(_group(record.address), []).append(record)
    releases = dict.fromkeys(release for record in having for release in record.grid)
    return ReleaseGrid(
        releases=tuple(releases), groups={name: tuple(found) for name, found in groups.items()}
    )


def _group(address: str) -> str:
    """The release or subject that an address belongs to, e.g. `xml.41.2` or `xml.doors`."""
    first, *words = address.split(".")
    kept = 2 if words[:1] and words[0].isdecimal() else 1
    return ".".join([first, *words[:kept]])
