"""Our generated cases and the command line of schemathesis, run alike and read alike."""

from __future__ import annotations

import bisect
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from counting import Seen, Site
from merging import merged
from overhead import PROFILE

__all__ = ["STOP", "Finding", "Outcome", "ours", "schemathesis"]

PATIENCE = 0.5
LONGEST = 900.0
SEED = "20250101"

STOP = threading.Event()
"""Set when whatever still runs is to be ended at once."""

Finding = tuple[str, ...]
"""What is said to be wrong: the address of a rule, or an operation and a check."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one run.

    Attributes:
        found: what it complained of, with the number of the request whose answer showed it.
        requests: how many requests the REST door counted.
        wall: seconds of the whole command.
        busy: seconds from its first request to its last.
        processor: seconds of processor time that the command took, the emulator not counted. It means
            nothing while several commands run at a time.
        code: what the command ended with; negative when it was ended.
    """

    found: dict[Finding, int]
    requests: int
    wall: float
    busy: float
    processor: float
    code: int


@dataclass(frozen=True, slots=True)
class _Complaint:
    """One finding: when it was written, and what its requests are known by to the emulator."""

    finding: Finding
    at: float
    marks: list[str]


@dataclass(slots=True)
class _Report:
    """A file of JSON lines that a command is still writing."""

    path: Path
    complaints_in: Callable[[dict[str, Any]], Iterator[_Complaint]]
    complaints: list[_Complaint] = field(default_factory=list)
    _place: int = 0

    def read(self) -> list[_Complaint]:
        """All complaints so far."""
        if self.path.is_file():
            with self.path.open("rb") as file:
                file.seek(self._place)
                text = file.read()
            whole = text[: text.rfind(b"\n") + 1]
            self._place += len(whole)
            for line in whole.splitlines():
                self.complaints += self.complaints_in(json.loads(line))
        return self.complaints


def ours(
    site: Site,
    folder: Path,
    fault: str = "",
    *,
    addresses: Iterable[str],
    effort: str,
    known: Container[Finding] = (),
    most: int = 0,
) -> Outcome:
    """Run `webex-conformance run`.

    Args:
        site: the emulator.
        folder: for the profile and the run.
        fault: the one that is on; empty for none.
        addresses: what is judged.
        effort: the preset.
        known: what runs without faults complain of.
        most: requests after which nothing counts; the run is ended there, or at its first complaint that is
            not known. 0 lets it come to its own end.
    """
    here = Path(tempfile.mkdtemp(dir=folder))
    profile = here / "site.toml"
    profile.write_text(PROFILE.format(**site.names), "utf-8")
    command = [sys.executable, "-m", "conformance.cli", "run", *addresses, "--target", str(profile)]
    command += ["--out", str(here / "run"), "--preset", effort, "--seed", SEED]
    tokens = {_variable(name): text for name, text in site.names.items()}
    report = _Report(here / "run" / "journal.jsonl", _Verdicts())
    return _run(site, command, {**os.environ, **tokens}, here, fault, report, known, most)


def schemathesis(
    site: Site,
    folder: Path,
    fault: str = "",
    *,
    options: list[str],
    known: Container[Finding] = (),
    most: int = 0,
) -> Outcome:
    """Run `st run` on all our documents as one, with further options; else as `ours`."""
    here = Path(tempfile.mkdtemp(dir=folder))
    document = folder / f"{site.names['rest'].rpartition(':')[2].partition('/')[0]}.json"
    if not document.is_file():
        document.write_text(json.dumps(merged(site.names["rest"])), "utf-8")
    events = here / "events.ndjson"
    command = [str(Path(sys.executable).parent / "st"), "run", str(document), "--no-color", "--seed", SEED]
    command += ["--url", site.names["rest"], "-H", f"Authorization: Bearer {site.names['token']}"]
    command += ["--report", "ndjson", "--report-ndjson-path", str(events), "--generation-database", "none"]
    report = _Report(events, _failures)
    return _run(site, [*command, *options], dict(os.environ), here, fault, report, known, most)


def _variable(name: str) -> str:
    """The environment variable of a token, as the profile of bench/overhead.py wants it."""
    return "BENCH_" + name.upper().replace(" ", "_").replace("-", "_")


def _run(
    site: Site,
    command: list[str],
    env: dict[str, str],
    folder: Path,
    fault: str,
    report: _Report,
    known: Container[Finding],
    most: int,
) -> Outcome:
    """Run a command to its own end, or to that of its share; nothing of it is left running."""
    site.begin(fault)
    begin, before = time.perf_counter(), os.times()
    with _process(command, env, folder) as process:  # which is killed on the way out
        while process.poll() is None:
            if STOP.wait(PATIENCE):
                break
            if most and any(one.finding not in known for one in report.read()):
                break
            if time.perf_counter() - begin > LONGEST or (most and site.count() >= most):
                _stop(process)
        wall = time.perf_counter() - begin
    after = os.times()
    seen = site.log()
    numbers = _numbers(seen)
    times = [one.at for one in seen]
    found: dict[Finding, int] = {}
    for one in report.read():
        named = max((numbers.get(mark, 0) for mark in one.marks), default=0)
        number = named or bisect.bisect(times, one.at)
        if not most or number <= most:
            found[one.finding] = min(number, found.get(one.finding, number))
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Outcome(found, len(seen), wall, times[-1] - times[0] if times else 0.0, spent, process.returncode)


@contextmanager
def _process(command: list[str], env: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, env=env, cwd=folder, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and whatever it has started: our own starts pytest in a session of its own."""
    for pid in [process.pid, *_below(process.pid)]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def _below(pid: int) -> list[int]:
    """The processes that a process has started, and those that these have."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:  # it has ended, and its children with it
        return []
    return [one for child in children for one in (int(child), *_below(int(child)))]


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask for an end, so that what was found is still written down, and then insist."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=8)
    except subprocess.TimeoutExpired:
        _end(process)


def _numbers(seen: list[Seen]) -> dict[str, int]:
    """The numbers of requests, from 1, by the case that sent them and by what tracks their answers."""
    numbers: dict[str, int] = {}
    for number, one in enumerate(seen, 1):
        numbers.setdefault(one.case or one.tracking, number)
    return numbers


class _Verdicts:
    """Reads a journal: what failed, and what was advised because the rule is only our reading."""

    def __init__(self) -> None:
        self._tracking: dict[str, str] = {}

    def __call__(self, line: dict[str, Any]) -> Iterator[_Complaint]:
        if line["kind"] == "exchange":
            answer = line.get("response") or {}
            self._tracking[line["id"]] = answer.get("headers", {}).get("trackingid", "")
        elif line["kind"] == "verdict" and line["verdict"] in ("failed", "advisory"):
            marks = [self._tracking.get(each, "") for each in line.get("exchanges", ())]
            yield _Complaint((line["address"],), datetime.fromisoformat(line["at"]).timestamp(), marks)


def _failures(line: dict[str, Any]) -> Iterator[_Complaint]:
    """Failures of checks in one of the events that schemathesis writes."""
    event = line.get("ScenarioFinished", {})
    recorder = event.get("recorder", {})
    for case, checks in recorder.get("checks", {}).items():
        for check in checks:
            if check["status"] == "failure":
                failure = check.get("failure_info", {}).get("failure", {})
                operation = failure.get("operation") or recorder["label"]
                yield _Complaint((operation, check["name"]), event["timestamp"], [case])
