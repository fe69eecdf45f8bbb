"""Transitions of the lifecycles (`guide`, "Meeting Lifecycle"), and reads that do not see one.

Each is named `<type>:<n>` with its number in the guide. States come from `meetings`; here it is told
by which transition an object came into its state, so that a fault can hide just that one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.emulator.walk_slips import lasting

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.emulator.faults import Faults
    from conformance.emulator.world import Found

__all__ = ["outlives_deletion", "shown_state"]

_BEFORE = {
    "meetingSeries:1": "expired",
    "meetingSeries:2": "active",
    "meetingSeries:lobby": "expired",
    "meetingSeries:3": "inProgress",
    "meetingSeries:4": "inProgress",
    "meetingSeries:5": "active",
    "scheduledMeeting:1": "ready",
    "scheduledMeeting:2": "scheduled",
    "scheduledMeeting:3": "scheduled",
    "scheduledMeeting:4": "ready",
    "scheduledMeeting:5": "ready",
    "meeting:1": "inProgress",
    "meeting:2": "lobby",
    "meeting:3": "lobby",
    "meeting:4": "inProgress",
}
"""The state before each transition; where there is none, another state of the type."""

_DELETION = {
    ("meetingSeries", "expired"): "meetingSeries:6",
    ("meetingSeries", "active"): "meetingSeries:7",
    ("scheduledMeeting", "scheduled"): "scheduledMeeting:6",
    ("scheduledMeeting", "ended"): "scheduledMeeting:7",
    ("scheduledMeeting", "ready"): "scheduledMeeting:8",
    ("scheduledMeeting", "missed"): "scheduledMeeting:9",
}


def _state(found: Found, now: datetime) -> str:
    if found.instance is not None:
        return found.instance.state
    if found.occurrence is not None:
        return found.series.occurrence_state(found.occurrence, now)
    return found.series.state(now)


def shown_state(found: Found, now: datetime, faults: Faults | None = None) -> str:
    """Give the state of an object as reads show it.

    Args:
        found: The object.
        now: The present.
        faults: The faults that are on; None for the true state.
    """
    state = lasting(found, _state(found, now), faults)
    slips = faults.those("life-slips") if faults is not None else frozenset[str]()
    if not slips:
        return state
    transition = _transition(found, state, now)
    return _BEFORE[transition] if transition in slips else state


def _transition(found: Found, state: str, now: datetime) -> str:
    """By which transition an object came into its state; empty when it is none of them."""
    if found.instance is not None:
        began = "3" if found.instance.lobbied else "2"
        return "meeting:" + {"lobby": "1", "inProgress": began, "ended": "4"}[state]
    if found.occurrence is None:
        return "meetingSeries:" + _of_series(found, state)
    number = _of_occurrence(found, state, now)
    return f"scheduledMeeting:{number}" if number else ""


def _of_series(found: Found, state: str) -> str:
    series = found.series
    if state == "inProgress":
        run = series.live()
        return "2" if run is not None and run.began else "lobby"
    if state == "active":
        return "3" if series.visited else "1"
    return "4" if any(run.began for run in series.runs) else "5"


def _of_occurrence(found: Found, state: str, now: datetime) -> str:
    series, occurrence = found.series, found.occurrence
    if occurrence is None or state in ("ended", "missed"):
        return "4" if state == "ended" else "5"
    if state == "scheduled":
        return "" if any(each.end <= now for each in series.occurrences(now)) else "1"
    if any(run.original == occurrence.original for run in series.runs):
        return ""  # ready while people meet, or met before its end: a state that lasts
    if series.previous(occurrence) is not None:
        return "3"
    return "" if occurrence.modified else "2"  # a missed first one that was moved is ready again


def outlives_deletion(found: Found, now: datetime, faults: Faults) -> bool:
    """Whether a meeting that is deleted stays all the same, because a fault says so."""
    kind = "scheduledMeeting" if found.occurrence else "meetingSeries"
    transition = _DELETION.get((kind, _state(found, now)))
    return transition is not None and faults.has("life-slips", transition)
