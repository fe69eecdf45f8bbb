"""What a verdict about scopes costs: requests, and time beside a bare httpx replay of the very same requests.

The suite runs against an emulator in another process. Once it runs through a recorder on loopback, since the
journal has neither tokens nor e-mail addresses; that run is not timed. Then suite and replay take turns, both
straight against the emulator. The replay learns new ids and tokens by laying each answer beside the recorded
one, which is not timed either.

    python bench/scopes.py [ROUNDS]
"""

from __future__ import annotations

import json
import os
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from overhead import emulator, run_suite

ADDRESSES = ["rest.scope"]
ACTORS = """
[actors.other]
credential = { env = "BENCH_TOKEN_OF_HOST" }
[actors.admin]
role = "admin"
credential = { env = "BENCH_TOKEN_OF_ORG_ADMIN" }
[actors.officer]
role = "compliance"
credential = { env = "BENCH_TOKEN_OF_COMPLIANCE_OFFICER" }
[actors.guest]
role = "guest"
credential = { env = "BENCH_TOKEN_OF_GUEST" }
"""
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


def main() -> None:
    """Record once, then take turns; print medians and ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    runs: list[float] = []
    bare: list[float] = []
    sent: list[Recorded] = []
    with tempfile.TemporaryDirectory() as folder, emulator() as site:
        with recorder(site, sent) as recording:
            run_suite(recording, Path(folder), ADDRESSES, ACTORS)
        for _ in range(rounds):
            httpx.post(f"{site['control']}/reset", trust_env=False)
            seconds, _, lines = run_suite(site, Path(folder), ADDRESSES, ACTORS)
            runs.append(seconds)
            httpx.post(f"{site['control']}/reset", trust_env=False)
            bare.append(replay(site, sent))
    verdicts = sum(line["kind"] == "verdict" for line in lines)
    control = sum(one.path.startswith("/control") for one in sent)
    run, alone = statistics.median(runs), statistics.median(bare)
    print(f"medians of {rounds}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    print(f"{verdicts} verdicts, {len(sent) - control} requests and {control} of the control API")
    print(f"  requests a verdict           {(len(sent) - control) / verdicts:6.2f}")
    print(f"  bare httpx replay            {alone / verdicts * 1000:6.2f} ms a verdict")
    print(f"  run apart from start-up      {run / verdicts * 1000:6.2f} ms a verdict")
    print(f"  one beside the other         {run / alone:6.1f} x replay")


if __name__ == "__main__":
    main()
