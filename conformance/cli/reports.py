"""`webex-conformance report`, and what every run shows at its end."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.errors import UsageError

if TYPE_CHECKING:
    from conformance.report import Run

__all__ = ["prepare", "report_command", "show", "write"]

_WRITERS = ("run", "summary", "terminal", "page", "results", "junit")


@click.command("report")
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--out", metavar="DIR", type=click.Path(path_type=Path), help="Where to. [default: the run's folder]"
)
@click.option("--junit", metavar="FILE", type=click.Path(path_type=Path), help="Also write JUnit XML there.")
@click.option(
    "--allure", metavar="DIR", type=click.Path(path_type=Path), help="Also write Allure results there."
)
@click.option("--min-coverage", type=click.FloatRange(0, 100), metavar="PERCENT", help="End with 5 below it.")
def report_command(
    run: Path, out: Path | None, junit: Path | None, allure: Path | None, min_coverage: float | None
) -> int:
    """Write the reports of RUN again, a run's folder or its journal.jsonl.

    Nothing but the journal is read, so reports can be made anywhere, also of runs that were cut short.
    The exit code is that of the run.
    """
    folder = run if run.is_dir() else run.parent
    return show(run, out or folder, junit=junit, allure=allure, min_coverage=min_coverage)


def show(
    run: Path, folder: Path, *, junit: Path | None, allure: Path | None, min_coverage: float | None
) -> int:
    """Write every report, print the summary and return the exit code.

    Raises:
        JournalError: the journal cannot be read.
        UsageError: a report cannot be written where it was asked for.
    """
    from rich.console import Console  # noqa: PLC0415 - see prepare

    from conformance.report import Run, exit_code, print_summary  # noqa: PLC0415 - loaded while the run goes on

    loaded = Run.load(run)
    written = write(loaded, folder, junit=junit, allure=allure)
    code = exit_code(loaded, min_coverage)
    try:
        print_summary(loaded, Console(), reports=written)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has gone, e.g. `| head`; the verdict is the same
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return code


def write(run: Run, folder: Path, *, junit: Path | None = None, allure: Path | None = None) -> list[Path]:
    """Write every report, and return the paths of those that people open.

    Raises:
        UsageError: one cannot be written where it was asked for.
    """
    from conformance.report import write_all, write_allure, write_junit  # noqa: PLC0415 - as in show

    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = [write_all(run, folder)[0]]
        if junit:
            junit.parent.mkdir(parents=True, exist_ok=True)
            written.append(write_junit(run, junit))
        if allure:
            written.append(write_allure(run, allure))
    except OSError as error:
        raise UsageError(
            f"A report cannot be written: {error.filename or folder}: {error.strerror}.",
            hint=f"The journal is safe; try again with `webex-conformance report {run.path}`.",
        ) from None
    return written


def prepare() -> None:
    """Load what writes reports, which takes as long as a run, while the run goes on."""
    for module in ("rich.console", "jinja2", *(f"conformance.report.{name}" for name in _WRITERS)):
        importlib.import_module(module)
