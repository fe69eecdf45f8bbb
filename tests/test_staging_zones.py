"""There is always a place where the day has just begun."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conformance.staging.zones import morning_zone

STARTS = ["2026-11-21", "2026-03-28", "2026-10-24", "2028-02-29", "2026-12-31"]


@pytest.mark.parametrize("day", STARTS)
@pytest.mark.parametrize("hour", range(24))
def test_it_is_morning_somewhere_at_any_time(day: str, hour: int) -> None:
    """At every hour, also around changes of daylight saving, a zone has its morning and keeps its offset."""
    now = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=hour, minutes=59)

    zone = morning_zone(now)

    assert 5 <= now.astimezone(zone).hour <= 8
    assert now.astimezone(zone).utcoffset() == (now + timedelta(days=19)).astimezone(zone).utcoffset()
