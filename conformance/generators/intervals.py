"""The recurring intervals of a series' scheduled meetings, and moves that try their borders.

Written from rule 5 of the `guide`, "Restrictions on Updating a Meeting", alone. The starts are those
that the target lists, so nothing here depends on how a recurrence is expanded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from conformance.generators.series import Frequency, span

__all__ = ["Interval", "Probe", "intervals", "probes"]

_MINUTE = timedelta(minutes=1)
_MARGIN = timedelta(hours=1)
_BEYOND = timedelta(days=40)
# The guide prints one border of its weekly example at this hour, all others at midnight.
_TEN = time(10)


@dataclass(frozen=True, slots=True)
class Interval:
    """The time within which a scheduled meeting may start; None where it is open.

    Attributes:
        begins: its first instant, in UTC.
        ends: the first instant after it, in UTC.
    """

    begins: datetime | None
    ends: datetime | None

    def holds(self, start: datetime) -> bool:
        """Whether a meeting that starts then is inside; its end does not count."""
        return not self.begins_after(start) and (self.ends is None or start < self.ends)

    def begins_after(self, start: datetime) -> bool:
        """Whether a start comes too early."""
        return self.begins is not None and start < self.begins


@dataclass(frozen=True, slots=True)
class Probe:
    """A move of a scheduled meeting that breaks no rule but perhaps rule 5.

    Whoever tries several moves on a series puts a meeting that has moved back to its start before the
    next: the text leaves open whether the intervals follow a meeting that was moved.

    Attributes:
        of: which scheduled meeting is moved; 1 is the first.
        start: when it is to start, in UTC.
        zone: of the series.
        accepted: whether the target must accept it; else it must refuse it.
        reason: why, in one sentence.
    """

    of: int
    start: datetime
    zone: ZoneInfo
    accepted: bool
    reason: str

    def schedule(self, length: timedelta) -> dict[str, str]:
        """The properties of an update that say when: start, end and timezone."""
        return span(self.start, length, self.zone)


def intervals(starts: Sequence[datetime], zone: ZoneInfo) -> tuple[Interval, ...]:
    """The recurring interval of each scheduled meeting.

    Args:
        starts: when they were scheduled to start, in order.
        zone: in which the series was scheduled.

    Raises:
        ValueError: there are none, two are on one day of that zone, or they are not in order.
    """
    days = [start.astimezone(zone).date() for start in starts]
    if not days or any(day >= following for day, following in pairwise(days)):
        raise ValueError("scheduled meetings must be in order, each on a day of its own")
    borders = [_begin(day, zone) for day in days[1:]]
    begins = [None, *borders]
    ends = [*borders, None]
    return tuple(Interval(*each) for each in zip(begins, ends, strict=True))


def probes(
    starts: Sequence[datetime], zone: ZoneInfo, present: datetime, *, frequency: Frequency
) -> tuple[Probe, ...]:
    """Moves of each scheduled meeting to both sides of each border, inside, and far away.

    A border is tried at its first instant and a minute before. Around those of a weekly series nothing
    starts between midnight and ten o'clock, where the guide contradicts itself: there the first instant
    is that of ten o'clock. No move goes to a time before the present and an hour.

    Args:
        starts: when they were scheduled to start, in order.
        zone: in which the series was scheduled.
        present: that of the target, with a zone.
        frequency: of the series.

    Returns:
        The moves in the order of the meetings, then of time.

    Raises:
        ValueError: as for `intervals`.
    """
    held = intervals(starts, zone)
    borders = [each.begins for each in held if each.begins is not None]
    # From here on every reading gives the time to the border's later meeting.
    settled = [_ten(border, zone) for border in borders] if frequency == "weekly" else borders
    earliest = _whole_minute(present.astimezone(UTC) + _MARGIN + _MINUTE - timedelta(microseconds=1))
    insides = [_inside(each, first, earliest) for each, first in zip(held, [None, *settled], strict=True)]
    beyond = _whole_minute(starts[-1].astimezone(UTC) + _BEYOND)
    found = []
    for index, own in enumerate(held):
        sides = [*settled[max(0, index - 1) : index + 1], *(b - _MINUTE for b in (own.begins, own.ends) if b)]
        away = [insides[other] for other in (index - 2, index + 2) if 0 <= other < len(held)]
        inside = insides[index]
        if inside == starts[index]:
            inside += _MINUTE  # not a move otherwise
        for start in sorted({*sides, *away, inside, earliest, beyond}):
            doubtful = any(border <= start < after for border, after in zip(borders, settled, strict=True))
            if start >= earliest and not doubtful:
                found.append(_probe(index + 1, start, own, zone))
    return tuple(found)


def _probe(number: int, start: datetime, own: Interval, zone: ZoneInfo) -> Probe:
    def show(moment: datetime) -> str:
        return moment.astimezone(zone).isoformat(timespec="minutes")

    accepted = own.holds(start)
    where = "inside" if accepted else "before" if own.begins_after(start) else "after"
    begins = f"from {show(own.begins)}" if own.begins else "no beginning"
    ends = f"to {show(own.ends)} (exclusive)" if own.ends else "no end"
    reason = (
        f"{show(start)} is {where} the recurring interval of scheduled meeting number {number}: "
        f"{begins}, {ends}."
    )
    return Probe(number, start, zone, accepted, reason)


def _inside(own: Interval, first: datetime | None, earliest: datetime) -> datetime:
    """A minute about the middle of an interval; of an open one, within a day of its edge."""
    lower = max(first or earliest, earliest)
    upper = own.ends or lower + timedelta(days=1)
    return _whole_minute(lower + (upper - lower) / 2)


def _begin(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day of a zone, in UTC, also where clocks skip midnight."""
    moment = datetime.combine(day, time(), zone).astimezone(UTC)
    while (moment - _MINUTE).astimezone(zone).date() == day:
        moment -= _MINUTE
    return moment


def _ten(border: datetime, zone: ZoneInfo) -> datetime:
    """Ten o'clock of the day that begins at a border, in UTC."""
    return datetime.combine(border.astimezone(zone).date(), _TEN, zone).astimezone(UTC)


def _whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
