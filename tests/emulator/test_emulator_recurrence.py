"""Recurrence: rules, caps, zones (`update-ref`, "Body Parameters": recurrence)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conformance.emulator.errors import ApiError
from conformance.emulator.schedule import CAPS, Schedule, read_rule
from conformance.emulator.times import read_zone

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
UTC_ZONE = read_zone("UTC")


def expand(text, start=NOW, zone=UTC_ZONE):
    """Give rule and original starts."""
    rule = read_rule(text, zone, NOW)
    return rule, Schedule(start, zone, rule).starts


@pytest.mark.parametrize(("freq", "cap"), CAPS.items())
def test_series_with_an_ending_are_capped(freq, cap):
    """A larger COUNT is cut to the cap and shown so; the cap itself is allowed."""
    rule, starts = expand(f"FREQ={freq};COUNT={cap + 1}")
    assert (cap, f"FREQ={freq};COUNT={cap}") == (len(starts), rule.text)
    assert cap == len(expand(f"FREQ={freq};COUNT={cap}")[1])


@pytest.mark.parametrize("freq", CAPS)
def test_a_distant_until_ends_five_years_from_now(freq):
    """UNTIL beyond five years is brought to five years, within the cap."""
    rule, starts = expand(f"FREQ={freq};UNTIL=21241001T000000Z")
    assert "UNTIL=20360302T090000Z" in rule.text
    assert starts[-1] <= datetime(2036, 3, 2, 9, tzinfo=UTC)
    assert len(starts) <= CAPS[freq]


def test_only_the_first_of_several_days_counts():
    """Monthly and yearly rules keep one day; weekly rules keep all."""
    assert (
        "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=10;COUNT=3"
        == expand("FREQ=MONTHLY;INTERVAL=1;COUNT=3;BYMONTHDAY=10,11,12")[0].text
    )
    assert (
        "FREQ=YEARLY;BYMONTH=5;BYDAY=2TU;COUNT=2"
        == expand("FREQ=YEARLY;COUNT=2;BYMONTH=5;BYDAY=2TU,3WE")[0].text
    )
    assert [3, 5, 10, 12] == [each.day for each in expand("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4")[1]]


def test_occurrences_keep_their_wall_time_over_a_change_of_daylight_saving():
    """A daily meeting at nine in New York is at nine before and after the ninth of March 2031."""
    zone = read_zone("America/New_York")
    start = datetime(2031, 3, 8, 9, tzinfo=zone).astimezone(UTC)
    starts = expand("FREQ=DAILY;COUNT=3", start, zone)[1]
    assert [14, 13, 13] == [each.hour for each in starts]
    assert [9, 9, 9] == [each.astimezone(zone).hour for each in starts]


def test_ids_carry_the_utc_start_after_the_change(desk):
    """The id of an occurrence names its original start in UTC."""
    times = {"start": "2031-03-08T09:00:00-05:00", "end": "2031-03-08T10:00:00-05:00"}
    series = desk.create(timezone="America/New_York", recurrence="FREQ=DAILY;COUNT=2", **times)
    assert ["20310308T140000Z", "20310309T130000Z"] == [
        each["id"].partition("_")[2] for each in desk.children(series["id"])
    ]


def test_until_is_inclusive_in_each_of_its_forms():
    """A UTC stamp, a local stamp and a date all include the start they name."""
    for until in ("20310305T090000Z", "20310305T090000", "20310305"):
        assert 3 == len(expand(f"FREQ=DAILY;UNTIL={until}")[1]), until


def test_the_first_occurrence_is_the_first_match():
    """A start on Monday with a rule for Fridays begins on Friday."""
    assert 7 == expand("FREQ=WEEKLY;BYDAY=FR;COUNT=2")[1][0].day


@pytest.mark.parametrize(
    "text",
    [
        *("", "DAILY", "FREQ=HOURLY", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=x", "FREQ=DAILY;INTERVAL=0"),
        *("FREQ=DAILY;COUNT=2;UNTIL=20310401", "FREQ=DAILY;UNTIL=soon", "FREQ=DAILY;UNTIL=20310230"),
        *(
            "FREQ=DAILY;FREQ=WEEKLY",
            "FREQ=DAILY;BYHOUR=4",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=DAILY;UNTIL=20300101",
        ),
        *("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTHDAY=40", 7, ["FREQ=DAILY"]),
    ],
)
def test_rules_that_cannot_be_followed_are_refused(text):
    """Nonsense, rules without any occurrence and finer frequencies than daily are a 400."""
    with pytest.raises(ApiError) as caught:
        expand(text)
    assert (400, True) == (caught.value.status, "'recurrence'" in caught.value.description)
