"""Reassign Meetings to a New Host (facts: `rest-operations`; statuses: `rest-wire`, 2).

The meetings are of one site: that of the `siteUrl` header, or the administrator's preferred one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.access import enter
from conformance.emulator.errors import GENERIC, bad_request, forbidden
from conformance.emulator.fields import Email, Group, Items, Text
from conformance.emulator.wire import Answer, Operation

if TYPE_CHECKING:
    from conformance.emulator.access import Caller
    from conformance.emulator.people import Person
    from conformance.emulator.wire import Call

__all__ = ["PATHS"]

_REASSIGN = Group({"hostEmail": Email(), "meetingIds": Items(Text(), 100)}, ("hostEmail", "meetingIds"))


def reassign_host(call: Call) -> Answer:
    """Give meetings to another host: 204 when all went over, else 207 with an item for each."""
    caller = enter(call)
    given = _REASSIGN.check(call.json(), "")
    if not given["meetingIds"]:
        raise bad_request("'meetingIds' cannot be empty.")
    host = call.emulator.world.people.get(given["hostEmail"].lower())
    if host is None or not host.sites:
        raise forbidden("The new host cannot host meetings.")
    site = _site(call, caller, host)
    if site not in host.sites:
        raise forbidden("The new host cannot host meetings on this site.")
    items = [_reassigned(call, meeting_id, host, site) for meeting_id in given["meetingIds"]]
    if all(item["httpStatus"] == "204" for item in items):
        return Answer(status=204)
    return Answer({"items": items}, status=207)


def _site(call: Call, caller: Caller, host: Person) -> str:
    wanted = call.headers.get("siteurl")
    if wanted is None:
        return (caller.person.sites or host.sites)[0]
    if wanted not in call.emulator.world.sites:
        raise bad_request("'siteUrl' is not a site of the organization.")
    caller.check_site(wanted)
    return wanted


def _reassigned(call: Call, meeting_id: str, host: Person, site: str) -> dict[str, Any]:
    """Give one series to its new host, or say why not."""
    now = call.emulator.clock.now()
    found = call.emulator.world.find(meeting_id, now)
    if found is None or found.series.site != site:
        return _failed(meeting_id, 404, "The meeting is not found.")
    series = found.series
    personal = series.settings.get("scheduledType") == "personalRoomMeeting"
    if found.instance is not None or found.occurrence is not None or series.adhoc or personal:
        return _failed(meeting_id, 400, f"Meeting ID '{meeting_id}' is not allowed for this API.")
    if series.live() is not None:
        return _failed(meeting_id, 409, "Meeting is in progress")
    series.host, series.shown_host = host, host.email
    return {"meetingId": meeting_id, "httpStatus": "204"}


def _failed(meeting_id: str, status: int, description: str) -> dict[str, Any]:
    return {
        "meetingId": meeting_id,
        "httpStatus": str(status),
        "message": GENERIC[status],
        "errors": [{"description": description}],
    }


PATHS: dict[str, dict[str, Operation]] = {
    "/meetings/reassignHost": {"POST": Operation("reassign-meetings-to-a-new-host", reassign_host)},
}
"""What this module answers, by path below `/v1` and by method."""
