"""What time it is on the target: with and without a control API, and when it tells nonsense."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from conformance.clients import Answer, ControlClient
from conformance.errors import Unreachable
from conformance.staging.present import HOLD, Present, far_apart

THERE = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
TOLD = "2031-05-06T07:08:09Z"
WRONG = [
    None,
    7,
    True,
    "",
    "soon",
    "2031-05-06T07:08:09",
    "2031-05-06",
    "2031-13-06T07:08:09Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "9999-12-31T23:59:59Z",
    "9000-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    [TOLD],
    {"now": TOLD},
]

Reply = tuple[int, Any] | Exception


class Site:
    """A control API that answers as it is told, and keeps what it was asked.

    The first reply is for the first request, the last one for all later ones.
    """

    def __init__(self, *replies: Reply) -> None:
        self.asked: list[dict[str, Any]] = []
        self.waits: list[float] = []
        self._replies = list(replies)
        transport: Any = httpx.MockTransport(self._answer)
        self.control = ControlClient(
            "http://emulator.example.com/control", transport, "wxc-1", sleep=self.waits.append
        )
        self.present = Present(self.control)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(json.loads(request.content))
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if isinstance(reply, Exception):
            raise reply
        return httpx.Response(reply[0], json=reply[1], extensions={"exchange": f"x{len(self.asked)}"})


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets seconds pass, and no others."""
    passed = [1000.0]
    monkeypatch.setattr("conformance.staging.present.monotonic", lambda: passed[0])

    def let_pass(more: float) -> None:
        passed[0] += more

    return let_pass


def dated(date: str | None) -> Answer:
    """An answer with a `Date`."""
    headers = {} if date is None else {"date": date}
    return Answer(status=200, exchange="x1", body=None, flaw=None, headers=headers)


def test_without_a_control_api_it_is_our_present(seconds: Callable[[float], None]) -> None:
    """Asked once, it goes on as our clock does."""
    before = datetime.now(UTC)
    present = Present(None)
    first = present.now()
    seconds(90.5)

    assert before <= first <= datetime.now(UTC)
    assert first + timedelta(seconds=90.5) == present.now()


def test_the_control_api_is_asked_now_and_then(seconds: Callable[[float], None]) -> None:
    """The clock is held before half of the hold has passed; in between nothing is asked."""
    site = Site((200, {"now": TOLD}), (200, {"now": "2031-05-06T08:00:00+01:00"}))

    assert THERE == site.present.now()
    seconds(HOLD / 2)
    assert THERE + timedelta(seconds=HOLD / 2) == site.present.now()
    assert [{"holder": "wxc-1", "holdSeconds": HOLD}] == site.asked
    seconds(0.5)
    assert datetime(2031, 5, 6, 7, tzinfo=UTC) == site.present.now()
    assert 2 == len(site.asked)


@pytest.mark.parametrize("now", WRONG)
def test_a_control_api_that_tells_no_time_is_left_alone(now: Any) -> None:
    """Without a readable present it is no control API, and ours is taken."""
    site = Site((200, {"now": now}))

    assert abs(site.present.now() - datetime.now(UTC)) < timedelta(minutes=1)
    assert site.present.control is None
    assert site.present.now() >= site.present.now() - timedelta(seconds=1)
    assert 1 == len(site.asked)


@pytest.mark.parametrize("body", [None, [], "now", 7, [{"now": TOLD}], {}])
def test_an_answer_that_is_no_object_tells_no_time(body: Any) -> None:
    """Whatever the target sends, it is no crash."""
    site = Site((200, body))

    assert site.present.now().year < 2031
    assert site.present.control is None


def test_a_refused_hold_holds_nothing() -> None:
    """A present in a refusal is not taken over, and what is not held is not let go."""
    site = Site((403, {"now": TOLD}))

    assert site.present.now().year < 2031
    site.present.release()
    assert [{"holder": "wxc-1", "holdSeconds": HOLD}] == site.asked


def test_a_clock_that_others_hold_is_waited_for() -> None:
    """423 says that another run has it; it is asked again until it is free."""
    site = Site((423, {}), (423, {}), (200, {"now": TOLD}))

    assert THERE <= site.present.now()
    assert 3 == len(site.asked)
    assert [1.0, 1.0] == site.waits


def test_the_clock_is_moved_forward(seconds: Callable[[float], None]) -> None:
    """The moment is sent in UTC to the second, and is the present from then on."""
    site = Site((200, {"now": TOLD}), (200, {}))
    moment = datetime(2031, 5, 6, 15, 0, 0, 999_999, tzinfo=UTC)

    answer = site.present.move(moment)

    assert answer is not None
    assert answer.ok
    assert {"holder": "wxc-1", "to": "2031-05-06T15:00:00Z", "holdSeconds": HOLD} == site.asked[-1]
    seconds(1)
    assert moment + timedelta(seconds=1) == site.present.now()


@pytest.mark.parametrize("back", [0, 1, 86_400])
def test_what_has_passed_is_not_moved_to(seconds: Callable[[float], None], back: int) -> None:
    """Neither the present itself nor the past: the clock never goes back."""
    site = Site((200, {"now": TOLD}))

    assert site.present.move(THERE - timedelta(seconds=back)) is None
    assert THERE == site.present.now()
    assert all("to" not in one for one in site.asked)
    seconds(0)


@pytest.mark.parametrize("status", [400, 409, 500, 302])
def test_a_refused_move_leaves_the_present(seconds: Callable[[float], None], status: int) -> None:
    """The refusal is handed back, and it is as late as it was."""
    site = Site((200, {"now": TOLD}), (status, {"message": "no"}))

    answer = site.present.move(THERE + timedelta(days=1))

    assert answer is not None
    assert status == answer.status
    seconds(2)
    assert THERE + timedelta(seconds=2) == site.present.now()


def test_a_held_clock_is_released_once() -> None:
    """Releasing lets others move it; a second time there is nothing to release."""
    site = Site((200, {"now": TOLD}))
    site.present.release()
    assert [] == site.asked

    site.present.now()
    site.present.release()
    site.present.release()

    assert [HOLD, 0] == [one["holdSeconds"] for one in site.asked]


def test_a_move_may_let_the_clock_go() -> None:
    """After a move that does not hold, nothing is left to release, and the present is asked for again."""
    site = Site((200, {"now": TOLD}))

    site.present.move(THERE + timedelta(hours=1), hold=False)
    site.present.release()
    assert [HOLD, 0] == [one["holdSeconds"] for one in site.asked]

    site.present.now()
    assert HOLD == site.asked[-1]["holdSeconds"]


def test_trouble_is_told_but_not_when_releasing() -> None:
    """No answer is the caller's trouble; at the end of a run nobody cares."""
    site = Site((200, {"now": TOLD}), Unreachable("gone"))
    site.present.now()
    with pytest.raises(Unreachable):
        site.present.move(THERE + timedelta(hours=1))
    site.present.release()

    with pytest.raises(Unreachable):
        Site(Unreachable("gone")).present.now()


@pytest.mark.parametrize(
    ("date", "followed"),
    [
        ("Tue, 06 May 2031 07:08:09 GMT", True),
        ("Tue, 06 May 2031 07:08:09 +0000", True),
        ("Fri, 31 Dec 8999 23:59:59 GMT", True),
        ("Thu, 01 Jan 9000 00:00:00 GMT", False),
        ("Fri, 31 Dec 9999 23:59:59 -1400", False),
        ("tomorrow", False),
        ("", False),
        (None, False),
    ],
)
def test_a_date_of_another_present_is_followed(
    seconds: Callable[[float], None], date: str | None, followed: bool
) -> None:
    """What a target says in its answers counts, if it is a date and one that has a future."""
    present = Present(None)
    ours = present.now()

    assert followed == present.follow(dated(date))
    seconds(0)
    assert followed == (present.now() != ours)


def test_a_present_like_ours_is_not_followed() -> None:
    """A few minutes between two clocks are no other present, and one that was taken over is ours."""
    present = Present(None)
    near = present.now() + timedelta(minutes=4)

    assert not present.follow(dated(f"{near:%a, %d %b %Y %H:%M:%S} GMT"))
    assert present.follow(dated("Tue, 06 May 2031 07:08:09 GMT"))
    assert not present.follow(dated("Tue, 06 May 2031 07:08:10 GMT"))
    assert THERE <= present.now()


def test_with_a_control_api_dates_are_not_followed() -> None:
    """The clock of the control API is the better one."""
    site = Site((200, {"now": TOLD}))

    assert not site.present.follow(dated("Tue, 06 May 2025 07:08:09 GMT"))


@pytest.mark.parametrize(
    ("apart", "far"),
    [(timedelta(minutes=5), False), (timedelta(minutes=5, seconds=1), True), (timedelta(0), False)],
)
def test_more_than_five_minutes_are_far(apart: timedelta, far: bool) -> None:
    """Before or after; nothing is not far, and neither is the end of all time."""
    assert far == far_apart(THERE + apart, THERE) == far_apart(THERE - apart, THERE)
    assert not far_apart(None, THERE)
    assert not far_apart(datetime.max.replace(tzinfo=UTC), THERE)


@pytest.mark.parametrize("now", ["9999-12-31T23:59:59Z", "9000-01-01T00:00:00Z"])
def test_a_present_without_a_future_is_not_taken_over(seconds: Callable[[float], None], now: str) -> None:
    """Neither at first nor later on: with it nothing could be reckoned once time goes on."""
    site = Site((200, {"now": now}))
    site.present.hold()
    assert site.present.now().year < 2031
    seconds(3600)
    assert site.present.now().year < 2031

    site = Site((200, {"now": TOLD}), (200, {"now": now}))
    site.present.now()
    seconds(HOLD)
    assert THERE + timedelta(seconds=HOLD) == site.present.now()
    assert site.present.control is None


def test_the_last_years_that_can_be_reckoned_with_are_taken_over(seconds: Callable[[float], None]) -> None:
    """A site may well live centuries ahead."""
    site = Site((200, {"now": "8999-12-31T23:59:59Z"}))

    assert 8999 == site.present.now().year
    seconds(1)
    assert 9000 == site.present.now().year
