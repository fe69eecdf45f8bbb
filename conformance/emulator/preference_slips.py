"""Faults of preferences: each breaks one promise about one property of one part, and nothing else.

A place is `<kind>.<part>.<property>`, the part being the last word of its path, `whole` for all of them
together. A property may lie one level deeper, e.g. `officeNumber.enabledCallMe`.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from conformance.emulator.omission import drop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.emulator.faults import Faults

__all__ = ["CHOICES", "PLACES", "disguise", "hold_back", "let_through", "overwrite", "takes"]

_PHONE = ("countryCode", "number", "enabledCallInAuthentication", "enabledCallMe")
_ROOM = (
    *("topic", "hostPin", "enabledAutoLock", "autoLockMinutes", "enabledNotifyHost", "supportCoHost"),
    *("supportAnyoneAsCoHost", "allowFirstUserToBeCoHost", "allowAuthenticatedDevices", "coHosts"),
)
_GIVEN = ("personalMeetingRoomLink", "sipAddress", "dialInIpAddress", "telephony")
_AUDIO = (
    *("defaultAudioType", "otherTeleconferenceDescription", "enabledGlobalCallIn", "enabledTollFree"),
    *("enabledAutoConnection", "audioPin", "officeNumber", "mobileNumber"),
    *(f"{phone}.{name}" for phone in ("officeNumber", "mobileNumber") for name in _PHONE),
)
_SCHEDULING = ("enabledJoinBeforeHost", "joinBeforeHostMinutes", "enabledAutoShareRecording")
_OPTIONS = (*_SCHEDULING, "enabledWebexAssistantByDefault", "delegateEmails")
_SET: dict[str, tuple[str, ...]] = {
    "personalMeetingRoom": _ROOM,
    "audio": _AUDIO,
    "video": ("videoDevices",),
    "schedulingOptions": _OPTIONS,
    "scheduling": _SCHEDULING,
    "sites": ("siteUrl",),
    "site": ("siteUrl",),
}
_SHOWN = _SET | {
    "personalMeetingRoom": (*_ROOM, *_GIVEN),
    "video": (
        "videoDevices",
        *(f"videoDevices.{name}" for name in ("deviceName", "deviceAddress", "isDefault")),
    ),
    "sites": ("sites", "sites.siteUrl", "sites.default"),
    "site": ("siteUrl", "default"),
    "whole": ("personalMeetingRoom", "audio", "video", "schedulingOptions", "sites"),
}
CHOICES: dict[str, tuple[Any, ...]] = {
    "audio.defaultAudioType": ("webexAudio", "voipOnly", "otherTeleconferenceService", "none"),
    "personalMeetingRoom.autoLockMinutes": (0, 5, 10, 15, 20),
    "schedulingOptions.joinBeforeHostMinutes": (0, 5, 10, 15),
    "scheduling.joinBeforeHostMinutes": (0, 5, 10, 15),
}
"""Properties that take some values only."""

PLACES = (
    *(f"dropped.{part}.{name}" for part, names in _SHOWN.items() for name in names),
    *(f"ignored.{part}.{name}" for part, names in _SET.items() for name in names),
    *(f"changed.personalMeetingRoom.{name}" for name in _GIVEN),
    *(f"misread.{place}.{value}" for place, values in CHOICES.items() for value in values),
    *(f"taken.{place}" for place in (*CHOICES, "sites.siteUrl", "site.siteUrl")),
    *("defaults.video.videoDevices", "defaults.sites.sites"),
)
"""Every such fault."""


def takes(faults: Faults, kind: str, part: str, name: str) -> bool:
    """Tell whether a fault of a kind is on for a property of a part."""
    return faults.has("preference-slips", f"{kind}.{part}.{name}")


def disguise(faults: Faults, part: str, body: dict[str, Any], put: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a read shows of a part.

    Args:
        faults: The faults that are on.
        part: The last word of its path.
        body: What it should show; it is left as it is.
        put: What was last set of it, by `<part>.<property>`.
    """
    shown = deepcopy(body)
    for place in faults.those("preference-slips"):
        kind, where, name = place.split(".", 2)
        if where != part:
            continue
        if kind == "dropped":
            drop(shown, name.split("."))
        elif kind == "misread":
            name, _, value = name.rpartition(".")
            words = CHOICES[f"{part}.{name}"]
            present = shown.get(name)
            if str(present) == value and put.get(f"{part}.{name}") == present:
                shown[name] = words[(words.index(present) + 1) % len(words)]
        elif kind == "defaults" and part == "sites":
            shown["sites"][-1]["default"] = True
    return shown


def let_through(faults: Faults, part: str, sent: dict[str, Any], present: dict[str, Any]) -> dict[str, Any]:
    """Give what is checked of a body: without the wrong values that a fault takes."""
    taken = [
        name
        for name in sent
        if takes(faults, "taken", part, name) and sent[name] not in CHOICES.get(f"{part}.{name}", ())
    ]
    return sent | {name: present[name] for name in taken}


def hold_back(faults: Faults, part: str, changes: dict[str, Any], present: dict[str, Any]) -> dict[str, Any]:
    """Give what is changed of what a body asks for: without what a fault ignores."""
    kept = deepcopy(changes)
    for place in faults.those("preference-slips"):
        kind, where, path = place.split(".", 2)
        name, _, deeper = path.partition(".")
        if kind != "ignored" or where != part or name not in kept or name not in present:
            continue
        if name == "videoDevices" and sum(each["isDefault"] for each in kept[name]) > 1:
            continue  # what the fault `defaults` lets through is another promise
        if not deeper:
            del kept[name]
        else:
            kept[name][deeper] = present[name][deeper]
    return kept


def overwrite(faults: Faults, part: str, sent: dict[str, Any]) -> dict[str, Any]:
    """Give what a body changes although only the site could."""
    return {name: value for name, value in sent.items() if takes(faults, "changed", part, name)}
