"""Meeting Preferences below the two addresses that the deck of 2020 has and the guide has not.

Source: `deck-2020`, "/meetingPreferences sub URLs". There `/scheduling` and `/site` stand where later
documents have `/schedulingOptions` and `/sites`; both sides share what they remember. The deck
writes `EnabledAutoShareRecording` once with a capital letter, which is read as a slip.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.access import enter, preferred_site
from conformance.emulator.fields import Flag, Group, Text
from conformance.emulator.resources.preference_store import SCHEDULING
from conformance.emulator.resources.preferences import (
    change,
    change_default,
    chosen_site,
    owner_of,
    preferences_for,
    read,
)
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from conformance.emulator.resources.preference_store import Preferences

__all__ = ["PATHS"]

_NAMES = ("enabledJoinBeforeHost", "joinBeforeHostMinutes", "enabledAutoShareRecording")
_SCHEDULING = Group({name: SCHEDULING.members[name] for name in _NAMES})
_SITE = Group({"siteUrl": Text(least=1), "default": Flag()}, ("siteUrl",))


def _shown(own: Preferences) -> dict[str, Any]:
    return {name: own.scheduling[name] for name in _NAMES}


def get_scheduling(call: Call) -> Answer:
    """Get the scheduling options that the deck knows."""
    own = preferences_for(call, enter(call))
    return read("scheduling", call, own, _shown(own))


def update_scheduling(call: Call) -> Answer:
    """Change the scheduling options that the deck knows; what is not named stays."""
    return Answer(_shown(change("scheduling", call, _SCHEDULING, lambda own: own.scheduling)))


def get_site(call: Call) -> Answer:
    """Get the default site, or the one that `siteUrl` names."""
    caller = enter(call)
    person = owner_of(call, caller)
    site = chosen_site(call, caller, person)
    own = preferences_for(call, caller)
    default = site == preferred_site(person, call.emulator.world)
    return read("site", call, own, {"siteUrl": site, "default": default})


def update_site(call: Call) -> Answer:
    """Make a site the default one, unless `default` is false."""
    caller = enter(call)
    given = _SITE.check(call.json(), "")
    to_default = given.get("default", True)
    return Answer(change_default(call, caller, given["siteUrl"], "site", to_default=to_default))


PATHS: dict[str, dict[str, Operation]] = {
    "/meetingPreferences/scheduling": {
        "GET": Operation("get-scheduling-options", get_scheduling),
        "PUT": Operation("update-scheduling-options", update_scheduling),
    },
    "/meetingPreferences/site": {
        "GET": Operation("get-site-list", get_site),
        "PUT": Operation("update-default-site", update_site),
    },
}
