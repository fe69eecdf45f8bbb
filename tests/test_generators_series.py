"""Random recurring series without a test function."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conformance.generators import FREQUENCIES, ZONES, Frequency, sample

PRESENTS = tuple(
    datetime.fromisoformat(moment).replace(tzinfo=UTC)
    for moment in ("2027-03-01T11:22", "2027-08-20T23:58", "2028-02-20T15:30", "2028-12-30T00:01")
)


@pytest.mark.parametrize("frequency", FREQUENCIES)
def test_same_seed_gives_the_same_series(frequency: Frequency) -> None:
    """And more of them begin with the fewer; another seed gives others."""
    few, many = (sample(frequency, PRESENTS[0], 7, number) for number in (3, 40))

    assert (few, 40) == (many[:3], len(many))
    assert few != sample(frequency, PRESENTS[0], 8, 3)
    assert 10 < len({series.zone for series in many}) <= len(ZONES)


@pytest.mark.parametrize("frequency", FREQUENCIES)
@pytest.mark.parametrize("present", PRESENTS)
def test_all_can_be_scheduled(frequency: Frequency, present: datetime) -> None:
    """Two days ahead at least, within the limits of duration, on a day that its rule names."""
    for series in sample(frequency, present, 1, 200):
        local = series.start.astimezone(series.zone)
        shown = datetime.fromisoformat(series.schedule["start"])
        assert series.start >= present + timedelta(days=2)
        assert timedelta(minutes=10) <= series.length <= timedelta(hours=6)
        assert (3 <= series.count <= 6, 1 <= series.interval <= 3) == (True, True)
        assert not series.days or (local.weekday() in series.days and len(series.days) <= 3)
        assert series.month_day in (None, local.day)
        assert (shown, shown.utcoffset()) == (series.start, local.utcoffset())
        assert series.recurrence in str(series)


def test_weekdays_and_days_of_the_month_are_named() -> None:
    """The rule is what recurrence takes."""
    series = sample("weekly", PRESENTS[0], 1, 1)[0]

    weekly = replace(series, interval=2, count=4, days=(0, 3))
    monthly = replace(series, frequency="monthly", interval=1, count=3, days=(), month_day=31)

    assert "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=MO,TH" == weekly.recurrence
    assert "FREQ=MONTHLY;INTERVAL=1;COUNT=3;BYMONTHDAY=31" == monthly.recurrence


def test_hypothesis_is_not_needed() -> None:
    """It is an optional dependency; only the strategy loads it."""
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "from datetime import UTC, datetime\n"
        "from conformance.generators import sample\n"
        "print(len(sample('daily', datetime.now(UTC), 1, 3)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert ("3\n", "") == (done.stdout, done.stderr)
