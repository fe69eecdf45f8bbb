"""Recordings, who looked at them, and meeting types at the XML door."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.contract.xsd import EDITIONS, Side, XmlSchemas
from tests.emulator.xml_desk import Door

HOST = "theo.host@example.com"
PRESSED, STORED = "2031-02-01T10:00:00Z", "2031-02-01T11:15:00Z"
KINDS = ("meeting", "webinar", "classicEvent", "training")
SERVICES = {"MeetingCenter": {1, 2}, "EventCenter": {3}, "TrainingCenter": {4}}
ALL = list(SERVICES)
LOOKERS = [f"viewer-{number}@example.com" for number in range(4)]


@pytest.fixture
def door(desk, caplog):
    """Give the XML door of the desk's emulator, which must not fail on the inside."""
    yield Door(desk)
    assert caplog.messages == []


@pytest.fixture(scope="module")
def schemas():
    """Give the schemas of the contract."""
    return XmlSchemas(Path(__file__).parents[2] / "specs" / "xsd")


def seed(door, kind="meeting", looks=1, **more):
    """Make a recording at which so many people looked; give its id."""
    given = {"hostEmail": HOST, "name": f"Kiln {kind}", "kind": kind}
    given |= {"startedAt": PRESSED, "storedAt": STORED}
    given |= {"accesses": [{"email": email} for email in LOOKERS[:looks]]}
    answer = door.desk.control("POST", "/artifacts", kinds=["recording"], recording=given | more)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"][0]["id"]


def seed_each(door):
    """Make a recording of each kind, which have one look, two, three and four."""
    for looks, kind in enumerate(KINDS, 1):
        seed(door, kind, looks)


def accesses(door, services=(), who="host", **more):
    """Ask for the access history."""
    wanted = {"serviceTypes": {"serviceType": list(services)}} if services else {}
    return door.ask("history.LstrecordaccessHistory", who, **wanted, **more)


def viewed(answer):
    """Give how often the recordings of an access history were viewed."""
    return {int(text) for text in answer.texts("recordAccessHistory/viewed")}


def details(door, name, **more):
    """Ask who looked at a recording of that name."""
    number = door.ask("ep.LstRecording", recordName=name).text("recording/recordingID")
    return door.ask("history.LstrecordaccessDetailHistory", recordID=number, **more)


def spoil(door, *faults):
    """Switch on deviations of this door."""
    active = [f"xml-slips:{name}" for name in faults]
    assert door.desk.control("PUT", "/faults", active=active).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("edition", "shown"), [("41.5", "19:15:00"), ("41.6", "18:00:00")])
def test_createtime_is_the_press_of_the_button_since_41_6(door, kind, edition, shown):
    """Whatever was recorded; and of the entry into the database before."""
    door.traits(xmlEdition=edition)
    scope = {
        "createTimeStart": "2/1/2031 18:00:00",
        "createTimeEnd": "02/01/2031 19:15:00",
        "timeZoneID": 45,
    }
    seed(door, kind)

    def time():
        return door.ask("ep.LstRecording", createTimeScope=scope).text("recording/createTime")

    assert time() == f"02/01/2031 {shown}"
    slip = f"database-time.{kind}" if edition == "41.6" else "button-time"
    spoil(door, f"list-recording.{slip}")
    assert time() == f"02/01/2031 {'19:15:00' if edition == '41.6' else '18:00:00'}"


def test_both_doors_list_the_same_recordings(door):
    """One that a meeting left and one of a training, by the same name, moments and service."""
    run = door.desk.held()
    door.desk.left(run, "recording")
    seed(door, "training", storedAt="2031-03-03T09:00:00Z")
    rest = door.desk.call("GET", "/recordings").json()["items"]
    listed = door.ask(
        "ep.LstRecording",
        createTimeScope={
            "createTimeStart": "01/01/2031 00:00:00",
            "createTimeEnd": "12/31/2031 00:00:00",
            "timeZoneID": 21,
        },
    )
    assert listed.children == ["matchingRecords", "recording", "recording"]
    for own, property_ in (("name", "topic"), ("streamURL", "playbackUrl"), ("serviceType", "serviceType")):
        assert sorted(listed.texts(f"recording/{own}")) == sorted(each[property_] for each in rest)
    assert {"2031-02-01T10:00:00Z"} < {each["timeRecorded"] for each in rest}
    key = listed.text("recording/sessionKey")
    assert door.ask("ep.LstRecording", sessionKey=key).text("recording/sessionKey") == key
    assert door.ask("ep.LstRecording", serviceTypes={"serviceType": "EventCenter"}).id == "000015"
    for each in rest:
        assert door.desk.call("DELETE", f"/recordings/{each['id']}").status_code == 204
    assert door.ask("ep.LstRecording").id == "000015"
    assert accesses(door, ALL).id == "000015"


def test_hosts_see_their_own_recordings_and_administrators_all(door):
    """In lists, in the history and in its details."""
    seed(door)
    seed(door, "training", siteUrl="south-example.webex.com")
    assert door.ask("ep.LstRecording").text("recording/name") == "Kiln meeting"
    assert door.ask("ep.LstRecording", "admin").text("matchingRecords/total") == "1"
    assert door.ask("ep.LstRecording", "admin", hostWebExID="theo.host").id == ""
    for name, expected in (("nobody", "030001"), ("ivy.admin", "000001")):
        assert door.ask("ep.LstRecording", hostWebExID=name).id == expected
    assert door.ask("ep.LstRecording", "admin", hostWebExID="ivy.admin").id == "000015"
    number = door.ask("ep.LstRecording").text("recording/recordingID")
    for who, expected in (("host", ""), ("admin", ""), ("other", "000015")):
        assert accesses(door, ALL, who).id == expected
        assert door.ask("history.LstrecordaccessDetailHistory", who, recordID=number).id == expected


def test_a_list_control_of_recordings_needs_its_beginning(door):
    """Unlike that of all other lists; pages are cut by it."""
    for kind in KINDS:
        seed(door, kind)
    assert door.ask("ep.LstRecording", listControl={"maximumNum": 2}).id == "999999"
    paged = door.ask("ep.LstRecording", listControl={"startFrom": 4, "maximumNum": 2})
    assert (paged.text("matchingRecords/total"), paged.text("matchingRecords/returned")) == ("4", "1")


CASES = [
    ((), {4}, "no-service-type", {1, 2, 3, 4}),
    (("MeetingCenter",), {1, 2}, "meeting-center", {1}),
    (("EventCenter",), {3}, "event-center", {2, 3}),
    (("TrainingCenter",), {4}, "training-center", {1, 4}),
    (tuple(ALL), {1, 2, 3, 4}, "all-service-types", {4}),
]


@pytest.mark.parametrize(("services", "expected", "slip", "mistaken"), CASES)
def test_services_choose_the_access_history(door, services, expected, slip, mistaken):
    """Since 41.11; without any there are trainings only. A deviation changes one choice alone."""
    seed_each(door)
    answer = accesses(door, services)
    assert answer.children[-1] == "matchingRecords"
    assert viewed(answer) == expected
    spoil(door, f"record-access.{slip}")
    assert viewed(accesses(door, services)) == mistaken
    for others, right, *_ in CASES:
        if others != services:
            assert viewed(accesses(door, others)) == right


def test_before_41_11_there_are_trainings_only(door):
    """No service can be named, and other recordings have no details."""
    door.traits(xmlEdition="41.10")
    seed_each(door)
    assert viewed(accesses(door)) == {4}
    assert accesses(door, ALL).id == "999999"
    assert details(door, "Kiln training").id == ""
    assert details(door, "Kiln meeting").id == "000015"
    spoil(door, "record-access.every-kind-early")
    assert viewed(accesses(door)) == {1, 2, 3, 4}
    spoil(door, "record-access.service-types-early")
    assert viewed(accesses(door, ALL)) == {4}
    spoil(door, "record-access-detail.early")
    assert details(door, "Kiln meeting").id == ""


def test_the_history_counts_and_the_details_tell(door):
    """Views, downloads and registrations, in the zone that was asked for, inside the times asked for."""
    email = {"email": "vera@example.com", "name": "Vera Glass", "registered": True}
    looks = [
        email | {"time": "2031-02-02T08:00:00Z"},
        email | {"time": "2031-02-03T08:00:00Z", "viewed": False, "downloaded": True},
    ]
    seed(door, "training", accesses=looks)
    row = accesses(door, timeZoneID=45)
    assert row.text("recordAccessHistory/creationTime") == "02/01/2031 19:15:00"
    counts = {
        name: row.text(f"recordAccessHistory/{name}") for name in ("viewed", "downloaded", "registered")
    }
    assert counts == {"viewed": "1", "downloaded": "1", "registered": "2"}
    window = {"viewTimeStart": "2/3/2031 00:00:00", "viewTimeEnd": "2/4/2031 00:00:00"}
    late = accesses(door, timeZoneID=45, viewTimeScope=window)
    assert late.text("recordAccessHistory/viewed") == "0"
    before = {"creationTimeStart": "1/1/2031 00:00:00", "creationTimeEnd": "1/2/2031 00:00:00"}
    assert accesses(door, creationTimeScope=before).id == "000015"
    told = details(door, "Kiln training", timeZoneID=45, returnRegFields=True)
    assert told.children == ["recordDetail", "recordDetail", "matchingRecords"]
    assert told.texts("recordDetail/accessTime") == ["02/02/2031 16:00:00", "02/03/2031 16:00:00"]
    assert told.texts("recordDetail/viewed") == ["true", "false"]
    assert told.texts("recordDetail/regFields/lastName") == ["Glass", "Glass"]
    assert told.texts("recordDetail/participantEmail") == ["vera@example.com"] * 2


def test_the_sample_of_the_documents_is_taken(door):
    """Its elements stand in another order than in the schema, and its months have one digit."""
    seed_each(door)
    answer = door.ask(
        "history.LstrecordaccessHistory",
        viewTimeScope={"viewTimeStart": "2/01/2031 00:00:00", "viewTimeEnd": "2/28/2031 23:59:59"},
        listControl={"startFrom": 1, "maximumNum": 100},
        order={"orderBy": "RECORDNAME", "orderAD": "DESC"},
        serviceTypes={"serviceType": ALL},
    )
    assert answer.texts("recordAccessHistory/recordName") == [
        f"Kiln {kind}" for kind in ("webinar", "training", "meeting", "classicEvent")
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_details_of_one_kind_can_be_missing(door, kind):
    """That deviation leaves the other kinds alone."""
    seed_each(door)
    spoil(door, f"record-access-detail.{kind}")
    for each in KINDS:
        assert details(door, f"Kiln {each}").id == ("000015" if each == kind else "")


@pytest.mark.parametrize(("edition", "prefixes"), [("41.11", []), ("41.12", ["PRO2"])])
def test_meeting_types_of_the_site_itself_show_their_prefix_since_41_12(door, edition, prefixes):
    """Others have none; the site may have none of its own."""
    door.traits(xmlEdition=edition)
    listed = door.ask("meetingtype.LstMeetingType")
    assert listed.children[0] == "matchingRecords"
    assert listed.texts("meetingType/productCodePrefix") == ["PRO", "AUO", "ONS", "PRO"]
    assert listed.texts("meetingType/subProductCodePrefix") == prefixes
    one = door.ask("meetingtype.LstMeetingType", meetingTypeID=[27, 3], listControl={"maximumNum": 1})
    assert (one.text("matchingRecords/total"), one.text("matchingRecords/returned")) == ("2", "1")
    assert door.ask("meetingtype.GetMeetingType", meetingTypeID=27).texts("subProductCodePrefix") == prefixes
    door.traits(customMeetingTypes=False, classicEvents=False)
    for operation in ("LstMeetingType", "GetMeetingType"):
        assert door.ask(f"meetingtype.{operation}", meetingTypeID=27).id == "000015"
        assert door.ask(f"meetingtype.{operation}", meetingTypeID=9).id == "000015"


@pytest.mark.parametrize("edition", EDITIONS)
def test_answers_fit_the_schema_of_their_release(door, schemas, edition):
    """Of lists, history, details and meeting types."""
    door.traits(xmlEdition=edition)
    seed(door, "training", accesses=[{"email": LOOKERS[0], "registered": True}])
    asked = {
        "ep.LstRecording": {},
        "history.LstrecordaccessHistory": {},
        "history.LstrecordaccessDetailHistory": {"returnRegFields": True},
        "meetingtype.LstMeetingType": {},
    }
    for operation, content in asked.items():
        answer = door.ask(operation, **content)
        assert answer.id == ""
        findings = schemas.edition(edition).findings(answer.response.content, Side.RESPONSE)
        assert (findings.content, findings.newer, findings.order) == ((), (), ()), operation


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"name": "Kiln"}, 400),
        ({"hostEmail": HOST, "colour": "blue"}, 400),
        ({"hostEmail": HOST, "kind": "party"}, 400),
        ({"hostEmail": HOST, "accesses": [{"name": "Vera"}]}, 400),
        ({"hostEmail": HOST, "accesses": [{"email": "v@example.com", "colour": "blue"}]}, 400),
        ({"hostEmail": HOST, "startedAt": STORED, "storedAt": PRESSED}, 400),
        ({"hostEmail": HOST, "startedAt": "now"}, 400),
        ({"hostEmail": "nobody@example.com"}, 404),
        ({"hostEmail": HOST, "siteUrl": "nowhere.example.com"}, 404),
    ],
)
def test_wrong_seeds_are_refused(door, wrong, status):
    """Nothing comes of them."""
    answer = door.desk.control("POST", "/artifacts", kinds=["recording"], recording=wrong)
    assert answer.status_code == status, answer.text
    assert door.ask("ep.LstRecording", "admin").id == "000015"


def test_a_seed_needs_a_recording_and_one_meeting(door):
    """It goes with no other kind, and with a meeting or a host, not both."""
    run = door.desk.held()
    named = {"recording": {"name": "Kiln"}}
    for body in (
        {"meetingId": run, "kinds": ["chat"], **named},
        {"kinds": ["recording", "chat"], "recording": {"hostEmail": HOST}},
        {"kinds": ["recording"]},
        {"meetingId": run, "kinds": ["recording"], "recording": {"hostEmail": HOST}},
        {"meetingId": run, "kinds": ["recording"], "recording": {"siteUrl": "south-example.webex.com"}},
    ):
        assert door.desk.control("POST", "/artifacts", **body).status_code == 400
    made = door.desk.control("POST", "/artifacts", meetingId=run, kinds=["chat", "recording"], **named)
    assert [each["kind"] for each in made.json()["items"]] == ["chat", "recording"]
    assert door.ask("ep.LstRecording").text("recording/name") == "Kiln"
