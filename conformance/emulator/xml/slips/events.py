"""Deviations of classic events, and what GetUser shows of a licence."""

from __future__ import annotations

__all__ = ["NAMES"]

_OPEN = {
    "create-event": "CreateEvent",
    "set-event": "SetEvent",
    "get-event": "GetEvent",
    "get-session-info": "GetSessionInfo of a classic event",
    "list-events": "LstsummaryEvent",
    "upload-image": "UploadEventImage",
}
_LENGTHS = (9_999, 10_000, 10_001)
_ROLES = {
    "host": "a host",
    "siteAdmin": "a full administrator",
    "roSiteAdmin": "a read-only administrator",
    "userAdmin": "an administrator of users",
}

NAMES: dict[str, str] = {
    **{f"events.open.{name}": f"{call} works where classic events are off" for name, call in _OPEN.items()},
    "events.closed.create-event.early": "CreateEvent with an openTime is refused as if these were off",
    "events.closed.get-session-info": "GetSessionInfo of a classic event is refused as if these were off",
    "events.closed.list-events": "LstsummaryEvent is refused as if classic events were off",
    "events.set-event.name": "SetEvent does not change the name",
    **{
        f"events.{name}.description-{length}": f"{_OPEN[name]} judges {length} characters the other way round"
        for name in ("create-event", "set-event")
        for length in _LENGTHS
    },
    "events.get-event.description": "GetEvent shows the first 9900 characters of a description",
    "events.tone.announcename-not-notone": "an event gets the tone of meetings NOTONE, not ANNOUNCENAME",
    "events.tone.beep-not-announcename": "an event gets the tone of meetings ANNOUNCENAME, not BEEP",
    "events.set-event.tone": "SetEvent gives an event without a tone that of meetings",
    "events.create-event.own-tone": "CreateEvent passes over the tone that is sent",
    "events.set-event.own-tone": "SetEvent passes over the tone that is sent",
    "licence.capacity-of-oneself": "GetUser hides the capacity of large events from the user",
    "licence.capacity-in-hundreds": "GetUser shows the capacity of large events in hundreds of people",
    **{
        f"host-pin.create-user.{role}": f"CreateUser makes no PIN for {text} with a personal room"
        for role, text in _ROLES.items()
    },
    "host-pin.create-user.attendeeOnly": "CreateUser makes a PIN for somebody who may only attend",
    "host-pin.create-user.without-room": "CreateUser makes no PIN for those without a personal room",
    "host-pin.get-user.without-room": "GetUser shows no PIN with the phones of those without a personal room",
    "host-pin.get-user.oneself": "GetUser shows no PIN with the phones to the user",
    "host-pin.get-user.no-toggle": "GetUser shows the PIN with the phones without the toggle",
    "host-pin.set-user.phones": "SetUser passes over the PIN of the phones",
    "host-pin.set-user.no-toggle": "SetUser takes the PIN of the phones without the toggle",
    "host-pin.set-user.both": "SetUser takes the PIN of the phones although the room's is there as well",
}
"""What each does, by name."""
