"""Starting pytest on the cases, in a process of its own.

A fresh process gives every run its own plugins and settings: none of the user's, none of the caller's.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from conformance import bundle

__all__ = ["pytest_on_cases"]

_PACKAGE = Path(bundle.__file__).parent


def pytest_on_cases(arguments: Sequence[str], *, quiet: bool = False) -> int:
    """Run the cases and wait.

    Ctrl-C and a request to terminate are passed on once, so that the run deletes what it created and
    closes its journal; a second one kills it.

    Args:
        arguments: options of the plugin.
        quiet: show nothing of what the process prints.

    Returns:
        the exit code of pytest, negative when a signal ended it.
    """
    cases = bundle.cases()
    command = [sys.executable, "-m", "pytest", "-c", str(_PACKAGE / "plugin" / "pytest.ini")]
    command += ["--rootdir", str(cases), "-p", "conformance.plugin", str(cases), *arguments]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment.pop("PYTEST_ADDOPTS", None)
    environment.pop("PYTEST_PLUGINS", None)
    if (_PACKAGE.parent / "pyproject.toml").is_file():  # a checkout that may not be installed
        paths = [str(_PACKAGE.parent), os.environ.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    output = subprocess.DEVNULL if quiet else None
    with (
        subprocess.Popen(  # noqa: S603 - our own interpreter and files
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        ) as process,
        _passing_signals_to(process),
    ):
        return process.wait()


@contextmanager
def _passing_signals_to(process: subprocess.Popen[bytes]) -> Generator[None, None, None]:
    asked = 0

    def pass_on(_number: int, _frame: Any) -> None:
        nonlocal asked
        asked += 1
        process.send_signal(signal.SIGINT if asked == 1 else signal.SIGKILL)

    try:
        before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:  # not the main thread: whoever runs it there deals with signals
        before = {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
