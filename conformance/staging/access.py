"""The stage of rules about scopes: calls an operation with the one token that decides the rule."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from conformance.checks import Indeterminate, NotExercised, Outcome, Trial
from conformance.clients import Answer, RestClient
from conformance.contract import Access, Call, Rule
from conformance.errors import ContractError, TargetTrouble
from conformance.staging.lasting import lasting
from conformance.staging.players import unreached
from conformance.staging.present import Present
from conformance.staging.props import Props
from conformance.staging.sparing import acts_for_owner, spared
from conformance.staging.tales import ending
from conformance.staging.tokens import FOR_OTHERS, Tokens
from conformance.targets import Ledger, Profile

__all__ = ["AccessStage"]

_NOTHING = "0" * 32
_REFUSED = (401, 403)
_MANY = 207


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
            return self._all(access, self.tokens.actor(access))
        except TargetTrouble as trouble:
            raise ending(trouble) from None

    def _all(self, access: Access, actor: str) -> list[Trial]:
        trials: list[Trial] = []
        silent: tuple[str, ...] = ()
        try:
            for call, following in zip(access.calls, (*access.calls[1:], None), strict=True):
                # Several refusals about one object need one look at it, after the last of them.
                look = following is None or following.watch != call.watch
                trials.append(self._try(access, call, actor, silent, look=look))
                silent = () if trials[-1].changed is not None else (*silent, trials[-1].name)
        except (Outcome, TargetTrouble):
            self._before.clear()  # nobody looked what came of the last call
            raise
        return trials

    def release(self) -> None:
        """Take away what the meetings of the run left behind, and let the clock go."""
        self.props.release()
        self._present.release()

    def _try(self, access: Access, call: Call, actor: str, earlier: tuple[str, ...], *, look: bool) -> Trial:
        """Make a call, and let the owner look what came of it.

        Args:
            access: what is tried.
            call: the call.
            actor: who makes it.
            earlier: names of calls that were refused and after which the owner did not look.
            look: whether the owner looks after a refusal; after anything else he does.
        """
        why = spared(access, call) if self._present.control is None else None
        if why:
            raise NotExercised(why)
        owner = self.tokens.owner(other=access.check in FOR_OTHERS)
        fill, real = self._filler(access, call, owner)
        path, query, body = fill(call.path), fill(call.query), self._body(access, call, owner, fill)
        if call.acts and acts_for_owner(access, call):
            place, _, name = call.acts.partition(".")
            {"query": query, "body": body}[place][name] = self.tokens.email(owner)
        watch = fill(call.watch) if call.watch and real else None
        absent = fill(call.absent) if call.absent and access.check == "refused-for-others" else None
        if absent is not None and self.props.was_found(absent, owner):
            self._lists(path, query, owner, absent)
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
        if call.makes == "meeting" and answer.ok:
            self.props.keep(answer, actor)
        if call.writes and answer.ok:
            self._note(call, owner)
        name, status = f"{call.method} {call.path}", _status(answer)
        _readable(name, answer, lists=absent is not None)
        exchanges: tuple[str, ...] = (answer.exchange,)
        changed = None
        if watch and before is not None and (look or status not in _REFUSED):
            changed = self._changed(owner, watch, before)
            exchanges = (answer.exchange, self._last)
        if changed:
            self._note(call, owner)
        return Trial(
            name=" or ".join((*earlier, name)) if changed else name,
            status=status,
            said=answer.sentence(),
            exchanges=exchanges,
            changed=changed,
            listed=absent is not None and absent in json.dumps(answer.body),
            lists=absent is not None,
            real=real,
        )

    def _changed(self, owner: str, watch: str, before: tuple[int, Any]) -> bool:
        """Whether the owner sees something else than before.

        Raises:
            Indeterminate: what he sees changes by itself.
        """
        self._before.pop((owner, watch), None)
        after = self._seen(owner, watch, gone=True)
        if after == before:
            return False
        told = self._last
        self._before.pop((owner, watch), None)
        if self._seen(owner, watch, gone=True) != after:
            raise Indeterminate(
                f"what {urlsplit(watch).path} shows differs from read to read", (told, self._last)
            )
        return True

    def _filler(self, access: Access, call: Call, owner: str) -> tuple[Callable[[Any], Any], bool]:
        """How places are filled: by the owner's objects, or by ids of zeros where none can be had.

        A refusal can be seen on an object that does not exist, as long as the target looks at scopes first.
        """
        made, found = self.props.made, not call.writes
        try:
            for part in (call.path, call.query, call.body, call.watch, call.absent):
                self.props.fill(part, owner, found=found)
            for name in call.spends:
                self.props.get(name, owner)
        except NotExercised:
            # Nobody reaches what does not exist, so nothing could be learnt about what is somebody else's.
            others = access.check == "refused-for-others"
            if access.opens or others or call.alone or isinstance(call.body, str):
                raise
            return lambda value: self.props.fill(value, owner, nothing=_NOTHING), False
        if self.props.made != made:
            self._before.clear()  # what was seen before an object was made is no measure any more
        return lambda value: self.props.fill(value, owner, found=found), True

    def _lists(self, path: str, query: dict[str, str], owner: str, found: str) -> None:
        """See that a list shows to the owner what nobody else must be shown."""
        answer = self._rest.send(
            "GET", path, actor=owner, purpose="see what the owner is shown", params=query or None
        )
        if not answer.ok or found not in json.dumps(answer.body):
            raise NotExercised("the list does not show to its owner what was found", [answer.exchange])

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
            shown = answer.body is not None if answer.ok else gone and answer.status == 404
            if not shown:
                raise unreached(f"reading {parts.path}", answer)
            self._last = answer.exchange
            self._before[owner, watch] = (answer.status, lasting(answer.body) if answer.ok else None)
        return self._before[owner, watch]

    def _note(self, call: Call, owner: str) -> None:
        """Forget what a success may have changed."""
        self._before.clear()
        for name in call.spends:
            self.props.spend(name, owner)


def _status(answer: Answer) -> int:
    """The status of an answer; where it has one for each object, and they all are the same, that one."""
    if answer.status != _MANY:
        return answer.status
    told = {str(item.get("httpStatus")) for item in answer.items}
    each = told.pop() if len(told) == 1 else ""
    return int(each) if each in ("401", "403") else answer.status


def _readable(name: str, answer: Answer, *, lists: bool) -> None:
    """Leave alone what is no answer of the operation.

    Raises:
        Indeterminate: a success is a web page, as of a form to sign in, or a list that is none.
    """
    if not answer.ok:
        return
    if answer.headers.get("content-type", "").lower().startswith("text/html"):
        raise Indeterminate(f"{name} answered {answer.status} with a web page", [answer.exchange])
    if lists and not isinstance(answer.object.get("items"), list):
        raise Indeterminate(f"{name} answered {answer.status} without a list", [answer.exchange])
