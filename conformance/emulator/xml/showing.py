"""What GetMeeting shows of a meeting, in the order of the schema, and what other operations show too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.xml.shapes import since
from conformance.emulator.xml.translation import DAYS, OPTION_NAMES, OPTIONS, Memory
from conformance.emulator.xml.values import ZONES, show_date, zone_id_of, zone_of
from conformance.emulator.xml.writing import Element, flag

if TYPE_CHECKING:
    from conformance.emulator.meetings import Series
    from conformance.emulator.xml.security import Caller

__all__ = ["later_flags", "meeting", "needs_account", "zone_id"]

_TONES = {"noTone": 0, "beep": 1, "announceName": 2}
_DAY_NAMES = {code: name for name, code in DAYS.items()}


def zone_id(series: Series, memory: Memory) -> int:
    """Give the number of a meeting's zone, the one that was sent while it still is that zone."""
    return zone_id_of(series.zone, series.start, memory.zone_id)


def needs_account(series: Series, memory: Memory) -> bool:
    """Tell whether joining a meeting needs an account; for webinars the REST door says so too."""
    return bool(series.settings.get("requireAttendeeLogin", memory.needs_account))


def later_flags(caller: Caller, operation: str, *, large: bool, release: str = "41.3") -> list[Element]:
    """Give the flags about large events and the lobby that 41.2 and 41.3 brought.

    Args:
        caller: Who asks; his site's release decides.
        operation: What the names of deviations begin with.
        large: Whether it is a large event; the one printed answer about such has both flags true.
        release: The one that brought the flags of large events to that operation.
    """
    lobby = caller.traits["preMeetingLobby"]
    shown: list[Element] = []
    for name, on, first, usual in (
        ("enableEvent", large, release, not large),
        ("enableWebniar", large, release, not large),
        ("enablePreMeetingLobby", lobby, "41.3", lobby),
    ):
        if not since(caller.edition, first):
            continue
        # Where the usual case goes wrong, it does so in one way for administrators and in another for others.
        slips, admin = caller.slips, caller.account.is_admin
        place = f"{operation}.{name}"
        if usual and not admin and slips(f"{place}.hidden"):
            continue
        wrong = (admin or not usual) and slips(f"{place}.{flag(not on)}")
        shown.append((name, flag(on is not wrong)))
    return shown


def meeting(caller: Caller, series: Series, memory: Memory, host: str) -> list[Element]:
    """Give the elements of a meeting, whichever door made it.

    Args:
        caller: Who asks; his site's release decides about later elements.
        series: The meeting.
        memory: What only the XML API knows of it.
        host: The name of the host on this site.
    """
    settings = series.settings
    live = series.live()
    shown: list[Element] = [
        (
            "accessControl",
            [
                ("listToPublic", flag(settings["publicMeeting"])),
                ("isPublic", flag(settings["publicMeeting"])),
                ("meetingPassword", settings["password"]),
                ("enforcePassword", "true"),
            ],
        ),
        (
            "metaData",
            [
                ("confName", settings["title"]),
                ("meetingType", settings["sessionTypeId"]),
                ("agenda", settings.get("agenda", "")),
            ],
        ),
        ("participants", [("maxUserNumber", 1000), ("attendees", _attendees(series))]),
        ("enableOptions", _options(caller, series, memory)),
        ("schedule", _schedule(series, memory, host)),
        ("telephony", [("telephonySupport", _support(caller))]),
        ("tracking", _tracking(caller, series)),
        ("repeat", _repeat(series, memory)),
        (
            "remind",
            [
                ("enableReminder", flag(settings["reminderTime"])),
                ("daysAhead", settings["reminderTime"] // 1440),
                ("hoursAhead", settings["reminderTime"] % 1440 // 60),
                ("minutesAhead", settings["reminderTime"] % 60),
            ],
        ),
        (
            "attendeeOptions",
            [
                ("registration", flag("registration" in settings)),
                ("excludePassword", flag(settings["excludePassword"])),
                ("joinRequiresAccount", flag(needs_account(series, memory))),
            ],
        ),
        ("meetingkey", series.number),
        ("status", "INPROGRESS" if live is not None and live.began else "NOT_INPROGRESS"),
        ("hostJoined", flag(live is not None and live.host_joined)),
        ("participantsJoined", flag(live is not None and live.attendee_joined)),
        ("telePresence", "false"),
        ("hostKey", series.host.host_key),
        ("eventID", memory.event_id),
        ("guestToken", memory.guest_token),
        ("hostType", "0"),
    ]
    return shown


def _attendees(series: Series) -> list[Element]:
    rows: list[Element] = []
    for each in series.invitees:
        person: list[Element] = [
            ("com:name", each.display_name or each.email),
            ("com:email", each.email),
            ("com:type", "VISITOR"),
        ]
        row: list[Element] = [
            ("att:person", person),
            ("att:joinStatus", "INVITE"),
            ("att:role", "ATTENDEE"),
        ]
        rows.append(("attendee", row))
    return rows


def _options(caller: Caller, series: Series, memory: Memory) -> list[Element]:
    settings = series.settings
    shown: list[Element] = []
    for name, (group, setting) in OPTIONS.items():
        if setting in settings.get(group, {}):
            shown.append((name, flag(settings[group][setting])))
    shown += [
        ("supportBreakoutSessions", flag(settings["enabledBreakoutSessions"])),
        ("singleNote", flag(settings["meetingOptions"]["noteType"] == "allowOne")),
    ]
    shown += [(name, flag(on)) for name, on in memory.options.items()]
    shown.sort(key=lambda each: OPTION_NAMES.index(each[0]))
    large = settings["scheduledType"] == "webinar"
    return shown + later_flags(caller, "get-meeting", large=large)


def _schedule(series: Series, memory: Memory, host: str) -> list[Element]:
    number = zone_id(series, memory)
    minutes = series.settings["joinBeforeHostMinutes"] if series.settings["enabledJoinBeforeHost"] else 0
    sent = memory.open_seconds
    # What was sent is shown for as long as the other door has not changed what it means.
    same = sent is not None and minutes == max(each for each in (0, 5, 10, 15) if each * 60 <= max(sent, 0))
    tone = series.settings["audioConnectionOptions"]["entryAndExitTone"]
    return [
        ("startDate", show_date(series.start, zone_of(number))),
        ("timeZoneID", number),
        ("timeZone", ZONES[number][0]),
        ("duration", int(series.duration.total_seconds()) // 60),
        ("openTime", sent if sent is not None and same else minutes * 60),
        ("hostWebExID", host),
        ("entryExitTone", _TONES[tone]),
        ("joinTeleconfBeforeHost", flag(series.settings["enableConnectAudioBeforeHost"])),
    ]


def _support(caller: Caller) -> str:
    return {"webex": "CALLIN", "tsp": "CALLIN", "other": "OTHER", "none": "NONE"}[caller.traits["telephony"]]


def _tracking(caller: Caller, series: Series) -> list[Element]:
    values = {each["name"]: each["value"] for each in series.settings.get("trackingCodes", [])}
    return [
        (f"com:trackingCode{place}", values[code["name"]])
        for place, code in enumerate(caller.traits["trackingCodes"][:10], 1)
        if code["name"] in values
    ]


def _repeat(series: Series, memory: Memory) -> list[Element]:
    """Write the rule of a series, that of the other door too."""
    rule = series.schedule.rule
    if rule is None:
        return [("repeatType", "NO_REPEAT")]
    parts = dict(part.split("=", 1) for part in rule.text.split(";"))
    constant = memory.repeat.get("repeatType") == "CONSTANT" and parts["FREQ"] == "DAILY"
    shown: list[Element] = [("repeatType", "CONSTANT" if constant else parts["FREQ"])]
    shown.append(("interval", parts.get("INTERVAL", "1")))
    if rule.count is not None and "COUNT" in parts:
        shown.append(("afterMeetingNumber", rule.count))
    days: list[Any] = [day for day in parts.get("BYDAY", "").split(",") if day]
    if days:
        names: list[Element] = [("day", _DAY_NAMES[day[-2:]]) for day in days]
        shown.append(("dayInWeek", names))
    if rule.until is not None:
        shown.append(("expirationDate", rule.until.strftime("%m/%d/%Y %H:%M:%S")))
    if "BYMONTHDAY" in parts:
        shown.append(("dayInMonth", parts["BYMONTHDAY"]))
    week = days[0][:-2] if days else ""
    if week:
        shown.append(("weekInMonth", "5" if week == "-1" else week.lstrip("+")))
    if "BYMONTH" in parts:
        shown.append(("monthInYear", parts["BYMONTH"]))
    return shown
