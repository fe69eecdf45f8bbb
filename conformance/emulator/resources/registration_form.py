"""The registration form of a meeting: get, update, delete.

Source: `rest-operations`, Meetings; `update-ref`, "registration". An update also gives a form to a
meeting that had none, under the conditions of a creation; properties that it does not name stay.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from conformance.emulator import bodies
from conformance.emulator.access import acting_for, enter, find_for_writing, named_host
from conformance.emulator.creation import read_registration
from conformance.emulator.errors import ApiError
from conformance.emulator.queries import read_flag
from conformance.emulator.resources.registering import Registrant, form_of, registrants_of
from conformance.emulator.wire import Answer, Call, Operation

__all__ = ["PATHS"]

_SHOWN = (*bodies.BLANK_FORM, "customizedQuestions", "rules")


def _shown(form: dict[str, Any]) -> dict[str, Any]:
    return deepcopy({name: form[name] for name in _SHOWN if name in form})


def get_form(call: Call) -> Answer:
    """Get registration form for a meeting."""
    caller = enter(call)
    read_flag(call, "current")
    person = acting_for(call, caller, named_host(call))
    found = find_for_writing(call, call.path["meetingId"], caller, person)
    return Answer(_shown(form_of(found.series)))


def update_form(call: Call) -> Answer:
    """Update Meeting Registration Form."""
    caller = enter(call)
    sent = call.json()
    person = acting_for(call, caller, sent.get("hostEmail"))
    given = bodies.REGISTRATION.check(sent, "")
    series = find_for_writing(call, call.path["meetingId"], caller, person).series
    traits, now = call.emulator.world.sites[series.site], call.emulator.clock.now()
    form = read_registration(given, series.settings, traits, recurring=series.recurring)
    if series.adhoc or series.state(now) == "expired":
        raise ApiError(409, "Nobody can register for this meeting.")
    series.settings["registration"] = form
    return Answer(_shown(form))


def delete_form(call: Call) -> Answer:
    """Delete Meeting Registration Form, and with it everybody who registered."""
    caller = enter(call)
    person = acting_for(call, caller, named_host(call))
    series = find_for_writing(call, call.path["meetingId"], caller, person).series
    form_of(series)
    world = call.emulator.world
    for each in registrants_of(world, series):
        del world.shelf(Registrant)[each.id]
    del series.settings["registration"]
    return Answer(status=204)


PATHS: dict[str, dict[str, Operation]] = {
    "/meetings/{meetingId}/registration": {
        "GET": Operation("get-registration-form-for-a-meeting", get_form),
        "PUT": Operation("update-meeting-registration-form", update_form),
        "DELETE": Operation("delete-meeting-registration-form", delete_form),
    },
}
