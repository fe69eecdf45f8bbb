"""Faults of single operations: each does what it says at its own place, and nothing anywhere else."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.emulator.faults import FaultError, Faults
from conformance.emulator.sample_slips import NAMES, is_place

HOOK = {
    "name": "Kiln is hot",
    "targetUrl": "https://example.com/kiln",
    "resource": "meetings",
    "event": "created",
}
WITH_PROPERTY = {"mistyped", "alters", "resets"}


def slip(place: str, name: str, what: str = "") -> str:
    """The fault of that name at a place."""
    return f"sample-slips:{place} {name}" + (f" {what}" if what else "")


def switch(desk: Any, *faults: str) -> None:
    """Switch these faults on, and no others."""
    assert desk.faults(*faults).is_success


@pytest.mark.parametrize("name", NAMES)
def test_each_slip_can_be_switched_on(desk, name):
    """With a property where it needs one, and without one where it has no use for it."""
    place, wrong = "PATCH /meetings/{}", "" if name in WITH_PROPERTY else "agenda"
    right = "" if wrong else "agenda.more"
    switch(desk, slip(place, name, right))

    with pytest.raises(FaultError):
        Faults.of([slip(place, name, wrong)])


@pytest.mark.parametrize(
    "place",
    [
        "",
        "GET",
        "GET /meetings",
        "GET /meetings odd",
        "TRACE /meetings status",
        "get /meetings status",
        "GET meetings status",
        "GET /meetings/ status",
        "GET /meetings/{id} status",
        "GET /v1/meetings/7 status",
        "GET  /meetings status",
        "GET /meetings status ",
        "GET /meetings mistyped a b",
        "GET /meetings mistyped a-b",
        "GET /meetings status\n",
    ],
)
def test_impossible_places_are_refused(desk, place):
    """Whoever misspells one is told so, and nothing is switched on."""
    assert not is_place(place)
    with pytest.raises(FaultError):
        Faults.of([f"sample-slips:{place}"])
    answer = desk.faults(f"sample-slips:{place}")

    assert 400 == answer.status_code
    assert "message" in answer.json()


def test_another_status(desk):
    """Of successes alone, with the same body; and only where the fault is."""
    meeting = desk.create()["id"]
    switch(desk, slip("GET /meetings/{}", "status"), slip("DELETE /meetings/{}", "status"))

    found = desk.call("GET", f"/meetings/{meeting}")
    assert (203, meeting) == (found.status_code, found.json()["id"])
    assert 404 == desk.call("GET", f"/meetings/{'0' * 32}").status_code
    assert 200 == desk.call("GET", "/meetings").status_code
    assert 200 == desk.call("PATCH", f"/meetings/{meeting}", json={"agenda": "x"}).status_code
    assert 202 == desk.call("DELETE", f"/meetings/{meeting}").status_code
    assert 404 == desk.call("GET", f"/meetings/{meeting}").status_code


def test_another_media_type(desk):
    """Of a success with a body, which is what it was."""
    meeting = desk.create()["id"]
    switch(desk, slip("GET /meetings/{}", "media"))

    found = desk.call("GET", f"/meetings/{meeting}")
    refused = desk.call("GET", f"/meetings/{'0' * 32}")
    assert "application/octet-stream" == found.headers["content-type"]
    assert meeting == found.json()["id"]
    assert refused.headers["content-type"].startswith("application/json")


def test_a_property_of_another_type(desk):
    """That one alone, in the answer and not in what is stored; in every item of a list."""
    created = desk.create()
    sound = desk.get(created["id"])
    switch(
        desk, slip("GET /meetings/{}", "mistyped", "title"), slip("GET /meetings", "mistyped", "items.title")
    )

    assert {**sound, "title": [["Plain"]]} == desk.get(created["id"])
    assert {"[['Plain']]"} == {str(one["title"]) for one in desk.items()}
    switch(desk)
    assert sound == desk.get(created["id"])


def test_a_property_that_is_not_there_is_not_mistyped(desk):
    """The answer is what it was, whatever lies on the way."""
    created = desk.create()
    sound = desk.get(created["id"])
    switch(desk, *(slip("GET /meetings/{}", "mistyped", what) for what in ("nothing", "title.more")))

    assert sound == desk.get(created["id"])


@pytest.mark.parametrize(
    ("name", "sent", "stored"),
    [
        ("agenda", "New", "Ne~"),
        ("agenda", "New~", "New-"),
        ("publicMeeting", True, False),
        ("integrationTags", ["a", "b"], ["b"]),
    ],
)
def test_a_property_is_taken_for_another_value(desk, name, sent, stored):
    """Of the same type and length; what stands beside it, and a body without it, are understood."""
    created = desk.create(agenda="Old", title="Plain")
    path = f"/meetings/{created['id']}"
    switch(desk, slip("PATCH /meetings/{}", "alters", name))

    assert 200 == desk.call("PATCH", path, json={name: sent, "title": "Fancy"}).status_code
    found = desk.get(created["id"])
    assert (stored, "Fancy") == (found[name], found["title"])
    assert 200 == desk.call("PATCH", path, json={"title": "Fancier"}).status_code
    assert {**found, "title": "Fancier"} == desk.get(created["id"])


def test_another_property_goes_back(desk):
    """Unless the request names it; nothing else changes."""
    created = desk.create(publicMeeting=True)
    path = f"/meetings/{created['id']}"
    switch(desk, slip("PATCH /meetings/{}", "resets", "publicMeeting"))

    desk.call("PATCH", path, json={"agenda": "New", "publicMeeting": True})
    assert desk.get(created["id"])["publicMeeting"] is True
    before = desk.get(created["id"])
    desk.call("PATCH", path, json={"agenda": "Newer"})
    after = desk.get(created["id"])
    assert {"agenda", "publicMeeting"} == {name for name in before if before[name] != after.get(name)}
    assert after["publicMeeting"] is False


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7"])
def test_bodies_that_are_no_objects_are_left_as_they_are(desk, body):
    """And are answered as they are without a fault."""
    path, headers = f"/meetings/{desk.create()['id']}", {"Content-Type": "application/json"}
    sound = desk.call("PATCH", path, content=body, headers=headers)
    switch(desk, *(slip("PATCH /meetings/{}", name, "agenda") for name in ("alters", "resets")))
    found = desk.call("PATCH", path, content=body, headers=headers)

    assert sound.status_code == found.status_code


MISSING = {"start": "2031-05-05T10:00:00Z"}
TOO_LONG = {"title": "x" * 200}


@pytest.mark.parametrize(("name", "status"), [("lenient", 200), ("broken", 500)])
def test_what_must_be_refused_is_answered_otherwise(desk, name, status):
    """Nothing is stored; limits, unknown ids and what fits are answered as ever."""
    switch(desk, slip("POST /meetings", name))
    before = len(desk.items())

    assert status == desk.call("POST", "/meetings", json=MISSING).status_code
    assert 400 == desk.call("POST", "/meetings", json=desk.body(**TOO_LONG)).status_code
    assert 401 == desk.call("POST", "/meetings", "nobody", json=MISSING).status_code
    assert before == len(desk.items())
    assert 400 == desk.call("PATCH", f"/meetings/{desk.create()['id']}", json={"title": 7}).status_code


def test_what_lies_beyond_a_limit_is_answered_as_a_success(desk):
    """In query and body, and nothing else that must be refused."""
    switch(desk, slip("POST /meetings", "unbounded"), slip("GET /meetings", "unbounded"))
    before = len(desk.items())

    assert 200 == desk.call("POST", "/meetings", json=desk.body(**TOO_LONG)).status_code
    assert 400 == desk.call("POST", "/meetings", json=MISSING).status_code
    assert 200 == desk.call("GET", "/meetings", params={"max": "1000"}).status_code
    assert 400 == desk.call("GET", "/meetings", params={"meetingType": "odd"}).status_code
    assert before == len(desk.items())


def test_a_refused_call_leaves_a_mark(desk):
    """One more for each refusal, where it is read; none after a success or a 404, and none elsewhere."""
    meeting = desk.create()["id"]
    before = desk.get(meeting)
    switch(desk, slip("PATCH /meetings/{}", "marks"))

    desk.call("PATCH", f"/meetings/{'0' * 32}", json={"agenda": "x"})
    assert 200 == desk.call("PATCH", f"/meetings/{meeting}", json={"agenda": "x"}).status_code
    assert "revision" not in desk.get(meeting)
    seen = [0]
    for _ in range(3):
        assert 400 == desk.call("PATCH", f"/meetings/{meeting}", json={"title": 7}).status_code
        seen.append(desk.get(meeting)["revision"])
    assert sorted(set(seen)) == seen
    assert {"revision", "agenda"} == {
        name for name, value in desk.get(meeting).items() if before.get(name) != value
    }
    assert "revision" not in desk.call("GET", "/people/me").json()


def test_marks_go_with_the_fault(desk):
    """Another choice of faults begins anew."""
    meeting = desk.create()["id"]
    switch(desk, slip("PATCH /meetings/{}", "marks"))
    desk.call("PATCH", f"/meetings/{meeting}", json={"title": 7})
    switch(desk)

    assert "revision" not in desk.get(meeting)


def test_what_a_body_names_is_marked(desk):
    """An id in the body shows where the object is read by its query."""
    meeting = desk.create()["id"]
    switch(desk, slip("POST /meetingInvitees", "marks"))
    desk.call("POST", "/meetingInvitees", json={"meetingId": meeting, "email": 7})

    found = desk.call("GET", "/meetingInvitees", params={"meetingId": meeting})
    assert found.json()["revision"] > 0


def test_what_is_gone_already_breaks_the_service(desk):
    """Deleting it again does, and reading it does not."""
    meeting = desk.create()["id"]
    switch(desk, slip("DELETE /meetings/{}", "twice"))

    path = f"/meetings/{meeting}"
    assert 204 == desk.call("DELETE", path).status_code
    assert 500 == desk.call("DELETE", path).status_code
    assert 404 == desk.call("GET", path).status_code


def test_slips_of_one_operation_leave_its_neighbours_alone(desk):
    """Another method of the path, a longer path and a shorter one."""
    meeting = desk.create(registration={"requireFirstName": True})["id"]
    switch(desk, *(slip("GET /meetings/{}", name) for name in NAMES if name not in WITH_PROPERTY))

    assert 200 == desk.call("PATCH", f"/meetings/{meeting}", json={"agenda": "x"}).status_code
    assert 400 == desk.call("PATCH", f"/meetings/{meeting}", json={"title": 7}).status_code
    assert 200 == desk.call("GET", "/meetings").status_code
    assert 200 == desk.call("GET", f"/meetings/{meeting}/registrants").status_code
    assert 204 == desk.call("DELETE", f"/meetings/{meeting}").status_code
