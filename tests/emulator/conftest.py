"""A served emulator whose clock stands still until a test moves it, and a desk to work it from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from conformance.emulator import Clock, Emulator, serve

START = datetime(2031, 3, 3, 9, 0, tzinfo=UTC)
FULL = {
    "title": "Quarterly glass blowing",
    "agenda": "Furnace, tools, safety",
    "enabledBreakoutSessions": True,
    "breakoutSessions": [{"name": "Kiln", "invitees": ["sam.attendee@example.com"]}],
    "integrationTags": ["order-77"],
    "trackingCodes": [{"name": "Department", "value": "Sales"}],
    "simultaneousInterpretation": {
        "enabled": True,
        "interpreters": [{"languageCode1": "en", "languageCode2": "fi"}],
    },
}


class Desk:
    """What tests do with the emulator, in few words."""

    start = START

    def __init__(self, running: Any, client: httpx.Client) -> None:
        self.running, self.client = running, client
        self.emulator = running.emulator
        roles = ("admin", "officer", "host", "other", "attendee", "guest")
        self.people = dict(zip(roles, self.emulator.population, strict=True))

    def call(self, method: str, path: str, who: str = "host", **more: Any) -> httpx.Response:
        """Call the REST side as somebody; `token` in place of a role is taken as it is."""
        token = self.people[who].token if who in self.people else who
        headers = {"Authorization": f"Bearer {token}"} | more.pop("headers", {})
        return self.client.request(method, self.running.base_url + path, headers=headers, **more)

    def control(self, method: str, path: str, **body: Any) -> httpx.Response:
        """Call the control API."""
        return self.client.request(method, self.running.control_url + path, json=body or None)

    def body(self, hours: float = 24, minutes: float = 60, **more: Any) -> dict[str, Any]:
        """Make a body for a meeting that begins so many hours from now."""
        start = self.emulator.clock.now() + timedelta(hours=hours)
        end = start + timedelta(minutes=minutes)
        return {"title": "Plain", "start": start.isoformat(), "end": end.isoformat()} | more

    def create(
        self, who: str = "host", hours: float = 24, minutes: float = 60, **more: Any
    ) -> dict[str, Any]:
        """Create a meeting and give the answer's body."""
        answer = self.call("POST", "/meetings", who, json=self.body(hours, minutes, **more))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def get(self, meeting_id: str, who: str = "host", **more: Any) -> dict[str, Any]:
        """Get a meeting's body."""
        answer = self.call("GET", f"/meetings/{meeting_id}", who, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def items(self, who: str = "host", **params: Any) -> list[dict[str, Any]]:
        """List meetings, first page."""
        answer = self.call("GET", "/meetings", who, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    def children(self, series_id: str, kind: str = "scheduledMeeting") -> list[dict[str, Any]]:
        """List all scheduled meetings or instances of a series, past ones too."""
        window = {"from": "2031-01-01T00:00:00Z", "to": "2038-01-01T00:00:00Z", "max": 100}
        return self.items(meetingSeriesId=series_id, meetingType=kind, **window)

    def act(self, action: str, meeting_id: str, **more: Any) -> dict[str, Any]:
        """Let people do something in a meeting and give the one item of the answer."""
        answer = self.control("POST", f"/meetings/{action}", meetingIds=[meeting_id], **more)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"][0]

    def held(
        self, *attendees: str, who: str = "host", pause: float = 0, ends: bool = True, **more: Any
    ) -> str:
        """Let a meeting be held for half an hour and give the id of the instance.

        The attendees come after the host, each after so many minutes' `pause`.
        """
        meeting = self.create(who, hours=0.1, **more)
        self.advance(minutes=7)
        run = self.act("join", meeting["id"], **{"as": "host"})["instanceId"]
        for email in attendees:
            self.advance(minutes=pause)
            self.act("join", meeting["id"], **{"as": "attendee", "email": email})
        self.advance(minutes=30)
        if ends:
            self.act("end", meeting["id"])
        return run

    def left(self, run: str, *kinds: str) -> list[str]:
        """Let an instance leave things behind and give their ids."""
        answer = self.control("POST", "/artifacts", meetingId=run, kinds=list(kinds))
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()["items"]]

    def found(self, path: str, who: str = "host", **params: Any) -> list[dict[str, Any]]:
        """List whatever there is at a path, first page."""
        answer = self.call("GET", path, who, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    def advance(self, **span: float) -> None:
        """Move the clock."""
        self.emulator.clock.move(timedelta(**span).total_seconds())

    def faults(self, *names: str) -> httpx.Response:
        """Switch on exactly these faults."""
        return self.control("PUT", "/faults", active=list(names))


@pytest.fixture(scope="session")
def running_emulator():
    """Serve one emulator on a clock that stands still."""
    with serve(Emulator(Clock.frozen(START))) as running:
        yield running


@pytest.fixture(scope="session")
def http_client():
    """Keep one client, and so one connection, for all tests."""
    with httpx.Client() as client:
        yield client


@pytest.fixture
def desk(running_emulator, http_client) -> Desk:
    """Give a desk at an emulator that is as on its first day."""
    running_emulator.emulator.reset()
    return Desk(running_emulator, http_client)


@pytest.fixture
def full_body() -> dict[str, Any]:
    """Give every setting that makes an optional attribute appear."""
    return dict(FULL)
