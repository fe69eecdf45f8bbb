"""Which requests of two runs are the same but for the ids of what each of them created."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance.report.exchanges import Exchange
    from conformance.report.run import Run

__all__ = ["pairs_of"]


def pairs_of(
    then: Run, before: Iterable[str], now: Run, after: Iterable[str]
) -> list[tuple[Exchange | None, Exchange | None]]:
    """The exchanges that a rule was judged by in two runs, side by side.

    Args:
        then: the earlier run.
        before: ids of its exchanges about the rule.
        now: the later run, which sent little else.
        after: ids of its exchanges about the rule; a rule that passed names none, so any other of the run is
            taken that is alike.

    Returns:
        pairs in the order in which they were sent; None stands for what has no match in the other run.
    """
    cited = {name: now.exchanges[name] for name in after if name in now.exchanges}
    left = {**cited, **now.exchanges}
    pairs: list[tuple[Exchange | None, Exchange | None]] = []
    for name in before:
        old = then.exchanges.get(name)
        if old is None:
            continue
        new = max(left.values(), key=lambda one, old=old: _likeness(old, one), default=None)  # type: ignore[misc] # a lambda has no types
        if new is not None and not any(_likeness(old, new)):
            new = None
        if new is not None:
            del left[new.id]
        pairs.append((old, new))
    return pairs + [(None, one) for name, one in cited.items() if name in left]


def _likeness(old: Exchange, new: Exchange) -> tuple[int, int, int]:
    """How much two requests have in common; nothing but zeros when they are of different calls."""
    paths = [one.request.url.partition("?")[0].split("/")[3:] for one in (old, new)]
    if old.request.method != new.request.method or len(paths[0]) != len(paths[1]):
        return 0, 0, 0
    same = sum(one == other for one, other in zip(*paths, strict=True))
    if old.purpose != new.purpose and same < len(paths[0]):
        return 0, 0, 0
    return old.purpose == new.purpose, same, old.request.body == new.request.body
