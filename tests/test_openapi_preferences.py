"""Preferences, of today and of 2020, as our OpenAPI documents describe them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.openapi_reading import complaints, document

LINK = {"rel": "globalCallinNumbers", "href": "/v1/numbers", "method": "GET"}
SETTINGS: dict[str, Any] = {
    "topic": "Kari's orchard",
    "hostPin": "4711",
    "enabledAutoLock": True,
    "autoLockMinutes": 15,
    "enabledNotifyHost": False,
    "supportCoHost": True,
    "supportAnyoneAsCoHost": False,
    "allowFirstUserToBeCoHost": False,
    "allowAuthenticatedDevices": True,
    "coHosts": [{"email": "ola@example.com", "displayName": "Ola"}],
}
TELEPHONY: dict[str, Any] = {
    "accessCode": "25512345678",
    "callInNumbers": [{"label": "Norway Toll", "callInNumber": "+47-0000-0000", "tollType": "toll"}],
    "links": [LINK],
}
ROOM = SETTINGS | {
    "personalMeetingRoomLink": "https://orchard.example.com/meet/kari",
    "sipAddress": "kari@orchard.example.com",
    "dialInIpAddress": "192.0.2.17",
    "telephony": TELEPHONY,
}
PHONE = {"countryCode": "47", "number": "0" * 30, "enabledCallInAuthentication": False, "enabledCallMe": True}
AUDIO: dict[str, Any] = {
    "defaultAudioType": "voipOnly",
    "otherTeleconferenceDescription": "",
    "enabledGlobalCallIn": True,
    "enabledTollFree": False,
    "enabledAutoConnection": False,
    "audioPin": "0815",
    "officeNumber": PHONE,
    "mobileNumber": PHONE,
}
DEVICES = [
    {"deviceName": "Shed", "deviceAddress": "shed@example.com", "isDefault": True},
    {"deviceName": "Barn", "deviceAddress": "barn@example.com", "isDefault": False},
]
SCHEDULING: dict[str, Any] = {
    "enabledJoinBeforeHost": True,
    "joinBeforeHostMinutes": 15,
    "enabledAutoShareRecording": False,
    "enabledWebexAssistantByDefault": False,
    "delegateEmails": ["ola@example.com"],
}
SITE = {"siteUrl": "orchard.example.com", "default": True}
ALL: dict[str, Any] = {
    "personalMeetingRoom": ROOM,
    "audio": AUDIO,
    "video": {"videoDevices": DEVICES},
    "schedulingOptions": SCHEDULING,
    "sites": [SITE],
}
PLACES = {
    "PersonalMeetingRoom": "preferences_room",
    "UpdatePersonalMeetingRoom": "preferences_room",
    "RefreshRoomIds": "preferences_room",
    "RefreshedRoomIds": "preferences_room",
    "AudioOptions": "preferences_audio_video",
    "VideoOptions": "preferences_audio_video",
    "UpdateVideoOptions": "preferences_audio_video",
    "MeetingPreferences": "preferences",
    "SchedulingOptions": "preferences",
    "DelegateEmails": "preferences",
    "SiteList": "preferences",
    "Site": "preferences",
    "DefaultSite": "preferences",
    "DeckPreferences": "preferences_2020",
    "DeckRoom": "preferences_2020",
    "DeckAudio": "preferences_2020",
    "DeckVideo": "preferences_2020",
    "DeckScheduling": "preferences_2020",
    "DeckSite": "preferences_2020",
}


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    """The body with some of its properties taken away."""
    return {key: value for key, value in body.items() if key not in names}


NEW_ID = {"email": "ola@example.com", "systemGenerated": False, "personalMeetingRoomId": "25512345699"}
GOOD: list[tuple[str, dict[str, Any]]] = [
    ("PersonalMeetingRoom", ROOM),
    ("PersonalMeetingRoom", without(ROOM, "autoLockMinutes", "coHosts", "supportAnyoneAsCoHost")),
    ("PersonalMeetingRoom", ROOM | {"telephony": TELEPHONY | {"links": LINK}}),
    ("PersonalMeetingRoom", ROOM | {"dialInIpAddress": "2001:db8::1", "topic": "x" * 128}),
    ("UpdatePersonalMeetingRoom", SETTINGS),
    ("UpdatePersonalMeetingRoom", ROOM),
    ("RefreshRoomIds", {"siteUrl": "orchard.example.com"}),
    ("RefreshRoomIds", {"siteUrl": "orchard.example.com", "personalMeetingRoomIds": [NEW_ID] * 100}),
    ("RefreshedRoomIds", {"siteUrl": "orchard.example.com", "personalMeetingRoomIds": [NEW_ID]}),
    ("AudioOptions", AUDIO),
    ("AudioOptions", without(AUDIO, "audioPin")),
    ("VideoOptions", {"videoDevices": DEVICES}),
    ("VideoOptions", {"videoDevices": []}),
    ("VideoOptions", {"videoDevices": DEVICES[1:]}),
    ("UpdateVideoOptions", {"videoDevices": DEVICES}),
    ("MeetingPreferences", ALL),
    ("MeetingPreferences", without(ALL, "sites")),
    ("SchedulingOptions", SCHEDULING),
    ("SchedulingOptions", without(SCHEDULING, "delegateEmails", "enabledWebexAssistantByDefault")),
    ("DelegateEmails", {"emails": ["ola@example.com"]}),
    ("SiteList", {"sites": [SITE, SITE | {"default": False}]}),
    ("Site", SITE),
    ("DefaultSite", {"siteUrl": "orchard.example.com"}),
    ("DeckPreferences", {"audio": without(AUDIO, "officeNumber"), "site": SITE}),
    ("DeckRoom", ROOM),
    ("DeckAudio", AUDIO | {"officeNumber": "47-0000-0000"}),
    ("DeckVideo", {"videoDevices": DEVICES}),
    ("DeckScheduling", {"joinBeforeHostMinutes": 5, "EnabledAutoShareRecording": True}),
    ("DeckScheduling", {"enabledAutoShareRecording": True}),
    ("DeckSite", SITE),
]
BAD: list[tuple[str, dict[str, Any]]] = [
    ("PersonalMeetingRoom", without(ROOM, "telephony")),
    ("PersonalMeetingRoom", without(ROOM, "personalMeetingRoomLink")),
    ("PersonalMeetingRoom", ROOM | {"topic": ""}),
    ("PersonalMeetingRoom", ROOM | {"topic": "x" * 129}),
    ("PersonalMeetingRoom", ROOM | {"autoLockMinutes": 7}),
    ("PersonalMeetingRoom", ROOM | {"hostPin": 4711}),
    ("PersonalMeetingRoom", ROOM | {"dialInIpAddress": "orchard"}),
    ("PersonalMeetingRoom", ROOM | {"telephony": TELEPHONY | {"links": "/v1/numbers"}}),
    ("PersonalMeetingRoom", ROOM | {"telephony": without(TELEPHONY, "callInNumbers")}),
    ("PersonalMeetingRoom", ROOM | {"coHosts": [{"email": "ola@example.com"}]}),
    ("UpdatePersonalMeetingRoom", without(SETTINGS, "coHosts")),
    ("UpdatePersonalMeetingRoom", without(SETTINGS, "autoLockMinutes")),
    ("UpdatePersonalMeetingRoom", SETTINGS | {"enabledNotifyHost": "no"}),
    ("RefreshRoomIds", {"personalMeetingRoomIds": [NEW_ID]}),
    ("RefreshRoomIds", {"siteUrl": "orchard.example.com", "personalMeetingRoomIds": [NEW_ID] * 101}),
    ("RefreshedRoomIds", {"personalMeetingRoomIds": [{"personalMeetingRoomId": 25512345699}]}),
    ("AudioOptions", without(AUDIO, "mobileNumber")),
    ("AudioOptions", AUDIO | {"defaultAudioType": "VoIP"}),
    ("AudioOptions", AUDIO | {"audioPin": "815"}),
    ("AudioOptions", AUDIO | {"officeNumber": PHONE | {"number": "0" * 31}}),
    ("AudioOptions", AUDIO | {"officeNumber": without(PHONE, "enabledCallMe")}),
    ("VideoOptions", {}),
    ("VideoOptions", {"videoDevices": [DEVICES[0], DEVICES[0]]}),
    ("VideoOptions", {"videoDevices": [DEVICES[0] | {"deviceName": ""}]}),
    ("UpdateVideoOptions", {"videoDevices": [without(DEVICES[0], "isDefault")]}),
    ("MeetingPreferences", without(ALL, "schedulingOptions")),
    ("MeetingPreferences", ALL | {"sites": SITE}),
    ("MeetingPreferences", ALL | {"audio": AUDIO | {"enabledTollFree": 0}}),
    ("SchedulingOptions", without(SCHEDULING, "enabledAutoShareRecording")),
    ("SchedulingOptions", SCHEDULING | {"joinBeforeHostMinutes": 30}),
    ("SchedulingOptions", SCHEDULING | {"delegateEmails": "ola@example.com"}),
    ("DelegateEmails", {"emails": ["ola"]}),
    ("SiteList", {"sites": {}}),
    ("SiteList", {"items": [SITE]}),
    ("Site", without(SITE, "default")),
    ("DefaultSite", {}),
    ("DefaultSite", {"siteUrl": "https://orchard.example.com"}),
    ("DeckPreferences", {"site": []}),
    ("DeckRoom", {"supportCoHost": "yes"}),
    ("DeckAudio", {"defaultAudioType": "phone"}),
    ("DeckVideo", {"videoDevices": [DEVICES[0], DEVICES[0]]}),
    ("DeckScheduling", {"EnabledAutoShareRecording": 1}),
    ("DeckSite", {"default": "yes"}),
]


@pytest.mark.parametrize(("schema", "body"), GOOD)
def test_plausible_bodies_are_accepted(schema: str, body: dict[str, Any]) -> None:
    """A body as the documents have it is no defect, and neither is a property that nobody knows."""
    where = f"{PLACES[schema]}.yaml#/components/schemas/{schema}"
    assert complaints(where, body) == []
    assert complaints(where, body | {"enabledHarvest": True}) == []


@pytest.mark.parametrize(("schema", "body"), BAD)
def test_near_misses_are_refused(schema: str, body: dict[str, Any]) -> None:
    """One wrong or missing value spoils a body."""
    assert complaints(f"{PLACES[schema]}.yaml#/components/schemas/{schema}", body)


def test_the_names_of_2020_are_marked_as_such() -> None:
    """The older document and each of its operations name their edition, and no other document does."""
    older = document("preferences_2020.yaml")
    assert older["x-edition"] == "deck-2020"
    for item in older["paths"].values():
        assert {operation["x-edition"] for operation in item.values()} == {"deck-2020"}
    for name in ("preferences.yaml", "preferences_room.yaml", "preferences_audio_video.yaml"):
        assert "x-edition" not in document(name)


def test_editions_differ_in_two_paths() -> None:
    """Scheduling and sites have other paths than in 2020."""
    now = {
        path
        for name in ("preferences.yaml", "preferences_room.yaml", "preferences_audio_video.yaml")
        for path in document(name)["paths"]
    }
    then = set(document("preferences_2020.yaml")["paths"])
    assert then - now == {"/meetingPreferences/scheduling", "/meetingPreferences/site"}
    assert {"/meetingPreferences/schedulingOptions", "/meetingPreferences/sites"} <= now - then
