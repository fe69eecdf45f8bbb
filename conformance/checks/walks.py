"""What random walks have shown, and holding it against the rules about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.checks.outcomes import Failure, NotExercised, Outcome
from conformance.contract import Aspect, Rule
from conformance.errors import ContractError

__all__ = ["Difference", "Walked", "hold_walks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place where a target and the model part.

    Attributes:
        aspect: which rule it breaks.
        step: after which step of the walk, from 1.
        expected: what the model says.
        actual: what the target says, without values that could be secret.
        exchanges: ids of the exchanges that show it.
        asked: how many requests had been made when it showed.
    """

    aspect: Aspect
    step: int
    expected: str
    actual: str
    exchanges: tuple[str, ...]
    asked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """What came of the walks, for one rule.

    Attributes:
        walks: how many were played to judge it.
        judged: how often something was compared, by aspect.
        difference: the one that the shortest walk shows; None when no walk shows any.
        example: that walk, as JSON: `walk`, `script` and `curl`.
        ended: what ended the walks before their time, if anything.
    """

    walks: int
    judged: Counter[Aspect] = field(default_factory=Counter)
    difference: Difference | None = None
    example: Mapping[str, Any] = field(default_factory=dict)
    ended: Outcome | None = None


def hold_walks(rule: Rule, walked: Walked) -> None:
    """Hold what walks have shown against a rule.

    Raises:
        ContractError: the rule is not about walks.
        Failure: a walk shows something else than the model.
        NotExercised: the walks ended too early, or none of them came to what the rule is about.
        Indeterminate: the target gave no usable answer.
    """
    aspect = rule.walk
    if aspect is None:
        raise ContractError(f"{rule.address} is not about walks.")
    different = walked.difference
    if different is not None:
        steps = f"{different.step} step{'' if different.step == 1 else 's'}"
        actual = f"after {steps}: {different.actual}"
        raise Failure(different.expected, actual, different.exchanges, example=walked.example)
    if walked.ended is not None:
        raise type(walked.ended)(walked.ended.reason, walked.ended.exchanges)
    if not walked.judged[aspect]:
        raise NotExercised("none of the random walks came to what the rule is about")
