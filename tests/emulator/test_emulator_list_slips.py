"""Faults of lists: each spoils what its name says, at its own operation, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from conformance.emulator.faults import FaultError, Faults
from conformance.emulator.list_slips import NAMES

TAG = "kiln"


@pytest.fixture
def planned(desk: Any) -> list[str]:
    """Four meetings, an hour apart, of which the first two are tagged; their ids in order."""
    return [
        desk.create(hours=24 + number, integrationTags=[TAG] if number < 2 else [])["id"]
        for number in range(4)
    ]


def later(desk: Any, hours: float) -> str:
    """A time so many hours from now."""
    return str((desk.start + timedelta(hours=hours)).isoformat())


def switch(desk: Any, *names: str) -> None:
    """Switch on faults of the list of meetings."""
    active = [f"list-slips:list-meetings.{name}" for name in names]
    answer = desk.control("PUT", "/faults", active=active)
    assert answer.status_code == 200, answer.text


def page(
    desk: Any, planned: list[str], path: str = "/meetings", **query: str
) -> tuple[list[int], str | None]:
    """The places of the meetings on a page, and the address of the next one."""
    answer = desk.call("GET", path, params=query or None)
    assert answer.status_code == 200, answer.text
    link = answer.links.get("next")
    return [planned.index(item["id"]) for item in answer.json()["items"]], link and link["url"]


def pages(desk: Any, planned: list[str], **query: str) -> list[list[int]]:
    """All pages, five at most."""
    found, link = page(desk, planned, **query)
    all_ = [found]
    while link is not None and len(all_) < 5:
        found, link = page(desk, planned, "/meetings" + link.partition("/meetings")[2])
        all_.append(found)
    return all_


def test_without_a_fault_pages_add_up(desk: Any, planned: list[str]) -> None:
    """Filters hold on all of them."""
    assert [[0, 1], [2, 3]] == pages(desk, planned, max="2")
    assert [[0], [1]] == pages(desk, planned, max="1", integrationTag=TAG)


@pytest.mark.parametrize(
    ("names", "query", "expected"),
    [
        (("loop",), {"max": "2"}, [[0, 1]] * 5),
        (("late",), {"max": "1"}, [[0], [2], []]),
        (("late",), {"max": "2"}, [[0, 1], [3]]),
        (("over",), {"max": "1"}, [[0, 1], [2, 3]]),
        (("over",), {"max": "50"}, [[0, 1, 2, 3]]),
        (("over", "late"), {"max": "1"}, [[0, 1], [3]]),
        (("ignored",), {"max": "2", "integrationTag": TAG}, [[0, 1], [2, 3]]),
        (("forgotten",), {"max": "1", "integrationTag": TAG}, [[0], [1], [2], [3]]),
        (("forgotten",), {"max": "2"}, [[0, 1], [2, 3]]),
    ],
)
def test_pages_go_wrong_as_they_are_told(
    desk: Any, planned: list[str], names: tuple[str, ...], query: dict[str, str], expected: list[list[int]]
) -> None:
    """Faults of one list can be on together."""
    switch(desk, *names)

    assert expected == pages(desk, planned, **query)


def test_a_window_ends_an_hour_late(desk: Any, planned: list[str]) -> None:
    """What begins within the hour after it is listed as well; what comes later is not."""
    begins, ends = later(desk, 23.5), later(desk, 24.5)
    assert [[0]] == pages(desk, planned, **{"from": begins, "to": ends})

    switch(desk, "stretched")

    assert [[0, 1]] == pages(desk, planned, **{"from": begins, "to": ends})
    answer = desk.call("GET", "/meetings", params={"from": begins, "to": "soon"})
    assert 400 == answer.status_code


def test_links_keep_what_was_asked(desk: Any, planned: list[str]) -> None:
    """Although the emulator answered something else."""
    switch(desk, "over", "stretched")

    _, link = page(desk, planned, max="1", **{"from": later(desk, 1), "to": later(desk, 40)})

    assert link is not None
    assert "max=1&" in link
    assert "offset=2" in link


def test_other_lists_are_as_they_were(desk: Any, planned: list[str]) -> None:
    """The meetings of a series are a list of their own, whatever path they share."""
    switch(desk, *NAMES)

    answer = desk.call("GET", "/meetings", params={"meetingSeriesId": planned[0], "max": "1"})

    assert [planned[0]] == [item["id"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    "place",
    [
        "list-meetings",
        "list-meetings.early",
        "get-a-meeting.late",
        "list-people.over",
        "list-meeting-chats.ignored",
        "list-meeting-chats.stretched",
        "list-meeting-templates.late",
        "list-meeting-templates.forgotten",
        "",
    ],
)
def test_what_no_list_can_do_wrong_is_refused(place: str) -> None:
    """A fault that could never show itself."""
    with pytest.raises(FaultError):
        Faults.of([f"list-slips:{place}"])
