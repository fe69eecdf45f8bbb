"""Targets for tests: the emulator served on loopback, hostile servers, and the profiles of both."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any
from unittest import mock

import httpx
import uvicorn

from conformance.cli import main
from conformance.contract import load
from conformance.emulator import Emulator, RunningEmulator
from conformance.report import Run

TOKEN = "WXC_TEST_TOKEN"
CANARY = "canary-secret-dG9rZW4tdGhhdC1tdXN0LW5vdC1sZWFr_P0"
HOST = next(person for person in Emulator().population if person.role == "host")
OTHER = [person for person in Emulator().population if person.role == "host"][1]
_USUAL = {"guide-2025", "41.12"}  # the editions that the embedded emulator is judged by
# What a run without a selection judges: every rule with a case passes on the emulator, but for what promises
# nothing.
OPEN = sum(
    rule.not_tested is not None
    if rule.cell or rule.access
    else rule.not_tested is None and _USUAL.isdisjoint(rule.editions)
    for rule in load().rules.values()
)
SOUND = sum(
    rule.not_tested is None and not _USUAL.isdisjoint(rule.editions) for rule in load().rules.values()
)
WHOLE = {"passed": SOUND, "not-applicable": OPEN}
# What a run of one group judges, where the whole contract would teach nothing more.
SAMPLE = "rest.availability"
_CELLS = load().select([SAMPLE])
SAMPLED = {
    "passed": sum(rule.not_tested is None for rule in _CELLS),
    "not-applicable": sum(rule.not_tested is not None for rule in _CELLS),
}

Change = Callable[[str, str, dict[str, str], Any], Any]


@dataclass(frozen=True)
class Ended:
    """A command that has ended, and the run that it left, if any."""

    code: int
    out: str
    err: str
    folder: Path

    @property
    def run(self) -> Run:
        """The run as its journal tells it."""
        return Run.load(self.folder)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The journal's lines."""
        return [json.loads(line) for line in (self.folder / "journal.jsonl").read_text("utf-8").splitlines()]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The journal's lines of a kind."""
        return [line for line in self.lines if line["kind"] == kind]

    @property
    def verdicts(self) -> dict[str, str]:
        """Verdict by address."""
        return {line["address"]: line["verdict"] for line in self.of("verdict")}

    @property
    def counts(self) -> dict[str, int]:
        """How many of each verdict."""
        words = list(self.verdicts.values())
        return {word: words.count(word) for word in set(words)}

    def with_verdict(self, *words: str) -> set[str]:
        """The addresses that ended so."""
        return {address for address, word in self.verdicts.items() if word in words}


def environment(**more: str) -> dict[str, str]:
    """Ours, without what would change how a command behaves."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    return {**kept, **TOKENS, "COLUMNS": "120", "NO_COLOR": "1", **more}


def command(*words: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Call `webex-conformance` in this process, which saves every test the time of loading it.

    What it prints is caught below Python, so that its own processes are heard as well.
    """
    arguments = ["webex-conformance", *map(str, words)]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as err,
        contextlib.chdir(cwd),
        mock.patch.object(sys, "argv", arguments),
        mock.patch.dict(os.environ, environment(**more), clear=True),
        _into(1, out),
        _into(2, err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code
        said = [_all_of(stream) for stream in (out, err)]
    return subprocess.CompletedProcess(arguments, code if isinstance(code, int) else 0, *said)


def started(*words: str | Path, cwd: Path, **more: str) -> subprocess.Popen[str]:
    """`webex-conformance` in a process of its own, which is left running; both of its outputs are piped."""
    return subprocess.Popen(
        [sys.executable, "-m", "conformance.cli", *map(str, words)],
        cwd=cwd,
        env=environment(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def _into(descriptor: int, stream: IO[str]) -> Iterator[None]:
    """Lead what is printed, by Python or by other processes, into a file."""
    kept = os.dup(descriptor)
    redirect = contextlib.redirect_stdout if descriptor == 1 else contextlib.redirect_stderr
    with os.fdopen(os.dup(stream.fileno()), "w", encoding="utf-8") as writer, redirect(writer):
        os.dup2(stream.fileno(), descriptor)
        try:
            yield
        finally:
            os.dup2(kept, descriptor)
            os.close(kept)


def _all_of(stream: IO[str]) -> str:
    for printed in (sys.stdout, sys.stderr):
        printed.flush()
    stream.seek(0)
    return stream.read()


def judge(*words: str | Path, cwd: Path, **more: str) -> Ended:
    """`webex-conformance run` into the folder `run` below `cwd`."""
    done = command("run", "--out", cwd / "run", *words, cwd=cwd, **more)
    return Ended(done.returncode, done.stdout, done.stderr, cwd / "run")


def profile(folder: Path, rest: str, control: str | None = None, *, top: str = "", more: str = "") -> Path:
    """Write a profile; `top` is TOML for abilities and the like, `more` what comes after everything."""
    addresses = f'rest = "{rest}"\n' + (f'control = "{control}"\n' if control else "")
    path = folder / "site.toml"
    path.write_text(
        f'name = "A site of tests"\n{top}\n[addresses]\n{addresses}\n'
        f'[actors.host]\nscopes = ["meeting:schedules_read", "meeting:schedules_write"]\n'
        f'credential = {{ env = "{TOKEN}" }}\n{more}\n',
        "utf-8",
    )
    return path


_PEOPLE = dict(
    zip(("admin", "officer", "host", "other", "attendee", "guest"), Emulator().population, strict=True)
)
_ROLES = {"admin": "admin", "officer": "compliance", "other": "user", "guest": "guest"}
TOKENS = {TOKEN: HOST.token} | {f"WXC_TEST_{name.upper()}": _PEOPLE[name].token for name in _ROLES}
EVERYBODY = "".join(
    f'[actors.{name}]\nrole = "{role}"\nscopes = {sorted(_PEOPLE[name].scopes)}\n'
    f'credential = {{ env = "WXC_TEST_{name.upper()}" }}\n'
    for name, role in _ROLES.items()
)
FAST = "[limits]\nrequests_per_second = 0\n"
TRAITS = '[traits]\ntracking_code = { name = "Department", value = "Sales" }\n'


def of_emulator(folder: Path, running: RunningEmulator, *, control: bool = True, more: str = "") -> Path:
    """The profile of a served emulator, in no hurry to spare it."""
    limits = more if "[limits]" in more else FAST + more
    if "[traits]" not in more:
        limits = TRAITS + limits
    if control:
        limits = EVERYBODY + limits
    return profile(folder, running.base_url, running.control_url if control else None, more=limits)


def meetings(running: RunningEmulator) -> list[Any]:
    """The series that exist on an emulator."""
    with running.emulator.lock:
        return list(running.emulator.world.series.values())


def act(running: RunningEmulator, path: str, **body: Any) -> Any:
    """Call the control API."""
    method = "PUT" if path == "/faults" else "POST"
    answer = httpx.request(method, running.control_url + path, json=body, trust_env=False)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


class _Changing:
    """The emulator's application, with a say in what is asked and answered."""

    def __init__(self, emulator: Emulator, before: Change | None, after: Change | None) -> None:
        self._app, self._before, self._after = emulator.app, before, after

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = await _whole(receive)
        method, path = scope["method"], scope["path"]
        query = dict(httpx.QueryParams(scope["query_string"].decode()))
        instead = self._before and self._before(method, path, query, json.loads(body) if body else None)
        if isinstance(instead, Answered):
            await instead.send(send)
            return
        if isinstance(instead, dict) and method == "GET":  # the query to use in its place
            scope = {**scope, "query_string": str(httpx.QueryParams(instead)).encode()}
        elif isinstance(instead, dict):  # the body to use in its place
            body = json.dumps(instead).encode()
        sent: list[Any] = []

        async def give() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def take(message: Any) -> None:
            sent.append(message)

        await self._app(scope, give, take)
        content = b"".join(message.get("body", b"") for message in sent[1:])
        if self._after is not None and content:
            told = self._after(method, path, query, json.loads(content))
            content = content if told is None else json.dumps(told).encode()
        headers = [(name, value) for name, value in sent[0]["headers"] if name != b"content-length"]
        headers.append((b"content-length", str(len(content)).encode()))
        await send({"type": "http.response.start", "status": sent[0]["status"], "headers": headers})
        await send({"type": "http.response.body", "body": content})


async def _whole(receive: Any) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


@dataclass(frozen=True)
class Answered:
    """An answer in place of the emulator's."""

    status: int
    content: bytes | dict[str, Any] = b""
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()

    async def send(self, send: Any) -> None:
        """Send it."""
        data = self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()
        headers = [("content-type", self.kind), ("content-length", str(len(data))), *self.headers]
        raw = [(name.encode(), value.encode()) for name, value in headers]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        await send({"type": "http.response.body", "body": data})


@contextmanager
def changed(
    *, before: Change | None = None, after: Change | None = None, emulator: Emulator | None = None
) -> Iterator[RunningEmulator]:
    """An emulator behind a wrapper: `before` may answer or change a request, `after` an answer's body."""
    emulator = emulator or Emulator()
    # The protocol is named so that asyncio switches Nagle's algorithm off: 40 ms an answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    config = uvicorn.Config(
        _Changing(emulator, before, after),  # type: ignore[arg-type] # any ASGI callable
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="off",
        ws="none",
        http="h11",
        server_header=False,
        date_header=False,
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined] # not in a thread
    with RunningEmulator(emulator, server, listener) as running:
        yield running


@contextmanager
def hostile(
    status: int, body: bytes = b"", *, hang: float = 0, **headers: str
) -> Iterator[tuple[str, list[str]]]:
    """A server that answers everything alike; gives its address and what it was asked."""
    asked: list[str] = []
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        """Answers everything as the test asked for."""

        def _answer(self) -> None:
            asked.append(f"{self.command} {self.path}")
            self.rfile.read(int(self.headers.get("content-length", 0)))
            stop.wait(hang)
            self.send_response(status)
            for name, value in {"content-length": str(len(body)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - names of http.server

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
