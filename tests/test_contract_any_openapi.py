"""Rules out of somebody's OpenAPI document: which there are, how weighty they are, and how they are tried."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from conformance.checks import Failure, NotExercised, SampleReply, Samples, hold_samples
from conformance.contract import GIVEN, Contract, Rule, load
from conformance.contract.foreign_rules import OBJECTS, with_document
from conformance.contract.given import alone
from conformance.errors import UnknownAddressError, UsageError
from conformance.generators.effort import EFFORTS
from conformance.generators.openapi import Bounds, OperationModel
from conformance.generators.openapi.fitting import fitted, fitting_examples, marked

DATA = Path(__file__).parent / "data"
OK: dict[str, Any] = {"200": {"description": "Yes."}}


@pytest.fixture(scope="module")
def tiny() -> Contract:
    """The contract with the rules of a small and sound document."""
    return with_document(load(), DATA / "tiny_mock.yaml")


@pytest.fixture(scope="module")
def flawed() -> Contract:
    """The contract with the rules of a vendor's document."""
    return with_document(load(), DATA / "flawed_vendor.yaml")


def given(folder: Path, paths: dict[str, Any], **more: Any) -> Contract:
    """The contract with the rules of a document with these paths."""
    file = folder / "file.json"
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths, **more}
    file.write_text(json.dumps(document), "utf-8")
    return with_document(load(), file)


def made(whole: Contract) -> dict[str, Rule]:
    """The rules of the document, without what all addresses begin with."""
    return {
        address.removeprefix("openapi."): rule
        for address, rule in whole.rules.items()
        if address.startswith("openapi.")
    }


def left(rule: Rule) -> str:
    """Why nothing is sent for a rule."""
    assert rule.sample is not None
    return rule.sample.left


def body(schema: Any) -> dict[str, Any]:
    """An operation that takes a JSON body."""
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": OK}


def test_a_sound_document_can_fail_a_target(tiny: Contract) -> None:
    """Each operation has the rules for which its description says something, and the user's word is law."""
    rules = made(tiny)

    assert [
        *(
            f"create-meeting.{word}"
            for word in ("accepted", "answer", "kept", "refused", "unchanged", "limits")
        ),
        *(f"list-meetings.{word}" for word in ("accepted", "answer", "refused", "limits")),
        *(f"{name}-meeting.{word}" for name in ("get", "delete") for word in ("accepted", "answer")),
    ] == list(rules)
    ours = {name for name, rule in rules.items() if not rule.can_fail_a_target}
    assert {"create-meeting.kept", "create-meeting.unchanged"} == ours
    assert {left(rule) for rule in rules.values()} == {""}
    assert {rule.editions for rule in rules.values()} == {("guide-2025", "deck-2020")}


def test_the_document_is_a_source_that_reports_name(tiny: Contract) -> None:
    """Title, version and digest of the file are in the header; the contract itself stays what it was."""
    (source,) = [one for one in tiny.header()["sources"] if one["id"] == GIVEN]

    assert ("Tiny mock (tiny_mock.yaml)", "version 0.1") == (source["title"], source["date"])
    assert 64 == len(source["digest"])
    assert list(load().rules) == list(tiny.rules)[: len(load().rules)]
    assert GIVEN not in load().sources
    assert not made(load())


def test_rules_of_a_file_are_not_there_without_it() -> None:
    """Whoever asks for them is told which option is missing."""
    with pytest.raises(UnknownAddressError) as error:
        load().select(["openapi.create-meeting"])

    assert "--openapi" in str(error.value)


def test_flaws_turn_failures_into_advice(flawed: Contract) -> None:
    """Where the file is wrong nobody fails by it, and the rule says what is wrong; elsewhere it is law."""
    rules = made(flawed)

    weak = rules["list-meetings.answer"]
    assert ("should", "inferred") == (weak.level, weak.provenance)
    assert "flawed there (example-breaks-schema at /paths/~1v1~1meetings/get/responses/200" in weak.text
    assert rules["list-registrants.accepted"].can_fail_a_target
    assert not rules["list-registrants.answer"].can_fail_a_target  # by a schema that it refers to


def test_operations_of_ours_are_called_as_ours(flawed: Contract) -> None:
    """By method and shape of path, whatever the parameters are called and the paths begin with."""
    sample = made(flawed)["update-a-meeting.refused"].sample
    ours = load().rules["rest.generated.update-meeting.refused"].sample

    assert sample is not None
    assert ours is not None
    assert ("/v1/meetings/{id}", GIVEN) == (sample.path, sample.document)
    assert (ours.call, ours.tier, ours.read) == (sample.call, sample.tier, sample.read)
    assert ours.never <= sample.never


def test_of_operations_that_only_the_file_has_those_that_are_safe_are_read(tmp_path: Path) -> None:
    """Reads that name nothing, or what the suite can make; nothing is written, and each rule says why."""
    thing = {"name": "thingId", "in": "path", "required": True, "schema": {"type": "string"}}
    meeting = {**thing, "name": "meetingId"}
    key = {"name": "X-Key", "in": "header", "required": True, "schema": {"type": "string"}}
    rules = made(
        given(
            tmp_path,
            {
                "/v1/meetings": {"get": {"operationId": "ours", "responses": OK}},
                "/v1/health": {
                    "get": {"operationId": "health", "responses": OK},
                    "head": {"operationId": "alive", "responses": OK},
                    "post": {"operationId": "heal", "responses": OK},
                },
                "/v1/meetings/{meetingId}/mood": {
                    "get": {"operationId": "mood", "parameters": [meeting], "responses": OK},
                    "delete": {"operationId": "sadden", "parameters": [meeting], "responses": OK},
                },
                "/v1/things/{thingId}": {
                    "get": {"operationId": "thing", "parameters": [thing], "responses": OK}
                },
                "/v1/keyed": {"get": {"operationId": "keyed", "parameters": [key], "responses": OK}},
            },
        )
    )

    called = {
        name.removesuffix(".accepted"): rule.sample.call.path
        for name, rule in rules.items()
        if rule.sample and name.endswith(".accepted") and not rule.sample.left
    }
    assert {
        "ours": "/meetings",
        "health": "/health",
        "alive": "/health",
        "mood": "/meetings/{meeting}/mood",
    } == called
    assert "nothing but reads" in left(rules["heal.accepted"])
    assert "nothing but reads" in left(rules["sadden.accepted"])
    assert "thingId" in left(rules["thing.accepted"])
    assert "X-Key" in left(rules["keyed.accepted"])
    assert "alive.answer" not in rules


def test_every_object_of_a_path_can_be_had() -> None:
    """Each name that stands for an object is one that the staging of generated requests knows."""
    from conformance.staging.sample_props import SampleProps  # noqa: PLC0415 - only this test needs it

    known = SampleProps(*(mock.Mock() for _ in range(6)))._makers

    assert set() == set(OBJECTS.values()) - set(known)


def test_preferences_and_forms_are_left_alone(tmp_path: Path) -> None:
    """A person's own settings are not written by somebody's file, nor is what is no JSON."""
    form = {"content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}}
    rules = made(
        given(
            tmp_path,
            {
                "/meetingPreferences/video": {"put": {"operationId": "video", **body({"type": "object"})}},
                "/meetings": {"post": {"operationId": "form", "requestBody": form, "responses": OK}},
            },
        )
    )

    assert "preferences" in left(rules["video.accepted"])
    assert "JSON" in left(rules["form.accepted"])


def test_what_sounds_as_if_it_reached_further_is_not_drawn(tmp_path: Path) -> None:
    """Whatever only the file has and might mail, invite, delete or name somebody is left to its default."""
    schema = {
        "type": "object",
        "properties": {
            name: {"type": "boolean"}
            for name in ("title", "notifyAttendees", "deleteAll", "coHostId", "dark")
        },
    }
    sample = made(given(tmp_path, {"/meetings": {"post": {"operationId": "x", **body(schema)}}}))[
        "x.accepted"
    ].sample

    assert sample is not None
    assert {"notifyAttendees", "deleteAll", "coHostId"} <= sample.never
    assert "dark" not in sample.never


def test_what_we_know_to_hold_under_conditions_is_not_judged_by_a_file(tmp_path: Path) -> None:
    """Our own document says what two parameters do to each other; a plain schema cannot."""
    parameters = [query("isModified", {"type": "boolean"}, required=False), query("max", {"type": "integer"})]
    operation = {"operationId": "x", "parameters": parameters, "responses": OK}
    whole = given(tmp_path, {"/meetings": {"get": operation}})
    sample = made(whole)["x.refused"].sample
    assert sample is not None
    assert whole.given is not None
    document = marked(alone(whole.given, "/meetings"), sample.unsure)

    assert "isModified" in sample.unsure
    places = OperationModel(document, "GET", "/meetings").places
    assert {"isModified": True, "max": False} == {one.name: one.conditional for one in places}


def test_a_file_without_operations_cannot_be_judged_by(tmp_path: Path) -> None:
    """One sentence says so."""
    with pytest.raises(UsageError, match="no operation"):
        given(tmp_path, {})


def test_what_is_only_read_is_not_sent(tmp_path: Path) -> None:
    """`readOnly` is left out of bodies, `writeOnly` may be missing in answers; one schema serves both."""
    thing = {
        "type": "object",
        "required": ["id", "secret", "title"],
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "secret": {"type": "string", "writeOnly": True},
            "title": {"type": "string"},
        },
    }
    reply = {
        "description": "Yes.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/T"}}},
    }
    operation = {**body({"$ref": "#/components/schemas/T"}), "responses": {"200": reply}}
    whole = given(tmp_path, {"/meetings": {"post": operation}}, components={"schemas": {"T": thing}})
    assert whole.given is not None
    schemas = alone(whole.given, "/meetings")["components"]["schemas"]

    assert ["secret", "title"] == schemas["T.sent"]["required"]
    assert {"secret", "title"} == set(schemas["T.sent"]["properties"])
    assert ["id", "title"] == schemas["T"]["required"]


def model(operation: dict[str, Any]) -> OperationModel:
    """An operation `POST /x`."""
    return OperationModel({"paths": {"/x": {"post": operation}}, "components": {}}, "POST", "/x")


def query(name: str, schema: Any, *, required: bool = True) -> dict[str, Any]:
    """A parameter of the query."""
    return {"name": name, "in": "query", "required": required, "schema": schema}


def test_a_base_gets_what_else_is_demanded() -> None:
    """Enums, numbers, flags and known names are filled in, also deep inside; ours is kept as it is."""
    inner = {"type": "object", "required": ["on"], "properties": {"on": {"type": "boolean"}}}
    schema = {
        "type": "object",
        "required": ["title", "hostEmail", "kind", "count", "options"],
        "properties": {
            "title": {"type": "string"},
            "hostEmail": {"type": "string"},
            "kind": {"enum": ["a", "b"]},
            "count": {"type": "integer", "minimum": 3},
            "options": inner,
        },
    }
    found = fitted(model(body(schema)), {}, {"title": "{marker} x", "sendEmail": False}, frozenset())

    assert "" == found.why
    assert {
        "title": "{marker} x",
        "sendEmail": False,
        "hostEmail": "{owner}",
        "kind": "a",
        "count": 3,
        "options": {"on": False},
    } == found.body


def test_a_base_loses_what_is_not_taken_unless_it_keeps_people_safe() -> None:
    """What the file does not know is left out; that nobody is mailed, and whose it is, is never left out."""
    closed = {"type": "object", "properties": {"title": {"type": "string"}}, "additionalProperties": False}
    extra = fitted(model(body(closed)), {}, {"title": "{marker}", "timezone": "UTC"}, frozenset())
    mail = fitted(model(body(closed)), {}, {"title": "{marker}", "sendEmail": False}, frozenset())

    assert ({"title": "{marker}"}, "") == (extra.body, extra.why)
    assert "does not fit its schema" in mail.why


def test_what_nothing_tells_is_not_made_up() -> None:
    """A name that is left alone and a pattern that no plain value fits leave no base."""
    one = model({"parameters": [query("ownerId", {"type": "string"})], "responses": OK})
    other = model(
        {"parameters": [query("code", {"type": "string", "pattern": "^[A-Z]{3}$"})], "responses": OK}
    )
    third = model(
        {"parameters": [query("code", {"pattern": "^[A-Z]{3}$", "examples": ["ABC"]})], "responses": OK}
    )

    assert "ownerId" in fitted(one, {}, None, frozenset({"ownerId"})).why
    assert "code" in fitted(other, {}, None, frozenset()).why
    assert {"code": "ABC"} == fitted(third, {}, None, frozenset()).query


def test_a_parameter_of_ours_that_does_not_fit_is_left_out_or_replaced() -> None:
    """Our `max` of 100 is no request that fits a file whose most is 10."""
    schema = {"type": "integer", "maximum": 10, "minimum": 1}
    optional = model({"parameters": [query("max", schema, required=False)], "responses": OK})
    demanded = model({"parameters": [query("max", schema)], "responses": OK})

    assert {} == fitted(optional, {"max": "100"}, None, frozenset()).query
    assert {"max": "1"} == fitted(demanded, {"max": "100"}, None, frozenset()).query


def test_what_is_drawn_is_what_the_schema_says() -> None:
    """Limits that the drawing itself does not look at are held afterwards, in the query as well."""
    parameters = [
        query("n", {"type": "integer", "exclusiveMinimum": 0, "multipleOf": 7}, required=False),
        query("flag", {"type": "boolean"}, required=False),
    ]
    found = fitting_examples(
        model({"parameters": parameters, "responses": OK}), {}, None, Bounds(), EFFORTS["default"], 1
    )

    assert not isinstance(found, str)
    assert all(int(one.query.get("n", 7)) % 7 == 0 for one in found.fits)
    assert all(int(one.query.get("n", 7)) > 0 for one in found.fits)


def reply(status: int, *, wrong: str = "") -> Samples:
    """One reply to a request."""
    return Samples(replies=[SampleReply(name="x", said=str(status), wrong=wrong, status=status)])


def of(tiny: Contract, check: str) -> Rule:
    """A rule of the small document."""
    return made(tiny)[f"create-meeting.{check}"]


@pytest.mark.parametrize("check", ["refused", "limits"])
def test_any_4xx_refuses(tiny: Contract, check: str) -> None:
    """Which status is the right one the file does not say; success and a broken service are wrong."""
    for status in (400, 405, 413, 415, 422):
        hold_samples(of(tiny, check), reply(status, wrong="title is missing"))
    for status in (200, 201, 302, 500, 501):
        with pytest.raises(Failure):
            hold_samples(of(tiny, check), reply(status, wrong="title is missing"))
    for status in (401, 403, 404):
        with pytest.raises(NotExercised):
            hold_samples(of(tiny, check), reply(status, wrong="title is missing"))


def test_our_own_rules_still_ask_for_400(tiny: Contract) -> None:
    """What the contract documents is not weakened by a file."""
    with pytest.raises(Failure, match="400"):
        hold_samples(tiny.rules["rest.generated.create-meeting.refused"], reply(422, wrong="x"))


def test_nothing_sent_is_nothing_unchanged(tiny: Contract) -> None:
    """That all stayed as it was says nothing where nothing was asked."""
    with pytest.raises(NotExercised, match="nothing to send"):
        hold_samples(of(tiny, "unchanged"), replace(reply(400), replies=[], changed=[]))
