"""Telling each story once: what stories share is kept, what breaks one off becomes its end."""

from __future__ import annotations

from collections.abc import Callable

from conformance.checks import Indeterminate, NotExercised, Scene, Tale
from conformance.contract import Rule, Story
from conformance.errors import BudgetSpent, ContractError, TargetTrouble

__all__ = ["Tales", "ending"]


def ending(trouble: TargetTrouble) -> NotExercised | Indeterminate:
    """The outcome of what a target's trouble broke off.

    A limit of the profile's own is something missing, not an answer that was unclear.
    """
    kind = NotExercised if isinstance(trouble, BudgetSpent) else Indeterminate
    exchange = trouble.__dict__.get("exchange", "")
    return kind(trouble.message, [exchange] if exchange else [])


class Tales:
    """The stories that were told.

    Args:
        play: plays a story by each of its methods, and adds its scenes to a list as they come.
    """

    def __init__(self, play: Callable[[Story, list[Scene]], None]) -> None:
        self._play = play
        self._shared: dict[str, Tale] = {}

    def tell(self, rule: Rule) -> Tale:
        """Play a rule's story; what is shared is played once.

        Raises:
            ContractError: the rule is not told as a story.
        """
        story = rule.told
        if story is None:
            raise ContractError(f"{rule.address} is not told as a story.")
        if story.share and story.share in self._shared:
            return self._shared[story.share]
        scenes: list[Scene] = []
        ended: NotExercised | Indeterminate | None = None
        try:
            self._play(story, scenes)
        except (NotExercised, Indeterminate) as outcome:
            ended = outcome
        except TargetTrouble as trouble:
            ended = ending(trouble)
        tale = Tale(scenes=tuple(scenes), ended=ended)
        if story.share:
            self._shared[story.share] = tale
        return tale
