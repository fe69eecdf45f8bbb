"""Where references lead: inside of the document only, and never in circles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from conformance.contract.foreign.places import Flaws, below, shown, tokens

__all__ = ["PREFIX", "References"]

PREFIX = "urn:conformance:foreign#/components/schemas/"
"""What references to component schemas begin with while a document is being cleaned."""

_COMPONENTS = "/components/schemas/"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_HOPS = 50


class _Lost(Exception):
    """A reference that leads nowhere: kind of the flaw, and what is wrong with it."""


class References:
    """Follows the references of one document, and names the schemas that they lead to.

    Args:
        document: all of it, as read.
        flaws: takes references that lead nowhere.

    Attributes:
        pointers: where each component schema stands in the file, by its name.
    """

    def __init__(self, document: dict[str, Any], flaws: Flaws) -> None:
        self._document = document
        self._flaws = flaws
        self._names: dict[str, str] = {}
        self.pointers: dict[str, str] = {}
        self._pending: list[tuple[str, Any, str]] = []

    def pending(self) -> Iterator[tuple[str, Any, str]]:
        """Schemas that have been named and wait to be cleaned: name, schema, pointer."""
        while self._pending:
            yield self._pending.pop()

    def declare(self, node: Any, pointer: str) -> str:
        """The component name of the schema at a pointer; the same one each time."""
        if pointer not in self._names:
            parts = tokens(pointer)
            wanted = parts[-1] if pointer.count("/") == 3 else ".".join(parts[-3:])
            base = _UNSAFE.sub("_", wanted)[:80] or "schema"
            name, number = base, 1
            while name in self.pointers:
                number += 1
                name = f"{base}-{number}"
            self.pointers[name] = pointer
            self._names[pointer] = name
            self._pending.append((name, node, pointer))
        return self._names[pointer]

    def schema(self, ref: Any, place: str) -> str | None:
        """The component name of the schema that a reference at `place` leads to; none if nowhere."""
        try:
            pointer, node = self._find(ref)
        except _Lost as lost:
            self._tell(place, lost)
            return None
        return self.declare(node, pointer)

    def object(self, node: Any, pointer: str) -> tuple[dict[str, Any], str] | None:
        """The object at a pointer, or the one that its reference leads to, with its own pointer.

        None where there is no object; the flaw is noted.
        """
        seen: set[str] = set()
        place = pointer
        while isinstance(node, dict) and "$ref" in node:
            seen.add(pointer)
            try:
                pointer, node = self._find(node["$ref"])
            except _Lost as lost:
                self._tell(place, lost)
                return None
            if pointer in seen:
                self._flaws.add(place, "cyclic-ref", "The reference leads back to itself; it is left out.")
                return None
        if not isinstance(node, dict):
            self._flaws.add(pointer, "wrong-type", f"{shown(node)} is no object; it is left out.")
            return None
        return node, pointer

    def _tell(self, place: str, lost: _Lost) -> None:
        kind, text = lost.args
        self._flaws.add(place, kind, text)

    def _find(self, ref: Any) -> tuple[str, Any]:
        """Pointer and value of what a reference names; references on the way there are followed."""
        if not isinstance(ref, str):
            raise _Lost("wrong-type", f"The reference {shown(ref)} is no text; it stands for anything.")
        path, mark, pointer = ref.partition("#")
        if path:
            raise _Lost(
                "outside-ref", f"{shown(ref)} is in another file, never fetched; it stands for anything."
            )
        nowhere = _Lost("broken-ref", f"The reference {shown(ref)} leads nowhere; it stands for anything.")
        if not mark or (pointer and not pointer.startswith("/")):
            raise nowhere
        wanted = tokens(unquote(pointer))
        hops = 0
        place = ""
        node: Any = self._document
        while wanted:
            if isinstance(node, dict) and isinstance(node.get("$ref"), str) and wanted[0] not in node:
                inner = node["$ref"]
                hops += 1
                if not inner.startswith("#/") or hops > _HOPS:
                    raise nowhere
                wanted = tokens(unquote(inner[1:])) + wanted
                place, node = "", self._document
                continue
            name = wanted.pop(0)
            if isinstance(node, dict) and name in node:
                node = node[name]
            elif isinstance(node, list) and name.isdecimal() and len(name) < 9 and int(name) < len(node):
                node = node[int(name)]
            else:
                raise nowhere
            place = below(place, name)
        return place, node
