"""Whether tokens are what a profile says of them: harmless probes before anything is judged by them.

A probe reads, or writes to an id of zeros, which no site gives out. Its answer tells a refusal from all else.
One operation alone proves nothing, since the operation may be what is wrong: a scope counts as missing or
beyond the profile only when two operations agree, and one that opens a single operation is not probed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from conformance.clients import Answer, RestClient
from conformance.contract import Access, Call, Tier
from conformance.errors import TargetTrouble
from conformance.staging.props import places_of
from conformance.staging.tokens import FOR_OTHERS, Want, candidates, wanted
from conformance.targets import Actor, Profile

__all__ = ["Preflight"]

_NOTHING = "0" * 32
_PLACE = re.compile(r"\{[A-Za-z]+[^}]*\}")
_SITE = "{site}"
_UNSUITABLE = frozenset({"owner", "other", "day", "marker"})
_DRASTIC = ("/purge", "/bulkDelete", "/reassignHost")
_TIERS: dict[str, tuple[Tier, ...]] = {
    "user": ("user",),
    "admin": ("admin", "user"),
    "compliance": ("compliance", "user"),
    "guest": ("guest",),
}
"""The levels at which somebody with a role may reach what is his own."""

_Outcome = Literal["open", "unknown", "refused", "unclear"]


@dataclass(slots=True)
class _Operation:
    """An operation with what opens it at each level, what the documents disagree about apart.

    `closed` are the levels at which the table says that it is not offered.
    """

    calls: tuple[Call, ...] = ()
    sure: list[tuple[Tier, frozenset[str]]] = field(default_factory=list)
    disputed: list[tuple[Tier, frozenset[str]]] = field(default_factory=list)
    closed: set[Tier] = field(default_factory=set)

    def surely_open(self, role: str, scopes: frozenset[str]) -> bool:
        return any(tier in _TIERS[role] and some <= scopes for tier, some in self.sure)

    def perhaps_open(self, role: str, scopes: frozenset[str]) -> bool:
        return any(tier in _TIERS[role] and some <= scopes for tier, some in (*self.sure, *self.disputed))


@dataclass(frozen=True, slots=True)
class _Probe:
    operation: str
    call: Call

    @property
    def blind(self) -> bool:
        """Whether it names something that does not exist."""
        return bool(places_of(self.call) - {"site", "n"})


class Preflight:
    """Compares tokens with what the profile says of their scopes.

    Args:
        rest: the client.
        profile: the actors.
        accesses: all rules of the contract about scopes, which say what opens what.
    """

    def __init__(self, rest: RestClient, profile: Profile, accesses: Iterable[Access]) -> None:
        self._rest = rest
        self._profile = profile
        self._operations: dict[str, _Operation] = {}
        self._refused: set[tuple[str, bool]] = set()
        for access in accesses:
            one = self._operations.setdefault(access.operation, _Operation())
            one.calls = access.calls
            if access.check == "refused" and not access.conflict:
                one.closed.add(access.tier)
            if access.opens:
                (one.disputed if access.conflict else one.sure).append(
                    (access.tier, frozenset(access.scopes))
                )

    def differences(self, asked: Iterable[Access]) -> dict[str, str]:
        """What is wrong with the tokens that decide some rules, in words, by actor.

        Args:
            asked: the rules that are going to be judged.
        """
        asked = list(asked)
        wants = list({wanted(access) for access in asked})
        relevant = {
            actor.name: scopes
            for actor in self._profile.actors.values()
            if (scopes := self._relevant(actor, wants))
        }
        others = relevant and any(access.check in FOR_OTHERS for access in asked)
        found, emails = self._introduced([*relevant, *(self._owners() if others else ())])
        found.update(self._mistaken(emails))
        checked = {name: scopes for name, scopes in relevant.items() if name not in found}
        firsts = {name: dict(self._first(self._profile.actors[name], checked[name])) for name in checked}
        for name, suspicious in firsts.items():
            actor = self._profile.actors[name]
            odd = sorted(
                scope for scope, outcome in suspicious.items() if self._confirmed(actor, scope, outcome)
            )
            if odd:
                found[name] = _told(actor, odd)
        return found

    def _relevant(self, actor: Actor, wants: Iterable[Want]) -> frozenset[str]:
        """The scopes of an actor that matter for what it decides: those it must have, and must not have."""
        universe = {
            scope
            for one in self._operations.values()
            for tier, some in one.sure
            if tier in _TIERS.get(actor.role, ())
            for scope in some
        }
        found: set[str] = set()
        for want in wants:
            if actor in candidates(want, self._profile) and want.fits(actor.role, actor.scopes):
                found |= want.has | want.lacks | (universe - want.ideal if want.bounded else set())
        return frozenset(found & universe)

    def _owners(self) -> Iterator[str]:
        """Users other than the host, whose objects the host tries to reach."""
        host = self._profile.actors["host"].who if "host" in self._profile.actors else "host"
        for name, actor in self._profile.actors.items():
            if actor.role == "user" and actor.who != host:
                yield name

    def _introduced(self, names: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
        """Actors whose token does not work at all, and the e-mail addresses of the others as far as told."""
        dead: dict[str, str] = {}
        emails: dict[str, str] = {}
        first = [name for name in ("host",) if names and name in self._profile.actors]
        for name in dict.fromkeys([*first, *names]):
            answer = self._send("GET", "/people/me", name)
            if answer is not None and answer.status == 401:
                dead[name] = f"the token of {name} does not work: {answer.sentence()}"
            shown = answer.object.get("emails") if answer is not None and answer.ok else None
            if isinstance(shown, list) and shown and isinstance(shown[0], str):
                emails[name] = shown[0].lower()
        return dead, emails

    def _mistaken(self, emails: dict[str, str]) -> Iterator[tuple[str, str]]:
        """Actors who are not the person that the profile takes them for."""
        actors = self._profile.actors
        for name, email in emails.items():
            who = actors[name].who
            if who != name and emails.get(who, email) != email:
                yield name, f"the token of {name} belongs to somebody else than that of {who}"
            # Of users it matters whose objects they reach, and whose not.
            users = [one for one in emails if actors[one].role == "user" and actors[one].who != who]
            same = next((one for one in users if emails[one] == email), None)
            if same and name != "host" and actors[name].role == "user":
                yield (
                    name,
                    f"the tokens of {name} and {same} are one person's, whom the profile takes for two",
                )

    def _first(self, actor: Actor, scopes: frozenset[str]) -> Iterator[tuple[str, _Outcome]]:
        """Scopes whose first probe was not answered as the profile lets expect, with its outcome."""
        for scope in sorted(scopes):
            probes = self._probes(actor, scope)
            if len(probes) > 1:
                outcome = self._outcome(actor, probes[0])
                if _differs(actor, scope, outcome):
                    yield scope, outcome

    def _confirmed(self, actor: Actor, scope: str, first: _Outcome) -> bool:
        """Whether a second operation agrees that a scope is missing, or is there although nobody said so."""
        second = self._outcome(actor, self._probes(actor, scope)[1])
        if not _differs(actor, scope, second):
            return False
        return scope in actor.scopes or self._refuses(actor, blindly="unknown" in (first, second))

    def _refuses(self, actor: Actor, *, blindly: bool) -> bool:
        """Whether the target refuses an actor anything: what it opens to him means nothing otherwise.

        A target may check no scopes at all, or look at ids first and say the same of an id of zeros to
        everybody (`blindly`): then it is to blame, or nobody knows, and not the token.
        """
        for probe in self._closed_to(actor):
            if (actor.name, True) in self._refused or (not blindly and (actor.name, False) in self._refused):
                break
            if probe.blind or not blindly:
                self._outcome(actor, probe)
        return (actor.name, True) in self._refused or (not blindly and (actor.name, False) in self._refused)

    def _closed_to(self, actor: Actor) -> list[_Probe]:
        """A read and a probe of zeros, of operations that the table denies to somebody of this role."""
        closed = [
            _Probe(name, call)
            for name, one in self._operations.items()
            if all(tier in one.closed for tier in _TIERS[actor.role])
            for call in one.calls
            if _is_harmless(call)
        ]
        closed.sort(key=lambda probe: (_weight(probe.call), probe.operation))
        kinds = ([one for one in closed if one.blind is blind] for blind in (False, True))
        return [some[0] for some in kinds if some]

    def _probes(self, actor: Actor, scope: str) -> list[_Probe]:
        """One probe of each operation that this scope, and no other of the token, opens; at most two."""
        others = frozenset(actor.scopes) - {scope}
        found = [
            _Probe(name, min((call for call in one.calls if _is_harmless(call)), key=_weight))
            for name, one in self._operations.items()
            if any(map(_is_harmless, one.calls))
            and one.surely_open(actor.role, others | {scope})
            and not one.perhaps_open(actor.role, others)
        ]
        return sorted(found, key=lambda probe: (_weight(probe.call), probe.operation))[:2]

    def _outcome(self, actor: Actor, probe: _Probe) -> _Outcome:
        call = probe.call
        query = {key: _blank(value) for key, value in call.query.items() if value != _SITE}
        body = _blank(call.body) if isinstance(call.body, dict) else None
        answer = self._send(call.method, _blank(call.path), actor.name, query, body)
        if answer is None or answer.status >= 500 or answer.status == 429:
            return "unclear"
        if answer.status in (401, 403):
            self._refused.add((actor.name, probe.blind))
            return "refused"
        return "open" if answer.ok else "unknown"

    def _send(
        self, method: str, path: str, actor: str, query: dict[str, str] | None = None, body: Any = None
    ) -> Answer | None:
        purpose = f"see what the token of {actor} opens"
        try:
            return self._rest.send(
                method, path, actor=actor, purpose=purpose, params=query or None, json=body
            )
        except TargetTrouble:
            return None


def _is_harmless(call: Call) -> bool:
    """Whether a call reads, or can be made to write to nothing that exists."""
    blank = not call.writes or (not call.alone and isinstance(call.body, dict | None) and not call.emulator)
    return blank and not places_of(call) & _UNSUITABLE


def _weight(call: Call) -> tuple[int, bool, str, str]:
    """Reads before writes, deletions last; what names nothing before what names zeros."""
    rank = {"GET": 0, "PATCH": 1, "PUT": 1, "POST": 2}.get(call.method, 3)
    if call.path.endswith(_DRASTIC):
        rank = 3
    return rank, bool(places_of(call)), call.path, call.method


def _blank(value: Any) -> Any:
    """A text or JSON value with zeros for every object that it names; what names a site is left out."""
    if isinstance(value, str):
        return _PLACE.sub(_NOTHING, value)
    if isinstance(value, list):
        return [_blank(one) for one in value]
    if isinstance(value, dict):
        return {key: _blank(one) for key, one in value.items() if one != _SITE}
    return value


def _differs(actor: Actor, scope: str, outcome: _Outcome) -> bool:
    return outcome == "refused" if scope in actor.scopes else outcome in ("open", "unknown")


def _told(actor: Actor, odd: Iterable[str]) -> str:
    lacks = [scope for scope in odd if scope in actor.scopes]
    has = [scope for scope in odd if scope not in actor.scopes]
    words = [f"it lacks {', '.join(lacks)}"] if lacks else []
    words += [f"it also has {', '.join(has)}"] if has else []
    return f"the token of {actor.name} is not what the profile says: {', and '.join(words)}"
