"""What can be said of one rule after a run, in order: a later, higher verdict replaces a lower one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable


class Verdict(StrEnum):
    """The outcome of one rule; compares by its place in this list, not by spelling.

    A verdict is also its own word (`Verdict.FAILED == "failed"`), so that it can be written as it is.
    """

    NOT_APPLICABLE = (
        "not-applicable",
        "The rule belongs to another edition, or to a trait that this target does not have.",
        "–",  # noqa: RUF001 - a sign to look at, not a hyphen
    )
    NOT_EXERCISED = (
        "not-exercised",
        "The rule applies, but what it takes to try it was missing; nothing is said about the target.",
        "○",
    )
    PASSED = ("passed", "The target was seen to do what the rule says.", "✓")
    ADVISORY = (
        "advisory",
        "A recommendation, or a rule that no document states outright, was missed; it fails nobody.",
        "!",
    )
    KNOWN = ("known", "The target misses the rule in the way its profile declares, with a reason.", "K")
    FAILED = ("failed", "A documented requirement was seen to be missed.", "✗")
    INDETERMINATE = (
        "indeterminate",
        "Network, throttling or an unstable answer stood in the way of a judgement.",
        "?",
    )
    ERROR = ("error", "The suite itself went wrong; this says nothing about the target.", "E")

    meaning: str
    sign: str
    rank: int

    def __new__(cls, word: str, meaning: str = "", sign: str = "") -> Self:
        """Give the word its meaning, its sign and its place in the order."""
        verdict = str.__new__(cls, word)
        verdict._value_ = word
        verdict.meaning = meaning
        verdict.sign = sign
        verdict.rank = len(cls.__members__)
        return verdict

    @property
    def conclusive(self) -> bool:
        """Whether the target was judged: passed, advisory, known or failed."""
        return Verdict.PASSED <= self <= Verdict.FAILED

    @classmethod
    def merge(cls, verdicts: Iterable[Verdict]) -> Verdict:
        """Return the highest of `verdicts`; of none, `not-exercised`."""
        return max(verdicts, default=cls.NOT_EXERCISED)

    def __lt__(self, other: str) -> bool:
        return self.rank < _rank(other)

    def __le__(self, other: str) -> bool:
        return self.rank <= _rank(other)

    def __gt__(self, other: str) -> bool:
        return self.rank > _rank(other)

    def __ge__(self, other: str) -> bool:
        return self.rank >= _rank(other)


def _rank(other: object) -> int:
    """Return the place of `other`; a word would compare by its spelling, so it may not stand here."""
    if isinstance(other, Verdict):
        return other.rank
    raise TypeError(f"A verdict has no order with {other!r}.")
