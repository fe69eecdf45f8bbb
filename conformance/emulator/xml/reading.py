"""Reading requests as leniently as the service does, and no further (`xml-wire`, 1 and 2).

Prefixes are not resolved: real clients leave them undeclared, mix qualified with plain names, or send
a bare `message`. What is declared must be right, though. Expat is told the encoding, so that every
encoding that clients use works, and a DOCTYPE ends the reading before any entity is known.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from conformance.emulator.xml.failures import MalformedError

__all__ = ["Node", "Request", "read_request"]

_SERVICE = "http://www.webex.com/schemas/2002/06/service"
_ENCODINGS = {
    *("utf-8", "utf-16", "us-ascii", "iso-8859-1", "windows-1252"),
    *("big5", "shift_jis", "euc-kr", "gb2312"),
}
_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}?\bencoding\s*=\s*["']([A-Za-z][\w.-]{0,40})["']""")
_DEEPEST = 64
_MOST_ELEMENTS = 50_000
_JAVA = "com.webex.service.binding."
_PREFIXES = {"use": "user", "meet": "meeting", "ns1": "site", "mtgtype": "meetingtype", "auo": "meeting.auo"}


@dataclass
class Node:
    """One element.

    Attributes:
        name: Its name without a prefix.
        attributes: By name with prefix.
        children: In document order.
        text: Its character data, children's left out.
    """

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def child(self, name: str) -> Node | None:
        """Give the first child of a name."""
        return next((each for each in self.children if each.name == name), None)

    def value(self, name: str) -> str:
        """Give the text of the first child of a name; empty when there is none."""
        found = self.child(name)
        return found.text.strip() if found is not None else ""


@dataclass(frozen=True)
class Request:
    """A request message.

    Attributes:
        encoding: The encoding that it declared, in lower case.
        security: Its security context; empty when it has none.
        service: The service of the operation, such as `user`.
        operation: The name of the operation, beginning with a capital.
        content: The content of its body.
    """

    encoding: str
    security: Node
    service: str
    operation: str
    content: Node


class _Builder:
    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= _DEEPEST or self._count > _MOST_ELEMENTS:
            raise MalformedError
        prefix, _, local = name.rpartition(":")
        if self.root is None:
            declared = attributes.get(f"xmlns:{prefix}" if prefix else "xmlns", _SERVICE)
            if declared.strip() != _SERVICE:
                raise MalformedError
        node = Node(local, attributes)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def end(self, _name: str) -> None:
        self._open.pop()

    def text(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data

    def refuse(self, *_what: object) -> NoReturn:
        raise MalformedError


def _encoding(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    match = _DECLARED.match(raw.removeprefix(codecs.BOM_UTF8))
    name = match[1].decode().lower() if match else "utf-8"
    if name not in _ENCODINGS:
        raise MalformedError
    return name


def _parse(raw: bytes) -> tuple[str, Node]:
    raw = raw.lstrip(b" \t\r\n")
    encoding = _encoding(raw)
    try:
        text = raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
        builder = _Builder()
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = builder.start
        parser.EndElementHandler = builder.end
        parser.CharacterDataHandler = builder.text
        parser.StartDoctypeDeclHandler = builder.refuse
        parser.EntityDeclHandler = builder.refuse
        parser.Parse(text.encode(), True)
    except (UnicodeError, expat.ExpatError, ValueError):
        raise MalformedError from None
    if builder.root is None:
        raise MalformedError
    return encoding, builder.root


def read_request(raw: bytes) -> Request:
    """Read a message with exactly one body content.

    Raises:
        MalformedError: It is no XML, has a DOCTYPE, is too deep or too large, declares a foreign
            namespace for its root, or is no message of one operation.
    """
    encoding, root = _parse(raw)
    body = root.child("body")
    contents = [each for each in body.children if each.name == "bodyContent"] if body else []
    if root.name != "message" or len(contents) != 1:
        raise MalformedError
    header = root.child("header")
    security = header.child("securityContext") if header else None
    types = [value for name, value in contents[0].attributes.items() if name.rpartition(":")[2] == "type"]
    if len(types) != 1:
        raise MalformedError
    service, operation = _split(types[0].strip())
    return Request(encoding, security or Node("securityContext"), service, operation, contents[0])


def _split(xsi_type: str) -> tuple[str, str]:
    prefix, _, name = xsi_type.rpartition(":")
    service, _, operation = name.removeprefix(_JAVA).rpartition(".")
    if not service and prefix != "java":
        service = _PREFIXES.get(prefix, prefix)
    return service, operation[:1].upper() + operation[1:]
