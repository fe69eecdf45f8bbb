"""The document of participants: what passes, and what one wrong value spoils."""

from __future__ import annotations

from typing import Any

import pytest

from tests.openapi_bodies import SERIES_ID
from tests.openapi_reading import complaints

SCHEMAS = "participants.yaml#/components/schemas/"
UUID = "3e1af4b8-0b0e-4c1b-9d2f-5a6b7c8d9e0f"
DEVICE: dict[str, Any] = {
    "correlationId": UUID,
    "deviceType": "mac",
    "audioType": "voip",
    "joinedTime": "2031-09-08T06:58:20Z",
    "leftTime": "2031-09-08T07:40:00Z",
    "durationSecond": 2500,
    "callType": "callIn",
    "phoneNumber": "+47-0000-0000",
}
RUNNING: dict[str, Any] = {
    "id": f"{SERIES_ID}_{UUID}",
    "orgId": UUID,
    "host": False,
    "coHost": True,
    "spaceModerator": False,
    "email": "ola@example.com",
    "displayName": "Ola Picker",
    "invitee": True,
    "muted": False,
    "video": "on",
    "state": "joined",
    "siteUrl": "orchard.example.com",
    "meetingId": f"{SERIES_ID}_I_000000000000000042",
    "hostEmail": "kari@example.com",
    "devices": [DEVICE],
}
PARTICIPANT: dict[str, Any] = RUNNING | {
    "state": "end",
    "meetingStartTime": "2031-09-08T06:58:13Z",
    "breakoutSessionId": "b1",
    "joinedTime": "2031-09-08T08:58:20+02:00",
    "leftTime": "2031-09-08T09:40:00+02:00",
    "breakoutSessionsAttended": [{"id": "b1", "name": "Ladders", "joinedTime": "2031-09-08T07:00:00Z"}],
    "sourceId": "poster-7",
}
CALL: dict[str, Any] = {
    "participantId": f"{SERIES_ID}_{UUID}",
    "invitationCorrelationId": UUID,
    "meetingNumber": "25512345678",
    "meetingId": f"{SERIES_ID}_I_000000000000000042",
    "address": "ladder@orchard.example.com",
    "addressType": "sipAddress",
    "displayName": "Ladder",
    "state": "pending",
}


def test_plausible_participants_pass() -> None:
    """Full bodies, and such as have the id alone, pass; unknown properties are no defect."""
    for body in (PARTICIPANT, {"id": PARTICIPANT["id"]}, PARTICIPANT | {"mood": "good"}):
        assert complaints(SCHEMAS + "ParticipantList", {"items": [body]}) == []
    assert complaints(SCHEMAS + "InProgressParticipant", RUNNING) == []
    assert complaints(SCHEMAS + "PendingCall", CALL) == []


@pytest.mark.parametrize("schema", ["Participant", "InProgressParticipant"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", UUID),
        ("orgId", "Y2lzY29zcGFyazovL3VzL09SRy8x"),
        ("host", "true"),
        ("email", "ola"),
        ("muted", None),
        ("video", True),
        ("state", "gone"),
        ("siteUrl", "https://orchard.example.com"),
        ("meetingId", SERIES_ID),
        ("devices", DEVICE),
        ("devices", [DEVICE | {"audioType": "VoIP"}]),
        ("devices", [DEVICE | {"correlationId": "c1"}]),
        ("devices", [DEVICE | {"joinedTime": "2031-09-08T06:58:20.000Z"}]),
    ],
)
def test_a_wrong_value_spoils_a_participant(schema: str, name: str, value: object) -> None:
    """One wrong value is a defect, whether the meeting runs or has ended."""
    body = (PARTICIPANT if schema == "Participant" else RUNNING) | {name: value}
    assert complaints(SCHEMAS + schema, body)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("joinedTime", "2031-09-08T08:58:20"),
        ("meetingStartTime", 1),
        ("breakoutSessionsAttended", [{"id": ""}]),
        ("devices", [DEVICE | {"durationSecond": -1}]),
        ("devices", [DEVICE | {"durationSecond": 0.5}]),
        ("devices", [DEVICE | {"callType": "callOut"}]),
    ],
)
def test_what_only_a_list_tells_is_checked(name: str, value: object) -> None:
    """Times, visits to breakout sessions and calls have their forms."""
    assert complaints(SCHEMAS + "ParticipantList", {"items": [PARTICIPANT | {name: value}]})


@pytest.mark.parametrize(
    ("state", "ended", "running"),
    [("lobby", True, True), ("joined", True, True), ("end", True, False), ("breakoutSession", True, False)],
)
def test_states_of_participants(state: str, ended: bool, running: bool) -> None:
    """What answers an update knows two states of the four."""
    assert (complaints(SCHEMAS + "Participant", PARTICIPANT | {"state": state}) == []) == ended
    assert (complaints(SCHEMAS + "InProgressParticipant", RUNNING | {"state": state}) == []) == running


@pytest.mark.parametrize(
    ("name", "value"),
    [("participantId", ""), ("state", "joined"), ("addressType", "phone"), ("meetingNumber", 25512345678)],
)
def test_a_wrong_value_spoils_a_call(name: str, value: object) -> None:
    """A call is pending, goes to a SIP address, and names its meeting."""
    assert complaints(SCHEMAS + "PendingCall", CALL | {name: value})


@pytest.mark.parametrize(
    ("schema", "body", "legal"),
    [
        ("UpdateParticipant", {"muted": True}, True),
        ("UpdateParticipant", {}, True),
        ("UpdateParticipant", {"expel": "yes"}, False),
        ("AdmitParticipants", {"items": [{"participantId": CALL["participantId"]}] * 100}, True),
        ("AdmitParticipants", {"items": [{"participantId": CALL["participantId"]}] * 101}, False),
        ("AdmitParticipants", {"items": [CALL["participantId"]]}, False),
        ("CallOut", {"address": "a@example.com", "displayName": "x" * 32, "meetingId": SERIES_ID}, True),
        ("CallOut", {"address": "a@example.com", "displayName": "x" * 33, "meetingId": SERIES_ID}, False),
        ("CallOut", {"address": "a@example.com", "meetingId": SERIES_ID}, False),
        ("CallOut", {"displayName": "Ladder", "meetingId": SERIES_ID}, False),
        ("CallOut", {"address": "a@example.com", "displayName": "L", "addressType": "tel"}, False),
        ("CancelCallOut", {"participantId": CALL["participantId"]}, True),
        ("CancelCallOut", {}, False),
        ("QueryParticipants", {"emails": ["ola@example.com"], "joinTimeFrom": "2031-09-08 06:00:00"}, True),
        ("QueryParticipants", {"emails": ["ola"]}, False),
        ("QueryParticipants", {"emails": "ola@example.com"}, False),
        ("QueryParticipants", {"joinTimeTo": "yesterday"}, False),
    ],
)
def test_requests_for_participants(schema: str, body: dict[str, Any], legal: bool) -> None:
    """At most 100 are admitted at once, and a call has an address and a name of 32 characters."""
    assert (complaints(SCHEMAS + schema, body) == []) == legal
