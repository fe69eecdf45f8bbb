"""What the staged meetings are created with: everything that a meeting can be given.

Registration and recurrence exclude each other in one reading of the documents, and registration and
joining before the host in another, so two kinds of meeting share the attributes between them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.targets import Traits

__all__ = ["EXTRAS", "OCCURRENCES", "stamp", "without"]

OCCURRENCES = 3
LENGTH = timedelta(hours=1)

# Body properties that a site may refuse, and the attributes that go with each.
EXTRAS: dict[str, tuple[str, ...]] = {
    "registration": ("registration",),
    "trackingCodes": ("trackingCodes",),
    "simultaneousInterpretation": ("simultaneousInterpretation",),
    "integrationTags": ("integrationTags",),
    "enabledBreakoutSessions": ("enabledBreakoutSessions", "links"),
    "breakoutSessions": ("enabledBreakoutSessions", "links"),
    "audioConnectionOptions": ("audioConnectionOptions", "telephony"),
    "agenda": ("agenda",),
}


def stamp(moment: datetime) -> str:
    """A moment, in whatever zone it is told, as request bodies carry it: in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def recurring(marker: str, start: datetime, traits: Traits) -> dict[str, Any]:
    """A daily meeting of three occurrences with everything but a registration."""
    return {
        **_common(f"{marker} recurring", marker, start, traits),
        "recurrence": f"FREQ=DAILY;INTERVAL=1;COUNT={OCCURRENCES}",
        "enabledJoinBeforeHost": True,
        "enableConnectAudioBeforeHost": True,
        "joinBeforeHostMinutes": 15,
    }


def registered(marker: str, start: datetime, traits: Traits, *, name: str) -> dict[str, Any]:
    """A single meeting with a registration."""
    return {
        **_common(f"{marker} {name}", marker, start, traits),
        "enabledJoinBeforeHost": False,
        "joinBeforeHostMinutes": 0,
        "registration": {
            "autoAcceptRequest": True,
            "requireFirstName": True,
            "requireLastName": True,
            "requireEmail": True,
            "requireJobTitle": False,
            "requireCompanyName": True,
        },
    }


def without(body: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """The body without these properties."""
    return {name: value for name, value in body.items() if name not in names}


def _common(title: str, marker: str, start: datetime, traits: Traits) -> dict[str, Any]:
    body: dict[str, Any] = {
        "title": title,
        "agenda": f"{marker}: made by a conformance run, deleted at its end",
        "start": stamp(start),
        "end": stamp(start + LENGTH),
        "timezone": "UTC",
        "enabledAutoRecordMeeting": False,
        "allowAnyUserToBeCoHost": False,
        "excludePassword": True,
        "publicMeeting": False,
        "reminderTime": 15,
        "unlockedMeetingJoinSecurity": "allowJoinWithLobby",
        "enableAutomaticLock": False,
        "automaticLockMinutes": 0,
        "allowFirstUserToBeCoHost": False,
        "allowAuthenticatedDevices": True,
        "sendEmail": False,
        "meetingOptions": {"enabledChat": True, "enabledVideo": True, "enabledFileTransfer": False},
        "attendeePrivileges": {"enabledShareContent": True, "enabledChatHost": True},
        "integrationTags": [marker],
        "simultaneousInterpretation": {
            "enabled": True,
            "interpreters": [{"languageCode1": "en", "languageCode2": "de"}],
        },
        "enabledBreakoutSessions": True,
        "breakoutSessions": [{"name": "Room 1"}],
        "audioConnectionOptions": {"audioConnectionType": "webexAudio", "entryAndExitTone": "beep"},
    }
    if traits.tracking_code:
        name, value = traits.tracking_code
        body["trackingCodes"] = [{"name": name, "value": value}]
    if traits.site_url:
        body["siteUrl"] = traits.site_url
    refused = {extra for extra, names in EXTRAS.items() if traits.cannot_carry.intersection(names)}
    return without(body, frozenset(refused))
