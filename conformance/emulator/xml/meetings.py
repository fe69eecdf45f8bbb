"""CreateMeeting, SetMeeting, GetMeeting, DelMeeting and LstsummaryMeeting over the world's series.

A meeting key is the meeting number of the REST side, so what one door makes the other one finds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.creation import create_series
from conformance.emulator.meetings import Invitee, Series
from conformance.emulator.updates import update
from conformance.emulator.world import Found
from conformance.emulator.xml import apart
from conformance.emulator.xml.directories import LST_CONTROL, in_order, page
from conformance.emulator.xml.failures import Failure, invalid
from conformance.emulator.xml.shapes import shape, since
from conformance.emulator.xml.showing import meeting, zone_id
from conformance.emulator.xml.translation import (
    LONGEST_AGENDA,
    OPTION_NAMES,
    OPTIONS,
    Memory,
    rest_body,
    zone_for,
)
from conformance.emulator.xml.values import ZONES, read_date, show_date, zone_of
from conformance.emulator.xml.writing import Element, flag

if TYPE_CHECKING:
    from conformance.emulator.xml.accounts import Account
    from conformance.emulator.xml.security import Caller

__all__ = [
    "CREATE_SHAPE",
    "LIST_SHAPE",
    "SET_SHAPE",
    "create_meeting",
    "delete_meeting",
    "get_meeting",
    "list_meetings",
    "login_of",
    "select",
    "set_meeting",
]

_NAMES = "name firstName lastName title company webExId email url type=VISITOR|MEMBER|SITEMEMBER|PANELIST "
_ADDRESS = "address(addressType=PERSONAL|GLOBAL address1 address2 city state zipCode country)"
_CODES = " ".join(f"trackingCode{number}#128" for number in range(1, 11))
_OPTIONS = " ".join(f"{name}:b" for name in OPTION_NAMES)
_SHARED = f"""
accessControl(listToPublic:b isPublic:b meetingPassword#16 enforcePassword:b)
metaData(confName#512 meetingType:i agenda#2500 greeting#512 location#512 invitation#512 setNonMTOptions:b
isInternal:b sessionTemplate(use default:b))
participants(maxUserNumber:i attendees(attendee*(
person({_NAMES} {_ADDRESS} phones(phone mobilePhone fax) notes sendReminder:b)
contactID:i joinStatus=INVITE|REGISTER|ACCEPT|REJECT role=ATTENDEE|PRESENTER|HOST emailInvitations:b)))
enableOptions({_OPTIONS})
schedule(startDate timeZoneID:i timeZone duration:i openTime:i hostWebExID templateFilePath showFilePath
showFileStartMode:b showFileContPlayFlag:b showFileInterVal:i entryExitTone:i extURL extNotifyTime:i
joinNotifyURL joinTeleconfBeforeHost:b firstAttendeeAsPresenter:b)
telephony(telephonySupport=NONE|CALLIN|CALLBACK|OTHER numPhoneLines:i extTelephonyURL extTelephonyDescription
enableTSP:b tspAccountIndex:i personalAccountIndex:i intlLocalCallIn:b teleconfLocation
callInNum(tollNum tollFreeNum intlLocalNum) tollFree:b isMPAudio:b)
tracking({_CODES})
repeat(repeatType=WEEKLY|DAILY|NO_REPEAT|CONSTANT|MONTHLY|YEARLY interval:i afterMeetingNumber:i
dayInWeek(day*7=SUNDAY|MONDAY|TUESDAY|WEDNESDAY|THURSDAY|FRIDAY|SATURDAY) expirationDate dayInMonth:i
weekInMonth:i monthInYear:i dayInYear:i)
remind(enableReminder:b emails(email*) sendEmail:b mobile sendMobile:b daysAhead:i hoursAhead:i
minutesAhead:i)
attendeeOptions(request:b registration:b auto:b emailInvitations:b participantLimit:i excludePassword:b
joinRequiresAccount:b)
assistService:x validateFormat:b
"""
CREATE_SHAPE = shape(_SHARED)
SET_SHAPE = shape(_SHARED + "meetingkey!:i status hostJoined:b participantsJoined:b")
_ORDERS = "HOSTWEBEXID|CONFNAME|STARTTIME|" + "|".join(f"TRACKINGCODE{number}" for number in range(1, 11))
LIST_SHAPE = shape(
    f"{LST_CONTROL} order(orderBy*3={_ORDERS} orderAD*3=ASC|DESC) meetingKey:i hostWebExID "
    "dateScope(startDateStart startDateEnd timeZoneID:i endDateStart endDateEnd)"
)

_BOUNDS = ("startDateStart", "startDateEnd", "endDateStart", "endDateEnd")
_CLIENT = "xml"
_LARGE_EVENTS_REFUSED = "41.4"


def _all(caller: Caller) -> list[Series]:
    world = caller.world
    everything = world.all_series(world.clock.now())
    here = [each for each in everything if each.site == caller.site and not each.adhoc]
    return [each for each in here if not apart.is_gone(world, each)]


def _memory(caller: Caller, series: Series) -> Memory:
    return caller.world.shelf(Memory).setdefault(series.id, Memory())


def _find(caller: Caller, key: int) -> Series:
    """Find a meeting that the caller may work with; of all others nothing is told.

    Raises:
        Failure: 060001.
    """
    found = next((each for each in _all(caller) if each.number == str(key)), apart.kept(caller, key))
    own = found is not None and found.host.email == caller.account.person.email
    if found is None or not (own or caller.account.is_admin):
        raise Failure("060001")
    return found


def _host(caller: Caller, name: str) -> Account:
    """Find who is to host: the caller, or whom he may schedule for.

    Raises:
        Failure: 060019, no such user; 060021, not one that the caller may schedule for; 000001, one
            who does not host.
    """
    host = caller.directory.find(name, caller.traits) if name else caller.account
    if host is None:
        raise Failure("060019")
    allowed = str(host.fields.get("schedulingPermission", "")).replace(",", ";").lower().split(";")
    names = {caller.account.login.lower(), caller.account.email.lower()}
    named = not names.isdisjoint(each.strip() for each in allowed)
    if host is not caller.account and not caller.account.is_admin and not named:
        raise Failure("060021")
    if not host.is_host:
        raise Failure("000001")
    return host


def _check_large_event(caller: Caller, given: dict[str, Any], series: Series | None) -> None:
    """Refuse large events and webcasts, as sites do since 41.4.

    Raises:
        Failure: 110064.
    """
    if not since(caller.edition, _LARGE_EVENTS_REFUSED):
        return
    wanted = given.get("metaData", {}).get("meetingType") in caller.traits["largeEventTypes"]
    is_one = series is not None and series.settings["scheduledType"] == "webinar"
    place = "create-meeting.large-event" if series is None else "set-meeting.to-large-event"
    if (wanted and not caller.slips(place)) or (is_one and not caller.slips("set-meeting.large-event")):
        raise Failure("110064")


def _invitees(given: dict[str, Any]) -> list[Invitee] | None:
    """Give those who are invited; None when the message does not speak of them.

    Raises:
        Failure: 999999, somebody without an address.
    """
    attendees = given.get("participants", {}).get("attendees")
    if attendees is None:
        return None
    people = [each.get("person", {}) for each in attendees.get("attendee", [])]
    if not all("@" in person.get("email", "") for person in people):
        raise invalid("'attendee' needs an 'email'.")
    unique = {person["email"].lower(): person for person in people}
    return [Invitee(person["email"], person.get("name", "")) for person in unique.values()]


def _take_over(caller: Caller, series: Series, given: dict[str, Any], number: int) -> None:
    """Keep what the REST door has no place for."""
    memory = _memory(caller, series)
    schedule = given.get("schedule", {})
    if "timeZoneID" in schedule or memory.zone_id < 0:
        memory.zone_id = number
    if "openTime" in schedule:
        memory.open_seconds = schedule["openTime"]
    own = (*OPTIONS, "singleNote", "supportBreakoutSessions")
    memory.options |= {name: on for name, on in given.get("enableOptions", {}).items() if name not in own}
    if "repeat" in given:
        memory.repeat = given["repeat"]
    memory.needs_account = given.get("attendeeOptions", {}).get("joinRequiresAccount", memory.needs_account)
    agenda = given.get("metaData", {}).get("agenda")
    if agenda is not None:
        series.settings["agenda"] = agenda
    if agenda == "":
        del series.settings["agenda"]
    invited = _invitees(given)
    if invited is not None:
        series.invitees = invited


def _calendar(series: Series) -> Element:
    link = f"https://{series.site}/{series.site.partition('.')[0]}/j.php?ED={series.number}&UID="
    return ("iCalendarURL", [("serv:host", f"{link}1&ICS=MS"), ("serv:attendee", f"{link}0&ICS=MI")])


def create_meeting(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer CreateMeeting.

    Raises:
        Failure: 000001, 060019, 060021, 060026, 110064 or, for what the world does not take, 999999.
    """
    host = _host(caller, given.get("schedule", {}).get("hostWebExID", ""))
    _check_large_event(caller, given, None)
    password = given.get("accessControl", {}).get("meetingPassword", "")
    if not password and caller.traits["meetingPasswordRequired"]:
        raise Failure("060026")
    number = zone_for(given.get("schedule", {}), host.zone_id)
    _invitees(given)
    now = caller.world.clock.now()
    body = rest_body(given, caller.traits["trackingCodes"], now, zone_of(number), None)
    series = create_series(caller.world, body, host.person, caller.site, _CLIENT)
    _take_over(caller, series, given, number)
    apart.after_creation(caller.world, series, lambda: _shown(caller, series))
    return [
        ("meetingkey", series.number),
        _calendar(series),
        ("guestToken", _memory(caller, series).guest_token),
    ]


def set_meeting(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer SetMeeting; what the message does not name stays.

    Raises:
        Failure: 060001, 060019, 060021, 110064 or, for what the world does not take, 999999.
    """
    series = _find(caller, given["meetingkey"])
    _check_large_event(caller, given, series)
    wanted = given.get("schedule", {}).get("hostWebExID", "")
    host = _host(caller, wanted) if wanted else None
    before = zone_id(series, _memory(caller, series))
    number = zone_for(given.get("schedule", {}), before)
    _invitees(given)
    now = caller.world.clock.now()
    body = rest_body(given, caller.traits["trackingCodes"], now, zone_of(number), series)
    agenda = given.get("metaData", {}).get("agenda")
    if agenda is not None and len(agenda) <= LONGEST_AGENDA:
        body["agenda"] = agenda
    apart.before_change(caller.world, series)
    update(Found(series), series.number, body, caller.world, _CLIENT)
    _take_over(caller, series, given, number)
    if host is not None:
        series.host, series.shown_host = host.person, host.person.email
    apart.after_change(caller.world, series)
    return [_calendar(series)]


def get_meeting(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer GetMeeting, to the host and to administrators.

    Raises:
        Failure: 060001.
    """
    series = _find(caller, given["meetingKey"])
    return apart.shown(caller, series, _shown(caller, series))


def _shown(caller: Caller, series: Series) -> list[Element]:
    return meeting(caller, series, _memory(caller, series), login_of(caller, series))


def delete_meeting(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer DelMeeting.

    Raises:
        Failure: 060001.
    """
    series = _find(caller, given["meetingKey"])
    if not apart.take_away(caller, series):
        del caller.world.series[series.id]
    caller.world.shelf(Memory).pop(series.id, None)
    return [_calendar(series)]


def login_of(caller: Caller, series: Series) -> str:
    """Give the name of a meeting's host as the site names its users."""
    host = caller.directory.of(series.host)
    if host is None or caller.traits["xmlKind"] == "ci":
        return host.email if host is not None else series.host.email
    return host.login


def list_meetings(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer LstsummaryMeeting: hosts see their own meetings, administrators all.

    Without a scope of dates only meetings that are not over are listed.

    Raises:
        Failure: 000015, 030001 for an unknown host, 000001 for one who is not the caller.
    """
    chosen = select(caller, given, "meetingKey")
    if caller.slips("doors.list.rest-to-xml"):
        chosen = [each for each in chosen if not apart.made_by_rest(caller.world, each)]
    shown, records = page(chosen, given.get("listControl", {}))
    return [*(("meeting", _row(caller, each)) for each in shown), records]


def select(caller: Caller, given: dict[str, Any], key: str) -> list[Series]:
    """Choose and order meetings for a list.

    Args:
        caller: Who asks.
        given: The criteria.
        key: The element that names one meeting.

    Raises:
        Failure: 030001 for an unknown host, 000001 for one who is not the caller.
    """
    chosen = _all(caller)
    name = given.get("hostWebExID", "")
    host = caller.directory.find(name, caller.traits) if name else caller.account
    if host is None:
        raise Failure("030001")
    if host is not caller.account and not caller.account.is_admin:
        raise Failure("000001")
    if name or not caller.account.is_admin:
        chosen = [each for each in chosen if each.host.email == host.person.email]
    if key in given:
        chosen = [each for each in chosen if each.number == str(given[key])]
    chosen = _in_scope(caller, chosen, given.get("dateScope", {}))
    keys = {
        "HOSTWEBEXID": lambda each: login_of(caller, each).lower(),
        "CONFNAME": lambda each: str(each.settings["title"]).lower(),
        "STARTTIME": lambda each: each.start,
    }
    return in_order(sorted(chosen, key=lambda each: each.start), given.get("order", {}), keys)


def _in_scope(caller: Caller, chosen: list[Series], scope: dict[str, Any]) -> list[Series]:
    zone = zone_of(zone_for(scope, caller.account.zone_id))
    bounds = {name: read_date(text, zone, name) for name, text in scope.items() if name in _BOUNDS and text}
    if not bounds:
        now = caller.world.clock.now()
        return [each for each in chosen if each.state(now) != "expired"]
    return [
        each
        for each in chosen
        if bounds.get("startDateStart", each.start) <= each.start <= bounds.get("startDateEnd", each.start)
        and bounds.get("endDateStart", each.end) <= each.end <= bounds.get("endDateEnd", each.end)
    ]


def _row(caller: Caller, series: Series) -> list[Element]:
    number = zone_id(series, _memory(caller, series))
    live = series.live()
    return [
        ("meetingKey", series.number),
        ("confName", series.settings["title"]),
        ("meetingType", series.settings["sessionTypeId"]),
        ("hostWebExID", login_of(caller, series)),
        ("timeZoneID", number),
        ("timeZone", ZONES[number][0]),
        ("status", "INPROGRESS" if live is not None and live.began else "NOT_INPROGRESS"),
        ("startDate", show_date(series.start, zone_of(number))),
        ("duration", int(series.duration.total_seconds()) // 60),
        ("listStatus", "PUBLIC" if series.settings["publicMeeting"] else "PRIVATE"),
        ("hostJoined", flag(live is not None and live.host_joined)),
        ("participantsJoined", flag(live is not None and live.attendee_joined)),
    ]
