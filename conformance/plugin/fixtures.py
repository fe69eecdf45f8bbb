"""What cases ask for. Registered only in a conformance run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol, TypeVar

import pytest

from conformance.checks import (
    Attempt,
    GeneratedReply,
    Listed,
    Must,
    Refusal,
    Samples,
    Situation,
    Tale,
    Trial,
    Walked,
    XmlTale,
)

if TYPE_CHECKING:
    from conformance.contract import Rule
    from conformance.plugin.harness import Harness

__all__ = [
    "acted",
    "drawn",
    "generated",
    "listed",
    "moved",
    "must",
    "preferred",
    "refused",
    "sampled",
    "sent",
    "staged",
    "told",
    "tried",
    "walked",
]

_Act = TypeVar("_Act")


class _Releasing(Protocol):
    def release(self) -> None: ...


def _until_the_end(ground: ExitStack, stage: _Releasing, act: _Act) -> _Act:
    """What a stage does; after the last case the stage is let go, before what was created is deleted."""
    ground.callback(stage.release)
    return act


@pytest.fixture(scope="session")
def _harness(request: pytest.FixtureRequest) -> Harness:
    harness: Harness = request.config.pluginmanager.getplugin("webex-conformance-harness")
    return harness


@pytest.fixture(scope="session")
def _ground(_harness: Harness) -> Iterator[ExitStack]:
    """What is done after the last case: each stage is let go, the newest first, then all is cleared."""
    with ExitStack() as ground:
        ground.callback(_harness.site.clear)
        yield ground


@pytest.fixture(scope="session")
def must(_harness: Harness) -> Must:
    """The checks that raise."""
    return Must(_harness.contract)


@pytest.fixture(scope="session")
def staged(_harness: Harness, _ground: ExitStack) -> Callable[[str | None], Situation]:
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

    return find


@pytest.fixture(scope="session")
def moved(_harness: Harness, _ground: ExitStack) -> Callable[[Rule], list[Attempt]]:
    """A function that tries a rule's worked example by PATCH and PUT; the first call creates all series."""
    stage = _harness.site.moves(_harness.examples)
    return _until_the_end(_ground, stage, stage.attempts)


@pytest.fixture(scope="session")
def told(_harness: Harness, _ground: ExitStack) -> Callable[[Rule], Tale]:
    """A function that plays a rule's story by each of its methods, on a meeting of the cast."""
    stage = _harness.site.stories(_harness.contract.cast)
    return _until_the_end(_ground, stage, stage.tell)


@pytest.fixture(scope="session")
def drawn(_harness: Harness, _ground: ExitStack) -> Callable[[Rule], list[Attempt]]:
    """A function that tries a rule on random series, drawn from the run's seed."""
    stage = _harness.site.chances(_harness.seed)
    return _until_the_end(_ground, stage, stage.attempts)


@pytest.fixture(scope="session")
def tried(_harness: Harness, _ground: ExitStack) -> Callable[[Rule], list[Trial]]:
    """A function that calls a rule's operation with the token that decides the rule."""
    stage = _harness.site.accesses(_harness.tries, _harness.contract)
    return _until_the_end(_ground, stage, stage.trials)


@pytest.fixture(scope="session")
def refused(_harness: Harness, _ground: ExitStack) -> Callable[[Rule], list[Refusal]]:
    """A function that makes a rule's wrong request in each of the ways that the operation is called."""
    return _harness.site.errors().refusals


@pytest.fixture(scope="session")
def listed(_harness: Harness, _ground: ExitStack) -> Callable[[Rule], Listed]:
    """A function that reads a rule's list in several ways."""
    stage = _harness.site.lists()
    return _until_the_end(_ground, stage, stage.listed)


@pytest.fixture(scope="session")
def walked(_harness: Harness, _ground: ExitStack) -> Callable[[Rule], Walked]:
    """A function that tells what random walks show of a rule; the first call plays all of them."""
    stage = _harness.site.walks(_harness.seed)

    def find(rule: Rule) -> Walked:
        again = _harness.replay.get(rule.address)
        return stage.walked(rule) if again is None else stage.replay(rule, again)

    return _until_the_end(_ground, stage, find)


@pytest.fixture(scope="session")
def sampled(_harness: Harness, _ground: ExitStack) -> Callable[[Rule], Samples]:
    """A function that sends what is drawn from the run's seed for a rule's operation."""
    stage = _harness.site.samples(_harness.contract, _harness.seed, _harness.replay)
    return _until_the_end(_ground, stage, stage.samples)


@pytest.fixture(scope="session")
def acted(_harness: Harness, _ground: ExitStack) -> Callable[[Rule], Tale]:
    """A function that plays a rule's story of somebody who acts for somebody."""
    stage = _harness.site.acting()
    return _until_the_end(_ground, stage, stage.tell)


@pytest.fixture(scope="session")
def preferred(_harness: Harness, _ground: ExitStack) -> Callable[[Rule], Tale]:
    """A function that reads or changes the preference that a rule is about; all are put back afterwards."""
    stage = _harness.site.preferences()
    return _until_the_end(_ground, stage, stage.tell)


@pytest.fixture(scope="session")
def sent(_harness: Harness, _ground: ExitStack) -> Callable[[Rule], list[XmlTale]]:
    """A function that plays a rule's story of the XML API, in each edition that is judged."""
    stage = _harness.site.xml_stage(_harness.xml_edition)
    return _until_the_end(_ground, stage, stage.tales)


@pytest.fixture(scope="session")
def generated(_harness: Harness, _ground: ExitStack) -> Callable[[Rule], list[GeneratedReply]]:
    """A function that sends what is drawn from the run's seed for a rule's operation of the XML API."""
    site, edition = _harness.site, _harness.xml_edition
    stage = site.generated(edition, _harness.seed, _harness.contract)
    return _until_the_end(_ground, site.xml_stage(edition), stage.replies)
