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

from conformance.evidence.exchange import Exchange, utc_text
from conformance.evidence.redaction import Redactor

__all__ = ["JOURNAL_NAME", "Journal", "JournalLine", "utc_text"]

JOURNAL_NAME = "journal.jsonl"

JournalLine = Mapping[str, Any]


class Journal:
    """Writes a run's journal.

    Args:
        path: the file; its folder must exist.
        redactor: the gate that every line passes.
        worker: set in a process that shares the journal with others; part of its exchanges' ids.
    """

    def __init__(self, path: Path, redactor: Redactor, *, worker: str = "") -> None:
        self.path = path
        self.redactor = redactor
        self._prefix = f"x-{worker}-" if worker else "x"
        self._numbers = count(1)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o600)

    def append(self, line: JournalLine) -> None:
        """Write one line that is not an exchange; its strings pass the gate."""
        self._write(self.redactor.deep(line))

    def exchange(self, exchange: Exchange) -> str:
        """Write one exchange and return its id."""
        number = f"{self._prefix}{next(self._numbers):04d}"
        self._write(exchange.line(number, self.redactor))
        return number

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _write(self, line: JournalLine) -> None:
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
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
