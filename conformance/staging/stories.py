"""The stage of stories: creates the meetings that they need, and plays each of them once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

from conformance.checks import NotExercised, Outcome, Scene, Tale
from conformance.clients import RestClient
from conformance.contract import Rule, Story, Subject
from conformance.errors import TargetTrouble
from conformance.staging.places import names_of
from conformance.staging.players import Player, create_player, unreached
from conformance.staging.present import NO_CONTROL, Present
from conformance.staging.tales import Tales
from conformance.staging.telling import Telling
from conformance.targets import Profile

__all__ = ["StoryStage"]

_READ_ONLY = ("meeting:schedules_read",)
_STILL_FRESH = timedelta(minutes=30)
_TOKEN = re.compile(r"[!-~]+")  # what a header can carry


class StoryStage:
    """Plays stories.

    Args:
        rest: the REST client; the actor is the host.
        present: what time it is on the target, and its control API, if it has one.
        profile: which providers may be used, and what the site can carry.
        marker: part of the title of everything that is created.
        cast: the meetings that stories are told of.
        learn: told each credential that is made on the way, so that it stays out of the evidence.
        passes: told the id of a meeting that cannot be deleted and ends by itself.
    """

    def __init__(
        self,
        rest: RestClient,
        present: Present,
        profile: Profile,
        marker: str,
        cast: Mapping[str, Subject],
        *,
        learn: Callable[[str], None],
        passes: Callable[[str], None],
    ) -> None:
        self._rest = rest
        self._profile = profile
        self._marker = marker
        self._cast = cast
        self._learn = learn
        self._passes = passes
        self._present = present
        self._may_create = present.control is not None or "api" in profile.staging
        self._shared: dict[str, Player] = {}
        self._refused: dict[str, Outcome] = {}
        self._tales = Tales(self._play)
        self._site: str | None = profile.traits.site_url

    def tell(self, rule: Rule) -> Tale:
        """Play a rule's story by each of its methods; what is shared is played once.

        Raises:
            ContractError: the rule is not told as a story.
        """
        return self._tales.tell(rule)

    def release(self) -> None:
        """Let the clock go; what was created is in the ledger and goes with the rest of the run."""
        self._present.release()

    def _play(self, story: Story, scenes: list[Scene]) -> None:
        self._check(story)
        with self._on_a_site_with(story.site):
            for method in story.methods:
                telling = self._telling(story, method)
                try:
                    telling.play()
                finally:
                    scenes += telling.scenes
                    telling.leave()

    def _check(self, story: Story) -> None:
        if story.controlled and self._present.control is None:
            raise NotExercised(NO_CONTROL)
        if story.subject is not None and not self._may_create:
            raise NotExercised("the profile lets nothing be created (abilities.staging)")

    def _telling(self, story: Story, method: str) -> Telling:
        player = self._player(story.subject, fresh=story.fresh) if story.subject else None
        return Telling(story, player, method, self._rest, self._present, self._names(), self._actor)

    def _player(self, name: str, *, fresh: bool) -> Player:
        if name in self._refused:
            raise self._refused[name]
        shared = self._shared.get(name)
        if shared and not fresh and shared.starts[0] > self._present.now() + _STILL_FRESH:
            return shared
        try:
            player = create_player(
                self._cast[name],
                self._rest,
                self._present,
                self._profile.traits,
                self._names(),
                f"{self._marker} story",
            )
        except Outcome as outcome:
            # Failed creations count towards the vendor's quota; the next one would fail alike.
            self._refused[name] = outcome
            raise
        self._site = self._site or player.site
        if self._cast[name].body.get("adhoc"):
            self._passes(player.series)
        if not fresh:
            self._shared[name] = player
        return player

    def _names(self) -> dict[str, str]:
        return {"marker": self._marker, **names_of(self._profile.traits)}

    def _actor(self, name: str, player: Player | None) -> str:
        """The actor of a step; one that does not exist yet is made."""
        if name in {"host", "nobody", "broken"} or self._rest.knows(name):
            return name
        control = self._present.control
        if control is None or player is None or player.host is None:
            raise NotExercised(f"the profile names no actor {name}, and no control API can make one")
        answer = control.mint_token(player.host, _READ_ONLY)
        token = answer.object.get("accessToken")
        if not answer.ok or not isinstance(token, str):
            raise unreached("making a token with read scope only", answer)
        if not _TOKEN.fullmatch(token):
            raise NotExercised(
                "the token that was made cannot be sent: no header can carry it", [answer.exchange]
            )
        self._learn(token)
        self._rest.introduce(name, token)
        return name

    @contextmanager
    def _on_a_site_with(self, traits: Mapping[str, Any]) -> Iterator[None]:
        """Give the site traits while a story is played, and give it back its own afterwards."""
        if not traits:
            yield
            return
        control = self._present.control
        if control is None:
            names = ", ".join(traits)
            raise NotExercised(f"only the control API can give the site other traits ({names})")
        if self._site is None:
            self._player("one-off", fresh=False)
        if self._site is None:
            raise NotExercised("the target does not say on which site a meeting is")
        before = control.read_site(self._site)
        if not before.ok:
            raise unreached("reading the traits of the site", before)
        answer = control.change_site(self._site, dict(traits))
        if not answer.ok:
            raise unreached("giving the site other traits", answer)
        try:
            yield
        finally:
            with suppress(TargetTrouble):
                control.change_site(self._site, {name: before.object.get(name) for name in traits})
