"""The documents of what belongs to a meeting or can be done to it: what passes, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.openapi_bodies import INSTANCE, SCHEDULED, SERIES, SERIES_ID
from tests.openapi_reading import complaints

HIDDEN = [
    "agenda", "hostKey", "password", "phoneAndVideoSystemPassword", "panelistPassword",
    "phoneAndVideoSystemPanelistPassword", "webLink", "sipAddress", "dialInIpAddress", "registration",
]  # fmt: skip
HOST = {"hostUserId": SERIES["hostUserId"], "hostDisplayName": SERIES["hostDisplayName"]}
SITE = {"siteUrl": SERIES["siteUrl"]}
QUESTION: dict[str, Any] = {
    "id": 1,
    "question": "Ladders?",
    "type": "rating",
    "fromScore": 1,
    "fromLabel": "bad",
    "toScore": 5,
    "toLabel": "good",
    "options": [{"id": 1, "value": "yes"}],
    "required": True,
}
BODIES: dict[str, dict[str, Any]] = {
    "session_types.yaml#SessionType": {
        "id": "3",
        "name": "Meetings Pro",
        "type": "meeting",
        "attendeesCapacity": 200,
    },
    "tracking_codes.yaml#SiteTrackingCode": {
        "id": "t1",
        "name": "Orchard",
        "siteUrl": "orchard.example.com",
        "options": [{"value": "x" * 120, "defaultValue": True}],
        "inputMode": "editableSelect",
        "service": "MeetingCenter",
        "type": "optional",
    },
    "interpreters.yaml#SimultaneousInterpretation": SERIES["simultaneousInterpretation"],
    "interpreters.yaml#UpdateSimultaneousInterpretation": {
        "enabled": True,
        "interpreters": [{"languageCode1": "nb", "languageCode2": "pl", "email": "ola@example.com"}],
        "hostEmail": "kari@example.com",
    },
    "interpreters.yaml#ChangeInterpreter": {
        "languageCode1": "nb",
        "languageCode2": "pl",
        "email": "ola@example.com",
        "displayName": "Ola",
        "sendEmail": False,
    },
    "breakout_sessions.yaml#BreakoutSession": {
        "id": SERIES_ID,
        "name": "Ladders",
        "invitees": ["ola@example.com"],
        "startTime": "2031-09-08T07:00:00Z",
        "endTime": "2031-09-08T07:20:00Z",
    },
    "breakout_sessions.yaml#UpdateBreakoutSessions": {
        "hostEmail": "kari@example.com",
        "sendEmail": True,
        "items": [{"name": "Ladders", "invitees": ["ola@example.com"]}] * 100,
    },
    "meeting_actions.yaml#EndMeeting": {"reason": "Rain"},
    "meeting_actions.yaml#ReassignMeetings": {
        "hostEmail": "kari@example.com",
        "meetingIds": [SERIES_ID] * 100,
    },
    "meeting_actions.yaml#Reassignment": {
        "meetingId": SERIES_ID,
        "httpStatus": 404,
        "message": "Not here.",
        "errors": [{"description": "Not here."}],
    },
    "surveys.yaml#Survey": {
        "id": SERIES_ID,
        "surveyName": "Harvest",
        "meetingId": SERIES_ID,
        "allowAnonymousSubmit": False,
        "questions": [QUESTION],
    },
    "surveys.yaml#SurveyResult": {
        "id": SERIES_ID,
        "surveyName": "Harvest",
        "meetingId": f"{SERIES_ID}_I_42",
        "email": "ola@example.com",
        "displayName": "Ola",
        "createTime": "2031-09-08T08:00:00Z",
        "questions": [
            {"id": 1, "question": "?", "type": "text", "answers": [{"optionId": 1, "answer": "yes"}]}
        ],
    },
    "surveys.yaml#SurveyLinkRequest": {
        "hostEmail": "kari@example.com",
        "meetingStartTimeFrom": "2031-09-08T06:00:00Z",
        "emails": ["ola@example.com"] * 100,
    },
    "surveys.yaml#SurveyLink": {"email": "ola@example.com", "surveyLink": "https://orchard.example.com/s/1"},
}
REQUIRED = {
    "session_types.yaml#SessionType": ["id", "name", "type"],
    "tracking_codes.yaml#SiteTrackingCode": [
        "id", "name", "siteUrl", "options", "inputMode", "service", "type",
    ],
    "interpreters.yaml#SimultaneousInterpretation": ["enabled"],
    "interpreters.yaml#UpdateSimultaneousInterpretation": ["enabled"],
    "interpreters.yaml#ChangeInterpreter": ["languageCode1", "languageCode2"],
    "breakout_sessions.yaml#BreakoutSession": ["id", "name"],
    "meeting_actions.yaml#ReassignMeetings": ["hostEmail", "meetingIds"],
    "meeting_actions.yaml#Reassignment": ["meetingId", "httpStatus"],
    "surveys.yaml#Survey": ["id", "surveyName", "meetingId", "questions"],
    "surveys.yaml#SurveyResult": [
        "id", "surveyName", "meetingId", "email", "displayName", "createTime", "questions",
    ],
}  # fmt: skip
DEFECTS: list[tuple[str, str, Any]] = [
    ("session_types.yaml#SessionType", "id", 3),
    ("session_types.yaml#SessionType", "id", "three"),
    ("session_types.yaml#SessionType", "type", "party"),
    ("session_types.yaml#SessionType", "attendeesCapacity", "200"),
    ("tracking_codes.yaml#SiteTrackingCode", "options", [{"value": "", "defaultValue": True}]),
    ("tracking_codes.yaml#SiteTrackingCode", "options", [{"value": "x" * 121, "defaultValue": True}]),
    ("tracking_codes.yaml#SiteTrackingCode", "options", [{"value": "North"}]),
    ("tracking_codes.yaml#SiteTrackingCode", "inputMode", "radio"),
    ("tracking_codes.yaml#SiteTrackingCode", "service", "meetingCenter"),
    ("tracking_codes.yaml#SiteTrackingCode", "type", "hidden"),
    ("interpreters.yaml#SimultaneousInterpretation", "enabled", "true"),
    ("interpreters.yaml#SimultaneousInterpretation", "interpreters", [{"id": "i1"}]),
    ("interpreters.yaml#UpdateSimultaneousInterpretation", "interpreters", [{"languageCode1": "nb"}]),
    ("interpreters.yaml#ChangeInterpreter", "languageCode1", ""),
    ("interpreters.yaml#ChangeInterpreter", "email", "ola"),
    ("interpreters.yaml#ChangeInterpreter", "sendEmail", None),
    ("breakout_sessions.yaml#BreakoutSession", "id", "b1"),
    ("breakout_sessions.yaml#BreakoutSession", "invitees", "ola@example.com"),
    ("breakout_sessions.yaml#BreakoutSession", "startTime", "2031-09-08T07:00:00"),
    ("breakout_sessions.yaml#UpdateBreakoutSessions", "items", [{"name": "Ladders"}] * 101),
    ("breakout_sessions.yaml#UpdateBreakoutSessions", "items", [{"invitees": []}]),
    ("meeting_actions.yaml#EndMeeting", "reason", 7),
    ("meeting_actions.yaml#ReassignMeetings", "meetingIds", []),
    ("meeting_actions.yaml#ReassignMeetings", "meetingIds", [SERIES_ID] * 101),
    ("meeting_actions.yaml#ReassignMeetings", "hostEmail", "kari"),
    ("meeting_actions.yaml#Reassignment", "httpStatus", "not found"),
    ("meeting_actions.yaml#Reassignment", "httpStatus", 40),
    ("meeting_actions.yaml#Reassignment", "errors", [{}]),
    ("surveys.yaml#Survey", "id", "s1"),
    ("surveys.yaml#Survey", "questions", [QUESTION | {"type": "slider"}]),
    ("surveys.yaml#Survey", "questions", [QUESTION | {"id": "1"}]),
    ("surveys.yaml#Survey", "questions", [QUESTION | {"options": [{"value": "yes"}]}]),
    ("surveys.yaml#SurveyResult", "createTime", "yesterday"),
    ("surveys.yaml#SurveyResult", "questions", [{"id": 1, "question": "?", "type": "text", "answers": [{}]}]),
    ("surveys.yaml#SurveyLinkRequest", "emails", ["ola@example.com"] * 101),
    ("surveys.yaml#SurveyLinkRequest", "emails", ["ola"]),
    ("surveys.yaml#SurveyLinkRequest", "meetingStartTimeTo", "tomorrow"),
    ("surveys.yaml#SurveyLink", "surveyLink", "s"),
]
LISTS = [
    "session_types.yaml#SessionTypeList", "tracking_codes.yaml#TrackingCodeList",
    "interpreters.yaml#InterpreterList", "breakout_sessions.yaml#BreakoutSessionList",
    "breakout_sessions.yaml#PreparedBreakoutSessionList", "meeting_actions.yaml#ReassignmentList",
    "surveys.yaml#SurveyResultList", "surveys.yaml#SurveyLinkList", "admin_meetings.yaml#AdminMeetingList",
]  # fmt: skip


def against(schema: str, body: object) -> list[str]:
    """What a schema, named `file#Name`, has against a body."""
    return complaints(schema.replace("#", "#/components/schemas/"), body)


def for_admins(meeting: dict[str, Any]) -> dict[str, Any]:
    """A meeting as an administrator is shown it."""
    shown = {key: value for key, value in (meeting | HOST | SITE).items() if key not in HIDDEN}
    if "telephony" in shown:
        kept = {key: value for key, value in shown["telephony"].items() if key != "accessCode"}
        shown["telephony"] = kept
    return shown


@pytest.mark.parametrize("schema", BODIES)
def test_plausible_bodies_pass(schema: str) -> None:
    """A full body passes, and properties that nobody has heard of are no defect."""
    assert against(schema, BODIES[schema]) == []
    assert against(schema, BODIES[schema] | {"harvest": 1}) == []


@pytest.mark.parametrize(
    ("schema", "name"), [(schema, name) for schema, names in REQUIRED.items() for name in names]
)
def test_what_is_promised_must_be_there(schema: str, name: str) -> None:
    """A body that lacks one of its promised properties is a defect."""
    assert against(schema, {key: value for key, value in BODIES[schema].items() if key != name})


@pytest.mark.parametrize(("schema", "name", "value"), DEFECTS)
def test_a_wrong_value_spoils_a_body(schema: str, name: str, value: object) -> None:
    """One wrong value is a defect."""
    assert against(schema, BODIES[schema] | {name: value})


@pytest.mark.parametrize("schema", LISTS)
def test_lists_have_items(schema: str) -> None:
    """An empty list is an empty array; its absence and null are defects."""
    assert against(schema, {"items": []}) == []
    assert against(schema, {})
    assert against(schema, {"items": None})
    assert against(schema, {"items": [[]]})


def test_the_status_of_a_reassignment_may_be_text() -> None:
    """Schema and example of the vendor differ in the type of the status; both types pass."""
    body = BODIES["meeting_actions.yaml#Reassignment"]
    assert (
        against("meeting_actions.yaml#ReassignmentList", {"items": [body, body | {"httpStatus": "404"}]})
        == []
    )


@pytest.mark.parametrize("meeting", [SERIES, SCHEDULED, INSTANCE], ids=["series", "scheduled", "instance"])
def test_an_administrator_sees_meetings_of_all_types(meeting: dict[str, Any]) -> None:
    """A meeting without its secrets passes, and is still checked as the type that it is."""
    body = for_admins(meeting)
    assert against("admin_meetings.yaml#AdminMeetingList", {"items": [body]}) == []
    assert against("admin_meetings.yaml#AdminMeeting", body | {"state": "sleeping"})
    for name in ("id", "title", "state", "start", "hostEmail", "siteUrl"):
        assert against("admin_meetings.yaml#AdminMeeting", {k: v for k, v in body.items() if k != name})


@pytest.mark.parametrize("name", HIDDEN)
def test_an_administrator_does_not_see_secrets(name: str) -> None:
    """Each of the hidden properties is a defect where it is shown."""
    value = SERIES.get(name, "12345678")
    assert against("admin_meetings.yaml#AdminMeeting", for_admins(SERIES) | {name: value})


def test_an_administrator_does_not_see_the_access_code() -> None:
    """Telephony is shown, the code that opens a meeting by phone is not."""
    body = for_admins(SERIES)
    assert against("admin_meetings.yaml#AdminMeeting", body) == []
    assert against("admin_meetings.yaml#AdminMeeting", body | {"telephony": SERIES["telephony"]})
