"""Drawing random walks, and finding the shortest one that shows the same.

A walk is drawn against the model alone, so that each of its steps is one of whose outcome the documents
speak. Only booleans are drawn: of numbers, Hypothesis would try those that it finds in the program text,
and what one seed draws would depend on which modules happen to be loaded.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from conformance.generators.walk_meeting import DAY
from conformance.generators.walk_model import Model
from conformance.generators.walk_steps import CONTROLLED, Step, Walk

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["any_walk", "draw_walks", "pruned", "shorten"]

_KINDS: dict[str, int] = {
    "create": 2,
    "update": 7,
    "reschedule": 1,
    "rename": 4,
    "move": 2,
    "delete": 2,
    "drop": 3,
    "clock": 4,
    "join": 4,
    "wait": 4,
    "lock": 3,
    "unlock": 1,
    "admit": 8,
    "leave": 1,
    "end": 7,
    "try-past": 1,
    "try-short": 1,
    "try-cross": 1,
    "try-gone": 2,
    "try-live": 2,
    "try-instance": 1,
}
"""Kinds of steps, and how often each comes in turn."""

_KIND_BITS, _TARGET_BITS = 6, 4
_ATTEMPTS = 300  # most of them stand for walks that were tried already
_MORE = 4  # the simplest walk is none, and a few come twice


class _FailsError(Exception):
    """A walk shows what is looked for."""


class _EnoughError(BaseException):
    """So much was tried that no better walk is looked for; Hypothesis hands on what is no `Exception`."""


def any_walk(steps: int, *, controlled: bool) -> SearchStrategy[Walk]:
    """A Hypothesis strategy of walks.

    Args:
        steps: the most steps.
        controlled: whether there is a control API.
    """
    from hypothesis import strategies  # noqa: PLC0415 - as slow to load as half the program

    bit = strategies.booleans()
    slot = strategies.tuples(*[bit] * (_KIND_BITS + _TARGET_BITS))
    slots = strategies.tuples(*[slot] * steps)
    return slots.map(lambda drawn: _resolve(drawn, controlled=controlled))


def draw_walks(seed: int, name: str, number: int, steps: int, *, controlled: bool) -> list[Walk]:
    """Random walks, different ones, the same for the same arguments.

    Args:
        seed: of the run.
        name: whose walks they are; another name draws others.
        number: how many; fewer if there are no more.
        steps: the most steps of each.
        controlled: whether there is a control API.
    """
    found: dict[Walk, None] = {}

    def meet(walk: Walk) -> None:
        if len(walk) > 1 and len(found) < number:
            found[walk] = None

    _each(meet, seed, name, number, steps, controlled=controlled, shrink=False)
    return list(found)


def shorten(
    shows: Callable[[Walk], int | None], seed: int, name: str, number: int, steps: int, *, controlled: bool
) -> Walk | None:
    """The shortest walk that was found to show what some of the same drawn walks show.

    Args:
        shows: after how many of its steps a walk shows it, or None; of one walk it must always say the same.
            It may raise `StopIteration` when no further walk is to be tried.
        seed: of the run.
        name: whose walks they are.
        number: how many were drawn.
        steps: the most steps of each.
        controlled: whether there is a control API.

    Returns:
        the walk; None when none of the drawn walks shows it.
    """
    best: list[Walk] = []
    tried = 0

    def meet(walk: Walk) -> None:
        nonlocal tried
        tried += bool(best)
        if tried > _ATTEMPTS:
            raise _EnoughError
        try:
            after = shows(walk) if walk else None
        except StopIteration:
            raise _EnoughError from None
        if after is not None:
            if not best or after <= len(best[0]):
                best[:] = [walk[:after]]
            raise _FailsError

    with suppress(_FailsError, _EnoughError):
        _each(meet, seed, name, number, steps, controlled=controlled, shrink=True)
    return best[0] if best else None


def pruned(walk: Walk, shows: Callable[[Walk], int | None]) -> Walk:
    """The walk without each step that it does not need to show what it shows.

    Args:
        walk: that shows it.
        shows: as `shorten` takes it.
    """
    with suppress(StopIteration):
        # Whole meetings first, as many steps go with them, and again once nothing rests on the others.
        for whole in (True, False, True):
            place = len(walk) - 1
            while place >= 0:
                wanted = (walk[place].do == "create") is whole
                shorter = _without(walk, place) if wanted else ()
                after = shows(shorter) if shorter else None
                if after is not None:
                    walk = shorter[:after]
                place = min(place, len(walk)) - 1
    return walk


def _without(walk: Walk, place: int) -> Walk:
    """A walk without one of its steps, or without a meeting; empty when its other steps need that."""
    gone = 1 + sum(step.do == "create" for step in walk[:place]) if walk[place].do == "create" else 0
    rest = [
        replace(step, of=step.of - 1) if gone and step.of > gone else step
        for number, step in enumerate(walk)
        if number != place and not (gone and step.of == gone)
    ]
    model, found = Model(), list[Step]()
    for before in rest:
        # A meeting is created for the day after whatever day it now is.
        day = (model.time // DAY + 1) * DAY
        step = replace(before, at=day + before.at % DAY) if before.do == "create" else before
        if step not in model.options(step.do):
            return ()
        model.apply(step)
        found.append(step)
    return tuple(found)


def _each(
    meet: Callable[[Walk], None],
    seed: int,
    name: str,
    number: int,
    steps: int,
    *,
    controlled: bool,
    shrink: bool,
) -> None:
    import hypothesis  # noqa: PLC0415 - as above

    phases = [hypothesis.Phase.generate, *([hypothesis.Phase.shrink] if shrink else [])]
    settings = hypothesis.settings(
        max_examples=number + _MORE,
        phases=phases,
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
    )

    def test(walk: Walk) -> None:
        meet(walk)

    given: Any = hypothesis.given(walk=any_walk(steps, controlled=controlled))
    hypothesis.seed(zlib.crc32(f"{name} {seed}".encode()))(settings(given(test)))()


def _resolve(drawn: Sequence[Sequence[bool]], *, controlled: bool) -> Walk:
    """The walk that drawn bits stand for; where they are all off, no step is taken."""
    model, walk = Model(), list[Step]()
    for bits in drawn:
        kind, target = _number(bits[:_KIND_BITS]), _number(bits[_KIND_BITS:])
        if not kind:
            continue
        open_now = {
            name: options
            for name in _KINDS
            if (controlled or name not in CONTROLLED) and (options := model.options(name))
        }
        wheel = [name for name in open_now for _ in range(_KINDS[name])]
        options = open_now[wheel[(kind - 1) % len(wheel)]]
        model.apply(options[target % len(options)])
        walk.append(options[target % len(options)])
    return tuple(walk)


def _number(bits: Sequence[bool]) -> int:
    return sum(bit << place for place, bit in enumerate(bits))
