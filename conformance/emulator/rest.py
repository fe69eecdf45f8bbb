"""The Webex side: meetings and people under `/v1`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.emulator import actions, listing
from conformance.emulator.access import (
    acting_for,
    authenticate,
    find_for_reading,
    find_for_writing,
    hosting_site,
)
from conformance.emulator.creation import create_adhoc, create_series
from conformance.emulator.errors import ApiError, bad_request, not_found
from conformance.emulator.links import join_meeting, read_controls, set_controls
from conformance.emulator.misjudging import update_or_misjudge
from conformance.emulator.times import UTC_ZONE, read_zone
from conformance.emulator.views import render
from conformance.emulator.wire import Answer, Call, Resource
from conformance.emulator.world import Found

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from conformance.emulator.access import Caller
    from conformance.emulator.app import Emulator

__all__ = ["resources"]

_READ = ("meeting:schedules_read", "meeting:admin_schedule_read")
_WRITE = ("meeting:schedules_write", "meeting:admin_schedule_write")
_WARNING = (
    '299 - "Some attributes are not supported on a converged site; see '
    'https://developer.webex.com/docs/meetings#warnings, code 1001"'
)


def _flag(call: Call, name: str, *, default: bool) -> bool:
    text = call.query.get(name)
    if text is None:
        return default
    if text.lower() not in ("true", "false"):
        raise bad_request(f"'{name}' must be true or false.")
    return text.lower() == "true"


def _written(call: Call, found: Found, caller: Caller, zone: ZoneInfo, *, warn: bool) -> Answer:
    body = render(found, call.emulator.clock.now(), zone=zone, client=caller.client)
    return Answer(body, headers={"Warning": _WARNING} if warn else {})


def create_meeting(call: Call) -> Answer:
    """Create a Meeting: always a series, in the state `active`; 200 (`rest-wire`, 2)."""
    caller = authenticate(call)
    caller.need(*_WRITE)
    body = call.json()
    host = acting_for(call, caller, body.get("hostEmail"), _WRITE[1])
    room, adhoc = body.get("roomId"), body.get("adhoc")
    if room is not None:
        caller.need("spark:all")
    world = call.emulator.world
    site = hosting_site(host, body.get("siteUrl"), world)
    if adhoc is True:
        if not isinstance(room, str) or not room:
            raise bad_request("'roomId' is required for an ad-hoc meeting.")
        return _written(call, Found(create_adhoc(world, host, site, room)), caller, UTC_ZONE, warn=False)
    series = create_series(world, body, host, site, caller.client)
    warn = world.sites[site]["converged"] and _names_gaps(body)
    return _written(call, Found(series), caller, series.zone, warn=warn)


def _names_gaps(body: dict[str, object]) -> bool:
    return not {"publicMeeting", "meetingOptions", "audioConnectionOptions"}.isdisjoint(body)


def list_meetings(call: Call) -> Answer:
    """List Meetings."""
    caller = authenticate(call)
    caller.need(*_READ)
    person = acting_for(call, caller, call.query.get("hostEmail"), _READ[1])
    zone = listing.read_zone_header(call)
    query = listing.read_query(call, zone)
    chosen = listing.select(call, query, person, caller.client)
    now, faults = call.emulator.clock.now(), call.emulator.faults
    items = [
        render(
            found,
            now,
            zone=zone,
            client=caller.client,
            privileged=found.series.host == person,
            current=query.current,
            faults=faults,
        )
        for found in chosen[query.offset : query.offset + query.limit]
    ]
    return Answer({"items": items}, headers=listing.page_links(call, query, len(chosen)))


def get_meeting(call: Call) -> Answer:
    """Get a Meeting, by an id of any of the three types."""
    caller = authenticate(call)
    caller.need(*_READ)
    wanted = call.query.get("hostEmail") or call.headers.get("hostemail")
    person = acting_for(call, caller, wanted, _READ[1])
    found, privileged = find_for_reading(call, call.path["meetingId"], person)
    body = render(
        found,
        call.emulator.clock.now(),
        zone=listing.read_zone_header(call),
        client=caller.client,
        privileged=privileged,
        current=_flag(call, "current", default=False),
        faults=call.emulator.faults,
    )
    return Answer(body)


def update_meeting(call: Call) -> Answer:
    """Update or Patch a Meeting; the answer is in the zone of the body, UTC without one."""
    caller = authenticate(call)
    caller.need(*_WRITE)
    body = call.json()
    meeting_id = call.path["meetingId"]
    person = acting_for(call, caller, body.get("hostEmail"), _WRITE[1])
    found = find_for_writing(call, meeting_id, person)
    misjudged = call.emulator.faults.misjudged
    warn = update_or_misjudge(found, meeting_id, body, call.emulator.world, caller.client, misjudged)
    zone = read_zone(body["timezone"]) if "timezone" in body else listing.read_zone_header(call)
    return _written(call, found, caller, zone, warn=warn)


def delete_meeting(call: Call) -> Answer:
    """Delete a series or a scheduled meeting; one that is going on is cut short."""
    caller = authenticate(call)
    caller.need(*_WRITE)
    _flag(call, "sendEmail", default=True)
    wanted = call.query.get("hostEmail") or call.headers.get("hostemail")
    person = acting_for(call, caller, wanted, _WRITE[1])
    meeting_id = call.path["meetingId"]
    found = find_for_writing(call, meeting_id, person)
    series, occurrence = found.series, found.occurrence
    if found.instance is not None or series.adhoc:
        raise bad_request(f"Meeting ID '{meeting_id}' is not allowed for this API.")
    if occurrence is not None:
        if running := actions.running(found):
            running.end = max(running.start, call.emulator.clock.now())
        series.gone.add(occurrence.original)
        series.kept.pop(occurrence.original, None)
    rule = series.schedule.rule
    endless = rule is not None and rule.endless
    if occurrence is None or (not endless and len(series.gone) == len(series.schedule.starts)):
        del call.emulator.world.series[series.id]
    return Answer(status=204)


def end_meeting(call: Call) -> Answer:
    """End a Meeting that is in progress."""
    caller = authenticate(call)
    caller.need("meeting:schedules_write", "meeting:controls_write")
    found = find_for_writing(call, call.path["meetingId"], caller.person)
    try:
        actions.end(found, call.emulator.clock.now())
    except actions.ImpossibleError:
        raise ApiError(409, "The meeting is not in progress.") from None
    return Answer(status=204)


def list_people(call: Call) -> Answer:
    """List People by `email`, `displayName` or `id`; one of them is needed (`rest-wire`, 3)."""
    authenticate(call)
    query = {name: call.query[name] for name in ("email", "displayName", "id") if call.query.get(name)}
    if not query:
        raise ApiError(400, message="Email, displayName, or id list should be specified.", short=True)
    people = list(call.emulator.world.people.values())
    if "email" in query:
        people = [each for each in people if each.email == query["email"].lower()]
    if "displayName" in query:
        people = [
            each for each in people if each.display_name.lower().startswith(query["displayName"].lower())
        ]
    if "id" in query:
        wanted = {each.strip().rstrip("=") for each in query["id"].split(",")}
        people = [each for each in people if each.id in wanted]
    return Answer({"items": [each.shown() for each in people]})


def get_me(call: Call) -> Answer:
    """Get My Own Details."""
    return Answer(authenticate(call).person.shown())


def get_person(call: Call) -> Answer:
    """Get Person Details."""
    authenticate(call)
    person = call.emulator.world.person_by_id(call.path["personId"])
    if person is None:
        raise not_found()
    return Answer(person.shown())


def resources(emulator: Emulator) -> dict[str, Resource]:
    """Give the resources by path; earlier paths win over later ones that also match."""
    paths: dict[str, dict[str, Callable[[Call], Answer]]] = {
        "/v1/meetings": {"GET": list_meetings, "POST": create_meeting},
        "/v1/meetings/join": {"POST": join_meeting},
        "/v1/meetings/controls": {"GET": read_controls, "PUT": set_controls},
        "/v1/meetings/{meetingId}/end": {"POST": end_meeting},
        "/v1/meetings/{meetingId}": {
            "GET": get_meeting,
            "PUT": update_meeting,
            "PATCH": update_meeting,
            "DELETE": delete_meeting,
        },
        "/v1/people": {"GET": list_people},
        "/v1/people/me": {"GET": get_me},
        "/v1/people/{personId}": {"GET": get_person},
    }
    return {path: Resource(emulator, "rest", methods) for path, methods in paths.items()}
