"""Which line of a TOML file a key stands on: no TOML library of ours keeps that.

The parser itself is asked: a key stands on the first line without which the text does not have it.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

__all__ = ["line_of"]


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line, from 1, of the key at `path`, or of its nearest parent that is in the text.

    What is inside a value of several lines has the line on which the value begins.

    Args:
        text: TOML that parses.
        path: keys and, inside arrays, indexes.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    whole = tomllib.loads(text)
    steps = list(path)
    while steps and not _has(whole, steps):
        steps.pop()
    if not steps:
        return None
    return bisect_left(range(len(lines)), True, key=lambda count: _has(_beginning(lines, count), steps))


def _beginning(lines: list[str], count: int) -> dict[str, Any]:
    """The shortest readable beginning of at least so many lines: a value may need some more."""
    while True:
        try:
            return tomllib.loads("\n".join([*lines[:count], ""]))
        except tomllib.TOMLDecodeError:
            if count >= len(lines):
                raise
            count += 1


def _has(node: Any, steps: Sequence[str | int]) -> bool:
    for step in steps:
        inside = range(len(node)) if isinstance(node, list) else node if isinstance(node, dict) else ()
        if step not in inside:
            return False
        node = node[step]
    return True
