"""Breakout sessions of a meeting, planned ahead: update, list, delete.

A scheduled meeting has the sessions of its series until they are changed for it alone. Nothing that
happens in a session is remembered here, so that lists show no times.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from conformance.emulator.access import acting_for, enter, named_host
from conformance.emulator.errors import bad_request
from conformance.emulator.fields import Email, Flag, Group, Items, Text
from conformance.emulator.queries import read_flag
from conformance.emulator.resources.hosting import changeable, find_readable
from conformance.emulator.wire import Answer, Operation

if TYPE_CHECKING:
    from conformance.emulator.wire import Call
    from conformance.emulator.world import Found

__all__ = ["PATHS"]

_SESSION = Group({"name": Text(least=1), "invitees": Items(Email())}, ("name",))
_UPDATE = Group({"hostEmail": Email(), "sendEmail": Flag(), "items": Items(_SESSION, 100)})


def update_sessions(call: Call) -> Answer:
    """Update Meeting Breakout Sessions: those of the body replace all there were."""
    caller = enter(call)
    given = _UPDATE.check(call.json(), "")
    person = acting_for(call, caller, given.get("hostEmail"))
    found = changeable(call, call.path["meetingId"], caller, person)
    changes = found.occurrence.changes if found.occurrence is not None else {}
    if not (found.series.settings | changes)["enabledBreakoutSessions"]:
        raise bad_request("Breakout sessions cannot be set when 'enabledBreakoutSessions' is false.")
    sessions = [{"id": secrets.token_hex(16), **each} for each in given.get("items", [])]
    _set(found, sessions)
    return Answer({"items": sessions})


def list_sessions(call: Call) -> Answer:
    """List Meeting Breakout Sessions; an instance has those of its scheduled meeting."""
    caller = enter(call)
    person = acting_for(call, caller, named_host(call))
    found = find_readable(call, call.path["meetingId"], caller, person)
    series, occurrence = found.series, found.occurrence
    if found.instance is not None:
        occurrence = series.occurrence(found.instance.original)
    return Answer({"items": series.breakouts_of(occurrence)})


def delete_sessions(call: Call) -> Answer:
    """Delete Meeting Breakout Sessions, all of them; there may be none."""
    caller = enter(call)
    read_flag(call, "sendEmail")
    person = acting_for(call, caller, named_host(call))
    _set(changeable(call, call.path["meetingId"], caller, person), [])
    return Answer(status=204)


def _set(found: Found, sessions: list[dict[str, Any]]) -> None:
    series, occurrence = found.series, found.occurrence
    if occurrence is None or not series.recurring:
        series.breakouts = sessions
    else:
        occurrence.breakouts = sessions
        series.keep(occurrence)


PATHS: dict[str, dict[str, Operation]] = {
    "/meetings/{meetingId}/breakoutSessions": {
        "PUT": Operation("update-meeting-breakout-sessions", update_sessions),
        "GET": Operation("list-meeting-breakout-sessions", list_sessions),
        "DELETE": Operation("delete-meeting-breakout-sessions", delete_sessions),
    },
}
"""What this module answers, by path below `/v1` and by method."""
