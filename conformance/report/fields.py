"""Lenient access to the keys of a journal line: a missing or odd value becomes a neutral one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Damaged(ValueError):
    """A line lacks what gives it its meaning."""


def need(line: Mapping[str, Any], key: str) -> str:
    """Return the text that `key` must have."""
    value = line.get(key)
    if not isinstance(value, str) or not value:
        raise Damaged(f"it has no {key!r}")
    return value


def text_of(line: Mapping[str, Any], key: str) -> str:
    """Return the text of `key`, empty if it has none."""
    value = line.get(key)
    return value if isinstance(value, str) else "" if value is None else str(value)


def texts_of(line: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return the list of texts of `key`."""
    value = line.get(key)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def map_of(line: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the object of `key`."""
    value = line.get(key)
    return value if isinstance(value, dict) else {}


def maps_of(line: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the objects in the list of `key`."""
    value = line.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def strings_of(line: Mapping[str, Any], key: str) -> dict[str, str]:
    """Return the object of `key`, its values as text."""
    return {str(name): str(value) for name, value in map_of(line, key).items()}


def whole_of(line: Mapping[str, Any], key: str) -> int:
    """Return the whole number of `key`, 0 if it has none."""
    value = line.get(key)
    return int(value) if isinstance(value, int | float) and abs(value) < 1e15 else 0
