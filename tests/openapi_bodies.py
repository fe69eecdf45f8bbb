"""Plausible meetings, and single defects that make them implausible."""

from __future__ import annotations

from typing import Any

from tests.openapi_reading import (
    ATTENDEE_PRIVILEGES,
    AUDIO_CONNECTION_OPTIONS,
    MEETING_OPTIONS,
    REGISTRATION,
)

SERIES_ID = "0123456789abcdef0123456789abcdef"
SETTINGS: dict[str, Any] = {
    "title": "Harvest planning",
    "agenda": "Who picks what, and when",
    "password": "Orchard-2031",
    "timezone": "Europe/Oslo",
    "start": "2031-09-01T09:00:00+02:00",
    "end": "2031-09-01T09:45:00+02:00",
    "enabledAutoRecordMeeting": False,
    "allowAnyUserToBeCoHost": False,
    "enabledJoinBeforeHost": True,
    "enableConnectAudioBeforeHost": True,
    "joinBeforeHostMinutes": 10,
    "excludePassword": True,
    "publicMeeting": False,
    "reminderTime": 20,
    "unlockedMeetingJoinSecurity": "allowJoinWithLobby",
    "enableAutomaticLock": True,
    "automaticLockMinutes": 15,
    "allowFirstUserToBeCoHost": False,
    "allowAuthenticatedDevices": True,
    "meetingOptions": dict.fromkeys(MEETING_OPTIONS, False) | {"noteType": "allowOne"},
    "attendeePrivileges": dict.fromkeys(ATTENDEE_PRIVILEGES, True),
    "integrationTags": ["orchard-7", "crate-12", "x" * 64],
    "enabledBreakoutSessions": False,
    "trackingCodes": [{"name": "Orchard", "value": "North"}],
    "enabledVisualWatermark": True,
    "visualWatermarkOpacity": 5,
    "audioConnectionOptions": dict.fromkeys(AUDIO_CONNECTION_OPTIONS, False)
    | {"audioConnectionType": "webexAudio", "entryAndExitTone": "noTone"},
}
SERIES: dict[str, Any] = SETTINGS | {
    "id": SERIES_ID,
    "meetingNumber": "25512345678",
    "phoneAndVideoSystemPassword": "67228324",
    "meetingType": "meetingSeries",
    "state": "active",
    "recurrence": "FREQ=WEEKLY;INTERVAL=1;COUNT=6;BYDAY=MO",
    "hostUserId": "Y2lzY29zcGFyazovL3VzL1BFT1BMRS8x",
    "hostDisplayName": "Kari Gardener",
    "hostEmail": "kari@example.com",
    "hostKey": "918273",
    "siteUrl": "orchard.example.com",
    "webLink": "https://orchard.example.com/orchard/j.php?MTID=m1",
    "sipAddress": "25512345678@orchard.example.com",
    "dialInIpAddress": "192.0.2.17",
    "sessionTypeId": 3,
    "scheduledType": "meeting",
    "telephony": {
        "accessCode": "25512345678",
        "callInNumbers": [{"label": "Norway Toll", "callInNumber": "+47-0000-0000", "tollType": "toll"}],
        "links": [
            {"rel": "globalCallinNumbers", "href": f"/v1/meetings/{SERIES_ID}/numbers", "method": "GET"}
        ],
    },
    "registration": dict.fromkeys(REGISTRATION, False)
    | {
        "maxRegisterNum": 40,
        "customizedQuestions": [
            {
                "id": 1,
                "question": "Own ladder?",
                "type": "radioButtons",
                "options": [{"id": 1, "value": "yes"}],
                "rules": [{"condition": "equals", "value": "yes", "result": "approve", "order": 1}],
            }
        ],
        "rules": [
            {"question": "email", "condition": "endsWith", "value": "@example.com", "result": "approve"}
            | {"matchCase": False, "order": 2}
        ],
    },
    "simultaneousInterpretation": {
        "enabled": True,
        "interpreters": [{"id": "aW50ZXJwcmV0ZXI", "languageCode1": "nb", "languageCode2": "pl"}],
    },
    "links": [
        {"rel": "breakoutSessions", "href": f"/v1/meetings/{SERIES_ID}/breakoutSessions", "method": "GET"}
    ],
}
SCHEDULED: dict[str, Any] = {key: value for key, value in SERIES.items() if key != "recurrence"} | {
    "id": f"{SERIES_ID}_20310908T070000Z",
    "meetingSeriesId": SERIES_ID,
    "meetingType": "scheduledMeeting",
    "state": "missed",
    "isModified": True,
}
INSTANCE: dict[str, Any] = {
    "id": f"{SERIES_ID}_I_000000000000000042",
    "meetingSeriesId": SERIES_ID,
    "scheduledMeetingId": f"{SERIES_ID}_20310908T070000Z",
    "meetingType": "meeting",
    "state": "lobby",
    "title": "Harvest planning",
    "timezone": "UTC",
    "start": "2031-09-08T06:58:13Z",
    "hostEmail": "kari@example.com",
    "hasRecording": False,
}
BODIES = {"MeetingSeries": SERIES, "ScheduledMeeting": SCHEDULED, "MeetingInstance": INSTANCE}
NEW = {"title": "Pruning", "start": "2031-02-01 08:00:00", "end": "2031-02-01T08:30:00"}

DEFECTS: list[tuple[str, str, Any]] = [
    ("title", "of 129 characters", "x" * 129),
    ("title", "a number", 7),
    ("agenda", "of 1301 characters", "x" * 1301),
    ("agenda", "null", None),
    ("state", "unknown", "sleeping"),
    ("meetingType", "unknown", "webinar"),
    ("scheduledType", "unknown", "party"),
    ("id", "in upper case", SERIES_ID.upper()),
    ("meetingSeriesId", "with a suffix", f"{SERIES_ID}_20310908T070000Z"),
    ("meetingNumber", "a number", 25512345678),
    ("meetingNumber", "of 8 digits", "12345678"),
    ("phoneAndVideoSystemPassword", "of 7 digits", "1234567"),
    ("phoneAndVideoSystemPanelistPassword", "with a letter", "1234567a"),
    ("start", "with milliseconds", "2031-09-01T09:00:00.000Z"),
    ("start", "without an offset", "2031-09-01T09:00:00"),
    ("end", "on no day", "2031-02-30T09:00:00Z"),
    ("timezone", "empty", ""),
    ("hostEmail", "no address", "kari"),
    ("webLink", "no address", "j.php"),
    ("siteUrl", "with a scheme", "https://orchard.example.com"),
    ("dialInIpAddress", "no address", "192.0.2.256"),
    ("joinBeforeHostMinutes", "not on offer", 20),
    ("reminderTime", "text", "20"),
    ("enabledAutoRecordMeeting", "text", "false"),
    ("unlockedMeetingJoinSecurity", "unknown", "allow"),
    ("visualWatermarkOpacity", "4", 4),
    ("visualWatermarkOpacity", "81", 81),
    ("integrationTags", "of 4", ["a", "b", "c", "d"]),
    ("integrationTags", "with one of 65 characters", ["x" * 65]),
    ("trackingCodes", "with an empty value", [{"name": "Orchard", "value": ""}]),
    ("trackingCodes", "with a name of 121 characters", [{"name": "x" * 121, "value": "North"}]),
    ("telephony", "with links that are no list", {"links": {}}),
    ("telephony", "with numbers that lack all", {"callInNumbers": [{}]}),
    ("meetingOptions", "with an unknown note type", {"noteType": "allowNone"}),
    ("attendeePrivileges", "no object", []),
    ("registration", "with a flag that is text", {"requireFax": "no"}),
    ("registration", "with an unknown question", {"rules": [{"question": "age"}]}),
    ("simultaneousInterpretation", "without its switch", {"interpreters": []}),
    ("links", "one object", {"rel": "x", "href": "/x", "method": "GET"}),
    ("audioConnectionOptions", "with an unknown type", {"audioConnectionType": "voip"}),
    ("audioConnectionOptions", "with an unknown tone", {"entryAndExitTone": "gong"}),
    ("recurrence", "that is no rule", "every monday"),
    ("liveStream", "without addresses", {"destination": "Tube"}),
    ("hasChat", "a number", 1),
]  # fmt: skip
DEFECT_IDS = [f"{name} {what}" for name, what, _ in DEFECTS]
