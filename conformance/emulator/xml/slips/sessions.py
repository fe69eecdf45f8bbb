"""Deviations of GetSessionInfo, LstsummarySession and meetings."""

from __future__ import annotations

__all__ = ["NAMES"]

_OPERATIONS = {
    "session-info": "GetSessionInfo",
    "list-sessions": "LstsummarySession",
    "get-meeting": "GetMeeting",
}
_LARGE = ("enableEvent", "enableWebniar")
_LOBBY = "enablePreMeetingLobby"
_AUDIO = ("isEnforceAudioPassword", "isEnforceAudioLogin")

NAMES: dict[str, str] = {
    "session-info.force-login.one": "a personal room needs no account although the site's flag is 1",
    "session-info.force-login.other": "a personal room needs an account for any other value of the flag",
    "session-info.force-login.empty": "a personal room needs an account while the flag has no value",
    "session-info.account.by-site": "meetings need an account when the site's flag for personal rooms is 1",
    "session-info.account.never": "no meeting says that joining it needs an account",
    "session-info.key": "the key of a session is that of the next one",
    "session-info.sip-url.hidden": "no SIP address is shown for meetings that video systems can join",
    "session-info.sip-url.always": "a SIP address is shown for meetings that no video system can join",
    "session-info.audio.not-for-host": "the host is not shown the audio password",
    "session-info.audio.host-only": "only the host is shown the audio password",
    "session-info.audio.everybody": "those without the session password are shown the audio password",
    "session-info.audio.always": "an audio password is shown on sites that have none",
    "session-info.large-event.password": "the password of a large event is not shown",
    "session-info.large-event.numeric-password": "the numeric password of a large event is not shown",
    "create-meeting.large-event": "CreateMeeting takes a large event",
    "set-meeting.large-event": "SetMeeting changes a large event",
    "set-meeting.to-large-event": "SetMeeting makes a large event of a meeting",
    **{
        f"session-info.{name}.{kind}": text.format(name)
        for name in _AUDIO
        for kind, text in (
            ("hidden", "{} is shown only to those who are shown the session password"),
            ("false", "{} is false although the site has audio passwords"),
            ("true", "{} is true although the site has no audio passwords"),
        )
    },
    **{
        f"{place}.{name}.{kind}": f"{operation}: {text.format(name)}"
        for place, operation in _OPERATIONS.items()
        for name in _LARGE
        for kind, text in (
            ("hidden", "{} is left out of plain meetings, unless an administrator asks"),
            ("false", "{} of a large event is false"),
            ("true", "{} of a plain meeting is true when an administrator asks"),
        )
    },
    **{
        f"{place}.{_LOBBY}.{kind}": f"{operation}: {_LOBBY} {text}"
        for place, operation in _OPERATIONS.items()
        for kind, text in (
            ("hidden", "is left out where meetings have a lobby, unless an administrator asks"),
            ("false", "is false where meetings have a lobby and an administrator asks"),
            ("true", "is true where meetings have none"),
        )
    },
}
"""What each does, by name."""
