"""Which line of a TOML file a key stands on: no TOML library of ours keeps that."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Any

__all__ = ["line_of"]

_TABLE = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*="""
)


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line, from 1, of the key at `path`, or of its nearest parent that has a line of its own.

    Args:
        text: TOML that parses.
        path: keys and, inside arrays of tables, indexes.
    """
    known = _lines(text)
    steps = tuple(path)
    while steps:
        if steps in known:
            return known[steps]
        steps = steps[:-1]
    return None


def _lines(text: str) -> dict[tuple[str | int, ...], int]:
    found: dict[tuple[str | int, ...], int] = {}
    counts: dict[tuple[str | int, ...], int] = {}
    here: tuple[str | int, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if table := _TABLE.match(line):
            here = _split(table[2])
            if table[1] == "[[":
                index = counts.get(here, 0)
                counts[here] = index + 1
                found.setdefault(here, number)
                here = (*here, index)
            found.setdefault(here, number)
        elif key := _KEY.match(line):
            full = (*here, *_split(key[1]))
            found.setdefault(full, number)
            for name in re.findall(r"[{,]\s*([A-Za-z0-9_-]+)\s*=", line[key.end() :]):
                found.setdefault((*full, name), number)
    return found


def _split(dotted: str) -> tuple[str, ...]:
    """A dotted key's parts; TOML itself knows best how they are quoted."""
    node: Any = tomllib.loads(f"{dotted} = 0")
    parts: list[str] = []
    while isinstance(node, dict):
        ((name, node),) = node.items()
        parts.append(name)
    return tuple(parts)
