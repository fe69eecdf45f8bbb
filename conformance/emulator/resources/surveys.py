"""The survey after a webinar: the survey, its results, and the links to it.

Source: `rest-operations`, Meetings. No documented call makes a survey, so every webinar has the same
one, and each attendee of a webinar that has ended has answered it when it ended. Other meetings have
no survey. Survey and answers are the emulator's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from conformance.emulator.access import acting_for, enter, find_for_writing, named_host
from conformance.emulator.errors import bad_request, not_found
from conformance.emulator.fields import Email, Group, Items, Text
from conformance.emulator.listing import read_zone_header
from conformance.emulator.resources.paging import paged
from conformance.emulator.times import read_time, show_time
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from conformance.emulator.access import Caller
    from conformance.emulator.meetings import Instance, Series
    from conformance.emulator.people import Person
    from conformance.emulator.world import World

__all__ = ["PATHS"]

_NAME = "After the event"
_QUESTIONS: tuple[dict[str, Any], ...] = (
    {"id": 1, "question": "What should change?", "type": "text"},
    {
        "id": 2,
        "question": "How likely are you to come again?",
        "type": "rating",
        "fromScore": 1,
        "fromLabel": "Not at all",
        "toScore": 5,
        "toLabel": "Certainly",
    },
    {
        "id": 3,
        "question": "Which parts did you attend?",
        "type": "checkbox",
        "options": [{"id": 1, "value": "Talk"}, {"id": 2, "value": "Questions"}],
    },
    {
        "id": 4,
        "question": "Was it long enough?",
        "type": "singleRadio",
        "options": [{"id": 1, "value": "Yes"}, {"id": 2, "value": "No"}],
    },
)
_ANSWERS: dict[int, list[tuple[int, str]]] = {
    1: [(1, "More light")],
    2: [(1, "4")],
    3: [(1, "Talk"), (2, "Questions")],
    4: [(2, "No")],
}
_LINKS = Group(
    {
        "hostEmail": Email(),
        **dict.fromkeys(("meetingStartTimeFrom", "meetingStartTimeTo"), Text(least=1)),
        "emails": Items(Email(), 100),
    }
)


def _hex(*parts: str) -> str:
    # JSON can hold halves of characters, which UTF-8 cannot.
    return uuid5(NAMESPACE_URL, " ".join(parts).encode("ascii", "backslashreplace").decode()).hex


@dataclass(frozen=True)
class _Window:
    """When meetings began; None leaves a side open."""

    begins: datetime | None
    ends: datetime | None

    @classmethod
    def of(cls, begins: str | None, ends: str | None, zone: ZoneInfo) -> _Window:
        """Read both sides, the first inclusive, the second exclusive.

        Raises:
            ApiError: 400 for what is no time, and for sides that are not in order.
        """
        window = cls(
            None if begins is None else read_time(begins, "meetingStartTimeFrom", zone),
            None if ends is None else read_time(ends, "meetingStartTimeTo", zone),
        )
        if window.begins is not None and window.ends is not None and window.begins >= window.ends:
            raise bad_request("'meetingStartTimeFrom' must be before 'meetingStartTimeTo'.")
        return window

    def runs(self, series: Series) -> list[Instance]:
        """Give the instances of a series that began in the window and have ended."""
        return [
            run
            for run in series.runs
            if run.end is not None
            and (self.begins is None or self.begins <= run.start)
            and (self.ends is None or run.start < self.ends)
        ]


def _webinar(call: Call, caller: Caller, person: Person) -> Series:
    """Find the webinar that the path names; see `find_for_writing` for who reaches it."""
    series = find_for_writing(call, call.path["meetingId"], caller, person).series
    if series.settings["scheduledType"] != "webinar":
        raise not_found("The meeting has no survey.")
    return series


def get_survey(call: Call) -> Answer:
    """Get a Meeting Survey."""
    caller = enter(call)
    person = acting_for(call, caller, named_host(call))
    series = _webinar(call, caller, person)
    return Answer(
        {
            "id": _hex("survey", series.id),
            "surveyName": _NAME,
            "meetingId": series.id,
            "description": "Four questions about the event",
            "allowAnonymousSubmit": False,
            "questions": list(_QUESTIONS),
        }
    )


def list_results(call: Call) -> Answer:
    """List Meeting Survey Results in the order in which the meetings were held and people came."""
    caller = enter(call)
    zone = read_zone_header(call)
    query = call.query
    window = _Window.of(query.get("meetingStartTimeFrom"), query.get("meetingStartTimeTo"), zone)
    person = acting_for(call, caller, named_host(call))
    series = _webinar(call, caller, person)
    items = [
        _result(call.emulator.world, series, run, visit.email, zone)
        for run in window.runs(series)
        for visit in run.visits
        if visit.stays and not visit.host
    ]
    return paged(call, items, default=10, limits=(1, 100))


def _result(world: World, series: Series, run: Instance, email: str, zone: ZoneInfo) -> dict[str, Any]:
    known = world.people.get(email)
    return {
        "id": _hex("result", run.id, email),
        "surveyName": _NAME,
        "meetingId": series.id,
        "email": email,
        "displayName": known.display_name if known is not None else email.partition("@")[0],
        "createTime": show_time(run.end or run.start, zone),
        "questions": [
            {name: question[name] for name in ("id", "question", "type")}
            | {"answers": [{"optionId": option, "answer": text} for option, text in _ANSWERS[question["id"]]]}
            for question in _QUESTIONS
        ],
    }


def get_links(call: Call) -> Answer:
    """Get Meeting Survey Links: one for each address asked for, or for each invitee.

    A window of time in which no meeting was held has no links.
    """
    caller = enter(call)
    sent = call.json()
    zone = read_zone_header(call)
    person = acting_for(call, caller, sent.get("hostEmail"))
    given = _LINKS.check(sent, "")
    sides = given.get("meetingStartTimeFrom"), given.get("meetingStartTimeTo")
    window = _Window.of(*sides, zone)
    series = _webinar(call, caller, person)
    emails = given.get("emails", [each.email for each in series.invitees])
    if any(sides) and not window.runs(series):
        emails = []
    return Answer(
        {
            "items": [
                {"email": each, "surveyLink": f"https://{series.site}/survey/{_hex(series.id, each.lower())}"}
                for each in dict.fromkeys(emails)
            ]
        }
    )


_MEETING = "/meetings/{meetingId}"

PATHS: dict[str, dict[str, Operation]] = {
    f"{_MEETING}/survey": {"GET": Operation("get-a-meeting-survey", get_survey)},
    f"{_MEETING}/surveyResults": {"GET": Operation("list-meeting-survey-results", list_results)},
    f"{_MEETING}/surveyLinks": {"POST": Operation("get-meeting-survey-links", get_links)},
}
