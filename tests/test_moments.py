"""Which texts are moments, and which are not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from conformance.checks.seen import same
from conformance.moments import moment_of, reckonable

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OVERFLOWING = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T12:00:00Z",
        "2026-11-21T12:00:00.000Z",
        "2026-11-21T12:00:00+00:00",
        "2026-11-21T17:45:00+05:45",
        "2026-11-20T22:00:00-14:00",
        "20261121T120000Z",
    ],
)
def test_every_way_to_write_a_moment_is_the_same_one(text: str) -> None:
    """Whatever its offset and form, it comes back in UTC."""
    moment = moment_of(text)

    assert NOON == moment
    assert moment is not None
    assert UTC is moment.tzinfo


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-21T12:00:00",
        "2026-11-21",
        "2026-13-01T00:00:00Z",
        "2026-11-21T12:00:00+25:00",
        "10000-01-01T00:00:00Z",
        "soon",
        "",
        None,
        True,
        1795262400,
        ["2026-11-21T12:00:00Z"],
        {"start": "2026-11-21T12:00:00Z"},
        b"2026-11-21T12:00:00Z",
        *OVERFLOWING,
    ],
)
def test_anything_else_is_no_moment(value: Any) -> None:
    """Without an offset, out of any calendar, or no text at all: None, and nothing is raised."""
    assert moment_of(value) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("0001-01-01T14:00:00+14:00", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T09:59:59-14:00", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_the_first_and_the_last_moment_count(text: str, moment: datetime) -> None:
    """The ends of the calendar themselves can still be told in UTC."""
    assert moment == moment_of(text)


@pytest.mark.parametrize("text", OVERFLOWING)
def test_comparing_times_at_the_ends_of_the_calendar_raises_nothing(text: str) -> None:
    """A target that shows such a time shows another one than was asked for, and the same as itself."""
    assert not same(text, "2026-11-21T12:00:00Z")
    assert not same("2026-11-21T12:00:00Z", text)
    assert same(text, text)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("2026-11-21T12:00:00Z", "2026-11-21T13:00:00+01:00", True),
        ("2026-11-21T12:00Z", "2026-11-21T12:00:00Z", True),
        ("20261121T120000Z", "2026-11-21T12:00:00Z", False),
        ("20261121", "20261121T000000Z", False),
    ],
)
def test_only_what_looks_like_a_time_is_compared_as_one(one: str, other: str, *, equal: bool) -> None:
    """Where a value may be of any kind, a text needs dashes and a minute to be taken for a time."""
    assert equal is same(one, other)


@pytest.mark.parametrize(
    ("year", "room"),
    [(1, False), (999, False), (1000, True), (2026, True), (8999, True), (9000, False), (9999, False)],
)
def test_the_ends_of_the_calendar_leave_no_room_to_reckon(year: int, room: bool) -> None:
    """Centuries on either side are enough for every span that is ever added."""
    assert room == reckonable(datetime(year, 6, 1, tzinfo=UTC))
