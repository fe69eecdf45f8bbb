"""Random contents of the XML API: what is said to fit fits, and what is said to have a defect has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
import xmlschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance import bundle
from conformance.clients import SecurityContext
from conformance.clients.xml_building import request_xml
from conformance.contract.xml_sample import BoundsOfXml, SampleKind, XmlGenerated
from conformance.contract.xsd import Findings, Operation, Side, XmlSchemas
from conformance.errors import ContractError
from conformance.generators.xml_documents import (
    UNDESCRIBED,
    XmlContent,
    XmlExample,
    broken,
    contents,
    valid,
)
from conformance.generators.xml_values import right_text, wrong_texts

STEADY = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SCHEMAS = XmlSchemas(bundle.specs() / "xsd")
OPERATIONS = list(SCHEMAS.operations.values())
HERE = SecurityContext(site_name="acme", webex_id="jane@example.com")

OWN = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:simpleType name="short"><xs:restriction base="xs:string">
    <xs:minLength value="3"/><xs:maxLength value="5"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="few"><xs:restriction base="xs:int">
    <xs:minInclusive value="2"/><xs:maxInclusive value="4"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="pin"><xs:restriction base="xs:string">
    <xs:pattern value="[0-9]{4}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="odd"><xs:restriction base="xs:string">
    <xs:pattern value="~§[a-z]+§~"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="several"><xs:list itemType="few"/></xs:simpleType>
  <xs:simpleType name="either"><xs:union memberTypes="few xs:boolean"/></xs:simpleType>
  <xs:simpleType name="pair"><xs:restriction base="several">
    <xs:length value="2"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="level"><xs:restriction base="xs:integer">
    <xs:enumeration value="7"/><xs:enumeration value="8"/></xs:restriction></xs:simpleType>
  <xs:complexType name="plain"><xs:sequence>
    <xs:element name="first" type="short"/>
    <xs:element name="second" type="few" minOccurs="2" maxOccurs="4"/>
  </xs:sequence></xs:complexType>
  <xs:complexType name="rich"><xs:complexContent><xs:extension base="plain"><xs:sequence>
    <xs:choice>
      <xs:element name="left" type="pin"/>
      <xs:sequence>
        <xs:element name="right" type="several"/><xs:element name="far" type="either" minOccurs="0"/>
      </xs:sequence>
    </xs:choice>
    <xs:element name="strange" type="odd" minOccurs="0"/>
    <xs:element name="level" type="level" minOccurs="0"/>
    <xs:element name="when" type="xs:dateTime" minOccurs="0"/>
    <xs:element name="share" type="xs:double" minOccurs="0"/>
    <xs:element name="nothing" minOccurs="0"><xs:complexType/></xs:element>
    <xs:element name="again" type="rich" minOccurs="0"/>
    <xs:element name="priced" minOccurs="0"><xs:complexType><xs:simpleContent>
      <xs:extension base="xs:decimal"><xs:attribute name="unit" type="xs:string"/></xs:extension>
    </xs:simpleContent></xs:complexType></xs:element>
    <xs:any namespace="##other" minOccurs="0" processContents="lax"/>
  </xs:sequence></xs:extension></xs:complexContent></xs:complexType>
  <xs:complexType name="open"><xs:sequence>
    <xs:element name="inner" minOccurs="0"><xs:complexType><xs:sequence>
      <xs:any minOccurs="0" processContents="lax"/>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="text" type="xs:string" minOccurs="0" maxOccurs="2"/>
  </xs:sequence></xs:complexType>
  <xs:complexType name="stuck"><xs:sequence>
    <xs:element name="strange" type="odd"/>
  </xs:sequence></xs:complexType>
  <xs:element name="content" type="rich"/>
</xs:schema>
"""


@cache
def own() -> Any:
    """A schema with what the XSDs of the API do not use."""
    return xmlschema.XMLSchema10(OWN)


def own_type(name: str) -> tuple[Any, Operation]:
    """A type of that schema, as an edition and an operation would give it."""
    operation = Operation(name="Own", binding="java:own.Own", request=name, response="", inferred=False)
    return SimpleNamespace(type_model=own().types.__getitem__), operation


def fits(content: XmlContent) -> bool:
    """Whether a content is a valid `rich`."""
    text = request_xml("own.Own", content).decode()
    inside = (
        text.partition(">")[2].partition("bodyContent")[2].partition(">")[2].rpartition("</bodyContent>")[0]
    )
    return bool(own().is_valid(f"<content>{inside}</content>"))


def wanted(operation: Operation, kind: SampleKind, number: int = 12, **bounds: Any) -> XmlGenerated:
    """What a rule about that operation asks for."""
    name = operation.binding.removeprefix("java:com.webex.service.binding.")
    return XmlGenerated(operation=name, kind=kind, examples=number, bounds=BoundsOfXml(**bounds))


def drawn(
    operation: str, kind: SampleKind, number: int = 12, seed: int = 1, **bounds: Any
) -> tuple[XmlExample, ...]:
    """What is drawn for an operation in the last edition."""
    one = SCHEMAS.operations[operation]
    return contents(SCHEMAS.edition("41.12"), one, wanted(one, kind, number, **bounds), seed)


def judged(operation: Operation, content: XmlContent, edition: str) -> Findings:
    """What the edition has against a content, as it would be sent."""
    name = operation.binding.removeprefix("java:com.webex.service.binding.")
    return SCHEMAS.edition(edition).findings(request_xml(name, content, security=HERE), Side.REQUEST)


def places(found: Findings) -> set[str]:
    """The places at which a validator found something, repetitions of one element taken together."""
    return {line.partition(": ")[0].partition("[")[0] for line in found.content}


def texts(content: XmlContent) -> Iterator[tuple[str, str]]:
    """Every text of a content, with the name of its element."""
    for name, value in content.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                yield name, one
            else:
                yield from texts(one)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_what_fits_is_valid_to_another_validator(operation: Operation) -> None:
    """Lxml has nothing against the contents, nor against their order."""

    @STEADY
    @given(valid(SCHEMAS.edition("41.12"), operation))
    def hold(content: XmlContent) -> None:
        assert Findings((), (), ()) == judged(operation, content, "41.12")

    hold()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_what_has_a_defect_is_invalid_to_another_validator(operation: Operation) -> None:
    """And for one thing alone: all that lxml finds is at one place."""

    @STEADY
    @given(broken(SCHEMAS.edition("41.12"), operation))
    def hold(drawn: tuple[XmlContent, str]) -> None:
        content, wrong = drawn
        found = judged(operation, content, "41.12")
        assert (1, (), ()) == (len(places(found)), found.newer, found.order), f"{wrong}: {found.content}"

    hold()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_contents_are_those_of_their_edition(operation: Operation) -> None:
    """In the first edition nothing of a later release is used, and the defects are the only ones."""
    schema = SCHEMAS.edition("9.0")

    for one in contents(schema, operation, wanted(operation, "valid", 4), 1):
        assert Findings((), (), ()) == judged(operation, one.content, "9.0")
    for one in contents(schema, operation, wanted(operation, "broken", 8), 1):
        found = judged(operation, one.content, "9.0")
        assert (1, ()) == (len(places(found)), found.newer), f"{one.wrong}: {found.content}"


@pytest.mark.parametrize("kind", ["valid", "broken"])
def test_same_seed_gives_the_same_contents(kind: SampleKind) -> None:
    """More of them begin with the fewer, none comes twice, and another seed gives others."""
    few, many = drawn("LstsummarySession", kind, 5), drawn("LstsummarySession", kind, 40)

    assert (few, 40) == (many[:5], len(many))
    assert not [one for one in many if many.count(one) > 1]
    assert few != drawn("LstsummarySession", kind, 5, seed=2)


def test_valid_contents_begin_with_the_least_the_fullest_and_the_oddest() -> None:
    """Whatever the seed is, these three are tried."""
    least, fullest, oddest, *_ = drawn("LstsummaryMeeting", "valid")

    assert {} == least.content
    assert ["listControl", "order", "dateScope", "meetingKey", "hostWebExID"] == list(fullest.content)
    assert [text for _, text in texts(oddest.content) if text != text.strip()]
    assert not [text for _, text in texts(fullest.content) if text != text.strip()]


def test_operation_that_takes_little_has_few_contents() -> None:
    """Rather fewer than the same ones again."""
    assert 1 == len(drawn("GetSiteType", "valid"))
    assert [XmlExample({UNDESCRIBED: "x"}, "content has an element that no type has")] == list(
        drawn("GetSiteType", "broken")
    )


def test_every_kind_of_defect_is_among_the_first() -> None:
    """A dozen of a large type has each kind that the type has room for."""
    what = " / ".join(one.wrong for one in drawn("LstRecording", "broken"))

    for words in (
        *("no type has", "is missing", "times", "text in place of elements", "element in place of text"),
        *("is none of the listed values", "is no decimal"),
    ):
        assert words in what, words


def test_broken_contents_have_no_oddities() -> None:
    """Their one defect is all that is unusual about them, and no text is empty."""
    for seed in range(5):
        for one in drawn("LstsummaryUser", "broken", 20, seed):
            assert not [text for _, text in texts(one.content) if not text or text != text.strip()]


def test_contents_keep_to_their_bounds() -> None:
    """What is fixed is never wrong, what is left out is nowhere, what has values has one of them."""
    bounds = {
        "fixed": {"meetingkey": "0000000000"},
        "without": ("meetingKey", "sessionKey"),
        "values": {"startDate": ("01/15/2027 10:00:00",), "duration": ("30", "no number")},
    }
    for kind in ("valid", "broken"):
        for one in drawn("SetMeeting", kind, 30, **bounds):
            met = Counter(name for name, _ in texts(one.content))
            values = dict(texts(one.content))
            assert "0000000000" == one.content["meetingkey"]
            assert (1, 0, 0) == (met["meetingkey"], met["meetingKey"], met["sessionKey"])
            assert values.get("startDate", "01/15/2027 10:00:00").strip() == "01/15/2027 10:00:00"
            if kind == "valid":
                assert int(values.get("duration", "30")) == 30
            else:
                assert "meetingkey" not in one.wrong


def test_what_is_required_cannot_be_left_out() -> None:
    """Our data would contradict itself."""
    with pytest.raises(ContractError, match="cannot leave out meetingKey"):
        drawn("GetMeeting", "valid", without=("meetingKey",))


def test_types_that_the_api_does_not_use_work_as_well() -> None:
    """Choices, recursion, lists, unions, patterns, ranges and what extends another type."""
    schema, operation = own_type("rich")
    met: Counter[str] = Counter()
    for seed in range(8):
        for one in contents(schema, operation, wanted(operation, "valid", 20), seed):
            assert fits(one.content), one.content
            assert "strange" not in one.content
            met.update(one.content.keys())
    assert {"left", "right", "far", "again", "priced", "nothing", "when", "share", "level"} <= met.keys()


def test_defects_of_types_that_the_api_does_not_use() -> None:
    """Each breaks its type, also where a range, a length or a choice is what breaks."""
    schema, operation = own_type("rich")
    what: list[str] = []
    for seed in range(3):
        for one in contents(schema, operation, wanted(operation, "broken", 30), seed):
            assert not fits(one.content), one.wrong
            what.append(one.wrong)
    for words in ("is longer than 5", "is shorter than 3", "is too large", "is too small", "the pattern"):
        assert [text for text in what if words in text], words
    assert not [text for text in what if text.endswith("left is missing")]


def test_where_anything_may_stand_nothing_is_unknown() -> None:
    """An element that no type has is no defect inside one that takes any."""
    schema, operation = own_type("open")

    found = [one.wrong for one in contents(schema, operation, wanted(operation, "broken", 30), 1)]

    assert "content has an element that no type has" in found
    assert "content/inner has an element that no type has" not in found


def test_type_of_which_no_text_is_known_is_told() -> None:
    """Where it is required; where it is not, it is left out."""
    schema, operation = own_type("stuck")

    with pytest.raises(ContractError, match="that the type of strange allows"):
        contents(schema, operation, wanted(operation, "valid"), 1)


@STEADY
@given(
    st.randoms(use_true_random=False),
    st.sampled_from(["short", "few", "pin", "several", "pair", "either", "level"]),
)
def test_texts_fit_their_type_and_wrong_ones_do_not(draw: Random, name: str) -> None:
    """Of each kind of simple type, written plainly or oddly."""
    kind = own().types[name]

    for odd in (False, True):
        assert kind.is_valid(right_text(draw, kind, odd=odd))
    assert not [text for _, text in wrong_texts(kind) if kind.is_valid(text) or not text]


def test_hints_are_taken_where_the_type_allows_them() -> None:
    """A hint that does not fit is passed over."""
    kind = own().types["few"]

    draw = Random(1)  # noqa: S311 - not for secrets
    assert {"3"} == {right_text(draw, kind, hints=("9", "3", "x")) for _ in range(9)}
    assert " +03 " == right_text(draw, kind, hints=("3",), odd=True)
