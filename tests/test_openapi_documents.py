"""Our OpenAPI documents: well formed, complete, and marked with where they come from."""

from __future__ import annotations

import re

import jsonschema_rs
import pytest
import schemathesis
import yaml

from conformance.contract import load
from tests.openapi_operations import OPERATIONS, SUCCESS
from tests.openapi_reading import (
    AVAILABILITY,
    DOCUMENTS,
    FOLDER,
    HOSTS,
    PROVENANCES,
    SOURCES,
    UPDATE_REQUEST,
    UPDATE_RESPONSE,
    complaints,
    document,
    follow,
    operations,
    property_schema,
    resolved,
    walk,
)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_is_openapi_3_1(name: str) -> None:
    """Every document says 3.1 and obeys the specification's own schema."""
    assert document(name)["openapi"] == "3.1.0"
    schemathesis.openapi.from_path(FOLDER / name, config=schemathesis.Config()).validate()


def test_a_broken_document_would_be_noticed() -> None:
    """The check above is one that can fail."""
    broken = document("people.yaml") | {"servers": "none"}
    with pytest.raises(jsonschema_rs.ValidationError):
        schemathesis.openapi.from_dict(broken, config=schemathesis.Config()).validate()


def test_no_document_is_left_out() -> None:
    """The folder holds the documents named here, with their defaults, and no others."""
    assert sorted(path.name for path in FOLDER.iterdir()) == DOCUMENTS
    for name in DOCUMENTS:
        assert document(name)["x-default-source"] in SOURCES
        assert document(name)["x-default-provenance"] in PROVENANCES


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations_resolve(name: str) -> None:
    """A client of the document sees every operation, references followed, under its own name."""
    schema = schemathesis.openapi.from_path(FOLDER / name, config=schemathesis.Config())
    found = [result.ok() for result in schema.get_all_operations()]
    assert {op.definition.raw["operationId"]: op.label for op in found} == OPERATIONS[name]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_references_resolve(name: str) -> None:
    """Every reference leads somewhere, and only within this folder."""
    references = [
        node["$ref"] for _, node in walk(document(name)) if isinstance(node, dict) and "$ref" in node
    ]
    assert references
    for reference in references:
        assert reference.partition("#/")[0] in {"", *DOCUMENTS}, reference
        assert follow(name, reference)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_text_is_tidy(name: str) -> None:
    """Lines are short and free of tabs, and nothing is written with anchors."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if len(line) > 110 or line != line.rstrip()] == []
    assert "\t" not in text
    assert not any(isinstance(token, yaml.AnchorToken | yaml.AliasToken) for token in yaml.scan(text))


def test_operation_ids_are_unique_and_lower_camel() -> None:
    """No two operations share an id, and all ids are written alike."""
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert len(ids) == len(set(ids)) == sum(len(names) for names in OPERATIONS.values())
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", id_) for id_ in ids)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_hosts_are_the_service_or_examples(name: str) -> None:
    """No address in a document belongs to anybody but the service itself and example.com."""
    for host in re.findall(r"https?://([^/\s\"'`]+)", (FOLDER / name).read_text(encoding="utf-8")):
        assert host in HOSTS or host.endswith(".example.com"), host


@pytest.mark.parametrize("name", DOCUMENTS)
def test_descriptions_are_short(name: str) -> None:
    """Apart from a document's own, a description is one line, and a summary one sentence."""
    for path, node in walk(document(name)):
        if (
            path.endswith(("/description", "/summary"))
            and isinstance(node, str)
            and path != "#/info/description"
        ):
            assert len(node) <= 110, path
            assert "\n" not in node, path


def test_operations_say_who_may_call_them() -> None:
    """Scopes by level and security requirements agree, and every scope is one of the scheme's."""
    _, scheme = follow("common.yaml", "#/components/securitySchemes/oauth2")
    known = scheme["flows"]["authorizationCode"]["scopes"]
    for _, label, operation in operations():
        levels = operation["x-levels"]
        assert set(levels) - {"guest"} == {"user", "admin", "compliance"}, label
        several = {"x-conflict", "x-scopes-any"} & operation.keys()
        for level, scopes in levels.items():
            assert len(scopes) < 2 or level == "guest" or several, label
        asked = list(levels.values())
        if operation.get("x-scopes-any"):
            asked = [[scope] for scopes in asked for scope in scopes]
        assert operation["security"] == [{"oauth2": scopes} for scopes in asked if scopes], label
        assert {scope for scopes in levels.values() for scope in scopes} <= known.keys(), label
        assert {s for scopes in operation.get("x-scopes-when", {}).values() for s in scopes} <= known.keys()
        assert set(operation.get("x-scopes-in-lists", [])) <= known.keys(), label


def test_operations_list_their_answers() -> None:
    """Each operation has the success it is known for and the refusals that can meet it."""
    for _, label, operation in operations():
        answers = operation["responses"].keys()
        usual = {"204"} if label.startswith("DELETE ") else {"200"}
        expected = SUCCESS.get(operation["operationId"], usual)
        assert {status for status in answers if status < "400"} == expected, label
        assert {"401", "403", "429", "500", "502", "503", "504"} <= answers, label
        assert ("415" in answers) == ("requestBody" in operation), label
        assert ("404" in answers) >= ("{" in label), label


def test_marks_are_known_words() -> None:
    """Sources, provenances and conflicts are of the few words that there are, and operations have them."""
    for name in DOCUMENTS:
        for path, node in walk(document(name)):
            if path.endswith("/x-source"):
                assert node in SOURCES, path
            elif path.endswith("/x-provenance"):
                assert node in PROVENANCES, path
            elif path.endswith("/x-conflict"):
                for one in [node] if isinstance(node, str) else node:
                    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", one), path
    for _, label, operation in operations():
        assert {"x-source", "x-provenance", "x-document-names", "summary"} <= operation.keys(), label


@pytest.mark.parametrize("name", DOCUMENTS)
def test_limits_are_marked_where_they_stand(name: str) -> None:
    """A mark on a single keyword sits in a schema that has this keyword."""
    for path, node in walk(document(name)):
        if isinstance(node, dict) and "x-limits" in node:
            _, schema = resolved(name, node)
            for keyword, mark in node["x-limits"].items():
                assert keyword in schema, path
                assert mark["source"] in SOURCES, path
                assert mark["provenance"] in PROVENANCES, path


@pytest.mark.parametrize("path", UPDATE_REQUEST)
@pytest.mark.parametrize("schema", ["UpdateMeeting", "PatchMeeting"])
def test_update_reference_request_is_described(schema: str, path: str) -> None:
    """Every body property of the update reference has a schema that says something."""
    _, node = property_schema(schema, path)
    assert {"type", "enum", "anyOf"} & node.keys()


@pytest.mark.parametrize("path", UPDATE_RESPONSE)
def test_update_reference_response_is_described(path: str) -> None:
    """Every response property of the update reference has a schema that says something."""
    _, node = property_schema("Meeting", path)
    assert {"type", "enum", "anyOf"} & node.keys()


def test_availability_attributes_are_described_and_never_required() -> None:
    """The 45 attributes of the availability tables have schemas, and no schema of a meeting wants one."""
    schemas = document("meetings.yaml")["components"]["schemas"]
    assert len(AVAILABILITY) == len(set(AVAILABILITY)) == 45
    assert set(AVAILABILITY) <= schemas["Meeting"]["properties"].keys()
    assert "required" not in schemas["Meeting"]
    for name in ("MeetingSeries", "ScheduledMeeting", "MeetingInstance"):
        assert {key for part in schemas[name]["allOf"] for key in part.get("required", [])} <= {
            "meetingSeriesId"
        }
    assert complaints("MeetingSeries", {}) == []
    assert complaints("AnyMeeting", {}) == []


def test_conflicts_and_sources_are_those_of_the_contract() -> None:
    """Each conflict and each source that a document names has its entry in the contract."""
    contract = load()

    for name in DOCUMENTS:
        for _, node in walk(document(name)):
            if isinstance(node, dict):
                named = node.get("x-conflict", [])
                named = {named} if isinstance(named, str) else set(named)
                assert named <= contract.conflicts.keys()
                assert node.get("x-source", "guide") in contract.sources
