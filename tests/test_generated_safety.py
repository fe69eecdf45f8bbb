"""Whatever a target wrongly accepts, drawn requests, lists and walks leave what is not the run's own alone.

Runs are made in this process and without HTTP, which shows what leaves, byte for byte, and spares half of
the time. A dozen defects of each operation and all limits are sent; a `thorough` run sends more of the same
kinds.
"""

from __future__ import annotations

import json
import re
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.checks import Failure, Must, NotExercised, Outcome, hold_samples
from conformance.contract import Rule, load, slug
from conformance.emulator import Emulator, RunningEmulator, serve
from conformance.errors import GuardRefusal, TargetTrouble
from conformance.generators.effort import EFFORTS, Effort
from conformance.plugin import embedded
from conformance.plugin.site import Site, tokens_of
from conformance.staging import samples
from conformance.staging.sample_props import SampleProps
from conformance.targets import Limits, Profile, read_ledger
from tests.foreign import PEOPLE, dump, populate
from tests.sites import act, meetings, of_emulator
from tests.test_cli_interrupted import created, ended, start, until
from tests.wired import Ran, Wire

MARKER = "wxc-safety"
SEED = 7
GROUPS = ("rest.generated", "rest.lists", "rest.walks")
EFFORT = replace(EFFORTS["quick"], examples=2, defects=12)
# What the emulator keeps of meetings that are gone, and shows to nobody any more.
LEFTOVERS = {"Registrant": "series_id", "Callout": "meeting_id", "InvitationSource": "series_id"}
_ADDRESS = re.compile(r"[^\s@,;:<>\"'\[\]{}()/]+@([^\s@,;:<>\"'\[\]{}()/]+)")


@pytest.fixture(scope="module", autouse=True)
def _drawn_once() -> Iterator[None]:
    """Draw once for all tests of this file: drawing takes longer than sending."""
    real, drawn = samples.examples_of, dict[Any, Any]()

    def examples(model: Any, query: Any, body: Any, bounds: Any, effort: Effort, seed: int) -> Any:
        key = (model.method, model.path, effort, seed)
        if key not in drawn:
            drawn[key] = real(model, query, body, bounds, effort, seed)
        return drawn[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(samples, "examples_of", examples)
        yield


@pytest.fixture
def town() -> Iterator[RunningEmulator]:
    """An emulator on which several people have things of every kind."""
    with serve(Emulator()) as running:
        populate(running)
        yield running


def alone(running: RunningEmulator, **limits: int) -> Profile:
    """The profile of a site without the control API."""
    limits_ = Limits(requests_per_second=0, **limits)
    return replace(embedded.rehearsal(running, None), limits=limits_)


def controlled(running: RunningEmulator) -> Profile:
    """The profile of an emulator that offers the control API."""
    return embedded.profile(running.base_url, running.control_url)


def ran(
    folder: Path,
    running: RunningEmulator,
    profile: Profile,
    *groups: str,
    only: Callable[[Rule], bool] = lambda _: True,
    evidence: bool = False,
) -> Ran:
    """Judge all rules of these groups, as the cases do."""
    wire, contract = Wire(running), load()
    found = Ran(folder, wire)
    site = Site(profile, tokens_of(profile), folder, MARKER, direct=wire, effort=EFFORT)
    site.journal._exchanges = evidence
    stages = {"rest.generated": site.samples(contract, SEED, {}), "rest.lists": site.lists()}
    walks, must = site.walks(SEED), Must(contract)
    acts: dict[str, Callable[[Rule], None]] = {
        "rest.generated": lambda rule: hold_samples(rule, stages["rest.generated"].samples(rule)),
        "rest.lists": lambda rule: must.hold_together(rule, stages["rest.lists"].listed(rule)),
        "rest.walks": lambda rule: must.keep_walks(rule, walks.walked(rule)),
    }
    try:
        for group in groups:
            for rule in contract.select([group]):
                if rule.not_tested is None and only(rule):
                    found.ends[rule.address] = _end_of(acts[group], rule)
        for stage in (walks, *stages.values()):
            stage.release()
        site.clear()
        counts = site._channel.counts
        found.created, found.tried, found.requests = counts.created, counts.creations_tried, counts.requests
    finally:
        site.close()
    return found


def _end_of(judge: Callable[[Rule], None], rule: Rule) -> BaseException | None:
    try:
        judge(rule)
    except (Outcome, Failure, GuardRefusal, TargetTrouble) as end:
        return end
    return None


def changes(before: Mapping[str, str], running: RunningEmulator, end: Ran) -> list[str]:
    """What is not as it was, apart from what the run's own meetings left and nobody sees."""
    after = dump(running)
    created = {line["id"] for line in _ledger(end) if line["kind"] == "created"}
    found = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    for name in found - before.keys():
        key = LEFTOVERS.get(name.split()[0])
        if key and json.loads(after[name])[key] in created:
            found.remove(name)
    return sorted(found)


def _ledger(end: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (end.folder / "ledger.jsonl").read_text("utf-8").splitlines()]


def everything_accepted() -> list[str]:
    """Faults with which an emulator answers whatever is wrong as a success, or with 500."""
    calls = [rule.sample for rule in load().select(["rest.generated"]) if rule.sample]
    places = {f"{one.call.method} {re.sub('{[^{}]*}', '{}', one.path)}" for one in calls}
    slips = ("lenient", "unbounded", "broken")
    return [
        "scope-not-checked:*",
        *(f"sample-slips:{place} {name}" for place in sorted(places) for name in slips),
    ]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """All groups on a sound emulator with the control API, with all evidence."""
    with serve(Emulator()) as running:
        populate(running)
        before, folder = dump(running), tmp_path_factory.mktemp("whole")
        found = ran(folder, running, controlled(running), *GROUPS, evidence=True)
        found.changes = changes(before, running, found)
        return found


def test_nothing_foreign_changes_on_a_sound_emulator(whole):
    """Everything is tried, passes, and is there byte for byte; nothing of the run is left."""
    state = read_ledger(whole.folder / "ledger.jsonl")

    assert ([], [], [], []) == (whole.changes, state.standing, state.unknown, state.changed)
    assert set() == whole.ended(Outcome)
    assert set() == whole.ended(Failure) - _advised()
    assert len(whole.writes) > 500


def test_nothing_foreign_changes_on_a_site_of_others(tmp_path, town):
    """Without the control API, and with the limits that a profile has when it names none."""
    before = dump(town)

    end = ran(tmp_path, town, alone(town), *GROUPS)

    state = read_ledger(tmp_path / "ledger.jsonl")
    assert ([], [], []) == (changes(before, town, end), state.standing, state.unknown)
    assert set() == end.ended(Failure) - _advised()
    assert end.tried <= 90
    assert len(end.writes) > 300


def _advised() -> set[str]:
    """Rules that only advise."""
    return {
        rule.address
        for rule in load().rules.values()
        if (rule.level, rule.provenance) != ("must", "documented")
    }


@pytest.mark.parametrize("control", [True, False], ids=["with the control API", "without"])
def test_nothing_foreign_changes_whatever_is_accepted(tmp_path, town, control):
    """Every defect is taken or breaks the target, and still nobody else's things change."""
    before = dump(town)
    act(town, "/faults", active=everything_accepted())

    end = ran(tmp_path, town, controlled(town) if control else alone(town), *GROUPS[:2])

    state = read_ledger(tmp_path / "ledger.jsonl")
    assert ([], [], []) == (changes(before, town, end), state.standing, state.changed)
    # A creation that broke down may have made a meeting: the ledger says by what to know it.
    assert all(MARKER in title for title in state.unknown)
    assert len(end.ended(Failure)) > 40


def test_a_budget_that_ends_leaves_nothing(tmp_path, town):
    """The rest is not exercised; what was created until then is deleted all the same."""
    before = dump(town)

    end = ran(tmp_path, town, alone(town, max_requests=700, max_creations=30), *GROUPS)

    state = read_ledger(tmp_path / "ledger.jsonl")
    assert ([], [], []) == (changes(before, town, end), state.standing, state.unknown)
    assert 0 < end.created <= end.tried <= 30
    # Deleting is always allowed, or else something would be left.
    assert sum(one.method != "DELETE" for one in end.wire.sent) <= 700 <= end.requests
    spent = {address for address, why in end.ends.items() if why is not None and "allows" in str(why)}
    assert len(spent) > 50
    assert set() == end.ended(Failure)


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Each value of a JSON value that is no object or list of objects, with the name before it."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _texts(one, key)
    elif isinstance(value, list) and name != "sendEmail":
        for one in value:
            yield from _texts(one, name)
    else:
        yield name, value


def test_nobody_is_sent_mail(whole):
    """`sendEmail` is false wherever the base says so, but where its very type is what must be refused."""
    mails = {
        slug(rule.sample.operation)
        for rule in load().select(["rest.generated"])
        if rule.sample and "sendEmail" in json.dumps([rule.sample.call.query, rule.sample.call.body])
    }
    odd = set()
    for one in whole.writes:
        said = [value for name, value in _texts([one.query, one.body]) if name == "sendEmail"]
        operation, _, what = one.purpose.partition(": ")
        if slug(operation) in mails and (not said or any(value not in (False, "false") for value in said)):
            odd.add((operation, what))

    assert len(mails) > 15
    assert set() == {
        one for one in odd if not re.match("(sendEmail|items) is .* in place of (boolean|array)", one[1])
    }
    assert not any(
        value in (True, "true")
        for one in whole.writes
        for name, value in _texts([one.query, one.body])
        if name == "sendEmail"
    )


def test_nobody_real_is_named(whole):
    """Every address in a path, query or body is one of ours or cannot be anybody's."""
    own = {person.email for person in PEOPLE.values()}
    found = set()
    for one in whole.wire.sent:
        for _, value in [("", one.path), *_texts([one.query, one.body])]:
            for hit in _ADDRESS.finditer(value) if isinstance(value, str) else ():
                if hit[0] not in own and hit[1] not in ("example.com", "example.invalid"):
                    found.add((one.purpose, hit[0]))

    assert set() == found


def test_no_secret_is_in_any_file_of_the_run(whole):
    """Tokens of actors and passwords of meetings stay out of all evidence."""
    secrets = {person.token for person in PEOPLE.values()} | whole.wire.passwords
    text = "".join(file.read_text("utf-8") for file in whole.folder.iterdir())

    assert len(whole.wire.passwords) > 50
    assert "createMeeting" in text
    assert set() == {secret for secret in secrets if secret in text}


def _foreign(running: RunningEmulator) -> dict[str, str]:
    """Ids of things of the host that no run has made, by the names that places have."""
    with running.emulator.lock:
        world = running.emulator.world
        series = [one for one in world.series.values() if one.host.email == PEOPLE["host"].email]
        shelves = {kind.__name__: list(shelf) for kind, shelf in world._shelves.items()}
    meeting = next(one.id for one in series if one.settings.get("registration") and not one.runs)
    live, ended = (
        next(run for one in series for run in one.runs if run.state == state)
        for state in ("inProgress", "ended")
    )
    person = f"{live.id.split('_')[0]}_{live.waiting[0].key}"
    names = dict.fromkeys(("meeting", "equipped", "registering", "invitee", "interpreter"), meeting)
    names |= {"live": live.id, "ended": ended.id, "waiting": person, "participant": person, "called": person}
    for kind in ("Recording", "Transcript", "Registrant", "Webhook"):
        names[kind.lower()] = shelves[kind][0]
    return {**names, "trashed": names["recording"]}


def test_the_guard_stops_what_a_defect_aims_at_others(tmp_path, monkeypatch, town):
    """Were every object somebody else's, no write but a creation of our own would leave the machine."""
    before, foreign = dump(town), _foreign(town)
    act(town, "/faults", active=["scope-not-checked:*"])
    real = SampleProps.get

    def get(self: SampleProps, name: str, owner: str, **more: Any) -> str:
        return foreign[name] if name in foreign else real(self, name, owner, **more)

    monkeypatch.setattr(SampleProps, "get", get)

    def aimed(rule: Rule) -> bool:
        call = rule.sample.call if rule.sample else None
        if call is None or not call.writes:
            return False
        text = json.dumps([call.path, call.query, call.body])
        return any(f"{{{name}}}" in text for name in foreign)

    end = ran(tmp_path, town, controlled(town), "rest.generated", only=aimed)

    assert ([], []) == (end.writes, changes(before, town, end))
    assert len(end.ended(NotExercised) | end.ended(GuardRefusal)) == len(end.ends) > 80


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("group", ["rest.generated"])
def test_interrupted_it_leaves_nothing(tmp_path, running, group):
    """Ctrl-C in the middle of a group: what it made goes away."""
    act(running, "/faults", active=["slow-answer:0.1"])
    process = start(tmp_path, "--target", of_emulator(tmp_path, running), "--preset", "thorough", group)
    until(lambda: created(tmp_path) == 2, 60)

    process.send_signal(signal.SIGINT)
    run = ended(process, tmp_path)

    (footer,) = run.of("footer")
    assert (3, True, []) == (run.code, footer["interrupted"], footer["leftovers"])
    assert ([], []) == (meetings(running), _webhooks(running))
    assert "" == running.emulator.clock.holder


def _webhooks(running: RunningEmulator) -> list[str]:
    return [name for name in dump(running) if name.startswith("Webhook")]
