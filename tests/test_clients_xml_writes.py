"""What the guard lets through to an XML service, and how a document could try to get around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.clients.writes import NOBODY
from conformance.clients.xml_building import SecurityContext, request_xml
from conformance.clients.xml_writes import object_name, permit_xml, read_request
from conformance.errors import GuardRefusal

MARKER = "wxc-1"
OURS = {object_name("meeting", "111222333"), object_name("user", "ours@example.com")}


def permit(document: bytes, content_type: str = "text/xml;charset=UTF-8") -> str:
    """What the guard says of a document."""
    return permit_xml(document, content_type=content_type, owns=OURS.__contains__, marker=MARKER)[0]


def stopped(document: bytes, content_type: str = "") -> str:
    """Why the guard stops a document."""
    with pytest.raises(GuardRefusal) as caught:
        permit(document, content_type)
    return caught.value.message


def create(name: str, **more) -> bytes:
    """A request that makes a meeting of that title."""
    return request_xml("meeting.CreateMeeting", {"metaData": {"confName": name}, **more})


@pytest.mark.parametrize(
    "operation",
    [
        *("meeting.GetMeeting", "meeting.LstsummaryMeeting", "ep.GetAPIVersion", "ep.GetSiteType"),
        *("site.GetSite", "user.GetUser", "user.AuthenticateUser", "history.LstrecordaccessHistory"),
    ],
)
def test_reads_go_through(operation):
    """A read may name any object."""
    body = {"meetingKey": "999999999", "webExId": "jane@example.com"}

    assert "read" == permit(request_xml(operation, body, security=SecurityContext(site_name="acme")))


def test_an_event_with_the_marker_may_be_made():
    """Its name is what the ledger is told."""
    document = request_xml("event.CreateEvent", {"metaData": {"sessionName": f"{MARKER} event"}})

    assert "create" == permit(document)
    assert f"{MARKER} event" == read_request(document).title


def test_a_meeting_with_the_marker_may_be_made():
    """The title of what is made carries the run's marker, and is what the ledger is told."""
    document = create(f"{MARKER} a & b", participants={"attendees": {"person": {"email": "a@example.com"}}})

    assert "create" == permit(document)
    assert f"{MARKER} a & b" == read_request(document).title


@pytest.mark.parametrize(
    ("operation", "body", "kind"),
    [
        ("meeting.SetMeeting", {"metaData": {"confName": "x"}, "meetingkey": "111222333"}, "change"),
        ("meeting.DelMeeting", {"meetingKey": "111222333"}, "delete"),
        ("meeting.DelMeeting", {"meetingKey": "0000000000"}, "delete"),
        ("user.SetUser", {"webExId": "ours@example.com", "active": "ACTIVATED"}, "change"),
        ("user.DelUser", {"webExId": ["ours@example.com", NOBODY]}, "delete"),
    ],
)
def test_what_is_ours_or_cannot_exist_may_be_written(operation, body, kind):
    """By key or login name."""
    assert kind == permit(request_xml(operation, body))


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("meeting.DelMeeting", {"meetingKey": "999999999"}),
        ("meeting.DelMeeting", {}),
        ("meeting.DelMeeting", {"meetingKey": ["111222333", "999999999"]}),
        ("meeting.DelMeeting", {"meetingKey": ["999999999", "111222333"]}),
        ("meeting.DelMeeting", {"meetingKey": "111222333", "meetingkey": "999999999"}),
        ("meeting.DelMeeting", {"meetingKey": "111222333", "sessionKey": "999999999"}),
        ("meeting.DelMeeting", {"meetingKey": "111222333", "x": {"meetingKey": "999999999"}}),
        ("meeting.DelMeeting", {"x": {"meetingKey": "111222333"}}),
        ("meeting.DelMeeting", {"meetingKey": " 111222333"}),
        ("meeting.DelMeeting", {"meetingKey": "0"}),
        ("meeting.DelMeeting", {"meetingKey": "111222333", "serv:meeting_Key": "999999999"}),
        ("meeting.DelMeeting", {"meetingKey": {"x": "111222333"}}),
        ("meeting.SetMeeting", {"metaData": {"confName": MARKER}}),
        ("meeting.CreateMeeting", {"metaData": {"confName": "other"}}),
        ("meeting.CreateMeeting", {}),
        ("meeting.CreateMeeting", {"confName": MARKER}),
        ("meeting.CreateMeeting", {"x": {"metaData": {"confName": MARKER}}}),
        ("meeting.CreateMeeting", {"metaData": {"confName": [MARKER, "other"]}}),
        ("meeting.CreateMeeting", {"metaData": {"confName": {"x": MARKER}}}),
        ("meeting.CreateMeeting", {"metaData": {"confName": MARKER}, "meetingkey": "999999999"}),
        ("user.CreateUser", {"webExId": f"{MARKER}@example.com"}),
        ("user.SetUser", {"webExId": "jane@example.com"}),
        ("user.SetUser", {"firstName": "x"}),
        ("user.SetUser", {"webExId": "ours@example.com", "userId": "7"}),
        ("user.DelUser", {"webExId": ["ours@example.com", "jane@example.com"]}),
        ("event.CreateEvent", {"metaData": {"sessionName": "other"}}),
        ("event.CreateEvent", {"metaData": {"sessionName": MARKER}, "sessionKey": "999999999"}),
        ("event.DelEvent", {"sessionKey": "111222333"}),
        ("site.SetSite", {}),
        ("ep.DelRecording", {"recordingID": "111222333"}),
        ("meeting.GetMeetings", {}),
        ("user.GetMeeting", {}),
    ],
)
def test_everything_else_is_stopped(operation, body):
    """Foreign objects, none at all, several where one is meant, and operations that nobody has judged."""
    assert "was stopped" in stopped(request_xml(operation, body))


@pytest.mark.parametrize(
    ("body", "allowed"),
    [
        ({"webExId": f"{MARKER}-u1", "email": f"{MARKER}-u1@example.com"}, True),
        ({"webExId": f"{MARKER}-u1", "commOptions": {"email": True}}, True),
        ({"webExId": f"{MARKER}-u1", "email": "jane@example.com"}, False),
        ({"webExId": "jane", "email": f"{MARKER}-u1@example.com"}, False),
        ({"webExId": [f"{MARKER}-u1", "jane"]}, False),
        ({"webExId": f"{MARKER}-u1", "userId": "7", "meetingKey": "1"}, False),
        ({"email": f"{MARKER}-u1@example.com"}, False),
    ],
)
def test_users_are_made_by_the_marker_alone(body, allowed):
    """Where users may be made at all, login name and address carry the run's marker."""
    document = request_xml("user.CreateUser", body)

    def ask(*, users: bool) -> str:
        return permit_xml(document, owns=OURS.__contains__, marker=MARKER, users=users)[0]

    with pytest.raises(GuardRefusal):
        ask(users=False)
    if allowed:
        assert "create" == ask(users=True)
    else:
        with pytest.raises(GuardRefusal):
            ask(users=True)


@pytest.mark.parametrize("operation", ["user.SetUser", "user.DelUser", "user.ActivateUser"])
def test_users_with_the_marker_are_ours(operation):
    """A user may have been renamed since he was made: the marker tells, where users may be made."""
    document = request_xml(operation, {"webExId": f"{MARKER}-u1@example.com"})

    assert permit_xml(document, owns=OURS.__contains__, marker=MARKER, users=True)[0] in ("change", "delete")
    with pytest.raises(GuardRefusal):
        permit_xml(document, owns=OURS.__contains__, marker=MARKER)
    foreign = request_xml(operation, {"webExId": "jane@example.com"})
    with pytest.raises(GuardRefusal):
        permit_xml(foreign, owns=OURS.__contains__, marker=MARKER, users=True)


@pytest.mark.parametrize(
    ("operation", "kind"),
    [("event.SetEvent", "change"), ("event.UploadEventImage", "change"), ("event.DelEvent", "delete")],
)
def test_events_of_the_run_may_be_written(operation, kind):
    """By the key under which the ledger has them; that of a meeting is none."""
    owns = {object_name("event", "444")}.__contains__
    document = request_xml(operation, {"sessionKey": "444"})

    assert kind == permit_xml(document, owns=owns, marker=MARKER)[0]
    with pytest.raises(GuardRefusal):
        permit_xml(document, owns={object_name("meeting", "444")}.__contains__, marker=MARKER)


READ = request_xml("meeting.GetMeeting", {"meetingKey": "1"}).decode()
DELETE = '<bodyContent xsi:type="java:com.webex.service.binding.meeting.DelMeeting"/>'
TYPE = "java:com.webex.service.binding.meeting.GetMeeting"


@pytest.mark.parametrize(
    "document",
    [
        READ.replace("</body>", f"{DELETE}</body>"),
        READ.replace("<body>", f"<body>{DELETE}"),
        READ.replace("<header>", f"<header>{DELETE}"),
        READ.replace("</meetingKey>", f"</meetingKey>{DELETE}"),
        READ.replace("</meetingKey>", f"</meetingKey><!-- {DELETE} -->"),
        READ.replace("</meetingKey>", f"</meetingKey><![CDATA[{DELETE}]]>"),
        READ.replace("</meetingKey>", "</meetingKey><?php delete ?>"),
        READ.replace("<serv:message", "<!DOCTYPE a [<!ENTITY x 'y'>]><serv:message"),
        READ.replace("<serv:message", "<!DOCTYPE a><serv:message"),
        READ.replace("UTF-8", "UTF-7"),
        READ.replace("UTF-8", "UTF-16"),
        READ.replace("UTF-8", "cp037"),
        READ.replace("UTF-8", "klingon"),
        READ.replace(TYPE, TYPE.replace("GetMeeting", "DelMeeting") + '" xsi:Type="' + TYPE),
        READ.replace(f'xsi:type="{TYPE}"', ""),
        READ.replace(TYPE, "meet:getMeeting"),
        READ.replace(TYPE, f" {TYPE}"),
        READ.replace(TYPE, TYPE.replace("GetMeeting", "Get&#x4D;eeting2")),
        READ.replace("<body>", "<other>").replace("</body>", "</other>"),
        READ.replace("<body>", "<x/><body>"),
        READ.replace("<body>", "<body><x/>"),
        READ.replace("serv:message", "serv:envelope"),
        READ.replace("<meetingKey>", f'<meetingKey xsi:type="{TYPE.replace("Get", "Del")}">'),
        READ[:-3],
        READ + DELETE,
        "",
        "{}",
        "<" * 10,
        "<a>" * 5_000,
        READ.replace("1<", "1" * 5_000_000 + "<"),
        READ.replace("<meetingKey>", "<a>" * 200 + "<meetingKey>").replace("</body", "</a>" * 200 + "</body"),
    ],
)
def test_what_could_be_read_in_another_way_is_stopped(document):
    """A second content, hiding places, other encodings and unusual types: a server may see a write there."""
    assert "was stopped" in stopped(document.encode())


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-32"])
def test_wide_encodings_are_stopped(coding):
    """Who reads bytes and who reads signs would see two documents."""
    assert "encoding" in stopped(READ.encode(coding))


@pytest.mark.parametrize("kind", ["text/xml;charset=utf-7", "text/xml; charset='UTF-16'", "a;CHARSET = x"])
def test_a_header_with_another_encoding_is_stopped(kind):
    """The header can overrule the document."""
    assert "content-type names an encoding" in stopped(READ.encode(), kind)


def test_forms_that_real_clients_send_are_read():
    """A bare message, a prefix that nothing declares, spaces, and any content-type without an encoding."""
    bare = READ.replace("serv:message", "message")
    undeclared = READ.replace('xmlns:serv="http://www.webex.com/schemas/2002/06/service"', "")

    for document in (bare, undeclared, READ.replace("<header>", "\n <header>")):
        assert "read" == permit(document.encode(), "application/x-www-form-urlencoded")


def test_no_rest_request_can_name_an_object_of_xml():
    """The ledger's names of XML objects hold signs that no id of a REST path may have."""
    assert "xml.meeting.111222333" == object_name("meeting", "111222333")


@given(st.text(max_size=12))
def test_no_key_but_ours_passes(key):
    """Whatever is written as a key, only that of our meeting, or one of zeros, is deleted."""
    try:
        document = request_xml("meeting.DelMeeting", {"meetingKey": key})
    except ValueError:
        return
    if key == "111222333" or (len(key) >= 8 and set(key) == {"0"}):
        return

    assert "was stopped" in stopped(document)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_guard(content):
    """Whatever is to be sent is judged, and stopped."""
    assert "was stopped" in stopped(content)
