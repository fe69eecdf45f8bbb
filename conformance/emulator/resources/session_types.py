"""Meeting session types: what kinds of meetings a person may host on a site.

Every site offers the same few, webinars only where its traits have them; names and capacities are
the emulator's own. Meetings are of the first one unless their creator asks for another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.access import acting_for, enter, hosting_site, named_host
from conformance.emulator.bodies import DEFAULTS
from conformance.emulator.errors import not_found
from conformance.emulator.wire import Answer, Operation

if TYPE_CHECKING:
    from conformance.emulator.wire import Call

__all__ = ["PATHS"]

_TYPES = (
    (str(DEFAULTS["sessionTypeId"]), "Granite meeting", "meeting", 500),
    ("14", "Granite webinar", "webinar", 2000),
    ("27", "Granite private meeting", "privateMeeting", 40),
)
"""The id, the name, the type and the most attendees of each."""


def _offered(call: Call) -> list[dict[str, Any]]:
    person = acting_for(call, enter(call), named_host(call))
    world = call.emulator.world
    if not person.sites and "siteUrl" not in call.query:
        return []  # no type is enabled for somebody who may not host
    site = hosting_site(person, call.query.get("siteUrl"), world)
    return [
        {"id": own_id, "name": name, "type": kind, "attendeesCapacity": capacity}
        for own_id, name, kind, capacity in _TYPES
        if kind != "webinar" or world.sites[site]["webinars"]
    ]


def list_session_types(call: Call) -> Answer:
    """List Meeting Session Types of a person on a site, the preferred one unless another is named."""
    return Answer({"items": _offered(call)})


def get_session_type(call: Call) -> Answer:
    """Get a Meeting Session Type."""
    for each in _offered(call):
        if each["id"] == call.path["sessionTypeId"]:
            return Answer(each)
    raise not_found()


PATHS: dict[str, dict[str, Operation]] = {
    "/meetings/sessionTypes": {"GET": Operation("list-meeting-session-types", list_session_types)},
    "/meetings/sessionTypes/{sessionTypeId}": {
        "GET": Operation("get-a-meeting-session-type", get_session_type)
    },
}
"""What this module answers, by path below `/v1` and by method."""
