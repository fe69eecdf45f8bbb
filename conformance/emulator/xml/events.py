"""Classic events: create, set, get, delete and list them (`xml-41`, 41.4, 41.11 and 41.12).

They are no meetings of the REST side and live behind this door alone. Recorded events and programs
there are none.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from conformance.emulator.xml.directories import LST_CONTROL, in_order, page
from conformance.emulator.xml.failures import Failure, invalid
from conformance.emulator.xml.shapes import shape, since
from conformance.emulator.xml.translation import zone_for
from conformance.emulator.xml.values import ZONES, read_date, show_date, zone_of
from conformance.emulator.xml.writing import Element, flag

if TYPE_CHECKING:
    from conformance.emulator.xml.accounts import Account
    from conformance.emulator.xml.security import Caller

__all__ = [
    "CREATE_SHAPE",
    "IMAGE_SHAPE",
    "LIST_SHAPE",
    "PROGRAMS_SHAPE",
    "RECORDED_SHAPE",
    "SET_SHAPE",
    "Event",
    "check_events_here",
    "create_event",
    "delete_event",
    "get_event",
    "list_events",
    "list_nothing",
    "session_of",
    "set_event",
    "upload_image",
]

_SHARED = """
accessControl(listing=PUBLIC|PRIVATE|UNLISTED sessionPassword#16 enforcePassword:b)
metaData(sessionName sessionType:i description defaultHighestMT:b sessionTemplate:x programID:i
postEventSurvey:x)
schedule(startDate timeZoneID:i duration:i openTime:i hostWebExID entryExitTone=NOTONE|BEEP|ANNOUNCENAME
extURL#512 extNotifyTime:i joinNotifyURL#512 joinTeleconfBeforeHost:b)
telephony:x tracking:x remind(minutesAhead:i) panelists:x attendees:x extOptions:x emailTemplates:x
assistService:x enrollment:x enrollmentForm:x validateFormat:b
"""
CREATE_SHAPE = shape(_SHARED)
SET_SHAPE = shape(_SHARED + "sessionKey!:i")
IMAGE_SHAPE = shape("sessionKey!:i imageType!=JPG|GIF imageData!")
_SCOPE = "dateScope(startDateStart startDateEnd endDateStart endDateEnd timeZoneID:i) hostWebExID programID:i"
_LIST = f"{LST_CONTROL} order(orderBy*3=EVENTNAME|STARTTIME|HOSTWEBEXID orderAD*3=ASC|DESC) {_SCOPE}"
LIST_SHAPE = shape(f"{_LIST} sessionKey:i attendeeStats:b")
RECORDED_SHAPE = shape(_LIST)
PROGRAMS_SHAPE = shape(
    f"{LST_CONTROL} order(orderBy*3=PROGRAMNAME|HOSTWEBEXID orderAD*3=ASC|DESC) programID:i"
)

_GONE = "41.12"
_LONGEST = 10_000
_LONGEST_SINCE = "41.11"
_SITE_TONE_SINCE = "41.4"
_TONE = "BEEP"
_CLOSED = ("create-event.early", "get-session-info", "list-events")
_CALLS = ("create-event", "set-event", "get-event", "get-session-info", "list-events", "upload-image")


@dataclass
class Event:
    """A classic event.

    Attributes:
        key: Its session key.
        site: The address of the site.
        host: Who hosts it.
        name: Its name.
        start: When it begins.
        zone_id: The number of its zone.
        tone: What is heard when somebody comes or goes; empty where the event has no tone of its own.
        minutes: How long it lasts.
        fields: Everything else that was set, by the names of the groups.
    """

    key: str
    site: str
    host: Account
    name: str
    start: datetime
    zone_id: int
    tone: str = ""
    minutes: int = 60
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def end(self) -> datetime:
        """When it is over."""
        return self.start + timedelta(minutes=self.minutes)


def check_events_here(caller: Caller, call: str = "") -> None:
    """Demand a site with classic events.

    Args:
        caller: Who asks.
        call: What is asked for; empty before that is known, when a fault that lets any call through
            leaves the check to the call itself.

    Raises:
        Failure: 010106, which sites without them give since 41.12.
    """
    if caller.traits["classicEvents"]:
        refused = call in _CLOSED and caller.slips(f"events.closed.{call}")
    else:
        through = any(caller.slips(f"events.open.{each}") for each in ([call] if call else _CALLS))
        refused = since(caller.edition, _GONE) and not through
    if refused:
        raise Failure("010106")


def _find(caller: Caller, key: int) -> Event:
    event = caller.world.shelf(Event).get(str(key))
    here = event is not None and event.site == caller.site
    if event is None or not here or not (event.host is caller.account or caller.account.is_admin):
        raise Failure("060001")
    return event


def _host(caller: Caller, given: dict[str, Any]) -> Account:
    name = given.get("schedule", {}).get("hostWebExID", "")
    host = caller.directory.find(name, caller.traits) if name else caller.account
    if host is None:
        raise Failure("060019")
    if host is not caller.account and not caller.account.is_admin:
        raise Failure("060021")
    if not host.is_host:
        raise Failure("000001")
    return host


def _check(caller: Caller, given: dict[str, Any], call: str) -> None:
    length = len(given.get("metaData", {}).get("description", ""))
    too_long = length > _LONGEST and since(caller.edition, _LONGEST_SINCE)
    if too_long is not caller.slips(f"events.{call}.description-{length}"):
        raise Failure("060068")
    if not 0 < given.get("schedule", {}).get("duration", 1) < 100_000:
        raise invalid("'duration' is out of bounds.")


def create_event(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer CreateEvent.

    Raises:
        Failure: 000001, 010106, 060019, 060021 or 060068.
    """
    check_events_here(caller, "create-event")
    host = _host(caller, given)
    _check(caller, given, "create-event")
    schedule, name = given.get("schedule", {}), given.get("metaData", {}).get("sessionName", "")
    if caller.traits["classicEvents"] and "openTime" in schedule:
        check_events_here(caller, "create-event.early")
    if not name:
        raise invalid("element 'sessionName' is missing.")
    number = zone_for(schedule, host.zone_id)
    now = caller.world.clock.now()
    text = schedule.get("startDate", "")
    event = Event(
        key="61" + str(secrets.randbelow(9 * 10**7) + 10**7),
        site=caller.site,
        host=host,
        name=name,
        start=read_date(text, zone_of(number), "startDate") if text else now,
        zone_id=number,
    )
    _take_over(caller, event, given, "create-event")
    caller.world.shelf(Event)[event.key] = event
    return [("sessionKey", event.key), ("guestToken", secrets.token_hex(16))]


def _take_over(caller: Caller, event: Event, given: dict[str, Any], call: str) -> None:
    schedule = given.get("schedule", {})
    event.minutes = schedule.get("duration", event.minutes)
    if not caller.slips(f"events.{call}.own-tone"):
        event.tone = schedule.get("entryExitTone", event.tone)
    for group, values in given.items():
        if isinstance(values, dict):
            event.fields[group] = event.fields.get(group, {}) | values


def _tone(caller: Caller, event: Event) -> str:
    """Give the tone of an event: its own, or since 41.4 that of the site as it is now."""
    if event.tone or not since(caller.edition, _SITE_TONE_SINCE):
        return event.tone or _TONE
    tone, of_meetings = caller.traits["entryExitToneEvents"], caller.traits["entryExitTone"]
    slips = caller.slips(f"events.tone.{tone}-not-{of_meetings}".lower())
    return str(of_meetings if slips else tone)


def set_event(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer SetEvent; what the message does not name stays.

    Raises:
        Failure: 010106, 060001, 060019, 060021 or 060068.
    """
    check_events_here(caller, "set-event")
    event = _find(caller, given["sessionKey"])
    host = _host(caller, given) if given.get("schedule", {}).get("hostWebExID") else event.host
    _check(caller, given, "set-event")
    schedule = given.get("schedule", {})
    number = zone_for(schedule, event.zone_id)
    start = event.start
    if schedule.get("startDate"):
        start = read_date(schedule["startDate"], zone_of(number), "startDate")
    event.host, event.zone_id, event.start = host, number, start
    if not caller.slips("events.set-event.name"):
        event.name = given.get("metaData", {}).get("sessionName") or event.name
    _take_over(caller, event, given, "set-event")
    if caller.slips("events.set-event.tone"):
        event.tone = event.tone or caller.traits["entryExitTone"]
    return []


def get_event(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer GetEvent, to the host and to administrators.

    Raises:
        Failure: 010106 or 060001.
    """
    check_events_here(caller, "get-event")
    event = _find(caller, given["sessionKey"])
    access, meta = event.fields.get("accessControl", {}), event.fields.get("metaData", {})
    schedule = event.fields.get("schedule", {})
    most = 9900 if caller.slips("events.get-event.description") else None
    return [
        (
            "accessControl",
            [
                ("listing", access.get("listing", "PUBLIC")),
                ("sessionPassword", access.get("sessionPassword", "")),
                ("enforcePassword", flag(access.get("enforcePassword", True))),
            ],
        ),
        (
            "metaData",
            [
                ("sessionName", event.name),
                ("sessionType", meta.get("sessionType", 9)),
                ("description", meta.get("description", "")[:most]),
            ],
        ),
        (
            "schedule",
            [
                ("startDate", show_date(event.start, zone_of(event.zone_id))),
                ("timeZoneID", event.zone_id),
                ("duration", event.minutes),
                ("openTime", schedule.get("openTime", 0)),
                ("hostWebExID", event.host.login),
                ("entryExitTone", _tone(caller, event)),
            ],
        ),
        ("remind", [("minutesAhead", event.fields.get("remind", {}).get("minutesAhead", 15))]),
        ("sessionKey", event.key),
        ("status", "NOT_INPROGRESS"),
        ("hostKey", event.host.person.host_key),
    ]


def delete_event(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer DelEvent.

    Raises:
        Failure: 060001.
    """
    event = _find(caller, given["sessionKey"])
    del caller.world.shelf(Event)[event.key]
    return []


def list_events(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer LstsummaryEvent: hosts see their own events, administrators all.

    Raises:
        Failure: 000015 or 010106.
    """
    check_events_here(caller, "list-events")
    chosen = [
        each
        for each in caller.world.shelf(Event).values()
        if each.site == caller.site and (each.host is caller.account or caller.account.is_admin)
    ]
    if given.get("hostWebExID"):
        host = caller.directory.find(given["hostWebExID"], caller.traits)
        chosen = [each for each in chosen if each.host is host]
    if "sessionKey" in given:
        chosen = [each for each in chosen if each.key == str(given["sessionKey"])]
    scope = given.get("dateScope", {})
    zone = zone_of(zone_for(scope, caller.account.zone_id))
    for name, text in scope.items():
        if name == "timeZoneID" or not text:
            continue
        bound, begins = read_date(text, zone, name), name.startswith("start")
        moments = {each.key: each.start if begins else each.end for each in chosen}
        after = name.endswith("Start")
        chosen = [e for e in chosen if (moments[e.key] >= bound if after else moments[e.key] <= bound)]
    keys = {
        "EVENTNAME": lambda each: each.name.lower(),
        "STARTTIME": lambda each: each.start,
        "HOSTWEBEXID": lambda each: each.host.login.lower(),
    }
    ordered = in_order(chosen, given.get("order", {}), keys)
    shown, records = page(ordered, given.get("listControl", {}))
    return [records, *(("event", _row(each)) for each in shown)]


def _row(event: Event) -> list[Element]:
    zone = zone_of(event.zone_id)
    return [
        ("sessionKey", event.key),
        ("sessionName", event.name),
        ("sessionType", event.fields.get("metaData", {}).get("sessionType", 9)),
        ("hostWebExID", event.host.login),
        ("startDate", show_date(event.start, zone)),
        ("endDate", show_date(event.end, zone)),
        ("timeZoneID", event.zone_id),
        ("duration", event.minutes),
        ("description", event.fields.get("metaData", {}).get("description", "")),
        ("status", "NOT_INPROGRESS"),
        ("listStatus", event.fields.get("accessControl", {}).get("listing", "PUBLIC")),
    ]


def list_nothing(caller: Caller, _given: dict[str, Any]) -> list[Element]:
    """Answer LstrecordedEvent and LstsummaryProgram, of which there never is anything.

    Raises:
        Failure: 000015 or 010106.
    """
    check_events_here(caller, "list-nothing")
    raise Failure("000015")


def upload_image(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer UploadEventImage; the image itself is not kept.

    Raises:
        Failure: 010106 or 060001.
    """
    check_events_here(caller, "upload-image")
    _find(caller, given["sessionKey"])
    return []


def session_of(event: Event) -> list[Element]:
    """Give what GetSessionInfo shows of a classic event."""
    person = event.host
    host: list[Element] = [
        ("firstName", str(person.fields.get("firstName", ""))),
        ("lastName", str(person.fields.get("lastName", ""))),
        ("email", person.email),
        ("webExId", person.login),
    ]
    return [
        ("status", "NOT_INPROGRESS"),
        ("sessionkey", event.key),
        ("confID", event.key),
        (
            "metaData",
            [
                ("confName", event.name),
                ("sessionType", event.fields.get("metaData", {}).get("sessionType", 9)),
                ("serviceType", "EventCenter"),
                ("isRecurring", "false"),
            ],
        ),
        ("host", host),
        (
            "schedule",
            [
                ("startDate", show_date(event.start, zone_of(event.zone_id))),
                ("duration", event.minutes),
                ("timeZone", ZONES[event.zone_id][0]),
                ("timeZoneID", event.zone_id),
            ],
        ),
    ]
