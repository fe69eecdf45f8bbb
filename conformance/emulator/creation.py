"""Create a Meeting: from a checked body to a series."""

from __future__ import annotations

import base64
import secrets
from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from conformance.emulator import bodies, rules, templates
from conformance.emulator.errors import invalid
from conformance.emulator.meetings import Invitee, Series
from conformance.emulator.notices import take_out_gaps
from conformance.emulator.schedule import Schedule, read_rule
from conformance.emulator.times import UTC_ZONE, minute, read_zone

if TYPE_CHECKING:
    from conformance.emulator.people import Person
    from conformance.emulator.world import World

__all__ = [
    "create_adhoc",
    "create_series",
    "new_interpreter",
    "read_interpretation",
    "read_registration",
]

_NESTED = ("meetingOptions", "attendeePrivileges", "audioConnectionOptions")
_NOT_SETTINGS = (
    *("sendEmail", "hostEmail", "siteUrl", "templateId", "adhoc", "invitees", "integrationTags"),
    *("breakoutSessions", "registration", "simultaneousInterpretation", "trackingCodes", *_NESTED),
)


def create_series(world: World, body: dict[str, Any], host: Person, site: str, client: str) -> Series:
    """Make a series from a body and put it into the world.

    Args:
        world: Where it goes.
        body: The JSON object that was sent, nulls and all.
        host: Who hosts it.
        site: The site it belongs to.
        client: Whose integration tags these are.

    Raises:
        ApiError: 400 naming the first property at fault.
    """
    rules.check_nulls(body)
    body = {name: value for name, value in body.items() if value is not None}
    for name in ("title", "start", "end"):
        if name not in body:
            raise invalid(f"'{name}' is required.")
    given = bodies.CREATE.check(body, "")
    traits, now = world.sites[site], world.clock.now()
    given = templates.fill(given, site, traits)
    zone = read_zone(body["timezone"]) if "timezone" in body else None
    start, end = rules.read_span(body, zone, now)
    if start is None or end is None:  # both are in the body; this tells the type checker so
        raise invalid("'start' and 'end' are required.")
    start, end = rules.check_span(start, end, now)
    rule = None
    if "recurrence" in body:
        rule = read_rule(body["recurrence"], zone or UTC_ZONE, now)
    if traits["converged"]:
        take_out_gaps(given)
    series = Series(
        host=host,
        site=site,
        settings=_settings(given, traits, recurring=rule is not None),
        schedule=Schedule(start, zone or UTC_ZONE, rule),
        duration=end - start,
        delete_after=timedelta(days=0 if traits["deleteWhenCompleted"] else traits["autoDeleteDays"]),
        when_completed=traits["deleteWhenCompleted"],
        invitees=_unique(given.get("invitees", [])),
        breakouts=[{"id": secrets.token_hex(16), **each} for each in given.get("breakoutSessions", [])],
    )
    series.settings["timezone"] = (zone or UTC_ZONE).key
    if given.get("integrationTags"):
        series.tags[client] = given["integrationTags"]
    world.series[series.id] = series
    return series


def create_adhoc(world: World, host: Person, site: str, room: str) -> Series:
    """Start the instant meeting of a space, or give the one that is on.

    It begins in five minutes and lasts fifteen, in UTC (`rest-wire`, 10).
    """
    now = world.clock.now()
    for each in world.all_series(now):
        if each.adhoc and each.settings.get("roomId") == room and each.current(now):
            return each
    start = minute(now) + timedelta(minutes=5)
    settings = deepcopy(bodies.DEFAULTS) | {
        "title": f"Meeting of {host.display_name}",
        "password": rules.new_password(),
        "roomId": room,
        "timezone": "UTC",
    }
    schedule = Schedule(start, UTC_ZONE, None)
    series = Series(
        host, site, settings, schedule, timedelta(minutes=15), delete_after=timedelta(days=1), adhoc=True
    )
    world.series[series.id] = series
    return series


def _unique(invitees: list[dict[str, Any]]) -> list[Invitee]:
    last = {each["email"].lower(): each for each in invitees}
    return [
        Invitee(
            each["email"],
            each.get("displayName", ""),
            each.get("coHost", False),
            each.get("panelist", False),
        )
        for each in last.values()
    ]


def _settings(given: dict[str, Any], traits: dict[str, Any], *, recurring: bool) -> dict[str, Any]:
    settings: dict[str, Any] = deepcopy(bodies.DEFAULTS)
    webinar = given.get("scheduledType") == "webinar"
    if webinar:
        if not traits["webinars"]:
            raise invalid("'scheduledType' cannot be webinar on this site.")
        settings |= bodies.WEBINAR_DEFAULTS
    settings |= {name: value for name, value in given.items() if name not in _NOT_SETTINGS}
    for name in _NESTED:
        settings[name] |= given.get(name, {})
    if "password" in given:
        rules.check_password(given["password"], traits)
    else:
        settings["password"] = rules.new_password()
    if webinar:
        del settings["attendeePrivileges"]
        if "panelistPassword" in given:
            rules.check_password(given["panelistPassword"], traits, "panelistPassword")
        settings.setdefault("panelistPassword", rules.new_password())
    codes = rules.fit_tracking_codes(given.get("trackingCodes", []), traits)
    if codes and settings["scheduledType"] != "personalRoomMeeting":
        settings["trackingCodes"] = codes
    if "simultaneousInterpretation" in given:
        settings["simultaneousInterpretation"] = read_interpretation(
            given["simultaneousInterpretation"], traits
        )
    if "registration" in given:
        settings["registration"] = read_registration(
            given["registration"], settings, traits, recurring=recurring
        )
    _check_breakouts(given, traits)
    rules.check_settings(settings)
    return settings


def read_interpretation(given: dict[str, Any], traits: dict[str, Any]) -> dict[str, Any]:
    """Make the setting from a checked body; without interpretation there are no interpreters.

    Args:
        given: `enabled` and, where wanted, `interpreters`.
        traits: The traits of the site.

    Raises:
        ApiError: 400: the site offers none, it is off and has interpreters, or one is named twice.
    """
    interpreters = given.get("interpreters", [])
    if interpreters and not given["enabled"]:
        raise invalid("'interpreters' should be empty when simultaneous interpretation is disabled.")
    if given["enabled"] and not traits["simultaneousInterpretation"]:
        raise invalid("'simultaneousInterpretation' is not offered on this site.")
    emails = [each["email"].lower() for each in interpreters if "email" in each]
    for email in emails:
        if emails.count(email) > 1:
            raise invalid(f"'{email}' is found in more than one interpreter.")
    if not given["enabled"]:
        return {"enabled": False}
    return {"enabled": True, "interpreters": [new_interpreter(each) for each in interpreters]}


def new_interpreter(given: dict[str, Any]) -> dict[str, Any]:
    """Give an interpreter with an id, one that can be part of a path."""
    own_id = base64.urlsafe_b64encode(secrets.token_bytes(24)).decode()
    return {"id": own_id, **given}


def read_registration(
    given: dict[str, Any], settings: dict[str, Any], traits: dict[str, Any], *, recurring: bool
) -> dict[str, Any]:
    """Make a registration form from a checked body; what it does not name stays as it was.

    Questions and their options are numbered, and the rules of questions put in order.

    Args:
        given: The properties that were sent.
        settings: The settings of the meeting, with its present form if it has one.
        traits: The traits of the site.
        recurring: Whether the meeting has a recurrence.

    Raises:
        ApiError: 400: the meeting or its site does not go with registration.
    """
    if recurring:
        raise invalid("'registration' does not apply to a meeting with 'recurrence'.")
    if not traits["registration"]:
        raise invalid("'registration' is not offered on this site.")
    if settings["enabledJoinBeforeHost"] and not traits["registrationWithJoinBeforeHost"]:
        raise invalid("'registration' does not apply to a meeting with 'enabledJoinBeforeHost'.")
    form: dict[str, Any] = bodies.BLANK_FORM | settings.get("registration", {}) | deepcopy(given)
    for number, question in enumerate(form.get("customizedQuestions", []), 1):
        question["id"] = number
        for place, option in enumerate(question.get("options", []), 1):
            option["id"] = place
        for place, rule in enumerate(question.get("rules", []), 1):
            rule["order"] = place
    return form


def _check_breakouts(given: dict[str, Any], traits: dict[str, Any]) -> None:
    wanted = given.get("enabledBreakoutSessions", False)
    if wanted and not traits["breakoutSessions"]:
        raise invalid("'enabledBreakoutSessions' cannot be true on this site.")
    if given.get("breakoutSessions") and not wanted:
        raise invalid("'breakoutSessions' cannot be set when 'enabledBreakoutSessions' is false.")
