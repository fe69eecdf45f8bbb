"""What walks have shown, held against the rules about them."""

from __future__ import annotations

from collections import Counter

import pytest

from conformance.checks import Difference, Failure, Indeterminate, Must, NotExercised, Outcome, Walked
from conformance.contract import ASPECTS, Rule, load
from conformance.errors import ContractError

CONTRACT = load()
MUST = Must(CONTRACT)


def rule(aspect: str = "states") -> Rule:
    """A rule about walks."""
    return CONTRACT.rules[f"rest.walks.{aspect}"]


def difference(step: int = 3) -> Difference:
    """One that was seen after so many steps."""
    return Difference(aspect="states", step=step, expected="A is b", actual="A is c", exchanges=("x1",))


def test_there_is_a_rule_for_each_aspect() -> None:
    """And each has a fault that breaks it."""
    found = [one for one in CONTRACT.rules.values() if one.walk]

    assert list(ASPECTS) == [one.walk for one in found]
    assert all(one.faults and one.can_fail_a_target for one in found)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_walks_without_a_difference_pass(aspect: str) -> None:
    """As soon as something was compared at all."""
    MUST.keep_walks(rule(aspect), Walked(walks=1, judged=Counter({rule(aspect).walk: 1})))


@pytest.mark.parametrize(("step", "said"), [(1, "after 1 step: A is c"), (3, "after 3 steps: A is c")])
def test_a_difference_fails_with_its_walk(step: int, said: str) -> None:
    """What ended the walks later does not hide it."""
    example = {"walk": [{"do": "create"}]}
    walked = Walked(walks=2, difference=difference(step), example=example, ended=NotExercised("spent"))

    with pytest.raises(Failure) as failure:
        MUST.keep_walks(rule(), walked)

    assert ("A is b", said, ("x1",)) == (
        failure.value.expected,
        failure.value.actual,
        failure.value.exchanges,
    )
    assert example == failure.value.example


@pytest.mark.parametrize("kind", [NotExercised, Indeterminate])
def test_walks_that_were_broken_off_say_nothing(kind: type[Outcome]) -> None:
    """However much was compared before."""
    walked = Walked(walks=1, judged=Counter(states=5), ended=kind("the target is away", ["x9"]))

    with pytest.raises(kind, match="the target is away") as ended:
        MUST.keep_walks(rule(), walked)

    assert ("x9",) == ended.value.exchanges


def test_walks_that_never_came_to_it_say_nothing() -> None:
    """Something else was compared."""
    with pytest.raises(NotExercised, match="none of the random walks"):
        MUST.keep_walks(rule("gone"), Walked(walks=1, judged=Counter(states=5)))


def test_another_rule_is_refused() -> None:
    """A defect of ours."""
    with pytest.raises(ContractError, match="is not about walks"):
        MUST.keep_walks(CONTRACT.rules["rest.schema.meeting.ended"], Walked(walks=0))
