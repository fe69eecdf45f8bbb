"""Sites and their traits: what a site offers and demands.

A trait is a plain JSON value, so that the control API can show and change it.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from conformance.emulator.people import NORTH, SOUTH, WEST

__all__ = ["TRAITS", "XML_EDITIONS", "TraitError", "change_traits", "initial_sites"]

XML_EDITIONS = ("9.0", *(f"41.{number}" for number in range(1, 13)))
"""The releases of the XML API that a site can be of, in order."""

TRAITS: dict[str, tuple[Any, str]] = {
    "converged": (False, "the site runs on the converged platform (guide, Warnings, code 1001)"),
    "registration": (True, "meetings may ask attendees to register"),
    "registrationWithJoinBeforeHost": (True, "registration goes together with join-before-host"),
    "simultaneousInterpretation": (True, "meetings may have interpreters"),
    "breakoutSessions": (True, "meetings may have breakout sessions"),
    "webinars": (True, "webinars may be scheduled"),
    "deleteWhenCompleted": (False, "meetings created from now on are deleted at their last scheduled end"),
    "autoDeleteDays": (180, "days after the last scheduled end until other meetings are deleted"),
    "passwordMinLength": (6, "characters that a meeting password has at least"),
    "passwordMixedCase": (True, "a meeting password needs upper and lower case letters"),
    "passwordDigit": (True, "a meeting password needs a digit"),
    "trackingCodes": ([], "list of {name, inputMode: text|select, options: [{value, default}]}"),
    "xmlEdition": ("41.12", "release of the XML API that the site speaks"),
    "xmlKind": ("classic", "who manages the users: the site (classic), ci, or controlHub"),
    "sso": (False, "users sign in through SAML"),
    "train": (True, "the site is on the release train; W11 otherwise"),
    "telephony": ("webex", "audio of the site: webex, tsp, other or none"),
    "telephonyApi": (False, "a partner's telephony API is in use, beside whatever audio the site has"),
    "authenticationService": (True, "the authentication server behind the XML API answers"),
    "ticketSeconds": (5400, "seconds that a session ticket lives"),
    "meetingPasswordRequired": (False, "the XML API refuses meetings without a password"),
    "startMeetingFromPhone": (True, "host PINs are there for everybody, personal room or not"),
    "classicEvents": (True, "the site still has classic events"),
    "personalRoomForceLogin": ("", "joining a personal room needs an account when this is 1"),
    "cloudRooms": (True, "meetings can be reached by video systems, at a SIP address"),
    "audioPasswords": (False, "those who join by phone need a password of digits"),
    "largeEvents": (True, "large events and webcasts may be scheduled, by other doors than XML"),
    "largeEventTypes": ([1310], "meeting types that are large events or webcasts"),
    "customMeetingTypes": (True, "the site has a meeting type that it made after a predefined one"),
    "largeEventCapacity": (1000, "people whom a large event of a licensed host holds"),
    "preMeetingLobby": (True, "meetings have a lobby before they begin"),
    "recordingAccess": (True, "recordings may be looked at"),
    "networkRecording": (True, "meetings can be recorded on the network"),
    "recordingStorage": (2048, "megabytes of the site for recordings"),
    "hostsEditRecordings": (True, "hosts may reassign, edit, disable and delete recordings"),
    "separateRecordingEdit": (False, "the right to edit recordings is set apart from that to delete them"),
    "entryExitTone": ("BEEP", "tone of meetings: NOTONE, BEEP or ANNOUNCENAME"),
    "entryExitToneEvents": ("NOTONE", "tone of classic events, with the same words"),
    "meetingsRetired": (False, "the XML API has lost its meetings and keeps its users"),
    "suspended": (False, "the site is suspended: the XML API schedules nothing"),
    "userAdmins": ([], "addresses of those who may manage users and nothing else"),
    "verifiedUsers": ([], "addresses that became active in Control Hub"),
    "foreignUsers": ([], "addresses that belong to another organisation"),
}
"""Every trait: its usual value, whose JSON type a new value must have, and its meaning."""

_TONES = ("NOTONE", "BEEP", "ANNOUNCENAME")
_WORDS = {
    "xmlEdition": XML_EDITIONS,
    "xmlKind": ("classic", "ci", "controlHub"),
    "telephony": ("webex", "tsp", "other", "none"),
    "entryExitTone": _TONES,
    "entryExitToneEvents": _TONES,
}
_ADDRESSES = ("userAdmins", "verifiedUsers", "foreignUsers")

_TRACKING_CODES = [
    {
        "name": "Department",
        "inputMode": "select",
        "options": [{"value": value, "default": False} for value in ("Sales", "Research", "Support")],
    },
    {"name": "Division", "inputMode": "text", "options": []},
    {
        "name": "Region",
        "inputMode": "select",
        "options": [{"value": value, "default": value == "Highlands"} for value in ("Coast", "Highlands")],
    },
]


class TraitError(ValueError):
    """A trait is unknown, or its new value has the wrong type."""


def initial_sites() -> dict[str, dict[str, Any]]:
    """Give the traits of every site at the start; only the first one has tracking codes."""
    usual = {name: value for name, (value, _) in TRAITS.items()}
    north = usual | {"trackingCodes": _TRACKING_CODES}
    return {NORTH: deepcopy(north), SOUTH: deepcopy(usual), WEST: deepcopy(usual)}


def change_traits(traits: dict[str, Any], changes: dict[str, Any]) -> None:
    """Change named traits in place, all or none.

    Raises:
        TraitError: A name is unknown or a value does not fit.
    """
    for name, value in changes.items():
        if name not in TRAITS:
            raise TraitError(f"'{name}' is not a trait of a site.")
        usual = TRAITS[name][0]
        if type(value) is not type(usual) or (isinstance(value, int) and value < 0):
            raise TraitError(f"Trait '{name}' takes a value such as {usual!r}.")
        if name in _WORDS and value not in _WORDS[name]:
            raise TraitError(f"Trait '{name}' is one of {', '.join(_WORDS[name])}.")
        if name == "trackingCodes":
            _check_codes(value)
        if name in _ADDRESSES and not all(isinstance(each, str) for each in value):
            raise TraitError(f"Trait '{name}' is a list of addresses.")
        if name == "largeEventTypes" and not all(type(each) is int for each in value):
            raise TraitError(f"Trait '{name}' is a list of numbers.")
    traits.update(deepcopy(changes))


def _check_codes(codes: list[Any]) -> None:
    for code in codes:
        if not isinstance(code, dict) or not isinstance(code.get("name"), str):
            raise TraitError("Each item of 'trackingCodes' needs a 'name'.")
        if code.get("inputMode") not in ("text", "select"):
            raise TraitError("'inputMode' of a tracking code is 'text' or 'select'.")
        options = code.setdefault("options", [])
        if not isinstance(options, list) or not all(
            isinstance(option, dict) and isinstance(option.get("value"), str) for option in options
        ):
            raise TraitError("'options' of a tracking code is a list of objects with a 'value'.")
