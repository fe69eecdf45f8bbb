"""Tokens for rules about scopes: made by the control API, or one of the profile's that decides the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from conformance.checks import NotExercised
from conformance.clients import ControlClient, RestClient
from conformance.contract import Access
from conformance.staging.players import unreached
from conformance.targets import Profile

__all__ = ["Tokens", "Want", "wanted"]

_FOREIGN = ("refused-without-role",)
_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Want:
    """What a token must be to decide a rule.

    Attributes:
        role: of its owner.
        has: scopes that it needs, all of them.
        lacks: scopes that it must not have.
        only_reads: whether all its scopes must be for reading.
        ideal: the scopes of a token made for the rule.
    """

    role: str
    has: frozenset[str]
    lacks: frozenset[str]
    only_reads: bool
    ideal: frozenset[str]

    def fits(self, role: str, scopes: Iterable[str]) -> bool:
        """Whether such a token decides the rule."""
        held = frozenset(scopes)
        reads = not self.only_reads or all(one.endswith("_read") for one in held)
        return role == self.role and bool(held) and self.has <= held and not held & self.lacks and reads

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
    return Want(role, has, access.lacks, access.only_reads, has | access.kept)


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
        self._made: dict[tuple[str, frozenset[str]], str] = {}
        self._emails: dict[str, str] = {}
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
        for name, actor in self._profile.actors.items():
            if actor.role == "user" and name != "host":
                return name
        raise NotExercised("the profile names no second actor with the role user")

    def email(self, actor: str) -> str:
        """The e-mail address of an actor, which is asked for once.

        Raises:
            NotExercised: the target does not tell.
            TargetTrouble: no whole answer came.
        """
        if actor not in self._emails:
            answer = self._rest.send("GET", "/people/me", actor=actor, purpose=f"who is {actor}")
            emails = answer.object.get("emails")
            email = emails[0] if isinstance(emails, list) and emails else None
            if not answer.ok or not isinstance(email, str) or "@" not in email:
                raise unreached(f"asking who {actor} is", answer)
            self._emails[actor] = email
        return self._emails[actor]

    def actor(self, access: Access) -> str:
        """The actor whose token decides a rule; a token is made for it where that is possible.

        Raises:
            NotExercised: there is none; says which token would do.
            TargetTrouble: no whole answer came.
        """
        want = wanted(access)
        # Who lacks a role needs somebody else's objects, which are the host's.
        foreign = access.check in _FOREIGN
        named = {
            name: actor
            for name, actor in self._profile.actors.items()
            if actor.role == want.role and not (foreign and name == "host")
        }
        if self._control is not None and named:
            person = next(iter(named))
            return self._make(person, want.ideal)
        for name, actor in named.items():
            if want.fits(actor.role, actor.scopes) and name not in self._distrusted:
                return name
        distrusted = [self._distrusted[name] for name in named if name in self._distrusted]
        if distrusted:
            raise NotExercised(distrusted[0])
        raise NotExercised(f"the profile has no token of the role {want.role} with {want.words}")

    def _make(self, person: str, scopes: frozenset[str]) -> str:
        key = (person, scopes)
        if key in self._made:
            return self._made[key]
        if self._control is None:
            raise NotExercised("no control API can make a token")
        answer = self._control.mint_token(self.email(person), sorted(scopes))
        token = answer.object.get("accessToken")
        if not answer.ok or not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise unreached(f"making a token for {person}", answer)
        self._learn(token)
        short = ", ".join(sorted(scope.partition(":")[2] for scope in scopes)[:_SHOWN])
        more = f" and {len(scopes) - _SHOWN} more" if len(scopes) > _SHOWN else ""
        name = f"{person} with {short}{more} ({len(self._made) + 1})"
        self._rest.introduce(name, token)
        self._made[key] = name
        return name
