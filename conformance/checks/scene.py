"""What came of the steps of a story: the input of the checks on behaviour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.checks.outcomes import Outcome

__all__ = ["Scene", "Tale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One judged step that was done.

    Attributes:
        number: of the step in its story, from 0.
        method: by which the story was told.
        status: of the answer; `said` is the answer in words.
        body: of the answer; None when it has none.
        headers: of the answer, names in lower case.
        sent: the properties that an update named.
        before: the meeting as it was last read before an update; None when it was not read.
        after: the meeting as it was read after an update; None when it was not, or showed no object.
        unread: why it could not be read afterwards, the status first; None when it could or need not be.
        fill: fills the places of what the step expects, as of that moment.
        exchanges: ids of the exchanges, the answer's first.
    """

    number: int
    method: str
    status: int
    said: str
    body: Any
    headers: Mapping[str, str]
    sent: tuple[str, ...] = ()
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    unread: str | None = None
    fill: Callable[[Any], Any]
    exchanges: tuple[str, ...] = ()

    @property
    def vanished(self) -> bool:
        """Whether the meeting could not be found after an update."""
        return self.unread is not None and self.unread.partition(":")[0] == "404"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """A story as it went.

    Attributes:
        scenes: the judged steps, telling by telling.
        ended: why it could not be told to its end; None when it could.
    """

    scenes: tuple[Scene, ...] = field(default=())
    ended: Outcome | None = None
