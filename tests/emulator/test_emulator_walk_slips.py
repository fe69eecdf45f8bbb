"""Faults that show in sequences only: each step alone goes well with them."""

from __future__ import annotations

import pytest

from conformance.emulator.walk_slips import NAMES

DAILY = {"recurrence": "FREQ=DAILY;INTERVAL=1;COUNT=3"}


def patched(desk, meeting_id, **body):
    """The status of a PATCH."""
    return desk.call("PATCH", f"/meetings/{meeting_id}", json=body).status_code


@pytest.fixture(params=[False, True], ids=["sound", "faulty"])
def on(request):
    """Whether the fault of the test is on."""
    return request.param


def switch(desk, name, on):
    """Switch a fault on or everything off."""
    assert name in NAMES
    assert 200 == desk.faults(*([f"walk-slips:{name}"] if on else [])).status_code


def test_an_exception_closes_its_series(desk, on):
    """The series itself can be updated before, and not after."""
    switch(desk, "exception-closes", on)
    series = desk.create(**DAILY)["id"]
    second = desk.children(series)[1]["id"]

    assert 200 == patched(desk, series, title="A")
    assert 200 == patched(desk, second, title="B")
    assert (400 if on else 200) == patched(desk, series, title="C")
    assert 200 == patched(desk, second, title="D")


def test_an_updated_series_stays_in_progress(desk, on):
    """Only the series, and only when it was updated before its meeting was held."""
    switch(desk, "updated-lasts", on)
    plain, changed = (desk.create(hours=1)["id"] for _ in range(2))
    patched(desk, changed, title="A")
    for each in (plain, changed):
        desk.act("join", each, **{"as": "host"})
        desk.act("end", each)

    assert ("active", "inProgress" if on else "active") == (
        desk.get(plain)["state"],
        desk.get(changed)["state"],
    )
    assert ["ended"] == [each["state"] for each in desk.children(changed, "meeting")]


def test_a_second_update_by_put_forgets_the_agenda(desk, on):
    """The first one does not, nor one that names the agenda."""
    switch(desk, "put-forgets", on)
    meeting = desk.create(agenda="Old")
    sent = {name: meeting[name] for name in ("title", "password")}

    def agenda(**more):
        assert 200 == desk.call("PUT", f"/meetings/{meeting['id']}", json=sent | more).status_code
        return desk.get(meeting["id"]).get("agenda")

    assert "Old" == agenda()
    assert "New" == agenda(agenda="New")
    assert ("" if on else "New") == (agenda() or "")


def test_a_title_spreads_to_the_series_before(desk, on):
    """Of the first one there is none before it."""
    desk.control("POST", "/reset")
    switch(desk, "title-spreads", on)
    first, second = (desk.create(title=title)["id"] for title in ("A", "B"))

    patched(desk, first, title="C")
    assert ("C", "B") == (desk.get(first)["title"], desk.get(second)["title"])
    patched(desk, second, title="D")
    assert ("D" if on else "C", "D") == (desk.get(first)["title"], desk.get(second)["title"])


def test_a_deleted_meeting_returns_to_the_list(desk, on):
    """Once its series is updated; read alone it stays away."""
    switch(desk, "deleted-returns", on)
    series = desk.create(**DAILY)["id"]
    second = desk.children(series)[1]["id"]
    desk.call("DELETE", f"/meetings/{second}")

    assert 2 == len(desk.children(series))
    patched(desk, series, title="A")
    assert on is (second in [each["id"] for each in desk.children(series)])
    assert 404 == desk.call("GET", f"/meetings/{second}").status_code


def test_a_deletion_of_a_part_hides_the_series(desk, on):
    """From the list of series alone."""
    switch(desk, "drop-hides", on)
    series = desk.create(**DAILY)["id"]
    shown = desk.children(series)

    assert series in [each["id"] for each in desk.items(max=100)]
    desk.call("DELETE", f"/meetings/{shown[2]['id']}")
    assert on is (series not in [each["id"] for each in desk.items(max=100)])
    assert 2 == len(desk.children(series))
