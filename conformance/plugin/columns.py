"""What the line of progress shows of a run that takes its time."""

from __future__ import annotations

from collections.abc import Callable

from rich.progress import ProgressColumn, Task, TimeRemainingColumn
from rich.text import Text

__all__ = ["PATIENCE", "Left", "Spent"]

PATIENCE = 2.0
"""Seconds after which somebody who waits wants to know for how long; a shorter run is over by then."""


class Spent(ProgressColumn):
    """The requests that were sent, of those that the profile allows.

    Args:
        spent: gives both numbers.
    """

    def __init__(self, spent: Callable[[], tuple[int, int]]) -> None:
        super().__init__()
        self._spent = spent

    def render(self, task: Task) -> Text:
        """The text of the column; empty in the beginning, and where this process sends nothing itself."""
        used, allowed = self._spent()
        if (task.elapsed or 0) < PATIENCE or not used:
            return Text()
        return Text(f"{used:,}/{allowed:,} requests", style="progress.download")


class Left(TimeRemainingColumn):
    """The time that is left, by the pace of the last cases."""

    def render(self, task: Task) -> Text:
        """The text of the column; empty in the beginning, and until there is a pace."""
        if (task.elapsed or 0) < PATIENCE or task.time_remaining is None:
            return Text()
        left = super().render(task)
        return Text.assemble(left, (" left", left.style))
