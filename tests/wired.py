"""An emulator of this process with a record of all that reaches it, and what came of a run against it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from conformance.emulator import RunningEmulator
from conformance.plugin.direct import Direct

__all__ = ["Ran", "Sent", "Wire"]


@dataclass(frozen=True)
class Sent:
    """A request that left, and the status of its answer."""

    method: str
    path: str
    query: Mapping[str, str]
    content: bytes
    purpose: str
    status: int

    @property
    def body(self) -> Any:
        """Its JSON value; the text of what is none."""
        try:
            return json.loads(self.content or b"null")
        except ValueError:
            return self.content.decode()


class Wire(Direct):
    """Hands requests to an emulator and keeps those to its Webex side."""

    def __init__(self, running: RunningEmulator) -> None:
        super().__init__(running.emulator.app)  # type: ignore[arg-type] # any ASGI callable
        self._rest = running.base_url
        self.sent: list[Sent] = []
        self.passwords: set[str] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        answer, url = super().handle_request(request), str(request.url)
        content = answer.read()
        self.passwords |= set(re.findall(r'"password": ?"([^"]{6,})"', content.decode("utf-8", "replace")))
        if url.startswith(self._rest):
            path = request.url.path.removeprefix(httpx.URL(self._rest).path)
            purpose = str(request.extensions.get("purpose"))
            self.sent.append(
                Sent(
                    request.method,
                    path,
                    dict(request.url.params),
                    request.content,
                    purpose,
                    answer.status_code,
                )
            )
        return httpx.Response(
            answer.status_code, headers=answer.headers.raw, stream=httpx.ByteStream(content)
        )


@dataclass
class Ran:
    """What came of a run."""

    folder: Path
    wire: Wire
    created: int = 0
    tried: int = 0
    requests: int = 0
    ends: dict[str, BaseException | None] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)

    @property
    def writes(self) -> list[Sent]:
        """What left and was no mere read."""
        return [one for one in self.wire.sent if one.method != "GET"]

    def ended(self, kind: type[BaseException]) -> set[str]:
        """The addresses that ended so."""
        return {address for address, end in self.ends.items() if isinstance(end, kind)}
