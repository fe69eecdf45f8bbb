"""The three meeting objects and their states (`guide`, "Meeting States" and "Meeting Lifecycle").

A series owns everything. Scheduled meetings are computed from its schedule; only what was changed
or deleted about one is kept. Instances exist from the moment somebody joins. No state is stored:
each is computed from the clock, so that time alone moves meetings through their lives.
"""

from __future__ import annotations

import secrets
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from conformance.emulator.people import Person
    from conformance.emulator.schedule import Schedule
    from conformance.emulator.visits import Visit

__all__ = ["TRACES", "Instance", "Invitee", "Occurrence", "Series", "stamp"]

TRACES: dict[str, str | None] = {
    "hasChat": "chat",
    "hasRecording": "recording",
    "hasTranscription": "transcript",
    "hasSummary": None,
    "hasClosedCaption": "closedCaption",
    "hasPolls": "poll",
    "hasQA": "question",
    "hasSlido": None,
}
"""What a meeting that was held tells of what it left behind, by the attributes that tell it.

None for kinds that nothing here ever leaves behind.
"""


def stamp(original: datetime) -> str:
    """Write an original start as ids of scheduled meetings carry it."""
    return original.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _digits(count: int) -> str:
    return str(secrets.randbelow(9 * 10 ** (count - 1)) + 10 ** (count - 1))


@dataclass
class Invitee:
    """Somebody who is invited to a series, or to one scheduled meeting of it.

    Attributes:
        email: The address as it was given.
        display_name: The name as it was given; empty for none.
        co_host: Whether the invitee may host in the place of the host.
        panelist: Whether the invitee speaks at a webinar.
        number: The digits that end the invitee's id, after the id of the meeting.
    """

    email: str
    display_name: str = ""
    co_host: bool = False
    panelist: bool = False
    number: str = field(default_factory=lambda: _digits(9))


@dataclass
class Instance:
    """One meeting that is happening or has happened.

    Attributes:
        id: The id of the instance.
        original: Original start of the scheduled meeting it belongs to.
        scheduled_id: The id of that scheduled meeting.
        scheduled_end: Where the schedule ends it; running on is allowed.
        settings: The settings at the moment it came into being.
        start: When the first person joined or, after a lobby, when it began.
        end: When it concluded; None while people are there.
        lobbied: Whether somebody waited in the lobby before it began.
        visits: Those who are or were there, in the order in which they came.
        invitees: Those who were invited when it came into being.
        traces: Kinds of what it left behind; they stay when the objects themselves are gone.
    """

    id: str
    original: datetime
    scheduled_id: str
    scheduled_end: datetime
    settings: dict[str, Any]
    start: datetime
    end: datetime | None = None
    began: bool = False
    lobbied: bool = False
    host_joined: bool = False
    attendee_joined: bool = False
    locked: bool = False
    recording: bool = False
    paused: bool = False
    visits: list[Visit] = field(default_factory=list)
    invitees: list[Invitee] = field(default_factory=list)
    traces: set[str] = field(default_factory=set)

    @property
    def waiting(self) -> list[Visit]:
        """The visits of those in the lobby; of nobody once it concluded."""
        return [visit for visit in self.visits if visit.waiting and self.end is None]

    @property
    def present(self) -> list[Visit]:
        """The visits of those in the meeting; of nobody once it concluded."""
        return [visit for visit in self.visits if visit.present and self.end is None]

    def visit(self, email: str) -> Visit | None:
        """Find the visit of a person who is or was there."""
        return next((visit for visit in self.visits if visit.email == email), None)

    def left(self, attribute: str) -> bool:
        """Tell whether it left behind what an attribute of `TRACES` is about."""
        return TRACES[attribute] in self.traces

    @property
    def state(self) -> str:
        """`lobby`, `inProgress` or `ended`."""
        if self.end is not None:
            return "ended"
        return "inProgress" if self.began else "lobby"

    def is_locked(self, now: datetime) -> bool:
        """Tell whether newcomers wait: locked by hand, or by itself some minutes after the start."""
        delay = self.settings["automaticLockMinutes"]
        by_itself = self.settings["enableAutomaticLock"] and self.began
        return self.locked or (by_itself and now >= self.start + timedelta(minutes=delay))


@dataclass
class Occurrence:
    """One scheduled meeting.

    Attributes:
        id: The id; that of the series for a one-off (`deck-2020`, "Key concepts").
        original: Start when the series was scheduled; part of the id, fixed.
        start: Start now.
        end: Scheduled end now.
        changes: Settings that differ from those of the series.
        modified: Whether it was updated on its own.
        locked: Whether it was locked ahead of its beginning.
        invitees: Those invited to it, once they differ from those of the series; None until then.
        breakouts: Its breakout sessions, once they differ from those of the series; None until then.
    """

    id: str
    original: datetime
    start: datetime
    end: datetime
    changes: dict[str, Any] = field(default_factory=dict)
    modified: bool = False
    locked: bool = False
    invitees: list[Invitee] | None = None
    breakouts: list[dict[str, Any]] | None = None


@dataclass
class Series:
    """A meeting series: what was created, and everything that came of it.

    Attributes:
        settings: Values by the names of the REST API, shown as they are stored.
        start: Start of the first scheduled meeting when the series was scheduled.
        duration: Length of each scheduled meeting that was not changed.
        tags: Integration tags by the client that set them.
        invitees: Those invited to every scheduled meeting that has no invitees of its own.
        breakouts: Breakout sessions: `id`, `name` and, where given, `invitees`.
        delete_after: How long after its last scheduled end the series is deleted by itself.
        adhoc: Whether it is an instant meeting of a space, which cannot be listed or changed.
        when_completed: Whether it is deleted as soon as it is completed.
        visited: Whether an instance ever came into being, even one that vanished from the lobby.
        shown_host: The host's address as answers show it.
        forced: What reads show as it was sent, by original start, None for the series (`update-forced`).
        updated: Whether an update of it, or of a part, was ever asked for, for `walk-slips`.
        ghosts: Scheduled meetings that were gone when it was last updated, for `walk-slips`.
        other_id: An id that has nothing to do with `id`, for `identity-slips`.
    """

    host: Person
    site: str
    settings: dict[str, Any]
    schedule: Schedule
    duration: timedelta
    delete_after: timedelta
    tags: dict[str, list[str]] = field(default_factory=dict)
    invitees: list[Invitee] = field(default_factory=list)
    breakouts: list[dict[str, Any]] = field(default_factory=list)
    adhoc: bool = False
    when_completed: bool = False
    visited: bool = False
    shown_host: str = ""
    forced: dict[datetime | None, dict[str, Any]] = field(default_factory=dict)
    updated: bool = False
    ghosts: set[datetime] = field(default_factory=set)
    other_id: str = field(default_factory=lambda: secrets.token_hex(16))
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    number: str = field(default_factory=lambda: "26" + _digits(8))
    link_key: str = field(default_factory=lambda: secrets.token_hex(16))
    phone_password: str = field(default_factory=lambda: _digits(8))
    panelist_phone_password: str = field(default_factory=lambda: _digits(8))
    runs: list[Instance] = field(default_factory=list)
    kept: dict[datetime, Occurrence] = field(default_factory=dict)
    gone: set[datetime] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.shown_host = self.shown_host or self.host.email

    @property
    def recurring(self) -> bool:
        """Whether the series has a recurrence rule."""
        return self.schedule.rule is not None

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the series was scheduled."""
        return ZoneInfo(self.settings["timezone"])

    @property
    def web_link(self) -> str:
        """The page where people join; the same for all scheduled meetings and instances."""
        return f"https://{self.site}/meet/{self.link_key}"

    @property
    def start(self) -> datetime:
        """Start of the first scheduled meeting as it was scheduled."""
        return self.schedule.starts[0]

    @property
    def end(self) -> datetime:
        """End of the first scheduled meeting as it was scheduled."""
        return self.start + self.duration

    def invitees_of(self, occurrence: Occurrence | None = None, run: Instance | None = None) -> list[Invitee]:
        """Give those invited to a scheduled meeting, to an instance or, by default, to the series."""
        if run is not None:
            return run.invitees
        if occurrence is not None and self.recurring and occurrence.invitees is not None:
            return occurrence.invitees
        return self.invitees

    def own_invitees(self, occurrence: Occurrence | None) -> list[Invitee]:
        """Give the list to change when the invitees of a scheduled meeting or of the series change.

        From then on the scheduled meeting keeps invitees of its own.
        """
        if occurrence is None or not self.recurring:
            return self.invitees
        if occurrence.invitees is None:
            occurrence.invitees = [replace(each) for each in self.invitees]
            self.keep(occurrence)
        return occurrence.invitees

    def breakouts_of(self, occurrence: Occurrence | None) -> list[dict[str, Any]]:
        """Give the breakout sessions of a scheduled meeting or, for None, of the series."""
        if occurrence is not None and self.recurring and occurrence.breakouts is not None:
            return occurrence.breakouts
        return self.breakouts

    def reschedule(self, schedule: Schedule, duration: timedelta) -> None:
        """Roll the series out anew; every exceptional scheduled meeting is cancelled (`update-ref`)."""
        self.schedule, self.duration = schedule, duration
        self.kept.clear()
        self.gone.clear()

    def occurrence(self, original: datetime) -> Occurrence | None:
        """Find the scheduled meeting of an original start; None when there is none (any more)."""
        if original in self.gone or not self.schedule.has(original):
            return None
        return self.at(original)

    def at(self, original: datetime) -> Occurrence:
        """Give the scheduled meeting of an original start, whether or not it was deleted."""
        kept = self.kept.get(original)
        if kept is not None:
            return kept
        own_id = f"{self.id}_{stamp(original)}" if self.recurring else self.id
        return Occurrence(own_id, original, original, original + self.duration)

    def keep(self, occurrence: Occurrence) -> None:
        """Remember a scheduled meeting that differs from the schedule."""
        self.kept[occurrence.original] = occurrence

    def occurrences(self, until: datetime) -> list[Occurrence]:
        """Give the scheduled meetings in order, those of endless rules at least up to a moment."""
        self.schedule.reach(until)
        return [self.at(each) for each in self.schedule.starts if each not in self.gone]

    def current(self, now: datetime) -> Occurrence | None:
        """Give the scheduled meeting that is ready: the first whose scheduled end has not passed."""
        self.schedule.reach(now)
        starts = self.schedule.starts
        first = 0
        if not self.kept:  # without exceptions the order of starts tells where to look
            first = max(0, bisect_left(starts, now - self.duration) - 1)
        for original in starts[first:]:
            if original not in self.gone and (found := self.at(original)).end > now:
                return found
        return None

    def previous(self, occurrence: Occurrence) -> Occurrence | None:
        """Give the scheduled meeting before one, None for the first."""
        return self._neighbour(occurrence, -1)

    def following(self, occurrence: Occurrence) -> Occurrence | None:
        """Give the scheduled meeting after one, None for the last."""
        return self._neighbour(occurrence, 1)

    def _neighbour(self, occurrence: Occurrence, step: int) -> Occurrence | None:
        self.schedule.reach(occurrence.original)
        starts = self.schedule.starts
        index = bisect_left(starts, occurrence.original) + step
        while 0 <= index < len(starts):
            if starts[index] not in self.gone:
                return self.at(starts[index])
            index += step
        return None

    def live(self, occurrence: Occurrence | None = None) -> Instance | None:
        """Give the instance that is in the lobby or in progress, of one scheduled meeting or of any."""
        for run in reversed(self.runs):
            if run.end is None and (occurrence is None or run.original == occurrence.original):
                return run
        return None

    def state(self, now: datetime) -> str:
        """`active`, `inProgress` (a lobby counts) or `expired`."""
        if self.live():
            return "inProgress"
        return "active" if self.current(now) else "expired"

    def occurrence_state(self, occurrence: Occurrence, now: datetime) -> str:
        """`scheduled`, `ready`, `ended` or `missed`.

        The first is ready at once, each other one when the scheduled end before it has passed. Past
        its own scheduled end it is ended or missed, except that it stays ready while people are in it
        (`guide`, "Restrictions on Updating a Meeting", rule 3).
        """
        if occurrence.end > now:
            before = self.previous(occurrence)
            return "ready" if before is None or before.end <= now or self.live(occurrence) else "scheduled"
        if self.live(occurrence):
            return "ready"
        started = any(run.began and run.original == occurrence.original for run in self.runs)
        return "ended" if started else "missed"

    def last_end(self) -> datetime | None:
        """Give the scheduled end of the last scheduled meeting; None when the rule never ends."""
        rule = self.schedule.rule
        if rule is not None and rule.endless:
            return None
        starts = self.schedule.starts
        last = next((each for each in reversed(starts) if each not in self.gone), starts[-1]) + self.duration
        return max([last, *(each.end for each in self.kept.values())]) if self.kept else last

    def is_over(self, now: datetime) -> bool:
        """Tell whether the series has deleted itself (`guide`, "Meeting Auto Delete")."""
        last = self.last_end()
        return last is not None and now >= last + self.delete_after and self.live() is None
