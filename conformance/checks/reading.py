"""What was read of meetings in one situation: the input of every check on states."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

__all__ = ["Attempt", "Reading", "Situation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One meeting, read in one situation.

    Attributes:
        meeting: which of the staged meetings, e.g. `recurring`.
        exchange: id of the exchange that read it.
        status: of the answer.
        body: the meeting's JSON object; None when the answer held none.
        flaw: why there is no body.
    """

    meeting: str
    exchange: str
    status: int
    body: dict[str, Any] | None
    flaw: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A situation, staged once and read once.

    Attributes:
        name: e.g. `meeting.lobby`.
        provider: who brought it about; None when nobody could.
        readings: one for each staged meeting that reached it.
        missing: what was missing when there are no readings.
        trouble: the target gave no usable answer, rather than lacking something.
        carried: for each meeting, the attributes that the target showed of it anywhere.
    """

    name: str
    provider: str | None = None
    readings: tuple[Reading, ...] = ()
    missing: str | None = None
    trouble: bool = False
    exchanges: tuple[str, ...] = ()
    carried: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def meeting_type(self) -> str:
        """The `meetingType` of the situation's meetings."""
        return self.name.split(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try to move a scheduled meeting.

    Attributes:
        method: PUT or PATCH.
        status: of the answer; `said` is the answer in words.
        wanted: the new start that was asked for.
        before: its start until then, as far as the target told.
        after: its start when it was read afterwards.
        accepted: what an oracle expects, where no example says it; `reason` is why.
    """

    method: str
    status: int
    said: str
    wanted: datetime
    before: datetime | None
    after: datetime | None
    exchanges: tuple[str, ...] = ()
    accepted: bool | None = None
    reason: str = ""
