"""What is already on a site is found by its owner's lists, read, and left alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from conformance.checks import Indeterminate, NotExercised
from conformance.clients import RestClient
from conformance.staging.finding import FOUND, Finding
from conformance.staging.present import Present
from tests.replies import ODD

Reply = Callable[[str, dict[str, str]], Any]
LISTS: dict[str, Any] = {
    "/recordings": [{"id": "r1"}, {"id": "r2", "meetingId": "m1"}],
    "/meetings": [{"id": "m2", "state": "ended"}, {"id": "m3", "state": "inProgress"}],
    "/meetingTranscripts": [{"id": "t1"}],
    "/meetingTranscripts/t1/snippets": [{"id": "s1"}],
    "/meetingParticipants": [{"id": "p1"}],
    "/meetings/polls": [{"id": "q0"}, {"id": "q1", "questions": [{"id": 4}]}],
    "/meetingClosedCaptions": [{"id": "c1"}],
    "/meetings/q_and_a": [{"id": "a1"}],
}


class _Site:
    """Answers lists, and remembers what was asked."""

    def __init__(self, reply: Reply) -> None:
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self._reply = reply
        transport: Any = httpx.MockTransport(self._answer)
        rest = RestClient("https://rest.example.com/v1", transport, {"host": "made-up", "other": "made-up"})
        self.finding = Finding(rest, Present(None))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path, query = request.url.path.removeprefix("/v1"), dict(request.url.params)
        self.asked.append((request.method, path, query))
        reply = self._reply(path, query)
        status, body = reply if isinstance(reply, tuple) else (200, {"items": reply})
        return httpx.Response(status, content=json.dumps(body).encode(), extensions={"exchange": "x"})


def _whole(path: str, _query: dict[str, str]) -> Any:
    return LISTS[path]


def test_every_kind_is_found_by_reading_alone() -> None:
    """A recording leads to its meeting, the meeting to what else it left."""
    site = _Site(_whole)

    found = {name: site.finding.get(name, "host") for name in sorted(FOUND)}

    assert {
        "recording": "r2",
        "ended": "m1",
        "live": "m3",
        "transcript": "t1",
        "snippet": "s1",
        "participant": "p1",
        "poll": "q1",
        "pollQuestion": "4",
        "caption": "c1",
        "question": "a1",
    } == found
    assert {"GET"} == {method for method, _, _ in site.asked}
    assert {"m1"} == {query["meetingId"] for _, _, query in site.asked if "meetingId" in query}
    assert site.finding.found("t1", "host")
    assert not site.finding.found("t1", "other")


def test_what_was_found_or_missed_is_not_looked_for_again() -> None:
    """Hundreds of rules share one search."""
    site = _Site(lambda path, query: [] if path == "/meetingClosedCaptions" else _whole(path, query))

    for _ in range(3):
        site.finding.get("ended", "host")
        with pytest.raises(NotExercised, match="no closed caption of host was found on the site"):
            site.finding.get("caption", "host")

    assert 2 == len(site.asked)


def test_without_recordings_the_list_of_meetings_tells() -> None:
    """Also where recordings are refused to the host."""
    refused = (403, {"message": "no"})
    for reply in ([], refused):
        site = _Site(lambda path, query, reply=reply: reply if path == "/recordings" else _whole(path, query))

        assert "m2" == site.finding.get("ended", "host")
        with pytest.raises(NotExercised):
            site.finding.get("recording", "host")


def test_a_transcript_of_another_meeting_will_do() -> None:
    """It is read by its own id."""
    site = _Site(
        lambda path, query: [] if "Transcripts" in path and "meetingId" in query else _whole(path, query)
    )

    assert "t1" == site.finding.get("transcript", "host")


@pytest.mark.parametrize("odd", ODD)
def test_odd_ids_are_no_ids(odd: Any) -> None:
    """What cannot stand in a path is as good as missing."""
    site = _Site(lambda _path, _query: [{"id": odd, "meetingId": odd, "questions": odd, "state": odd}, [odd]])

    for name in sorted(FOUND):
        with pytest.raises(NotExercised):
            site.finding.get(name, "host")


@pytest.mark.parametrize(("status", "kind"), [(403, NotExercised), (404, NotExercised), (500, Indeterminate)])
def test_refusals_are_reasons(status: int, kind: type[Exception]) -> None:
    """A server's error is no statement about the site."""
    site = _Site(lambda _path, _query: (status, {"message": "no"}))

    with pytest.raises(kind):
        site.finding.get("live", "host")
