"""What steps of stories must show: scenes that were made by hand, held against their expectations."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checks.behaviour import Judgement
from conformance.contract import Expectation, Step
from conformance.errors import ContractError
from tests.scenes import ODD, asked, held, scene, see, shows, updated


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
        (
            "ends_by",
            "2026-12-01T12:00:00Z",
            ["FREQ=DAILY;UNTIL=20261130T235959Z"],
            ["FREQ=DAILY;UNTIL=20261202T000000Z", "FREQ=DAILY", "FREQ=DAILY;COUNT=3", None, 7, [], {}],
        ),
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
        (9999, "it is a number, 9999 to read"),
        (-9999, "it is a number, -9999 to read"),
        (12345, "it is a number to read"),
        (-12345, "it is a number to read"),
        (123456789012345, "it is a number to read"),
        (None, "it is absent to read"),
    ],
)
def test_a_finding_tells_what_was_seen_without_texts(value: Any, words: str) -> None:
    """Of a text only the length is told, and of a long number its kind: they could be passwords."""
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


@pytest.mark.parametrize("how", ["absent", "empty", "unlike"])
@pytest.mark.parametrize("body", [None, [], "hunter2", 7, [{"it": 1}]])
def test_what_shows_nothing_does_not_show_that_something_is_absent(how: str, body: Any) -> None:
    """An answer without an object bears nothing out, neither of a read nor of an update."""
    one = see("it", how, True)

    for judgement in (
        shows(body, one),
        held(Step(do="update", outcome="accepted", expect=(one,)), updated(200, after=body)),
        held(Step(do="update", answer=True, expect=(one,)), scene(body)),
    ):
        assert "the answer is a JSON object" == asked(judgement)
        assert judgement.finding is not None
        assert "hunter2" not in judgement.finding.actual
    assert "" == asked(shows(body, see("header.warning", how, "x")))


def test_the_start_that_is_shown_counts_for_a_number_of_meetings() -> None:
    """Of a recurrence rule without an end the last meeting is reckoned from the start beside it."""
    one = see("recurrence", "ends_by", "2026-12-01T12:00:00Z")
    shown = {"recurrence": "FREQ=DAILY;COUNT=11", "start": "2026-11-21T12:00:00Z"}

    assert "" == asked(shows(shown, one))
    for more in ({"start": "2026-11-21T12:00:01Z"}, {"start": None}, {"start": ["x"]}):
        assert "recurrence ends as early as the rule says" == asked(shows({**shown, **more}, one))


def test_answers_that_are_nested_deep_are_judged() -> None:
    """As deep as an answer can be read, no way of comparing gives up."""
    deep: Any = 1
    for _ in range(900):
        deep = [deep]

    for how, value in [
        ("is", 1),
        ("unlike", 1),
        ("items", [1]),
        ("fits", "MeetingSeries.title"),
        ("empty", True),
    ]:
        shows({"title": deep}, see("title", how, value))
        shows({"title": deep}, see("title.a", how, value))
    one = see("title", "same_as", 1)
    assert "" == asked(
        held(Step(do="read", expect=(one,)), scene({"title": deep}), {0: scene({"title": deep})})
    )
    step = Step(do="update", outcome="refused")
    assert held(step, updated(400, before={"title": deep}, after={"title": deep})).finding is None
    assert held(step, updated(400, before={"title": deep}, after={"title": [deep]})).finding is not None


@pytest.mark.parametrize("do", ["list", "templates"])
@pytest.mark.parametrize("how", ["absent", "empty", "unlike"])
def test_a_list_must_be_one_to_show_that_something_is_absent(do: str, how: Any) -> None:
    """Without items, or without the one that is spoken of, it shows nothing; an item itself may be absent."""

    def listed(body: Any, at: str) -> str:
        return asked(held(Step(do=do, expect=(see(at, how, "x"),)), scene(body)))

    for body in ({}, {"items": None}, {"items": {"title": "y"}}, {"title": "y"}):
        assert "the answer is a list of items" == listed(body, "items.title")
        assert "the answer is a list of items" == listed(body, "1.title")
    assert "the list has an item 2" == listed({"items": [{}]}, "2.title")
    assert "the list has an item 1" == listed({"items": [None]}, "1.title")
    assert "" == listed({"items": [{}]}, "1.title")
    assert "" == listed({"items": [{}]}, "items.title")
    assert "" == listed({"items": []}, "1")
