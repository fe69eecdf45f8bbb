"""Objects that are already there, for operations that only read: nothing found here is ever written to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from conformance.checks import NotExercised
from conformance.clients import Answer, RestClient
from conformance.staging.bodies import stamp
from conformance.staging.identity import identity
from conformance.staging.players import unreached
from conformance.staging.present import Present

__all__ = ["FOUND", "Finding"]

FOUND = frozenset(
    {
        *("ended", "live", "recording", "transcript", "snippet", "participant"),
        *("poll", "pollQuestion", "caption", "question"),
    }
)
"""Objects that can be looked for, by our names."""

# Sites have refused or cut windows of more than 30 days.
_WINDOW = timedelta(days=30)
_WORDS = {
    "ended": "meeting that has ended",
    "live": "running meeting",
    "pollQuestion": "question of a poll",
    "caption": "closed caption",
}


class Finding:
    """Finds what meetings left behind, by the lists of the person whose it is.

    Args:
        rest: the client.
        present: what time it is on the target.
    """

    def __init__(self, rest: RestClient, present: Present) -> None:
        self._rest = rest
        self._present = present
        self._have: dict[tuple[str, str], str] = {}
        self._missing: dict[tuple[str, str], NotExercised] = {}
        self._finders: Mapping[str, Callable[[str], str | None]] = {
            "ended": self._ended,
            "live": lambda owner: self._meeting(owner, "inProgress"),
            "recording": self._recording,
            "transcript": self._transcript,
            "snippet": lambda owner: self._first(
                owner, f"/meetingTranscripts/{self.get('transcript', owner)}/snippets"
            ),
            "participant": lambda owner: self._left(owner, "/meetingParticipants"),
            "poll": self._poll,
            "pollQuestion": self._poll_question,
            "caption": lambda owner: self._left(owner, "/meetingClosedCaptions"),
            "question": lambda owner: self._left(owner, "/meetings/q_and_a"),
        }

    def knows(self, name: str) -> bool:
        """Whether objects of that name can be looked for."""
        return name in FOUND

    def found(self, value: str, owner: str) -> bool:
        """Whether this is the id of something that was found, not made."""
        return any(value == one for (whose, _), one in self._have.items() if whose == owner)

    def get(self, name: str, owner: str) -> str:
        """The id of an object, which is looked for once.

        Raises:
            NotExercised: the site has none that its owner is shown.
            Indeterminate: the target gave no usable answer.
            TargetTrouble: no whole answer came.
        """
        key = (owner, name)
        if key in self._missing:
            raise NotExercised(self._missing[key].reason, self._missing[key].exchanges)
        if key not in self._have:
            try:
                self._have[key] = self._search(name, owner)
            except NotExercised as missing:
                self._missing[key] = missing
                raise
        return self._have[key]

    def _search(self, name: str, owner: str) -> str:
        found = self._finders[name](owner)
        if found is None:
            what = _WORDS.get(name, name)
            raise NotExercised(f"no {what} of {owner} was found on the site, and none can be made")
        return found

    def _list(self, owner: str, path: str, **query: str) -> Answer:
        purpose = f"look for what {owner} already has"
        answer = self._rest.send("GET", path, actor=owner, purpose=purpose, params=query or None)
        if not answer.ok:
            raise unreached(f"looking for what {owner} already has at {path.split('/')[1]}", answer)
        return answer

    def _first(self, owner: str, path: str, **query: str) -> str | None:
        answer = self._list(owner, path, **query)
        return next((found for item in answer.items if (found := identity(item.get("id")))), None)

    def _left(self, owner: str, path: str) -> str | None:
        return self._first(owner, path, meetingId=self.get("ended", owner), max="10")

    def _lately(self) -> dict[str, str]:
        now = self._present.now()
        return {"from": stamp(now - _WINDOW), "to": stamp(now), "max": "10"}

    def _recorded(self, owner: str) -> tuple[str, str] | None:
        """A recording and the meeting that it is of."""
        for item in self._list(owner, "/recordings", **self._lately()).items:
            recording, meeting = identity(item.get("id")), identity(item.get("meetingId"))
            if recording and meeting:
                return recording, meeting
        return None

    def _recording(self, owner: str) -> str | None:
        self.get("ended", owner)
        # Where a recording led to the meeting, it is known by now.
        return self._have.get((owner, "recording"))

    def _ended(self, owner: str) -> str | None:
        try:
            both = self._recorded(owner)
        except NotExercised:
            both = None
        if both is None:
            return self._meeting(owner, "ended")
        self._have[owner, "recording"], meeting = both
        return meeting

    def _meeting(self, owner: str, state: str) -> str | None:
        query = {"meetingType": "meeting", "state": state, **self._lately()}
        answer = self._list(owner, "/meetings", **query)
        fitting = [item for item in answer.items if item.get("state", state) == state]
        return next((found for item in fitting if (found := identity(item.get("id")))), None)

    def _transcript(self, owner: str) -> str | None:
        meeting = self.get("ended", owner)
        of_it = self._first(owner, "/meetingTranscripts", meetingId=meeting, max="10")
        return of_it or self._first(owner, "/meetingTranscripts", max="10")

    def _poll(self, owner: str) -> str | None:
        return self._asked(owner)[0]

    def _poll_question(self, owner: str) -> str | None:
        poll, question = self._asked(owner)
        return question if poll else None

    def _asked(self, owner: str) -> tuple[str | None, str | None]:
        """The first poll that has a question, and that question."""
        answer = self._list(owner, "/meetings/polls", meetingId=self.get("ended", owner))
        for item in answer.items:
            question = _first_id(item.get("questions"))
            poll = identity(item.get("id"))
            if poll and question:
                return poll, question
        return None, None


def _first_id(value: Any) -> str | None:
    first = value[0] if isinstance(value, list) and value else None
    found = first.get("id") if isinstance(first, dict) else None
    return identity(str(found) if isinstance(found, int) else found)
