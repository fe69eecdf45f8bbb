"""Where a fault of judgement can be: updates, told apart by what the service sees of them."""

from __future__ import annotations

__all__ = ["PLACES", "is_place"]

PLACES = {
    "moved": "moved:<n>:<minutes>, the n-th scheduled meeting (0: the series) by so much from its start",
    "lasting": "lasting:<type>:<minutes>, a new duration",
    "running": "running:<type>, while an instance is in progress",
    "over": "over:<type>, after an instance of it has ended",
    "instance": "instance:<state>, of an instance itself",
}
_TYPES = ("meetingSeries", "scheduledMeeting")
_STATES = ("lobby", "inProgress", "ended")


def is_place(place: str) -> bool:
    """Whether a fault of judgement can be there."""
    kind, *rest = place.split(":")
    match kind, rest:
        case "moved", [number, minutes]:
            return number.isdecimal() and minutes.removeprefix("-").isdecimal()
        case "lasting", [meeting_type, minutes]:
            return meeting_type in _TYPES and minutes.isdecimal()
        case (("running" | "over"), [meeting_type]):
            return meeting_type in _TYPES
        case "instance", [state]:
            return state in _STATES
    return False
