"""An operation cut down to what may be drawn by chance: values that a site must take whatever they are.

Names, addresses, moments and objects mean something beyond their schema, and are left to the base; so is all
that holds under conditions that a schema cannot say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.generators.openapi.places import ITEM, OperationModel, Place, resolved

__all__ = ["Bounds", "alone", "narrowed"]

_SIGNS = (
    "A-Za-z0-9\u00e4\u00e9\u00df\u00f1\u03bb\u0416\u4f1a"  # of a large range each draw would take a second
)
_TEXT = f"^[{_SIGNS}]([{_SIGNS} .,_-]{{0,24}}[{_SIGNS}])?$"
"""Texts that no service has a reason to trim, to escape or to refuse."""

_MANY = 1000
_LONGEST = 60
_ITEMS = 3
_CLOSED = ("anyOf", "oneOf", "not", "if", "const")
_DEEPEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What is left to the base of a request.

    Attributes:
        never: names of properties and parameters, wherever they are; or whole places, dotted.
    """

    never: frozenset[str] = frozenset()

    def keep_out(self, place: Place) -> bool:
        """Whether nothing may be drawn there."""
        names = {name for name in place.pointer if name != ITEM}
        return place.conditional or not self.never.isdisjoint(names) or place.name in self.never

    def pointless(self, place: Place, query: Mapping[str, Any]) -> bool:
        """Whether what stands there may be passed over, because of what the query has beside it."""
        return place.conditional or any(name in query for name in place.rivals)


def alone(model: OperationModel) -> dict[str, Any]:
    """A document of this operation alone, as it is but for what is sent with each request anyway."""
    operation = {key: value for key, value in model.operation.items() if key not in ("security", "servers")}
    operation["parameters"] = [one for one in model.parameters if one.get("in") != "header"]
    if model.body_schema is not None:
        schema = _flat(model, model.body_schema)
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return _document(model, operation, model.document.get("components", {}))


def narrowed(
    model: OperationModel, query: Mapping[str, Any], body: Any, bounds: Bounds
) -> dict[str, Any] | None:
    """A document of this operation with what may be drawn beside a base; None when that is nothing.

    Args:
        model: the operation.
        query: the base's.
        body: the base's; what it has is not drawn.
        bounds: what else is not.
    """
    parameters = []
    for place in model.places:
        if place.where != "query" or place.pointer[0] in query or bounds.keep_out(place):
            continue
        if not bounds.pointless(place, query):
            schema = _plain(place.schema)
            if schema is not None and (schema.get("type") in ("boolean", "integer") or "enum" in schema):
                parameters.append({"name": place.pointer[0], "in": "query", "schema": schema})
    properties = {}
    for place in model.places:
        if place.where == "body" and len(place.pointer) == 1 and isinstance(body, Mapping):
            name = place.pointer[0]
            schema = None if name in body else _drawable(model, place, bounds)
            if schema is not None:
                properties[name] = schema
    if not parameters and not properties:
        return None
    operation: dict[str, Any] = {"parameters": parameters, "responses": {"200": {"description": "Yes."}}}
    if properties:
        schema = {"type": "object", "properties": properties, "additionalProperties": False}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return _document(model, operation, {})


def _flat(model: OperationModel, schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema with what `allOf` adds to it merged in: each property is to be seen for itself."""
    whole = resolved(model.document, schema)
    parts = [_flat(model, part) for part in whole.pop("allOf", ())]
    for part in parts:
        properties = {**part.get("properties", {}), **whole.get("properties", {})}
        required = dict.fromkeys([*part.get("required", ()), *whole.get("required", ())])
        whole = {**part, **whole, "properties": properties, "required": list(required)}
    return whole


def _document(model: OperationModel, operation: Mapping[str, Any], components: Any) -> dict[str, Any]:
    # Ids in the path come from elsewhere; a path without places needs no parameters for them.
    parameters = [one for one in operation.get("parameters", ()) if one.get("in") != "path"]
    path = model.path.replace("{", "_").replace("}", "_")
    components = {key: value for key, value in components.items() if key != "securitySchemes"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "One operation", "version": "1"},
        "paths": {path: {model.method.lower(): {**operation, "parameters": parameters}}},
        "components": components,
    }


def _drawable(model: OperationModel, place: Place, bounds: Bounds) -> dict[str, Any] | None:
    """The schema of what may be drawn at a place of the body; None for nothing."""
    schema = place.schema
    if bounds.keep_out(place) or len(place.pointer) > _DEEPEST:
        return None
    kinds = tuple(kind for kind in place.types if kind != "null")
    if kinds == ("object",) and schema.get("properties"):
        return _object(model, place, bounds)
    if kinds == ("array",):
        return _array(model, place, bounds)
    return _plain(schema)


def _object(model: OperationModel, place: Place, bounds: Bounds) -> dict[str, Any] | None:
    found = {}
    for name in place.schema["properties"]:
        inner = model.place("body", (*place.pointer, name))
        schema = None if inner is None else _drawable(model, inner, bounds)
        if schema is not None:
            found[name] = schema
    required = [name for name in place.schema.get("required", ()) if isinstance(name, str)]
    if not found or any(name not in found for name in required):
        return None
    return {"type": "object", "properties": found, "required": required, "additionalProperties": False}


def _array(model: OperationModel, place: Place, bounds: Bounds) -> dict[str, Any] | None:
    inner = model.place("body", (*place.pointer, ITEM))
    items = None if inner is None else _drawable(model, inner, bounds)
    if items is None:
        return None
    least = place.schema.get("minItems", 0)
    most = min(place.schema.get("maxItems", _ITEMS), max(least, _ITEMS))
    return {"type": "array", "items": items, "minItems": least, "maxItems": most, "uniqueItems": True}


def _plain(schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """The schema of a single value, with free texts and numbers kept within reason."""
    kind = schema.get("type")
    kinds = [kind] if isinstance(kind, str) else [one for one in kind or () if one != "null"]
    if any(word in schema for word in _CLOSED) or (len(kinds) != 1 and "enum" not in schema):
        return None
    if "enum" in schema:
        options = [one for one in schema["enum"] if one is not None]
        return {"enum": options, **({"type": kinds[0]} if len(kinds) == 1 else {})}
    if kinds[0] == "boolean":
        return {"type": "boolean"}
    return _number(kinds[0], schema) if kinds[0] in ("integer", "number") else _text(kinds[0], schema)


def _number(kind: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    least = schema.get("minimum", 0)
    most = min(schema.get("maximum", least + _MANY), least + _MANY)
    return {"type": kind, "minimum": least, "maximum": most}


def _text(kind: str, schema: Mapping[str, Any]) -> dict[str, Any] | None:
    most = schema.get("maxLength", _LONGEST)
    if kind != "string" or "format" in schema or "pattern" in schema or most < _ITEMS:
        return None
    return {"type": kind, "pattern": _TEXT, "minLength": 1, "maxLength": min(most, _LONGEST)}
