"""Schemas that no validator could end with: those that contain themselves, or grow without bound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from conformance.contract.foreign.places import Flaws
from conformance.contract.foreign.references import PREFIX

__all__ = ["cut_endless", "untangle"]

Schema = dict[str, Any]
_HEAVIEST = 10_000
_LONGEST = 100
_ROUNDS = 50
_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("not", "if", "then", "else")


def untangle(components: dict[str, Schema], pointers: dict[str, str], flaws: Flaws) -> None:
    """Break references that lead back to the same value, or lead to it by too many steps.

    Schemas that stand for too many others at once, by references that each lead to several, are emptied.

    Args:
        components: cleaned schemas by name; changed in place.
        pointers: where each of them stands in the file.
        flaws: takes what was broken.
    """
    walk = _Walk(components, pointers, flaws)
    for name in components:
        walk.from_(name)


@dataclass
class _Walk:
    """A walk along the references, depth first, that goes to each schema once.

    Attributes:
        components: the schemas by name.
        pointers: where each stands in the file.
        flaws: takes what was broken.
        weights: how many schemas each of those that were left behind stands for at once.
        lengths: of the longest chain of references that begins there.
    """

    components: dict[str, Schema]
    pointers: dict[str, str]
    flaws: Flaws
    weights: dict[str, int] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)

    def from_(self, start: str) -> None:
        """Go to all that one schema leads to."""
        if start in self.weights:
            return
        path = {start: self._links(start)}
        while path:
            name = next(reversed(path))
            link = next(path[name], None)
            if link is None:
                del path[name]
                self._leave(name)
                continue
            other = link["$ref"].removeprefix(PREFIX)
            if other in path:
                link.clear()
                text = "The schema leads back to itself; that reference stands for anything."
                self.flaws.add(self.pointers[other], "cyclic-ref", text)
            elif other not in self.weights:
                path[other] = self._links(other)

    def _links(self, name: str) -> Iterator[Schema]:
        return iter(list(_beside(self.components[name])))

    def _leave(self, name: str) -> None:
        """Weigh a schema all of whose references have been followed."""
        weight, length = 1, 0
        for link in list(_beside(self.components[name])):
            other = link["$ref"].removeprefix(PREFIX)
            if self.lengths[other] >= _LONGEST:
                link.clear()
                text = f"More than {_LONGEST} references lead on from here; this one stands for anything."
                self.flaws.add(self.pointers[name], "entangled-schema", text)
                continue
            weight += self.weights[other]
            length = max(length, self.lengths[other] + 1)
        if weight > _HEAVIEST:
            self.components[name].clear()
            weight = 1
            text = "The schema multiplies itself by its references; it stands for anything."
            self.flaws.add(self.pointers[name], "entangled-schema", text)
        self.weights[name], self.lengths[name] = weight, length


def _beside(schema: Schema) -> Iterator[Schema]:
    """The references within a schema that are about the same value as the schema itself."""
    pending = [schema]
    while pending:
        node = pending.pop()
        if "$ref" in node:
            yield node
        for key in _LISTS:
            pending += node.get(key, ())
        for key in _SINGLE:
            if key in node:
                pending.append(node[key])
        pending += node.get("dependentSchemas", {}).values()


def cut_endless(components: dict[str, Schema], pointers: dict[str, str], flaws: Flaws) -> None:
    """Demand nothing of schemas that no finite value could fulfil, since each needs another of its kind."""
    known: set[str] = set()
    left = list(components)
    for _ in range(_ROUNDS):
        still = []
        for name in left:
            if _ends(components[name], known):
                known.add(name)
            else:
                still.append(name)
        if len(still) in (0, len(left)):
            left = still
            break
        left = still
    else:
        return  # a long chain; nothing is known of its rest
    for name in left:
        if components[name].pop("required", None) or components[name].pop("minItems", None):
            text = "Each value would need another one of its kind; nothing is required of it."
            flaws.add(pointers[name], "endless-schema", text)


def _ends(schema: Schema, known: set[str]) -> bool:
    if "$ref" in schema and schema["$ref"].removeprefix(PREFIX) not in known:
        return False
    if not all(_ends(part, known) for part in schema.get("allOf", ())):
        return False
    for key in ("anyOf", "oneOf"):
        if key in schema and not any(_ends(part, known) for part in schema[key]):
            return False
    if schema.get("type") == "object":
        properties = schema.get("properties", {})
        return all(
            _ends(properties[name], known) for name in schema.get("required", ()) if name in properties
        )
    if schema.get("type") == "array" and schema.get("minItems", 0):
        return _ends(schema.get("items", {}), known)
    return True
