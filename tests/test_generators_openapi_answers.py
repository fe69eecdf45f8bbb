"""Answers held against the description of an operation, and what is read before and after."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.generators.openapi import OperationModel
from conformance.generators.openapi.answers import AnswerModel
from conformance.staging.lasting import differences, lasting, lost

STEADY = settings(max_examples=60, deadline=None, derandomize=True, database=None)
JSON_MEDIA = {"content-type": "Application/JSON; charset=utf-8", "trackingid": "t-1"}
SECRET = "Kx7-canary-of-a-password"
SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 5},
        "kind": {"enum": ["a", "b"]},
        "link": {"type": "string", "format": "uri"},
        "count": {"type": "integer"},
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}, "uniqueItems": True},
    },
    "required": ["id"],
    "additionalProperties": False,
}


def answers(**responses: Any) -> AnswerModel:
    """What an operation with these responses, named by status with an `s` before it, may answer."""
    schemas = {"Thing": {"type": "object", "required": ["name"]}}
    components = {
        "schemas": schemas,
        "responses": {"Gone": {"description": "Gone.", "headers": {"TrackingID": {}}}},
    }
    described = {name[1:]: {"description": "Yes.", **one} for name, one in responses.items()}
    document = {"paths": {"/things": {"get": {"responses": described}}}, "components": components}
    return AnswerModel(OperationModel(document, "GET", "/things"))


def content(schema: Any, media: str = "application/json") -> dict[str, Any]:
    """A response with content."""
    return {"content": {media: {"schema": schema}}}


@pytest.mark.parametrize(
    ("named", "declared"),
    [("s200", True), ("s2XX", True), ("s2xx", True), ("sdefault", True), ("s201", False), ("s4XX", False)],
)
def test_a_status_may_be_named_in_several_ways(named: str, declared: bool) -> None:
    """By itself, as one of its hundred, or as any other."""
    assert declared is answers(**{named: {}}).declares(200)


def test_the_nearest_description_counts() -> None:
    """That of the status before that of its hundred, and that before any other's."""
    found = answers(
        s200=content({"type": "object"}), s2XX=content({"type": "array"}), sdefault=content({"type": "null"})
    )

    for status, body in ((200, {}), (202, []), (302, None)):
        assert [] == found.flaws(status, JSON_MEDIA, body, None)
        assert [] != found.flaws(status, JSON_MEDIA, "x", None)


def test_nothing_is_said_of_a_status_that_is_not_named() -> None:
    """Nor of an answer that is described without content."""
    assert [] == answers(s200=content(SCHEMA)).flaws(204, {}, None, None)
    assert [] == answers(s204={}).flaws(204, {}, "x", "the body is no JSON")


def test_a_tracking_id_that_is_described_must_be_there() -> None:
    """References to responses are followed."""
    found = answers(s200={"$ref": "#/components/responses/Gone"})

    assert ["there is no TrackingID header"] == found.flaws(200, {"trackingid": " "}, None, None)
    assert [] == found.flaws(200, JSON_MEDIA, None, None)


@pytest.mark.parametrize(
    ("offered", "sent", "flaws"),
    [
        ("text/vtt", "text/vtt; charset=utf-8", []),
        ("text/*", "TEXT/plain", []),
        ("*/*", "a/b", []),
        ("text/vtt", "text/plain", ["the media type is text/plain, and not text/vtt"]),
        ("text/*", "", ["the media type is not told, and not text/*"]),
    ],
)
def test_the_media_type_must_be_one_of_those_offered(offered: str, sent: str, flaws: list[str]) -> None:
    """Whatever stands behind it; what is no JSON is not looked into."""
    assert flaws == answers(s200=content({"type": "array"}, offered)).flaws(
        200, {"content-type": sent}, None, "no JSON"
    )


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"id": "abc"}, ""),
        ({}, "id"),
        ({"id": "abcdef"}, "id: "),
        ({"id": "abc", "items": [{"name": 1}, {}]}, "items/1: "),
    ],
)
def test_a_body_is_held_against_its_schema(body: Any, place: str) -> None:
    """Flaws are told with their place; references are followed."""
    flaws = answers(s200=content(SCHEMA)).flaws(200, JSON_MEDIA, body, None)

    assert bool(place) is bool(flaws)
    assert all(place in one for one in flaws)


def test_a_body_that_is_no_json_is_one_flaw() -> None:
    """In the words of who tried to read it."""
    assert ["the body is no JSON"] == answers(s200=content(SCHEMA)).flaws(
        200, JSON_MEDIA, None, "the body is no JSON"
    )


@pytest.mark.parametrize("name", ["id", "kind", "link", "count", "items", "more"])
@pytest.mark.parametrize("value", [SECRET, [SECRET], {"x": SECRET}, [SECRET, SECRET], SECRET * 50])
def test_flaws_hold_no_values(name: str, value: Any) -> None:
    """A message goes into reports, a meeting's password must not."""
    flaws = answers(s200=content(SCHEMA)).flaws(200, JSON_MEDIA, {"id": "abc", name: value}, None)

    assert flaws
    assert SECRET not in "".join(flaws)


def nested(depth: int) -> Any:
    """A list in a list in a list."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("value", [nested(600), {"\ud800": 1}, "\ud800", float("inf"), 10**400])
def test_hostile_bodies_break_nothing(value: Any) -> None:
    """Whatever a target sends is the target's flaw, never an error of ours."""
    assert answers(s200=content(SCHEMA)).flaws(200, JSON_MEDIA, {"id": value}, None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@STEADY
@given(JSON)
def test_what_is_read_as_it_was_sent_is_not_lost(value: Any) -> None:
    """Nor has anything changed; what is read beside it is no matter."""
    assert [] == differences(value, copy.deepcopy(value))
    if isinstance(value, dict):
        sent = {name: one for name, one in value.items() if one is not None}
        assert [] == [one for one in lost(sent, {**value, "more": 1}) if "is not shown" not in one]


@pytest.mark.parametrize(
    ("sent", "read", "words"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": 1}, {"a": True}, ["a is another one"]),
        ({"a": SECRET}, {"a": SECRET + "x"}, ["a is another one"]),
        ({"a": SECRET}, {}, ["a is not shown"]),
        ({"a": {"b": 1}}, {"a": 7}, ["a is not shown"]),
        ({"a": 1}, None, ["the whole is not shown"]),
        ({"a": [1, 2]}, {"a": [1]}, ["a has 1 items in place of 2"]),
        ({"a": [1]}, {"a": SECRET}, ["a has no items in place of 1"]),
        ({"a": [{"b": SECRET}]}, {"a": [{"b": "x"}]}, ["a[].b is another one"]),
        ({"a": None}, {}, []),
    ],
)
def test_what_is_lost_is_told_by_its_place(sent: Any, read: Any, words: list[str]) -> None:
    """And not by its value."""
    assert words == lost(sent, read)


def test_what_differs_is_told_by_its_place() -> None:
    """What came, what went and what is another one; lists are told as wholes."""
    before = {"a": 1, "b": {"c": 1, "d": [1]}, "e": 1}
    after = {"a": 1, "b": {"c": 2, "d": [1, 2]}, "f": 1}

    assert ["b.c", "b.d", "e", "f"] == differences(before, after)


def test_links_that_expire_do_not_last() -> None:
    """They differ from read to read, however deep they lie."""
    shown = [{"a": {"temporaryDirectDownloadLinks": {"x": 1}, "b": [{"temporaryDirectDownloadLinks": 1}]}}]

    assert [{"a": {"b": [{}]}}] == lasting(shown)
