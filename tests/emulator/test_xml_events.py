"""Classic events of the XML door, and sites that have none any more."""

from __future__ import annotations

import pytest

from tests.emulator.xml_desk import Door

META = {"sessionName": "Glass fair"}
SCHEDULE = {"startDate": "3/5/2031 10:00:00", "timeZoneID": 23, "duration": 90}
REFUSING = {
    "event.CreateEvent": {"metaData": META},
    "event.SetEvent": {"sessionKey": 1},
    "event.GetEvent": {"sessionKey": 1},
    "event.LstsummaryEvent": {},
    "event.LstrecordedEvent": {},
    "event.LstsummaryProgram": {},
    "event.UploadEventImage": {"sessionKey": 1, "imageType": "GIF", "imageData": "R0lG"},
}


@pytest.fixture
def door(desk, caplog):
    """Give the XML door of the desk's emulator, which must not fail on the inside."""
    yield Door(desk)
    assert caplog.messages == []


def _create(door, who="host", **more):
    content = {"metaData": META, "schedule": SCHEDULE} | more
    answer = door.ask("event.CreateEvent", who, **content)
    assert answer.id == "", answer.reason
    return answer.text("sessionKey")


def _get(door, key, who="host"):
    return door.ask("event.GetEvent", who, sessionKey=key)


def test_an_event_is_made_read_changed_listed_and_deleted(door):
    """Its key finds it until it is deleted; what a change does not name stays."""
    key = _create(door)
    shown = _get(door, key)
    assert (shown.text("metaData/sessionName"), shown.text("schedule/duration")) == ("Glass fair", "90")
    assert shown.text("schedule/startDate") == "03/05/2031 10:00:00"
    assert door.ask("event.SetEvent", sessionKey=key, metaData={"description": "Bring a lens"}).id == ""
    listed = door.ask("event.LstsummaryEvent")
    assert listed.children == ["matchingRecords", "event"]
    assert listed.text("event/description") == "Bring a lens"
    assert (listed.text("event/sessionName"), listed.text("event/endDate")) == (
        "Glass fair",
        "03/05/2031 11:30:00",
    )
    image = {"sessionKey": key, "imageType": "JPG", "imageData": "/9j/"}
    assert door.ask("event.UploadEventImage", **image).id == ""
    assert door.ask("ep.GetSessionInfo", sessionKey=key).text("metaData/serviceType") == "EventCenter"
    assert door.ask("event.DelEvent", sessionKey=key).id == ""
    assert _get(door, key).id == "060001"
    assert door.ask("event.LstsummaryEvent").id == "000015"


@pytest.mark.parametrize("operation", REFUSING)
@pytest.mark.parametrize(("edition", "refused"), [("41.11", False), ("41.12", True)])
def test_sites_without_events_refuse_them_since_41_12(door, operation, edition, refused):
    """Each operation gives 010106 on a site that switched them off, and on no other site."""
    door.traits(xmlEdition=edition, classicEvents=False)
    answer = door.ask(operation, **REFUSING[operation])
    assert (answer.id == "010106") is refused
    assert not refused or answer.reason == "The classic Event has been disabled."
    door.traits(classicEvents=True)
    assert door.ask(operation, **REFUSING[operation]).id != "010106"


def test_the_session_of_an_event_is_refused_as_well(door):
    """GetSessionInfo gives 010106 for events, while meetings are shown."""
    key, meeting = _create(door), door.create()
    door.traits(classicEvents=False)
    assert door.ask("ep.GetSessionInfo", sessionKey=key).id == "010106"
    assert door.ask("ep.GetSessionInfo", sessionKey=meeting).id == ""


@pytest.mark.parametrize("edition", ["41.10", "41.11"])
@pytest.mark.parametrize("length", [9_999, 10_000, 10_001])
def test_descriptions_have_at_most_10000_characters(door, edition, length):
    """Since 41.11 longer ones are refused, at creation and at a change."""
    door.traits(xmlEdition=edition)
    expected = "060068" if (edition, length) == ("41.11", 10_001) else ""
    long = {"description": "ä" * length}
    assert door.ask("event.CreateEvent", metaData=META | long).id == expected
    assert door.ask("event.SetEvent", sessionKey=_create(door), metaData=long).id == expected


@pytest.mark.parametrize(("edition", "tone"), [("41.3", "BEEP"), ("41.4", "ANNOUNCENAME")])
def test_the_tone_of_the_site_is_that_of_events_since_41_4(door, edition, tone):
    """An event that names its own tone has that one in every release."""
    door.traits(xmlEdition=edition, entryExitToneEvents="ANNOUNCENAME")
    assert _get(door, _create(door)).text("schedule/entryExitTone") == tone
    own = _create(door, schedule=SCHEDULE | {"entryExitTone": "NOTONE"})
    assert _get(door, own).text("schedule/entryExitTone") == "NOTONE"


def test_events_of_others_are_not_told_of_but_to_administrators(door):
    """Hosts reach their own events, on their own site."""
    key = _create(door)
    assert _get(door, key, "other").id == "060001"
    assert _get(door, key, "admin").id == ""
    assert door.ask("event.LstsummaryEvent", "other").id == "000015"
    assert door.ask("event.LstsummaryEvent", "admin", hostWebExID="theo.host").id == ""
    assert door.ask("event.LstsummaryEvent", "admin", hostWebExID="mira.host").id == "000015"
    assert door.ask("event.CreateEvent", "attendee", metaData=META).id == "000001"
    for name, expected in (("nobody", "060019"), ("mira.host", "060021")):
        refused = door.ask("event.CreateEvent", metaData=META, schedule={"hostWebExID": name})
        assert refused.id == expected


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        ({"startDateStart": "3/5/2031 10:00:00", "timeZoneID": 23}, True),
        ({"startDateStart": "3/5/2031 10:00:01", "timeZoneID": 23}, False),
        ({"endDateEnd": "3/5/2031 11:30:00", "timeZoneID": 23}, True),
        ({"endDateEnd": "3/5/2031 11:29:59", "timeZoneID": 23}, False),
    ],
)
def test_lists_of_events_are_cut_by_dates(door, scope, found):
    """Both ends of a scope belong to it."""
    _create(door)
    assert door.ask("event.LstsummaryEvent", dateScope=scope).id == ("" if found else "000015")


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"metaData": META, "schedule": {"duration": 0}},
        {"metaData": META, "accessControl": {"listing": "ODD"}},
    ],
)
def test_events_that_cannot_be_are_refused(door, content):
    """A name is needed, and values have to fit."""
    assert door.ask("event.CreateEvent", **content).id == "999999"
