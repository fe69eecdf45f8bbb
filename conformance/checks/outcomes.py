"""How a case ends when it does not simply pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = [
    "Failure",
    "Followed",
    "Graded",
    "Indeterminate",
    "NotApplicable",
    "NotExercised",
    "Noted",
    "Outcome",
]


class Outcome(Exception):
    """A case could not be judged.

    Attributes:
        reason: why, in words; equal reasons are counted together in reports.
        exchanges: ids of the exchanges that show it.
    """

    def __init__(self, reason: str, exchanges: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.exchanges = tuple(exchanges)


class NotApplicable(Outcome):
    """The rule promises nothing here.

    Attributes:
        conflict: the conflict that this answers, if any, and `followed` the reading that was seen.
    """

    def __init__(
        self, reason: str, exchanges: Sequence[str] = (), *, conflict: str = "", followed: str = ""
    ) -> None:
        super().__init__(reason, exchanges)
        self.conflict = conflict
        self.followed = followed


class NotExercised(Outcome):
    """The target could not be brought to where the rule can be judged; the reason says what was missing."""


class Indeterminate(Outcome):
    """The target was asked and gave no answer that can be judged: network, throttling, a broken read."""


class Followed(Exception):
    """The rule holds, and the target has shown which reading of a conflict it follows.

    Attributes:
        conflict: its id; `followed` is the id of the reading.
        exchanges: ids of the exchanges that show it.
    """

    def __init__(self, conflict: str, followed: str, exchanges: Sequence[str] = ()) -> None:
        super().__init__(f"{conflict}: {followed}")
        self.conflict = conflict
        self.followed = followed
        self.reason = "seen while the rule was judged"
        self.exchanges = tuple(exchanges)


class Noted(Exception):
    """The rule holds, and something was seen beside that people want to know.

    Attributes:
        note: what, in words.
        exchanges: ids of the exchanges that show it.
    """

    def __init__(self, note: str, exchanges: Sequence[str] = ()) -> None:
        super().__init__(note)
        self.note = note
        self.exchanges = tuple(exchanges)


class Failure(AssertionError):
    """The target broke the rule.

    Attributes:
        expected: what the rule asks for.
        actual: what came, without values that could be secret.
        exchanges: ids of the exchanges that show it.
        advisory: whether it fails nobody, whatever the rule's level, and is worth knowing all the same.
        example: how what was drawn by chance is made again from the run's seed, as JSON; empty for what
            nobody drew.
    """

    def __init__(
        self,
        expected: str,
        actual: str,
        exchanges: Sequence[str],
        *,
        advisory: bool = False,
        example: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"expected {expected}; got {actual}")
        self.expected = expected
        self.actual = actual
        self.exchanges = tuple(exchanges)
        self.advisory = advisory
        self.example = dict(example or {})


class Graded(Exception):
    """A rule was judged in several editions, each with an end of its own.

    Attributes:
        ends: by edition what the rule ended with there; None where it ended well.
    """

    def __init__(self, ends: Mapping[str, Exception | None]) -> None:
        super().__init__(", ".join(f"{edition}: {end or 'passed'}" for edition, end in ends.items()))
        self.ends = dict(ends)
