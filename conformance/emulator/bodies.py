"""What the bodies of Create, Update and Patch a Meeting may hold (`update-ref`, "Body Parameters").

Limits and enums come from the property texts; rules that look at several properties, at the site
or at the clock are in `rules`.
"""

from __future__ import annotations

from conformance.emulator.fields import Email, Field, Flag, Group, Items, Number, Text

__all__ = [
    "BLANK_FORM",
    "CLEARED_BY_NULL",
    "CREATE",
    "DEFAULTS",
    "JOIN_BEFORE_HOST_MINUTES",
    "REGISTRATION",
    "SETTINGS",
    "WEBINAR_DEFAULTS",
]

_FLAG = Flag()


def _flags(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, _FLAG)


_CONDITION = Text(words=("contains", "notContains", "beginsWith", "endsWith", "equals", "notEquals"))
_RULE: dict[str, Field] = {
    "condition": _CONDITION,
    "value": Text(),
    "result": Text(words=("approve", "reject")),
    "matchCase": _FLAG,
}
_QUESTIONS = (
    *("lastName", "email", "jobTitle", "companyName", "address1", "address2", "city", "state", "zipCode"),
    *("countryRegion", "workPhone", "fax"),
)
_QUESTION_KINDS = ("singleLineTextBox", "multiLineTextBox", "checkbox", "dropdownList", "radioButtons")

_ALWAYS = ("requireFirstName", "requireLastName", "requireEmail")
_ON_DEMAND = (
    "autoAcceptRequest",
    *("requireJobTitle", "requireCompanyName", "requireAddress1", "requireAddress2", "requireCity"),
    *("requireState", "requireZipCode", "requireCountryRegion", "requireWorkPhone", "requireFax"),
)
REGISTRATION = Group(
    {
        **dict.fromkeys(_ALWAYS, Flag(only=True)),
        **_flags(*_ON_DEMAND),
        "maxRegisterNum": Number(least=1),
        "customizedQuestions": Items(
            Group(
                {
                    "question": Text(least=1),
                    "required": _FLAG,
                    "type": Text(words=_QUESTION_KINDS),
                    "maxLength": Number(0, 999),
                    "options": Items(Group({"value": Text(least=1)}, ("value",))),
                    "rules": Items(Group(_RULE, ("condition", "value", "result"))),
                },
                ("question", "type"),
            )
        ),
        "rules": Items(
            Group(
                {"question": Text(words=_QUESTIONS), **_RULE, "order": Number()},
                ("question", "condition", "value", "result", "order"),
            )
        ),
    }
)
"""A registration form as it is sent."""

BLANK_FORM = dict.fromkeys(_ALWAYS, True) | dict.fromkeys(_ON_DEMAND, False)
"""The flags of a registration form that names none."""

_OPTIONS = Group(
    {
        **_flags("enabledChat", "enabledVideo", "enabledPolling", "enabledNote"),
        "noteType": Text(words=("allowAll", "allowOne")),
        **_flags("enabledFileTransfer", "enabledUCFRichMedia"),
    }
)
_PRIVILEGES = Group(
    _flags(
        *("enabledShareContent", "enabledSaveDocument", "enabledPrintDocument", "enabledAnnotate"),
        *("enabledViewParticipantList", "enabledViewThumbnails", "enabledRemoteControl"),
        *("enabledViewAnyDocument", "enabledViewAnyPage", "enabledContactOperatorPrivately"),
        *("enabledChatHost", "enabledChatPresenter", "enabledChatOtherParticipants"),
    )
)
_AUDIO = Group(
    {
        "audioConnectionType": Text(words=("webexAudio", "VoIP", "other", "none")),
        **_flags("enabledTollFreeCallIn", "enabledGlobalCallIn", "enabledAudienceCallBack"),
        "entryAndExitTone": Text(words=("beep", "announceName", "noTone")),
        **_flags("allowHostToUnmuteParticipants", "allowAttendeeToUnmuteSelf", "muteAttendeeUponEntry"),
    }
)
_INTERPRETATION = Group(
    {
        "enabled": _FLAG,
        "interpreters": Items(
            Group(
                {
                    **dict.fromkeys(("languageCode1", "languageCode2"), Text(least=1)),
                    "email": Email(),
                    "displayName": Text(128),
                },
                ("languageCode1", "languageCode2"),
            )
        ),
    },
    ("enabled",),
)
_LIVE_STREAM = Group(
    {
        **dict.fromkeys(("destination", "rtmpUrl", "streamUrl"), Text(least=1)),
        "layoutWithoutSharedContent": Text(words=("grid", "stack", "focus")),
        "layoutWithSharedContent": Text(words=("stack", "focusedContentWithActiveSpeaker", "focusedContent")),
        **_flags("allowChangeLayoutInMeeting", "followStageLayoutWhenSynced"),
        "resolution": Text(),
    },
    ("destination", "rtmpUrl", "streamUrl"),
)

JOIN_BEFORE_HOST_MINUTES = {"webinar": (0, 15, 30, 45, 60)}
"""Allowed values by scheduled type; every other type takes 0, 5, 10 and 15."""

_CODE = Text(120, 1)

SETTINGS = Group(
    {
        "title": Text(128, 1),
        "agenda": Text(1300),
        "password": Text(256),
        **_flags(
            *("enabledAutoRecordMeeting", "allowAnyUserToBeCoHost", "enabledJoinBeforeHost"),
            *("enableConnectAudioBeforeHost", "excludePassword", "publicMeeting", "enabledWebcastView"),
            *("enableAutomaticLock", "allowFirstUserToBeCoHost", "allowAuthenticatedDevices"),
            *("enabledBreakoutSessions", "enabledAudioWatermark", "enabledVisualWatermark"),
            *("requireAttendeeLogin", "restrictToInvitees", "enabledLiveStream", "sendEmail"),
        ),
        "joinBeforeHostMinutes": Number(0, 60),
        "reminderTime": Number(0, 10_080),
        "unlockedMeetingJoinSecurity": Text(words=("allowJoin", "allowJoinWithLobby", "blockFromJoin")),
        "sessionTypeId": Number(1),
        "panelistPassword": Text(256),
        "automaticLockMinutes": Number(0, 1440),
        "hostEmail": Email(),
        "meetingOptions": _OPTIONS,
        "attendeePrivileges": _PRIVILEGES,
        "integrationTags": Items(Text(64, 1), 3),
        "trackingCodes": Items(Group({"name": _CODE, "value": _CODE}, ("name", "value"))),
        "visualWatermarkOpacity": Number(5, 80),
        "audioConnectionOptions": _AUDIO,
        "liveStream": _LIVE_STREAM,
    }
)
"""Everything that can be set at creation and changed later, times and recurrence apart."""

CREATE = Group(
    {
        **SETTINGS.members,
        "adhoc": _FLAG,
        **dict.fromkeys(("roomId", "templateId", "siteUrl"), Text(least=1)),
        "scheduledType": Text(words=("meeting", "webinar", "personalRoomMeeting")),
        "invitees": Items(
            Group(
                {"email": Email(), "displayName": Text(128), "coHost": _FLAG, "panelist": _FLAG},
                ("email",),
            ),
            1000,
        ),
        "registration": REGISTRATION,
        "simultaneousInterpretation": _INTERPRETATION,
        "breakoutSessions": Items(Group({"name": Text(least=1), "invitees": Items(Email())}, ("name",)), 100),
    }
)
"""What can be set at creation only, besides `SETTINGS`."""

CLEARED_BY_NULL = ("agenda", "recurrence", "trackingCodes", "integrationTags")
"""Properties that take null, which removes their value (`rest-operations`, Patch a Meeting)."""

DEFAULTS = {
    "enabledAutoRecordMeeting": False,
    "allowAnyUserToBeCoHost": False,
    "enabledJoinBeforeHost": False,
    "enableConnectAudioBeforeHost": False,
    "joinBeforeHostMinutes": 0,
    "excludePassword": False,
    "publicMeeting": False,
    "reminderTime": 15,
    "unlockedMeetingJoinSecurity": "allowJoin",
    "sessionTypeId": 3,
    "scheduledType": "meeting",
    "enableAutomaticLock": False,
    "automaticLockMinutes": 0,
    "allowFirstUserToBeCoHost": False,
    "allowAuthenticatedDevices": False,
    "enabledBreakoutSessions": False,
    "enabledAudioWatermark": False,
    "enabledVisualWatermark": False,
    "enabledLiveStream": False,
    "meetingOptions": {
        "enabledChat": True,
        "enabledVideo": True,
        "enabledPolling": False,
        "enabledNote": True,
        "noteType": "allowAll",
        "enabledFileTransfer": False,
        "enabledUCFRichMedia": False,
    },
    "attendeePrivileges": {name: name.startswith("enabledChat") for name in _PRIVILEGES.members},
    "simultaneousInterpretation": {"enabled": False},
    "audioConnectionOptions": {
        "audioConnectionType": "webexAudio",
        "enabledTollFreeCallIn": True,
        "enabledGlobalCallIn": True,
        "enabledAudienceCallBack": False,
        "entryAndExitTone": "noTone",
        "allowHostToUnmuteParticipants": False,
        "allowAttendeeToUnmuteSelf": True,
        "muteAttendeeUponEntry": False,
    },
}
"""Values of a meeting whose creator did not ask for others; the emulator's own choice."""

WEBINAR_DEFAULTS = {"enabledWebcastView": False, "requireAttendeeLogin": False, "restrictToInvitees": False}
"""Further values of a webinar."""
