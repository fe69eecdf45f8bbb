"""The journal of one run: JSON Lines, appended while the run goes on, redacted on the way in.

A line is one `write` on a file opened for appending, so several processes of one run can share a
journal, and whatever kills the run leaves every earlier line whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from conformance.evidence.exchange import Exchange
from conformance.evidence.redaction import Redactor

__all__ = ["JOURNAL_NAME", "Journal", "JournalLine"]

JOURNAL_NAME = "journal.jsonl"

JournalLine = Mapping[str, Any]

# What people or a target put into words. All else in a line is ours: addresses, verdicts, names, texts of
# the contract. A password that happens to be `passed` must not be cut out of those.
_FREE_TEXT = frozenset(
    {"actual", "command", "detail", "example", "expected", "leftovers", "link", "missing", "note", "reason"}
)
# Signs that JSON leaves alone and many a reader takes for the end of a line.
_LINE_ENDS = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "\u0085\u2028\u2029"})


class Journal:
    """Writes a run's journal.

    Args:
        path: the file; its folder must exist.
        redactor: the gate that every line passes.
        worker: set in a process that shares the journal with others; part of its exchanges' ids.
        exchanges: whether exchanges are written; without them the journal has verdicts and no evidence.
    """

    def __init__(self, path: Path, redactor: Redactor, *, worker: str = "", exchanges: bool = True) -> None:
        self._exchanges = exchanges
        self.path = path
        self.redactor = redactor
        self._prefix = f"x-{worker}-" if worker else "x"
        self._numbers = count(1)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o600)

    def append(self, line: JournalLine) -> None:
        """Write one line that is not an exchange; what is free text in it passes the gate."""
        free = _FREE_TEXT | {"text"} if line.get("kind") == "note" else _FREE_TEXT
        self._write(self._gated(line, free))

    def exchange(self, exchange: Exchange) -> str:
        """Write one exchange and return its id."""
        number = f"{self._prefix}{next(self._numbers):04d}"
        if self._exchanges:
            self._write(exchange.line(number, self.redactor))
        return number

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _gated(self, value: Any, free: frozenset[str]) -> Any:
        if isinstance(value, Mapping):
            return {
                key: self.redactor.deep(item) if key in free else self._gated(item, free)
                for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self._gated(item, free) for item in value]
        return value

    def _write(self, line: JournalLine) -> None:
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).translate(_LINE_ENDS)
        # Lone surrogates of a hostile answer must not stop the evidence.
        data = (text + "\n").encode("utf-8", errors="backslashreplace")
        while data:
            data = data[os.write(self._file, data) :]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
