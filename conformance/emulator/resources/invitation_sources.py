"""Invitation sources: links to a meeting for each place where it is announced.

Source: `rest-operations`, Create Invitation Sources and List Invitation Sources. An administrator
names the host by `hostEmail` or by `personId`. A source is created once in a meeting.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.emulator.access import acting_for, enter, find_for_writing
from conformance.emulator.errors import ApiError, bad_request, not_found
from conformance.emulator.fields import Email, Group, Items, Text
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from conformance.emulator.access import Caller
    from conformance.emulator.meetings import Series
    from conformance.emulator.people import Person
    from conformance.emulator.world import World

__all__ = ["PATHS"]

_CREATE = Group(
    {
        "hostEmail": Email(),
        "personId": Text(least=1),
        "items": Items(
            Group({"sourceId": Text(1024, 1), "sourceEmail": Email()}, ("sourceId", "sourceEmail"))
        ),
    }
)


@dataclass(frozen=True)
class InvitationSource:
    """A place where a meeting is announced.

    Attributes:
        series_id: The id of the meeting series.
        source_id: What the client calls it.
        email: The address of whoever announces.
    """

    id: str
    series_id: str
    source_id: str
    email: str

    def shown(self, series: Series) -> dict[str, Any]:
        """Give the source as answers show it; its link to register is there while people may register."""
        body = {
            "id": self.id,
            "sourceId": self.source_id,
            "sourceEmail": self.email,
            "joinLink": f"{series.web_link}?source={self.id}",
        }
        if "registration" in series.settings:
            body["registerLink"] = f"https://{series.site}/register/{series.link_key}?source={self.id}"
        return body


def _host(call: Call, caller: Caller, email: Any, person_id: Any) -> Person:
    """Find whom the caller acts for, named by address, by id, or by both if they agree.

    Raises:
        ApiError: 400 when they do not agree or one is no string, 403 below the admin level, 404 when
            there is no such person.
    """
    if person_id is None or person_id == "":
        return acting_for(call, caller, email)
    if not isinstance(person_id, str):
        raise bad_request("'personId' must be a string.")
    named = call.emulator.world.person_by_id(person_id)
    if named is None:
        acting_for(call, caller, "nobody")  # who may not act for others learns nothing about ids
        raise not_found("'personId' is not the id of anybody in the organization.")
    if isinstance(email, str) and email and email.lower() != named.email:
        raise bad_request("'hostEmail' and 'personId' name different people.")
    return acting_for(call, caller, named.email)


def _sources(world: World, series: Series) -> list[InvitationSource]:
    return [each for each in world.shelf(InvitationSource).values() if each.series_id == series.id]


def create_sources(call: Call) -> Answer:
    """Create Invitation Sources, all or none."""
    caller = enter(call)
    sent = call.json()
    person = _host(call, caller, sent.get("hostEmail"), sent.get("personId"))
    given = _CREATE.check(sent, "")
    series = find_for_writing(call, call.path["meetingId"], caller, person).series
    world = call.emulator.world
    wanted = [each["sourceId"] for each in given.get("items", [])]
    known = {each.source_id for each in _sources(world, series)}
    if len(set(wanted)) < len(wanted) or known & set(wanted):
        raise ApiError(409, "There is an invitation source of this 'sourceId' already.")
    created = [
        InvitationSource(_new_id(), series.id, each["sourceId"], each["sourceEmail"])
        for each in given.get("items", [])
    ]
    world.shelf(InvitationSource).update({each.id: each for each in created})
    return Answer({"items": [each.shown(series) for each in created]})


def _new_id() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(24)).decode()


def list_sources(call: Call) -> Answer:
    """List Invitation Sources in the order in which they were created."""
    caller = enter(call)
    headers = call.headers
    person = _host(call, caller, headers.get("hostemail"), headers.get("personid"))
    series = find_for_writing(call, call.path["meetingId"], caller, person).series
    return Answer({"items": [each.shown(series) for each in _sources(call.emulator.world, series)]})


PATHS: dict[str, dict[str, Operation]] = {
    "/meetings/{meetingId}/invitationSources": {
        "GET": Operation("list-invitation-sources", list_sources),
        "POST": Operation("create-invitation-sources", create_sources),
    },
}
