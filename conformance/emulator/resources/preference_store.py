"""What people prefer on each of their sites, and what the bodies that change it may hold.

Source: `rest-operations`, Meeting Preferences. The values at the start are the emulator's own.
"""

from __future__ import annotations

import secrets
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from conformance.emulator.errors import invalid
from conformance.emulator.fields import Email, Field, Flag, Group, Items, Number, Text

if TYPE_CHECKING:
    from conformance.emulator.people import Person
    from conformance.emulator.world import World

__all__ = ["AUDIO", "ROOM", "SCHEDULING", "VIDEO", "VIDEO_OF_MANY", "Preferences", "preferences_of"]


@dataclass(frozen=True)
class _Choice:
    """One of some whole numbers."""

    numbers: tuple[int, ...]

    def check(self, value: Any, where: str) -> int:
        """Accept one of the numbers; see `Field.check`."""
        number = Number().check(value, where)
        if number not in self.numbers:
            raise invalid(f"'{where}' must be one of {', '.join(map(str, self.numbers))}.")
        return number


@dataclass(frozen=True)
class _Pin:
    """Four digits in a string."""

    def check(self, value: Any, where: str) -> str:
        """Accept four digits; see `Field.check`."""
        text = Text().check(value, where)
        if not (len(text) == 4 and text.isascii() and text.isdecimal()):
            raise invalid(f"'{where}' must be four digits.")
        return text


@dataclass(frozen=True)
class _Devices:
    """Video devices, of which one at most is the default one; `many` lets more be."""

    many: bool = False

    def check(self, value: Any, where: str) -> list[dict[str, Any]]:
        """Accept an array of devices; see `Field.check`."""
        name = Text(least=1)
        device = Group(
            {"deviceName": name, "deviceAddress": name, "isDefault": Flag()},
            ("deviceName", "deviceAddress", "isDefault"),
        )
        devices = Items(device).check(value, where)
        if not self.many and sum(each["isDefault"] for each in devices) > 1:
            raise invalid(f"'{where}' can have one device only whose 'isDefault' is true.")
        return devices


def _flags(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, Flag())


ROOM = Group(
    {
        "topic": Text(128, 1),
        "hostPin": Text(128),
        **_flags("enabledAutoLock"),
        "autoLockMinutes": _Choice((0, 5, 10, 15, 20)),
        **_flags("enabledNotifyHost", "supportCoHost"),
        **_flags("supportAnyoneAsCoHost", "allowFirstUserToBeCoHost", "allowAuthenticatedDevices"),
        "coHosts": Items(
            Group({"email": Email(), "displayName": Text(128)}, ("email", "displayName")),
        ),
    },
    (
        *("topic", "hostPin", "enabledAutoLock", "autoLockMinutes", "enabledNotifyHost", "supportCoHost"),
        "coHosts",
    ),
)
"""Personal meeting room: what a client sets. Links, addresses and numbers are given by the site."""

_NUMBER = Group(
    {"countryCode": Text(8), "number": Text(30), **_flags("enabledCallInAuthentication", "enabledCallMe")},
    ("countryCode", "number", "enabledCallInAuthentication", "enabledCallMe"),
)
AUDIO = Group(
    {
        "defaultAudioType": Text(words=("webexAudio", "voipOnly", "otherTeleconferenceService", "none")),
        "otherTeleconferenceDescription": Text(),
        **_flags("enabledGlobalCallIn", "enabledTollFree", "enabledAutoConnection"),
        "audioPin": _Pin(),
        **dict.fromkeys(("officeNumber", "mobileNumber"), _NUMBER),
    },
    (
        *("defaultAudioType", "otherTeleconferenceDescription", "enabledGlobalCallIn", "enabledTollFree"),
        *("enabledAutoConnection", "officeNumber", "mobileNumber"),
    ),
)
"""How the person joins the audio of meetings."""

VIDEO = Group({"videoDevices": _Devices()}, ("videoDevices",))
"""The person's video devices."""

VIDEO_OF_MANY = Group({"videoDevices": _Devices(many=True)}, ("videoDevices",))
"""The same, with as many default ones as anybody likes."""

SCHEDULING = Group(
    {
        **_flags("enabledJoinBeforeHost"),
        "joinBeforeHostMinutes": _Choice((0, 5, 10, 15)),
        **_flags("enabledAutoShareRecording", "enabledWebexAssistantByDefault"),
        "delegateEmails": Items(Email()),
    },
    ("enabledJoinBeforeHost", "joinBeforeHostMinutes", "enabledAutoShareRecording"),
)
"""What the person schedules with."""

_ROOM_AT_FIRST: dict[str, Any] = {
    "hostPin": "8305",
    "enabledAutoLock": False,
    "autoLockMinutes": 10,
    "enabledNotifyHost": True,
    "supportCoHost": True,
    "supportAnyoneAsCoHost": False,
    "allowFirstUserToBeCoHost": False,
    "allowAuthenticatedDevices": True,
    "coHosts": [],
}
_PHONE_AT_FIRST = {
    "countryCode": "354",
    "number": "5550143",
    "enabledCallInAuthentication": False,
    "enabledCallMe": False,
}
_AUDIO_AT_FIRST: dict[str, Any] = {
    "defaultAudioType": "webexAudio",
    "otherTeleconferenceDescription": "",
    "enabledGlobalCallIn": True,
    "enabledTollFree": False,
    "enabledAutoConnection": False,
    "audioPin": "2468",
    "officeNumber": _PHONE_AT_FIRST,
    "mobileNumber": _PHONE_AT_FIRST | {"number": "5550144"},
}
_VIDEO_AT_FIRST: dict[str, Any] = {
    "videoDevices": [{"deviceName": "Atelier", "deviceAddress": "atelier@example.com", "isDefault": True}]
}
_SCHEDULING_AT_FIRST: dict[str, Any] = {
    "enabledJoinBeforeHost": False,
    "joinBeforeHostMinutes": 0,
    "enabledAutoShareRecording": False,
    "enabledWebexAssistantByDefault": False,
    "delegateEmails": [],
}


def _new_code() -> str:
    return f"27{secrets.randbelow(10**8):08d}"


@dataclass
class Preferences:
    """What one person prefers on one site.

    Attributes:
        site: The site's address.
        room_id: The name of the personal meeting room, part of its link; no two on a site are alike.
        access_code: The number of the room for telephones and video systems.
        room: What was set about the room; see `ROOM`.
        audio: See `AUDIO`.
        video: See `VIDEO`.
        scheduling: See `SCHEDULING`.
        put: What clients last set, by part and property, for faults that show themselves then.
        forced: What clients changed by a fault although it is the site's, of the room.
    """

    site: str
    room_id: str
    room: dict[str, Any]
    access_code: str = field(default_factory=_new_code)
    audio: dict[str, Any] = field(default_factory=lambda: deepcopy(_AUDIO_AT_FIRST))
    video: dict[str, Any] = field(default_factory=lambda: deepcopy(_VIDEO_AT_FIRST))
    scheduling: dict[str, Any] = field(default_factory=lambda: deepcopy(_SCHEDULING_AT_FIRST))
    put: dict[str, Any] = field(default_factory=dict)
    forced: dict[str, Any] = field(default_factory=dict)

    def shown_room(self) -> dict[str, Any]:
        """Give the personal meeting room with what the site says about it."""
        name = quote(self.room_id, safe="", errors="replace")  # JSON can hold halves of characters
        return (
            self.room
            | {
                "personalMeetingRoomLink": f"https://{self.site}/meet/{name}",
                "sipAddress": f"{self.access_code}@{self.site}",
                "dialInIpAddress": "198.51.100.24",
                "telephony": {
                    "accessCode": self.access_code,
                    "callInNumbers": [
                        {"label": "Iceland toll", "callInNumber": "+354-555-0142", "tollType": "toll"}
                    ],
                    "links": [
                        {
                            "rel": "globalCallinNumbers",
                            "href": "/v1/meetings/globalCallinNumbers",
                            "method": "GET",
                        }
                    ],
                },
            }
            | self.forced
        )


def preferences_of(world: World, person: Person, site: str) -> Preferences:
    """Give what a person prefers on one of his sites; at first it is the same for everybody."""
    shelf = world.shelf(Preferences)
    key = f"{person.email} {site}"
    if key not in shelf:
        room = {"topic": f"Room of {person.display_name}", **deepcopy(_ROOM_AT_FIRST)}
        shelf[key] = Preferences(site, person.email.partition("@")[0], room)
    return shelf[key]
