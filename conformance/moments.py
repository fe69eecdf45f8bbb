"""Times as JSON shows them, read as moments."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

__all__ = ["moment_of", "reckonable"]

_EARLIEST, _LATEST = 1000, 8999


def moment_of(text: Any) -> datetime | None:
    """An ISO 8601 time with a zone or an offset, as a moment in UTC; None for anything else.

    A time that lies outside the years 1 to 9999 once it is told in UTC is no moment either: no calendar
    of this library could reckon with it.
    """
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def reckonable(moment: datetime) -> bool:
    """Whether a moment of a target leaves centuries of the calendar on either side to reckon with."""
    return _EARLIEST <= moment.year <= _LATEST
