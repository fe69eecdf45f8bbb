"""Runs that are interrupted or killed, what they leave, and how it is cleaned up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance.contract import load
from tests.sites import (
    CANARY,
    HOST,
    SAMPLE,
    SAMPLED,
    Ended,
    act,
    command,
    hostile,
    meetings,
    of_emulator,
    profile,
    started,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def start(folder: Path, *words: str | Path, **more: str) -> subprocess.Popen[str]:
    """Start a run into the folder `run`."""
    return started("run", "--out", folder / "run", *words, cwd=folder, **more)


def until(true: Callable[[], Any], seconds: float = 20) -> None:
    """Wait for something."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def ended(process: subprocess.Popen[str], folder: Path) -> Ended:
    """Wait for its end."""
    out, err = process.communicate(timeout=30)
    return Ended(process.returncode, out, err, folder / "run")


def created(folder: Path) -> int:
    """How many creations the run below a folder has in its ledger."""
    path = folder / "run" / "ledger.jsonl"
    return path.read_text("utf-8").count('"kind": "created"') if path.exists() else 0


def child_of(process: subprocess.Popen[str]) -> int:
    """The process id of the pytest that a run started."""
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not path.exists():
        pytest.skip("needs /proc")
    return int(path.read_text().split()[0])


def scheduled(running: Any) -> str:
    """A meeting of the same host that no run made."""
    body = {"title": "wxc-looks like ours", "start": "2031-01-01T10:00:00Z", "end": "2031-01-01T11:00:00Z"}
    headers = {"authorization": f"Bearer {HOST.token}"}
    answer = httpx.post(running.base_url + "/meetings", json=body, headers=headers, trust_env=False)
    return str(answer.json()["id"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_run_deletes_what_it_created(tmp_path: Path, running, number: signal.Signals) -> None:
    """Ctrl-C in mid-run deletes, closes the journal as interrupted, reports, and ends with 3."""
    act(running, "/faults", active=["slow-answer:0.3"])
    process = start(tmp_path, "--target", of_emulator(tmp_path, running))
    until(lambda: created(tmp_path) == 3)

    process.send_signal(number)
    run = ended(process, tmp_path)

    (footer,) = run.of("footer")
    assert (True, 3, 3, []) == tuple(
        footer[name] for name in ("interrupted", "created", "deleted", "leftovers")
    )
    assert (3, 0) == (run.code, len(meetings(running)))
    assert "NOT COMPLETE" in run.out
    assert "Traceback" not in run.out + run.err
    assert "" == running.emulator.clock.holder


@pytest.mark.parametrize("delay", [0.0, 0.1, 0.3])
def test_interrupted_at_its_start_a_run_ends_without_a_traceback(tmp_path: Path, delay: float) -> None:
    """Ctrl-C between the start of the run's process and its first request ends with 3 and one sentence."""
    process = start(tmp_path)
    until((tmp_path / "run").exists)
    time.sleep(delay)

    process.send_signal(signal.SIGINT)
    run = ended(process, tmp_path)

    assert (3, False) == (run.code, "Traceback" in run.err + run.out)
    assert "interrupted" in (run.err + run.out).lower() or "NOT COMPLETE" in run.out


def test_killed_run_is_readable_and_cleaned_up(tmp_path: Path, running) -> None:
    """After SIGKILL the journal can be reported, and clean-up deletes exactly what the run created."""
    foreign = scheduled(running)
    act(running, "/faults", active=["slow-answer:0.3"])
    target = of_emulator(tmp_path, running)
    process = start(tmp_path, "--target", target, SAMPLE)
    until(lambda: created(tmp_path) == 3)
    child = child_of(process)

    os.kill(child, signal.SIGSTOP)  # so that it is at rest between two lines, whatever it does
    process.kill()
    os.kill(child, signal.SIGKILL)
    run = ended(process, tmp_path)
    act(running, "/faults", active=[])
    report = command("report", "run", cwd=tmp_path)
    without = command("cleanup", "run", cwd=tmp_path)
    first = command("cleanup", "run", "--target", target, cwd=tmp_path)
    second = command("cleanup", "run", "--target", target, cwd=tmp_path)

    assert [] == run.of("footer")
    assert (3, True) == (report.returncode, "NOT COMPLETE" in report.stdout)
    assert (2, True) == (without.returncode, "may be left on A site of tests" in without.stderr)
    assert "Deleted: " in first.stdout
    assert [foreign] == [series.id for series in meetings(running)]
    assert 0 == first.returncode
    assert (0, True) == (second.returncode, "Nothing is left" in second.stdout)


def test_creation_without_an_answer_is_named(tmp_path: Path) -> None:
    """Killed while a creation hangs, a run has its title in the ledger, and clean-up names it."""
    with hostile(200, b"{}", hang=30) as (address, asked):
        target = profile(tmp_path, address)
        process = start(tmp_path, "--target", target, SAMPLE)
        until(lambda: asked)
        process.send_signal(signal.SIGINT)
        run = ended(process, tmp_path)
        done = command("cleanup", "run", "--target", target, cwd=tmp_path)

    assert 3 == run.code
    assert "perhaps a meeting titled wxc-" in run.of("footer")[0]["leftovers"][0]
    assert 1 == done.returncode
    assert "Perhaps left: a meeting titled 'wxc-" in done.stdout


def test_two_runs_at_once_share_an_emulator(tmp_path: Path, running) -> None:
    """The clock is held in turn, and both runs judge everything."""
    target = of_emulator(tmp_path, running)
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()

    groups = (SAMPLE, "rest.lifecycle")
    processes = [start(folder, "--target", target, *groups) for folder in folders]
    runs = [ended(process, folder) for process, folder in zip(processes, folders, strict=True)]

    assert [0, 0] == [run.code for run in runs]
    judged = SAMPLED["passed"] + len(load().select(["rest.lifecycle"]))
    assert [{**SAMPLED, "passed": judged}] * 2 == [run.counts for run in runs]
    assert [] == meetings(running)


def ledger(folder: Path, *lines: dict[str, Any], rest: str = "http://127.0.0.1:9/v1", **more: Any) -> Path:
    """A ledger with these lines after its target."""
    head = {"kind": "target", "name": "A site of tests", "rest": rest, "actor": "host", **more}
    text = "".join(json.dumps(line) + "\n" for line in (head, *lines))
    (folder / "ledger.jsonl").write_text(text, "utf-8")
    return folder / "ledger.jsonl"


CREATED = {"kind": "created", "n": 1, "pid": 1, "id": "0" * 32}


def test_cleanup_of_an_embedded_run_has_nothing_to_do(tmp_path: Path) -> None:
    """What an embedded emulator held went with it."""
    path = ledger(tmp_path, CREATED, embedded=True)

    done = command("cleanup", path, cwd=tmp_path)

    assert (0, True) == (done.returncode, "took everything with it" in done.stdout)


def test_cleanup_refuses_the_profile_of_another_site(tmp_path: Path, running) -> None:
    """Ids of one site are never deleted on another."""
    path = ledger(tmp_path, CREATED)

    done = command("cleanup", path, "--target", of_emulator(tmp_path, running), cwd=tmp_path)

    assert (2, True) == (done.returncode, "The run was against http://127.0.0.1:9/v1" in done.stderr)


def test_cleanup_of_what_is_gone_is_done(tmp_path: Path, running) -> None:
    """A meeting that somebody deleted meanwhile counts as deleted."""
    path = ledger(tmp_path, CREATED, rest=running.base_url)
    target = of_emulator(tmp_path, running)

    first = command("cleanup", path, "--target", target, cwd=tmp_path)
    second = command("cleanup", path, "--target", target, cwd=tmp_path)

    assert (0, True) == (first.returncode, "Gone already" in first.stdout)
    assert "Nothing is left" in second.stdout


@pytest.mark.parametrize("identity", ["../people/me", "a/b", "?x", "é"])
def test_cleanup_of_an_odd_id_leaves_it_and_says_so(tmp_path: Path, running, identity: str) -> None:
    """An id that is no single segment of a path is left, and the next one is still deleted."""
    path = ledger(tmp_path, CREATED, {**CREATED, "n": 2, "id": identity}, rest=running.base_url)

    done = command("cleanup", path, "--target", of_emulator(tmp_path, running), cwd=tmp_path)

    assert 1 == done.returncode
    assert f"Left: {identity}" in done.stdout
    assert "Gone already: 000" in done.stdout


def test_cleanup_on_a_site_that_is_down(tmp_path: Path) -> None:
    """What cannot be deleted now is named, with exit code 1 and no token."""
    path = ledger(tmp_path, CREATED)
    target = profile(tmp_path, "http://127.0.0.1:9/v1")

    done = command("cleanup", path, "--target", target, cwd=tmp_path, WXC_TEST_TOKEN=CANARY)

    assert (1, True) == (done.returncode, "Left: 0000" in done.stdout)
    assert CANARY not in done.stdout + done.stderr + (tmp_path / "cleanup.jsonl").read_text("utf-8")


def test_emulate_prints_who_is_there_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    """Its addresses answer as long as it runs; Ctrl-C ends it with 0 and without a traceback."""
    with started("emulate", "--port", "0", cwd=tmp_path) as process:
        assert process.stdout is not None
        text = ""
        while "Ctrl-C" not in text:
            text += process.stdout.readline()
        address = text.split()[2]
        answer = httpx.get(f"{address}/people/me", headers={"authorization": f"Bearer {HOST.token}"})
        port = address.split(":")[2].split("/")[0]
        second = command("emulate", "--port", port, cwd=tmp_path)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)

    assert (0, "", 200) == (process.returncode, err, answer.status_code)
    assert HOST.token in text
    assert 2 == second.returncode
    assert f"Nothing can listen on 127.0.0.1, port {port}: Address already in use." in second.stderr
    assert 2 == len(second.stderr.splitlines())
