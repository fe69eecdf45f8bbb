"""Readings of a list, held together: what passes, what fails, and what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.checks import (
    Failure,
    Filtered,
    Indeterminate,
    Listed,
    Must,
    Page,
    Walk,
    Way,
    has_value,
    identities,
    text_of,
    value_at,
)
from conformance.contract import Filter, Rule, load
from conformance.errors import ContractError

CONTRACT = load()
MUST = Must(CONTRACT)
BORDER = datetime(2026, 3, 1, 12, tzinfo=UTC)


def rule(relation: str, operation: str = "list-recordings") -> Rule:
    """A rule about a list."""
    return CONTRACT.rules[f"rest.lists.{operation}.{relation}"]


def item(name: str, **more: Any) -> dict[str, Any]:
    """An item of a list."""
    return {"id": name, "serviceType": "MeetingCenter", **more}


def walk(*pages: str | list[dict[str, Any]], asked: int = 100, way: Way = "end", said: str = "") -> Walk:
    """A reading: each page is a text whose letters are the ids of its items, or the items."""
    made = []
    for number, page in enumerate(pages, 1):
        items = tuple(item(sign) for sign in page) if isinstance(page, str) else tuple(page)
        made.append(Page(items=items, size=len(items), exchange=f"x{number}"))
    names = tuple(page.exchange for page in made)
    return Walk(pages=tuple(made), asked=asked, way=way, said=said, exchanges=names or ("x0",))


def failure(relation: str, listed: Listed, operation: str = "list-recordings") -> Failure:
    """What a rule of a relation finds."""
    with pytest.raises(Failure) as caught:
        MUST.hold_together(rule(relation, operation), listed)
    return caught.value


def test_pages_that_add_up_pass() -> None:
    """The last page may be short, and even be empty."""
    for pages in (("ab", "cd", "e"), ("ab", "cd", "e", ""), ("abcde",)):
        MUST.hold_together(rule("pages"), Listed(whole=walk("abcde"), paged=walk(*pages, asked=2)))


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        (("ab", "d", "e"), "1 of 5 items are on none of 3 pages of at most 2"),
        ((), "5 of 5 items are on none of 0 pages of at most 2"),
        (("ab", "bc", "de"), "1 come twice"),
        (("ab", "cd", "ef"), "1 are not in the whole list"),
        (("ab", "dc", "e"), "another order on 3 pages of at most 2"),
    ],
)
def test_pages_that_do_not_add_up_fail(pages: tuple[str, ...], said: str) -> None:
    """What is missing, comes twice, is new or elsewhere is counted, not shown."""
    found = failure("pages", Listed(whole=walk("abcde"), paged=walk(*pages, asked=2)))

    assert said in found.actual


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("back", "page 2 leads to a page that was read before"),
        ("long", "a next link after 2 pages with 4 items"),
        ("elsewhere", "page 2 leads to another place, where no token was sent"),
        ("refused", "page 2 was answered 400: No."),
    ],
)
def test_next_links_that_lead_astray_fail(way: Way, said: str) -> None:
    """A walk ends, and ends on the list; so does that through the largest pages."""
    astray = walk("ab", "cd", asked=2, way=way, said="400: No.")
    right = walk("ab", "cd", asked=2)

    assert said in failure("pages", Listed(whole=walk("abcd"), paged=astray)).actual
    assert said in failure("pages", Listed(whole=astray, paged=right)).actual


def test_pages_that_are_too_large_fail() -> None:
    """Also the one that was asked for as large as it may be; a shorter one says nothing."""
    MUST.hold_together(rule("max"), Listed(whole=walk("abcd", asked=4), paged=walk("a", "bc", "d", asked=2)))

    found = failure("max", Listed(whole=walk("abcd"), paged=walk("ab", "cde", asked=2)))
    assert ("at most 2 items on a page", "3 on page 2", ("x2",)) == (
        found.expected,
        found.actual,
        found.exchanges,
    )
    assert "5 on page 1" == failure("max", Listed(whole=walk("abcde", asked=4), paged=walk("a"))).actual


WHOLE = [item("a"), item("b", serviceType="EventCenter"), item("c")]
SERVICE = Filter(parameter="serviceType", at="serviceType")


def filtered(*items: dict[str, Any], later: Walk | None = None, **more: Any) -> Listed:
    """A list of three, and what one filter left of it."""
    one = Filtered(filter=SERVICE, value="MeetingCenter", whole=walk(list(items), **more), later=later)
    return Listed(whole=walk(WHOLE), filtered=(one,))


def test_a_filter_that_holds_passes() -> None:
    """It leaves what has its value, on each page."""
    MUST.hold_together(rule("filters"), filtered(WHOLE[0], WHOLE[2]))
    later = walk([WHOLE[0]], [WHOLE[2]], asked=1, way="long")
    MUST.hold_together(rule("filters"), filtered(WHOLE[0], WHOLE[2], later=later))


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (WHOLE, "1 of 3 have another one"),
        ([*WHOLE[::2], item("d")], "1 items that the list without it lacks"),
        (WHOLE[:1], "1 of 2 items that have it are missing"),
        ([], "2 of 2 items that have it are missing"),
    ],
)
def test_a_filter_that_does_not_hold_fails(items: list[dict[str, Any]], said: str) -> None:
    """It is passed over, adds something or takes too much away."""
    assert said == failure("filters", filtered(*items)).actual


def test_a_filter_that_is_refused_fails() -> None:
    """The value is one that the list itself shows."""
    assert "answered 400: No." == failure("filters", filtered(way="refused", said="400: No.")).actual


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (walk([WHOLE[0]], [WHOLE[1]], asked=1), "page 2 has an item that it takes away"),
        (walk([WHOLE[0]], asked=1, way="refused", said="400: No."), "page 2 was answered 400: No."),
    ],
)
def test_a_filter_that_is_lost_on_the_way_fails(later: Walk, said: str) -> None:
    """What it takes away does not come back on later pages."""
    assert said == failure("filters", filtered(WHOLE[0], WHOLE[2], later=later)).actual


def at(*hours: int) -> list[dict[str, Any]]:
    """Items, by the hour in which they came into being."""
    return [item(f"h{hour}", createTime=f"2026-03-01T{hour:02d}:00:00Z") for hour in hours]


def windows(before: list[dict[str, Any]], after: list[dict[str, Any]], **more: Any) -> Listed:
    """A list of four hours, cut at noon."""
    return Listed(
        whole=walk(at(10, 11, 12, 13)),
        border=BORDER,
        halves=(walk(before, **more), walk(after)),
    )


def test_windows_that_hold_pass() -> None:
    """What came into being at the border is in the second one; times are rounded, so maybe in the first."""
    MUST.hold_together(rule("window"), windows(at(10, 11), at(12, 13)))
    MUST.hold_together(rule("window"), windows(at(10, 11, 12), at(12, 13)))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (at(10, 11, 13), at(12, 13), "1 of 3 items whose createTime is not before it"),
        (at(10, 11), at(11, 12, 13), "1 of 3 items whose createTime is before it"),
        (at(9, 10, 11), at(12, 13), "1 items that the wider window lacks"),
        (at(10, 11), at(13), "1 of 4 items are in neither of two windows side by side"),
        ([], [], "4 of 4 items are in neither"),
    ],
)
def test_windows_that_do_not_hold_fail(
    before: list[dict[str, Any]], after: list[dict[str, Any]], said: str
) -> None:
    """An end that is passed over, a beginning that is, and what is new or lost."""
    assert said in failure("window", windows(before, after)).actual


def test_what_lasts_may_be_in_both_windows() -> None:
    """A meeting that goes on at the border overlaps either side; one that begins there does not."""
    meetings = [item(str(hour), start=f"2026-03-01T{hour:02d}:00:00Z") for hour in (10, 11, 12)]
    both = Listed(
        whole=walk(meetings), border=BORDER, halves=(walk(meetings[:2]), walk([meetings[1], meetings[2]]))
    )
    late = Listed(whole=walk(meetings), border=BORDER, halves=(walk(meetings), walk(meetings[2:])))

    MUST.hold_together(rule("window", "list-meetings"), both)
    assert "1 of 3 items whose start" in failure("window", late, "list-meetings").actual


def test_what_documents_leave_open_may_be_in_either_window() -> None:
    """Nobody says whether the last moment is part of a report."""
    reports = [{"meetingId": str(hour), "start": f"2026-03-01T{hour:02d}:00:00Z"} for hour in (11, 12)]
    both = Listed(whole=walk(reports), border=BORDER, halves=(walk(reports), walk(reports[1:])))

    MUST.hold_together(rule("window", "list-meeting-usage-reports"), both)


def test_a_refused_window_fails() -> None:
    """A narrower window is as good as the wider one."""
    assert "answered 400: No." == failure("window", windows([], [], way="refused", said="400: No.")).actual


def test_times_that_nobody_can_read_decide_nothing() -> None:
    """The items count all the same."""
    odd = [item("h10", createTime="noon"), item("h11", createTime=7), item("h12"), *at(13)]
    listed = Listed(whole=walk(odd), border=BORDER, halves=(walk(odd[:3]), walk(odd[3:])))

    MUST.hold_together(rule("window"), listed)


def test_a_list_that_others_change_decides_nothing() -> None:
    """Readings that contradict each other while the list changes are no failure; sound ones pass."""
    changing = Listed(whole=walk("abc"), paged=walk("a", "c", asked=1), unsteady=True)

    with pytest.raises(Indeterminate, match="changed while it was read"):
        MUST.hold_together(rule("pages"), changing)
    MUST.hold_together(rule("pages"), Listed(whole=walk("ab"), paged=walk("a", "b", asked=1), unsteady=True))


def test_only_rules_about_lists_are_held_together() -> None:
    """Anything else is a defect of ours."""
    with pytest.raises(ContractError, match="is not about lists"):
        MUST.hold_together(CONTRACT.rules["rest.errors.throttled"], Listed(whole=walk("a")))


def test_items_are_told_apart_by_their_key_or_by_everything() -> None:
    """An item that lacks a part of the key is compared as a whole."""
    assert identities([{"id": "a", "x": 1}], ["id"]) == identities([{"x": 2, "id": "a"}], ["id"])
    assert identities([{"x": 1}], ["id"]) != identities([{"x": 2}], ["id"])
    assert identities([{"a": 1, "b": 2}], ["a", "b"]) != identities([{"a": 1, "b": 3}], ["a", "b"])


@pytest.mark.parametrize(
    ("how", "shown", "value", "has"),
    [
        ("is", "on", "on", True),
        ("is", "On", "on", False),
        ("is", 7, "7", True),
        ("is", True, True, True),
        ("is", None, "on", False),
        ("has", ["on", "off"], "on", True),
        ("has", ["off"], "on", False),
        ("has", "on", "on", False),
        ("holds", "Switched ON", "on", True),
        ("holds", "off", "on", False),
    ],
)
def test_values_are_compared_as_a_query_has_them(how: Any, shown: Any, value: Any, has: bool) -> None:
    """A query has texts alone."""
    assert has is has_value({"x": {"y": shown}}, Filter(parameter="p", at="x.y", how=how), value)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.sampled_from(["id", "createTime", "serviceType"]), _JSON), max_size=4))
def test_whatever_items_show_is_held_together(items: list[dict[str, Any]]) -> None:
    """Equal readings never contradict each other, whatever is in them."""
    same = walk(items)
    value_at(items, "a.b")
    assert isinstance(text_of(items), str)

    MUST.hold_together(rule("pages"), Listed(whole=same, paged=walk(*([one] for one in items))))
    MUST.hold_together(rule("max"), Listed(whole=same, paged=same))
    MUST.hold_together(rule("filters"), Listed(whole=same))
    halves = (walk([]), same) if all("createTime" not in one for one in items) else ()
    MUST.hold_together(rule("window"), Listed(whole=same, border=BORDER, halves=halves))
