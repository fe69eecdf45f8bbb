"""Date-times and zones as clients send them and as answers show them (facts: `rest-wire`, 6).

Inside the emulator every moment is an aware datetime in UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.parser import isoparse

from conformance.emulator.errors import ApiError, invalid

__all__ = ["UTC_ZONE", "minute", "read_time", "read_zone", "show_time"]

UTC_ZONE = ZoneInfo("UTC")
_ALWAYS_Z = frozenset({"UTC", "Etc/UTC", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal", "UCT", "Etc/UCT"})
_OFFSET = re.compile(r"[+-]\d{2}(:?\d{2})?$")


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def read_zone(name: object, where: str = "timezone") -> ZoneInfo:
    """Find an IANA zone by name.

    Raises:
        ApiError: 400 naming `where`, when there is no such zone.
    """
    zone = _zone(name) if isinstance(name, str) and name else None
    if zone is None:
        raise invalid(f"'{where}' is not the name of a time zone.")
    return zone


def read_time(value: object, where: str, zone: ZoneInfo | None = None, *, agree: bool = True) -> datetime:
    """Read an ISO 8601 date-time to UTC.

    A time without an offset is local to `zone`, UTC without one. A numeric offset must be the one
    that `zone` has at that moment; the `Z` form names an instant and fits every zone, or else no
    body that GET shows could be sent back.

    Args:
        value: What was sent.
        where: The name of the property or the parameter.
        zone: The zone of times without an offset; None for UTC.
        agree: Whether a numeric offset has to be that of the zone.

    Raises:
        ApiError: 400, main shape for text that is no time; short shape for the offset clash.
    """
    if not isinstance(value, str):
        raise invalid(f"'{where}' must be a date-time in ISO 8601 form.")
    text = value.strip()
    try:
        moment = isoparse(text)
        if moment.tzinfo is None:
            return moment.replace(tzinfo=zone or UTC_ZONE).astimezone(UTC)
        instant = moment.astimezone(UTC)
        clash = (
            agree
            and zone is not None
            and _OFFSET.search(text[10:]) is not None
            and instant.astimezone(zone).utcoffset() != moment.utcoffset()
        )
    except (ValueError, OverflowError):
        raise invalid(f"'{where}' must be a date-time in ISO 8601 form.") from None
    if clash:
        text = f"timezone '{zone}' and timezone offset in '{value}' do not match"
        raise ApiError(400, message=text, short=True)
    return instant


def minute(moment: datetime) -> datetime:
    """Cut a moment down to its minute (`update-ref`, "Body Parameters": start, end)."""
    return moment.replace(second=0, microsecond=0)


def show_time(moment: datetime, zone: ZoneInfo = UTC_ZONE) -> str:
    """Write a moment in a zone, to the second: `Z` for UTC, the numeric offset for other zones."""
    local = moment.astimezone(zone)
    naive = local.strftime("%Y-%m-%dT%H:%M:%S")
    if zone.key in _ALWAYS_Z:
        return f"{naive}Z"
    offset = local.utcoffset() or timedelta()
    sign = "-" if offset < timedelta() else "+"
    minutes = int(abs(offset).total_seconds()) // 60
    return f"{naive}{sign}{minutes // 60:02d}:{minutes % 60:02d}"
