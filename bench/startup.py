"""How long people wait before anything happens, as ratios to a bare interpreter.

python bench/startup.py [ROUNDS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "pytest --version": ["-m", "pytest", "--version"],
    "webex-conformance --help": ["-m", "conformance.cli", "--help"],
    "webex-conformance list": ["-m", "conformance.cli", "list"],
    "webex-conformance explain": [
        "-m",
        "conformance.cli",
        "explain",
        "rest.availability.meeting.lobby.password",
    ],
}


def seconds(arguments: list[str]) -> float:
    """Wall time of one process."""
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return time.perf_counter() - begin


def main() -> None:
    """Time each command in turn, round by round, and print medians and ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, arguments in COMMANDS.items():
            times[name].append(seconds(arguments))
    bare = statistics.median(times["python -c pass"])
    print(f"medians of {rounds}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    for name, found in times.items():
        middle = statistics.median(found)
        print(f"  {name:<26} {middle * 1000:6.0f} ms  {middle / bare:5.1f} x python")


if __name__ == "__main__":
    main()
