"""What was written in the chat of a meeting (facts: `rest-operations`, Chats)."""

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
    origin_of,
    with_person_id,
)
from conformance.emulator.resources.paging import paged
from conformance.emulator.times import show_time
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from conformance.emulator.resources import Producer
    from conformance.emulator.world import Found, World

__all__ = ["PATHS", "PRODUCERS", "Chat"]

_TEXTS = ("Here are the drawings.", "Could you repeat the temperature?", "See you at the kiln.")


@dataclass
class Chat:
    """One message.

    Attributes:
        origin: The meeting.
        text: The words.
        sender: Who wrote it.
        receivers: Who could read it.
        private: Whether it was meant for one person.
        time: When it was written.
    """

    origin: Origin
    text: str
    sender: Somebody
    receivers: tuple[Somebody, ...]
    private: bool
    time: datetime
    id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def kind(self) -> str:
        """`private` or `public`."""
        return "private" if self.private else "public"

    def shown(self) -> dict[str, Any]:
        """Give the message as lists show it."""
        return {
            "id": self.id,
            "chatTime": show_time(self.time),
            "text": self.text,
            "meetingId": self.origin.meeting_id,
            "type": self.kind,
            "sender": _person(self.sender),
            "receivers": [_person(each) for each in self.receivers],
        }


def _person(who: Somebody) -> dict[str, Any]:
    return with_person_id(who) | ({"orgId": who.person.org_id} if who.person else {})


def _write(world: World, found: Found, now: datetime) -> str:
    """Leave one message behind; people write in turn, to all and, every second one, to the next."""
    origin = origin_of(world, found, now)
    cast, number = origin.cast, len(left_by(world, Chat, origin.meeting_id))
    sender = cast[number % len(cast)]
    private = number % 2 == 1
    others = tuple(each for each in cast if each != sender)
    receivers = others[:1] if private else others
    chat = Chat(origin, _TEXTS[number % len(_TEXTS)], sender, receivers, private, origin.end)
    world.shelf(Chat)[chat.id] = chat
    return chat.id


def list_chats(call: Call) -> Answer:
    """List Meeting Chats of one meeting, in the order in which they were written."""
    caller = enter(call)
    judge_page(call)
    items = [each.shown() for each in left_by(call.emulator.world, Chat, held_meeting(call, caller))]
    return paged(call, items, default=10, limits=PAGE)


def delete_chats(call: Call) -> Answer:
    """Delete Meeting Chats: all of one meeting; also when there are none."""
    world = call.emulator.world
    for each in left_by(world, Chat, held_meeting(call, enter(call))):
        del world.shelf(Chat)[each.id]
    return Answer(status=204)


PATHS: dict[str, dict[str, Operation]] = {
    "/meetings/postMeetingChats": {
        "GET": Operation("list-meeting-chats", list_chats),
        "DELETE": Operation("delete-meeting-chats", delete_chats),
    },
}

PRODUCERS: dict[str, Producer] = {"chat": _write}
