"""A small model of meetings, written from the documents alone: which steps are legal, and what they change.

Sources: the guide's sections on states, lifecycles and restrictions on updates, and the update reference. A
step about whose outcome they say nothing is never offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from conformance.generators.walk_meeting import DAY, Happening, Meeting, Occurrence
from conformance.generators.walk_steps import TRIES, Step

__all__ = ["FIRST_START", "LENGTH", "REPEATS", "TAKEN", "Model"]

REPEATS = {"one-off": (1, 0), "daily": (3, DAY), "weekly": (3, 7 * DAY)}
"""How often a meeting is held, and after how many minutes again."""

LENGTH = 60
"""Minutes of each meeting."""

FIRST_START = 8 * 60
"""When the first meeting of a day may start."""

TAKEN = ("title", "agenda", "reminderTime")
"""The attributes of a series that updates set."""

_BEFORE = -60
_STANDING = 3
_EACH = 6  # so many steps must be taken before one more meeting is created
_MARGIN = 30  # an update of what is about to begin could come too late
_PAUSE = 10
_FAR = 25 * DAY
_AHEAD = 3
_HOURS = (0, 120, 240)
_SHIFT = 60
_LATEST = 21 * 60
_REMINDERS = (10, 15, 20, 30)
_METHODS = ("PATCH", "PUT")


class Model:
    """What stands after the steps so far.

    Args:
        marker: part of every title.

    Attributes:
        meetings: all that were created, deleted ones included.
        time: the present; it moves by steps alone.
        taken: how many steps were taken.
    """

    def __init__(self, marker: str = "") -> None:
        self._marker = marker
        self.meetings: list[Meeting] = []
        self.time = _BEFORE
        self.taken = 0
        self._options: dict[str, Callable[[], Iterator[Step]]] = {
            "create": self._creations,
            "update": self._updates,
            "reschedule": self._reschedulings,
            "rename": self._renamings,
            "move": self._moves,
            "delete": self._deletions,
            "drop": self._drops,
            "clock": self._clocks,
            "join": self._joins,
            "wait": self._waits,
            "lock": lambda: self._locks(locked=False),
            "unlock": lambda: self._locks(locked=True),
            "admit": self._admissions,
            "leave": self._leavings,
            "end": self._endings,
            "try-past": self._past,
            "try-short": self._short,
            "try-cross": self._crossings,
            "try-gone": self._gone,
            "try-live": self._live,
            "try-instance": self._instances,
        }

    @property
    def standing(self) -> list[Meeting]:
        """The meetings that were not deleted."""
        return [one for one in self.meetings if not one.deleted]

    def meeting(self, number: int) -> Meeting:
        """The meeting of a number."""
        return self.meetings[number - 1]

    def options(self, do: str) -> tuple[Step, ...]:
        """Every step of a kind that can be taken now, and of whose outcome the documents speak."""
        return tuple(self._options[do]())

    def value(self, what: str) -> str | int:
        """What the step that is taken now sets an attribute to: another value at each step."""
        if what == "reminderTime":
            return _REMINDERS[self.taken % len(_REMINDERS)]
        return f"{self._marker} {what} {self.taken}".strip()

    def apply(self, step: Step) -> None:
        """Take a step; one that is only tried, or was refused, changes nothing."""
        if step.do in TRIES:
            self.pass_over()
            return
        if step.do == "create":
            self._create(step)
        elif step.do == "clock":
            self.time = step.at
        else:
            self._change(step, self.meeting(step.of))
        self.taken += 1

    def pass_over(self) -> None:
        """Count a step that changed nothing."""
        self.taken += 1

    # What each kind of step can be done to

    def _creations(self) -> Iterator[Step]:
        if len(self.standing) < _STANDING and len(self.meetings) < _STANDING + self.taken // _EACH:
            day = (self.time // DAY + 1) * DAY
            for what in REPEATS:
                for hour in _HOURS:
                    yield Step("create", what=what, at=day + FIRST_START + hour)

    def _updatable(self) -> Iterator[Meeting]:
        for one in self.standing:
            if one.now is None and one.states(self.time) == frozenset({"active"}):
                yield one

    def _updates(self) -> Iterator[Step]:
        for meeting in self._updatable():
            for by in _METHODS:
                for what in TAKEN:
                    yield Step("update", of=meeting.number, what=what, by=by)

    def _is_fresh(self, meeting: Meeting) -> bool:
        """Whether nothing of it has happened yet, and nothing of it was deleted."""
        starts = [one.start for one in meeting.occurrences]
        whole = len(meeting.standing) == len(meeting.occurrences)
        return whole and not meeting.happenings and min(starts) > self.time + _MARGIN

    def _reschedulings(self) -> Iterator[Step]:
        for meeting in self._updatable():
            first = meeting.occurrences[0].original
            if self._is_fresh(meeting) and first % DAY + _SHIFT + LENGTH <= _LATEST:
                for by in _METHODS:
                    yield Step("reschedule", of=meeting.number, by=by, at=_SHIFT)

    def _changeable(self) -> Iterator[tuple[Meeting, Occurrence]]:
        """Scheduled meetings with ids of their own that are still to come."""
        for meeting in self._updatable():
            for one in meeting.standing if meeting.recurs else ():
                if one.start > self.time + _MARGIN and not one.held:
                    yield meeting, one

    def _renamings(self) -> Iterator[Step]:
        for meeting, one in self._changeable():
            for by in _METHODS:
                yield Step("rename", of=meeting.number, nth=one.number, by=by)

    def _moves(self) -> Iterator[Step]:
        for meeting, one in self._changeable():
            for by, shift in zip(_METHODS, (_SHIFT, -_SHIFT), strict=True):
                start = one.start + shift
                same_day = start // DAY == (start + LENGTH) // DAY == one.original // DAY
                if same_day and start > self.time + _MARGIN:
                    yield Step("move", of=meeting.number, nth=one.number, by=by, at=shift)

    def _deletions(self) -> Iterator[Step]:
        for meeting in self.standing:
            if meeting.now is None:
                yield Step("delete", of=meeting.number)

    def _drops(self) -> Iterator[Step]:
        for meeting in self.standing:
            if meeting.recurs and meeting.now is None and len(meeting.standing) > 1:
                for one in meeting.standing:
                    yield Step("drop", of=meeting.number, nth=one.number)

    def _clocks(self) -> Iterator[Step]:
        if any(one.now is not None and one.now.in_lobby for one in self.meetings):
            return
        borders = {
            border + _PAUSE
            for meeting in self.standing
            for one in meeting.standing
            for border in (one.start, one.end)
        }
        for at in sorted(one for one in borders if self.time < one <= _FAR)[:_AHEAD]:
            yield Step("clock", at=at)

    def _joins(self) -> Iterator[Step]:
        for meeting in self.standing:
            lobby = meeting.now is not None and not meeting.now.hosted
            if lobby or meeting.startable(self.time):
                yield Step("join", of=meeting.number)

    def _waits(self) -> Iterator[Step]:
        """Of an attendee who comes to an unlocked meeting before its host, nobody says whether he waits."""
        for meeting in self.standing:
            ready = meeting.startable(self.time)
            if (meeting.now and meeting.now.hosted) or (ready and ready.locked):
                yield Step("wait", of=meeting.number)

    def _locks(self, *, locked: bool) -> Iterator[Step]:
        for meeting in self.standing:
            place = meeting.now or meeting.startable(self.time)
            lobby = meeting.now is not None and meeting.now.in_lobby
            if place is not None and not lobby and place.locked is locked:
                yield Step("unlock" if locked else "lock", of=meeting.number)

    def _hosted(self) -> Iterator[tuple[Meeting, Happening]]:
        for meeting in self.standing:
            if meeting.now is not None and meeting.now.hosted:
                yield meeting, meeting.now

    def _admissions(self) -> Iterator[Step]:
        for meeting, now in self._hosted():
            if now.waiting:
                yield Step("admit", of=meeting.number)

    def _leavings(self) -> Iterator[Step]:
        for meeting in self.standing:
            if meeting.now is not None and (meeting.now.waiting or not meeting.now.in_lobby):
                yield Step("leave", of=meeting.number)

    def _endings(self) -> Iterator[Step]:
        for meeting, now in self._hosted():
            if not now.in_lobby:
                yield Step("end", of=meeting.number)

    # What the documents forbid

    def _past(self) -> Iterator[Step]:
        for meeting in self._updatable():
            yield Step("try-past", of=meeting.number)
        for meeting, one in self._changeable():
            yield Step("try-past", of=meeting.number, nth=one.number)

    def _short(self) -> Iterator[Step]:
        for meeting in self._updatable():
            if self._is_fresh(meeting):
                yield Step("try-short", of=meeting.number)
        for meeting, one in self._changeable():
            yield Step("try-short", of=meeting.number, nth=one.number)

    def _crossings(self) -> Iterator[Step]:
        for meeting, one in self._changeable():
            # Where the one before was deleted, nobody says whose its day is now.
            if one.number > 1 and not meeting.occurrence(one.number - 1).deleted:
                yield Step("try-cross", of=meeting.number, nth=one.number)

    def _gone(self) -> Iterator[Step]:
        for meeting in self.meetings:
            for what in ("update", "delete"):
                if meeting.deleted:
                    yield Step("try-gone", of=meeting.number, what=what)
                    continue
                for one in meeting.occurrences:
                    if one.deleted:
                        yield Step("try-gone", of=meeting.number, nth=one.number, what=what)

    def _live(self) -> Iterator[Step]:
        for meeting, now in self._hosted():
            if not now.in_lobby:
                yield Step("try-live", of=meeting.number)
                if meeting.recurs:
                    yield Step("try-live", of=meeting.number, nth=now.of)

    def _instances(self) -> Iterator[Step]:
        for meeting in self.standing:
            if meeting.happenings:
                yield Step("try-instance", of=meeting.number)

    # What steps change

    def _create(self, step: Step) -> None:
        count, every = REPEATS[step.what]
        title = self.value("title")
        meeting = Meeting(
            number=len(self.meetings) + 1,
            repeat=step.what,
            title=str(title),
            agenda=str(self.value("agenda")),
            reminder=int(self.value("reminderTime")),
            occurrences=[
                Occurrence(place + 1, start, start, LENGTH, frozenset({title}))
                for place, start in enumerate(step.at + every * place for place in range(count))
            ],
        )
        self.meetings.append(meeting)

    def _change(self, step: Step, meeting: Meeting) -> None:
        match step.do:
            case "update":
                self._update(meeting, step.what)
            case "reschedule":
                meeting.occurrences = [
                    Occurrence(
                        one.number,
                        one.original + step.at,
                        one.original + step.at,
                        LENGTH,
                        frozenset({meeting.title}),
                    )
                    for one in meeting.occurrences
                ]
            case "rename":
                one = meeting.occurrence(step.nth)
                one.titles, one.exceptional = frozenset({self.value("title")}), True
            case "move":
                one = meeting.occurrence(step.nth)
                one.start, one.exceptional = one.start + step.at, True
            case "delete":
                meeting.deleted = True
            case "drop":
                meeting.occurrence(step.nth).deleted = True
            case _:
                self._happen(step.do, meeting)

    def _update(self, meeting: Meeting, what: str) -> None:
        value = self.value(what)
        if what == "agenda":
            meeting.agenda = str(value)
        elif what == "reminderTime":
            meeting.reminder = int(value)
        else:
            meeting.title = str(value)
            for one in meeting.occurrences:
                # Whether one with a title of its own takes over the new one, nobody says.
                one.titles = (one.titles if one.exceptional else frozenset()) | {value}

    def _happen(self, do: str, meeting: Meeting) -> None:
        now, ready = meeting.now, meeting.startable(self.time)
        if now is None:
            if ready is not None:
                self._begin(do, meeting, ready)
            return
        match do:
            case "join":
                now.hosted, now.states = True, frozenset({"lobby", "inProgress"})
            case "wait":
                now.waiting = now.waiting or now.locked
            case "lock" | "unlock":
                now.locked = do == "lock"
            case "admit":
                now.waiting, now.states = False, frozenset({"inProgress"})
            case "leave" if not now.hosted:
                meeting.now = None
            case "leave":
                now.waiting = False
            case "end":
                now.states, now.waiting = frozenset({"ended"}), False
                meeting.occurrence(now.of).held = True
                meeting.held.append(now)
                meeting.now = None

    @staticmethod
    def _begin(do: str, meeting: Meeting, ready: Occurrence) -> None:
        if do in ("lock", "unlock"):
            ready.locked = do == "lock"
        elif do == "join":
            meeting.now = Happening(ready.number, frozenset({"inProgress"}), ready.locked, hosted=True)
        elif do == "wait":
            meeting.now = Happening(ready.number, frozenset({"lobby"}), ready.locked, waiting=True)
