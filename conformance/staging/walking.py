"""The stage of random walks: all are drawn from the run's seed and played once, whatever they decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from conformance.checks import Difference, NotExercised, Outcome, Walked
from conformance.clients import RestClient
from conformance.contract import Aspect, Rule
from conformance.errors import ContractError, TargetTrouble, UsageError
from conformance.generators import (
    CONTROLLED,
    EFFORTS,
    Effort,
    Walk,
    draw_walks,
    pruned,
    script,
    shorten,
    walk_of,
)
from conformance.staging.present import NO_CONTROL, Present
from conformance.staging.tales import ending
from conformance.staging.walk_asking import Asked, curl_lines
from conformance.staging.walk_play import WalkPlay
from conformance.targets import Profile

__all__ = ["WalkStage"]

_NAME = "rest.walks"
_SHARE = 10  # of the creations that a profile allows, walks take one in so many
_LEAST = 2
_FARTHEST = timedelta(days=120)
"""So far walks move the clock together: meetings delete themselves 180 days after their end."""


class _Played:
    """What came of one walk."""

    def __init__(self, play: WalkPlay) -> None:
        self.asked: list[Asked] = play.asking.asked
        self.differences: Mapping[Aspect, Difference] = play.reading.differences
        self.judged: Counter[Aspect] = play.reading.judged
        self.ended: Outcome | None = play.ended


class WalkStage:
    """Plays walks.

    Args:
        rest: the REST client; the actor is the host.
        present: what time it is on the target, and its control API, if it has one.
        profile: whether and how much may be created, and on which site.
        marker: part of the title of everything that is created.
        seed: of the run.
        effort: how many walks, and of how many steps.
        replays: how many further walks are played at most to find the shortest one that fails a rule.
    """

    def __init__(
        self,
        rest: RestClient,
        present: Present,
        profile: Profile,
        marker: str,
        seed: int,
        effort: Effort = EFFORTS["default"],
        *,
        replays: int = 40,
    ) -> None:
        self._rest = rest
        self._present = present
        self._profile = profile
        self._marker = marker
        self._seed = seed
        self._effort = effort
        self._replays = replays
        self._controlled = present.control is not None
        self._creations = 0
        self._number = 0
        self._began: datetime | None = None
        self._drawn: list[Walk] | None = None
        self._played: dict[Walk, _Played | None] = {}
        self._ended: Outcome | None = None

    def walked(self, rule: Rule) -> Walked:
        """What all walks show of a rule; where one shows a difference, the shortest that was found to.

        Raises:
            ContractError: the rule is not about walks.
            NotExercised: the profile lets nothing be created.
        """
        aspect = _aspect(rule)
        self._check()
        if self._drawn is None:
            self._drawn = draw_walks(
                self._seed, _NAME, self._effort.walks, self._effort.steps, controlled=self._controlled
            )
        played = [one for walk in self._drawn if (one := self._once(walk)) is not None]
        walked = Walked(
            walks=len(played),
            judged=sum((one.judged for one in played), Counter[Aspect]()),
            ended=self._ended,
        )
        first = next(
            (walk for walk in self._drawn if (one := self._played.get(walk)) and aspect in one.differences),
            None,
        )
        return walked if first is None else self._with_shortest(walked, first, aspect)

    def replay(self, rule: Rule, example: Mapping[str, Any]) -> Walked:
        """Play the walk of a failure once more.

        Args:
            rule: that failed.
            example: of the failure; `walk` in it is what counts.

        Raises:
            ContractError: the rule is not about walks.
            NotExercised: the profile lets nothing be created, or there is no control API where it is needed.
            UsageError: the example holds no walk.
        """
        aspect = _aspect(rule)
        self._check()
        try:
            walk = walk_of(example.get("walk"))
        except ValueError as error:
            raise UsageError(f"The example of {rule.address} cannot be played again: {error}.") from None
        if not self._controlled and any(step.do in CONTROLLED for step in walk):
            raise NotExercised(NO_CONTROL)
        played = self._play(walk)
        walked = Walked(walks=1, judged=played.judged, ended=played.ended)
        return self._shown(walked, walk, played, aspect) if aspect in played.differences else walked

    def release(self) -> None:
        """Let the clock go."""
        self._present.release()

    def _check(self) -> None:
        if "api" not in self._profile.staging and self._present.control is None:
            raise NotExercised("the profile lets nothing be created (abilities.staging)")

    def _once(self, walk: Walk) -> _Played | None:
        """What came of a walk, which is played the first time only; None when it could not be played."""
        if walk not in self._played:
            may = self._ended is None and self._may_create() and not self._far()
            self._played[walk] = self._play(walk) if may else None
            played = self._played[walk]
            if played is not None and played.ended is not None:
                # Whatever broke this walk off would break off each of the others.
                self._ended = played.ended
        return self._played[walk]

    def _play(self, walk: Walk) -> _Played:
        self._number += 1
        marker = f"{self._marker} walk {self._number}"
        try:
            play = WalkPlay(self._rest, self._present, self._profile, marker, self._create)
        except TargetTrouble as trouble:
            raise ending(trouble) from None
        play.play(walk)
        return _Played(play)

    def _far(self) -> bool:
        """Whether walks have moved the clock so far that others' meetings would soon delete themselves."""
        if not self._controlled:
            return False
        try:
            now = self._present.now()
        except TargetTrouble as trouble:
            raise ending(trouble) from None
        self._began = now if self._began is None else self._began
        return now - self._began > _FARTHEST

    def _may_create(self) -> bool:
        limit = max(_LEAST, self._profile.limits.max_creations // _SHARE)
        return self._controlled or self._creations < limit

    def _create(self) -> bool:
        allowed = self._may_create()
        self._creations += allowed
        return allowed

    def _with_shortest(self, walked: Walked, first: Walk, aspect: Aspect) -> Walked:
        """The walks with the shortest that shows a difference; each try costs requests, so few are made."""
        left = self._replays
        kept = left // 2  # for leaving out single steps in the end

        def shows(walk: Walk) -> int | None:
            nonlocal left
            if walk not in self._played:
                if left <= kept or self._ended is not None:
                    raise StopIteration
                left -= 1
            played = self._once(walk)
            different = played.differences.get(aspect) if played else None
            if played is None or different is None:
                return None
            # The walk that ends there shows it as well, and need not be played.
            self._played.setdefault(walk[: different.step], played)
            return different.step

        effort = self._effort
        best = shorten(shows, self._seed, _NAME, effort.walks, effort.steps, controlled=self._controlled)
        kept = 0
        walk = pruned(best or first, shows)
        played = self._played[walk]
        assert played is not None  # noqa: S101 - it was played, and differs
        return self._shown(walked, walk, played, aspect)

    def _shown(self, walked: Walked, walk: Walk, played: _Played, aspect: Aspect) -> Walked:
        different = played.differences[aspect]
        steps = walk[: different.step]
        example = {
            "walk": [one.as_json() for one in steps],
            "script": script(steps),
            "curl": curl_lines(played.asked, different.asked, self._profile.rest, self._profile.control),
        }
        return replace(walked, difference=different, example=example)


def _aspect(rule: Rule) -> Aspect:
    if rule.walk is None:
        raise ContractError(f"{rule.address} is not about walks.")
    return rule.walk
