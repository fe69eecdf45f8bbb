"""Recordings, the reports on them and transcripts, as our OpenAPI documents describe them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.openapi_reading import complaints, document, validator

SERIES = "5b0c2d1e4f6a7988a1b2c3d4e5f60718"
INSTANCE = f"{SERIES}_I_000000000000000077"
HEX = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
RECORDING: dict[str, Any] = {
    "id": HEX,
    "meetingId": INSTANCE,
    "scheduledMeetingId": f"{SERIES}_20310908T070000Z",
    "meetingSeriesId": SERIES,
    "topic": "Grafting",
    "createTime": "2031-09-08T08:01:00Z",
    "timeRecorded": "2031-09-08T07:02:00+02:00",
    "siteUrl": "orchard.example.com",
    "downloadUrl": "https://orchard.example.com/d/1",
    "playbackUrl": "https://orchard.example.com/p/1",
    "password": "Pear7",
    "format": "MP4",
    "serviceType": "MeetingCenter",
    "durationSeconds": 61,
    "sizeBytes": 0,
    "shareToMe": False,
    "integrationTags": ["row-4"],
    "status": "available",
}
FOR_ADMIN = {key: value for key, value in RECORDING.items() if key not in ("password", "shareToMe")} | {
    "hostDisplayName": "Kari Gardener",
    "hostEmail": "kari@example.com",
}
LINKS = {
    "recordingDownloadLink": "https://orchard.example.com/r",
    "audioDownloadLink": "https://orchard.example.com/a",
    "transcriptDownloadLink": "https://orchard.example.com/t",
    "expiration": "2031-09-08T11:00:00Z",
}
TRANSCRIPT = {
    "id": HEX,
    "siteUrl": "orchard.example.com",
    "startTime": "2031-09-08T07:02:00.125Z",
    "meetingTopic": "Grafting",
    "meetingId": INSTANCE,
    "scheduledMeetingId": f"{SERIES}_20310908T070000Z",
    "meetingSeriesId": SERIES,
    "hostUserId": "Y2lzY29zcGFyazovL3VzL1BFT1BMRS8x",
    "vttDownloadLink": "https://webexapis.com/v1/meetingTranscripts/1/download?format=vtt",
    "txtDownloadLink": "https://webexapis.com/v1/meetingTranscripts/1/download?format=txt",
    "status": "available",
}
SNIPPET = {
    "id": f"{HEX}_00001",
    "text": "Mind the ladder.",
    "personName": "Kari Gardener",
    "personEmail": "kari@example.com",
    "offsetMillisecond": 0,
    "durationMillisecond": 1250,
}
ARCHIVE: dict[str, Any] = {
    "archiveId": "4711",
    "serviceType": "EventCenter",
    "title": "Grafting",
    "start": "2031-09-08T07:00:00Z",
    "end": "2031-09-08T08:00:00Z",
    "hostDisplayName": "Kari Gardener",
    "hostEmail": "kari@example.com",
    "participants": [{"correlationId": 1, "displayName": "Ola", "joinedTime": "2031-09-08T07:00:00Z"}],
    "chats": [{"type": "public", "senderName": "Ola", "chatTime": "2031-09-08T07:10:00Z", "text": "Hei"}],
    "polls": [
        {
            "type": "quiz",
            "startTime": "2031-09-08T07:20:00Z",
            "content": {
                "questionCount": 1,
                "questions": [
                    {
                        "question": {"choiceCount": 2, "type": "single", "text": "Pear?"},
                        "answerSummary": [{"totalRespondents": 1, "isCorrect": True, "text": "yes"}],
                        "respondents": [{"correlationId": 1, "answers": ["yes"]}],
                        "voteUsers": [{"correlationId": 1, "email": "ola@example.com"}],
                    }
                ],
            },
        }
    ],
    "qas": [{"question": "When?", "answers": [{"text": "Now", "answerTime": "2031-09-08T07:30:00Z"}]}],
    "systemInfos": [{"displayName": "Ola", "catalogs": [{"browser": "none", "bios": "none"}]}],
}
PLACES = {
    "Recording": "recordings",
    "AdminRecording": "recordings",
    "RecordingDetails": "recordings",
    "SoftDeletion": "recording_actions",
    "Restoration": "recording_actions",
    "Purge": "recording_actions",
    "Sharing": "recording_actions",
    "LinkSharing": "recording_actions",
    "DeletionReason": "recordings",
    "RecordingAuditSummary": "recording_reports",
    "RecordingAccess": "recording_reports",
    "MeetingArchiveSummary": "recording_reports",
    "MeetingArchive": "recording_reports",
    "Transcript": "transcripts",
    "TranscriptSnippet": "transcripts",
    "UpdateSnippet": "transcripts",
}
GOOD: list[tuple[str, dict[str, Any]]] = [
    ("Recording", RECORDING),
    ("Recording", RECORDING | {"mood": "calm"}),
    ("Recording", {key: value for key, value in RECORDING.items() if key != "meetingId"}),
    ("Recording", RECORDING | {"scheduledMeetingId": SERIES, "format": "UPLOADED", "status": "purged"}),
    ("AdminRecording", FOR_ADMIN),
    ("AdminRecording", FOR_ADMIN | {"password": "Pear7", "shareToMe": True}),
    ("RecordingDetails", RECORDING),
    ("RecordingDetails", RECORDING | {"temporaryDirectDownloadLinks": LINKS}),
    ("SoftDeletion", {"recordingIds": [HEX], "siteUrl": "orchard.example.com"}),
    ("Restoration", {"restoreAll": True}),
    ("Restoration", {"recordingIds": [HEX]}),
    ("Purge", {"purgeAll": True, "siteUrl": "orchard.example.com"}),
    ("Sharing", {"addEmails": ["ola@example.com"] * 100, "sendEmail": False}),
    ("LinkSharing", {"webShareLink": "https://orchard.example.com/s", "removeEmails": []}),
    ("DeletionReason", {"reason": "audit", "comment": "x" * 255}),
    ("RecordingAuditSummary", {"recordingId": HEX, "viewCount": 3, "timeRecorded": "2031-09-08T07:02:00Z"}),
    ("RecordingAccess", {"recordingId": HEX, "accessTime": "2031-09-09T07:02:00Z", "viewed": True}),
    ("MeetingArchiveSummary", {"archiveId": "4711", "serviceType": "SupportCenter"}),
    ("MeetingArchive", ARCHIVE),
    ("Transcript", TRANSCRIPT),
    ("Transcript", TRANSCRIPT | {"startTime": "2031-09-08T07:02:00Z", "status": "deleted"}),
    ("Transcript", TRANSCRIPT | {"id": f"12345678-1234-1234-1234-123456789012_M_{SERIES}"}),
    ("TranscriptSnippet", SNIPPET),
    (
        "TranscriptSnippet",
        {key: SNIPPET[key] for key in ("id", "text", "personName", "personEmail")}
        | {"offset": 0, "duration": 1250},
    ),
    ("UpdateSnippet", {"text": "Mind the step.", "reason": "audit"}),
]
BAD: list[tuple[str, dict[str, Any]]] = [
    ("Recording", {key: value for key, value in RECORDING.items() if key != "password"}),
    ("Recording", {key: value for key, value in RECORDING.items() if key != "status"}),
    ("Recording", RECORDING | {"id": HEX.upper()}),
    ("Recording", RECORDING | {"meetingId": SERIES}),
    ("Recording", RECORDING | {"createTime": "2031-09-08T08:01:00.000Z"}),
    ("Recording", RECORDING | {"durationSeconds": "61"}),
    ("Recording", RECORDING | {"sizeBytes": -1}),
    ("Recording", RECORDING | {"format": "MOV"}),
    ("Recording", RECORDING | {"serviceType": "meetingCenter"}),
    ("Recording", RECORDING | {"status": "lost"}),
    ("Recording", RECORDING | {"downloadUrl": "d/1"}),
    ("Recording", RECORDING | {"siteUrl": "https://orchard.example.com"}),
    ("Recording", RECORDING | {"integrationTags": None}),
    ("AdminRecording", {key: value for key, value in FOR_ADMIN.items() if key != "hostEmail"}),
    ("AdminRecording", FOR_ADMIN | {"hostEmail": "kari"}),
    ("AdminRecording", FOR_ADMIN | {"shareToMe": "no"}),
    ("RecordingDetails", RECORDING | {"temporaryDirectDownloadLinks": []}),
    ("RecordingDetails", RECORDING | {"temporaryDirectDownloadLinks": LINKS | {"expiration": "soon"}}),
    ("SoftDeletion", {}),
    ("SoftDeletion", {"recordingIds": []}),
    ("Restoration", {"siteUrl": "orchard.example.com"}),
    ("Purge", {"purgeAll": "yes"}),
    ("Purge", {"recordingIds": HEX}),
    ("Sharing", {"addEmails": ["ola@example.com"] * 101}),
    ("Sharing", {"removeEmails": ["ola"]}),
    ("LinkSharing", {"addEmails": ["ola@example.com"]}),
    ("LinkSharing", {"webShareLink": "s"}),
    ("DeletionReason", {"comment": "x" * 256}),
    ("RecordingAuditSummary", {"viewCount": 0.5}),
    ("RecordingAccess", {"viewed": "true"}),
    ("MeetingArchiveSummary", {"createTime": "2031-09-08"}),
    ("MeetingArchive", ARCHIVE | {"participants": [{"correlationId": "1"}]}),
    ("MeetingArchive", ARCHIVE | {"polls": [{"content": []}]}),
    ("MeetingArchive", ARCHIVE | {"qas": [{"answers": [{"email": "ola"}]}]}),
    ("Transcript", {key: value for key, value in TRANSCRIPT.items() if key != "vttDownloadLink"}),
    ("Transcript", TRANSCRIPT | {"startTime": "2031-09-08 07:02"}),
    ("Transcript", TRANSCRIPT | {"id": "short"}),
    ("Transcript", TRANSCRIPT | {"status": "purged"}),
    ("TranscriptSnippet", {key: value for key, value in SNIPPET.items() if key != "durationMillisecond"}),
    ("TranscriptSnippet", SNIPPET | {"offsetMillisecond": "0"}),
    ("TranscriptSnippet", SNIPPET | {"text": None}),
    ("UpdateSnippet", {"reason": "audit"}),
]


def place(schema: str) -> str:
    """Where a named schema of this group stands."""
    return f"{PLACES[schema]}.yaml#/components/schemas/{schema}"


@pytest.mark.parametrize(("schema", "body"), GOOD)
def test_plausible_bodies_are_accepted(schema: str, body: dict[str, Any]) -> None:
    """A body as the documents or recorded answers have it is no defect."""
    assert complaints(place(schema), body) == []


@pytest.mark.parametrize(("schema", "body"), BAD)
def test_near_misses_are_refused(schema: str, body: dict[str, Any]) -> None:
    """One wrong or missing value spoils a body."""
    assert complaints(place(schema), body)


@pytest.mark.parametrize(
    ("file", "listing", "body"),
    [
        ("recordings", "RecordingList", RECORDING),
        ("recordings", "AdminRecordingList", FOR_ADMIN),
        ("recording_reports", "RecordingAuditSummaryList", {"recordingId": HEX}),
        ("recording_reports", "RecordingAccessList", {"recordingId": HEX}),
        ("recording_reports", "MeetingArchiveSummaryList", {"archiveId": "4711"}),
        ("transcripts", "TranscriptList", TRANSCRIPT),
        ("transcripts", "TranscriptSnippetList", SNIPPET),
    ],
)
def test_lists_always_have_items(file: str, listing: str, body: dict[str, Any]) -> None:
    """A list is an object with an array, also when there is nothing in it."""
    where = f"{file}.yaml#/components/schemas/{listing}"
    assert complaints(where, {"items": [body]}) == []
    assert complaints(where, {"items": []}) == []
    assert complaints(where, {})
    assert complaints(where, {"items": None})
    assert complaints(where, {"items": [1]})


def test_texts_are_web_vtt_or_plain() -> None:
    """A transcript comes as WebVTT, which has a beginning of its own, or as any text."""
    where = (
        "transcripts.yaml#/paths/~1meetingTranscripts~1%7BtranscriptId%7D~1download/get/responses/200/content"
    )
    vtt, txt = (validator(f"{where}/{kind}/schema") for kind in ("text~1vtt", "text~1plain"))
    assert vtt.is_valid("WEBVTT\n\n1\n00:00.000 --> 00:01.250\nMind the ladder.\n")
    assert vtt.is_valid("\ufeffWEBVTT\n")
    assert not vtt.is_valid("Mind the ladder.")
    assert txt.is_valid("Mind the ladder.")


@pytest.mark.parametrize(
    ("file", "path", "span", "age"),
    [
        ("recordings", "/recordings", None, None),
        ("recordings", "/admin/recordings", 30, None),
        ("recording_reports", "/recordingReport/accessSummary", 90, 365),
        ("recording_reports", "/recordingReport/meetingArchiveSummaries", 30, None),
        ("transcripts", "/meetingTranscripts", None, None),
        ("transcripts", "/admin/meetingTranscripts", None, None),
    ],
)
def test_windows_say_how_wide_they_may_be(file: str, path: str, span: int | None, age: int | None) -> None:
    """Each list by time has a beginning, an end, and the documented limits of both."""
    parameters = document(f"{file}.yaml")["paths"][path]["get"]["parameters"]
    named = {one["name"]: one for one in parameters if "name" in one}
    assert [named[end].get("x-max-span-days") for end in ("from", "to")] == [span, span]
    assert named["from"].get("x-max-age-days") == age
    assert (named["from"]["x-bound"], named["to"]["x-bound"]) == ("inclusive", "exclusive")
