"""What cases ask for. Registered only in a conformance run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol, TypeVar

import pytest

from conformance.checks import Attempt, Must, Situation, Tale, Trial

if TYPE_CHECKING:
    from conformance.contract import Rule
    from conformance.plugin.harness import Harness

__all__ = ["drawn", "moved", "must", "staged", "told", "tried"]

_Act = TypeVar("_Act")


class _Releasing(Protocol):
    def release(self) -> None: ...


def _until_the_end(harness: Harness, stage: _Releasing, act: _Act) -> Iterator[_Act]:
    """Lend what a stage does; when the last case is over, let the stage go and delete what was created."""
    yield act
    stage.release()
    harness.site.clear()


@pytest.fixture(scope="session")
def _harness(request: pytest.FixtureRequest) -> Harness:
    harness: Harness = request.config.pluginmanager.getplugin("webex-conformance-harness")
    return harness


@pytest.fixture(scope="session")
def must(_harness: Harness) -> Must:
    """The checks that raise."""
    return Must(_harness.contract)


@pytest.fixture(scope="session")
def staged(_harness: Harness) -> Iterator[Callable[[str | None], Situation]]:
    """A function from a situation's name to what was read there; the first call stages all that is needed."""
    situations: dict[str, Situation] | None = None

    def find(name: str | None) -> Situation:
        nonlocal situations
        if situations is None:
            # Set first: should staging break, the next case must not create everything once more.
            situations = {}
            situations = _harness.site.bring_about(_harness.wanted)
        if name not in situations:
            raise RuntimeError(f"staging ended before it came to {name}")
        return situations[name]

    yield find
    _harness.site.clear()


@pytest.fixture(scope="session")
def moved(_harness: Harness) -> Iterator[Callable[[Rule], list[Attempt]]]:
    """A function that tries a rule's worked example by PATCH and PUT; the first call creates all series."""
    stage = _harness.site.moves(_harness.examples)
    yield from _until_the_end(_harness, stage, stage.attempts)


@pytest.fixture(scope="session")
def told(_harness: Harness) -> Iterator[Callable[[Rule], Tale]]:
    """A function that plays a rule's story by each of its methods, on a meeting of the cast."""
    stage = _harness.site.stories(_harness.contract.cast)
    yield from _until_the_end(_harness, stage, stage.tell)


@pytest.fixture(scope="session")
def drawn(_harness: Harness) -> Iterator[Callable[[Rule], list[Attempt]]]:
    """A function that tries a rule on random series, drawn from the run's seed."""
    stage = _harness.site.chances(_harness.seed)
    yield from _until_the_end(_harness, stage, stage.attempts)


@pytest.fixture(scope="session")
def tried(_harness: Harness) -> Iterator[Callable[[Rule], list[Trial]]]:
    """A function that calls a rule's operation with the token that decides the rule."""
    stage = _harness.site.accesses()
    yield from _until_the_end(_harness, stage, stage.trials)
