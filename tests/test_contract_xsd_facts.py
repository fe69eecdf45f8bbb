"""The XSDs beside what is known of the vendor's set of 2011: names, order, occurrence, values.

`data/xml_sequences.csv` has one row an element: the type, the path in it, how often the element occurs and
what it holds (a type, `..n` for a longest text, or values separated by bars).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from conformance.bundle import specs
from conformance.contract.xsd import PREFIXES, XmlSchemas
from conformance.contract.xsd_shape import XS

SCHEMAS = XmlSchemas(specs() / "xsd")
ROOTS = {name: etree.fromstring(text) for name, text in SCHEMAS.texts.items()}
PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}
BOUNDED = {"xs:nonNegativeInteger": "integer 0.."}

# Where we differ on purpose from the set of 2011: (type, path) and why.
DIFFERENCES = {
    ("use:authenticateUser", "samlResponse"): "since 9.0 a password or a token takes its place",
    ("serv:responseType", "exceptionID"): "every number known has six digits",
    ("serv:subErrorType", "exceptionID"): "every number known has six digits",
    ("serv:bodyType", "bodyContent"): "an answer from in front of the service has an empty body",
    ("@com:timeZoneType", ""): "later answers name zone 4 after San Francisco, and there is a zone 62",
}

Row = tuple[str, str, str]


def facts() -> dict[str, list[Row]]:
    """The rows of each type: path, occurrence, contents."""
    rows = defaultdict(list)
    with (Path(__file__).parent / "data" / "xml_sequences.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["type"]].append((row["path"], row["occurs"], row["holds"]))
    return rows


FACTS = facts()


@cache
def declared(kind: str) -> dict[str, Any]:
    """The types of one kind (`complexType`, `simpleType`) by `prefix:name`."""
    return {
        f"{PREFIX_OF[root.get('targetNamespace')]}:{node.get('name')}": node
        for root in ROOTS.values()
        for node in root.findall(XS + kind)
    }


def resolved(name: str, node: Any) -> str:
    """A type's name with our prefixes."""
    prefix, _, last = name.rpartition(":")
    return f"xs:{last}" if prefix == "xs" else f"{PREFIX_OF[node.nsmap[prefix]]}:{last}"


def rows_of(node: Any, path: str = "") -> Iterator[Row]:
    """The rows of one of our types, those of its bases first."""
    extension = node.find(f"{XS}complexContent/{XS}extension")
    if extension is not None:
        yield from rows_of(declared("complexType")[resolved(extension.get("base"), extension)], path)
        node = extension
    for element in node.iterfind(f"{XS}sequence/{XS}element"):
        name = path + element.get("name")
        most = element.get("maxOccurs", "1").replace("unbounded", "*")
        occurs = f"{element.get('minOccurs', '1')}..{most}"
        inline = element.find(f"{XS}complexType")
        yield name, occurs, "" if inline is not None else holds(resolved(element.get("type"), element))
        if inline is not None:
            yield from rows_of(inline, f"{name}/")


def holds(name: str) -> str:
    """What a type holds, in the words of the table."""
    simple = declared("simpleType").get(name)
    if simple is None:
        return BOUNDED.get(name, name.removeprefix("xs:"))
    restriction = simple.find(f"{XS}restriction")
    values = [each.get("value") for each in restriction.iterfind(f"{XS}enumeration")]
    if f"@{name}" in FACTS:
        return f"@{name}"
    longest = restriction.find(f"{XS}maxLength")
    least = restriction.find(f"{XS}minInclusive")
    base = restriction.get("base").removeprefix("xs:")
    if longest is not None:
        return f"{base} ..{longest.get('value')}"
    return f"{base} {least.get('value')}.." if least is not None else " | ".join(values)


def marked(type_name: str, path: str) -> bool:
    """Whether our element, or one that it is in, says where it comes from."""
    node = declared("complexType")[type_name]
    for name in path.split("/"):
        element = next(each for each in elements(node) if each.get("name") == name)
        if element.find(f"{XS}annotation/{XS}appinfo") is not None:
            return True
        node = element.find(f"{XS}complexType")
    return False


def elements(node: Any) -> Iterator[Any]:
    """The elements of a type, those of its bases first."""
    extension = node.find(f"{XS}complexContent/{XS}extension")
    if extension is not None:
        yield from elements(declared("complexType")[resolved(extension.get("base"), extension)])
        node = extension
    yield from node.iterfind(f"{XS}sequence/{XS}element")


@pytest.mark.parametrize("name", [name for name in FACTS if not name.startswith("@")])
def test_a_type_has_the_elements_of_2011_in_their_order(name: str) -> None:
    """Each element of the facts is there, alike in occurrence and contents; all others are marked."""
    ours = list(rows_of(declared("complexType")[name]))
    known = {path for path, _, _ in FACTS[name]}

    same = [row for row in ours if row[0] in known]
    expected = [row for row in FACTS[name] if (name, row[0]) not in DIFFERENCES]
    assert expected == [row for row in same if (name, row[0]) not in DIFFERENCES]
    assert [path for path, _, _ in FACTS[name]] == [path for path, _, _ in same]
    assert [] == [path for path, _, _ in ours if path not in known and not marked(name, path)]


@pytest.mark.parametrize("name", [name for name in FACTS if name.startswith("@")])
def test_the_long_lists_of_values_are_those_of_2011(name: str) -> None:
    """Values and their order agree; where ours has more, the difference is argued."""
    (_, _, expected) = FACTS[name][0]
    node = declared("simpleType")[name[1:]]
    ours = [each.get("value") for each in node.iter(f"{XS}enumeration")]

    assert expected.split(" | ") == ours[: len(expected.split(" | "))]
    assert (len(ours) > len(expected.split(" | "))) == ((name, "") in DIFFERENCES)


def test_differences_are_differences() -> None:
    """What is argued above does differ, so that no reason outlives its cause."""
    for name, path in DIFFERENCES:
        if not name.startswith("@"):
            ours = {row[0]: row for row in rows_of(declared("complexType")[name])}
            assert ours[path] not in FACTS[name]


def test_types_that_no_fact_tells_say_so() -> None:
    """An operation outside the facts has a mark, or is the one that 9.0 brought."""
    outside = {
        operation.name: operation.inferred
        for operation in SCHEMAS.operations.values()
        if f"{PREFIX_OF[operation.request[1:].partition('}')[0]]}:{operation.request.rpartition('}')[2]}"
        not in FACTS
    }

    plain = {name for name, inferred in outside.items() if not inferred}
    assert {"ActivateUser", "InactivateUser", "DelEvent", "DelSession", "DelRecording"} <= set(outside)
    # GetAPIVersion and its like have rows; an operation without elements has none.
    assert plain <= {"GetSiteType"}
