"""The requests of an operation: its base, and the base with something drawn, defective or at a limit."""

from __future__ import annotations

import copy
import random
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from conformance.generators.effort import Effort
from conformance.generators.openapi.defects import defect_of
from conformance.generators.openapi.limits import edges
from conformance.generators.openapi.narrowing import Bounds, alone, narrowed
from conformance.generators.openapi.overlays import ABSENT, difference, overlaid, stand_in
from conformance.generators.openapi.places import OperationModel, Place

if TYPE_CHECKING:
    from conformance.generators.openapi.drawing import Case

__all__ = ["Bounds", "Examples", "RestExample", "examples_of"]

_T = TypeVar("_T")
_TITLE = ("title",)
"""Chance leaves titles alone, and yet one may be made as long as it can be, marker and all."""
_TYPE_VALUES = 1
"""So many values of a wrong type are tried at each place, unless everything is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestExample:
    """One request beside the operation's path, with places in braces still to be filled.

    Attributes:
        name: what is special about it, in words; `as it is` for the base.
        wrong: what is wrong with it, in words; empty when it fits.
        added: names in query and body that chance put there, each of which can be left out again.
    """

    name: str
    query: Mapping[str, str]
    body: Any
    wrong: str = ""
    added: tuple[tuple[str, str], ...] = ()

    def without(self, where: str, name: str) -> RestExample:
        """The same request without one thing that chance put there."""
        query, body = dict(self.query), copy.copy(self.body)
        (query if where == "query" else body).pop(name, None)
        left = tuple(one for one in self.added if one != (where, name))
        return RestExample(name=self.name, query=query, body=body, wrong=self.wrong, added=left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """The requests of an operation.

    Attributes:
        fits: the base first, then what was drawn, then the coverage set.
        defects: each with one defect.
        limits: at a limit, or just beyond one.
    """

    fits: tuple[RestExample, ...] = ()
    defects: tuple[RestExample, ...] = ()
    limits: tuple[RestExample, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
    model: OperationModel
    query: Mapping[str, str]
    body: Any
    bounds: Bounds
    default: Any = field(default=None)

    def put(self, place: Place, value: Any) -> tuple[dict[str, str], Any] | None:
        """Query and body with a value at a place; None when it cannot be put there."""
        if place.where == "query":
            query = dict(self.query)
            query.pop(place.pointer[0], None)
            if value is not ABSENT:
                query[place.pointer[0]] = str(value)
            return query, self.body
        body = overlaid(self.model, self.body, place.pointer, value)
        return None if body is None else (dict(self.query), body)

    def mistakes(self, body: Any) -> int:
        """How many mistakes a body has."""
        return 0 if body is None else len(self.model.body_errors(stand_in(body)))


def examples_of(
    model: OperationModel, query: Mapping[str, str], body: Any, bounds: Bounds, effort: Effort, seed: int
) -> Examples:
    """The requests of an operation, the same ones for the same seed and effort.

    Args:
        model: the operation.
        query: of a request that works.
        body: of that request; None for none.
        bounds: what chance must leave alone.
        effort: how many are made.
        seed: the run's.
    """
    from conformance.generators.openapi.drawing import by_itself  # noqa: PLC0415 - schemathesis loads slowly

    with by_itself():
        return _examples(_Base(model=model, query=query, body=body, bounds=bounds), effort, seed)


def _examples(base: _Base, effort: Effort, seed: int) -> Examples:
    model = base.model
    chance = random.Random(zlib.crc32(f"{model.method} {model.path} {seed}".encode()))  # noqa: S311 - no secret
    most = effort.defects
    fits = [
        RestExample(name="as it is", query=dict(base.query), body=base.body),
        *_drawn(base, effort.examples, seed),
        *_some(list(_covering(base)), most, chance),
    ]
    defects = _some(list(_defects(base, everything=not most)), most, chance)
    return Examples(fits=tuple(fits), defects=tuple(defects), limits=tuple(_limits(base)))


def _drawn(base: _Base, count: int, seed: int) -> Iterator[RestExample]:
    document = narrowed(base.model, base.query, base.body, base.bounds)
    if document is None or not count:
        return
    from conformance.generators.openapi.drawing import drawn  # noqa: PLC0415 - schemathesis loads slowly

    path = next(iter(document["paths"]))
    number = 0
    # The first thing that Hypothesis draws is the least there is, which is the base again.
    for case in drawn(document, base.model.method, path, count=count + 2, seed=seed):
        added = [("query", name) for name in case.query]
        added += [("body", name) for name in case.body] if isinstance(case.body, Mapping) else []
        if not added or number == count:
            continue
        number += 1
        body = {**base.body, **case.body} if isinstance(case.body, Mapping) else base.body
        query = {**base.query, **{name: str(value) for name, value in case.query.items()}}
        if not base.mistakes(body):
            yield RestExample(name=f"drawn {number}", query=query, body=body, added=tuple(added))


def _covering(base: _Base) -> Iterator[RestExample]:
    """The base with one value of the coverage set that fits."""
    document = narrowed(base.model, base.query, base.body, base.bounds)
    if document is None:
        return
    for place, _, value in _differences(base.model, document, fits=True):
        if value is ABSENT or base.bounds.keep_out(place) or base.bounds.pointless(place, base.query):
            continue
        made = base.put(place, value)
        if made is None or (place.where == "body" and base.mistakes(made[1])):
            continue
        shown = f"{place.name}: {value}" if isinstance(value, bool | int) else f"{place.name}"
        added = ((place.where, place.pointer[0]),)
        yield RestExample(name=f"another value, {shown}", query=made[0], body=made[1], added=added)


def _defects(base: _Base, *, everything: bool) -> Iterator[RestExample]:
    """The base with one value of the coverage set that does not fit."""
    seen: dict[str, int] = {}
    met: set[str] = set()
    for place, scenario, value in _differences(base.model, alone(base.model), fits=False):
        pointless = base.bounds.pointless(place, base.query)
        wrong = None if pointless or place.disputed else defect_of(place, scenario, value)
        if wrong is None:
            continue
        key = f"{place.where} {place.name} {scenario}"
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > _TYPE_VALUES and not everything:
            continue
        made = base.put(place, value)
        if made is None or (place.where == "body" and base.mistakes(made[1]) != 1) or repr(made) in met:
            continue
        met.add(repr(made))
        yield RestExample(name=wrong, query=made[0], body=made[1], wrong=wrong)


def _limits(base: _Base) -> Iterator[RestExample]:
    for edge in edges(base.model):
        if base.bounds.pointless(edge.place, base.query) or edge.place.disputed:
            continue
        if not edge.place.firm(edge.keyword):
            continue
        if not edge.beyond and base.bounds.keep_out(edge.place) and edge.place.pointer != _TITLE:
            continue
        made = base.put(edge.place, edge.value)
        if made is None:
            continue
        if edge.place.where == "body" and base.mistakes(made[1]) != edge.beyond:
            continue
        wrong = edge.name if edge.beyond else ""
        yield RestExample(name=edge.name, query=made[0], body=made[1], wrong=wrong)


def _differences(
    model: OperationModel, document: Mapping[str, Any], *, fits: bool
) -> Iterator[tuple[Place, str, Any]]:
    """What each request of the coverage set is about: a place, the scenario and the value."""
    from conformance.generators.openapi.drawing import covered  # noqa: PLC0415 - schemathesis loads slowly

    path = next(iter(document["paths"]))
    right = covered(document, model.method, path, fits=True)
    default = right[0] if right else None
    for case in right if fits else covered(document, model.method, path, fits=False):
        for pointed in _pointed(case, default):
            place = model.place(*pointed[0])
            if place is not None:
                yield place, case.scenario, pointed[1]


def _pointed(case: Case, default: Case | None) -> Iterator[tuple[tuple[Any, tuple[str, ...]], Any]]:
    if case.parameter:
        yield ("query", (case.parameter,)), case.query.get(case.parameter, ABSENT)
    elif default is not None and isinstance(case.body, Mapping) and isinstance(default.body, Mapping):
        found = difference(default.body, case.body)
        if found is not None:
            yield ("body", found[0]), found[1]


def _some(all_: Sequence[_T], most: int, chance: random.Random) -> Iterable[_T]:
    """So many of them, chosen by chance and kept in order; all of them when `most` is 0."""
    if not most or len(all_) <= most:
        return all_
    return [all_[index] for index in sorted(chance.sample(range(len(all_)), most))]
