"""A process that runs the cases again and again, for the proof: most of a short run is loading.

Each line of its standard input is a JSON array of the plugin's options; each line of its standard output is
the exit code of the run that came of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from conformance.cli.launch import cases_arguments, own_environment
from conformance.errors import ConformanceError

__all__ = ["Workshop"]


class Workshop:
    """Runs the cases, one run after the other, in one process that is not this one."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "conformance.cli.workshop"],
            env=own_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        """Nothing more: the process runs already."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """End the process, in whatever it is doing."""
        self._process.kill()
        with suppress(BrokenPipeError), self._process:  # what was never read is flushed to nobody
            pass

    def run(self, arguments: Sequence[str]) -> int:
        """Run the cases with these options, and wait.

        Returns:
            the exit code of pytest.

        Raises:
            ConformanceError: the process is gone.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        try:
            if stdin is not None:
                stdin.write(json.dumps(list(arguments)) + "\n")
                stdin.flush()
            answer = stdout.readline() if stdout is not None else ""
        except OSError:
            answer = ""
        if not answer:
            raise ConformanceError("A process of the proof ended in the middle of its work.")
        return int(answer)


def _work() -> None:
    import pytest  # noqa: PLC0415 - whoever only starts workshops does not need it

    answers = os.fdopen(os.dup(1), "w")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - only its descriptor matters
        os.dup2(nowhere.fileno(), 1)
    for line in sys.stdin:
        code = pytest.main(cases_arguments(json.loads(line)))
        print(int(code), file=answers, flush=True)


if __name__ == "__main__":
    _work()
