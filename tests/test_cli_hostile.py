"""Broken and hostile targets end to end: verdicts, exit codes, and a token that must not leak."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from tests.hostile import answer, http, serving
from tests.sites import CANARY, FAST, TOKEN, Ended, act, hostile, judge, of_emulator, profile

ALL_STATES = "rest.schema"  # ten rules, one for each situation
QUICK = "[limits]\nrequests_per_second = 0\ntimeout_seconds = 1\nmax_wait_seconds = 0.5\n"


def leaks(ended: Ended) -> list[str]:
    """Where the canary token turns up, in any form."""
    forms = (CANARY, base64.b64encode(CANARY.encode()).decode().rstrip("="))
    texts = {
        path.name: path.read_text("utf-8", "replace") for path in ended.folder.rglob("*") if path.is_file()
    }
    texts |= {"stdout": ended.out, "stderr": ended.err}
    return [name for name, text in texts.items() if any(form in text for form in forms)]


@pytest.mark.parametrize(
    ("status", "body", "headers", "verdict", "reason", "most"),
    [
        (
            401,
            b'{"message": "Bearer %s is no good"}',
            {"content_type": "application/json"},
            "not-exercised",
            "401",
            3,
        ),
        (500, b"Traceback: token=%s", {"content_type": "text/plain"}, "indeterminate", "500", 12),
        (200, b"<html>Hello %s</html>", {"content_type": "text/html"}, "indeterminate", "no JSON", 12),
        (302, b"", {"location": "http://127.0.0.1:9/?token=%s"}, "not-exercised", "redirected", 12),
        (429, b'{"message": "%s"}', {"retry_after": "never"}, "indeterminate", "429", 4),
        (200, b"[" * 9000 + b"%s", {"content_type": "application/json"}, "indeterminate", "nested", 12),
        (404, b"", {}, "not-exercised", "404", 12),
    ],
)
def test_target_that_answers_everything_alike(
    tmp_path: Path, status: int, body: bytes, headers: dict[str, str], verdict: str, reason: str, most: int
) -> None:
    """Nothing can be judged: exit code 4, the reason in words, few requests, no traceback, no token."""
    body = body.replace(b"%s", CANARY.encode())
    headers = {name: value.replace("%s", CANARY) for name, value in headers.items()}
    with hostile(status, body, **headers) as (address, asked):
        ended = judge(
            ALL_STATES, "--target", profile(tmp_path, address, more=QUICK), cwd=tmp_path, **{TOKEN: CANARY}
        )

    assert (4, {verdict: 10}) == (ended.code, ended.counts)
    assert all(reason in one["reason"] for one in ended.of("verdict"))
    assert len(asked) <= most
    assert "Traceback (most recent call last)" not in ended.out + ended.err
    assert [] == leaks(ended)


def test_target_that_is_down(tmp_path: Path) -> None:
    """Nobody listens: indeterminate, exit code 4, and the sentence names host and port."""
    ended = judge(
        ALL_STATES, "--target", profile(tmp_path, "http://127.0.0.1:9/v1", more=QUICK), cwd=tmp_path
    )

    assert (4, {"indeterminate": 10}) == (ended.code, ended.counts)
    assert "No connection to 127.0.0.1, port 9" in ended.of("verdict")[0]["reason"]
    assert "" == ended.err


def test_target_that_hangs_names_what_may_be_left(tmp_path: Path) -> None:
    """No answer in the profile's time: indeterminate, and the creation without an answer is named."""
    with hostile(200, b"{}", hang=30) as (address, _):
        ended = judge(ALL_STATES, "--target", profile(tmp_path, address, more=QUICK), cwd=tmp_path)

    assert (4, {"indeterminate": 10}) == (ended.code, ended.counts)
    (left,) = ended.of("footer")[0]["leftovers"]
    assert left.startswith("perhaps a meeting titled wxc-")
    assert "LEFT ON THE SITE" in ended.out


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        ("unauthorised", "not-exercised"),
        ("html-error:10000", "indeterminate"),
        ("server-error:10000", "indeterminate"),
    ],
)
def test_emulator_that_is_broken_as_a_whole(tmp_path: Path, running, fault: str, verdict: str) -> None:
    """A working control API beside a broken REST side still ends in 4, without a traceback."""
    act(running, "/faults", active=[fault])

    ended = judge(ALL_STATES, "--target", of_emulator(tmp_path, running), cwd=tmp_path)

    assert (4, {verdict: 10}, "") == (ended.code, ended.counts, ended.err)


def test_short_throttling_is_waited_out(tmp_path: Path, running) -> None:
    """Answers 429 with odd Retry-After values are obeyed, and the run passes."""
    act(running, "/faults", active=["throttle:2:0"])

    ended = judge(
        "rest.availability.meetingSeries.active", "--target", of_emulator(tmp_path, running), cwd=tmp_path
    )

    assert (0, {"passed": 45}) == (ended.code, ended.counts)
    assert 2 == sum((one["response"] or {}).get("status") == 429 for one in ended.of("exchange"))


def test_host_token_is_nowhere(tmp_path: Path, running) -> None:
    """A whole run against a sound emulator leaves the token in no file and on no stream."""
    from conformance.emulator import Emulator  # noqa: PLC0415 - only this test needs it

    person = next(one for one in Emulator().population if one.role == "host")
    token = str(act(running, "/tokens", email=person.email, scopes=sorted(person.scopes))["accessToken"])

    ended = judge(
        ALL_STATES, "--target", of_emulator(tmp_path, running, more=FAST), cwd=tmp_path, **{TOKEN: token}
    )

    assert 0 == ended.code
    everything = ended.out + ended.err
    everything += "".join(path.read_text("utf-8", "replace") for path in ended.folder.iterdir())
    assert token not in everything


@pytest.mark.parametrize("more", [{}, {"timezone": "Asia/Tokyo", "start": "9999-12-31T23:59:59Z"}])
def test_target_that_shows_a_meeting_that_cannot_be(tmp_path: Path, more: dict[str, str]) -> None:
    """Halves of characters, a zone of another world, the end of all time: stories are told and judged."""
    shown = {
        "id": "a" * 32,
        "siteUrl": "../reset",
        "hostEmail": "\udfff",
        "title": "\ud800",
        "password": "\ud800-Pass-\udc00x",
        "timezone": "Mars/Phobos",
        "start": "2031-05-06T07:00:00Z",
        "end": "9999-12-31T23:59:59Z",
        "recurrence": "FREQ=DAILY;UNTIL=99991231T235959Z",
        "items": [{"id": "\ud800", "meetingType": "scheduledMeeting", "start": "9999-12-31T23:59:59Z"}],
    }
    with serving(answer(http(json.dumps({**shown, **more}).encode()))) as server:
        target = profile(tmp_path, server.url(), more=QUICK)
        ended = judge("rest.update.codes", "rest.update.recurrence", "--target", target, cwd=tmp_path)

    assert 1 == ended.code
    assert 10 < ended.counts["failed"]
    assert "Traceback (most recent call last)" not in ended.out + ended.err
