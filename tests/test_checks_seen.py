"""Finding properties in answers of any shape, and telling whether two values mean the same."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.checks.seen import alike, ends_by, same, seen_at
from conformance.errors import ContractError
from conformance.evidence import read_json

LIST = {"items": [{"start": "a", "tags": ["x"]}, {"start": "b"}, 7]}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("whole", "path", "found"),
    [
        ({"a": {"b": 1}}, "a.b", [1]),
        ({"a": {"b": None}}, "a.b", [None]),
        ({"a": {}}, "a.b", [None]),
        ({"a": 7}, "a.b", [None]),
        ({"a": "b"}, "a.b", [None]),
        ({"a": None}, "a.b.c", [None]),
        ({}, "a", [None]),
        (None, "a", [None]),
        ("text", "a", [None]),
        ({"a": False}, "a", [False]),
        ({"a": [{"b": 1}, {"b": 2}]}, "a.b", [1, 2]),
        ({"a": [{"b": 1}, {}]}, "a.b", [1, None]),
        ({"a": [{"b": 1}, 7, None]}, "a.b", [1, None, None]),
        ({"a": []}, "a.b", [None]),
        ({"a": []}, "a", [[]]),
        ({"a": [[{"b": 1}], [{"b": 2}]]}, "a.b", [1, 2]),
        ({"a": [{"b": [{"c": 1}, {"c": 2}]}, {"b": []}]}, "a.b.c", [1, 2, None]),
        ([{"a": 1}, {"a": 2}], "a", [1, 2]),
    ],
)
def test_a_path_leads_to_values_and_none_stands_for_what_is_absent(
    whole: Any, path: str, found: list[Any]
) -> None:
    """Names lead into objects and into each item of arrays; what is no container holds nothing."""
    assert found == seen_at(whole, path)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("#", [3]),
        ("1.start", ["a"]),
        ("2.start", ["b"]),
        ("3.start", [None]),
        ("3", [7]),
        ("4", [None]),
        ("4.start", [None]),
        ("99999999999999999999.start", [None]),
        ("1.tags", [["x"]]),
        ("items.start", ["a", "b", None]),
    ],
)
def test_a_number_is_an_item_of_a_list_in_its_place(path: str, found: list[Any]) -> None:
    """Places count from 1; beyond the end there is nothing, and `#` is how many there are."""
    assert found == seen_at(LIST, path)


@pytest.mark.parametrize("items", [None, 7, "abc", {"1": {"start": "a"}}])
def test_what_is_no_list_envelope_has_no_places(items: Any) -> None:
    """Without an array under `items`, numbers and `#` are names like others, which nobody has."""
    assert [None] == seen_at({"items": items}, "#")
    assert [None] == seen_at({"items": items}, "1.start")


def test_an_empty_list_has_no_first_item() -> None:
    """Nothing is in the first place of an empty list, and it has none."""
    assert [0] == seen_at({"items": []}, "#")
    assert [None] == seen_at({"items": []}, "1.start")


@given(VALUES, st.lists(st.sampled_from(["a", "1", "#", "items", ""]), min_size=1, max_size=4))
def test_any_answer_can_be_looked_into(whole: Any, names: list[str]) -> None:
    """Whatever a target sends, something is found or None, and nothing is raised."""
    assert seen_at(whole, ".".join(names))


@given(VALUES)
def test_every_value_is_the_same_as_itself(value: Any) -> None:
    """Comparing is reflexive, whatever the value."""
    assert same(value, value)


@given(VALUES, VALUES)
def test_any_two_values_can_be_compared(value: Any, wanted: Any) -> None:
    """Comparing never raises, in no way of comparing."""
    for how in ("is", "instant", "rule"):
        assert same(value, wanted, how) in {True, False}


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (True, 1),
        (1, True),
        (False, 0),
        (0, False),
        ("1", 1),
        ("true", True),
        ("", None),
        (0, None),
        (False, None),
        ([], None),
        ({}, None),
        ({}, []),
        ("", []),
        ("abc", "Abc"),
        ([1, 2], [2, 1]),
        ([1], [1, 1]),
        ([1, 1], [1]),
        ([True], [1]),
        ({"a": 1}, {"a": True}),
        ({"a": 1}, {"b": 1}),
        ([{"a": 1}], [{"a": 2}]),
        (None, {"a": 1}),
        ([{"a": 1}], {"a": 1}),
    ],
)
def test_values_that_differ_in_type_order_or_number_are_not_the_same(value: Any, wanted: Any) -> None:
    """True is no 1, text is no number, nothing is no emptiness, and arrays have an order and a length."""
    assert not same(value, wanted)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (1, 1.0),
        ({"a": 1, "b": 2}, {"a": 1}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}),
        ([{"a": 1, "b": 2}], [{"a": 1}]),
        ({"b": 1}, {"a": None, "b": 1}),
        ({"b": 1}, {}),
    ],
)
def test_an_object_needs_the_members_that_are_wanted(value: Any, wanted: Any) -> None:
    """More members may be there, also deep inside; a member that is wanted as null may be absent."""
    assert same(value, wanted)


def test_what_is_wanted_beyond_the_value_is_missed() -> None:
    """An object that lacks a wanted member is another one."""
    assert not same({"a": 1}, {"a": 1, "b": 2})


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2026-11-21T12:00:00Z", "2026-11-21T12:00:00.000Z"),
        ("2026-11-21T12:00:00Z", "2026-11-21T21:00:00+09:00"),
        ("2026-11-21T12:00:00Z", "2026-11-21T08:30:00-03:30"),
        ("2026-11-21T12:00Z", "2026-11-21T12:00:00Z"),
        ("2027-01-01T08:59:59+09:00", "2026-12-31T23:59:59Z"),
    ],
)
def test_times_are_compared_as_moments(value: str, wanted: str) -> None:
    """Offset, fraction and seconds may be written otherwise, also inside objects and arrays."""
    assert same(value, wanted)
    assert same(wanted, value)
    assert same({"start": value}, {"start": wanted})
    assert same([value], [wanted], "is")
    assert same(value, wanted, "instant")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2026-11-21T12:00:00Z", "2026-11-21T12:00:00.001Z"),
        ("2026-11-21T12:00:00Z", "2026-11-21T12:00:00"),
        ("2026-11-21T12:00:00", "2026-11-21T12:00:00.000"),
        ("2026-11-21T12:00:00Z", "2026-11-21T12:00:00+09:00"),
        ("20261121T120000Z", "2026-11-21T12:00:00Z"),
        ("2026-11-21", "2026-11-21T00:00:00Z"),
        ("2026-02-30T12:00:00Z", "2026-03-02T12:00:00Z"),
        ("2026-11-21T24:01:00Z", "2026-11-22T00:01:00Z"),
        ("2026-11-21T12:00:00Zjunk", "2026-11-21T12:00:00Z"),
        ("1234-and-some-more-text", "1234-and-some-other-text"),
        ("2026-" * 2000, "2026-11-21T12:00:00Z"),
    ],
)
def test_other_texts_are_compared_as_texts(value: str, wanted: str) -> None:
    """What has no offset, another form or no place in the calendar is a moment like no other."""
    assert not same(value, wanted)
    assert not same(value, wanted, "instant")
    assert same(value, value, "instant")


@pytest.mark.parametrize("how", ["is", "instant"])
@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_times_without_utc_are_no_moments(value: str, how: str) -> None:
    """At the edges of the calendar a time may have no UTC; it is the same as itself alone."""
    assert not same(value, "2026-11-21T12:00:00Z", how)
    assert not same("2026-11-21T12:00:00Z", value, how)
    assert same(value, value, how)


@pytest.mark.parametrize(
    "value",
    [
        "FREQ=DAILY;INTERVAL=1;COUNT=4",
        "FREQ=DAILY;COUNT=4",
        "COUNT=4;FREQ=DAILY",
        "freq=daily;count=4",
        "RRULE:FREQ=DAILY;COUNT=4",
        " FREQ=DAILY;COUNT=4 ",
        "FREQ=DAILY;COUNT=4;",
        "FREQ=DAILY; COUNT=4;WKST=MO",
    ],
)
def test_recurrence_rules_are_compared_part_by_part(value: str) -> None:
    """Order, case, prefix and parts that only repeat a default do not matter."""
    assert same(value, "FREQ=DAILY;INTERVAL=1;COUNT=4", "rule")
    assert same("FREQ=DAILY;INTERVAL=1;COUNT=4", value, "rule")


@pytest.mark.parametrize(
    "value",
    [
        "FREQ=DAILY;COUNT=40",
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=2;COUNT=4",
        "FREQ=DAILY;INTERVAL=10;COUNT=4",
        "FREQ=WEEKLY;COUNT=4",
        "FREQ=DAILY;COUNT=4;WKST=SU",
        "",
        None,
        7,
        ["FREQ=DAILY", "COUNT=4"],
        {"FREQ": "DAILY", "COUNT": 4},
    ],
)
def test_other_recurrence_rules_and_no_texts_are_not_the_same(value: Any) -> None:
    """A part more, less or other makes another rule; what is no text is none."""
    assert not same(value, "FREQ=DAILY;COUNT=4", "rule")


def test_only_rules_are_taken_apart() -> None:
    """Compared as plain values, texts with other parts or another order differ."""
    assert not same("FREQ=DAILY;COUNT=4", "COUNT=4;FREQ=DAILY")


@pytest.mark.parametrize("path", ["0.start", "0", "a.0", "items.0.start", "00"])
def test_there_is_no_item_in_place_0(path: str) -> None:
    """Places count from 1; one before the first would be the last of them."""
    with pytest.raises(ContractError, match="the first item is 1"):
        seen_at(LIST, path)


@pytest.mark.parametrize(
    ("opened", "closed", "times"),
    [("[", "]", 900), ('{"a":', "}", 900), ('{"items":[', "]}", 450), ('[{"a":', "}]", 450)],
)
def test_answers_that_are_nested_deep_are_looked_into_and_compared(
    opened: str, closed: str, times: int
) -> None:
    """As deep as an answer can be read it can be judged."""
    whole = read_json((opened * times + "1" + closed * times).encode())
    other = read_json((opened * times + "2" + closed * times).encode())

    assert seen_at(whole, "a.b")
    assert seen_at({"items": whole}, "a.1.#")
    assert same(whole, whole)
    assert not same(whole, other)
    assert not alike(other, whole)


@pytest.mark.parametrize(
    ("value", "other"),
    [
        ({"a": 1, "b": 2}, {"a": 1}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}),
        ([{"a": 1, "b": 2}], [{"a": 1}]),
        ({"a": 0}, {}),
        ([1], []),
    ],
)
def test_what_one_shows_beyond_the_other_makes_them_unlike(value: Any, other: Any) -> None:
    """Of two values that were shown neither may have a member that the other lacks; null is none."""
    assert not alike(value, other)
    assert not alike(other, value)
    assert alike(value, value)
    assert alike({"a": None}, {})
    assert alike({}, {"a": None})


START = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATEST = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "ends"),
    [
        ("FREQ=DAILY;UNTIL=20261201T120000Z", True),
        ("FREQ=DAILY;UNTIL=20261201T120001Z", False),
        ("RRULE:UNTIL=20261201;FREQ=DAILY", True),
        ("FREQ=DAILY;UNTIL=20261202", False),
        ("FREQ=DAILY;UNTIL=20261201T115959", True),
        ("FREQ=DAILY;UNTIL=2026-12-01T13:00:00+01:00", True),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", False),
        ("FREQ=DAILY;UNTIL=9999-12-31T23:59:59-14:00", False),
        ("FREQ=DAILY;UNTIL=0001-01-01T00:00:00+14:00", False),
        ("FREQ=DAILY;UNTIL=soon", False),
        ("FREQ=DAILY;UNTIL=", False),
        ("FREQ=DAILY;COUNT=11", True),
        ("FREQ=DAILY;COUNT=12", False),
        ("FREQ=DAILY;INTERVAL=5;COUNT=3", True),
        ("FREQ=DAILY;INTERVAL=5;COUNT=4", False),
        ("FREQ=WEEKLY;COUNT=2", True),
        ("FREQ=WEEKLY;COUNT=3", False),
        ("FREQ=WEEKLY;COUNT=4;BYDAY=MO,TH", True),
        ("FREQ=WEEKLY;COUNT=5;BYDAY=MO,TH", False),
        ("FREQ=MONTHLY;COUNT=2", False),
        ("FREQ=YEARLY;COUNT=1", True),
        ("FREQ=DAILY;COUNT=0", False),
        ("FREQ=DAILY;COUNT=-1", False),
        ("FREQ=DAILY;COUNT=9999999;INTERVAL=9999999", False),
        ("FREQ=DAILY;COUNT=" + "9" * 5000, False),
        ("FREQ=DAILY", False),
        ("COUNT", False),
        ("", False),
        (None, False),
        (11, False),
        (["UNTIL=20261201T120000Z"], False),
    ],
)
def test_when_a_recurrence_rule_is_over(rule: Any, ends: bool) -> None:
    """Its own end counts, or its number of meetings from the start; without either it never is."""
    assert ends == ends_by(rule, LATEST, START)


def test_a_number_of_meetings_needs_a_start() -> None:
    """Without one nobody can tell when the last of them is; an end stands for itself."""
    assert not ends_by("FREQ=DAILY;COUNT=1", LATEST, None)
    assert ends_by("FREQ=DAILY;UNTIL=20261201T120000Z", LATEST, None)
