"""The site at the XML door: late elements, licences, addresses, retirement, and their faults."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from conformance.emulator.sites import TRAITS, change_traits
from conformance.emulator.xml.slips.site import NAMES
from tests.emulator.xml_desk import Door

COUNTS = (
    *("activeUserCount", "EEActiveUserCount", "activeCETHost", "auoActiveUserCount"),
    *("MCActiveUserCount", "ECActiveUserCount", "TCActiveUserCount", "SCActiveUserCount"),
)
OTHER_VALUES = {
    "telephonyConfig/isWebexTelephony": ({"telephony": "tsp"}, "41.2", "true", "false"),
    "siteCommonOptions/enablePreMeetingLobby": ({"preMeetingLobby": False}, "41.3", "true", "false"),
    "defaults/entryExitToneEC": ({"entryExitToneEvents": "BEEP"}, "41.4", "NOTONE", "BEEP"),
    "siteCommonOptions/enableRecordingAccess": ({"recordingAccess": False}, "41.5", "true", "false"),
    "siteCommonOptions/storageEmptyStatus": (
        {"recordingStorage": 0, "networkRecording": False},
        "41.5",
        "false",
        "true",
    ),
    "siteCommonOptions/supportLargeEvent": ({"largeEvents": False}, "41.6", "true", "false"),
    "tools/enableNBRMCModify": ({"hostsEditRecordings": False}, "41.7", "true", "false"),
    "tools/separateNoRecordingEdit": ({"separateRecordingEdit": True}, "41.7", "false", "true"),
}
"""For each late element of GetSite traits that change it, its release, and both of its values."""
MEETING_CALLS = {
    "meeting.LstsummaryMeeting": {},
    "meeting.CreateMeeting": {"schedule": {"duration": 5}},
    "ep.LstsummarySession": {},
    "ep.GetSessionInfo": {"sessionKey": 1},
    "event.LstsummaryEvent": {},
}
USERS = (
    ("ep.GetAPIVersion", {}),
    ("ep.GetSiteType", {}),
    ("site.GetSite", {}),
    ("user.AuthenticateUser", {}),
)
OLD = "/WBXService/xml10.0.0/XMLService"


@pytest.fixture
def door(desk, caplog):
    """Give the XML door of the desk's emulator, which must not fail on the inside."""
    yield Door(desk)
    assert caplog.messages == []


def slip(door, *names):
    """Switch on exactly these deviations."""
    answer = door.desk.control("PUT", "/faults", active=[f"xml-slips:{name}" for name in names])
    assert answer.status_code == 200, answer.text


def shown(door, path, who="admin"):
    """Give the texts of an element of GetSite."""
    return door.ask("site.GetSite", who).texts(f"siteInstance/{path}")


def test_the_published_traits_are_those_of_the_emulator():
    """Name by name, and the usual values have the published types."""
    document = yaml.safe_load(
        (Path(__file__).parents[2] / "specs" / "control" / "openapi.yaml").read_text(encoding="utf-8")
    )
    published = document["components"]["schemas"]["Traits"]["properties"]
    assert set(published) == set(TRAITS)
    types = {"boolean": bool, "integer": int, "string": str, "array": list}
    for name, (usual, _) in TRAITS.items():
        schema = published[name]
        assert usual in schema["enum"] if "enum" in schema else type(usual) is types[schema["type"]], name
        for word in schema.get("enum", ()):
            change_traits({}, {name: word})


@pytest.mark.parametrize("path", OTHER_VALUES)
def test_late_elements_can_be_wrong_in_three_ways(door, path):
    """They are fixed, hidden from hosts, or there too early, each only while that is switched on."""
    traits, release, usual, other = OTHER_VALUES[path]
    name = path.rpartition("/")[2]
    assert [shown(door, path, who) for who in ("host", "admin")] == [[usual], [usual]]
    slip(door, f"get-site.{name}.left-out")
    assert [shown(door, path, who) for who in ("host", "admin")] == [[], [usual]]
    slip(door)
    door.traits(**traits)
    assert shown(door, path) == [other]
    slip(door, f"get-site.{name}.fixed")
    assert shown(door, path) == [usual]
    slip(door)
    door.traits(xmlEdition="41.1")
    assert shown(door, path) == []
    slip(door, f"get-site.before-{release}")
    assert shown(door, path) == [other]


def test_support_for_large_events_can_come_late(door):
    """A site of 41.6 shows it, unless it is older than 41.6.3."""
    path = "siteCommonOptions/supportLargeEvent"
    for edition, late, count in (("41.6", False, 1), ("41.6", True, 0), ("41.7", True, 1)):
        door.traits(xmlEdition=edition)
        slip(door, *(["get-site.supportLargeEvent.late"] if late else []))
        assert len(shown(door, path)) == count


@pytest.mark.parametrize("name", COUNTS)
@pytest.mark.parametrize(
    ("role", "who", "sees"),
    [
        ("site-admin", "admin", True),
        ("read-only-admin", "officer", True),
        ("user-admin", "other", True),
        ("host", "host", False),
        ("attendee", "attendee", False),
    ],
)
def test_each_count_can_be_shown_to_the_wrong_people(door, role, who, sees, name):
    """One count, to one role."""
    door.traits(userAdmins=["mira.host@example.com"])
    assert set(COUNTS) & names(door, who) == (set(COUNTS) if sees else set())
    slip(door, f"licences.{role}.{name}")
    assert set(COUNTS) & names(door, who) == (set(COUNTS) - {name} if sees else {name})


def names(door, who):
    """Give the names of all elements of GetSite."""
    return {each.tag.rpartition("}")[2] for each in door.ask("site.GetSite", who).root.iter()}


def make(door, **privilege):
    """Make a user with some privileges and give the login."""
    login = f"una{len(door.ask('user.LstsummaryUser', 'admin').texts('user'))}"
    more = {"webExId": login, "email": f"{login}@example.com", "privilege": privilege}
    assert door.ask("user.CreateUser", "admin", firstName="Una", lastName="Voss", **more).id == ""
    return login


def hybrid(door, login):
    """Give what GetUser says of cmrHybridVoip."""
    return door.ask("user.GetUser", "admin", webExId=login).texts("privilege/cmrHybridVoip")


@pytest.mark.parametrize(
    ("traits", "taken"),
    [
        ({}, "true"),
        ({"telephonyApi": True}, "true"),
        ({"telephony": "tsp"}, "false"),
        ({"telephony": "other"}, "false"),
        ({"telephony": "none", "telephonyApi": True}, "false"),
    ],
)
def test_cmr_hybrid_voip_is_for_the_audio_of_webex(door, traits, taken):
    """Whatever else the site has."""
    door.traits(**traits)
    login = make(door, cmrHybridVoip="true")
    assert hybrid(door, login) == [taken]
    other = make(door)
    assert hybrid(door, other) == ["false"]
    assert door.ask("user.SetUser", "admin", webExId=other, privilege={"cmrHybridVoip": "true"}).id == ""
    assert hybrid(door, other) == [taken]


def test_before_41_2_cmr_hybrid_voip_takes_a_telephony_api(door):
    """And GetUser does not show it yet."""
    for api, taken in ((False, "false"), (True, "true")):
        door.traits(xmlEdition="41.1", telephonyApi=api)
        login = make(door, cmrHybridVoip="true")
        assert hybrid(door, login) == []
        door.traits(xmlEdition="41.2")
        assert hybrid(door, login) == [taken]


@pytest.mark.parametrize(
    ("name", "traits", "wrong"),
    [
        ("create-user", {}, ["false", "true"]),
        ("set-user", {}, ["true", "false"]),
        ("telephony-api", {"telephonyApi": True}, ["true", "false"]),
        ("any-audio", {"telephony": "tsp"}, ["false", "true"]),
    ],
)
def test_cmr_hybrid_voip_can_be_heeded_wrongly(door, name, traits, wrong):
    """By CreateUser or by SetUser, in that order."""
    door.traits(**traits)
    slip(door, f"cmr-hybrid-voip.{name}")
    made, changed = make(door, cmrHybridVoip="true"), make(door)
    door.ask("user.SetUser", "admin", webExId=changed, privilege={"cmrHybridVoip": "true"})
    assert [*hybrid(door, made), *hybrid(door, changed)] == wrong


def test_the_telephony_api_is_told(door):
    """Of a partner's audio, and beside other audio."""
    for traits, told in (({}, "false"), ({"telephonyApi": True}, "true"), ({"telephony": "tsp"}, "true")):
        door.traits(**({"telephony": "webex", "telephonyApi": False} | traits))
        assert shown(door, "telephonyConfig/isTSPUsingTelephonyAPI") == [told]


def test_get_user_can_run_ahead(door):
    """It shows what the site's release does not have."""
    door.traits(xmlEdition="41.1")
    added = ("webexAssistantEnabled", "largeEventCapacity", "freeAccount", "privilege/cmrHybridVoip")
    for on in (False, True):
        slip(door, *(["get-user.later-elements"] if on else []))
        answer = door.ask("user.GetUser", webExId="theo.host")
        assert [len(answer.texts(path)) for path in added] == [on] * len(added)


def test_the_version_can_want_credentials(door):
    """Nobody is told the version while that is switched on."""
    for on in (False, True):
        slip(door, *(["api-version.credentials"] if on else []))
        answer = door.ask("ep.GetAPIVersion", security={"siteName": "north-example"})
        assert (answer.id == "") is not on
        assert door.ask("ep.GetAPIVersion").id == ""


@pytest.mark.parametrize(
    ("edition", "usual", "served", "gone"),
    [("9.0", 404, 200, 404), ("41.1", 200, 200, 404), ("41.8", 200, 200, 404), ("41.9", 404, 200, 404)],
)
def test_the_old_address_lives_from_41_1_to_41_8(door, edition, usual, served, gone):
    """Unless it is said to be served always, or never."""
    door.traits(xmlEdition=edition)
    url = door.url.replace("/WBXService/XMLService", OLD)
    message = door.message("ep.GetAPIVersion", {"siteName": "north-example"}, {})
    found = []
    for on in ([], ["address.served"], ["address.gone"]):
        slip(door, *on)
        found.append(door.post(message, url).status_code)
    assert found == [usual, served, gone]


@pytest.mark.parametrize("operation", MEETING_CALLS)
def test_retired_calls_are_refused_whoever_asks(door, operation):
    """With an exception of six digits, unless they are said to work on."""
    usual = door.ask(operation, **MEETING_CALLS[operation]).id
    door.traits(meetingsRetired=True)
    assert door.ask(operation, **MEETING_CALLS[operation]).id == "999999"
    nobody = {"siteName": "north-example"}
    assert door.ask(operation, security=nobody, **MEETING_CALLS[operation]).id == "999999"
    assert door.ask(operation, security={"siteName": "nowhere"}, **MEETING_CALLS[operation]).id == "000000"
    slip(door, "retirement.meetings-stay")
    assert door.ask(operation, **MEETING_CALLS[operation]).id == usual


def test_users_outlive_meetings(door):
    """And so do questions about the site; calls about users can be wrongly retired as well."""
    door.traits(meetingsRetired=True)
    for operation, content in USERS:
        assert door.ask(operation, **content).id == "", operation
    login = make(door, host="true")
    assert door.ask("user.DelUser", "admin", webExId=login).id == ""
    slip(door, "retirement.users-go")
    assert door.ask("user.GetUser", webExId="theo.host").id == "999999"
    assert door.ask("site.GetSite").id == ""


def test_a_suspended_site_schedules_nothing(door):
    """What is there already can be read."""
    key = door.create()
    door.traits(suspended=True)
    content = {"schedule": {"startDate": "03/05/2031 10:00:00"}}
    assert door.ask("meeting.CreateMeeting", metaData={"confName": "Glass"}, **content).id == "010107"
    assert door.ask("meeting.SetMeeting", meetingkey=key, **content).id == "010107"
    assert door.ask("event.CreateEvent", metaData={"sessionName": "Glass"}, **content).id == "010107"
    assert door.ask("meeting.GetMeeting", meetingKey=key).id == ""


def test_every_deviation_can_be_switched_on(door):
    """All of this part of the API."""
    slip(door, *NAMES)
