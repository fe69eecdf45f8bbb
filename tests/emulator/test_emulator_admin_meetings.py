"""List Meetings By an Admin and Get a Meeting By an Admin (`rest-operations`, Meetings)."""

from __future__ import annotations

import pytest

HIDDEN = {
    *("agenda", "hostKey", "password", "phoneAndVideoSystemPassword", "panelistPassword", "webLink"),
    *("phoneAndVideoSystemPanelistPassword", "sipAddress", "dialInIpAddress", "registration", "registerLink"),
}
MARKS = ("hasRegistration", "hasRegistrants", "hasPostEventSurvey")


def get(desk, meeting_id, who="admin", status=200, **more):
    """Get a meeting by an admin."""
    answer = desk.call("GET", f"/admin/meetings/{meeting_id}", who, **more)
    assert status == answer.status_code, answer.text
    return answer.json()


def items(desk, who="admin", status=200, **query):
    """List meetings by an admin."""
    answer = desk.call("GET", "/admin/meetings", who, params=query)
    assert status == answer.status_code, answer.text
    return answer.json().get("items")


@pytest.mark.parametrize("who", ["admin", "officer"])
def test_meetings_of_everybody_are_open(desk, full_body, who):
    """Without what is hidden, and otherwise as their host sees them."""
    meeting = desk.create(**full_body, registration={})
    shown = get(desk, meeting["id"], who)

    own = {name: value for name, value in desk.get(meeting["id"]).items() if name not in HIDDEN}
    own["telephony"] = {name: each for name, each in own["telephony"].items() if name != "accessCode"}
    own.pop("integrationTags")
    assert own == {name: value for name, value in shown.items() if name not in MARKS}
    assert [True, False, False] == [shown[name] for name in MARKS]


def test_marks_tell_of_registrants_and_surveys(desk):
    """Once somebody registered; for webinars."""
    meeting = desk.create(registration={})["id"]
    person = {"firstName": "A", "lastName": "B", "email": "a@example.com"}
    assert 200 == desk.call("POST", f"/meetings/{meeting}/registrants", json=person).status_code
    assert get(desk, meeting)["hasRegistrants"]
    webinar = get(desk, desk.create(scheduledType="webinar")["id"])
    assert [False, False, True] == [webinar[name] for name in MARKS]
    assert not HIDDEN & set(webinar)


def test_each_type_is_found_by_its_id(desk):
    """Series, scheduled meetings and instances, in the zone asked for."""
    series = desk.create(hours=0.5, recurrence="FREQ=DAILY;INTERVAL=1;COUNT=3")["id"]
    child = desk.children(series)[1]["id"]
    run = desk.act("join", series, **{"as": "host"})["instanceId"]
    shown = [get(desk, each) for each in (series, child, run)]
    assert ["meetingSeries", "scheduledMeeting", "meeting"] == [each["meetingType"] for each in shown]
    assert get(desk, child, headers={"timezone": "Asia/Tokyo"})["start"].endswith("+09:00")
    desk.advance(hours=3)
    desk.act("end", run)
    later = get(desk, series, params={"current": "true"})["start"]
    assert get(desk, child)["start"] == later
    assert "hasChat" in get(desk, run)


def test_meetings_are_listed_by_number_or_link(desk):
    """One is needed and both are refused; nothing found is an empty list."""
    meeting = desk.create(recurrence="FREQ=DAILY;INTERVAL=1;COUNT=3")
    number, link = meeting["meetingNumber"], meeting["webLink"]
    found = items(desk, meetingNumber=number)
    assert found == items(desk, webLink=link) == items(desk, meetingNumber=f"{number[:4]} {number[4:]}")
    assert ["scheduledMeeting"] == [each["meetingType"] for each in found]
    assert not HIDDEN & set(found[0])
    series = items(desk, meetingNumber=number, current="false")
    assert [("meetingSeries", meeting["id"])] == [(each["meetingType"], each["id"]) for each in series]
    assert [] == items(desk, meetingNumber="1")
    for query in ({}, {"meetingNumber": number, "webLink": link}, {"meetingNumber": ""}):
        items(desk, status=400, **query)
    items(desk, status=400, meetingNumber=number, current="maybe")
    desk.advance(days=30)
    assert ["meetingSeries"] == [each["meetingType"] for each in items(desk, meetingNumber=number)]


def test_only_administrators_and_officers_come_in(desk):
    """Not even the host."""
    meeting = desk.create()
    for who, status in (("host", 403), ("attendee", 403), ("guest", 403), ("nobody", 401)):
        get(desk, meeting["id"], who, status)
        items(desk, who, status, meetingNumber=meeting["meetingNumber"])


def test_unknown_meetings_are_not_found(desk):
    """Ids of zeros, of other forms, and of deleted meetings; zones that do not exist are refused."""
    gone = desk.create()["id"]
    desk.call("DELETE", f"/meetings/{gone}")
    for meeting_id in ("0" * 32, f"{'0' * 32}_I_{'0' * 18}", "x", gone):
        get(desk, meeting_id, status=404)
    get(desk, "0" * 32, status=400, headers={"timezone": "Nowhere"})
    get(desk, "0" * 32, status=400, params={"current": "7"})
