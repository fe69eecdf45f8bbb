"""Finding meetings that already are in a situation, and reading one of each. Nothing is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.clients import Answer, RestClient
from conformance.staging.bodies import stamp
from conformance.staging.book import Book

__all__ = ["Discovery"]

# Sites have refused or cut windows of more than 30 days.
_WINDOW = timedelta(days=30)
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

    def fill(self) -> None:
        """Look for every open situation.

        Raises:
            TargetTrouble: no whole answer came.
        """
        now = datetime.now(UTC)
        for name in self._book.open:
            kind, state = name.split(".")
            begin, end = (
                (now, now + _WINDOW) if name in _AHEAD else (now - _WINDOW, now + timedelta(minutes=1))
            )
            answer = self._rest.list_meetings(
                actor="host",
                purpose=f"look for {name}",
                meetingType=kind,
                state=state,
                **{"from": stamp(begin)},
                to=stamp(end),
                max="10",
            )
            if answer.status == 401:
                self._book.lack(self._book.open, f"the host is refused: {answer.sentence()}")
                return
            self._take(name, kind, state, answer)

    def _take(self, name: str, kind: str, state: str, answer: Answer) -> None:
        found = [item for item in answer.items if item.get("meetingType", kind) == kind]
        item = next((one for one in found if one.get("state", state) == state and _id(one)), None)
        if item is None:
            why = "none was found on the site" if answer.ok else f"the list was answered {answer.sentence()}"
            self._book.lack([name], why, trouble=answer.status >= 500, exchange=answer.exchange)
            return
        whole = self._rest.get_meeting(_id(item), actor="host", purpose=f"read {name}: discovered")
        meeting = f"discovered {name}"
        # The id of a single scheduled meeting is its series' id, and leads there.
        if whole.ok and whole.object.get("meetingType", kind) == kind:
            self._book.read(name, "discover", meeting, whole, whole.body)
        else:
            self._book.read(name, "discover", meeting, answer, item)


def _id(item: dict[str, Any]) -> str:
    identity = item.get("id")
    return identity if isinstance(identity, str) and identity.replace("_", "").isalnum() else ""
