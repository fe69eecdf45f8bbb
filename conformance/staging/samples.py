"""The stage of generated requests: draws what each operation is sent, and sends it once for all rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from conformance.checks import NotExercised, Outcome
from conformance.checks.samples import SampleReply, Samples
from conformance.clients import RestClient
from conformance.contract import Contract, Rule
from conformance.contract.sample import Sample
from conformance.errors import BudgetSpent, ContractError, GuardRefusal, TargetTrouble
from conformance.generators.effort import Effort
from conformance.generators.openapi import Examples, OperationModel, RestExample, examples_of
from conformance.generators.openapi.fitting import fitting_examples, marked
from conformance.generators.openapi.narrowing import Bounds
from conformance.staging.breaker import Breaker
from conformance.staging.present import Present
from conformance.staging.sample_calls import Caller, Sent
from conformance.staging.sample_props import SampleProps
from conformance.staging.tales import ending
from conformance.staging.tokens import Tokens
from conformance.targets import Ledger, Profile

__all__ = ["SampleStage"]

_SETS = {
    "accepted": "fits",
    "answer": "fits",
    "kept": "fits",
    "alone": "fits",
    "refused": "defects",
    "unchanged": "defects",
    "limits": "limits",
}
"""Of which requests a check looks at the answers."""

_SHARE = 30
"""Of the creations that a live site allows, each kind of generated requests takes one in so many."""


class SampleStage:
    """Sends generated requests.

    Args:
        rest: the client.
        present: what time it is on the target, and its control API, if it has one.
        profile: the actors, and what may be created.
        ledger: what belongs to the run.
        marker: part of the title of everything that is created.
        contract: whose documents are drawn from.
        effort: how much is drawn.
        seed: of the run.
        replay: by address, the one request that is sent in place of all.
        learn: told each token that is made on the way.
        warn: told once why a group was stopped.
    """

    def __init__(  # noqa: PLR0913 - facts of a run that have nothing else in common
        self,
        rest: RestClient,
        present: Present,
        profile: Profile,
        ledger: Ledger,
        marker: str,
        *,
        contract: Contract,
        effort: Effort,
        seed: int,
        replay: Mapping[str, Mapping[str, Any]] | None = None,
        learn: Callable[[str], None] = lambda _: None,
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        tokens = Tokens(rest, present.control, profile, learn)
        self._props = SampleProps(rest, present, profile, tokens, ledger, marker)
        self._breaker = Breaker(group="The group of generated requests", tell=warn)
        self._caller = Caller(rest, present, profile, ledger, marker, self._props, self._breaker)
        self._present = present
        self._contract = contract
        self._effort = effort
        self._seed = seed
        self._replay = replay or {}
        self._share = None if present.control else max(1, profile.limits.max_creations // _SHARE)
        self._creations: Counter[tuple[bool, str]] = Counter()
        self._models: dict[str, OperationModel] = {}
        self._drawn: dict[str, Examples] = {}
        self._seen: dict[tuple[str, str], Samples | Outcome] = {}

    def samples(self, rule: Rule) -> Samples:
        """What came of the requests that a rule looks at.

        Raises:
            ContractError: the rule is not about generated requests.
            NotExercised: nobody could send them, or an object is missing.
            Indeterminate: the target gave no usable answer.
        """
        sample = rule.sample
        if sample is None:
            raise ContractError(f"{rule.address} is not about generated requests.")
        if sample.left:
            raise NotExercised(sample.left)
        chosen = self._replay.get(rule.address)
        if sample.check == "again":
            return self._kept(sample, "again", lambda: self._twice(sample))
        kind = _SETS[sample.check]
        if chosen is not None:
            return self._sent(sample, kind, [self._chosen(rule, sample, kind, chosen)])
        return self._kept(sample, kind, lambda: self._sent(sample, kind, None))

    def release(self) -> None:
        """Take away what the meetings of the run left behind, and let the clock go."""
        self._props.release()
        self._present.release()

    def examples(self, sample: Sample) -> Examples:
        """The requests of an operation, drawn when they are first asked for."""
        if sample.operation not in self._drawn:
            call = sample.call
            body = call.body if isinstance(call.body, Mapping) or call.body is None else {}
            draw = self._fitting if sample.given else examples_of
            self._drawn[sample.operation] = draw(
                self._model(sample), call.query, body, Bounds(never=sample.never), self._effort, self._seed
            )
        return self._drawn[sample.operation]

    @staticmethod
    def _fitting(model: OperationModel, *drawn: Any) -> Examples:
        """Requests of an operation of a document that nobody here has looked at.

        Raises:
            NotExercised: none can be made of it.
        """
        try:
            found = fitting_examples(model, *drawn)
        except Exception as error:  # noqa: BLE001 - whatever stands in the document, it must not end the run
            kind = type(error).__name__
            raise NotExercised(f"nothing could be drawn of what the file says of it ({kind})") from None
        if isinstance(found, str):
            raise NotExercised(found)
        return found

    def _kept(self, sample: Sample, kind: str, bring: Callable[[], Samples]) -> Samples:
        """What came of requests that several rules look at, and that are sent once."""
        key = (sample.operation, kind)
        if key not in self._seen:
            try:
                self._seen[key] = bring()
            except TargetTrouble as trouble:
                self._seen[key] = ending(trouble)
            except Outcome as outcome:
                self._seen[key] = outcome
        found = self._seen[key]
        if isinstance(found, Outcome):
            raise type(found)(found.reason, found.exchanges)
        return found

    def _sent(self, sample: Sample, kind: str, only: Sequence[tuple[int, RestExample]] | None) -> Samples:
        """Send the requests of a kind, and look what came of them."""
        if only is None:
            self._reach(sample)
        numbered = list(enumerate(getattr(self.examples(sample), kind))) if only is None else only
        if not numbered:
            raise NotExercised("there is nothing of the kind that could be sent")
        look = kind == "defects" and bool(sample.call.watch)
        before = self._caller.watched(sample) if look else None
        replies = []
        for number, example in numbered:
            if sample.call.makes == "meeting" and not self._may_create(sample, kind):
                break
            try:
                reply = self._one(sample, kind, number, example)
            except BudgetSpent as spent:
                raise NotExercised(spent.message) from None
            if reply is not None:
                replies.append(reply)
        changed: list[SampleReply] | None = None
        looked: tuple[str, ...] = ()
        if before is not None:
            after = self._caller.watched(sample)
            looked = (before.exchange, after.exchange)
            changed = [] if before.shown == after.shown else self._culprits(sample, kind, replies, numbered)
        return Samples(
            replies=replies,
            again=lambda reply, less: self._again(sample, kind, reply, less),
            changed=changed,
            looked=looked,
        )

    def _reach(self, sample: Sample) -> None:
        """Make what the call names before anything is drawn, which would be for nothing without it.

        What came to be between two looks at the site would be taken for a change as well.
        """
        self._breaker.check()
        call, found = sample.call, not sample.call.writes
        try:
            for name in sample.needs:
                self._props.get(name, "host", found=found)
            self._props.fill([call.path, call.query, call.body], "host", found=found)
        except TargetTrouble as trouble:
            # Else a target that is down would be asked for a further meeting for each operation.
            self._breaker.note(trouble)
            raise

    def _culprits(
        self,
        sample: Sample,
        kind: str,
        replies: Sequence[SampleReply],
        numbered: Sequence[tuple[int, RestExample]],
    ) -> list[SampleReply]:
        """The refused requests that change something, each sent again between two readings."""
        examples = dict(numbered)
        for reply in replies:
            if not reply.refused:
                continue
            before = self._caller.watched(sample)
            number = int(reply.example["number"])
            again = self._one(sample, kind, number, examples[number])
            after = self._caller.watched(sample)
            if again is not None and again.refused and before.shown != after.shown:
                return [replace(again, exchanges=(before.exchange, *again.exchanges, after.exchange))]
        return []

    def _one(
        self, sample: Sample, kind: str, number: int, example: RestExample, without: tuple[str, ...] = ()
    ) -> SampleReply | None:
        """Send one request; None where the guard keeps it back."""
        read = kind == "fits"
        try:
            sent = self._caller.send(sample, self._model(sample), example, read=read)
        except GuardRefusal:
            return None  # nothing else would keep a target that takes it from doing harm
        return self._reply(sample, kind, number, example, sent, without)

    def _again(
        self, sample: Sample, kind: str, reply: SampleReply, less: tuple[str, str]
    ) -> SampleReply | None:
        """Send the request of a reply again, without one thing that chance put there."""
        if sample.call.makes == "meeting" and not self._may_create(sample, kind):
            return None
        example = self._of(sample, kind, reply.example)
        without = (*reply.example.get("without", ()), ".".join(less))
        try:
            return self._one(sample, kind, int(reply.example["number"]), example.without(*less), without)
        except (Outcome, TargetTrouble):
            return None

    def _of(self, sample: Sample, kind: str, example: Mapping[str, Any]) -> RestExample:
        """The request that an example of a failure speaks of.

        Raises:
            IndexError: there is none.
        """
        found: RestExample = getattr(self.examples(sample), kind)[int(example["number"])]
        for name in example.get("without", ()):
            where, _, what = str(name).partition(".")
            found = found.without(where, what)
        return found

    def _chosen(
        self, rule: Rule, sample: Sample, kind: str, example: Mapping[str, Any]
    ) -> tuple[int, RestExample]:
        try:
            found = self._of(sample, kind, example)
        except (IndexError, KeyError, ValueError, TypeError, AttributeError):
            found = None
        if found is None or example.get("name") != found.name:
            raise NotExercised(f"the request of {rule.address} is drawn differently by this version")
        return int(example["number"]), found

    def _twice(self, sample: Sample) -> Samples:
        """Delete something, and once more what is gone; it must stay gone."""
        example = RestExample(name="once more", query=sample.call.query, body=sample.call.body)
        first, second = self._caller.twice(sample, self._model(sample), example)
        if not 200 <= (first.status or 0) < 300:
            raise NotExercised(f"deleting for the first time was answered {first.said}", first.exchanges)
        return Samples(replies=[self._reply(sample, "again", 0, example, second, ())])

    def _may_create(self, sample: Sample, kind: str) -> bool:
        """Whether one more creation may be tried, which each kind of requests has a share of its own of."""
        self._creations[sample.given, kind] += 1
        return self._share is None or self._creations[sample.given, kind] <= self._share

    def _model(self, sample: Sample) -> OperationModel:
        if sample.operation not in self._models:
            document = self._contract.document(sample.document, sample.path)
            document = marked(document, sample.unsure) if sample.given else document
            self._models[sample.operation] = OperationModel(document, sample.call.method, sample.path)
        return self._models[sample.operation]

    def _reply(
        self,
        sample: Sample,
        kind: str,
        number: int,
        example: RestExample,
        sent: Sent,
        without: tuple[str, ...],
    ) -> SampleReply:
        told: dict[str, Any] = {
            "operation": sample.operation,
            "set": kind,
            "number": number,
            "name": example.name,
            "seed": self._seed,
        }
        if without:
            told["without"] = list(without)
        return SampleReply(
            name=example.name,
            wrong=example.wrong,
            status=sent.status,
            said=sent.said,
            exchanges=sent.exchanges,
            declared=sent.declared,
            flaws=sent.flaws,
            error=sent.error,
            lost=sent.lost,
            moved=sent.moved,
            added=example.added,
            example=told,
        )
