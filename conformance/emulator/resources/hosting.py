"""Meetings as the resources around them find them: by the host, or by whoever acts for the host."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from conformance.emulator.access import find_for_reading, find_for_writing
from conformance.emulator.errors import bad_request, not_found
from conformance.emulator.world import Found

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.emulator.access import Caller
    from conformance.emulator.people import Person
    from conformance.emulator.wire import Call

__all__ = ["changeable", "find_hosted", "find_readable", "org_uuid", "refuse_unscheduled", "series_with"]


def find_hosted(call: Call, meeting_id: str, caller: Caller, person: Person, *, named: bool = True) -> Found:
    """Find a meeting that a person hosts; officers find those of everybody.

    Args:
        call: The request.
        meeting_id: The id of a series, a scheduled meeting or an instance.
        caller: Who calls.
        person: The caller, or whom he acts for.
        named: Whether the operation has a `hostEmail`, with which administrators must say whose
            meetings they want; without one they find everybody's.

    Raises:
        ApiError: 403 for an invitee, 404 for everybody else.
    """
    if _sees_all(caller, named=named):
        return _any(call, meeting_id)
    return find_for_writing(call, meeting_id, caller, person)


def find_readable(call: Call, meeting_id: str, caller: Caller, person: Person) -> Found:
    """Find a meeting that a person hosts or is invited to; officers find those of everybody.

    Raises:
        ApiError: 404 for what does not exist or is not for him.
    """
    if _sees_all(caller, named=True):
        return _any(call, meeting_id)
    return find_for_reading(call, meeting_id, caller, person)[0]


def _sees_all(caller: Caller, *, named: bool) -> bool:
    officer = "compliance" in caller.levels or caller.person.role == "compliance-officer"
    return caller.everywhere and (officer or not named)


def _any(call: Call, meeting_id: str) -> Found:
    found = call.emulator.world.find(meeting_id, call.emulator.clock.now())
    if found is None:
        raise not_found()
    return found


def refuse_unscheduled(found: Found, meeting_id: str) -> None:
    """Refuse what can be changed of scheduled meetings and series only.

    Raises:
        ApiError: 400 for an instance, an ad-hoc meeting and the meeting of a personal room.
    """
    personal = found.series.settings.get("scheduledType") == "personalRoomMeeting"
    if found.instance is not None or found.series.adhoc or personal:
        raise bad_request(f"Meeting ID '{meeting_id}' is not allowed for this API.")


def changeable(call: Call, meeting_id: str, caller: Caller, person: Person) -> Found:
    """Find a series or a scheduled meeting that a person hosts.

    Raises:
        ApiError: 400 for what is not scheduled, 403 for an invitee, 404 for everybody else.
    """
    found = find_hosted(call, meeting_id, caller, person)
    refuse_unscheduled(found, meeting_id)
    return found


def series_with(call: Call, number: str, now: datetime) -> str:
    """Find the id of the series that has a meeting number, spaces in it left out.

    Raises:
        ApiError: 404 when no meeting has that number.
    """
    wanted = number.replace(" ", "")
    for series in call.emulator.world.all_series(now):
        if series.number == wanted:
            return series.id
    raise not_found()


def org_uuid(person: Person) -> str:
    """Give the UUID of a person's organisation, which the public id wraps."""
    padded = person.org_id + "=" * (-len(person.org_id) % 4)
    return base64.b64decode(padded).decode().rpartition("/")[2]
