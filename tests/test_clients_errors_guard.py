"""The guard and wrong requests: what says nothing may go where nothing has an id, and nothing else may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from conformance.clients import Guard
from conformance.errors import GuardRefusal, Throttled
from conformance.targets import Ledger
from tests.channels import site_fixture  # noqa: F401 - a fixture
from tests.hostile import answer, http, serving

REST = "https://webexapis.com/v1"
BROKEN = "Bearer never-given-out-by-anybody"
NOBODY = {"userEmail": "nobody@example.invalid"}
AUDIO = "/meetingPreferences/audio"
DELEGATES = "/meetingPreferences/schedulingOptions/delegateEmails/insert"
REFRESH = "/admin/meetingPreferences/personalMeetingRoom/refreshId"


@pytest.fixture(scope="module")
def guard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guard]:
    """The guard of a live site on which nothing was created."""
    ledger = Ledger(tmp_path_factory.mktemp("guard") / "ledger.jsonl")
    yield Guard(REST, None, ledger, "wxc-1")
    ledger.close()


def sent(method: str, path: str, content: bytes, token: str | None = None, **query: str) -> httpx.Request:
    """A request of somebody."""
    headers = {"authorization": token} if token is not None else {}
    return httpx.Request(method, REST + path, content=content, headers=headers, params=query)


@pytest.mark.parametrize("token", [None, BROKEN])
@pytest.mark.parametrize(
    ("method", "path", "query"),
    [
        ("POST", "/webhooks", {}),
        ("POST", "/recordings/accessList", {}),
        ("POST", REFRESH, {}),
        ("PUT", AUDIO, NOBODY),
        ("PUT", "/meetingPreferences/video", NOBODY),
        ("PUT", "/meetingPreferences/schedulingOptions", NOBODY),
        ("PUT", "/meetingPreferences/personalMeetingRoom", NOBODY),
        ("PUT", "/meetingPreferences/sites", {**NOBODY, "defaultSite": "true"}),
        ("POST", DELEGATES, NOBODY),
    ],
)
def test_nobody_may_say_nothing(
    guard: Guard, method: str, path: str, query: dict[str, str], token: str | None
) -> None:
    """An empty array from somebody unknown changes nothing, wherever it goes."""
    assert "change" == guard.permit(sent(method, path, b"[]", token, **query))


@pytest.mark.parametrize(
    "token", ["Bearer host-token", "Basic x", f"{BROKEN}x", f"{BROKEN}, Bearer a", "bearer x"]
)
@pytest.mark.parametrize(
    ("method", "path", "query"),
    [
        ("POST", "/webhooks", {}),
        ("POST", "/recordings/accessList", {}),
        ("POST", REFRESH, {}),
        ("PUT", AUDIO, NOBODY),
        ("POST", DELEGATES, NOBODY),
    ],
)
def test_somebody_may_not(guard: Guard, method: str, path: str, query: dict[str, str], token: str) -> None:
    """With a credential that may work, not even an empty array goes out."""
    with pytest.raises(GuardRefusal, match="was stopped"):
        guard.permit(sent(method, path, b"[]", token, **query))


@pytest.mark.parametrize("token", [None, BROKEN, "Bearer host-token"])
@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[{}]", b"[1]", b"null", b'{"enabled":true}', b"{", b"probe=1"]
)
@pytest.mark.parametrize(
    ("method", "path", "query"),
    [
        ("PUT", AUDIO, NOBODY),
        ("PUT", AUDIO, {}),
        ("PUT", "/meetingPreferences/sites", {**NOBODY, "defaultSite": "true"}),
        ("POST", DELEGATES, NOBODY),
        ("POST", REFRESH, {}),
    ],
)
def test_preferences_get_no_other_body(
    guard: Guard, method: str, path: str, query: dict[str, str], content: bytes, token: str | None
) -> None:
    """What a target might take for preferences is never sent, by nobody and for nobody."""
    with pytest.raises(GuardRefusal, match="was stopped"):
        guard.permit(sent(method, path, content, token, **query))


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (AUDIO, ""),
        (AUDIO, "userEmail=jane%40example.com"),
        (AUDIO, "useremail=nobody%40example.invalid"),
        (AUDIO, "userEmail=nobody%40example.invalid&userEmail=jane%40example.com"),
        (AUDIO, "userEmail=nobody%40example.invalid&useremail=jane%40example.com"),
        (AUDIO, "userEmail=nobody%40example.invalid&siteUrl=a.example.com"),
        (AUDIO, "userEmail=nobody%40example.invalid.example.com"),
        (f"{AUDIO}/", "userEmail=nobody%40example.invalid"),
        ("/meetingPreferences", "userEmail=nobody%40example.invalid"),
        ("/admin/meeting/config/commonSettings", "userEmail=nobody%40example.invalid"),
        ("/meetingPreferences/audio/x", "userEmail=nobody%40example.invalid"),
        ("/webhooks", ""),
    ],
)
def test_preferences_of_anybody_else_are_not_named(guard: Guard, path: str, query: str) -> None:
    """The person who cannot exist is the only one whom such a call may name, once."""
    with pytest.raises(GuardRefusal, match="was stopped"):
        guard.permit(httpx.Request("PUT", f"{REST}{path}?{query}", content=b"[]"))


@pytest.mark.parametrize("token", [None, BROKEN, "Bearer host-token"])
@pytest.mark.parametrize("content", [b"{", b"probe=1"])
@pytest.mark.parametrize("path", ["/webhooks", "/recordings/accessList", "/meetings"])
def test_broken_bodies_create_nothing(guard: Guard, path: str, content: bytes, token: str | None) -> None:
    """Half an object and a form go to whoever creates, from anybody; nothing can be made of them."""
    assert guard.permit(sent("POST", path, content, token)) in ("change", "create")
    for more in (b'{"name":"x"}', b"probe=1&title=x", b"{}", b"", b'["x"]'):
        with pytest.raises(GuardRefusal, match="was stopped"):
            guard.permit(sent("POST", path, more, token))
    if path != "/meetings":
        with pytest.raises(GuardRefusal, match="was stopped"):
            guard.permit(sent("POST", path, content, token, ownedBy="org"))


def test_registrants_of_nobody_may_be_asked_for(guard: Guard) -> None:
    """The query is sent as a POST and names the meeting in its path."""
    for meeting, ours in (("0" * 32, True), ("b" * 32, False)):
        request = sent("POST", f"/meetings/{meeting}/registrants/query", b'{"emails":[]}', "Bearer x")
        if ours:
            assert "change" == guard.permit(request)
        else:
            with pytest.raises(GuardRefusal):
                guard.permit(request)


def test_a_throttled_request_is_waited_out_unless_asked_for_once(site: Any) -> None:
    """Whoever wants to see the 429 gets it at once; everybody else waits."""
    reply = http(b'{"message": "Slowly."}', status="429 Too Many Requests", Retry_After="7")
    with serving(answer(reply)) as server:
        one = site(server.url())
        got = one.rest.send("GET", "/meetings", actor="host", purpose="see", once=True)
        assert (429, "7", []) == (got.status, got.headers["retry-after"], one.waits)
        with pytest.raises(Throttled):
            one.rest.send("GET", "/meetings", actor="host", purpose="see")

    assert [7.0, 7.0, 7.0] == one.waits


def test_bytes_are_sent_as_they_are(site: Any) -> None:
    """A body that is no JSON goes out unchanged, described as its sender says."""
    with serving(answer(http(b"{}"))) as server:
        one = site(server.url())
        headers = {"Content-Type": "application/x-www-form-urlencoded", "TrackingID": "wxc-1_000001"}
        one.rest.send("POST", "/webhooks", actor="nobody", purpose="see", json=b"probe=1", headers=headers)

    [request] = server.requests
    assert request.endswith(b"\r\n\r\nprobe=1")
    assert b"content-type: application/x-www-form-urlencoded" in request.lower()
    assert b"trackingid: wxc-1_000001" in request.lower()
    assert b"authorization" not in request.lower()
