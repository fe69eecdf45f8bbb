"""The stage of rules about lists: reads each list in several ways, and once more where these disagree."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlencode

from conformance.checks import (
    Filtered,
    Listed,
    NotExercised,
    Walk,
    flaw_of,
    has_value,
    identities,
    text_of,
    value_at,
)
from conformance.clients import RestClient
from conformance.contract import Filter, Listing, Rule
from conformance.errors import ContractError, TargetTrouble
from conformance.moments import moment_of
from conformance.staging.bodies import stamp
from conformance.staging.breaker import Breaker
from conformance.staging.paging import Pages
from conformance.staging.population import Population
from conformance.staging.present import NO_CONTROL, Present
from conformance.staging.props import Props
from conformance.staging.tales import ending
from conformance.staging.tokens import NO_TOKEN, Tokens
from conformance.targets import Ledger, Profile

__all__ = ["ListStage"]

_PLACE = re.compile(r"\{([A-Za-z]+)([+-]\d+)?\}")
_LEAST = 3
_PARTS = 4  # so that there is a page in the middle
_LONGEST = 6
_LATER = 2  # filters that are looked at page by page
_LATER_PARTS = 3
_LATER_PAGES = 4
_TRIES = 2
_CLOSED = ("401", "403")


class _Closed(NotExercised):
    """A token does not open the operation."""


class _Choice(NamedTuple):
    """A value for a filter, which so many items of the list show."""

    by: Filter
    value: Any
    times: int


class ListStage:
    """Reads lists.

    Args:
        rest: the REST client.
        present: what time it is on the target, and its control API, if it has one.
        profile: the actors, and what may be created.
        ledger: what belongs to the run.
        marker: part of the title of everything that is created.
        learn: told each token that is made on the way.
        tell: is told why the target is asked no more.
    """

    def __init__(
        self,
        rest: RestClient,
        present: Present,
        profile: Profile,
        ledger: Ledger,
        marker: str,
        *,
        learn: Callable[[str], None],
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._rest = rest
        self._present = present
        self._profile = profile
        self._tokens = Tokens(rest, present.control, profile, learn)
        self._props = Props(rest, present, profile, self._tokens, ledger, marker)
        self._people = Population(rest, present, profile, self._props, marker)
        self._breaker = Breaker(group="The group rest.lists", tell=tell)
        self._pages = Pages(rest, profile.rest, self._breaker)
        self._walks: dict[tuple[str, str, int], Walk] = {}
        self._moments: dict[str, datetime] = {}
        self._actor = ""

    def listed(self, rule: Rule) -> Listed:
        """Read the list of a rule in the ways that its relation needs.

        A list that contradicts itself is read anew, in case somebody else has changed it meanwhile.

        Raises:
            ContractError: the rule is not about lists.
            NotExercised: the list cannot be read, or has too little in it.
            Indeterminate: the target gave no usable answer.
        """
        listing = rule.listing
        if listing is None:
            raise ContractError(f"{rule.address} is not about lists.")
        actors = self._actors(listing)
        try:
            for self._actor in actors:
                self._breaker.check(self._actor)
                try:
                    return self._settled(listing)
                except _Closed:
                    # What one token of the level does not open another one may.
                    if self._actor == actors[-1]:
                        raise
        except TargetTrouble as trouble:
            self._breaker.note(trouble)
            raise ending(trouble) from None
        raise NotExercised(f"{NO_TOKEN} of the role {listing.tier}")

    def _settled(self, listing: Listing) -> Listed:
        """The readings of a list, made again where they contradict each other and the list has changed."""
        for _ in range(_TRIES):
            found = self._read(listing)
            if flaw_of(listing, found) is None:
                return found
            self._forget(listing)
            if self._same(listing, found.whole, self._whole(listing)):
                return found
        return replace(found, unsteady=True)

    def release(self) -> None:
        """Take away what was made beside meetings, and let the clock go."""
        self._people.release()
        self._props.release()
        self._present.release()

    def _actors(self, listing: Listing) -> list[str]:
        """Whose tokens may open a list: the host's own, or those of whoever is of another level."""
        actors = self._profile.actors
        host = actors["host"].who if "host" in actors else "host"
        named = [
            name
            for name, one in actors.items()
            if one.role == listing.tier and self._rest.knows(name) and (one.who == host or one.role != "user")
        ]
        named.sort(key="host".__ne__)
        return [name for name in named if not self._breaker.refuses(name)] or named

    def _read(self, listing: Listing) -> Listed:
        why = self._bring(listing)
        whole = self._whole(listing)
        if listing.relation != "filters" or listing.largest:
            self._enough(len(whole.items), _LEAST, why, whole)
        match listing.relation:
            case "filters":
                return Listed(whole=whole, filtered=self._filtered(listing, whole))
            case "window":
                return self._windows(listing, whole, why)
        # Fewer than the list is read with, or the pages of a long one would be the same.
        asked = min(-(-len(whole.items) // _PARTS), max(1, listing.largest * 3 // 4))
        limit = -(-len(whole.items) // asked) + 2
        paged = self._walk(listing, listing.query, asked, limit)
        return Listed(whole=whole, paged=paged)

    def _bring(self, listing: Listing) -> str:
        """Make what the list shall show; why it could not be made, where the list may show something else.

        Raises:
            NotExercised: nothing is made, and what is there may not be looked at.
        """
        if not listing.needs:
            return ""
        if listing.needs == "held" and self._present.control is None:
            if "discover" not in self._profile.staging:
                raise NotExercised("the profile lets nothing be looked for (abilities.staging)")
            return NO_CONTROL
        try:
            self._people.bring(listing.needs)
        except NotExercised as missing:
            return missing.reason
        return ""

    def _enough(self, number: int, least: int, why: str, walk: Walk) -> None:
        if number < least:
            more = f"; {why}" if why else ""
            raise NotExercised(f"the list shows {number} items, and it takes {least}{more}", walk.exchanges)

    def _whole(self, listing: Listing) -> Walk:
        """The list as far as it goes; where its pages are judged, also one that is not read to its end.

        Raises:
            NotExercised: it may not be read, or cannot be read to its end.
        """
        query = listing.query
        if listing.relation == "window" and listing.window is not None:
            query = query | {
                listing.window.begins: listing.window.first,
                listing.window.ends: listing.window.last,
            }
        walk = self._walk(listing, query, listing.largest, _LONGEST)
        if walk.way == "refused":
            closed = not walk.pages and walk.said.startswith(_CLOSED)
            outcome = _Closed if closed else NotExercised
            raise outcome(f"{listing.operation} was answered {walk.said}", walk.exchanges[-1:])
        lost = walk.way != "long" or not walk.pages[-1].size
        if walk.way == "end" or listing.relation == "max" or (listing.relation == "pages" and lost):
            return walk
        more = "has more items than are read" if walk.way == "long" else "has next links that lead to no end"
        raise NotExercised(f"the list {more}", walk.exchanges[-1:])

    def _same(self, listing: Listing, one: Walk, other: Walk) -> bool:
        first, second = (identities(walk.items, listing.key) for walk in (one, other))
        return first == second

    def _filtered(self, listing: Listing, whole: Walk) -> tuple[Filtered, ...]:
        """The list through each of its filters, for a value that some of its items show, but not all."""
        chosen = [one for by in listing.filters if (one := _commonest(by, whole)) is not None]
        if not chosen:
            named = ", ".join(by.at for by in listing.filters)
            raise NotExercised(f"no item of the list shows {named}", whole.exchanges)
        best = sorted(chosen, key=lambda one: (one.times == len(whole.items), -one.times))[:_LATER]
        found = []
        for one in chosen:
            also = {one.by.parameter: text_of(one.value)}
            left = self._walk(listing, listing.query, listing.largest, _LONGEST, also)
            later = None
            if listing.largest and one.times > 1 and one in best:
                later = self._walk(listing, listing.query, -(-one.times // _LATER_PARTS), _LATER_PAGES, also)
            found.append(Filtered(filter=one.by, value=one.value, whole=left, later=later))
        return tuple(found)

    def _windows(self, listing: Listing, wide: Walk, why: str) -> Listed:
        """The list before and after a time in the middle of its items."""
        window = listing.window
        assert window is not None, "a rule about windows has one"  # noqa: S101 - `list_rules` sees to it
        shown = [moment_of(value_at(item, window.at)) for item in wide.items]
        seconds = sorted({one.replace(microsecond=0) for one in shown if one is not None})
        if len(seconds) < 2:
            more = f"; {why}" if why else ""
            raise NotExercised(f"no two items of the list are of different times{more}", wide.exchanges)
        border = seconds[len(seconds) // 2]
        both = listing.query | {window.begins: window.first, window.ends: window.last}
        halves = tuple(
            self._walk(listing, {**both, name: stamp(border)}, listing.largest, _LONGEST)
            for name in (window.ends, window.begins)
        )
        return Listed(whole=wide, border=border, halves=halves)

    def _walk(
        self,
        listing: Listing,
        query: Mapping[str, str],
        asked: int,
        limit: int,
        also: Mapping[str, str] = MappingProxyType({}),
    ) -> Walk:
        """Read a list page by page, which is done once.

        Args:
            listing: which list.
            query: with places in braces.
            asked: the `max`; 0 for none.
            limit: so many pages are read at most.
            also: further parameters, as the target has shown them.

        Raises:
            NotExercised: an object that it names cannot be had.
            Indeterminate: an answer is no list, or one of a server in trouble.
            TargetTrouble: no whole answer came.
        """
        path = self._fill(listing.path, listing.operation)
        sent = {name: self._fill(value, listing.operation) for name, value in query.items()} | dict(also)
        if asked:
            sent["max"] = str(asked)
        address = f"{path}?{urlencode(sent)}"
        key = (self._actor, address, limit)
        if key not in self._walks:
            self._walks[key] = self._pages.walk(listing.operation, self._actor, address, asked, limit)
        return self._walks[key]

    def _forget(self, listing: Listing) -> None:
        path = self._fill(listing.path, listing.operation)
        for key in [one for one in self._walks if one[1].partition("?")[0] == path]:
            del self._walks[key]

    def _fill(self, text: str, operation: str) -> str:
        """A text with its places filled; the present is the same in all readings of a list."""
        return _PLACE.sub(lambda place: self._place(place[1], place[2] or "+0", operation), text)

    def _place(self, name: str, days: str, operation: str) -> str:
        if name != "now":
            return self._people.get(name)
        if operation not in self._moments:
            self._moments[operation] = self._present.now().replace(microsecond=0)
        return stamp(self._moments[operation] + timedelta(days=int(days)))


def _commonest(by: Filter, whole: Walk) -> _Choice | None:
    """A value that items show where a filter looks: the commonest of those that not all of them show."""
    different: dict[str, Any] = {}
    for item in whole.items:
        shown = value_at(item, by.at)
        for one in shown if by.how == "has" and isinstance(shown, list) else [shown]:
            if isinstance(one, str | int) and one != "":
                different.setdefault(text_of(one), one)
    choices = [
        _Choice(by, value, sum(has_value(item, by, value) for item in whole.items))
        for value in different.values()
    ]
    return max(choices, key=lambda one: (one.times < len(whole.items), one.times), default=None)
