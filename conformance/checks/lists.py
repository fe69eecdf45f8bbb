"""What a target listed when the same list was read in several ways, and holding the readings together."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from conformance.checks.outcomes import Failure, Indeterminate
from conformance.contract import Filter, Listing, Rule
from conformance.errors import ContractError
from conformance.moments import moment_of

__all__ = [
    "Filtered",
    "Listed",
    "Page",
    "Walk",
    "Way",
    "flaw_of",
    "has_value",
    "hold_lists",
    "identities",
    "text_of",
    "value_at",
]

Way = Literal["end", "back", "elsewhere", "long", "refused"]
_ENDING = "next links that come to an end"
_COMPLETE = "pages that add up to the whole list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list.

    Attributes:
        items: its items that are objects, in order.
        size: how many items it has.
        exchange: id of the recorded exchange.
    """

    items: tuple[dict[str, Any], ...]
    size: int
    exchange: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A list, read page by page along the next links.

    Attributes:
        pages: in the order in which they came.
        asked: the `max` that they were asked with; 0 for none.
        way: how it ended: no next link (`end`), one that leads to a page that was read (`back`) or away from
            the API (`elsewhere`), more pages than there can be (`long`), or a refusal (`refused`).
        said: status and message of the refusal; empty without one.
        exchanges: ids of all its exchanges.
    """

    pages: tuple[Page, ...]
    asked: int
    way: Way
    said: str = ""
    exchanges: tuple[str, ...] = ()

    @property
    def items(self) -> list[dict[str, Any]]:
        """The items of all pages."""
        return [item for page in self.pages for item in page.items]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtered:
    """A list, read through a filter.

    Attributes:
        value: what was asked for, as an item of the list shows it.
        whole: all that the filter left.
        later: the first few pages of the same, few items on each; None when there is only one.
    """

    filter: Filter
    value: Any
    whole: Walk
    later: Walk | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Several readings of one list.

    Attributes:
        whole: the list, read with the largest `max`; for a window the widest one.
        paged: the same, few items on a page; None where nobody asked for that.
        filtered: the same through filters, one at a time.
        border: the time that parts two windows; None where there are none.
        halves: what is listed before the border and from it on.
        unsteady: whether the list itself changed between the readings, each time that it was read.
    """

    whole: Walk
    paged: Walk | None = None
    filtered: tuple[Filtered, ...] = ()
    border: datetime | None = None
    halves: tuple[Walk, ...] = ()
    unsteady: bool = False


@dataclass(frozen=True, slots=True)
class _Flaw:
    expected: str
    actual: str
    exchanges: Sequence[str]


def hold_lists(rule: Rule, listed: Listed) -> None:
    """Hold the readings of a list together in the way that a rule asks for.

    Raises:
        ContractError: the rule is not about lists.
        Failure: they contradict each other.
        Indeterminate: so they do, but the list itself differed from reading to reading.
    """
    if rule.listing is None:
        raise ContractError(f"{rule.address} is not about lists.")
    flaw = flaw_of(rule.listing, listed)
    if flaw is None:
        return
    if listed.unsteady:
        raise Indeterminate("the list changed while it was read, each time", flaw.exchanges)
    raise Failure(flaw.expected, flaw.actual, flaw.exchanges)


def flaw_of(listing: Listing, listed: Listed) -> _Flaw | None:
    """What contradicts itself in the readings; None when nothing does."""
    found = {"pages": _of_pages, "max": _of_sizes, "filters": _of_filters, "window": _of_windows}
    return next(found[listing.relation](listing, listed), None)


def identities(items: Iterable[dict[str, Any]], key: Sequence[str]) -> list[str]:
    """What each item is recognised by: the attributes of the key, or all of it where one is missing."""
    return [
        json.dumps(
            [item[name] for name in key] if all(name in item for name in key) else item, sort_keys=True
        )
        for item in items
    ]


def value_at(item: Any, path: str) -> Any:
    """What an item shows at a path of names joined by dots; None for nothing."""
    for name in path.split("."):
        item = item.get(name) if isinstance(item, dict) else None
    return item


def has_value(item: dict[str, Any], by: Filter, value: Any) -> bool:
    """Whether an item shows the value of a filter.

    Values are compared as texts, since a query has nothing else.
    """
    shown = value_at(item, by.at)
    match by.how:
        case "has":
            return isinstance(shown, list) and any(text_of(one) == text_of(value) for one in shown)
        case "holds":
            return text_of(value).casefold() in text_of(shown).casefold()
    return text_of(shown) == text_of(value)


def text_of(value: Any) -> str:
    """A JSON value as a query has it."""
    return value if isinstance(value, str) else json.dumps(value)


def _astray(walk: Walk) -> Iterator[_Flaw]:
    """What is wrong with the way that next links led."""
    number, at = len(walk.pages), walk.exchanges[-1:]
    match walk.way:
        case "back":
            came = f"the next link of page {number} leads to a page that was read before"
            yield _Flaw(_ENDING, came, at)
        case "long":
            yield _Flaw(_ENDING, f"a next link after {number} pages with {len(walk.items)} items", at)
        case "elsewhere":
            came = f"the next link of page {number} leads to another place, where no token was sent"
            yield _Flaw("next links to the address of the list", came, at)
        case "refused":
            yield _Flaw(_COMPLETE, f"the next link of page {number} was answered {walk.said}", at)


def _of_pages(listing: Listing, listed: Listed) -> Iterator[_Flaw]:
    paged = listed.paged
    if paged is None:
        return
    yield from _astray(listed.whole)
    yield from _astray(paged)
    number = len(paged.pages)
    whole, parts = identities(listed.whole.items, listing.key), identities(paged.items, listing.key)
    all_, each = Counter(whole), Counter(parts)
    missing, more = (all_ - each).total(), each - all_
    pages = f"{number} pages of at most {paged.asked}"
    if missing:
        yield _Flaw(_COMPLETE, f"{missing} of {len(whole)} items are on none of {pages}", paged.exchanges)
    if more:
        twice = sum(more[one] for one in more if one in all_)
        what = f"{twice} come twice" if twice else f"{more.total()} are not in the whole list"
        yield _Flaw(_COMPLETE, f"of the items on {pages} {what}", paged.exchanges)
    if whole != parts:
        yield _Flaw("pages in the order of the whole list", f"another order on {pages}", paged.exchanges)


def _of_sizes(_listing: Listing, listed: Listed) -> Iterator[_Flaw]:
    for walk in (listed.paged, listed.whole):
        for number, page in enumerate(walk.pages if walk is not None else (), 1):
            if walk is not None and walk.asked and page.size > walk.asked:
                yield _Flaw(
                    f"at most {walk.asked} items on a page", f"{page.size} on page {number}", [page.exchange]
                )


def _of_filters(listing: Listing, listed: Listed) -> Iterator[_Flaw]:
    everything = Counter(identities(listed.whole.items, listing.key))
    for one in listed.filtered:
        by, walk = one.filter, one.whole
        left = Counter(identities(walk.items, listing.key))
        if walk.way == "refused":
            expected = f"a list for a {by.parameter} that an item shows"
            yield _Flaw(expected, f"answered {walk.said}", walk.exchanges)
            continue
        others = [item for item in walk.items if not has_value(item, by, one.value)]
        if others:
            came = f"{len(others)} of {len(walk.items)} have another one"
            yield _Flaw(f"only items whose {by.at} is the {by.parameter} asked for", came, walk.exchanges)
        if added := left - everything:
            came = f"{added.total()} items that the list without it lacks"
            yield _Flaw(f"a {by.parameter} that only takes items away", came, walk.exchanges)
        same = [
            item
            for item in listed.whole.items
            if has_value(item, by, one.value) and (by.how != "holds" or value_at(item, by.at) == one.value)
        ]
        if lost := Counter(identities(same, listing.key)) - left:
            came = f"{lost.total()} of {len(same)} items that have it are missing"
            yield _Flaw(f"a {by.parameter} that leaves what has its value", came, walk.exchanges)
        yield from _of_later(listing, one, left)


def _of_later(listing: Listing, one: Filtered, left: Counter[str]) -> Iterator[_Flaw]:
    by, later = one.filter, one.later
    if later is None:
        return
    expected = f"a {by.parameter} that holds on later pages"
    if later.way == "refused":
        yield _Flaw(expected, f"page {len(later.pages) + 1} was answered {later.said}", later.exchanges[-1:])
    for number, page in enumerate(later.pages, 1):
        names = identities(page.items, listing.key)
        if any(
            name not in left or not has_value(item, by, one.value)
            for name, item in zip(names, page.items, strict=True)
        ):
            yield _Flaw(expected, f"page {number} has an item that it takes away", [page.exchange])


def _of_windows(listing: Listing, listed: Listed) -> Iterator[_Flaw]:
    window, border = listing.window, listed.border
    if window is None or border is None or len(listed.halves) != 2:
        return
    before, after = listed.halves
    shown = [*before.exchanges, *after.exchanges]
    for half in listed.halves:
        if half.way == "refused":
            yield _Flaw("a list for a narrower window", f"answered {half.said}", half.exchanges)
            return
    late = [
        item
        for item in before.items
        if (moment := moment_of(value_at(item, window.at))) is not None
        and (moment > border or (moment == border and not window.closed))
    ]
    if late:
        came = f"{len(late)} of {len(before.items)} items whose {window.at} is not before it"
        yield _Flaw(f"a window that ends at {window.ends}", came, before.exchanges)
    early = [
        item
        for item in after.items
        if (moment := moment_of(value_at(item, window.at))) is not None and moment < border
    ]
    if early and not window.spans:
        came = f"{len(early)} of {len(after.items)} items whose {window.at} is before it"
        yield _Flaw(f"a window that begins at {window.begins}", came, after.exchanges)
    wide = Counter(identities(listed.whole.items, listing.key))
    halves = [Counter(identities(half.items, listing.key)) for half in listed.halves]
    if more := (halves[0] | halves[1]) - wide:
        came = f"{more.total()} items that the wider window lacks"
        yield _Flaw("narrower windows that list what the wider one does", came, shown)
    if lost := wide - (halves[0] | halves[1]):
        came = f"{lost.total()} of {wide.total()} items are in neither of two windows side by side"
        yield _Flaw("two windows that lose nothing", came, shown)
