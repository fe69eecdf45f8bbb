"""An emulator that counts: what reached its REST door, in order, and what it answered.

    python bench/counting.py

It prints one line of JSON, the addresses and tokens, and serves until it is stopped. `GET /bench/count` gives
the number of requests so far, `GET /bench/log` the list of them, which is forgotten then.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from conformance.emulator import Emulator, serve

__all__ = ["Seen", "Site", "counting_emulator"]


class Seen(NamedTuple):
    """One request: when it came, what it asked, which case of `st` sent it, what tracks the answer."""

    at: float
    method: str
    path: str
    case: str
    tracking: str


class Counted:
    """The application of an emulator, with every request to its REST door written down."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._seen: list[list[Any]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer, and write down."""
        path = scope.get("path", "")
        if path.startswith("/bench/"):
            content = json.dumps(len(self._seen) if path.endswith("count") else self._seen).encode()
            if path.endswith("log"):
                self._seen.clear()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": content})
        elif path.startswith("/v1"):
            case = dict(scope["headers"]).get(b"x-schemathesis-testcaseid", b"").decode("latin-1")
            row = [time.time(), scope["method"], path, case, ""]
            self._seen.append(row)

            async def note(message: Any) -> None:
                if message["type"] == "http.response.start":
                    row[4] = dict(message["headers"]).get(b"trackingid", b"").decode("latin-1")
                await send(message)

            await self._app(scope, receive, note)
        else:
            await self._app(scope, receive, send)


class Site:
    """Such an emulator in a process of its own.

    Attributes:
        names: `rest`, `control`, `token` and everybody's tokens, as profiles want them.
    """

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names
        self._client = httpx.Client(trust_env=False, timeout=60)
        self._base = names["rest"].removesuffix("/v1")

    def begin(self, fault: str = "") -> None:
        """Go back to the beginning, with one fault on or none, and count from there."""
        self._client.post(f"{self._base}/control/reset").raise_for_status()
        answer = self._client.put(f"{self._base}/control/faults", json={"active": [fault] if fault else []})
        answer.raise_for_status()
        self._client.get(f"{self._base}/bench/log")

    def count(self) -> int:
        """How many requests have come."""
        return int(self._client.get(f"{self._base}/bench/count").text)

    def log(self) -> list[Seen]:
        """What has come, which is forgotten then."""
        return [Seen(*row) for row in self._client.get(f"{self._base}/bench/log").json()]


@contextmanager
def counting_emulator() -> Iterator[Site]:
    """Serve one in a process of its own, until the end of the block."""
    command = [sys.executable, "-u", str(Path(__file__).resolve())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        try:
            yield Site(json.loads(process.stdout.readline()))
        finally:
            process.kill()


def main() -> None:
    """Serve until stopped."""
    emulator = Emulator()
    # The application is made once and kept under this name.
    emulator.__dict__["app"] = Counted(emulator.app)
    with serve(emulator) as running:
        tokens = {f"token of {person.role}": person.token for person in emulator.population}
        first = next(person.token for person in emulator.population if person.role == "host")
        print(
            json.dumps({"rest": running.base_url, "control": running.control_url, "token": first, **tokens})
        )
        running.wait()


if __name__ == "__main__":
    main()
