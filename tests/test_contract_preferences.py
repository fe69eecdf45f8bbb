"""Rules about preferences and about acting for others: our files are whole, and damaged ones are refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance import contract
from conformance.contract.preferences import preference_rules
from conformance.emulator import Emulator
from conformance.emulator.faults import Faults
from conformance.errors import ContractError

RULES = contract.load().select(["rest.preferences"])
ACTING = contract.load().select(["rest.acting"])
FILES = contract.load().folder / "behaviour" / "preferences"
GUIDE = (FILES / "guide.toml").read_text("utf-8")
(UNTESTED, *_) = re.findall(r'untested = "[^"]+"', GUIDE)


def rule(address: str) -> contract.Rule:
    """A rule of ours."""
    return contract.load().rules[f"rest.preferences.{address}"]


def read(folder: Path, text: str) -> list[contract.Rule]:
    """The rules of such a file."""
    path = folder / "guide.toml"
    path.write_text(text, "utf-8")
    return list(preference_rules(path))


def test_every_rule_has_a_fault_that_the_emulator_knows() -> None:
    """Each can be broken, by a fault of its own within its edition."""
    for edition in ("guide-2025", "deck-2020"):
        faults = [one for each in [*RULES, *ACTING] if edition in each.editions for one in each.faults]
        assert sorted(set(faults)) == sorted(faults)
        assert Faults.of(faults).active
    assert [] == [each.address for each in [*RULES, *ACTING] if not each.faults and not each.not_tested]


def test_editions_are_kept_apart() -> None:
    """The deck's rules hold in the deck's edition alone, and none of them is called like a later one."""
    deck = [each for each in RULES if each.address.startswith("rest.preferences.deck.")]

    assert {("deck-2020",)} == {each.editions for each in deck}
    assert {"deck-2020"} == {each.source for each in deck}
    assert {("guide-2025",)} == {each.editions for each in [*RULES, *ACTING] if each not in deck}
    assert {"/meetingPreferences/scheduling", "/meetingPreferences/site"} == {
        each.preference.part.path for each in deck if each.preference
    } - {each.preference.part.path for each in RULES if each.preference and each not in deck}


def test_what_the_lost_colours_told_is_inferred() -> None:
    """No target fails by what we only read into the deck; what it says in words can fail one."""
    updated = [
        each for each in RULES if ".deck." in each.address and each.address.endswith((".updated", ".kept"))
    ]

    assert updated
    assert [] == [each.address for each in updated if each.can_fail_a_target and not each.not_tested]
    assert rule("deck.video.videoDevices.one-default").can_fail_a_target
    assert rule("deck.audio.defaultAudioType.accepts.none").can_fail_a_target


def test_pins_are_neither_changed_nor_named_in_a_change() -> None:
    """No step of any rule sends a PIN, and the rules say why."""
    for each in RULES:
        for step in each.told.steps if each.told else ():
            assert not {"hostPin", "audioPin"} & set(step.send or ())
    assert "PIN" in (rule("audio.audioPin.updated").not_tested or "")
    assert None is rule("audio.audioPin.updated").told


def test_each_documented_value_is_a_rule() -> None:
    """All four audio types, and one that is none of them."""
    values = {
        each.address.rpartition(".")[2] for each in RULES if ".audio.defaultAudioType.accepts" in each.address
    }
    refuses = rule("audio.defaultAudioType.refuses").told

    assert {"webexAudio", "voipOnly", "otherTeleconferenceService", "none"} == values - set()
    assert refuses is not None
    assert ("refused", {"defaultAudioType": "conformance"}) == (
        refuses.steps[0].outcome,
        refuses.steps[0].send,
    )


def test_members_of_objects_are_sent_inside_them() -> None:
    """A dot leads into an object; the rest of the object stays."""
    told = rule("audio.officeNumber.enabledCallMe.updated").told

    assert told is not None
    assert {"officeNumber": {"enabledCallMe": "{changed}"}} == told.steps[0].send
    assert ["officeNumber.enabledCallMe"] == [one.at for one in told.steps[0].expect]


def test_two_names_are_two_readings() -> None:
    """Which one the deck means is told by what the target shows."""
    told = rule("deck.scheduling.EnabledAutoShareRecording.shown").told

    assert told is not None
    assert "auto-share-spelling" == told.conflict
    assert [("EnabledAutoShareRecording", "capital"), ("enabledAutoShareRecording", "small")] == [
        (one.at, one.follows) for one in told.steps[0].expect
    ]


def test_what_lets_somebody_in_is_for_emulators_alone() -> None:
    """People who may act for the host, and his numbers."""
    spared = {each.address for each in RULES if each.preference and each.preference.emulator}

    assert {
        f"rest.preferences.{name}.updated"
        for name in (
            *("personalMeetingRoom.coHosts", "schedulingOptions.delegateEmails", "audio.officeNumber.number"),
            *("audio.mobileNumber.number", "deck.personalMeetingRoom.coHosts"),
        )
    } == spared


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('way = "append" }', 'way = "sideways" }', "not valid at part"),
        ('updated = "documented", way = "append"', 'updated = "documented"', "not valid at part"),
        ('source = "rest-operations"\n', "", "not valid"),
        ('path = "/meetingPreferences/audio"', 'path = "/meetings"', "not valid at part"),
        (
            'kept = "inferred", value = "203.0.113.9"',
            'updated = "inferred", way = "append"',
            "cannot be updated",
        ),
        (
            '{ name = "enabledNotifyHost", shown = "documented", updated = "documented", way = "flip" }',
            '{ name = "enabledNotifyHost", kept = "inferred", value = "x" }',
            "cannot be kept",
        ),
        ("[words]", "[words", "cannot be read"),
        (
            UNTESTED,
            'untested = "no"',
            "not valid",
        ),
        ("words = [5, 10, 15, 20, 0]", "words = [5]", "not valid"),
    ],
)
def test_damaged_files_are_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    """By file, place and reason."""
    assert old in GUIDE

    with pytest.raises(ContractError, match=words):
        read(tmp_path, GUIDE.replace(old, new, 1))


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """As any other file of the contract."""
    with pytest.raises(ContractError, match="cannot be read"):
        list(preference_rules(tmp_path / "nowhere.toml"))


def test_acting_names_only_what_the_run_makes() -> None:
    """Every object of a step is one of the stage's own, in braces."""
    for each in ACTING:
        for step in each.told.steps if each.told else ():
            assert step.to.startswith("{") or step.do in ("create", "list")
            assert step.actor in ("host", "other", "admin")


def test_the_embedded_population_has_what_acting_needs() -> None:
    """An administrator who manages two of a host's three sites, and a second host."""
    people = Emulator().population
    (admin,) = (one for one in people if one.role == "org-admin")
    host = next(one for one in people if one.role == "host")

    assert 3 == len(host.sites)
    assert ["west-example.webex.com"] == [site for site in host.sites if site not in admin.manages]
