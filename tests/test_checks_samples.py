"""Answers to generated requests, held against rules: what passes, what fails, and what says nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.checks import (
    Failure,
    Indeterminate,
    NotExercised,
    Outcome,
    SampleReply,
    Samples,
    hold_samples,
)
from conformance.contract import Rule
from conformance.contract.sample import SAMPLE_CHECKS
from conformance.errors import ContractError
from tests.samples import CONTRACT

EXAMPLE = {"operation": "patchMeeting", "set": "fits", "number": 3, "name": "drawn 3"}
AWAY = (401, 403)
ELSEWHERE = (404, 409, 410, 423)
STEADY = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def rule(check: str) -> Rule:
    """The rule of that check."""
    operation = "delete-meeting" if check == "again" else "patch-meeting"
    return CONTRACT.rules[f"rest.generated.{operation}.{check}"]


def reply(status: int | None = 200, **more: Any) -> SampleReply:
    """An answer, or none; a success is one that the description names."""
    usual: dict[str, Any] = {
        "name": "drawn 3",
        "said": f"{status}: so",
        "exchanges": ("x1",),
        "example": EXAMPLE,
    }
    usual["declared"] = status == 200
    return SampleReply(**{**usual, "status": status, **more})


def judged(check: str, *replies: SampleReply, **more: Any) -> None:
    """Hold replies against the rule of a check."""
    hold_samples(rule(check), Samples(replies=replies, **more))


def failure(check: str, *replies: SampleReply, **more: Any) -> Failure:
    """The failure that they are."""
    with pytest.raises(Failure) as caught:
        judged(check, *replies, **more)
    return caught.value


RIGHT: dict[str, SampleReply] = {
    "accepted": reply(),
    "answer": reply(),
    "kept": reply(lost=()),
    "alone": reply(moved=()),
    "refused": reply(400, wrong="title is missing"),
    "limits": reply(),
    "again": reply(404),
}


@pytest.mark.parametrize("check", RIGHT)
def test_what_is_right_passes(check: str) -> None:
    """One answer that says something is enough."""
    judged(check, reply(None), RIGHT[check], reply(403))


def test_only_rules_about_generated_requests_can_be_held() -> None:
    """Anything else is a defect of a case."""
    with pytest.raises(ContractError, match="is not about generated requests"):
        hold_samples(CONTRACT.rules["rest.schema.meeting.lobby"], Samples(replies=[]))


@pytest.mark.parametrize("check", [one for one in SAMPLE_CHECKS if one != "unchanged"])
def test_nothing_sent_is_nothing_exercised(check: str) -> None:
    """And says so."""
    with pytest.raises(NotExercised, match="there was nothing to send"):
        judged(check)


@pytest.mark.parametrize("check", [one for one in SAMPLE_CHECKS if one != "unchanged"])
@pytest.mark.parametrize("status", AWAY)
def test_who_may_not_ask_shows_nothing(check: str, status: int) -> None:
    """A missing scope is for other rules."""
    with pytest.raises(NotExercised, match=f"answered {status}"):
        judged(check, reply(status, wrong="title is missing" if check == "refused" else ""))


@pytest.mark.parametrize("check", [one for one in SAMPLE_CHECKS if one not in ("unchanged", "again")])
@pytest.mark.parametrize("status", ELSEWHERE)
def test_an_object_in_another_state_shows_nothing(check: str, status: int) -> None:
    """404, 409 and the like speak of the object, and not of the request."""
    with pytest.raises(NotExercised, match=f"answered {status}"):
        judged(check, reply(status))


@pytest.mark.parametrize("check", SAMPLE_CHECKS)
def test_no_answer_is_no_verdict(check: str) -> None:
    """Unless another one was answered."""
    with pytest.raises(Indeterminate, match="Nobody there") as caught:
        judged(check, reply(403), reply(None, said="Nobody there.", exchanges=("x7",)))

    assert ("x7",) == caught.value.exchanges


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (202, "a status of success that the description names"),
        (302, "a status of success that the description names"),
        (400, "a status of success that the description names"),
        (429, "a status of success that the description names"),
        (500, "an answer of the service"),
        (503, "an answer of the service"),
    ],
)
def test_what_fits_must_be_accepted(status: int, expected: str) -> None:
    """With a status that is named; what the service's own trouble is, is told as that."""
    found = failure("accepted", reply(), reply(status, exchanges=("x7",)))

    assert (expected, ("x7",), EXAMPLE) == (found.expected, found.exchanges, found.example)
    assert f"request that fits (drawn 3): answered {status}: so" == found.actual


def test_an_answer_must_fit_its_description() -> None:
    """The first few flaws are told; a refusal is for another rule."""
    flaws = ("a: is wrong", "b: is wrong", "c: is wrong", "d: is wrong")

    assert failure("answer", reply(flaws=flaws)).actual.endswith("a: is wrong; b: is wrong; c: is wrong")
    with pytest.raises(NotExercised):
        judged("answer", reply(400, flaws=flaws))


@pytest.mark.parametrize(
    ("check", "name", "expected"),
    [("kept", "lost", "what was accepted, when it is read"), ("alone", "moved", "the rest as it was")],
)
def test_what_was_written_must_be_there_and_nothing_else(check: str, name: str, expected: str) -> None:
    """Where somebody has looked, and the request was accepted."""
    found = failure(check, reply(**{name: ("agenda is another one",)}))

    assert (expected, True) == (found.expected, found.actual.endswith("agenda is another one"))
    for unseen in (reply(), reply(400, **{name: ("agenda is another one",)})):
        with pytest.raises(NotExercised):
            judged(check, unseen)


@pytest.mark.parametrize("status", [200, 202, 302, 402, 422, 429, 500])
@pytest.mark.parametrize("check", ["refused", "limits"])
def test_what_is_wrong_must_be_refused_with_400(check: str, status: int) -> None:
    """Another status, be it a refusal, is not what the documents promise."""
    found = failure(
        check, reply(400, wrong="a: 10, 9 is the most allowed"), reply(status, wrong="title is missing")
    )

    assert ("status 400", f"request with a defect (title is missing): answered {status}: so") == (
        found.expected,
        found.actual,
    )


def test_a_refusal_must_be_an_error_that_can_be_read() -> None:
    """In one of the documented shapes."""
    found = failure("refused", reply(400, wrong="title is missing", error="there is no message"))

    assert ("an error body of a documented shape", True) == (
        found.expected,
        found.actual.endswith("there is no message"),
    )
    judged("limits", reply(400, wrong="title is missing", error="there is no message"))


@pytest.mark.parametrize("status", [400, 500, 429])
def test_what_stands_at_a_limit_must_be_accepted(status: int) -> None:
    """The limit itself is allowed; which success it is, is for another rule."""
    assert "a status of success" == failure("limits", reply(status)).expected
    judged("limits", reply(202))


@pytest.mark.parametrize("status", [200, 202, 400, 409, 500])
def test_what_is_gone_stays_gone(status: int) -> None:
    """404, 204 or 410, and nothing else."""
    assert f"answered {status}" in failure("again", reply(status)).actual
    for gone in (204, 404, 410):
        judged("again", reply(gone))


def test_a_refusal_that_changes_something_fails() -> None:
    """With the exchanges of the readings around it, when somebody found which one it was."""
    culprit = reply(400, wrong="title is missing", exchanges=("x1", "x2", "x3"))

    found = failure("unchanged", reply(400), changed=[culprit])

    assert (("x1", "x2", "x3"), EXAMPLE, "all as it was before") == (
        found.exchanges,
        found.example,
        found.expected,
    )
    assert (
        "request with a defect (title is missing): answered 400: so, and something has changed"
        == found.actual
    )
    judged("unchanged", reply(400), changed=[])


def test_nothing_is_unchanged_where_nobody_looked_or_nothing_was_judged() -> None:
    """Neither without readings, nor where everybody was turned away or spoken of an object's state."""
    with pytest.raises(NotExercised, match="nobody could look"):
        judged("unchanged", reply(400))
    for status in (*AWAY, *ELSEWHERE, None):
        with pytest.raises(NotExercised, match="the requests were answered"):
            judged("unchanged", reply(status), changed=[])
    judged("unchanged", reply(403), reply(400), changed=[])


NAMES = ("a", "b", "c", "d", "e")


class Breaking:
    """A target that breaks as long as these names are in the request."""

    def __init__(self, *names: str, silent: bool = False) -> None:
        self.asked: list[str] = []
        self._names, self._silent = set(names), silent

    def answer(self, added: tuple[tuple[str, str], ...]) -> SampleReply:
        """The reply to a request with these names in it."""
        there = {name for _, name in added}
        status = 500 if self._names <= there else 200
        return reply(
            status, added=added, said=f"{status}: {''.join(sorted(there))}", exchanges=("x", *sorted(there))
        )

    def again(self, before: SampleReply, less: tuple[str, str]) -> SampleReply | None:
        """Send a request again without one name."""
        self.asked.append(less[1])
        return None if self._silent else self.answer(tuple(one for one in before.added if one != less))


def added(*names: str) -> tuple[tuple[str, str], ...]:
    """What chance put into a request."""
    return tuple(("body", name) for name in names)


@pytest.mark.parametrize("names", [("a",), ("e",), ("b", "d"), NAMES])
def test_the_least_that_breaks_a_rule_is_told(names: tuple[str, ...]) -> None:
    """Each thing is left out once, and what is told is the last request that still breaks it."""
    target = Breaking(*names)

    found = failure("accepted", target.answer(added(*NAMES)), again=target.again)

    assert found.actual.endswith(f"500: {''.join(names)}")
    assert ("x", *names) == found.exchanges
    assert len(target.asked) == len(set(target.asked)) <= len(NAMES)


def test_leaving_out_has_an_end() -> None:
    """A request with many things in it is not sent again without end."""
    many = [f"n{number:02}" for number in range(40)]
    target = Breaking(*many)

    failure("accepted", target.answer(added(*many)), again=target.again)

    assert 12 == len(target.asked)


def test_what_cannot_be_sent_again_is_told_as_it_was() -> None:
    """And what has a single thing in it is not sent again at all."""
    silent, single = Breaking("a", silent=True), Breaking("a")

    assert failure("accepted", silent.answer(added("a", "b")), again=silent.again).actual.endswith("500: ab")
    failure("accepted", single.answer(added("a")), again=single.again)
    failure("accepted", Breaking().answer(()), again=single.again)

    assert (["a", "b"], []) == (silent.asked, single.asked)


SECRET = "Kx7-canary-of-a-password"
REPLIES = st.builds(
    reply,
    status=st.none() | st.sampled_from([200, 202, 204, 302, 400, 401, 404, 409, 410, 422, 429, 500]),
    name=st.sampled_from(["as it is", "drawn 1"]),
    wrong=st.sampled_from(["", "title is missing"]),
    declared=st.booleans(),
    flaws=st.sampled_from([(), ("a: is wrong",)]),
    error=st.sampled_from([None, "there is no message"]),
    lost=st.sampled_from([None, (), ("a is another one",)]),
    moved=st.sampled_from([None, (), ("a has changed",)]),
    added=st.sampled_from([(), added("a", "b")]),
    example=st.just({**EXAMPLE, "seen": SECRET}),
)


@STEADY
@given(
    st.sampled_from(SAMPLE_CHECKS),
    st.lists(REPLIES, max_size=4),
    st.none() | st.lists(REPLIES, max_size=1),
)
def test_whatever_came_is_judged_without_values(check: str, replies: Any, changed: Any) -> None:
    """Every rule passes, fails or says what was missing, with exchanges of the replies and no value."""
    ended: Outcome | Failure | None = None
    try:
        judged(check, *replies, changed=changed, again=lambda one, _: one)
    except (Outcome, Failure) as caught:
        ended = caught

    assert SECRET not in str(ended)
    known = {one for each in [*replies, *(changed or [])] for one in each.exchanges}
    assert ended is None or set(ended.exchanges) <= known
