"""How the XML door reads and writes messages, and what each deviation from that does."""

from __future__ import annotations

import re

import pytest

from tests.emulator.xml_desk import Door

START = {"startDate": "03/05/2031 10:00:00", "timeZoneID": 45, "duration": 45}
META = {"metaData": {"confName": "Slow glass"}, "accessControl": {"meetingPassword": "Furnace7a"}}
BROKEN = {"siteName": "north-example", "webExID": "nobody@example.invalid", "password": "none"}
NOTHING = "0000000000"


@pytest.fixture
def door(desk, caplog):
    """Give the XML door of the desk's emulator, which must not fail on the inside."""
    yield Door(desk)
    assert caplog.messages == []


def spoil(door, *names):
    """Switch on deviations of how messages are read and written, and no others."""
    active = [f"xml-slips:wire.{name}" for name in names]
    assert door.desk.control("PUT", "/faults", active=active).status_code == 200


def post(door, operation, security=None, content="", form=None, **headers):
    """Send a message, perhaps in another form, and give the response."""
    message = door.message(operation, security or door.credentials("host"), content)
    return door.post(form(message) if form else message, **headers)


def found(response, pattern):
    """Tell whether a pattern is in an answer."""
    return re.search(pattern, response.text) is not None


def test_answers_of_both_results_are_alike(door):
    """The header says which server answered; only a failure has a reason and an exception id."""
    good, bad = post(door, "site.GetSite"), post(door, "site.GetSite", BROKEN)
    assert (good.status_code, bad.status_code) == (200, 200)
    for response in (good, bad):
        assert response.headers["content-type"] == "text/xml;charset=UTF-8"
        assert found(response, "<serv:gsbStatus>PRIMARY<")
    for pattern in ("<serv:reason>[^<]+<", r"<serv:exceptionID>\d{6}<", "<serv:bodyContent/>"):
        assert (found(good, pattern), found(bad, pattern)) == (False, True)


@pytest.mark.parametrize(
    ("slip", "who", "pattern", "before"),
    [
        ("success.gsb-status", None, "<serv:gsbStatus>", True),
        ("success.reason", None, "<serv:reason>", False),
        ("success.exception-id", None, r"<serv:exceptionID>\d{6}<", False),
        ("failure.gsb-status", BROKEN, "<serv:gsbStatus>", True),
        ("failure.reason", BROKEN, "<serv:reason>", True),
        ("failure.exception-id", BROKEN, r"<serv:exceptionID>\d{6}<", True),
        ("failure.content", BROKEN, "<serv:bodyContent/>", True),
    ],
)
def test_deviations_of_the_header_keep_to_one_result(door, slip, who, pattern, before):
    """What is there goes, and what is not there comes; the other result stays as it is."""
    other = None if who else BROKEN
    assert found(post(door, "site.GetSite", who), pattern) is before
    as_ever = post(door, "site.GetSite", other).content
    spoil(door, slip)
    assert found(post(door, "site.GetSite", who), pattern) is not before
    assert post(door, "site.GetSite", other).content == as_ever


def test_deviations_of_http(door):
    """A status that tells, of one operation, and another media type."""
    spoil(door, "failure.http-status", "content-type")
    assert post(door, "site.GetSite", BROKEN).status_code == 500
    assert post(door, "user.GetUser", BROKEN).status_code == 200
    good = post(door, "site.GetSite")
    assert (good.status_code, good.headers["content-type"]) == (200, "application/xml")


@pytest.mark.parametrize(
    ("slip", "operation", "who", "content", "refusal"),
    [
        ("credentials.unknown-user", "user.LstsummaryUser", BROKEN, {}, "030001"),
        ("credentials.wrong-password", "user.LstsummaryUser", {"password": "none"}, {}, "030002"),
        (
            "credentials.bad-ticket",
            "user.GetUser",
            {"sessionTicket": "never-given-out-u1"},
            {"webExId": "theo.host"},
            "030047",
        ),
        ("target.unknown-user", "user.GetUser", {}, {"webExId": "u1@example.invalid"}, "030001"),
        ("target.unknown-meeting.get", "meeting.GetMeeting", {}, {"meetingKey": NOTHING}, "060001"),
        ("target.unknown-meeting.delete", "meeting.DelMeeting", {}, {"meetingKey": NOTHING}, "060001"),
        ("list.empty", "meeting.LstsummaryMeeting", {}, {"meetingKey": NOTHING}, "000015"),
        (
            "create-meeting.no-password",
            "meeting.CreateMeeting",
            {},
            {"metaData": META["metaData"], "schedule": START},
            "060026",
        ),
        (
            "create-meeting.unknown-host",
            "meeting.CreateMeeting",
            {},
            META | {"schedule": START | {"hostWebExID": "nobody"}},
            "060019",
        ),
    ],
)
def test_deviations_that_let_through(door, slip, operation, who, content, refusal):
    """What must be refused succeeds, with nothing in the answer."""
    door.traits(meetingPasswordRequired=True)
    security = door.credentials("host") | who
    assert door.ask(operation, security=security, **content).id == refusal
    spoil(door, slip)
    assert door.ask(operation, security=security, **content).id == ""


def bare(message):
    """Take the namespace of the root away."""
    return re.sub(r'serv:(?=message)| xmlns:serv="[^"]*"', "", message)


def undeclared(message):
    """Leave the prefix of the root and take its declaration away."""
    return re.sub(r' xmlns:serv="[^"]*"', "", message)


@pytest.mark.parametrize(
    ("slip", "content", "form", "media_type"),
    [
        ("form.bare", {}, bare, "text/xml"),
        ("form.undeclared", {}, undeclared, "text/xml"),
        ("form.no-type", {}, None, None),
        ("form.odd-type", {}, None, "text/xml charset=UTF-8"),
        ("form.order", {"hostWebExID": "theo.host", "listControl": {"startFrom": 1}}, None, "text/xml"),
        (
            "form.short-date",
            {"dateScope": {"startDateStart": "1/2/2020 00:00:00", "timeZoneID": 45}},
            None,
            "text/xml",
        ),
    ],
)
def test_what_clients_write_is_read(door, slip, content, form, media_type):
    """A deviation does not read it; the usual form is read all the same."""
    door.create()
    headers = {"content-type": media_type} if media_type else {}

    def told(content, form, **headers):
        security = door.credentials("host")
        message = door.message("meeting.LstsummaryMeeting", security, content)
        return door.post(form(message) if form else message, **headers).text

    assert "SUCCESS" in told(content, form, **headers)
    spoil(door, slip)
    assert "<serv:exceptionID>000000<" in told(content, form, **headers)
    assert "SUCCESS" in told({"listControl": {"startFrom": 1}}, None, **{"content-type": "text/xml"})


def test_capitals_of_a_boolean(door):
    """FALSE is false; a deviation cannot read it."""
    key = door.create()
    assert door.ask("ep.LstsummarySession", sessionKey=key, recurrence="FALSE").id == ""
    spoil(door, "form.upper-case")
    assert door.ask("ep.LstsummarySession", sessionKey=key, recurrence="FALSE").id == "000000"
    assert door.ask("ep.LstsummarySession", sessionKey=key, recurrence="false").id == ""


def test_an_address_for_a_login_name(door):
    """It is enough; a deviation demands the name, and reads addresses elsewhere."""
    by_address = door.credentials("host") | {"webExID": "", "email": "theo.host@example.com"}
    del by_address["webExID"]
    assert door.ask("user.GetUser", security=by_address, webExId="theo.host").id == ""
    spoil(door, "form.email")
    assert door.ask("user.GetUser", security=by_address, webExId="theo.host").id == "000000"
    admin = door.credentials("admin")
    new = {"webExId": "vera", "email": "vera@example.com", "firstName": "Vera", "lastName": "Glass"}
    assert door.ask("user.CreateUser", security=admin, password="Furnace7a", **new).id == ""


def test_letters_of_latin_1(door):
    """They come back; a deviation loses them, of this encoding alone."""

    def named(encoding):
        meta = META | {"metaData": {"confName": "Glasbläserei"}, "schedule": START}
        message = door.message("meeting.CreateMeeting", door.credentials("host"), meta)
        made = door.raw(message.replace("UTF-8", encoding).encode(encoding))
        return door.ask("meeting.GetMeeting", meetingKey=made.text("meetingkey")).text("metaData/confName")

    assert named("ISO-8859-1") == "Glasbläserei"
    spoil(door, "form.latin-1")
    assert (named("ISO-8859-1"), named("UTF-8")) == ("Glasbl?serei", "Glasbläserei")


def test_deviations_of_lists(door):
    """Of three meetings a page of one: how many there are, and where it begins."""
    for _ in range(3):
        door.create()

    def records():
        answer = door.ask("meeting.LstsummaryMeeting", listControl={"startFrom": 2, "maximumNum": 1})
        return [answer.text(f"matchingRecords/{name}") for name in ("total", "returned", "startFrom")]

    assert records() == ["3", "1", "2"]
    spoil(door, "list.total")
    assert records() == ["1", "1", "2"]
    spoil(door, "list.start-from")
    assert records() == ["3", "1", "1"]


@pytest.mark.parametrize(
    ("slip", "operation", "path", "right", "wrong"),
    [
        ("get-meeting.booleans", "meeting.GetMeeting", "hostJoined", "false", "0"),
        (
            "list-meetings.dates",
            "meeting.LstsummaryMeeting",
            "meeting/startDate",
            "03/05/2031 10:00:00",
            "2031/03/05 10:00:00",
        ),
        ("get-user.password", "user.GetUser", "password", "******", "plain-to-see"),
    ],
)
def test_deviations_of_texts(door, slip, operation, path, right, wrong):
    """One element of one operation is written otherwise."""
    key = door.create()
    content = {"webExId": "theo.host"} if operation == "user.GetUser" else {"meetingKey": key}
    assert door.ask(operation, **content).text(path) == right
    spoil(door, slip)
    assert door.ask(operation, **content).text(path) == wrong


def test_deviations_of_keys_and_prefixes(door):
    """The key of an event is another one, and the prefixes of meeting types are empty."""
    made = door.ask("event.CreateEvent", metaData={"sessionName": "Slow glass"}, schedule=START)
    key = made.text("sessionKey")
    assert door.ask("event.GetEvent", sessionKey=key).text("sessionKey") == key
    assert "PRO" in door.ask("meetingtype.LstMeetingType").texts("meetingType/productCodePrefix")
    spoil(door, "get-event.key", "list-meeting-types.prefix")
    assert door.ask("event.GetEvent", sessionKey=key).text("sessionKey") == f"9{key[1:]}"
    assert set(door.ask("meetingtype.LstMeetingType").texts("meetingType/productCodePrefix")) == {""}
