"""What meetings leave behind, as our OpenAPI documents describe it: polls, chats, captions, reports."""

from __future__ import annotations

from typing import Any

import pytest

from tests.openapi_reading import complaints, document

INSTANCE = "5b0c2d1e4f6a7988a1b2c3d4e5f60718_I_000000000000000077"
HEX = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
UUID = "7d1f0c56-0f0b-4d0a-9a56-2a3f4b5c6d7e"
PERSON = "Y2lzY29zcGFyazovL3VzL1BFT1BMRS8x"
WHEN = "2031-09-08T07:20:00Z"
WHO = {"displayName": "Ola", "email": "ola@example.com"}
POLL: dict[str, Any] = {
    "id": UUID,
    "meetingId": INSTANCE,
    "startTime": WHEN,
    "endTime": "2031-09-08T07:25:00+02:00",
    "timerDuration": 300,
    "personId": PERSON,
    "questions": [
        {
            "id": UUID,
            "order": "1",
            "title": "Pear?",
            "type": "single",
            "options": [{"order": "1", "value": "yes", "isCorrect": True}],
        }
    ],
} | WHO
RESPONDENTS = {
    "links": {"self": "https://webexapis.com/v1/meetings/polls/1", "next": "https://webexapis.com/v1/x"},
    "items": [WHO | {"answers": ["yes"]}],
}
RESULT: dict[str, Any] = POLL | {
    "totalAttendees": 4,
    "totalRespondents": 3,
    "questions": [
        {
            "id": UUID,
            "order": "1",
            "title": "Pear?",
            "type": "multiple",
            "answerSummary": [{"order": "1", "value": "yes", "totalRespondents": 3, "isCorrect": True}],
            "respondents": RESPONDENTS,
        }
    ],
}
QUESTION: dict[str, Any] = {
    "id": UUID,
    "meetingId": INSTANCE,
    "totalAttendees": 4,
    "totalRespondents": 1,
    "question": "When do we pick?",
    "answers": {
        "links": {"self": "https://webexapis.com/v1/meetings/q_and_a/1/answers"},
        "items": [WHO | {"personId": PERSON, "answer": ["Soon"], "answered": True}],
    },
} | WHO
CHAT: dict[str, Any] = {
    "id": UUID,
    "chatTime": WHEN,
    "text": "Hei",
    "meetingId": INSTANCE,
    "type": "private",
    "sender": WHO | {"personId": PERSON, "orgId": PERSON},
    "receivers": [WHO],
}
CAPTION = {
    "id": HEX,
    "meetingId": INSTANCE,
    "vttDownloadLink": "https://webexapis.com/v1/meetingClosedCaptions/1/download?format=vtt",
    "txtDownloadLink": "https://webexapis.com/v1/meetingClosedCaptions/1/download?format=txt",
    "start": WHEN,
}
BY_SCHEMA = {
    "id": "1",
    "text": "Mind the ladder.",
    "personName": "Ola",
    "personEmail": "ola@example.com",
    "offsetMillisecond": 0,
    "durationMillisecond": 1250,
}
BY_EXAMPLE = {
    "id": "1",
    "text": "Mind the ladder.",
    "meetingId": INSTANCE,
    "peopleId": PERSON,
    "language": "en",
    "start": WHEN,
    "offsetMillisecond": "0",
    "durationMillisecond": "1250",
}
USAGE: dict[str, Any] = {
    "meetingId": INSTANCE,
    "meetingNumber": "25512345678",
    "meetingTitle": "Grafting",
    "start": WHEN,
    "end": "2031-09-08T08:20:00Z",
    "duration": 60,
    "scheduledType": "webinar",
    "hostDisplayName": "Kari Gardener",
    "hostEmail": "kari@example.com",
    "totalPeopleMinutes": 240,
    "totalVoipMinutes": 200,
    "peakAttendee": 4,
    "serviceType": "EventCenter",
    "trackingCodes": [{"name": "Orchard", "value": "North"}],
}
ATTENDEE: dict[str, Any] = {
    "meetingId": INSTANCE,
    "meetingNumber": "25512345678",
    "joinedTime": WHEN,
    "leftTime": "2031-09-08T08:00:00Z",
    "duration": 40,
    "participantType": "attendee",
    "zipCode": "0150",
    "registered": False,
    "invited": True,
} | WHO
PLACES = {
    "Poll": "polls",
    "PollResult": "polls",
    "PollRespondent": "polls",
    "AskedQuestion": "questions",
    "Answer": "questions",
    "ChatMessage": "chats",
    "ClosedCaption": "closed_captions",
    "CaptionSnippet": "closed_captions",
    "UsageReport": "meeting_reports",
    "AttendeeReport": "meeting_reports",
}
GOOD: list[tuple[str, dict[str, Any]]] = [
    ("Poll", POLL),
    ("PollResult", RESULT),
    ("PollRespondent", WHO | {"answers": []}),
    ("AskedQuestion", QUESTION),
    ("Answer", WHO | {"answer": ["Soon"], "answered": True}),
    ("Answer", WHO | {"answer": "Soon"}),
    ("ChatMessage", CHAT),
    ("ClosedCaption", CAPTION),
    ("CaptionSnippet", BY_SCHEMA),
    ("CaptionSnippet", BY_EXAMPLE),
    ("UsageReport", USAGE),
    ("AttendeeReport", ATTENDEE),
    ("AttendeeReport", ATTENDEE | {"meetingNumber": 25512345678, "participantType": "PANELIST"}),
    ("AttendeeReport", ATTENDEE | {"email": ""}),
]
BAD: list[tuple[str, dict[str, Any]]] = [
    ("Poll", POLL | {"id": "1"}),
    ("Poll", POLL | {"startTime": "07:20"}),
    ("Poll", POLL | {"timerDuration": "300"}),
    ("Poll", POLL | {"questions": {}}),
    ("Poll", POLL | {"questions": [{"type": "long"}]}),
    ("Poll", POLL | {"questions": [{"options": [{"isCorrect": "yes"}]}]}),
    ("PollResult", RESULT | {"totalAttendees": -1}),
    ("PollResult", RESULT | {"questions": [{"respondents": []}]}),
    ("PollResult", RESULT | {"questions": [{"answerSummary": [{"totalRespondents": "3"}]}]}),
    ("PollRespondent", WHO | {"answers": "yes"}),
    ("PollRespondent", WHO | {"email": "ola"}),
    ("AskedQuestion", QUESTION | {"question": None}),
    ("AskedQuestion", QUESTION | {"answers": []}),
    ("AskedQuestion", QUESTION | {"answers": {"items": [{"answer": [1]}]}}),
    ("AskedQuestion", QUESTION | {"meetingId": "1"}),
    ("Answer", {"answer": 7}),
    ("Answer", {"answered": "true"}),
    ("ChatMessage", CHAT | {"chatTime": "2031-09-08T07:20:00"}),
    ("ChatMessage", CHAT | {"sender": [WHO]}),
    ("ChatMessage", CHAT | {"receivers": WHO}),
    ("ChatMessage", CHAT | {"receivers": [{"email": "ola"}]}),
    ("ClosedCaption", CAPTION | {"id": UUID}),
    ("ClosedCaption", CAPTION | {"vttDownloadLink": "download"}),
    ("ClosedCaption", CAPTION | {"start": None}),
    ("CaptionSnippet", BY_SCHEMA | {"durationMillisecond": "1.25 s"}),
    ("CaptionSnippet", BY_SCHEMA | {"offsetMillisecond": -1}),
    ("CaptionSnippet", {"id": "1"}),
    ("UsageReport", USAGE | {"meetingNumber": 25512345678}),
    ("UsageReport", USAGE | {"duration": "60"}),
    ("UsageReport", USAGE | {"scheduledType": "personalRoomMeeting"}),
    ("UsageReport", USAGE | {"serviceType": "Meeting"}),
    ("UsageReport", USAGE | {"trackingCodes": [{"name": 1}]}),
    ("AttendeeReport", ATTENDEE | {"meetingNumber": "255"}),
    ("AttendeeReport", ATTENDEE | {"meetingNumber": 255}),
    ("AttendeeReport", ATTENDEE | {"participantType": ""}),
    ("AttendeeReport", ATTENDEE | {"zipCode": 150}),
    ("AttendeeReport", ATTENDEE | {"invited": "yes"}),
]
LISTS = {
    "PollList": ("polls", POLL),
    "PollResultList": ("polls", RESULT),
    "PollRespondentList": ("polls", WHO),
    "AskedQuestionList": ("questions", QUESTION),
    "AnswerList": ("questions", WHO),
    "ChatMessageList": ("chats", CHAT),
    "ClosedCaptionList": ("closed_captions", CAPTION),
    "CaptionSnippetList": ("closed_captions", BY_EXAMPLE),
    "UsageReportList": ("meeting_reports", USAGE),
    "AttendeeReportList": ("meeting_reports", ATTENDEE),
}


@pytest.mark.parametrize(("schema", "body"), GOOD)
def test_plausible_bodies_are_accepted(schema: str, body: dict[str, Any]) -> None:
    """A body as the documents or their examples have it is no defect, and neither is a new property."""
    where = f"{PLACES[schema]}.yaml#/components/schemas/{schema}"
    assert complaints(where, body) == []
    assert complaints(where, body | {"harvest": 1}) == []


@pytest.mark.parametrize(("schema", "body"), BAD)
def test_near_misses_are_refused(schema: str, body: dict[str, Any]) -> None:
    """One wrong value spoils a body."""
    assert complaints(f"{PLACES[schema]}.yaml#/components/schemas/{schema}", body)


@pytest.mark.parametrize("listing", LISTS)
def test_lists_always_have_items(listing: str) -> None:
    """A list is an object with an array, also when there is nothing in it."""
    file, body = LISTS[listing]
    where = f"{file}.yaml#/components/schemas/{listing}"
    assert complaints(where, {"items": [body]}) == []
    assert complaints(where, {"items": []}) == []
    assert complaints(where, {})
    assert complaints(where, {"items": None})
    assert complaints(where, [body])


@pytest.mark.parametrize("file", ["polls", "questions", "chats", "closed_captions"])
def test_only_compliance_officers_may_read(file: str) -> None:
    """What people wrote and voted is open to one level only."""
    for item in document(f"{file}.yaml")["paths"].values():
        for method in {"get", "delete"} & item.keys():
            levels = item[method]["x-levels"]
            kind = "read" if method == "get" else "write"
            assert levels == {"user": [], "admin": [], "compliance": [f"spark-compliance:meetings_{kind}"]}


def test_reports_name_their_site_and_come_in_large_pages() -> None:
    """Both reports need a site, and a page of them may hold a thousand entries."""
    paths = document("meeting_reports.yaml")["paths"]
    for item in paths.values():
        first = item["get"]["parameters"][0]
        assert (first["name"], first["required"]) == ("siteUrl", True)
    where = "meeting_reports.yaml#/components/parameters/ReportMax/schema"
    assert [bool(complaints(where, size)) for size in (0, 1, 1000, 1001)] == [True, False, False, True]
