"""The stage of generated requests at an emulator of this process, and what it asks of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from conformance.checks import Failure, Outcome, Samples, hold_samples
from conformance.contract import Rule
from conformance.emulator import Emulator
from conformance.generators.effort import EFFORTS
from conformance.generators.openapi import Examples
from conformance.plugin import embedded
from conformance.plugin.direct import Direct
from conformance.plugin.site import Site, tokens_of
from tests.samples import CONTRACT, examples
from tests.stages import HEADER, MARKER

__all__ = ["Target", "about", "answered", "at", "drawn", "rule", "said", "verdict"]

BASE = "http://127.0.0.1:9"
QUICK = EFFORTS["quick"]
Say = Callable[[httpx.Request], "httpx.Response | None"]


def rule(name: str) -> Rule:
    """A rule about generated requests."""
    return CONTRACT.rules[f"rest.generated.{name}"]


def drawn(operation: str) -> Examples:
    """What the stage sends for an operation."""
    return examples(operation, QUICK)


def said(request: httpx.Request) -> Any:
    """The JSON that a request carries."""
    return json.loads(request.content) if request.content else None


class Drawn(dict[str, Examples]):
    """What is drawn for each operation, once for all tests, since all have one seed."""

    def __contains__(self, operation: object) -> bool:
        return True

    def __missing__(self, operation: str) -> Examples:
        return drawn(operation)


def answered(status: int, content: bytes = b'{"message": "No."}') -> httpx.Response:
    """An answer as it comes from the network."""
    headers = {"content-type": "application/json"}
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))


def about(request: httpx.Request) -> str:
    """What a request is for, in words."""
    return str(request.extensions.get("purpose"))


class Target(httpx.BaseTransport):
    """An emulator of this process, and what the stage asks of it.

    Args:
        folder: of the run.
        say: answers in its place; None for its own answer.
        control: whether it has the control API.
        replay: by address, the one request that is sent.
        limits: those of the profile.
    """

    def __init__(
        self,
        folder: Path,
        say: Say = lambda _: None,
        *,
        control: bool = True,
        replay: Mapping[str, Mapping[str, Any]] | None = None,
        **limits: Any,
    ) -> None:
        self.emulator = Emulator()
        self.asked: list[httpx.Request] = []
        self.inner = Direct(self.emulator.app)
        self._say = say
        profile = embedded.profile(f"{BASE}/v1", f"{BASE}/control")
        if not control:
            profile = replace(profile, control=None, staging=("api", "discover"))
        self.profile = replace(profile, limits=replace(profile.limits, **limits))
        self.site = Site(self.profile, tokens_of(self.profile), folder, MARKER, direct=self, effort=QUICK)
        self.site.journal.append(HEADER)
        self.stage = self.site.samples(CONTRACT, 7, replay or {})
        self.stage._drawn = Drawn()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Note and answer a request."""
        request.read()
        self.asked.append(request)
        return self._say(request) or self.inner.handle_request(request)

    def samples(self, name: str) -> Samples:
        """What came of the requests of a rule."""
        return self.stage.samples(rule(name))

    def told(self, method: str, path: str = "") -> list[httpx.Request]:
        """What was asked of that method and of a path that ends so, the control API aside."""
        return [
            one
            for one in self.asked
            if one.method == method and one.url.path.startswith("/v1") and one.url.path.endswith(path)
        ]

    def asks(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Ask the emulator as the host, past the stage."""
        token = tokens_of(self.profile)["host"]
        request = httpx.Request(
            method, f"{BASE}/v1{path}", json=body, headers={"authorization": f"Bearer {token}"}
        )
        return self.inner.handle_request(request)

    def webhooks(self) -> list[Any]:
        """The host's webhooks."""
        found: list[Any] = json.loads(self.asks("GET", "/webhooks").read())["items"]
        return found


@contextmanager
def at(folder: Path, say: Say = lambda _: None, **more: Any) -> Iterator[Target]:
    """A target, whose run ends with the block."""
    target = Target(folder, say, **more)
    try:
        yield target
    finally:
        target.site.close()


def verdict(target: Target, one: Rule) -> str:
    """How a rule ends."""
    try:
        hold_samples(one, target.stage.samples(one))
    except (Outcome, Failure) as ended:
        return type(ended).__name__
    return "passed"
