"""Dates and zones of the XML door (`xml-wire`, 5).

Dates are `MM/DD/YYYY HH:MM:SS` in the zone of a number; the names of the zones are those of about
2010, the rules behind them today's.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from conformance.emulator.xml.failures import invalid

__all__ = ["ZONES", "read_date", "show_date", "zone_id_of", "zone_of"]

ZONES: tuple[tuple[str, str], ...] = (
    ("GMT-12:00, Dateline (Eniwetok)", "Pacific/Niue"),
    ("GMT-11:00, Samoa (Samoa)", "Pacific/Apia"),
    ("GMT-10:00, Hawaii (Honolulu)", "Pacific/Honolulu"),
    ("GMT-09:00, Alaska (Ancorage)", "America/Juneau"),
    ("GMT-08:00, Pacific (San Jose)", "America/Los_Angeles"),
    ("GMT-07:00, Mountain (Arizona)", "America/Phoenix"),
    ("GMT-07:00, Mountain (Denver)", "America/Denver"),
    ("GMT-06:00, Central (Chicago)", "America/Chicago"),
    ("GMT-06:00, Mexico (Mexico City,Tegucigalpa)", "America/Tegucigalpa"),
    ("GMT-06:00, Central (Regina)", "America/Regina"),
    ("GMT-05:00, S. America Pacific (Bogota)", "America/Bogota"),
    ("GMT-05:00, Eastern (New York)", "America/New_York"),
    ("GMT-05:00, Eastern (Indiana)", "America/Indiana/Indianapolis"),
    ("GMT-04:00, Atlantic (Halifax)", "America/Halifax"),
    ("GMT-04:00, S. America Western (Caracas)", "America/Caracas"),
    ("GMT-03:30, Newfoundland (Newfoundland)", "America/St_Johns"),
    ("GMT-03:00, S. America Eastern (Brasilia)", "America/Sao_Paulo"),
    ("GMT-03:00, S. America Eastern (Buenos Aires)", "America/Argentina/Buenos_Aires"),
    ("GMT-02:00, Mid-Atlantic (Mid-Atlantic)", "Atlantic/South_Georgia"),
    ("GMT-01:00, Azores (Azores)", "Atlantic/Azores"),
    ("GMT+00:00, Greenwich (Casablanca)", "Africa/Casablanca"),
    ("GMT+00:00, GMT (London)", "Europe/London"),
    ("GMT+01:00, Europe (Amsterdam)", "Europe/Amsterdam"),
    ("GMT+01:00, Europe (Paris)", "Europe/Paris"),
    ("GMT+01:00, Europe (Prague)", "Europe/Paris"),
    ("GMT+01:00, Europe (Berlin)", "Europe/Berlin"),
    ("GMT+02:00, Greece (Athens)", "Europe/Athens"),
    ("GMT+02:00, Eastern Europe (Bucharest)", "Europe/Athens"),
    ("GMT+02:00, Egypt (Cairo)", "Africa/Cairo"),
    ("GMT+02:00, South Africa (Pretoria)", "Africa/Johannesburg"),
    ("GMT+02:00, Northern Europe (Helsinki)", "Europe/Helsinki"),
    ("GMT+02:00, Israel (Tel Aviv)", "Asia/Amman"),
    ("GMT+03:00, Saudi Arabia (Baghdad)", "Asia/Baghdad"),
    ("GMT+03:00, Russian (Moscow)", "Europe/Moscow"),
    ("GMT+03:00, Nairobi (Nairobi)", "Africa/Nairobi"),
    ("GMT+03:00, Iran (Tehran)", "Asia/Tehran"),
    ("GMT+04:00, Arabian (Abu Dhabi, Muscat)", "Asia/Muscat"),
    ("GMT+04:00, Baku (Baku)", "Asia/Baku"),
    ("GMT+04:00, Afghanistan (Kabul)", "Asia/Kabul"),
    ("GMT+05:00, West Asia (Ekaterinburg)", "Asia/Yekaterinburg"),
    ("GMT+05:00, West Asia (Islamabad)", "Asia/Karachi"),
    ("GMT+05:30, India (Bombay)", "Asia/Kolkata"),
    ("GMT+06:00, Columbo (Columbo)", "Asia/Colombo"),
    ("GMT+06:00, Central Asia (Almaty)", "Asia/Almaty"),
    ("GMT+07:00, Bangkok (Bangkok)", "Asia/Bangkok"),
    ("GMT+08:00, China (Beijing)", "Asia/Shanghai"),
    ("GMT+08:00, Australia Western (Perth)", "Australia/Perth"),
    ("GMT+08:00, Singapore (Singapore)", "Asia/Singapore"),
    ("GMT+08:00, Taipei (Hong Kong)", "Asia/Taipei"),
    ("GMT+09:00, Tokyo (Tokyo)", "Asia/Tokyo"),
    ("GMT+09:00, Korea (Seoul)", "Asia/Seoul"),
    ("GMT+09:30, Yakutsk (Yakutsk)", "Asia/Yakutsk"),
    ("GMT+09:30, Australia Central (Adelaide)", "Australia/Adelaide"),
    ("GMT+09:30, Australia Central (Darwin)", "Australia/Darwin"),
    ("GMT+10:00, Australia Eastern (Brisbane)", "Australia/Brisbane"),
    ("GMT+10:00, Australia Eastern (Sydney)", "Australia/Sydney"),
    ("GMT+10:00, West Pacific (Guam)", "Pacific/Guam"),
    ("GMT+10:00, Tasmania (Hobart)", "Australia/Hobart"),
    ("GMT+10:00, Vladivostok (Vladivostok)", "Asia/Vladivostok"),
    ("GMT+11:00, Central Pacific (Solomon Is)", "Asia/Magadan"),
    ("GMT+12:00, New Zealand (Wellington)", "Pacific/Auckland"),
    ("GMT+12:00, Fiji (Fiji)", "Pacific/Fiji"),
    ("GMT-09:00, Alaska (Anchorage)", "America/Anchorage"),
)
"""Name and zone by number."""

_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?")
_EARLIEST_YEAR = 1971
_LATEST_YEAR = 9000


@lru_cache(maxsize=128)
def _zone(key: str) -> ZoneInfo:
    return ZoneInfo(key)


def zone_of(number: int) -> ZoneInfo:
    """Give the zone of a number.

    Raises:
        Failure: 999999, there is no such number.
    """
    if not 0 <= number < len(ZONES):
        raise invalid("'timeZoneID' is not the number of a time zone.")
    return _zone(ZONES[number][1])


def zone_id_of(zone: ZoneInfo, moment: datetime, preferred: int) -> int:
    """Give the number that stands best for a zone at a moment.

    It is the preferred one where that names the zone, else the first that names it, else the first
    whose clocks agree at the moment, else that of London.
    """
    if 0 <= preferred < len(ZONES) and ZONES[preferred][1] == zone.key:
        return preferred
    for number, (_, key) in enumerate(ZONES):
        if key == zone.key:
            return number
    offset = moment.astimezone(zone).utcoffset()
    for number, (_, key) in enumerate(ZONES):
        if moment.astimezone(_zone(key)).utcoffset() == offset:
            return number
    return 21


def read_date(text: str, zone: ZoneInfo, where: str) -> datetime:
    """Read a date, with or without leading zeros, seconds and time of day, to UTC.

    Raises:
        Failure: 999999: no date, or one before 1971, which the service cannot work with.
    """
    match = _DATE.fullmatch(text.strip()) if text.isascii() else None
    if match is None:
        raise invalid(f"'{where}' is no date of the form MM/DD/YYYY HH:MM:SS.")
    month, day, year, hour, minute, second = (int(part or 0) for part in match.groups())
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        raise invalid(f"'{where}' is before {_EARLIEST_YEAR} or after {_LATEST_YEAR}.")
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except ValueError:
        raise invalid(f"'{where}' is no day and time that exist.") from None


def show_date(moment: datetime, zone: ZoneInfo) -> str:
    """Write a moment as a date in a zone."""
    return moment.astimezone(zone).strftime("%m/%d/%Y %H:%M:%S")
