"""Finding the scheduled meetings that stories speak of, in lists of any form."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checks import Indeterminate, NotExercised
from conformance.staging.players import by_start
from tests.replies import ODD, Target, player


def item(name: Any, day: int, **more: Any) -> dict[str, Any]:
    """An item of a list of scheduled meetings."""
    start = f"2031-05-{day:02d}T07:00:00Z"
    return {"id": name, "start": start, "meetingType": "scheduledMeeting", **more}


def test_ids_are_found_by_number_and_asked_for_once() -> None:
    """Numbers are those of the list sorted by start; other types are passed over."""
    listed = [item("c", 8), item("a", 6), item("m", 5, meetingType="meeting"), item("b", 7), item("n", 4)]
    listed[-1].pop("meetingType")
    target, one = Target({"items": listed}), player()

    assert ["a", "b", "c"] == [one.address(number, target.rest) for number in "123"]
    assert 1 == len(target.asked)
    assert {
        "meetingSeriesId": "s",
        "meetingType": "scheduledMeeting",
        "from": "2031-05-04T07:00:00Z",
        "to": "2031-06-17T07:00:00Z",
        "max": "100",
    } == dict(target.asked[0].url.params)
    for number in ("0", "4", "99999999999999999999"):
        with pytest.raises(NotExercised, match=f"does not show number {number}"):
            one.address(number, target.rest)


@pytest.mark.parametrize("odd", [value for value in ODD if value != "a"])
def test_an_id_that_cannot_be_used_does_not_shift_the_others(odd: Any) -> None:
    """The meetings behind it keep their numbers, and its own shows none."""
    target = Target({"items": [item("a", 6), item(odd, 7), item("c", 8)]})
    one = player()

    assert ["a", "c"] == [one.address(number, target.rest) for number in "13"]
    with pytest.raises(NotExercised, match="does not show number 2"):
        one.address("2", target.rest)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (500, {}, Indeterminate),
        (503, b"<html>", Indeterminate),
        (500, {"items": [item("a", 6)]}, Indeterminate),
        (400, b"<html>", Indeterminate),
        (403, {"message": "no"}, NotExercised),
        (404, {}, NotExercised),
    ],
)
def test_a_list_that_is_refused_tells_so(status: int, body: Any, kind: type[Exception]) -> None:
    """A server that broke down has not said that there is no such meeting; and it is asked again."""
    target = Target((status, body), {"items": [item("a", 6)]})
    one = player()

    with pytest.raises(kind, match=f"listing daily's scheduled meetings was answered {status}") as caught:
        one.address("1", target.rest)
    assert ("x1",) == caught.value.exchanges  # type: ignore[attr-defined] # both are outcomes
    assert "a" == one.address("1", target.rest)


@pytest.mark.parametrize(
    "body",
    [
        None,
        7,
        "text",
        [],
        {},
        {"items": None},
        {"items": {"id": "a"}},
        {"items": []},
        {"items": [None, 7, "a", ["a"], {}]},
        {"items": [item(name, 6) for name in ODD]},
        {"items": [{"id": "a", "meetingType": ["scheduledMeeting"]}]},
        b"<html>",
        b"",
    ],
)
def test_a_list_without_meetings_shows_no_number(body: Any) -> None:
    """Whatever the list is, the reason says what was looked for."""
    target, one = Target(body), player()

    for _ in range(2):
        with pytest.raises(NotExercised, match="the list of daily's scheduled meetings"):
            one.address("1", target.rest)
    assert 2 == len(target.asked)


def test_addresses_that_need_no_list() -> None:
    """The series, its newest instance if one is known, and ids that a story spells out."""
    target, one = Target(b""), player()

    assert "s" == one.address("series", target.rest)
    assert "s_19990101T000000Z" == one.address("s_19990101T000000Z", target.rest)
    with pytest.raises(NotExercised, match="no instance"):
        one.address("instance", target.rest)
    one.instance = "s_I_1"
    assert "s_I_1" == one.address("instance", target.rest)
    assert [] == target.asked


def test_what_has_no_readable_start_comes_last() -> None:
    """In their own order, after all that have one; equal moments stay in order, too."""
    odd: list[Any] = [
        None,
        7,
        [],
        "soon",
        "2031-05-06",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ]
    listed = [{"n": number, "start": start} for number, start in enumerate(odd)]
    listed += [{"n": 50}, {"n": 60, "start": "2031-05-06T07:00:00Z"}, {"n": 70, "start": "2031-05-06T08:00Z"}]
    listed += [{"n": 80, "start": "2031-05-06T09:00:00+02:00"}]

    assert [60, 80, 70, *range(7), 50] == [one["n"] for one in by_start(listed)]
    assert [] == by_start([])
