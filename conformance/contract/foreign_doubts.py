"""Where a document of somebody else is flawed in what an operation is judged by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from conformance.contract.foreign import Flaw, ForeignDocument
from conformance.contract.foreign.loading import load_text, read_bytes
from conformance.contract.foreign.places import Flaws, below, tokens
from conformance.contract.foreign.references import References

__all__ = ["Doubts"]

_HARMLESS = frozenset(
    {
        *("content-type", "duplicate-operation-id", "examples-unchecked", "further-documents"),
        *("key-not-text", "media-type-parameters", "no-description", "no-info", "no-operation-id"),
        *("odd-path-parameter", "success-without-schema", "undefined-path-parameter", "unknown-keyword"),
        *("unused-path-parameter", "bad-method", "duplicate-enum", "many-flaws", "optional-path-parameter"),
    }
)
"""Kinds of flaws that leave no doubt about what is meant."""

_REQUEST = ("parameters", "requestBody")


class Doubts:
    """Finds the flaws that stand in the way of judging an operation.

    Args:
        path: the file, which is read again as it is: references tell what an operation is made of.
        given: what came of reading it.

    Raises:
        UsageError: it cannot be read.
    """

    def __init__(self, path: Path, given: ForeignDocument) -> None:
        self._document = load_text(read_bytes(path), path.name, Flaws())
        self._references = References(self._document, Flaws())
        self._direct: dict[str, frozenset[str]] = {}
        self._at: dict[str, Flaw] = {}
        self._under: dict[str, Flaw] = {}
        for flaw in given.flaws:
            if flaw.kind not in _HARMLESS:
                self._at.setdefault(flaw.place, flaw)
                for above in _above(flaw.place):
                    self._under.setdefault(above, flaw)

    def of_request(self, pointer: str) -> Flaw | None:
        """The first flaw at or above an operation, or in what it takes; None when there is none."""
        item = pointer.rpartition("/")[0]
        roots = [below(pointer, part) for part in _REQUEST] + [below(item, "parameters")]
        return self._over(pointer) or self._in(roots)

    def of_statuses(self, pointer: str) -> Flaw | None:
        """The same for the statuses of an operation's answers, whatever else is said of these."""
        answers = below(pointer, "responses")
        places = [answers, *(below(answers, status) for status in _keys(self._node(answers)))]
        return next((self._at[one] for one in places if one in self._at), None)

    def of_answer(self, pointer: str) -> Flaw | None:
        """The same for what an operation answers."""
        return self._over(pointer) or self._in([below(pointer, "responses")])

    def _over(self, pointer: str) -> Flaw | None:
        # What is wrong with the file as a whole, e.g. its title, is not about its paths.
        places = [one for one in _above(pointer) if one]
        return next((self._at[one] for one in places if one in self._at), None)

    def _in(self, roots: Iterable[str]) -> Flaw | None:
        """The first flaw in these parts of the file, and in what they refer to."""
        pending, seen = list(roots), set[str]()
        while pending:
            place = pending.pop(0)
            if place in seen:
                continue
            seen.add(place)
            if place in self._under:
                return self._under[place]
            pending += sorted(self._refers(place))
        return None

    def _refers(self, pointer: str) -> frozenset[str]:
        """Where the references inside a part of the file lead to."""
        if pointer not in self._direct:
            found = set()
            pending = [self._node(pointer)]
            while pending:
                node = pending.pop()
                if isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
                    meant = self._references.object({"$ref": node["$ref"]}, "")
                    found.update([meant[1]] if meant else [])
                if isinstance(node, Mapping | list):
                    pending += node.values() if isinstance(node, Mapping) else node
            self._direct[pointer] = frozenset(found)
        return self._direct[pointer]

    def _node(self, pointer: str) -> Any:
        node = self._document
        for name in tokens(pointer):
            if isinstance(node, Mapping):
                node = node.get(name)
            elif isinstance(node, list) and name.isdecimal() and int(name) < len(node):
                node = node[int(name)]
            else:
                return None
        return node


def _keys(node: Any) -> list[str]:
    return [str(key) for key in node] if isinstance(node, Mapping) else []


def _above(pointer: str) -> list[str]:
    """A pointer and all that it lies in, from the inside out."""
    found = [pointer]
    while pointer:
        pointer = pointer.rpartition("/")[0]
        found.append(pointer)
    return found
