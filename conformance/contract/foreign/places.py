"""JSON pointers, what stands at them, and the list of what is wrong there."""

from __future__ import annotations

import json
from typing import Any

from conformance.contract.foreign.model import Flaw

__all__ = ["Flaws", "below", "printable", "shown", "tokens"]

_MOST = 10_000
_LONG = 80


class Flaws:
    """Collects flaws, each once, up to a number that nobody reads to its end anyway."""

    def __init__(self) -> None:
        self._found: dict[Flaw, None] = {}
        self._more = 0

    def add(self, place: str, kind: str, text: str) -> None:
        """Note one; the text is cleared of control characters and of lone surrogates."""
        flaw = Flaw(printable(place), kind, printable(text))
        if flaw in self._found:
            return
        if len(self._found) < _MOST:
            self._found[flaw] = None
        else:
            self._more += 1

    def listed(self) -> tuple[Flaw, ...]:
        """All of them, sorted by place; the last tells of those beyond the limit."""
        found = tuple(sorted(self._found))
        if self._more:
            found += (Flaw("", "many-flaws", f"{self._more} further flaws are not listed."),)
        return found


def below(pointer: str, *names: str | int) -> str:
    """The pointer to something inside of what another pointer names."""
    for name in names:
        text = str(name)
        if "~" in text or "/" in text:
            text = text.replace("~", "~0").replace("/", "~1")
        pointer = f"{pointer}/{text}"
    return pointer


def tokens(pointer: str) -> list[str]:
    """The names that a pointer is made of."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def printable(text: str) -> str:
    """The text without anything that moves a terminal's cursor or cannot be written as UTF-8."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def shown(value: Any) -> str:
    """A value as JSON, cut where it is long."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = str(type(value).__name__)
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
