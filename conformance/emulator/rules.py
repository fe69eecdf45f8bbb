"""Rules that look at several properties, at the site or at the clock.

Creation and update share them. Each raises the 400 that says which property is at fault.
"""

from __future__ import annotations

import secrets
import string
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from conformance.emulator.bodies import CLEARED_BY_NULL, JOIN_BEFORE_HOST_MINUTES
from conformance.emulator.errors import invalid
from conformance.emulator.times import minute, read_time

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = [
    "check_nulls",
    "check_password",
    "check_settings",
    "check_span",
    "fit_tracking_codes",
    "new_password",
    "read_span",
]

SHORTEST = timedelta(minutes=10)
LONGEST = timedelta(hours=23, minutes=59)
_FURTHEST_YEARS = 10


def check_nulls(body: dict[str, Any]) -> None:
    """Refuse null for properties that it does not clear.

    Raises:
        ApiError: 400 naming the property.
    """
    for name, value in body.items():
        if value is None and name not in CLEARED_BY_NULL:
            raise invalid(f"'{name}' cannot be null.")


def read_span(
    body: dict[str, Any], zone: ZoneInfo | None, now: datetime, kept: frozenset[str] = frozenset()
) -> tuple[datetime | None, datetime | None]:
    """Read `start` and `end`, to the minute; what the body does not have is None.

    A start within the present minute moves to the coming one (`update-ref`, start). Whether a moment
    lies in the past is judged before seconds are cut off. Those named in `kept` keep whole seconds.

    Raises:
        ApiError: 400: no date-time, an offset that clashes with the zone, before the present
            (`guide`, rule 1), or ten years ahead and more.
    """
    found: dict[str, datetime | None] = {"start": None, "end": None}
    for name in found:
        if name not in body:
            continue
        moment = read_time(body[name], name, zone)
        this_minute = name == "start" and minute(moment) == minute(now)
        if moment < now and not this_minute:
            raise invalid("Parameter 'start' or 'end' is before current time", rule=1)
        if moment.year - now.year > _FURTHEST_YEARS or moment - now >= timedelta(days=3652):
            raise invalid(f"'{name}' must be less than ten years ahead.")
        found[name] = moment.replace(microsecond=0) if name in kept else minute(moment)
    return found["start"], found["end"]


def check_span(start: datetime, end: datetime, now: datetime) -> tuple[datetime, datetime]:
    """Judge the duration (`update-ref`; `guide`, rule 2) and settle a start in the present minute.

    Raises:
        ApiError: 400: the end is not after the start, or the duration is out of bounds.
    """
    if end <= start:
        raise invalid("'start' must be before 'end'.")
    if not SHORTEST <= minute(end) - minute(start) <= LONGEST:
        raise invalid(
            "The duration between 'start' and 'end' must be from 10 minutes to 23 hours 59 minutes."
        )
    if minute(start) == minute(now):
        start = minute(start) + timedelta(minutes=1)
    return start, end


def check_settings(settings: dict[str, Any]) -> None:
    """Judge settings that depend on each other, as they would be afterwards.

    Raises:
        ApiError: 400 naming the property.
    """
    allowed = JOIN_BEFORE_HOST_MINUTES.get(settings["scheduledType"], (0, 5, 10, 15))
    if settings["joinBeforeHostMinutes"] not in allowed:
        options = ", ".join(map(str, allowed))
        raise invalid(f"'joinBeforeHostMinutes' must be one of {options}.")
    if settings.get("restrictToInvitees") and not settings.get("requireAttendeeLogin"):
        raise invalid("'restrictToInvitees' cannot be true when 'requireAttendeeLogin' is false.")
    options_ = settings["meetingOptions"]
    if options_["enabledPolling"] and settings["scheduledType"] != "webinar":
        raise invalid("'meetingOptions.enabledPolling' can be true for a webinar only.")
    if not options_["enabledNote"]:
        options_["noteType"] = "allowAll"


def check_password(password: str, traits: dict[str, Any], name: str = "password") -> None:
    """Judge a password by the rules of the site.

    Raises:
        ApiError: 400 with the rule that is broken.
    """
    if len(password) < traits["passwordMinLength"]:
        least = traits["passwordMinLength"]
        raise invalid(f"Meeting password validation failed. '{name}' needs at least {least} characters.")
    if traits["passwordMixedCase"] and (password.lower() == password or password.upper() == password):
        raise invalid(
            "Meeting password validation failed. A mix of uppercase and lowercase letters "
            "(A, a, B, b, C, c, etc.) is required."
        )
    if traits["passwordDigit"] and not any(each.isdigit() for each in password):
        raise invalid(f"Meeting password validation failed. '{name}' needs a digit.")


def new_password() -> str:
    """Make up a password that suits every usual rule."""
    letters = "".join(secrets.choice(string.ascii_letters) for _ in range(8))
    return f"W{letters}x{secrets.randbelow(90) + 10}"


def fit_tracking_codes(codes: list[dict[str, str]], traits: dict[str, Any]) -> list[dict[str, str]]:
    """Judge tracking codes by those of the site and add default options (`update-ref`, trackingCodes).

    Raises:
        ApiError: 400: unknown or repeated name, or a value that is not among the options.
    """
    known = {code["name"]: code for code in traits["trackingCodes"]}
    names = [code["name"] for code in codes]
    for code in codes:
        name, value = code["name"], code["value"]
        if name not in known or names.count(name) > 1:
            raise invalid(f"'trackingCodes' has an item that the site does not know or that repeats: {name}.")
        options = [option["value"] for option in known[name]["options"]]
        if known[name]["inputMode"] == "select" and value not in options:
            raise invalid(f"'trackingCodes' has a value for {name} that is none of its options.")
    defaults = [
        {"name": name, "value": option["value"]}
        for name, code in known.items()
        if name not in names
        for option in code["options"]
        if option.get("default")
    ]
    return codes + defaults
