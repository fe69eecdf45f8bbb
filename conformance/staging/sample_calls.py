"""Sending one generated request on objects of the run, and reading what came of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from conformance.checks import Indeterminate, NotExercised
from conformance.checks.errors import error_shape
from conformance.clients import Answer, RestClient
from conformance.contract.sample import Sample
from conformance.errors import BudgetSpent, TargetTrouble
from conformance.generators.openapi import OperationModel, RestExample
from conformance.generators.openapi.answers import AnswerModel
from conformance.staging.breaker import Breaker
from conformance.staging.identity import identity
from conformance.staging.lasting import differences, lasting, lost
from conformance.staging.places import filled
from conformance.staging.players import unreached
from conformance.staging.present import Present
from conformance.staging.sample_props import SampleProps
from conformance.targets import Ledger, Profile

__all__ = ["Caller", "Seen", "Sent"]

_PAD = re.compile(r"\{pad\*(\d+)\}")
_MADE = "{made}"
_OWNER = "host"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was read: the status and what lasts of the body, and the exchange."""

    shown: tuple[int, Any]
    exchange: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came of one request; the words are those of `SampleReply`."""

    status: int | None
    said: str
    exchanges: tuple[str, ...] = ()
    declared: bool = False
    flaws: tuple[str, ...] = ()
    error: str | None = None
    lost: tuple[str, ...] | None = None
    moved: tuple[str, ...] | None = None


class Caller:
    """Sends requests of operations and looks what came of them.

    Args:
        rest: the client.
        present: the control API of the target, if it has one.
        profile: the actors.
        ledger: what belongs to the run.
        marker: part of the title of everything that is created.
        props: the objects that requests name.
        breaker: stops what a target plainly does not answer.
    """

    def __init__(
        self,
        rest: RestClient,
        present: Present,
        profile: Profile,
        ledger: Ledger,
        marker: str,
        props: SampleProps,
        breaker: Breaker,
    ) -> None:
        self._rest = rest
        self._emulated = present.control is not None
        self._profile = profile
        self._ledger = ledger
        self._marker = marker
        self._props = props
        self._breaker = breaker
        self._answers: dict[str, AnswerModel] = {}
        self._opens: dict[str, str] = {}

    def send(self, sample: Sample, model: OperationModel, example: RestExample, *, read: bool) -> Sent:
        """Send one request.

        Args:
            sample: the operation, and how it is called.
            model: its description.
            example: what is sent.
            read: whether what was written is read afterwards.

        Raises:
            NotExercised: nobody can send it, or an object is missing.
            Indeterminate: the target is plainly down.
            BudgetSpent: the profile allows no more.
            GuardRefusal: it must not be sent.
        """
        self._spare(sample)
        path, query, body = self._filled(sample, example)
        before = self._shown(sample, None) if read and self._compares(sample) else None
        answer = self._ask(sample, path, query, body, example)
        if isinstance(answer, TargetTrouble):
            exchange = answer.__dict__.get("exchange", "")
            return Sent(status=None, said=answer.message, exchanges=(exchange,) if exchange else ())
        sent = self._judged(sample, model, answer)
        if not answer.ok:
            return sent
        if sample.call.makes == "meeting":
            self._props.keep(answer, _OWNER)
        if sample.call.makes == "webhook":
            self._props.keep_webhook(answer)
        found = self._read(sample, answer, body, before) if read else sent
        for name in sample.call.spends:
            self._props.spend(name, _OWNER)
        if found is sent:
            return sent
        return Sent(
            status=sent.status,
            said=sent.said,
            exchanges=(*sent.exchanges, *found.exchanges),
            declared=sent.declared,
            flaws=sent.flaws,
            error=sent.error,
            lost=found.lost,
            moved=found.moved,
        )

    def twice(self, sample: Sample, model: OperationModel, example: RestExample) -> tuple[Sent, Sent]:
        """Send a request two times over on the very same object; raises as `send`."""
        self._spare(sample)
        path, query, body = self._filled(sample, example)
        found = []
        for _ in range(2):
            answer = self._ask(sample, path, query, body, example)
            if isinstance(answer, TargetTrouble):
                raise answer
            found.append(self._judged(sample, model, answer))
            for name in sample.call.spends:
                self._props.spend(name, _OWNER)
        return found[0], found[1]

    def watched(self, sample: Sample) -> Seen:
        """What the owner reads where a change would show.

        Raises:
            NotExercised: an object is missing.
            Indeterminate: the reading failed.
        """
        found = self._shown(sample, None, watch=True)
        if found is None:
            raise NotExercised("nothing tells whether something has changed")
        return found

    def _spare(self, sample: Sample) -> None:
        self._breaker.check()
        if self._emulated or not sample.call.writes:
            return
        if sample.call.emulator:
            raise NotExercised("nothing could undo this call, so it is made on emulators alone")

    def _ask(
        self, sample: Sample, path: str, query: dict[str, str], body: Any, example: RestExample
    ) -> Answer | TargetTrouble:
        """Send, as whoever's token opens the operation."""
        if self._emulated and sample.call.emulator:
            self._ledger.vouch(sample.call.method, path, {name: [one] for name, one in query.items()}, body)
        actors = self._actors(sample)
        for actor in actors:
            self._breaker.check(actor)
            try:
                answer = self._rest.send(
                    sample.call.method,
                    path,
                    actor=actor,
                    purpose=f"{sample.operation}: {example.name}",
                    params=query or None,
                    json=body,
                )
            except BudgetSpent:
                raise  # which says nothing about the target
            except TargetTrouble as trouble:
                self._breaker.note(trouble, actor)
                return trouble
            self._breaker.note(answer, actor)
            if answer.status not in (401, 403) or actor == actors[-1]:
                self._opens[sample.operation] = actor
                break
        return answer

    def _actors(self, sample: Sample) -> list[str]:
        """Those whose token may open the operation; of several, the one that did."""
        if sample.operation in self._opens:
            return [self._opens[sample.operation]]
        found = [
            name
            for name, actor in self._profile.actors.items()
            if actor.role == sample.tier and self._rest.knows(name)
        ]
        if not found:
            raise NotExercised(f"the profile has no token of the role {sample.tier}")
        if sample.tier == "user":
            return [name for name in found if name == _OWNER] or found[:1]
        return found

    def _filled(self, sample: Sample, example: RestExample) -> tuple[str, dict[str, str], Any]:
        found = not sample.call.writes
        for name in sample.needs:
            self._props.get(name, _OWNER, found=found)
        path = self._props.fill(sample.call.path, _OWNER, found=found)
        padded = filled([example.query, example.body], lambda text: _PAD.sub(self._padding, text))
        query, body = self._props.fill(padded, _OWNER, found=found)
        return path, query, body

    def _padding(self, place: re.Match[str]) -> str:
        return self._marker.ljust(int(place[1]), "x")[: int(place[1])]

    def _judged(self, sample: Sample, model: OperationModel, answer: Answer) -> Sent:
        if sample.operation not in self._answers:
            self._answers[sample.operation] = AnswerModel(model)
        answers = self._answers[sample.operation]
        ok = answer.status < 400
        # What is wrong with the status is for one rule, what is wrong with the answer for another.
        like = answer.status if answers.declares(answer.status) else 200
        return Sent(
            status=answer.status,
            said=answer.sentence(),
            exchanges=(answer.exchange,),
            declared=answers.declares(answer.status),
            flaws=tuple(answers.flaws(like, answer.headers, answer.body, answer.flaw)) if ok else (),
            error=None if ok else error_shape(answer.body, answer.headers, answer.flaw),
        )

    @staticmethod
    def _compares(sample: Sample) -> bool:
        """Whether the object can be read before it is written to."""
        return bool(sample.read) and _MADE not in sample.read and sample.call.method in ("PUT", "PATCH")

    def _read(self, sample: Sample, answer: Answer, body: Any, before: Seen | None) -> Sent:
        """What a read gives back of what was written."""
        nothing = Sent(status=None, said="")
        if not sample.read or not isinstance(body, Mapping):
            return nothing
        made = identity(answer.object.get("id"))
        if _MADE in sample.read and made is None:
            return nothing
        after = self._shown(sample, made)
        if after is None:
            return nothing
        whole = after.shown[1]
        shown = whole.get(sample.inside) if sample.inside and isinstance(whole, Mapping) else whole
        written = {name: one for name, one in body.items() if name not in sample.unshown}
        moved: tuple[str, ...] | None = None
        if before is not None and sample.call.method == "PATCH":
            named = {*body, *sample.moves}
            changes = differences(before.shown[1], whole)
            moved = tuple(f"{one} has changed" for one in changes if one.partition(".")[0] not in named)
        return Sent(
            status=None,
            said="",
            exchanges=(after.exchange,),
            lost=tuple(lost(written, shown)),
            moved=moved,
        )

    def _shown(self, sample: Sample, made: str | None, *, watch: bool = False) -> Seen | None:
        """What the owner reads; None where nothing says how."""
        text = (sample.call.watch or "") if watch else sample.read
        if not text:
            return None
        text = self._props.fill(text.replace(_MADE, made or ""), _OWNER)
        parts = urlsplit(text)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        answer = self._rest.send(
            "GET",
            parts.path,
            actor=_OWNER,
            purpose=f"{sample.operation}: see what is there",
            params=query or None,
        )
        if not answer.ok and answer.status != 404:
            raise unreached(f"reading {parts.path}", answer)
        if answer.ok and answer.body is None:
            raise Indeterminate(f"reading {parts.path} gave nothing", [answer.exchange])
        return Seen(
            shown=(answer.status, lasting(answer.body) if answer.ok else None), exchange=answer.exchange
        )
