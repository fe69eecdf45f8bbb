"""Whatever a target wrongly accepts, rules about scopes leave what is not the run's own as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.checks import Outcome
from conformance.clients import guard
from conformance.contract import load, slug
from conformance.emulator import Emulator, RunningEmulator, serve
from conformance.emulator.grants import PLACES
from conformance.errors import GuardRefusal
from conformance.plugin import embedded
from conformance.plugin.site import Site, tokens_of
from conformance.staging.props import Props
from conformance.targets import read_ledger
from tests.foreign import dump, populate
from tests.sites import Ended, act, judge, of_emulator

OPEN = "scope-not-checked:*"
EVERY_PLACE = [f"scope-not-checked:{place}" for place in sorted(PLACES["scope-not-checked"])]
# What the emulator keeps of meetings that are gone, and shows to nobody any more.
LEFTOVERS = {"Registrant": "series_id", "Callout": "meeting_id"}


@pytest.fixture
def town() -> Iterator[RunningEmulator]:
    """An emulator on which several people have things of every kind."""
    with serve(Emulator()) as running:
        populate(running)
        yield running


def tried(folder: Path, running: RunningEmulator, *addresses: str) -> Ended:
    """A run against it."""
    return judge("--target", of_emulator(folder, running), *addresses, cwd=folder)


def changes(before: dict[str, str], after: dict[str, str], ended: Ended) -> dict[str, Any]:
    """What is not as it was, by class and id, apart from what the run's own meetings left."""
    created = {line["id"] for line in _ledger(ended) if line["kind"] == "created"}
    found = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    for name in found - before.keys():
        kind = name.split()[0]
        if kind in LEFTOVERS and json.loads(after[name])[LEFTOVERS[kind]] in created:
            found.remove(name)
    return {name: (before.get(name), after.get(name)) for name in sorted(found)}


def _ledger(ended: Ended) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (ended.folder / "ledger.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("faults", [[OPEN], EVERY_PLACE, []], ids=["all at once", "every place", "none"])
def test_nothing_foreign_changes_whatever_is_accepted(tmp_path, town, faults):
    """Meetings, what they left behind, preferences, webhooks: the same byte for byte, and nothing is left."""
    before = dump(town)
    act(town, "/faults", active=faults)

    ended = tried(tmp_path, town, "rest.scope")

    assert {} == changes(before, dump(town), ended)
    assert ([], []) == (
        read_ledger(ended.folder / "ledger.jsonl").standing,
        [line["text"] for line in ended.of("note")],
    )
    counts = ended.counts
    assert not counts.keys() - {"passed", "failed", "not-applicable"}
    # The target was really open: nearly every refusal that it owed failed.
    assert counts.get("failed", 0) > 350 if faults else "failed" not in counts


def test_the_world_before_has_something_of_every_kind(town):
    """What does not exist cannot be seen to stay the same."""
    kinds = {name.split()[0] for name in dump(town)}

    assert {
        *("Series", "Recording", "Archive", "Transcript", "Poll", "Chat", "ClosedCaption", "Question"),
        *("Callout", "Registrant", "Webhook", "Preferences"),
    } <= kinds
    world = town.emulator.world
    states = {run.state for series in world.series.values() for run in series.runs}
    assert {"ended", "inProgress"} <= states
    assert len({series.host.email for series in world.series.values()}) == 3
    assert any(series.recurring for series in world.series.values())
    assert '"deleted"' in "".join(text for name, text in dump(town).items() if name.startswith("Recording"))


FOREIGN_TRIALS = [
    ("delete-a-meeting", "meeting"),
    ("update-a-meeting", "meeting"),
    ("create-a-meeting-invitee", "meeting"),
    ("register-a-meeting-registrant", "meeting"),
    ("reassign-meetings-to-a-new-host", "meeting"),
    ("delete-a-recording", "recording"),
    ("move-recordings-into-the-recycle-bin", "recording"),
    ("purge-recordings-from-recycle-bin", "trashed"),
    ("delete-a-transcript", "transcript"),
    ("delete-meeting-chats", "ended"),
    ("update-meeting-control-status", "live"),
    ("admit-participants", "waiting"),
]


def _mixed_up(monkeypatch: pytest.MonkeyPatch, running: RunningEmulator, name: str) -> None:
    """Let the suite have a defect: it takes a thing of somebody else for its own."""
    real, foreign = Props.get, _foreign(running, name)

    def get(self: Props, wanted: str, owner: str, **more: Any) -> str:
        return foreign if wanted == name else real(self, wanted, owner, **more)

    monkeypatch.setattr(Props, "get", get)


def _foreign(running: RunningEmulator, name: str) -> str:
    """The id of something of the host that no run has made."""
    things = {one: json.loads(text) for one, text in dump(running).items() if "theo.host" in text}

    def first(kind: str, **wanted: Any) -> str:
        return next(
            one.split()[1]
            for one, thing in things.items()
            if one.startswith(f"{kind} ") and all(thing.get(key) == value for key, value in wanted.items())
        )

    runs = {run.state: run for one in running.emulator.world.series.values() for run in one.runs}
    match name:
        case "meeting":
            series = running.emulator.world.series.values()
            return next(one.id for one in series if one.settings.get("registration") and not one.runs)
        case "recording":
            return first("Recording", status="available")
        case "trashed":
            return first("Recording", status="deleted")
        case "transcript":
            return first("Transcript")
        case "waiting":
            run = runs["inProgress"]
            return f"{run.id.split('_')[0]}_{run.waiting[0].key}"
    return runs["ended" if name == "ended" else "inProgress"].id


def _trials(running: RunningEmulator, folder: Path, operation: str) -> tuple[int, int]:
    """Try every rule of an operation in this process; how many calls were stopped, and how many made."""
    profile = embedded.profile(running.base_url, running.control_url)
    site = Site(profile, tokens_of(profile), folder, "wxc-safety")
    rules = [
        rule for rule in load().rules.values() if rule.access and slug(rule.access.operation) == operation
    ]
    stage = site.accesses(rules, load())
    stopped = made = 0
    try:
        for rule in rules:
            try:
                made += len(stage.trials(rule))
            except GuardRefusal:
                stopped += 1
            except Outcome:
                made += 1
        stage.release()
        site.clear()
    finally:
        site.close()
    return stopped, made


@pytest.mark.parametrize(("operation", "name"), FOREIGN_TRIALS)
def test_the_guard_stops_what_a_defect_aims_at_others(tmp_path, monkeypatch, town, operation, name):
    """Even then nothing leaves the machine; and without the guard's table, the change would be seen."""
    act(town, "/faults", active=[OPEN])
    _mixed_up(monkeypatch, town, name)
    before = dump(town)

    stopped, _ = _trials(town, tmp_path, operation)

    after = dump(town)
    assert stopped
    assert not {one for one in before if before[one] != after.get(one)}

    monkeypatch.setattr(guard, "named", lambda _: [])
    (tmp_path / "bare").mkdir()
    stopped, made = _trials(town, tmp_path / "bare", operation)

    after = dump(town)
    assert (0, True) == (stopped, made > 0)
    assert {one for one in before if before[one] != after.get(one)} or set(after) - set(before)
