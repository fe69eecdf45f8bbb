"""The smallest set of tokens of one person that decides rules about scopes: an exact search.

Tokens and rules are bit masks over the scopes that the person can have. A token that decides a group of
rules may have every scope but those that one of the group forbids, so a group is told by these alone, and the
smallest set of tokens is the smallest number of groups into which the rules can be parted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from conformance.errors import ContractError
from conformance.staging.tokens import Want

__all__ = ["smallest_cover"]


@dataclass(frozen=True, slots=True, order=True)
class _Need:
    """A want as bits: all of `has`, none of `lacks`, at least one of `some`."""

    has: int
    lacks: int
    some: int

    def implies(self, other: _Need) -> bool:
        """Whether each token that decides this one decides the other as well."""
        some = self.some & ~other.some == 0 or self.has & other.some != 0
        return other.has & ~self.has == 0 and other.lacks & ~self.lacks == 0 and some


@dataclass(frozen=True, slots=True)
class _Group:
    """Needs that one token decides: what it must have, what it must not, of what it must have something."""

    has: int
    lacks: int
    some: tuple[int, ...]

    def with_(self, need: _Need) -> _Group | None:
        """The group with one more need; None when no token decides all of it."""
        has, lacks = self.has | need.has, self.lacks | need.lacks
        some = self.some if need.some in self.some else (*self.some, need.some)
        return None if has & lacks or any(not one & ~lacks for one in some) else _Group(has, lacks, some)


def smallest_cover(wants: Iterable[Want]) -> list[frozenset[str]]:
    """The fewest tokens of which each want is met by one.

    Args:
        wants: of one person; a scope that none of them has in its ideal is one that the person cannot have.

    Returns:
        the scopes of each token, as many as it may have, in an order that depends on the wants alone.

    Raises:
        ContractError: a want can be met by no token.
    """
    listed = list(wants)
    universe = sorted(frozenset().union(*(want.ideal | want.has for want in listed)))
    bits = {scope: 1 << place for place, scope in enumerate(universe)}
    needs = sorted({_need(want, bits) for want in listed})
    for need in needs:
        if need.has & need.lacks or not need.some & ~need.lacks:
            raise ContractError("A rule about scopes can be decided by no token at all.")
    needs = _telling(needs)
    most = (1 << len(universe)) - 1
    number = _apart(needs)
    while (groups := _part(needs, [], number)) is None:
        number += 1
    tokens = [most & ~group.lacks for group in groups]
    return [frozenset(scope for scope, bit in bits.items() if token & bit) for token in tokens]


def _need(want: Want, bits: dict[str, int]) -> _Need:
    def mask(scopes: Iterable[str]) -> int:
        return sum(bits[scope] for scope in scopes if scope in bits)

    denied = set(want.lacks)
    if want.only_reads:
        denied |= {scope for scope in bits if not scope.endswith("_read")}
    if want.bounded:
        denied |= bits.keys() - want.ideal
    return _Need(mask(want.has), mask(denied), mask(want.ideal))


def _telling(needs: Sequence[_Need]) -> list[_Need]:
    """The needs that do not follow from another one."""
    kept: list[_Need] = []
    for need in sorted(needs, key=lambda one: (-(one.has | one.lacks).bit_count(), one)):
        if not any(other.implies(need) for other in kept):
            kept = [other for other in kept if not need.implies(other)]
            kept.append(need)
    return kept


def _apart(needs: Sequence[_Need]) -> int:
    """How many needs, found greedily, exclude one another: no fewer tokens can do."""
    best = 0
    for first in needs:
        chosen = [first]
        for need in needs:
            if all(_joined(one, need) is None for one in chosen):
                chosen.append(need)
        best = max(best, len(chosen))
    return best


def _joined(one: _Need, other: _Need) -> _Group | None:
    group = _Group(0, 0, ()).with_(one)
    return group.with_(other) if group else None


def _lost(groups: Sequence[_Group], at: int, wider: _Group) -> int:
    before = groups[at].lacks if at < len(groups) else 0
    return (wider.lacks & ~before).bit_count()


def _part(needs: Sequence[_Need], groups: list[_Group], number: int) -> list[_Group] | None:
    """Put the needs into at most so many groups; the need with the fewest places goes first."""
    if not needs:
        return groups
    fewest: tuple[int, _Need, list[tuple[int, _Group]]] | None = None
    for need in needs:
        places = [(at, wider) for at, group in enumerate(groups) if (wider := group.with_(need))]
        if len(groups) < number and (fresh := _Group(0, 0, ()).with_(need)):
            places.append((len(groups), fresh))
        if fewest is None or len(places) < fewest[0]:
            fewest = (len(places), need, places)
        if not places:
            return None
    assert fewest is not None  # noqa: S101 - there was a need
    _, chosen, places = fewest
    # Where a token loses the fewest scopes, a refusal tells the most.
    places.sort(key=lambda place: _lost(groups, *place))
    rest = [need for need in needs if need is not chosen]
    for at, wider in places:
        found = _part(rest, [*groups[:at], wider, *groups[at + 1 :]], number)
        if found is not None:
            return found
    return None
