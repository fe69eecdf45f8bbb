"""What is read out of OpenAPI documents before anything is drawn: places, bounds and overlays."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conformance.errors import ContractError
from conformance.generators.openapi import Bounds, OperationModel, Place
from conformance.generators.openapi.narrowing import alone, narrowed
from conformance.generators.openapi.overlays import ABSENT, difference, overlaid, stand_in
from conformance.generators.openapi.places import resolved
from tests.samples import SAMPLES, made_up, model

STEADY = settings(max_examples=60, deadline=None, derandomize=True, database=None)
TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "integer"}
FIRM = {"maxLength": {"provenance": "documented"}}


def ref(name: str, **more: Any) -> dict[str, Any]:
    """A reference to a schema, and what stands beside it."""
    return {"$ref": f"#/components/schemas/{name}", **more}


def an_object(**properties: Any) -> dict[str, Any]:
    """The schema of an object."""
    return {"type": "object", "properties": properties}


def place(operation: OperationModel, name: str) -> Place:
    """The place of that name."""
    [found] = [one for one in operation.places if one.name == name]
    return found


def test_places_of_all_parts_are_found() -> None:
    """Those of each part of `allOf`, of references, of objects inside, and of the items of arrays."""
    inner = an_object(name=ref("Name"), tags={"type": "array", "items": an_object(key=TEXT)})
    operation = made_up(
        {"allOf": [ref("Base"), an_object(own=TEXT)], "properties": {"inner": inner}},
        query=[{"name": "max", "schema": NUMBER}],
        schemas={"Base": {**an_object(id=TEXT), "required": ["id"]}, "Name": {"type": "string"}},
    )

    assert ["max", "id", "own", "inner", "inner.name", "inner.tags", "inner.tags[]", "inner.tags[].key"] == [
        one.name for one in operation.places
    ]
    assert ["id"] == [one.name for one in operation.places if one.required]
    assert ("string",) == place(operation, "inner.name").types


def test_what_stands_beside_a_reference_wins() -> None:
    """A keyword beside it replaces the same keyword behind it, and nothing else."""
    document = {"components": {"schemas": {"a/b": {"type": "string", "maxLength": 5}}}}

    found = resolved(document, {"$ref": "#/components/schemas/a~1b", "maxLength": 7})

    assert {"type": "string", "maxLength": 7} == found


@pytest.mark.parametrize(
    ("schema", "sentence"), [(ref("Nobody"), "leads nowhere"), (ref("One"), "around in a circle")]
)
def test_references_that_lead_to_no_schema_are_told(schema: dict[str, Any], sentence: str) -> None:
    """Whoever lays a damaged document beside ours is told what is wrong with it."""
    operation = made_up(an_object(a=schema), schemas={"One": ref("Other"), "Other": ref("One")})

    with pytest.raises(ContractError, match=sentence):
        list(operation.places)


def test_a_schema_inside_itself_has_an_end() -> None:
    """An object that holds objects of its kind is followed a few steps deep."""
    operation = made_up(ref("Tree"), schemas={"Tree": an_object(leaf=TEXT, tree=ref("Tree"))})

    assert {1, 2, 3, 4, 5} == {len(one.pointer) for one in operation.places}


def test_there_is_no_place_twice() -> None:
    """In no operation of our documents do two places have one name."""
    for operation in SAMPLES:
        names = [(one.where, one.name) for one in model(operation).places]
        assert len(names) == len(set(names)), operation


def test_an_operation_that_is_not_there_is_told() -> None:
    """By method and path."""
    operation = OperationModel({"paths": {"/things": {"get": {}}}}, "POST", "/things")

    with pytest.raises(ContractError, match="There is no POST /things in the document"):
        _ = operation.operation


def test_the_operation_s_own_parameter_counts() -> None:
    """Of two with one name and place, the operation's own; those of the path hold for it as well."""
    operation = made_up(
        query=[{"name": "max", "schema": NUMBER}],
        shared=[
            {"name": "max", "in": "query", "schema": TEXT},
            {"name": "from", "in": "query", "schema": TEXT, "required": True},
            {"name": "accept", "in": "header", "schema": TEXT},
        ],
    )

    assert [("max", ("integer",), False), ("from", ("string",), True)] == [
        (one.name, one.types, one.required) for one in operation.places
    ]


@pytest.mark.parametrize(
    "mark", ["x-needs", "x-required-when", "x-true-only-for", "x-requires-any", "x-same-prefix"]
)
def test_marks_of_conditions_hold_for_what_lies_inside(mark: str) -> None:
    """Of a property, its properties and its items; and of a parameter, wherever the mark stands."""
    operation = made_up(
        an_object(a={**an_object(b={"type": "array", "items": an_object(c=TEXT)}), mark: ["x"]}, d=TEXT),
        query=[
            {"name": "p", "schema": TEXT, mark: ["x"]},
            {"name": "q", "schema": {**TEXT, mark: ["x"]}},
            {"name": "r", "schema": TEXT},
        ],
    )

    assert ["p", "q", "a", "a.b", "a.b[]", "a.b[].c"] == [
        one.name for one in operation.places if one.conditional
    ]


def test_rivals_are_those_of_either_mark() -> None:
    """What excludes a parameter, and beside what it is passed over; such a value is pointless there."""
    parameter = {"name": "link", "schema": TEXT, "x-excludes": ["number"], "x-ignored-when": ["series"]}
    link = place(made_up(query=[parameter]), "link")

    assert ("number", "series") == link.rivals
    assert Bounds().pointless(link, {"series": "1"})
    assert not Bounds().pointless(link, {"max": "1"})


def test_what_the_documents_disagree_about_is_marked() -> None:
    """A parameter, its schema, or a property."""
    operation = made_up(
        an_object(a={**TEXT, "x-conflict": "c"}, b=TEXT),
        query=[
            {"name": "p", "schema": TEXT, "x-conflict": "c"},
            {"name": "q", "schema": {**TEXT, "x-conflict": "c"}},
        ],
    )

    assert ["p", "q", "a"] == [one.name for one in operation.places if one.disputed]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({**TEXT, "maxLength": 3}, (True, True)),
        ({**TEXT, "x-provenance": "inferred"}, (False, False)),
        ({**TEXT, "x-limits": {"maxLength": {"provenance": "inferred"}}}, (True, False)),
        ({**TEXT, "x-provenance": "observed", "x-limits": FIRM}, (False, True)),
        ({**TEXT, "x-limits": "odd"}, (True, True)),
    ],
)
def test_what_a_document_says_of_a_keyword_is_firm(schema: Any, expected: tuple[bool, bool]) -> None:
    """By the provenance of the keyword, or else by that of the schema, or of what it lies in."""
    found = place(made_up(an_object(a=an_object(b=schema))), "a.b")
    outer = {**an_object(b=schema), "x-provenance": "inferred"}
    inside = place(made_up(an_object(a=outer)), "a.b")

    assert expected == (found.firm("type"), found.firm("maxLength"))
    assert not inside.firm("type")


BODY = {**an_object(name=TEXT, size=NUMBER, kind={"enum": ["a", None, "b"]}, id=TEXT, on={"type": "boolean"})}


def offered(operation: OperationModel, body: Any, *never: str, query: Any = ()) -> dict[str, Any]:
    """What may be drawn beside a base: schemas of properties and of parameters, by name."""
    document = narrowed(operation, dict(query), body, Bounds(never=frozenset(never)))
    if document is None:
        return {}
    [path] = document["paths"].values()
    [described] = path.values()
    found = {one["name"]: one["schema"] for one in described["parameters"]}
    content = described.get("requestBody", {}).get("content", {})
    return {**found, **content.get("application/json", {}).get("schema", {}).get("properties", {})}


def test_names_that_chance_leaves_alone_are_not_drawn() -> None:
    """Neither these, nor what the base has already; of options, nothing is none."""
    found = offered(made_up(BODY), {"name": "x"}, "id")

    assert {"size", "kind", "on"} == found.keys()
    assert ["a", "b"] == found["kind"]["enum"]
    assert {} == offered(made_up(BODY), {"name": "x"}, "id", "size", "kind", "on")


def test_nothing_is_drawn_for_what_has_neither_query_nor_body() -> None:
    """There is no document then."""
    assert narrowed(made_up(), {}, None, Bounds()) is None
    assert narrowed(made_up(BODY), {}, None, Bounds()) is None


def test_a_name_is_left_alone_however_deep_it_lies() -> None:
    """In objects and items too; a dotted one in its own place, with what cannot do without it."""
    inner = {**an_object(id=TEXT, size=NUMBER), "required": ["size"]}
    listed = {"type": "array", "items": inner, "minItems": 1, "maxItems": 9}
    operation = made_up(an_object(a=inner, list=listed, size=NUMBER))

    found = offered(operation, {}, "id")
    assert {"size"} == found["a"]["properties"].keys() == found["list"]["items"]["properties"].keys()
    assert (1, 3) == (found["list"]["minItems"], found["list"]["maxItems"])
    assert {"list", "size"} == offered(operation, {}, "a.size").keys()
    assert {} == offered(operation, {}, "size")


@pytest.mark.parametrize(
    "schema",
    [
        {**TEXT, "format": "uri"},
        {**TEXT, "pattern": "^a$"},
        {**TEXT, "maxLength": 2},
        {"anyOf": [TEXT, NUMBER]},
        {"oneOf": [TEXT]},
        {**TEXT, "not": {"const": "x"}},
        {**TEXT, "if": {"const": "x"}},
        {"const": "x"},
        {"type": ["string", "integer"]},
        {**TEXT, "x-needs": ["y"]},
        {"type": "object"},
        {"type": "array"},
        {},
    ],
)
def test_what_is_more_than_its_type_is_not_drawn(schema: dict[str, Any]) -> None:
    """Forms, alternatives, conditions, and what nobody describes."""
    assert {} == offered(made_up(an_object(a=schema)), {})


def test_what_is_drawn_is_kept_within_reason() -> None:
    """Texts are short and plain, numbers are in reach of the least one, and null is not drawn."""
    long = {"type": ["string", "null"], "maxLength": 5000}
    found = offered(
        made_up(an_object(text=long, number={**NUMBER, "minimum": 3}, less={**NUMBER, "maximum": 5})), {}
    )

    assert (1, 60) == (found["text"]["minLength"], found["text"]["maxLength"])
    assert (3, 1003) == (found["number"]["minimum"], found["number"]["maximum"])
    assert (0, 5) == (found["less"]["minimum"], found["less"]["maximum"])


def test_of_the_query_only_what_means_the_same_to_all_is_drawn() -> None:
    """Switches, whole numbers and options, unless the base has them or a rival of theirs."""
    schemas = {"on": {"type": "boolean"}, "max": NUMBER, "kind": {"enum": ["a"]}, "text": TEXT}
    schemas["list"] = {"type": "array", "items": TEXT}
    query: list[dict[str, Any]] = [{"name": name, "schema": one} for name, one in schemas.items()]
    query.append({"name": "beside", "schema": NUMBER, "x-excludes": ["kind"]})

    found = offered(made_up(query=query), None, query={"kind": "a"})

    assert {"on", "max"} == found.keys()


def test_an_operation_alone_is_as_it_is() -> None:
    """But for ids in its path, headers, and how one signs in."""
    operation = made_up(
        {"allOf": [ref("Base")], "properties": {"a": TEXT}, "required": ["a"]},
        query=[{"name": "max", "schema": NUMBER}],
        schemas={"Base": {**an_object(b=TEXT), "required": ["b"]}},
        shared=[{"name": "id", "in": "path", "schema": TEXT}, {"name": "x", "in": "header", "schema": TEXT}],
    )

    [(path, item)] = alone(operation)["paths"].items()

    assert "{" not in path
    assert ["max"] == [one["name"] for one in item["post"]["parameters"]]
    schema = item["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert ({"a", "b"}, ["b", "a"]) == (set(schema["properties"]), schema["required"])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
OPEN = made_up(an_object(a=TEXT, b=TEXT, c=an_object(a=TEXT, b=an_object(a=TEXT))))


@STEADY
@given(JSON)
def test_alike_bodies_do_not_differ(body: Any) -> None:
    """Whatever they hold."""
    assert difference(body, copy.deepcopy(body)) is None


@STEADY
@given(
    st.dictionaries(st.sampled_from("ab"), JSON, max_size=2),
    st.sampled_from([("a",), ("c",), ("c", "a"), ("c", "b", "a")]),
    JSON.filter(lambda one: not isinstance(one, dict | list)),
)
def test_what_is_laid_over_is_the_only_difference(
    body: dict[str, Any], pointer: tuple[str, ...], value: Any
) -> None:
    """At its place, with its value; the base stays as it was."""
    whole = {**body, "c": {"b": {"b": "x"}}}
    before = copy.deepcopy(whole)

    found = overlaid(OPEN, whole, pointer, value)

    assert before == whole
    assume(json.dumps(found) != json.dumps(before))
    assert (pointer, value) == difference(before, found)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"a": 1}, {"a": True}, (("a",), True)),
        ({"a": 1, "b": 2}, {"a": 1}, (("b",), ABSENT)),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, (("a", "0", "b"), 2)),
        ({"a": [1]}, {"a": [1, 2]}, (("a",), [1, 2])),
        ({"a": 1, "b": 2}, {"a": 2, "b": 1}, None),
        ({"a": 1}, [1], ((), [1])),
    ],
)
def test_the_one_difference_is_found(one: Any, other: Any, expected: Any) -> None:
    """Another type is another value, and two differences are none."""
    assert expected == difference(one, other)


def test_what_a_value_lies_in_is_made() -> None:
    """With the least that it must have; arrays get the one item that is meant."""
    email = {**TEXT, "format": "email"}
    item = {**an_object(email=email, count=NUMBER, note=TEXT), "required": ["email", "count"]}
    operation = made_up(an_object(people={"type": "array", "items": item}, plain=TEXT))

    assert {"people": [{"email": "nobody@example.invalid", "count": 1, "note": 7}]} == overlaid(
        operation, {}, ("people", "0", "note"), 7
    )
    assert {"people": [{"count": 1}]} == overlaid(operation, {}, ("people", "0", "email"), ABSENT)
    assert {"people": [7, 8]} == overlaid(operation, {"people": [1, 8]}, ("people", "0"), 7)
    for pointer, value in ((("plain", "x"), 1), (("people", "0"), ABSENT), (("nobody", "x"), 1)):
        assert overlaid(operation, {"plain": "x", "people": [1]}, pointer, value) is None


def test_places_in_braces_are_held_against_schemas_by_what_may_stand_there() -> None:
    """Padding by its length, moments by a moment, and whatever is an id by an id."""
    found = stand_in(["{marker} {n}", "{day+3.hour}", "{pad*4}", {"a": "{meeting}"}, 7, None])

    assert ["wxc-00000000 7", "2031-05-05T10:00:00Z", "xxxx", {"a": "0" * 32}, 7, None] == found
