"""Steps of stories that only the control API can do, and the clock that they go by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from conformance.checks import Indeterminate, NotExercised
from conformance.contract import Step
from conformance.errors import Unreachable
from tests.worlds import BODIES, NOW, World


@pytest.fixture(autouse=True)
def standing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time stands still."""
    monkeypatch.setattr("conformance.staging.present.monotonic", lambda: 0.0)


@pytest.mark.parametrize("do", ["join", "leave", "lock", "unlock", "admit", "end", "clock"])
def test_without_the_control_api_control_steps_are_not_done(do: str) -> None:
    """They are what documented calls cannot do."""
    world = World()

    with pytest.raises(NotExercised, match="no control API"):
        world.play(Step(do=do, send="{now}" if do == "clock" else None))
    assert [] == world.asked


def test_control_steps_act_on_their_meeting() -> None:
    """As the person that they name; what was joined is ended at last, once it was not ended before."""
    world = World(control=True, POST_meetings_join={"items": [{"instanceId": "s_I_1"}]})
    telling = world.telling(Step(do="join", send={"as": "host"}), Step(do="lock", to="instance"))

    telling.play()
    assert [
        ("POST meetings_join", {"meetingIds": ["s"], "as": "host"}),
        ("POST meetings_lock", {"meetingIds": ["s_I_1"]}),
    ] == world.asked
    telling.leave()
    assert ("POST meetings_end", {"meetingIds": ["s"]}) == world.asked[-1]

    world.asked.clear()
    telling = world.telling(Step(do="join"), Step(do="end"))
    telling.play()
    telling.leave()
    assert ["POST meetings_join", "POST meetings_end"] == world.calls


def test_nothing_is_ended_that_was_not_joined() -> None:
    """Locking does not begin a meeting; and trouble while ending is nobody's."""
    world = World(control=True, POST_meetings_end=Unreachable("gone"))
    telling = world.telling(Step(do="lock"))
    telling.play()
    telling.leave()
    assert ["POST meetings_lock"] == world.calls

    telling = world.telling(Step(do="join"))
    telling.play()
    telling.leave()
    assert "POST meetings_end" == world.calls[-1]


@pytest.mark.parametrize(
    "body",
    [
        *BODIES,
        {"items": [{}]},
        {"items": [{"instanceId": None}]},
        {"items": [{"instanceId": 7}]},
        {"items": [{"instanceId": "../x"}]},
        {"items": [{"instanceId": ""}]},
    ],
)
def test_an_instance_without_a_usable_id_is_unknown(body: Any) -> None:
    """The control API may name it or not; what is no id is not put into a path."""
    world = World(control=True, POST_meetings_join=body)

    with pytest.raises(NotExercised, match="no instance"):
        world.play(Step(do="join"), Step(do="read", to="instance", outcome="accepted"))
    assert ["POST meetings_join"] == world.calls


@pytest.mark.parametrize(("status", "kind"), [(400, NotExercised), (409, NotExercised), (500, Indeterminate)])
def test_a_control_step_that_is_refused_ends_the_story(status: int, kind: type[Exception]) -> None:
    """What the control API does not do cannot be judged; a join that failed may still have begun."""
    world = World(control=True, POST_meetings_join=(status, {"message": "no"}))
    telling = world.telling(Step(do="join"), Step(do="read", outcome="accepted"))

    with pytest.raises(kind, match=f"join through the control API was answered {status}: no"):
        telling.play()
    telling.leave()
    assert ["POST meetings_join", "POST meetings_end"] == world.calls


def test_the_clock_is_moved_and_is_the_present_of_what_follows() -> None:
    """Forward only: a moment that has passed needs no request."""
    world = World(control=True)

    [scene] = world.play(
        Step(do="clock", send="{start+2h}"),
        Step(do="clock", send="{start}"),
        Step(do="read", outcome="accepted"),
    )

    assert ["POST clock", "GET meetings_s"] == world.calls
    assert "2031-05-06T11:30:00Z" == world.asked[0][1]["to"] == scene.fill("{now}")


def test_a_clock_that_does_not_move_ends_the_story() -> None:
    """The moment that the story needs is not reached."""
    world = World(control=True, POST_clock=(409, {"message": "held"}))

    with pytest.raises(NotExercised, match="clock through the control API was answered 409: held"):
        world.play(Step(do="clock", send="{start}"))


@pytest.mark.parametrize(("second", "wait"), [(0, 0), (40, 0), (41, 19), (59, 1)])
def test_settling_leaves_the_end_of_a_minute_behind(
    monkeypatch: pytest.MonkeyPatch, second: int, wait: int
) -> None:
    """By moving the clock where that can be done, else by waiting."""
    waits: list[float] = []
    monkeypatch.setattr("conformance.staging.telling.sleep", waits.append)
    moment = NOW.replace(second=second)

    world = World()
    world.present._set(moment)
    assert [] == world.play(Step(do="settle"))
    assert [wait][: bool(wait)] == waits

    world = World(control=True)
    world.present._set(moment)
    assert [] == world.play(Step(do="settle"))
    assert ["2031-05-06T07:09:00Z"][: bool(wait)] == [body["to"] for _, body in world.asked]
    assert moment + timedelta(seconds=wait) == world.present.now()


def test_a_clock_that_cannot_settle_ends_the_story() -> None:
    """Near the end of a minute nothing is judged that depends on it."""
    world = World(control=True, POST_clock=(500, {}))
    world.present._set(NOW.replace(second=50))

    with pytest.raises(Indeterminate, match="moving the clock was answered 500"):
        world.play(Step(do="settle"))
