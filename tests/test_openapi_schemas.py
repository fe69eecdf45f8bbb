"""The schemas of our OpenAPI documents are as strict as they claim to be, and no stricter."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from tests.openapi_bodies import BODIES, DEFECT_IDS, DEFECTS, NEW, SCHEDULED, SERIES, SERIES_ID, SETTINGS
from tests.openapi_reading import complaints, document, follow, schema_places, validator


@pytest.mark.parametrize("place", schema_places())
def test_schemas_compile(place: str) -> None:
    """Every schema stands on its own, and its words and formats are those of draft 2020-12."""
    _, node = follow("common.yaml", place)
    jsonschema_rs.meta.validate(node)
    validator(place)


@pytest.mark.parametrize("schema", BODIES)
def test_plausible_meetings_are_accepted(schema: str) -> None:
    """A full body of each type passes as itself, as any meeting, and in a list."""
    assert complaints(schema, BODIES[schema]) == []
    assert complaints("AnyMeeting", BODIES[schema]) == []
    assert complaints("MeetingList", {"items": list(BODIES.values())}) == []


@pytest.mark.parametrize("schema", BODIES)
def test_meetings_may_grow(schema: str) -> None:
    """Attributes that nobody has heard of are no defect."""
    assert complaints("AnyMeeting", BODIES[schema] | {"enabledHarvest": True}) == []


@pytest.mark.parametrize("other", BODIES)
@pytest.mark.parametrize("schema", BODIES)
def test_types_are_told_apart(schema: str, other: str) -> None:
    """A body passes as its own type and as no other."""
    assert validator(schema).is_valid(BODIES[other]) == (schema == other)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, _, value in DEFECTS], ids=DEFECT_IDS)
@pytest.mark.parametrize("schema", BODIES)
def test_single_defects_are_refused(schema: str, name: str, value: object) -> None:
    """One wrong value spoils a body, by its type, as any meeting, in a list, and as a property alone."""
    body = BODIES[schema] | {name: value}
    assert complaints(schema, body)
    assert complaints("AnyMeeting", body)
    assert complaints("MeetingList", {"items": [body]})
    assert complaints(f"meetings.yaml#/components/schemas/Meeting/properties/{name}", value)


@pytest.mark.parametrize(
    ("schema", "state"),
    [
        ("MeetingSeries", "ready"),
        ("MeetingSeries", "ended"),
        ("ScheduledMeeting", "active"),
        ("ScheduledMeeting", "inProgress"),
        ("MeetingInstance", "missed"),
        ("MeetingInstance", "expired"),
    ],
)
def test_states_of_other_types_are_refused(schema: str, state: str) -> None:
    """A state belongs to certain types of meeting, also where any meeting is awaited."""
    body = BODIES[schema] | {"state": state}
    assert complaints(schema, body)
    assert complaints("AnyMeeting", body)


@pytest.mark.parametrize("schema", ["ScheduledMeeting", "MeetingInstance"])
def test_parents_are_named(schema: str) -> None:
    """Scheduled meetings and instances say which series they come from."""
    orphan = {key: value for key, value in BODIES[schema].items() if key != "meetingSeriesId"}
    assert complaints(schema, orphan)
    assert complaints("AnyMeeting", orphan)


def test_a_one_off_may_bear_the_id_of_its_series() -> None:
    """The only scheduled meeting of a series passes with the bare series id."""
    assert complaints("ScheduledMeeting", SCHEDULED | {"id": SERIES_ID}) == []


def test_a_list_always_has_items() -> None:
    """An empty list is an empty array, and its absence is a defect."""
    assert complaints("MeetingList", {"items": []}) == []
    assert complaints("MeetingList", {})
    assert complaints("MeetingList", {"items": None})


@pytest.mark.parametrize("body", [SERIES, SCHEDULED], ids=["series", "scheduled"])
@pytest.mark.parametrize("schema", ["UpdateMeeting", "PatchMeeting"])
def test_a_meeting_can_be_sent_back_whole(schema: str, body: dict[str, Any]) -> None:
    """What was read is a legal update, read-only attributes included."""
    assert complaints(schema, body) == []


@pytest.mark.parametrize("missing", ["title", "start", "end"])
def test_creation_needs_title_start_and_end(missing: str) -> None:
    """Three properties make a meeting, and each of them is needed."""
    assert complaints("CreateMeeting", NEW) == []
    assert complaints("CreateMeeting", SETTINGS) == []
    assert complaints("CreateMeeting", {key: value for key, value in NEW.items() if key != missing})


@pytest.mark.parametrize("schema", ["CreateMeeting", "UpdateMeeting", "PatchMeeting"])
@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("title", "x" * 128, "x" * 129),
        ("agenda", "x" * 1300, "x" * 1301),
        ("visualWatermarkOpacity", 80, 81),
        ("visualWatermarkOpacity", 5, 4),
        ("integrationTags", ["a", "b", "c"], ["a", "b", "c", "d"]),
        ("integrationTags", ["x" * 64], ["x" * 65]),
        ("trackingCodes", [{"name": "n", "value": "x" * 120}], [{"name": "n", "value": "x" * 121}]),
        ("trackingCodes", [], [{"name": "", "value": "v"}]),
        ("joinBeforeHostMinutes", 45, 40),
        ("unlockedMeetingJoinSecurity", "blockFromJoin", "block"),
        ("recurrence", "RRULE:FREQ=DAILY;COUNT=2", "COUNT=2"),
        ("hostEmail", "kari@example.com", "kari"),
    ],
)
def test_request_limits(schema: str, name: str, good: object, bad: object) -> None:
    """Values on a limit are legal in requests, values beyond it are not."""
    assert complaints(schema, NEW | {name: good}) == []
    assert complaints(schema, NEW | {name: bad})


@pytest.mark.parametrize("name", ["agenda", "recurrence", "trackingCodes", "integrationTags"])
def test_null_clears_where_it_is_documented(name: str) -> None:
    """PATCH takes null for four properties, PUT for one, creation for none."""
    assert complaints("PatchMeeting", {name: None}) == []
    assert bool(complaints("UpdateMeeting", {name: None})) == (name != "integrationTags")
    assert complaints("CreateMeeting", NEW | {name: None})


@pytest.mark.parametrize(
    ("value", "legal"),
    [
        ("2031-02-01T08:00:00Z", True),
        ("2031-02-01T08:00:00.125+01:00", True),
        ("2031-02-01T08:00:00", True),
        ("2031-02-01 08:00:00", True),
        ("2031-02-01T08:00+0100", True),
        ("20310201T080000Z", True),
        ("2031-02-01", False),
        ("2031-13-01T08:00:00Z", False),
        ("tomorrow", False),
        ("", False),
    ],
)
def test_input_times_are_lenient(value: str, legal: bool) -> None:
    """Requests take every usual form of ISO 8601, naive times included, and nothing else."""
    assert validator("common.yaml#/components/schemas/InputDateTime").is_valid(value) == legal


@pytest.mark.parametrize(
    ("body", "legal"),
    [
        ({"meetingId": SERIES_ID, "expirationMinutes": 60}, True),
        ({"webLink": "https://orchard.example.com/m/1", "joinDirectly": False}, True),
        ({"meetingNumber": "25512345678", "displayName": "x" * 129}, False),
        ({"meetingNumber": "25512345678", "expirationMinutes": 61}, False),
        ({"meetingNumber": "25512345678", "expirationMinutes": 0}, False),
        ({"email": "kari@example.com"}, False),
    ],
)
def test_join_requests(body: dict[str, Any], legal: bool) -> None:
    """A join names its meeting and keeps the limits of name and duration."""
    assert validator("JoinMeeting").is_valid(body) == legal


@pytest.mark.parametrize(
    ("body", "shapes"),
    [
        ({"message": "No.", "errors": [{"description": "No."}], "trackingId": "NA_12345678"}, ["MainError"]),
        ({"message": "No.", "trackingId": "NA_12345678"}, ["ShortError"]),
        ({"message": "No.", "errors": [{"description": "No.", "errorCode": 4008}]}, ["UntrackedError"]),
        ({"message": "No."}, []),
    ],
)
def test_error_shapes(body: dict[str, Any], shapes: list[str]) -> None:
    """Every error body is one of three shapes, or at least has its message."""
    assert complaints("common.yaml#/components/schemas/Error", body) == []
    names = document("common.yaml")["components"]["schemas"]["Error"]["x-shapes"]
    assert [n for n in names if validator(f"common.yaml#/components/schemas/{n}").is_valid(body)] == shapes


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": ""},
        {"message": None},
        {"message": "No.", "errors": []},
        {"message": "No.", "errors": [{}]},
        {"message": "No.", "errors": [{"description": "No.", "errorCode": "4008"}]},
        {"message": "No.", "trackingId": "?"},
        ["No."],
    ],
    ids=json.dumps,
)
def test_malformed_errors_are_refused(body: object) -> None:
    """An error without a message, with an empty list or an odd tracking id is a defect."""
    assert complaints("common.yaml#/components/schemas/Error", body)


@pytest.mark.parametrize(
    ("value", "legal"), [(1, True), (30, True), (0, False), (-1, False), ("rand(30)", False)]
)
def test_retry_after_is_a_positive_integer(value: object, legal: bool) -> None:
    """A throttled caller is told to wait whole seconds, one at least."""
    assert validator("common.yaml#/components/headers/RetryAfter/schema").is_valid(value) == legal


def test_people() -> None:
    """A person has an id and real addresses."""
    schema = "people.yaml#/components/schemas/PersonList"
    assert complaints(schema, {"items": [{"id": "Y2lzY29", "emails": ["kari@example.com"]}]}) == []
    assert complaints(schema, {"items": [{"emails": ["kari@example.com"]}]})
    assert complaints(schema, {"items": [{"id": "Y2lzY29", "emails": ["kari"]}]})
