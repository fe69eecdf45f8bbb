"""Sites and their traits: what a site offers and demands.

A trait is a plain JSON value, so that the control API can show and change it.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from conformance.emulator.people import NORTH, SOUTH, WEST

__all__ = ["TRAITS", "TraitError", "change_traits", "initial_sites"]

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
}
"""Every trait: its usual value, whose JSON type a new value must have, and its meaning."""

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
        if name == "trackingCodes":
            _check_codes(value)
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
