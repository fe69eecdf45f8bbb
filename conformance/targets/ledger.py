"""What a run created on a target, on disk before anybody relies on it.

JSON Lines beside the journal: `target`, then for each object `intent` (before the request is sent) and
`created` or `refused` (before its answer is handed on), later `deleted`. An intent that nothing followed
is a creation whose outcome is unknown: its title is all that is known of it.

A line that a crash tore is closed off by the next process that appends, and followed by a line `torn`. It
can be left out: nothing was done yet that relied on it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.errors import UsageError

__all__ = ["LEDGER_NAME", "Ledger", "LedgerState", "read_ledger"]

LEDGER_NAME = "ledger.jsonl"


@dataclass(slots=True)
class LedgerState:
    """A ledger, replayed.

    Attributes:
        target: the line about the target: `name`, `rest`, `actor`, `embedded`.
        standing: ids that were created and not deleted, oldest first.
        unknown: titles of creations whose outcome is unknown: there may be such a meeting.
    """

    target: dict[str, Any] = field(default_factory=dict)
    standing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    created: int = 0
    deleted: int = 0


class Ledger:
    """Appends to a run's ledger; every line is on the disk when the method returns."""

    def __init__(self, path: Path, **target: Any) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._number = 0
        self._ids: set[str] = set()
        self._vouched: set[str] = set()
        if _is_torn(path):
            self._append(b'\n{"kind": "torn"}\n')
        if target:
            self._write({"kind": "target", **target})

    def intend(self, title: str) -> int:
        """Say that a meeting of that title is about to be created; returns the intent's number."""
        self._number += 1
        self._write({"kind": "intent", "n": self._number, "pid": os.getpid(), "title": title})
        return self._number

    def settle(self, number: int, *, created: str | None) -> None:
        """Say what became of an intent: the id of what was created, or None when it was refused."""
        line = {"kind": "created", "id": created} if created else {"kind": "refused"}
        if created:
            self._ids.add(created)
        self._write({**line, "n": number, "pid": os.getpid()})

    def deleted(self, meeting: str) -> None:
        """Say that a meeting is gone."""
        self._write({"kind": "deleted", "id": meeting})

    def passes(self, meeting: str) -> None:
        """Say that a meeting cannot be deleted and ends by itself."""
        self._write({"kind": "passes", "id": meeting})

    def owns(self, meeting: str) -> bool:
        """Whether this run created the meeting, or the series that it belongs to."""
        return meeting in self._ids or meeting.split("_", 1)[0] in self._ids

    def adopt(self, meeting: str) -> None:
        """Treat a meeting of an earlier run's ledger as ours, so that it may be deleted."""
        self._ids.add(meeting)

    def vouch(self, method: str, path: str, query: Mapping[str, list[str]], body: Any) -> None:
        """Let exactly this write through although it names nothing that this run created.

        It is for writes of values that were just read at the same place, which change nothing.
        """
        self._vouched.add(_exactly(method, path, query, body))

    def vouched(self, method: str, path: str, query: Mapping[str, list[str]], body: Any) -> bool:
        """Whether exactly this write was vouched for."""
        return _exactly(method, path, query, body) in self._vouched

    def close(self) -> None:
        """Close the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _write(self, line: dict[str, Any]) -> None:
        self._append((json.dumps(line) + "\n").encode())

    def _append(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._file, data) :]
        os.fsync(self._file)


def _exactly(method: str, path: str, query: Mapping[str, list[str]], body: Any) -> str:
    return json.dumps([method, path, {key: list(all_) for key, all_ in query.items()}, body], sort_keys=True)


def _is_torn(path: Path) -> bool:
    """Whether the last line has no end."""
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return False
        file.seek(-1, os.SEEK_END)
        return file.read() != b"\n"


def read_ledger(path: Path) -> LedgerState:
    """Replay a ledger; lines that a crash tore are left out.

    Raises:
        UsageError: there is no ledger, or it is damaged in another way.
    """
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except OSError as error:
        raise UsageError(
            f"There is no ledger at {path}: {error.strerror}.",
            hint="Give the folder of a run, or its ledger.jsonl.",
        ) from None
    state = LedgerState()
    open_intents: dict[tuple[int, int], str] = {}
    for number, text in enumerate(lines, start=1):
        try:
            _replay(json.loads(text), state, open_intents)
        except (ValueError, KeyError, TypeError, RecursionError):
            if lines[number : number + 1] not in ([], ['{"kind": "torn"}']):
                raise UsageError(
                    f"Line {number} of the ledger {path} is damaged.",
                    hint="Delete what it names by hand; the other lines are readable.",
                ) from None
    state.unknown = list(open_intents.values())
    return state


def _replay(line: dict[str, Any], state: LedgerState, intents: dict[tuple[int, int], str]) -> None:
    match line["kind"]:
        case "target":
            state.target = state.target or line
        case "intent":
            intents[line["pid"], line["n"]] = line["title"]
        case "created":
            intents.pop((line["pid"], line["n"]), None)
            state.standing.append(line["id"])
            state.created += 1
        case "refused":
            intents.pop((line["pid"], line["n"]), None)
        case "passes":
            if line["id"] in state.standing:
                state.standing.remove(line["id"])
        case "deleted":
            if line["id"] in state.standing:
                state.standing.remove(line["id"])
                state.deleted += 1
