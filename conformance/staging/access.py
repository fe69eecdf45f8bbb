"""The stage of rules about scopes: calls an operation with the one token that decides the rule."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from conformance.checks import Indeterminate, NotExercised, Trial
from conformance.clients import RestClient
from conformance.contract import Access, Call, Rule
from conformance.errors import BudgetSpent, ContractError, TargetTrouble
from conformance.staging.players import unreached
from conformance.staging.present import Present
from conformance.staging.props import Props
from conformance.staging.tokens import Tokens
from conformance.targets import Ledger, Profile

__all__ = ["AccessStage"]

_NOTHING = "0" * 32
_VOLATILE = frozenset({"temporaryDirectDownloadLinks"})  # they expire, so each read has others
_FOR_OTHERS = ("refused-for-others", "refused-on-behalf")


class AccessStage:
    """Tries operations.

    Args:
        rest: the REST client.
        present: what time it is on the target, and its control API, if it has one.
        profile: the actors, and what may be created.
        ledger: what belongs to the run.
        marker: part of the title of everything that is created.
        learn: told each token that is made on the way, so that it stays out of the evidence.
    """

    def __init__(
        self,
        rest: RestClient,
        present: Present,
        profile: Profile,
        ledger: Ledger,
        marker: str,
        *,
        learn: Callable[[str], None],
    ) -> None:
        self._rest = rest
        self._present = present
        self._ledger = ledger
        self.tokens = Tokens(rest, present.control, profile, learn)
        self.props = Props(rest, present, profile, self.tokens, ledger, marker)
        self._before: dict[tuple[str, str], tuple[int, Any]] = {}

    def trials(self, rule: Rule) -> list[Trial]:
        """Call the operation of a rule in each of the ways that it has.

        Raises:
            ContractError: the rule is not about scopes.
            NotExercised: a token or an object is missing.
            Indeterminate: the target gave no usable answer.
        """
        access = rule.access
        if access is None:
            raise ContractError(f"{rule.address} is not about scopes.")
        try:
            actor = self.tokens.actor(access)
            return [self._try(access, call, actor) for call in access.calls]
        except TargetTrouble as trouble:
            kind = NotExercised if isinstance(trouble, BudgetSpent) else Indeterminate
            raise kind(trouble.message) from None

    def release(self) -> None:
        """Take away what the meetings of the run left behind, and let the clock go."""
        self.props.release()
        self._present.release()

    def _try(self, access: Access, call: Call, actor: str) -> Trial:
        if call.emulator and self._present.control is None:
            raise NotExercised("nothing could undo this call, so it is made on emulators alone")
        owner = self.tokens.owner(other=access.check in _FOR_OTHERS)
        fill, real = self._filler(access, call, owner)
        path, query, body = fill(call.path), fill(call.query), self._body(access, call, owner, fill)
        if call.acts and (access.tier in ("admin", "compliance") or access.check == "refused-on-behalf"):
            place, _, name = call.acts.partition(".")
            {"query": query, "body": body}[place][name] = self.tokens.email(owner)
        watch = fill(call.watch) if call.watch and real else None
        before = self._seen(owner, watch) if watch and not access.opens else None
        if isinstance(call.body, str) or call.emulator:
            self._ledger.vouch(call.method, path, {name: [value] for name, value in query.items()}, body)
        answer = self._rest.send(
            call.method,
            path,
            actor=actor,
            purpose=f"{call.operation} as {actor}",
            params=query or None,
            json=body if call.body is not None else None,
        )
        exchanges: tuple[str, ...] = (answer.exchange,)
        changed = None
        if answer.ok:
            self._note(call, owner)
        if watch and before is not None:
            self._before.pop((owner, watch), None)
            changed = self._seen(owner, watch, gone=True) != before
            exchanges = (answer.exchange, self._last)
        absent = fill(call.absent) if call.absent and access.check == "refused-for-others" else None
        return Trial(
            name=f"{call.method} {call.path}",
            status=answer.status,
            said=answer.sentence(),
            exchanges=exchanges,
            changed=changed,
            listed=absent is not None and absent in json.dumps(answer.body),
            lists=absent is not None,
            real=real,
        )

    def _filler(self, access: Access, call: Call, owner: str) -> tuple[Callable[[Any], Any], bool]:
        """How places are filled: by the owner's objects, or by ids of zeros where none can be had.

        A refusal can be seen on an object that does not exist, as long as the target looks at scopes first.
        """
        made = self.props.made
        try:
            for part in (call.path, call.query, call.body, call.watch, call.absent):
                self.props.fill(part, owner)
        except NotExercised:
            if access.opens or call.alone or isinstance(call.body, str):
                raise
            return lambda value: self.props.fill(value, owner, nothing=_NOTHING), False
        if self.props.made != made:
            self._before.clear()  # what was seen before an object was made is no measure any more
        return lambda value: self.props.fill(value, owner), True

    def _body(self, access: Access, call: Call, owner: str, fill: Callable[[Any], Any]) -> Any:
        if call.body is None:
            return {}
        if isinstance(call.body, dict):
            body = fill(call.body)
            return body | fill(call.guest) if access.tier == "guest" else body
        shown = self._seen(owner, fill(call.watch))[1]
        if call.body == "same" and isinstance(shown, dict):
            return dict(shown)
        sites = shown.get("sites") or shown.get("items") if isinstance(shown, dict) else None
        for site in sites if isinstance(sites, list) else []:
            if isinstance(site, dict) and site.get("default") is True:
                return {"siteUrl": site.get("siteUrl")}
        raise NotExercised("the target does not say which site is the default one")

    def _seen(self, owner: str, watch: str, *, gone: bool = False) -> tuple[int, Any]:
        """What the owner reads, once as long as nothing was tried; `gone` if it may be nothing any more."""
        if (owner, watch) not in self._before:
            parts = urlsplit(watch)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            answer = self._rest.send(
                "GET", parts.path, actor=owner, purpose="see whether anything changed", params=query or None
            )
            if not answer.ok and not (gone and answer.status == 404):
                raise unreached(f"reading {parts.path}", answer)
            self._last = answer.exchange
            self._before[owner, watch] = (answer.status, _lasting(answer.body) if answer.ok else None)
        return self._before[owner, watch]

    def _note(self, call: Call, owner: str) -> None:
        """Forget what a success may have changed."""
        self._before.clear()
        for name in call.spends:
            self.props.spend(name, owner)


def _lasting(value: Any) -> Any:
    """A JSON value without what differs from read to read."""
    if isinstance(value, list):
        return [_lasting(one) for one in value]
    if isinstance(value, dict):
        return {name: _lasting(one) for name, one in value.items() if name not in _VOLATILE}
    return value
