"""The meetings that stories are told of: created on targets that answer in any way."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conformance.checks import Indeterminate, NotExercised
from conformance.clients import Answer
from conformance.contract import Subject, load
from conformance.errors import ContractError, Unreachable
from conformance.staging.places import names_of
from conformance.staging.players import Player, create_player, unreached
from conformance.staging.present import Present
from conformance.targets import Traits
from tests.replies import ODD, Target, player

MARKER = "wxc-0123abcd story"
ONE_OFF = Subject(id="one-off", starts="2h", body={"start": "{start}", "end": "{start+1h}"})
DAILY = Subject(
    id="daily",
    starts="1d",
    body={"start": "{start}", "end": "{start+45m}", "recurrence": "FREQ=DAILY;INTERVAL=1;COUNT=3"},
)
UNDATED = Subject(id="ad-hoc", starts="0m", body={"adhoc": True})


def create(
    target: Target, subject: Subject = ONE_OFF, traits: Traits | None = None, present: Present | None = None
) -> Player:
    """Create a subject's meeting on a target."""
    traits = traits or Traits()
    return create_player(subject, target.rest, present or Present(None), traits, names_of(traits), MARKER)


def test_a_meeting_is_created_with_what_its_subject_says() -> None:
    """Title with the marker, times ahead of the present, no mail, and a zone unless there is none."""
    target = Target({"id": "abc"})
    made = create(target)
    [sent] = target.bodies
    start = datetime.fromisoformat(sent["start"])

    assert {"start", "end", "title", "sendEmail", "timezone"} == sent.keys()
    assert (f"{MARKER} one-off", False, "UTC") == (sent["title"], sent["sendEmail"], sent["timezone"])
    assert timedelta(hours=2) < start - datetime.now(UTC) + timedelta(minutes=1) < timedelta(hours=2.6)
    assert ([start], timedelta(hours=1)) == (made.starts, made.length)
    assert ("abc", None, None, None) == (made.series, made.site, made.host, made.instance)
    assert {"abc": {"id": "abc"}} == made.seen

    plain = Subject(id="plain", starts="2h", zone=None, body={"title": "mine {room_id}", "sendEmail": True})
    create(target, plain, Traits(site_url="a.example.com", room_id="room"))
    assert {"title": "mine room", "sendEmail": False, "siteUrl": "a.example.com"} == target.bodies[-1]


def test_a_recurring_meeting_starts_when_its_rule_says() -> None:
    """By the wall time of its zone, also over a change of the clocks there."""
    summer = datetime(2026, 3, 7, 12, tzinfo=UTC)
    present = Present(None)
    present._set(summer)
    zoned = Subject(id="daily", starts="1h", zone="America/New_York", body=DAILY.body)

    made = create(Target({"id": "abc"}), zoned, present=present)

    assert [(7, 13, 30), (8, 12, 30), (9, 12, 30)] == [(one.day, one.hour, one.minute) for one in made.starts]
    assert timedelta(minutes=45) == made.length
    assert made.anchor("start") == made.starts[0] == made.anchor("start.1")
    assert made.anchor("end.last") == made.starts[2] + timedelta(minutes=45) == made.anchor("end.3")


@pytest.mark.parametrize("name", ["start.4", "end.4", "start.99", "start.0", "end.0"])
def test_an_anchor_beyond_the_series_is_a_defect_of_the_contract(name: str) -> None:
    """A story cannot speak of a fourth meeting of three, nor of one before the first."""
    with pytest.raises(ContractError, match=name):
        player().anchor(name)


@pytest.mark.parametrize("shown", ODD)
def test_only_texts_are_taken_over_from_an_answer(shown: Any) -> None:
    """The host is a text or unknown, the site a host's name; a start of any other form is not taken over."""
    made = create(Target({"id": "abc", "siteUrl": shown, "hostEmail": shown, "start": shown}), UNDATED)
    text = shown if isinstance(shown, str) else None

    assert text == made.host
    assert made.site == (text if text == "x" * 201 else None)
    assert abs(made.starts[0] - datetime.now(UTC)) < timedelta(hours=1)


@pytest.mark.parametrize(
    "start",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2031-02-30T00:00:00Z",
        "2031-05-06T07:00:00",
        "0001-01-01T00:00:00Z",
        "0999-12-31T23:59:59Z",
        "9000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ],
)
def test_a_start_that_is_no_moment_is_not_taken_over(start: str) -> None:
    """Neither one without a zone nor one outside every calendar, or so near its ends that reckoning fails."""
    made = create(Target({"id": "abc", "start": start}), UNDATED)
    assert made.list_query()["from"] < made.list_query()["to"]

    assert abs(made.starts[0] - datetime.now(UTC)) < timedelta(hours=1)


def test_the_start_that_a_target_chooses_counts_only_without_ours() -> None:
    """An ad-hoc meeting starts when the target says, others when they were asked to."""
    shown = {"id": "abc", "start": "2031-05-06T09:00:00+02:00"}

    assert [datetime(2031, 5, 6, 7, tzinfo=UTC)] == create(Target(shown), UNDATED).starts
    target = Target(shown)
    assert create(target).starts == [datetime.fromisoformat(target.bodies[0]["start"])]


@pytest.mark.parametrize("name", [value for value in ODD if value != "a"])
def test_a_creation_without_a_usable_id_is_not_exercised(name: Any) -> None:
    """An id that is missing, no text, or more than one segment of a path leads nowhere."""
    with pytest.raises(NotExercised, match="creating the one-off meeting was answered 200"):
        create(Target({"id": name}))


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"message": "no"}, NotExercised),
        (403, b"", NotExercised),
        (302, {"id": "abc"}, NotExercised),
        (200, [], NotExercised),
        (200, [{"id": "abc"}], NotExercised),
        (200, None, NotExercised),
        (204, b"", NotExercised),
        (200, b"<html>", Indeterminate),
        (400, b"<html>", Indeterminate),
        (200, b'{"id": NaN}', Indeterminate),
        (500, {"id": "abc"}, Indeterminate),
        (503, b"", Indeterminate),
    ],
)
def test_a_creation_that_fails_is_told(status: int, body: Any, kind: type[Exception]) -> None:
    """A clear no is something missing; a server's error and what is no JSON are no clear answer."""
    target = Target((status, body))
    with pytest.raises(kind) as caught:
        create(target)

    assert ("x1",) == caught.value.exchanges  # type: ignore[attr-defined] # both are outcomes
    assert f"creating the one-off meeting was answered {status}" in str(caught.value)
    assert 1 == len(target.asked)


def test_no_answer_is_the_callers_trouble() -> None:
    """It is neither swallowed nor tried again."""
    target = Target(Unreachable("gone"))
    with pytest.raises(Unreachable):
        create(target)

    assert 1 == len(target.asked)


def test_what_a_subject_needs_is_asked_of_the_profile_first() -> None:
    """Without it nothing is sent."""
    target = Target({"id": "abc"})
    needing = Subject(id="ad-hoc", starts="0m", needs="room_id", body={"roomId": "{room_id}"})
    unsaid = Subject(id="ad-hoc", starts="0m", body={"roomId": "{room_id}"})

    for subject in (needing, unsaid):
        with pytest.raises(NotExercised, match=r"traits\.room_id"):
            create(target, subject)
    assert [] == target.asked

    create(target, needing, Traits(room_id="room"))
    assert "room" == target.bodies[0]["roomId"]


def test_a_target_in_another_present_is_asked_once_more() -> None:
    """Its refusal tells its date; the second draft is ahead of that, and there is no third."""
    target = Target((400, {"message": "past"}), date="Tue, 06 May 2031 07:08:09 GMT")
    with pytest.raises(NotExercised):
        create(target)
    first, second = (datetime.fromisoformat(body["start"]) for body in target.bodies)

    assert first < second == datetime(2031, 5, 6, 9, 30, tzinfo=UTC)

    target = Target((400, {}), (200, {"id": "abc"}), date="Tue, 06 May 2031 07:08:09 GMT")
    assert [second] == create(target).starts


def test_a_success_with_another_date_is_not_repeated() -> None:
    """What was created is not created again because of an odd date."""
    target = Target({"id": "abc"}, date="Tue, 06 May 2031 07:08:09 GMT")
    create(target)

    assert 1 == len(target.asked)


@pytest.mark.parametrize(
    ("status", "flaw", "kind"),
    [
        (400, None, NotExercised),
        (404, None, NotExercised),
        (200, None, NotExercised),
        (499, None, NotExercised),
        (500, None, Indeterminate),
        (599, None, Indeterminate),
        (404, "the body is no JSON", Indeterminate),
    ],
)
def test_preparations_that_fail(status: int, flaw: str | None, kind: type[Exception]) -> None:
    """The outcome says what was tried, what was answered, and where to see it."""
    answer = Answer(status=status, exchange="x9", body=None, flaw=flaw, headers={})
    outcome = unreached("this", answer)

    assert kind is type(outcome)
    assert outcome.reason.startswith(f"this was answered {status}")
    assert ("x9",) == outcome.exchanges


def test_the_whole_cast_can_be_drafted() -> None:
    """Each subject of the contract is created with places that a full profile fills."""
    traits = Traits(
        tracking_code=("Department", "Sales"),
        room_id="room",
        tracking_select="Colour",
        tracking_default=("Region", "North", "South"),
    )
    for subject in load().cast.values():
        target = Target({"id": "abc"})
        made = create(target, subject, traits)

        assert f"{MARKER} {subject.id}" == target.bodies[0]["title"] == made.title
        assert not re.search(r"\{\w", json.dumps(target.bodies[0]))
        assert made.starts == sorted(made.starts)
        assert made.length > timedelta(0)


@pytest.mark.parametrize(
    ("shown", "site"),
    [
        ("a.example.com", "a.example.com"),
        ("A-1.example.com", "A-1.example.com"),
        ("localhost", "localhost"),
        ("10.0.0.1", "10.0.0.1"),
        ("../reset", None),
        ("..", None),
        (".", None),
        ("a..b", None),
        (".a", None),
        ("a.", None),
        ("a b", None),
        ("a?x=1", None),
        ("a#x", None),
        ("a\nb", None),
        ("a\n", None),
        ("a/b", None),
        ("a%2Fb", None),
        ("\ud800", None),
        ("ä.example.com", None),
        ("a" * 254, None),
    ],
)
def test_a_site_is_the_name_of_a_host(shown: str, site: str | None) -> None:
    """It goes into paths of the control API, so nothing else is taken over."""
    assert site == create(Target({"id": "abc", "siteUrl": shown})).site
