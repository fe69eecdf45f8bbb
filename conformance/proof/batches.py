"""Which faults are switched on together.

One run for each fault would prove every case and take an hour. Instead each rule gets a code word, a set
of runs in which its fault is on, and all words have the same size: so for any two rules there is a run in
which the one's fault is on and the other's is off, and a case that answers to a fault that is not its own
cannot hide. With 12 runs and words of 6 there are 924 words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

from conformance.contract import Rule
from conformance.contract.xsd import EDITIONS

__all__ = ["Batch", "batches", "edition_of"]

_USUAL = frozenset({"guide-2025", EDITIONS[-1]})

_OF_ACCESS = ("scope-not-checked:", "scope-refused:")
_OF_PEOPLE = ("acting-slips:", "preference-slips:")
_SHOWN_LESS = "preference-slips:dropped."
_OF_LIVES = ("life-slips:", "auto-delete-slips:")
_OF_XML = "xml."
_TOGETHER = {"wire": "schema"}
# A scheduled meeting in a list is recognised by its id or its start: one of the two must be left whole.
_TWINS = {"id": "start", "start": "id"}
# What is wrongly accepted may change something, and is no refusal that does.
_OPPOSITES = {"refused": "unchanged", "unchanged": "refused"}


@dataclass(frozen=True, slots=True)
class Batch:
    """One run of the proof.

    Attributes:
        faults: what is switched on.
        must_fail: the addresses that must fail, and no others.
        scope: the addresses that are judged; empty for all that were selected.
        edition: the edition that is judged, as `--edition` takes it; empty for the usual one.
    """

    faults: tuple[str, ...]
    must_fail: frozenset[str]
    scope: tuple[str, ...] = ()
    edition: str = ""


def edition_of(rule: Rule) -> str:
    """In which edition a rule is proven, as `--edition` takes it; empty for the usual one."""
    if not _USUAL.isdisjoint(rule.editions):
        return ""
    return f"{rule.address.partition('.')[0]}={rule.editions[-1]}"


def batches(rules: Sequence[Rule], *, quick: bool = False) -> list[Batch]:
    """The runs that prove `rules`.

    A rule with several faults is proven once by each of them, in rounds of their own, since two faults
    of one rule would hide each other. Faults of what reads show, and of the states that they tell, are
    tried on the rules about these alone: whoever tries something else needs those very reads, and could
    truthfully say nothing without them. So are faults of scopes, which close what others need, and
    those of errors and lists, which nobody else must stumble over, and those of preferences and of who acts
    for whom.
    Rules of another edition than the usual one are tried in that edition, by themselves.

    Args:
        rules: what was selected, also rules that nothing can break.
        quick: two runs a group, with one half of the rules' first faults on and then the other: each case is
            seen to fail when its rule is broken, and not to when it is not, but two rules of one half are
            not told apart, and further faults of a rule are left to the whole proof.
    """
    editions = dict.fromkeys(edition_of(rule) for rule in rules)
    runs: list[Batch] = []
    for edition in editions:
        own = [rule for rule in rules if edition_of(rule) == edition]
        whole = () if len(own) == len(rules) else tuple(rule.address for rule in own)
        runs += [
            replace(batch, edition=edition, scope=batch.scope or whole)
            for batch in _batches(own, quick=quick)
        ]
    return runs


def _batches(rules: Sequence[Rule], *, quick: bool) -> list[Batch]:
    """The runs that prove rules of one edition."""
    # A PUT of preferences sends back what was shown: nothing can be changed where something is not shown.
    states = [rule for rule in rules if rule.situation or _has(rule, _SHOWN_LESS)]
    lives = [rule for rule in rules if _has(rule, *_OF_LIVES)]
    access = [rule for rule in rules if rule.access]
    errors = [rule for rule in rules if rule.misuse]
    walks = [rule for rule in rules if rule.walk]
    lists = [rule for rule in rules if rule.listing]
    people = [rule for rule in rules if _has(rule, *_OF_PEOPLE) and not _has(rule, _SHOWN_LESS)]
    samples = [rule for rule in rules if rule.sample]
    groups = (states, lives, access, errors, lists, people, walks, samples, *_of_xml(rules))
    apart = {rule.address for group in groups for rule in group}
    others = [rule for rule in rules if rule.address not in apart]
    # Whoever is refused by another fault has shown nothing about scopes, errors or lists.
    judged = [
        rule
        for rule in rules
        if not (rule.access or rule.misuse or rule.listing or rule.walk or rule.sample)
        and not (_has(rule, *_OF_PEOPLE) or rule.address.startswith(_OF_XML))
    ]
    return [
        *(batch for group in groups for batch in _rounds(group, _scope(group, rules), quick=quick)),
        *_rounds(others, _scope(judged, rules), quick=quick),
    ]


def _of_xml(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """The rules of the other door, whose stories make what they look at: by subject, and of all releases."""
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.address.startswith(_OF_XML):
            subject = rule.address.split(".")[1]
            groups.setdefault("" if subject.isdecimal() else _TOGETHER.get(subject, subject), []).append(rule)
    yield from groups.values()


def _has(rule: Rule, *kinds: str) -> bool:
    """Whether a rule has a fault of some kinds."""
    return any(fault.startswith(kinds) for fault in rule.faults)


def _scope(group: list[Rule], rules: Sequence[Rule]) -> tuple[str, ...]:
    """The addresses of a group; none stands for all that were selected."""
    return () if len(group) == len(rules) else tuple(rule.address for rule in group)


def _rounds(rules: list[Rule], scope: tuple[str, ...], *, quick: bool) -> Iterator[Batch]:
    rounds = max((len(rule.faults) for rule in rules), default=0)
    rounds = min(rounds, 1) if quick else rounds
    for number in range(rounds):
        faulty = [(rule, rule.faults[number]) for rule in rules if len(rule.faults) > number]
        # Further faults of a rule of the other door are like its first; they are tried on its neighbours.
        near = _near(faulty, rules) if number and rules[0].address.startswith(_OF_XML) else scope
        yield from _round(faulty, near, quick=quick)


def _near(faulty: list[tuple[Rule, str]], rules: list[Rule]) -> tuple[str, ...]:
    """The addresses beside those of faulty rules."""
    parents = {rule.address.rpartition(".")[0] for rule, _ in faulty}
    return tuple(rule.address for rule in rules if rule.address.rpartition(".")[0] in parents)


def _round(faulty: list[tuple[Rule, str]], scope: tuple[str, ...], *, quick: bool) -> list[Batch]:
    size = 2
    while comb(size, size // 2) < len(faulty) + 2 * _twins(faulty):
        size += 2
    words = _words(faulty, size)
    if quick:
        # Twins have words without a run in common, so that they come to be in different halves.
        words = {address: frozenset({0 if 0 in word else 1}) for address, word in words.items()}
        size = 2
    runs = []
    for run in range(size):
        on = [(rule, fault) for rule, fault in faulty if run in words[rule.address]]
        if on:
            must_fail = frozenset(rule.address for rule, _ in on)
            runs.append(Batch(tuple(fault for _, fault in on), must_fail, scope))
    return runs


def _words(faulty: list[tuple[Rule, str]], size: int) -> dict[str, frozenset[int]]:
    free, there = _all_words(size), {rule.address for rule, _ in faulty}
    taken: set[frozenset[int]] = set()
    words: dict[str, frozenset[int]] = {}
    everything = frozenset(range(size))
    # Twins first: they need a word whose complement is free as well.
    for rule, _ in sorted(faulty, key=lambda one: _twin(one[0]) is None):
        if rule.address in words:
            continue
        word = next(word for word in free if word not in taken)
        words[rule.address] = word
        taken.add(word)
        twin = _twin(rule)
        if twin is not None and twin in there:
            words[twin] = everything - word
            taken.add(everything - word)
    return words


def _all_words(size: int) -> Iterator[frozenset[int]]:
    return (frozenset(word) for word in combinations(range(size), size // 2))


def _twin(rule: Rule) -> str | None:
    """The rule whose fault would hide this one's, or be hidden by it."""
    cell = rule.cell
    if rule.sample is not None and rule.sample.check in _OPPOSITES:
        return rule.address.removesuffix(rule.sample.check) + _OPPOSITES[rule.sample.check]
    if cell is None or cell.type != "scheduledMeeting" or cell.attribute not in _TWINS:
        return None
    return rule.address.removesuffix(cell.attribute) + _TWINS[cell.attribute]


def _twins(faulty: list[tuple[Rule, str]]) -> int:
    return sum(_twin(rule) is not None for rule, _ in faulty)
