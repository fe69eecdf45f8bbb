"""Other people's OpenAPI documents: what is read, what is noted, what is made of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from conformance.contract.foreign import ForeignOperation
from tests.spec_files import document, flawed

KINDS = {
    "array-without-items": 2,
    "bad-header": 2,
    "bad-media-type": 1,
    "bad-method": 1,
    "bad-parameter": 1,
    "bad-path": 2,
    "bad-pattern": 1,
    "bad-status": 2,
    "bad-style": 1,
    "body-without-meaning": 1,
    "broken-ref": 2,
    "cyclic-ref": 1,
    "default-breaks-schema": 2,
    "duplicate-enum": 1,
    "duplicate-key": 1,
    "duplicate-operation-id": 1,
    "duplicate-parameter": 1,
    "empty-range": 1,
    "endless-schema": 1,
    "enum-breaks-type": 2,
    "example-breaks-schema": 7,
    "key-not-text": 1,
    "media-type-parameters": 2,
    "media-type-range": 1,
    "no-operation-id": 1,
    "no-responses": 1,
    "no-success-response": 1,
    "odd-path-parameter": 1,
    "optional-path-parameter": 1,
    "outside-ref": 2,
    "ref-siblings": 2,
    "required-undefined": 1,
    "success-without-schema": 1,
    "undefined-path-parameter": 3,
    "unknown-keyword": 1,
    "unknown-type": 2,
    "unused-path-parameter": 1,
    "wrong-type": 5,
}


def operation(name: str) -> ForeignOperation:
    """An operation of the flawed document."""
    return next(one for one in flawed().operations if one.id == name)


def cleaned(folder: Path, schema: Any, version: str = "3.0.3", **schemas: Any) -> Any:
    """What becomes of the schema of an answer, and the kinds of flaws."""
    read = document(folder, schema, version, components={"schemas": schemas})
    return read.operations[0].responses["200"].schema, [flaw.kind for flaw in read.flaws]


def test_every_flaw_is_found() -> None:
    """Each kind as often as the file has it, and nothing else."""
    assert KINDS == dict(sorted(Counter(flaw.kind for flaw in flawed().flaws).items()))


def test_flaws_point_into_the_file() -> None:
    """Each has a sentence, and a pointer that begins at a part of the file."""
    for flaw in flawed().flaws:
        assert flaw.text.endswith("."), flaw
        assert flaw.place.startswith(("/paths/", "/components/")) or flaw.kind == "key-not-text", flaw


def test_operations_are_read() -> None:
    """Methods, paths and unique names, in the file's order; what cannot be called is left out."""
    found = [(one.method, one.path, one.id) for one in flawed().operations]

    assert 14 == len(found) == len({name for _, _, name in found})
    assert ("GET", "/v1/meetings", "list-meetings") == found[0]
    assert ("PATCH", "/v1/meetings/{id}", "update-a-meeting-2") in found
    assert ("DELETE", "/v1/meetings/{id}", "delete-v1-meetings-id") in found
    assert ("GET", "/v1/people/{parameter1}", "get-a-person") in found
    assert ("GET", "/v1/reports", "usage-report") in found


def test_parameters_are_put_together() -> None:
    """Those of the path and of references are there; broken ones are mended or left out."""
    found = {one["name"]: one for one in operation("list-meetings").parameters}

    assert ["timezone", "max", "state", "from", "hostEmail"] == list(found)
    assert {"type": "number", "default": 10} == found["max"]["schema"]
    assert {"type": "string", "enum": ["active", "ready"]} == found["state"]["schema"]
    assert {} == found["from"]["examples"]
    assert {"example": {"value": "host@example.com"}} == found["hostEmail"]["examples"]
    assert ["current", "id"] == [one["name"] for one in operation("get-a-meeting").parameters]


def test_media_types_lose_their_parameters() -> None:
    """A validator that compares them literally finds the schema."""
    answer = operation("list-meetings").responses["200"]

    assert ("application/json",) == answer.media
    assert answer.schema is not None
    assert {"items"} == set(flawed().resolved(answer.schema)["properties"])


def test_a_reference_to_any_place_is_followed() -> None:
    """The answer of one operation refers to that of another one, through its path."""
    answer = operation("list-registrants").responses["200"].schema

    assert answer is not None
    assert "items" in flawed().resolved(answer)["properties"]


def test_bodies_are_read() -> None:
    """Schema, whether it is demanded, and media type; a body of a GET is none."""
    create, patch = operation("create-a-meeting"), operation("update-a-meeting-2")

    assert create.body is not None
    assert (True, ("application/json",)) == (create.body_required, create.body_media)
    assert patch.body == {
        "type": "object",
        "properties": {"title": {"type": ["string", "null"], "minLength": 1, "maxLength": 128}},
    }
    assert operation("list-webhooks").body is None


def test_the_cleaned_document_obeys_json_schema() -> None:
    """Every component compiles, on its own and with what it refers to."""
    for name, schema in flawed().schemas.items():
        assert jsonschema_rs.meta.is_valid(schema), name
        jsonschema_rs.Draft202012Validator(flawed().standalone(schema)).is_valid({})


def test_nothing_leads_out_of_the_cleaned_document() -> None:
    """All references are to its own components, and none is broken."""
    pending: list[Any] = [flawed().document]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            if "$ref" in node:
                prefix, _, name = node["$ref"].rpartition("/")
                assert ("#/components/schemas", True) == (prefix, name in flawed().schemas)
            pending += node.values()
        elif isinstance(node, list):
            pending += node
    assert {"openapi", "info", "paths", "components"} == set(flawed().document)


@pytest.mark.filterwarnings("ignore")
def test_schemathesis_draws_from_every_operation() -> None:
    """The generator takes the cleaned document: a case is drawn of each operation."""
    schemathesis = pytest.importorskip("schemathesis")
    hypothesis = pytest.importorskip("hypothesis")
    schema = schemathesis.openapi.from_dict(flawed().document)
    drawn = []
    for found in schema.get_all_operations():
        one = found.ok()

        @hypothesis.settings(
            max_examples=2, database=None, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
        )
        @hypothesis.given(one.as_strategy())
        def draw(case: Any) -> None:
            assert "{" not in case.formatted_path

        draw()
        drawn.append((one.method.upper(), one.path))

    assert [(one.method, one.path) for one in flawed().operations] == drawn


@pytest.mark.parametrize(
    ("schema", "wanted"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        (
            {"type": "string", "nullable": True, "enum": ["a"]},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            {"nullable": True, "allOf": [{"type": "object"}]},
            {"anyOf": [{"allOf": [{"type": "object"}]}, {"type": "null"}]},
        ),
        (
            {"type": "number", "minimum": 1, "exclusiveMinimum": True},
            {"type": "number", "exclusiveMinimum": 1},
        ),
        ({"type": "number", "maximum": 1, "exclusiveMaximum": False}, {"type": "number", "maximum": 1}),
        ({"type": "string", "example": "a"}, {"type": "string", "examples": ["a"]}),
        ({"$ref": "#/components/schemas/Thing", "description": "d"}, {"$ref": "#/components/schemas/Thing"}),
        (
            {"type": "object", "additionalProperties": False, "x-more": 1, "xml": {}},
            {"type": "object", "additionalProperties": False},
        ),
        ({"type": "string", "maxLength": 5.0}, {"type": "string", "maxLength": 5}),
    ],
)
def test_keywords_of_3_0_are_translated(tmp_path: Path, schema: Any, wanted: Any) -> None:
    """The same meaning in the words of 3.1, and no flaw."""
    found, flaws = cleaned(tmp_path, schema, Thing={"type": "string"})

    assert (wanted, []) == (found, flaws)


def test_keywords_of_3_1_are_kept(tmp_path: Path) -> None:
    """Lists of types, constants, booleans as schemas, and what stands beside a reference."""
    schema = {
        "type": ["object", "null"],
        "properties": {
            "a": {"const": 1},
            "b": True,
            "c": False,
            "d": {"$ref": "#/components/schemas/Thing", "maxLength": 3},
            "e": {"exclusiveMinimum": 3},
        },
        "patternProperties": {"^x": {"type": "integer"}},
        "unevaluatedProperties": False,
    }
    found, flaws = cleaned(tmp_path, schema, "3.1.0", Thing={"type": "string"})

    assert [] == flaws
    assert {"a": {"const": 1}, "b": {}, "c": {"not": {}}, "e": {"exclusiveMinimum": 3}} == {
        name: part for name, part in found["properties"].items() if name != "d"
    }
    assert [{"$ref": "#/components/schemas/Thing"}, {"maxLength": 3}] == found["properties"]["d"]["allOf"]
    assert {**schema, "properties": None} == {**found, "properties": None}


def test_examples_of_requests_need_nothing_read_only(tmp_path: Path) -> None:
    """A required property that only answers have is missing in a request's example, and rightly so."""
    thing = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "readOnly": True}}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}, "example": {}}}
    post = {
        "operationId": "make",
        "requestBody": {"content": content},
        "responses": {"200": {"description": "", "content": content}},
    }
    read = document(tmp_path, paths={"/things": {"post": post}}, components={"schemas": {"Thing": thing}})

    assert [("example-breaks-schema", True)] == [(one.kind, "responses" in one.place) for one in read.flaws]


def test_a_large_document_is_read(tmp_path: Path) -> None:
    """Six hundred schemas that refer to each other, with examples: in seconds, each example looked at."""
    schemas = {}
    for number in range(600):
        texts = {f"p{i}": {"type": "string", "description": "words " * 25, "example": "a"} for i in range(16)}
        links = {f"r{i}": {"$ref": f"#/components/schemas/S{(number * 7 + i * 31) % 600}"} for i in range(4)}
        schemas[f"S{number}"] = {"type": "object", "properties": {**texts, **links}}
    content = [
        {"application/json": {"schema": {"$ref": f"#/components/schemas/S{i}"}, "example": {"p0": 1}}}
        for i in range(160)
    ]
    answers = [{"200": {"description": "", "content": one}} for one in content]
    routes = {
        f"/things{i}": {"get": {"operationId": f"o{i}", "responses": one}} for i, one in enumerate(answers)
    }
    read = document(tmp_path, paths=routes, components={"schemas": schemas})

    assert 2_000_000 < (tmp_path / "spec.json").stat().st_size
    assert Counter({"example-breaks-schema": 160}) == Counter(flaw.kind for flaw in read.flaws)
