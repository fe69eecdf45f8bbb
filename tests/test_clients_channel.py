"""The channel: whatever a target does ends in an answer or a sentence, in time, and in the journal."""

from __future__ import annotations

import gzip
import json
import ssl
import subprocess
import zlib

import pytest

from conformance.errors import (
    TooLarge,
    TooSlow,
    Unreachable,
    UsageError,
)
from tests.channels import HEAD, IMPATIENT, TOKEN, site_fixture, trouble  # noqa: F401 - a fixture
from tests.hostile import answer, closed_port, drip, hang, http, serving


def test_an_answer_is_recorded_and_handed_on(site):
    """The client sees what came, and the journal keeps it under the id that the answer names."""
    with serving(answer(http(b'{"id": "abc"}', Content_Type="application/json"))) as server:
        one = site(server.url())
        got = one.get()

    [line] = one.lines()
    assert (200, {"id": "abc"}, None, line["id"]) == (got.status, got.body, got.flaw, got.exchange)
    assert f"Bearer {TOKEN}".encode() in server.requests[0]
    assert {"id": "abc"} == line["response"]["body"]


def test_a_target_that_is_down_is_unreachable(site):
    """Nobody listens: the sentence names host and port."""
    line = trouble(site(f"http://127.0.0.1:{closed_port()}/v1"), Unreachable)

    assert line["response"] is None
    assert "No connection to 127.0.0.1, port " in line["error"]


@pytest.mark.parametrize(
    "reply",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x15\x03\x01\x00\x02\x02\x28",
        b"HTTP/9.9 lol\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nbad header line\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"220 you sent Bearer host-token-canary\r\n\r\n",
    ],
)
def test_what_does_not_speak_http_is_unreachable(site, reply):
    """Whatever else answers on that port is told as such, without what it repeated of the request."""
    with serving(answer(reply)) as server:
        line = trouble(site(server.url()), Unreachable)

    assert "sent no whole HTTP answer: " in line["error"]


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (hang, TooSlow),
        (drip(b"HTTP/1.1 200 OK\r\nX: ", b"a"), TooSlow),
        (drip(HEAD + b"Content-Length: 9000\r\n\r\n{", b" "), TooSlow),
        (drip(HEAD + b"\r\n[", b" "), TooSlow),
        (drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), TooSlow),
        (drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), TooSlow),
        (drip(HEAD + b"\r\n", b"x" * 60_000, every=0.001), TooLarge),
        (answer(http(b"[" + b"1," * 5_000 + b"1]")), TooLarge),
        (answer(http(b"[]", Content_Encoding="gzip")), Unreachable),
        (answer(http(b"[]", Content_Encoding="br")), Unreachable),
        (answer(http(b"[]", Content_Encoding="gzip, gzip")), Unreachable),
        (answer(http(gzip.compress(b"0" * 50_000_000), Content_Encoding="gzip")), TooLarge),
        (answer(http(zlib.compress(b"0" * 50_000_000), Content_Encoding="deflate")), TooLarge),
        (answer(HEAD + b"Content-Length: 100\r\n\r\n{}"), Unreachable),
        (answer(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), Unreachable),
    ],
    ids=[
        "hangs before headers",
        "drips headers",
        "drips a body of known length",
        "drips a body of unknown length",
        "continues for ever",
        "drips chunks",
        "endless body",
        "body over the cap",
        "no gzip at all",
        "coded as nobody asked",
        "zipped twice",
        "gzip bomb",
        "deflate bomb",
        "shorter than said",
        "broken chunks",
    ],
)
def test_an_answer_beyond_the_limits_ends_in_a_sentence(site, behaviour, kind):
    """Time holds for the whole answer and size for the decoded body; what came is in the journal."""
    with serving(behaviour) as server:
        line = trouble(site(server.url(), **(IMPATIENT if kind is TooSlow else {})), kind)

    assert line["error"]
    assert line["response"] is None or line["response"]["truncated"]
    assert line["response"] is None or line["response"]["bytes"] <= 10_000


def test_a_zipped_answer_within_the_limits_is_read(site):
    """A site that zips although nobody asked is still understood."""
    with serving(answer(http(gzip.compress(b'{"id": "abc"}'), Content_Encoding="gzip"))) as server:
        got = site(server.url()).get()

    assert ({"id": "abc"}, None) == (got.body, got.flaw)


@pytest.mark.parametrize(
    ("content", "kind", "flaw"),
    [
        (b"{", "application/json", "the body is no JSON (application/json, 1 bytes)"),
        (b"<html>busy</html>", "text/html; charset=x", "the body is no JSON (text/html, 17 bytes)"),
        (b'{"n": NaN}', "application/json", "the body is no JSON (application/json, 10 bytes)"),
        (b'"\xff"', "", "the body is no JSON (no media type, 3 bytes)"),
        (b"[" * 5_000, "application/json", "the body is JSON nested too deep to read"),
    ],
)
def test_a_body_that_is_no_json_is_an_answer_with_a_flaw(site, content, kind, flaw):
    """The status counts, the body cannot be read, and both are known."""
    with serving(answer(http(content, status="502 Bad Gateway", Content_Type=kind))) as server:
        got = site(server.url()).get()

    assert (502, None, flaw) == (got.status, got.body, got.flaw)
    assert ({}, []) == (got.object, got.items)
    assert f"502: {flaw}" == got.sentence()


def test_headers_may_hold_any_bytes(site):
    """A header that is no ASCII is evidence like any other."""
    with serving(answer(http(b"{}", Server="K\xfcche", X_Odd="\xb2"))) as server:
        got = site(server.url()).get()

    assert ("K\xfcche", "\xb2") == (got.headers["server"], got.headers["x-odd"])


def test_cookies_are_not_kept(site):
    """What one actor was given must not go out with another actor's request."""
    with serving(answer(http(b"{}", Set_Cookie="SID=abcdef; Path=/"))) as server:
        one = site(server.url())
        one.get()
        one.get()

    assert 2 == len(server.requests)
    assert not [request for request in server.requests if b"cookie" in request.lower()]


def test_a_redirect_is_not_followed(site):
    """Neither the request nor its token goes where the target points."""
    with serving(answer(http(b"{}"))) as other:
        location = f"http://localhost:{other.port}/v1/meetings/abc?token=sEcr3t"
        with serving(answer(http(b"", status="302 Found", Location=location))) as server:
            one = site(server.url())
            got = one.get()

    assert (302, "302: redirected to localhost, not followed") == (got.status, got.sentence())
    assert 0 == other.connections
    assert "sEcr3t" not in json.dumps(one.lines())


def test_a_proxy_of_the_environment_does_not_catch_loopback(site, monkeypatch, tmp_path):
    """Neither proxies nor stored passwords of the user's machine come between us and an emulator."""
    (tmp_path / ".netrc").write_text("default login stolen password stolen\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")
    with serving(answer(http(b"{}"))) as server:
        site(server.url()).get()

    assert f"Bearer {TOKEN}".encode() in server.requests[0]
    assert b"Basic" not in server.requests[0]


def test_a_proxy_of_the_environment_is_used_elsewhere(site, monkeypatch):
    """A site beyond loopback is reached the way the user's machine reaches it, scheme or not."""
    with serving(answer(http(b'{"id": "abc"}'))) as proxy:
        monkeypatch.setenv("http_proxy", f"127.0.0.1:{proxy.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        got = site("http://webex.example.com/v1").get()

    assert {"id": "abc"} == got.body
    assert proxy.requests[0].startswith(b"GET http://webex.example.com/v1/meetings/abc ")


def test_an_unusable_proxy_is_a_usage_error(site, monkeypatch):
    """The sentence names the variable and not its value, and nothing is recorded as sent."""
    monkeypatch.setenv("http_proxy", "nonsense://me:s3cret@proxy")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    one = site("http://webex.example.com/v1")

    with pytest.raises(UsageError, match=r"proxy for http cannot be used. Correct http_proxy") as caught:
        one.get()

    assert "s3cret" not in str(caught.value)
    assert [] == one.lines()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that nobody signed, with its key, in one file."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-keyout",
            folder / "key.pem",
            "-out",
            folder / "cert.pem",
            "-days",
            "2",
            "-subj",
            "/CN=emulator",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
        ],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def tls(certificate):
    """The server's side of a TLS connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


def test_a_certificate_that_nobody_signed_is_refused(site, tls):
    """No byte of the request, and so no token, is sent to who cannot prove who he is."""
    with serving(answer(http(b"{}")), tls=tls) as server:
        line = trouble(site(server.url("https")), Unreachable)

    assert "No safe connection to 127.0.0.1: " in line["error"]
    assert "Set addresses.ca_file" in line["error"]
    assert [] == server.requests


def test_a_site_with_its_own_authority_is_reached(site, tls, certificate):
    """The profile's ca_file is trusted beside the usual authorities."""
    with serving(answer(http(b'{"id": "abc"}')), tls=tls) as server:
        got = site(server.url("https"), ca_file=str(certificate / "cert.pem")).get()

    assert {"id": "abc"} == got.body


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_an_unreadable_ca_file_is_a_usage_error(site, tmp_path, content):
    """The profile is wrong, not the target; nothing was sent and nothing is recorded."""
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content)
    one = site(f"https://127.0.0.1:{closed_port()}/v1", ca_file=str(path))

    with pytest.raises(UsageError, match=r"ca.pem cannot be read: .* Correct addresses.ca_file"):
        one.get()

    assert ([], 0) == (one.lines(), one.channel.counts.requests)


def test_plain_http_behind_an_https_address_is_told(site):
    """A wrong scheme is a TLS failure in words."""
    with serving(answer(b"HTTP/1.1 400 Bad Request\r\n\r\n"), reads=False) as server:
        line = trouble(site(server.url("https")), Unreachable)

    assert "No safe connection to 127.0.0.1" in line["error"]
