"""Who may do what: the verdicts of rules about scopes, laid out by operation and level."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.report.fields import need, text_of, texts_of
from conformance.report.text import count
from conformance.report.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conformance.report.records import VerdictRecord

LEVELS = ("user", "admin", "compliance", "guest")
"""The columns of the grid, in the order of the documents."""

ALLOWED = "allowed"
_LISTED = "Operations that a list of scopes alone names"
_SCOPES = "the documented scope"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a check is shown in the grid.

    Attributes:
        word: one short word, which the verdict's sign stands before.
        meaning: what must be seen; `{scopes}` stands for the scopes of the rule.
    """

    word: str
    meaning: str

    @property
    def legend(self) -> str:
        """What it means whatever the rule's scopes are."""
        return self.meaning.replace("{scopes}", _SCOPES)


MARKS = {
    ALLOWED: Mark("open", "open with {scopes} alone"),
    "refused-without": Mark("scope", "refused without {scopes}"),
    "refused-read-only": Mark("read", "refused to scopes for reading alone"),
    "refused-without-role": Mark("role", "refused with {scopes} to a user without the role"),
    "refused-for-others": Mark("others", "refused on what belongs to somebody else"),
    "refused-on-behalf": Mark("behalf", "refused to a user who acts for somebody else"),
    "refused": Mark("N/A", "not offered at this level, refused"),
}
"""Every check, in the order in which a cell shows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a rule tries of an operation.

    Attributes:
        resource: what the documents have the operation under; empty when a list alone names it.
        scopes: that the token has, or lacks.
        conflict: id of the conflict that leaves the rule open, or empty.
        followed: the reading of it that the target was seen to follow, or empty.
    """

    resource: str
    operation: str
    level: str
    check: str
    scopes: tuple[str, ...]
    conflict: str
    followed: str

    @classmethod
    def parse(cls, line: Mapping[str, Any]) -> Access | None:
        """Read the part of a verdict line; None where the rule is not about scopes.

        Raises:
            Damaged: operation, level or check is missing.
        """
        if not line:
            return None
        return cls(
            resource=text_of(line, "resource"),
            operation=need(line, "operation"),
            level=need(line, "level"),
            check=need(line, "check"),
            scopes=texts_of(line, "scopes"),
            conflict=text_of(line, "conflict"),
            followed=text_of(line, "followed"),
        )

    @property
    def opens(self) -> bool:
        """Whether the operation must be open."""
        return self.check == ALLOWED

    @property
    def word(self) -> str:
        """What was tried, in one word; a check of a later version by its own name."""
        return MARKS[self.check].word if self.check in MARKS else self.check

    @property
    def meaning(self) -> str:
        """What must be seen, and what the documents leave open."""
        mark = MARKS.get(self.check, Mark(self.check, self.check))
        said = mark.meaning.replace("{scopes}", ", ".join(self.scopes) or _SCOPES)
        if not self.conflict:
            return said
        reading = f"the target follows {self.followed}" if self.followed else "no reading was observed"
        return f"{said}? The documents disagree ({self.conflict}); {reading}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessGrid:
    """Operations by level.

    Attributes:
        levels: the columns: those of the documents, then any other, as they appear.
        resources: the operations of each, both in order of appearance.
        cells: what was found, by resource, operation and level; in the order of `MARKS`.
    """

    levels: tuple[str, ...]
    resources: Mapping[str, tuple[str, ...]]
    cells: Mapping[tuple[str, str, str], tuple[VerdictRecord, ...]]

    def cell(self, resource: str, operation: str, level: str) -> tuple[VerdictRecord, ...]:
        """What was found about an operation at a level; nothing where the documents have no rule."""
        return self.cells.get((resource, operation, level), ())

    @staticmethod
    def title(resource: str) -> str:
        """The heading of a resource."""
        return resource or _LISTED

    @property
    def rules(self) -> int:
        """How many rules there are."""
        return sum(map(len, self.cells.values()))

    @property
    def tally(self) -> dict[str, dict[str, Counter[Verdict]]]:
        """How many rules ended with which verdict, by level and check."""
        found: dict[str, dict[str, Counter[Verdict]]] = {}
        for (_, _, level), records in self.cells.items():
            for record in records:
                if record.access is not None:
                    checks = found.setdefault(level, {})
                    checks.setdefault(record.access.check, Counter())[record.verdict] += 1
        return found

    def judged(self, *, opens: bool) -> tuple[int, int]:
        """How many pairs of operation and level were judged from one side, and how many of these failed.

        Args:
            opens: whether the side is that of tokens that must open the operation.
        """
        judged = failed = 0
        for records in self.cells.values():
            verdicts = [
                record.verdict for record in records if record.access and record.access.opens is opens
            ]
            judged += any(verdict.conclusive for verdict in verdicts)
            failed += Verdict.FAILED in verdicts
        return judged, failed

    @property
    def disputed(self) -> int:
        """About how many pairs of operation and level the documents disagree."""
        return sum(
            any(record.access and record.access.conflict for record in records)
            for records in self.cells.values()
        )

    @property
    def sentence(self) -> str:
        """How many pairs of operation and level were judged from which side, for people."""
        opened, closed = (
            f"{judged:,} judged {side}{f' ({failed:,} failed)' if failed else ''}"
            for side, (judged, failed) in (
                ("open", self.judged(opens=True)),
                ("closed", self.judged(opens=False)),
            )
        )
        pairs = count(len(self.cells), "pair")
        more = f"; the documents disagree about {self.disputed:,}" if self.disputed else ""
        return f"{pairs} of operation and level, {opened}, {closed}{more}"


def access_grid(records: Iterable[VerdictRecord]) -> AccessGrid | None:
    """Lay verdicts about scopes out; None when there are none."""
    cells: defaultdict[tuple[str, str, str], list[VerdictRecord]] = defaultdict(list)
    resources: defaultdict[str, dict[str, None]] = defaultdict(dict)
    others: dict[str, None] = {}
    for record in records:
        if record.access is not None:
            access = record.access
            cells[access.resource, access.operation, access.level].append(record)
            resources[access.resource][access.operation] = None
            if access.level not in LEVELS:
                others[access.level] = None
    if not cells:
        return None
    order = {check: place for place, check in enumerate(MARKS)}
    return AccessGrid(
        levels=(*LEVELS, *others),
        resources={name: tuple(operations) for name, operations in resources.items()},
        cells={
            place: tuple(
                sorted(found, key=lambda one: order.get(one.access.check if one.access else "", len(order)))
            )
            for place, found in cells.items()
        },
    )
