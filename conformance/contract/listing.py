"""Lists: how each is read, and which relation between several readings of it a rule is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from conformance.contract.access import Tier

__all__ = ["RELATIONS", "Filter", "Listing", "Relation", "Window"]

Relation = Literal["pages", "max", "filters", "window"]
RELATIONS: tuple[Relation, ...] = ("pages", "max", "filters", "window")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A query parameter that leaves those items in the list that have its value.

    Attributes:
        parameter: its name.
        at: where items show the value, names joined by dots.
        how: whether that is the value itself (`is`), a list that has it (`has`), or a text that holds it,
            in capitals or not (`holds`).
    """

    parameter: str
    at: str
    how: Literal["is", "has", "holds"] = "is"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Two query parameters between whose times the items lie.

    Attributes:
        begins: name of the first one, which is part of the window.
        ends: name of the second one.
        first: the time that the widest window begins with, with places in braces.
        last: the time that it ends with.
        at: where items show the time that counts.
        spans: whether items last, so that one may lie in two windows side by side.
        closed: whether what shows the very last moment may be in the window: the documents leave that open,
            or the time may have been rounded.
    """

    begins: str
    ends: str
    first: str
    last: str
    at: str
    spans: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a rule about lists compares.

    Attributes:
        operation: as the document names it.
        relation: what is compared.
        tier: whose token opens the operation.
        path: below the base address, with places in braces where it names an object.
        query: what every reading asks for, with places as well.
        largest: the largest documented `max`; 0 for a list that has no pages.
        key: the attributes by which two items are told apart.
        filters: the optional parameters that narrow the list.
        window: the parameters that cut a span of time out of it; None for none.
        needs: what must be there for the list to show anything, beside what its places name.
    """

    operation: str
    relation: Relation
    tier: Tier
    path: str
    query: dict[str, str] = field(default_factory=dict)
    largest: int = 0
    key: tuple[str, ...] = ("id",)
    filters: tuple[Filter, ...] = ()
    window: Window | None = None
    needs: str = ""
