"""What a run costs beyond its requests: the suite beside a bare httpx loop that sends the very same ones.

Both talk to the same emulator, a process of its own. The suite's time is from its journal: from the
header, when everything has been imported, to the footer. The replay takes method, path, query and body
of each request from that journal; only ids are put in the place of the ids of the recorded run.

    python bench/overhead.py [ROUNDS]
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

PROFILE = """
name = "Emulator of the benchmark"
[addresses]
rest = "{rest}"
control = "{control}"
[actors.host]
credential = {{ env = "BENCH_TOKEN" }}
[traits]
tracking_code = {{ name = "Department", value = "Sales" }}
[limits]
requests_per_second = 0
"""


@contextmanager
def emulator() -> Iterator[dict[str, str]]:
    """Serve an emulator in a process of its own; gives `rest`, `control`, `token` and everybody's tokens."""
    command = [sys.executable, "-u", "-m", "conformance.cli", "emulate", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        text = ""
        while "Ctrl-C" not in text:
            text += process.stdout.readline()
        host = text[text.index(", host\n") :]
        tokens = re.findall(r", ([a-z-]+)\n  token\s+(\S+)", text)
        found = {
            "rest": re.findall(r"http\S+/v1", text)[0],
            "control": re.findall(r"http\S+/control", text)[0],
            "token": re.findall(r"token\s+(\S+)", host)[0],
            # Of two hosts the second comes last, and is the other one.
            **{f"token of {kind}": token for kind, token in tokens},
        }
        try:
            yield found
        finally:
            process.terminate()


def run_suite(
    site: dict[str, str], folder: Path, addresses: list[str], actors: str = ""
) -> tuple[float, float, list[dict[str, Any]]]:
    """Run the suite; returns its seconds apart from start-up, its whole wall time, and its journal.

    Args:
        site: the emulator.
        folder: for the profile and the run.
        addresses: what is judged; empty for everything.
        actors: tables of the profile for those beside the host.
    """
    profile = folder / "site.toml"
    profile.write_text(PROFILE.format(**site) + actors, "utf-8")
    out = Path(tempfile.mkdtemp(dir=folder))
    command = [sys.executable, "-m", "conformance.cli", "run", *addresses]
    command += ["--target", str(profile), "--out", str(out)]
    begin = time.perf_counter()
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, **{_variable(name): value for name, value in site.items()}},
    )
    wall = time.perf_counter() - begin
    lines = [json.loads(line) for line in (out / "journal.jsonl").read_text("utf-8").splitlines()]
    inner = _moment(lines[-1]["finished"]) - _moment(lines[0]["started"])
    return inner.total_seconds(), wall, lines


def _variable(name: str) -> str:
    """The environment variable of a token: `BENCH_TOKEN` for the host's."""
    return "BENCH_" + name.upper().replace(" ", "_").replace("-", "_")


def replay(site: dict[str, str], exchanges: list[dict[str, Any]]) -> float:
    """Send the recorded requests with one httpx client; returns the seconds that took."""
    ids: dict[str, str] = {}
    headers = {"authorization": f"Bearer {site['token']}"}
    with httpx.Client(trust_env=False, verify=False, headers=headers) as client:  # noqa: S501 - plain HTTP
        begin = time.perf_counter()
        for exchange in exchanges:
            # An instance's id begins with its series' id: the longer one goes first.
            request = json.dumps(exchange["request"])
            for old, new in sorted(ids.items(), key=lambda pair: -len(pair[0])):
                request = request.replace(old, new)
            asked = json.loads(request)
            response = client.request(asked["method"], asked["url"], json=asked["body"])
            if response.status_code != exchange["response"]["status"]:
                raise SystemExit(f"the replay was answered differently: {asked} {response.text}")
            _learn(ids, exchange, response)
        return time.perf_counter() - begin


def _learn(ids: dict[str, str], exchange: dict[str, Any], response: httpx.Response) -> None:
    """Remember which new id stands for which recorded one."""
    if exchange["request"]["method"] != "POST":
        return
    before, now = exchange["response"]["body"], response.json()
    if "id" in before:
        ids[before["id"]] = now["id"]
    for old, new in zip(before.get("items", []), now.get("items", []), strict=True):
        ids[old["instanceId"]] = new["instanceId"]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def main() -> None:
    """Take turns for the tables alone and for everything, print medians and ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    print(f"medians of {rounds}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as folder, emulator() as site:
        measure(site, Path(folder), rounds, "the tables", ["rest.availability", "rest.schema"])
        measure(site, Path(folder), rounds, "everything", [])


def measure(site: dict[str, str], folder: Path, rounds: int, name: str, addresses: list[str]) -> None:
    """Run the suite and the replay in turn, and print what one costs beside the other."""
    runs, walls, bare = [], [], []
    for _ in range(rounds):
        httpx.post(f"{site['control']}/reset", trust_env=False)
        inner, wall, lines = run_suite(site, folder, addresses)
        httpx.post(f"{site['control']}/reset", trust_env=False)
        runs.append(inner)
        walls.append(wall)
        exchanges = [line for line in lines if line["kind"] == "exchange"]
        bare.append(replay(site, exchanges))
    verdicts = sum(line["kind"] == "verdict" for line in lines)
    run, wall, alone = statistics.median(runs), statistics.median(walls), statistics.median(bare)
    print(f"{name}: {verdicts} verdicts, {len(exchanges)} requests")
    print(f"  bare httpx replay              {alone * 1000:6.0f} ms")
    print(f"  run apart from start-up        {run * 1000:6.0f} ms  {run / alone:5.1f} x replay")
    print(f"  run as a person waits for it   {wall * 1000:6.0f} ms  {wall / alone:5.1f} x replay")
    print(f"  a verdict beyond its requests  {(run - alone) / verdicts * 1000:6.2f} ms")


if __name__ == "__main__":
    main()
