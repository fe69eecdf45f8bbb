"""Brings a target into every situation that is needed: once, in one pass along the life of a meeting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeGuard

from conformance.checks import Situation
from conformance.clients import Answer, ControlClient, RestClient
from conformance.errors import BudgetSpent, ConformanceError, TargetTrouble
from conformance.evidence import Journal
from conformance.moments import moment_of
from conformance.staging import bodies
from conformance.staging.book import SITUATIONS, Book
from conformance.staging.creation import create
from conformance.staging.discovery import Discovery
from conformance.staging.identity import identity
from conformance.staging.life import Life
from conformance.staging.occurrences import pick
from conformance.staging.present import Present
from conformance.targets import Profile

__all__ = ["SITUATIONS", "Stage"]

_FRESH = ("meetingSeries.active", "scheduledMeeting.ready", "scheduledMeeting.scheduled")
_LATER = tuple(name for name in SITUATIONS if name not in _FRESH)
_MISSED = ("scheduledMeeting.missed",)
_DRIFT = timedelta(minutes=5)


class Stage:
    """Stages situations by the providers that a profile allows: `control`, `api`, `discover`.

    Args:
        rest: the REST client; the actor is the host.
        present: what time it is on the target, and its control API, if it has one.
        profile: which providers may be used, and what the site can carry.
        journal: takes what was reached and how.
        marker: part of the title of everything that is created.
        progress: told in a few words what is going on.
    """

    def __init__(
        self,
        rest: RestClient,
        present: Present,
        profile: Profile,
        journal: Journal,
        marker: str,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._rest = rest
        self._present = present
        self._profile = profile
        self._journal = journal
        self._marker = marker
        self._progress = progress
        self._lives: dict[str, Life] = {}

    def bring_about(self, wanted: Iterable[str]) -> dict[str, Situation]:
        """Reach the situations and read each of them once.

        Args:
            wanted: names of situations.

        Returns:
            each wanted situation, reached or with what was missing.
        """
        book = Book(wanted)
        if self._control is not None or "api" in self._profile.staging:
            try:
                self._guarded(book, lambda: self._live(book))
            finally:
                self._present.release()
        else:
            book.lack(book.open, "the profile lets nothing be created (abilities.staging)")
        if book.open and "discover" in self._profile.staging:
            self._progress("looking for existing meetings")
            self._guarded(book, lambda: Discovery(self._rest, book).fill())
        situations = book.situations()
        for one in situations.values():
            self._journal.append(
                {
                    "kind": "situation",
                    "name": one.name,
                    "provider": one.provider,
                    "exchanges": list(one.exchanges),
                    "missing": one.missing,
                }
            )
        return situations

    def clear(self) -> list[str]:
        """Delete what was created; returns what could not be deleted, and why."""
        left = []
        for life in reversed(self._lives.values()):
            left += self.delete(life.series, life.name)
        self._lives.clear()
        return left

    def delete(self, series: str, name: str, actor: str = "host") -> list[str]:
        """Delete one meeting as somebody; returns why it could not be, if it could not."""
        try:
            answer = self._rest.delete_meeting(series, actor=actor, purpose=f"delete: {name}")
        except ConformanceError as error:
            return [f"The {name} meeting could not be deleted: {error.message}"]
        if not answer.ok and answer.status != 404:
            return [f"Deleting the {name} meeting was answered {answer.sentence()}."]
        return []

    def _guarded(self, book: Book, step: Callable[[], None]) -> None:
        """Run a step; trouble with the target becomes the reason of every situation still open."""
        try:
            step()
        except TargetTrouble as trouble:
            self._lack(book, trouble)

    def _lack(self, book: Book, trouble: TargetTrouble) -> None:
        # A limit of the profile's own is something missing, not an answer that was unclear.
        unclear = not isinstance(trouble, BudgetSpent)
        exchange = trouble.__dict__.get("exchange", "")
        book.lack(book.open, trouble.message, trouble=unclear, exchange=exchange)

    def _live(self, book: Book) -> None:
        """Create meetings and read them along their life, as far as needed and possible."""
        self._progress("creating meetings")
        now = self._now(book)
        if self._control is None and "api" not in self._profile.staging:
            return
        if not self._create(book, _soon_after(now)):
            return
        start = self._lives["recurring"].starts[0]
        self._read_fresh(book, "control" if self._control else "api")
        if not book.wants(*_LATER):
            return
        if self._control is None:
            if "control" not in self._profile.staging:
                why = "documented calls alone do not lead there, and the target offers no control API"
                book.lack(_LATER, why)
            return
        recurring, registered = self._lives["recurring"], self._lives.get("registered")
        both = [life for life in (recurring, registered) if life]
        self._run_meetings(book, both, start)
        self._let_pass(book, recurring.starts[-1] + 2 * bodies.LENGTH)

    def _now(self, book: Book) -> datetime:
        """The target's present; without a control API that works, ours stands for it."""
        if self._control is None:
            return self._present.now()
        try:
            answer = self._present.hold()
        except TargetTrouble as trouble:
            if isinstance(trouble, BudgetSpent):
                raise
            why, exchange = trouble.message, trouble.__dict__.get("exchange", "")
        else:
            now = moment_of(answer.object.get("now"))
            if answer.ok and now is not None:
                return now
            why, exchange = f"the control API answered {answer.sentence()}", answer.exchange
            if answer.ok:
                why += ", without a present"
        # Documented calls may still lead to some situations.
        lost = _LATER if "api" in self._profile.staging else book.open
        book.lack(lost, why, trouble=True, exchange=exchange)
        self._present.control = None
        return self._present.now()

    @property
    def _control(self) -> ControlClient | None:
        return self._present.control

    def _create(self, book: Book, start: datetime, *, moved: bool = False) -> bool:
        """Create what is needed; returns whether there is anything to go on with."""
        traits, marker = self._profile.traits, self._marker
        days = [start + timedelta(days=day) for day in range(bodies.OCCURRENCES)]
        wanted = [("recurring", bodies.recurring(marker, start, traits), days)]
        if "registration" not in traits.cannot_carry:
            body = bodies.registered(marker, start, traits, name="registered")
            wanted.append(("registered", body, [start]))
            if self._control is not None and book.wants(*_MISSED):
                body = bodies.registered(marker, start, traits, name="missed")
                wanted.append(("missed", body, [start]))
        for name, body, starts in wanted:
            try:
                answer, left_out = create(self._rest, body)
            except TargetTrouble as trouble:
                if not self._lives:
                    raise
                self._lack(book, trouble)
                return True
            if not self._lives and not moved and answer.status == 400 and _far_apart(answer.date, start):
                # The target lives in another present than this machine, and said so.
                return self._create(book, _soon_after(answer.date), moved=True)
            series = identity(answer.object.get("id"))
            if not answer.ok or series is None:
                unclear = answer.status >= 500 or answer.flaw is not None
                why = f"creating a meeting was answered {answer.sentence()}"
                if answer.ok and not unclear:
                    why += ", without an id"
                book.lack(book.open, why, trouble=unclear, exchange=answer.exchange)
                return bool(self._lives)
            self._lives[name] = Life(name=name, title=body["title"], series=series, starts=starts)
            book.saw(name, answer.object)
            for words in dict.fromkeys(left_out.values()):
                names = ", ".join(key for key, value in left_out.items() if value == words)
                self._note(f"The target refused {names} on the {name} meeting ({words}); it was left out.")
        return True

    def _read_fresh(self, book: Book, provider: str) -> None:
        lives = [self._lives[name] for name in ("recurring", "registered") if name in self._lives]
        if book.wants("meetingSeries.active"):
            self._read_series(book, "meetingSeries.active", provider, lives)
        if book.wants("scheduledMeeting.ready", "scheduledMeeting.scheduled"):
            for life in lives:
                answer = self._occurrences(life)
                self._enter(book, "scheduledMeeting.ready", provider, life, answer, 0)
                if len(life.starts) > 1:
                    self._enter(book, "scheduledMeeting.scheduled", provider, life, answer, 1)

    def _run_meetings(self, book: Book, lives: list[Life], start: datetime) -> None:
        assert self._control is not None  # noqa: S101 - the caller asked
        self._progress("running meetings")
        series = [life.series for life in lives]
        if not self._done(book, _LATER, self._present.move(start)):
            return
        if book.wants("meeting.lobby"):
            waiting = self._control.join(series, "attendee")
            if self._done(book, ("meeting.lobby",), waiting):
                self._remember_instances(lives, waiting)
                self._read_instances(book, "meeting.lobby", lives)
        started = self._control.join(series, "host")
        if not self._done(book, _LATER, started):
            return
        self._remember_instances(lives, started)
        self._read_instances(book, "meeting.inProgress", lives)
        if book.wants("meetingSeries.inProgress"):
            self._read_series(book, "meetingSeries.inProgress", "control", lives)
        if self._done(book, _LATER, self._control.end(series)):
            self._read_instances(book, "meeting.ended", lives)

    def _let_pass(self, book: Book, moment: datetime) -> None:
        assert self._control is not None  # noqa: S101 - the caller asked
        self._progress("letting time pass")
        # What comes now stays as it is, so other runs may have the clock again.
        if not self._done(book, _LATER, self._present.move(moment, hold=False)):
            return
        if book.wants("scheduledMeeting.ended", "scheduledMeeting.missed"):
            for life in self._lives.values():
                answer = self._occurrences(life)
                if life.name != "missed":
                    self._enter(book, "scheduledMeeting.ended", "control", life, answer, 0)
                if life.name != "registered":
                    last = len(life.starts) - 1
                    self._enter(book, "scheduledMeeting.missed", "control", life, answer, last)
        if book.wants("meetingSeries.expired"):
            lives = [life for life in self._lives.values() if life.name != "missed"]
            self._read_series(book, "meetingSeries.expired", "control", lives)

    def _read_series(self, book: Book, name: str, provider: str, lives: list[Life]) -> None:
        for life in lives:
            answer = self._rest.get_meeting(life.series, actor="host", purpose=f"read {name}: {life.name}")
            book.read(name, provider, life.name, answer, answer.body)

    def _read_instances(self, book: Book, name: str, lives: list[Life]) -> None:
        if not book.wants(name):
            return
        for life in lives:
            if life.instance is None:
                book.lack([name], "the control API named no instance of the meeting")
                continue
            answer = self._rest.get_meeting(life.instance, actor="host", purpose=f"read {name}: {life.name}")
            book.read(name, "control", life.name, answer, answer.body)

    def _occurrences(self, life: Life) -> Answer:
        return self._rest.list_meetings(
            actor="host",
            purpose=f"list the scheduled meetings of {life.name}",
            meetingSeriesId=life.series,
            meetingType="scheduledMeeting",
            **{"from": bodies.stamp(life.starts[0] - timedelta(hours=1))},
            to=bodies.stamp(life.starts[-1] + timedelta(days=1)),
            max="10",
        )

    def _enter(self, book: Book, name: str, provider: str, life: Life, answer: Answer, index: int) -> None:
        body = pick(answer.items, life, index)
        if body is None and answer.ok and answer.flaw is None:
            book.lack(
                [name], f"the list of {life.name}'s scheduled meetings lacks it", exchange=answer.exchange
            )
            return
        book.read(name, provider, life.name, answer, body)

    def _remember_instances(self, lives: list[Life], answer: Answer) -> None:
        for life, item in zip(lives, answer.items, strict=False):
            life.instance = identity(item.get("instanceId")) or life.instance

    def _done(self, book: Book, names: Iterable[str], answer: Answer | None) -> bool:
        """Whether it was done; None stands for what needed not be done."""
        if answer is None or answer.ok:
            return True
        why = f"the control API answered {answer.sentence()}"
        book.lack(names, why, trouble=answer.status >= 500, exchange=answer.exchange)
        return False

    def _note(self, text: str) -> None:
        self._journal.append({"kind": "note", "level": "warning", "text": text})


def _soon_after(now: datetime) -> datetime:
    """A whole minute, an hour ahead: late enough to prepare, soon enough to be the next meeting."""
    return now.replace(second=0, microsecond=0) + timedelta(hours=1, minutes=1)


def _far_apart(there: datetime | None, start: datetime) -> TypeGuard[datetime]:
    """Whether the target's present is so far from ours that a start chosen by ours is no use."""
    if there is None or there.year > 9000:  # nothing can be scheduled after the end of time
        return False
    return abs(start - _soon_after(there)) > _DRIFT
