"""GetAPIVersion, GetSiteType and GetSite.

Elements that a release brought are shown from that release on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.xml.accounts import directory
from conformance.emulator.xml.failures import MalformedError
from conformance.emulator.xml.security import site_number
from conformance.emulator.xml.shapes import since
from conformance.emulator.xml.values import ZONES
from conformance.emulator.xml.writing import Element, flag

if TYPE_CHECKING:
    from conformance.emulator.xml.security import Caller

__all__ = ["get_api_version", "get_site", "get_site_type"]

_ZONE = 30
_SERVICES = ("MeetingCenter", "EventCenter", "TrainingCenter")


def get_api_version(edition: str, given: dict[str, Any]) -> list[Element]:
    """Answer GetAPIVersion, which needs no credentials."""
    shown: list[Element] = [("apiVersion", f"WebEx XML API V{edition}.0")]
    if given.get("returnTrainReleaseVersion"):
        shown.append(("trainReleaseVersion", "T30L" if edition == "9.0" else "T33L"))
        if edition != "9.0":
            shown.append(("trainReleaseOrder", 300))
    return shown


def get_site_type(traits: dict[str, Any] | None) -> list[Element]:
    """Answer GetSiteType, for which the site alone has to be named.

    Args:
        traits: Those of the site; None when there is no such site.

    Raises:
        MalformedError: There is no such site.
    """
    if traits is None:
        raise MalformedError
    if traits["xmlKind"] != "classic":
        number = 1
    elif traits["sso"]:
        number = 2 if traits["train"] else 4
    else:
        number = 3 if traits["train"] else 5
    return [("siteType", number)]


def _flags(names: str, on: str = "") -> list[Element]:
    """Give booleans, false but for those named in the second list."""
    true = on.split()
    return [(name, flag(name in true)) for name in names.split()]


def get_site(caller: Caller, _given: dict[str, Any]) -> list[Element]:
    """Answer GetSite; since 41.3 counts of licences are for administrators alone."""
    groups: list[Element] = [
        ("metaData", _meta_data(caller)),
        ("ucf", [("ucfConfiguration", "UCF")]),
        ("clientPlatforms", _flags("msWindows macOS9 macOSX sunSolaris linux", "msWindows macOSX linux")),
        ("resourceRestrictions", [("isLicenseManager", "false"), ("concurrentLicense", 0)]),
        ("supportAPI", _flags("autoLogin aspAndPHPAPI backwardAPI xmlAPI cAPI scorm", "xmlAPI autoLogin")),
        ("telephonyConfig", _telephony(caller)),
        ("tools", _tools(caller)),
        ("trackingCodes", _tracking_codes(caller)),
        ("defaults", _defaults(caller)),
        (
            "scheduleMeetingOptions",
            _flags("scheduleOnBehalf saveSessionTemplate", "scheduleOnBehalf"),
        ),
        ("passwordCriteria", _password_criteria(caller)),
        ("accountPasswordCriteria", _account_criteria()),
        ("meetingPlace", []),
        ("siteCommonOptions", _common_options(caller)),
        (
            "samlSSO",
            [("enableSSO", flag(caller.traits["sso"])), ("autoAccountCreation", "false")],
        ),
    ]
    return [("siteInstance", groups)]


def _meta_data(caller: Caller) -> list[Element]:
    name, people = caller.site.partition(".")[0], directory(caller.world, caller.site).accounts
    active = sum(each.status(caller.traits) == "ACTIVATED" and each.is_host for each in people)
    shown: list[Element] = [("isEnterprise", "false")]
    shown += [("serviceType", each) for each in _SERVICES]
    types: list[Element] = [("meetingTypeID", 3), ("meetingTypeName", "PRO")]
    shown += [
        ("meetingTypes", types),
        ("siteName", name),
        ("brandName", name),
        ("region", "Finland"),
        ("currency", "Euros"),
        ("timeZoneID", _ZONE),
        ("timeZone", ZONES[_ZONE][0]),
        ("parterID", ""),
        ("webDomain", f"w{site_number(caller.world, caller.site)}"),
        ("meetingDomain", f"m{site_number(caller.world, caller.site)}"),
        ("telephonyDomain", f"t{site_number(caller.world, caller.site)}"),
        ("pageVersion", "T30L" if caller.edition == "9.0" else "T33L"),
        ("clientVersion", "T30L" if caller.edition == "9.0" else "T33L"),
        ("pageLanguage", "ENGLISH"),
        ("activateStatus", "true"),
        ("webPageType", "J2EE"),
        ("iCalendar", "true"),
        ("myWebExDefaultPage", "My Meetings"),
        ("componentVersion", "cmp3300"),
    ]
    counts: list[Element] = [
        ("activeUserCount", active),
        ("auoActiveUserCount", 0),
    ]
    later: list[Element] = [
        ("EEActiveUserCount", active),
        ("activeCETHost", active),
        ("MCActiveUserCount", active),
        ("ECActiveUserCount", 0),
        ("TCActiveUserCount", 0),
        ("SCActiveUserCount", 0),
    ]
    display: list[Element] = [("displayMeetingActualTime", "false"), ("displayOffset", "true")]
    if caller.sees_all or not since(caller.edition, "41.3"):
        return shown + counts + display + later
    return shown + display


def _telephony(caller: Caller) -> list[Element]:
    kind = caller.traits["telephony"]
    shown: list[Element] = []
    if since(caller.edition, "41.2"):
        shown.append(("isWebexTelephony", flag(kind == "webex")))
    return [
        *shown,
        ("isTSPUsingTelephonyAPI", flag(kind == "tsp")),
        ("serviceName", "Personal Conference No."),
        ("participantAccessCodeLabel", "Attendee access code"),
        ("subscriberAccessCodeLabel", "Host access code"),
        ("attendeeIDLabel", "Attendee ID"),
        ("internetPhone", flag(kind != "none")),
        ("callInTeleconferencing", flag(kind in ("webex", "tsp"))),
        ("tollFreeCallinTeleconferencing", flag(kind == "webex")),
        ("callBackTeleconferencing", flag(kind == "webex")),
        ("tspAdaptorSettings", []),
        (
            "meetingPlace",
            [("persistentTSP", "false"), ("mpAudioConferencing", "WithoutIntegration")],
        ),
    ]


def _tools(caller: Caller) -> list[Element]:
    shown = _flags(
        "businessDirectory officeCalendar meetingCalendar recordingAndPlayback recordingEditor "
        "publishRecordings instantMeeting emails",
        "meetingCalendar recordingAndPlayback instantMeeting emails",
    )
    traits = caller.traits
    if since(caller.edition, "41.7"):
        shown += [
            ("enableNBRMCModify", flag(traits["hostsEditRecordings"])),
            ("separateNoRecordingEdit", flag(traits["separateRecordingEdit"])),
        ]
    return shown


def _tracking_codes(caller: Caller) -> list[Element]:
    return [
        (
            "trackingCode",
            [
                ("index", index),
                ("name", code["name"]),
                ("inputMode", code["inputMode"]),
                ("hostProfile", "OPTIONAL"),
            ],
        )
        for index, code in enumerate(caller.traits["trackingCodes"][:10], 1)
    ]


def _defaults(caller: Caller) -> list[Element]:
    traits = caller.traits
    shown: list[Element] = [("emailReminders", "true"), ("entryExitTone", traits["entryExitTone"])]
    if since(caller.edition, "41.4"):
        shown.append(("entryExitToneEC", traits["entryExitToneEvents"]))
    support = {"webex": "CALLIN", "tsp": "CALLIN", "other": "OTHER", "none": "NONE"}
    return [
        *shown,
        ("voip", flag(traits["telephony"] != "none")),
        ("teleconference", [("telephonySupport", support[traits["telephony"]])]),
        ("joinTeleconfNotPress1", "true"),
        ("updateTSPAccount", "false"),
    ]


def _password_criteria(caller: Caller) -> list[Element]:
    traits = caller.traits
    return [
        ("mixedCase", flag(traits["passwordMixedCase"])),
        ("minLength", traits["passwordMinLength"]),
        ("minAlpha", 0),
        ("minNumeric", int(traits["passwordDigit"])),
        ("minSpecial", 0),
        ("disallowWebTextSessions", "false"),
        ("disallowWebTextAccounts", "false"),
        ("disallowList", "false"),
    ]


def _account_criteria() -> list[Element]:
    least: list[Element] = [("mixedCase", "false"), ("minLength", 4)]
    least += [(name, 0) for name in ("minNumeric", "minAlpha", "minSpecial")]
    return least + _flags("disallow3XRepeatedChar disallowWebTextAccounts disallowList")


def _common_options(caller: Caller) -> list[Element]:
    shown = _flags(
        "SupportCustomDialRestriction SupportTelePresence SupportTelePresencePlus EnableCloudTelepresence "
        "EnableCMRForAllUsers enablePersonalMeetingRoom SupportAlternateHost "
        "SupportXMLAPIReturnScheduledPMR SupportAnyoneHostMeetings",
        "EnableCloudTelepresence enablePersonalMeetingRoom SupportAlternateHost",
    )
    if since(caller.edition, "41.5"):  # the documents do not show where these two stand
        shown += [
            ("enableRecordingAccess", flag(caller.traits["recordingAccess"])),
            ("storageEmptyStatus", flag(caller.traits["recordingStorage"] == 0)),
        ]
    if since(caller.edition, "41.3"):
        shown.append(("enablePreMeetingLobby", flag(caller.traits["preMeetingLobby"])))
    if since(caller.edition, "41.6"):  # it came with 41.6.3
        shown.append(("supportLargeEvent", flag(caller.traits["largeEvents"])))
    return shown
