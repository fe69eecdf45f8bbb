"""Polls of meetings that were held, and how people voted (facts: `rest-operations`, Meeting Polls)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from conformance.emulator.access import enter
from conformance.emulator.errors import not_found
from conformance.emulator.resources.leavings import (
    PAGE,
    Origin,
    Somebody,
    held_meeting,
    judge_page,
    left_by,
    one_left_by,
    origin_of,
    own_address,
    with_person_id,
)
from conformance.emulator.resources.paging import paged
from conformance.emulator.times import show_time
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from conformance.emulator.resources import Producer
    from conformance.emulator.world import Found, World

__all__ = ["PATHS", "PRODUCERS", "Poll", "PollQuestion", "Vote"]

_TIMER = 60
_FIRST_PAGE = 10


def _uuid() -> str:
    return str(uuid4())


@dataclass(frozen=True)
class Vote:
    """What one person answered."""

    who: Somebody
    answers: tuple[str, ...]

    def shown(self) -> dict[str, Any]:
        """Give the answers with name and address."""
        return self.who.shown() | {"answers": list(self.answers)}


@dataclass
class PollQuestion:
    """One question of a poll.

    Attributes:
        order: Its place in the poll, from 1.
        title: The words.
        kind: `single`, `multiple` or `short`; the last one has no options.
        options: The values to choose from; the first one is the right answer.
        votes: The answers, in the order in which they came.
    """

    order: int
    title: str
    kind: str
    options: tuple[str, ...]
    votes: list[Vote] = field(default_factory=list)
    id: str = field(default_factory=_uuid)

    def counted(self) -> list[tuple[str, bool, list[Vote]]]:
        """Give each option, whether it is right, and the votes for it."""
        return [
            (value, value == self.options[0], [vote for vote in self.votes if value in vote.answers])
            for value in self.options
        ]

    def _head(self) -> dict[str, Any]:
        return {"id": self.id, "order": str(self.order), "title": self.title, "type": self.kind}

    def shown(self) -> dict[str, Any]:
        """Give the question as it was asked."""
        options = [
            {"order": str(place), "value": value, "isCorrect": right}
            for place, (value, right, _) in enumerate(self.counted(), 1)
        ]
        return self._head() | ({"options": options} if options else {})

    def result(self, address: str) -> dict[str, Any]:
        """Give how people voted: sums, and the first respondents with a link to all.

        Args:
            address: Where all respondents can be listed.
        """
        summary = [
            {"order": str(place), "value": value, "totalRespondents": len(votes), "isCorrect": right}
            for place, (value, right, votes) in enumerate(self.counted(), 1)
        ]
        links = {"self": address}
        if len(self.votes) > _FIRST_PAGE:
            links["next"] = f"{address}&max={_FIRST_PAGE}&offset={_FIRST_PAGE}"
        respondents = {"links": links, "items": [vote.shown() for vote in self.votes[:_FIRST_PAGE]]}
        return self._head() | ({"answerSummary": summary} if summary else {}) | {"respondents": respondents}


@dataclass
class Poll:
    """One poll.

    Attributes:
        origin: The meeting; its host asked.
        questions: What was asked, by id.
        start: When it was opened.
        end: When it was closed.
    """

    origin: Origin
    questions: dict[str, PollQuestion]
    start: datetime
    end: datetime
    id: str = field(default_factory=_uuid)

    def head(self) -> dict[str, Any]:
        """Give what the poll and its results have in common."""
        return {
            "id": self.id,
            "meetingId": self.origin.meeting_id,
            "startTime": show_time(self.start),
            "endTime": show_time(self.end),
            "timerDuration": _TIMER,
            **with_person_id(self.origin.cast[0]),
        }

    @property
    def respondents(self) -> int:
        """How many answered any question."""
        return len({vote.who.email for each in self.questions.values() for vote in each.votes})


def _ask(world: World, found: Found, now: datetime) -> str:
    """Leave a poll behind in which everybody but the host voted."""
    origin = origin_of(world, found, now)
    questions = (
        PollQuestion(1, "Which colour next?", "single", ("Cobalt", "Amber", "Clear")),
        PollQuestion(2, "Which tools are missing?", "multiple", ("Jacks", "Shears", "Blocks")),
        PollQuestion(3, "What should change?", "short", ()),
    )
    for number, who in enumerate(origin.cast[1:]):
        for question in questions:
            question.votes.append(Vote(who, _choice(question, number)))
    end = min(origin.end, origin.start + timedelta(seconds=_TIMER))
    poll = Poll(origin, {each.id: each for each in questions}, origin.start, end)
    world.shelf(Poll)[poll.id] = poll
    return poll.id


def _choice(question: PollQuestion, number: int) -> tuple[str, ...]:
    if question.kind == "short":
        return (f"More benches, at least {number + 2}.",)
    if question.kind == "multiple":
        return question.options[:2]
    return (question.options[number % len(question.options)],)


def list_polls(call: Call) -> Answer:
    """List Meeting Polls of one meeting, with their questions."""
    meeting_id = held_meeting(call, enter(call))
    return Answer(
        {
            "items": [
                poll.head() | {"questions": [each.shown() for each in poll.questions.values()]}
                for poll in left_by(call.emulator.world, Poll, meeting_id)
            ]
        }
    )


def list_results(call: Call) -> Answer:
    """Get Meeting PollResults of one meeting."""
    caller = enter(call)
    judge_page(call)
    polls = left_by(call.emulator.world, Poll, held_meeting(call, caller))
    return paged(call, [_result(call, poll) for poll in polls], default=10, limits=PAGE)


def _result(call: Call, poll: Poll) -> dict[str, Any]:
    totals = {"totalAttendees": len(poll.origin.cast), "totalRespondents": poll.respondents}
    results = [
        each.result(
            own_address(call, f"/meetings/polls/{poll.id}/questions/{each.id}/respondents")
            + f"?meetingId={poll.origin.meeting_id}"
        )
        for each in poll.questions.values()
    ]
    return poll.head() | totals | {"questions": results}


def list_respondents(call: Call) -> Answer:
    """List Respondents of a Question, in the order in which they answered."""
    caller = enter(call)
    judge_page(call)
    meeting_id = held_meeting(call, caller)
    poll = one_left_by(call.emulator.world, Poll, meeting_id, call.path["pollId"])
    question = poll.questions.get(call.path["questionId"])
    if question is None:
        raise not_found()
    return paged(call, [vote.shown() for vote in question.votes], default=10, limits=PAGE)


PATHS: dict[str, dict[str, Operation]] = {
    "/meetings/polls": {"GET": Operation("list-meeting-polls", list_polls)},
    "/meetings/pollResults": {"GET": Operation("get-meeting-pollresults", list_results)},
    "/meetings/polls/{pollId}/questions/{questionId}/respondents": {
        "GET": Operation("list-respondents-of-a-question", list_respondents)
    },
}

PRODUCERS: dict[str, Producer] = {"poll": _ask}
