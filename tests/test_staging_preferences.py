"""The stage of preferences: what it changes it puts back, whatever happens, and no PIN is written down."""

from __future__ import annotations

import json
import signal
import sys
import time
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance.contract import load
from conformance.emulator import RunningEmulator
from conformance.errors import ContractError
from conformance.plugin.site import Site
from conformance.staging import PreferenceStage
from conformance.targets import read_ledger
from tests.people import RULES, live, playing, preferences
from tests.sites import HOST, Answered, changed, command, of_emulator, started

PIN, AUDIO_PIN = "canary-host-pin-8812", "6417"
ALL = [
    each.address for each in load().select(["rest.preferences"]) if each.told and "deck" not in each.address
]
ROOM = "rest.preferences.personalMeetingRoom"
ODD: list[Any] = [None, True, 7, "", "x" * 5000, [], [None], {}, {"a": [{}]}, 1e300]


def set_pins(running: RunningEmulator) -> None:
    """Give the host PINs that can be recognised."""
    headers = {"authorization": f"Bearer {HOST.token}"}
    for part, name, pin in (("personalMeetingRoom", "hostPin", PIN), ("audio", "audioPin", AUDIO_PIN)):
        url = f"{running.base_url}/meetingPreferences/{part}"
        body = httpx.get(url, headers=headers, trust_env=False).json() | {name: pin}
        assert httpx.put(url, json=body, headers=headers, trust_env=False).is_success


def stage(site: Site) -> PreferenceStage:
    """The stage of a site."""
    return site.preferences()


def test_everything_is_as_it_was(tmp_path: Path, running: RunningEmulator) -> None:
    """All rules pass; afterwards nothing is changed, and the ledger says so."""
    set_pins(running)
    before = deepcopy(preferences(running))

    with playing(tmp_path, running, stage) as played:
        verdicts = {address: played.verdict(address) for address in ALL}
        assert {"passed"} == {verdict for verdict, _ in verdicts.values()}, verdicts

    assert before == preferences(running)
    assert [] == played.open_snapshots
    assert "could not be put back" not in played.written


def test_no_pin_is_written_down(tmp_path: Path, running: RunningEmulator) -> None:
    """Neither the ledger nor the journal holds one, although each PUT sends it back."""
    set_pins(running)

    with playing(tmp_path, running, stage) as played:
        for address in ALL:
            played.verdict(address)

    assert PIN not in played.written
    assert f'"{AUDIO_PIN}"' not in played.written
    ledger = (played.folder / "ledger.jsonl").read_text("utf-8")
    assert AUDIO_PIN not in ledger
    for word in ("Room of", '@example.com"}', "5550143", "atelier", 'Pin": "'):
        assert word not in ledger


def test_a_pin_that_is_echoed_is_hidden_too(tmp_path: Path) -> None:
    """A target that tells it in a refusal does not make us write it down."""

    def before(method: str, path: str, _query: Any, body: Any) -> Any:
        if method == "PUT" and path.endswith("personalMeetingRoom"):
            said = f"the PIN {body['hostPin']} is wrong"
            return Answered(400, {"message": said, "errors": [{"description": said}]})
        return None

    with changed(before=before) as running, playing(tmp_path, running, stage) as played:
        set_pin_directly(running)
        assert "failed" == played.verdict(f"{ROOM}.topic.updated")[0]

    assert "is wrong" in played.written
    assert PIN not in played.written


def set_pin_directly(running: RunningEmulator) -> None:
    """Give the host a PIN behind the back of a target that refuses every change."""
    from conformance.emulator.resources.preference_store import preferences_of  # noqa: PLC0415 - of this alone

    with running.emulator.lock:
        world = running.emulator.world
        person = world.people[HOST.email]
        preferences_of(world, person, person.sites[0]).room["hostPin"] = PIN


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
def test_nothing_is_written_when_the_snapshot_cannot_be_read(tmp_path: Path, status: int) -> None:
    """Without knowing how things are nobody can put them back."""
    writes: list[str] = []

    def before(method: str, path: str, _query: Any, _body: Any) -> Any:
        if method == "PUT":
            writes.append(path)
        if method == "GET" and path.endswith("/audio"):
            return Answered(status, {"message": "no"}, headers=(("retry-after", "0"),))
        return None

    with changed(before=before) as running, playing(tmp_path, running, stage) as played:
        verdict, _ = played.verdict("rest.preferences.audio.enabledAutoConnection.updated")

    assert verdict in {"not-exercised", "indeterminate"}
    assert [] == writes
    assert [] == played.open_snapshots


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_odd_answers_are_survived(tmp_path: Path, odd: Any) -> None:
    """Whatever a target shows of somebody's preferences, every rule ends with a verdict."""

    def after(method: str, path: str, _query: Any, body: Any) -> Any:
        if method == "GET" and "/meetingPreferences" in path:
            return odd if path.endswith("/video") else dict.fromkeys(body, odd)
        return None

    with changed(after=after) as running, playing(tmp_path, running, stage) as played:
        verdicts = {played.verdict(address)[0] for address in ALL}

    assert "error" not in verdicts


def test_nested_answers_are_survived(tmp_path: Path) -> None:
    """Preferences that are nested as deep as can be read at all."""
    deep = json.loads("[" * 900 + "]" * 900)

    def after(method: str, path: str, _query: Any, body: Any) -> Any:
        deeper = method == "GET" and path.endswith("/audio")
        return body | {"otherTeleconferenceDescription": deep, "officeNumber": deep} if deeper else None

    with changed(after=after) as running, playing(tmp_path, running, stage) as played:
        verdicts = {played.verdict(address)[0] for address in ALL if ".audio." in address}

    assert "error" not in verdicts


def test_a_part_is_put_back_before_the_next_is_touched(tmp_path: Path, running: RunningEmulator) -> None:
    """At any time one part at most is changed."""
    with playing(tmp_path, running, stage) as played:
        played.verdict("rest.preferences.audio.enabledAutoConnection.updated")
        assert {"/meetingPreferences/audio"} == {line["path"] for line in played.open_snapshots}
        played.verdict(f"{ROOM}.enabledNotifyHost.updated")
        assert {"/meetingPreferences/personalMeetingRoom"} == {line["path"] for line in played.open_snapshots}

    assert [] == played.open_snapshots


def test_the_ledger_knows_before_anything_is_sent(tmp_path: Path) -> None:
    """A crash between the two leaves a snapshot too many, never one too few."""
    known: list[int] = []

    def before(method: str, _path: str, _query: Any, _body: Any) -> Any:
        if method == "PUT":
            known.append((tmp_path / "run" / "ledger.jsonl").read_text("utf-8").count('"snapshot"'))

    with changed(before=before) as running, playing(tmp_path, running, stage) as played:
        played.verdict("rest.preferences.audio.enabledAutoConnection.updated")
        played.verdict("rest.preferences.audio.enabledTollFree.updated")

    assert [1, 2, 2] == known


def test_a_spent_budget_does_not_keep_it_from_being_put_back(
    tmp_path: Path, running: RunningEmulator
) -> None:
    """Requests that undo something are sent beyond the limit."""
    before = deepcopy(preferences(running))
    limited = {"change": lambda one: replace(one, limits=replace(one.limits, max_requests=2))}

    with playing(tmp_path, running, stage, **limited) as played:  # type: ignore[arg-type] # of the mixed kinds
        verdict, reason = played.verdict("rest.preferences.audio.enabledAutoConnection.updated")
        assert ("not-exercised", True) == (verdict, "requests" in reason)

    assert {} == before or before == preferences(running)
    assert False is next(iter(preferences(running).values()))[1]["enabledAutoConnection"]


def test_a_live_site_is_spared_what_lets_somebody_in(tmp_path: Path, running: RunningEmulator) -> None:
    """Without a control API nobody is made a co-host or a delegate."""
    with playing(tmp_path, running, stage, change=live) as played:
        for name in ("personalMeetingRoom.coHosts", "schedulingOptions.delegateEmails"):
            verdict, reason = played.verdict(f"rest.preferences.{name}.updated")
            assert ("not-exercised", True) == (verdict, "emulators alone" in reason)
        assert "passed" == played.verdict(f"{ROOM}.enabledNotifyHost.updated")[0]


def test_a_profile_that_lets_nothing_be_created_lets_nothing_be_changed(
    tmp_path: Path, running: RunningEmulator
) -> None:
    """Reading is all that is left."""
    spared = replace(live(playable(running)), staging=("discover",))

    with playing(tmp_path, running, stage, change=lambda _: spared) as played:
        assert "passed" == played.verdict("rest.preferences.audio.enabledTollFree.shown")[0]
        assert "not-exercised" == played.verdict("rest.preferences.audio.enabledTollFree.updated")[0]
    assert [] == played.open_snapshots


def playable(running: RunningEmulator) -> Any:
    """The profile of an emulator."""
    from conformance.plugin import embedded  # noqa: PLC0415 - as the stages do

    return embedded.profile(running.base_url, running.control_url)


def test_a_link_that_a_target_lets_itself_be_told_is_put_back(
    tmp_path: Path, running: RunningEmulator
) -> None:
    """What only the target should set is sent back once more, and by then it is as before."""
    with running.emulator.lock:
        running.emulator.faults = running.emulator.faults.of(
            ["preference-slips:changed.personalMeetingRoom.personalMeetingRoomLink"]
        )
    with playing(tmp_path, running, stage) as played:
        verdict, _ = played.verdict(f"{ROOM}.personalMeetingRoomLink.kept")
        assert "advisory" == verdict

    (room, *_, forced), *_ = preferences(running).values()
    assert "nowhere" not in json.dumps([room, forced])
    assert [] == played.open_snapshots


def test_only_rules_about_preferences_are_played(tmp_path: Path, running: RunningEmulator) -> None:
    """Others are a defect of ours."""
    with playing(tmp_path, running, stage) as played, pytest.raises(ContractError, match="preferences"):
        played.stage.tell(replace(RULES[ALL[0]], preference=None))


def test_cleanup_puts_preferences_back(tmp_path: Path, running: RunningEmulator) -> None:
    """After a crash the ledger is enough, and cleanup a second time finds nothing."""
    set_pins(running)
    original = deepcopy(preferences(running))
    with playing(tmp_path, running, stage) as played:
        for name in ("topic.updated", "enabledNotifyHost.updated", "autoLockMinutes.accepts.20"):
            assert "passed" == played.verdict(f"{ROOM}.{name}")[0]
        played.stage._changed = None  # type: ignore[union-attr]  # as if the process had been killed
        assert original != preferences(running)
    target = of_emulator(tmp_path, running)

    nowhere = command("cleanup", tmp_path / "run", cwd=tmp_path)
    done = command("cleanup", tmp_path / "run", "--target", target, cwd=tmp_path)
    again = command("cleanup", tmp_path / "run", "--target", target, cwd=tmp_path)

    assert (2, True) == (
        nowhere.returncode,
        "1 part of the host's preferences may be changed" in nowhere.stderr,
    )
    assert (0, "", True) == (done.returncode, done.stderr, "Put back: preferences at" in done.stdout)
    assert original == preferences(running)
    assert "Nothing is left" in again.stdout
    assert PIN not in done.stdout + (tmp_path / "run" / "cleanup.jsonl").read_text("utf-8") + played.written


def test_cleanup_says_what_it_could_not_put_back(tmp_path: Path) -> None:
    """It ends with 1, and the ledger still knows."""
    refusing: list[bool] = []

    def before(method: str, _path: str, _query: Any, _body: Any) -> Any:
        return Answered(403, {"message": "not today"}) if method == "PUT" and refusing else None

    with changed(before=before) as running:
        with playing(tmp_path, running, stage) as played:
            played.verdict("rest.preferences.audio.enabledTollFree.updated")
            refusing.append(True)
        done = command("cleanup", tmp_path / "run", "--target", of_emulator(tmp_path, running), cwd=tmp_path)

    assert "could not be put back" in played.written
    assert (1, True) == (
        done.returncode,
        "Left: changed preferences at /meetingPreferences/audio" in done.stdout,
    )
    assert 1 == len({line["path"] for line in played.open_snapshots})


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupted_run_puts_back_what_it_changed(tmp_path: Path) -> None:
    """Ctrl-C while something is changed: it is put back before the run ends."""
    changes: list[Any] = []

    def before(method: str, path: str, _query: Any, body: Any) -> Any:
        if method == "PUT" and path.endswith("/audio"):
            changes.append(body)
        return None

    def after(method: str, path: str, _query: Any, _body: Any) -> Any:
        if method == "GET" and path.endswith("/audio") and changes:
            time.sleep(0.2)

    with changed(before=before, after=after) as running:
        target = of_emulator(tmp_path, running)
        text = target.read_text("utf-8").replace('"meeting:schedules_read", ', "")
        target.write_text(text, "utf-8")
        words = ("run", "--out", tmp_path / "run", "--target", target, "rest.preferences.audio")
        process = started(*words, cwd=tmp_path)
        end = time.monotonic() + 20
        while len(changes) < 3 and time.monotonic() < end:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        (_, audio, *_), *_ = preferences(running).values()

    assert changes[0] != changes[-1]
    assert ("webexAudio", False, True) == (
        audio["defaultAudioType"],
        audio["enabledTollFree"],
        audio["enabledGlobalCallIn"],
    )
    assert [] == read_ledger(tmp_path / "run" / "ledger.jsonl").changed
