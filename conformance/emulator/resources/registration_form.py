"""The registration form of a meeting: get, update, delete.

Source: `rest-operations`, Meetings; `update-ref`, "registration". An update also gives a form to a
meeting that had none, under the conditions of a creation; properties that it does not name stay.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from conformance.emulator import bodies
from conformance.emulator.access import acting_for, enter, find_for_writing, named_host
from conformance.emulator.errors import ApiError, invalid
from conformance.emulator.queries import read_flag
from conformance.emulator.resources.registering import Registrant, form_of, registrants_of
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from conformance.emulator.meetings import Series

__all__ = ["PATHS"]

_ALWAYS = ("requireFirstName", "requireLastName", "requireEmail")
_FLAGS = (
    "autoAcceptRequest",
    *_ALWAYS,
    *("requireJobTitle", "requireCompanyName", "requireAddress1", "requireAddress2", "requireCity"),
    *("requireState", "requireZipCode", "requireCountryRegion", "requireWorkPhone", "requireFax"),
)
_BLANK: dict[str, Any] = {name: name in _ALWAYS for name in _FLAGS}


def _shown(form: dict[str, Any]) -> dict[str, Any]:
    names = (*_FLAGS, "customizedQuestions", "rules")
    return deepcopy({name: form[name] for name in names if name in form})


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
    given = bodies.CREATE.members["registration"].check(sent, "")
    series = find_for_writing(call, call.path["meetingId"], caller, person).series
    _check_conditions(call, series)
    form = _BLANK | series.settings.get("registration", {}) | deepcopy(given)
    _number(form)
    series.settings["registration"] = form
    return Answer(_shown(form))


def _check_conditions(call: Call, series: Series) -> None:
    traits = call.emulator.world.sites[series.site]
    if series.recurring:
        raise invalid("'registration' does not apply to a meeting with 'recurrence'.")
    if not traits["registration"]:
        raise invalid("'registration' is not offered on this site.")
    if series.settings["enabledJoinBeforeHost"] and not traits["registrationWithJoinBeforeHost"]:
        raise invalid("'registration' does not apply to a meeting with 'enabledJoinBeforeHost'.")
    if series.adhoc or series.state(call.emulator.clock.now()) == "expired":
        raise ApiError(409, "Nobody can register for this meeting.")


def _number(form: dict[str, Any]) -> None:
    """Number questions and options, and order the rules of questions, as creation does."""
    for number, question in enumerate(form.get("customizedQuestions", []), 1):
        question["id"] = number
        for place, option in enumerate(question.get("options", []), 1):
            option["id"] = place
        for place, rule in enumerate(question.get("rules", []), 1):
            rule["order"] = place


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
