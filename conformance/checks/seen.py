"""Finding a property in an answer, and telling whether two values mean the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from conformance.moments import moment_of

__all__ = ["same", "seen_at"]


def seen_at(whole: Any, path: str) -> list[Any]:
    """The values at a path; None stands for what is absent.

    Args:
        whole: a JSON value; None holds nothing.
        path: names joined by dots. In a list envelope a number is the item in that place, from 1, and `#`
            is how many there are. Any other name in an array is looked up in each of its items.
    """
    found = [whole]
    for name in path.split("."):
        found = [value for each in found for value in _step(each, name)]
    return found


def _step(whole: Any, name: str) -> list[Any]:
    if isinstance(whole, Mapping):
        items = whole.get("items")
        if isinstance(items, list) and name == "#":
            return [len(items)]
        if isinstance(items, list) and name.isdecimal():
            place = int(name) - 1
            return [items[place] if place < len(items) else None]
        return [whole.get(name)]
    if isinstance(whole, list):
        # An empty array shows no item that could lack the property.
        return [value for each in whole for value in _step(each, name)] if whole else [None]
    return [None]


def same(value: Any, wanted: Any, how: str = "is") -> bool:
    """Whether two values mean the same.

    Times are compared as moments and recurrence rules part by part, where they are known to be such; an
    object is the same as what is wanted when it has all of its members.
    """
    if how == "rule":
        return isinstance(value, str) and _parts(value) == _parts(str(wanted))
    if isinstance(wanted, Mapping) and isinstance(value, Mapping):
        return all(same(value.get(name), each) for name, each in wanted.items())
    if isinstance(wanted, list) and isinstance(value, list):
        return len(value) == len(wanted) and all(map(same, value, wanted))
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
