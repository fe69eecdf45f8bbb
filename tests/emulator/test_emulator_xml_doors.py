"""Deviations between the doors: each is seen where it says, and the other door stays right."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.emulator.xml.slips.doors import FIELDS, NAMES
from tests.emulator.xml_desk import Door

START, LATER = "2031-03-05T09:00:00Z", "2031-03-05T10:00:00Z"
WAYS = ("rest-to-xml", "xml-to-rest", "rest-update-to-xml", "xml-update-to-rest")
IN_XML = {
    "attendee": "participants/attendees/attendee/person/email",
    "recurrence": "repeat/afterMeetingNumber",
    "tracking-code": "tracking/trackingCode1",
}


@pytest.fixture
def door(desk, caplog):
    """Give the XML door of the desk's emulator, which must not fail on the inside."""
    yield Door(desk)
    assert caplog.messages == []


def _rest_body(*, second: bool) -> dict[str, Any]:
    """A meeting with a value for every field; of all that can change the second one differs."""
    body: dict[str, Any] = {
        "title": "Cane" if second else "Frit",
        "agenda": "Cutting" if second else "Annealing",
        "password": "Furnace8b" if second else "Furnace7a",
        "start": LATER if second else START,
        "end": "2031-03-05T12:00:00Z" if second else LATER,
        "timezone": "Asia/Tokyo" if second else "Europe/Paris",
        "recurrence": f"FREQ=DAILY;INTERVAL=2;COUNT={4 if second else 3}",
        "enabledJoinBeforeHost": True,
        "joinBeforeHostMinutes": 15 if second else 5,
        "trackingCodes": [{"name": "Department", "value": "Sales" if second else "Support"}],
        "reminderTime": 20 if second else 40,
        "meetingOptions": {"enabledNote": not second, "noteType": "allowAll" if second else "allowOne"},
        "invitees": [{"email": "sam.attendee@example.com"}],
    }
    for rest, _ in FIELDS.values():
        group, _, name = rest.rpartition(".")
        if name.startswith(("enabled", "enable", "public", "exclude")) and name != "enabledNote":
            (body.setdefault(group, {}) if group else body)[name] = second
    if second:
        del body["invitees"]
    return body


def _xml_body(*, second: bool) -> dict[str, Any]:
    """The same for the XML door."""
    options = {
        xml.partition("/")[2]: str(second).lower()
        for xml in (pair[1] for pair in FIELDS.values())
        if xml.startswith("enableOptions/") and not xml.endswith(("/notes", "/singleNote"))
    }
    zone, start = (49, "03/05/2031 19:00:00") if second else (23, "03/05/2031 10:00:00")
    return {
        "accessControl": {
            "isPublic": str(second).lower(),
            "meetingPassword": "Furnace8b" if second else "Furnace7a",
        },
        "metaData": {
            "confName": "Cane" if second else "Frit",
            "agenda": "Cutting" if second else "Annealing",
        },
        "enableOptions": {**options, **dict.fromkeys(("notes", "singleNote"), str(not second).lower())},
        "schedule": {
            "startDate": start,
            "timeZoneID": zone,
            "duration": 120 if second else 60,
            "openTime": 900 if second else 300,
            "joinTeleconfBeforeHost": str(second).lower(),
        },
        "tracking": {"trackingCode1": "Sales" if second else "Support"},
        "repeat": {"repeatType": "DAILY", "interval": 2, "afterMeetingNumber": 4 if second else 3},
        "remind": {"enableReminder": "true", "minutesAhead": 20 if second else 40},
        "attendeeOptions": {"excludePassword": str(second).lower()},
    }


def _series(door: Door) -> Any:
    (series,) = door.desk.emulator.world.series.values()
    return series


def _play(door: Door, way: str) -> None:
    if way in ("rest-to-xml", "xml-update-to-rest"):
        made = door.desk.create(**_rest_body(second=False))
    if way in ("xml-to-rest", "rest-update-to-xml"):
        door.create(**_xml_body(second=False))
    if way == "rest-update-to-xml":
        changes = _rest_body(second=True)
        assert door.desk.call("PATCH", f"/meetings/{_series(door).id}", json=changes).status_code == 200
    if way == "xml-update-to-rest":
        answer = door.ask("meeting.SetMeeting", meetingkey=made["meetingNumber"], **_xml_body(second=True))
        assert answer.id == "", answer.reason


def _seen(door: Door, way: str) -> dict[str, Any]:
    """What the door that must show it has of each field."""
    series = _series(door)
    if way.endswith("to-rest"):
        body = door.desk.get(series.id)
        return {
            field: (body[group] if group else body).get(name)
            for field, (group, _, name) in (
                (field, rest.rpartition(".")) for field, (rest, _) in FIELDS.items()
            )
        }
    answer = door.ask("meeting.GetMeeting", meetingKey=series.number)
    return {field: answer.texts(IN_XML.get(field, xml)) for field, (_, xml) in FIELDS.items()}


def _told(door: Door, way: str, fields: list[str]) -> dict[str, Any]:
    """What is seen, from the beginning, while some fields are lost on a way; numbers as right or wrong."""
    door.desk.control("POST", "/reset")
    assert door.desk.faults(*(f"xml-slips:doors.{field}.{way}" for field in fields)).is_success
    _play(door, way)
    seen = _seen(door, way)
    return seen | {"number": seen["number"] in (_series(door).number, [_series(door).number])}


@pytest.mark.parametrize("bit", range(6))
@pytest.mark.parametrize("way", WAYS)
def test_fields_are_lost_on_their_way_and_no_others(door, way, bit):
    """Exactly those fields are shown with another value, or with none, whose deviations are on.

    Which are on together is told by a bit of their number, so that no two are always on together.
    """
    known = [field for field in FIELDS if f"doors.{field}.{way}" in NAMES]
    on = [field for number, field in enumerate(known, 1) if number >> bit & 1]
    right, wrong = _told(door, way, []), _told(door, way, on)
    assert [field for field in FIELDS if right[field] != wrong[field]] == [one for one in FIELDS if one in on]


def test_a_meeting_of_rest_is_not_listed(door):
    """LstsummaryMeeting leaves out what REST made, and nothing else."""
    number = door.desk.create()["meetingNumber"]
    assert door.ask("meeting.LstsummaryMeeting", meetingKey=number).texts("meeting/meetingKey") == [number]
    door.desk.faults("xml-slips:doors.list.rest-to-xml")
    assert door.ask("meeting.LstsummaryMeeting", meetingKey=number).id == "000015"
    key = door.create()
    assert door.ask("meeting.LstsummaryMeeting", meetingKey=key).texts("meeting/meetingKey") == [key]


@pytest.mark.parametrize("on", [False, True])
def test_what_rest_deleted_is_still_found_by_xml(door, on):
    """GetMeeting still finds it while the deviation is on."""
    door.desk.faults(*(["xml-slips:doors.delete.rest-to-xml"] if on else []))
    key = door.create()
    assert door.desk.call("DELETE", f"/meetings/{_series(door).id}").status_code == 204
    assert door.ask("meeting.GetMeeting", meetingKey=key).id == ("" if on else "060001")


@pytest.mark.parametrize("on", [False, True])
def test_what_xml_deleted_is_still_found_by_rest(door, on):
    """REST still finds it while the deviation is on; XML does not."""
    door.desk.faults(*(["xml-slips:doors.delete.xml-to-rest"] if on else []))
    made = door.desk.create()
    assert door.ask("meeting.DelMeeting", meetingKey=made["meetingNumber"]).id == ""
    assert door.desk.call("GET", f"/meetings/{made['id']}").status_code == (200 if on else 404)
    assert door.ask("meeting.GetMeeting", meetingKey=made["meetingNumber"]).id == "060001"
