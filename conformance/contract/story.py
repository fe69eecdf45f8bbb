"""Stories: what is done with a meeting, step by step, and what must be seen.

A story is how a rule of behaviour is written down as data. It is played on a meeting of the cast, by
PATCH and by PUT wherever it updates and names no method, and each judged step is held against the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["CONTROLLED", "Expectation", "Match", "Outcome", "Step", "Story", "Subject"]

Outcome = Literal["accepted", "refused", "denied", "either", "gone", "not-applied"]
Match = Literal[
    "is",
    "unlike",
    "instant",
    "rule",
    "ends_by",
    "one_of",
    "items",
    "count",
    "absent",
    "empty",
    "present",
    "fits",
    "contains",
    "same_as",
    "once",
]

CONTROLLED = frozenset({"join", "leave", "lock", "unlock", "admit", "end", "clock"})
"""Steps that only the control API can do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A meeting of the cast, as it is created; title and `sendEmail` are added.

    Attributes:
        body: the request body with places for moments, e.g. `{start}`.
        starts: how far ahead of the present it starts, e.g. `2h` or `1d`.
        zone: the zone in which it is scheduled; None leaves the parameter out.
        needs: the trait of a profile without which it cannot be created, or None.
    """

    id: str
    body: Mapping[str, Any]
    starts: str
    zone: str | None = "UTC"
    needs: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One thing that must be seen in an answer.

    Attributes:
        at: the path of a property, e.g. `meetingOptions.enabledChat`; in a list `1.start` is of the
            first item by start, `#` the number of items; `header.warning` is a header.
        how: in which way it is compared; `value` is what with, of `ends_by` a moment at which the series
            of a recurrence rule is over, of `once` what exactly one of the values is.
        follows: the reading of the story's conflict that is followed when this is seen. Of several
            such expectations one must hold.
    """

    at: str
    how: Match
    value: Any
    follows: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that is done.

    Attributes:
        do: `update`, `read`, `list`, `create`, `delete`, `templates`, `settle` (wait until the end of a
            minute is not near), or an action of the control API.
        to: `series`, the number of a scheduled meeting (as text), `instance`, or an id with places.
        send: the body of an update; for `join` who, for `clock` the moment, for `list` the query.
        method: PATCH or PUT; None for both, one after the other in two tellings.
        outcome: how it must end; None for a step that only prepares.
        expect: what must be seen in the read that follows an update, or in the answer of another step.
        answer: whether an update's own answer is held against `expect` instead.
        message: words that the refusal must contain.
        readings: which reading of the conflict an outcome (`accepted`, `refused`) follows.
        headers: request headers that replace ours; `actor` is who sends, `nobody` without a credential.
    """

    do: str
    to: str = "series"
    send: Any = None
    method: str | None = None
    outcome: Outcome | None = None
    expect: tuple[Expectation, ...] = ()
    answer: bool = False
    message: str | None = None
    status: int | None = None
    readings: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    actor: str = "host"

    @property
    def judged(self) -> bool:
        """Whether the rule says something about how it ends."""
        return bool(self.outcome or self.expect or self.message or self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is done with one meeting.

    Attributes:
        subject: id of the cast's meeting; None for a story without a meeting.
        fresh: whether it needs a meeting of its own, which no other story has touched.
        share: stories of the same key are the same, and are played once.
        site: traits that the site must have meanwhile, set through the control API.
        conflict: the conflict between documents that the outcome answers.
    """

    subject: str | None
    steps: tuple[Step, ...]
    fresh: bool = False
    share: str | None = None
    site: Mapping[str, Any] = field(default_factory=dict)
    conflict: str | None = None

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods by which it is told, one telling each."""
        open_ = any(step.do == "update" and step.method is None and step.judged for step in self.steps)
        return ("PATCH", "PUT") if open_ else ("PATCH",)

    @property
    def controlled(self) -> bool:
        """Whether documented calls alone cannot play it."""
        return any(step.do in CONTROLLED for step in self.steps)
