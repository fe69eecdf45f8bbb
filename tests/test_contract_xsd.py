"""The XSDs of the XML API: every edition compiles, both libraries agree, marks decide."""

from __future__ import annotations

import bisect

import pytest
import xmlschema
from lxml import etree

from conformance.bundle import specs
from conformance.contract.xsd import EDITIONS, Findings, Side, XmlSchemas
from conformance.contract.xsd_shape import Kind, version
from conformance.errors import ContractError
from tests.xml_documents import NEAR_MISSES, VALID, envelope

SCHEMAS = XmlSchemas(specs() / "xsd")
LATEST = SCHEMAS.edition("41.12")
RELEASES = [version(edition) for edition in EDITIONS]
TYPES = sorted(SCHEMAS.shape.body_types)


def dated(kind: Kind, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], tuple[int, ...]]]:
    """Every path to an element that a release brought, with the release."""
    found = []
    for part in kind.parts:
        here = (*path, part.name)
        if part.since:
            found.append((here, part.since))
        if part.kind is not None:
            found += dated(part.kind, here)
    return found


DATED = [(name, path, since) for name in TYPES for path, since in dated(SCHEMAS.shape.kind(name))]


def short(value: object) -> str | None:
    """What an id of a parametrised test shows."""
    if isinstance(value, str):
        return value.rpartition("}")[2]
    if isinstance(value, tuple) and value and isinstance(value[0], str):
        return "-".join(each.rpartition("}")[2] for each in value)
    return ".".join(map(str, value)) if isinstance(value, tuple) else None


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_compiles_in_both_libraries(edition: str) -> None:
    """Both lxml and xmlschema read the derived XSDs of each edition."""
    schema = SCHEMAS.edition(edition)

    assert isinstance(schema.compiled, etree.XMLSchema)
    assert isinstance(schema.model, xmlschema.XMLSchema10)


@pytest.mark.parametrize(("name", "path", "since"), DATED, ids=short)
def test_an_element_is_known_from_its_release_on(
    name: str, path: tuple[str, ...], since: tuple[int, ...]
) -> None:
    """Each marked element is unknown in the edition before its release and known in the one that has it."""
    side = Side.RESPONSE if name.endswith("Response") else Side.REQUEST
    first = bisect.bisect_left(RELEASES, since)
    document = envelope(LATEST, name, path)
    if first == len(EDITIONS):
        *_, parent = document.iter(path[-2] if len(path) > 1 else "{*}bodyContent")
        etree.SubElement(parent, path[-1]).text = "true"
    else:
        assert SCHEMAS.edition(EDITIONS[first]).findings(document, side).valid
        assert SCHEMAS.edition(EDITIONS[first]).compiled.validate(document)
    if first:
        before = SCHEMAS.edition(EDITIONS[first - 1])
        findings = before.findings(document, side)
        assert not findings.valid
        assert any(path[-1].rpartition("}")[2] in line.partition(":")[0] for line in findings.newer)
        assert () == findings.content
        assert not before.compiled.validate(document)
        assert not before.model.is_valid(document)


def test_every_mark_is_reached_by_some_operation() -> None:
    """No element is marked that no message can hold."""
    reached = {(path[-1], since) for _, path, since in DATED}
    marked = {(mark.element, version(mark.since)) for mark in SCHEMAS.marks if mark.since}

    assert marked == reached


@pytest.mark.parametrize("name", TYPES, ids=short)
def test_both_libraries_take_what_the_types_ask_for_and_everything_they_allow(name: str) -> None:
    """The smallest and the fullest body of each type is valid in both, and without findings."""
    side = Side.RESPONSE if name.endswith("Response") else Side.REQUEST

    for whole in (False, True):
        document = envelope(LATEST, name, whole=whole)
        assert Findings((), (), ()) == LATEST.findings(document, side)
        LATEST.compiled.assertValid(document)
        LATEST.model.validate(document)


@pytest.mark.parametrize("name", TYPES, ids=short)
def test_both_libraries_refuse_a_body_with_one_defect(name: str) -> None:
    """An element taken out, doubled, renamed or emptied: the verdicts are the same."""
    for index in range(4):
        for defect in ("gone", "twice", "renamed", "emptied"):
            document = envelope(LATEST, name, whole=index % 2 == 0)
            nodes = [node for node in document.iter() if node.getparent() is not None]
            node = nodes[(index * 7 + len(name)) % len(nodes)]
            if defect == "gone":
                node.getparent().remove(node)
            elif defect == "twice":
                node.addnext(etree.fromstring(etree.tostring(node)))
            elif defect == "renamed":
                node.tag = "{http://www.example.com/other}thing"
            else:
                node.text = ""
            # Parsed anew: an empty text node, which no parser makes, is none of the defects.
            document = etree.fromstring(etree.tostring(document))
            assert LATEST.compiled.validate(document) == LATEST.model.is_valid(document), (defect, node.tag)


@pytest.mark.parametrize("name", VALID)
def test_documents_as_they_are_on_the_wire_are_valid(name: str) -> None:
    """Requests without namespaces and responses with them have no findings, and both libraries agree."""
    side, document = VALID[name]
    ordered = LATEST.ordered(document, side)

    findings = LATEST.findings(document, side)

    assert ((), ()) == (findings.content, findings.newer)
    assert LATEST.compiled.validate(ordered)
    assert LATEST.model.is_valid(ordered)


@pytest.mark.parametrize("number", range(len(NEAR_MISSES)))
def test_near_misses_are_found_and_both_libraries_agree(number: int) -> None:
    """One defect makes one finding or more with its place, and both libraries refuse the document."""
    name, old, new = NEAR_MISSES[number]
    side, valid = VALID[name]
    document = valid.replace(old.encode(), new.encode())
    assert valid != document

    findings = LATEST.findings(document, side)
    ordered = LATEST.ordered(document, side)

    assert findings.content
    assert all(line.startswith("/message") and ": " in line for line in findings.content)
    assert not LATEST.compiled.validate(ordered)
    assert not LATEST.model.is_valid(ordered)


def test_an_edition_that_does_not_exist_is_named() -> None:
    """The error says which editions there are."""
    with pytest.raises(ContractError, match=r"10\.0 is no edition.*41\.12"):
        SCHEMAS.edition("10.0")


def test_the_type_model_tells_occurrence_and_values() -> None:
    """Generators and forms ask it by name; an unknown name is an error of ours."""
    operation = SCHEMAS.operations["LstrecordaccessHistory"]
    parts = {part.local_name: part for part in LATEST.type_model(operation.request).content.iter_elements()}

    assert (0, None) == next(
        (part.min_occurs, part.max_occurs)
        for part in LATEST.type_model(SCHEMAS.operations["LstMeetingType"].request).content.iter_elements()
    )
    assert "serviceTypes" in parts
    assert ["RECORDID", "UPLOADTIME", "RECORDNAME"] == next(
        part.type.enumeration for part in parts["order"].type.content.iter_elements()
    )
    with pytest.raises(ContractError, match="no type nothing"):
        LATEST.type_model("nothing")


def test_a_folder_without_schemas_is_an_error_of_ours(tmp_path) -> None:
    """An empty folder and one with broken XSDs are named."""
    with pytest.raises(ContractError, match=r"no webex\.xsd"):
        XmlSchemas(tmp_path).edition("9.0").compiled  # noqa: B018 - asking compiles it
    (tmp_path / "webex.xsd").write_text(
        '<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema"><s:element name="a" type="b"/></s:schema>'
    )
    with pytest.raises(ContractError, match="no schema"):
        XmlSchemas(tmp_path).edition("9.0").compiled  # noqa: B018 - as above
    with pytest.raises(ContractError, match="no schema"):
        XmlSchemas(tmp_path).edition("9.0").model  # noqa: B018 - as above


def test_the_schemas_are_where_the_wheel_takes_them_from() -> None:
    """`specs/` goes into the wheel as a whole, and the XSDs are in it."""
    assert (specs() / "xsd" / "webex.xsd").is_file()
    assert {"webex.xsd"} < set(SCHEMAS.texts)
