"""Progress of a run that the command line started, on the error stream."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import TaskID

__all__ = ["Progress"]


class Progress:
    """A line that says what is going on, how far it is and how much has failed.

    Args:
        shown: False for a progress that keeps quiet.
    """

    def __init__(self, *, shown: bool) -> None:
        self._bar: Any = None
        self._task: TaskID | None = None
        self._failed = 0
        self._shown = shown
        if shown:
            from rich import progress  # noqa: PLC0415 - not needed under plain pytest
            from rich.console import Console  # noqa: PLC0415 - as above

            console = Console(stderr=True)
            if console.is_terminal:
                self._bar = progress.Progress(
                    progress.SpinnerColumn(),
                    progress.TextColumn("{task.description}", markup=False),
                    progress.BarColumn(),
                    progress.MofNCompleteColumn(),
                    progress.TimeRemainingColumn(),
                    console=console,
                    transient=True,
                )
                self._task = self._bar.add_task("starting", total=None)
                self._bar.start()

    def expect(self, cases: int) -> None:
        """Say how many cases there are."""
        if self._bar is not None:
            self._bar.update(self._task, total=cases, description="judging")

    def doing(self, what: str) -> None:
        """Say what is going on."""
        if self._bar is not None:
            self._bar.update(self._task, description=what)

    def say(self, text: str) -> None:
        """Print a line that stays."""
        if self._bar is not None:
            self._bar.console.print(text, markup=False, soft_wrap=True)
        elif self._shown:
            print(text, file=sys.stderr, flush=True)  # noqa: T201 - the terminal of a run that somebody started

    def judged(self, verdict: str) -> None:
        """Count one more verdict."""
        self._failed += verdict in {"failed", "error"}
        if self._bar is not None:
            words = f"judging, {self._failed} failed" if self._failed else "judging"
            self._bar.update(self._task, advance=1, description=words)

    def stop(self) -> None:
        """Take the line away."""
        if self._bar is not None:
            self._bar.stop()
