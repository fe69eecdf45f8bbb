"""Finding a property in an answer, and telling whether two values mean the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.errors import ContractError
from conformance.moments import moment_of

__all__ = ["alike", "ends_by", "same", "seen_at"]

_DAYS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}
_NUMBER = re.compile(r"[1-9][0-9]{0,6}")


def seen_at(whole: Any, path: str) -> list[Any]:
    """The values at a path; None stands for what is absent.

    Args:
        whole: a JSON value; None holds nothing.
        path: names joined by dots. In a list envelope a number is the item in that place, from 1, and `#`
            is how many there are. Any other name in an array is looked up in each of its items.

    Raises:
        ContractError: the path asks for an item in place 0.
    """
    found = [whole]
    for name in path.split("."):
        if name.isdecimal() and int(name) == 0:
            raise ContractError(f"A story of the contract looks at {path}; the first item is 1.")
        found = [value for each in found for value in _step(each, name)]
    return found


def _step(whole: Any, name: str) -> list[Any]:
    found: list[Any] = []
    # A stack of our own: a target may nest arrays as deep as Python lets functions call themselves.
    left = [whole]
    while left:
        each = left.pop()
        # An empty array shows no item that could lack the property.
        if isinstance(each, list) and each:
            left.extend(reversed(each))
        else:
            found.append(_member(each, name))
    return found


def _member(whole: Any, name: str) -> Any:
    if not isinstance(whole, Mapping):
        return None
    items = whole.get("items")
    if isinstance(items, list) and name == "#":
        return len(items)
    if isinstance(items, list) and name.isdecimal():
        place = int(name) - 1
        return items[place] if place < len(items) else None
    return whole.get(name)


def same(value: Any, wanted: Any, how: str = "is") -> bool:
    """Whether two values mean the same.

    Times are compared as moments and recurrence rules part by part, where they are known to be such; an
    object is the same as what is wanted when it has all of its members.
    """
    if how == "rule":
        return isinstance(value, str) and _parts(value) == _parts(str(wanted))
    left = [(value, wanted)]
    while left:
        one, other = left.pop()
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            left += [(one.get(name), each) for name, each in other.items()]
        elif isinstance(one, list) and isinstance(other, list):
            if len(one) != len(other):
                return False
            left += zip(one, other, strict=True)
        elif not _equal(one, other):
            return False
    return True


def alike(value: Any, other: Any) -> bool:
    """Whether two values that were both shown mean the same, without a member more in either."""
    return same(value, other) and same(other, value)


def ends_by(rule: Any, latest: datetime, start: datetime | None) -> bool:
    """Whether a series that recurs by a rule is over at a moment.

    Of a rule that counts its meetings the shortest time is taken that they can last.

    Args:
        rule: what is shown as a recurrence rule.
        latest: the moment.
        start: when the series starts, as far as it is known.
    """
    if not isinstance(rule, str):
        return False
    parts = dict(part.partition("=")[::2] for part in _parts(rule))
    if "UNTIL" in parts:
        until = _until(parts["UNTIL"])
        return until is not None and until <= latest
    count, every = parts.get("COUNT", ""), parts.get("INTERVAL", "1")
    if start is None or not _NUMBER.fullmatch(count) or not _NUMBER.fullmatch(every):
        return False
    periods = (int(count) - 1) // len(parts.get("BYDAY", "").split(","))
    days = periods * int(every) * _DAYS.get(parts.get("FREQ", ""), 1)
    return days <= (latest - start) / timedelta(days=1)


def _until(text: str) -> datetime | None:
    """The moment of an end such as 20311121T120000Z; one without a zone is taken for UTC."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _equal(value: Any, wanted: Any) -> bool:
    if isinstance(value, bool) != isinstance(wanted, bool):
        return False
    if isinstance(value, str) and isinstance(wanted, str) and value != wanted:
        moments = _moment(value), _moment(wanted)
        return None not in moments and moments[0] == moments[1]
    return bool(value == wanted)


def _moment(text: str) -> datetime | None:
    """The moment that a text tells; a short or undashed one could be a number of some kind as well."""
    return moment_of(text) if len(text) >= 16 and text[4:5] == "-" else None


def _parts(rule: str) -> frozenset[str]:
    """A recurrence rule's parts; what is left out by default is left out, as is their order."""
    parts = rule.strip().upper().removeprefix("RRULE:").rstrip(";").split(";")
    return frozenset(part.strip() for part in parts if part.strip() not in {"INTERVAL=1", "WKST=MO", ""})
