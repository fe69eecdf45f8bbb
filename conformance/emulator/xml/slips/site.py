"""Deviations of GetSite, GetSiteType, GetAPIVersion and the service's address."""

from __future__ import annotations

__all__ = ["NAMES"]

_ELEMENTS = (
    *("isWebexTelephony", "enablePreMeetingLobby", "entryExitToneEC", "enableRecordingAccess"),
    *("storageEmptyStatus", "supportLargeEvent", "enableNBRMCModify", "separateNoRecordingEdit"),
)
_COUNTS = (
    *("activeUserCount", "EEActiveUserCount", "activeCETHost", "auoActiveUserCount"),
    *("MCActiveUserCount", "ECActiveUserCount", "TCActiveUserCount", "SCActiveUserCount"),
)
_SHOWN = ("site-admin", "read-only-admin", "user-admin")
_HIDDEN = ("host", "attendee")

NAMES: dict[str, str] = {
    **{f"get-site.{name}.left-out": f"GetSite shows {name} to administrators alone" for name in _ELEMENTS},
    **{
        f"get-site.{name}.fixed": f"GetSite shows the usual value of {name}, whatever the site's is"
        for name in _ELEMENTS
    },
    **{
        f"get-site.before-{release}": f"GetSite shows what {release} brought in every release"
        for release in ("41.2", "41.3", "41.4", "41.5", "41.6", "41.7")
    },
    "get-site.supportLargeEvent.late": "GetSite of a site of 41.6 has no supportLargeEvent",
    **{f"licences.{role}.{name}": f"a {role} does not get {name}" for role in _SHOWN for name in _COUNTS},
    **{f"licences.{role}.{name}": f"a {role} gets {name}" for role in _HIDDEN for name in _COUNTS},
    "get-user.later-elements": "GetUser shows what later releases than the site's brought",
    "api-version.credentials": "GetAPIVersion wants credentials",
    "address.served": "the address of 10.0.0 is served in every release",
    "address.gone": "the address of 10.0.0 is served in no release",
    "cmr-hybrid-voip.create-user": "CreateUser heeds cmrHybridVoip only with a telephony API",
    "cmr-hybrid-voip.set-user": "SetUser heeds cmrHybridVoip only with a telephony API",
    "cmr-hybrid-voip.telephony-api": "SetUser heeds cmrHybridVoip only without a telephony API",
    "cmr-hybrid-voip.any-audio": "SetUser heeds cmrHybridVoip whatever the audio of the site",
    "retirement.meetings-stay": "calls about meetings work on when they are retired",
    "retirement.users-go": "calls about users are retired with those about meetings",
}
"""What each does, by name."""
