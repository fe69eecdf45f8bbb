"""The smallest set of tokens: as small as any, whatever the rules ask for."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract import load
from conformance.errors import ContractError
from conformance.staging import Want, wanted
from conformance.staging.cover import smallest_cover

SCOPES = ("meeting:a_read", "meeting:a_write", "meeting:b_read", "meeting:b_write")
SUBSETS = [frozenset(some) for number in range(len(SCOPES) + 1) for some in combinations(SCOPES, number)]


def _want(has: frozenset[str], lacks: frozenset[str], *, reads: bool, bounded: bool) -> Want:
    ideal = (frozenset(SCOPES) - lacks) if not bounded else (frozenset(SCOPES[:3]) - lacks) | has
    ideal = frozenset(one for one in ideal if one.endswith("_read")) if reads else ideal
    return Want("user", has, lacks - has, reads, ideal, bounded, host=True)


WANTS = st.builds(
    _want,
    st.frozensets(st.sampled_from(SCOPES), max_size=2),
    st.frozensets(st.sampled_from(SCOPES), max_size=3),
    reads=st.booleans(),
    bounded=st.booleans(),
)


def _met(want: Want, tokens: tuple[frozenset[str], ...] | list[frozenset[str]]) -> bool:
    return any(want.fits("user", token) for token in tokens)


@settings(max_examples=100, deadline=None)
@given(st.lists(WANTS, min_size=1, max_size=7))
def test_no_fewer_tokens_would_do(wants: list[Want]) -> None:
    """Every want is met, and by one token less some would not be: all smaller sets are tried."""
    # What some want has in its ideal is what the person can have.
    person = frozenset().union(*(want.ideal | want.has for want in wants))
    havable = [token for token in SUBSETS if token <= person]
    wants = [want for want in wants if _met(want, havable)]

    tokens = smallest_cover(wants)

    assert all(_met(want, tokens) for want in wants)
    fewer = combinations(havable, len(tokens) - 1) if wants else ()
    assert not any(all(_met(want, less) for want in wants) for less in fewer)


def test_the_order_of_the_rules_does_not_matter() -> None:
    """The same rules lead to the same tokens, and equal rules count once."""
    wants = [wanted(rule.access) for rule in load().rules.values() if rule.access]
    own = [want for want in wants if want.host]

    assert smallest_cover(own) == smallest_cover([*own[::-1], *own])


def test_a_few_tokens_of_each_person_decide_every_rule_of_the_contract() -> None:
    """Three of the host and three of an administrator: some scopes must be held apart from others."""
    wants = [wanted(rule.access) for rule in load().rules.values() if rule.access]
    people = {(want.role, want.host) for want in wants}

    covers = {one: smallest_cover(w for w in wants if (w.role, w.host) == one) for one in people}

    for want in wants:
        assert any(want.fits(want.role, token) for token in covers[want.role, want.host])
    assert {3} == {len(covers["user", True]), len(covers["admin", False])}


def test_a_rule_that_no_token_decides_is_a_mistake_of_the_contract() -> None:
    """What must be had and must not be had at once, or what leaves nothing to have."""
    scope = frozenset({SCOPES[0]})
    for want in (
        Want("user", scope, scope, only_reads=False, ideal=scope),
        Want("user", frozenset(), scope, only_reads=False, ideal=frozenset()),
        Want("user", frozenset({SCOPES[1]}), frozenset(), only_reads=True, ideal=frozenset({SCOPES[1]})),
    ):
        with pytest.raises(ContractError):
            smallest_cover([want])


def test_nothing_asked_for_needs_no_token() -> None:
    """No rule, no token."""
    assert [] == smallest_cover([])
