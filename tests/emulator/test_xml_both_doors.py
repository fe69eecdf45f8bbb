"""One meeting behind two doors: what XML makes and changes REST shows, and the other way round."""

from __future__ import annotations

import pytest

from tests.emulator.xml_desk import Door


@pytest.fixture
def door(desk, caplog):
    """Give the XML door of the desk's emulator, which must not fail on the inside."""
    yield Door(desk)
    assert caplog.messages == []


def _get(door, key, who="host"):
    return door.ask("meeting.GetMeeting", who, meetingKey=key)


def _set(door, key, who="host", **content):
    return door.ask("meeting.SetMeeting", who, meetingkey=key, **content)


def _rest(door, key):
    found = next(each for each in door.desk.emulator.world.series.values() if each.number == key)
    return door.desk.get(found.id)


def test_what_xml_made_is_seen_by_rest(door):
    """What XML made is seen by REST."""
    key = door.create(
        metaData={"confName": "Frit", "agenda": "Colours"},
        accessControl={"meetingPassword": "Furnace7a", "isPublic": "TRUE"},
        schedule={"startDate": "03/05/2031 10:00:00", "timeZoneID": 23, "duration": 45, "openTime": 900},
        enableOptions={
            "chat": "false",
            "viewAnyDoc": "true",
            "supportBreakoutSessions": 1,
            "singleNote": "true",
        },
        remind={"enableReminder": "true", "hoursAhead": 1, "minutesAhead": 30},
        participants={
            "attendees": {"attendee": {"person": {"name": "Sam", "email": "sam.attendee@example.com"}}}
        },
        attendeeOptions={"excludePassword": "true"},
        tracking={"trackingCode1": "Sales"},
    )
    body = _rest(door, key)
    assert (body["title"], body["agenda"], body["password"]) == ("Frit", "Colours", "Furnace7a")
    assert (body["start"], body["end"]) == ("2031-03-05T09:00:00Z", "2031-03-05T09:45:00Z")
    assert (body["timezone"], body["publicMeeting"]) == ("Europe/Paris", True)
    assert (body["enabledJoinBeforeHost"], body["joinBeforeHostMinutes"]) == (True, 15)
    assert (body["reminderTime"], body["excludePassword"]) == (90, True)
    assert body["meetingOptions"]["enabledChat"] is False
    assert body["meetingOptions"]["noteType"] == "allowOne"
    assert body["attendeePrivileges"]["enabledViewAnyDocument"] is True
    assert body["enabledBreakoutSessions"] is True
    assert {"name": "Department", "value": "Sales"} in body["trackingCodes"]
    invitees = door.desk.found("/meetingInvitees", meetingId=body["id"])
    assert [each["email"] for each in invitees] == ["sam.attendee@example.com"]
    shown = _get(door, key)
    assert shown.text("schedule/openTime") == "900"
    assert shown.text("participants/attendees/attendee/person/email") == "sam.attendee@example.com"
    assert shown.text("tracking/trackingCode1") == "Sales"


def test_what_rest_made_is_seen_by_xml(door):
    """What REST made is seen by XML."""
    body = door.desk.create(
        title="Cane",
        agenda="Pull",
        timezone="Asia/Tokyo",
        recurrence="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR;COUNT=6",
        enabledJoinBeforeHost=True,
        joinBeforeHostMinutes=5,
        reminderTime=1500,
        publicMeeting=True,
        start="2031-03-04T10:00:00+09:00",
        end="2031-03-04T11:30:00+09:00",
    )
    shown = _get(door, body["meetingNumber"])
    assert (shown.text("metaData/confName"), shown.text("metaData/agenda")) == ("Cane", "Pull")
    assert (shown.text("schedule/startDate"), shown.text("schedule/timeZoneID")) == (
        "03/04/2031 10:00:00",
        "49",
    )
    assert (shown.text("schedule/duration"), shown.text("schedule/openTime")) == ("90", "300")
    assert shown.text("accessControl/meetingPassword") == body["password"]
    assert (shown.text("remind/daysAhead"), shown.text("remind/hoursAhead")) == ("1", "1")
    assert (shown.text("repeat/repeatType"), shown.text("repeat/interval")) == ("WEEKLY", "2")
    assert shown.text("repeat/afterMeetingNumber") == "6"
    assert shown.texts("repeat/dayInWeek/day") == ["TUESDAY", "FRIDAY"]
    assert shown.text("hostKey") == "738264"


def test_a_zone_without_a_number_keeps_the_moment(door):
    """A zone without a number keeps the moment."""
    body = door.desk.create(
        timezone="Asia/Kathmandu", start="2031-03-04T10:00:00Z", end="2031-03-04T11:00:00Z"
    )
    shown = _get(door, body["meetingNumber"])
    assert (shown.text("schedule/timeZoneID"), shown.text("schedule/startDate")) == (
        "21",
        "03/04/2031 10:00:00",
    )


def test_each_door_sees_what_the_other_one_changed_and_deleted(door):
    """Each door sees what the other one changed and deleted."""
    key = door.create()
    meeting = _rest(door, key)
    changes = {"title": "By REST", "enabledJoinBeforeHost": True, "joinBeforeHostMinutes": 10}
    assert door.desk.call("PATCH", f"/meetings/{meeting['id']}", json=changes).status_code == 200
    shown = _get(door, key)
    assert (shown.text("metaData/confName"), shown.text("schedule/openTime")) == ("By REST", "600")
    assert _set(door, key, metaData={"confName": "By XML"}).id == ""
    assert door.desk.get(meeting["id"])["title"] == "By XML"
    assert door.desk.call("DELETE", f"/meetings/{meeting['id']}").status_code == 204
    assert _get(door, key).id == "060001"
    made = door.desk.create()
    assert door.ask("meeting.DelMeeting", meetingKey=made["meetingNumber"]).id == ""
    assert door.desk.call("GET", f"/meetings/{made['id']}").status_code == 404


def test_both_doors_see_who_is_there(door):
    """Both doors see who is there."""
    body = door.desk.create(hours=0.1)
    door.desk.advance(minutes=7)
    assert _get(door, body["meetingNumber"]).text("status") == "NOT_INPROGRESS"
    door.desk.act("join", body["id"], **{"as": "host"})
    shown = _get(door, body["meetingNumber"])
    assert (shown.text("status"), shown.text("hostJoined")) == ("INPROGRESS", "true")
    assert shown.text("participantsJoined") == "false"
    assert _set(door, body["meetingNumber"], metaData={"confName": "x"}).id == "999999"
