"""Meetings as administrators and compliance officers see them: anybody's, without their secrets.

Source: `rest-operations`, List Meetings By an Admin and Get a Meeting By an Admin; for what is hidden
`rest-wire`, 8. Faults of attributes are about Get a Meeting and List Meetings; they do not show here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.access import enter
from conformance.emulator.errors import bad_request, not_found
from conformance.emulator.listing import read_zone_header
from conformance.emulator.queries import read_flag
from conformance.emulator.resources.registering import registrants_of
from conformance.emulator.views import render
from conformance.emulator.wire import Answer, Call, Operation
from conformance.emulator.world import Found

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from conformance.emulator.access import Caller

__all__ = ["PATHS"]

_HIDDEN = frozenset(
    {
        *("agenda", "hostKey", "password", "phoneAndVideoSystemPassword", "panelistPassword"),
        *("phoneAndVideoSystemPanelistPassword", "webLink", "sipAddress", "dialInIpAddress"),
        *("registration", "registerLink", "hasSlido"),
    }
)
"""What is hidden by name, and what the object of these two operations does not have."""


def _shown(
    call: Call, caller: Caller, found: Found, zone: ZoneInfo, *, current: bool = False
) -> dict[str, Any]:
    series = found.series
    body = render(found, call.emulator.clock.now(), zone=zone, client=caller.client, current=current)
    body = {name: value for name, value in body.items() if name not in _HIDDEN}
    if "telephony" in body:
        body["telephony"] = {name: value for name, value in body["telephony"].items() if name != "accessCode"}
    return body | {
        "hasRegistration": "registration" in series.settings,
        "hasRegistrants": bool(registrants_of(call.emulator.world, series)),
        "hasPostEventSurvey": series.settings["scheduledType"] == "webinar",
    }


def get_meeting(call: Call) -> Answer:
    """Get a Meeting By an Admin, by an id of any of the three types."""
    caller = enter(call)
    zone = read_zone_header(call)
    current = read_flag(call, "current") or False
    found = call.emulator.world.find(call.path["meetingId"], call.emulator.clock.now())
    if found is None:
        raise not_found()
    return Answer(_shown(call, caller, found, zone, current=current))


def list_meetings(call: Call) -> Answer:
    """List Meetings By an Admin: the meeting of one number or of one link.

    It is shown by its scheduled meeting that is on or comes next unless `current` is false.
    """
    caller = enter(call)
    zone = read_zone_header(call)
    current = read_flag(call, "current")
    names = [name for name in ("meetingNumber", "webLink") if call.query.get(name)]
    if len(names) != 1:
        raise bad_request("Either 'meetingNumber' or 'webLink' is required, and not both.")
    now = call.emulator.clock.now()
    wanted = call.query[names[0]].replace(" ", "")
    items = []
    for series in call.emulator.world.all_series(now):
        if series.adhoc or wanted != (series.number if names[0] == "meetingNumber" else series.web_link):
            continue
        live = series.live()
        ready = series.occurrence(live.original) if live else series.current(now)
        found = Found(series) if ready is None or current is False else Found(series, ready)
        items.append(_shown(call, caller, found, zone))
    return Answer({"items": items})


PATHS: dict[str, dict[str, Operation]] = {
    "/admin/meetings": {"GET": Operation("list-meetings-by-an-admin", list_meetings)},
    "/admin/meetings/{meetingId}": {"GET": Operation("get-a-meeting-by-an-admin", get_meeting)},
}
