"""Which attribute is shown for which meeting type in which state.

Source: `guide`, "Available Meeting Attributes for Different Meeting States" (three tables of 45
attributes). The tables are told here as rules: a group of attributes for each situation, and what
is missing from it. `SHOWN` at the end is the one thing that the rest of the emulator reads; to
break a single cell by hand, change the line of its situation there, for instance
`("meeting", "ended"): _ENDED | {"password"}`.
"""

from __future__ import annotations

from conformance.emulator.meetings import TRACES

__all__ = ["ATTRIBUTES", "JOINED", "PARENT_HAS_NONE", "SHOWN", "SITUATIONS", "STATES", "TABLE"]

STATES: dict[str, tuple[str, ...]] = {
    "meetingSeries": ("active", "inProgress", "expired"),
    "scheduledMeeting": ("scheduled", "ready", "ended", "missed"),
    "meeting": ("lobby", "inProgress", "ended"),
}
"""The states of each meeting type (`guide`, "Meeting States")."""

_IDENTITY = frozenset(
    {"id", "meetingType", "state", "scheduledType", "siteUrl", "webLink", "integrationTags"}
)
_TOPIC = frozenset({"title", "agenda", "timezone", "start", "hostUserId", "hostDisplayName", "hostEmail"})
_ENTRY = frozenset(
    {
        *("password", "phoneAndVideoSystemPassword", "hostKey", "sipAddress", "dialInIpAddress", "telephony"),
        *("excludePassword", "publicMeeting", "reminderTime", "unlockedMeetingJoinSecurity"),
    }
)
_CONDUCT = frozenset(
    {
        *("enabledAutoRecordMeeting", "allowAnyUserToBeCoHost", "allowFirstUserToBeCoHost"),
        *("enabledJoinBeforeHost", "enableConnectAudioBeforeHost", "joinBeforeHostMinutes"),
        *("enableAutomaticLock", "automaticLockMinutes", "allowAuthenticatedDevices"),
        *("meetingOptions", "attendeePrivileges", "audioConnectionOptions", "simultaneousInterpretation"),
        *("enabledBreakoutSessions", "links", "trackingCodes"),
    }
)
_SINGLE = frozenset({"meetingNumber", "registration", "end", "recurrence", "isModified"})

ATTRIBUTES = _IDENTITY | _TOPIC | _ENTRY | _CONDUCT | _SINGLE
"""The 45 attributes that the tables list."""

_CORE = _IDENTITY | _TOPIC
_SERIES = ATTRIBUTES - {"isModified"}
_SCHEDULED = ATTRIBUTES - {"recurrence"}
_LOBBY = _CORE | {"meetingNumber", "registration"}
_RUNNING = ATTRIBUTES - {"isModified", "end", "recurrence"}
_ENDED = _CORE | {"end"}

TABLE: dict[tuple[str, str], frozenset[str]] = {
    ("meetingSeries", "active"): _SERIES,
    ("meetingSeries", "inProgress"): _SERIES,
    ("meetingSeries", "expired"): _SERIES - {"registration"},
    # The registration cell of `scheduled` is N/A: only one-off meetings have registration, and the
    # single scheduled meeting of a one-off is ready from the start.
    ("scheduledMeeting", "scheduled"): _SCHEDULED - {"registration"},
    ("scheduledMeeting", "ready"): _SCHEDULED,
    ("scheduledMeeting", "ended"): _SCHEDULED - {"registration"},
    ("scheduledMeeting", "missed"): _SCHEDULED - {"registration"},
    ("meeting", "lobby"): _LOBBY,
    ("meeting", "inProgress"): _RUNNING,
    ("meeting", "ended"): _ENDED,
}
"""What the three tables of the guide grant."""

SITUATIONS = tuple(TABLE)

PARENT_HAS_NONE = frozenset({("scheduledMeeting", "scheduled", "registration")})
"""Denied cells that cannot leak, because no meeting in that situation has a value to show."""

# Attributes outside the tables. Settings go where the settings of the tables go; the rest follows
# `update-ref`, "Response Properties".
_MORE_SETTINGS = frozenset(
    {
        *("sessionTypeId", "enabledWebcastView", "panelistPassword", "phoneAndVideoSystemPanelistPassword"),
        *("enabledAudioWatermark", "enabledVisualWatermark", "visualWatermarkOpacity"),
        *("requireAttendeeLogin", "restrictToInvitees", "enabledLiveStream", "liveStream"),
    }
)
JOINED = frozenset({"hostDidJoin", "attendeeDidJoin"})
"""Who came: told while it matters, by `update-ref`, and by no table."""

_MORE: dict[tuple[str, str], frozenset[str]] = {
    ("meetingSeries", "active"): _MORE_SETTINGS | {"registerLink"},
    ("meetingSeries", "inProgress"): _MORE_SETTINGS | JOINED | {"registerLink"},
    ("meetingSeries", "expired"): _MORE_SETTINGS,
    ("scheduledMeeting", "scheduled"): _MORE_SETTINGS,
    ("scheduledMeeting", "ready"): _MORE_SETTINGS | JOINED | {"registerLink"},
    ("scheduledMeeting", "ended"): _MORE_SETTINGS,
    ("scheduledMeeting", "missed"): _MORE_SETTINGS,
    ("meeting", "lobby"): frozenset(),
    ("meeting", "inProgress"): _MORE_SETTINGS | JOINED | {"registerLink"},
    ("meeting", "ended"): frozenset(TRACES),
}
_PARENTS: dict[str, frozenset[str]] = {
    "meetingSeries": frozenset({"roomId"}),
    "scheduledMeeting": frozenset({"roomId", "meetingSeriesId"}),
    "meeting": frozenset({"roomId", "meetingSeriesId", "scheduledMeetingId"}),
}

SHOWN: dict[tuple[str, str], frozenset[str]] = {
    situation: TABLE[situation] | _MORE[situation] | _PARENTS[situation[0]] for situation in SITUATIONS
}
"""Everything that reads and answers show in a situation, inside the tables and outside."""
