"""Deviations in how messages are read and written, and in refusals that are not about the content.

They work on documents as they come and go, so that no operation knows of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from conformance.emulator.xml.failures import Failure, MalformedError

if TYPE_CHECKING:
    from conformance.emulator.faults import Faults
    from conformance.emulator.xml.writing import Element

__all__ = ["NAMES", "received", "rewritten", "sent", "taken"]

_KIND = "xml-slips"
_STATUS, _TYPE, _LETTERS = "wire.failure.http-status", "wire.content-type", "wire.form.latin-1"
_NO_TYPE, _ODD_TYPE = "wire.form.no-type", "wire.form.odd-type"


class _Unread(NamedTuple):
    """A request that cannot be read: what it looks like."""

    text: str
    looks: bytes


class _Taken(NamedTuple):
    """A refusal that turns into a success, where the request has `part` in it."""

    text: str
    operation: str
    exception_id: str
    part: bytes = b""


class _Rewritten(NamedTuple):
    """What becomes of a pattern in an answer with that result; an empty operation means all."""

    text: str
    result: bytes
    operation: str
    old: bytes
    new: bytes


_UNREAD = {
    "wire.form.bare": _Unread("a root without a namespace is unreadable", rb"<message[\s>]"),
    "wire.form.undeclared": _Unread(
        "a prefix that nothing declares is unreadable", rb"<serv:message(?![^>]*xmlns:serv)"
    ),
    "wire.form.order": _Unread(
        "a list whose host comes before its page is unreadable", rb"</hostWebExID><listControl>"
    ),
    "wire.form.upper-case": _Unread("FALSE is unreadable", rb">FALSE<"),
    "wire.form.short-date": _Unread(
        "a midnight that dates begin at is unreadable without leading zeros",
        rb"<startDateStart>\d/\d/\d{4} 00:00:00<",
    ),
    "wire.form.email": _Unread(
        "a security context with an address in place of a login name is unreadable",
        rb"<securityContext>(?:(?!webExID).)*<email>.*</securityContext>",
    ),
}
_TAKEN = {
    "wire.credentials.unknown-user": _Taken(
        "LstsummaryUser serves somebody whom nobody knows", "user.LstsummaryUser", "030001"
    ),
    "wire.credentials.wrong-password": _Taken(
        "LstsummaryUser serves somebody with a wrong password", "user.LstsummaryUser", "030002"
    ),
    "wire.credentials.bad-ticket": _Taken(
        "GetUser serves somebody with a ticket that nobody was given",
        *("user.GetUser", "030047", b"<sessionTicket>never-given-out"),
    ),
    "wire.target.unknown-user": _Taken(
        "GetUser finds a user of a domain that cannot exist",
        *("user.GetUser", "030001", b"@example.invalid</webExId>"),
    ),
    **{
        f"wire.target.unknown-meeting.{name}": _Taken(
            f"{operation} finds a meeting whose key is of zeros",
            *(f"meeting.{operation}", "060001", b">0000000000<"),
        )
        for name, operation in (("get", "GetMeeting"), ("delete", "DelMeeting"))
    },
    "wire.list.empty": _Taken(
        "LstsummaryMeeting of a key of zeros is an empty success",
        *("meeting.LstsummaryMeeting", "000015", b">0000000000<"),
    ),
    "wire.create-meeting.no-password": _Taken(
        "sites that demand passwords take a meeting without one", "meeting.CreateMeeting", "060026"
    ),
    "wire.create-meeting.unknown-host": _Taken(
        "a meeting may be scheduled for somebody whom nobody knows", "meeting.CreateMeeting", "060019"
    ),
}
_REWRITTEN = {
    "wire.success.gsb-status": _Rewritten(
        "a success does not say which server it comes from",
        *(b"SUCCESS", "", rb"<serv:gsbStatus>\w+</serv:gsbStatus>", b""),
    ),
    "wire.success.reason": _Rewritten(
        "a success has a reason",
        *(b"SUCCESS", "", rb"(<serv:result>\w+</serv:result>)", rb"\1<serv:reason>OK</serv:reason>"),
    ),
    "wire.success.exception-id": _Rewritten(
        "a success has an exception id",
        *(
            b"SUCCESS",
            "",
            rb"</serv:response>",
            rb"<serv:exceptionID>000000</serv:exceptionID></serv:response>",
        ),
    ),
    "wire.failure.reason": _Rewritten(
        "a failure has no reason", b"FAILURE", "", rb"<serv:reason>[^<]*</serv:reason>", b""
    ),
    "wire.failure.gsb-status": _Rewritten(
        "a failure does not say which server it comes from",
        *(b"FAILURE", "", rb"<serv:gsbStatus>\w+</serv:gsbStatus>", b""),
    ),
    "wire.failure.content": _Rewritten(
        "a failed GetSite has an element in its content",
        *(b"FAILURE", "site.GetSite", rb"<serv:bodyContent/>", b"<serv:bodyContent><a/></serv:bodyContent>"),
    ),
    "wire.failure.exception-id": _Rewritten(
        "the exception id of a failed GetSite lacks its leading zeros",
        *(b"FAILURE", "site.GetSite", rb"<serv:exceptionID>0+", b"<serv:exceptionID>"),
    ),
    "wire.list.total": _Rewritten(
        "LstsummaryMeeting counts the meetings of the page in place of all",
        *(b"SUCCESS", "meeting.LstsummaryMeeting"),
        *(rb"<serv:total>\d+(</serv:total><serv:returned>)(\d+)", rb"<serv:total>\2\1\2"),
    ),
    "wire.list.start-from": _Rewritten(
        "LstsummaryMeeting tells of every page that it is the first",
        *(b"SUCCESS", "meeting.LstsummaryMeeting", rb"<serv:startFrom>\d+", b"<serv:startFrom>1"),
    ),
    "wire.get-meeting.booleans": _Rewritten(
        "GetMeeting writes in digits whether the host has joined",
        *(b"SUCCESS", "meeting.GetMeeting", rb"(<meet:hostJoined>)[a-z]+", rb"\g<1>0"),
    ),
    "wire.list-meetings.dates": _Rewritten(
        "LstsummaryMeeting writes the year of a date first",
        *(b"SUCCESS", "meeting.LstsummaryMeeting"),
        *(rb"(<meet:startDate>)(\d+)/(\d+)/(\d+)", rb"\1\4/\2/\3"),
    ),
    "wire.get-event.key": _Rewritten(
        "GetEvent shows the key of another event",
        *(b"SUCCESS", "event.GetEvent", rb"(<event:sessionKey>)\d", rb"\g<1>9"),
    ),
    "wire.list-meeting-types.prefix": _Rewritten(
        "LstMeetingType shows prefixes without a letter",
        *(b"SUCCESS", "meetingtype.LstMeetingType", rb"(<mtgtype:productCodePrefix>)[^<]+", rb"\1"),
    ),
    "wire.get-user.password": _Rewritten(
        "GetUser shows a password in letters",
        *(b"SUCCESS", "user.GetUser", rb"(<use:password>)\*+", rb"\1plain-to-see"),
    ),
}

NAMES: dict[str, str] = {
    **{name: each.text for table in (_UNREAD, _TAKEN, _REWRITTEN) for name, each in table.items()},
    _NO_TYPE: "a request without a media type is unreadable",
    _ODD_TYPE: "a request whose media type is none is unreadable",
    _LETTERS: "letters beyond ASCII get lost of requests in ISO-8859-1",
    _STATUS: "GetSite by somebody whom nobody knows is HTTP 500",
    _TYPE: "answers are called application/xml",
}
"""What each does, by name."""


def received(faults: Faults, raw: bytes, media_type: str | None) -> bytes:
    """Give a request as it is read.

    Args:
        faults: What is switched on.
        raw: The request.
        media_type: Its `content-type`; None without one.

    Raises:
        MalformedError: It cannot be read.
    """
    on = faults.those(_KIND)
    if (
        any(name in on and re.search(each.looks, raw, re.DOTALL) for name, each in _UNREAD.items())
        or (_NO_TYPE in on and media_type is None)
        or (_ODD_TYPE in on and re.search(r"\w\s+charset", media_type or ""))
    ):
        raise MalformedError
    lost = _LETTERS in on and b'encoding="ISO-8859-1"' in raw
    return re.sub(rb"[\x80-\xff]", b"?", raw) if lost else raw


def taken(
    faults: Faults, operation: str, raw: bytes, outcome: list[Element] | Failure
) -> list[Element] | Failure:
    """Give the outcome of an operation that does not refuse what it should."""
    on = faults.those(_KIND)
    if isinstance(outcome, Failure) and any(
        name in on
        and (each.operation, each.exception_id) == (operation, outcome.exception_id)
        and each.part in raw
        for name, each in _TAKEN.items()
    ):
        return []
    return outcome


def rewritten(faults: Faults, operation: str, content: bytes) -> bytes:
    """Give an answer as it is written."""
    on = faults.those(_KIND)
    for name, each in _REWRITTEN.items():
        if name not in on or each.operation not in ("", operation):
            continue
        if b"<serv:result>%b<" % each.result in content:
            content = re.sub(each.old, each.new, content)
    return content


def sent(faults: Faults, content: bytes) -> tuple[int, dict[str, str]]:
    """Give the status of an answer, and headers in place of the usual ones."""
    breaks = faults.has(_KIND, _STATUS) and re.search(rb"xmlns:ns1=.*>0*30001</", content)
    return (
        500 if breaks else 200,
        {"content-type": "application/xml"} if faults.has(_KIND, _TYPE) else {},
    )
