"""Meeting invitees: list, create one or several, get, update, delete.

A scheduled meeting has the invitees of its series until they are changed for it alone; an instance
has those of the moment in which it came into being. An invitee's id is that of the meeting and some
digits, so that one invitee of a series is found under each of its meetings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.access import acting_for, enter, named_host
from conformance.emulator.errors import ApiError, bad_request, not_found
from conformance.emulator.fields import Email, Field, Flag, Group, Items, Text
from conformance.emulator.meetings import Invitee
from conformance.emulator.queries import read_flag
from conformance.emulator.resources.hosting import changeable, find_readable
from conformance.emulator.resources.paging import paged
from conformance.emulator.wire import Answer, Operation

if TYPE_CHECKING:
    from conformance.emulator.access import Caller
    from conformance.emulator.wire import Call
    from conformance.emulator.world import Found

__all__ = ["PATHS"]

_PERSON: dict[str, Field] = {
    "email": Email(),
    "displayName": Text(128),
    **dict.fromkeys(("coHost", "panelist", "sendEmail"), Flag()),
}
_WHERE: dict[str, Field] = {"meetingId": Text(least=1), "hostEmail": Email()}
_CREATE = Group(_WHERE | _PERSON, ("meetingId", "email"))
_BULK = Group({**_WHERE, "items": Items(Group(_PERSON, ("email",)))}, ("meetingId",))
_UPDATE = Group({"hostEmail": Email(), **_PERSON}, ("email",))


def list_invitees(call: Call) -> Answer:
    """List Meeting Invitees in the order of their addresses (`rest-wire`, 8)."""
    caller = enter(call)
    meeting_id = call.query.get("meetingId")
    if not meeting_id:
        raise bad_request("'meetingId' is required.")
    panelist = read_flag(call, "panelist")
    found = _readable(call, meeting_id, caller)
    invitees = _invitees(found)
    if panelist is not None and _is_webinar(found):
        invitees = [each for each in invitees if each.panelist is panelist]
    ordered = sorted(invitees, key=lambda each: each.email.lower())
    shown = [_shown(call, found, meeting_id, each) for each in ordered]
    return paged(call, shown, default=10, limits=(1, 100))


def create_invitee(call: Call) -> Answer:
    """Create a Meeting Invitee of a series or of one scheduled meeting."""
    caller = enter(call)
    given = _CREATE.check(call.json(), "")
    found = _changeable(call, given["meetingId"], caller, given.get("hostEmail"))
    if given["email"].lower() in _addresses(_invitees(found)):
        raise _taken()
    invitee = _made(given)
    found.series.own_invitees(found.occurrence).append(invitee)
    return Answer(_shown(call, found, given["meetingId"], invitee))


def create_invitees(call: Call) -> Answer:
    """Create Meeting Invitees, all or none."""
    caller = enter(call)
    given = _BULK.check(call.json(), "")
    found = _changeable(call, given["meetingId"], caller, given.get("hostEmail"))
    made = [_made(each) for each in given.get("items", [])]
    addresses = _addresses(_invitees(found)) + _addresses(made)
    if len(set(addresses)) < len(addresses):
        raise ApiError(409, message="Some users in the list have been invited.", short=True)
    if made:
        found.series.own_invitees(found.occurrence).extend(made)
    return Answer({"items": [_shown(call, found, given["meetingId"], each) for each in made]})


def get_invitee(call: Call) -> Answer:
    """Get a Meeting Invitee."""
    caller = enter(call)
    meeting_id, number = _parts(call)
    found = _readable(call, meeting_id, caller)
    return Answer(_shown(call, found, meeting_id, _numbered(_invitees(found), number)))


def update_invitee(call: Call) -> Answer:
    """Update a Meeting Invitee; what the body does not name stays as it is."""
    caller = enter(call)
    given = _UPDATE.check(call.json(), "")
    meeting_id, number = _parts(call)
    found = _changeable(call, meeting_id, caller, given.get("hostEmail"))
    before = _numbered(_invitees(found), number)
    others = [each for each in _invitees(found) if each is not before]
    if given["email"].lower() in _addresses(others):
        raise _taken()
    invitee = _numbered(found.series.own_invitees(found.occurrence), number)
    if given["email"].lower() != invitee.email.lower():
        invitee.display_name = ""  # the name belonged to the old address
    invitee.email = given["email"]
    invitee.display_name = given.get("displayName", invitee.display_name)
    invitee.co_host = given.get("coHost", invitee.co_host)
    invitee.panelist = given.get("panelist", invitee.panelist)
    return Answer(_shown(call, found, meeting_id, invitee))


def delete_invitee(call: Call) -> Answer:
    """Delete a Meeting Invitee."""
    caller = enter(call)
    read_flag(call, "sendEmail")
    meeting_id, number = _parts(call)
    found = _changeable(call, meeting_id, caller, named_host(call))
    _numbered(_invitees(found), number)
    own = found.series.own_invitees(found.occurrence)
    own.remove(_numbered(own, number))
    return Answer(status=204)


def _parts(call: Call) -> tuple[str, str]:
    """Take the id of an invitee apart: the id of the meeting, and the digits."""
    meeting_id, _, number = call.path["meetingInviteeId"].rpartition("_")
    if not meeting_id:
        raise not_found()
    return meeting_id, number


def _readable(call: Call, meeting_id: str, caller: Caller) -> Found:
    return find_readable(call, meeting_id, caller, acting_for(call, caller, named_host(call)))


def _changeable(call: Call, meeting_id: str, caller: Caller, email: str | None) -> Found:
    return changeable(call, meeting_id, caller, acting_for(call, caller, email))


def _invitees(found: Found) -> list[Invitee]:
    return found.series.invitees_of(found.occurrence, found.instance)


def _addresses(invitees: list[Invitee]) -> list[str]:
    return [each.email.lower() for each in invitees]


def _numbered(invitees: list[Invitee], number: str) -> Invitee:
    invitee = next((each for each in invitees if each.number == number), None)
    if invitee is None:
        raise ApiError(404, message="Cannot find invitee")
    return invitee


def _taken() -> ApiError:
    return ApiError(409, message="User is already a meeting invitee.")


def _made(given: dict[str, Any]) -> Invitee:
    return Invitee(
        given["email"],
        given.get("displayName", ""),
        given.get("coHost", False),
        given.get("panelist", False),
    )


def _is_webinar(found: Found) -> bool:
    return found.series.settings.get("scheduledType") == "webinar"


def _shown(call: Call, found: Found, meeting_id: str, invitee: Invitee) -> dict[str, Any]:
    """Give an invitee; without a name of his own he has that of the directory, else the address."""
    known = call.emulator.world.people.get(invitee.email.lower())
    shown = {
        "id": f"{meeting_id}_{invitee.number}",
        "email": invitee.email,
        "displayName": invitee.display_name or (known.display_name if known else invitee.email),
        "coHost": invitee.co_host,
        "meetingId": meeting_id,
    }
    return shown | {"panelist": invitee.panelist} if _is_webinar(found) else shown


PATHS: dict[str, dict[str, Operation]] = {
    "/meetingInvitees": {
        "GET": Operation("list-meeting-invitees", list_invitees),
        "POST": Operation("create-a-meeting-invitee", create_invitee),
    },
    "/meetingInvitees/bulkInsert": {"POST": Operation("create-meeting-invitees", create_invitees)},
    "/meetingInvitees/{meetingInviteeId}": {
        "GET": Operation("get-a-meeting-invitee", get_invitee),
        "PUT": Operation("update-a-meeting-invitee", update_invitee),
        "DELETE": Operation("delete-a-meeting-invitee", delete_invitee),
    },
}
"""What this module answers, by path below `/v1` and by method."""
