"""The Webex side: meetings and people under `/v1`."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from conformance.emulator import acting_slips, actions, listing, templates, walk_slips
from conformance.emulator.access import (
    acting_for,
    authenticate,
    enter,
    find_for_reading,
    find_for_writing,
    hosting_site,
    is_invited,
    named_host,
)
from conformance.emulator.creation import create_adhoc, create_series
from conformance.emulator.errors import ApiError, bad_request, not_found
from conformance.emulator.links import join_meeting, read_controls, set_controls
from conformance.emulator.lives import outlives_deletion
from conformance.emulator.misjudging import update_or_misjudge
from conformance.emulator.notices import named_gaps, warning
from conformance.emulator.omission import drop
from conformance.emulator.queries import page_links, read_flag, read_number
from conformance.emulator.resources import RESOURCES
from conformance.emulator.slips import OTHER_STATUS
from conformance.emulator.times import UTC_ZONE, read_zone
from conformance.emulator.views import render
from conformance.emulator.wire import Answer, Call, Operation, Resource
from conformance.emulator.world import Found

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from conformance.emulator.access import Caller
    from conformance.emulator.app import Emulator

__all__ = ["resources"]

_MEETING = "/v1/meetings/{meetingId}"


def _written(call: Call, found: Found, caller: Caller, zone: ZoneInfo) -> dict[str, Any]:
    return render(found, call.emulator.clock.now(), zone=zone, client=caller.client)


def create_meeting(call: Call) -> Answer:
    """Create a Meeting: always a series, in the state `active`; 200 (`rest-wire`, 2)."""
    caller = enter(call)
    body = call.json()
    host = acting_for(call, caller, body.get("hostEmail"))
    room, adhoc = body.get("roomId"), body.get("adhoc")
    if room is not None:
        caller.need("spark:all")
    world = call.emulator.world
    site = hosting_site(host, body.get("siteUrl"), world, caller)
    if adhoc is True:
        if not isinstance(room, str) or not room:
            raise bad_request("'roomId' is required for an ad-hoc meeting.")
        return Answer(_written(call, Found(create_adhoc(world, host, site, room)), caller, UTC_ZONE))
    series = create_series(world, body, host, site, caller.client)
    converged = world.sites[site]["converged"]
    gaps = named_gaps(body) if converged else frozenset[str]()
    headers = warning(world.faults, gaps, converged=converged, update=False)
    shown = _written(call, Found(series), caller, series.zone)
    acting_slips.spoil_creation(shown, caller.person, host, world, named=body.get("siteUrl") is not None)
    return Answer(shown, headers=headers)


def list_meetings(call: Call) -> Answer:
    """List Meetings, or those of one series, which the guide calls an operation of its own."""
    caller = enter(call, "list-meetings-of-a-meeting-series" if "meetingSeriesId" in call.query else "")
    person = acting_for(call, caller, call.query.get("hostEmail"))
    if caller.overreaches and (
        other := call.emulator.world.find(call.query.get("meetingSeriesId", ""), call.emulator.clock.now())
    ):
        person = other.series.host
    zone = listing.read_zone_header(call)
    query = listing.read_query(call, zone)
    now, faults = call.emulator.clock.now(), call.emulator.faults
    acts = person.email != caller.person.email
    if acting_slips.passes_site_over(faults, acts=acts):
        query = replace(query, site=None)
    chosen = listing.select(call, query, person, caller.client)
    if acts:
        chosen = acting_slips.spoil_list(faults, chosen, person, at_site=query.site is not None)
    if acting_slips.lists_own(faults, acts=acts):
        own = listing.select(call, query, caller.person, caller.client)
        chosen += [each for each in own if not is_invited(each, person)]
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
    return Answer({"items": items}, headers=page_links(call, len(chosen), query.limit, query.offset))


def get_meeting(call: Call) -> Answer:
    """Get a Meeting, by an id of any of the three types."""
    caller = enter(call)
    person = acting_for(call, caller, named_host(call))
    found, privileged = find_for_reading(call, call.path["meetingId"], caller, person)
    body = render(
        found,
        call.emulator.clock.now(),
        zone=listing.read_zone_header(call),
        client=caller.client,
        privileged=privileged,
        current=read_flag(call, "current") or False,
        faults=call.emulator.faults,
    )
    return Answer(body)


def update_meeting(call: Call) -> Answer:
    """Update or Patch a Meeting; the answer is in the zone of the body, UTC without one."""
    caller = enter(call)
    body = call.json()
    meeting_id = call.path["meetingId"]
    emulator = call.emulator
    _change_host(call, caller, meeting_id, body)
    person = acting_for(call, caller, body.get("hostEmail"))
    found = find_for_writing(call, meeting_id, caller, person)
    if call.request.method == "PUT" and emulator.faults.has("update-slips", "put-resets"):
        body = {"agenda": ""} | body
    body = walk_slips.remember(found, call.request.method, body, emulator.faults)
    if person != caller.person:
        found = acting_slips.spoil_update(emulator.faults, found, caller.person)
    found, gaps = update_or_misjudge(found, meeting_id, body, emulator.world, caller.client)
    zone = _answer_zone(call, body)
    converged = emulator.world.sites[found.series.site]["converged"]
    headers = warning(emulator.faults, gaps, converged=converged, update=True)
    shown = _written(call, found, caller, zone)
    lacking = emulator.faults.those("answer-drops")
    if lacking:
        shown = deepcopy(shown)
        for path in lacking:
            drop(shown, path.split("."))
    return Answer(shown, headers=headers)


def _answer_zone(call: Call, body: dict[str, Any]) -> ZoneInfo:
    if "timezone" in body:
        with suppress(ApiError):  # an update with an impossible zone can be accepted by a fault only
            return read_zone(body["timezone"])
    return listing.read_zone_header(call)


def _change_host(call: Call, caller: Caller, meeting_id: str, body: dict[str, Any]) -> None:
    """Take over, as `host-changed` demands, the host's address that an update names, refused or not.

    Hosts cannot name others, and administrators only the real host, so that no accepted update could
    ever show this.
    """
    world = call.emulator.world
    found = world.find(meeting_id, call.emulator.clock.now())
    email = body.get("hostEmail")
    wrong = world.faults.has("update-slips", "host-changed") or (
        caller.everywhere and acting_slips.is_on(world.faults, "update.host-edited")
    )
    if found is not None and isinstance(email, str) and wrong:
        found.series.shown_host = email


def delete_meeting(call: Call) -> Answer:
    """Delete a series or a scheduled meeting; one that is going on is cut short."""
    caller = enter(call)
    read_flag(call, "sendEmail")
    person = acting_for(call, caller, named_host(call))
    meeting_id = call.path["meetingId"]
    found = find_for_writing(call, meeting_id, caller, person)
    series, occurrence = found.series, found.occurrence
    if found.instance is not None or series.adhoc:
        raise bad_request(f"Meeting ID '{meeting_id}' is not allowed for this API.")
    if outlives_deletion(found, call.emulator.clock.now(), call.emulator.faults):
        return Answer(status=204)
    if occurrence is not None:
        if actions.running(found):
            actions.end(found, call.emulator.clock.now())
        series.gone.add(occurrence.original)
        series.kept.pop(occurrence.original, None)
    rule = series.schedule.rule
    endless = rule is not None and rule.endless
    if occurrence is None or (not endless and len(series.gone) == len(series.schedule.starts)):
        del call.emulator.world.series[series.id]
    return Answer(status=204)


def end_meeting(call: Call) -> Answer:
    """End a Meeting that is in progress."""
    caller = enter(call)
    found = find_for_writing(call, call.path["meetingId"], caller, caller.person)
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
    limit = read_number(call, "max", 100, (1, 10**8))
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
    return Answer({"items": [each.shown() for each in people[:limit]]})


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


def _paths() -> dict[str, dict[str, Operation]]:
    own: dict[str, dict[str, Operation]] = {
        "/v1/meetings": {
            "GET": Operation("list-meetings", list_meetings),
            "POST": Operation("create-a-meeting", create_meeting),
        },
        "/v1/meetings/join": {"POST": Operation("join-a-meeting", join_meeting)},
        "/v1/meetings/templates": {"GET": Operation("list-meeting-templates", templates.list_templates)},
        "/v1/meetings/templates/{templateId}": {
            "GET": Operation("get-a-meeting-template", templates.get_template)
        },
        "/v1/meetings/controls": {
            "GET": Operation("get-meeting-control-status", read_controls),
            "PUT": Operation("update-meeting-control-status", set_controls),
        },
        "/v1/meetings/{meetingId}/end": {"POST": Operation("end-a-meeting", end_meeting)},
        _MEETING: {
            "GET": Operation("get-a-meeting", get_meeting),
            "PUT": Operation("update-a-meeting", update_meeting),
            "PATCH": Operation("update-a-meeting", update_meeting),
            "DELETE": Operation("delete-a-meeting", delete_meeting),
        },
        "/v1/people": {"GET": Operation("list-people", list_people)},
        "/v1/people/me": {"GET": Operation("get-my-own-details", get_me)},
        "/v1/people/{personId}": {"GET": Operation("get-person-details", get_person)},
    }
    found = own | {f"/v1{path}": methods for path, methods in RESOURCES.items()}
    # Literal paths come first: `/meetings/polls` is no meeting.
    return dict(sorted(found.items(), key=lambda one: ["{" in part for part in one[0].split("/")]))


def resources(emulator: Emulator) -> dict[str, Resource]:
    """Give the resources by path; earlier paths win over later ones that also match."""

    def restatus(method: str, answer: Answer) -> Answer:
        wrong = method in ("PUT", "PATCH", "POST")
        if wrong and emulator.faults.has("status-changed", str(answer.status)):
            return replace(answer, status=OTHER_STATUS[answer.status])
        return answer

    return {
        path: Resource(emulator, "rest", methods, restatus if path == _MEETING else None, path)
        for path, methods in _paths().items()
    }
