"""What the XML door does about users and credentials when it is right, and with each deviation on."""

from __future__ import annotations

import pytest

from conformance.emulator.xml.slips.users import NAMES
from tests.emulator.xml_desk import Door

HOST = "theo.host@example.com"
RIGHT = "Granite-Host-43"
NEW = {"firstName": "Pia", "lastName": "Roth", "webExId": "pia@example.com", "email": "pia@example.com"}
ROOM = {
    "PMRAutoLock": "true",
    "PMRAutoLockWaitTime": "17",
    "PRNotifications": {"mode": ["EMAIL", "SMS"]},
}
CI = {"xmlKind": "ci"}
SSO = {"sso": True}
ASSERTION = "&lt;NameID>theo.host&lt;/NameID>"


@pytest.fixture
def door(desk, caplog):
    """Give the XML door of the desk's emulator, which must not fail on the inside."""
    yield Door(desk)
    assert caplog.messages == []


def _send(call, who="admin", **content):
    """Make a probe: the exception id of an operation, empty for a success."""
    return lambda door: door.ask(f"user.{call}", who, **content).id


def _after(path, *calls):
    """Make a probe: what GetUser shows of a user after some operations."""

    def probe(door):
        name = calls[-1][1]["webExId"]
        for call, content in calls:
            assert door.raw(door.message(f"user.{call}", door.credentials("admin"), content)).id == ""
        shown = door.ask("user.GetUser", "admin", webExId=name)
        return shown.id or shown.texts(path)

    return probe


def _set(path, name=HOST, **content):
    return _after(path, ("SetUser", {"webExId": name, **content}))


def _security(door, credentials):
    """Give a security context, with texts of credentials filled in."""
    name = door.credentials("host")["webExID"]
    token = door.desk.people["host"].token
    given = {key: value.replace("TOKEN", token) for key, value in credentials.items()}
    return {"siteName": "north-example", "webExID": name} | given


def _authenticate(content, **credentials):
    """Make a probe: the exception id of AuthenticateUser, or what GetUser says to the ticket."""

    def probe(door):
        token = door.desk.people["host"].token
        sent = {key: value.replace("TOKEN", token) for key, value in content.items()}
        answer = door.ask("user.AuthenticateUser", security=_security(door, credentials), **sent)
        if answer.id:
            return answer.id
        security = _security(door, {"sessionTicket": answer.text("sessionTicket")})
        used = door.ask("user.GetUser", security=security, webExId=security["webExID"]).id
        return f"ticket, then {used}" if used else "ticket"

    return probe


def _digits(door):
    return len(door.ask("user.AuthenticateUser").text("createTime"))


def _late(door):
    ticket = door.ask("user.AuthenticateUser").text("sessionTicket")
    door.desk.advance(seconds=5401)
    return door.ask(
        "user.GetUser", security=_security(door, {"sessionTicket": ticket}), webExId="theo.host"
    ).id


def _enter(door):
    security = _security(door, {"password": f"{RIGHT} and more"})
    return door.ask("user.GetUser", security=security, webExId=HOST).id


def _site_type(door):
    return door.ask("ep.GetSiteType", security={"siteName": "north-example"}).texts("siteType")


def _created(path, **room):
    return _after(path, ("CreateUser", NEW | ({"personalMeetingRoom": room} if room else {})))


def _room(name):
    return {
        "PMRAutoLock": "personalMeetingRoom/PMRAutoLock",
        "PMRAutoLockWaitTime": "personalMeetingRoom/PMRAutoLockWaitTime",
        "PRNotifications": "personalMeetingRoom/PRNotifications/mode",
    }[name]


SHOWN = {"PMRAutoLock": ["true"], "PMRAutoLockWaitTime": ["17"], "PRNotifications": ["EMAIL", "SMS"]}
USUAL = {"PMRAutoLock": ["false"], "PMRAutoLockWaitTime": ["10"], "PRNotifications": ["EMAIL"]}
LONDON, HELSINKI = "GMT+00:00, GMT (London)", "GMT+02:00, Northern Europe (Helsinki)"

# Of each deviation: traits of the site, what is tried, what comes of it, and what with the deviation.
CASES = {
    "ci.create-user": (CI, _send("CreateUser", **NEW), "030098", ""),
    "ci.delete-user": (CI, _send("DelUser", webExId=HOST), "030098", ""),
    "ci.activate-user": (CI, _send("ActivateUser", webExId=HOST), "030098", ""),
    "ci.webexid": (CI, _set("webExId"), [HOST], ["theo.host"]),
    "ci.set-user.email": (CI, _set("email", email="far@example.com"), [HOST], "030001"),
    "ci.set-user.email2": (CI, _set("email2", email2="far@example.com"), [], ["far@example.com"]),
    "ci.set-user.passwordHint": (CI, _set("passwordHint", passwordHint="River"), [], ["River"]),
    "ci.set-user.passwordHintAnswer": (
        CI,
        _set("passwordHintAnswer", passwordHintAnswer="Torne"),
        [],
        ["Torne"],
    ),
    "ci.set-user.timeZone": (CI, _set("timeZone", timeZone=LONDON), [HELSINKI], [LONDON]),
    "ci.set-user.timeZoneID": (CI, _set("timeZoneID", timeZoneID=21), ["30"], ["21"]),
    "ci.set-user.timeZoneWithDST": (
        CI,
        _set("timeZoneWithDST", timeZoneWithDST=LONDON),
        [HELSINKI],
        [LONDON],
    ),
    "ci.set-user.locale": (CI, _set("locale", locale="GERMANY"), ["U.S."], ["GERMANY"]),
    "ci.set-user.language": (CI, _set("language", language="GERMAN"), ["ENGLISH"], ["GERMAN"]),
    "ci.set-user.languageID": (CI, _set("languageID", languageID=6), ["1"], ["6"]),
    "ci.set-user.active": (CI, _set("active", active="DEACTIVATED"), ["ACTIVATED"], ["DEACTIVATED"]),
    "ci.set-user.security": (
        CI,
        _set("security/forceChangePassword", security={"forceChangePassword": "true"}),
        ["false"],
        ["true"],
    ),
    "ci.set-user.kept": (CI, _set("title", title="Glazier"), ["Glazier"], []),
    "standalone.create-user": ({}, _after("lastName", ("CreateUser", NEW)), ["Roth"], []),
    "standalone.delete-user": (
        {},
        _after("email", ("CreateUser", NEW), ("DelUser", {"webExId": NEW["webExId"]})),
        "030001",
        ["pia@example.com"],
    ),
    "standalone.activate-user": (
        {},
        _after(
            "active",
            ("CreateUser", NEW | {"active": "DEACTIVATED"}),
            ("ActivateUser", {"webExId": NEW["webExId"]}),
        ),
        ["ACTIVATED"],
        ["DEACTIVATED"],
    ),
    "standalone.set-user.email": (
        {},
        _set("email", "theo.host", email="far@example.com"),
        ["far@example.com"],
        [HOST],
    ),
    "standalone.set-user.timeZoneID": ({}, _set("timeZoneID", "theo.host", timeZoneID=21), ["21"], ["30"]),
    "authenticate.password.sso": (SSO, _authenticate({}, password=RIGHT), "ticket", "030002"),
    "authenticate.password.ci": (CI, _authenticate({}, password=RIGHT), "ticket", "030002"),
    "authenticate.accessToken.ci": (CI, _authenticate({"accessToken": "TOKEN"}), "ticket", "030002"),
    "authenticate.any-password.sso": (SSO, _authenticate({}, password="no"), "030002", "ticket"),
    "authenticate.any-password.ci": (CI, _authenticate({}, password="no"), "030002", "ticket"),
    "authenticate.any-accessToken.ci": (CI, _authenticate({"accessToken": "no"}), "200006", "ticket"),
    "authenticate.all.sso": (
        SSO,
        _authenticate({"samlResponse": ASSERTION}, password="no"),
        "ticket",
        "030002",
    ),
    "authenticate.all.ci": (CI, _authenticate({"accessToken": "no"}, password=RIGHT), "ticket", "200006"),
    "authenticate.first-wrong.w11": (
        SSO | {"train": False},
        _authenticate({"samlResponse": "no"}, password=RIGHT),
        "030002",
        "ticket, then 030047",
    ),
    "authenticate.first-wrong.ci": (
        CI,
        _authenticate({"accessToken": "TOKEN"}, password="no"),
        "030002",
        "ticket, then 030047",
    ),
    "authenticate.server-down": (
        CI | {"authenticationService": False},
        _authenticate({"accessToken": "TOKEN"}),
        "000035",
        "ticket",
    ),
    "authenticate.seconds": (CI, _digits, 13, 10),
    "ticket.password": ({}, _authenticate({}, password=RIGHT), "ticket", "ticket, then 030047"),
    "ticket.samlResponse": (
        SSO,
        _authenticate({"samlResponse": ASSERTION}),
        "ticket",
        "ticket, then 030047",
    ),
    "ticket.eternal": ({}, _late, "030047", ""),
    "password.longer": (CI, _enter, "030002", ""),
    "site-type.1": (CI, _site_type, ["1"], ["2"]),
    "site-type.2": (SSO, _site_type, ["2"], ["3"]),
    "site-type.3": ({}, _site_type, ["3"], ["4"]),
    "site-type.4": (SSO | {"train": False}, _site_type, ["4"], ["5"]),
    "site-type.5": ({"train": False}, _site_type, ["5"], ["1"]),
    "site-type.credentials": ({}, _site_type, ["3"], []),
    **{
        f"personal-room.create.{name}": ({}, _created(_room(name), **{name: ROOM[name]}), shown, USUAL[name])
        for name, shown in SHOWN.items()
    },
    **{
        f"personal-room.set.{name}": (
            {},
            _set(_room(name), "theo.host", personalMeetingRoom={name: ROOM[name]}),
            shown,
            USUAL[name],
        )
        for name, shown in SHOWN.items()
    },
    "personal-room.create.all": ({}, _created(_room("PMRAutoLock"), **ROOM), ["true"], ["false"]),
    "personal-room.set.all": (
        {},
        _set(_room("PMRAutoLock"), "theo.host", personalMeetingRoom=ROOM),
        ["true"],
        ["false"],
    ),
    "personal-room.defaults": ({}, _created(_room("PMRAutoLockWaitTime")), ["10"], []),
    "personal-room.left-out": (
        {},
        _set(_room("PMRAutoLockWaitTime"), "theo.host", personalMeetingRoom={"PMRAutoLock": "true"}),
        ["10"],
        [""],
    ),
    "personal-room.mode": (
        {},
        _send("SetUser", webExId="theo.host", personalMeetingRoom={"PRNotifications": {"mode": "PIGEON"}}),
        "999999",
        "",
    ),
}


def test_every_deviation_is_tried():
    """Every deviation is tried; those of passwords by a test of their own."""
    assert set(NAMES) == {*CASES, "ci.set-user.password", "standalone.set-user.password"}


@pytest.mark.parametrize("name", CASES)
def test_a_deviation_changes_what_it_says(door, name):
    """Without a deviation the door is right, and with it wrong."""
    traits, probe, right, wrong = CASES[name]
    door.traits(**traits)
    assert probe(door) == right
    door.desk.control("POST", "/reset")
    door.traits(**traits)
    assert door.desk.faults(f"xml-slips:{name}").status_code == 200
    assert probe(door) == wrong


@pytest.mark.parametrize(
    ("traits", "name", "slip", "old", "new"),
    [
        (CI, HOST, "", "", "030002"),
        (CI, HOST, "ci.set-user.password", "030002", ""),
        ({}, "theo.host", "", "030002", ""),
        ({}, "theo.host", "standalone.set-user.password", "", "030002"),
    ],
)
def test_a_password_is_changed_on_classic_sites_alone(door, traits, name, slip, old, new):
    """A password is changed on classic sites alone, unless a deviation turns that round."""
    door.traits(**traits)
    door.desk.faults(*([f"xml-slips:{slip}"] if slip else []))
    assert _send("SetUser", webExId=name, password="Other-Kiln-72")(door) == ""
    for password, expected in ((RIGHT, old), ("Other-Kiln-72", new)):
        security = _security(door, {"password": password})
        assert door.ask("user.GetUser", security=security, webExId=name).id == expected


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ({"timeZone": LONDON}, "21"),
        ({"timeZoneWithDST": LONDON}, "21"),
        ({"timeZone": LONDON, "timeZoneID": 45}, "45"),
        ({"timeZone": "Atlantis"}, "30"),
    ],
)
def test_classic_sites_take_a_time_zone_by_its_name(door, content, number):
    """Classic sites take a time zone by its name, unless there is a number."""
    assert _set("timeZoneID", "theo.host", **content)(door) == [number]
    assert _after("timeZoneID", ("CreateUser", NEW | content))(door) == [number]
