"""Update a Meeting and its five restrictions (`guide`, "Restrictions on Updating a Meeting")."""

from __future__ import annotations

import pytest

DAILY = {
    "timezone": "Asia/Shanghai",
    "start": "2031-03-10T20:00:00+08:00",
    "end": "2031-03-10T21:00:00+08:00",
    "recurrence": "FREQ=DAILY;INTERVAL=1;COUNT=4",
}


@pytest.fixture
def daily(desk):
    """Give the ids of a daily series of four and of its scheduled meetings."""
    series = desk.create(**DAILY)
    return series["id"], [each["id"] for each in desk.children(series["id"])]


def change(desk, meeting_id, method="PATCH", status=200, **body):
    """Update a meeting, expecting a status; give the body."""
    answer = desk.call(method, f"/meetings/{meeting_id}", json=body)
    assert status == answer.status_code, answer.text
    return answer.json()


def move(desk, meeting_id, start, end, **more):
    """Move a meeting to local times of Shanghai; give the description of the refusal, or nothing."""
    times = {"start": f"2031-03-{start}:00+08:00", "end": f"2031-03-{end}:00+08:00"}
    answer = desk.call(
        "PATCH", f"/meetings/{meeting_id}", json={"timezone": "Asia/Shanghai", **times, **more}
    )
    assert answer.status_code in (200, 400), answer.text
    return "" if answer.status_code == 200 else answer.json()["errors"][0]["description"]


CROSSED = "meeting.err.two_meeting_schedule_at_same_day"


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_what_is_not_named_stays(desk, method):
    """Both methods change what the body names and nothing else."""
    series = desk.create(agenda="old", publicMeeting=True)
    change(desk, series["id"], method, title="Second title")
    assert series | {"title": "Second title"} == desk.get(series["id"])


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_whole_answer_can_be_sent_back(desk, full_body, method):
    """The body of GET changes nothing when it is sent back, for series and scheduled meetings."""
    series = desk.create(**DAILY, **full_body)
    for meeting_id in (series["id"], desk.children(series["id"])[1]["id"]):
        body = desk.get(meeting_id)
        change(desk, meeting_id, method, **body)
        assert body | {"isModified": True} == {"isModified": True} | desk.get(meeting_id)


def test_an_updated_meeting_is_modified_and_its_siblings_are_not(desk, daily):
    """Only the updated scheduled meeting changes, under the same id."""
    series_id, ids = daily
    change(desk, ids[1], title="Special", meetingOptions={"enabledChat": False})
    children = desk.children(series_id)
    assert ["Plain", "Special", "Plain", "Plain"] == [each["title"] for each in children]
    assert [False, True, False, False] == [each["isModified"] for each in children]
    assert ids == [each["id"] for each in children]
    assert [True, False, True, True] == [each["meetingOptions"]["enabledChat"] for each in children]


@pytest.mark.parametrize(
    "body",
    [
        {
            "start": "2031-03-10T19:00:00+08:00",
            "end": "2031-03-10T21:00:00+08:00",
            "timezone": "Asia/Shanghai",
        },
        {"recurrence": "FREQ=DAILY;INTERVAL=1;COUNT=5"},
    ],
)
def test_rescheduling_a_series_cancels_its_exceptions(desk, daily, body):
    """New times or a new rule reset what was changed about single meetings; a title does not."""
    series_id, ids = daily
    change(desk, ids[1], title="Special")
    change(desk, series_id, title="Renamed")
    assert "Special" == desk.get(ids[1])["title"]
    change(desk, series_id, **body)
    children = desk.children(series_id)
    assert {(False, "Renamed")} == {(each["isModified"], each["title"]) for each in children}


def test_null_clears_agenda_recurrence_and_tracking_codes(desk, full_body):
    """Cleared properties vanish from reads; a series without a rule is a one-off."""
    series = desk.create(**DAILY, **full_body)
    change(desk, series["id"], agenda=None, recurrence=None, trackingCodes=None)
    assert {"agenda", "recurrence", "trackingCodes"}.isdisjoint(desk.get(series["id"]))
    assert [series["id"]] == [each["id"] for each in desk.children(series["id"])]


@pytest.mark.parametrize("nothing", [None, []])
def test_empty_integration_tags_clear_those_of_a_series(desk, full_body, nothing):
    """Null and an empty list delete all tags; scheduled meetings do not take a change of them."""
    series = desk.create(**DAILY, **full_body)
    child = desk.children(series["id"])[0]["id"]
    change(desk, child, status=400, integrationTags=nothing)
    change(desk, series["id"], integrationTags=nothing)
    assert "integrationTags" not in desk.get(series["id"])


def test_an_agenda_can_be_cleared_for_one_meeting(desk):
    """A scheduled meeting without the agenda of its series shows none."""
    series = desk.create(agenda="Glass", **DAILY)
    child = desk.children(series["id"])[0]["id"]
    change(desk, child, agenda=None)
    assert ("agenda" in desk.get(child), "agenda" in desk.get(series["id"])) == (False, True)


def test_rule_1_nothing_moves_into_the_past(desk, daily):
    """Series and scheduled meetings refuse times before the present, naive ones read in UTC."""
    for meeting_id in (daily[0], daily[1][0]):
        for times in (
            {"start": "2031-03-03T16:59:00+08:00", "end": "2031-03-03T18:00:00+08:00"},
            {"start": "2031-03-03T08:59:00", "end": "2031-03-03T10:00:00"},
        ):
            problem = change(desk, meeting_id, status=400, **times)
            assert "Parameter 'start' or 'end' is before current time" == problem["errors"][0]["description"]


def test_a_start_within_the_present_minute_is_put_to_the_next(desk, daily):
    """Seconds are stripped; only the present minute is rounded up."""
    desk.advance(seconds=16.657)
    shown = change(desk, daily[1][0], start="2031-03-03T09:00:28.076Z", end="2031-03-03T10:00:41Z")
    assert ("2031-03-03T09:01:00Z", "2031-03-03T10:00:00Z") == (shown["start"], shown["end"])
    shown = change(desk, daily[1][0], start="2031-03-04T09:00:41.076Z", end="2031-03-04T10:00:41Z")
    assert "2031-03-04T09:00:00Z" == shown["start"]


@pytest.mark.parametrize(
    ("end", "fine"), [("10T20:09", False), ("10T20:10", True), ("11T19:59", True), ("11T20:00", False)]
)
def test_rule_2_durations_have_bounds(desk, daily, end, fine):
    """From ten minutes to 23 hours 59 minutes, for series and scheduled meetings."""
    assert fine is not ("duration" in move(desk, daily[1][0], "10T20:00", end))
    assert fine is not ("duration" in move(desk, daily[0], "10T20:00", end))


def test_rule_3_a_meeting_in_progress_protects_its_parents(desk, daily):
    """Neither parent nor grandparent can be updated, siblings can; after the end all can."""
    series_id, ids = daily
    run = desk.act("join", series_id, **{"as": "host"})["instanceId"]
    for meeting_id in (series_id, ids[0]):
        problem = change(desk, meeting_id, status=400, title="x")
        assert "Meeting is in progress" == problem["errors"][0]["description"]
    change(desk, ids[1], title="x")
    desk.act("end", run)
    for meeting_id in (series_id, ids[0]):
        change(desk, meeting_id, title="x")


def test_a_lobby_alone_does_not_forbid_updates(desk, daily):
    """People who wait are no meeting in progress."""
    desk.act("join", daily[0], **{"as": "attendee"})
    change(desk, daily[0], title="x")


def test_rule_4_instances_cannot_be_updated_in_any_state(desk, daily):
    """In the lobby, in progress and ended the id is refused by name."""
    run = desk.act("join", daily[0], **{"as": "attendee"})["instanceId"]
    for action, more in ((None, {}), ("join", {"as": "host"}), ("end", {})):
        if action:
            desk.act(action, daily[0], **more)
        problem = change(desk, run, status=400, title="x")
        assert f"Meeting ID '{run}' is not allowed for this API." == problem["errors"][0]["description"]


@pytest.mark.parametrize(
    ("which", "start", "end", "refusal"),
    [
        (0, "03T18:00", "03T19:00", ""),  # the first has no beginning
        (0, "10T22:00", "10T23:00", ""),
        (0, "10T23:00", "11T00:00", ""),  # only the start is looked at
        (0, "10T23:59", "11T01:00", ""),
        (0, "11T00:00", "11T01:00", CROSSED),  # the end of an interval is exclusive
        (0, "11T02:00", "11T03:00", CROSSED),
        (1, "11T00:30", "11T01:30", ""),
        (1, "11T00:00", "11T01:00", ""),  # its beginning is inclusive
        (1, "10T23:59", "11T00:59", CROSSED),
        (1, "10T23:00", "11T00:00", CROSSED),
        (1, "10T12:00", "10T13:00", CROSSED),
        (1, "12T20:00", "12T21:00", CROSSED),
        (2, "14T20:00", "14T21:00", CROSSED),
        (3, "20T20:00", "20T21:00", ""),  # the last has no end
        (3, "13T00:00", "13T01:00", ""),
        (3, "11T20:00", "11T21:00", CROSSED),
    ],
)
def test_rule_5_meetings_stay_in_their_recurring_interval(desk, daily, which, start, end, refusal):
    """Intervals run from midnight to midnight in the zone of the series."""
    assert refusal == move(desk, daily[1][which], start, end)


@pytest.mark.parametrize(
    ("which", "start", "refusal"),
    [
        (0, "12T10:00", ""),
        (0, "14T00:00", CROSSED),
        (1, "16T10:00", ""),
        (1, "17T00:00", CROSSED),
        (1, "13T23:30", CROSSED),
    ],
)
def test_rule_5_weekly_intervals_cross_days(desk, which, start, refusal):
    """Meetings on Mondays and Fridays have intervals of four and three days."""
    series = desk.create(**(DAILY | {"recurrence": "FREQ=WEEKLY;BYDAY=MO,FR;COUNT=4"}))
    ids = [each["id"] for each in desk.children(series["id"])]
    day, _, clock = start.partition("T")
    assert refusal == move(
        desk, ids[which], start, f"{day}T{clock[:2]}:59" if clock[3:] == "00" else f"{int(day) + 1}T00:30"
    )


def test_a_missed_first_meeting_becomes_ready_again(desk, daily):
    """Moved to a later time of its interval, it is ready and its follower scheduled."""
    series_id, ids = daily
    desk.advance(days=7, hours=4, minutes=30)
    assert ["missed", "ready"] == [each["state"] for each in desk.children(series_id)[:2]]
    assert "" == move(desk, ids[0], "10T22:00", "10T23:00")
    assert ["ready", "scheduled"] == [each["state"] for each in desk.children(series_id)[:2]]


def test_rule_1_comes_before_rule_5(desk, daily):
    """A move into the past is refused as such, whatever interval it hits."""
    desk.advance(days=8)
    assert "before current time" in move(desk, daily[1][2], "10T20:00", "10T21:00")


def test_series_updates_are_free_of_rule_5(desk, daily):
    """A whole series may go anywhere in the future."""
    assert "" == move(desk, daily[0], "25T20:00", "25T21:00")
    assert "2031-03-25T12:00:00Z" == desk.get(daily[0])["start"]


def test_limits_hold_for_updates_as_well(desk, daily):
    """A title too long and a null that clears nothing are refused by name."""
    for body, name in (
        ({"title": "x" * 129}, "'title'"),
        ({"password": None}, "'password'"),
        ({"visualWatermarkOpacity": 81}, "'visual"),
    ):
        assert name in change(desk, daily[0], status=400, **body)["errors"][0]["description"]
