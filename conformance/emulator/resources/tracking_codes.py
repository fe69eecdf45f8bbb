"""Meeting tracking codes of a site, as people who schedule meetings see them.

The codes themselves are a trait of the site. Each applies to every service and none is required.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_DNS, uuid5

from conformance.emulator.access import acting_for, enter, hosting_site, named_host
from conformance.emulator.errors import bad_request
from conformance.emulator.queries import read_word
from conformance.emulator.wire import Answer, Operation

if TYPE_CHECKING:
    from conformance.emulator.wire import Call

__all__ = ["PATHS"]

_SERVICES = ("All", "MeetingCenter", "EventCenter", "TrainingCenter", "SupportCenter")


def list_tracking_codes(call: Call) -> Answer:
    """List Meeting Tracking Codes that a service has on a site, the preferred one unless named."""
    person = acting_for(call, enter(call), named_host(call))
    world = call.emulator.world
    if read_word(call, "service", _SERVICES) is None:
        raise bad_request("'service' is required.")
    site = hosting_site(person, call.query.get("siteUrl"), world)
    return Answer({"items": [_shown(code, site) for code in world.sites[site]["trackingCodes"]]})


def _shown(code: dict[str, Any], site: str) -> dict[str, Any]:
    options = [
        {"value": option["value"], "defaultValue": option.get("default") is True}
        for option in code["options"]
    ]
    return {
        "id": str(uuid5(NAMESPACE_DNS, f"{code['name']}.{site}").int % 10**9),
        "name": code["name"],
        "siteUrl": site,
        "options": options,
        "inputMode": code["inputMode"],
        "service": "All",
        "type": "optional",
    }


PATHS: dict[str, dict[str, Operation]] = {
    "/meetings/trackingCodes": {"GET": Operation("list-meeting-tracking-codes", list_tracking_codes)},
}
"""What this module answers, by path below `/v1` and by method."""
