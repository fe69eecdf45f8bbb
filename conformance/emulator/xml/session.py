"""GetSessionInfo: a meeting as somebody sees it who is about to join (`xml-9.0`; `xml-41`, 41.3 and 41.4).

Every user of the site may ask. Passwords are for the host, for administrators and for those who
already know the one of the meeting. Every host has a personal room besides, which is always there;
its key is the access code that GetUser shows.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from conformance.emulator.resources.preference_store import preferences_of
from conformance.emulator.xml.events import Event, check_events_here, session_of
from conformance.emulator.xml.failures import Failure
from conformance.emulator.xml.shapes import shape, since
from conformance.emulator.xml.showing import later_flags, needs_account, zone_id
from conformance.emulator.xml.translation import Memory
from conformance.emulator.xml.values import ZONES, show_date, zone_of
from conformance.emulator.xml.writing import Element, flag

if TYPE_CHECKING:
    from conformance.emulator.meetings import Series
    from conformance.emulator.people import Person
    from conformance.emulator.xml.accounts import Account
    from conformance.emulator.xml.security import Caller

__all__ = ["SHAPE", "get_session_info"]

SHAPE = shape("sessionKey!:i sessionPassword")
_ROOM_SINCE = datetime(2061, 1, 1, tzinfo=UTC)
_ROOM_MINUTES = 1440
_NUMBERS_TOLD = "41.4"


def get_session_info(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer GetSessionInfo.

    Raises:
        Failure: 060001, or 010106 for a classic event where these are gone.
    """
    world = caller.world
    event = world.shelf(Event).get(str(given["sessionKey"]))
    if event is not None and event.site == caller.site:
        check_events_here(caller, "get-session-info")
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
        return _room(caller, str(given["sessionKey"]))
    own = series.host.email == caller.account.person.email
    trusted = own or caller.account.is_admin
    trusted = trusted or given.get("sessionPassword", "") == series.settings["password"]
    live = series.live()
    room = series.settings["scheduledType"] == "personalRoomMeeting"
    cmr = bool(caller.traits["cloudRooms"])
    dialled = cmr is not caller.slips(f"session-info.sip-url.{'hidden' if cmr else 'always'}")
    needed = _by_site(caller) if room else _by_meeting(caller, series)
    shown: list[Element] = [
        ("status", "INPROGRESS" if live is not None and live.began else "NOT_INPROGRESS"),
        ("sessionkey", int(series.number) + caller.slips("session-info.key")),
        ("confID", str(int(series.phone_password) + 10**9)),
        ("accessControl", _access(caller, series, own=own, trusted=trusted)),
        ("metaData", _meta_data(series)),
        ("host", _host(caller, series.host, caller.directory.of(series.host))),
        ("schedule", _schedule(caller, series)),
        ("attendeeOptions", [("joinRequiresAccount", flag(needed))]),
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
    return [*shown, ("sipURL", f"{series.number}@{series.site}")] if dialled else shown


def _room(caller: Caller, key: str) -> list[Element]:
    """Give the personal room of an access code.

    Raises:
        Failure: 060001.
    """
    hosts = [each for each in caller.directory.accounts if each.is_host]
    rooms = ((each, preferences_of(caller.world, each.person, caller.site)) for each in hosts)
    found = next(((account, own) for account, own in rooms if own.access_code == key), None)
    if found is None:
        raise Failure("060001")
    account, own = found
    access: list[Element] = [("sessionPassword", "")]
    access += [("listStatus", "UNLISTED"), ("registration", "false"), ("passwordReq", "false")]
    meta: list[Element] = [
        ("confName", own.room["topic"]),
        ("sessionType", 3),
        ("serviceType", "MeetingCenter"),
    ]
    number = account.zone_id
    schedule: list[Element] = [
        ("startDate", show_date(_ROOM_SINCE, zone_of(number))),
        ("duration", _ROOM_MINUTES),
        ("timeZone", ZONES[number][0]),
        ("timeZoneID", number),
    ]
    shown: list[Element] = [
        ("status", "NOT_INPROGRESS"),
        ("sessionkey", key),
        ("confID", key),
        ("accessControl", [*access, *later_flags(caller, "session-info", large=False)]),
        ("metaData", [*meta, ("isRecurring", "false")]),
        ("host", _host(caller, account.person, account)),
        ("schedule", schedule),
        ("attendeeOptions", [("joinRequiresAccount", flag(_by_site(caller)))]),
        ("isCreator", flag(account is caller.account)),
        ("isCETMeeting", flag(caller.traits["cloudRooms"])),
        ("isPersonalMeetingRoom", "true"),
    ]
    return [*shown, ("sipURL", f"{key}@{caller.site}")] if caller.traits["cloudRooms"] else shown


def _host(caller: Caller, person: Person, account: Account | None) -> list[Element]:
    first, _, last = person.display_name.partition(" ")
    by_login = account is not None and caller.traits["xmlKind"] != "ci"
    return [
        ("firstName", first),
        ("lastName", last),
        ("email", person.email),
        ("webExId", account.login if account is not None and by_login else person.email),
    ]


def _by_site(caller: Caller) -> bool:
    """Tell whether joining a personal room needs an account: a matter of the site alone."""
    value = str(caller.traits["personalRoomForceLogin"])
    kind = "empty" if not value else "one" if value == "1" else "other"
    return (value == "1") is not caller.slips(f"session-info.force-login.{kind}")


def _by_meeting(caller: Caller, series: Series) -> bool:
    """Tell whether joining any other meeting needs an account: a matter of that meeting alone."""
    if caller.slips("session-info.account.by-site") and caller.traits["personalRoomForceLogin"] == "1":
        return True
    needed = needs_account(series, caller.world.shelf(Memory).setdefault(series.id, Memory()))
    return needed and not caller.slips("session-info.account.never")


def _access(caller: Caller, series: Series, *, own: bool, trusted: bool) -> list[Element]:
    settings, audio, slips = series.settings, caller.traits["audioPasswords"], caller.slips
    large = settings["scheduledType"] == "webinar"
    shown: list[Element] = []
    if trusted and not (large and slips("session-info.large-event.password")):
        shown.append(("sessionPassword", settings["password"]))
    shown += [
        ("listStatus", "PUBLIC" if settings["publicMeeting"] else "UNLISTED"),
        ("registration", flag("registration" in settings)),
        ("passwordReq", "true"),
    ]
    if _tells_digits(caller, large=large, own=own, trusted=trusted):
        shown.append(("audioPassword", series.phone_password))
    for name in ("isEnforceAudioPassword", "isEnforceAudioLogin"):
        place = f"session-info.{name}"
        if trusted or not slips(f"{place}.hidden"):
            shown.append((name, flag(audio is not slips(f"{place}.{flag(not audio)}"))))
    return [*shown, *later_flags(caller, "session-info", large=large)]


def _tells_digits(caller: Caller, *, large: bool, own: bool, trusted: bool) -> bool:
    """Tell whether the password for the phone is shown: where the session password is, and the site has it.

    Of large events it is told since 41.4, whatever the site has.
    """
    slips = caller.slips
    if large and since(caller.edition, _NUMBERS_TOLD):
        return trusted and not slips("session-info.large-event.numeric-password")
    if not caller.traits["audioPasswords"]:
        return trusted and slips("session-info.audio.always")
    if own:
        return not slips("session-info.audio.not-for-host")
    return not slips("session-info.audio.host-only") if trusted else slips("session-info.audio.everybody")


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
