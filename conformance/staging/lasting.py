"""What is read of an object before and after: what lasts of it, and how two readings differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["differences", "lasting", "lost"]

_VOLATILE = frozenset({"temporaryDirectDownloadLinks"})  # they expire, so each read has others


def lasting(value: Any) -> Any:
    """A JSON value without what differs from read to read."""
    if isinstance(value, list):
        return [lasting(one) for one in value]
    if isinstance(value, dict):
        return {name: lasting(one) for name, one in value.items() if name not in _VOLATILE}
    return value


def lost(sent: Any, read: Any, place: str = "") -> list[str]:
    """What was sent and is not what a read gives, in words without values.

    What is sent must be there as it was sent; what is read beside it is no matter.
    """
    if read is None and sent in ({}, []):
        return []  # what is empty is often not shown at all
    if isinstance(sent, Mapping):
        if not isinstance(read, Mapping):
            return [f"{place or 'the whole'} is not shown"]
        return [
            word
            for name, value in sent.items()
            for word in lost(value, read.get(name), f"{place}.{name}" if place else name)
        ]
    if isinstance(sent, list):
        return _lost_of(sent, read, place)
    if _same(sent, read):
        return []
    return [f"{place} is {'not shown' if read is None else 'another one'}"]


def _lost_of(sent: list[Any], read: Any, place: str) -> list[str]:
    if not isinstance(read, list) or len(read) != len(sent):
        count = len(read) if isinstance(read, list) else "no"
        return [f"{place} has {count} items in place of {len(sent)}"]
    return [word for one, other in zip(sent, read, strict=True) for word in lost(one, other, f"{place}[]")]


def differences(before: Any, after: Any, place: str = "") -> list[str]:
    """The places at which two readings differ: names joined by dots."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return [
            word
            for name in dict.fromkeys([*before, *after])
            for word in differences(
                before.get(name), after.get(name), f"{place}.{name}" if place else str(name)
            )
        ]
    return [] if _same(before, after) else [place]


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same; 1 is not true."""
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)
