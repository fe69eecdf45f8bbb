"""An emulator in a process of its own, as `webex-conformance emulate` serves it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.sites import environment

__all__ = ["emulated"]


@contextmanager
def emulated(folder: Path, *words: str, **more: str) -> Iterator[tuple[str, str]]:
    """Serve one until the end of the block.

    Args:
        folder: The working directory of its process.
        words: Further arguments of the command.
        more: Variables for its environment.

    Yields:
        The address of the Webex side and that of the control API.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "conformance.cli", "emulate", "--port", "0", *words],
        cwd=folder,
        env=environment(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            said = ""
            while "Ctrl-C" not in said:
                line = process.stdout.readline()
                assert line, f"it did not start: {said}"
                said += line
            rest, control, *_ = (word for word in said.split() if word.startswith("http://"))
            yield rest, control
        finally:
            process.terminate()
