"""What the schema of an edition tells about a document: content, later elements and order apart."""

from __future__ import annotations

import time

from lxml import etree

from conformance.bundle import specs
from conformance.contract.xsd import Findings, Side, XmlSchemas
from tests.xml_documents import FAILURE, VALID, WHO, request, response

SCHEMAS = XmlSchemas(specs() / "xsd")
LATEST = SCHEMAS.edition("41.12")


def test_order_is_told_apart_from_content() -> None:
    """Elements out of sequence are an information; the document stays valid."""
    document = request(
        "history.LstrecordaccessHistory",
        "<listControl><startFrom>1</startFrom></listControl><order><orderBy>RECORDID</orderBy></order>",
        WHO,
    )

    findings = LATEST.findings(document, Side.REQUEST)

    assert findings.valid
    assert ("/message/body/bodyContent/order: stands after listControl",) == findings.order
    assert not LATEST.compiled.validate(etree.fromstring(document))
    assert LATEST.compiled.validate(LATEST.ordered(document, Side.REQUEST))


def test_several_defects_are_told_at_once() -> None:
    """An unknown element does not hide a wrong value beside it, and a repeated element has a number."""
    document = request(
        "user.DelUser",
        "<webExId>a@example.com</webExId><webExId><b/></webExId><other/><syncWebOffice>perhaps</syncWebOffice>",
        WHO,
    )

    places = [line.partition(":")[0] for line in LATEST.findings(document, Side.REQUEST).content]

    assert "/message/body/bodyContent/other" in places
    assert "/message/body/bodyContent/webExId[2]" in places
    assert "/message/body/bodyContent/syncWebOffice" in places


def test_messages_name_no_namespaces() -> None:
    """A person reads the place and what is wrong, not addresses of schemas."""
    side, document = VALID["meetings"]
    broken = document.replace(b"<serv:total>1</serv:total>", b"")

    (finding,) = LATEST.findings(broken, side).content

    assert (
        "/message/body/bodyContent/matchingRecords/returned: This element is not expected. "
        "Expected is ( total )." == finding
    )


def test_an_element_of_a_later_release_is_told_apart() -> None:
    """It is neither an error of content nor silent: the release that brought it is named."""
    inside = "<use:webExId>a</use:webExId><use:largeEventCapacity>3</use:largeEventCapacity>"
    document = response("use", "getUser", inside)

    before = SCHEMAS.edition("41.5").findings(document, Side.RESPONSE)

    assert Findings((), ("/message/body/bodyContent/largeEventCapacity: came with 41.6",), ()) == before
    assert not before.valid
    assert SCHEMAS.edition("41.6").findings(document, Side.RESPONSE).valid


def test_a_patch_release_counts_as_its_release() -> None:
    """What 41.6.3 brought belongs to edition 41.6 and not to 41.5."""
    (mark,) = [mark for mark in SCHEMAS.marks if mark.since == "41.6.3"]

    assert "site:siteType/siteCommonOptions/supportLargeEvent" == mark.place
    assert b"supportLargeEvent" in SCHEMAS.edition("41.6").texts["site.xsd"]
    assert b"supportLargeEvent" not in SCHEMAS.edition("41.5").texts["site.xsd"]


def test_releases_without_changes_of_the_schema_add_nothing() -> None:
    """41.8, 41.9 and 41.10 have the schema of 41.7; they share what was compiled."""
    seven = SCHEMAS.edition("41.7")

    for edition in ("41.8", "41.9", "41.10"):
        assert seven.texts == SCHEMAS.edition(edition).texts
        assert seven.compiled is SCHEMAS.edition(edition).compiled
    assert seven.texts != SCHEMAS.edition("41.11").texts


def test_a_response_must_be_qualified_a_request_need_not_be() -> None:
    """The same unqualified message passes as a request and fails as a response."""
    bare = VALID["delete-meeting"][1].replace(b"serv:message", b"message")
    assert LATEST.findings(bare, Side.REQUEST).valid

    answer = FAILURE.replace(b"serv:reason", b"reason")
    (finding,) = LATEST.findings(answer, Side.RESPONSE).content

    assert "/message/header/response/reason: is reason, not {" in finding


def test_a_qualified_request_is_taken_too() -> None:
    """Elements in the namespace of the service and a legal type name are as good as the usual form."""
    usual = LATEST.ordered(VALID["create-meeting"][1], Side.REQUEST)

    assert Findings((), (), ()) == LATEST.findings(etree.tostring(usual), Side.REQUEST)


def test_a_type_that_is_no_operations_is_told() -> None:
    """Unknown operations, and requests where a response is due, are findings."""
    unknown = request("meeting.FlyMeeting", "", WHO)
    for document, side in (
        (unknown, Side.REQUEST),
        (VALID["signed-in"][1], Side.REQUEST),
        (VALID["delete-meeting"][1], Side.RESPONSE),
        (VALID["signed-in"][1].replace(b"use:authenticateUserResponse", b"use:nothing"), Side.RESPONSE),
        (VALID["signed-in"][1].replace(b"use:authenticateUserResponse", b"no:thing"), Side.RESPONSE),
    ):
        assert not LATEST.findings(document, side).valid

    (finding,) = LATEST.findings(unknown, Side.REQUEST).content
    assert finding.startswith("/message/body/bodyContent: java:com.webex.service.binding.meeting.FlyMeeting")


def test_what_is_valid_as_it_came_is_judged_like_what_must_be_laid_out() -> None:
    """The short way for valid responses gives the findings of the long one."""
    hint = b'<serv:header xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:schemaLocation="a b">'
    for side, document in VALID.values():
        if side is Side.RESPONSE:
            hinted = document.replace(b"<serv:header>", hint)
            assert document != hinted
            assert LATEST.findings(document, side) == LATEST.findings(hinted, side)
            assert LATEST.findings(etree.tostring(LATEST.ordered(hinted, side)), side).valid
    other = b'<a><serv:bodyContent xmlns:serv="http://www.webex.com/schemas/2002/06/service"/></a>'
    assert not LATEST.findings(other, Side.RESPONSE).valid


def test_a_type_in_a_wrong_place_is_told() -> None:
    """Only `bodyContent` names its type."""
    side, document = VALID["delete-meeting"]
    twisted = document.replace(b"<meetingKey>", b'<meetingKey xsi:type="a:b">')

    assert any("meetingKey: names a type" in line for line in LATEST.findings(twisted, side).content)


def test_what_is_no_message_is_told_without_a_schema() -> None:
    """Another root, or the right one in a wrong namespace, ends in one finding."""
    for document in (b"<envelope/>", b'<message xmlns="http://www.example.com/"/>', b"<message/>"):
        (finding,) = LATEST.findings(document, Side.RESPONSE).content
        assert ": the root is " in finding
    assert LATEST.ordered(b"<envelope/>", Side.RESPONSE) is None


def test_a_document_full_of_defects_is_told_shortly_and_soon() -> None:
    """Thousands of unknown elements, wrong values and long names end in a bounded number of short lines."""
    began = time.monotonic()
    for inside in (
        "<ep:x/>" * 40_000,
        "<ep:siteType>x</ep:siteType>" * 20_000,
        "<ep:recording><ep:size>x</ep:size></ep:recording>" * 12_000,
        f"<ep:{'x' * 40_000}/>",
    ):
        name = "lstRecording" if "recording" in inside else "getSiteType"
        findings = LATEST.findings(response("ep", name, inside), Side.RESPONSE)

        assert 0 < len(findings.content) <= 200
        assert max(map(len, findings.content)) <= 500
    assert time.monotonic() - began < 20


def test_the_document_given_stays_as_it_is() -> None:
    """Findings are made on a copy."""
    root = etree.fromstring(VALID["create-meeting"][1])
    before = etree.tostring(root)

    LATEST.findings(root, Side.REQUEST)

    assert before == etree.tostring(root)


def test_comments_do_not_cut_text_in_two() -> None:
    """A value around a comment is one value."""
    document = VALID["site-type"][1].replace(b"<ep:siteType>3", b"<ep:siteType><!-- a --><?b?>3<!-- c -->")

    ordered = LATEST.ordered(document, Side.RESPONSE)

    assert "3" == ordered.find(".//{*}siteType").text
    assert LATEST.findings(document, Side.RESPONSE).valid


def test_every_operation_has_a_request_and_a_response() -> None:
    """Bindings are unique, name their service, and both types are in the service's namespace."""
    services = {"user", "meeting", "ep", "event", "site", "history", "meetingtype"}

    for name, operation in SCHEMAS.operations.items():
        prefix, service, last = operation.binding.rsplit(".", 2)
        assert ("java:com.webex.service.binding", name) == (prefix, last)
        assert service in services
        assert operation.request.endswith(f"/{service}}}{name[0].lower()}{name[1:]}")
        assert f"{operation.request}Response" == operation.response


def test_hints_where_a_schema_lies_are_left_behind() -> None:
    """A document cannot make the validator load a schema of its own choice."""
    hint = b' xsi:schemaLocation="http://www.example.com/ http://www.example.com/x.xsd"'
    document = VALID["delete-meeting"][1].replace(b"<meetingKey", b"<meetingKey" + hint)

    assert LATEST.findings(document, Side.REQUEST).valid
    assert b"schemaLocation" not in etree.tostring(LATEST.ordered(document, Side.REQUEST))
