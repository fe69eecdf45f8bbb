"""Simultaneous interpretation of a meeting, and its interpreters one by one.

Interpreters are part of the meeting's setting, which a scheduled meeting shares with its series
until it is changed for it alone.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from conformance.emulator.access import acting_for, enter, named_host
from conformance.emulator.bodies import CREATE
from conformance.emulator.creation import new_interpreter, read_interpretation
from conformance.emulator.errors import ApiError, bad_request, not_found
from conformance.emulator.fields import Email, Field, Flag, Group, Text
from conformance.emulator.queries import read_flag
from conformance.emulator.resources.hosting import changeable, find_readable
from conformance.emulator.wire import Answer, Operation

if TYPE_CHECKING:
    from conformance.emulator.wire import Call
    from conformance.emulator.world import Found

__all__ = ["PATHS"]

_SETTING = "simultaneousInterpretation"
_WHOLE = CREATE.members[_SETTING]
_HOST = Group({"hostEmail": Email(), "sendEmail": Flag()})
_LANGUAGES = ("languageCode1", "languageCode2")
_MEMBERS: dict[str, Field] = {
    **dict.fromkeys(_LANGUAGES, Text(least=1)),
    "email": Email(),
    "displayName": Text(128),
}
_INTERPRETER = Group(_MEMBERS, _LANGUAGES)


def update_interpretation(call: Call) -> Answer:
    """Update Meeting Simultaneous interpretation: the interpreters of the body replace all others."""
    caller = enter(call)
    body = call.json()
    given = _WHOLE.check(body, "")
    person = acting_for(call, caller, _HOST.check(body, "").get("hostEmail"))
    found = changeable(call, call.path["meetingId"], caller, person)
    setting = read_interpretation(given, call.emulator.world.sites[found.series.site])
    _set(found, setting)
    return Answer(setting)


def create_interpreter(call: Call) -> Answer:
    """Create a Meeting Interpreter for a meeting whose interpretation is on."""
    found, given = _found_and_given(call)
    setting = _setting(found)
    if not setting["enabled"]:
        raise bad_request("Simultaneous interpretation of the meeting is disabled.")
    interpreters = setting.setdefault("interpreters", [])
    _check_email(given, interpreters)
    made = new_interpreter(given)
    interpreters.append(made)
    _set(found, setting)
    return Answer(made)


def list_interpreters(call: Call) -> Answer:
    """List Meeting Interpreters."""
    return Answer({"items": _readable(call)})


def get_interpreter(call: Call) -> Answer:
    """Get a Meeting Interpreter."""
    interpreters = _readable(call)
    return Answer(interpreters[_index(call, interpreters)])


def update_interpreter(call: Call) -> Answer:
    """Update a Meeting Interpreter; address and name stay unless the body names them."""
    found, given = _found_and_given(call)
    setting = _setting(found)
    interpreters = setting.get("interpreters", [])
    index = _index(call, interpreters)
    _check_email(given, interpreters[:index] + interpreters[index + 1 :])
    interpreters[index] |= given
    _set(found, setting)
    return Answer(interpreters[index])


def delete_interpreter(call: Call) -> Answer:
    """Delete a Meeting Interpreter."""
    caller = enter(call)
    read_flag(call, "sendEmail")
    person = acting_for(call, caller, named_host(call))
    found = changeable(call, call.path["meetingId"], caller, person)
    setting = _setting(found)
    interpreters = setting.get("interpreters", [])
    del interpreters[_index(call, interpreters)]
    _set(found, setting)
    return Answer(status=204)


def _found_and_given(call: Call) -> tuple[Found, dict[str, Any]]:
    caller = enter(call)
    body = call.json()
    given = _INTERPRETER.check(body, "")
    person = acting_for(call, caller, _HOST.check(body, "").get("hostEmail"))
    return changeable(call, call.path["meetingId"], caller, person), given


def _readable(call: Call) -> list[dict[str, Any]]:
    caller = enter(call)
    person = acting_for(call, caller, named_host(call))
    found = find_readable(call, call.path["meetingId"], caller, person)
    interpreters: list[dict[str, Any]] = _setting(found).get("interpreters", [])
    return interpreters


def _index(call: Call, interpreters: list[dict[str, Any]]) -> int:
    for index, each in enumerate(interpreters):
        if each["id"] == call.path["interpreterId"]:
            return index
    raise not_found()


def _check_email(given: dict[str, Any], others: list[dict[str, Any]]) -> None:
    email = given.get("email")
    if email is not None and any(each.get("email", "").lower() == email.lower() for each in others):
        raise ApiError(400, message=f"'{email}' is found in more than one interpreter.", short=True)


def _setting(found: Found) -> dict[str, Any]:
    """Give a copy of the setting of a meeting."""
    if found.instance is not None:
        settings = found.instance.settings
    else:
        changes = found.occurrence.changes if found.occurrence is not None else {}
        settings = found.series.settings | changes
    setting: dict[str, Any] = deepcopy(settings[_SETTING])
    return setting


def _set(found: Found, setting: dict[str, Any]) -> None:
    series, occurrence = found.series, found.occurrence
    if occurrence is None or not series.recurring:
        series.settings = series.settings | {_SETTING: setting}
    else:
        occurrence.changes = occurrence.changes | {_SETTING: setting}
        occurrence.modified = True
        series.keep(occurrence)


PATHS: dict[str, dict[str, Operation]] = {
    "/meetings/{meetingId}/simultaneousInterpretation": {
        "PUT": Operation("update-meeting-simultaneous-interpretation", update_interpretation)
    },
    "/meetings/{meetingId}/interpreters": {
        "POST": Operation("create-a-meeting-interpreter", create_interpreter),
        "GET": Operation("list-meeting-interpreters", list_interpreters),
    },
    "/meetings/{meetingId}/interpreters/{interpreterId}": {
        "GET": Operation("get-a-meeting-interpreter", get_interpreter),
        "PUT": Operation("update-a-meeting-interpreter", update_interpreter),
        "DELETE": Operation("delete-a-meeting-interpreter", delete_interpreter),
    },
}
"""What this module answers, by path below `/v1` and by method."""
