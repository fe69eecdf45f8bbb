"""Faults of judgement touch the update that they name, and no other."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest


def moved(desk, occurrence, **span):
    """The status of moving a scheduled meeting by so much."""
    start, end = (datetime.fromisoformat(occurrence[name]) + timedelta(**span) for name in ("start", "end"))
    body = {"start": start.isoformat(), "end": end.isoformat()}
    return desk.call("PATCH", f"/meetings/{occurrence['id']}", json=body).status_code


def test_a_misjudged_move_is_refused_or_accepted_the_other_way_round(desk):
    """The named move is judged wrongly, its neighbours rightly, and nothing is changed by it."""
    series = desk.create(recurrence="FREQ=DAILY;COUNT=3")
    second = desk.children(series["id"])[1]

    desk.faults("update-misjudged:moved:2:2880", "update-misjudged:moved:2:5")

    assert (200, 400) == (moved(desk, second, days=2), moved(desk, second, days=1))
    assert (400, 200) == (moved(desk, second, minutes=5), moved(desk, second, minutes=6))


def test_a_misjudged_acceptance_changes_nothing(desk):
    """What is wrongly accepted only looks accepted."""
    series = desk.create(recurrence="FREQ=DAILY;COUNT=3")
    second = desk.children(series["id"])[1]

    desk.faults("update-misjudged:moved:2:2880")
    moved(desk, second, days=2)

    assert second == desk.children(series["id"])[1]


@pytest.mark.parametrize("place", ["moved:2", "moved:x:5", "lasting:meeting:9", "instance:ready", "nothing"])
def test_a_place_that_is_none_is_refused(desk, place):
    """A fault that could never show itself is not switched on."""
    assert 400 == desk.faults(f"update-misjudged:{place}").status_code
