"""A target that stories are played on, and that answers as it is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from conformance.checks import Scene
from conformance.clients import ControlClient, RestClient
from conformance.contract import Step, Story
from conformance.staging.players import Player
from conformance.staging.present import Present
from conformance.staging.telling import Telling

NOW = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
START = datetime(2031, 5, 6, 9, 30, tzinfo=UTC)
SHOWN = {
    "id": "s",
    "title": "A",
    "password": "Cnf-Pass2",
    "start": "2031-05-06T09:30:00Z",
    "end": "2031-05-06T10:30:00Z",
    "timezone": "UTC",
}
BODIES = [None, 7, True, "text", [], [SHOWN], {"items": None}, {"items": [None, 7]}, b"<html>", b"", b"\xff"]


class World:
    """A target that answers each kind of request as it is told, and keeps what it was asked.

    Args:
        replies: a body, a status and a body, an error, or several in turn, by `METHOD path`; what is not
            named is answered 200 with an empty object.
    """

    def __init__(self, *, control: bool = False, **replies: Any) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.requests: list[httpx.Request] = []
        self.actors: list[tuple[str, Player | None]] = []
        self._replies = {name.replace("_", " ", 1): reply for name, reply in replies.items()}
        transport: Any = httpx.MockTransport(self._answer)
        self.rest = RestClient("https://rest.example.com", transport, {"host": "made-up"})
        api = ControlClient("https://control.example.com", transport, "wxc-1") if control else None
        self.present = Present(api)
        self.present._set(NOW)
        self.present._held = control
        self.player: Player | None = Player(
            name="one-off", title="A", series="s", starts=[START], length=timedelta(hours=1)
        )

    def telling(self, *steps: Step, method: str = "PATCH") -> Telling:
        """A story of these steps."""

        def actor(name: str, player: Player | None) -> str:
            self.actors.append((name, player))
            return name

        story = Story(subject="one-off", steps=steps)
        return Telling(story, self.player, method, self.rest, self.present, {"marker": "wxc-1"}, actor)

    def play(self, *steps: Step, method: str = "PATCH") -> list[Scene]:
        """The scenes of a story of these steps."""
        telling = self.telling(*steps, method=method)
        telling.play()
        return telling.scenes

    @property
    def calls(self) -> list[str]:
        """What was asked, in order."""
        return [name for name, _ in self.asked]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        name = f"{request.method} {request.url.path.strip('/').replace('/', '_')}"
        self.requests.append(request)
        self.asked.append((name, json.loads(request.content) if request.content else None))
        reply = self._replies.get(name, {})
        if isinstance(reply, list) and reply and isinstance(reply[0], tuple):
            reply = reply.pop(0) if len(reply) > 1 else reply[0]
        if isinstance(reply, Exception):
            raise reply
        status, body = reply if isinstance(reply, tuple) else (200, reply)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Response(
            status,
            content=content,
            headers={"Warning": "299"},
            extensions={"exchange": f"x{len(self.asked)}"},
        )
