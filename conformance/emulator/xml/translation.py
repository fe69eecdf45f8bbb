"""Meetings of the XML API as meetings of the REST API, and back.

Both doors keep one meeting. What only the XML API has is remembered beside it, by the meeting's id.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from conformance.emulator.xml.failures import invalid
from conformance.emulator.xml.values import read_date, zone_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from conformance.emulator.meetings import Series

__all__ = ["DAYS", "LONGEST_AGENDA", "OPTIONS", "OPTION_NAMES", "Memory", "rest_body", "zone_for"]

LONGEST_AGENDA = 1300
"""Characters of an agenda that the REST door takes; the XML door takes more."""

OPTIONS: dict[str, tuple[str, str]] = {
    "chat": ("meetingOptions", "enabledChat"),
    "attendeeList": ("attendeePrivileges", "enabledViewParticipantList"),
    "fileShare": ("meetingOptions", "enabledFileTransfer"),
    "annotation": ("attendeePrivileges", "enabledAnnotate"),
    "saveDocument": ("attendeePrivileges", "enabledSaveDocument"),
    "printDocument": ("attendeePrivileges", "enabledPrintDocument"),
    "thumbnail": ("attendeePrivileges", "enabledViewThumbnails"),
    "rcDesktopShare": ("attendeePrivileges", "enabledRemoteControl"),
    "supportUCFRichMedia": ("meetingOptions", "enabledUCFRichMedia"),
    "viewAnyDoc": ("attendeePrivileges", "enabledViewAnyDocument"),
    "viewAnyPage": ("attendeePrivileges", "enabledViewAnyPage"),
    "allowContactPrivate": ("attendeePrivileges", "enabledContactOperatorPrivately"),
    "chatHost": ("attendeePrivileges", "enabledChatHost"),
    "chatPresenter": ("attendeePrivileges", "enabledChatPresenter"),
    "chatAllAttendees": ("attendeePrivileges", "enabledChatOtherParticipants"),
    "multiVideo": ("meetingOptions", "enabledVideo"),
    "notes": ("meetingOptions", "enabledNote"),
}
"""Elements of `enableOptions` and the settings of the REST API that they are, in schema order."""

OPTION_NAMES = (
    "chat",
    "poll",
    "audioVideo",
    "attendeeList",
    "fileShare",
    "presentation",
    "applicationShare",
    "desktopShare",
    "webTour",
    "meetingRecord",
    "annotation",
    "importDocument",
    "saveDocument",
    "printDocument",
    "pointer",
    "switchPage",
    "fullScreen",
    "thumbnail",
    "zoom",
    "copyPage",
    "rcAppShare",
    "rcDesktopShare",
    "rcWebTour",
    "javaClient",
    "nativeClient",
    "attendeeRecordMeeting",
    "voip",
    "faxIntoMeeting",
    "enableReg",
    "supportQandA",
    "supportFeedback",
    "supportBreakoutSessions",
    "supportPanelists",
    "supportRemoteComputer",
    "supportShareWebContent",
    "supportUCFWebPages",
    "supportUCFRichMedia",
    "autoDeleteAfterMeetingEnd",
    "viewAnyDoc",
    "viewAnyPage",
    "allowContactPrivate",
    "chatHost",
    "chatPresenter",
    "chatAllAttendees",
    "multiVideo",
    "notes",
    "closedCaptions",
    "singleNote",
    "sendFeedback",
    "displayQuickStartHost",
    "displayQuickStartAttendees",
    "supportE2E",
    "supportPKI",
    "HQvideo",
    "HDvideo",
    "viewVideoThumbs",
)
"""Every element of `enableOptions`, in schema order."""

DAYS = {
    "SUNDAY": "SU",
    "MONDAY": "MO",
    "TUESDAY": "TU",
    "WEDNESDAY": "WE",
    "THURSDAY": "TH",
    "FRIDAY": "FR",
    "SATURDAY": "SA",
}
"""Days of the week by their names here, as recurrence rules have them."""

_JOIN_EARLY = (15, 10, 5, 0)
_USUAL_MINUTES = 60


@dataclass
class Memory:
    """What only the XML API knows of a meeting.

    Attributes:
        zone_id: The number of its zone as it was sent; -1 for none.
        open_seconds: The opening time as it was sent.
        options: Enable options that the REST API does not have.
        repeat: The repetition as it was sent.
        needs_account: Whether joining needs an account.
        event_id: A number.
        guest_token: 32 hexadecimal digits.
    """

    zone_id: int = -1
    open_seconds: int | None = None
    options: dict[str, bool] = field(default_factory=dict)
    repeat: dict[str, Any] = field(default_factory=dict)
    needs_account: bool = False
    event_id: int = field(default_factory=lambda: secrets.randbelow(9 * 10**8) + 10**8)
    guest_token: str = field(default_factory=lambda: secrets.token_hex(16))


def rest_body(
    given: dict[str, Any],
    codes: list[dict[str, Any]],
    now: datetime,
    zone: ZoneInfo,
    series: Series | None,
) -> dict[str, Any]:
    """Give the REST body for a CreateMeeting or a SetMeeting; agenda and invitees are left out.

    Args:
        given: The elements.
        codes: The tracking codes of the site.
        now: The present, the start of a new meeting without one.
        zone: The zone of the dates.
        series: The meeting to be changed; None for a new one.

    Raises:
        Failure: 999999: a date or a rule that cannot be read.
    """
    meta, access = given.get("metaData", {}), given.get("accessControl", {})
    body: dict[str, Any] = {}
    if "confName" in meta:
        body["title"] = meta["confName"]
    if access.get("meetingPassword"):
        body["password"] = access["meetingPassword"]
    public = access.get("isPublic", access.get("listToPublic"))
    if public is not None:
        body["publicMeeting"] = public
    body |= _schedule(given, now, zone, series)
    body |= _options(given)
    body |= _reminder(given)
    if "excludePassword" in given.get("attendeeOptions", {}):
        body["excludePassword"] = given["attendeeOptions"]["excludePassword"]
    tracked = [
        {"name": code["name"], "value": given["tracking"][f"trackingCode{place}"]}
        for place, code in enumerate(codes, 1)
        if given.get("tracking", {}).get(f"trackingCode{place}")
    ]
    if tracked:
        body["trackingCodes"] = tracked
    return body


def _schedule(given: dict[str, Any], now: datetime, zone: ZoneInfo, series: Series | None) -> dict[str, Any]:
    schedule = given.get("schedule", {})
    body: dict[str, Any] = {}
    if schedule.get("startDate"):
        start = read_date(schedule["startDate"], zone, "startDate")
    else:
        start = series.start if series is not None else now
    minutes = schedule.get("duration")
    if minutes is not None and not 0 < minutes < 100_000:
        raise invalid("'duration' is out of bounds.")
    usual = series.duration if series is not None else timedelta(minutes=_USUAL_MINUTES)
    duration = timedelta(minutes=minutes) if minutes is not None else usual
    if series is None or schedule.get("startDate"):
        body["start"] = start.isoformat().replace("+00:00", "Z")
    if body or minutes is not None:
        body["end"] = (start + duration).isoformat().replace("+00:00", "Z")
    if series is None or "timeZoneID" in schedule:
        body["timezone"] = zone.key
    if "openTime" in schedule:
        early = next((each for each in _JOIN_EARLY if each * 60 <= schedule["openTime"]), 0)
        body |= {"enabledJoinBeforeHost": early > 0, "joinBeforeHostMinutes": early}
    if "joinTeleconfBeforeHost" in schedule:
        body["enableConnectAudioBeforeHost"] = schedule["joinTeleconfBeforeHost"]
    if "repeat" in given:
        rule = _rule(given["repeat"], zone)
        if rule or series is not None:
            body["recurrence"] = rule or None
    return body


def _options(given: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    options = given.get("enableOptions", {})
    for name, (group, setting) in OPTIONS.items():
        if name in options:
            body.setdefault(group, {})[setting] = options[name]
    if "singleNote" in options:
        note = "allowOne" if options["singleNote"] else "allowAll"
        body.setdefault("meetingOptions", {})["noteType"] = note
    if "supportBreakoutSessions" in options:
        body["enabledBreakoutSessions"] = options["supportBreakoutSessions"]
    return body


def _reminder(given: dict[str, Any]) -> dict[str, Any]:
    remind = given.get("remind", {})
    if remind.get("enableReminder") is False:
        return {"reminderTime": 0}
    ahead = [
        remind[name] * minutes
        for name, minutes in (("daysAhead", 1440), ("hoursAhead", 60), ("minutesAhead", 1))
        if name in remind
    ]
    return {"reminderTime": sum(ahead)} if ahead else {}


def _rule(repeat: dict[str, Any], zone: ZoneInfo) -> str:
    """Write a repetition as a recurrence rule; empty for none.

    Raises:
        Failure: 999999: the kind of repetition lacks what it needs.
    """
    kind = repeat.get("repeatType", "NO_REPEAT")
    if kind == "NO_REPEAT":
        return ""
    parts = [f"FREQ={'DAILY' if kind == 'CONSTANT' else kind}"]
    if repeat.get("interval", 0) > 1:
        parts.append(f"INTERVAL={repeat['interval']}")
    days = [DAYS[day] for day in repeat.get("dayInWeek", {}).get("day", [])]
    if kind == "YEARLY" and "monthInYear" in repeat:
        parts.append(f"BYMONTH={repeat['monthInYear']}")
    if kind in ("MONTHLY", "YEARLY") and "weekInMonth" in repeat and days:
        week = -1 if repeat["weekInMonth"] == 5 else repeat["weekInMonth"]
        parts.append(f"BYDAY={week}{days[0]}")
    elif kind in ("MONTHLY", "YEARLY") and "dayInMonth" in repeat:
        parts.append(f"BYMONTHDAY={repeat['dayInMonth']}")
    elif kind in ("DAILY", "WEEKLY") and days:
        parts.append(f"BYDAY={','.join(days)}")
    if repeat.get("afterMeetingNumber"):
        parts.append(f"COUNT={repeat['afterMeetingNumber']}")
    elif repeat.get("expirationDate", "none").lower() not in ("", "none"):
        until = read_date(repeat["expirationDate"], zone, "expirationDate")
        parts.append(f"UNTIL={until:%Y%m%dT%H%M%SZ}")
    return ";".join(parts)


def zone_for(given: dict[str, Any], usual: int) -> int:
    """Give the number of the zone of a schedule or a scope; -1 and nothing mean the usual one."""
    number = int(given.get("timeZoneID", -1))
    number = usual if number < 0 else number
    zone_of(number)
    return number
