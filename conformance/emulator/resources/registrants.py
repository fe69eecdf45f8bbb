"""Registrants of a meeting: who registered, registering people, and what the host decides about them.

Source: `rest-operations`, Meetings. Hosts deal with the registrants of their meetings; guests, by
`guide`, "Meetings API Scopes", with those of every meeting that asks for registration. A cancelled
decision leaves a registrant `pending`.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from conformance.emulator.access import acting_for, enter, find_for_writing, named_host
from conformance.emulator.errors import bad_request, invalid, not_found
from conformance.emulator.fields import Email, Flag, Group, Items, Text, check_email
from conformance.emulator.queries import read_flag
from conformance.emulator.resources.paging import paged
from conformance.emulator.resources.registering import (
    Registrant,
    check_open,
    check_registrant,
    form_of,
    judge,
    registrants_of,
)
from conformance.emulator.times import read_time
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.emulator.access import Caller
    from conformance.emulator.meetings import Series

__all__ = ["PATHS"]

_LONGEST = timedelta(days=90)
_PAGE = (1, 100)
_QUERY = Group(
    {
        "status": Text(words=("approved", "pending", "rejected")),
        "orderType": Text(words=("DESC", "ASC")),
        "orderBy": Text(words=("firstName", "lastName", "status", "email")),
        "emails": Items(Email()),
    },
    ("emails",),
)
_BATCH = Group({"sendEmail": Flag(), "registrants": Items(Group({"id": Text(least=1)}, ("id",)))})


def _meeting(call: Call, caller: Caller) -> Series:
    """Find the meeting, which asks for registration.

    Raises:
        ApiError: 403 for an invitee, 404 for a meeting that is not his and for one without registration.
    """
    person = acting_for(call, caller, named_host(call))
    if "guest" in caller.levels:
        found = call.emulator.world.find(call.path["meetingId"], call.emulator.clock.now())
        if found is None:
            raise not_found()
    else:
        found = find_for_writing(call, call.path["meetingId"], caller, person)
    form_of(found.series)
    return found.series


def _registrant(call: Call, series: Series, registrant_id: str) -> Registrant:
    registrant = call.emulator.world.shelf(Registrant).get(registrant_id)
    if registrant is None or registrant.series_id != series.id:
        raise not_found("Cannot find registrant")
    return registrant


def list_registrants(call: Call) -> Answer:
    """List Meeting Registrants in the order in which they registered."""
    caller = enter(call)
    read_flag(call, "current")
    email = call.query.get("email")
    if email is not None:
        check_email(email, "email")
    times = {
        name: read_time(call.query[name], name) if name in call.query else None
        for name in ("registrationTimeFrom", "registrationTimeTo")
    }
    begins, ends = times.values()
    if begins is not None and ends is not None and not begins < ends <= begins + _LONGEST:
        raise bad_request("'registrationTimeTo' must be up to 90 days after 'registrationTimeFrom'.")
    series = _meeting(call, caller)
    items = [
        each.shown()
        for each in registrants_of(call.emulator.world, series)
        if (email is None or each.form["email"].lower() == email.lower())
        and (begins is None or begins <= each.at)
        and (ends is None or each.at < ends)
    ]
    return paged(call, items, default=10, limits=_PAGE)


def query_registrants(call: Call) -> Answer:
    """Query Meeting Registrants by address and status, ascending by address unless asked otherwise."""
    caller = enter(call)
    sent = call.json()
    read_flag(call, "current")
    given = _QUERY.check(sent, "")
    series = _meeting(call, caller)
    emails = {each.lower() for each in given["emails"]}
    order = given.get("orderBy", "email")
    items = [
        each.shown()
        for each in registrants_of(call.emulator.world, series)
        if each.form["email"].lower() in emails and given.get("status") in (None, each.status)
    ]
    items.sort(key=lambda each: str(each[order]).lower(), reverse=given.get("orderType") == "DESC")
    return paged(call, items, default=10, limits=_PAGE)


def get_registrant(call: Call) -> Answer:
    """Get Detailed Information for a Meeting Registrant."""
    caller = enter(call)
    read_flag(call, "current")
    series = _meeting(call, caller)
    return Answer(_registrant(call, series, call.path["registrantId"]).shown())


def delete_registrant(call: Call) -> Answer:
    """Delete a Meeting Registrant."""
    caller = enter(call)
    read_flag(call, "current")
    series = _meeting(call, caller)
    registrant = _registrant(call, series, call.path["registrantId"])
    del call.emulator.world.shelf(Registrant)[registrant.id]
    return Answer(status=204)


def _register(call: Call, series: Series, forms: list[Any]) -> list[dict[str, Any]]:
    """Register people, all or none."""
    world, form = call.emulator.world, form_of(series)
    checked = [check_registrant(each, form) for each in forms]
    check_open(series, world, [each["email"] for each in checked])
    now = call.emulator.clock.now()
    registrants = [
        Registrant(str(uuid4()), series.id, judge(each, form), deepcopy(each), now) for each in checked
    ]
    world.shelf(Registrant).update({each.id: each for each in registrants})
    return [each.shown() for each in registrants]


def register(call: Call) -> Answer:
    """Register a Meeting Registrant."""
    caller = enter(call)
    sent = call.json()
    read_flag(call, "current")
    return Answer(_register(call, _meeting(call, caller), [sent])[0])


def register_batch(call: Call) -> Answer:
    """Batch register Meeting Registrants, all or none."""
    caller = enter(call)
    sent = call.json()
    read_flag(call, "current")
    forms = sent.get("items", [])
    if not isinstance(forms, list):
        raise invalid("'items' must be an array.")
    return Answer({"items": _register(call, _meeting(call, caller), forms)})


def _decide(status: str | None) -> Callable[[Call], Answer]:
    """Make the operation that gives registrants a status, or deletes them for None; all or none."""

    def decide(call: Call) -> Answer:
        caller = enter(call)
        sent = call.json()
        read_flag(call, "current")
        given = _BATCH.check(sent, "")
        series = _meeting(call, caller)
        chosen = [_registrant(call, series, each["id"]) for each in given.get("registrants", [])]
        for each in chosen:
            if status is None:
                call.emulator.world.shelf(Registrant).pop(each.id, None)
            else:
                each.status = status
        return Answer(status=204)

    return decide


_LIST = "/meetings/{meetingId}/registrants"
_BATCHES = {"approve": "approved", "reject": "rejected", "cancel": "pending", "bulkDelete": None}

PATHS: dict[str, dict[str, Operation]] = {
    _LIST: {
        "GET": Operation("list-meeting-registrants", list_registrants),
        "POST": Operation("register-a-meeting-registrant", register),
    },
    f"{_LIST}/bulkInsert": {"POST": Operation("batch-register-meeting-registrants", register_batch)},
    f"{_LIST}/query": {"POST": Operation("query-meeting-registrants", query_registrants)},
    **{
        f"{_LIST}/{action}": {"POST": Operation("batch-update-meeting-registrants-status", _decide(status))}
        for action, status in _BATCHES.items()
    },
    f"{_LIST}/{{registrantId}}": {
        "GET": Operation("get-detailed-information-for-a-meeting-registrant", get_registrant),
        "DELETE": Operation("delete-a-meeting-registrant", delete_registrant),
    },
}
