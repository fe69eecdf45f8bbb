"""A message laid out as its types say: qualified, in order, its `xsi:type` resolved.

Clients of the XML API write elements without a namespace, in an order of their own, and name the type of a
request in a way that no schema knows. A document has to be laid out before a schema can judge what it holds.
"""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from conformance.contract.xsd_reading import library
from conformance.contract.xsd_shape import SERVICE, Kind, Part, Shape, Version, local

__all__ = ["BODY_CONTENT", "MAX_FINDINGS", "MAX_LINE", "PREFIXES", "Laid", "Side", "body_type", "lay_out"]

# Beyond this a document is so wrong that more lines would help nobody.
MAX_FINDINGS = 200
MAX_LINE = 500

XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
# A validator may load what these name, so they stay behind.
_HINTS = {f"{XSI_TYPE[:-4]}{name}" for name in ("schemaLocation", "noNamespaceSchemaLocation")}
MESSAGE = f"{{{SERVICE}}}message"
MESSAGE_TYPE = f"{{{SERVICE}}}messageType"
BODY_CONTENT = f"{{{SERVICE}}}bodyContent"

PREFIXES = {
    "serv": SERVICE,
    "com": "http://www.webex.com/schemas/2002/06/common",
    "use": f"{SERVICE}/user",
    "meet": f"{SERVICE}/meeting",
    "att": f"{SERVICE}/attendee",
    "ep": f"{SERVICE}/ep",
    "event": f"{SERVICE}/event",
    "ns1": f"{SERVICE}/site",
    "history": f"{SERVICE}/history",
    "mtgtype": f"{SERVICE}/meetingtype",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}


class Side(enum.Enum):
    """Which way a message goes, and with it how strictly its namespaces are taken."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass
class Laid:
    """A document laid out, and what was noticed meanwhile; each text is `place: message`.

    Attributes:
        root: the new document's root; None when the document is no message at all.
        content: elements that no release has, and types that are no operation's.
        newer: elements that came with a later release than the edition.
        order: elements that stand before others that the sequence puts first.
    """

    root: Any = None
    content: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)


def lay_out(root: Any, shape: Shape, edition: Version, side: Side, *, prune: bool = True) -> Laid:
    """Lay out a document; the one given stays as it is.

    Comments and processing instructions are left behind. A request's elements may be without a namespace,
    a response's may not.

    Args:
        root: the root element of the document.
        shape: the types of all editions.
        edition: the edition that the document is judged by.
        side: whether the document is a request or a response.
        prune: whether elements that the edition does not have are left out of the new document, so that
            the schema tells about the rest.
    """
    return _Layer(shape, edition, side, prune).lay(root)


def body_type(content: Any, shape: Shape, side: Side) -> str | None:
    """The type that a `bodyContent` names, `{namespace}name`; None when no operation has it on that side."""
    written = content.get(XSI_TYPE, "").strip()
    operation = shape.by_binding.get(written)
    if operation is not None:
        return operation.request if side is Side.REQUEST else None
    prefix, colon, name = written.rpartition(":")
    clark = f"{{{content.nsmap.get(prefix if colon else None)}}}{name}"
    answers = clark.endswith("Response")
    return clark if clark in shape.body_types and answers == (side is Side.RESPONSE) else None


class _Layer:
    def __init__(self, shape: Shape, edition: Version, side: Side, prune: bool) -> None:
        self._shape = shape
        self._edition = edition
        self._side = side
        self._prune = prune
        self._laid = Laid()

    def lay(self, root: Any) -> Laid:
        allowed = {MESSAGE, "message"} if self._side is Side.REQUEST else {MESSAGE}
        if root.tag not in allowed:
            _note(self._laid.content, f"/{local(root.tag)}: the root is {root.tag}, not {MESSAGE}")
            return self._laid
        new = library("lxml.etree").Element(MESSAGE, nsmap=PREFIXES)
        self._fill(root, new, self._shape.kind(MESSAGE_TYPE), "/message")
        self._laid.root = new
        return self._laid

    def _fill(self, old: Any, new: Any, kind: Kind | None, place: str) -> None:
        """Give `new` the text, attributes and elements of `old`."""
        self._attributes(old, new, place)
        new.text = _text(old)
        if kind is None:
            self._copy(old, new)
            return
        if new.text and not new.text.strip():
            new.text = None  # a type without elements does not even take a line break
        here: list[tuple[int, Any, Part | None, str]] = []
        reached = -1
        last = ""
        for child, inside in self._children(old, place):
            part = self._part(child, kind, inside)
            if part is None:
                if not self._prune:
                    here.append((len(kind.parts), child, None, inside))
                continue
            number = kind.places[part.name]
            if number < reached:
                _note(self._laid.order, f"{inside}: stands after {last}")
            else:
                reached, last = number, local(part.name)
            here.append((number, child, part, inside))
        here.sort(key=lambda each: each[0])
        for _, child, part, inside in here:
            made = library("lxml.etree").SubElement(new, part.name if part else child.tag)
            made.tail = _tail(child)
            if part is None:
                self._copy_whole(child, made)
            elif part.name == BODY_CONTENT:
                self._body(child, made, part.kind, inside)
            else:
                self._fill(child, made, part.kind, inside)

    def _children(self, old: Any, place: str) -> list[tuple[Any, str]]:
        children = [child for child in old if isinstance(child.tag, str)]
        often = Counter(local(child.tag) for child in children)
        met: Counter[str] = Counter()
        placed = []
        for child in children:
            name = local(child.tag)
            met[name] += 1
            placed.append((child, f"{place}/{name}" + (f"[{met[name]}]" if often[name] > 1 else "")))
        return placed

    def _part(self, child: Any, kind: Kind, place: str) -> Part | None:
        """The part that an element is; None, and a finding, when this edition has no such part."""
        part = kind.by_local.get(local(child.tag))
        if part is None:
            _note(self._laid.content, f"{place}: no release has this element here")
            return None
        unqualified = self._side is Side.REQUEST and not child.tag.startswith("{")
        if child.tag != part.name and not unqualified:
            _note(self._laid.content, f"{place}: is {child.tag}, not {part.name}")
            return None
        if part.since > self._edition:
            since = ".".join(map(str, part.since))
            _note(self._laid.newer, f"{place}: came with {since}")
            return None
        return part

    def _body(self, old: Any, new: Any, kind: Kind | None, place: str) -> None:
        """A `bodyContent`: its type is the one that it names."""
        written = old.get(XSI_TYPE)
        if written is None:
            self._fill(old, new, kind, place)
            return
        name = body_type(old, self._shape, self._side)
        if name is None:
            _note(self._laid.content, f"{place}: {written[:120]} is no {self._side.value} of any operation")
            return
        namespace = name[1:].partition("}")[0]
        self._fill(old, new, self._shape.kind(name), place)
        new.set(XSI_TYPE, f"{_PREFIX_OF[namespace]}:{local(name)}")

    def _attributes(self, old: Any, new: Any, place: str) -> None:
        for name, value in old.attrib.items():
            if name in _HINTS:
                continue
            if name != XSI_TYPE:
                new.set(name, value)
            elif new.tag != BODY_CONTENT:
                _note(self._laid.content, f"{place}: names a type, {value[:120]}, as bodyContent alone does")

    def _copy(self, old: Any, new: Any) -> None:
        """Take over elements below text or anything, as they are."""
        for child in old:
            if isinstance(child.tag, str):
                made = library("lxml.etree").SubElement(new, child.tag)
                made.tail = _tail(child)
                self._copy_whole(child, made)

    def _copy_whole(self, old: Any, new: Any) -> None:
        for name, value in old.attrib.items():
            if name != XSI_TYPE and name not in _HINTS:
                new.set(name, value)
        new.text = _text(old)
        self._copy(old, new)


def _note(findings: list[str], line: str) -> None:
    if len(findings) < MAX_FINDINGS:
        findings.append(line[:MAX_LINE])


def _text(old: Any) -> str | None:
    """Its text, with what follows comments in it."""
    pieces = [old.text or ""]
    for child in old:
        if isinstance(child.tag, str):
            break
        pieces.append(child.tail or "")
    return "".join(pieces) or None


def _tail(old: Any) -> str | None:
    """The text after an element, with what follows comments."""
    pieces = [old.tail or ""]
    for after in old.itersiblings():
        if isinstance(after.tag, str):
            break
        pieces.append(after.tail or "")
    return "".join(pieces) or None
