"""Deviations of meetings that are made or changed at one door and read at the other.

They are named after a field and the way that it takes: which door made or changed it, and which one does
not hear of it. What they do is in `conformance.emulator.xml.apart`.
"""

from __future__ import annotations

__all__ = ["FIELDS", "NAMES"]

FIELDS: dict[str, tuple[str, str]] = {
    "title": ("title", "metaData/confName"),
    "password": ("password", "accessControl/meetingPassword"),
    "agenda": ("agenda", "metaData/agenda"),
    "public": ("publicMeeting", "accessControl/listToPublic"),
    "start": ("start", "schedule/startDate"),
    "end": ("end", "schedule/duration"),
    "timezone": ("timezone", "schedule/timeZoneID"),
    "open-time": ("joinBeforeHostMinutes", "schedule/openTime"),
    "audio-before-host": ("enableConnectAudioBeforeHost", "schedule/joinTeleconfBeforeHost"),
    "reminder": ("reminderTime", "remind/minutesAhead"),
    "exclude-password": ("excludePassword", "attendeeOptions/excludePassword"),
    "recurrence": ("recurrence", "repeat"),
    "tracking-code": ("trackingCodes", "tracking"),
    "breakout-sessions": ("enabledBreakoutSessions", "enableOptions/supportBreakoutSessions"),
    "chat": ("meetingOptions.enabledChat", "enableOptions/chat"),
    "annotate": ("attendeePrivileges.enabledAnnotate", "enableOptions/annotation"),
    "note-type": ("meetingOptions.noteType", "enableOptions/singleNote"),
    "session-type": ("sessionTypeId", "metaData/meetingType"),
    "host": ("hostEmail", "schedule/hostWebExID"),
    "host-key": ("hostKey", "hostKey"),
    "number": ("meetingNumber", "meetingkey"),
    "attendee": ("invitees", "participants"),
    "notes": ("meetingOptions.enabledNote", "enableOptions/notes"),
    "video": ("meetingOptions.enabledVideo", "enableOptions/multiVideo"),
    "file-transfer": ("meetingOptions.enabledFileTransfer", "enableOptions/fileShare"),
    "rich-media": ("meetingOptions.enabledUCFRichMedia", "enableOptions/supportUCFRichMedia"),
    "view-participants": ("attendeePrivileges.enabledViewParticipantList", "enableOptions/attendeeList"),
    "save-document": ("attendeePrivileges.enabledSaveDocument", "enableOptions/saveDocument"),
    "print-document": ("attendeePrivileges.enabledPrintDocument", "enableOptions/printDocument"),
    "view-thumbnails": ("attendeePrivileges.enabledViewThumbnails", "enableOptions/thumbnail"),
    "remote-control": ("attendeePrivileges.enabledRemoteControl", "enableOptions/rcDesktopShare"),
    "view-any-document": ("attendeePrivileges.enabledViewAnyDocument", "enableOptions/viewAnyDoc"),
    "view-any-page": ("attendeePrivileges.enabledViewAnyPage", "enableOptions/viewAnyPage"),
    "contact-operator": (
        "attendeePrivileges.enabledContactOperatorPrivately",
        "enableOptions/allowContactPrivate",
    ),
    "chat-host": ("attendeePrivileges.enabledChatHost", "enableOptions/chatHost"),
    "chat-presenter": ("attendeePrivileges.enabledChatPresenter", "enableOptions/chatPresenter"),
    "chat-others": (
        "attendeePrivileges.enabledChatOtherParticipants",
        "enableOptions/chatAllAttendees",
    ),
}
"""Where REST and where XML has each field: property and element."""

_WAYS = {
    "rest-to-xml": "GetMeeting does not show {xml} of a meeting that REST made",
    "xml-to-rest": "REST shows a wrong {rest} of a meeting that XML made",
    "rest-update-to-xml": "GetMeeting goes on showing {xml} as XML made it when REST changes it",
    "xml-update-to-rest": "REST goes on showing {rest} as REST made it when SetMeeting changes it",
}

_FIXED = ("session-type", "host", "host-key", "number", "attendee")
"""Fields that updates leave alone."""
_UNSEEN = ("attendee.xml-to-rest",)
"""REST shows invitees as a resource of their own."""

NAMES: dict[str, str] = {
    f"doors.{field}.{way}": text.format(rest=rest, xml=xml)
    for field, (rest, xml) in FIELDS.items()
    for way, text in _WAYS.items()
    if not (field in _FIXED and "update" in way) and f"{field}.{way}" not in _UNSEEN
} | {
    "doors.list.rest-to-xml": "LstsummaryMeeting does not list meetings that REST made",
    "doors.delete.rest-to-xml": "GetMeeting still finds a meeting that XML made and REST deleted",
    "doors.delete.xml-to-rest": "REST still finds a meeting that REST made and DelMeeting deleted",
}
"""What each does, by name."""
