"""What GetUser shows of an account, in the order of the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.xml.shapes import since
from conformance.emulator.xml.values import ZONES, show_date, zone_of
from conformance.emulator.xml.writing import Element, flag

if TYPE_CHECKING:
    from conformance.emulator.xml.accounts import Account
    from conformance.emulator.xml.security import Caller

__all__ = ["profile"]

_ORDER = (
    *("firstName", "lastName", "title", "categoryId", "description", "officeGreeting", "company", "webExId"),
    *("address", "phones", "email", "email2", "officeurl", "password", "passwordHint", "passwordHintAnswer"),
    *("personalUrl", "expirationDate", "commOptions", "meetingTypes", "timeZoneID", "timeZone"),
    *("timeZoneWithDST", "tracking", "service", "privilege", "language", "locale", "schedulingPermission"),
    *("active", "supportedServices", "personalMeetingRoom", "sessionOptions", "mpProfileNumber", "security"),
    *("languageID", "registrationDate", "visitCount", "userId", "passwordExpires", "passwordDaysLeft"),
    *("webexAssistantEnabled", "avatar", "largeEventCapacity", "freeAccount"),
)
_PRIVILEGES = (
    *("host", "teleConfCallOut", "teleConfCallOutInternational", "teleConfCallIn"),
    *("teleConfTollFreeCallIn", "siteAdmin", "voiceOverIp", "roSiteAdmin", "labAdmin", "otherTelephony"),
    *("teleConfCallInInternational", "attendeeOnly", "recordingEditor", "meetingAssist"),
)
_ADDRESS = ("address1", "address2", "city", "state", "zipCode", "country")
_COMMON = {
    "address": ("addressType", *_ADDRESS),
    "tracking": tuple(f"trackingCode{number}" for number in range(1, 11)),
    "phones": ("phone", "mobilePhone", "fax"),
}
_ROOM_DEFAULTS: dict[str, Any] = {
    "PMRAutoLock": False,
    "PMRAutoLockWaitTime": 10,
    "PRNotifications": {"mode": ["EMAIL"]},
}


def profile(caller: Caller, account: Account) -> list[Element]:
    """Give the elements of an account; elements of later releases than the site's are left out."""
    edition, traits = caller.edition, caller.traits
    number = account.zone_id
    values: dict[str, Any] = {
        "company": "",
        "language": "ENGLISH",
        "locale": "U.S.",
        "languageID": 1,
        "service": "FREE_OFFICE",
        "expirationDate": "12/31/2049 23:59:59",
        "meetingTypes": {"meetingType": [3]},
        "supportedServices": {"meetingCenter": True},
        **account.fields,
        "webExId": account.email if traits["xmlKind"] == "ci" else account.login,
        "email": account.email,
        "password": "******",
        "timeZoneID": number,
        "timeZone": ZONES[number][0],
        "timeZoneWithDST": ZONES[number][0],
        "privilege": {name: account.privilege.get(name, False) for name in _PRIVILEGES},
        "active": account.status(traits),
        "registrationDate": show_date(account.registered, zone_of(number)),
        "visitCount": account.visits,
        "userId": account.user_id,
        "passwordExpires": False,
        "passwordDaysLeft": 0,
        "security": {"forceChangePassword": False, "resetPassword": False, "lockAccount": False}
        | account.fields.get("security", {}),
        "personalMeetingRoom": _room(account, edition),
    }
    phones = dict(account.fields.get("phones", {}))
    if since(edition, "41.5") and traits["startMeetingFromPhone"] and account.host_pin:
        phones["hostPIN"] = account.host_pin
    if phones:
        values["phones"] = phones
    if since(edition, "41.2"):
        values["webexAssistantEnabled"] = False
    if since(edition, "41.6"):
        initials = "".join(str(account.fields.get(part, ""))[:1] for part in ("firstName", "lastName"))
        values["avatar"] = {"initials": initials.upper(), "isUploaded": False}
        values["largeEventCapacity"] = 1000 if traits["largeEvents"] and account.is_host else 0
    if since(edition, "41.11"):
        values["freeAccount"] = False
    return [each for name in _ORDER if name in values for each in _elements(name, values[name])]


def _room(account: Account, edition: str) -> dict[str, Any]:
    room = {k: v for k, v in account.fields.get("personalMeetingRoom", {}).items() if k != "hostPIN"}
    pin = {"hostPIN": account.host_pin} if account.host_pin else {}
    defaults = _ROOM_DEFAULTS if since(edition, "9.0") else {}
    room = {**pin, **defaults, **room}
    order = (
        *("welcomeMessage", "photoURL", "headerImageBranding", "headerImageURL", "title"),
        *("personalMeetingRoomURL", "sipURL", "accessCode", "hostPIN", "applyPMRForInstantMeeting"),
        *("PMRAutoLock", "PMRAutoLockWaitTime", "PRNotifications"),
    )
    return {name: room[name] for name in order if name in room}


def _elements(name: str, value: Any, names: tuple[str, ...] = ()) -> list[Element]:
    own = f"com:{name}" if name in names else name
    if isinstance(value, list):
        return [each for one in value for each in _elements(name, one, names)]
    if isinstance(value, dict):
        common = _COMMON.get(name, ())
        order = sorted(value, key=common.index) if common and set(value) <= set(common) else list(value)
        inner = [each for key in order for each in _elements(key, value[key], common)]
        return [(own, inner)]
    return [(own, flag(value) if isinstance(value, bool) else str(value))]
