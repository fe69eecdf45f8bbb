"""The XML door: envelope, tolerance, what is refused, and hostile bodies."""

from __future__ import annotations

import pytest

from tests.emulator.xml_desk import NORTH, SERVICE, XSI, Door

VERSION = '<bodyContent xsi:type="java:com.webex.service.binding.ep.GetAPIVersion"/>'
MALFORMED = "000000"


@pytest.fixture
def door(desk, caplog):
    """Give the XML door of the desk's emulator, which must not fail on the inside."""
    yield Door(desk)
    assert caplog.messages == []


def _wrap(inner: str, root: str = f'serv:message xmlns:serv="{SERVICE}" xmlns:xsi="{XSI}"') -> str:
    return f"<{root}><body>{inner}</body></{root.split(maxsplit=1)[0]}>"


def test_an_answer_is_an_envelope_of_two_parts(door):
    """An answer is an envelope of two parts."""
    response = door.post(_wrap(VERSION))
    assert response.headers["content-type"] == "text/xml;charset=UTF-8"
    assert response.headers["pragma"] == "no-cache"
    assert b'xsi:type="ep:getAPIVersionResponse"' in response.content
    assert b"<serv:result>SUCCESS</serv:result><serv:gsbStatus>PRIMARY</serv:gsbStatus>" in response.content
    assert b"<ep:apiVersion>WebEx XML API V41.12.0</ep:apiVersion>" in response.content


def test_a_failure_names_reason_and_exception_and_has_empty_content(door):
    """A failure names reason and exception and has empty content."""
    response = door.post(door.message("user.GetUser", {"siteName": "north-example"}, {"webExId": "x"}))
    assert response.status_code == 200
    assert (
        b"<serv:result>FAILURE</serv:result><serv:reason>Corresponding User not found</serv:reason>"
        b"<serv:gsbStatus>PRIMARY</serv:gsbStatus><serv:exceptionID>030001</serv:exceptionID>"
    ) in response.content
    assert b"<serv:body><serv:bodyContent/></serv:body>" in response.content
    assert b'xmlns:use="http://www.webex.com/schemas/2002/06/service/user"' in response.content


@pytest.mark.parametrize(
    "text",
    [
        _wrap(VERSION, "serv:message"),
        _wrap(VERSION, f'serv:message xmlns:xsi="{XSI}"'),
        _wrap(VERSION, "message"),
        _wrap(VERSION, f'message xmlns="{SERVICE}"'),
        "\n  " + _wrap(VERSION),
        "\ufeff" + _wrap(VERSION),
        _wrap(VERSION.replace("GetAPIVersion", "getAPIVersion")),
        _wrap(VERSION.replace("java:com.webex.service.binding.", "")),
        _wrap(VERSION.replace("java:com.webex.service.binding.ep.", "ep:")),
        _wrap(VERSION.replace("xsi:type", "type")),
        _wrap(f"<!-- a -->{VERSION}<?pi?>"),
        _wrap(
            VERSION.replace(
                "/>", "> <returnTrainReleaseVersion>TRUE</returnTrainReleaseVersion></bodyContent>"
            )
        ),
        _wrap(VERSION.replace("/>", "><returnTrainReleaseVersion/></bodyContent>")),
    ],
)
def test_what_real_clients_send_is_read(door, text):
    """What real clients send is read."""
    assert door.raw(text).text("apiVersion")


@pytest.mark.parametrize("media", ["application/xml", "text/xml charset=UTF-8", "application/json", ""])
def test_any_content_type_will_do(door, media):
    """Any content type will do."""
    assert door.post(_wrap(VERSION), **{"content-type": media}).status_code == 200


@pytest.mark.parametrize(
    "encoding", ["UTF-8", "ISO-8859-1", "BIG5", "Shift_JIS", "EUC-KR", "GB2312", "UTF-16"]
)
def test_encodings_of_clients_are_read(door, encoding):
    """Encodings of clients are read."""
    text = f'<?xml version="1.0" encoding="{encoding}"?>{_wrap(VERSION)}'
    assert door.raw(text.encode(encoding)).id == ""


def test_latin_1_is_answered_in_latin_1_with_references(door):
    """Latin-1 is answered in Latin-1 with references."""
    door.create(metaData={"confName": "Glück ⚗"})
    text = door.message("meeting.LstsummaryMeeting", door.credentials("host"), "")
    response = door.post(text.replace("UTF-8", "ISO-8859-1").encode("latin-1"))
    assert response.content.startswith(b'<?xml version="1.0" encoding="ISO-8859-1"?>')
    assert "Glück &#9879;".encode("latin-1") in response.content
    assert response.headers["content-type"] == "text/xml;charset=ISO-8859-1"


def test_children_come_in_any_order_and_with_any_prefix(door):
    """Children come in any order and with any prefix."""
    security = door.credentials("host")
    turned = dict(reversed(list(security.items())))
    text = door.message("user.GetUser", turned, {"use:webExId": "theo.host"})
    assert door.raw(text).text("firstName") == "Theo"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"garbage",
        b"{}",
        b"\x00\xff\xfe",
        b"\xff\xfe\x00",
        b"<html><body>no</body></html>",
        _wrap(VERSION)[:-9].encode(),
        (_wrap(VERSION) + "<more/>").encode(),
        _wrap("").encode(),
        _wrap(VERSION + VERSION).encode(),
        _wrap("<bodyContent/>").encode(),
        _wrap(VERSION, 'serv:message xmlns:serv="http://example.com/other"').encode(),
        _wrap(VERSION, 'message xmlns="http://example.com/other"').encode(),
        b'<?xml version="1.0" encoding="KLINGON"?><message/>',
        b'<?xml version="1.0" encoding="UTF-8"?><message>\xe9</message>',
        b'<?xml version="1.0" encoding="UTF-16"?><message/>',
        _wrap("&undefined;").encode(),
        _wrap("&#0;").encode(),
    ],
)
def test_what_cannot_be_read_fails_without_content(door, body):
    """What cannot be read fails without content."""
    answer = door.raw(body)
    assert answer.id == MALFORMED
    assert answer.reason == "Fail to forward request:null"
    assert not answer.root.xpath("//*[local-name()='bodyContent']")


def _bomb() -> str:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE message [<!ENTITY l0 "lol">{levels}]><message>&l11;</message>'


@pytest.mark.parametrize(
    "body",
    [
        _bomb(),
        f'<!DOCTYPE message [<!ENTITY x SYSTEM "file:///etc/hostname">]>{_wrap(VERSION)}',
        f'<!DOCTYPE message SYSTEM "http://127.0.0.1:9/x.dtd">{_wrap(VERSION)}',
        "<a>" * 5000 + "</a>" * 5000,
        "<message>" + "<a/>" * 200_000 + "</message>",
    ],
)
def test_bombs_do_not_go_off(door, body):
    """Bombs do not go off."""
    assert door.raw(body).id == MALFORMED


def test_a_body_beyond_all_measure_is_refused_by_http(door):
    """A body beyond all measure is refused by HTTP."""
    assert door.post(b"<message>" + b"a" * 10_000_000 + b"</message>").status_code == 413


def test_a_large_body_is_read(door):
    """A large body is read."""
    text = door.message(
        "meeting.CreateMeeting", door.credentials("host"), {"metaData": {"agenda": "a" * 3_000_000}}
    )
    assert door.raw(text).id == "999999"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(door, method):
    """Other methods are refused."""
    response = door.desk.client.request(method, door.url)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("edition", "status"),
    [("9.0", 404), ("41.1", 200), ("41.8", 200), ("41.9", 404), ("41.12", 404)],
)
def test_the_address_with_10_0_0_ends_with_41_9(door, edition, status):
    """The address with 10.0.0 ends with 41.9."""
    door.traits(xmlEdition=edition)
    url = door.url.replace("/XMLService", "/xml10.0.0/XMLService")
    text = door.message("ep.GetAPIVersion", {"siteName": "north-example"}, "")
    assert door.post(text, url).status_code == status


@pytest.mark.parametrize(
    "path", ["/xml9.0.0/XMLService", "/XMLService/", "/xmlservice", "", "/xml/XMLService"]
)
def test_other_addresses_do_not_exist(door, path):
    """Other addresses do not exist."""
    assert door.post(_wrap(VERSION), door.url.replace("/XMLService", path)).status_code == 404


@pytest.mark.parametrize("operation", ["user.MakeCoffee", "coffee.GetUser", "GetUser", "user."])
def test_an_unknown_operation_fails(door, operation):
    """An unknown operation fails."""
    assert door.ask(operation).id == "999999"


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"webExId": ""},
        {"webExId": ["theo.host", "theo.host"]},
        {"webExId": "theo.host", "listStatus": "PUBLIC"},
        {"webExId": {"name": "theo.host"}},
        "stray <webExId>theo.host</webExId>",
    ],
)
def test_content_that_does_not_fit_is_refused(door, content):
    """Content that does not fit is refused."""
    text = door.message("user.GetUser", door.credentials("host"), content)
    assert door.raw(text).id == "999999"


def test_a_refusal_names_the_element(door):
    """A refusal names the element."""
    answer = door.ask("meeting.CreateMeeting", accessControl={"listStatus": "PUBLIC"})
    assert "'listStatus'" in answer.reason


def test_an_unreadable_character_of_the_other_door_is_replaced(door):
    """An unreadable character of the other door is replaced."""
    number = door.desk.create(title="Bell\u0007 & <frit>")["meetingNumber"]
    assert (
        door.ask("meeting.GetMeeting", meetingKey=number).text("metaData/confName") == "Bell\ufffd & <frit>"
    )


@pytest.mark.parametrize(
    ("security", "found"),
    [
        ({"siteName": "north-example"}, True),
        ({"siteName": NORTH.upper()}, True),
        ({"siteID": 6_024_817}, True),
        ({"siteID": 1}, False),
        ({"siteName": "nowhere"}, False),
        ({}, False),
    ],
)
def test_a_site_is_named_by_name_or_number(door, security, found):
    """A site is named by name or number."""
    assert door.ask("ep.GetSiteType", security=security).id == ("" if found else MALFORMED)


def test_a_site_is_named_by_the_host_of_the_address(door):
    """A site is named by the host of the address."""
    response = door.post(door.message("ep.GetSiteType", {}, ""), host=NORTH)
    assert b"SUCCESS" in response.content


@pytest.mark.parametrize(
    "traits",
    [
        {"xmlEdition": "10.0"},
        {"xmlKind": "odd"},
        {"telephony": ""},
        {"userAdmins": [1]},
        {"largeEventTypes": ["a"]},
    ],
)
def test_traits_take_known_words_only(door, traits):
    """Traits take known words only."""
    assert door.desk.control("PATCH", f"/sites/{NORTH}", **traits).status_code == 400
