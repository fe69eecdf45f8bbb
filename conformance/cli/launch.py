"""Starting pytest on the cases, in a process of its own.

A fresh process gives every run its own plugins and settings: none of the user's, none of the caller's.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from conformance import bundle
from conformance.errors import ConformanceError
from conformance.evidence import JOURNAL_NAME
from conformance.generators.effort import EFFORTS, MOST_EXAMPLES

__all__ = [
    "cases_arguments",
    "document_option",
    "drawing_options",
    "own_environment",
    "pytest_on_cases",
    "run_into",
]

_Command = TypeVar("_Command", bound=Callable[..., Any])
_PACKAGE = Path(bundle.__file__).parent
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def drawing_options(command: _Command) -> _Command:
    """Give a command the options that say how much is drawn by chance: `preset` and `examples`."""
    for option in (
        click.option(
            "--examples",
            metavar="N",
            type=click.IntRange(1, MOST_EXAMPLES),
            help="Right requests drawn of each operation. [default: the preset's]",
        ),
        click.option(
            "--preset",
            type=click.Choice(list(EFFORTS)),
            help="How much is drawn by chance. [default: default; quick on a site without the control API]",
        ),
    ):
        command = option(command)
    return command


def document_option(command: _Command) -> _Command:
    """Give a command the option `openapi`: the absolute path of a document that is judged by as well."""
    return click.option(
        "--openapi",
        metavar="FILE",
        type=click.Path(path_type=Path, resolve_path=True),
        help="Also judge by this OpenAPI document, 3.0 or 3.1: rules openapi.…",
    )(command)


def run_into(folder: Path, options: Mapping[str, Any], *, meanwhile: Callable[[], None]) -> None:
    """Run the cases so that the folder of a run, which is there and empty, holds the journal.

    Args:
        folder: the run's.
        options: of the plugin, by name without the dashes; None is left out, of a list comes each.
        meanwhile: is called while the process starts.

    Raises:
        SystemExit: with 2, when the plugin has said itself what cannot be used.
        ConformanceError: the run ended before it began.
    """
    arguments = ["--conformance-cli", "--out", str(folder)]
    for name, value in options.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            arguments += [f"--{name}", str(one)] if one is not None else []
    code = pytest_on_cases(arguments, begun=folder / JOURNAL_NAME, meanwhile=meanwhile)
    if (folder / JOURNAL_NAME).is_file():
        return
    if code == 4:  # pytest's word for a usage error, already printed
        folder.rmdir()
        sys.exit(2)
    if code < 0:
        folder.rmdir()
        raise ConformanceError("The run was interrupted before anything was sent.")
    raise ConformanceError(f"The run ended before it began (pytest ended with {code}).")


def pytest_on_cases(
    arguments: Sequence[str],
    *,
    begun: Path | None = None,
    meanwhile: Callable[[], None] = lambda: None,
    quiet: bool = False,
) -> int:
    """Run the cases and wait.

    Ctrl-C and a request to terminate are passed on once, so that the run deletes what it created and
    closes its journal; a second one kills it. Before the run has begun there is nothing to delete, and
    it ends at once.

    Args:
        arguments: options of the plugin.
        begun: a file that is there once the run has begun.
        meanwhile: is called while the process starts.
        quiet: show nothing of what the process prints.

    Returns:
        the exit code of pytest, negative when a signal ended it.
    """
    # -P: a folder of the user's that is called pytest or conformance is not ours.
    command = [sys.executable, "-P", "-m", "pytest", *cases_arguments(arguments)]
    output = subprocess.DEVNULL if quiet else None
    with (
        _Asked.heard() as asked,
        subprocess.Popen(  # noqa: S603 - our own interpreter and files
            command,
            env=own_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        ) as process,
    ):
        asked.pass_on_to(process, begun)
        meanwhile()
        return process.wait()


def cases_arguments(arguments: Sequence[str]) -> list[str]:
    """What pytest is called with to run the cases with these options of the plugin."""
    cases = bundle.cases()
    command = ["-c", str(_PACKAGE / "plugin" / "pytest.ini"), "--rootdir", str(cases)]
    return [*command, "-p", "conformance.plugin", str(cases), *arguments]


def own_environment() -> dict[str, str]:
    """The environment of our own processes: nothing of the user's changes how pytest works."""
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment.pop("PYTEST_ADDOPTS", None)
    environment.pop("PYTEST_PLUGINS", None)
    if _PACKAGE.parent.name not in {"site-packages", "dist-packages"}:  # perhaps not installed
        paths = [str(_PACKAGE.parent), os.environ.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    return environment


class _Asked:
    """How often somebody asked this process to end, which is passed on to another."""

    def __init__(self) -> None:
        self._times = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._begun: Path | None = None

    @classmethod
    @contextmanager
    def heard(cls) -> Generator[_Asked, None, None]:
        """Listen, from before the other process is started until it has ended."""
        asked = cls()
        try:
            before = {number: signal.signal(number, asked) for number in _SIGNALS}
        except ValueError:  # not the main thread: whoever runs it there deals with signals
            before = {}
        try:
            yield asked
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def pass_on_to(self, process: subprocess.Popen[bytes], begun: Path | None) -> None:
        """Say who is meant, also by what was heard so far."""
        self._process, self._begun = process, begun
        if self._times:
            self._tell()

    def __call__(self, _number: int, _frame: Any) -> None:
        self._times += 1
        self._tell()

    def _tell(self) -> None:
        if self._process is None:
            return
        if self._begun is not None and not self._begun.exists():
            self._process.terminate()
        elif self._times == 1:
            self._process.send_signal(signal.SIGINT)
        else:
            self._process.kill()
