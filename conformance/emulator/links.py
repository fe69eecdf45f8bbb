"""Join a Meeting, and the controls of a meeting in progress (facts: `rest-operations`)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from conformance.emulator.access import enter, find_for_reading, find_for_writing, is_invited
from conformance.emulator.actions import running, set_locked
from conformance.emulator.errors import bad_request, forbidden, not_found
from conformance.emulator.fields import Email, Flag, Group, Number, Text
from conformance.emulator.times import show_time
from conformance.emulator.wire import Answer, Call
from conformance.emulator.world import Found

if TYPE_CHECKING:
    from conformance.emulator.meetings import Instance

__all__ = ["join_meeting", "read_controls", "set_controls"]

_JOIN = Group(
    {
        **dict.fromkeys(("meetingId", "meetingNumber", "webLink"), Text(least=1)),
        **dict.fromkeys(("joinDirectly", "createJoinLinkAsWebLink", "createStartLinkAsWebLink"), Flag()),
        "email": Email(),
        "displayName": Text(128),
        "password": Text(),
        "expirationMinutes": Number(1, 60),
        "registrationId": Text(),
        "hostEmail": Email(),
    }
)
_CONTROLS = Group(dict.fromkeys(("locked", "recordingStarted", "recordingPaused"), Flag()))


def join_meeting(call: Call) -> Answer:
    """Give the link with which to join: as a redirect, or in a body when `joinDirectly` is false.

    Hosts get a link to start the meeting as well. Who is neither host nor invitee needs the
    meeting's password.
    """
    caller = enter(call)
    given = _JOIN.check({k: v for k, v in call.json().items() if v is not None}, "")
    found = _wanted(call, given)
    series = found.series
    host = series.host == caller.person
    if (
        not host
        and not caller.everywhere
        and not is_invited(found, caller.person)
        and given.get("password") != series.settings["password"]
    ):
        raise forbidden("The meeting password is needed.")
    now = call.emulator.clock.now()
    if found.instance is not None and found.instance.end is not None:
        raise bad_request("'meetingId' is of a meeting that has ended.")
    if series.state(now) == "expired":
        raise bad_request("The meeting has expired.")
    link = f"{series.web_link}?token={secrets.token_urlsafe(16)}"
    if given.get("joinDirectly", True):
        return Answer(status=302, headers={"Location": link})
    minutes = given.get("expirationMinutes", 15)
    body = {"joinLink": link, "expiration": show_time(now + timedelta(minutes=minutes))}
    if host:
        body["startLink"] = f"{series.web_link}/start?token={secrets.token_urlsafe(16)}"
    return Answer(body)


def _wanted(call: Call, given: dict[str, Any]) -> Found:
    now, world = call.emulator.clock.now(), call.emulator.world
    if "meetingId" in given:
        found = world.find(given["meetingId"], now)
        if found is not None:
            return found
    elif "meetingNumber" in given or "webLink" in given:
        number = given.get("meetingNumber", "").replace(" ", "")
        for series in world.all_series(now):
            if series.number == number or series.web_link == given.get("webLink"):
                return Found(series)
    else:
        raise bad_request("One of 'meetingId', 'meetingNumber' and 'webLink' is required.")
    raise not_found()


def read_controls(call: Call) -> Answer:
    """Get Meeting Control Status of the meeting in progress that `meetingId` names."""
    caller = enter(call)
    found, _ = find_for_reading(call, _meeting_id(call), caller, caller.person)
    return _status(call, _in_progress(found))


def set_controls(call: Call) -> Answer:
    """Update Meeting Control Status: lock and unlock, start, pause, resume and stop the recording."""
    caller = enter(call)
    meeting_id = _meeting_id(call)
    given = _CONTROLS.check(call.json(), "")
    run = _in_progress(find_for_writing(call, meeting_id, caller, caller.person))
    recording = given.get("recordingStarted", run.recording)
    if given.get("recordingPaused") and not recording:
        raise bad_request("'recordingPaused' cannot be true while nothing is recorded.")
    run.recording = recording
    run.paused = recording and given.get("recordingPaused", run.paused)
    if "locked" in given:
        set_locked(run, locked=given["locked"])
    return _status(call, run)


def _meeting_id(call: Call) -> str:
    meeting_id = call.query.get("meetingId")
    if not meeting_id:
        raise bad_request("'meetingId' is required.")
    return meeting_id


def _in_progress(found: Found) -> Instance:
    run = running(found)
    if run is None or not run.began:
        raise not_found("The meeting is not in progress.")
    return run


def _status(call: Call, run: Instance) -> Answer:
    locked = run.is_locked(call.emulator.clock.now())
    return Answer({"locked": locked, "recordingStarted": run.recording, "recordingPaused": run.paused})
