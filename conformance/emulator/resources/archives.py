"""Meeting archives: what happened in a meeting, in one report (facts: Recording Reports).

Chats, polls and questions are those that the meeting left behind and that still exist.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from conformance.emulator.access import enter
from conformance.emulator.errors import not_found
from conformance.emulator.listing import read_zone_header
from conformance.emulator.resources.chats import Chat
from conformance.emulator.resources.leavings import PAGE, Origin, Somebody, left_by, origin_of, read_window
from conformance.emulator.resources.paging import paged
from conformance.emulator.resources.polls import Poll, PollQuestion, Vote
from conformance.emulator.resources.questions import Question
from conformance.emulator.times import show_time
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from conformance.emulator.resources import Producer
    from conformance.emulator.world import Found, World

__all__ = ["PATHS", "PRODUCERS", "Archive"]

_LONGEST = 30
_SYSTEM = {
    "systemSummary": "Workbench terminal",
    "operatingSystem": "An emulated one",
    "browser": "None",
    "network": "Connected",
}


@dataclass
class Archive:
    """The archive of a meeting instance.

    Attributes:
        origin: The meeting.
        created: When the archive came into being.
    """

    origin: Origin
    created: datetime
    id: str = field(default_factory=lambda: secrets.token_hex(16))

    def head(self) -> dict[str, Any]:
        """Give what summary and details have in common."""
        return {"archiveId": self.id, "serviceType": self.origin.service, "title": self.origin.title}


class _Report:
    """The details of an archive, its times in one zone.

    People have the number of their place among the participants as `correlationId`.
    """

    def __init__(self, archive: Archive, zone: ZoneInfo) -> None:
        self._origin, self._zone = archive.origin, zone
        self._numbers = {who.email: number for number, who in enumerate(archive.origin.cast, 1)}

    def _time(self, moment: datetime) -> str:
        return show_time(moment, self._zone)

    def _numbered(self, who: Somebody) -> dict[str, Any]:
        return {"correlationId": self._numbers.get(who.email, 0)} | who.shown()

    def participant(self, who: Somebody) -> dict[str, Any]:
        span = {"joinedTime": self._time(who.joined), "leftTime": self._time(who.left)}
        return self._numbered(who) | span

    def chat(self, chat: Chat) -> dict[str, Any]:
        return {
            "type": chat.kind,
            "senderName": chat.sender.name,
            "chatTime": self._time(chat.time),
            "target": ", ".join(each.name for each in chat.receivers),
            "text": chat.text,
        }

    def poll(self, poll: Poll) -> dict[str, Any]:
        return {
            "type": "poll",
            "startTime": self._time(poll.start),
            "endTime": self._time(poll.end),
            "content": {
                "questionCount": len(poll.questions),
                "userCount": len(poll.origin.cast),
                "votedUserCount": poll.respondents,
                "questions": [self._poll_question(each) for each in poll.questions.values()],
            },
        }

    def _poll_question(self, question: PollQuestion) -> dict[str, Any]:
        summary = [
            {
                "totalRespondents": len(votes),
                "isCorrect": right,
                "text": value,
                "voteUsers": self._voters(votes),
            }
            for value, right, votes in question.counted()
        ]
        asked = {"choiceCount": len(question.options), "type": question.kind, "text": question.title}
        return {
            "voteUsers": self._voters(question.votes),
            "question": asked,
            **({"answerSummary": summary} if summary else {}),
            "respondents": [
                self._numbered(vote.who) | {"answers": list(vote.answers)} for vote in question.votes
            ],
        }

    def _voters(self, votes: list[Vote]) -> list[dict[str, Any]]:
        return [self._numbered(vote.who) for vote in votes]

    def question(self, question: Question) -> dict[str, Any]:
        answers = [
            {
                "responseMode": "public",
                **self._numbered(reply.who),
                "answerTime": self._time(question.time),
                "text": text,
            }
            for reply in question.replies
            for text in reply.texts
        ]
        return {
            "priority": "normal",
            "type": "public",
            "displayName": question.who.name,
            "questionTime": self._time(question.time),
            "target": self._origin.host.display_name,
            "question": question.text,
            "answers": answers,
        }


def _archive(world: World, found: Found, now: datetime) -> str:
    archive = Archive(origin_of(world, found, now), now)
    world.shelf(Archive)[archive.id] = archive
    return archive.id


def list_archives(call: Call) -> Answer:
    """List Meeting Archive Summaries of everybody's meetings, the latest archive first."""
    enter(call)
    zone = read_zone_header(call)
    inside = read_window(call, longest=_LONGEST)
    site = call.query.get("siteUrl")
    items = [
        each.head() | {"createTime": show_time(each.created, zone)}
        for each in call.emulator.world.shelf(Archive).values()
        if inside(each.created) and site in (None, each.origin.site)
    ]
    return paged(call, items[::-1], default=10, limits=PAGE)


def get_archive(call: Call) -> Answer:
    """Get Meeting Archive Details."""
    caller = enter(call)
    zone = read_zone_header(call)
    world = call.emulator.world
    archive = world.shelf(Archive).get(call.path["archiveId"])
    if archive is None or not caller.may_reach(archive.origin.host):
        raise not_found()
    origin, report = archive.origin, _Report(archive, zone)
    meeting_id = origin.meeting_id
    shown = archive.head() | {
        "start": show_time(origin.start, zone),
        "end": show_time(origin.end, zone),
        "hostDisplayName": origin.host.display_name,
        "hostEmail": origin.host.email,
        "participants": [report.participant(each) for each in origin.cast],
        "chats": [report.chat(each) for each in left_by(world, Chat, meeting_id)],
        "polls": [report.poll(each) for each in left_by(world, Poll, meeting_id)],
        "qas": [report.question(each) for each in left_by(world, Question, meeting_id)],
        "systemInfos": [{"displayName": origin.host.display_name, "catalogs": [dict(_SYSTEM)]}],
    }
    return Answer(shown)


PATHS: dict[str, dict[str, Operation]] = {
    "/recordingReport/meetingArchiveSummaries": {
        "GET": Operation("list-meeting-archive-summaries", list_archives)
    },
    "/recordingReport/meetingArchives/{archiveId}": {
        "GET": Operation("get-meeting-archive-details", get_archive)
    },
}

PRODUCERS: dict[str, Producer] = {"archive": _archive}
