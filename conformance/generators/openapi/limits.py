"""Values at each limit that a document sets, and those just beyond."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.generators.openapi.places import ITEM, OperationModel, Place

__all__ = ["Edge", "edges"]

_LONGEST = 5000
_MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A value at a limit.

    Attributes:
        place: where.
        value: what stands there; `{pad*N}` in a text stands for N characters.
        name: in words, e.g. `title: 129 characters, 128 allowed`.
        beyond: whether it lies beyond the limit.
        keyword: which limit it is, as schemas call it.
    """

    place: Place
    value: Any
    name: str
    beyond: bool
    keyword: str


def edges(model: OperationModel) -> Iterator[Edge]:
    """The values at and beyond every limit of the places of an operation."""
    for place in model.places:
        if "integer" in place.types or "number" in place.types:
            yield from _numbers(place)
        elif "string" in place.types and not {"enum", "format", "pattern"} & place.schema.keys():
            yield from _texts(place)
        elif "array" in place.types and place.where == "body":
            yield from _arrays(model, place)


def _numbers(place: Place) -> Iterator[Edge]:
    if "enum" in place.schema:
        return
    for keyword, step in (("minimum", -1), ("maximum", 1)):
        limit = place.schema.get(keyword)
        if isinstance(limit, bool) or not isinstance(limit, int):
            continue
        bound = "least" if step < 0 else "most"
        yield _edge(place, limit, f"{limit}, the {bound} allowed", keyword, beyond=False)
        yield _edge(
            place, limit + step, f"{limit + step}, {limit} is the {bound} allowed", keyword, beyond=True
        )


def _texts(place: Place) -> Iterator[Edge]:
    least, most = place.schema.get("minLength"), place.schema.get("maxLength")
    if isinstance(most, int) and most <= _LONGEST:
        yield _edge(
            place, f"{{pad*{most}}}", f"{most} characters, the most allowed", "maxLength", beyond=False
        )
        text = f"{{pad*{most + 1}}}"
        yield _edge(place, text, f"{most + 1} characters, {most} allowed", "maxLength", beyond=True)
    if least == 1 and place.where == "body":  # in a query nothing is often taken for nothing said
        yield _edge(place, "", "an empty text", "minLength", beyond=True)


def _arrays(model: OperationModel, place: Place) -> Iterator[Edge]:
    """Arrays of plain texts; what objects are made of differs too much to have many of."""
    least, most = place.schema.get("minItems"), place.schema.get("maxItems")
    inner = model.place("body", (*place.pointer, ITEM))
    if inner is None or "string" not in inner.types:
        return
    if isinstance(least, int) and least:
        yield _edge(place, [], "no item", "minItems", beyond=True)
    if not isinstance(most, int) or most > _MOST or {"pattern", "enum"} & inner.schema.keys():
        return
    email = inner.schema.get("format") == "email"
    if "format" in inner.schema and not email:
        return
    items = [f"item{number}@example.invalid" if email else f"item{number}" for number in range(most + 1)]
    yield _edge(place, items[:-1], f"{most} items, the most allowed", "maxItems", beyond=False)
    yield _edge(place, items, f"{most + 1} items, {most} allowed", "maxItems", beyond=True)


def _edge(place: Place, value: Any, words: str, keyword: str, *, beyond: bool) -> Edge:
    if place.where == "query":
        value = str(value)
    return Edge(place=place, value=value, name=f"{place.name}: {words}", beyond=beyond, keyword=keyword)
