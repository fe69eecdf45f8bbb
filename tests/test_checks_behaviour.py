"""How steps of stories must end: scenes that were made by hand, held against their outcomes."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checks.behaviour import Judgement
from conformance.contract import Step
from tests.scenes import BEFORE, ODD, asked, held, scene, see, shows, updated


@pytest.mark.parametrize(
    ("outcome", "holds", "breaks"),
    [
        ("accepted", [200, 204, 299], [199, 300, 304, 400, 403, 404, 409, 500]),
        ("refused", [400, 403, 409, 422, 499], [200, 204, 301, 401, 404, 429, 500]),
        ("either", [200, 204, 400, 403, 409], [302, 401, 404, 429, 500]),
        ("not-applied", [200, 204, 400, 404, 422], [302, 401, 429, 500]),
        ("gone", [404], [200, 204, 400, 403, 410, 500]),
    ],
)
def test_each_outcome_has_its_statuses(outcome: Any, holds: list[int], breaks: list[int]) -> None:
    """Statuses that speak of credentials, of throttling or of a broken server keep no rule."""
    step = Step(do="update", outcome=outcome)

    assert [] == [status for status in holds if held(step, updated(status)).finding]
    assert [] == [status for status in breaks if not held(step, updated(status)).finding]


def test_a_wrong_outcome_is_told_with_the_answer_and_its_exchange() -> None:
    """The finding says what was asked for, what was answered, by which method, and where to see it."""
    finding = held(Step(do="update", outcome="refused"), updated(200, method="PUT")).finding
    assert finding is not None
    assert ("the update is refused", "answered 200: said by PUT", "x1") == (
        finding.expected,
        finding.actual,
        finding.exchange,
    )

    finding = held(Step(do="delete", outcome="accepted"), scene(status=403)).finding
    assert finding is not None
    assert "answered 403: said to delete" == finding.actual


@pytest.mark.parametrize(("status", "holds"), [(404, True), (400, False), (200, False), (405, False)])
def test_an_exact_status_is_exact(status: int, holds: bool) -> None:
    """Another status breaks the rule, even one of the same kind."""
    judgement = held(Step(do="read", status=404), scene(status=status))

    assert holds == (judgement.finding is None)
    assert asked(judgement) == ("" if holds else "the answer is 404")


def test_the_status_is_judged_before_the_outcome() -> None:
    """A refusal with another status than the documented one breaks the rule by its status."""
    step = Step(do="update", outcome="refused", status=409)

    assert "the answer is 409" == asked(held(step, updated(400)))
    assert "" == asked(held(step, updated(409)))


@pytest.mark.parametrize(
    ("said", "holds"),
    [("400: Start is IN THE PAST", True), ("400: in  the past", False), ("400", False), ("", False)],
)
def test_a_message_must_hold_the_words(said: str, holds: bool) -> None:
    """Case does not matter, every other sign does."""
    judgement = held(Step(do="update", outcome="refused", message="in the past"), updated(400, said=said))

    assert holds == (judgement.finding is None)


@pytest.mark.parametrize("name", ["agenda", "start", "end", "title", "recurrence"])
@pytest.mark.parametrize("outcome", ["refused", "either"])
def test_a_refusal_changes_neither_what_was_sent_nor_the_times(outcome: Any, name: str) -> None:
    """A refused update after which something is shown otherwise was not really refused."""
    one = updated(400, after={**BEFORE, name: "other"}, sent=("agenda",))

    finding = held(Step(do="update", outcome=outcome), one).finding

    assert finding is not None
    assert ("a refused update changes nothing", f"{name} has changed by PATCH", "x2") == (
        finding.expected,
        finding.actual,
        finding.exchange,
    )


@pytest.mark.parametrize("value", [value for value in ODD if value is not None])
def test_a_refusal_that_leaves_something_odd_behind_is_found(value: Any) -> None:
    """Whatever appears where nothing was is a change, and so is its disappearance."""
    step = Step(do="update", outcome="refused")

    for before, after in [({}, {"agenda": value}), ({"agenda": value}, {})]:
        assert "a refused update changes nothing" == asked(
            held(step, updated(400, before=before, after=after, sent=("agenda",)))
        )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BEFORE, {**BEFORE, "start": "2026-11-21T21:00:00+09:00"}),
        (BEFORE, {**BEFORE, "password": "new", "state": "active"}),
        ({**BEFORE, "agenda": None}, {name: BEFORE[name] for name in ("title", "start", "end")}),
        (None, BEFORE),
    ],
)
def test_a_refusal_may_come_with_changes_that_are_none(before: Any, after: Any) -> None:
    """The same moment may be written otherwise; what was not sent may change; null is absent."""
    one = updated(400, before=before, after=after, sent=("agenda",))

    assert Judgement() == held(Step(do="update", outcome="refused"), one)


def test_what_an_update_that_takes_effect_changes_is_no_broken_refusal() -> None:
    """Only refusals must leave all as it was."""
    ends: list[tuple[Any, int]] = [
        ("accepted", 200),
        ("either", 200),
        ("not-applied", 200),
        ("not-applied", 400),
    ]
    for outcome, status in ends:
        step = Step(do="update", outcome=outcome)
        assert Judgement() == held(step, updated(status, after={"title": "other"}, sent=("agenda",)))


def test_outcomes_tell_readings() -> None:
    """Which reading is followed depends on whether the update was accepted."""
    step = Step(do="update", outcome="either", readings={"accepted": "lenient", "refused": "strict"})

    assert Judgement(follows="lenient") == held(step, updated(200))
    assert Judgement(follows="strict") == held(step, updated(400))
    assert Judgement() == held(Step(do="update", outcome="either"), updated(400))
    assert held(step, updated(404)).follows is None


def test_what_is_expected_is_not_asked_of_a_refusal_that_is_allowed() -> None:
    """Expectations speak of accepted updates; those of a value that is not applied always hold."""
    expect = (see("agenda", "is", "new"),)

    allowed: list[Any] = ["refused", "either"]
    held_to: list[tuple[Any, int]] = [
        ("either", 200),
        ("accepted", 200),
        ("not-applied", 200),
        ("not-applied", 400),
    ]
    for outcome in allowed:
        step = Step(do="update", outcome=outcome, expect=expect)
        assert Judgement() == held(step, updated(400))
    for outcome, status in held_to:
        step = Step(do="update", outcome=outcome, expect=expect)
        assert "agenda is what was asked for" == asked(held(step, updated(status)))


def test_a_read_that_fails_shows_nothing() -> None:
    """What must not be shown is not borne out by an answer that shows nothing at all."""
    assert "the call succeeds" == asked(shows({}, see("agenda", "absent", True), status=404))
    assert "" == asked(shows({}, see("agenda", "absent", True)))


def test_expectations_of_an_update_are_about_the_read_that_follows() -> None:
    """The answer of an update counts only where the step says so; the exchange is named accordingly."""
    one = scene({"agenda": "answered"}, after={"agenda": "read"}, exchanges=("x1", "x2"))
    read, answered = see("agenda", "is", "read"), see("agenda", "is", "answered")

    assert "" == asked(held(Step(do="update", expect=(read,)), one))
    assert "" == asked(held(Step(do="update", expect=(answered,), answer=True), one))
    for step, where in [
        (Step(do="update", expect=(answered,)), "x2"),
        (Step(do="update", expect=(read,), answer=True), "x1"),
    ]:
        finding = held(step, one).finding
        assert finding is not None
        assert where == finding.exchange


@pytest.mark.parametrize("outcome", ["refused", "either"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"enabledChat": True, "enabledVideo": True}, {"enabledChat": True}),
        ({"enabledChat": True}, {"enabledChat": True, "enabledVideo": True}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}),
        ([{"a": 1, "b": 2}], [{"a": 1}]),
    ],
)
def test_a_refusal_neither_adds_nor_deletes_members(outcome: Any, before: Any, after: Any) -> None:
    """An object that has lost a member has changed as much as one that has gained it."""
    one = updated(
        400, before={"meetingOptions": before}, after={"meetingOptions": after}, sent=("meetingOptions",)
    )

    assert "a refused update changes nothing" == asked(held(Step(do="update", outcome=outcome), one))


@pytest.mark.parametrize(
    ("outcome", "status", "wanted"),
    [
        ("accepted", 200, "a meeting that was updated can be read"),
        (None, 200, "a meeting that was updated can be read"),
        ("either", 204, "a meeting that was updated can be read"),
        ("not-applied", 200, "a meeting that was updated can be read"),
        ("refused", 400, "a refused update changes nothing"),
        ("either", 403, "a refused update changes nothing"),
        ("not-applied", 404, "a refused update changes nothing"),
        ("gone", 404, ""),
    ],
)
def test_a_meeting_must_outlive_an_update(outcome: Any, status: int, wanted: str) -> None:
    """One that is found no more afterwards breaks the rule, unless it was to be gone already."""
    expect = (see("agenda", "absent", True),) if outcome is None else ()
    one = updated(status, after=None, unread="404: gone")

    finding = held(Step(do="update", outcome=outcome, expect=expect), one).finding

    assert wanted == (finding.expected if finding else "")
    assert finding is None or ("there is no such meeting any more by PATCH", "x2") == (
        finding.actual,
        finding.exchange,
    )
