"""One staged meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = ["Life"]


@dataclass(slots=True, kw_only=True)
class Life:
    """A series that this run created.

    Attributes:
        name: what readings and reports call it.
        title: its title on the target.
        series: its id.
        starts: when its occurrences were scheduled to start.
        instance: id of its running or concluded instance, once there is one.
    """

    name: str
    title: str
    series: str
    starts: list[datetime]
    instance: str | None = None
