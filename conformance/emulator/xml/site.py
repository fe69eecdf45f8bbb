"""GetAPIVersion, GetSiteType and GetSite.

Elements that a release brought are shown from that release on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.sites import TRAITS
from conformance.emulator.xml.accounts import directory, uses_telephony_api
from conformance.emulator.xml.failures import MalformedError
from conformance.emulator.xml.security import enter, site_number
from conformance.emulator.xml.shapes import since
from conformance.emulator.xml.values import ZONES
from conformance.emulator.xml.writing import Element, flag

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.emulator.world import World
    from conformance.emulator.xml.reading import Node
    from conformance.emulator.xml.security import Caller

__all__ = ["get_api_version", "get_site", "get_site_type"]

_ZONE = 30
_SERVICES = ("MeetingCenter", "EventCenter", "TrainingCenter")
_USUAL = {name: usual for name, (usual, _) in TRAITS.items()}

_BROUGHT: dict[str, tuple[str, Callable[[dict[str, Any]], str]]] = {
    "isWebexTelephony": ("41.2", lambda traits: flag(traits["telephony"] == "webex")),
    "enablePreMeetingLobby": ("41.3", lambda traits: flag(traits["preMeetingLobby"])),
    "entryExitToneEC": ("41.4", lambda traits: str(traits["entryExitToneEvents"])),
    "enableRecordingAccess": ("41.5", lambda traits: flag(traits["recordingAccess"])),
    "storageEmptyStatus": (
        "41.5",
        lambda traits: flag(not traits["networkRecording"] and traits["recordingStorage"] == 0),
    ),
    "supportLargeEvent": ("41.6", lambda traits: flag(traits["largeEvents"])),  # with 41.6.3
    "enableNBRMCModify": ("41.7", lambda traits: flag(traits["hostsEditRecordings"])),
    "separateNoRecordingEdit": ("41.7", lambda traits: flag(traits["separateRecordingEdit"])),
}
"""What releases brought: since which one, and the text for a site of these traits."""


def _brought(caller: Caller, *names: str) -> list[Element]:
    """Give those of the named elements that the site's release has."""
    shown: list[Element] = []
    for name in names:
        release, text = _BROUGHT[name]
        left_out = caller.slips(f"get-site.{name}.left-out") and not caller.sees_all
        left_out |= caller.edition == release and caller.slips(f"get-site.{name}.late")
        there = since(caller.edition, release) or caller.slips(f"get-site.before-{release}")
        if there and not left_out:
            fixed = caller.slips(f"get-site.{name}.fixed")
            shown.append((name, text(_USUAL if fixed else caller.traits)))
    return shown


def get_api_version(edition: str, given: dict[str, Any]) -> list[Element]:
    """Answer GetAPIVersion, which needs no credentials."""
    shown: list[Element] = [("apiVersion", f"WebEx XML API V{edition}.0")]
    if given.get("returnTrainReleaseVersion"):
        shown.append(("trainReleaseVersion", "T30L" if edition == "9.0" else "T33L"))
        if edition != "9.0":
            shown.append(("trainReleaseOrder", 300))
    return shown


def get_site_type(world: World, site: str | None, security: Node) -> list[Element]:
    """Answer GetSiteType, for which the site alone has to be named.

    Args:
        world: The sites.
        site: The address of the site; None when there is no such site.
        security: The security context, whose credentials do not count.

    Raises:
        MalformedError: There is no such site.
    """
    if site is None:
        raise MalformedError
    if world.faults.has("xml-slips", "site-type.credentials"):
        enter(world, site, security)
    traits = world.sites[site]
    if traits["xmlKind"] != "classic":
        number = 1
    elif traits["sso"]:
        number = 2 if traits["train"] else 4
    else:
        number = 3 if traits["train"] else 5
    if world.faults.has("xml-slips", f"site-type.{number}"):
        number = number % 5 + 1
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
    counts: list[Element] = [("activeUserCount", active), ("auoActiveUserCount", 0)]
    display: list[Element] = [("displayMeetingActualTime", "false"), ("displayOffset", "true")]
    later: list[Element] = [
        ("EEActiveUserCount", active),
        ("activeCETHost", active),
        ("MCActiveUserCount", active),
        ("ECActiveUserCount", 0),
        ("TCActiveUserCount", 0),
        ("SCActiveUserCount", 0),
    ]
    return [*shown, *_licences(caller, counts), *display, *_licences(caller, later)]


def _licences(caller: Caller, counts: list[Element]) -> list[Element]:
    """Give the counts that the caller may see."""
    if not since(caller.edition, "41.3"):
        return counts
    rights, account = caller.account.privilege, caller.account
    roles = (
        ("site-admin", account.is_admin),
        ("read-only-admin", rights.get("roSiteAdmin")),
        ("user-admin", caller.manages_users),
        ("host", account.is_host),
    )
    role = next((name for name, has in roles if has), "attendee")
    return [each for each in counts if caller.sees_all != caller.slips(f"licences.{role}.{each[0]}")]


def _telephony(caller: Caller) -> list[Element]:
    kind = caller.traits["telephony"]
    return [
        *_brought(caller, "isWebexTelephony"),
        ("isTSPUsingTelephonyAPI", flag(uses_telephony_api(caller.traits))),
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
    return shown + _brought(caller, "enableNBRMCModify", "separateNoRecordingEdit")


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
    support = {"webex": "CALLIN", "tsp": "CALLIN", "other": "OTHER", "none": "NONE"}
    return [
        ("emailReminders", "true"),
        ("entryExitTone", traits["entryExitTone"]),
        *_brought(caller, "entryExitToneEC"),
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
    # The documents do not show where the first two stand.
    return shown + _brought(
        caller, "enableRecordingAccess", "storageEmptyStatus", "enablePreMeetingLobby", "supportLargeEvent"
    )
