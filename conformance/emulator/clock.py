"""The emulator's present: real UTC time plus an offset that only grows.

A run that needs the clock to itself holds it; everybody else is refused until the hold is dropped
or has run out. Holds count real seconds, so that a crashed run blocks nobody for long.
"""

from __future__ import annotations

import math
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Clock", "ClockHeldError"]


class ClockHeldError(Exception):
    """Somebody else holds the clock.

    Attributes:
        retry_after: Whole real seconds, at least 1, until the hold runs out.
    """

    def __init__(self, holder: str, retry_after: int) -> None:
        """Name the holder and the seconds left."""
        self.retry_after = retry_after
        super().__init__(f"The clock is held by {holder!r} for at most {retry_after} s more.")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Clock:
    """A present that runs at the pace of its origin and can be put forwards.

    Args:
        origin: Gives the time without offset; real UTC time unless a test passes its own.
        pulse: Real seconds from any zero, for holds.
    """

    def __init__(
        self, origin: Callable[[], datetime] = _utc_now, pulse: Callable[[], float] = time.monotonic
    ) -> None:
        self._origin = origin
        self._pulse = pulse
        self._lock = threading.RLock()
        self._offset = timedelta()
        self._latest = datetime.min.replace(tzinfo=UTC)
        self._holder = ""
        self._held_until = 0.0

    @classmethod
    def starting(cls, at: datetime) -> Clock:
        """Make a clock that shows `at` (aware) now and runs on at the pace of real time."""
        zero = time.monotonic()
        return cls(lambda: at + timedelta(seconds=time.monotonic() - zero))

    @classmethod
    def frozen(cls, at: datetime) -> Clock:
        """Make a clock that shows `at` (aware) until it is moved."""
        return cls(lambda: at)

    def now(self) -> datetime:
        """Give the present in UTC; it never goes back, even when the system's clock does."""
        with self._lock:
            self._latest = max(self._latest, self._origin() + self._offset)
            return self._latest

    def move(self, seconds: float = 0.0, *, to: datetime | None = None, holder: str = "") -> datetime:
        """Move the present forwards by seconds, or to a moment, and give it.

        Raises:
            ClockHeldError: Another holder has the clock.
            ValueError: The move would go back, or beyond the year 9999.
        """
        with self._lock:
            self._refuse_foreign(holder)
            now = self.now()
            try:
                target = to.astimezone(UTC) if to is not None else now + timedelta(seconds=seconds)
                step = target - now
                if step < timedelta():
                    raise ValueError("The clock never goes back.")
                if target.year > 9000:
                    raise ValueError("The clock cannot be moved that far.")
            except OverflowError:
                raise ValueError("The clock cannot be moved that far.") from None
            self._offset += step
            return self.now()

    def hold(self, holder: str, seconds: float) -> None:
        """Take or renew the hold for real seconds; 0 drops one's own hold.

        Raises:
            ClockHeldError: Another holder has the clock; dropping what one does not hold is no error.
        """
        with self._lock:
            if seconds > 0:
                self._refuse_foreign(holder)
                self._holder, self._held_until = holder, self._pulse() + seconds
            elif self.holder == holder:
                self._holder = ""

    @property
    def holder(self) -> str:
        """Who holds the clock; empty when nobody does."""
        with self._lock:
            if self._holder and self._pulse() >= self._held_until:
                self._holder = ""
            return self._holder

    def reset(self) -> None:
        """Go back to the origin's time and drop any hold."""
        with self._lock:
            self._offset = timedelta()
            self._latest = datetime.min.replace(tzinfo=UTC)
            self._holder = ""

    def _refuse_foreign(self, holder: str) -> None:
        current = self.holder
        if current and current != holder:
            raise ClockHeldError(current, max(1, math.ceil(self._held_until - self._pulse())))
