"""The guard: what would touch somebody else's meeting never leaves this machine."""

from __future__ import annotations

import json
from urllib.parse import unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.clients import Guard
from conformance.clients.guard import title_of
from conformance.errors import GuardRefusal
from conformance.targets import Ledger

REST = "https://webexapis.com/v1"
MARKER = "wxc-1"
OURS = "a" * 32


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """A ledger that owns one series."""
    one = Ledger(tmp_path_factory.mktemp("guard") / "ledger.jsonl")
    one.adopt(OURS)
    yield one
    one.close()


@pytest.fixture(scope="module")
def guard(ledger):
    """The guard of a live site."""
    return Guard(REST, None, ledger, MARKER)


def request(method: str, url: str, **more) -> httpx.Request:
    """A request as a client builds it."""
    return httpx.Request(method, REST + url if url.startswith("/") else url, **more)


@pytest.mark.parametrize(
    ("permit", "method", "url", "more"),
    [
        ("read", "GET", "/meetings/foreign", {}),
        ("read", "GET", "/meetings?max=10&from=2026-01-01T00:00:00Z", {}),
        ("read", "HEAD", "/meetings", {}),
        ("read", "OPTIONS", "/people/jane%40example.com", {}),
        ("read", "GET", "https://WEBEXAPIS.com:443/v1/meetings", {}),
        ("create", "POST", "/meetings", {"json": {"title": f"{MARKER} recurring"}}),
        ("change", "PUT", f"/meetings/{OURS}", {"json": {}}),
        ("change", "PATCH", f"/meetings/{OURS}_20260301T010000Z", {"json": {}}),
        ("delete", "DELETE", f"/meetings/{OURS}?sendEmail=false", {}),
        ("delete", "DELETE", f"/meetings/{OURS}_20260301T010000Z", {}),
        ("change", "POST", f"/meetings/{OURS}", {"json": {}}),
        ("change", "POST", f"/meetings/{OURS}/end", {}),
        ("change", "PUT", f"/meetings/controls?meetingId={OURS}", {"json": {"locked": True}}),
        ("change", "POST", "/meetings/join", {"json": {"meetingId": OURS, "joinDirectly": False}}),
        ("change", "POST", f"/meetings/{OURS}/registrants", {"json": {"email": "kim@example.com"}}),
        ("change", "POST", "/meetingInvitees", {"json": {"meetingId": OURS, "email": "kim@example.com"}}),
        ("read", "POST", "/meetingParticipants/query?meetingId=foreign", {"json": {"emails": []}}),
    ],
)
def test_what_is_ours_may_be_sent(guard, permit, method, url, more):
    """Reads of the site, creations under the marker, and writes to what this run created."""
    assert permit == guard.permit(request(method, url, **more))


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        "/meetings/foreign",
        "/meetings",
        "/meetings/",
        "/meetings/%20",
        f"/meetings/{OURS.upper()}",
        f"/meetings/{OURS}/",
        f"/meetings/{OURS}%0A",
        f"/meetings/{OURS}%00",
        f"/meetings/{OURS};foreign",
        f"/meetings/{OURS},foreign",
        f"/meetings/{OURS}%2Fforeign",
        f"/meetings/{OURS}/../foreign",
        f"/meetings/{OURS}/%2e%2e/foreign",
        f"/meetings/{OURS}/%252e%252e/foreign",
        f"/meetings/{OURS}/..;/foreign",
        f"/meetings/foreign/..%2F{OURS}",
        f"/meetings/{OURS}%5C..%5Cforeign",
        f"/meetings/{OURS}\\..\\foreign",
        f"/meetings//{OURS}",
        f"//meetings/{OURS}",
        f"/meetings/{OURS}_x/../foreign",
        f"/Meetings/{OURS}",
        f"/meetings/{OURS}/end",
        f"/people/{OURS}",
        f"/{OURS}",
        "/",
    ],
)
def test_a_write_that_does_not_plainly_name_ours_is_refused(guard, method, path):
    """Whatever a server could read in another way than we do counts as somebody else's."""
    with pytest.raises(GuardRefusal):
        guard.permit(request(method, path))


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", "https://evil.example.com/v1/meetings"),
        ("GET", "https://webexapis.com.example.com/v1/meetings"),
        ("GET", "https://webexapis.com@evil.example.com/v1/meetings"),
        ("GET", "https://me:pw@webexapis.com/v1/meetings"),
        ("GET", "http://webexapis.com/v1/meetings"),
        ("GET", "https://webexapis.com:8443/v1/meetings"),
        ("GET", "https://webexapis.com/v2/meetings"),
        ("GET", "https://webexapis.com/v11/meetings"),
        ("GET", "https://webexapis.com/V1/meetings"),
        ("GET", "https://webexapis.com/v1/../v2/meetings"),
        ("GET", "https://webexapis.com/v1/%2e%2e/v2/meetings"),
        ("GET", "https://webexapis.com/v1/%252e%252e/v2/meetings"),
        ("GET", "https://webexapis.com/v1/..%2fv2/meetings"),
        ("GET", "https://webexapis.com//v1/meetings"),
        ("GET", "https://webexapis.com./v1/meetings"),
        ("POST", "https://evil.example.com/v1/meetings"),
    ],
)
def test_nothing_goes_to_another_address(guard, method, url):
    """Host, port, scheme and the whole beginning of the path are the profile's."""
    with pytest.raises(GuardRefusal, match=r"does not name that address|was stopped"):
        guard.permit(request(method, url, json={"title": MARKER}))


@pytest.mark.parametrize(
    "body",
    [
        {"json": {"title": "Board meeting"}},
        {"json": {"title": "Board meeting", "agenda": "Budget"}},
        {"json": {"title": [MARKER]}},
        {"json": [MARKER]},
        {"content": MARKER.encode()},
        {"content": b"title=" + MARKER.encode()},
        {"content": b""},
        {"content": b"\xff\xfe"},
        {"content": b"[" * 10_000},
        {"content": b'{"title": "wxc-1", "title": "Board meeting"}'},
        {"content": b'{"title": "Board meeting", "title": "wxc-1"}'},
    ],
)
def test_a_creation_without_the_marker_is_refused(guard, body):
    """What cannot be recognised afterwards is not created, also when the body is no JSON."""
    with pytest.raises(GuardRefusal, match="neither title nor agenda carries the run's marker"):
        guard.permit(request("POST", "/meetings", **body))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?meetingId=foreign",
        f"?meetingId={OURS}&meetingId=foreign",
        f"?meetingId={OURS}&meetingId=",
        f"?meetingId={OURS}&meetingid=foreign",
        f"?meetingId={OURS}&meetingId[]=foreign",
        f"?meetingId={OURS};meetingId=foreign",
        f"?meetingId={OURS},foreign",
        f"?meetingId={OURS}_/../../meetings/foreign",
        f"?meetingId={OURS}%0A",
    ],
)
def test_controls_of_anything_but_one_own_meeting_are_refused(guard, query):
    """Two meetings, none, or one that a server may read differently."""
    with pytest.raises(GuardRefusal):
        guard.permit(request("PUT", f"/meetings/controls{query}", json={}))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"meetingId": "foreign"},
        {"meetingId": None},
        {"meetingId": OURS, "meetingNumber": "123"},
        {"meetingId": OURS, "webLink": "https://example.com/x"},
        {"meetingId": OURS, "MeetingNumber": "123"},
        {"meetingId": OURS, "meetingid": "foreign"},
        {"meetingNumber": "123"},
    ],
)
def test_joining_by_number_or_link_is_refused(guard, body):
    """Both could lead into somebody else's meeting."""
    with pytest.raises(GuardRefusal):
        guard.permit(request("POST", "/meetings/join", json=body))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"/meetings/{OURS}/unheardOf"),
        ("POST", "/meetings/foreign/end"),
        ("POST", "/meetings/foreign/registrants"),
        ("POST", f"/meetingInvitees/{OURS}"),
        ("POST", "/people"),
        ("PUT", "/meetingPreferences/audio"),
        ("DELETE", "/recordings/123"),
        ("MOVE", f"/meetings/{OURS}"),
        ("TRACE", "/meetings"),
        ("CONNECT", "/meetings"),
        ("PROPFIND", f"/meetings/{OURS}"),
        ("GETX", "/meetings"),
    ],
)
def test_unknown_writes_and_methods_are_refused(guard, method, path):
    """What is not known to be safe is not sent."""
    with pytest.raises(GuardRefusal, match="does not name an object that this run created"):
        guard.permit(request(method, path, json={"title": MARKER, "meetingId": OURS}))


@pytest.mark.parametrize(
    "more",
    [
        {"headers": {"X-HTTP-Method-Override": "DELETE"}},
        {"headers": {"x-http-method": "DELETE"}},
        {"headers": {"X-Method-Override": "PUT"}},
        {"headers": {"X-Original-URL": "/v1/meetings/foreign"}},
        {"headers": {"Host": "evil.example.com"}},
        {"extensions": {"target": b"/v1/meetings/foreign"}},
        {"extensions": {"sni_hostname": "evil.example.com"}},
        {"params": {"_method": "DELETE"}},
    ],
)
def test_a_request_in_disguise_is_refused(guard, more):
    """A read that a server may take for a write is none, and a host header leads nowhere else."""
    with pytest.raises(GuardRefusal, match="could turn it into another request"):
        guard.permit(request("GET", "/meetings/foreign", **more))


CONTROL_PLACES = [
    ("http://127.0.0.1:1/v1", "http://127.0.0.1:1/control"),
    ("http://127.0.0.1:1/v1", "http://127.0.0.1:1"),
    ("http://127.0.0.1:1", "http://127.0.0.1:1/control"),
    ("http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1/control"),
    ("http://127.0.0.1:1/v1", "http://127.0.0.1:2"),
    ("http://127.0.0.1:1/a/b/c", "http://127.0.0.1:1/d"),
]


@pytest.mark.parametrize(("rest", "control"), CONTROL_PLACES)
def test_the_control_api_may_be_anywhere(ledger, rest, control):
    """Beside, above or below the REST API, its requests are recognised and REST stays guarded."""
    guard = Guard(rest, control, ledger, MARKER)

    assert "control" == guard.permit(httpx.Request("POST", f"{control}/meetings/join", json={}))
    assert "control" == guard.permit(httpx.Request("PUT", f"{control}/faults", json={}))
    assert "read" == guard.permit(httpx.Request("GET", f"{rest}/meetings/foreign"))
    assert "delete" == guard.permit(httpx.Request("DELETE", f"{rest}/meetings/{OURS}"))


@pytest.mark.parametrize(("rest", "control"), CONTROL_PLACES)
@pytest.mark.parametrize(
    "trick",
    [
        "REST/meetings/foreign",
        "CONTROL/../v1/meetings/foreign",
        "CONTROL/%2e%2e/v1/meetings/foreign",
        "CONTROL/..;/v1/meetings/foreign",
        "CONTROL/%252e%252e/v1/meetings/foreign",
        "CONTROL//v1/meetings/x",
        "CONTROL/%76%31/meetings/foreign",
        "CONTROL/x%2f../v1/meetings/foreign",
        "REST/%6deetings/foreign",
    ],
)
def test_the_control_api_is_no_way_around_the_guard(ledger, rest, control, trick):
    """A path that a server may lead from the control API to the REST API is refused."""
    guard = Guard(rest, control, ledger, MARKER)

    with pytest.raises(GuardRefusal):
        guard.permit(httpx.Request("DELETE", trick.replace("REST", rest).replace("CONTROL", control)))


def test_a_control_api_above_the_rest_api_does_not_swallow_another_case(ledger):
    """A server may take /V1 for /v1."""
    guard = Guard("http://127.0.0.1:1/v1", "http://127.0.0.1:1", ledger, MARKER)

    with pytest.raises(GuardRefusal):
        guard.permit(httpx.Request("DELETE", "http://127.0.0.1:1/V1/meetings/foreign"))


PIECES = st.sampled_from(
    [
        OURS,
        f"{OURS}_1",
        "foreign",
        "meetings",
        "controls",
        "join",
        "end",
        "..",
        ".",
        "",
        "/",
        "%2e%2e",
        "%2F",
        "\\",
        "%5c",
        "%0a",
        "?meetingId=",
        "&",
        ";",
        "%25",
        "_",
        "%",
        "people",
        f"?meetingId={OURS}",
        "#",
        "@",
    ]
)


@given(
    method=st.sampled_from(["POST", "PUT", "PATCH", "DELETE", "GETT", "put", "delete"]),
    path=st.lists(PIECES, max_size=6).map("/".join) | st.lists(PIECES, max_size=8).map("".join) | st.text(),
    body=st.sampled_from([None, {}, {"meetingId": OURS}, {"meetingId": "foreign"}, {"title": MARKER}]),
)
def test_a_permitted_write_names_an_own_meeting(guard, ledger, method, path, body):
    """Over random methods and paths, what is let through creates under the marker or names what we own."""
    try:
        sent = httpx.Request(method, f"{REST}/{path}", json=body)
    except (httpx.InvalidURL, UnicodeError):
        return

    try:
        permit = guard.permit(sent)
    except GuardRefusal:
        return

    words = (
        unquote(sent.url.raw_path.decode()).replace("=", "/").replace("?", "/").replace("&", "/").split("/")
    )
    named = [word for word in words if ledger.owns(word)]
    assert permit in {"create", "change", "delete"}
    # To patch a collection with nothing changes nothing, and is how 405 is asked for.
    empty = method == "PATCH" and body == {}
    assert named or empty or body in ({"meetingId": OURS}, {"title": MARKER})
    assert not {"foreign", "..", "."} & set(words[1:4])
    assert sent.content in {b"", json.dumps(body, separators=(",", ":")).encode()}


@pytest.mark.parametrize(
    ("body", "known"),
    [
        ({"title": f"{MARKER} talk", "agenda": "of nobody"}, f"{MARKER} talk"),
        ({"agenda": f"{MARKER} without a title"}, f"{MARKER} without a title"),
        ({"title": [None], "agenda": MARKER}, MARKER),
        ({"title": "", "agenda": MARKER}, MARKER),
    ],
)
def test_a_creation_is_known_by_title_or_agenda(guard, body, known):
    """What the ledger keeps of a creation whose answer is lost must find the meeting, title or not."""
    asked = request("POST", "/meetings", json=body)

    assert ("create", known) == (guard.permit(asked), title_of(asked))
