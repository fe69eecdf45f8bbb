"""Places in stories: moments in every form, texts, and what the profile gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.checks import NotExercised
from conformance.errors import ContractError
from conformance.staging.bodies import stamp
from conformance.staging.places import Places, half_hour, names_of, text_of
from conformance.targets import Traits

START = datetime(2026, 3, 28, 23, 30, 15, tzinfo=UTC)
ANCHORS = {"start": START, "end": START + timedelta(hours=1), "now": datetime(2026, 3, 1, tzinfo=UTC)}


def places(method: str = "PATCH", **names: str) -> Places:
    """Places of a meeting on the eve of Europe's summer time, with three scheduled meetings."""

    def moment(name: str) -> datetime:
        which, _, number = name.partition(".")
        return ANCHORS[which] + timedelta(days={"": 0, "last": 2}.get(number) or int(number or 1) - 1)

    return Places(moment, names, method)


@pytest.mark.parametrize(
    ("place", "written"),
    [
        ("{start}", "2026-03-28T23:30:15Z"),
        ("{end}", "2026-03-29T00:30:15Z"),
        ("{now}", "2026-03-01T00:00:00Z"),
        ("{start.2}", "2026-03-29T23:30:15Z"),
        ("{end.last}", "2026-03-31T00:30:15Z"),
        ("{start+1d}", "2026-03-29T23:30:15Z"),
        ("{start+1d-30m+5s-1h}", "2026-03-29T22:00:20Z"),
        ("{start-90m}", "2026-03-28T22:00:15Z"),
        ("{start+0s}", "2026-03-28T23:30:15Z"),
        ("{start.2+48h|compact}", "20260331T233015Z"),
        ("{start|naive}", "2026-03-28T23:30:15"),
        ("{start|in:Asia/Tokyo}", "2026-03-29T08:30:15+09:00"),
        ("{start|naive:Asia/Tokyo}", "2026-03-29T08:30:15"),
        ("{start|in:America/St_Johns}", "2026-03-28T21:00:15-02:30"),
        ("{start|in:Asia/Kathmandu}", "2026-03-29T05:15:15+05:45"),
        ("{start|in:UTC}", "2026-03-28T23:30:15Z"),
        ("{start|in:Europe/London}", "2026-03-28T23:30:15+00:00"),
        ("{start+2h|in:Europe/London}", "2026-03-29T02:30:15+01:00"),
        ("{start|:28.076}", "2026-03-28T23:30:28.076Z"),
        ("{start|in:Asia/Tokyo|:07}", "2026-03-29T08:30:07+09:00"),
        ("{start|naive|:07}", "2026-03-28T23:30:07"),
        ("{now+9999d}", "2053-07-16T00:00:00Z"),
    ],
)
def test_a_moment_is_written_as_its_place_says(place: str, written: str) -> None:
    """Anchor, offsets, zone, wall time and seconds."""
    assert written == places().fill(place)


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    """An anchor need not be in UTC."""
    moment = START.astimezone(timezone(timedelta(hours=-7)))
    other = Places(lambda _: moment, {}, "PUT")

    assert "2026-03-28T23:30:15Z" == other.fill("{start}")
    assert "20260328T233015Z" == other.fill("{start|compact}")


@pytest.mark.parametrize(
    "place",
    [
        "{}{nobody}",
        "{Start}",
        "{start.}",
        "{start.-1}",
        "{start.0}",
        "{end.0}",
        "{start.01}",
        "{start.first}",
        "{now.2}",
        "{start+1}",
        "{start+1w}",
        "{start 1d}",
        "{start|}",
        "{start|loud}",
        "{start|compactly}",
        "{text}",
        "{text*}",
        "{text*-1}",
        "{text*1.5}",
        "{words*5}",
        "{start\n}",
    ],
)
def test_an_unknown_place_is_a_defect_of_the_contract(place: str) -> None:
    """A place that nothing can stand for is told and not sent."""
    with pytest.raises(ContractError):
        places().fill(place)


def test_places_are_filled_however_deep() -> None:
    """In objects, arrays and in the midst of texts; keys and what is no text stay."""
    filled = places(series="abc").fill(
        {"{series}": ["{series}_{start|compact}", {"a": ("x {series} y {series}",)}, 7, True, None, 1.5]}
    )

    assert {"{series}": ["abc_20260328T233015Z", {"a": ["x abc y abc"]}, 7, True, None, 1.5]} == filled


@pytest.mark.parametrize("value", [None, 0, False, 1.5, "", "plain", "{}", "{", "}", "{{}}", [], {}])
def test_what_has_no_place_stays(value: Any) -> None:
    """Braces without a name are no place."""
    assert value == places().fill(value)


def test_null_stands_alone() -> None:
    """TOML has no null: the place for it becomes one, but not in the midst of a text."""
    assert [None, {"a": None}] == places().fill(["{null}", {"a": "{null}"}])
    with pytest.raises(ContractError):
        places().fill("not {null}")


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    """A name's text may look like a place."""
    assert "{start}" == places(room_id="{start}").fill("{room_id}")


def test_names_come_before_moments_and_the_method_is_one() -> None:
    """What the caller names wins, but the method is that of the telling."""
    assert "mine" == places(start="mine").fill("{start}")
    assert "PUT" == Places(lambda _: START, {"method": "mine"}, "PUT").fill("{method}")


@pytest.mark.parametrize(
    ("place", "trait"),
    [
        ("{room_id}", "room_id"),
        ("{tracking_name}", "tracking_code"),
        ("{tracking_value}", "tracking_code"),
        ("{tracking_select}", "tracking_select"),
        ("{tracking_default_name}", "tracking_default"),
        ("{tracking_default_value}", "tracking_default"),
        ("{tracking_default_other}", "tracking_default"),
    ],
)
def test_what_the_profile_does_not_give_is_missing(place: str, trait: str) -> None:
    """The reason names the trait that would have to be set."""
    with pytest.raises(NotExercised, match=rf"traits\.{trait}$"):
        places(**names_of(Traits())).fill({"a": [place]})


def test_what_the_profile_gives_stands_there() -> None:
    """All traits that stories use, under the names of their places."""
    traits = Traits(
        room_id="room",
        tracking_code=("Department", "Sales"),
        tracking_select="Colour",
        tracking_default=("Region", "North", "South"),
    )

    assert {
        "room_id": "room",
        "tracking_select": "Colour",
        "tracking_name": "Department",
        "tracking_value": "Sales",
        "tracking_default_name": "Region",
        "tracking_default_value": "North",
        "tracking_default_other": "South",
    } == names_of(traits)


def test_an_empty_trait_gives_nothing() -> None:
    """Empty texts are as good as none."""
    traits = Traits(room_id="", tracking_code=("", ""), tracking_select="")

    assert {} == names_of(traits)


@pytest.mark.parametrize("place", ["{start+2h}", "start+2h", "{start+2h|naive}"])
def test_a_moment_alone(place: str) -> None:
    """A step of the clock names a moment, with or without braces; how it is written does not matter."""
    assert START + timedelta(hours=2) == places().moment(place)


@pytest.mark.parametrize("place", ["", "{}", "{series}", "soon", "{start} ", "x{start}", "{start}{end}"])
def test_what_is_no_moment_is_a_defect_of_the_contract(place: str) -> None:
    """A clock cannot be moved to a text."""
    with pytest.raises(ContractError, match="no moment"):
        places(series="abc").moment(place)


@pytest.mark.parametrize("word", [True, False])
@given(length=st.integers(0, 3000))
def test_texts_have_exactly_their_length(word: bool, length: int) -> None:
    """To the character, by each method, so that limits are met and not crossed."""
    for method in ("PATCH", "PUT", "POST"):
        text = text_of(length, method, word=word)
        assert length == len(text)
        assert text == text.strip()
        assert not word or not text or text.isalpha()


@pytest.mark.parametrize("place", ["{text*20}", "{word*20}"])
def test_texts_tell_methods_apart(place: str) -> None:
    """What one method sent is not taken for what the other sends."""
    assert places("PATCH").fill(place) != places("PUT").fill(place)
    assert 20 == len(places("PATCH").fill(place))


@pytest.mark.parametrize(
    ("moment", "wanted"),
    [
        ("2026-11-21T12:00:00", "2026-11-21T12:30:00"),
        ("2026-11-21T11:59:59.999999", "2026-11-21T12:00:00"),
        ("2026-11-21T12:00:00.000001", "2026-11-21T12:30:00"),
        ("2026-11-21T12:29:59", "2026-11-21T12:30:00"),
        ("2026-11-21T12:30:00", "2026-11-21T13:00:00"),
        ("2026-12-31T23:45:00", "2027-01-01T00:00:00"),
        ("2028-02-28T23:30:00", "2028-02-29T00:00:00"),
    ],
)
def test_the_next_half_hour_is_ahead(moment: str, wanted: str) -> None:
    """Never the present itself, also over the end of a day."""
    assert f"{wanted}+00:00" == half_hour(datetime.fromisoformat(f"{moment}+00:00")).isoformat()


@pytest.mark.parametrize("hours", [-7, 0, 9])
def test_a_time_in_a_body_is_told_in_utc(hours: int) -> None:
    """Whatever zone a moment is told in; `Z` would be wrong for the clocks of any other."""
    assert "2026-03-28T23:30:15Z" == stamp(START.astimezone(timezone(timedelta(hours=hours))))
