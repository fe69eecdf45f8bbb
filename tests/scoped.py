"""A target on which operations are tried, and that answers as it is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from conformance.clients import ControlClient, RestClient
from conformance.contract import Rule, load
from conformance.plugin import embedded
from conformance.staging.access import AccessStage
from conformance.staging.present import Present
from conformance.targets import Ledger, Profile

__all__ = ["CONTRACT", "Scoped", "rule"]

CONTRACT = load()
MEETING = {"id": "m1", "password": "pw", "siteUrl": "s.example.com", "title": "t"}
PEOPLE = {"host": "h@example.com", "other": "o@example.com", "admin": "a@example.com"}


def rule(address: str) -> Rule:
    """The rule of an address below `rest.scope`."""
    return CONTRACT.rules[f"rest.scope.{address}"]


class Scoped:
    """A target that answers each kind of request as it is told, and keeps what it was asked.

    Args:
        folder: where the ledger is.
        control: whether it has the control API.
        answer: status and body for an actor, a method and a path; None for what is usual.
    """

    def __init__(
        self,
        folder: Path,
        answer: Callable[[str, str, str], tuple[int, Any] | None] = lambda *_: None,
        *,
        control: bool = True,
        profile: Profile | None = None,
    ) -> None:
        self.asked: list[str] = []
        self.bodies: list[Any] = []
        self.learnt: list[str] = []
        self._answer = answer
        transport: Any = httpx.MockTransport(self._reply)
        self.profile = profile or embedded.profile("https://rest.example.com", "https://control.example.com")
        self.rest = RestClient(
            "https://rest.example.com", transport, {name: name for name in self.profile.actors}
        )
        self.control = ControlClient("https://control.example.com", transport, "wxc-1") if control else None
        self.ledger = Ledger(folder / f"ledger-{id(self)}.jsonl")
        self.stage = AccessStage(
            self.rest, Present(self.control), self.profile, self.ledger, "wxc-1", learn=self.learnt.append
        )

    def told(self, method: str, path: str) -> int:
        """How often something was asked."""
        return self.asked.count(f"{method} {path}")

    def _reply(self, request: httpx.Request) -> httpx.Response:
        method, path = request.method, request.url.path
        actor = request.headers.get("authorization", "Bearer control").removeprefix("Bearer ")
        self.asked.append(f"{method} {path}")
        self.bodies.append(json.loads(request.content) if request.content else None)
        found = self._answer(actor, method, path) or self._usual(actor, method, path)
        status, body = found
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        kind = "text/html" if content.startswith(b"<") else "application/json"
        return httpx.Response(
            status,
            content=content,
            headers={"content-type": kind},
            extensions={"exchange": f"x{len(self.asked)}"},
        )

    def _usual(self, actor: str, method: str, path: str) -> tuple[int, Any]:
        person = actor.partition(" ")[0]
        match method, path:
            case _, "/people/me":
                return 200, {"emails": [PEOPLE.get(person, f"{person}@example.com")]}
            case "POST", "/clock":
                return 200, {"now": "2031-05-06T07:08:09Z"}
            case "POST", "/tokens":
                return 200, {"accessToken": f"{self.bodies[-1]['email'][0]}-{len(self.asked)}"}
            case "POST", "/meetings":
                return 200, MEETING if person == "host" else {**MEETING, "id": "m2"}
            case "GET", _ if path.startswith("/meetings/m") and "-" not in actor:
                return 200, {**MEETING, "id": path[10:]}
        return 403, {"message": "no"}
