"""Meeting reports: usage and attendees of meetings that have ended."""

from __future__ import annotations

import pytest

ZEROS = "0" * 32
NORTH, SOUTH, WEST = (f"{name}-example.webex.com" for name in ("north", "south", "west"))
SAM, THEO = "sam.attendee@example.com", "theo.host@example.com"


def report(desk, kind, who="admin", status=200, headers=None, **query):
    """Read a report, first page."""
    params = {"siteUrl": NORTH} | query
    answer = desk.call("GET", f"/meetingReports/{kind}", who, params=params, headers=headers or {})
    assert status == answer.status_code, answer.text
    return answer.json().get("items")


def titles(desk, kind, who="admin", **query):
    """Give the titles of a report's items."""
    return [each["meetingTitle"] for each in report(desk, kind, who, **query)]


def hold(desk, who="host", title="Plain", minutes=10, **more):
    """Hold a meeting of the host and Sam, who comes a minute later and goes two before the end."""
    meeting = desk.create(who, hours=1, title=title, **more)
    run = desk.act("join", meeting["id"], **{"as": "host"})["instanceId"]
    desk.advance(minutes=1)
    desk.act("join", meeting["id"], **{"as": "attendee", "email": SAM})
    desk.advance(minutes=minutes - 3)
    desk.act("leave", meeting["id"], email=SAM)
    desk.advance(minutes=2)
    desk.act("end", meeting["id"])
    return meeting, run


def test_usage_of_a_meeting(desk):
    """Who, how long, how many minutes; every minute is of VoIP."""
    codes = [{"name": "Department", "value": "Sales"}, {"name": "Region", "value": "Highlands"}]
    meeting, run = hold(desk, trackingCodes=codes[:1], invitees=[{"email": SAM}, {"email": "a@example.com"}])
    zeros = (
        *("totalCallInMinutes", "totalCallOutDomestic", "totalCallInTollFreeMinutes", "totalRegistered"),
        *("totalCallOutInternational", "totalParticipantsCallIn", "totalParticipantsCallOut"),
    )
    assert [
        {
            "meetingId": run,
            "meetingNumber": meeting["meetingNumber"],
            "meetingTitle": "Plain",
            "start": "2031-03-03T09:00:00Z",
            "end": "2031-03-03T09:10:00Z",
            "duration": 10,
            "scheduledType": "meeting",
            "hostDisplayName": "Theo Okafor",
            "hostEmail": THEO,
            "totalPeopleMinutes": 17,
            "totalVoipMinutes": 17,
            "totalParticipants": 2,
            "totalParticipantsVoip": 2,
            "peakAttendee": 2,
            "totalInvitee": 2,
            "serviceType": "MeetingCenter",
            "trackingCodes": codes,
            **dict.fromkeys(zeros, 0),
        }
    ] == report(desk, "usage")
    shifted = report(desk, "usage", headers={"timezone": "Asia/Tokyo"})[0]
    assert "2031-03-03T18:00:00+09:00" == shifted["start"]


def test_attendees_of_a_meeting(desk):
    """One item for each time that somebody was there."""
    meeting, run = hold(desk, invitees=[{"email": SAM, "displayName": "Sam W."}])
    host, sam = report(desk, "attendees", "host")
    assert {
        "meetingId": run,
        "meetingNumber": int(meeting["meetingNumber"]),
        "meetingTitle": "Plain",
        "displayName": "Sam W.",
        "email": SAM,
        "joinedTime": "2031-03-03T09:01:00Z",
        "leftTime": "2031-03-03T09:08:00Z",
        "duration": 7,
        "participantType": "attendee",
        "ipAddress": "203.0.113.24",
        "clientAgent": "desktop application",
        "registered": False,
        "invited": True,
    } == sam
    assert ("host", False, 10) == (host["participantType"], host["invited"], host["duration"])
    other = report(desk, "attendees", "host", headers={"timezone": "Asia/Tokyo"})[1]
    assert "2031-03-03T18:08:00+09:00" == other["leftTime"]


def test_only_meetings_that_have_ended_are_reported(desk):
    """In order of start; without the one that is going on."""
    hold(desk, title="First")
    hold(desk, title="Second")
    going = desk.create(hours=1, title="Going on")
    desk.act("join", going["id"], **{"as": "host"})
    assert ["First", "Second"] == titles(desk, "usage")
    assert ["First", "First", "Second", "Second"] == titles(desk, "attendees")
    assert ["First"] == titles(desk, "usage", max=1)
    answer = desk.call("GET", "/meetingReports/usage", "admin", params={"siteUrl": NORTH, "max": 1})
    assert {"next"} == set(answer.links)


def test_filters(desk):
    """Usage by service; attendees by instance, number and title."""
    meeting, run = hold(desk, title="Talk")
    hold(desk, title="Lecture", scheduledType="webinar")
    assert ["Lecture"] == titles(desk, "usage", serviceType="EventCenter")
    assert "webinar" == report(desk, "usage", serviceType="EventCenter")[0]["scheduledType"]
    assert ["Talk"] == titles(desk, "usage", serviceType="MeetingCenter")
    assert [] == titles(desk, "usage", serviceType="SupportCenter")
    assert ["Talk", "Talk"] == titles(desk, "attendees", meetingId=run)
    assert ["Talk", "Talk"] == titles(desk, "attendees", meetingNumber=meeting["meetingNumber"])
    assert ["Lecture", "Lecture"] == titles(desk, "attendees", meetingTitle="Lecture")
    assert [] == titles(desk, "attendees", meetingTitle="Lecture", meetingId=run)
    report(desk, "usage", status=400, serviceType="Lunch")
    for name in (ZEROS, f"{ZEROS}_I_{'0' * 18}", meeting["id"], "x", ""):
        report(desk, "attendees", status=404, meetingId=name)


@pytest.mark.parametrize("kind", ["usage", "attendees"])
def test_times(desk, kind):
    """A week unless both ends are named, thirty days at most, ninety days back."""
    hold(desk)
    count = len(report(desk, kind))
    desk.advance(days=40)
    assert [] == report(desk, kind)
    assert count == len(report(desk, kind, **{"from": "2031-03-03T09:00:00Z"}))
    assert [] == report(desk, kind, **{"from": "2031-03-03T09:00:01Z"})
    assert count == len(report(desk, kind, to="2031-03-10T09:00:00Z"))
    assert count == len(report(desk, kind, to="2031-03-03T09:00:00Z"))
    assert [] == report(desk, kind, to="2031-03-03T08:59:59Z")
    assert count == len(report(desk, kind, **{"from": "2031-03-01", "to": "2031-03-31"}))
    for query in (
        {"from": "2031-03-01", "to": "2031-03-31T00:00:01Z"},
        {"from": "2031-01-01"},
        {"from": "2031-03-05", "to": "2031-03-05"},
        {"from": "2031-06-01", "to": "2031-05-01"},
        {"from": "soon"},
        {"to": "0001-01-02T00:00:00Z"},
        {"from": "9999-12-31T00:00:00Z"},
        {"max": "0"},
        {"max": "1001"},
        {"siteUrl": ""},
        {"siteUrl": "nowhere"},
    ):
        report(desk, kind, status=400, **query)


def test_who_reads_reports(desk):
    """Usage is for administrators; attendees are for hosts, of their own meetings, as well."""
    _, run = hold(desk, title="Theo's")
    hold(desk, "other", title="Mira's")
    for who in ("host", "attendee", "officer", "guest"):
        report(desk, "usage", who, 403)
    assert ["Theo's", "Mira's"] == titles(desk, "usage")
    assert ["Theo's"] * 2 + ["Mira's"] * 2 == titles(desk, "attendees")
    assert ["Theo's"] * 2 == titles(desk, "attendees", "host")
    assert ["Mira's"] * 2 == titles(desk, "attendees", "other")
    assert [] == titles(desk, "attendees", "attendee")
    report(desk, "attendees", "other", 404, meetingId=run)
    report(desk, "attendees", "officer", 403)
    hold(desk, title="South", siteUrl=SOUTH)
    assert ["South"] == titles(desk, "usage", siteUrl=SOUTH)
    for kind in ("usage", "attendees"):
        report(desk, kind, status=403, siteUrl=WEST)
