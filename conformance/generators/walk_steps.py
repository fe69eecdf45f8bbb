"""The steps that walks are made of, as data: no ids, so that they can be taken again on any target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["CONTROLLED", "TRIES", "Step", "Walk", "script", "walk_of"]

CONTROLLED = (
    *("clock", "join", "wait", "lock", "unlock", "admit", "leave", "end"),
    *("try-live", "try-instance"),
)
"""Steps that need the control API, because only people in meetings lead there."""

TRIES = ("try-past", "try-short", "try-cross", "try-gone", "try-live", "try-instance")
"""Steps that the documents forbid, and that are tried all the same."""

_KINDS = frozenset(
    {"create", "update", "reschedule", "rename", "move", "delete", "drop", *CONTROLLED, *TRIES}
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        do: what is done.
        of: to which meeting of the walk, from 1; 0 for none.
        nth: to which of its scheduled meetings, from 1; 0 for the series.
        what: how it recurs, which attribute is set, or whether a deletion is tried or an update.
        by: the method of an update.
        at: a moment or a shift, in minutes.
    """

    do: str
    of: int = 0
    nth: int = 0
    what: str = ""
    by: str = ""
    at: int = 0

    def as_json(self) -> dict[str, Any]:
        """The step without what it leaves open."""
        return {name: value for name, value in asdict(self).items() if value}


Walk = tuple[Step, ...]


def walk_of(steps: Any) -> Walk:
    """A walk out of JSON.

    Raises:
        ValueError: it is none.
    """
    if isinstance(steps, list):
        return tuple(map(_step_of, steps))
    raise ValueError("a walk is a list of steps")


def _step_of(fields: Any) -> Step:
    if not isinstance(fields, Mapping) or fields.get("do") not in ("create", *_WORDS):
        raise ValueError("a step of the walk says nothing that can be done")
    texts = {name: fields.get(name, "") for name in ("do", "what", "by")}
    numbers = {name: fields.get(name, 0) for name in ("of", "nth", "at")}
    right = all(isinstance(one, str) for one in texts.values()) and all(
        isinstance(one, int) and not isinstance(one, bool) for one in numbers.values()
    )
    if not right or not fields.keys() <= texts.keys() | numbers.keys():
        raise ValueError("a step of the walk has what no step has")
    return Step(**texts, **numbers)


def script(walk: Walk) -> str:
    """A walk in words, a numbered line for each step."""
    made = 0
    lines = []
    for number, step in enumerate(walk, 1):
        made += step.do == "create"
        lines.append(f"{number}. {_told(step, made)}")
    return "\n".join(lines)


_WORDS = {
    "update": "{by} {which}: another {what}",
    "rename": "{by} {which}: another title",
    "reschedule": "{by} {which}: {minutes} minutes {way}",
    "move": "{by} {which}: {minutes} minutes {way}",
    "delete": "delete {which}",
    "drop": "delete {which}",
    "clock": "move the clock to {moment}",
    "join": "let the host join {which}",
    "wait": "let an attendee join {which}",
    "lock": "lock {which}",
    "unlock": "unlock {which}",
    "admit": "admit those who wait for {which}",
    "leave": "let all attendees leave {which}",
    "end": "end {which}",
    "try-past": "try to move {which} into the past",
    "try-short": "try to make {which} five minutes long",
    "try-cross": "try to move {which} to the day of the one before it",
    "try-gone": "try to {what} {which}, which was deleted",
    "try-live": "try to update {which} while it is in progress",
    "try-instance": "try to update the newest instance of {which}",
}


def _told(step: Step, made: int) -> str:
    if step.do == "create":
        repeat = "" if step.what == "one-off" else f", {step.what}, three times"
        return f"create meeting {made}: {_moment(step.at)}{repeat}"
    which = f"meeting {step.of}"
    if step.nth:
        which = f"scheduled meeting {step.nth} of {which}"
    way = "later" if step.at > 0 else "earlier"
    return _WORDS[step.do].format(
        by=step.by, which=which, what=step.what, minutes=abs(step.at), way=way, moment=_moment(step.at)
    )


def _moment(minutes: int) -> str:
    day, minute = divmod(minutes, 24 * 60)
    return f"day {day + 1}, {minute // 60:02}:{minute % 60:02}"
