"""What a run costs beyond its requests: the suite beside a bare httpx loop that sends the very same ones.

Both talk to the same emulator, a process of its own. Once the suite runs through a recorder on loopback,
which is not timed. Then suite and replay take turns, both straight against the emulator. The suite's time is
from its journal: from the header, when everything has been imported, to the footer.

    python bench/overhead.py [ROUNDS] [GROUP]...
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
from recording import Recorded, recorder, replay

PROFILE = """
name = "Emulator of the benchmark"
[addresses]
rest = "{rest}"
control = "{control}"
[actors.host]
credential = {{ env = "BENCH_TOKEN" }}
[actors.other]
credential = {{ env = "BENCH_TOKEN_OF_HOST" }}
[actors.admin]
role = "admin"
credential = {{ env = "BENCH_TOKEN_OF_ORG_ADMIN" }}
[actors.officer]
role = "compliance"
credential = {{ env = "BENCH_TOKEN_OF_COMPLIANCE_OFFICER" }}
[actors.guest]
role = "guest"
credential = {{ env = "BENCH_TOKEN_OF_GUEST" }}
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
    site: dict[str, str], folder: Path, addresses: list[str]
) -> tuple[float, float, list[dict[str, Any]]]:
    """Run the suite; returns its seconds apart from start-up, its whole wall time, and its journal.

    Args:
        site: the emulator.
        folder: for the profile and the run.
        addresses: what is judged; empty for everything.
    """
    profile = folder / "site.toml"
    profile.write_text(PROFILE.format(**site), "utf-8")
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


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


GROUPS = {
    "the tables": ["rest.availability", "rest.schema"],
    "updates": ["rest.update"],
    "scopes": ["rest.scope"],
    "errors": ["rest.errors"],
}


def main() -> None:
    """Take turns for each group of rules, print medians and ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"medians of {rounds}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as folder, emulator() as site:
        for name, addresses in GROUPS.items():
            if not sys.argv[2:] or name in sys.argv[2:]:
                measure(site, Path(folder), rounds, name, addresses)


def measure(site: dict[str, str], folder: Path, rounds: int, name: str, addresses: list[str]) -> None:
    """Record once, run the suite and the replay in turn, and print what one costs beside the other."""
    sent: list[Recorded] = []
    runs, walls, bare = [], [], []
    httpx.post(f"{site['control']}/reset", trust_env=False)
    with recorder(site, sent) as recording:
        run_suite(recording, folder, addresses)
    for _ in range(rounds):
        httpx.post(f"{site['control']}/reset", trust_env=False)
        inner, wall, lines = run_suite(site, folder, addresses)
        httpx.post(f"{site['control']}/reset", trust_env=False)
        runs.append(inner)
        walls.append(wall)
        bare.append(replay(site, sent))
    verdicts = sum(line["kind"] == "verdict" for line in lines)
    control = sum(one.path.startswith("/control") for one in sent)
    run, wall, alone = statistics.median(runs), statistics.median(walls), statistics.median(bare)
    asked = len(sent) - control
    print(
        f"{name}: {verdicts} verdicts, {asked} requests ({asked / verdicts:.2f} each), {control} of control"
    )
    print(f"  bare httpx replay              {alone * 1000:6.0f} ms")
    print(f"  run apart from start-up        {run * 1000:6.0f} ms  {run / alone:5.1f} x replay")
    print(f"  run as a person waits for it   {wall * 1000:6.0f} ms  {wall / alone:5.1f} x replay")
    print(f"  a verdict beyond its requests  {(run - alone) / verdicts * 1000:6.2f} ms")


if __name__ == "__main__":
    main()
