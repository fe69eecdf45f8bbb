"""Worked examples: what counts as accepted, and what as refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conformance.checks import Attempt, Failure, Must, NotExercised
from conformance.contract import Rule, load

MUST = Must(load())
ACCEPTED = load().rules["rest.update.rule-5.d2-s1"]
REFUSED = load().rules["rest.update.rule-5.d2-f1"]
BEFORE, WANTED = (datetime(2026, 5, 4, hour, tzinfo=UTC) for hour in (14, 9))


def attempt(status: int, after: datetime | None, method: str = "PATCH") -> Attempt:
    """One try of which this came."""
    return Attempt(
        method=method,
        status=status,
        said=str(status),
        wanted=WANTED,
        before=BEFORE,
        after=after,
        exchanges=("x1", "x2"),
    )


@pytest.mark.parametrize("status", [200, 204])
def test_an_accepted_example_is_at_its_new_place(status: int) -> None:
    """A success after which the new start is shown is what the example asks for."""
    MUST.follow_example(ACCEPTED, [attempt(status, WANTED)])


@pytest.mark.parametrize("status", [400, 403, 409, 422, 423])
def test_a_refused_example_stays_where_it_was(status: int) -> None:
    """No document gives the status: any refusal will do that changes nothing."""
    MUST.follow_example(REFUSED, [attempt(status, BEFORE)])


@pytest.mark.parametrize(
    ("rule", "status", "after", "exchange"),
    [
        (ACCEPTED, 400, BEFORE, "x1"),
        (ACCEPTED, 200, BEFORE, "x2"),
        (ACCEPTED, 200, None, "x2"),
        (ACCEPTED, 500, WANTED, "x1"),
        (REFUSED, 200, BEFORE, "x1"),
        (REFUSED, 404, BEFORE, "x1"),
        (REFUSED, 500, BEFORE, "x1"),
        (REFUSED, 400, WANTED, "x2"),
    ],
)
def test_everything_else_fails_with_its_evidence(
    rule: Rule, status: int, after: datetime | None, exchange: str
) -> None:
    """Refused though legal, accepted though not, or another effect than the answer says."""
    with pytest.raises(Failure) as caught:
        MUST.follow_example(rule, [attempt(status, after)])

    assert (exchange,) == caught.value.exchanges
    assert "PATCH" in caught.value.actual


def test_one_method_that_differs_is_enough() -> None:
    """PATCH right and PUT wrong is a failure that names PUT."""
    with pytest.raises(Failure) as caught:
        MUST.follow_example(REFUSED, [attempt(400, BEFORE), attempt(200, BEFORE, "PUT")])

    assert "answered 200 by PUT" == caught.value.actual


def test_an_actor_who_is_refused_says_nothing_about_the_rule() -> None:
    """401 is no refusal of the update."""
    with pytest.raises(NotExercised, match="the host is refused"):
        MUST.follow_example(REFUSED, [attempt(401, None)])
