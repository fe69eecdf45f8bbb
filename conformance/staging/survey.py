"""What the tokens of a profile decide of the rules about scopes, and which further ones would do the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from conformance.contract import Access, Rule
from conformance.staging.cover import smallest_cover
from conformance.staging.finding import FOUND
from conformance.staging.props import LEFT_BEHIND, places_of
from conformance.staging.sparing import spared
from conformance.staging.tokens import FOR_OTHERS, Want, candidates, wanted
from conformance.targets import Profile

__all__ = ["NEEDED", "Further", "Survey", "survey"]

NEEDED = ("spark:kms", "spark:people_read")
"""Scopes that every integration needs, whatever it is for; they open no operation of meetings."""

_STAGED = (
    "it needs a meeting that runs, or what one leaves behind, of its own: only the control API makes these"
)
_ROLELESS = "a user is given no scopes of administrators or compliance officers"
_ISSUED = "a guest's scopes come whole from the guest issuer; none can be left out"
_SCHEDULING = ("meeting:schedules_read", "meeting:schedules_write")
_NAMES = {"user": "other", "admin": "admin", "compliance": "officer", "guest": "guest"}


@dataclass(frozen=True, slots=True)
class Further:
    """A token that the profile lacks.

    Attributes:
        name: a name for the actor that the profile does not have yet.
        role: of its owner.
        person: the actor whose person it is; empty for somebody of whom the profile has no token.
        scopes: of meetings, sorted.
        rules: how many open rules it decides that the tokens before it do not.
        owns: whether it is of somebody whose objects the host tries to reach.
    """

    name: str
    role: str
    person: str
    scopes: tuple[str, ...]
    rules: int
    owns: bool = False


@dataclass(slots=True)
class Survey:
    """What tokens decide.

    Attributes:
        decided: how many rules the profile's tokens decide, by level and whether the operation must open.
        total: of how many.
        never: how many rules no token of a live site decides, by the reason.
        further: the smallest set of tokens that would decide the others.
        lacking: scopes that the host's token lacks for preparing and reading back what is tried.
    """

    decided: Counter[tuple[str, bool]] = field(default_factory=Counter)
    total: Counter[tuple[str, bool]] = field(default_factory=Counter)
    never: Counter[str] = field(default_factory=Counter)
    further: list[Further] = field(default_factory=list)
    lacking: tuple[str, ...] = ()

    @property
    def open(self) -> int:
        """How many rules the further tokens would decide."""
        return self.total.total() - self.decided.total() - self.never.total()


def survey(profile: Profile, rules: Sequence[Rule]) -> Survey:
    """Work out what can be decided on a site without the control API.

    Args:
        profile: of the site.
        rules: those that are asked for; what is not about scopes does not count.

    Raises:
        ContractError: the contract has a rule that no token at all could decide.
    """
    found = Survey()
    waiting: list[tuple[Want, bool]] = []
    second = _second(profile)
    for access in (rule.access for rule in rules if rule.access):
        want, others = wanted(access), access.check in FOR_OTHERS
        found.total[access.tier, access.opens] += 1
        reason = _spared(access)
        fits = any(want.fits(actor.role, actor.scopes) for actor in candidates(want, profile))
        if not reason and not fits:
            reason = _not_to_be_had(access)
        if reason:
            found.never[reason] += 1
        elif fits and (second or not others):
            found.decided[access.tier, access.opens] += 1
        else:
            waiting.append((want, others))
    found.further = _further(profile, waiting, second=second)
    if found.total and "host" in profile.actors:
        found.lacking = tuple(sorted(_prepares(rules) - set(profile.actors["host"].scopes)))
    return found


def _spared(access: Access) -> str | None:
    """Why a rule is decided on emulators alone, if it is."""
    for why in (spared(access, call) for call in access.calls):
        if why:
            return why
    for call in access.calls if access.opens or access.check == "refused-for-others" else ():
        places = places_of(call) & LEFT_BEHIND
        if places and (call.writes or places - FOUND):
            return _STAGED
    return None


def _not_to_be_had(access: Access) -> str | None:
    """Why nobody can have the token that a rule needs, if nobody can."""
    if access.check == "refused-without-role":
        return _ROLELESS
    return _ISSUED if access.tier == "guest" and not access.opens else None


def _prepares(rules: Iterable[Rule]) -> set[str]:
    """What the host's own token needs for making, finding and reading back what is tried."""
    accesses = [rule.access for rule in rules if rule.access]
    havable = {scope for access in accesses for scope in (*access.scopes, *access.kept)}
    named = {scope for access in accesses for scope in (*access.scopes, *access.lacks)}
    reads = {f"meeting:{_resource(scope)}_read" for scope in named}
    return {*_SCHEDULING, *(reads & havable)}


def _resource(scope: str) -> str:
    """What a scope is about: its last word says what may be done with that.

    >>> _resource("meeting:admin_schedule_write")
    'schedules'
    """
    resource = scope.partition(":")[2].removeprefix("admin_").rpartition("_")[0]
    return "schedules" if resource == "schedule" else resource


def _second(profile: Profile) -> bool:
    """Whether a second user's objects can be had."""
    host = profile.actors["host"].who if "host" in profile.actors else "host"
    return any(actor.role == "user" and actor.who != host for actor in profile.actors.values())


def _further(profile: Profile, waiting: list[tuple[Want, bool]], *, second: bool) -> list[Further]:
    found: list[Further] = []
    taken = set(profile.actors)
    lone = [want for want, _ in waiting]
    for role, host in dict.fromkeys((want.role, want.host) for want in lone):
        theirs = [want for want in lone if (want.role, want.host) == (role, host)]
        present = candidates(theirs[0], profile)
        missing = [want for want in theirs if not any(want.fits(role, actor.scopes) for actor in present)]
        person = present[0].who if present else ""
        for scopes in smallest_cover(missing) if missing else ():
            decided = [want for want in missing if want.fits(role, scopes)]
            missing = [want for want in missing if want not in decided]
            name = _name("host" if host else _NAMES[role], taken)
            said = tuple(sorted(scopes - set(NEEDED)))
            found.append(Further(name, role, person, said, len(decided)))
            person = person or name  # the next one is easiest had from the same person
    if not second and (number := sum(others for _, others in waiting)):
        theirs_too = {scope for want, others in waiting if others for scope in want.ideal}
        found.append(Further(_name("other", taken), "user", "", tuple(sorted(theirs_too)), number, owns=True))
    return found


def _name(first: str, taken: set[str]) -> str:
    name, number = first, 1
    while name in taken:
        number += 1
        name = f"{first}-{number}"
    taken.add(name)
    return name
