"""Tokens for rules about scopes: made by the control API, or one of the profile's that decides the rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from conformance.checks import NotExercised
from conformance.clients import ControlClient, RestClient
from conformance.contract import Access
from conformance.staging.players import unreached
from conformance.targets import Actor, Profile

__all__ = ["FOR_OTHERS", "NO_TOKEN", "Tokens", "Want", "candidates", "wanted"]

_FOREIGN = ("refused-without-role",)
_BOUNDED = ("refused", "refused-without", "refused-read-only")
_SPEAKING = ("meeting:", "spark-compliance:", "webex-squared:")
"""How scopes begin that open operations of meetings; integrations always have others beside them."""
_ALL = "spark:all"
_SHOWN = 2
_TOKEN = re.compile(r"[!-~]{1,8192}")
_EMAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,189}")
_UNOFFERED = (404, 405, 501)
NO_TOKEN = "the profile has no token"  # noqa: S105 - words, not a token
"""How the reason of a rule begins that no actor's token decides."""
FOR_OTHERS = ("refused-for-others", "refused-on-behalf")
"""Checks that need a second user, whose objects the host tries to reach."""


@dataclass(frozen=True, slots=True)
class Want:
    """What a token must be to decide a rule.

    Attributes:
        role: of its owner.
        has: scopes that it needs, all of them.
        lacks: scopes that it must not have.
        only_reads: whether all its scopes must be for reading.
        ideal: the scopes of a token made for the rule.
        bounded: whether any other scope of meetings than the ideal ones could open the operation, so
            that a refusal is not to be expected.
        host: whether it must be the host's own token; otherwise it must be somebody else's.
    """

    role: str
    has: frozenset[str]
    lacks: frozenset[str]
    only_reads: bool
    ideal: frozenset[str]
    bounded: bool = False
    host: bool = False

    def fits(self, role: str, scopes: Iterable[str]) -> bool:
        """Whether such a token decides the rule."""
        held = frozenset(scopes)
        speaking = frozenset(one for one in held if one.startswith(_SPEAKING) or one == _ALL)
        reads = not self.only_reads or all(one.endswith("_read") for one in speaking)
        within = not self.bounded or speaking - {_ALL} <= self.ideal
        decides = self.has <= held and not held & self.lacks and bool(held & self.ideal)
        return role == self.role and decides and reads and within

    @property
    def words(self) -> str:
        """The token in words, for people."""
        if self.has:
            return f"{' and '.join(sorted(self.has))}, and nothing else for the operation"
        if self.lacks:
            return f"other scopes than {' and '.join(sorted(self.lacks))}"
        return "scopes of that level alone"


def wanted(access: Access) -> Want:
    """What a token must be to decide a rule about scopes."""
    has = frozenset(access.scopes)
    role = "user" if access.check in _FOREIGN else access.tier
    host = role == "user" and access.check not in _FOREIGN
    bounded = access.check in _BOUNDED
    return Want(role, has, access.lacks, access.only_reads, has | access.kept, bounded, host)


def candidates(want: Want, profile: Profile) -> list[Actor]:
    """The actors of a profile whose person is the right one, whatever their scopes.

    What the host's objects are tried with at the level of users must be the host's, and at any other
    level somebody else's: a host reaches his own without any of its scopes.
    """
    host = profile.actors["host"].who if "host" in profile.actors else "host"
    return [
        actor
        for actor in profile.actors.values()
        if actor.role == want.role and (actor.who == host) is want.host
    ]


class Tokens:
    """Finds the actor whose token decides a rule.

    Args:
        rest: the client, which learns every new token.
        control: makes tokens; None when the target cannot.
        profile: names the actors, with roles and scopes.
        learn: told each token that is made, so that it stays out of the evidence.
    """

    def __init__(
        self,
        rest: RestClient,
        control: ControlClient | None,
        profile: Profile,
        learn: Callable[[str], None],
    ) -> None:
        self._rest = rest
        self._control = control
        self._profile = profile
        self._learn = learn
        self._mints = control is not None
        self._made: dict[tuple[str, frozenset[str]], str] = {}
        self._emails: dict[str, str] = {}
        self._nameless: dict[str, NotExercised] = {}
        self._distrusted: dict[str, str] = {}

    def distrust(self, actor: str, why: str) -> None:
        """Let no rule be decided by an actor whose token is not what the profile says."""
        self._distrusted[actor] = why

    def owner(self, *, other: bool = False) -> str:
        """The actor whose objects are meant: the host, or another user.

        Raises:
            NotExercised: the profile names no second user.
        """
        if not other:
            return "host"
        users = [actor for actor in self._profile.actors.values() if actor.role == "user"]
        host = next((actor.who for actor in users if actor.name == "host"), "host")
        named = [actor for actor in users if actor.who != host]
        others = [actor for actor in named if actor.name not in self._distrusted]
        if named and not others:
            raise NotExercised(self._distrusted[named[0].name])
        if not others:
            raise NotExercised("the profile names no second actor with the role user")
        # Of one person's tokens the one that can prepare the most; no token of a third person.
        same = [actor for actor in others if actor.who == others[0].who]
        return max(same, key=lambda actor: len(actor.scopes)).name

    def email(self, actor: str) -> str:
        """The e-mail address of an actor, which is asked for once.

        Raises:
            NotExercised: the target does not tell.
            TargetTrouble: no whole answer came.
        """
        if actor in self._nameless:
            raise NotExercised(self._nameless[actor].reason, self._nameless[actor].exchanges)
        if actor not in self._emails:
            answer = self._rest.send("GET", "/people/me", actor=actor, purpose=f"who is {actor}")
            emails = answer.object.get("emails")
            email = emails[0] if isinstance(emails, list) and emails else None
            if not answer.ok or not isinstance(email, str) or not _EMAIL.fullmatch(email):
                outcome = unreached(f"asking who {actor} is", answer)
                if isinstance(outcome, NotExercised):
                    self._nameless[actor] = outcome
                raise outcome
            self._emails[actor] = email
        return self._emails[actor]

    def actor(self, access: Access) -> str:
        """The actor whose token decides a rule; a token is made for it where that is possible.

        Raises:
            NotExercised: there is none; says which token would do.
            TargetTrouble: no whole answer came.
        """
        want = wanted(access)
        named = candidates(want, self._profile)
        made = self._make(named[0].name, want.ideal) if self._mints and named else None
        if made is not None:
            return made
        fitting = [actor.name for actor in named if want.fits(actor.role, actor.scopes)]
        for name in fitting:
            if name not in self._distrusted:
                return name
        if fitting:
            raise NotExercised(self._distrusted[fitting[0]])
        raise NotExercised(f"{NO_TOKEN} of the role {want.role} with {want.words}")

    def _make(self, person: str, scopes: frozenset[str]) -> str | None:
        """The name of an actor with a new token; None where the control API makes no tokens."""
        key = (person, scopes)
        if key in self._made or self._control is None:
            return self._made.get(key)
        answer = self._control.mint_token(self.email(person), sorted(scopes))
        token = answer.object.get("accessToken")
        if answer.status in _UNOFFERED:
            self._mints = False
            return None
        # Without a token, or with half of one, every call would be refused, and every such rule would hold.
        if not answer.ok or not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise unreached(f"making a token for {person}", answer)
        self._learn(token)
        short = ", ".join(sorted(scope.partition(":")[2] for scope in scopes)[:_SHOWN])
        more = f" and {len(scopes) - _SHOWN} more" if len(scopes) > _SHOWN else ""
        name = f"{person} with {short}{more} ({len(self._made) + 1})"
        self._rest.introduce(name, token)
        self._made[key] = name
        return name
