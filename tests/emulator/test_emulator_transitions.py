"""Transitions of the lifecycles that reads do not see: each hides itself and no other."""

from __future__ import annotations

from datetime import datetime

import pytest

DAILY = {"recurrence": "FREQ=DAILY;COUNT=3"}
HOST, ATTENDEE = {"as": "host"}, {"as": "attendee"}
SITE = "/sites/north-example.webex.com"


def lived(desk):
    """Let meetings make every transition, and give what reads show after each."""
    seen = {}
    series, lobby, over = (desk.create(**DAILY)["id"] for _ in range(3))
    missed = desk.create(hours=1)["id"]

    def state(name, meeting_id):
        seen[name] = desk.get(meeting_id)["state"]

    def child(name, of, number):
        seen[name] = desk.children(of)[number]["state"]

    state("meetingSeries:1", series)
    child("scheduledMeeting:1", series, 1)
    child("scheduledMeeting:2", series, 0)
    run = desk.act("join", series, **HOST)["instanceId"]
    state("meetingSeries:2", series)
    state("meeting:2", run)
    child("ready while people meet", series, 0)
    desk.act("end", run)
    state("meetingSeries:3", series)
    state("meeting:4", run)
    waited = desk.act("join", lobby, **ATTENDEE)["instanceId"]
    state("meetingSeries:lobby", lobby)
    state("meeting:1", waited)
    desk.act("leave", lobby)
    state("meetingSeries:3 from the lobby", lobby)
    admitted = desk.act("join", lobby, **ATTENDEE)["instanceId"]
    desk.act("admit", lobby)
    state("meeting:3", admitted)
    desk.act("end", lobby)
    joined = desk.act("join", over, **ATTENDEE)["instanceId"]
    desk.act("join", over, **HOST)
    state("meeting:3 by the host", joined)
    desk.act("end", over)
    desk.advance(hours=26)
    child("scheduledMeeting:3", series, 1)
    child("scheduled after the first", series, 2)
    child("scheduledMeeting:4", series, 0)
    child("scheduledMeeting:5", missed, 0)
    state("meetingSeries:5", missed)
    desk.advance(days=3)
    state("meetingSeries:4", series)
    return seen


@pytest.fixture(scope="module")
def right():
    """Give what is seen when no fault is on."""
    return {
        "meetingSeries:1": "active",
        "scheduledMeeting:1": "scheduled",
        "scheduledMeeting:2": "ready",
        "meetingSeries:2": "inProgress",
        "meeting:2": "inProgress",
        "ready while people meet": "ready",
        "meetingSeries:3": "active",
        "meeting:4": "ended",
        "meetingSeries:lobby": "inProgress",
        "meeting:1": "lobby",
        "meetingSeries:3 from the lobby": "active",
        "meeting:3": "inProgress",
        "meeting:3 by the host": "inProgress",
        "scheduledMeeting:3": "ready",
        "scheduled after the first": "scheduled",
        "scheduledMeeting:4": "ended",
        "scheduledMeeting:5": "missed",
        "meetingSeries:5": "expired",
        "meetingSeries:4": "expired",
    }


@pytest.mark.parametrize(
    ("transition", "shown"),
    [
        (None, None),
        *(("meetingSeries:1", "expired"), ("meetingSeries:2", "active"), ("meetingSeries:3", "inProgress")),
        *(
            ("meetingSeries:4", "inProgress"),
            ("meetingSeries:5", "active"),
            ("meetingSeries:lobby", "expired"),
        ),
        *(("scheduledMeeting:1", "ready"), ("scheduledMeeting:2", "scheduled")),
        *(("scheduledMeeting:3", "scheduled"), ("scheduledMeeting:4", "ready")),
        *(("scheduledMeeting:5", "ready"), ("meeting:1", "inProgress"), ("meeting:2", "lobby")),
        *(("meeting:3", "lobby"), ("meeting:4", "inProgress")),
    ],
)
def test_one_transition_is_not_seen(desk, right, transition, shown):
    """Reads go on showing another state after that transition, and the right one after all others."""
    desk.faults(*([f"life-slips:{transition}"] if transition else []))

    assert right | {name: shown for name in right if name.split(" ")[0] == transition} == lived(desk)


def test_the_attributes_belong_to_the_state_that_is_shown(desk):
    """A hidden end shows no end, a hidden beginning no password; lists filter by what they show."""
    series = desk.create()["id"]
    run = desk.act("join", series, **HOST)["instanceId"]
    desk.faults("life-slips:meeting:2", "life-slips:meeting:4", "life-slips:meetingSeries:3")
    assert "password" not in desk.get(run)
    desk.act("end", run)

    assert "end" not in desk.get(run)
    assert [series] == [
        each["id"] for each in desk.items(state="inProgress", **{"from": "2031-03-01T00:00:00Z"})
    ]
    assert [] == desk.items(state="active")


def test_a_missed_first_meeting_that_was_moved_is_ready(desk):
    """This is another transition than that of a new first meeting."""
    series = desk.create(hours=1, **DAILY)["id"]
    first = desk.children(series)[0]["id"]
    desk.advance(hours=3)
    desk.faults("life-slips:scheduledMeeting:2")
    body = {"start": "2031-03-03T14:00:00Z", "end": "2031-03-03T15:00:00Z"}

    desk.call("PATCH", f"/meetings/{first}", json=body)

    assert "ready" == desk.get(first)["state"]


def deletable(desk):
    """Make one meeting for each state that deletions are told for; give ids by transition."""
    active, parent = desk.create(**DAILY)["id"], desk.create(hours=1, **DAILY)["id"]
    expired = desk.create(hours=1)["id"]
    held = desk.create(hours=1, **DAILY)["id"]
    desk.act("join", held, **HOST)
    desk.act("end", held)
    desk.advance(hours=3)
    children = [each["id"] for each in desk.children(parent)]
    return {
        "meetingSeries:6": expired,
        "meetingSeries:7": active,
        "scheduledMeeting:6": children[2],
        "scheduledMeeting:7": desk.children(held)[0]["id"],
        "scheduledMeeting:8": children[1],
        "scheduledMeeting:9": children[0],
    }


@pytest.mark.parametrize(
    "transition",
    [None, "meetingSeries:6", "meetingSeries:7", *(f"scheduledMeeting:{number}" for number in (6, 7, 8, 9))],
)
def test_one_deletion_leaves_the_meeting(desk, transition):
    """Every deletion is answered 204; the named one has no effect."""
    ids = deletable(desk)
    desk.faults(*([f"life-slips:{transition}"] if transition else []))

    for name, meeting_id in ids.items():
        assert 204 == desk.call("DELETE", f"/meetings/{meeting_id}").status_code
        left = desk.call("GET", f"/meetings/{meeting_id}").status_code
        assert (200 if name == transition else 404) == left, name


@pytest.mark.parametrize(
    "transition", ["meetingSeries:8", "meeting:5", "scheduledMeeting:0", "scheduledMeeting"]
)
def test_a_transition_that_is_none_is_refused(desk, transition):
    """The lifecycles have no such step."""
    assert 400 == desk.faults(f"life-slips:{transition}").status_code


def alive(desk, moments):
    """Give which of the four kinds of meetings exist at each of some hours after their last end."""
    ids = {}
    for checked in (True, False):
        desk.control("PATCH", SITE, deleteWhenCompleted=checked)
        name = "checked" if checked else "unchecked"
        ids[f"one-off.{name}"] = desk.create(hours=49)["id"]
        ids[f"series.{name}"] = desk.create(hours=1, **DAILY)["id"]
    end = datetime.fromisoformat("2031-03-05T11:00:00Z")
    seen = {}
    for hours in moments:
        desk.advance(seconds=(end - desk.emulator.clock.now()).total_seconds() + hours * 3600)
        answers = {name: desk.call("GET", f"/meetings/{own_id}").status_code for name, own_id in ids.items()}
        seen[hours] = {name for name, status in answers.items() if status == 200}
    return seen


@pytest.mark.parametrize("which", ["one-off", "series"])
@pytest.mark.parametrize("option", ["checked", "unchecked"])
@pytest.mark.parametrize("when", [None, "early", "late"])
def test_meetings_delete_themselves_at_the_wrong_time(desk, which, option, when):
    """One kind goes early, or is there three days later; the three others keep their time."""
    kind = f"{which}.{option}"
    desk.faults(*([f"auto-delete-slips:{when}.{kind}"] if when else []))
    every = {f"{one}.{two}" for one in ("one-off", "series") for two in ("checked", "unchecked")}
    unchecked = {each for each in every if each.endswith(".unchecked")}
    days = 180 * 24
    right = {-1.5: every, -1: every, 0: unchecked, days - 25: unchecked, days - 24: unchecked, days: set()}
    moments = {**right, 72: unchecked, days + 72: set()}

    seen = alive(desk, sorted(moments))

    wrong = {
        (None, option): (),
        ("early", "checked"): (-1,),
        ("early", "unchecked"): (days - 24,),
        ("late", "checked"): (0, 72),
        ("late", "unchecked"): (days, days + 72),
    }[when, option]
    assert {hours: moments[hours] ^ ({kind} if hours in wrong else set()) for hours in moments} == seen
