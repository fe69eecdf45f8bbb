"""Stopping a group of cases whose target is plainly not there, so that none of them waits for it in vain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from conformance.checks import Indeterminate, NotExercised
from conformance.clients import Answer
from conformance.errors import BudgetSpent, TargetTrouble, Throttled

__all__ = ["Breaker"]

_PATIENCE = 5
_UNAUTHORISED = 401


class Breaker:
    """Counts what a target does not answer, and stops whoever asks on.

    Three things stop a group, each after as many requests in a row: no answer at all, nothing but throttling,
    and 401 to a token of the profile. The last stops that token's actor alone, since others may do well. 403
    stops nobody: it speaks of one operation, not of the token. Nor does a status of the server's own trouble,
    which a wrong request may well cause. A group that was stopped stays so for the rest of the run.

    Args:
        patience: how many in a row are borne, one or more.
        group: what is stopped, as the beginning of a sentence.
        tell: is told once why a group, or an actor in it, was stopped.
    """

    def __init__(
        self,
        patience: int = _PATIENCE,
        *,
        group: str = "This group of rules",
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._patience = patience
        self._group = group
        self._tell = tell
        self._troubles: list[TargetTrouble] = []
        self._closed: Counter[str] = Counter()
        self._down = ""
        self._refused: dict[str, str] = {}

    def check(self, actor: str | None = "host") -> None:
        """Go on, or not.

        Args:
            actor: whose token is going to be sent; None for no token of the profile.

        Raises:
            Indeterminate: the target gives no answer, or throttles whatever is asked.
            NotExercised: it takes the actor's token for none.
        """
        if self._down:
            raise Indeterminate(self._down)
        if actor is not None and actor in self._refused:
            raise NotExercised(self._refused[actor])

    def refuses(self, actor: str) -> bool:
        """Whether the target has taken the actor's token for none as often as is borne."""
        return actor in self._refused

    def note(self, came: Answer | TargetTrouble, actor: str | None = "host") -> None:
        """Count what came of a request.

        A limit of the profile that is used up says nothing about the target and is not counted.

        Args:
            came: the answer, or why there is none.
            actor: whose token was sent; None for no token of the profile, which 401 is the right answer to.
        """
        if isinstance(came, BudgetSpent):
            return
        if isinstance(came, TargetTrouble):
            self._troubles.append(came)
            if len(self._troubles) >= self._patience and not self._down:
                self._down = self._stopped(self._why())
            return
        self._troubles.clear()
        if actor is None:
            return
        if came.status != _UNAUTHORISED:
            del self._closed[actor]
            return
        self._closed[actor] += 1
        if self._closed[actor] >= self._patience and actor not in self._refused:
            said = f"the token of {actor} was answered 401 {self._patience} times in a row"
            self._refused[actor] = self._stopped(said)

    def _why(self) -> str:
        """What the troubles in a row have in common, and the last of them."""
        throttled = all(isinstance(one, Throttled) for one in self._troubles)
        what = "throttled" if throttled else "not answered"
        return f"{self._patience} requests in a row were {what}; {self._troubles[-1].message}"

    def _stopped(self, why: str) -> str:
        text = f"{self._group} was stopped: {why}"
        text = text if text.endswith(".") else f"{text}."
        self._tell(text)
        return text
