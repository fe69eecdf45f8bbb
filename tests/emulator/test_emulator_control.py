"""The control API: clock and holds, actions, tokens, sites, reset, faults."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conformance.emulator import FAULT_KINDS, Clock, ClockHeldError


def test_it_describes_itself_with_and_without_a_slash(desk):
    """The description names version 1 and all abilities."""
    for path in ("", "/"):
        shown = desk.control("GET", path).json()
        assert ("1", {"clock", "meetings", "artifacts", "tokens", "sites", "reset", "faults"}) == (
            shown["control"],
            set(shown["abilities"]),
        )


def test_the_clock_moves_forwards_only(desk):
    """Seconds or a moment put it forwards; the past is a 400."""
    assert {"now": "2031-03-03T09:00:00.000000Z"} == desk.control("GET", "/clock").json()
    assert "2031-03-03T09:01:30" == desk.control("POST", "/clock", advanceSeconds=90).json()["now"][:19]
    assert (
        "2031-03-04T00:00:00" == desk.control("POST", "/clock", to="2031-03-04T00:00:00Z").json()["now"][:19]
    )
    assert 400 == desk.control("POST", "/clock", to="2031-03-03T00:00:00Z").status_code


def test_a_hold_keeps_others_from_moving_the_clock(desk):
    """Others get 423 with Retry-After until the holder lets go; the holder moves freely."""
    assert "a" == desk.control("POST", "/clock", holder="a", holdSeconds=30).json()["holder"]
    for body in (
        {"advanceSeconds": 1},
        {"advanceSeconds": 1, "holder": "b"},
        {"holder": "b", "holdSeconds": 5},
    ):
        answer = desk.control("POST", "/clock", **body)
        assert (423, "30") == (answer.status_code, answer.headers["Retry-After"])
        assert answer.json()["message"]
    assert 200 == desk.control("POST", "/clock", holder="a", advanceSeconds=1).status_code
    assert "a" == desk.control("POST", "/clock", holder="b", holdSeconds=0).json()["holder"]
    assert "holder" not in desk.control("POST", "/clock", holder="a", holdSeconds=0).json()
    assert 200 == desk.control("POST", "/clock", holder="b", advanceSeconds=1).status_code


def test_a_hold_runs_out_in_real_seconds():
    """The hold counts its own pulse, not the emulated time."""
    pulse = [0.0]
    clock = Clock(lambda: datetime(2031, 1, 1, tzinfo=UTC), lambda: pulse[0])
    clock.hold("a", 10)
    clock.move(3600, holder="a")
    with pytest.raises(ClockHeldError) as caught:
        clock.move(1, holder="b")
    assert 10 == caught.value.retry_after
    pulse[0] = 10.0
    assert datetime(2031, 1, 1, 1, 0, 1, tzinfo=UTC) == clock.move(1, holder="b")


def test_the_clock_never_goes_back_with_its_origin():
    """When the origin steps back, the present stands still until it is caught up."""
    origin = [datetime(2031, 1, 1, tzinfo=UTC)]
    clock = Clock(lambda: origin[0])
    before = clock.now()
    origin[0] -= timedelta(hours=1)
    assert before == clock.now()


@pytest.mark.parametrize(
    "body",
    [
        {"advanceSeconds": -1},
        {"advanceSeconds": "5"},
        {"advanceSeconds": True},
        {"advanceSeconds": 1e300},
        {"advanceSeconds": 10**400},
        {"advanceSeconds": 1e14},
        {"to": "noon"},
        {"to": "2031-05-05T00:00:00Z", "advanceSeconds": 5},
        {"holder": ""},
        {"holdSeconds": 5},
        {"holder": "a", "holdSeconds": 601},
        {"speed": 2},
    ],
)
def test_impossible_clock_orders_are_refused(desk, body):
    """Each is a 400 with a message and leaves the clock alone."""
    answer = desk.control("POST", "/clock", **body)
    assert (400, ["message"]) == (answer.status_code, list(answer.json()))
    assert {"now": "2031-03-03T09:00:00.000000Z"} == desk.control("GET", "/clock").json()


def test_actions_answer_item_by_item(desk):
    """Items come in the order of the ids, each with the id that was asked for."""
    first, second = desk.create()["id"], desk.create()["id"]
    body = {"meetingIds": [second, first], "as": "host"}
    items = desk.control("POST", "/meetings/join", **body).json()["items"]
    assert [(second, "inProgress"), (first, "inProgress")] == [
        (each["meetingId"], each["state"]) for each in items
    ]


def test_impossible_actions_are_conflicts(desk):
    """What cannot be done now is 409, an unknown meeting 404, a strange body 400."""
    series = desk.create(recurrence="FREQ=DAILY;COUNT=2")
    later = desk.children(series["id"])[1]["id"]
    for action, meeting_id, more, status in (
        ("end", series["id"], {}, 409),
        ("leave", series["id"], {}, 409),
        ("admit", series["id"], {}, 409),
        ("join", later, {"as": "host"}, 409),
        ("lock", later, {}, 409),
        ("join", series["id"], {"as": "host", "email": "mira.host@example.com"}, 409),
        ("join", "unknown", {"as": "host"}, 404),
        ("dance", series["id"], {}, 404),
        ("join", series["id"], {}, 400),
        ("join", series["id"], {"as": "king"}, 400),
        ("join", series["id"], {"as": "host", "mood": "good"}, 400),
    ):
        answer = desk.control("POST", f"/meetings/{action}", meetingIds=[meeting_id], **more)
        assert (status, True) == (answer.status_code, bool(answer.json()["message"])), (action, more)
    assert 400 == desk.control("POST", "/meetings/end", meetingIds=[]).status_code
    assert "active" == desk.get(series["id"])["state"]


def test_an_unknown_id_stops_the_whole_order(desk):
    """Nothing is done when one of the ids is unknown."""
    series = desk.create()["id"]
    body = {"meetingIds": [series, "unknown"], "as": "host"}
    assert 404 == desk.control("POST", "/meetings/join", **body).status_code
    assert "active" == desk.get(series)["state"]


def test_a_blocked_attendee_cannot_join(desk):
    """Where nobody may join uninvited, a stranger is a conflict and an invitee is not."""
    series = desk.create(
        unlockedMeetingJoinSecurity="blockFromJoin",
        enabledJoinBeforeHost=True,
        invitees=[{"email": "sam.attendee@example.com"}],
    )["id"]
    body = {"meetingIds": [series], "as": "attendee"}
    assert 409 == desk.control("POST", "/meetings/join", **body).status_code
    assert 200 == desk.control("POST", "/meetings/join", email="sam.attendee@example.com", **body).status_code


def test_tokens_are_for_known_people(desk):
    """An unknown address is 404, a body that does not fit 400."""
    assert 404 == desk.control("POST", "/tokens", email="nobody@example.com", scopes=[]).status_code
    for body in (
        {"email": "theo.host@example.com"},
        {"email": "theo.host@example.com", "scopes": [1]},
        {"scopes": []},
    ):
        assert 400 == desk.control("POST", "/tokens", **body).status_code


def test_traits_change_one_by_one(desk):
    """Traits that are not named stay; unknown names and wrong types are refused whole."""
    path = "/sites/north-example.webex.com"
    before = desk.control("GET", path).json()
    assert before | {"registration": False} == desk.control("PATCH", path, registration=False).json()
    for body in ({"colour": "blue"}, {"converged": "yes"}, {"webinars": False, "passwordMinLength": True}):
        assert 400 == desk.control("PATCH", path, **body).status_code
    assert before | {"registration": False} == desk.control("GET", path).json()
    assert 404 == desk.control("GET", "/sites/nowhere").status_code


def test_reset_forgets_everything(desk):
    """No meetings, no faults, no minted tokens, the usual sites, the clock's own time."""
    desk.create()
    body = {"email": "theo.host@example.com", "scopes": ["meeting:schedules_read"]}
    token = desk.control("POST", "/tokens", **body).json()["accessToken"]
    desk.control("PATCH", "/sites/north-example.webex.com", webinars=False)
    desk.control("POST", "/clock", advanceSeconds=99, holder="a", holdSeconds=9)
    desk.faults("server-error:9")
    answer = desk.control("POST", "/reset")
    assert (204, b"") == (answer.status_code, answer.content)
    assert {"now": "2031-03-03T09:00:00.000000Z"} == desk.control("GET", "/clock").json()
    assert ([], []) == (desk.items(), desk.control("GET", "/faults").json()["active"])
    assert 401 == desk.call("GET", "/meetings", token).status_code
    assert desk.control("GET", "/sites/north-example.webex.com").json()["webinars"] is True


def test_faults_are_listed_with_every_kind(desk):
    """What is on, and what could be."""
    shown = desk.faults("slow-answer:0", "attribute-dropped:meeting.lobby.title").json()
    assert ["slow-answer:0", "attribute-dropped:meeting.lobby.title"] == shown["active"]
    assert FAULT_KINDS == {each["name"]: each["text"] for each in shown["kinds"]}
    assert 400 == desk.control("PUT", "/faults", active=["slow-answer:0", "slow-answer:0"]).status_code
    assert 400 == desk.faults("slow-answer:0", "no-such-kind").status_code
    assert shown["active"] == desk.control("GET", "/faults").json()["active"]


def test_wrong_methods_and_paths_have_a_message(desk):
    """The control API has an error shape of its own."""
    for method, path, status in (("DELETE", "/clock", 405), ("GET", "/reset", 405), ("GET", "/weather", 404)):
        answer = desk.control(method, path)
        assert (status, ["message"]) == (answer.status_code, list(answer.json()))
