"""A loopback recorder of what the suite sends, and a bare httpx client that sends the same once more.

The journal would not do: it has neither tokens nor e-mail addresses. The replay learns new ids and tokens by
laying each answer beside the recorded one, which is not timed.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

__all__ = ["Recorded", "recorder", "replay"]

NAMES = re.compile(r"[\w-]{12,}")
KEPT = ("authorization", "content-type", "accept", "timezone")


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request as it was sent, and what came back."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    status: int
    answer: bytes


@contextmanager
def recorder(site: dict[str, str], sent: list[Recorded]) -> Iterator[dict[str, str]]:
    """Serve the emulator again under another address, and write down what passes."""
    base = site["rest"].removesuffix("/v1")
    client = httpx.Client(trust_env=False)

    class Handler(BaseHTTPRequestHandler):
        """Passes requests on to the emulator, over one connection that stays open."""

        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16
        disable_nagle_algorithm = True

        def pass_on(self) -> None:
            """Ask the emulator, write both sides down, and answer as it did."""
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name: self.headers[name] for name in KEPT if name in self.headers}
            answer = client.request(self.command, base + self.path, headers=headers, content=body)
            sent.append(Recorded(self.command, self.path, headers, body, answer.status_code, answer.content))
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                if name not in {"content-length", "transfer-encoding", "connection", "date", "server"}:
                    self.send_header(name, value)
            if answer.status_code != 204:
                self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = pass_on  # noqa: N815 - names of the base class

        def log_message(self, *_: Any) -> None:
            """Nothing: standard output belongs to the figures."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_port}"
    try:
        yield {**site, "rest": f"{here}/v1", "control": f"{here}/control"}
    finally:
        server.shutdown()
        server.server_close()
        client.close()


def replay(site: dict[str, str], sent: list[Recorded]) -> float:
    """Send the recorded requests with one httpx client; returns the seconds that these took alone."""
    base = site["rest"].removesuffix("/v1")
    names: dict[str, str] = {}
    spent = 0.0
    with httpx.Client(trust_env=False) as client:
        for one in sent:
            path, headers, body = (
                _renamed(text, names) for text in (one.path, json.dumps(one.headers), one.body.decode())
            )
            begin = time.perf_counter()
            answer = client.request(
                one.method, base + path, headers=json.loads(headers), content=body.encode()
            )
            spent += time.perf_counter() - begin
            if answer.status_code != one.status:
                raise SystemExit(f"the replay was answered differently: {one.method} {path} {answer.text}")
            _learn(names, one.answer, answer.content)
    return spent


def _renamed(text: str, names: dict[str, str]) -> str:
    return NAMES.sub(lambda found: names.get(found[0], found[0]), text)


def _learn(names: dict[str, str], before: bytes, now: bytes) -> None:
    """Remember which new name stands where the recorded answer has another one."""
    old, new = NAMES.findall(before.decode("utf-8", "replace")), NAMES.findall(now.decode("utf-8", "replace"))
    if len(old) == len(new):
        names.update((one, other) for one, other in zip(old, new, strict=True) if one != other)
