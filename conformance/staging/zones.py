"""A time zone in which it is early morning right now.

Worked examples speak of hours of one day. In a zone where the day has just begun they can be tried at any
time of ours, all hours of the example still to come.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

__all__ = ["morning_zone"]

_EARLIEST, _LATEST = 5, 8
_AHEAD = timedelta(days=20)
# Zones that keep one offset all year come first for their hour; the guide's own comes before others.
_NAMES = (
    *("Asia/Shanghai", "UTC", "Africa/Lagos", "Africa/Johannesburg", "Africa/Nairobi", "Asia/Dubai"),
    *("Asia/Karachi", "Asia/Dhaka", "Asia/Bangkok", "Asia/Tokyo", "Australia/Brisbane", "Pacific/Noumea"),
    *("Pacific/Tarawa", "Pacific/Pago_Pago", "Pacific/Honolulu", "America/Phoenix", "America/Costa_Rica"),
    *("America/Bogota", "America/La_Paz", "America/Argentina/Buenos_Aires", "Atlantic/Cape_Verde"),
)


def morning_zone(now: datetime) -> ZoneInfo:
    """A zone where it is between five and nine in the morning, with no change of offset in the next weeks.

    Args:
        now: the present, with a zone.
    """
    for name in _NAMES:
        zone = ZoneInfo(name)
        local = now.astimezone(zone)
        steady = local.utcoffset() == (now + _AHEAD).astimezone(zone).utcoffset()
        if steady and _EARLIEST <= local.hour <= _LATEST:
            return zone
    raise AssertionError("some of these zones always has a morning")
