"""Finding meetings that already are in a situation, and reading one of each. Nothing is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from conformance.clients import Answer, RestClient
from conformance.staging.bodies import stamp
from conformance.staging.book import Book
from conformance.staging.identity import identity

__all__ = ["Discovery"]

# Sites have refused or cut windows of more than 30 days.
_WINDOW = timedelta(days=30)
_DRIFT = timedelta(minutes=5)
_AHEAD = {"meetingSeries.active", "scheduledMeeting.ready", "scheduledMeeting.scheduled"}


class Discovery:
    """Looks for what staging could not bring about.

    Args:
        rest: the client; the actor is the host.
        book: what is open, and takes what is found.
    """

    def __init__(self, rest: RestClient, book: Book) -> None:
        self._rest = rest
        self._book = book
        self._now = datetime.now(UTC)

    def fill(self) -> None:
        """Look for every open situation.

        Raises:
            TargetTrouble: no whole answer came.
        """
        for name in self._book.open:
            answer = self._look(name)
            if answer.date is not None and abs(answer.date - self._now) > _DRIFT:
                # The target lives in another present than this machine, so look again, there.
                self._now = answer.date
                answer = self._look(name)
            if answer.status in {401, 403}:
                self._book.lack(
                    self._book.open, f"the host is refused: {answer.sentence()}", exchange=answer.exchange
                )
                return
            self._take(name, answer)

    def _look(self, name: str) -> Answer:
        kind, state = name.split(".")
        ahead = name in _AHEAD
        return self._rest.list_meetings(
            actor="host",
            purpose=f"look for {name}",
            meetingType=kind,
            state=state,
            **{"from": stamp(self._now if ahead else self._now - _WINDOW)},
            to=stamp(self._now + (_WINDOW if ahead else timedelta(minutes=1))),
            max="10",
        )

    def _take(self, name: str, answer: Answer) -> None:
        kind, state = name.split(".")
        found = [item for item in answer.items if item.get("meetingType", kind) == kind]
        there = {identity(one.get("id")): one for one in found if one.get("state", state) == state}
        meeting_id = next(filter(None, there), None)
        if meeting_id is None:
            unclear = answer.status >= 500 or answer.flaw is not None
            why = f"the list was answered {answer.sentence()}"
            if answer.ok and not unclear:
                why = "none was found on the site"
            self._book.lack([name], why, trouble=unclear, exchange=answer.exchange)
            return
        whole = self._rest.get_meeting(meeting_id, actor="host", purpose=f"read {name}: discovered")
        meeting = f"discovered {name}"
        # The id of a single scheduled meeting is its series' id, and leads there.
        if whole.ok and whole.object.get("meetingType", kind) == kind:
            self._book.read(name, "discover", meeting, whole, whole.body)
        else:
            self._book.read(name, "discover", meeting, answer, there[meeting_id])
