"""Walks against targets that answer oddly or not at all, and how what was asked is told."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from conformance.checks import Indeterminate
from conformance.clients import ControlClient, RestClient
from conformance.errors import Unreachable
from conformance.staging import WalkStage
from conformance.staging.present import Present
from conformance.staging.walk_asking import Asked, curl_lines
from conformance.targets import Profile
from tests.test_staging_walking import BASE, MARKER, MUST, RULES, SMALL, judge

_MEETING = {"id": "a" * 32, "meetingType": "meetingSeries", "state": "active"}
_ODD: list[Any] = [
    None,
    7,
    True,
    "text",
    [],
    [None, 7],
    {"items": None},
    {"items": [None, 7, []]},
    {"id": []},
    {"id": "../x"},
    {**_MEETING, "items": [{"id": [], "state": {}, "title": [], "start": 7, "meetingType": {}}]},
    {**_MEETING, "items": [_MEETING, _MEETING]},
    {**_MEETING, "items": [{"id": "foreign", "meetingType": "scheduledMeeting"}] * 3},
    {**_MEETING, "state": ["x"], "title": {}, "items": [{"id": f"b{n}", "start": "x"} for n in range(3)]},
    b"<html>",
    b"\xff",
]


@pytest.mark.parametrize("status", [200, 204, 302, 400, 403, 404, 500])
def test_odd_targets_end_in_an_outcome(status: int) -> None:
    """Whatever they answer, it is a failure or an outcome, and soon over."""
    for reply in _ODD:
        asked: list[httpx.Request] = []

        def answer(
            request: httpx.Request, reply: Any = reply, asked: list[httpx.Request] = asked
        ) -> httpx.Response:
            asked.append(request)
            content = reply if isinstance(reply, bytes) else json.dumps(reply).encode()
            return httpx.Response(status, content=content, extensions={"exchange": f"x{len(asked)}"})

        stage = _stage_on(answer)
        ends = {judge(rule, stage.walked(rule)) for rule in RULES}
        assert ends <= {"failed", "passed", "NotExercised", "Indeterminate"}
        assert len(asked) < 1500


def test_a_target_that_is_away_says_nothing() -> None:
    """All walks end with the first."""

    def away(_: httpx.Request) -> httpx.Response:
        raise Unreachable("No connection to example.com.")

    with pytest.raises(Indeterminate, match="No connection"):
        MUST.keep_walks(RULES[0], _stage_on(away).walked(RULES[0]))
    with pytest.raises(Indeterminate, match="No connection"):
        _stage_on(away, control=True).walked(RULES[0])


def _stage_on(answer: Any, *, control: bool = False) -> WalkStage:
    transport: Any = httpx.MockTransport(answer)
    rest = RestClient("https://rest.example.com/v1", transport, {"host": "made-up"})
    api = ControlClient("https://control.example.com", transport, MARKER) if control else None
    profile = Profile(
        name="t",
        digest="",
        rest="https://rest.example.com/v1",
        actors={},
        control="https://control.example.com" if control else None,
    )
    return WalkStage(rest, Present(api), profile, MARKER, 1, SMALL, replays=0)


# Lines for a shell


def test_requests_become_lines_for_a_shell() -> None:
    """Steps and what they need, in order; several names of one answer ask once."""
    created = Asked(
        door="rest",
        method="POST",
        path="/meetings",
        body={"title": "It's"},
        gives={"M1": ".id", "M1_PASSWORD": ".password"},
        step=True,
    )
    read = Asked(door="rest", method="GET", path="/meetings/{M1}")
    listed = Asked(
        door="rest",
        method="GET",
        path="/meetings",
        query={"meetingSeriesId": "{M1}"},
        gives={"M1_1": ".items[0].id", "M1_2": ".items[1].id"},
    )
    body = {"password": "{M1_PASSWORD}"}
    changed = Asked(door="rest", method="PUT", path="/meetings/{M1_2}", body=body, step=True)
    joined = Asked(
        door="control", method="POST", path="/meetings/join", body={"meetingIds": ["{M1}"]}, step=True
    )

    lines = curl_lines([created, read, listed, changed, joined, read], 6, BASE, "http://127.0.0.1/control")

    token = '-H "Authorization: Bearer $WEBEX_TOKEN"'
    json_ = "-H 'Content-Type: application/json'"
    titled = """--data-raw '{"title":"It'"'"'s"}'"""
    second = "| jq -r '.items[1].id'"
    secret = """--data-raw '{"password":"'"$M1_PASSWORD"'"}'"""
    named = """--data-raw '{"meetingIds":["'"$M1"'"]}'"""
    assert [
        f"WEBEX_API={BASE}",
        "CONTROL_API=http://127.0.0.1/control",
        f'ANSWER=$(curl -sS -X POST "$WEBEX_API/meetings" {token} {json_} {titled})',
        'M1=$(printf %s "$ANSWER" | jq -r .id)',
        'M1_PASSWORD=$(printf %s "$ANSWER" | jq -r .password)',
        f'M1_2=$(curl -sS -X GET "$WEBEX_API/meetings?meetingSeriesId=$M1" {token} {second})',
        f'curl -sS -X PUT "$WEBEX_API/meetings/$M1_2" {token} {json_} {secret}',
        f'curl -sS -X POST "$CONTROL_API/meetings/join" {json_} {named}',
        f'curl -sS -X GET "$WEBEX_API/meetings/$M1" {token}',
    ] == lines.splitlines()
