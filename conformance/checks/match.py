"""Comparisons that return what they found and never raise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conformance.checks.reading import Attempt, Reading
from conformance.contract import Schemas

__all__ = ["COMPONENTS", "NO_REFUSALS", "Finding", "absent", "judged", "kind_of", "rest_valid", "shown"]

COMPONENTS = {
    "meetingSeries": "MeetingSeries",
    "scheduledMeeting": "ScheduledMeeting",
    "meeting": "MeetingInstance",
}

NO_REFUSALS = frozenset({401, 404, 429})
"""Statuses that speak of something else than a broken rule."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which an answer is not what a rule asks for."""

    expected: str
    actual: str
    exchange: str


def kind_of(value: Any) -> str:
    """A JSON value's type in words, never the value."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return f"a string of length {len(value)}"
        case list():
            return f"an array of {len(value)}"
    return f"an object with {len(value)} properties"


def shown(reading: Reading, attribute: str, meeting_type: str, schemas: Schemas) -> Finding | None:
    """The attribute is there and its value has the documented type and form."""
    body = reading.body or {}
    where = f"in the {reading.meeting} meeting"
    if body.get(attribute) is None:
        got = "null" if attribute in body else "absent"
        return Finding(f"{attribute} is shown", f"{got} {where}", reading.exchange)
    errors = schemas.property_errors(COMPONENTS[meeting_type], attribute, body[attribute])
    if errors:
        return Finding(
            f"{attribute} has its documented type and form",
            f"{kind_of(body[attribute])} {where}: {'; '.join(errors[:3])}",
            reading.exchange,
        )
    return None


def absent(reading: Reading, attribute: str) -> Finding | None:
    """The attribute is not there; null counts as absent, as the service leaves out what has no value."""
    value = (reading.body or {}).get(attribute)
    if value is None:
        return None
    return Finding(
        f"{attribute} is not shown", f"{kind_of(value)} in the {reading.meeting} meeting", reading.exchange
    )


def rest_valid(
    reading: Reading, judged_elsewhere: frozenset[str], meeting_type: str, schemas: Schemas
) -> Finding | None:
    """Apart from what other rules judge, the body is an object that its schema allows."""
    asked = "200 with a JSON object that the schema allows"
    if reading.body is None:
        return Finding(asked, f"{reading.status}, {reading.flaw or 'no JSON object'}", reading.exchange)
    rest = {name: value for name, value in reading.body.items() if name not in judged_elsewhere}
    errors = schemas.errors(COMPONENTS[meeting_type], rest)
    if reading.status != 200:
        errors.insert(0, f"status {reading.status}")
    if errors:
        return Finding(asked, f"{'; '.join(errors[:5])} in the {reading.meeting} meeting", reading.exchange)
    return None


def judged(attempt: Attempt, *, accepted: bool) -> Finding | None:
    """An update was accepted and took effect, or was refused and changed nothing.

    No document gives the status of a refusal: any 4xx will do, except those that speak of something else.
    """
    by, exchange = f"by {attempt.method}", attempt.exchanges[0]
    if accepted:
        if not 200 <= attempt.status < 300:
            return Finding("the update is accepted", f"refused {by}: {attempt.said}", exchange)
        if attempt.after != attempt.wanted:
            return Finding("the new start is shown afterwards", f"another start {by}", attempt.exchanges[-1])
        return None
    if not 400 <= attempt.status < 500 or attempt.status in NO_REFUSALS:
        return Finding("the update is refused", f"answered {attempt.said} {by}", exchange)
    if attempt.after != attempt.before:
        return Finding(
            "a refused update changes nothing", f"the start has changed {by}", attempt.exchanges[-1]
        )
    return None
