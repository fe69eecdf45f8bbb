"""GetSessionInfo: a meeting as somebody sees it who is about to join (`xml-9.0`; `xml-41`, 41.3).

Every user of the site may ask. Passwords are for the host, for administrators and for those who
already know the one of the meeting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.xml.events import Event, check_events_here, session_of
from conformance.emulator.xml.failures import Failure
from conformance.emulator.xml.shapes import shape, since
from conformance.emulator.xml.showing import zone_id
from conformance.emulator.xml.translation import Memory
from conformance.emulator.xml.values import ZONES, show_date, zone_of
from conformance.emulator.xml.writing import Element, flag

if TYPE_CHECKING:
    from conformance.emulator.meetings import Series
    from conformance.emulator.xml.security import Caller

__all__ = ["SHAPE", "get_session_info"]

SHAPE = shape("sessionKey!:i sessionPassword")


def get_session_info(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer GetSessionInfo.

    Raises:
        Failure: 060001, or 010106 for a classic event where these are gone.
    """
    world = caller.world
    event = world.shelf(Event).get(str(given["sessionKey"]))
    if event is not None and event.site == caller.site:
        check_events_here(caller)
        return session_of(event)
    now = world.clock.now()
    series = next(
        (
            each
            for each in world.all_series(now)
            if each.number == str(given["sessionKey"]) and each.site == caller.site and not each.adhoc
        ),
        None,
    )
    if series is None:
        raise Failure("060001")
    own = series.host.email == caller.account.person.email
    trusted = own or caller.account.is_admin
    trusted = trusted or given.get("sessionPassword", "") == series.settings["password"]
    live = series.live()
    room = series.settings["scheduledType"] == "personalRoomMeeting"
    cmr = caller.traits["cloudRooms"]
    account = caller.directory.of(series.host)
    first, _, last = series.host.display_name.partition(" ")
    by_login = account is not None and caller.traits["xmlKind"] != "ci"
    host: list[Element] = [
        ("firstName", first),
        ("lastName", last),
        ("email", series.host.email),
        ("webExId", account.login if account is not None and by_login else series.host.email),
    ]
    shown: list[Element] = [
        ("status", "INPROGRESS" if live is not None and live.began else "NOT_INPROGRESS"),
        ("sessionkey", series.number),
        ("confID", str(int(series.phone_password) + 10**9)),
        ("accessControl", _access(caller, series, trusted=trusted)),
        ("metaData", _meta_data(series)),
        ("host", host),
        ("schedule", _schedule(caller, series)),
        ("attendeeOptions", [("joinRequiresAccount", flag(_needs_account(caller, series)))]),
        ("isAudioOnly", "false"),
        ("telePresence", "false"),
        ("isAlternateHost", "false"),
        ("isCreator", flag(own)),
        ("supportE2E", "false"),
        ("isAllowJBH", flag(series.settings["enabledJoinBeforeHost"])),
        ("isCETMeeting", flag(cmr)),
        ("isPersonalMeetingRoom", flag(room)),
        ("isNextUpcomingInstance", flag(series.current(now) is not None)),
    ]
    return [*shown, ("sipURL", f"{series.number}@{series.site}")] if cmr else shown


def _needs_account(caller: Caller, series: Series) -> bool:
    """Tell whether joining needs an account: a matter of the site for personal rooms alone."""
    if series.settings["scheduledType"] == "personalRoomMeeting":
        return bool(caller.traits["personalRoomForceLogin"] == "1")
    return bool(series.settings.get("requireAttendeeLogin"))


def _access(caller: Caller, series: Series, *, trusted: bool) -> list[Element]:
    settings, audio = series.settings, caller.traits["audioPasswords"]
    shown: list[Element] = [("sessionPassword", settings["password"])] if trusted else []
    shown += [
        ("listStatus", "PUBLIC" if settings["publicMeeting"] else "UNLISTED"),
        ("registration", flag("registration" in settings)),
        ("passwordReq", "true"),
    ]
    if audio and trusted:
        shown.append(("audioPassword", series.phone_password))
    shown += [("isEnforceAudioPassword", flag(audio)), ("isEnforceAudioLogin", flag(audio))]
    if since(caller.edition, "41.3"):
        webinar = settings["scheduledType"] == "webinar"
        shown += [
            ("enableEvent", flag(webinar)),
            ("enableWebniar", flag(webinar and settings.get("enabledWebcastView"))),
            ("enablePreMeetingLobby", flag(caller.traits["preMeetingLobby"])),
        ]
    return shown


def _meta_data(series: Series) -> list[Element]:
    settings = series.settings
    return [
        ("confName", settings["title"]),
        ("sessionType", settings["sessionTypeId"]),
        ("serviceType", "MeetingCenter"),
        ("agenda", settings.get("agenda", "")),
        ("isRecurring", flag(series.recurring)),
        ("agendaFormat", "TEXT"),
        ("descriptionFormat", "TEXT"),
        ("isException", "false"),
        ("seriesMeetingKey", 0),
        ("hasException", flag(series.kept or series.gone)),
    ]


def _schedule(caller: Caller, series: Series) -> list[Element]:
    memory = caller.world.shelf(Memory).setdefault(series.id, Memory())
    number = zone_id(series, memory)
    return [
        ("startDate", show_date(series.start, zone_of(number))),
        ("duration", int(series.duration.total_seconds()) // 60),
        ("timeZone", ZONES[number][0]),
        ("timeZoneID", number),
    ]
