"""LstMeetingType and GetMeetingType: the kinds of meetings that a site offers.

Predefined types are known by a prefix; one that a site made after it has a prefix of its own beside
that, which is shown since 41.12 (`xml-41`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from conformance.emulator.bodies import DEFAULTS
from conformance.emulator.xml.directories import LST_CONTROL, page
from conformance.emulator.xml.failures import Failure
from conformance.emulator.xml.shapes import shape, since
from conformance.emulator.xml.writing import Element, flag

if TYPE_CHECKING:
    from conformance.emulator.xml.security import Caller

__all__ = ["GET_SHAPE", "LIST_SHAPE", "get_meeting_type", "list_meeting_types"]

LIST_SHAPE = shape(f"meetingTypeID*:i {LST_CONTROL}")
GET_SHAPE = shape("meetingTypeID!:i")

_OWN_PREFIX_SINCE = "41.12"
_SHARING = "AppShare AppShareRemote AttendeeRegistration RemoteWebTour WebTour FileShare Chat CobrowseSite "
_SITES = "CorporateOfficesSite DesktopShare DesktopShareRemote FileTransfer InternationalCallOut JavaClient "
_CLIENTS = "MacClient MeetingCenterSite MeetingRecord MultipleMeeting OnCallSite OnStageSite "
_TOOLS = "PartnerOfficesSite Poll Presentation SolarisClient SSL E2E PKI TeleconfCallIn TeleconfCallOut "
_REST = "TollFreeCallIn Video VoIP WebExComSite WindowsClient QuickStartAttendees QuickStartHost"
_SUPPORTED = (_SHARING + _SITES + _CLIENTS + _TOOLS + _REST).split()
_UNSUPPORTED = {"JavaClient", "SolarisClient", "MultipleMeeting", "PKI", "CobrowseSite"}
_MOST_MINUTES = 1440


class _Type(NamedTuple):
    """A meeting type.

    Attributes:
        number: Its id.
        prefix: The prefix of the predefined type.
        own_prefix: That of the type itself, when a site made it; empty for a predefined one.
        name: Its name.
        service: The service it belongs to.
        most: The most people in a meeting.
        lacks: What it does not support beyond what no type does.
    """

    number: int
    prefix: str
    own_prefix: str
    name: str
    service: str
    most: int
    lacks: frozenset[str] = frozenset()


_MEETING = _Type(int(str(DEFAULTS["sessionTypeId"])), "PRO", "", "Granite meeting", "MeetingCenter", 500)
_TELECONFERENCE = _Type(16, "AUO", "", "Granite call", "MeetingCenter", 60, frozenset({"Video", "AppShare"}))
_EVENT = _Type(9, "ONS", "", "Granite event", "EventCenter", 1000)
_PRIVATE = _Type(27, "PRO", "PRO2", "Granite private meeting", "MeetingCenter", 40, frozenset({"Chat"}))


def _offered(caller: Caller) -> list[_Type]:
    offered = [_MEETING, _TELECONFERENCE]
    if caller.traits["classicEvents"]:
        offered.append(_EVENT)
    if caller.traits["customMeetingTypes"]:
        offered.append(_PRIVATE)
    return offered


def list_meeting_types(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer LstMeetingType: the types asked for by number, or all.

    Raises:
        Failure: 000015.
    """
    wanted = None if caller.slips("meeting-type.number-ignored") else given.get("meetingTypeID")
    found = [each for each in _offered(caller) if wanted is None or each.number in wanted]
    shown, records = page(found, given.get("listControl", {}))
    return [records, *(("meetingType", _shown(caller, each)) for each in shown)]


def get_meeting_type(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer GetMeetingType.

    Raises:
        Failure: 000015.
    """
    for each in _offered(caller):
        if each.number == given["meetingTypeID"]:
            return _shown(caller, each)
    raise Failure("000015")


def _shown(caller: Caller, kind: _Type) -> list[Element]:
    shown: list[Element] = [("productCodePrefix", kind.prefix)]
    known = since(caller.edition, _OWN_PREFIX_SINCE) or caller.slips("meeting-type.own-prefix-early")
    if kind.own_prefix and known:
        shown.append(("subProductCodePrefix", kind.own_prefix))
    lacking = kind.lacks | _UNSUPPORTED
    return [
        *shown,
        ("active", "ACTIVATED"),
        ("name", kind.name),
        ("displayName", kind.name),
        ("limits", [("maxMeetingDuration", _MOST_MINUTES), ("maxMeetingUser", kind.most)]),
        ("options", [(f"support{name}", flag(name not in lacking)) for name in _SUPPORTED]),
        ("phoneNumbers", []),
        ("meetingTypeID", kind.number),
        ("serviceTypes", [("serviceType", kind.service)]),
    ]
