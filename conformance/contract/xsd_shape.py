"""Which elements a type has, in which order and since when: the XSDs as a table to walk documents with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.errors import ContractError

__all__ = ["SERVICE", "XS", "Kind", "Mark", "Operation", "Part", "Shape", "Version", "local", "version"]

Version = tuple[int, ...]

XS = "{http://www.w3.org/2001/XMLSchema}"
SERVICE = "http://www.webex.com/schemas/2002/06/service"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the XML API.

    Attributes:
        name: as the wire writes it, e.g. `CreateMeeting`.
        binding: the `xsi:type` of the request's `bodyContent` on the wire.
        request: the request's type, `{namespace}name`.
        response: the response's type, `{namespace}name`.
        inferred: whether its parts are our reading, and no source shows them.
    """

    name: str
    binding: str
    request: str
    response: str
    inferred: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """What the XSDs say about the origin of one element.

    Attributes:
        place: the type and the path in it, e.g. `user:getUserResponse/avatar/initials`.
        element: the element, `{namespace}name`.
        since: the release that brought it; empty when that is unknown.
        seen: the release in which it was first seen, when no source tells the one that brought it.
        inferred: what of it no source shows: `place`, `type` or `name`.
    """

    place: str
    element: str
    since: str = ""
    seen: str = ""
    inferred: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One element of a type, at its place in the sequence.

    Attributes:
        name: `{namespace}name`.
        kind: what the element holds; None when that is text, or anything at all.
        since: the release that brought it, as numbers; empty when it was always there.
    """

    name: str
    kind: Kind | None
    since: Version


class Kind:
    """A complex type: its elements in order, those of the types that it extends first."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.parts = parts
        self.places = {part.name: number for number, part in enumerate(parts)}
        self.by_local = {local(part.name): part for part in reversed(parts)}


class Shape:
    """The types of a set of XSDs.

    Args:
        documents: the XSDs' root elements by file name.
    """

    def __init__(self, documents: Mapping[str, Any]) -> None:
        self._documents = documents
        self._complex = {
            _clark(node): node for root in documents.values() for node in root.findall(f"{XS}complexType")
        }
        self._kinds: dict[str, Kind] = {}
        self.operations = {operation.name: operation for operation in self._operations()}
        self.by_binding = {operation.binding: operation for operation in self.operations.values()}
        self.body_types = frozenset(
            name for each in self.operations.values() for name in (each.request, each.response)
        )

    def kind(self, name: str) -> Kind:
        """A complex type by `{namespace}name`.

        Raises:
            ContractError: the XSDs have no such complex type.
        """
        if name not in self._kinds:
            if name not in self._complex:
                raise ContractError(f"The XSDs have no complex type {name}.")
            self._kinds[name] = Kind(tuple(self._parts(self._complex[name])))
        return self._kinds[name]

    def marks(self) -> Iterator[Mark]:
        """Every element with a mark, file by file."""
        for file, root in self._documents.items():
            for node in root.iter(f"{XS}element"):
                notes = marks_of(node)
                if notes:
                    names = [each.get("name") for each in node.iterancestors() if each.get("name")]
                    path = "/".join([*reversed(names), node.get("name")])
                    known = {key: notes[key] for key in ("since", "seen", "inferred") if key in notes}
                    yield Mark(f"{file.removesuffix('.xsd')}:{path}", _clark(node), **known)

    def _operations(self) -> Iterator[Operation]:
        for name, node in self._complex.items():
            notes = marks_of(node)
            if "binding" in notes:
                response = f"{name}Response"
                if response not in self._complex:
                    raise ContractError(f"The XSDs have a request {name} without a response.")
                binding = notes["binding"]
                yield Operation(
                    binding.rpartition(".")[2], binding, name, response, inferred="inferred" in notes
                )

    def _parts(self, node: Any) -> Iterator[Part]:
        extension = node.find(f"{XS}complexContent/{XS}extension")
        if extension is not None:
            yield from self.kind(_resolved(extension, "base")).parts
        for element in (node if extension is None else extension).iterfind(f"{XS}sequence/{XS}element"):
            yield Part(
                _clark(element), self._of_element(element), version(marks_of(element).get("since", ""))
            )

    def _of_element(self, element: Any) -> Kind | None:
        inline = element.find(f"{XS}complexType")
        if inline is not None:
            return Kind(tuple(self._parts(inline)))
        name = _resolved(element, "type")
        return self.kind(name) if name in self._complex else None


def marks_of(node: Any) -> dict[str, str]:
    """The marks of a declaration: text by source."""
    found = node.iterfind(f"{XS}annotation/{XS}appinfo")
    return {each.get("source"): (each.text or "").strip() for each in found}


def version(text: str) -> Version:
    """A release as numbers that compare; `41.6.3` counts as part of 41.6, whose sites it was given to.

    Raises:
        ContractError: that is no release.
    """
    if not text:
        return ()
    try:
        return tuple(int(part) for part in text.split("."))[:2]
    except ValueError as error:
        raise ContractError(f"{text} is no release of the XML API.") from error


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition("}")[2]


def _clark(node: Any) -> str:
    root = node.getroottree().getroot()
    return f"{{{root.get('targetNamespace')}}}{node.get('name')}"


def _resolved(node: Any, attribute: str) -> str:
    prefix, _, name = node.get(attribute).rpartition(":")
    return f"{{{node.nsmap[prefix or None]}}}{name}"
