"""The target's present: ours, what its `Date` header says, or the clock of its control API."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic

from conformance.clients import Answer, ControlClient
from conformance.errors import TargetTrouble
from conformance.moments import moment_of, reckonable
from conformance.staging.bodies import stamp

__all__ = ["HOLD", "NO_CONTROL", "Present", "far_apart"]

NO_CONTROL = "documented calls alone do not lead there, and the target offers no control API"

HOLD = 300.0  # seconds for which nobody else may move the clock, should this run die
_AGAIN = HOLD / 2
_DRIFT = timedelta(minutes=5)


def far_apart(there: datetime | None, here: datetime) -> bool:
    """Whether a target's `Date` tells of another present than ours, and of one that has a future."""
    return there is not None and reckonable(there) and abs(there - here) > _DRIFT


class Present:
    """What time it is on the target, without asking it each time.

    Args:
        control: its control API; None when it has none, or it may not be used.
    """

    def __init__(self, control: ControlClient | None) -> None:
        self.control = control
        self._base: datetime | None = None
        self._since = 0.0
        self._held = False

    def now(self) -> datetime:
        """The target's present.

        Raises:
            TargetTrouble: the control API gave no whole answer.
        """
        stale = not self._held or monotonic() - self._since > _AGAIN
        if self.control is not None and stale and _told(self.hold()) is None:
            self.control = None
        base = self._set(datetime.now(UTC)) if self._base is None else self._base
        return base + timedelta(seconds=monotonic() - self._since)

    def hold(self) -> Answer:
        """Ask the control API for the present, and keep others from moving it for a while.

        A present that has no future, such as the end of the calendar, is not taken over.

        Raises:
            TargetTrouble: no whole answer came.
        """
        assert self.control is not None, "only a control API holds clocks"  # noqa: S101 - the caller asked
        answer = self.control.hold_clock(HOLD)
        moment = _told(answer)
        if answer.ok and moment is not None:
            self._held = True
            self._set(moment)
        return answer

    def follow(self, answer: Answer) -> bool:
        """Take over the present that an answer's `Date` tells of; returns whether it is another one."""
        there = answer.date
        if self.control is not None or there is None or not far_apart(there, self.now()):
            return False
        self._set(there)
        return True

    def move(self, moment: datetime, *, hold: bool = True) -> Answer | None:
        """Move the clock there, unless that has passed; None when nothing had to be done.

        Args:
            moment: the new present.
            hold: whether others still may not move it afterwards.

        Raises:
            TargetTrouble: no whole answer came.
        """
        assert self.control is not None, "only a control API moves clocks"  # noqa: S101 - the caller asked
        if moment <= self.now():
            return None
        answer = self.control.move_clock(stamp(moment), hold_seconds=HOLD if hold else 0)
        if answer.ok:
            self._held = hold
            self._set(moment)
        return answer

    def release(self) -> None:
        """Let other runs move the clock; nothing is said when the target does not answer."""
        if self._held and self.control is not None:
            self._held = False
            with suppress(TargetTrouble):
                self.control.hold_clock(0)

    def _set(self, moment: datetime) -> datetime:
        self._base, self._since = moment, monotonic()
        return moment


def _told(answer: Answer) -> datetime | None:
    """The present that an answer of the control API tells; None when nothing can be reckoned with it."""
    moment = moment_of(answer.object.get("now"))
    return moment if moment is not None and reckonable(moment) else None
