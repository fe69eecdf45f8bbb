"""How OpenAPI documents differ: paths, parameters, bodies, answers and what is in them."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from conformance.contract.foreign import Comparison, ForeignDocument, compare, read_document
from tests.spec_files import FLAWED, document, flawed, ours


def test_our_own_documents_have_no_flaw() -> None:
    """The reader's rules hold for what we write ourselves, and their operations are all there."""
    assert () == ours().flaws
    assert 100 < len(ours().operations)


def test_a_document_does_not_differ_from_itself() -> None:
    """No difference, and all operations are common ones."""
    compared = compare(ours(), ours())

    assert ((), len(ours().operations)) == (compared.differences, compared.common)


def beside(folder: Path, one: Any, other: Any, version: str = "3.0.3") -> list[tuple[str, str, str, str]]:
    """Place, kind, ours and theirs of how two schemas of an answer differ."""
    left, right = document(folder, one, version), document(folder, other, version)
    return [(one.place, one.kind, one.ours, one.theirs) for one in compare(left, right).differences]


def test_schemas_are_compared_to_their_depth(tmp_path: Path) -> None:
    """Properties in arrays and objects, types, values, limits, formats, null and what is required."""
    one = {
        "type": "object",
        "required": ["a"],
        "properties": {
            "a": {"type": "string", "maxLength": 3},
            "list": {
                "type": "array",
                "items": {"type": "object", "properties": {"x": {"type": "string"}, "y": {}}},
            },
            "state": {"type": "string", "enum": ["on", "off"]},
            "when": {"type": "string", "format": "date-time"},
        },
    }
    other = {
        "type": "object",
        "properties": {
            "a": {"type": "string", "minLength": 1},
            "list": {
                "type": "array",
                "items": {"type": "object", "properties": {"x": {"type": "integer"}, "z": {}}},
            },
            "state": {"type": "string", "enum": ["on", "idle"]},
            "when": {"type": "string", "format": "date", "nullable": True},
        },
    }

    assert [
        ("a", "required", "required", "optional"),
        ("a", "limit", "maxLength 3", ""),
        ("a", "limit", "", "minLength 1"),
        ("list[].y", "property", "optional", ""),
        ("list[].z", "property", "", "optional"),
        ("list[].x", "type", "string", "integer"),
        ("state", "enum", '"off"', '"idle"'),
        ("when", "nullable", "never null", "null too"),
        ("when", "format", "date-time", "date"),
    ] == beside(tmp_path, one, other)


@pytest.mark.parametrize(
    "other",
    [
        {"allOf": [{"properties": {"a": {"type": "string"}}}, {"type": "object", "required": ["a"]}]},
        {"anyOf": [{"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}]},
        {"type": "object", "required": ["a"], "properties": {"a": {"allOf": [{"type": "string"}]}}, "x-y": 1},
        {"required": ["a"], "properties": {"a": {"enum": ["x"]}}, "allOf": [{"properties": {"a": {}}}]},
    ],
)
def test_how_a_schema_is_put_together_makes_no_difference(tmp_path: Path, other: Any) -> None:
    """Parts of `allOf` and single branches mean the same as one piece."""
    one = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
    if "enum" in str(other):
        one["properties"]["a"]["enum"] = ["x"]  # type: ignore[index]

    assert [] == beside(tmp_path, one, other)


def paths(folder: Path, *names: str) -> ForeignDocument:
    """A document whose paths have a GET each."""
    get = {"responses": {"200": {"description": "", "content": {"application/json": {"schema": {}}}}}}
    return document(folder, paths={name: {"get": get} for name in names})


def test_paths_are_matched_by_their_shape(tmp_path: Path) -> None:
    """Neither the names in braces nor a common beginning nor a last slash matter."""
    one = paths(tmp_path, "/things", "/things/{thingId}", "/mine")
    other = paths(tmp_path, "/api/v2/things/", "/api/v2/things/{id}", "/api/v2/theirs/{x}")
    compared = compare(one, other)

    assert ("/api/v2", 2, 1, 1) == (
        compared.prefix,
        compared.common,
        compared.only_ours,
        compared.only_theirs,
    )
    assert [("GET /mine", True), ("GET /theirs/{x}", False)] == [
        (one.operation, bool(one.ours)) for one in compared.differences
    ]


def test_a_filter_keeps_what_lies_under_a_path(tmp_path: Path) -> None:
    """The path itself and those below it, and no path that only begins alike."""
    one = paths(tmp_path, "/things", "/things/{id}/parts", "/thingsAndMore")
    compared = compare(one, paths(tmp_path, "/v1/others"), "/things")

    assert ["GET /things", "GET /things/{id}/parts"] == [one.operation for one in compared.differences]


@cache
def against_ours() -> Comparison:
    """The flawed document beside the contract."""
    return compare(ours(), flawed())


def test_the_flawed_document_beside_ours() -> None:
    """Matched under /v1; a known difference of a nested property is there once, with its other places."""
    compared = against_ours()
    found = [one for one in compared.differences if one.place.endswith("registration.autoAcceptRequest")]

    assert ("/v1", 11, 3) == (compared.prefix, compared.common, compared.only_theirs)
    assert [
        ("GET /meetings", "answer 200", "type", "boolean", "string", 2),
        ("POST /meetings", "body", "type", "boolean", "string", 0),
    ] == [(one.operation, one.part, one.kind, one.ours, one.theirs, one.others) for one in found]


def test_differences_are_sorted_and_unlike_each_other() -> None:
    """Nothing twice; operations by path; the same each time."""
    found = against_ours().differences

    assert len(found) == len(set(found))
    where = [one.operation.partition(" ")[2] for one in found]
    shapes = list(dict.fromkeys(where))
    assert len(shapes) == 1 + sum(left != right for left, right in pairwise(where))
    assert found == compare(ours(), read_document(FLAWED)).differences


def test_parameters_are_compared(tmp_path: Path) -> None:
    """By where they stand and their name; headers in any case; those of the path by their order."""
    answer = {"200": {"description": "", "content": {"application/json": {"schema": {}}}}}

    def thing(name: str, *parameters: dict[str, Any]) -> ForeignDocument:
        own = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        get = {"operationId": "get", "parameters": [own, *parameters], "responses": answer}
        return document(tmp_path, paths={f"/things/{{{name}}}": {"get": get}})

    text = {"type": "string"}
    one = thing(
        "thingId",
        {"name": "Zone", "in": "header", "schema": text},
        {"name": "max", "in": "query", "schema": text},
    )
    other = thing(
        "id",
        {"name": "zone", "in": "header", "required": True, "schema": text},
        {"name": "limit", "in": "query", "schema": text},
    )

    assert [
        ("header", "zone", "required", "optional", "required"),
        ("query", "limit", "parameter", "", "optional"),
        ("query", "max", "parameter", "optional", ""),
    ] == [(d.part, d.place, d.kind, d.ours, d.theirs) for d in compare(one, other).differences]


def test_bodies_and_answers_are_compared(tmp_path: Path) -> None:
    """Whether there is a body and must be one, media types, statuses, answers without a schema."""

    def put(body: Any, *answers: tuple[str, Any]) -> ForeignDocument:
        whole = {"responses": {status: {"description": "", "content": held} for status, held in answers}}
        more = {} if body is None else {"requestBody": body}
        return document(tmp_path, paths={"/a": {"put": {"operationId": "put", **whole, **more}}})

    data = {"application/json": {"schema": {"type": "object"}}}
    form = {**data, "multipart/form-data": {"schema": {"type": "object"}}}
    one = put({"required": True, "content": form}, ("200", data), ("404", data))
    other = put({"content": data}, ("200", {"text/plain": {}}), ("409", data))

    assert [
        ("body", "media-types", "application/json, multipart/form-data", "application/json"),
        ("body", "required", "required", "optional"),
        ("answers", "statuses", "404", "409"),
        ("answer 200", "media-types", "application/json", "text/plain"),
        ("answer 200", "schema", "described", ""),
    ] == [(d.part, d.kind, d.ours, d.theirs) for d in compare(one, other).differences]
    assert [("body", "body", "application/json", "")] == [
        (d.part, d.kind, d.ours, d.theirs)
        for d in compare(
            put({"required": True, "content": data}, ("200", data)), put(None, ("200", data))
        ).differences
    ]


def test_recursive_schemas_are_compared_to_an_end(tmp_path: Path) -> None:
    """A tree of trees, on one side by way of `allOf`: told once for each way to write it."""
    link = {"$ref": "#/components/schemas/Node"}

    def tree(inner: Any, **more: Any) -> ForeignDocument:
        children = {"type": "array", "items": inner}
        node = {"type": "object", "properties": {"children": children, **more}}
        return document(tmp_path, link, components={"schemas": {"Node": node}})

    one, other = tree(link, name={}), tree({"allOf": [link, {"description": "One more."}]})
    found = compare(one, other)

    assert found.complete
    assert ["name", "children[].name"] == [d.place for d in found.differences]
