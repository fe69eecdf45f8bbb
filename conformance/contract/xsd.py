"""Schemas of the XML API for any edition, derived from the one set of XSDs, and documents judged by them."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from conformance.contract.xsd_document import (
    BODY_CONTENT,
    MAX_FINDINGS,
    MAX_LINE,
    PREFIXES,
    Side,
    body_type,
    lay_out,
)
from conformance.contract.xsd_reading import UnreadableXml, library, read
from conformance.contract.xsd_shape import XS, Mark, Operation, Shape, marks_of, version
from conformance.errors import ContractError

__all__ = [
    "EDITIONS",
    "PREFIXES",
    "Findings",
    "Mark",
    "Operation",
    "Side",
    "UnreadableXml",
    "XmlSchema",
    "XmlSchemas",
    "read",
]

EDITIONS = ("9.0", *(f"41.{number}" for number in range(1, 13)))

_DRIVER = "webex.xsd"
_NAMES = re.compile(r"\{[^}]*\}")
_SUBJECT = re.compile(r"^Element '[^']*'(?:, attribute '[^']*')?: ")
_PREFIX = re.compile(r"(?<=/)[\w.-]+:")


@dataclass(frozen=True)
class Findings:
    """What a document has against the schema of an edition; each text is `place: message`.

    Of each kind at most 200 are kept.

    Attributes:
        content: what makes it invalid, whatever the order: names, values, occurrence, unknown elements.
        newer: elements that came with a later release than the edition.
        order: elements out of sequence. The service and its clients ignore the order, so this informs.
    """

    content: tuple[str, ...]
    newer: tuple[str, ...]
    order: tuple[str, ...]

    @property
    def valid(self) -> bool:
        """Whether the edition's schema accepts the document once its elements are put in order."""
        return not self.content and not self.newer


class XmlSchemas:
    """The set of XSDs in a folder, and the schemas of the editions.

    Args:
        folder: holds `webex.xsd`, which imports the others.
    """

    editions = EDITIONS

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schemas: dict[str, XmlSchema] = {}
        self._built: dict[tuple[str, tuple[bytes, ...]], Any] = {}

    @property
    def operations(self) -> Mapping[str, Operation]:
        """The operations by name, e.g. `CreateMeeting`."""
        return self.shape.operations

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The elements that say where they come from, file by file."""
        return tuple(self.shape.marks())

    @cached_property
    def shape(self) -> Shape:
        """The types of all editions together.

        Raises:
            ContractError: the folder holds no set of XSDs.
        """
        return Shape({name: read(text) for name, text in self.texts.items()})

    @cached_property
    def texts(self) -> Mapping[str, bytes]:
        """The XSDs as they are written, by file name.

        Raises:
            ContractError: the folder holds no set of XSDs.
        """
        texts = {path.name: path.read_bytes() for path in sorted(self._folder.glob("*.xsd"))}
        if _DRIVER not in texts:
            raise ContractError(f"There is no {_DRIVER} in {self._folder.name}.")
        return texts

    def edition(self, name: str) -> XmlSchema:
        """The schema of an edition, one object however often it is asked for.

        Raises:
            ContractError: that is no edition.
        """
        if name not in EDITIONS:
            raise ContractError(
                f"{name} is no edition of the XML API.", hint=f"It is one of {', '.join(EDITIONS)}."
            )
        if name not in self._schemas:
            self._schemas[name] = XmlSchema(self, name)
        return self._schemas[name]

    def built(self, maker: str, texts: Mapping[str, bytes]) -> Any:
        """The XSDs as a schema of lxml (`lxml`) or xmlschema (`xmlschema`).

        Editions without changes of their own share one.

        Raises:
            ContractError: the XSDs are no schema.
        """
        key = (maker, tuple(texts.values()))
        if key not in self._built:
            with tempfile.TemporaryDirectory() as folder:
                for name, text in texts.items():
                    (Path(folder) / name).write_bytes(text)
                self._built[key] = _MAKERS[maker](str(Path(folder) / _DRIVER))
        return self._built[key]


class XmlSchema:
    """The schema of one edition: compiled when it is first needed, then kept.

    Args:
        schemas: the set that it is derived from.
        edition: the edition's name.
    """

    def __init__(self, schemas: XmlSchemas, edition: str) -> None:
        self.edition = edition
        self._schemas = schemas
        self._version = version(edition)

    @cached_property
    def texts(self) -> Mapping[str, bytes]:
        """The XSDs of this edition by file name: what later releases brought is taken out."""
        return {name: self._derived(text) for name, text in self._schemas.texts.items()}

    @cached_property
    def compiled(self) -> Any:
        """The schema as `lxml.etree.XMLSchema`.

        Raises:
            ContractError: the XSDs are no schema.
        """
        return self._schemas.built("lxml", self.texts)

    @cached_property
    def model(self) -> Any:
        """The schema as `xmlschema.XMLSchema10`: its types, facets and occurrence.

        It takes about a second to build; documents are judged without it.
        """
        return self._schemas.built("xmlschema", self.texts)

    def type_model(self, name: str) -> Any:
        """The xmlschema type of that `{namespace}name`: its elements, occurrence and facets.

        Raises:
            ContractError: this edition has no such type.
        """
        found = self.model.maps.types.get(name)
        if found is None:
            raise ContractError(f"Edition {self.edition} of the XML API has no type {name}.")
        return found

    def findings(self, document: bytes | Any, side: Side) -> Findings:
        """What the document has against this edition.

        Args:
            document: the document as it came, or its root element.
            side: whether it is a request or a response.

        Raises:
            UnreadableXml: it is refused before it is read.
        """
        root = read(document) if isinstance(document, bytes) else document
        if side is Side.RESPONSE and self._plainly_valid(root):
            return Findings((), (), ())
        laid = lay_out(root, self._schemas.shape, self._version, side)
        content = list(laid.content)
        if laid.root is not None and not self.compiled.validate(laid.root):
            content += [_told(entry) for entry in islice(self.compiled.error_log, MAX_FINDINGS)]
        return Findings(tuple(content[:MAX_FINDINGS]), tuple(laid.newer), tuple(laid.order))

    def ordered(self, document: bytes | Any, side: Side) -> Any:
        """The document laid out for a schema: qualified, in order, its `xsi:type` resolved, nothing left out.

        Returns:
            The new root; None when the document is no message.

        Raises:
            UnreadableXml: the document is refused before it is read.
        """
        root = read(document) if isinstance(document, bytes) else document
        return lay_out(root, self._schemas.shape, self._version, side, prune=False).root

    def _plainly_valid(self, root: Any) -> bool:
        """Whether a response is valid as it came: most are, and laying out takes ten times as long."""
        bodies = list(root.iter(BODY_CONTENT))
        typed = [body for body in bodies if body_type(body, self._schemas.shape, Side.RESPONSE)]
        # Other attributes of that namespace, hints above all, are for laying out to deal with.
        plain = len(typed) == _instance_attributes()(root) == len(bodies)
        return plain and bool(self.compiled.validate(root))

    def _derived(self, text: bytes) -> bytes:
        root = read(text)
        for node in list(root.iter(f"{XS}element")):
            if version(marks_of(node).get("since", "")) > self._version:
                node.getparent().remove(node)
        written: bytes = library("lxml.etree").tostring(root, xml_declaration=True, encoding="UTF-8")
        return written


@cache
def _instance_attributes() -> Any:
    """An expression that counts the attributes that talk to a validator."""
    return library("lxml.etree").XPath("count(//@xsi:*)", namespaces={"xsi": PREFIXES["xsi"]})


def _by_lxml(path: str) -> Any:
    etree = library("lxml.etree")
    try:
        return etree.XMLSchema(etree.parse(path))
    except etree.XMLSchemaParseError as error:
        raise ContractError(f"The XSDs are no schema: {error}.") from error


def _by_xmlschema(path: str) -> Any:
    xmlschema = library("xmlschema")
    try:
        return xmlschema.XMLSchema10(path)
    except xmlschema.XMLSchemaException as error:
        raise ContractError(f"The XSDs are no schema: {error}.") from error


_MAKERS = {"lxml": _by_lxml, "xmlschema": _by_xmlschema}


def _told(entry: Any) -> str:
    """One error of lxml as `place: message`, without namespaces."""
    place = _PREFIX.sub("", entry.path or "/")
    return f"{place}: {_NAMES.sub('', _SUBJECT.sub('', entry.message))}"[:MAX_LINE]
