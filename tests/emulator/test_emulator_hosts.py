"""What a host may schedule (session types, tracking codes), and meetings that change their host."""

from __future__ import annotations

import pytest

ZEROS = "0" * 32
NORTH, SOUTH, WEST = (f"{name}-example.webex.com" for name in ("north", "south", "west"))
MIRA, SAM, THEO = "mira.host@example.com", "sam.attendee@example.com", "theo.host@example.com"
HOSTILE = (None, 7, {}, "", True, "x" * 5000, {"a": {"b": None}})


def items(desk, path, who="host", status=200, **query):
    """Read a list."""
    answer = desk.call("GET", path, who, params=query)
    assert status == answer.status_code, answer.text
    return answer.json().get("items")


def test_session_types_of_a_site(desk):
    """The usual one first; webinars where the site has them; each also by its id."""
    found = items(desk, "/meetings/sessionTypes")
    assert ["meeting", "webinar", "privateMeeting"] == [each["type"] for each in found]
    assert {"id", "name", "type", "attendeesCapacity"} == set(found[0])
    assert str(desk.create()["sessionTypeId"]) == found[0]["id"]
    for each in found:
        assert each == desk.call("GET", f"/meetings/sessionTypes/{each['id']}").json()
    desk.control("PATCH", f"/sites/{SOUTH}", webinars=False)
    south = items(desk, "/meetings/sessionTypes", siteUrl=SOUTH)
    assert ["meeting", "privateMeeting"] == [each["type"] for each in south]
    path = f"/meetings/sessionTypes/{found[1]['id']}"
    assert 404 == desk.call("GET", path, params={"siteUrl": SOUTH}).status_code
    for name in (ZEROS, "0", "x", "-1"):
        assert 404 == desk.call("GET", f"/meetings/sessionTypes/{name}").status_code


def test_who_may_not_host_has_no_session_types(desk):
    """The list is empty, and no id is found; tracking codes are of sites, which refuse him."""
    found = items(desk, "/meetings/sessionTypes")
    assert [] == items(desk, "/meetings/sessionTypes", "attendee")
    path = f"/meetings/sessionTypes/{found[0]['id']}"
    assert 404 == desk.call("GET", path, "attendee").status_code
    items(desk, "/meetings/trackingCodes", "attendee", 403, service="All")


def test_tracking_codes_of_a_site(desk):
    """As the trait has them, with ids; every service has all of them."""
    codes = items(desk, "/meetings/trackingCodes", service="MeetingCenter")
    assert codes == items(desk, "/meetings/trackingCodes", service="All", siteUrl=NORTH)
    department, division, region = codes
    assert {
        "id": department["id"],
        "name": "Department",
        "siteUrl": NORTH,
        "options": [{"value": each, "defaultValue": False} for each in ("Sales", "Research", "Support")],
        "inputMode": "select",
        "service": "All",
        "type": "optional",
    } == department
    assert ("text", []) == (division["inputMode"], division["options"])
    assert [False, True] == [each["defaultValue"] for each in region["options"]]
    assert 3 == len({each["id"] for each in codes})
    assert [] == items(desk, "/meetings/trackingCodes", service="All", siteUrl=SOUTH)
    for query in ({}, {"service": "Lunch"}):
        items(desk, "/meetings/trackingCodes", status=400, **query)


@pytest.mark.parametrize("path", ["/meetings/sessionTypes", "/meetings/trackingCodes"])
def test_who_reads_what_a_host_may_schedule(desk, path):
    """People who host, for themselves; administrators for others too."""
    query = {"service": "All"}
    assert items(desk, path, **query) == items(desk, path, "admin", hostEmail=THEO, **query)
    items(desk, path, "other", 403, hostEmail=THEO, **query)
    items(desk, path, "admin", 404, hostEmail="no.one@example.com", **query)
    for who in ("officer", "guest"):
        items(desk, path, who, 403, **query)
    for site in (NORTH, "nowhere"):
        items(desk, path, "attendee", 403, siteUrl=site, **query)
    for site in (SOUTH, "nowhere"):
        items(desk, path, "other", 400, siteUrl=site, **query)


def reassign(desk, *meeting_ids, email=MIRA, who="admin", status=204, **headers):
    """Reassign meetings; give the items of the answer, if it has any."""
    body = {"hostEmail": email, "meetingIds": list(meeting_ids)}
    answer = desk.call("POST", "/meetings/reassignHost", who, json=body, headers=headers)
    assert status == answer.status_code, answer.text
    return answer.json().get("items") if answer.content else None


def test_meetings_go_over_to_a_new_host(desk):
    """Who reads and changes them from then on, while the old host does neither."""
    first, second = desk.create()["id"], desk.create(hours=48, recurrence="FREQ=DAILY;COUNT=2")["id"]
    assert reassign(desk, first, second) is None
    for meeting in (first, second):
        shown = desk.get(meeting, "other")
        assert (MIRA, "Mira Castellanos") == (shown["hostEmail"], shown["hostDisplayName"])
        assert 404 == desk.call("GET", f"/meetings/{meeting}").status_code
    reassign(desk, first, first)
    assert 200 == desk.call("PATCH", f"/meetings/{first}", "other", json={"title": "Mine"}).status_code


def test_meetings_that_stay_where_they_are(desk):
    """Each has an item with its own status, and the others go over all the same."""
    good, series = desk.create()["id"], desk.create(hours=48, recurrence="FREQ=DAILY;COUNT=2")["id"]
    scheduled = desk.children(series)[0]["id"]
    running = desk.create(hours=1)["id"]
    run = desk.act("join", running, **{"as": "host"})["instanceId"]
    south = desk.create(hours=72, siteUrl=SOUTH)["id"]
    ids = (good, ZEROS, "x", scheduled, running, run, south)
    found = reassign(desk, *ids, status=207)
    statuses = ["204", "404", "404", "400", "409", "400", "404"]
    assert list(zip(ids, statuses, strict=True)) == [
        (each["meetingId"], each["httpStatus"]) for each in found
    ]
    assert {"meetingId", "httpStatus"} == set(found[0])
    assert {"meetingId", "httpStatus", "message", "errors"} == set(found[1])
    assert [{"description": "The meeting is not found."}] == found[1]["errors"]
    assert MIRA == desk.get(good, "other")["hostEmail"]
    assert THEO == desk.get(running)["hostEmail"]


def test_the_site_of_reassigned_meetings(desk):
    """That of the header, which the administrator manages and where the new host may host."""
    mira, theo = desk.create("other")["id"], desk.create(siteUrl=SOUTH)["id"]
    assert ["404"] == [
        each["httpStatus"] for each in reassign(desk, mira, email=THEO, status=207, siteUrl=SOUTH)
    ]
    reassign(desk, theo, email=THEO, siteUrl=SOUTH)
    reassign(desk, mira, email=THEO, siteUrl=NORTH)
    reassign(desk, theo, email=MIRA, status=403, siteUrl=SOUTH)
    reassign(desk, theo, email=THEO, status=403, siteUrl=WEST)
    reassign(desk, theo, email=THEO, status=400, siteUrl="nowhere")


def test_reassignments_that_cannot_be(desk):
    """Unfit hosts, unfit bodies, people who are no administrators."""
    meeting = desk.create()["id"]
    for email in (SAM, "no.one@example.com"):
        reassign(desk, meeting, email=email, status=403)
    for who in ("host", "attendee", "officer", "guest"):
        reassign(desk, meeting, who=who, status=403)
    reassign(desk, status=400)
    reassign(desk, *[meeting] * 101, status=400)
    for value in HOSTILE:
        for body in (
            {"hostEmail": value, "meetingIds": [meeting]},
            {"hostEmail": MIRA, "meetingIds": value},
            {"hostEmail": MIRA, "meetingIds": [value]},
        ):
            if body["meetingIds"] == [""]:
                continue
            assert 400 == desk.call("POST", "/meetings/reassignHost", "admin", json=body).status_code, body
    for body in ({"hostEmail": MIRA}, {"meetingIds": [meeting]}):
        assert 400 == desk.call("POST", "/meetings/reassignHost", "admin", json=body).status_code
    answer = desk.call("POST", "/meetings/reassignHost", "admin", data={"hostEmail": MIRA})
    assert 415 == answer.status_code
    assert THEO == desk.get(meeting)["hostEmail"]
