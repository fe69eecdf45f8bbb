"""The stage of rules about errors: makes each wrong request once, whichever rules it decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.checks import Indeterminate, NotExercised, Refusal
from conformance.clients import Answer, ControlClient, RestClient
from conformance.contract import Misuse, Probe, Rule
from conformance.errors import BudgetSpent, ContractError, TargetTrouble
from conformance.staging.bodies import stamp
from conformance.staging.breaker import Breaker
from conformance.staging.players import unreached
from conformance.staging.present import NO_CONTROL
from conformance.targets import Profile

__all__ = ["ErrorStage"]

_NOTHING = "0" * 32
_NOBODY = "nobody@example.invalid"
_NOWHERE = "nowhere.example.invalid"
_PLACE = re.compile(r"\{([A-Za-z]+)((?:\+\d+)?(?:\.hour)?)\}")

_NO_OBJECTS = ("marker", "n", "day", "site", "owner", "other")
_BODIES = {
    "media": (b"probe=1", "application/x-www-form-urlencoded"),
    "not-json": (b"{", "application/json"),
}
_THROTTLE = "throttle:1:1"
_AHEAD = timedelta(days=60)  # on an emulator whose clock was moved, tomorrow may be over
_TRIES = 3
_CLOSED = (401, 403)


class ErrorStage:
    """Makes wrong requests.

    Args:
        rest: the REST client.
        control: lets the target throttle; None when it cannot.
        profile: the actors.
        marker: part of every tracking id, and of the title of what a target wrongly creates.
        tell: is told why the target is asked no more.
    """

    def __init__(
        self,
        rest: RestClient,
        control: ControlClient | None,
        profile: Profile,
        marker: str,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._rest = rest
        self._control = control
        self._profile = profile
        self._marker = marker
        self._number = 0
        self._seen: dict[tuple[str, ...], Refusal] = {}
        self._breaker = Breaker(group="The group rest.errors", tell=tell)

    def refusals(self, rule: Rule) -> list[Refusal]:
        """Make the mistake of a rule in each of the ways that the operation is called.

        Raises:
            ContractError: the rule is not about errors.
            NotExercised: the profile has nobody who could make it, or the target cannot be made to throttle.
            Indeterminate: the target gave no usable answer.
        """
        misuse = rule.misuse
        if misuse is None:
            raise ContractError(f"{rule.address} is not about errors.")
        self._breaker.check(None)
        try:
            if misuse.kind == "throttled":
                found = [self._throttled(misuse)]
            else:
                found = [self._once(misuse, probe) for probe in misuse.probes]
        except BudgetSpent as spent:
            raise NotExercised(spent.message) from None
        except TargetTrouble as trouble:
            self._breaker.note(trouble)
            raise Indeterminate(trouble.message) from None
        return found

    def _once(self, misuse: Misuse, probe: Probe) -> Refusal:
        """The answer to a request, which is sent once however many rules it decides."""
        kind, method = misuse.kind, probe.method
        key: tuple[str, ...]
        if kind == "method":
            # The same for all operations of the path.
            method, key = misuse.other, (kind, "", "", probe.path)
        else:
            kind = "no-token" if kind == "tracking" else kind
            key = (kind, misuse.operation, method, probe.path)
        if key not in self._seen:
            self._seen[key] = self._send(misuse, probe, method)
        found = self._seen[key]
        return replace(found, method=probe.method)

    def _send(self, misuse: Misuse, probe: Probe, method: str) -> Refusal:
        if not misuse.needs_token:
            actor = "broken" if misuse.kind == "broken-token" else "nobody"
            return self._send_as(actor, misuse, probe, method)
        actors = self._actors(misuse)
        found = self._send_as(actors[0], misuse, probe, method)
        for actor in actors[1:]:
            if found.status not in _CLOSED:
                break
            # Another token of the level may open what this one does not.
            found = self._send_as(actor, misuse, probe, method)
        return found

    def _send_as(self, actor: str, misuse: Misuse, probe: Probe, method: str) -> Refusal:
        kind = misuse.kind
        self._number += 1
        tracking = f"{self._marker}_{self._number:06d}"
        headers = {"trackingid": tracking}
        content = None
        if kind in _BODIES:
            content, headers["content-type"] = _BODIES[kind]
        body, query = probe.body, probe.query
        if kind == "method":
            body, query = {}, {}
        answer = self._rest.send(
            method,
            self._fill(probe.path),
            actor=actor,
            purpose=f"{misuse.operation}: {kind}",
            params=self._fill(query) or None,
            json=self._fill(body) if content is None else content,
            headers=headers,
        )
        self._breaker.note(answer, actor if misuse.needs_token else None)
        return _refusal(answer, probe, method, sent=tracking)

    def _actors(self, misuse: Misuse) -> list[str]:
        """Those whose token may open the operation: the host first, or whoever is of another level.

        Raises:
            NotExercised: there is nobody.
        """
        found = [
            name
            for name, actor in self._profile.actors.items()
            if actor.role == misuse.tier and self._rest.knows(name)
        ]
        if not found:
            raise NotExercised(f"the profile has no token of the role {misuse.tier}")
        found.sort(key="host".__ne__)
        heard = [name for name in found if not self._breaker.refuses(name)]
        if not heard:
            self._breaker.check(found[0])
        return heard

    def _throttled(self, misuse: Misuse) -> Refusal:
        """The answer to a call that the target throttles because it is told to."""
        control, probe = self._control, misuse.probes[0]
        if control is None:
            raise NotExercised(NO_CONTROL)
        actor = self._actors(misuse)[0]
        shown = control.read_faults()
        active = shown.object.get("active")
        if not shown.ok or not isinstance(active, list):
            raise NotExercised("the control API of the target cannot throttle", [shown.exchange])
        before = [one for one in active if isinstance(one, str)]
        others = [one for one in before if not one.startswith("throttle:")]
        answer = shown
        try:
            # On a target that others use as well, it may be somebody else's call that is throttled.
            for _ in range(_TRIES):
                answer = control.switch_faults([*others, _THROTTLE])
                if not answer.ok:
                    raise NotExercised(
                        f"letting the target throttle was answered {answer.sentence()}", [answer.exchange]
                    )
                answer = self._rest.send(
                    probe.method,
                    self._fill(probe.path),
                    actor=actor,
                    purpose=f"{misuse.operation}: throttled",
                    params=self._fill(probe.query),
                    once=True,
                )
                if answer.status == misuse.status:
                    return _refusal(answer, probe, probe.method)
        finally:
            control.switch_faults(before)
        raise unreached("a call that was to be throttled", answer)

    def _fill(self, value: Any) -> Any:
        """A JSON value with its places filled by what does not exist."""
        if isinstance(value, str):
            return _PLACE.sub(lambda place: self._text(place[1], place[2]), value)
        if isinstance(value, list):
            return [self._fill(one) for one in value]
        if isinstance(value, dict):
            return {name: self._fill(one) for name, one in value.items()}
        return value

    def _text(self, name: str, more: str) -> str:
        fixed = {"marker": self._marker, "site": _NOWHERE, "owner": _NOBODY, "other": _NOBODY}
        if name == "n":
            return str(self._number)
        if name == "day":
            days, hour = int(more.removesuffix(".hour") or 0), more.endswith(".hour")
            return stamp(datetime.now(UTC) + _AHEAD + timedelta(days=days, hours=hour))
        return fixed.get(name, _NOTHING)


def _names(probe: Probe) -> bool:
    """Whether a path or a query names an object."""
    places = (place[1] for text in (probe.path, *probe.query.values()) for place in _PLACE.finditer(text))
    return any(name not in _NO_OBJECTS for name in places)


def _refusal(answer: Answer, probe: Probe, method: str, *, sent: str = "") -> Refusal:
    return Refusal(
        name=f"{method} {probe.path}",
        method=probe.method,
        status=answer.status,
        said=answer.sentence(),
        exchange=answer.exchange,
        body=answer.body,
        flaw=answer.flaw,
        headers=answer.headers,
        sent=sent,
        named=_names(probe),
    )
