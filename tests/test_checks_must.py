"""Comparisons and the layer that raises them, on readings made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.checks import (
    Failure,
    Indeterminate,
    Must,
    NotApplicable,
    NotExercised,
    Reading,
    Scene,
    Situation,
    Tale,
    match,
)
from conformance.contract import Expectation, Rule, Step, Story, load
from conformance.errors import ContractError

CONTRACT = load()
MUST = Must(CONTRACT)


def rule(place: str) -> Rule:
    """The rule of a cell."""
    return CONTRACT.rules[f"rest.availability.{place}"]


def reading(body: Any, meeting: str = "recurring", status: int = 200, flaw: str | None = None) -> Reading:
    """A reading of a meeting."""
    return Reading(meeting=meeting, exchange=f"x-{meeting}", status=status, body=body, flaw=flaw)


def situation(name: str, *readings: Reading, **more: Any) -> Situation:
    """A situation with these readings; what they show is what their meetings carry."""
    carried: dict[str, frozenset[str]] = {}
    for one in readings:
        shown = {key for key, value in (one.body or {}).items() if value is not None}
        carried[one.meeting] = carried.get(one.meeting, frozenset()) | shown
    return Situation(name=name, readings=readings, **{"provider": "api", "carried": carried, **more})


@pytest.mark.parametrize(
    "body", [{}, {"title": None}, {"title": 7}, {"title": ["x"]}, {"title": {}}, {"title": True}]
)
def test_granted_attribute_must_be_there_with_its_type(body: dict[str, Any]) -> None:
    """Absent, null and any other JSON type break a Yes."""
    with pytest.raises(Failure) as caught:
        MUST.follow_table(
            rule("meetingSeries.active.title"), situation("meetingSeries.active", reading(body))
        )

    assert ("x-recurring",) == caught.value.exchanges
    assert "title" in caught.value.expected


def test_failure_never_shows_the_value() -> None:
    """What is said of a leaked or mistyped value is its type, not the value."""
    secret = {"password": "hunter2-hunter2"}
    with pytest.raises(Failure) as caught:
        MUST.follow_table(rule("meeting.lobby.password"), situation("meeting.lobby", reading(secret)))

    assert "a string of length 15 in the recurring meeting" == caught.value.actual
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("body", [{}, {"password": None}])
def test_denied_attribute_may_be_null(body: dict[str, Any]) -> None:
    """Absent and null both keep a No."""
    MUST.follow_table(rule("meeting.lobby.password"), situation("meeting.lobby", reading(body)))


@pytest.mark.parametrize("value", ["", 0, False, [], {}])
def test_empty_values_are_shown_values(value: Any) -> None:
    """An empty string, list or object, 0 and false are there, so they break a No."""
    with pytest.raises(Failure):
        MUST.follow_table(
            rule("meeting.lobby.password"), situation("meeting.lobby", reading({"password": value}))
        )


def test_leak_in_one_of_two_readings_counts() -> None:
    """A No is broken wherever it is seen, and the evidence is the reading that shows it."""
    readings = reading({}), reading({"password": "x"}, "registered")
    with pytest.raises(Failure) as caught:
        MUST.follow_table(rule("meeting.lobby.password"), situation("meeting.lobby", *readings))

    assert ("x-registered",) == caught.value.exchanges


def test_leak_counts_also_of_an_attribute_that_a_meeting_may_lack() -> None:
    """A meeting that shows what the table denies it evidently has it."""
    with pytest.raises(Failure):
        MUST.follow_table(
            rule("meeting.ended.trackingCodes"),
            situation("meeting.ended", reading({}), reading({"trackingCodes": []}, "registered")),
        )


def test_attribute_that_no_meeting_has_is_not_exercised() -> None:
    """Where the target showed it of no meeting anywhere, neither Yes nor No can be judged."""
    for place in ("meetingSeries.active.registration", "meeting.ended.trackingCodes"):
        here = situation(place.rsplit(".", 1)[0], reading({}))
        with pytest.raises(NotExercised, match="no meeting here has"):
            MUST.follow_table(rule(place), here)


def test_only_meetings_that_have_it_must_show_it() -> None:
    """A registration is asked of the meeting that has one, not of the one that recurs."""
    carried = {"recurring": frozenset[str](), "registered": frozenset({"registration"})}
    readings = reading({}), reading({"registration": {"autoAcceptRequest": True}}, "registered")

    MUST.follow_table(
        rule("meetingSeries.active.registration"),
        situation("meetingSeries.active", *readings, carried=carried),
    )


def test_attribute_seen_elsewhere_must_be_shown_here() -> None:
    """What the target showed of the meeting in another state makes a Yes binding in this one."""
    carried = {"recurring": frozenset({"agenda"})}
    with pytest.raises(Failure, match="absent in the recurring meeting"):
        MUST.follow_table(
            rule("meetingSeries.active.agenda"),
            situation("meetingSeries.active", reading({}), carried=carried),
        )


@pytest.mark.parametrize(
    ("body", "carried", "followed"),
    [
        ({"registration": {}}, {"registration"}, "shown"),
        ({}, {"registration"}, "open"),
        ({}, set(), ""),
    ],
)
def test_cell_that_promises_nothing_records_what_was_seen(
    body: dict[str, Any], carried: set[str], followed: str
) -> None:
    """N/A never judges; it says which reading the target follows, or that there was nothing to see."""
    here = situation("scheduledMeeting.scheduled", reading(body), carried={"recurring": frozenset(carried)})
    with pytest.raises(NotApplicable) as caught:
        MUST.follow_table(rule("scheduledMeeting.scheduled.registration"), here)

    assert followed == caught.value.followed
    assert bool(followed) == bool(caught.value.conflict)


def test_rule_of_no_table_is_an_error_of_ours() -> None:
    """A case that holds a prose rule against a table is stopped."""
    with pytest.raises(ContractError):
        MUST.follow_table(
            CONTRACT.rules["rest.schema.meeting.ended"], situation("meeting.ended", reading({}))
        )


@pytest.mark.parametrize(("trouble", "outcome"), [(False, NotExercised), (True, Indeterminate)])
def test_situation_that_nobody_reached(trouble: bool, outcome: type[Exception]) -> None:
    """What was missing is the reason; trouble with the target is something else than a lack."""
    empty = situation("meeting.ended", missing="no way there", trouble=trouble, exchanges=("x1",))
    for judge in (
        lambda: MUST.follow_table(rule("meeting.ended.title"), empty),
        lambda: MUST.fit_schema(empty),
    ):
        with pytest.raises(outcome, match="no way there"):
            judge()


@pytest.mark.parametrize("flaw", [None, "the body is no JSON (text/html, 6 bytes)"])
def test_body_that_is_no_object_is_indeterminate_for_cells_and_fails_the_schema(flaw: str | None) -> None:
    """Forty-five cells do not fail over one broken body; the rule that speaks of the body does."""
    here = situation("meeting.ended", reading(None, flaw=flaw))

    with pytest.raises(Indeterminate):
        MUST.follow_table(rule("meeting.ended.title"), here)
    with pytest.raises(Failure, match=flaw[:20] if flaw else "no JSON object"):
        MUST.fit_schema(here)


def test_schema_leaves_table_attributes_to_the_tables() -> None:
    """A mistyped title is the tables' business; a mistyped series id is the schema's."""
    name = "meeting.ended"
    good = {"meetingSeriesId": "0" * 32, "scheduledMeetingId": "0" * 32 + "_20260101T000000Z"}

    MUST.fit_schema(situation(name, reading({**good, "title": 7})))
    with pytest.raises(Failure, match="meetingSeriesId"):
        MUST.fit_schema(situation(name, reading({**good, "meetingSeriesId": 7})))


def test_schema_asks_for_status_200() -> None:
    """Another status of success breaks the rule even with a good body."""
    body = {"meetingSeriesId": "0" * 32, "scheduledMeetingId": "0" * 32 + "_20260101T000000Z"}
    with pytest.raises(Failure, match="status 206"):
        MUST.fit_schema(situation("meeting.ended", reading(body, status=206)))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        (True, "a boolean"),
        (1.5, "a number"),
        ("abc", "a string of length 3"),
        ([1], "an array of 1"),
        ({"a": 1, "b": 2}, "an object with 2 properties"),
    ],
)
def test_values_are_named_by_their_kind(value: Any, words: str) -> None:
    """Reports speak of types and sizes."""
    assert words == match.kind_of(value)


def bear_out(step: Step, status: int = 200, **more: Any) -> None:
    """Judge a story of one update."""
    told = replace(CONTRACT.rules["rest.update.codes.200"], told=Story(subject="one-off", steps=(step,)))
    usual = {"before": {"title": "A"}, "after": {"title": "A"}, "exchanges": ("x1", "x2"), "body": {}}
    one = Scene(
        number=0,
        method="PATCH",
        status=status,
        said=f"{status}: said",
        headers={},
        fill=lambda value: value,
        **{**usual, **more},
    )
    MUST.bear_out(told, Tale(scenes=(one,)))


def updates(outcome: Any, **more: Any) -> Step:
    """An update that must end so."""
    return Step(do="update", outcome=outcome, **more)


@pytest.mark.parametrize("unread", ["500: down", "503", "200: the body is no JSON", "403: no", "302: moved"])
@pytest.mark.parametrize(("outcome", "status"), [("accepted", 200), ("refused", 400), ("not-applied", 400)])
@pytest.mark.parametrize("how", ["absent", "empty", "unlike"])
def test_an_update_whose_read_failed_bears_nothing_out(
    how: Any, outcome: Any, status: int, unread: str
) -> None:
    """What could not be read has neither changed nor stayed, and shows no absence."""
    step = updates(outcome, expect=(Expectation(at="agenda", how=how, value="x"),))

    with pytest.raises(Indeterminate, match=f"read that followed was answered {unread}") as caught:
        bear_out(step, status, after=None, unread=unread)
    assert ("x1", "x2") == caught.value.exchanges


@pytest.mark.parametrize(("outcome", "status"), [("accepted", 200), ("either", 200), ("refused", 400)])
def test_a_meeting_that_is_gone_after_an_update_breaks_the_rule(outcome: Any, status: int) -> None:
    """Neither an update nor its refusal takes a meeting away; one that was to be gone may stay so."""
    with pytest.raises(Failure, match="no such meeting any more"):
        bear_out(updates(outcome), status, after=None, unread="404: gone")
    bear_out(updates("gone"), 404, after=None, unread="404")


@pytest.mark.parametrize("later", [{}, {"after": None, "unread": "404: none"}])
@pytest.mark.parametrize("outcome", ["refused", "either"])
def test_a_refusal_without_a_read_before_it_bears_nothing_out(outcome: Any, later: dict[str, Any]) -> None:
    """What it left as it was cannot be told; a wrong status is told all the same."""
    with pytest.raises(Indeterminate, match="could not be read before"):
        bear_out(updates(outcome), 400, before=None, **later)
    with pytest.raises(Failure, match="401"):
        bear_out(updates(outcome), 401, before=None, **later)
    bear_out(updates(outcome, answer=True), 400, before=None, after=None, exchanges=("x1",))


def test_an_update_that_may_be_not_applied_needs_its_meeting() -> None:
    """Refused, and not found before nor after: there was nothing that it could have been applied to."""
    with pytest.raises(Indeterminate, match="could not be read before"):
        bear_out(updates("not-applied"), 400, before=None, after=None, unread="404: none")
    bear_out(updates("not-applied"), 400, before=None)


@pytest.mark.parametrize("status", [500, 503, 599])
def test_a_server_that_broke_down_bears_nothing_out(status: int) -> None:
    """An update that was answered so has neither kept the rule nor broken it."""
    with pytest.raises(Indeterminate, match=f"^answered {status}"):
        bear_out(updates("accepted"), status)
