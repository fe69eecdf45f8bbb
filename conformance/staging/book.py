"""Which situations have been reached, with what was read there, and what the meetings carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from conformance.checks import Reading, Situation
from conformance.clients import Answer

__all__ = ["SITUATIONS", "STATES", "Book"]

STATES = {
    "meetingSeries": ("active", "inProgress", "expired"),
    "scheduledMeeting": ("scheduled", "ready", "ended", "missed"),
    "meeting": ("lobby", "inProgress", "ended"),
}
SITUATIONS = tuple(f"{kind}.{state}" for kind, states in STATES.items() for state in states)
_ALL_STATES = frozenset(state for states in STATES.values() for state in states)


@dataclass(slots=True)
class _Entry:
    provider: str | None = None
    readings: list[Reading] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    trouble: bool = False
    exchanges: list[str] = field(default_factory=list)


class Book:
    """Keeps what staging finds out.

    Args:
        wanted: the situations that somebody needs.
    """

    def __init__(self, wanted: Iterable[str]) -> None:
        self._entries = {name: _Entry() for name in SITUATIONS if name in set(wanted)}
        self._seen: dict[str, set[str]] = {}

    def wants(self, *names: str) -> bool:
        """Whether any of these situations is needed and not yet reached."""
        return any(name in self._entries and not self._entries[name].readings for name in names)

    @property
    def open(self) -> list[str]:
        """The needed situations that nobody reached."""
        return [name for name, entry in self._entries.items() if not entry.readings]

    def saw(self, meeting: str, body: dict[str, Any]) -> None:
        """Remember which attributes the target showed of a meeting."""
        self._seen.setdefault(meeting, set()).update(key for key, value in body.items() if value is not None)

    def read(self, name: str, provider: str, meeting: str, answer: Answer, body: Any) -> bool:
        """Enter a reading, unless it says itself that the meeting is in another situation.

        Args:
            name: the situation.
            provider: who brought it about.
            meeting: which of the staged meetings.
            answer: the answer that holds the reading.
            body: the meeting in it; None when there is none.

        Returns:
            whether the reading counts.
        """
        entry = self._entries.get(name)
        if entry is None:
            return False
        whole = body if isinstance(body, dict) else None
        elsewhere = _elsewhere(name, whole or {})
        if answer.status >= 400 or elsewhere:
            entry.reasons.append(elsewhere or f"the read of {meeting} was answered {answer.sentence()}")
            entry.trouble = entry.trouble or answer.status >= 500
            entry.exchanges.append(answer.exchange)
            return False
        if whole is not None:
            self.saw(meeting, whole)
        flaw = None if whole is not None else answer.flaw or "the answer holds no such meeting"
        entry.provider = entry.provider or provider
        entry.readings.append(
            Reading(meeting=meeting, exchange=answer.exchange, status=answer.status, body=whole, flaw=flaw)
        )
        return True

    def lack(self, names: Iterable[str], reason: str, *, trouble: bool = False, exchange: str = "") -> None:
        """Say why situations could not be reached (so far)."""
        for name in names:
            entry = self._entries.get(name)
            if entry is not None and not entry.readings:
                entry.reasons.append(reason)
                entry.trouble = entry.trouble or trouble
                entry.exchanges += [exchange] if exchange else []

    def situations(self) -> dict[str, Situation]:
        """Everything, as the checks take it."""
        carried = {meeting: frozenset(names) for meeting, names in self._seen.items()}
        return {
            name: Situation(
                name=name,
                provider=entry.provider,
                readings=tuple(entry.readings),
                missing=None
                if entry.readings
                else "; ".join(dict.fromkeys(entry.reasons)) or "nothing was tried",
                trouble=entry.trouble,
                exchanges=tuple(
                    dict.fromkeys([reading.exchange for reading in entry.readings] or entry.exchanges)
                ),
                carried=carried,
            )
            for name, entry in self._entries.items()
        }


def _elsewhere(name: str, body: dict[str, Any]) -> str | None:
    """Why a body is not in the situation, by its own words; odd or missing words are for the checks."""
    kind, state = name.split(".")
    said_kind, said_state = body.get("meetingType"), body.get("state")
    if isinstance(said_kind, str) and said_kind in STATES and said_kind != kind:
        return f"the target answered with a {said_kind} where a {kind} was asked for"
    if isinstance(said_state, str) and said_state in _ALL_STATES and said_state != state:
        return f"the target says {said_state} where {state} was to be reached"
    return None
