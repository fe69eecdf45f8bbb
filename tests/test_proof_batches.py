"""Batches of faults, their comparison, and a slice of the proof itself."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from conformance.contract import Rule, load
from conformance.proof import Batch, batches, compare, edition_of
from tests.sites import command

RULES = [rule for rule in load().rules.values() if rule.faults]
USUAL = [rule for rule in RULES if not edition_of(rule)]


@cache
def whole(*, quick: bool = False) -> list[Batch]:
    """The runs of the whole proof."""
    return batches(RULES, quick=quick)


def words(rules: list[Rule], plan: list[Batch], number: int) -> dict[str, frozenset[int]]:
    """For each rule the runs in which its fault of that number is on."""
    faults = {rule.address: rule.faults[number] for rule in rules if len(rule.faults) > number}
    return {
        address: frozenset(run for run, batch in enumerate(plan) if fault in batch.faults)
        for address, fault in faults.items()
    }


@pytest.mark.parametrize("number", [0, 1])
def test_every_two_rules_are_parted(number: int) -> None:
    """For any two rules there is a run with the one's fault and without the other's."""
    found = words(USUAL, batches(USUAL), number)

    assert all(found.values())
    for one, other in combinations(found.values(), 2):
        assert one - other
        assert other - one


def test_batches_foretell_exactly_the_rules_of_their_faults() -> None:
    """Who must fail are those whose fault is on, and nobody else."""
    owner = {(edition_of(rule), fault): rule.address for rule in RULES for fault in rule.faults}

    for batch in whole():
        assert {owner[batch.edition, fault] for fault in batch.faults} == batch.must_fail


def test_rules_of_another_edition_are_tried_in_it() -> None:
    """They promise nothing in the usual one, where their faults would break other rules."""
    edition = "rest=deck-2020"
    deck = {rule.address for rule in RULES if edition_of(rule) == edition}

    for batch in whole():
        assert batch.must_fail <= deck if batch.edition == edition else not batch.must_fail & deck
        assert set(batch.scope) <= deck if batch.edition == edition else not set(batch.scope) & deck
    assert deck
    assert {edition} == {batch.edition for batch in batches([one for one in RULES if one.address in deck])}
    assert {""} == {batch.edition for batch in batches(USUAL)}


def test_twins_are_never_broken_together() -> None:
    """A scheduled meeting keeps its id or its start, or nobody could tell which one it is."""
    for batch in whole():
        for state in ("scheduled", "ready", "ended", "missed"):
            twins = {f"rest.availability.scheduledMeeting.{state}.{name}" for name in ("id", "start")}
            assert len(twins & batch.must_fail) < 2


@pytest.mark.parametrize("quick", [False, True])
def test_a_lenient_operation_is_not_to_leave_marks_as_well(quick: bool) -> None:
    """What it wrongly accepts is no refusal that changes something."""
    drawn = {rule.address.rpartition(".")[0] for rule in RULES if rule.sample}

    assert drawn
    for batch in whole(quick=quick):
        for address in drawn:
            assert not {f"{address}.refused", f"{address}.unchanged"} <= batch.must_fail


def test_faults_of_generated_requests_are_tried_on_the_rules_about_these_alone() -> None:
    """Others would stumble over an operation that goes wrong for everybody."""
    drawn = {rule.address for rule in RULES if rule.sample}
    about = [batch for batch in whole() if batch.must_fail & drawn]

    assert about
    for batch in about:
        assert batch.must_fail <= drawn
        assert set(batch.scope) <= {rule.address for rule in load().rules.values() if rule.sample}
        assert batch.scope


def test_whole_proof_takes_few_runs() -> None:
    """Thousands of rules are proven in a few hundred runs; in a hurry in a quarter of them."""
    assert len(whole()) <= 260
    assert len(whole(quick=True)) <= 60


def test_a_quick_proof_breaks_each_rule_once_with_its_first_fault() -> None:
    """In one half of a round, and not in the other; twins never in the same."""
    plan = whole(quick=True)
    broken = Counter((batch.edition, fault) for batch in plan for fault in batch.faults)

    assert broken == Counter((edition_of(rule), fault) for rule in RULES for fault in rule.faults[:1])
    for batch in plan:
        for state in ("scheduled", "ready", "ended", "missed"):
            twins = {f"rest.availability.scheduledMeeting.{state}.{name}" for name in ("id", "start")}
            assert len(twins & batch.must_fail) < 2


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7])
def test_small_selections(size: int) -> None:
    """Few rules need few runs; each rule is in one at least."""
    chosen = [rule for rule in RULES if len(rule.faults) == 1][:size]

    plan = batches(chosen)
    assert {rule.address for rule in chosen} == frozenset[str]().union(*(batch.must_fail for batch in plan))
    assert len(plan) <= 2 * size


SOUND = {"a": "passed", "b": "passed"}


def test_comparison_of_what_had_to_happen() -> None:
    """A rule that fails when broken, and only then, is proven."""
    result = compare(SOUND, [(Batch(("f",), frozenset({"a"})), {"a": "failed", "b": "passed"})])

    assert (True, ["a"]) == (result.exact, result.proven)


def test_comparison_finds_a_case_that_does_not_bite() -> None:
    """A rule that passes though it is broken is unproven, also when another run proved it."""
    batch = Batch(("f",), frozenset({"a"}))

    result = compare(SOUND, [(batch, {**SOUND, "a": "failed"}), (batch, SOUND)])

    assert (False, [], {"a": ["passed"]}) == (result.exact, result.proven, result.unproven)


def test_comparison_finds_a_false_alarm() -> None:
    """A rule that changes though nobody broke it is a false alarm, whatever it changes to."""
    batch = Batch(("f",), frozenset({"a"}))

    result = compare(SOUND, [(batch, {"a": "failed", "b": "indeterminate"})])

    assert {"b": ["passed, then indeterminate"]} == result.false_alarms


def test_comparison_finds_addresses_that_are_missing() -> None:
    """A case that vanishes is seen: in the sound run, in a broken one, or new in one."""
    batch = Batch(("f",), frozenset({"a", "lost"}))

    result = compare(SOUND, [(batch, {"a": "failed", "new": "passed"})])

    assert not result.exact
    assert {"lost": ["missing"]} == result.unproven
    assert {"b": ["passed, then missing"], "new": ["missing, then passed"]} == result.false_alarms


def test_slice_of_the_proof(tmp_path: Path) -> None:
    """A few rules are proven exactly, in a few runs, and the outcome is written as JSON."""
    done = command("prove", "rest.schema.meeting", "--out", "deep/proof.json", cwd=tmp_path)

    assert (0, "") == (done.returncode, done.stderr)
    outcome = json.loads((tmp_path / "deep" / "proof.json").read_text("utf-8"))
    assert (True, 3) == (outcome["exact"], len(outcome["proven"]))
    assert "3 of 3 rules proven" in done.stdout
    assert [] == list(tmp_path.glob("reports"))


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("rest.nothing", "No rule is called rest.nothing"),
        ("rest.availability.scheduledMeeting.scheduled.registration", "could be broken"),
    ],
)
def test_proof_of_nothing(tmp_path: Path, address: str, sentence: str) -> None:
    """What has no rule, or only rules that promise nothing, ends with 2 before any run."""
    done = command("prove", address, cwd=tmp_path)

    assert 2 == done.returncode
    assert sentence in done.stderr


def test_faults_of_reads_are_tried_on_the_rules_about_states_alone() -> None:
    """Who needs those very reads for something else is left out; the other faults are tried on all rules."""
    rules = load().select(["rest.availability.meeting.lobby", "rest.update"])

    plan = batches(rules)

    about_states = tuple(rule.address for rule in rules if rule.situation)
    assert {about_states, ()} == {batch.scope for batch in plan}
    reads = ("attribute-dropped", "attribute-leaked", "property-mistyped")
    assert all(batch.faults[0].startswith(reads) is (batch.scope != ()) for batch in plan)
