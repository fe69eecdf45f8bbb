"""What GetUser shows of an account, in the order of the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.resources.preference_store import preferences_of
from conformance.emulator.sites import XML_EDITIONS
from conformance.emulator.xml.shapes import since
from conformance.emulator.xml.values import ZONES, show_date, zone_of
from conformance.emulator.xml.writing import Element, flag

if TYPE_CHECKING:
    from conformance.emulator.resources.preference_store import Preferences
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
    ahead = caller.slips("get-user.later-elements")
    edition, traits = XML_EDITIONS[-1] if ahead else caller.edition, caller.traits
    number = account.zone_id
    never_set = not account.fields.get("personalMeetingRoom")
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
        "webExId": account.email
        if traits["xmlKind"] == "ci" and not caller.slips("ci.webexid")
        else account.login,
        "email": account.email,
        "password": "******",
        "timeZoneID": number,
        "timeZone": ZONES[number][0],
        "timeZoneWithDST": ZONES[number][0],
        "privilege": _privileges(account, edition),
        "active": account.status(traits),
        "registrationDate": show_date(account.registered, zone_of(number)),
        "visitCount": account.visits,
        "userId": account.user_id,
        "passwordExpires": False,
        "passwordDaysLeft": 0,
        "security": {"forceChangePassword": False, "resetPassword": False, "lockAccount": False}
        | account.fields.get("security", {}),
        "personalMeetingRoom": _room(
            account,
            preferences_of(caller.world, account.person, caller.site),
            {} if never_set and caller.slips("personal-room.defaults") else _ROOM_DEFAULTS,
        ),
    }
    phones = dict(account.fields.get("phones", {}))
    if since(edition, "41.5") and _tells_pin(caller, account):
        phones["hostPIN"] = account.host_pin
    if phones:
        values["phones"] = phones
    if since(edition, "41.2"):
        values["webexAssistantEnabled"] = False
    if since(edition, "41.6"):
        initials = "".join(str(account.fields.get(part, ""))[:1] for part in ("firstName", "lastName"))
        values["avatar"] = {"initials": initials.upper(), "isUploaded": False}
        values["largeEventCapacity"] = _capacity(caller, account)
    if since(edition, "41.11"):
        values["freeAccount"] = False
    if account is caller.account and caller.slips("licence.capacity-of-oneself"):
        values.pop("largeEventCapacity", None)
    return [each for name in _ORDER if name in values for each in _elements(name, values[name])]


def _capacity(caller: Caller, account: Account) -> int:
    """Give how many people a large event of the account holds."""
    licensed = caller.traits["largeEvents"] and account.is_host
    people = int(caller.traits["largeEventCapacity"]) if licensed else 0
    return people // 100 if caller.slips("licence.capacity-in-hundreds") else people


def _tells_pin(caller: Caller, account: Account) -> bool:
    """Tell whether the PIN of an account is shown with its phones."""
    if not account.host_pin:
        return False
    if not caller.traits["startMeetingFromPhone"]:
        return caller.slips("host-pin.get-user.no-toggle")
    if not _has_room(account):
        return not caller.slips("host-pin.get-user.without-room")
    return not (account is caller.account and caller.slips("host-pin.get-user.oneself"))


def _has_room(account: Account) -> bool:
    return account.privilege.get("isEnablePMR", True)


def _privileges(account: Account, edition: str) -> dict[str, bool]:
    shown = {name: account.privilege.get(name, False) for name in _PRIVILEGES}
    if since(edition, "41.1"):
        shown["isEnablePMR"] = _has_room(account)
    if since(edition, "41.2"):
        shown["cmrHybridVoip"] = account.privilege.get("cmrHybridVoip", False)
    return shown


def _room(account: Account, own: Preferences, defaults: dict[str, Any]) -> dict[str, Any]:
    room = {k: v for k, v in account.fields.get("personalMeetingRoom", {}).items() if k != "hostPIN"}
    pin = {"hostPIN": account.host_pin} if account.host_pin and _has_room(account) else {}
    room = {**pin, **defaults, **room} | ({"accessCode": own.access_code} if account.is_host else {})
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
