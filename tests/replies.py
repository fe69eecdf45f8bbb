"""A REST API that answers as it is told, and what it may show instead of ids and texts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from conformance.clients import RestClient
from conformance.staging.players import Player

ODD = [None, True, 7, 1e300, "", "../x", "a b", "a/b", "x" * 201, "ä", [], ["a"], {}, {"id": "a"}]


class Target:
    """A REST API that answers as it is told, and keeps what it was asked."""

    def __init__(self, *replies: Any, status: int = 200, **headers: str) -> None:
        self.asked: list[httpx.Request] = []
        self._replies, self._status, self._headers = list(replies), status, headers
        transport: Any = httpx.MockTransport(self._answer)
        self.rest = RestClient("https://rest.example.com/v1", transport, {"host": "made-up"})

    @property
    def bodies(self) -> list[Any]:
        """The bodies that were sent."""
        return [json.loads(request.content) for request in self.asked]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if isinstance(reply, Exception):
            raise reply
        status, body = reply if isinstance(reply, tuple) else (self._status, reply)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Response(
            status, content=content, headers=self._headers, extensions={"exchange": f"x{len(self.asked)}"}
        )


def player(count: int = 3) -> Player:
    """A meeting that was created some time ago."""
    start = datetime(2031, 5, 6, 7, tzinfo=UTC)
    starts = [start + timedelta(days=day) for day in range(count)]
    return Player(name="daily", title="t", series="s", starts=starts, length=timedelta(minutes=45))
