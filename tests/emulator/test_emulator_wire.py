"""Headers, statuses, error shapes, join links, controls, and the faults of the server as a whole."""

from __future__ import annotations

import re
import time
from email.utils import parsedate_to_datetime

import pytest


def test_answers_are_json_with_a_tracking_id(desk):
    """Success and refusal name their media type and carry the same id in header and body."""
    good, bad = desk.call("GET", "/meetings"), desk.call("GET", "/meetings/unknown")
    assert {"application/json;charset=UTF-8"} == {each.headers["Content-Type"] for each in (good, bad)}
    assert bad.headers["trackingid"] == bad.json()["trackingId"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{8,}", good.headers["trackingid"])
    assert {"message", "errors", "trackingId"} == set(bad.json())


def test_a_clients_own_tracking_id_comes_back(desk):
    """What the client sends as TrackingID is echoed, unless it could harm a header."""
    answer = desk.call("GET", "/meetings/unknown", headers={"TrackingID": "APP_17_x"})
    assert ("APP_17_x", "APP_17_x") == (answer.headers["trackingid"], answer.json()["trackingId"])
    odd = desk.call("GET", "/meetings", headers={"TrackingID": "a b;c"})
    assert odd.headers["trackingid"].startswith("EMU_")


@pytest.mark.parametrize("path", ["/nothing", "/meetings/", "/meetings/a/b", "/people/a/b", ""])
def test_unknown_paths_are_json_404s(desk, path):
    """Every path that leads nowhere answers in the error shape."""
    answer = desk.call("GET", path)
    assert (404, {"message", "errors", "trackingId"}) == (answer.status_code, set(answer.json()))


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PATCH", "/meetings", "GET, POST"),
        ("POST", "/meetings/0123", "DELETE, GET, PATCH, PUT"),
        ("GET", "/meetings/join", "POST"),
        ("DELETE", "/people/me", "GET"),
        ("TRACE", "/meetings/controls", "GET, PUT"),
    ],
)
def test_wrong_methods_are_told_the_right_ones(desk, method, path, allow):
    """A 405 has `Allow` and the error shape."""
    answer = desk.call(method, path)
    assert (405, allow) == (answer.status_code, answer.headers["Allow"])
    assert "trackingId" in answer.json()


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"", "application/json", 400),
        (b"", None, 400),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'"x"', "application/json", 400),
        (b'{"title": NaN}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"{}", None, 415),
        (b"a=b", "application/x-www-form-urlencoded", 415),
    ],
)
def test_bodies_that_are_no_json_object_are_refused(desk, content, media, status):
    """No body and broken JSON are 400, other media 415."""
    headers = {"Content-Type": media} if media else {}
    assert status == desk.call("POST", "/meetings", content=content, headers=headers).status_code


@pytest.mark.parametrize(
    "media",
    [
        "application/json",
        "application/json-patch+json",
        "APPLICATION/JSON; charset=utf-8",
        "application/vnd.x+json",
    ],
)
def test_any_json_media_type_is_taken(desk, media):
    """Clients patch with a plain object under many names."""
    series = desk.create()
    answer = desk.call(
        "PATCH", f"/meetings/{series['id']}", content=b'{"title": "T"}', headers={"Content-Type": media}
    )
    assert (200, "T") == (answer.status_code, answer.json()["title"])


def test_repeated_slashes_are_one(desk):
    """Clients join addresses carelessly."""
    assert 200 == desk.call("GET", "//meetings").status_code
    assert (
        200
        == desk.client.get(
            desk.running.base_url.replace("/v1", "//v1") + "/people/me",
            headers={"Authorization": f"Bearer {desk.people['host'].token}"},
        ).status_code
    )


def test_the_scheme_of_the_authorization_header_has_no_case(desk):
    """`bearer` is `Bearer`."""
    headers = {"Authorization": f"bearer {desk.people['host'].token}"}
    assert 200 == desk.client.get(desk.running.base_url + "/people/me", headers=headers).status_code


def test_statuses_of_success(desk):
    """Creation, reading and updating are 200, deleting and ending 204 without a body."""
    series = desk.create()
    desk.act("join", series["id"], **{"as": "host"})
    ended = desk.call("POST", f"/meetings/{series['id']}/end", json={"reason": "done"})
    deleted = desk.call("DELETE", f"/meetings/{series['id']}", params={"sendEmail": "false"})
    assert [(204, b""), (204, b"")] == [(each.status_code, each.content) for each in (ended, deleted)]


def test_joining_redirects_unless_told_otherwise(desk):
    """302 to the join link by default; with joinDirectly false a body, for hosts with a start link."""
    series = desk.create(invitees=[{"email": "sam.attendee@example.com"}])
    answer = desk.call("POST", "/meetings/join", json={"meetingId": series["id"]})
    assert (302, True) == (answer.status_code, answer.headers["Location"].startswith(series["webLink"]))
    body = {"meetingNumber": series["meetingNumber"], "joinDirectly": False, "expirationMinutes": 30}
    assert {"joinLink", "startLink", "expiration"} == set(
        desk.call("POST", "/meetings/join", json=body).json()
    )
    shown = desk.call("POST", "/meetings/join", "attendee", json=body).json()
    assert ({"joinLink", "expiration"}, "2031-03-03T09:30:00Z") == (set(shown), shown["expiration"])


def test_joining_has_its_refusals(desk):
    """No key is 400, an unknown one 404, a stranger without the password 403, a bad time 400."""
    series = desk.create(password="Kettle77x")
    link = {"webLink": series["webLink"], "joinDirectly": False}
    for who, body, status in (
        ("host", {"joinDirectly": False}, 400),
        ("host", {"meetingId": "unknown"}, 404),
        ("host", link | {"expirationMinutes": 61}, 400),
        ("guest", link, 403),
        ("guest", link | {"password": "Kettle77x"}, 200),
    ):
        assert status == desk.call("POST", "/meetings/join", who, json=body).status_code, body


def test_controls_steer_a_running_meeting(desk):
    """Lock, record, pause; nothing can be paused that is not recorded, nothing steered that is not on."""
    series = desk.create()
    path = f"/meetings/controls?meetingId={series['id']}"
    assert 404 == desk.call("GET", path).status_code
    desk.act("join", series["id"], **{"as": "host"})
    plain = {"locked": False, "recordingStarted": False, "recordingPaused": False}
    assert plain == desk.call("GET", path).json()
    assert 400 == desk.call("PUT", path, json={"recordingPaused": True}).status_code
    assert 400 == desk.call("PUT", path, json={"locked": "yes"}).status_code
    on = {"locked": True, "recordingStarted": True, "recordingPaused": True}
    assert on == desk.call("PUT", path, json=on).json() == desk.call("GET", path).json()
    off = {"locked": True, "recordingStarted": False, "recordingPaused": False}
    assert off == desk.call("PUT", path, json={"recordingStarted": False}).json()
    assert 400 == desk.call("GET", "/meetings/controls").status_code


def test_automatic_locks_close_by_themselves(desk):
    """Minutes after the start the meeting locks, and newcomers wait."""
    series = desk.create(enabledJoinBeforeHost=True, enableAutomaticLock=True, automaticLockMinutes=5)
    desk.act("join", series["id"], **{"as": "host"})
    path = f"/meetings/controls?meetingId={series['id']}"
    assert desk.call("GET", path).json()["locked"] is False
    desk.advance(minutes=5)
    assert desk.call("GET", path).json()["locked"] is True
    assert desk.call("PUT", path, json={"locked": False}).json()["locked"] is False


def test_throttling_lasts_for_its_calls_and_sends_its_text(desk):
    """The next n calls get 429 with whatever Retry-After was asked for; control stays free."""
    assert 200 == desk.faults("throttle:2:rand(30),add(30)").status_code
    answers = [desk.call("GET", "/meetings") for _ in range(3)]
    assert [429, 429, 200] == [each.status_code for each in answers]
    assert "rand(30),add(30)" == answers[0].headers["Retry-After"]


def test_server_faults(desk):
    """Errors, pages of HTML, refused tokens and slowness come as they were switched on."""
    desk.faults("server-error:1", "html-error:1")
    answers = [desk.call("GET", "/meetings") for _ in range(3)]
    assert {500, 502, 200} == {each.status_code for each in answers}
    assert "text/html" == next(each for each in answers if each.status_code == 502).headers["Content-Type"]
    desk.faults("unauthorised")
    assert 401 == desk.call("GET", "/people/me").status_code
    desk.faults("slow-answer:0.05")
    began = time.monotonic()
    desk.call("GET", "/people/me")
    assert time.monotonic() - began >= 0.05


def test_answers_are_dated_by_the_emulators_own_present(desk):
    """The `Date` header follows the clock, so that clients can tell in which present the emulator lives."""
    before = parsedate_to_datetime(desk.call("GET", "/meetings").headers["date"])

    desk.advance(days=3)

    after = parsedate_to_datetime(desk.call("GET", "/meetings").headers["date"])
    assert 3 == (after - before).days
