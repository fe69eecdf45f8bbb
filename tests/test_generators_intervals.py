"""Recurring intervals as the guide explains them, and random series held against them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.emulator import Clock, Emulator, RunningEmulator, serve
from conformance.generators import (
    FREQUENCIES,
    Frequency,
    Interval,
    Probe,
    Series,
    any_series,
    intervals,
    probes,
    sample,
)
from tests.sites import HOST

SHANGHAI = ZoneInfo("Asia/Shanghai")
UTC_ZONE = ZoneInfo("UTC")
AT_SAME_DAY = "meeting.err.two_meeting_schedule_at_same_day"
# Within the forty days that follow, most zones change their offset, some where others have midnight.
PRESENTS = tuple(
    datetime.fromisoformat(f"{moment}+00:00")
    for moment in ("2027-03-01T11:22", "2027-04-10T23:58", "2027-09-01T00:01", "2027-10-07T15:30")
)
STEADY = settings(max_examples=25, deadline=None, derandomize=True, database=None)


def days(*texts: str, at: str = "10:00") -> list[datetime]:
    """Starts in Shanghai on days of 2021."""
    return [datetime.fromisoformat(f"2021-{text}T{at}+08:00") for text in texts]


def written(found: tuple[Interval, ...], zone: tzinfo) -> list[tuple[str | None, str | None]]:
    """Intervals as the guide writes them."""
    return [
        (
            one.begins and one.begins.astimezone(zone).isoformat(),
            one.ends and one.ends.astimezone(zone).isoformat(),
        )
        for one in found
    ]


class TestIntervals:
    """The intervals themselves."""

    def test_daily_series_of_the_guide(self) -> None:
        """Figure 1: four meetings on successive days; the first has no beginning, the last no end."""
        found = intervals(days("04-19", "04-20", "04-21", "04-22"), SHANGHAI)

        edges = [f"2021-04-{day}T00:00:00+08:00" for day in (20, 21, 22)]
        assert [(None, edges[0]), *pairwise(edges), (edges[2], None)] == written(found, SHANGHAI)

    def test_weekly_series_of_the_guide(self) -> None:
        """Figure 2: intervals of different lengths over several days."""
        found = intervals(days("06-01", "06-04", "06-08", "06-11"), SHANGHAI)

        edges = [f"2021-06-{day}T00:00:00+08:00" for day in ("04", "08", "11")]
        assert [(None, edges[0]), *pairwise(edges), (edges[2], None)] == written(found, SHANGHAI)

    def test_overnight_series_of_the_guide(self) -> None:
        """Figure 9: a meeting that ends on the next day belongs to the day on which it starts."""
        found = intervals(days("04-18", "04-19", "04-20", "04-21", "04-22", at="23:30"), SHANGHAI)

        edges = [f"2021-04-{day}T00:00:00+08:00" for day in (20, 21, 22)]
        assert list(pairwise(edges)) == written(found, SHANGHAI)[2:4]

    def test_beginning_belongs_to_it_and_end_does_not(self) -> None:
        """Figure 8: an edge is the next meeting's."""
        first, second, _ = intervals(days("04-19", "04-20", "04-21"), SHANGHAI)
        edge = datetime(2021, 4, 19, 16, tzinfo=UTC)

        assert [False, True] == [one.holds(edge) for one in (first, second)]
        assert [True, False] == [one.holds(edge - timedelta(seconds=1)) for one in (first, second)]

    def test_zone_of_the_series_decides(self) -> None:
        """The same instants in another zone have other midnights."""
        starts = days("04-19", "04-20", "04-21")

        assert intervals(starts, SHANGHAI) != intervals(starts, UTC_ZONE)
        assert "2021-04-20T00:00:00+00:00" == written(intervals(starts, UTC_ZONE), UTC)[0][1]

    @pytest.mark.parametrize(
        ("zone", "day", "begins"),
        [
            ("Europe/Berlin", "2027-03-28", "2027-03-27T23:00"),
            ("Europe/Berlin", "2027-03-29", "2027-03-28T22:00"),
            ("Australia/Lord_Howe", "2027-04-05", "2027-04-04T13:30"),
            ("America/Santiago", "2027-09-05", "2027-09-05T04:00"),
            ("Africa/Cairo", "2027-04-30", "2027-04-29T22:00"),
            ("America/Havana", "2027-11-07", "2027-11-07T04:00"),
        ],
    )
    def test_a_day_begins_where_its_date_begins(self, zone: str, day: str, begins: str) -> None:
        """On the day of a change, where midnight is skipped, and where there are two."""
        noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        starts = [noon + timedelta(days=ahead) for ahead in (-1, 0, 1)]

        _, found, _ = intervals(starts, ZoneInfo(zone))

        assert datetime.fromisoformat(f"{begins}+00:00") == found.begins

    @pytest.mark.parametrize("texts", [[], ["04-20", "04-19"], ["04-19", "04-19"]])
    def test_starts_that_are_no_series_are_refused(self, texts: list[str]) -> None:
        """None at all, out of order, or two on a day."""
        with pytest.raises(ValueError, match="a day of its own"):
            intervals(days(*texts), SHANGHAI)


class TestProbes:
    """The moves that are made of them."""

    present = datetime.fromisoformat("2021-04-17T09:00:00+08:00")

    def test_both_sides_of_each_edge_are_tried(self) -> None:
        """A daily series: midnight itself and the minute before, at the beginning and at the end."""
        starts = days("04-19", "04-20", "04-21", "04-22")

        found = self.outcomes(probes(starts, SHANGHAI, self.present, frequency="daily"), 2)

        assert {
            "04-19T23:59": False,
            "04-20T00:00": True,
            "04-20T23:59": True,
            "04-21T00:00": False,
        }.items() <= found.items()
        assert {True, False} == {accepted for start, accepted in found.items() if start > "04-21T00:00"} | {
            found["04-20T12:00"]
        }

    def test_first_may_go_back_and_last_may_go_on(self) -> None:
        """Figure 3: as early as the present lets it, and weeks beyond the last meeting."""
        starts = days("04-19", "04-20", "04-21")
        found = probes(starts, SHANGHAI, self.present, frequency="daily")

        assert [True, False, False] == [self.outcomes(found, of)["04-17T10:00"] for of in (1, 2, 3)]
        assert [False, False, True] == [self.outcomes(found, of)["05-31T10:00"] for of in (1, 2, 3)]

    def test_disputed_hours_of_a_weekly_series_stay_empty(self) -> None:
        """Between midnight and ten of a border's day nothing starts; at ten everybody agrees."""
        starts = days("06-01", "06-04", "06-08", "06-11", at="09:00")
        found = probes(starts, SHANGHAI, self.present, frequency="weekly")

        third = self.outcomes(found, 3)
        assert (False, True) == (third["06-07T23:59"], third["06-08T10:00"])
        assert (True, False) == (third["06-10T23:59"], third["06-11T10:00"])
        local = [probe.start.astimezone(SHANGHAI) for probe in found]
        assert not [at for at in local if f"{at:%m-%d}" in ("06-04", "06-08", "06-11") and at.hour < 10]

    def test_nothing_goes_before_the_present_and_an_hour(self) -> None:
        """With the second meeting's day begun, what would break rule 1 is left out."""
        starts = days("04-19", "04-20", "04-21", "04-22")
        present = datetime.fromisoformat("2021-04-20T08:00:30+08:00")

        found = probes(starts, SHANGHAI, present, frequency="daily")

        assert (
            "2021-04-20T09:01:00+08:00"
            == min(probe.start for probe in found).astimezone(SHANGHAI).isoformat()
        )
        assert not any(probe.accepted for probe in found if probe.of == 1)

    def test_each_says_why(self) -> None:
        """A person can check the expectation against the guide."""
        starts = days("04-19", "04-20", "04-21")

        found = probes(starts, SHANGHAI, self.present, frequency="daily")

        edge = next(probe for probe in found if probe.of == 1 and not probe.accepted)
        assert edge.reason == (
            "2021-04-20T00:00+08:00 is after the recurring interval of scheduled meeting number 1: "
            "no beginning, to 2021-04-20T00:00+08:00 (exclusive)."
        )

    def test_length_is_elapsed_time(self) -> None:
        """Over a change of offset the end shows the other offset, and rule 2 sees the same duration."""
        berlin = ZoneInfo("Europe/Berlin")
        probe = Probe(1, datetime(2027, 3, 28, 0, 30, tzinfo=UTC), berlin, accepted=True, reason="")

        assert {
            "timezone": "Europe/Berlin",
            "start": "2027-03-28T01:30:00+01:00",
            "end": "2027-03-28T03:30:00+02:00",
        } == probe.schedule(timedelta(hours=1))

    def outcomes(self, found: tuple[Probe, ...], of: int) -> dict[str, bool]:
        """Whether each move of one meeting is accepted, by day and time in Shanghai."""
        return {
            f"{one.start.astimezone(SHANGHAI):%m-%dT%H:%M}": one.accepted for one in found if one.of == of
        }


class Desk:
    """What random series are tried at: an emulator whose present each example chooses."""

    def __init__(self) -> None:
        self.present = PRESENTS[0]
        self.running: RunningEmulator = serve(Emulator(Clock(lambda: self.present)))
        headers = {"authorization": f"Bearer {HOST.token}"}
        self.client = httpx.Client(base_url=self.running.base_url, headers=headers, trust_env=False)

    def scheduled(self, series: Series, present: datetime) -> tuple[list[str], list[datetime]]:
        """Create a series in that present; gives ids and starts of its meetings as they are listed."""
        self.present = present
        self.running.emulator.reset()
        answer = self.client.post("/meetings", json={"title": str(series)[:100], **series.schedule})
        assert 200 == answer.status_code, answer.text
        window = {"from": present.isoformat(), "to": series.until.isoformat(), "max": 100}
        query = {"meetingSeriesId": answer.json()["id"], "meetingType": "scheduledMeeting", **window}
        items = self.client.get("/meetings", params=query).json()["items"]
        starts = {datetime.fromisoformat(item["start"]).astimezone(UTC): item["id"] for item in items}
        assert (series.start, series.count) == (min(starts), len(starts))
        return [starts[start] for start in sorted(starts)], sorted(starts)

    def differing(
        self, series: Series, ids: list[str], starts: list[datetime], tried: tuple[Probe, ...]
    ) -> list[str]:
        """Try moves, one in three by PUT and all others by PATCH; gives those that were judged otherwise."""
        found = []
        for number, probe in enumerate(tried):
            method = "PUT" if number % 3 == 0 else "PATCH"
            path = f"/meetings/{ids[probe.of - 1]}"
            body = {"title": "Moved", "sendEmail": False, **probe.schedule(series.length)}
            answer = self.client.request(method, path, json=body)
            moved = answer.status_code == 200 and probe.start == datetime.fromisoformat(
                answer.json()["start"]
            )
            refused = answer.status_code == 400 and AT_SAME_DAY in answer.text
            if (moved, refused) != (probe.accepted, not probe.accepted):
                found.append(f"{method}: {probe.reason} {answer.status_code} {answer.text[:200]}")
            if moved:
                own = replace(probe, start=starts[probe.of - 1]).schedule(series.length)
                back = self.client.patch(path, json={"title": "Back", "sendEmail": False, **own})
                assert 200 == back.status_code, back.text
        return found


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One emulator for all of them."""
    desk = Desk()
    with desk.running, desk.client:
        yield desk


@pytest.mark.parametrize("frequency", FREQUENCIES)
def test_random_series_hold_rule_5(desk: Desk, frequency: Frequency) -> None:
    """Whatever the series: each meeting moves within its interval and never out of it."""

    @STEADY
    @given(st.data(), st.sampled_from(PRESENTS))
    def hold(data: st.DataObject, present: datetime) -> None:
        series = data.draw(any_series(frequency, present))
        ids, starts = desk.scheduled(series, present)
        tried = probes(starts, series.zone, present, frequency=frequency)
        assert {probe.of for probe in tried if probe.accepted} == set(range(1, series.count + 1))
        assert {probe.of for probe in tried if not probe.accepted} == set(range(1, series.count + 1))
        assert [] == desk.differing(series, ids, starts, tried)

    hold()


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Europe/Berlin", "2027-10-31"),
        ("Australia/Lord_Howe", "2027-10-03"),
        ("America/Santiago", "2027-09-05"),
        ("Africa/Cairo", "2027-04-30"),
        ("America/Havana", "2027-11-07"),
    ],
)
@pytest.mark.parametrize("at", ["00:00", "02:30", "23:30"])
def test_series_over_a_change_of_offset_hold_rule_5(desk: Desk, zone: str, change: str, at: str) -> None:
    """Meetings on the day before, on the day itself and on the days after it."""
    there = ZoneInfo(zone)
    start = (datetime.fromisoformat(f"{change}T{at}") - timedelta(days=1)).replace(tzinfo=there)
    present = start.astimezone(UTC) - timedelta(days=3)
    series = replace(series_in(there), start=start.astimezone(UTC), length=timedelta(minutes=90))

    ids, starts = desk.scheduled(series, present)

    assert [] == desk.differing(series, ids, starts, probes(starts, there, present, frequency="daily"))


def series_in(zone: ZoneInfo) -> Series:
    """A daily series of four meetings."""
    start = datetime(2027, 3, 10, 1, 30, tzinfo=UTC)
    return Series(frequency="daily", interval=1, count=4, start=start, length=timedelta(hours=1), zone=zone)


def test_midnights_of_utc_are_caught(desk: Desk) -> None:
    """Moves that follow from another zone's days are judged otherwise by the emulator, at every meeting."""
    series = series_in(SHANGHAI)
    ids, starts = desk.scheduled(series, PRESENTS[0])
    wrong = [
        replace(probe, zone=SHANGHAI) for probe in probes(starts, UTC_ZONE, PRESENTS[0], frequency="daily")
    ]

    differing = desk.differing(series, ids, starts, tuple(wrong))

    for number in range(1, 5):
        assert any(f"number {number}:" in text for text in differing), number


def in_utc(_zone: ZoneInfo, starts: list[datetime]) -> list[datetime]:
    """Days of UTC, not of the series' zone."""
    return [start.replace(hour=0, minute=0) for start in starts]


def one_offset(zone: ZoneInfo, starts: list[datetime]) -> list[datetime]:
    """The offset of the first meeting for all of them."""
    offset = starts[0].astimezone(zone).utcoffset() or timedelta()
    return [(start + offset).replace(hour=0, minute=0) - offset for start in starts]


def from_start_to_start(_zone: ZoneInfo, starts: list[datetime]) -> list[datetime]:
    """Borders at the starts themselves, not at midnight."""
    return starts


@pytest.mark.parametrize("frequency", ["daily", "monthly"])
@pytest.mark.parametrize("reading", [in_utc, one_offset, from_start_to_start])
def test_probes_tell_wrong_readings_apart(
    frequency: Frequency, reading: Callable[[ZoneInfo, list[datetime]], list[datetime]]
) -> None:
    """Where a wrong reading has other borders, some probe of the series has another outcome by it."""
    told = 0
    for present in PRESENTS:
        for series in sample(frequency, present, 3, 40):
            starts = [series.start + timedelta(days=step * 2 + 1) for step in range(series.count)]
            right = [one.begins for one in intervals(starts, series.zone)[1:]]
            wrong = reading(series.zone, starts)
            if wrong[1:] == right:
                continue
            told += 1
            tried = probes(starts, series.zone, present, frequency=frequency)
            assert any(probe.accepted != by(wrong, probe) for probe in tried), series
    assert told >= 3


def by(borders: list[datetime], probe: Probe) -> bool:
    """What a reading with other borders says of a move."""
    begins = None if probe.of == 1 else borders[probe.of - 1]
    ends = None if probe.of == len(borders) else borders[probe.of]
    return (begins is None or probe.start >= begins) and (ends is None or probe.start < ends)


def test_counting_the_end_is_told_apart() -> None:
    """A target that looks at the end refuses the minute before a border, which the text accepts."""
    starts = days("04-19", "04-20", "04-21")
    held = intervals(starts, SHANGHAI)

    found = probes(starts, SHANGHAI, TestProbes.present, frequency="daily")

    late = [
        probe
        for probe in found
        if probe.accepted and not held[probe.of - 1].holds(probe.start + timedelta(minutes=10))
    ]
    assert [1, 2] == [probe.of for probe in late]
