"""The XML client over the run's channel: credentials, booking, hostile targets, and what is recorded."""

from __future__ import annotations

import json
from types import SimpleNamespace

import httpx
import pytest

from conformance.clients.xml import XmlClient
from conformance.clients.xml_building import Credential, CredentialKind, SecurityContext
from conformance.clients.xml_channel import XmlChannel, XmlGuard
from conformance.errors import BudgetSpent, GuardRefusal, TooLarge, Unreachable
from conformance.evidence import Journal, Redactor
from conformance.targets import Ledger, Limits, read_ledger
from tests.hostile import answer, http, serving

SECRET = "xml-canary-é-word"
SERV = "http://www.webex.com/schemas/2002/06/service"
HOST = SecurityContext(
    site_name="acme", webex_id="jane@example.com", credential=Credential(CredentialKind.PASSWORD, SECRET)
)


def said(inside: str, kind: str = "", exception: str = "") -> bytes:
    """An answer of a service: a refusal when it has an exception."""
    header = "<s:result>SUCCESS</s:result><s:gsbStatus>PRIMARY</s:gsbStatus>"
    if exception:
        header = "<s:result>FAILURE</s:result><s:reason>No</s:reason>"
        header += f"<s:exceptionID>{exception}</s:exceptionID>"
    declared = f'xsi:type="m:{kind}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' if kind else ""
    response = f"<s:header><s:response>{header}</s:response></s:header>"
    body = f"<s:body><s:bodyContent {declared}>{inside}</s:bodyContent></s:body>"
    message = f'<s:message xmlns:s="{SERV}" xmlns:m="{SERV}/meeting">{response}{body}</s:message>'
    return http(message.encode(), Content_Type="text/xml;charset=UTF-8")


MADE = said("<m:meetingkey>123456789</m:meetingkey>", "createMeetingResponse")
DONE = said("", "setMeetingResponse")


@pytest.fixture(name="site")
def site_fixture(tmp_path):
    """Builds a client of a server that gives these answers, with journal and ledger around it."""
    opened, servers = [], []

    def build(*replies: bytes, **limits):
        serves = serving(answer(*replies))
        server = serves.__enter__()
        servers.append(serves)
        base = f"http://127.0.0.1:{server.port}"
        address = f"{base}/WBXService/XMLService"
        journal = Journal(tmp_path / "journal.jsonl", Redactor(HOST.secrets(), marker="wxc-1"))
        ledger = Ledger(tmp_path / "ledger.jsonl", name="A site", rest=f"{base}/v1")
        channel = XmlChannel(
            XmlGuard(f"{base}/v1", None, ledger, "wxc-1", xml=address),
            journal,
            Limits(**{"requests_per_second": 0, "timeout_seconds": 10, "max_body_bytes": 10_000, **limits}),
        )
        opened.extend([channel, ledger, journal])
        client = XmlClient(address, channel, {"host": HOST}, site=HOST)
        return SimpleNamespace(
            address=address,
            channel=channel,
            client=client,
            server=server,
            send=lambda operation, body=None, actor="host", **more: client.send(
                operation, body, actor=actor, purpose="try", **more
            ),
            lines=lambda: [json.loads(line) for line in journal.path.read_text("utf-8").splitlines()],
            text=lambda: journal.path.read_text("utf-8"),
            state=lambda: read_ledger(ledger.path),
        )

    yield build
    for one in opened:
        one.close()
    for serves in servers:
        serves.__exit__(None, None, None)


def make(site):
    """Make a meeting."""
    return site.send("meeting.CreateMeeting", {"metaData": {"confName": "wxc-1 a"}})


def test_an_answer_is_read_and_recorded(site):
    """The caller sees the service's result, and the journal has the exchange without the password."""
    one = site(DONE)

    got = one.send("ep.GetAPIVersion", form="latin-1")

    assert (True, one.lines()[0]["id"]) == (got.ok, got.exchange)
    [request] = one.server.requests
    assert b"POST /WBXService/XMLService HTTP/1.1" in request
    assert b"content-type: text/xml;charset=ISO-8859-1" in request.lower().replace(b"iso", b"ISO")
    assert f"<password>{SECRET}</password>".encode("latin-1") in request
    assert not [word for word in ("canary", "jane@example.com") if word in one.text()]
    assert "<password>«password redacted»</password>" in one.lines()[0]["request"]["body"]


def test_nobody_and_broken_are_callers_too(site):
    """One names the site alone, the other has a password that was never given out."""
    one = site(DONE)

    one.send("ep.GetSiteType", actor="nobody")
    one.send("site.GetSite", actor="broken")

    nobody, broken = one.server.requests
    assert b"<securityContext><siteName>acme</siteName></securityContext>" in nobody
    assert b"<password>never-given-out-by-anybody</password>" in broken
    assert SECRET.encode() not in nobody + broken


def test_a_ticket_replaces_a_password(site):
    """A credential is exchanged, and the ticket, once introduced, is sent in its place and never recorded."""
    ticket = "AAAB-ticket-canary/x+y="
    one = site(said(f"<m:sessionTicket>{ticket}</m:sessionTicket>", "authenticateUserResponse"), DONE)

    got = one.client.authenticate(actor="host", purpose="a ticket")
    caller = SecurityContext(
        site_name="acme",
        webex_id="jane",
        credential=Credential(CredentialKind.SESSION_TICKET, got.value("sessionTicket")),
    )
    one.client.introduce("guest", caller)
    one.send("user.GetUser", {"webExId": "jane"}, actor="guest")

    assert one.client.knows("guest")
    assert f"<sessionTicket>{ticket}</sessionTicket>".encode() in one.server.requests[1]
    assert "ticket-canary" not in one.text()


def test_what_is_made_is_booked_and_may_be_deleted(site):
    """The key of a new meeting is in the ledger; with it the meeting may be changed and deleted."""
    one = site(MADE, DONE, DONE)

    make(one)
    assert ["xml.meeting.123456789"] == one.state().standing
    one.send("meeting.SetMeeting", {"meetingkey": "123456789"})
    one.send("meeting.DelMeeting", {"meetingKey": "123456789"})

    assert ([], 1, 1) == (one.state().standing, one.state().created, one.state().deleted)
    assert (3, 1, 1) == (one.channel.counts.requests, one.channel.counts.created, one.channel.counts.deleted)


def test_what_is_gone_already_is_booked_as_gone(site):
    """To its creator the service tells the truth."""
    one = site(MADE, said("", exception="060001"))

    make(one)
    one.send("meeting.DelMeeting", {"meetingKey": "123456789"})

    assert [] == one.state().standing
    assert 0 == one.channel.counts.deleted


@pytest.mark.parametrize(
    ("reply", "actor"),
    [
        (said("", exception="000001"), "host"),
        (said("", exception="060001"), "broken"),
        (http(b"<html/>"), "host"),
        (http(b""), "host"),
    ],
)
def test_what_may_still_be_there_stays_in_the_ledger(site, reply, actor):
    """A refusal, a stranger's question and a page of HTML delete nothing."""
    one = site(MADE, reply)

    make(one)
    one.send("meeting.DelMeeting", {"meetingKey": "123456789"}, actor=actor)

    assert ["xml.meeting.123456789"] == one.state().standing


@pytest.mark.parametrize(
    ("reply", "unknown"),
    [
        (said("", exception="060026"), []),
        (http(b"<html/>", status="404 Not Found"), []),
        (http(b"<html/>", status="502 Bad Gateway"), ["wxc-1 a"]),
        (http(b""), ["wxc-1 a"]),
        (said("", "createMeetingResponse"), ["wxc-1 a"]),
        (said("<m:meetingkey>../x</m:meetingkey>", "createMeetingResponse"), ["wxc-1 a"]),
    ],
)
def test_an_open_creation_is_booked_as_open(site, reply, unknown):
    """Only a refusal settles that nothing was made; an answer without a key leaves it open."""
    one = site(reply)

    make(one)

    assert (unknown, []) == (one.state().unknown, one.state().standing)


def test_creations_have_a_budget(site):
    """The profile's limit holds for both doors."""
    one = site(MADE, max_creations=1)

    make(one)
    with pytest.raises(BudgetSpent):
        make(one)
    assert 1 == len(one.server.requests)


def test_nothing_foreign_is_written(site):
    """A foreign key never leaves this machine."""
    one = site(DONE)

    with pytest.raises(GuardRefusal):
        one.send("meeting.DelMeeting", {"meetingKey": "999999999"})
    assert [] == one.server.requests


@pytest.mark.parametrize(
    ("method", "below"),
    [
        ("GET", "/WBXService/XMLService"),
        ("POST", "/WBXService/XMLService?x=1"),
        ("POST", "/WBXService/XMLService?"),
        ("POST", "/WBXService/XMLService/"),
        ("POST", "/WBXService/xmlservice"),
        ("POST", "/WBXService/xml10.0.0/XMLService"),
        ("POST", "/WBXService/%58MLService"),
    ],
)
def test_the_address_is_exact(site, method, below):
    """Credentials go to the address of the profile and nowhere beside it."""
    one = site(DONE)
    url = one.address.removesuffix("/WBXService/XMLService") + below

    with httpx.Client(transport=one.channel) as http_client, pytest.raises(GuardRefusal):
        http_client.request(method, url, content=b"")
    assert [] == one.server.requests


def test_detours_are_stopped(site):
    """A header that turns one request into another is none for XML either."""
    one = site(DONE)

    with (
        httpx.Client(transport=one.channel) as http_client,
        pytest.raises(GuardRefusal, match="another request"),
    ):
        http_client.post(one.address, headers={"x-http-method-override": "DELETE"})


def test_the_rest_door_stays_as_it_was(site):
    """What goes to REST is judged and booked by the channel as before."""
    one = site(http(b'{"id": "abc"}', Content_Type="application/json"))
    base = one.address.removesuffix("/WBXService/XMLService")

    with httpx.Client(transport=one.channel) as http_client:
        http_client.post(f"{base}/v1/meetings", json={"title": "wxc-1 a"})
        with pytest.raises(GuardRefusal):
            http_client.delete(f"{base}/v1/meetings/xml.meeting.1")

    assert ["abc"] == one.state().standing


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (http(b"<a>" + b"x" * 20_000 + b"</a>"), TooLarge),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<a/>", Unreachable),
        (http(b"<a/>", Content_Encoding="gzip"), Unreachable),
    ],
)
def test_what_is_no_whole_answer_is_trouble(site, reply, kind):
    """The channel's own limits hold, and the exchange is recorded."""
    one = site(reply)

    with pytest.raises(kind):
        one.send("ep.GetAPIVersion")
    assert 1 == len(one.lines())
    assert "canary" not in one.text()


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b"<html><p>busy</p></html>",
        "<?xml version='1.0' encoding='UTF-8'?><a>é</a>".encode("latin-1"),
        b"",
    ],
)
def test_hostile_answers_end_in_flaws(site, body):
    """The client raises nothing on a fault of the target's."""
    got = site(http(body)).send("ep.GetAPIVersion")

    assert got.flaw
    assert got.exchange


@pytest.mark.parametrize(
    "echo",
    [
        f"<p>{SECRET}</p>".encode("latin-1"),
        f'<?xml version="1.0" encoding="ISO-8859-1"?><a><![CDATA[{SECRET}]]></a>'.encode("latin-1"),
        f"<a>{SECRET}</a>".encode("utf-16"),
        SECRET.encode("utf-16-le"),
        SECRET.encode("latin-1"),
        SECRET.replace("é", "&#233;").encode(),
        "".join(f"&#{ord(sign)};" for sign in SECRET).encode(),
    ],
)
def test_an_echoed_credential_is_never_recorded(site, echo):
    """Whatever a target makes of our password, the journal does not have it."""
    one = site(http(echo))

    one.send("ep.GetAPIVersion")

    assert not [piece for piece in ("canary", "c\\u0000a\\u0000n", "-word", "&#99;") if piece in one.text()]


def test_a_redirection_is_not_followed(site):
    """The document, which carries the password, goes to nobody else."""
    one = site(http(b"", status="307 Temporary Redirect", Location="http://127.0.0.1:9/other"))

    got = one.send("ep.GetAPIVersion")

    assert (307, "there is no body", 1) == (got.status, got.flaw, len(one.server.requests))
