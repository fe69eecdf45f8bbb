"""What a run created on a target, on disk before anybody relies on it.

JSON Lines beside the journal: `target`, then for each object `intent` (before the request is sent) and
`created` or `refused` (before its answer is handed on), later `deleted`. An intent that nothing followed
is a creation whose outcome is unknown: its title is all that is known of it. Before somebody's preferences
are changed a `snapshot` says how to undo it, without PINs and texts of his; once they are back, `restored`.

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
        creators: the actor who created each of these, where it was not the host.
        unknown: titles of creations whose outcome is unknown: there may be such a meeting.
        changed: snapshots of preferences that were not put back, oldest first.
    """

    target: dict[str, Any] = field(default_factory=dict)
    standing: list[str] = field(default_factory=list)
    creators: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    created: int = 0
    deleted: int = 0


class Ledger:
    """Appends to a run's ledger; of a target that outlives us every line is on the disk at once."""

    def __init__(self, path: Path, **target: Any) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._number = 0
        self._ids: set[str] = set()
        self._creators: dict[str, str] = {}
        self._gone: set[str] = set()
        self._vouched: set[str] = set()
        self._undoing: set[str] = set()
        # What an embedded emulator holds does not outlive this machine's going down.
        self._lasting = not target.get("embedded")
        if _is_torn(path):
            self._append(b'\n{"kind": "torn"}\n')
        if target:
            self._write({"kind": "target", **target})

    def intend(self, title: str) -> int:
        """Say that a meeting of that title is about to be created; returns the intent's number."""
        self._number += 1
        self._write({"kind": "intent", "n": self._number, "pid": os.getpid(), "title": title})
        return self._number

    def settle(self, number: int, *, created: str | None, actor: str = "host") -> None:
        """Say what became of an intent: the id of what was created, or None when it was refused.

        Args:
            number: of the intent.
            created: the id.
            actor: who created it.
        """
        line = {"kind": "created", "id": created} if created else {"kind": "refused"}
        if created:
            self._ids.add(created)
            if actor != "host":
                self._creators[created] = line["actor"] = actor
        self._write({**line, "n": number, "pid": os.getpid()})

    def deleted(self, meeting: str) -> None:
        """Say that a meeting is gone."""
        self._gone.add(meeting)
        self._write({"kind": "deleted", "id": meeting})

    def passes(self, meeting: str) -> None:
        """Say that a meeting cannot be deleted and ends by itself."""
        self._write({"kind": "passes", "id": meeting})

    def owns(self, meeting: str) -> bool:
        """Whether this run created the meeting, or the series that it belongs to."""
        return meeting in self._ids or meeting.split("_", 1)[0] in self._ids

    def gone(self, meeting: str) -> bool:
        """Whether this process said that a meeting is gone."""
        return meeting in self._gone

    def creator(self, meeting: str) -> str:
        """The actor who created a meeting; only he is sure to be told the truth when it is gone."""
        return self._creators.get(meeting, "host")

    def adopt(self, meeting: str) -> None:
        """Treat a meeting of an earlier run's ledger as ours, so that it may be deleted."""
        self._ids.add(meeting)

    def snapshot(self, line: Mapping[str, Any]) -> tuple[int, int]:
        """Say how preferences that are about to be changed can be put back; returns number and process.

        Args:
            line: `actor`, `path` and `query` of the write that puts them back, and either its `body`, or the
                properties that it `sends` and how to `undo` each change.
        """
        self._number += 1
        self._write({"kind": "snapshot", "n": self._number, "pid": os.getpid(), **line})
        return self._number, os.getpid()

    def restored(self, number: int, process: int) -> None:
        """Say that what a snapshot is about is as it was."""
        self._write({"kind": "restored", "n": number, "pid": process})

    def vouch(
        self, method: str, path: str, query: Mapping[str, list[str]], body: Any, *, undo: bool = False
    ) -> None:
        """Let exactly this write through although it names nothing that this run created.

        It is for writes of values that were just read at the same place, which change nothing, and for
        changes of preferences of which there is a snapshot; `undo` for the write that puts these back.
        """
        exactly = _exactly(method, path, query, body)
        self._vouched.add(exactly)
        if undo:
            self._undoing.add(exactly)

    def undoes(self, method: str, path: str, query: Mapping[str, list[str]], body: Any) -> bool:
        """Whether exactly this write was vouched for as one that puts something back."""
        return _exactly(method, path, query, body) in self._undoing

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
        if self._lasting:
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
            if "actor" in line:
                state.creators[line["id"]] = str(line["actor"])
            state.created += 1
        case "refused":
            intents.pop((line["pid"], line["n"]), None)
        case "snapshot" | "restored":
            _replay_change(line, state)
        case "passes" | "deleted" as kind:
            if line["id"] in state.standing:
                state.standing.remove(line["id"])
                state.deleted += kind == "deleted"


def _replay_change(line: dict[str, Any], state: LedgerState) -> None:
    if line["kind"] == "snapshot":
        state.changed.append(_checked(line))
        return
    done = line["pid"], line["n"]
    state.changed = [one for one in state.changed if (one["pid"], one["n"]) != done]


def _checked(line: dict[str, Any]) -> dict[str, Any]:
    """A snapshot that can be acted on; raises what damaged lines raise."""
    parts = {"n": int, "pid": int, "actor": str, "path": str, "query": dict}
    parts |= {"body": dict} if "body" in line else {"sends": list, "undo": list}
    if not all(isinstance(line[name], kind) for name, kind in parts.items()):
        raise TypeError("a snapshot of other types")
    if not line["path"].startswith("/meetingPreferences/"):
        raise ValueError("a snapshot of something else than preferences")
    return line
