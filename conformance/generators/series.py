"""Random recurring series: how often, on which days, at what hour, for how long, and in which zone.

One function draws them all. A run against a site gives it a generator with a seed, a property test
gives it Hypothesis' generator, which shrinks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Literal, get_args
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["FREQUENCIES", "ZONES", "Frequency", "Series", "any_series", "sample", "span"]

Frequency = Literal["daily", "weekly", "monthly"]
FREQUENCIES: tuple[Frequency, ...] = get_args(Frequency)

ZONES = (
    *("UTC", "Asia/Shanghai", "Asia/Kathmandu", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Pago_Pago"),
    *("America/New_York", "America/Los_Angeles", "America/St_Johns", "Europe/Berlin", "Europe/London"),
    *("Pacific/Auckland", "Pacific/Chatham"),
    "Australia/Lord_Howe",  # changes by half an hour
    "America/Santiago",  # on the day of its change in spring there is no midnight,
    "Africa/Cairo",  # nor here,
    "America/Havana",  # and here there are two in autumn
)
"""Zones of the series: without changes of offset, with them, and with odd ones."""

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SOONEST, _LATEST = 3, 40  # days from the present
_SHORTEST, _LONGEST = 10, 6 * 60  # minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A recurring series that can be scheduled.

    Attributes:
        frequency: by what it recurs.
        interval: every so many days, weeks or months.
        count: how many scheduled meetings it has.
        days: of a weekly series, its weekdays; 0 is Monday.
        month_day: of a monthly series, its day of the month.
        start: when the first meeting starts, in UTC.
        length: from start to end, 10 minutes to 6 hours.
        zone: in which it is scheduled.
    """

    frequency: Frequency
    interval: int
    count: int
    days: tuple[int, ...] = ()
    month_day: int | None = None
    start: datetime
    length: timedelta
    zone: ZoneInfo

    @property
    def recurrence(self) -> str:
        """Its rule, in the form of RFC 2445."""
        rule = f"FREQ={self.frequency.upper()};INTERVAL={self.interval};COUNT={self.count}"
        if self.days:
            rule += f";BYDAY={','.join(_DAYS[day] for day in self.days)}"
        return rule if self.month_day is None else f"{rule};BYMONTHDAY={self.month_day}"

    @property
    def schedule(self) -> dict[str, str]:
        """The properties of a creation that say when: start, end, timezone and recurrence."""
        return {**span(self.start, self.length, self.zone), "recurrence": self.recurrence}

    @property
    def until(self) -> datetime:
        """A moment by which its last meeting has started, for the window of a list."""
        step = {"daily": timedelta(days=1), "weekly": timedelta(days=7), "monthly": timedelta(days=31)}
        # Twice, because months that lack the day are passed over.
        return self.start + step[self.frequency] * self.interval * self.count * 2

    def __str__(self) -> str:
        local = self.start.astimezone(self.zone)
        minutes = int(self.length.total_seconds()) // 60
        return f"{self.recurrence} from {local:%Y-%m-%dT%H:%M}, {minutes} minutes each, in {self.zone.key}"


def span(start: datetime, length: timedelta, zone: ZoneInfo) -> dict[str, str]:
    """The properties of a body that say from when to when: start and end with the zone's offsets, timezone.

    Args:
        start: an instant.
        length: elapsed time, also over a change of offset.
        zone: in which both are written.
    """
    first = start.astimezone(UTC)  # between times of one zone, Python would count wall time
    times = {"start": first, "end": first + length}
    return {"timezone": zone.key, **{name: at.astimezone(zone).isoformat() for name, at in times.items()}}


def sample(frequency: Frequency, present: datetime, seed: int, number: int) -> tuple[Series, ...]:
    """A few random series, the same ones for the same arguments; more of them begin with the fewer.

    Args:
        frequency: of all of them.
        present: with a zone; each first meeting starts at least two days later.
        seed: of the random numbers.
        number: how many.
    """
    draw = Random(f"{frequency} {seed}")  # noqa: S311 - not for secrets
    return tuple(_series(draw, frequency=frequency, present=present) for _ in range(number))


def any_series(frequency: Frequency, present: datetime) -> SearchStrategy[Series]:
    """A Hypothesis strategy of what `sample` gives.

    Args:
        frequency: of all of them.
        present: with a zone; each first meeting starts at least two days later.
    """
    from hypothesis import strategies  # noqa: PLC0415 - optional, and only property tests pay for it

    draws = strategies.randoms(use_true_random=False)
    return draws.map(partial(_series, frequency=frequency, present=present))


def _series(draw: Random, *, frequency: Frequency, present: datetime) -> Series:
    zone = ZoneInfo(draw.choice(ZONES))
    first = present.astimezone(zone).date() + timedelta(days=draw.randint(_SOONEST, _LATEST))
    days: tuple[int, ...] = ()
    month_day = None
    if frequency == "weekly":
        others = draw.sample(range(7), draw.randint(0, 2))
        days = tuple(sorted({first.weekday(), *others}))
    if frequency == "monthly":
        month_day = draw.randint(1, 28) if draw.random() < 0.7 else draw.randint(29, 31)
        first = _next(first, month_day)
    at = time(*draw.choice([(0, 0), (23, 59), (23, 30), *[(draw.randint(0, 23), draw.randint(0, 59))] * 5]))
    length = draw.choice([_SHORTEST, _LONGEST, *[draw.randint(_SHORTEST, _LONGEST)] * 4])
    return Series(
        frequency=frequency,
        interval=draw.randint(1, 3),
        count=draw.randint(3, 6),
        days=days,
        month_day=month_day,
        # In UTC, a time that the zone skips becomes the one that its clocks show instead.
        start=datetime.combine(first, at, zone).astimezone(UTC),
        length=timedelta(minutes=length),
        zone=zone,
    )


def _next(day: date, month_day: int) -> date:
    while day.day != month_day:
        day += timedelta(days=1)
    return day
