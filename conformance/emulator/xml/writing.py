"""Writing answers: envelope, namespaces and elements (`xml-wire`, 2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from conformance.emulator.xml.failures import Failure

__all__ = ["Element", "answer", "flag", "matching_records"]

Element: TypeAlias = "tuple[str, str | int | list[Element]]"
"""A name, with a prefix where it is not that of the service, and text or children."""

_BASE = "http://www.webex.com/schemas/2002/06"
_SERVICES = {
    "user": (("use", "service/user"),),
    "ep": (("ep", "service/ep"), ("meet", "service/meeting")),
    "site": (("ns1", "service/site"), ("event", "service/event")),
    "event": (("event", "service/event"),),
    "meeting": (("meet", "service/meeting"), ("att", "service/attendee")),
    "history": (("history", "service/history"),),
    "meetingtype": (("mtgtype", "service/meetingtype"),),
}
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


def flag(value: object) -> str:
    """Write a boolean as answers have them."""
    return "true" if value else "false"


def matching_records(total: int, returned: int, start: int) -> Element:
    """Write how many records there are, how many are shown, and from which on."""
    counts: list[Element] = [
        ("serv:total", total),
        ("serv:returned", returned),
        ("serv:startFrom", start),
    ]
    return ("matchingRecords", counts)


def _written(element: Element, prefix: str) -> str:
    name, value = element
    name = name if ":" in name else f"{prefix}:{name}"
    if isinstance(value, list):
        inner = "".join(_written(each, prefix) for each in value)
    else:
        inner = escape(_FORBIDDEN.sub("\ufffd", str(value)))
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def answer(
    service: str,
    operation: str,
    outcome: list[Element] | Failure,
    encoding: str,
    *,
    content: bool = True,
) -> bytes:
    """Write a whole answer.

    Args:
        service: The service that was asked, whose namespaces are declared; unknown ones add none.
        operation: The operation that was asked.
        outcome: The elements of a success, or why there is none.
        encoding: The encoding of the request; ISO-8859-1 is answered in kind, all others in UTF-8.
        content: False for the body without content of a message that could not be read.
    """
    spaces = _SERVICES.get(service, ())
    prefix = spaces[0][0] if spaces else "serv"
    declared = "".join(f' xmlns:{name}="{_BASE}/{path}"' for name, path in spaces)
    header: list[Element]
    if isinstance(outcome, list):
        header = [("result", "SUCCESS"), ("gsbStatus", "PRIMARY")]
        inner = "".join(_written(each, prefix) for each in outcome)
        kind = f"{prefix}:{operation[:1].lower()}{operation[1:]}Response"
        opening = f'<serv:bodyContent xsi:type="{kind}" xmlns:xsi="{_XSI}"'
        body = f"{opening}>{inner}</serv:bodyContent>" if inner else f"{opening}/>"
    else:
        header = [
            ("result", "FAILURE"),
            ("reason", outcome.reason),
            ("gsbStatus", "PRIMARY"),
            ("exceptionID", outcome.exception_id),
        ]
        body = "<serv:bodyContent/>" if content else ""
    response = _written(("header", [("response", header)]), "serv")
    own = "ISO-8859-1" if encoding == "iso-8859-1" else "UTF-8"
    text = (
        f'<?xml version="1.0" encoding="{own}"?>\n'
        f'<serv:message xmlns:serv="{_BASE}/service" xmlns:com="{_BASE}/common"{declared}>'
        f"{response}<serv:body>{body}</serv:body></serv:message>"
    )
    return text.encode(own, "xmlcharrefreplace")
