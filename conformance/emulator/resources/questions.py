"""Questions that people asked in a meeting, and the answers (facts: `rest-operations`, Q and A)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from conformance.emulator.access import enter
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
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from conformance.emulator.resources import Producer
    from conformance.emulator.world import Found, World

__all__ = ["PATHS", "PRODUCERS", "Question", "Reply"]

_FIRST_PAGE = 10


@dataclass(frozen=True)
class Reply:
    """What one person answered, in one or more messages."""

    who: Somebody
    texts: tuple[str, ...]

    def shown(self) -> dict[str, Any]:
        """Give the answer with who gave it."""
        return with_person_id(self.who) | {"answer": list(self.texts), "answered": True}


@dataclass
class Question:
    """One question.

    Attributes:
        origin: The meeting.
        who: Who asked.
        text: The words.
        time: When it was asked, and answered.
        replies: The answers, in order.
    """

    origin: Origin
    who: Somebody
    text: str
    time: datetime
    replies: tuple[Reply, ...]
    id: str = field(default_factory=lambda: str(uuid4()))

    def shown(self, address: str) -> dict[str, Any]:
        """Give the question with the first answers and a link to all.

        Args:
            address: Where all answers can be listed.
        """
        links = {"self": address}
        if len(self.replies) > _FIRST_PAGE:
            links["next"] = f"{address}&max={_FIRST_PAGE}&offset={_FIRST_PAGE}"
        return {
            "id": self.id,
            "meetingId": self.origin.meeting_id,
            "totalAttendees": len(self.origin.cast),
            "totalRespondents": len({each.who.email for each in self.replies}),
            **self.who.shown(),
            "question": self.text,
            "answers": {"links": links, "items": [each.shown() for each in self.replies[:_FIRST_PAGE]]},
        }


def _ask(world: World, found: Found, now: datetime) -> str:
    """Leave a question behind: asked by the first attendee, answered by all the others."""
    origin = origin_of(world, found, now)
    host, asker, *others = origin.cast
    replies = (
        Reply(host, ("Eleven hundred degrees.", "Less for bottles.")),
        *(Reply(each, ("As the host says.",)) for each in others),
    )
    question = Question(origin, asker, "How hot is the furnace?", origin.end, replies)
    world.shelf(Question)[question.id] = question
    return question.id


def list_questions(call: Call) -> Answer:
    """List Meeting Q and A of one meeting, in the order in which it was asked."""
    caller = enter(call)
    judge_page(call)
    meeting_id = held_meeting(call, caller)
    items = [
        each.shown(own_address(call, f"/meetings/q_and_a/{each.id}/answers?meetingId={meeting_id}"))
        for each in left_by(call.emulator.world, Question, meeting_id)
    ]
    return paged(call, items, default=10, limits=PAGE)


def list_answers(call: Call) -> Answer:
    """List Answers of a Question, in the order in which they were given."""
    caller = enter(call)
    judge_page(call)
    meeting_id = held_meeting(call, caller)
    question = one_left_by(call.emulator.world, Question, meeting_id, call.path["questionId"])
    return paged(call, [each.shown() for each in question.replies], default=10, limits=PAGE)


PATHS: dict[str, dict[str, Operation]] = {
    "/meetings/q_and_a": {"GET": Operation("list-meeting-q-and-a", list_questions)},
    "/meetings/q_and_a/{questionId}/answers": {"GET": Operation("list-answers-of-a-question", list_answers)},
}

PRODUCERS: dict[str, Producer] = {"question": _ask}
