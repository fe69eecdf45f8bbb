"""LstsummarySession: the meetings of a site as sessions (`xml-41`, 41.2 and 41.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.xml.directories import LST_CONTROL, page
from conformance.emulator.xml.meetings import login_of, select
from conformance.emulator.xml.shapes import shape
from conformance.emulator.xml.showing import later_flags, zone_id
from conformance.emulator.xml.translation import Memory
from conformance.emulator.xml.values import ZONES, show_date, zone_of
from conformance.emulator.xml.writing import Element, flag

if TYPE_CHECKING:
    from conformance.emulator.meetings import Series
    from conformance.emulator.xml.security import Caller

__all__ = ["SHAPE", "list_sessions"]

_SERVICE = "MeetingCenter"
_ORDERS = "|".join(
    [
        *("HOSTWEBEXID", "CONFNAME", "STARTTIME", "ASSISTREQUEST", "ASSISTCONFIRM"),
        *(f"TRACKINGCODE{number}" for number in range(1, 11)),
    ]
)
SHAPE = shape(
    f"{LST_CONTROL} order(orderBy*3={_ORDERS} orderAD*3=ASC|DESC caseSensitive:b) "
    "dateScope(startDateStart startDateEnd endDateStart endDateEnd timeZoneID:i returnSpecifiedTimeZone:b) "
    "sessionTypes(sessionType*:i) "
    "serviceTypes(serviceType*=MeetingCenter|EventCenter|TrainingCenter|SupportCenter|SalesCenter) "
    "sessionKey:i hostWebExID hostEmail status=NOT_INPROGRESS|INPROGRESS recurrence:b invited:b confID:i "
    "confName inclAudioOnly:b returnPSOFields:b returnAssistFields:b"
)


def list_sessions(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer LstsummarySession: hosts see their own meetings, administrators all.

    Raises:
        Failure: As LstsummaryMeeting.
    """
    chosen = [each for each in select(caller, given, "sessionKey") if _fits(given, each)]
    shown, records = page(chosen, given.get("listControl", {}))
    return [records, *(("session", _row(caller, each)) for each in shown)]


def _fits(given: dict[str, Any], series: Series) -> bool:
    services = given.get("serviceTypes", {}).get("serviceType", [_SERVICE])
    types = given.get("sessionTypes", {}).get("sessionType", [series.settings["sessionTypeId"]])
    name = given.get("confName", "").lower()
    email = given.get("hostEmail", "").lower()
    return (
        _SERVICE in services
        and series.settings["sessionTypeId"] in types
        and name in series.settings["title"].lower()
        and email in ("", series.host.email)
        and given.get("status", _status(series)) == _status(series)
        and given.get("recurrence", series.recurring) == series.recurring
        and given.get("confID", _conference(series)) == _conference(series)
    )


def _status(series: Series) -> str:
    live = series.live()
    return "INPROGRESS" if live is not None and live.began else "NOT_INPROGRESS"


def _conference(series: Series) -> int:
    """Give the number that joins the meeting by phone, that of GetSessionInfo too."""
    return int(series.phone_password) + 10**9


def _row(caller: Caller, series: Series) -> list[Element]:
    settings, live = series.settings, series.live()
    number = zone_id(series, caller.world.shelf(Memory).setdefault(series.id, Memory()))
    minutes = settings["joinBeforeHostMinutes"] if settings["enabledJoinBeforeHost"] else 0
    first, _, last = series.host.display_name.partition(" ")
    upcoming = series.current(caller.world.clock.now())
    shown: list[Element] = [
        ("sessionKey", series.number),
        ("confName", settings["title"]),
        ("sessionType", settings["sessionTypeId"]),
        ("serviceType", _SERVICE),
        ("hostWebExID", login_of(caller, series)),
        ("hostFirstName", first),
        ("hostLastName", last),
        ("timeZoneID", number),
        ("timeZone", ZONES[number][0]),
        ("status", _status(series)),
        ("startTime", show_date(series.start, zone_of(number))),
        ("openTime", minutes * 60),
        ("duration", int(series.duration.total_seconds()) // 60),
        ("listStatus", "PUBLIC" if settings["publicMeeting"] else "PRIVATE"),
        ("hostEmail", series.host.email),
        ("passwordReq", "true"),
        ("hostJoined", flag(live is not None and live.host_joined)),
        ("participantsJoined", flag(live is not None and live.attendee_joined)),
        ("confID", _conference(series)),
        ("registration", flag("registration" in settings)),
        ("isRecurring", flag(series.recurring)),
        ("isAudioOnly", "false"),
        ("isException", "false"),
        ("isNextUpcomingInstance", flag(upcoming is not None)),
        ("seriesMeetingKey", 0),
        ("isScheduledPMR", flag(settings["scheduledType"] == "personalRoomMeeting")),
    ]
    large = settings["scheduledType"] == "webinar"
    return shown + later_flags(caller, "list-sessions", large=large, release="41.2")
