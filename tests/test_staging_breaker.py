"""The breaker: a target that is plainly not there is asked no more, and says so once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from conformance.checks import Indeterminate, NotExercised, Outcome
from conformance.clients import Answer
from conformance.emulator import RunningEmulator
from conformance.errors import BudgetSpent, TargetTrouble, Throttled, TooSlow, Unreachable
from conformance.staging.breaker import Breaker
from tests.sites import FAST, Ended, hostile, judge, profile

DOWN = Unreachable("Nobody there.")


def answer(status: int) -> Answer:
    """An answer without a body."""
    return Answer(status=status, exchange="x1", body=None, flaw=None, headers={})


def fed(came: Iterable[Answer | TargetTrouble], actor: str | None = "host") -> tuple[Breaker, list[str]]:
    """A breaker that has seen this, and what it told."""
    told: list[str] = []
    breaker = Breaker(3, group="The group rest.lists", tell=told.append)
    for one in came:
        breaker.note(one, actor)
    return breaker, told


@pytest.mark.parametrize(
    ("came", "outcome", "sentence"),
    [
        ([DOWN] * 3, Indeterminate, "3 requests in a row were not answered; Nobody there."),
        ([DOWN, TooSlow("Slow."), Throttled("Later.")], Indeterminate, "not answered; Later."),
        ([Throttled("It kept answering 429.")] * 3, Indeterminate, "were throttled; It kept answering 429."),
        ([answer(401)] * 3, NotExercised, "the token of host was answered 401 3 times in a row."),
    ],
)
def test_what_comes_too_often_in_a_row_stops_the_group(
    came: list[Answer | TargetTrouble], outcome: type[Outcome], sentence: str
) -> None:
    """The outcome names the group and why; whoever asks again hears the same, and it is told once."""
    breaker, told = fed([*came, *came])

    for _ in range(2):
        with pytest.raises(outcome) as stopped:
            breaker.check()
        assert stopped.value.reason.startswith("The group rest.lists was stopped: ")
        assert stopped.value.reason.endswith(sentence)
    assert [stopped.value.reason] == told


@pytest.mark.parametrize(
    "came",
    [
        [DOWN, DOWN, answer(404), DOWN, DOWN],
        [answer(401), answer(401), answer(200), answer(401), answer(401)],
        [answer(403)] * 9,
        [answer(500)] * 9,
        [BudgetSpent("All spent.")] * 9,
        [DOWN, DOWN],
    ],
)
def test_a_target_that_answers_is_asked_on(came: list[Answer | TargetTrouble]) -> None:
    """An answer between begins the count anew; 403, errors of the server and our own limits stop nobody."""
    breaker, told = fed(came)

    breaker.check()
    breaker.check("admin")
    breaker.check(None)
    assert [] == told


def test_a_token_that_is_not_taken_stops_its_actor_alone() -> None:
    """Others go on, and so do requests without a token."""
    breaker, told = fed([answer(401)] * 3)
    for _ in range(2):
        breaker.note(answer(401), "admin")

    assert (True, False) == (breaker.refuses("host"), breaker.refuses("admin"))
    breaker.check("admin")
    breaker.check(None)
    breaker.note(answer(401), "admin")
    with pytest.raises(NotExercised, match="the token of admin"):
        breaker.check("admin")
    assert 2 == len(told)


def test_401_without_a_token_is_the_right_answer() -> None:
    """It is counted for nobody, and shows that the target is there."""
    breaker, _ = fed([DOWN, DOWN, answer(401), answer(401), answer(401), DOWN], None)

    breaker.check()


def test_a_group_that_was_stopped_stays_so() -> None:
    """An answer that comes late changes nothing."""
    breaker, _ = fed([DOWN] * 3 + [answer(200)])

    with pytest.raises(Indeterminate):
        breaker.check()


def _errors_on(folder: Path, rest: str) -> Ended:
    target = profile(folder, rest, more=FAST + "timeout_seconds = 1\nmax_wait_seconds = 1\n")
    return judge("rest.errors", "--target", target, cwd=folder)


def test_a_run_on_a_target_that_is_down_tells_once(tmp_path: Path, running: RunningEmulator) -> None:
    """A few requests, then a note that the summary and the page show; the verdicts say the same."""
    port = running.base_url
    running.stop()

    ended = _errors_on(tmp_path, port)

    stopped = [note["text"] for note in ended.of("note") if "was stopped" in note["text"]]
    assert 1 == len(stopped)
    assert stopped[0].startswith("The group rest.errors was stopped: 5 requests in a row were not answered")
    assert {"indeterminate", "not-exercised"} >= set(ended.counts)
    assert 5 == len(ended.of("exchange"))
    assert "rest.errors was stopped" in ended.out.replace("\n", " ")
    assert "The group rest.errors was stopped" in (ended.folder / "index.html").read_text("utf-8")


def test_a_run_on_a_target_that_takes_no_token_stops_asking_with_it(tmp_path: Path) -> None:
    """Rules that need the token end as not exercised after a few; those without go on."""
    with hostile(401, b'{"message": "Who are you?"}', content_type="application/json") as (rest, asked):
        ended = _errors_on(tmp_path, rest)

    reasons = {line["reason"] for line in ended.of("verdict") if line["verdict"] == "not-exercised"}
    assert any("the token of host was answered 401 5 times in a row" in one for one in reasons)
    assert 1 == sum("was stopped" in note["text"] for note in ended.of("note"))
    assert len(asked) < len(ended.of("verdict"))
