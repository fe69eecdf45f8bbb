"""What a schema says of a value as a whole, whether in one piece or spread over parts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from conformance.contract.foreign.keywords import COUNTS, NUMBERS
from conformance.contract.foreign.model import ForeignDocument

__all__ = ["View", "Viewer"]

Schema = dict[str, Any]
_LIMITS = sorted(COUNTS | NUMBERS | {"pattern"})


@dataclass(frozen=True)
class View:
    """A schema in one piece.

    Attributes:
        types: of JSON, without null; empty where any will do.
        nullable: whether null is a value too; false where any type will do.
        enum: the values as JSON, null excepted; none where they are not listed.
        format: such as `date-time`; may be empty.
        limits: keyword and value, such as `maxLength`.
        properties: schemas of the object's properties.
        required: properties that must be there.
        items: the schema of an array's items.
    """

    types: frozenset[str] = frozenset()
    nullable: bool = False
    enum: frozenset[str] | None = None
    format: str = ""
    limits: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Schema] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    items: Schema | None = None

    @property
    def only_null(self) -> bool:
        """Whether null is the only value."""
        return self.nullable and not self.types


class Viewer:
    """Sees the schemas of one cleaned document, each of them once.

    Args:
        document: it.
    """

    def __init__(self, document: ForeignDocument) -> None:
        self._document = document
        self._views: dict[str, View] = {}
        self._joined: dict[tuple[str, ...], Schema] = {}

    def identity(self, schema: Schema) -> str:
        """A name that is the same wherever a document uses this schema."""
        ref = schema.get("$ref")
        return ref if isinstance(ref, str) and len(schema) == 1 else str(id(schema))

    def view(self, schema: Schema) -> View:
        """The schema in one piece."""
        key = self.identity(schema)
        if key not in self._views:
            self._views[key] = self._seen(schema)
        return self._views[key]

    def _seen(self, schema: Schema) -> View:
        if "$ref" in schema:
            target = self._document.schemas[schema["$ref"].rpartition("/")[2]]
            return self.view(target)
        seen = _own(schema)
        for part in schema.get("allOf", ()):
            seen = self._both(seen, self.view(part))
        for key in ("anyOf", "oneOf"):
            branches = [self.view(part) for part in schema.get(key, ())]
            if branches:
                seen = self._both(seen, self._either(branches))
        return seen

    def _join(self, how: str, schemas: Iterable[Schema]) -> Schema:
        """One schema for several; the same one each time."""
        parts: dict[str, Schema] = {}
        for schema in schemas:
            for part in schema[how] if set(schema) == {how} else [schema]:
                parts.setdefault(self.identity(part), part)
        if len(parts) == 1:
            return next(iter(parts.values()))
        return self._joined.setdefault((how, *parts), {how: list(parts.values())})

    def _both(self, one: View, other: View) -> View:
        properties = dict(one.properties)
        for name, schema in other.properties.items():
            properties[name] = (
                self._join("allOf", [properties[name], schema]) if name in properties else schema
            )
        limits = dict(one.limits)
        for key, value in other.limits.items():
            limits[key] = _tighter(key, limits[key], value) if key in limits else value
        items = [schema for schema in (one.items, other.items) if schema is not None]
        enums = [enum for enum in (one.enum, other.enum) if enum is not None]
        any_of_them = [view for view in (one, other) if view.types or view.nullable]
        return View(
            types=_common(one.types, other.types),
            nullable=bool(any_of_them) and all(view.nullable for view in any_of_them),
            enum=frozenset.intersection(*enums) if enums else None,
            format=one.format or other.format,
            limits=limits,
            properties=properties,
            required=one.required | other.required,
            items=self._join("allOf", items) if items else None,
        )

    def _either(self, branches: list[View]) -> View:
        real = [view for view in branches if not view.only_null]
        if not real:
            return branches[0]
        properties: dict[str, Schema] = {}
        for view in real:
            for name, schema in view.properties.items():
                known = [properties[name]] if name in properties else []
                properties[name] = self._join("anyOf", [*known, schema])
        items = [view.items for view in real if view.items is not None]
        first = real[0]
        enums = [view.enum for view in real if view.enum is not None]
        same = {
            key: value for key, value in first.limits.items() if all(v.limits.get(key) == value for v in real)
        }
        return View(
            types=frozenset().union(*(view.types for view in real))
            if all(v.types for v in real)
            else frozenset(),
            nullable=any(view.nullable for view in branches),
            enum=frozenset().union(*enums) if len(enums) == len(real) else None,
            format=first.format if all(view.format == first.format for view in real) else "",
            limits=same,
            properties=properties,
            required=frozenset.intersection(*(view.required for view in real)),
            items=self._join("anyOf", items) if items else None,
        )


def _own(schema: Schema) -> View:
    """What the schema says itself, without the parts that it is made of."""
    given = schema.get("type", [])
    types = set(given if isinstance(given, list) else [given])
    values = schema.get("enum", [schema["const"]] if "const" in schema else None)
    enum = (
        None if values is None else frozenset(json.dumps(v, sort_keys=True) for v in values if v is not None)
    )
    nullable = "null" in types and (values is None or None in values)
    if not types and values is not None:
        types = {_type(value) for value in values if value is not None}
        nullable = None in values
    if not types and schema.get("properties"):
        types = {"object"}
    if not types and "items" in schema:
        types = {"array"}
    return View(
        types=frozenset(types - {"null"}),
        nullable=nullable,
        enum=enum,
        format=schema.get("format", ""),
        limits={key: schema[key] for key in _LIMITS if key in schema},
        properties=schema.get("properties", {}),
        required=frozenset(schema.get("required", ())),
        items=schema.get("items"),
    )


def _type(value: Any) -> str:
    names = {str: "string", bool: "boolean", int: "integer", float: "number", dict: "object", list: "array"}
    return names[type(value)]


def _common(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    if not one or not other:
        return one | other
    both = one & other
    if {"integer"} & (one ^ other) and {"number"} & (one ^ other):
        both |= {"integer"}
    return both or one


def _tighter(key: str, one: Any, other: Any) -> Any:
    if key in ("pattern", "multipleOf"):
        return one if one == other else f"{one} and {other}"
    return min(one, other) if key.startswith(("max", "exclusiveMax")) else max(one, other)
