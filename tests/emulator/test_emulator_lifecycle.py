"""Series, scheduled meetings and instances through their lives (`guide`, "Meeting Lifecycle")."""

from __future__ import annotations

import re

import pytest

DAILY = {"recurrence": "FREQ=DAILY;INTERVAL=1;COUNT=3"}
RECORD = {"recordingStarted": True}


def states(desk, series_id, kind="scheduledMeeting"):
    """List the states of a series' children in order."""
    return [each["state"] for each in desk.children(series_id, kind)]


def test_a_new_series_is_active_and_its_first_meeting_ready(desk):
    """The first scheduled meeting is ready at once, later ones are scheduled."""
    series = desk.create(**DAILY)
    assert ("meetingSeries", "active") == (series["meetingType"], series["state"])
    assert ["ready", "scheduled", "scheduled"] == states(desk, series["id"])


def test_ids_have_the_documented_shapes(desk):
    """A series has 32 hex digits, a scheduled meeting adds its UTC start, an instance a long number."""
    series = desk.create(timezone="UTC", **DAILY)
    run = desk.act("join", series["id"], **{"as": "host"})["instanceId"]
    assert re.fullmatch(r"[0-9a-f]{32}", series["id"])
    assert f"{series['id']}_20310304T090000Z" == desk.children(series["id"])[0]["id"]
    assert re.fullmatch(rf"{series['id']}_I_\d{{18}}", run)


def test_the_single_meeting_of_a_one_off_has_the_id_of_its_series(desk):
    """A one-off lists one scheduled meeting under the series id, and that id gets the series."""
    series = desk.create()
    (child,) = desk.children(series["id"])
    assert (series["id"], series["id"], "scheduledMeeting") == (
        child["id"],
        child["meetingSeriesId"],
        child["meetingType"],
    )
    assert "meetingSeries" == desk.get(series["id"])["meetingType"]
    assert "scheduledMeeting" == desk.get(f"{series['id']}_20310304T090000Z")["meetingType"]


def test_time_alone_makes_meetings_missed_and_the_next_one_ready(desk):
    """At its scheduled end a meeting that nobody started is missed and the following one ready."""
    series = desk.create(**DAILY)
    desk.advance(hours=25, seconds=-1)
    assert ["ready", "scheduled", "scheduled"] == states(desk, series["id"])
    desk.advance(seconds=1)
    assert ["missed", "ready", "scheduled"] == states(desk, series["id"])
    desk.advance(days=2)
    assert ["missed"] * 3 == states(desk, series["id"])
    assert "expired" == desk.get(series["id"])["state"]


def test_a_meeting_that_was_held_is_ended_after_its_scheduled_end_only(desk):
    """A meeting ended early stays ready, can be held again, and is ended past its scheduled end."""
    series = desk.create(**DAILY)
    first = desk.act("join", series["id"], **{"as": "host"})
    assert "inProgress" == desk.get(series["id"])["state"] == first["state"]
    assert "ended" == desk.act("end", series["id"])["state"]
    assert ("active", "ready") == (desk.get(series["id"])["state"], states(desk, series["id"])[0])
    second = desk.act("join", series["id"], **{"as": "host"})
    assert first["instanceId"] != second["instanceId"]
    desk.act("end", second["instanceId"])
    desk.advance(hours=25)
    assert ["ended", "ready", "scheduled"] == states(desk, series["id"])
    assert ["ended", "ended"] == states(desk, series["id"], "meeting")


def test_a_meeting_that_runs_over_keeps_its_parents_up(desk):
    """While an instance runs past the schedule, its parent is ready and the series in progress."""
    series = desk.create()
    run = desk.act("join", series["id"], **{"as": "host"})["instanceId"]
    desk.advance(hours=30)
    assert ["ready"] == states(desk, series["id"])
    assert "inProgress" == desk.get(series["id"])["state"]
    desk.act("end", run)
    assert ["ended"] == states(desk, series["id"])
    assert "expired" == desk.get(series["id"])["state"]


def test_an_attendee_before_the_host_waits_in_the_lobby(desk):
    """The lobby makes the series in progress; the host's arrival begins the meeting."""
    series = desk.create()
    run = desk.act("join", series["id"], **{"as": "attendee", "email": "sam.attendee@example.com"})
    assert "lobby" == run["state"]
    shown = desk.get(series["id"])
    assert ("inProgress", False, True) == (shown["state"], shown["hostDidJoin"], shown["attendeeDidJoin"])
    desk.advance(minutes=4)
    assert "inProgress" == desk.act("join", series["id"], **{"as": "host"})["state"]
    shown = desk.get(run["instanceId"])
    assert ("2031-03-03T09:04:00Z", True, True) == (
        shown["start"],
        shown["hostDidJoin"],
        shown["attendeeDidJoin"],
    )


@pytest.mark.parametrize(
    ("settings", "locked", "state"),
    [
        ({"enabledJoinBeforeHost": True}, False, "inProgress"),
        ({"enabledJoinBeforeHost": True}, True, "lobby"),
        ({"enabledJoinBeforeHost": False}, False, "lobby"),
        (
            {"enabledJoinBeforeHost": True, "unlockedMeetingJoinSecurity": "allowJoinWithLobby"},
            False,
            "lobby",
        ),
    ],
)
def test_settings_and_the_lock_decide_who_waits(desk, settings, locked, state):
    """Join-before-host lets attendees in, a lock or the lobby setting holds them."""
    series = desk.create(**settings)
    if locked:
        desk.act("lock", series["id"])
    assert state == desk.act("join", series["id"], **{"as": "attendee"})["state"]


def test_a_lobby_that_empties_leaves_nothing_behind(desk):
    """When all who waited leave, the instance is gone and the series active again."""
    series = desk.create()
    run = desk.act("join", series["id"], **{"as": "attendee"})["instanceId"]
    assert {"meetingId": series["id"]} == desk.act("leave", series["id"])
    assert 404 == desk.call("GET", f"/meetings/{run}").status_code
    assert "active" == desk.get(series["id"])["state"]
    desk.advance(hours=30)
    assert ["missed"] == states(desk, series["id"])


def test_admitting_from_the_lobby_begins_the_meeting(desk):
    """Those who are let in make an instance in progress of a lobby."""
    series = desk.create()
    desk.act("join", series["id"], **{"as": "attendee"})
    assert "inProgress" == desk.act("admit", series["id"])["state"]


def test_unlocking_ends_a_lobby_only_when_nothing_else_holds_people(desk):
    """A lobby behind a lock alone opens with it; one behind the settings stays."""
    open_one = desk.create(enabledJoinBeforeHost=True)
    desk.act("lock", open_one["id"])
    desk.act("join", open_one["id"], **{"as": "attendee"})
    assert "inProgress" == desk.act("unlock", open_one["id"])["state"]
    held = desk.create()
    desk.act("join", held["id"], **{"as": "attendee"})
    assert "lobby" == desk.act("unlock", held["id"])["state"]


def test_a_running_meeting_ends_when_the_last_person_leaves(desk):
    """Attendees may go while the host stays; when he goes too, the meeting has ended."""
    series = desk.create()
    desk.act("join", series["id"], **{"as": "host"})
    desk.act("join", series["id"], **{"as": "attendee"})
    assert "inProgress" == desk.act("leave", series["id"])["state"]
    assert "ended" == desk.act("leave", series["id"], email="theo.host@example.com")["state"]


@pytest.mark.parametrize("extra", [{}, DAILY])
def test_series_delete_themselves_180_days_after_their_last_end(desk, extra):
    """The last scheduled end starts the 180 days, for one-offs and recurring series alike."""
    series = desk.create(**extra)
    days = 2 if extra else 0
    desk.advance(days=180 + days, hours=25, seconds=-1)
    assert "expired" == desk.get(series["id"])["state"]
    desk.advance(seconds=1)
    assert 404 == desk.call("GET", f"/meetings/{series['id']}").status_code
    assert [] == desk.children(series["id"])


def test_delete_when_completed_removes_a_meeting_at_its_end(desk):
    """With that trait on at creation, nothing is left past the last scheduled end."""
    desk.control("PATCH", "/sites/north-example.webex.com", deleteWhenCompleted=True)
    series = desk.create(**DAILY)
    desk.advance(days=2, hours=25)
    assert 404 == desk.call("GET", f"/meetings/{series['id']}").status_code


def test_deleting_one_meeting_leaves_the_others(desk):
    """A deleted scheduled meeting is gone, its follower takes its turn, the series stays."""
    series = desk.create(**DAILY)
    first, second, _ = desk.children(series["id"])
    assert 204 == desk.call("DELETE", f"/meetings/{first['id']}").status_code
    assert 404 == desk.call("GET", f"/meetings/{first['id']}").status_code
    assert "ready" == desk.get(second["id"])["state"]
    assert 204 == desk.call("DELETE", f"/meetings/{series['id']}").status_code
    assert 404 == desk.call("DELETE", f"/meetings/{series['id']}").status_code
    assert 404 == desk.call("GET", f"/meetings/{second['id']}").status_code


def test_deleting_a_meeting_ends_what_goes_on_in_it(desk):
    """A running instance has ended and lost those who were there; a lobby leaves nothing behind."""
    series = desk.create(hours=0.1, enabledJoinBeforeHost=False, **DAILY)
    first, second, _ = desk.children(series["id"])
    run = desk.act("join", first["id"], **{"as": "host"})["instanceId"]
    assert 200 == desk.call("PUT", f"/meetings/controls?meetingId={run}", json=RECORD).status_code
    desk.advance(minutes=5)
    assert 204 == desk.call("DELETE", f"/meetings/{first['id']}").status_code
    ended = desk.get(run)
    assert ("ended", "2031-03-03T09:05:00Z") == (ended["state"], ended["end"])
    (visit,) = desk.found("/meetingParticipants", meetingId=run)
    assert ("end", "2031-03-03T09:05:00Z") == (visit["state"], visit["leftTime"])
    assert 404 == desk.call("GET", f"/meetings/controls?meetingId={run}").status_code
    waiting = desk.act("join", second["id"], **{"as": "attendee"})
    assert "lobby" == waiting["state"]
    assert 204 == desk.call("DELETE", f"/meetings/{second['id']}").status_code
    assert 404 == desk.call("GET", f"/meetings/{waiting['instanceId']}").status_code
    assert [run] == [each["id"] for each in desk.children(series["id"], "meeting")]


def test_an_endless_series_never_expires(desk):
    """A rule without an end has a ready meeting however late it is."""
    series = desk.create(recurrence="FREQ=WEEKLY;BYDAY=TU")
    desk.advance(days=4000)
    assert "active" == desk.get(series["id"])["state"]
    current = desk.get(series["id"], params={"current": "true"})
    assert "2042-02-" == current["start"][:8]
