"""What an operation of an OpenAPI document takes: each place of its query and body, with its schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import jsonschema_rs

from conformance.errors import ContractError

__all__ = ["OperationModel", "Place", "Where", "resolved"]

Where = Literal["body", "query"]
ITEM = "0"
"""What stands in a pointer for an item of an array."""

_DEEPEST = 5
_MOST_PARTS = 32
_CONFLICT = "x-conflict"
_CONDITIONS = ("x-needs", "x-required-when", "x-true-only-for", "x-requires-any", "x-same-prefix")
"""Marks of what holds under conditions that a schema cannot say."""

_RIVALS = ("x-excludes", "x-ignored-when")
"""Marks of what holds unless something else is sent as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A property of the body, however deep, or a parameter of the query.

    Attributes:
        pointer: names from the outside in; `0` for an item of an array.
        schema: what may stand there, references followed.
        required: whether what it lies in must have it.
        conditional: whether it, or what it lies in, makes sense under conditions alone.
        rivals: beside which other names it means nothing.
        disputed: whether the documents disagree about it, so that nobody may be failed for a reading.
        documented: whether a document says what the schema says; its single keywords may differ.
    """

    where: Where
    pointer: tuple[str, ...]
    schema: Mapping[str, Any]
    required: bool = False
    conditional: bool = False
    rivals: tuple[str, ...] = ()
    disputed: bool = False
    documented: bool = True

    @property
    def name(self) -> str:
        """The place in words: names joined by dots."""
        return ".".join("[]" if one == ITEM else one for one in self.pointer).replace(".[]", "[]")

    @property
    def types(self) -> tuple[str, ...]:
        """The JSON types that fit; none where the schema does not say."""
        kind = self.schema.get("type", ())
        return (kind,) if isinstance(kind, str) else tuple(kind)

    def firm(self, keyword: str) -> bool:
        """Whether a document says what a keyword of the schema says, and it is not our reading of it."""
        limits = self.schema.get("x-limits", {})
        told = limits.get(keyword, {}).get("provenance") if isinstance(limits, Mapping) else None
        return self.documented if told is None else told == "documented"


@dataclass(frozen=True)
class OperationModel:
    """One operation.

    Args:
        document: an OpenAPI 3.1 document whose references are all local.
        method: in capitals.
        path: as the document writes it.
    """

    document: Mapping[str, Any]
    method: str
    path: str
    _validators: dict[str, jsonschema_rs.Draft202012Validator] = field(default_factory=dict, compare=False)

    @cached_property
    def operation(self) -> Mapping[str, Any]:
        """What the document says of it.

        Raises:
            ContractError: it has no such operation.
        """
        item = self.document.get("paths", {}).get(self.path, {})
        found = item.get(self.method.lower())
        if not isinstance(found, Mapping):
            raise ContractError(f"There is no {self.method} {self.path} in the document.")
        return found

    @cached_property
    def parameters(self) -> tuple[Mapping[str, Any], ...]:
        """Its parameters, those of the path's own included, references followed."""
        item = self.document["paths"][self.path]
        listed = [*item.get("parameters", ()), *self.operation.get("parameters", ())]
        found = {}
        for one in listed:
            parameter = resolved(self.document, one)
            found[parameter.get("in"), parameter.get("name")] = parameter
        return tuple(found.values())

    @cached_property
    def body_schema(self) -> Mapping[str, Any] | None:
        """The schema of its JSON body; None when it takes none."""
        body = resolved(self.document, self.operation.get("requestBody", {}))
        for media, described in body.get("content", {}).items():
            if "json" in media and isinstance(described, Mapping):
                schema = described.get("schema")
                return schema if isinstance(schema, Mapping) else {}
        return None

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every place of query and body."""
        return (*self._of_query(), *self._of_body())

    def place(self, where: Where, pointer: tuple[str, ...]) -> Place | None:
        """The place with that pointer; None when there is none."""
        return self._by_pointer.get((where, pointer))

    @cached_property
    def _by_pointer(self) -> dict[tuple[str, tuple[str, ...]], Place]:
        return {(one.where, one.pointer): one for one in self.places}

    def body_errors(self, body: Any) -> list[str]:
        """What is wrong with a body, one text for each mistake; empty when it fits."""
        if self.body_schema is None:
            return []
        return self._errors("body", self.body_schema, body)

    def _errors(self, key: str, schema: Mapping[str, Any], value: Any) -> list[str]:
        if key not in self._validators:
            whole = {**schema, "components": self.document.get("components", {})}
            self._validators[key] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return [error.message for error in self._validators[key].iter_errors(value)]

    def _of_query(self) -> Iterator[Place]:
        for parameter in self.parameters:
            if parameter.get("in") != "query":
                continue
            schema = resolved(self.document, parameter.get("schema", {}))
            yield Place(
                where="query",
                pointer=(str(parameter["name"]),),
                schema=schema,
                required=parameter.get("required") is True,
                conditional=any(mark in one for mark in _CONDITIONS for one in (parameter, schema)),
                disputed=_CONFLICT in parameter or _CONFLICT in schema,
                rivals=tuple(name for mark in _RIVALS for name in parameter.get(mark, ())),
                documented=_documented(schema, _documented(parameter, True)),
            )

    def _of_body(self) -> Iterator[Place]:
        if self.body_schema is not None:
            yield from self._below(Place(where="body", pointer=(), schema=self.body_schema))

    def _below(self, outer: Place, required: tuple[str, ...] = (), depth: int = 0) -> Iterator[Place]:
        """The places inside one; those of alternatives are left alone.

        Args:
            outer: what they lie in.
            required: what whatever `outer` is a part of requires.
            depth: how many `allOf` it is a part of.
        """
        if depth > _MOST_PARTS:
            raise ContractError("A schema of the document is made of itself.")
        schema = resolved(self.document, outer.schema)
        if len(outer.pointer) >= _DEEPEST:
            return
        names = (*required, *schema.get("required", ()))
        for part in schema.get("allOf", ()):
            yield from self._below(replace(outer, schema=part), names, depth + 1)
        for name, inner in schema.get("properties", {}).items():
            place = self._inner(outer, name, inner)
            yield replace(place, required=name in names)
            yield from self._below(place)
            items = place.schema.get("items")
            if isinstance(items, Mapping):
                item = self._inner(place, ITEM, items)
                yield item
                yield from self._below(item)

    def _inner(self, outer: Place, name: str, schema: Any) -> Place:
        found = resolved(self.document, schema)
        return Place(
            where="body",
            pointer=(*outer.pointer, name),
            schema=found,
            conditional=outer.conditional or any(mark in found for mark in _CONDITIONS),
            disputed=outer.disputed or _CONFLICT in found,
            documented=_documented(found, outer.documented),
        )


def resolved(document: Mapping[str, Any], node: Any) -> dict[str, Any]:
    """A node with its reference followed; what stands beside the reference is kept, and wins.

    Raises:
        ContractError: the reference leads nowhere, or around in a circle.
    """
    found = dict(node) if isinstance(node, Mapping) else {}
    for _ in range(32):
        reference = found.pop("$ref", None)
        if reference is None:
            return found
        target: Any = document
        for part in str(reference).removeprefix("#/").split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(target, Mapping) or key not in target:
                raise ContractError(f"The reference {reference} leads nowhere.")
            target = target[key]
        found = {**target, **found} if isinstance(target, Mapping) else found
    raise ContractError("A reference of the document leads around in a circle.")


def _documented(node: Mapping[str, Any], default: bool) -> bool:
    told = node.get("x-provenance")
    return default if told is None else told == "documented"
