"""Servers on loopback that know nothing of the suite: some have one trick, one is a small honest mock."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request: the path below `/v1`, the query's values, and the JSON body, None when it is none."""

    method: str
    path: str
    query: dict[str, list[str]]
    body: Any


@dataclass(frozen=True)
class Reply:
    """An answer; no status for a connection that is closed instead."""

    status: int | None
    body: bytes = b""
    kind: str = "application/json"

    @classmethod
    def of(cls, status: int, value: Any) -> Reply:
        """One with a JSON body."""
        return cls(status, json.dumps(value).encode())


Answering = Callable[[Asked], Reply]


@dataclass
class Alien:
    """A server that runs, and what it was asked."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def alien(answering: Answering) -> Iterator[Alien]:
    """Serve until the block is left."""
    server = Alien()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        """Takes a request apart and lets the function answer."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _answer(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length", 0)))
            parts = urlsplit(self.path)
            try:
                body = json.loads(raw) if raw else None
            except ValueError:
                body = None
            query = parse_qs(parts.query, keep_blank_values=True)
            asked = Asked(self.command, parts.path.removeprefix("/v1"), query, body)
            with lock:
                server.asked.append(asked)
                reply = answering(asked)
            if reply.status is None:
                self.close_connection = True
                return
            self.send_response(reply.status)
            if reply.body:
                self.send_header("content-type", reply.kind)
            self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else reply.body)

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815 - of http.server

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{http.server_port}/v1"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()


def always(status: int, body: Any = None, *, kind: str = "application/json") -> Answering:
    """The same answer to everything; a body that is no bytes is sent as JSON."""
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return lambda _: Reply(status, raw, kind)


def same_id(asked: Asked) -> Reply:
    """A canned meeting, always the same one, whatever is asked; its list has another one as well."""
    meeting = {"id": "canned-1", "title": "Canned", "start": "2031-05-05T10:00:00Z"}
    meeting |= {"end": "2031-05-05T11:00:00Z", "meetingType": "meetingSeries", "state": "active"}
    if asked.method == "DELETE":
        return Reply(204)
    if asked.method == "GET" and asked.path.count("/") == 1:
        return Reply.of(200, {"items": [meeting, {**meeting, "id": "canned-2"}]})
    return Reply.of(200, meeting)


def dying(answering: Answering, after: int) -> Answering:
    """A server that closes each connection without an answer after so many requests."""
    left = [after]

    def answer(asked: Asked) -> Reply:
        left[0] -= 1
        return answering(asked) if left[0] >= 0 else Reply(None)

    return answer


def slow(answering: Answering, seconds: float) -> Answering:
    """A server that takes its time."""

    def answer(asked: Asked) -> Reply:
        time.sleep(seconds)
        return answering(asked)

    return answer


_LONGEST = {"title": 128, "agenda": 1300}


class TinyMock:
    """Keeps what `tests/data/tiny_mock.yaml` says, and no more; `lax` for one that refuses nothing."""

    def __init__(self, *, lax: bool = False) -> None:
        self.meetings: dict[str, dict[str, Any]] = {}
        self._made = 0
        self._lax = lax

    def __call__(self, asked: Asked) -> Reply:
        """Answer a request."""
        begin, _, name = asked.path.rpartition("/")
        if asked.path == "/meetings" and asked.method == "POST":
            return self._create(asked.body)
        if asked.path == "/meetings" and asked.method == "GET":
            return self._list(asked.query)
        if begin != "/meetings" or name not in self.meetings:
            return self._no(404)
        if asked.method == "GET":
            return Reply.of(200, self.meetings[name])
        if asked.method == "DELETE":
            del self.meetings[name]
            return Reply(204)
        return self._no(405)

    def _create(self, body: Any) -> Reply:
        if not isinstance(body, dict) or (not self._lax and not self._is_right(body)):
            return self._no(400)
        self._made += 1
        name = f"m{self._made:06}"
        self.meetings[name] = {**body, "id": name}
        return Reply.of(200, self.meetings[name])

    def _is_right(self, body: dict[str, Any]) -> bool:
        texts = all(isinstance(body.get(name, ""), str) for name in ("title", "agenda", "start", "end"))
        if not texts or not all(len(body.get(name, "")) <= most for name, most in _LONGEST.items()):
            return False
        moments = all("T" in body.get(name, "") for name in ("start", "end"))
        number = body.get("reminderTime", 0)
        numbers = isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= 60
        options = body.get("meetingOptions", {})
        flags = [body.get("sendEmail", False)]
        flags += [options.get("enabledChat", False)] if isinstance(options, dict) else [None]
        return bool(body.get("title")) and moments and numbers and all(isinstance(one, bool) for one in flags)

    def _list(self, query: dict[str, list[str]]) -> Reply:
        most = query.get("max", ["100"])[-1]
        if not self._lax and not (most.isdecimal() and 1 <= int(most) <= 100):
            return self._no(400)
        return Reply.of(
            200, {"items": list(self.meetings.values())[: int(most) if most.isdecimal() else 100]}
        )

    @staticmethod
    def _no(status: int) -> Reply:
        return Reply.of(status, {"message": "No."})
