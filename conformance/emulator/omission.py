"""Taking properties out of what an answer shows, for faults that leave them out."""

from __future__ import annotations

from typing import Any

__all__ = ["drop"]


def drop(value: Any, path: list[str]) -> None:
    """Take a property out, in place; through an array out of each item."""
    if isinstance(value, list):
        for each in value:
            drop(each, path)
    elif isinstance(value, dict) and len(path) == 1:
        value.pop(path[0], None)
    elif isinstance(value, dict):
        drop(value.get(path[0]), path[1:])
