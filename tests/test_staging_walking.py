"""The stage of random walks: what it sends and finds, how little it tries, and odd targets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.checks import Failure, Must, NotExercised, Outcome, Walked
from conformance.contract import ASPECTS, Rule, load
from conformance.emulator import Emulator
from conformance.emulator.faults import Faults
from conformance.errors import ContractError, UsageError
from conformance.generators import EFFORTS, Effort
from conformance.plugin import embedded
from conformance.plugin.direct import Direct
from conformance.plugin.site import Site, tokens_of
from conformance.staging import WalkStage
from conformance.staging.present import NO_CONTROL
from conformance.staging.walk_asking import Asked
from conformance.targets import Limits, Profile, read_ledger

CONTRACT = load()
MUST = Must(CONTRACT)
RULES = [CONTRACT.rules[f"rest.walks.{aspect}"] for aspect in ASPECTS]
MARKER = "wxc-0123abcd"
SMALL = Effort(name="small", examples=1, defects=1, walks=3, steps=8)
BASE = "http://127.0.0.1/v1"
DAILY = {"do": "create", "what": "daily", "at": 480}


class Ground:
    """A stage on an emulator of this process.

    Args:
        profile: of the target.
        folder: of the run.
    """

    def __init__(self, emulator: Emulator, profile: Profile, folder: Path) -> None:
        self.emulator, self.profile = emulator, profile
        self.site = Site(profile, tokens_of(profile), folder, MARKER, direct=Direct(emulator.app))

    def stage(self, seed: int = 1, effort: Effort = SMALL, **more: Any) -> WalkStage:
        """A stage of its own for this seed."""
        return WalkStage(self.site.rest, self.site.present, self.profile, MARKER, seed, effort, **more)

    def switch(self, *faults: str) -> None:
        """Switch on exactly these faults."""
        self.emulator.faults = Faults.of(list(faults))

    @property
    def left(self) -> list[str]:
        """The meetings that still stand."""
        return list(self.emulator.world.series)


@contextmanager
def ground(
    folder: Path, *, control: bool = True, limits: Limits | None = None, **traits: Any
) -> Iterator[Ground]:
    """An emulator and a stage on it."""
    emulator = Emulator()
    ours = embedded.profile(BASE, "http://127.0.0.1/control")
    profile = replace(
        ours,
        control=ours.control if control else None,
        staging=ours.staging if control else ("api", "discover"),
        limits=limits or ours.limits,
        traits=replace(ours.traits, **traits),
    )
    found = Ground(emulator, profile, folder)
    try:
        yield found
    finally:
        found.site.close()


def judge(rule: Rule, walked: Walked) -> str:
    """What a rule ends with, in a word."""
    try:
        MUST.keep_walks(rule, walked)
    except Failure:
        return "failed"
    except Outcome as outcome:
        return type(outcome).__name__
    return "passed"


# On the emulator


def test_a_sound_emulator_passes_and_nothing_is_left(tmp_path: Path) -> None:
    """Every rule is judged by the walks of a usual run, which are played once."""
    with ground(tmp_path) as here:
        stage = here.stage(5, EFFORTS["default"])
        ends = {rule.walk: judge(rule, stage.walked(rule)) for rule in RULES}
        requests = here.site.spent()[0]
        stage.walked(RULES[0])

        assert dict.fromkeys(ASPECTS, "passed") == ends
        assert requests == here.site.spent()[0]
        assert [] == here.left
        assert [] == read_ledger(tmp_path / "ledger.jsonl").standing
        assert requests < 900


_UPDATE = {"do": "update", "of": 1, "what": "title", "by": "PATCH"}
_RENAME = {"do": "rename", "of": 1, "nth": 2, "by": "PATCH"}
_DROP = {"do": "drop", "of": 1, "nth": 2}
_SHOWING: dict[str, list[dict[str, Any]]] = {
    "answers": [DAILY, _RENAME, _UPDATE],
    "states": [DAILY, _UPDATE, {"do": "join", "of": 1}, {"do": "end", "of": 1}],
    "stored": [DAILY, _UPDATE, {**_UPDATE, "by": "PUT"}],
    "others": [DAILY, DAILY, {**_UPDATE, "of": 2}],
    "gone": [DAILY, _DROP, _UPDATE],
    "listed": [DAILY, _DROP],
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.walk)
def test_a_fault_fails_its_rule_alone_and_its_walk_again(tmp_path: Path, rule: Rule) -> None:
    """The example can be told, played again, and names nothing of the target."""
    steps = _SHOWING[rule.walk or ""]
    with ground(tmp_path) as here:
        here.switch(*rule.faults)
        stage = here.stage()
        found = {one.walk: stage.replay(one, {"walk": steps}) for one in RULES}
        assert [rule.walk] == [one.walk for one in RULES if judge(one, found[one.walk]) == "failed"]

        example = json.loads(json.dumps(found[rule.walk].example))
        assert steps == example["walk"]
        assert len(steps) == len(example["script"].splitlines())
        _is_clean(example, here)
        assert "failed" == judge(rule, stage.replay(rule, example))

        here.switch()
        assert "passed" == judge(rule, stage.replay(rule, example))
        assert [] == here.left


def _is_clean(example: dict[str, Any], here: Ground) -> None:
    """An example holds no credential, no password and no id."""
    text = json.dumps(example)
    assert "$WEBEX_TOKEN" in example["curl"]
    for secret in tokens_of(here.profile).values():
        assert secret not in text
    stated = [line for line in example["curl"].splitlines() if '"password":' in line]
    assert all("_PASSWORD\"'" in line for line in stated)
    assert "_I_" not in text


def test_the_walk_of_a_failure_is_short(tmp_path: Path) -> None:
    """Few further walks are played, and the shortest is shown."""
    rule = CONTRACT.rules["rest.walks.listed"]
    with ground(tmp_path) as here:
        here.switch(*rule.faults)
        stage = here.stage(1, EFFORTS["quick"], replays=24)
        short = stage.walked(rule)

        assert ["create", "drop"] == [step["do"] for step in short.example["walk"]]
        assert stage._number <= EFFORTS["quick"].walks + 24
        assert [] == here.left


def test_two_stages_with_one_seed_ask_the_same(tmp_path: Path) -> None:
    """In the same order, with the same bodies, but for what the target gave out and the day."""
    asked = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        with ground(tmp_path / name) as here:
            stage = here.stage(3)
            stage.walked(RULES[0])
            played = [one for one in stage._played.values() if one is not None]
            asked.append([_timeless(each) for one in played for each in one.asked])

    assert asked[0] == asked[1]
    assert len(asked[0]) > 50


def _timeless(asked: Asked) -> tuple[Any, ...]:
    body = {name: one for name, one in (asked.body or {}).items() if name not in ("start", "end", "to")}
    query = {name: one for name, one in asked.query.items() if name not in ("from", "to")}
    return asked.method, asked.path, query, body


def test_without_control_few_meetings_are_created(tmp_path: Path) -> None:
    """Documented calls alone, and a small share of what the profile allows."""
    limits = Limits(requests_per_second=0, max_creations=50)
    with ground(tmp_path, control=False, limits=limits) as here:
        stage = here.stage(2, EFFORTS["default"])
        ends = [judge(rule, stage.walked(rule)) for rule in RULES]

        assert "failed" not in ends
        assert "passed" in ends
        assert here.site._channel.counts.creations_tried <= 5
        assert [] == here.left


def test_what_meetings_cannot_carry_is_left_out(tmp_path: Path) -> None:
    """Neither sent nor missed."""
    with ground(tmp_path, cannot_carry=frozenset({"agenda", "integrationTags"})) as here:
        stage = here.stage(4)
        assert "failed" not in [judge(rule, stage.walked(rule)) for rule in RULES]
        asked = [each for one in stage._played.values() if one for each in one.asked]

        assert not any(
            "agenda" in (each.body or {}) or "integrationTags" in (each.body or {}) for each in asked
        )


def test_a_site_may_delete_what_is_completed(tmp_path: Path) -> None:
    """What has expired need not be there any more."""
    walk = [
        {"do": "create", "what": "one-off", "at": 480},
        {"do": "clock", "at": 490},
        {"do": "clock", "at": 550},
        {"do": "delete", "of": 1},
    ]
    with ground(tmp_path) as here:
        for traits in here.emulator.world.sites.values():
            traits["deleteWhenCompleted"] = True
        for rule in RULES:
            found = here.stage().replay(rule, {"walk": walk})
            assert found.ended is found.difference is None


def test_a_spent_budget_ends_all_walks(tmp_path: Path) -> None:
    """It is something missing, and no failure."""
    with ground(tmp_path, limits=Limits(requests_per_second=0, max_requests=20)) as here:
        stage = here.stage()
        ends = [judge(rule, stage.walked(rule)) for rule in RULES]

        assert ["NotExercised"] * 6 == ends
        assert [] == here.left


def test_a_target_that_refuses_creations_is_asked_once(tmp_path: Path) -> None:
    """Failed creations count towards the vendor's quota."""
    with ground(tmp_path) as here:
        here.switch("unauthorised")
        stage = here.stage()

        assert ["NotExercised"] * 6 == [judge(rule, stage.walked(rule)) for rule in RULES]
        assert 1 == here.site._channel.counts.creations_tried


def test_what_may_not_be_created_is_not(tmp_path: Path) -> None:
    """The profile says so."""
    with ground(tmp_path, control=False) as here:
        here.profile = replace(here.profile, staging=("discover",))
        with pytest.raises(NotExercised, match="lets nothing be created"):
            here.stage().walked(RULES[0])


# Playing a walk again


def test_a_walk_can_be_played_by_hand(tmp_path: Path) -> None:
    """Steps that the model does not allow are passed over."""
    steps = [
        DAILY,
        {"do": "end", "of": 1},
        {"do": "lock", "of": 1},
        {"do": "wait", "of": 1},
        {"do": "join", "of": 1},
        {"do": "admit", "of": 1},
        {"do": "lock", "of": 1},
        {"do": "unlock", "of": 1},
        {"do": "try-live", "of": 1, "nth": 1},
        {"do": "leave", "of": 1},
        {"do": "clock", "at": 490},
        {"do": "end", "of": 1},
        {"do": "try-instance", "of": 1},
        {"do": "drop", "of": 1, "nth": 2},
        {"do": "try-gone", "of": 1, "nth": 2, "what": "update"},
        {"do": "clock", "at": 550},
        {"do": "move", "of": 1, "nth": 3, "by": "PUT", "at": -60},
        {"do": "delete", "of": 1},
        {"do": "try-gone", "of": 1, "what": "delete"},
    ]
    with ground(tmp_path) as here:
        for rule in RULES:
            found = here.stage().replay(rule, {"walk": steps})
            assert found.ended is None
            assert found.difference is None
            assert found.judged[rule.walk or "states"]


@pytest.mark.parametrize("example", [{}, {"walk": "x"}, {"walk": [{"do": "fly"}]}])
def test_an_example_without_a_walk_is_refused(tmp_path: Path, example: dict[str, Any]) -> None:
    """It may come out of any journal."""
    with ground(tmp_path) as here, pytest.raises(UsageError, match="cannot be played again"):
        here.stage().replay(RULES[0], example)


def test_a_walk_of_people_needs_the_control_api(tmp_path: Path) -> None:
    """Documented calls alone do not lead there."""
    with ground(tmp_path, control=False) as here, pytest.raises(NotExercised, match=NO_CONTROL[:20]):
        here.stage().replay(RULES[0], {"walk": [DAILY, {"do": "join", "of": 1}]})


def test_another_rule_is_refused(tmp_path: Path) -> None:
    """A defect of ours."""
    with ground(tmp_path) as here, pytest.raises(ContractError, match="is not about walks"):
        here.stage().walked(CONTRACT.rules["rest.schema.meeting.ended"])


# Odd targets
