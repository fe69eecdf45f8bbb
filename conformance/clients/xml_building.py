"""Requests of the XML API: an envelope, a security context, and the content of one operation.

The documents are written by hand and not by a library, since what real clients send is no valid XML in the
eyes of one: the type of the content is named by a prefix that nothing declares.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Literal, TypeAlias

from conformance.clients.xml_reading import SERVICE

__all__ = [
    "ENCODINGS",
    "BadRequestValueError",
    "Content",
    "Credential",
    "CredentialKind",
    "SecurityContext",
    "XmlForm",
    "authentication",
    "request_xml",
    "wire_date",
]

ENCODINGS = ("UTF-8", "ISO-8859-1")
"""Encodings that a request may be written in."""

Content: TypeAlias = "str | int | bool | datetime | Mapping[str, Content] | Sequence[Content] | None"
"""What stands in an element: a text, a number, a switch, a moment of the site's wall clock, nothing, or
elements by name in the order of the mapping. A list stands for an element that is repeated."""

XmlForm: TypeAlias = Literal["plain", "latin-1", "bare", "undeclared", "no-type", "odd-type"]
"""How a document is written and described; others than `plain` are what real clients were seen to send."""

_OPERATION = re.compile(r"[a-z]+(?:\.[a-z]+)?\.[A-Za-z]+")
_ELEMENT = re.compile(r"(?:serv:)?[A-Za-z_][A-Za-z0-9_.-]*")
# What XML 1.0 has no way to write, not even as a number.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Of these a parser makes something else unless they are written as numbers.
_NUMBERED = re.compile("[\r\x7f-\x9f\u2028\u2029]")
_DEEPEST = 50


class BadRequestValueError(ValueError):
    """A value cannot be written in a request; the sentence names its place and never the value."""


class CredentialKind(Enum):
    """How a caller proves who he is; the value is the element that carries it."""

    PASSWORD = "password"  # noqa: S105 - the name of an element
    SESSION_TICKET = "sessionTicket"
    WEBEX_ACCESS_TOKEN = "webExAccessToken"  # noqa: S105 - likewise
    ACCESS_TOKEN = "accessToken"  # noqa: S105 - likewise
    SAML = "samlResponse"


# No security context has a place for it: an assertion is exchanged for a ticket first.
_EXCHANGED_ONLY = frozenset({CredentialKind.SAML})


@dataclass(frozen=True, slots=True)
class Credential:
    """One proof; its value stands in no representation.

    Attributes:
        kind: which of the kinds.
        value: the password, ticket, token, or SAML response in Base64.
    """

    kind: CredentialKind
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityContext:
    """Who calls, and on which site.

    Attributes:
        site_name: the first label of the site's address; either this or `site_id`.
        site_id: the site's number.
        webex_id: login name, an e-mail address on sites of the common identity.
        email: in place of the login name.
        credential: None where none is needed, or none is to be sent.
        partner_id: of an integration that has one.
    """

    site_name: str | None = None
    site_id: int | None = None
    webex_id: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    credential: Credential | None = None
    partner_id: str | None = field(default=None, repr=False)

    def without_credential(self) -> SecurityContext:
        """The same caller, who proves nothing."""
        return replace(self, credential=None)

    def anonymous(self) -> SecurityContext:
        """The site alone."""
        return SecurityContext(site_name=self.site_name, site_id=self.site_id)

    def secrets(self) -> list[str]:
        """What the gate of the evidence must know before the first request."""
        known = [self.credential.value if self.credential else None, self.partner_id]
        return [secret for secret in known if secret]

    def elements(self) -> dict[str, Content]:
        """The children of the element `securityContext`.

        Raises:
            BadRequestValueError: the credential is of a kind that is only ever exchanged for a ticket.
        """
        proof: dict[str, Content] = {}
        if self.credential is not None:
            if self.credential.kind in _EXCHANGED_ONLY:
                raise BadRequestValueError(
                    "A SAML response stands in no security context; exchange it with AuthenticateUser."
                )
            proof = {self.credential.kind.value: self.credential.value}
        whole: dict[str, Content] = {
            "webExID": self.webex_id,
            **proof,
            "siteID": self.site_id,
            "siteName": self.site_name,
            "partnerID": self.partner_id,
            "email": self.email,
        }
        return {name: value for name, value in whole.items() if value is not None}


def authentication(caller: SecurityContext) -> tuple[SecurityContext, dict[str, Content]]:
    """The security context and content with which AuthenticateUser exchanges a credential for a ticket.

    A password stands in the context and leaves the content empty; tokens of the common identity and SAML
    responses stand in the content, and the context names the caller alone.
    """
    proof = caller.credential
    if proof is None or proof.kind not in {CredentialKind.ACCESS_TOKEN, CredentialKind.SAML}:
        return caller, {}
    return caller.without_credential(), {proof.kind.value: proof.value}


def request_xml(
    operation: str,
    content: Mapping[str, Content] | None = None,
    *,
    security: SecurityContext | None = None,
    encoding: str = "UTF-8",
    using: Mapping[str, str] | None = None,
    form: XmlForm = "plain",
) -> bytes:
    """A request as the bytes that are sent.

    Signs that the encoding lacks are written as numbers.

    Args:
        operation: service and name, e.g. `meeting.CreateMeeting`.
        content: the elements of the operation.
        security: of the header; None leaves the header empty.
        encoding: one of `ENCODINGS`.
        using: elements that replace those of the security context; an empty text leaves one out.
        form: `bare` for a root of no namespace, `undeclared` for one of a prefix that nothing declares; as
            some clients write it.

    Raises:
        BadRequestValueError: a name or a value cannot be written; the sentence says which and why.
    """
    if encoding not in ENCODINGS:
        raise BadRequestValueError(f"Requests are written in {' or '.join(ENCODINGS)}, not in {encoding!r}.")
    if not _OPERATION.fullmatch(operation):
        raise BadRequestValueError(f"{operation!r} names no operation; write it as meeting.CreateMeeting.")
    header = ""
    if security is not None:
        caller = {name: value for name, value in (security.elements() | dict(using or {})).items() if value}
        header = _elements({"securityContext": caller}, "header", 1)
    root = "message" if form == "bare" else "serv:message"
    declared = "" if form in ("bare", "undeclared") else f' xmlns:serv="{SERVICE}"'
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n'
        f'<{root} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"{declared}>'
        f"<header>{header}</header>"
        f'<body><bodyContent xsi:type="java:com.webex.service.binding.{operation}">'
        f"{_elements(content or {}, operation, 1)}"
        f"</bodyContent></body></{root}>"
    )
    return text.encode(encoding, errors="xmlcharrefreplace")


def wire_date(moment: datetime) -> str:
    """A moment in the form of the service, `MM/DD/YYYY HH:MM:SS`; its zone is told elsewhere."""
    return (
        f"{moment.month:02}/{moment.day:02}/{moment.year:04} "
        f"{moment.hour:02}:{moment.minute:02}:{moment.second:02}"
    )


def _elements(content: Mapping[str, Content], place: str, depth: int) -> str:
    if depth > _DEEPEST:
        raise BadRequestValueError(f"The content of {place} is nested deeper than {_DEEPEST} elements.")
    pieces: list[str] = []
    for name, value in content.items():
        if not isinstance(name, str) or not _ELEMENT.fullmatch(name):
            raise BadRequestValueError(f"{name!r} below {place} is no name of an element.")
        many = value if isinstance(value, Sequence) and not isinstance(value, str | bytes) else [value]
        pieces += [_element(name, one, f"{place}/{name}", depth) for one in many]
    return "".join(pieces)


def _element(name: str, value: Content, place: str, depth: int) -> str:
    if isinstance(value, Mapping):
        inside = _elements(value, place, depth + 1)
    else:
        inside = _escaped(_written(value, place), place)
    return f"<{name}>{inside}</{name}>" if inside else f"<{name}/>"


def _written(value: Content, place: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return value
        case datetime():
            return wire_date(value)
    raise BadRequestValueError(f"{place} holds a {type(value).__name__}, which no element can carry.")


def _escaped(text: str, place: str) -> str:
    if (found := _FORBIDDEN.search(text)) is not None:
        code = ord(found[0])
        what = "half of a surrogate pair" if 0xD800 <= code <= 0xDFFF else "a control character"
        raise BadRequestValueError(
            f"{place} holds {what}, U+{code:04X} at position {found.start()}, which XML cannot carry."
        )
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, entity)
    return _NUMBERED.sub(lambda hit: f"&#{ord(hit[0])};", text)
