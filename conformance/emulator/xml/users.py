"""AuthenticateUser, and the users of a site: create, set, get, delete, activate.

What a site that is not its users' home ignores is `xml-9.0`, "setUser"; what a Control Hub managed
site does is `xml-41`, "API 41.11.0 Updates".
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from conformance.emulator.xml.accounts import PROVISIONING, Account, is_unified
from conformance.emulator.xml.directories import LIST_SHAPE, list_users
from conformance.emulator.xml.failures import Failure, invalid
from conformance.emulator.xml.profiles import profile
from conformance.emulator.xml.security import Caller, authenticate, need_admin
from conformance.emulator.xml.shapes import shape, since
from conformance.emulator.xml.values import zone_of

if TYPE_CHECKING:
    from conformance.emulator.world import World
    from conformance.emulator.xml.reading import Node
    from conformance.emulator.xml.writing import Element

__all__ = [
    "CREATE_SHAPE",
    "LIST_SHAPE",
    "SET_SHAPE",
    "activate_user",
    "authenticate_user",
    "check_managed_here",
    "create_user",
    "delete_users",
    "get_user",
    "list_users",
    "set_user",
]

_SHARED = """
firstName lastName title categoryId:i description officeGreeting company webExId!
address(addressType=PERSONAL|GLOBAL address1 address2 city state zipCode country)
phones(phone mobilePhone fax phone2 mobilePhone2 pager hostPIN@41.5)
email email2 officeurl password passwordHint passwordHintAnswer personalUrl expirationDate
commOptions(prodAnnounce:b trainingInfo:b electronicInfo:b promos:b press:b email:b fax:b phone:b mail:b)
meetingTypes(meetingType*:i) timeZoneID:i timeZone timeZoneWithDST
tracking(trackingCode1 trackingCode2 trackingCode3 trackingCode4 trackingCode5 trackingCode6
trackingCode7 trackingCode8 trackingCode9 trackingCode10)
service=FREE_OFFICE|STANDARD_OFFICE|PRO_OFFICE
privilege(host:b teleConfCallOut:b teleConfCallOutInternational:b teleConfCallIn:b
teleConfTollFreeCallIn:b siteAdmin:b voiceOverIp:b roSiteAdmin:b labAdmin:b otherTelephony:b
teleConfCallInInternational:b attendeeOnly:b recordingEditor:b meetingAssist:b)
language locale schedulingPermission active=ACTIVATED|REQUEST_TO_ACTIVATE|DEACTIVATED
supportedServices(meetingCenter:b trainingCenter:b supportCenter:b eventCenter:b salesCenter:b)
personalMeetingRoom(welcomeMessage photoURL headerImageBranding:b headerImageURL title
personalMeetingRoomURL sipURL accessCode hostPIN applyPMRForInstantMeeting:b
PMRAutoLock:b@9.0 PMRAutoLockWaitTime:i@9.0 PRNotifications@9.0(mode*=EMAIL|SMS))
sessionOptions(defaultSessionType:i
defaultServiceType=MeetingCenter|EventCenter|TrainingCenter|SupportCenter|SalesCenter
autoDeleteAfterMeetingEnd:b displayQuickStartHost:b displayQuickStartAttendees:b)
mpProfileNumber security(forceChangePassword:b resetPassword:b lockAccount:b) languageID:i
syncWebOffice:b validateFormat:b
options:x tspAccount:x myWebEx:x personalTeleconf:x thirdPartyTeleconf:x supportCenter:x webACDPrefs:x
remoteSupport:x remoteAccess:x salesCenter:x
"""
CREATE_SHAPE = shape(_SHARED + "sendWelcome:b")
SET_SHAPE = shape(_SHARED + "registrationDate visitCount:i userId:i newWebExId")

_IGNORED_ON_CI = (
    *("email", "email2", "password", "passwordHint", "passwordHintAnswer", "timeZone", "timeZoneID"),
    *("timeZoneWithDST", "locale", "language", "languageID", "active", "security"),
)
_NOT_FIELDS = (
    *("webExId", "newWebExId", "email", "password", "active", "privilege", "syncWebOffice"),
    *("validateFormat", "sendWelcome", "registrationDate", "visitCount", "userId"),
)


def authenticate_user(world: World, site: str | None, security: Node, given: dict[str, Any]) -> list[Element]:
    """Answer AuthenticateUser with a session ticket."""
    ticket, created, seconds = authenticate(world, site, security, given)
    return [("sessionTicket", ticket), ("createTime", created), ("timeToLive", seconds)]


def check_managed_here(caller: Caller) -> None:
    """Demand a site whose users the XML API may make, delete and activate.

    Raises:
        Failure: 030098.
    """
    if is_unified(caller.traits):
        raise Failure("030098")


def _is_hub(caller: Caller) -> bool:
    return bool(caller.traits["xmlKind"] == "controlHub")


def _check_provisioning(caller: Caller) -> None:
    if _is_hub(caller) and since(caller.edition, PROVISIONING) and not caller.provisions:
        raise Failure("030119")


def _is_foreign(caller: Caller, email: str) -> bool:
    return email.lower() in {each.lower() for each in caller.traits["foreignUsers"]}


def _was_verified(caller: Caller, account: Account) -> bool:
    """Tell whether an account may be active on a Control Hub managed site."""
    verified = {each.lower() for each in caller.traits["verifiedUsers"]}
    return not account.native or account.email.lower() in verified


def _target(caller: Caller, name: str) -> Account:
    found = caller.directory.find(name, caller.traits)
    if found is None:
        raise Failure("030001")
    return found


def create_user(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer CreateUser.

    On a Control Hub managed site the address is the login name, the password and `active` count for
    nothing, and the account waits until its owner is verified in Control Hub.

    Raises:
        Failure: 000001, 030004, 030005, 030117 or 030119.
    """
    need_admin(caller)
    _check_provisioning(caller)
    hub = _is_hub(caller)
    login = given["webExId"]
    email = given.get("email") or login
    if hub:
        login = email
        if "@" not in email:
            raise invalid("'email' is missing.")
        if _is_foreign(caller, email):
            raise Failure("030117")
    people = caller.directory
    if any(each.login.lower() == login.lower() for each in people.accounts):
        raise Failure("030004")
    if people.with_email(email) is not None:
        raise Failure("030005")
    _check_zone(given)
    account = people.add(
        login,
        email,
        "" if hub else given.get("password", ""),
        caller.world.clock.now(),
        person=caller.world.people.get(email.lower()),
        native=hub,
        active="REQUEST_TO_ACTIVATE" if hub else given.get("active", "ACTIVATED"),
        privilege={"host": True} | given.get("privilege", {}),
        fields={name: value for name, value in given.items() if name not in _NOT_FIELDS},
    )
    _set_host_pin(caller, account, given, new=True)
    return [("userId", account.user_id)]


def _check_zone(given: dict[str, Any]) -> None:
    if "timeZoneID" in given:
        zone_of(given["timeZoneID"])


def _set_host_pin(caller: Caller, account: Account, given: dict[str, Any], *, new: bool) -> None:
    """Take a host PIN that was sent or, for a new host or administrator, make one up (`41.5`)."""
    room = given.get("personalMeetingRoom", {}).get("hostPIN")
    phone = given.get("phones", {}).get("hostPIN")
    if room:
        account.host_pin = room
    elif phone and (new or caller.traits["startMeetingFromPhone"]):
        account.host_pin = phone
    elif new and since(caller.edition, "41.5"):
        serves = any(account.privilege.get(name) for name in ("host", "siteAdmin", "roSiteAdmin"))
        account.host_pin = f"{account.user_id * 7919 % 9000 + 1000}" if serves else ""
    for group in ("personalMeetingRoom", "phones"):
        account.fields.get(group, {}).pop("hostPIN", None)


def set_user(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer SetUser; users may set their own account, administrators all.

    Raises:
        Failure: 000001, 030001, 030004, 030005, 030117, 030118, 030119 or 030120.
    """
    _check_provisioning(caller)
    account = _target(caller, given["webExId"])
    if account is not caller.account or "privilege" in given:
        need_admin(caller)
    given = deepcopy(given)
    if is_unified(caller.traits):
        given = {name: value for name, value in given.items() if name not in (*_IGNORED_ON_CI, "newWebExId")}
    _check_zone(given)
    if _is_hub(caller):
        given.pop("password", None)
        _set_hub_email(caller, account, given)
        if given.get("active") == "ACTIVATED" and not _was_verified(caller, account):
            del given["active"]
    else:
        _set_names(caller, account, given)
    account.password = given.get("password") or account.password
    account.active = given.get("active", account.active)
    account.privilege |= given.get("privilege", {})
    for name, value in given.items():
        if name in _NOT_FIELDS:
            continue
        before = account.fields.get(name)
        both = isinstance(value, dict) and isinstance(before, dict)
        account.fields[name] = {**before, **value} if both and before is not None else value
    _set_host_pin(caller, account, given, new=False)
    return []


def _set_hub_email(caller: Caller, account: Account, given: dict[str, Any]) -> None:
    email = given.pop("email", "")
    if not email or email.lower() == account.email.lower():
        return
    if not caller.account.is_admin:
        raise Failure("030120")
    if caller.directory.with_email(email) is not None:
        raise Failure("030118")
    if _is_foreign(caller, email):
        raise Failure("030117")
    if "@" not in email:
        raise invalid("'email' is no address.")
    account.email = email
    if account.native:
        account.login = email


def _set_names(caller: Caller, account: Account, given: dict[str, Any]) -> None:
    login, email = given.get("newWebExId", ""), given.get("email", "")
    others = [each for each in caller.directory.accounts if each is not account]
    if login and any(each.login.lower() == login.lower() for each in others):
        raise Failure("030004")
    if email and any(each.email.lower() == email.lower() for each in others):
        raise Failure("030005")
    account.login, account.email = login or account.login, email or account.email


def get_user(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer GetUser; users may look at their own account, administrators at all.

    Raises:
        Failure: 000001 or 030001.
    """
    account = _target(caller, given["webExId"])
    if account is not caller.account and not caller.sees_all:
        raise Failure("000001")
    return profile(caller, account)


def delete_users(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer DelUser: one status for each name; on Control Hub managed sites users are deactivated.

    Raises:
        Failure: 000001.
    """
    need_admin(caller)
    shown: list[Element] = []
    for name in given["webExId"]:
        account = caller.directory.find(name, caller.traits)
        done = account is not None and account is not caller.account
        if account is not None and done:
            if _is_hub(caller):
                account.active = "DEACTIVATED"
                account.privilege["host"] = False
            else:
                caller.directory.accounts.remove(account)
        user: list[Element] = [("webExId", name), ("status", "SUCCESS" if done else "FAILURE")]
        shown.append(("user", user))
    return shown


def activate_user(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer ActivateUser.

    Raises:
        Failure: 000001 or 030001.
    """
    need_admin(caller)
    account = _target(caller, given["webExId"])
    if not _is_hub(caller) or _was_verified(caller, account):
        account.active = "ACTIVATED"
    return []
