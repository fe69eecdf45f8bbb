"""The documents of invitees and of invitation sources: what passes, and what one wrong value spoils."""

from __future__ import annotations

from typing import Any

import pytest

from tests.openapi_bodies import SERIES_ID
from tests.openapi_reading import complaints

INVITEES = "invitees.yaml#/components/schemas/"
SOURCES = "invitation_sources.yaml#/components/schemas/"
INVITEE: dict[str, Any] = {
    "id": f"{SERIES_ID}_20310908T070000Z_481516",
    "email": "ola@example.com",
    "displayName": "Ola Picker",
    "coHost": False,
    "meetingId": f"{SERIES_ID}_20310908T070000Z",
    "panelist": True,
}
NEW_INVITEE: dict[str, Any] = {"meetingId": SERIES_ID, "email": "ola@example.com", "displayName": "x" * 128}
SOURCE: dict[str, Any] = {
    "id": "s1",
    "sourceId": "poster-7",
    "sourceEmail": "ads@example.com",
    "joinLink": "https://orchard.example.com/j/1",
    "registerLink": "https://orchard.example.com/r/1",
}


@pytest.mark.parametrize("meeting", [SERIES_ID, f"{SERIES_ID}_20310908T070000Z", f"{SERIES_ID}_I_42"])
def test_an_invitee_of_any_meeting_passes(meeting: str) -> None:
    """Series, scheduled meetings and instances have invitees, whose ids begin with theirs."""
    body = INVITEE | {"id": f"{meeting}_7", "meetingId": meeting, "colour": "red"}
    assert complaints(INVITEES + "Invitee", body) == []
    assert complaints(INVITEES + "InviteeList", {"items": [body]}) == []
    assert complaints(INVITEES + "CreatedInviteeList", {"items": [body]}) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", SERIES_ID),
        ("id", 481516),
        ("email", "ola"),
        ("displayName", None),
        ("coHost", "false"),
        ("panelist", 1),
        ("meetingId", SERIES_ID.upper()),
    ],
)
def test_a_wrong_value_spoils_an_invitee(name: str, value: object) -> None:
    """One wrong value is a defect, alone, in a list, and in what a bulk creation answers."""
    body = INVITEE | {name: value}
    assert complaints(INVITEES + "Invitee", body)
    assert complaints(INVITEES + "InviteeList", {"items": [body]})
    assert complaints(INVITEES + "CreatedInviteeList", {"items": [body]})


@pytest.mark.parametrize("missing", ["id", "email", "displayName", "meetingId"])
def test_an_invitee_is_complete(missing: str) -> None:
    """Four properties are promised of an invitee, and none but the id of one created in bulk."""
    body = {key: value for key, value in INVITEE.items() if key != missing}
    assert complaints(INVITEES + "Invitee", body)
    assert bool(complaints(INVITEES + "CreatedInvitee", body)) == (missing == "id")


@pytest.mark.parametrize("schema", ["InviteeList", "CreatedInviteeList"])
def test_a_list_of_invitees_has_items(schema: str) -> None:
    """An empty list is an empty array; its absence, null and a bare array are defects."""
    assert complaints(INVITEES + schema, {"items": []}) == []
    for body in ({}, {"items": None}, [INVITEE]):
        assert complaints(INVITEES + schema, body)


@pytest.mark.parametrize(
    ("schema", "body", "legal"),
    [
        ("CreateInvitee", NEW_INVITEE, True),
        ("CreateInvitee", NEW_INVITEE | {"displayName": "x" * 129}, False),
        ("CreateInvitee", {"email": "ola@example.com"}, False),
        ("CreateInvitee", {"meetingId": SERIES_ID}, False),
        ("CreateInvitee", NEW_INVITEE | {"hostEmail": "kari"}, False),
        ("CreateInvitee", NEW_INVITEE | {"sendEmail": "no"}, False),
        ("CreateInvitees", {"meetingId": SERIES_ID, "items": [{"email": "ola@example.com"}]}, True),
        ("CreateInvitees", {"meetingId": SERIES_ID, "items": [{"displayName": "Ola"}]}, False),
        ("CreateInvitees", {"items": [{"email": "ola@example.com"}]}, False),
        ("CreateInvitees", {"meetingId": SERIES_ID, "items": {"email": "ola@example.com"}}, False),
        ("UpdateInvitee", {"email": "ola@example.com", "coHost": True, "sendEmail": False}, True),
        ("UpdateInvitee", {"coHost": True}, False),
        ("UpdateInvitee", {"email": "ola@example.com", "displayName": "x" * 129}, False),
    ],
)
def test_requests_for_invitees(schema: str, body: dict[str, Any], legal: bool) -> None:
    """An invitation names its meeting and an address, an update the address; a name has 128 characters."""
    assert (complaints(INVITEES + schema, body) == []) == legal


def test_an_invitation_source_passes() -> None:
    """A source passes with its links and without them, in what is sent and in what is answered."""
    bare = {key: value for key, value in SOURCE.items() if not key.endswith("Link")}
    assert complaints(SOURCES + "InvitationSourceList", {"items": [SOURCE, bare]}) == []
    assert complaints(SOURCES + "CreateInvitationSources", {"items": [bare]}) == []
    assert complaints(SOURCES + "CreateInvitationSources", {"hostEmail": "kari@example.com"}) == []


@pytest.mark.parametrize("name", ["id", "sourceId", "sourceEmail"])
def test_an_invitation_source_is_complete(name: str) -> None:
    """A source has three properties, and a new one all of them but the id."""
    body = {key: value for key, value in SOURCE.items() if key != name}
    assert complaints(SOURCES + "InvitationSource", body)
    assert bool(complaints(SOURCES + "CreateInvitationSources", {"items": [body]})) == (name != "id")


@pytest.mark.parametrize(
    ("name", "value"),
    [("id", ""), ("sourceId", 7), ("sourceEmail", "ads"), ("joinLink", "j"), ("registerLink", None)],
)
def test_a_wrong_value_spoils_an_invitation_source(name: str, value: object) -> None:
    """Addresses are addresses, and links lead somewhere."""
    assert complaints(SOURCES + "InvitationSourceList", {"items": [SOURCE | {name: value}]})
