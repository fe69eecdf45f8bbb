"""Requests of the XML API: what is written, in which encoding, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from conformance.clients.xml_building import (
    BadRequestValueError,
    Credential,
    CredentialKind,
    SecurityContext,
    authentication,
    request_xml,
    wire_date,
)

CALLER = SecurityContext(
    site_name="acme",
    webex_id="jane@example.com",
    partner_id="partner-1",
    credential=Credential(CredentialKind.PASSWORD, "P@ss & <word>"),
)


def content_of(document: bytes) -> etree._Element:
    """The element `bodyContent` of a request."""
    [found] = etree.fromstring(document).iter("bodyContent")
    return found


def test_a_request_has_header_body_and_type():
    """The envelope is that of the documents: a qualified root, all else unqualified, a Java type."""
    document = request_xml("meeting.GetMeeting", {"meetingKey": "123456789"}, security=CALLER)

    assert (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:serv="http://www.webex.com/schemas/2002/06/service">'
        "<header><securityContext><webExID>jane@example.com</webExID>"
        "<password>P@ss &amp; &lt;word&gt;</password><siteName>acme</siteName>"
        "<partnerID>partner-1</partnerID></securityContext></header>"
        '<body><bodyContent xsi:type="java:com.webex.service.binding.meeting.GetMeeting">'
        "<meetingKey>123456789</meetingKey></bodyContent></body></serv:message>"
    ) == document.decode()


@pytest.mark.parametrize(
    ("kind", "element"),
    [
        (CredentialKind.PASSWORD, "password"),
        (CredentialKind.SESSION_TICKET, "sessionTicket"),
        (CredentialKind.WEBEX_ACCESS_TOKEN, "webExAccessToken"),
        (CredentialKind.ACCESS_TOKEN, "accessToken"),
    ],
)
def test_each_credential_has_its_element(kind, element):
    """A security context carries one credential, in the element of its kind."""
    caller = SecurityContext(site_id=42, email="jane@example.com", credential=Credential(kind, "canary"))

    document = etree.fromstring(request_xml("site.GetSite", security=caller))

    [context] = document.iter("securityContext")
    assert {element: "canary", "siteID": "42", "email": "jane@example.com"} == {
        child.tag: child.text for child in context
    }


@pytest.mark.parametrize("kind", [CredentialKind.ACCESS_TOKEN, CredentialKind.SAML])
def test_tokens_and_assertions_are_exchanged_in_the_content(kind):
    """AuthenticateUser takes them in its content; the header names the caller alone."""
    caller = SecurityContext(site_name="acme", webex_id="jane", credential=Credential(kind, "canary"))

    context, content = authentication(caller)

    assert {kind.value: "canary"} == content
    assert {"webExID": "jane", "siteName": "acme"} == context.elements()


def test_a_password_is_exchanged_in_the_header():
    """With a password the content of AuthenticateUser is empty."""
    assert (CALLER, {}) == authentication(CALLER)


def test_an_assertion_stands_in_no_header():
    """Who forgets to exchange a SAML response is told so, without it."""
    caller = SecurityContext(site_name="acme", credential=Credential(CredentialKind.SAML, "canary"))

    with pytest.raises(BadRequestValueError, match="exchange it with AuthenticateUser") as caught:
        request_xml("site.GetSite", security=caller)
    assert "canary" not in str(caught.value)


def test_a_caller_shows_nobody_in_a_traceback():
    """Neither login nor credential stands in a representation, and the gate is told both secrets."""
    assert not [word for word in ("jane", "P@ss", "partner-1") if word in repr(CALLER)]
    assert ["P@ss & <word>", "partner-1"] == CALLER.secrets()
    assert {"siteName": "acme"} == CALLER.anonymous().elements()


def test_values_are_written_as_the_service_reads_them():
    """Switches in lower case, moments as month, day, year, lists as repeated elements, nothing as nothing."""
    document = request_xml(
        "user.DelUser",
        {
            "webExId": ["a", "b"],
            "syncWebOffice": True,
            "n": 7,
            "none": None,
            "schedule": {"startDate": datetime(2026, 3, 1, 9, 5, tzinfo=UTC)},
            "serv:startFrom": 1,
        },
    )

    inside = document.decode().partition("DelUser")[2].partition("</bodyContent>")[0]
    assert (
        '"><webExId>a</webExId><webExId>b</webExId><syncWebOffice>true</syncWebOffice><n>7</n><none/>'
        "<schedule><startDate>03/01/2026 09:05:00</startDate></schedule><serv:startFrom>1</serv:startFrom>"
    ) == inside
    assert "01/02/0003 04:05:06" == wire_date(datetime(3, 1, 2, 4, 5, 6, tzinfo=UTC))


def test_latin_1_is_sent_as_bytes_and_the_rest_as_numbers():
    """In ISO-8859-1 an é is one byte, and a sign that it lacks is a reference."""
    document = request_xml("user.SetUser", {"firstName": "Zoé €"}, encoding="ISO-8859-1")

    assert b'encoding="ISO-8859-1"' in document
    assert b"<firstName>Zo\xe9 &#8364;</firstName>" in document
    assert "Zoé €" == content_of(document)[0].text


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_cannot_carry_is_refused(bad):
    """The sentence names place and sign, and not the value."""
    with pytest.raises(BadRequestValueError) as caught:
        request_xml("user.SetUser", {"phones": {"password": f"hunter2{bad}"}})

    assert f"user.SetUser/phones/password holds {'half' if bad == chr(0xD800) else 'a control'}" in str(
        caught.value
    )
    assert f"U+{ord(bad):04X} at position 7" in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("operation", "content", "encoding"),
    [
        ("GetUser", {}, "UTF-8"),
        ('user.GetUser" x="', {}, "UTF-8"),
        ("user.GetUser", {"a b": 1}, "UTF-8"),
        ("user.GetUser", {"x/><y": 1}, "UTF-8"),
        ("user.GetUser", {"a": 1.5}, "UTF-8"),
        ("user.GetUser", {"a": b"x"}, "UTF-8"),
        ("user.GetUser", {}, "UTF-16"),
    ],
)
def test_what_cannot_be_written_is_refused(operation, content, encoding):
    """Names that would break out of their place, foreign types and encodings are told as such."""
    with pytest.raises(BadRequestValueError):
        request_xml(operation, content, encoding=encoding)


def test_content_that_never_ends_is_refused():
    """A content that holds itself ends in a sentence."""
    content: dict = {}
    content["a"] = content

    with pytest.raises(BadRequestValueError, match="nested deeper"):
        request_xml("user.GetUser", content)


@given(st.text(), st.sampled_from(["UTF-8", "ISO-8859-1"]))
def test_a_value_comes_back_as_it_was(text, encoding):
    """Whatever can be written at all is read as the same text, line ends included."""
    try:
        document = request_xml("user.SetUser", {"agenda": text}, encoding=encoding)
    except BadRequestValueError:
        assert any(ord(sign) < 32 or ord(sign) > 0xD7FF for sign in text)
        return

    assert text == (content_of(document)[0].text or "")
