"""One meeting as the documents say it must look: what is known of it, and which states it may be in.

Times are whole minutes from the midnight before the first day on which anything is scheduled. Where the
documents are silent or disagree, several states or values are allowed: nobody fails by our taste.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["DAY", "Happening", "Meeting", "Occurrence", "Values"]

DAY = 24 * 60
"""Minutes of a day."""

Values = frozenset[object]
"""What an attribute may be: one value, or several where nobody says which."""


@dataclass(slots=True)
class Occurrence:
    """One scheduled meeting.

    Attributes:
        number: in its series, from 1; it never changes.
        original: when it started as the series was scheduled; `start` is when it starts now.
        length: minutes.
        titles: what its title may be.
        exceptional: whether it was changed on its own.
        deleted: whether it was deleted on its own.
        held: whether it was started and has ended.
        locked: whether it was locked ahead of its beginning.
    """

    number: int
    original: int
    start: int
    length: int
    titles: Values
    exceptional: bool = False
    deleted: bool = False
    held: bool = False
    locked: bool = False

    @property
    def end(self) -> int:
        """When it is scheduled to end."""
        return self.start + self.length


@dataclass(slots=True)
class Happening:
    """A meeting that is going on or was held.

    Attributes:
        of: the number of the scheduled meeting that it belongs to.
        states: what its state may be.
        locked: whether newcomers must wait.
        hosted: whether the host is there.
        waiting: whether somebody is in the lobby.
    """

    of: int
    states: Values
    locked: bool = False
    hosted: bool = False
    waiting: bool = False

    @property
    def in_lobby(self) -> bool:
        """Whether it may not have begun yet."""
        return "lobby" in self.states


@dataclass(slots=True)
class Meeting:
    """A series with all that belongs to it.

    Attributes:
        number: in the walk, from 1.
        repeat: `one-off`, `daily` or `weekly`.
        occurrences: its scheduled meetings in order, deleted ones included.
        now: what is going on, if anything; `held` are those that have ended, in order.
        deleted: whether the whole series was deleted.
    """

    number: int
    repeat: str
    title: str
    agenda: str
    reminder: int
    occurrences: list[Occurrence]
    now: Happening | None = None
    held: list[Happening] = field(default_factory=list)
    deleted: bool = False

    @property
    def recurs(self) -> bool:
        """Whether it has scheduled meetings with ids of their own."""
        return self.repeat != "one-off"

    @property
    def standing(self) -> list[Occurrence]:
        """The scheduled meetings that were not deleted."""
        return [one for one in self.occurrences if not one.deleted]

    @property
    def happenings(self) -> list[Happening]:
        """What was held, and what is going on: instances under ids of their own."""
        return [*self.held, *([self.now] if self.now else [])]

    def occurrence(self, number: int) -> Occurrence:
        """The scheduled meeting of a number."""
        return self.occurrences[number - 1]

    def states(self, time: int) -> Values:
        """What the state of the series may be.

        With people in the lobby alone, one document calls it in progress and another does not.
        """
        if self.now is not None:
            return frozenset({"inProgress", "active"} if self.now.in_lobby else {"inProgress"})
        return frozenset({"active" if any(one.end > time for one in self.standing) else "expired"})

    def may_be_over(self, time: int) -> bool:
        """Whether it may have deleted itself, as a site can have it done with what is completed."""
        return self.states(time) == frozenset({"expired"})

    def states_of(self, one: Occurrence, time: int) -> Values:
        """What the state of a scheduled meeting may be.

        Silent are the documents about one that ended early, and about one whose predecessor was deleted
        before its time.
        """
        if self.now is not None and self.now.of == one.number:
            return frozenset({"ready"})
        if one.end <= time:
            return frozenset({"ended" if one.held else "missed"})
        if one.held:
            return frozenset({"ready", "ended"})
        deleted_ahead = False
        for before in reversed(self.occurrences[: one.number - 1]):
            if not before.deleted:
                if before.end > time:
                    return frozenset({"scheduled"})
                break
            deleted_ahead = deleted_ahead or before.end > time
        return frozenset({"ready", "scheduled"} if deleted_ahead else {"ready"})

    def startable(self, time: int) -> Occurrence | None:
        """The scheduled meeting that can be started now beyond doubt; None when there is none."""
        if self.deleted or self.now is not None:
            return None
        for one in self.standing:
            if one.end > time:
                sure = self.states_of(one, time) == frozenset({"ready"})
                return one if sure and not one.held else None
        return None
