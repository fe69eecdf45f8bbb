"""GetSessionInfo on all kinds of meeting and site."""

from __future__ import annotations

import pytest

from tests.emulator.xml_desk import Door


@pytest.fixture
def door(desk, caplog):
    """Give the XML door of the desk's emulator, which must not fail on the inside."""
    yield Door(desk)
    assert caplog.messages == []


def _info(door, key, who="host", **more):
    return door.ask("ep.GetSessionInfo", who, sessionKey=key, **more)


def test_a_session_is_the_meeting_of_both_doors(door):
    """What was made by REST or by XML is shown, in the order of the schema."""
    body = door.desk.create(
        title="Cane", timezone="Asia/Tokyo", start="2031-03-04T10:00:00Z", end="2031-03-04T11:00:00Z"
    )
    shown = _info(door, body["meetingNumber"])
    assert shown.children[:4] == ["status", "sessionkey", "confID", "accessControl"]
    assert shown.children[-1] == "sipURL"
    assert shown.text("metaData/confName") == "Cane"
    assert shown.text("schedule/timeZoneID") == "49"
    assert (shown.text("host/firstName"), shown.text("host/webExId")) == ("Theo", "theo.host")
    assert _info(door, door.create()).text("accessControl/sessionPassword") == "Furnace7a"


def test_an_unknown_session_is_told(door):
    """A key that no meeting of the site has gives 060001."""
    assert _info(door, 1).id == "060001"
    security = door.credentials("host") | {"siteName": "south-example"}
    assert door.ask("ep.GetSessionInfo", security=security, sessionKey=door.create()).id == "060001"


def test_passwords_are_for_those_who_host_or_know_them(door):
    """Others see neither the password nor the one for the phone, unless they send the first."""
    door.traits(audioPasswords=True)
    key = door.create()
    for who, more, seen in (
        ("host", {}, True),
        ("admin", {}, True),
        ("other", {}, False),
        ("other", {"sessionPassword": "furnace7a"}, False),
        ("other", {"sessionPassword": "Furnace7a"}, True),
    ):
        shown = _info(door, key, who, **more)
        assert bool(shown.texts("accessControl/sessionPassword")) is seen
        assert bool(shown.texts("accessControl/audioPassword")) is seen
        assert shown.text("accessControl/isEnforceAudioPassword") == "true"
        assert shown.text("isCreator") == ("true" if who == "host" else "false")


def test_without_the_feature_there_is_no_audio_password(door):
    """Both flags are false and the password itself is left out."""
    shown = _info(door, door.create())
    assert shown.texts("accessControl/audioPassword") == []
    assert shown.text("accessControl/isEnforceAudioLogin") == "false"


@pytest.mark.parametrize(
    ("kind", "flag", "needed"),
    [
        ("personalRoomMeeting", "1", "true"),
        ("personalRoomMeeting", "0", "false"),
        ("personalRoomMeeting", "", "false"),
        ("personalRoomMeeting", "true", "false"),
        ("meeting", "1", "false"),
    ],
)
def test_an_account_for_personal_rooms_is_a_matter_of_the_site(door, kind, flag, needed):
    """Only the value 1 of the site's flag demands one, and only for personal rooms."""
    door.traits(personalRoomForceLogin=flag)
    shown = _info(door, door.desk.create(scheduledType=kind)["meetingNumber"])
    assert shown.text("attendeeOptions/joinRequiresAccount") == needed
    assert shown.text("isPersonalMeetingRoom") == ("true" if kind == "personalRoomMeeting" else "false")


def test_an_account_for_other_meetings_is_a_matter_of_the_meeting(door):
    """A webinar that demands a login says so."""
    body = door.desk.create(scheduledType="webinar", requireAttendeeLogin=True)
    assert _info(door, body["meetingNumber"]).text("attendeeOptions/joinRequiresAccount") == "true"


@pytest.mark.parametrize("there", [True, False])
def test_a_sip_address_comes_with_cloud_rooms(door, there):
    """It is shown where video systems can join, and nowhere else."""
    door.traits(cloudRooms=there)
    key = door.create()
    assert _info(door, key).texts("sipURL") == ([f"{key}@north-example.webex.com"] if there else [])


@pytest.mark.parametrize(
    ("edition", "there"), [("9.0", False), ("41.2", False), ("41.3", True), ("41.12", True)]
)
def test_elements_of_a_session_come_with_their_release(door, edition, there):
    """Large events, webcasts and the lobby are told since 41.3."""
    door.traits(xmlEdition=edition)
    shown = _info(door, door.desk.create(scheduledType="webinar")["meetingNumber"])
    for name, value in (
        ("enableEvent", "true"),
        ("enableWebniar", "true"),
        ("enablePreMeetingLobby", "true"),
    ):
        assert shown.texts(f"accessControl/{name}") == ([value] if there else [])


def test_sessions_are_listed_with_the_count_first(door):
    """Hosts list their own, administrators all; nothing at all is 000015."""
    assert door.ask("ep.LstsummarySession").id == "000015"
    key = door.create()
    door.create("other")
    listed = door.ask("ep.LstsummarySession")
    assert listed.children == ["matchingRecords", "session"]
    assert listed.text("session/sessionKey") == key
    assert listed.text("session/confID") == _info(door, key).text("confID")
    assert len(door.ask("ep.LstsummarySession", "admin").texts("session")) == 2


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({"confName": "SLOW"}, True),
        ({"confName": "quick"}, False),
        ({"status": "NOT_INPROGRESS"}, True),
        ({"status": "INPROGRESS"}, False),
        ({"recurrence": "TRUE"}, False),
        ({"serviceTypes": {"serviceType": ["EventCenter", "MeetingCenter"]}}, True),
        ({"serviceTypes": {"serviceType": "TrainingCenter"}}, False),
        ({"sessionTypes": {"sessionType": 3}}, True),
        ({"sessionTypes": {"sessionType": 4}}, False),
        ({"hostEmail": "Theo.Host@example.com"}, True),
        ({"hostEmail": "mira.host@example.com"}, False),
        ({"sessionKey": 1}, False),
        ({"confID": 1}, False),
        ({"dateScope": {"startDateStart": "3/5/2031", "returnSpecifiedTimeZone": "true"}}, True),
    ],
)
def test_sessions_are_chosen_by_criteria(door, criteria, found):
    """What does not fit is not listed."""
    door.create()
    assert door.ask("ep.LstsummarySession", **criteria).id == ("" if found else "000015")


@pytest.mark.parametrize(
    ("edition", "names"),
    [
        ("41.1", []),
        ("41.2", ["enableEvent", "enableWebniar"]),
        ("41.3", ["enableEvent", "enableWebniar", "enablePreMeetingLobby"]),
    ],
)
def test_elements_of_listed_sessions_come_with_their_release(door, edition, names):
    """Large events and webcasts came with 41.2, the lobby with 41.3."""
    door.traits(xmlEdition=edition)
    door.create()
    listed = door.ask("ep.LstsummarySession")
    there = ["enableEvent", "enableWebniar", "enablePreMeetingLobby"]
    assert [name for name in there if listed.texts(f"session/{name}")] == names
