"""Changing one preference and undoing it: what is sent, what the ledger keeps, and what comes of that."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.checks import NotExercised
from conformance.contract import Part, Preference
from conformance.staging.drawing import draw, filled
from conformance.staging.undoing import merged, undone

MARKER = "wxc-0123abcd"
ROOM = {
    "topic": "Somebody's own words",
    "hostPin": "secret-host-pin",
    "enabledAutoLock": True,
    "autoLockMinutes": 10,
    "coHosts": [{"email": "somebody@example.com", "displayName": "Somebody"}],
    "officeNumber": {"countryCode": "1", "number": "4085550199", "enabledCallMe": False},
    "videoDevices": [
        {"deviceName": "A", "deviceAddress": "a@example.com", "isDefault": False},
        {"deviceName": "B", "deviceAddress": "b@example.com", "isDefault": True},
    ],
    "defaultAudioType": "none",
}
TAKES = tuple(ROOM)


def about(name: str, way: Any, **more: Any) -> Preference:
    """A rule's preference."""
    return Preference(
        part=Part(name="x", path="/meetingPreferences/x", takes=TAKES), names=(name,), way=way, **more
    )


CASES = [
    ("enabledAutoLock", "flip", {}, "{changed}"),
    ("topic", "append", {}, "{changed}"),
    ("officeNumber.enabledCallMe", "flip", {}, {"enabledCallMe": "{changed}"}),
    ("videoDevices", "device", {}, "{changed}"),
    ("videoDevices", "defaults", {}, "{defaults}"),
    ("coHosts", "person", {"emulator": True}, "{changed}"),
    ("autoLockMinutes", "given", {"words": (0, 5, 10)}, 5),
    ("defaultAudioType", "given", {"words": ("none", "voipOnly")}, "voipOnly"),
]


@pytest.mark.parametrize(("name", "way", "more", "value"), CASES)
def test_a_change_is_one_and_is_undone_exactly(name: str, way: Any, more: Any, value: Any) -> None:
    """What is sent differs in one property, and from what the ledger keeps the old body comes back."""
    whole = name.partition(".")[0]

    drawn = draw(about(name, way, **more), {whole: value}, ROOM, MARKER)
    changed = merged(ROOM, drawn.body)

    assert {whole} == {key for key in ROOM if ROOM[key] != changed[key]}
    assert ROOM == undone(changed, TAKES, drawn.undo)
    assert ROOM == undone({**changed, "personalMeetingRoomLink": "x"}, TAKES, drawn.undo)


@pytest.mark.parametrize(("name", "way", "more", "value"), CASES)
def test_the_ledger_gets_nothing_secret_or_personal(name: str, way: Any, more: Any, value: Any) -> None:
    """No PIN, no address, no number, no words of somebody's own."""
    drawn = draw(about(name, way, **more), {name.partition(".")[0]: value}, ROOM, MARKER)

    kept = json.dumps(drawn.undo)
    for word in ("secret-host-pin", "example.com", "4085550199", "Somebody", "own words"):
        assert word not in kept


def test_what_only_the_target_sets_is_not_recorded() -> None:
    """A link lets somebody in; it is put back from memory alone."""
    drawn = draw(about("topic", "given", keeps=True), {"topic": "x"}, ROOM, MARKER)

    assert ((), {"topic"}, ROOM["topic"]) == (drawn.undo, drawn.foreign, drawn.fills["{present}"])


def test_two_defaults_are_two() -> None:
    """With one default device one more is enough; without any it takes two."""
    none = {"videoDevices": [{**one, "isDefault": False} for one in ROOM["videoDevices"]]}

    for shown in (ROOM, none, {"videoDevices": []}):
        drawn = draw(about("videoDevices", "defaults"), {"videoDevices": "{defaults}"}, shown, MARKER)
        assert 2 == sum(one["isDefault"] for one in drawn.body["videoDevices"])
        assert undone(drawn.body, TAKES, drawn.undo)["videoDevices"] == shown["videoDevices"]


@pytest.mark.parametrize(
    ("name", "way", "shown"),
    [
        ("enabledAutoLock", "flip", {}),
        ("enabledAutoLock", "flip", {"enabledAutoLock": None}),
        ("enabledAutoLock", "flip", {"enabledAutoLock": "true"}),
        ("topic", "append", {"topic": 7}),
        ("topic", "append", {"topic": "x" * 128}),
        ("officeNumber.enabledCallMe", "flip", {"officeNumber": [True]}),
        ("videoDevices", "device", {"videoDevices": {}}),
        ("videoDevices", "device", {"videoDevices": [None]}),
        ("videoDevices", "defaults", {"videoDevices": [{"isDefault": "yes"}]}),
        ("defaultAudioType", "given", {"defaultAudioType": "something else"}),
        ("siteUrl", "site", {"siteUrl": "only-example.webex.com", "sites": []}),
        ("siteUrl", "site", {"siteUrl": "only-example.webex.com", "sites": 7}),
        ("siteUrl", "site", {"siteUrl": "../../x", "sites": []}),
        ("siteUrl", "site", {"sites": [{"siteUrl": "a-example.webex.com"}]}),
    ],
)
def test_what_could_not_be_put_back_is_not_changed(name: str, way: Any, shown: Any) -> None:
    """Absent, of another type, too long, or of a kind that the ledger cannot keep."""
    with pytest.raises(NotExercised):
        draw(about(name, way), {name.partition(".")[0]: "{changed}"}, shown, MARKER)


@pytest.mark.parametrize(
    "undo",
    [
        {"at": "a.b.c", "value": 1},
        {"at": "topic", "first": 0},
        {"at": "videoDevices", "suffix": "x"},
        {"at": "videoDevices", "flags": [True] * 9},
        {"at": "nothing", "suffix": "x"},
        {"at": "topic"},
    ],
)
def test_undoing_on_something_else_does_no_harm(undo: dict[str, Any]) -> None:
    """What is read at the time of the cleanup can be anything; what does not fit is left as it is."""
    for shown in (ROOM, {}, {"videoDevices": [None, 7], "topic": None}):
        assert set(undone(shown, TAKES, [undo])) <= set(TAKES) | {"a"}


def test_places_stand_for_whole_values() -> None:
    """A place is filled with a value of any type, at any depth; other texts stay."""
    value = {"a": ["{changed}", "x{changed}"], "b": {"c": "{changed}"}, "d": 7}

    assert {"a": [False, "x{changed}"], "b": {"c": False}, "d": 7} == filled(value, {"{changed}": False})
