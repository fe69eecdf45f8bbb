"""The layer that raises: findings become failures, what is missing becomes an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NoReturn

from conformance.checks import match
from conformance.checks.behaviour import judge
from conformance.checks.errors import Refusal, hold_errors
from conformance.checks.lists import Listed, hold_lists
from conformance.checks.outcomes import Failure, Followed, Indeterminate, NotApplicable, NotExercised
from conformance.checks.reading import Attempt, Reading, Situation
from conformance.checks.scene import Scene, Tale
from conformance.checks.trial import Trial, hold
from conformance.checks.walks import Walked, hold_walks
from conformance.checks.xml_behaviour import hold_xml_editions
from conformance.checks.xml_scene import XmlTale
from conformance.contract import Cell, Contract, Rule, Step
from conformance.errors import ContractError

__all__ = ["Must"]


class Must:
    """Judges readings against the contract.

    Args:
        contract: its schemas, and which attributes the tables judge.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._judged_by_tables = frozenset(
            rule.cell.attribute for rule in contract.rules.values() if rule.cell is not None
        )

    def follow_table(self, rule: Rule, situation: Situation) -> None:
        """The meetings of the situation show the attribute of the rule's cell, or hide it, as it says.

        Raises:
            ContractError: the rule comes from no table.
            Failure: a reading contradicts the cell.
            NotExercised: no meeting in the situation, or none that has the attribute at all.
            Indeterminate: the reading is not one that can be judged.
            NotApplicable: the cell promises nothing.
        """
        cell = rule.cell
        if cell is None:
            raise ContractError(f"{rule.address} comes from no availability table.")
        readings = self._objects(situation)
        if cell.documented == "N/A":
            self._record(rule, cell, readings, situation)
        having = [one for one in readings if self._has(cell, one, situation)]
        if cell.documented == "Yes":
            findings = [match.shown(one, cell.attribute, cell.type, self._contract.schemas) for one in having]
        else:
            # What is shown against the table counts wherever it is seen.
            findings = [match.absent(one, cell.attribute) for one in readings]
        _raise(findings)
        if not having:
            raise NotExercised(
                f"no meeting here has {cell.attribute} in any state: it is {cell.depends}",
                [one.exchange for one in readings],
            )

    def fit_schema(self, situation: Situation) -> None:
        """Apart from the attributes of the tables, what was read fits its schema.

        Raises:
            Failure: a reading does not fit.
            NotExercised: no meeting in the situation.
            Indeterminate: the target gave no usable answer.
        """
        self._reached(situation)
        schemas = self._contract.schemas
        _raise(
            match.rest_valid(one, self._judged_by_tables, situation.meeting_type, schemas)
            for one in situation.readings
        )

    def follow_example(self, rule: Rule, attempts: Sequence[Attempt]) -> None:
        """Every attempt at a worked example was accepted or refused as the example says.

        Raises:
            ContractError: the rule comes from no worked example.
            Failure: one was judged otherwise, or what is shown afterwards does not fit.
            NotExercised: the actor is not allowed to update meetings at all.
        """
        if rule.move is None:
            raise ContractError(f"{rule.address} comes from no worked example.")
        accepted = rule.move.accepted
        self._allowed(attempts)
        _raise(match.judged(one, accepted=accepted) for one in attempts)

    def follow_oracle(self, attempts: Sequence[Attempt]) -> None:
        """Every move was accepted or refused as the oracle says that came with it.

        Raises:
            Failure: one was judged otherwise, or what is shown afterwards does not fit; says why, and how
                the series recurs.
            NotExercised: the actor is not allowed to update meetings at all.
        """
        self._allowed(attempts)
        for one in attempts:
            finding = match.judged(one, accepted=bool(one.accepted))
            if finding is not None:
                raise Failure(f"{finding.expected}: {one.reason}", finding.actual, one.exchanges)

    @staticmethod
    def _allowed(attempts: Sequence[Attempt]) -> None:
        for one in attempts:
            if one.status == 401:
                raise NotExercised(f"the host is refused: {one.said}", one.exchanges)

    def bear_out(self, rule: Rule, tale: Tale) -> None:
        """Every judged step of a story ended, and showed, what the rule says.

        Raises:
            ContractError: the rule is not told as a story.
            Failure: one did not.
            Followed: all did, and they tell which reading of a conflict the target follows.
            NotExercised: the story could not be told.
            Indeterminate: the target gave no usable answer.
        """
        story = rule.told
        if story is None:
            raise ContractError(f"{rule.address} is not told as a story.")
        followed: list[str] = []
        earlier: dict[int, Scene] = {}
        for scene in tale.scenes:
            step = story.steps[scene.number]
            self._judgeable(scene)
            earlier = {number: one for number, one in earlier.items() if number < scene.number}
            judgement = judge(step, scene, self._contract.schemas_for, earlier)
            earlier[scene.number] = scene
            if judgement.finding is not None:
                raise Failure(
                    judgement.finding.expected, judgement.finding.actual, [judgement.finding.exchange]
                )
            self._comparable(step, scene)
            followed += [judgement.follows] if judgement.follows else []
        if tale.ended is not None:
            raise tale.ended
        if story.conflict and followed:
            exchanges = [scene.exchanges[0] for scene in tale.scenes]
            if len(set(followed)) > 1:
                raise Failure("the target follows one reading", "it follows several", exchanges)
            raise Followed(story.conflict, followed[0], exchanges)

    def keep_scopes(self, rule: Rule, trials: Sequence[Trial]) -> None:
        """Every call of an operation was open, or refused without effect, as the rule says.

        Raises:
            ContractError: the rule is not about scopes.
            Failure: one was not.
            NotExercised: a refusal could not be told from an object that does not exist.
            NotApplicable: the documents disagree; tells which reading the target follows.
            Indeterminate: an answer says nothing about scopes.
        """
        hold(self._contract, rule, trials)

    def keep_xml(self, rule: Rule, tales: Sequence[XmlTale]) -> None:
        """What was seen of the XML API is what the rule says, in each edition that is judged.

        Raises:
            Graded: several editions are judged; tells how each ended.
            Failure: something else was seen.
            Followed: the target has shown which reading of a conflict it follows.
            Outcome: nothing was seen that can be judged.
        """
        hold_xml_editions(self._contract, rule, tales)

    def keep_walks(self, rule: Rule, walked: Walked) -> None:
        """Random sequences of steps lead where the documents say, as far as the rule looks.

        Raises:
            ContractError: the rule is not about walks.
            Failure: a walk shows something else.
            NotExercised: the walks ended too early, or none came to what the rule is about.
            Indeterminate: the target gave no usable answer.
        """
        hold_walks(rule, walked)

    def keep_errors(self, rule: Rule, refusals: Sequence[Refusal]) -> None:
        """Every wrong request was answered with the status, the headers and the body that the rule asks for.

        Raises:
            ContractError: the rule is not about errors.
            Failure: one was not.
            NotExercised: the target looked at something else before it came to the mistake.
        """
        hold_errors(rule, refusals)

    def hold_together(self, rule: Rule, listed: Listed) -> None:
        """The readings of a list have to do with each other what the rule says.

        Raises:
            ContractError: the rule is not about lists.
            Failure: they contradict each other.
            Indeterminate: so they do, but the list itself differed from reading to reading.
        """
        hold_lists(rule, listed)

    @staticmethod
    def _judgeable(scene: Scene) -> None:
        """A server that breaks down, or shows nothing, has neither kept the rule nor broken it."""
        if scene.status >= 500:
            raise Indeterminate(f"answered {scene.said}", scene.exchanges)
        if scene.unread is not None and not scene.vanished:
            raise Indeterminate(f"the read that followed was answered {scene.unread}", scene.exchanges)

    @staticmethod
    def _comparable(step: Step, scene: Scene) -> None:
        """Without a reading from before, a refusal does not show that it changed nothing."""
        read = scene.after is not None or scene.unread is not None
        compared = step.outcome in {"refused", "denied", "either"} or (
            scene.vanished and step.outcome != "gone"
        )
        if step.do == "update" and read and compared and scene.status >= 400 and scene.before is None:
            raise Indeterminate("the meeting could not be read before the update", scene.exchanges)

    def _reached(self, situation: Situation) -> None:
        if not situation.readings:
            kind = Indeterminate if situation.trouble else NotExercised
            raise kind(situation.missing or f"nobody staged {situation.name}", situation.exchanges)

    def _objects(self, situation: Situation) -> list[Reading]:
        self._reached(situation)
        broken = [one for one in situation.readings if one.body is None]
        if broken:
            raise Indeterminate(
                f"the read answered {broken[0].status}, {broken[0].flaw or 'no JSON object'}",
                [one.exchange for one in broken],
            )
        return list(situation.readings)

    def _has(self, cell: Cell, reading: Reading, situation: Situation) -> bool:
        """Whether the read meeting has the attribute at all, in whatever state it may show it."""
        return cell.depends is None or cell.attribute in situation.carried.get(reading.meeting, frozenset())

    def _record(self, rule: Rule, cell: Cell, readings: list[Reading], situation: Situation) -> NoReturn:
        (conflict,) = self._contract.conflicts_of(rule)
        exchanges = [one.exchange for one in readings]
        seen = any((one.body or {}).get(cell.attribute) is not None for one in readings)
        having = [one for one in readings if self._has(cell, one, situation)]
        if not (seen or having):
            # A meeting that never had the attribute shows nothing about either reading.
            raise NotApplicable(f"the table says N/A; no meeting here has {cell.attribute}", exchanges)
        raise NotApplicable(
            f"the table says N/A; the target {'shows' if seen else 'does not show'} {cell.attribute} here",
            exchanges,
            conflict=conflict.id,
            followed=conflict.readings[1 if seen else 0].id,
        )


def _raise(findings: Iterable[match.Finding | None]) -> None:
    found = [finding for finding in findings if finding is not None]
    if found:
        raise Failure(
            found[0].expected,
            "; ".join(finding.actual for finding in found),
            [finding.exchange for finding in found],
        )
