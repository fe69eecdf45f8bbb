"""What the runs of a proof show of each rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from conformance.proof.batches import Batch

__all__ = ["Comparison", "compare"]


@dataclass(slots=True)
class Comparison:
    """The outcome of a proof.

    Attributes:
        proven: addresses that failed whenever a fault of theirs was on.
        unproven: by address, the fault runs in which it should have failed and what it did instead.
        false_alarms: by address, what it turned to in a run that should have left it alone.
    """

    proven: list[str] = field(default_factory=list)
    unproven: dict[str, list[str]] = field(default_factory=dict)
    false_alarms: dict[str, list[str]] = field(default_factory=dict)

    @property
    def exact(self) -> bool:
        """Whether every rule failed when it had to and none else did."""
        return not self.unproven and not self.false_alarms


def compare(
    sound: Mapping[str, str],
    runs: Sequence[tuple[Batch, Mapping[str, str]]],
    advisory: frozenset[str] = frozenset(),
) -> Comparison:
    """Hold what happened against what had to.

    Args:
        sound: verdicts by address with no fault on.
        runs: each batch with the verdicts that came of it.
        advisory: the addresses of rules that cannot fail a target: broken, they end in an advisory.
    """
    result = Comparison()
    for batch, verdicts in runs:
        # Also what only one of them knows: a case that vanished, or came out of nowhere.
        for address in dict.fromkeys([*(batch.scope or sound), *sorted(batch.must_fail), *verdicts]):
            before, now = sound.get(address, "missing"), verdicts.get(address, "missing")
            if address in batch.must_fail:
                if now != ("advisory" if address in advisory else "failed"):
                    result.unproven.setdefault(address, []).append(now)
            elif now != before:
                result.false_alarms.setdefault(address, []).append(f"{before}, then {now}")
    wanted = frozenset[str]().union(*(batch.must_fail for batch, _ in runs))
    result.proven = [address for address in sound if address in wanted and address not in result.unproven]
    return result
