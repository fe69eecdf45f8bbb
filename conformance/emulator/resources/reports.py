"""Meeting reports: usage and attendees of the meetings of a site that have ended.

Usage is the administrators' to see; attendees are the host's too. Nobody calls in to the meetings
of the emulator, so that every minute is one of VoIP.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from conformance.emulator.access import enter
from conformance.emulator.errors import bad_request, not_found
from conformance.emulator.listing import read_zone_header
from conformance.emulator.queries import read_word
from conformance.emulator.resources.attendance import display_name, invitation
from conformance.emulator.resources.paging import paged
from conformance.emulator.times import read_time, show_time
from conformance.emulator.wire import Answer, Operation

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from conformance.emulator.access import Caller
    from conformance.emulator.meetings import Instance, Series
    from conformance.emulator.visits import Stay, Visit
    from conformance.emulator.wire import Call
    from conformance.emulator.world import World

__all__ = ["PATHS"]

_WEEK = timedelta(days=7)
_LONGEST = timedelta(days=30)
_OLDEST = timedelta(days=90)
_SERVICES = ("MeetingCenter", "EventCenter", "TrainingCenter", "SupportCenter")
_LIMITS = (1, 1000)


def list_usage(call: Call) -> Answer:
    """List Meeting Usage Reports: one for each meeting that began in the time asked for."""
    caller = enter(call)
    zone = read_zone_header(call)
    window = _window(call)
    service = read_word(call, "serviceType", _SERVICES)
    site = _site(call, caller)
    items = [
        _usage(series, run, zone)
        for series, run in _ended(call, site, window)
        if service in (None, _service(run))
    ]
    return paged(call, items, default=10, limits=_LIMITS)


def list_attendees(call: Call) -> Answer:
    """List Meeting Attendee Reports: one for each time that somebody was in such a meeting."""
    caller = enter(call)
    zone = read_zone_header(call)
    window = _window(call)
    number, title = call.query.get("meetingNumber"), call.query.get("meetingTitle")
    site = _site(call, caller)
    meeting_id = call.query.get("meetingId")
    if meeting_id is not None:
        _check_instance(call, meeting_id, caller)
    world = call.emulator.world
    items = [
        _attendee(world, series, run, visit, stay, zone)
        for series, run in _ended(call, site, window)
        if caller.may_reach(series.host)
        and meeting_id in (None, run.id)
        and (number is None or number.replace(" ", "") == series.number)
        and title in (None, run.settings["title"])
        for visit in run.visits
        for stay in visit.stays
    ]
    return paged(call, items, default=10, limits=_LIMITS)


def _window(call: Call) -> tuple[datetime, datetime]:
    """Read the time asked for: a week, the last one unless one of its ends is named."""
    now = call.emulator.clock.now()
    begins, ends = (
        read_time(call.query[name], name) if call.query.get(name) else None for name in ("from", "to")
    )
    try:
        if begins is None:
            begins = (ends or now) - _WEEK
        if ends is None:
            ends = begins + _WEEK if "from" in call.query else now
    except OverflowError:
        raise bad_request("'from' and 'to' are too far from the present.") from None
    if begins >= ends:
        raise bad_request("'from' must be before 'to'.")
    if ends - begins > _LONGEST:
        raise bad_request("'to' cannot be more than 30 days after 'from'.")
    if begins < now - _OLDEST:
        raise bad_request("'from' cannot be more than 90 days ago.")
    return begins, ends


def _site(call: Call, caller: Caller) -> str:
    site = call.query.get("siteUrl")
    if not site:
        raise bad_request("'siteUrl' is required.")
    if site not in call.emulator.world.sites:
        raise bad_request("'siteUrl' is not a site of the organization.")
    caller.check_site(site)
    return site


def _check_instance(call: Call, meeting_id: str, caller: Caller) -> None:
    found = call.emulator.world.find(meeting_id, call.emulator.clock.now())
    if found is None or found.instance is None or not caller.may_reach(found.series.host):
        raise not_found()


def _ended(call: Call, site: str, window: tuple[datetime, datetime]) -> list[tuple[Series, Instance]]:
    """Give the meetings of a site that began in a time, its ends included, and have ended."""
    begins, ends = window
    chosen = [
        (series, run)
        for series in call.emulator.world.all_series(call.emulator.clock.now())
        if series.site == site
        for run in series.runs
        if run.end is not None and begins <= run.start <= ends
    ]
    return sorted(chosen, key=lambda one: (one[1].start, one[1].id))


def _minutes(span: timedelta) -> int:
    """Give whole minutes, those that have begun included."""
    return -(-span // timedelta(minutes=1))


def _is_webinar(run: Instance) -> bool:
    return run.settings.get("scheduledType") == "webinar"


def _service(run: Instance) -> str:
    return "EventCenter" if _is_webinar(run) else "MeetingCenter"


def _stays(run: Instance) -> list[tuple[Stay, datetime]]:
    """Give every stay in a meeting that has ended, with its end."""
    return [(stay, _left(stay, run)) for visit in run.visits for stay in visit.stays]


def _left(stay: Stay, run: Instance) -> datetime:
    left = stay.until(run.end)
    return stay.joined if left is None else left


def _peak(run: Instance) -> int:
    """Give the most people who were there at once."""
    stays = _stays(run)
    return max(
        (sum(stay.joined <= moment.joined < left for stay, left in stays) for moment, _ in stays), default=0
    )


def _usage(series: Series, run: Instance, zone: ZoneInfo) -> dict[str, Any]:
    end = run.start if run.end is None else run.end
    people_minutes = sum(_minutes(left - stay.joined) for stay, left in _stays(run))
    visitors = sum(bool(visit.stays) for visit in run.visits)
    report = {
        "meetingId": run.id,
        "meetingNumber": series.number,
        "meetingTitle": run.settings["title"],
        "start": show_time(run.start, zone),
        "end": show_time(end, zone),
        "duration": _minutes(end - run.start),
        "scheduledType": "webinar" if _is_webinar(run) else "meeting",
        "hostDisplayName": series.host.display_name,
        "hostEmail": series.host.email,
        "totalPeopleMinutes": people_minutes,
        **dict.fromkeys(
            (
                *("totalCallInMinutes", "totalCallOutDomestic"),
                *("totalCallInTollFreeMinutes", "totalCallOutInternational"),
            ),
            0,
        ),
        "totalVoipMinutes": people_minutes,
        "totalParticipants": visitors,
        "totalParticipantsVoip": visitors,
        **dict.fromkeys(("totalParticipantsCallIn", "totalParticipantsCallOut"), 0),
        "peakAttendee": _peak(run),
        "totalRegistered": 0,
        "totalInvitee": len(run.invitees),
        "serviceType": _service(run),
    }
    codes = run.settings.get("trackingCodes")
    return report | {"trackingCodes": codes} if codes else report


def _attendee(
    world: World, series: Series, run: Instance, visit: Visit, stay: Stay, zone: ZoneInfo
) -> dict[str, Any]:
    invitee = invitation(run, visit)
    left = _left(stay, run)
    return {
        "meetingId": run.id,
        "meetingNumber": int(series.number),
        "meetingTitle": run.settings["title"],
        "displayName": display_name(visit, world.people.get(visit.email), invitee),
        "email": visit.email,
        "joinedTime": show_time(stay.joined, zone),
        "leftTime": show_time(left, zone),
        "duration": _minutes(left - stay.joined),
        "participantType": "host" if visit.host else "attendee",
        "ipAddress": "203.0.113.24",
        "clientAgent": "desktop application",
        "registered": False,
        "invited": invitee is not None,
    }


PATHS: dict[str, dict[str, Operation]] = {
    "/meetingReports/usage": {"GET": Operation("list-meeting-usage-reports", list_usage)},
    "/meetingReports/attendees": {"GET": Operation("list-meeting-attendee-reports", list_attendees)},
}
"""What this module answers, by path below `/v1` and by method."""
