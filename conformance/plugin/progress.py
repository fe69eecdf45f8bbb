"""Progress of a run that the command line started, on the error stream."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import TaskID

__all__ = ["Progress"]


class Progress:
    """A line that says what is going on, how far it is and how much has failed.

    Of a run that takes longer than a moment it also says how many requests were sent of those that the
    profile allows, and how much time is left by the pace of the last cases. Without a terminal there is no
    such line.

    Args:
        shown: False for a progress that keeps quiet.
    """

    def __init__(self, *, shown: bool) -> None:
        self._watched: Callable[[], tuple[int, int]] = lambda: (0, 0)
        self._bar: Any = None
        self._task: TaskID | None = None
        self._failed = 0
        self._shown = shown
        if shown:
            from rich import progress  # noqa: PLC0415 - not needed under plain pytest
            from rich.console import Console  # noqa: PLC0415 - as above

            from conformance.plugin.columns import Left, Spent  # noqa: PLC0415 - as above

            console = Console(stderr=True)
            if console.is_terminal:
                self._bar = progress.Progress(
                    progress.SpinnerColumn(),
                    progress.TextColumn("{task.description}", markup=False),
                    # What is in words must fit a line of 80 characters; the bar takes what is left.
                    progress.BarColumn(bar_width=min(40, max(6, console.width - 68))),
                    progress.MofNCompleteColumn(),
                    Spent(self.spent),
                    Left(),
                    console=console,
                    transient=True,
                )
                self._task = self._bar.add_task("starting", total=None)
                self._bar.start()

    def watch(self, spent: Callable[[], tuple[int, int]]) -> None:
        """Show what was spent of the profile's limit; both numbers are asked for now and then."""
        self._watched = spent

    def spent(self) -> tuple[int, int]:
        """The requests that were sent, and those that the profile allows; zeros before anything is known."""
        return self._watched()

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
