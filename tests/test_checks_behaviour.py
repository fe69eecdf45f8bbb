"""Holding scenes that were made by hand against the steps that they came of."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checks import Scene
from conformance.checks.behaviour import Judgement, judge
from conformance.contract import Expectation, Step, load
from conformance.errors import ContractError

SCHEMAS = load().schemas_for
BEFORE = {"title": "A", "start": "2026-11-21T12:00:00Z", "end": "2026-11-21T13:00:00Z", "agenda": "x"}
ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1e300,
    "",
    "x" * 10_000,
    [],
    [None],
    [[[]]],
    {},
    {"a": {}},
    {"items": "no list"},
]


def scene(body: Any = None, status: int = 200, **more: Any) -> Scene:
    """A scene of these; places stand for themselves."""
    usual = {"number": 0, "method": "PATCH", "said": f"{status}: said", "headers": {}, "exchanges": ("x1",)}
    return Scene(**{**usual, "fill": lambda value: value, "status": status, "body": body, **more})


def updated(status: int, after: Any = BEFORE, before: Any = BEFORE, **more: Any) -> Scene:
    """What came of an update."""
    return scene({}, status, before=before, after=after, exchanges=("x1", "x2"), **more)


def see(at: str, how: Any, value: Any, follows: str | None = None) -> Expectation:
    """One thing that must be seen."""
    return Expectation(at=at, how=how, value=value, follows=follows)


def held(step: Step, one: Scene, earlier: dict[int, Scene] | None = None) -> Judgement:
    """What the checks say of a scene."""
    return judge(step, one, SCHEMAS, earlier or {})


def shows(body: Any, *expect: Expectation, **more: Any) -> Judgement:
    """What the checks say of a read that was answered with this body."""
    return held(Step(do="read", expect=expect), scene(body, **more))


def asked(judgement: Judgement) -> str:
    """What was asked for and did not come; empty when all came."""
    return judgement.finding.expected if judgement.finding else ""


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


@pytest.mark.parametrize(
    ("how", "wanted", "holds", "breaks"),
    [
        ("is", "x", ["x"], ["y", "", None, 1, ["x"], {"x": "x"}]),
        ("is", {"a": 1}, [{"a": 1}, {"a": 1, "b": 2}], [{}, {"a": 2}, [{"a": 1}], "a", None]),
        ("is", False, [False], [0, "", None, "false", True]),
        ("unlike", "x", ["y", None, 1, ["x"]], ["x"]),
        ("instant", "2026-11-21T12:00:00Z", ["2026-11-21T13:00:00+01:00"], ["2026-11-21T12:00:01Z", None, 7]),
        (
            "instant",
            "2026-11-21T12:00:00Z",
            ["2026-11-21T12:00:00.0Z"],
            ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "soon", "2026-11-21T12:00:00"],
        ),
        ("rule", "FREQ=DAILY;COUNT=4", ["COUNT=4;FREQ=DAILY"], ["FREQ=DAILY", None, 4, [], {}]),
        ("one_of", ["x", 1], ["x", 1], ["y", True, "1", None, ["x"]]),
        ("items", ["x", "y"], [["y", "x"], ["x", "z", "y"]], [["x"], [], "xy", {"x": 1, "y": 1}, None]),
        ("items", [{"a": 1}], [[{"a": 1, "b": 2}]], [[{"a": 2}], [1], {"a": 1}]),
        ("count", 2, [[1, 2], [None, None]], [[], [1], [1, 2, 3], "ab", {"a": 1, "b": 2}, 2, None]),
        ("absent", True, [None], ["", 0, False, [], {}]),
        ("empty", True, [None, "", []], [0, False, {}, " ", [None], [""]]),
        ("present", True, ["", 0, False, [], {}, "x"], [None]),
        ("contains", "chat", ["Chat", "livechats"], ["cha", "", None, ["chat"], {"chat": 1}, 7]),
    ],
)
def test_each_way_of_comparing(how: str, wanted: Any, holds: list[Any], breaks: list[Any]) -> None:
    """What keeps a rule and what breaks it, of any type; null is nothing."""
    one = see("it", how, wanted)

    assert [] == [value for value in holds if shows({"it": value}, one).finding]
    assert [] == [value for value in breaks if not shows({"it": value}, one).finding]


@pytest.mark.parametrize("how", ["is", "instant", "rule", "one_of", "items", "contains", "present"])
def test_every_item_of_an_array_must_hold_it(how: str) -> None:
    """A path through an array is about each of its items; an item that lacks the property breaks it."""
    value: Any = ["x"] if how == "items" else "x"
    one = see("list.it", how, [value] if how == "one_of" else value)

    assert "" == asked(shows({"list": [{"it": value}, {"it": value}]}, one))
    for broken in ([{"it": value}, {"it": "y"}], [{"it": value}, {}], [{"it": value}, 7], [], None, 7):
        if how == "present" and isinstance(broken, list) and {"it": "y"} in broken:
            continue
        assert shows({"list": broken}, one).finding, broken


def test_nothing_shown_is_unlike_anything_and_absent() -> None:
    """No item may show what must be otherwise or absent."""
    for one in (see("list.it", "unlike", "x"), see("list.it", "absent", True)):
        assert "" == asked(shows({"list": [{}, {}]}, one))
        assert "" == asked(shows({"list": []}, one))
        assert shows({"list": [{}, {"it": "x"}]}, one).finding


@pytest.mark.parametrize("body", ODD)
@pytest.mark.parametrize(
    "one",
    [
        see("a.b.1.#", "is", "x"),
        see("1.start", "instant", "2026-11-21T12:00:00Z"),
        see("a", "fits", "MeetingSeries.title"),
        see("#", "count", 1),
        see("items.a", "items", ["x"]),
        see("header.warning", "contains", "x"),
    ],
)
def test_odd_answers_break_the_rule_and_nothing_else(body: Any, one: Expectation) -> None:
    """An answer of any shape gives a finding about what was expected."""
    assert asked(shows(body, one)).startswith(one.at)


def test_what_is_shown_fits_its_description() -> None:
    """The value is held against our description of the property, also deep inside; nothing fits nothing."""
    title, chat = see("title", "fits", "MeetingSeries.title"), "meetingOptions.enabledChat"

    assert "" == asked(shows({"title": "A"}, title))
    for value in ODD[:4]:
        assert "title has its documented type and form" == asked(shows({"title": value}, title))
    deep = see(chat, "fits", f"MeetingSeries.{chat}")
    assert "" == asked(shows({"meetingOptions": {"enabledChat": True}}, deep))
    assert shows({"meetingOptions": {"enabledChat": "true"}}, deep).finding
    assert shows({"meetingOptions": True}, deep).finding


def test_a_property_that_nobody_describes_is_a_defect_of_the_contract() -> None:
    """A story must not ask for the form of what has no description."""
    with pytest.raises(ContractError, match="nobody"):
        shows({"title": "A"}, see("title", "fits", "MeetingSeries.nobody"))


def test_headers_are_looked_at_by_name() -> None:
    """A header is there with its words, or it is not; what the body holds under that name does not count."""
    one, none = see("header.warning", "contains", "299"), see("header.warning", "absent", True)
    warned = {"headers": {"warning": '299 - "Deprecated"'}}

    assert "" == asked(shows({}, one, **warned))
    assert "" == asked(shows({"header": {"warning": "299"}}, none))
    finding = shows({"header": {"warning": "299"}}, one).finding
    assert finding is not None
    assert "another header or none to read" == finding.actual
    assert "header.warning is not shown" == asked(shows({}, none, **warned))


def test_places_are_filled_as_of_the_scene() -> None:
    """What is expected is compared after its places were filled, whatever its type."""
    filled = {"fill": lambda value: "now" if value == "{now}" else value}

    assert "" == asked(shows({"it": "now"}, see("it", "is", "{now}"), **filled))
    assert shows({"it": "{now}"}, see("it", "is", "{now}"), **filled).finding


def test_the_same_as_an_earlier_step() -> None:
    """A value is compared with what the named step showed, exactly; without that step nothing holds."""
    one = see("id", "same_as", 1)
    step = Step(do="read", expect=(one,))

    assert "" == asked(held(step, scene({"id": "a"}), {0: scene({"id": "a"})}))
    assert "" == asked(held(step, scene({}), {0: scene({})}))
    for body, earlier in [
        ({"id": "b"}, {0: scene({"id": "a"})}),
        ({}, {0: scene({"id": "a"})}),
        ({"id": "a"}, {0: scene(None)}),
        ({"id": "a"}, {0: scene(["a"])}),
        ({"id": "a"}, {1: scene({"id": "a"})}),
        ({"id": "a"}, {}),
    ]:
        assert "id is the same as before" == asked(held(step, scene(body), earlier))


def test_the_first_expectation_that_does_not_hold_is_told() -> None:
    """All must hold; what was seen of an earlier one hides no later one."""
    one, two = see("a", "is", 1), see("b", "is", 2)

    assert "" == asked(shows({"a": 1, "b": 2}, one, two))
    assert "b is what was asked for" == asked(shows({"a": 1, "b": 1}, one, two))
    assert "a is what was asked for" == asked(shows({}, one, two))


def test_of_several_readings_one_must_hold() -> None:
    """The first that holds tells what is followed; when none does, the rule is broken."""
    choices = (see("a", "is", 1, "one"), see("a", "present", True, "two"))

    assert Judgement(follows="one") == shows({"a": 1}, *choices)
    assert Judgement(follows="two") == shows({"a": 2}, *choices)
    broken = shows({}, *choices)
    assert "a is what was asked for or a is shown" == asked(broken)
    assert broken.follows is None


def test_alternatives_do_not_make_up_for_what_always_must_hold() -> None:
    """Expectations without a reading hold in every reading."""
    judgement = shows({"a": 1, "b": 1}, see("a", "is", 1, "one"), see("b", "is", 2))

    assert "b is what was asked for" == asked(judgement)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("hunter2-hunter2", "it is a string of length 15 to read"),
        (["hunter2"], "it is an array of 1 to read"),
        ({"pin": "hunter2"}, "it is an object with 1 properties to read"),
        (False, "it is a boolean, false to read"),
        (3, "it is a number, 3 to read"),
        (None, "it is absent to read"),
    ],
)
def test_a_finding_tells_what_was_seen_without_texts(value: Any, words: str) -> None:
    """Of a text only the length is told: it could be a password."""
    finding = shows({"it": value}, see("it", "is", "x")).finding

    assert finding is not None
    assert words == finding.actual


@pytest.mark.parametrize("body", [None, [], "hunter2", 7])
def test_a_finding_about_no_object_says_that_nothing_was_there(body: Any) -> None:
    """An answer that is no object shows no property."""
    finding = shows(body, see("it", "is", "x")).finding

    assert finding is not None
    assert "no it to read" == finding.actual


def test_of_many_values_only_the_first_kinds_are_told() -> None:
    """A list of thousands makes no finding of thousands of words, and equal kinds are named once."""
    many = {"items": [{"it": "abc"}, {"it": "abc"}, {}, *({"it": [number]} for number in range(5000))]}

    finding = shows(many, see("items.it", "is", "x")).finding

    assert finding is not None
    assert "items.it is a string of length 3, absent to read" == finding.actual
