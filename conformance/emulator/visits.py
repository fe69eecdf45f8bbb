"""Who was in a meeting, and when: a visit for each person, with a stay for each time he was in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Stay", "Visit"]


def _uuid() -> str:
    return str(uuid4())


@dataclass
class Stay:
    """One time in a meeting, or in a breakout session of it.

    Attributes:
        joined: When it began.
        left: When it ended; None while it goes on and when the end of the meeting ended it.
        key: A UUID: of the device that joined or, without hyphens, of the breakout session.
        name: The name of the breakout session; empty for the meeting itself.
    """

    joined: datetime
    left: datetime | None = None
    key: str = field(default_factory=_uuid)
    name: str = ""

    def until(self, end: datetime | None) -> datetime | None:
        """Give when it ended, where `end` is when the meeting did; None while it goes on."""
        return end if self.left is None else self.left


@dataclass
class Visit:
    """Everything that one person did in one instance of a meeting.

    Attributes:
        email: The address, in lower case.
        host: Whether the person came as the host.
        key: The UUID inside the id of the participant.
        waiting: Whether the person is in the lobby now.
        muted: Whether the microphone is off.
        stays: The times in the meeting, the last one open while the person is there.
        sessions: The times in breakout sessions.
    """

    email: str
    host: bool = False
    key: str = field(default_factory=_uuid)
    waiting: bool = False
    muted: bool = False
    stays: list[Stay] = field(default_factory=list)
    sessions: list[Stay] = field(default_factory=list)

    @property
    def present(self) -> bool:
        """Whether the person is in the meeting, until the meeting itself ends."""
        return bool(self.stays) and self.stays[-1].left is None

    @property
    def session(self) -> Stay | None:
        """The breakout session that the person is in; None for the meeting itself."""
        return self.sessions[-1] if self.sessions and self.sessions[-1].left is None else None

    def enter(self, now: datetime) -> None:
        """Come in, from the lobby or from outside."""
        self.waiting = False
        if not self.present:
            self.stays.append(Stay(now))

    def leave(self, now: datetime) -> None:
        """Go, out of the lobby or out of the meeting and its breakout sessions."""
        self.waiting = False
        for open_stay in (*self.stays[-1:], *self.sessions[-1:]):
            if open_stay.left is None:
                open_stay.left = max(now, open_stay.joined)
