"""How `explain` tells a story: the meeting, each step, what must come of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from conformance import bundle
from conformance.cli.storytelling import WIDTH, labelled, tell, wrapped
from conformance.contract import Expectation, Rule, Step, Story, Subject, load
from conformance.contract.story import Match
from tests.sites import command

CONTRACT = load()
TOLD = [rule for rule in CONTRACT.rules.values() if rule.told is not None]
ONCE: Mapping[str, Any] = {"start": "{start}", "end": "{end}"}
STEPS = json.loads((bundle.specs() / "schemas" / "stories.schema.json").read_text("utf-8"))
for _level in ("rule", "steps"):
    STEPS = STEPS["properties"][_level]["items"]
WHOLE = """\
  told        twice, by PATCH and by PUT
  meeting     one: a meeting, not recurring, 1 hour long, starts 2 hours ahead, at the half hour
              after that, scheduled in UTC
              made for this story alone, one for each telling
  tells       which reading of who-knows the target follows
  added       sendEmail false, to every body; a PUT also carries title and password as last read,
              and its times if still to come
  prepares    a step that is not judged; the rule is not exercised where it fails

   1. PATCH the series, to prepare
      send {"start": "{start}", "end": "{end}"}
   2. PATCH or PUT scheduled meeting 2
      send {"start": "{start-1d}"}
      may be accepted, which is the reading yes
      or refused: any 4xx but 401, 404 and 429, which is the reading no
      read afterwards, if refused: what was sent, title, times and recurrence are as before
      read afterwards, if accepted: start is the moment {start-1d}

  in braces   {start} and {end} are the meeting's own as it was created; +1d-30m is a day later less
              30 minutes
"""


def rule(*steps: Step, subject: str | None = "one", **more: Any) -> Rule:
    """A rule with this story."""
    return Rule(
        address="rest.update.example",
        level="must",
        text="An example.",
        source="guide",
        section="Examples",
        provenance="documented",
        editions=("guide-2025",),
        told=Story(subject=subject, steps=steps, **more),
    )


def subject(
    *, starts: str = "2h", needs: str | None = None, zone: str | None = "UTC", **body: Any
) -> Subject:
    """A meeting of the cast called `one`; unless the body says otherwise it lasts an hour."""
    whole = {"start": "{start}", "end": "{start+1h}", "password": "Cnf-Pass2", **body}
    return Subject(id="one", body=whole, starts=starts, zone=zone, needs=needs)


def told(*steps: Step, cast: Subject | None = None, **more: Any) -> str:
    """A story in one line, with single blanks."""
    return " ".join(" ".join(tell(rule(*steps, **more), {"one": cast or subject()})).split())


def test_a_whole_story() -> None:
    """Head, steps in order with what is sent and must be seen, and what the braces mean."""
    prepares = Step(do="update", send=ONCE)
    moves = Step(
        do="update",
        to="2",
        send={"start": "{start-1d}"},
        outcome="either",
        readings={"accepted": "yes", "refused": "no"},
        expect=(Expectation(at="start", how="instant", value="{start-1d}"),),
    )

    lines = tell(rule(prepares, moves, fresh=True, conflict="who-knows"), {"one": subject()})

    assert WHOLE.splitlines() == lines


def test_a_rule_without_a_story_has_nothing_to_tell() -> None:
    """A table's cell and a worked example give no lines."""
    others = [one for one in CONTRACT.rules.values() if one.told is None]

    assert others
    assert all(tell(one, CONTRACT.cast) == [] for one in others)


@pytest.mark.parametrize(
    ("meeting", "words"),
    [
        (
            subject(recurrence="FREQ=DAILY;INTERVAL=1;COUNT=4"),
            "a meeting, every day, 4 times, 1 hour long each",
        ),
        (subject(recurrence="FREQ=WEEKLY;INTERVAL=2;COUNT=3"), "every 2 weeks, 3 times"),
        (subject(recurrence="FREQ=MONTHLY"), "every month, without an end"),
        (subject(recurrence="FREQ=YEARLY;BYMONTH=5;COUNT=2"), "recurring by FREQ=YEARLY;BYMONTH=5;COUNT=2"),
        (subject(recurrence="FREQ=HOURLY"), "recurring by FREQ=HOURLY"),
        (subject(recurrence="nonsense"), "recurring by nonsense"),
        (subject(end="{start+1d+90m}"), "1 day and 1 hour and 30 minutes long"),
        (subject(start="{start+1h}", end="{start+90m}"), "30 minutes long, starts 3 hours ahead"),
        (subject(end="2026-11-21T12:00:00Z"), "at the time that the target chooses"),
        (subject(start=None, adhoc=True), "an ad-hoc meeting of a space, not recurring, at the time"),
        (subject(starts="1d", recurrence="FREQ=DAILY"), "the first of them starts 1 day ahead"),
        (subject(starts="0m"), "starts 0 minutes ahead"),
        (subject(scheduledType="webinar"), "one: a webinar,"),
        (subject(scheduledType="personalRoomMeeting"), "a meeting in the host's personal room"),
        (subject(registration={}, agenda="a"), "with registration shared"),
        (subject(needs="room_id"), "the profile must give traits.room_id"),
        (subject(zone="Asia/Tokyo"), "scheduled in Asia/Tokyo"),
    ],
)
def test_the_meeting_is_told_in_words(meeting: Subject, words: str) -> None:
    """Kind, recurrence, length, how far ahead, what it carries beside, what the profile must give."""
    assert words in told(Step(do="read", outcome="accepted"), cast=meeting)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step(do="update", method="PUT", send={}, outcome="accepted"), "1. PUT the series send {} must be"),
        (
            Step(do="update", to="3", status=404),
            "PATCH or PUT scheduled meeting 3 must be answered 404",
        ),
        (Step(do="update", to="{series}_1", status=404), "the id {series}_1"),
        (Step(do="read", to="instance", outcome="gone"), "read the newest instance must be gone: 404"),
        (Step(do="delete"), "delete the series, to prepare"),
        (Step(do="list", send={"max": 1}, outcome="accepted"), 'by start query {"max": 1}'),
        (Step(do="templates", send={"locale": "de_DE"}, outcome="accepted"), 'query {"locale": "de_DE"}'),
        (Step(do="create", send={"title": "x"}, outcome="accepted"), 'create a meeting send {"title": "x"}'),
        (Step(do="settle"), "1. wait, if need be, until the present minute has some time left"),
        (Step(do="clock", send="{end-5m}"), "the present moves to {end-5m}, unless that has passed already"),
        (Step(do="join", send={"as": "host"}), "1. the host joins the series"),
        (Step(do="join", send={"as": "attendee"}, to="2"), "1. an attendee joins scheduled meeting 2"),
        (Step(do="leave"), "every attendee leaves the series"),
        (Step(do="admit"), "those who wait in the lobby of the series are admitted"),
        (Step(do="update", actor="nobody", status=401), "PATCH or PUT the series, without a credential"),
        (Step(do="update", actor="broken", status=401), "with a token that was never given out"),
        (Step(do="update", actor="reader", status=403), "with a token of the host that may only read"),
        (Step(do="update", actor="cohost", status=403), "PATCH or PUT the series, as cohost"),
        (Step(do="update", headers={"a-b": "c"}, status=415), "with the header a-b: c"),
        (Step(do="update", send={"agenda": "{null}"}, outcome="accepted"), 'send {"agenda": null}'),
        (Step(do="update", send={"agenda": "ä"}, outcome="accepted"), 'send {"agenda": "ä"}'),
        (Step(do="update", message="in progress"), 'the message must say "in progress" read afterwards'),
    ],
)
def test_each_step_is_told_in_words(step: Step, words: str) -> None:
    """What is done to which object, by whom, and with what."""
    assert words in told(step)


@pytest.mark.parametrize("do", STEPS["properties"]["do"]["enum"])
def test_every_step_of_the_language_can_be_told(do: str) -> None:
    """None that the schema knows is unknown here."""
    assert " 1. " in told(Step(do=do))


@pytest.mark.parametrize(
    ("step", "words", "others"),
    [
        (Step(do="update", outcome="refused"), "read afterwards: what was sent", "the answer"),
        (Step(do="update", outcome="accepted"), "must be accepted read afterwards", "as before"),
        (Step(do="update", outcome="accepted", answer=True), "must be accepted", "read afterwards"),
        (Step(do="update", status=405), "must be answered 405", "read afterwards"),
        (
            Step(do="update", outcome="accepted", status=200),
            "must be answered 200 read afterwards",
            "as before",
        ),
        (Step(do="update", outcome="not-applied"), "may be refused, any 4xx but 401 and 429", "as before"),
        (Step(do="read", outcome="accepted"), "must be accepted", "read afterwards"),
        (Step(do="update"), "to prepare", "read afterwards"),
    ],
)
def test_it_says_what_is_read_after_a_write(step: Step, words: str, others: str) -> None:
    """Judged updates are read again, unless their own answer is all that counts; others are not."""
    text = told(step)

    assert words in text
    assert others not in text


@pytest.mark.parametrize(
    ("how", "value", "words"),
    [
        ("is", {"a": True}, 'state is {"a": true}'),
        ("unlike", "x", 'state is not "x"'),
        ("instant", "{start}", "state is the moment {start}"),
        ("rule", "FREQ=DAILY", "state is the rule FREQ=DAILY, its parts in any order"),
        ("ends_by", "{now+1d}", "state is a rule by which the series is over at {now+1d}"),
        ("one_of", ["a", "b"], 'state is one of ["a", "b"]'),
        ("items", ["a"], 'state holds ["a"], in any order'),
        ("count", 2, "state has 2 items"),
        ("absent", True, "state is not shown"),
        ("empty", True, "state is empty or not shown"),
        ("present", True, "state is shown"),
        ("fits", "MeetingSeries.id", "state has the type and form of MeetingSeries.id"),
        ("contains", "1001", 'state contains "1001"'),
        ("same_as", 2, "state is the same as in the answer of step 2"),
        ("once", True, "state is true exactly once"),
    ],
)
def test_each_expectation_is_told_in_words(how: Match, value: Any, words: str) -> None:
    """Property, in which way it is compared, and with what; without an outcome it must be accepted."""
    step = Step(do="read", expect=(Expectation(at="state", how=how, value=value),))

    assert f"must be accepted the answer: {words}" in told(step)


def test_every_expectation_of_the_language_is_tried_above() -> None:
    """A new way to compare needs its words, and its line in the test before this one."""
    marks = test_each_expectation_is_told_in_words.pytestmark  # type: ignore[attr-defined] # by pytest

    assert set(get_args(Match)) == {how for how, _, _ in marks[0].args[1]}


@pytest.mark.parametrize(
    ("do", "at", "words"),
    [
        ("list", "2.state", "state of item 2 is shown"),
        ("list", "1", "item 1 is shown"),
        ("list", "#", "the number of items is shown"),
        ("read", "2.state", "2.state is shown"),
        ("read", "header.warning", "the header warning is shown"),
        ("read", "meetingOptions.enabledChat", "meetingOptions.enabledChat is shown"),
    ],
)
def test_places_in_answers_are_told_in_words(do: str, at: str, words: str) -> None:
    """Items of lists, their number, headers; any other path stands as it is."""
    assert words in told(Step(do=do, expect=(Expectation(at=at, how="present", value=True),)))


def test_alternatives_name_their_readings() -> None:
    """Of several expectations that tell a reading each, one must hold."""
    choices = tuple(Expectation(at="state", how="is", value=one, follows=f"r-{one}") for one in "ab")

    text = told(Step(do="read", expect=choices))

    assert 'the answer: either state is "a", which is the reading r-a' in text
    assert 'the answer: or state is "b", which is the reading r-b' in text
    assert "either" not in told(Step(do="read", expect=choices[:1]))


def test_the_head_names_what_else_it_takes() -> None:
    """Group, traits of the site, the control API, the reader, and whose the meeting is."""
    text = told(
        Step(do="join", send={"as": "host"}),
        Step(do="update", actor="reader", status=403),
        share="together",
        site={"converged": True},
        fresh=True,
    )

    assert "group together:" in text
    assert "site converged is true;" in text
    assert "needs the control API, since" in text
    assert "needs an actor called reader" in text
    assert "made for this group of rules alone, one for each telling" in text


def test_the_head_names_nothing_else() -> None:
    """A plain story has neither group, site, needs nor notes about steps that it does not have."""
    text = told(Step(do="read", outcome="accepted"))

    assert text.startswith("told once meeting one:")
    assert "shared by all stories that do not need one of their own 1. read the series" in text
    assert "meeting none" in told(Step(do="templates", outcome="accepted"), subject=None)


@pytest.mark.parametrize(
    ("send", "words"),
    [
        ("{start.2}", "{start.2} is the start of its second"),
        ("{end.last}", "{end.last} is the end of its last"),
        ("{now}", "{now} is the present"),
        ("{now+1m}", "+1d-30m is"),
        ("{start|naive}", "after a bar"),
        ("{start.2+1h|in:Asia/Tokyo}", "after a bar"),
        ("{text*9}", "{text*43} is"),
        ("{word*9}", "{word*43} is"),
        ("{method}", "{method} is"),
        ("{marker}", "{marker} is"),
        ("{tracking_name}", "the profile gives"),
    ],
)
def test_what_stands_in_braces_is_explained_where_it_is_used(send: str, words: str) -> None:
    """Each kind of place has its words, which a story without it does not carry."""
    assert words in told(Step(do="update", send={"agenda": send}, outcome="accepted"))
    assert words not in told(Step(do="update", send={"agenda": "2026-11-21 | a"}, outcome="accepted"))


def test_lines_are_broken_at_blanks_only() -> None:
    """Nothing that one may want to copy is parted, and other lines begin under the text."""
    long = "x" * 120

    assert [f"  proven by   {long}"] == labelled("proven by", long)
    assert ["- aaa", f"  {'b' * 97}", "  c-d"] == wrapped(f"aaa {'b' * 97} c-d", "- ", "  ")
    assert [] == labelled("story", "")


def test_every_story_of_the_contract_fits_the_page() -> None:
    """Each has as many numbers as steps, and no line is too wide, empty at its end, or half filled in."""
    assert TOLD
    for one in TOLD:
        lines = tell(one, CONTRACT.cast)
        assert one.told is not None
        assert len(one.told.steps) == sum(line[:6].strip()[:-1].isdecimal() for line in lines), one.address
        assert [] == [line for line in lines if len(line) > WIDTH or line != line.rstrip() or "None" in line]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("rest.update.rule-2.series.24-hours", "   2. PATCH or PUT the series\n"),
        ("rest.lifecycle.meetingSeries.2-lobby", "   2. an attendee joins the series\n"),
        ("rest.lifecycle.auto-delete.3.kept", "   1. the present moves to {end.last-5m}, unless"),
        ("rest.warnings.1001.code", '      the answer: the header warning contains "1001"\n'),
        ("rest.update.random-series.daily", "  series      a few daily ones, created at random;"),
    ],
)
def test_explain_tells_the_steps(tmp_path: Path, address: str, words: str) -> None:
    """The command shows them after the facts, on lines of at most 100 characters."""
    done = command("explain", address, cwd=tmp_path)

    assert (0, "") == (done.returncode, done.stderr)
    assert words in done.stdout
    assert WIDTH >= max(map(len, done.stdout.splitlines()))
