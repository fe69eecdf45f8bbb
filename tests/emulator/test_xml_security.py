"""Credentials of the XML door, and AuthenticateUser."""

from __future__ import annotations

import base64

import pytest

from tests.emulator.xml_desk import Door

HOST = "theo.host@example.com"


@pytest.fixture
def door(desk, caplog):
    """Give the XML door of the desk's emulator, which must not fail on the inside."""
    yield Door(desk)
    assert caplog.messages == []


def _enter(door, **security):
    site = {"siteName": "north-example", "webExID": door.credentials("host")["webExID"]}
    return door.ask("user.GetUser", security=site | security, webExId=site["webExID"]).id


def _ticket(door):
    answer = door.ask("user.AuthenticateUser")
    assert answer.id == ""
    return answer.text("sessionTicket")


def _assertion(name: str) -> str:
    text = f'<saml:Assertion><saml:NameID Format="x">{name}</saml:NameID></saml:Assertion>'
    return base64.b64encode(text.encode()).decode()


def test_a_password_opens(door):
    """A password opens."""
    assert _enter(door, password="Granite-Host-43") == ""
    assert _enter(door, password="granite-host-43") == "030002"
    assert _enter(door) == "030002"


def test_an_unknown_name_is_told(door):
    """An unknown name is told."""
    assert _enter(door, webExID="nobody", password="x") == "030001"
    assert _enter(door, webExID="", password="x") == "030001"


def test_the_address_may_take_the_place_of_the_name(door):
    """The address may take the place of the name."""
    assert _enter(door, webExID="", email=HOST.upper(), password="Granite-Host-43") == ""


@pytest.mark.parametrize(
    ("kind", "login", "address"),
    [("classic", "", "030001"), ("ci", "030001", ""), ("controlHub", "", "")],
)
def test_kinds_of_site_take_their_own_names(door, kind, login, address):
    """Kinds of site take their own names."""
    door.traits(xmlKind=kind)
    security = {"siteName": "north-example", "password": "Granite-Host-43"}
    for name, expected in (("theo.host", login), (HOST, address)):
        answer = door.ask("meeting.LstsummaryMeeting", security=security | {"webExID": name})
        assert answer.id == (expected or "000015")


def test_a_ticket_replaces_the_password_until_it_is_old(door):
    """A ticket replaces the password until it is old."""
    door.traits(ticketSeconds=60)
    ticket = _ticket(door)
    assert _enter(door, sessionTicket=ticket) == ""
    assert _enter(door, sessionTicket=ticket, password="wrong") == ""
    door.desk.advance(seconds=59)
    assert _enter(door, sessionTicket=ticket) == ""
    door.desk.advance(seconds=1)
    assert _enter(door, sessionTicket=ticket) == "030047"


def test_a_ticket_is_good_for_one_user_on_one_site(door):
    """A ticket is good for one user on one site."""
    ticket = _ticket(door)
    assert _enter(door, webExID="mira.host", sessionTicket=ticket) == "030047"
    assert _enter(door, siteName="south-example", sessionTicket=ticket) == "030047"
    assert _enter(door, sessionTicket="made-up") == "030047"


def test_a_ticket_tells_when_it_was_made_and_how_long_it_lives(door):
    """A ticket tells when it was made and how long it lives."""
    answer = door.ask("user.AuthenticateUser")
    assert answer.children == ["sessionTicket", "createTime", "timeToLive"]
    assert int(answer.text("createTime")) == int(door.desk.start.timestamp() * 1000)
    assert answer.text("timeToLive") == "5400"


def test_a_token_of_the_rest_side_opens(door):
    """A token of the REST side opens."""
    token = door.desk.people["host"].token
    assert _enter(door, webExAccessToken=token) == ""
    assert _enter(door, webExAccessToken=door.desk.people["admin"].token) == "030002"
    assert _enter(door, webExAccessToken="made-up") == "030002"


@pytest.mark.parametrize("kind", ["ci", "controlHub"])
def test_an_access_token_opens_where_users_are_common(door, kind):
    """An access token opens where users are common."""
    door.traits(xmlKind=kind)
    assert _enter(door, accessToken=door.desk.people["host"].token) == ""
    assert _enter(door, accessToken="made-up") == "200006"


def test_an_access_token_is_nothing_on_classic_sites(door):
    """An access token is nothing on classic sites."""
    assert _enter(door, accessToken=door.desk.people["host"].token) == "030002"


def _authenticate(door, content, **security):
    site = {"siteName": "north-example", "webExID": door.credentials("host")["webExID"]}
    return door.ask("user.AuthenticateUser", security=site | security, **content).id


def test_ci_sites_look_at_the_password_before_the_token(door):
    """CI sites look at the password before the token."""
    door.traits(xmlKind="ci")
    token, right = door.desk.people["host"].token, {"password": "Granite-Host-43"}
    assert _authenticate(door, {"accessToken": token}) == ""
    assert _authenticate(door, {"accessToken": "made-up"}) == "200006"
    assert _authenticate(door, {"accessToken": "made-up"}, **right) == ""
    assert _authenticate(door, {"accessToken": token}, password="wrong") == "030002"
    assert _authenticate(door, {}) == "030002"


def test_sso_sites_look_at_the_assertion_before_the_password(door):
    """SSO sites look at the assertion before the password."""
    door.traits(sso=True)
    right = {"password": "Granite-Host-43"}
    assert _authenticate(door, {"samlResponse": _assertion("theo.host")}) == ""
    assert _authenticate(door, {"samlResponse": _assertion(HOST)}, password="wrong") == ""
    assert _authenticate(door, {"samlResponse": _assertion("mira.host")}, **right) == "030002"
    assert _authenticate(door, {"samlResponse": "&lt;NameID>theo.host&lt;/NameID>"}) == ""
    assert _authenticate(door, {"samlResponse": "no base64 !"}) == "030002"
    assert _authenticate(door, {}, **right) == ""


@pytest.mark.parametrize("traits", [{}, {"xmlKind": "ci", "sso": True}])
def test_an_assertion_is_nothing_on_other_sites(door, traits):
    """An assertion is nothing on other sites."""
    door.traits(**traits)
    assert _authenticate(door, {"samlResponse": _assertion(HOST)}) == "030002"


def test_a_silent_authentication_server_is_told(door):
    """A silent authentication server is told."""
    door.traits(authenticationService=False)
    assert door.ask("user.AuthenticateUser").id == "000035"
    assert _enter(door, password="Granite-Host-43") == ""


def test_tickets_are_forgotten_with_everything_else(door):
    """Tickets are forgotten with everything else."""
    ticket = _ticket(door)
    door.desk.control("POST", "/reset")
    assert _enter(door, sessionTicket=ticket) == "030047"
