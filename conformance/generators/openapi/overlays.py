"""Putting a single value into a base that works, and finding the one in which two bodies differ."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from conformance.generators.openapi.places import ITEM, OperationModel

__all__ = ["ABSENT", "difference", "overlaid", "stand_in"]

ABSENT = object()
"""What stands where a property is missing."""

_PLACE = re.compile(r"\{([A-Za-z]+)([^{}]*)\}")
_STAND_INS = {
    "marker": "wxc-00000000",
    "n": "7",
    "site": "example.webex.com",
    "owner": "jane@example.com",
    "other": "john@example.com",
    "day": "2031-05-05T10:00:00Z",
    "password": "Aa1!aaaa",
    "playback": "https://example.webex.com/recordings/0",
}
_NOTHING = "0" * 32


def stand_in(value: Any) -> Any:
    """A JSON value with its places filled by what could stand there, to be held against a schema."""
    if isinstance(value, str):
        return _PLACE.sub(_stand_in_for, value)
    if isinstance(value, list):
        return [stand_in(one) for one in value]
    if isinstance(value, Mapping):
        return {name: stand_in(one) for name, one in value.items()}
    return value


def _stand_in_for(place: re.Match[str]) -> str:
    if place[1] == "pad":
        return "x" * int(place[2].removeprefix("*"))
    return _STAND_INS.get(place[1], _NOTHING)


def difference(one: Any, other: Any) -> tuple[tuple[str, ...], Any] | None:
    """The only place at which `other` differs from `one`, and what `other` has there.

    Returns:
        The names that lead there, and the value, or `ABSENT`; None when they are alike or differ at
        several places.
    """
    found: list[tuple[tuple[str, ...], Any]] = []
    _differ(one, other, (), found)
    return found[0] if len(found) == 1 else None


def _differ(one: Any, other: Any, pointer: tuple[str, ...], found: list[tuple[tuple[str, ...], Any]]) -> None:
    if len(found) > 1:
        return
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for name in dict.fromkeys([*one, *other]):
            if name not in other:
                found.append(((*pointer, name), ABSENT))
            elif name not in one:
                found.append(((*pointer, name), other[name]))
            else:
                _differ(one[name], other[name], (*pointer, name), found)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other) == 1:
        _differ(one[0], other[0], (*pointer, ITEM), found)
    elif type(one) is not type(other) or one != other:
        found.append((pointer, other))


def overlaid(model: OperationModel, base: Any, pointer: tuple[str, ...], value: Any) -> Any:
    """A copy of the base with a value at a place, or without one; what the place lies in is made if missing.

    Args:
        model: the operation, which knows what an object that is made must have.
        base: the body.
        pointer: the place.
        value: what is put there; `ABSENT` to leave it out.

    Returns:
        The body; None when the place cannot be made.
    """
    whole = copy.deepcopy(base)
    node: Any = whole
    for depth, name in enumerate(pointer[:-1], start=1):
        node = _entered(model, node, name, pointer[:depth])
        if node is None:
            return None
    last = pointer[-1] if pointer else ""
    if isinstance(node, dict) and last != ITEM:
        if value is ABSENT:
            node.pop(last, None)
        else:
            node[last] = value
        return whole
    if isinstance(node, list) and last == ITEM and value is not ABSENT:
        node[:1] = [value]
        return whole
    return None


def _entered(model: OperationModel, node: Any, name: str, pointer: tuple[str, ...]) -> Any:
    """What lies at a name inside a node, made if it is missing."""
    if isinstance(node, list):
        if not node:
            node.append(_least(model, pointer))
        return node[0]
    if not isinstance(node, dict):
        return None
    if name not in node:
        node[name] = _least(model, pointer)
    return node[name]


def _least(model: OperationModel, pointer: tuple[str, ...]) -> Any:
    """The least that may stand at a place: what it must have, and nothing else."""
    place = model.place("body", pointer)
    if place is None:
        return None
    if "array" in place.types:
        return []
    if "object" not in place.types and "properties" not in place.schema:
        return _plain(place.schema)
    found = {}
    for name in place.schema.get("required", ()):
        found[name] = _least(model, (*pointer, name))
    return found


def _plain(schema: Mapping[str, Any]) -> Any:
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type")
    kind = kind if isinstance(kind, str) else next(iter(kind or ()), None)
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    if kind == "boolean":
        return True
    if schema.get("format") == "email":
        return "nobody@example.invalid"
    if schema.get("format") == "uri":
        return "https://example.invalid/"
    return "x" * max(1, schema.get("minLength", 1))
