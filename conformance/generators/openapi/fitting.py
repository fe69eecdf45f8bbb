"""Requests out of a document of somebody else: a base that is known to work, made to fit what it says."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import jsonschema_rs

from conformance.generators.effort import Effort
from conformance.generators.openapi.examples import Examples, RestExample, examples_of
from conformance.generators.openapi.narrowing import Bounds
from conformance.generators.openapi.overlays import overlaid, stand_in
from conformance.generators.openapi.places import ITEM, OperationModel, Place

__all__ = ["Fitted", "fitted", "fitting_examples", "marked"]

_KNOWN: dict[str, tuple[Any, ...]] = {
    "title": ("{marker} drawn {n}",),
    "agenda": ("{marker}",),
    "start": ("{day+300}",),
    "end": ("{day+300.hour}",),
    "from": ("{day}",),
    "to": ("{day+7}",),
    "timezone": ("UTC",),
    "timeZone": ("UTC",),
    "sendEmail": (False,),
    "hostEmail": ("{owner}",),
    "userEmail": ("{owner}",),
    "siteUrl": ("{site}",),
    "meetingId": ("{meeting}",),
    "password": ("{password}",),
    "email": ("nobody.{n}@example.invalid",),
}
"""What may stand at names that chance leaves alone."""

_FORMATS = {
    "date-time": "{day+2}",
    "email": "nobody.{n}@example.invalid",
    "uri": "https://example.invalid/",
}
_DEEPEST = 5
_LONG = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A base.

    Attributes:
        query: texts by name.
        body: a JSON value; None for none.
        why: why there is none that fits; empty when there is.
    """

    query: Mapping[str, str]
    body: Any
    why: str = ""


def fitting_examples(
    model: OperationModel, query: Mapping[str, str], body: Any, bounds: Bounds, effort: Effort, seed: int
) -> Examples | str:
    """The requests of an operation of a document that our base was not written for.

    Takes what `examples_of` takes.

    Returns:
        The requests, or why there are none.
    """
    base = fitted(model, query, body, bounds.never)
    if base.why:
        return base.why
    found = examples_of(model, base.query, base.body, bounds, effort, seed)
    return replace(
        found,
        fits=tuple(one for one in found.fits if _asks_right(model, one)),
        defects=tuple(one for one in found.defects if _is_wrong(model, one)),
        limits=tuple(one for one in found.limits if (_is_wrong if one.wrong else _asks_right)(model, one)),
    )


def marked(document: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """The document with a mark at parameters and properties that hold under conditions alone.

    Args:
        document: is changed.
        names: of the parameters and properties, wherever they are.
    """
    pending: list[Any] = [document]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending += node
        if not isinstance(node, dict):
            continue
        properties = node.get("properties")
        for name, one in properties.items() if isinstance(properties, dict) else ():
            if name in names and isinstance(one, dict):
                one["x-needs"] = True
        if "in" in node and node.get("name") in names:
            node["x-needs"] = True
        pending += node.values()
    return document


def fitted(model: OperationModel, query: Mapping[str, str], body: Any, never: frozenset[str]) -> Fitted:
    """A base with what else the document demands, and without what it does not take.

    Args:
        model: the operation.
        query: of a request that works.
        body: of that request; None for none.
        never: names for which nothing may be made up.
    """
    asked, why = _query(model, query, never)
    if why or model.body_schema is None:
        return Fitted(query=asked, body=body, why=why)
    required = model.operation.get("requestBody", {}).get("required") is True
    if body is None and not required:
        return Fitted(query=asked, body=None)
    sent, why = _body(model, body if isinstance(body, Mapping) else {}, never)
    return Fitted(query=asked, body=sent, why=why)


def _query(
    model: OperationModel, query: Mapping[str, str], never: frozenset[str]
) -> tuple[dict[str, str], str]:
    found = dict(query)
    for place in model.places:
        name = place.pointer[0]
        if place.where != "query" or (name not in found and not place.required):
            continue
        if name in found and _fits(model, place, stand_in(found[name])):
            continue
        if name in found and not place.required and "{" not in found[name]:
            del found[name]
            continue
        texts = (_text(one) for one in _candidates(model, place, never))
        value = next((one for one in texts if one and _fits(model, place, stand_in(one))), None)
        if value is None:
            return found, f"nothing tells which {name} would fit its query"
        found[name] = value
    return found, ""


def _body(model: OperationModel, body: Mapping[str, Any], never: frozenset[str]) -> tuple[Any, str]:
    found: Any = copy.deepcopy(dict(body))
    for place in model.places:
        if place.where != "body" or not place.required or not _is_missing(found, place.pointer):
            continue
        candidates = (overlaid(model, found, place.pointer, one) for one in _candidates(model, place, never))
        made = [one for one in candidates if one is not None]
        before = _wrong(model, found)
        better = next((one for one in made if _wrong(model, one) < before), None)
        found = better if better is not None else found
    for name, value in body.items():
        # What is marked, mails nobody or names something stays, whatever the document says.
        if not _wrong(model, found):
            break
        if name == "sendEmail" or "{" in repr(value):
            continue
        less = {key: one for key, one in found.items() if key != name}
        found = less if _wrong(model, less) < _wrong(model, found) else found
    errors = model.body_errors(stand_in(found))
    if not errors:
        return found, ""
    return found, f"a body that works does not fit its schema: {errors[0][:_LONG]}"


def _wrong(model: OperationModel, body: Any) -> int:
    return len(model.body_errors(stand_in(body)))


def _is_missing(body: Any, pointer: tuple[str, ...]) -> bool:
    """Whether something is not there, while what it would lie in is."""
    node = body
    for name in pointer[:-1]:
        if isinstance(node, list) and name == ITEM and node:
            node = node[0]
        elif isinstance(node, Mapping) and name in node:
            node = node[name]
        else:
            return False
    return isinstance(node, Mapping) and pointer[-1] not in node


def _candidates(model: OperationModel, place: Place, never: frozenset[str], depth: int = 0) -> Iterator[Any]:
    """What may stand at a place, the likeliest first."""
    name = place.pointer[-1]
    yield from _KNOWN.get(name, ())
    schema = place.schema
    if isinstance(schema.get("enum"), list):
        yield from [one for one in schema["enum"] if one is not None][:1]
        return
    kinds = [kind for kind in place.types if kind != "null"] or ["object"] * ("properties" in schema)
    if "boolean" in kinds:
        yield False
        return
    if name in never:
        return
    yield from _told(schema)
    for kind in kinds:
        yield from _of_kind(model, place, kind, never, depth)


def _told(schema: Mapping[str, Any]) -> Iterator[Any]:
    """What the document itself gives as an example."""
    if "default" in schema:
        yield schema["default"]
    examples = schema.get("examples")
    yield from examples[:1] if isinstance(examples, list) else ()


def _of_kind(
    model: OperationModel, place: Place, kind: str, never: frozenset[str], depth: int
) -> Iterator[Any]:
    schema = place.schema
    if kind in ("integer", "number"):
        least = schema.get("minimum", schema.get("exclusiveMinimum", 0))
        yield from (least, least + 1)
    elif kind == "string":
        yield _FORMATS.get(schema.get("format", ""), "x" * max(1, schema.get("minLength", 1)))
    elif kind == "object" and depth < _DEEPEST:
        made: dict[str, Any] = {}
        for name in schema.get("required", ()):
            inner = model.place(place.where, (*place.pointer, name))
            some = _candidates(model, inner, never, depth + 1) if inner else iter(())
            value = next(some, None)
            if value is None:
                return
            made[name] = value
        yield made
    elif kind == "array":
        inner = model.place(place.where, (*place.pointer, ITEM))
        some = _candidates(model, inner, never, depth + 1) if inner and depth < _DEEPEST else iter(())
        first = next(some, None)
        yield [] if not schema.get("minItems") or first is None else [first] * schema["minItems"]


def _text(value: Any) -> str:
    """A value as the query has it; empty for what has no one form there."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else ""


def _asks_right(model: OperationModel, example: RestExample) -> bool:
    """Whether each parameter of a request fits, and those that are demanded are there."""
    return all(
        _fits(model, place, stand_in(example.query[name])) if name in example.query else not place.required
        for place in model.places
        for name in place.pointer[:1]
        if place.where == "query"
    )


def _is_wrong(model: OperationModel, example: RestExample) -> bool:
    """Whether a request breaks what the document says."""
    body = model.body_schema is not None and example.body is not None and _wrong(model, example.body)
    return bool(body) or not _asks_right(model, example)


def _fits(model: OperationModel, place: Place, text: str) -> bool:
    """Whether a text of the query fits, however a service may read it."""
    schema = {**place.schema, "components": model.document.get("components", {})}
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    return any(validator.is_valid(one) for one in _readings(text, place))


def _readings(text: str, place: Place) -> Iterator[Any]:
    kinds = set(place.types)
    if "string" in kinds or not kinds:
        yield text
    if not kinds or kinds & {"integer", "number"}:
        for read in (int, float):
            try:
                yield read(text)
            except ValueError:
                continue
    if text in ("true", "false") and (not kinds or "boolean" in kinds):
        yield text == "true"
    if not kinds or "array" in kinds:
        yield text.split(",")
        yield [int(one) if one.isdecimal() else one for one in text.split(",")]
    if kinds and not kinds - {"object", "null"}:
        yield {}
