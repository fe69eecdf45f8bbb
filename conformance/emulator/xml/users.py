"""AuthenticateUser, and the users of a site: create, set, get, delete, activate.

What a site that is not its users' home ignores is `xml-9.0`, "setUser"; what a Control Hub managed
site does is `xml-41`, "API 41.11.0 Updates".
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from conformance.emulator.xml import hub
from conformance.emulator.xml.accounts import Account, is_unified, taken_privileges
from conformance.emulator.xml.directories import LIST_SHAPE, list_users
from conformance.emulator.xml.failures import Failure, invalid
from conformance.emulator.xml.profiles import profile
from conformance.emulator.xml.security import Caller, authenticate, need_admin
from conformance.emulator.xml.shapes import shape, since
from conformance.emulator.xml.slips.users import spoil_room
from conformance.emulator.xml.values import ZONES, zone_of

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
teleConfCallInInternational:b attendeeOnly:b recordingEditor:b meetingAssist:b cmrHybridVoip:b
isEnablePMR:b@41.1)
language locale schedulingPermission active=ACTIVATED|REQUEST_TO_ACTIVATE|DEACTIVATED
supportedServices(meetingCenter:b trainingCenter:b supportCenter:b eventCenter:b salesCenter:b)
personalMeetingRoom(welcomeMessage photoURL headerImageBranding:b headerImageURL title
personalMeetingRoomURL sipURL accessCode hostPIN applyPMRForInstantMeeting:b
PMRAutoLock:b@9.0 PMRAutoLockWaitTime:i@9.0 PRNotifications@9.0(mode*))
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
_ZONE_NUMBERS = {name: number for number, (name, _) in enumerate(ZONES)}
_NOT_FIELDS = (
    *("webExId", "newWebExId", "email", "password", "active", "privilege", "syncWebOffice"),
    *("validateFormat", "sendWelcome", "registrationDate", "visitCount", "userId"),
)


_WITH_PIN = ("host", "siteAdmin", "roSiteAdmin", "userAdmin")


def authenticate_user(world: World, site: str | None, security: Node, given: dict[str, Any]) -> list[Element]:
    """Answer AuthenticateUser with a session ticket."""
    ticket, created, seconds = authenticate(world, site, security, given)
    return [("sessionTicket", ticket), ("createTime", created), ("timeToLive", seconds)]


def check_managed_here(call: str, caller: Caller) -> None:
    """Demand a site whose users the XML API may make, delete and activate.

    Args:
        call: `create-user`, `delete-user` or `activate-user`.
        caller: Who wants to.

    Raises:
        Failure: 030098.
    """
    if is_unified(caller.traits) and not caller.slips(f"ci.{call}"):
        raise Failure("030098")


def _target(caller: Caller, name: str, call: str = "") -> Account:
    found = hub.find(caller, name, call)
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
    hub.check_provisioning(caller, "create-user")
    native = hub.is_hub(caller)
    begins = given["webExId"], given.get("password", ""), given.get("active", "ACTIVATED")
    login, password, status = hub.new_user(caller, given) if native else begins
    email = given.get("email") or given["webExId"]
    people = caller.directory
    if any(each.login.lower() == login.lower() for each in people.accounts):
        raise Failure("030004")
    if people.with_email(email) is not None:
        raise Failure("030005")
    _check_zone(given)
    _check_room(caller, "create", given)
    _forget(caller, "standalone.create-user", given, "lastName")
    account = people.add(
        login,
        email,
        password,
        caller.world.clock.now(),
        person=caller.world.people.get(email.lower()),
        native=native,
        active=status,
        privilege={"host": True} | taken_privileges(caller, given, "create-user"),
        fields={name: value for name, value in given.items() if name not in _NOT_FIELDS},
    )
    _set_host_pin(caller, account, given, new=True)
    if native and caller.slips("hub.create-user.user-id"):
        return []
    return [("userId", account.user_id)]


def _check_zone(given: dict[str, Any]) -> None:
    """Take the time zone by its number or else by its name; an unknown name changes nothing."""
    if "timeZoneID" in given:
        zone_of(given["timeZoneID"])
    for name in ("timeZone", "timeZoneWithDST"):
        number = _ZONE_NUMBERS.get(given.get(name, ""))
        if number is not None:
            given.setdefault("timeZoneID", number)


def _check_room(caller: Caller, call: str, given: dict[str, Any]) -> None:
    room = given.get("personalMeetingRoom", {})
    modes = room.get("PRNotifications", {}).get("mode", [])
    if not set(modes) <= {"EMAIL", "SMS"} and not caller.slips("personal-room.mode"):
        raise invalid("'mode' is none of the words that it can be.")
    spoil_room(caller.slips, call, room)


def _forget(caller: Caller, slip: str, given: dict[str, Any], name: str) -> None:
    """Leave an element out of a request on a classic site where a deviation wants it so."""
    if caller.traits["xmlKind"] == "classic" and caller.slips(slip):
        given.pop(name, None)


def _kept_on_ci(caller: Caller, given: dict[str, Any]) -> dict[str, Any]:
    """Give what a site counts whose users belong to Common Identity."""
    return {
        name: value
        for name, value in given.items()
        if (name in _IGNORED_ON_CI and caller.slips(f"ci.set-user.{name}"))
        or (name not in (*_IGNORED_ON_CI, "newWebExId") and not caller.slips("ci.set-user.kept"))
    }


def _serves(caller: Caller, account: Account) -> bool:
    """Tell whether a new account gets a host PIN: hosts and the three kinds of administrator do."""
    has = account.privilege | {"userAdmin": account.email in caller.traits["userAdmins"]}
    if not has.get("isEnablePMR", True):
        return any(map(has.get, _WITH_PIN)) and not caller.slips("host-pin.create-user.without-room")
    return any(
        has.get(role) and (role in _WITH_PIN) is not caller.slips(f"host-pin.create-user.{role}")
        for role in (*_WITH_PIN, "attendeeOnly")
    )


def _set_host_pin(caller: Caller, account: Account, given: dict[str, Any], *, new: bool) -> None:
    """Take a host PIN that was sent or, for a new host or administrator, make one up (`41.5`)."""
    room = given.get("personalMeetingRoom", {}).get("hostPIN", "")
    phone = given.get("phones", {}).get("hostPIN", "")
    toggle = new or caller.traits["startMeetingFromPhone"]
    if room and phone and caller.slips("host-pin.set-user.both"):
        room = ""
    elif not (room or new):
        toggle = toggle is not caller.slips(f"host-pin.set-user.{'phones' if toggle else 'no-toggle'}")
    pin = room or (phone if toggle else "")
    if pin:
        account.host_pin = pin
    elif new and since(caller.edition, "41.5"):
        account.host_pin = f"{account.user_id * 7919 % 9000 + 1000}" if _serves(caller, account) else ""
    for group in ("personalMeetingRoom", "phones"):
        account.fields.get(group, {}).pop("hostPIN", None)


def set_user(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer SetUser; users may set their own account, administrators all.

    Raises:
        Failure: 000001, 030001, 030004, 030005, 030117, 030118, 030119 or 030120.
    """
    hub.check_provisioning(caller, "set-user")
    plain = not {"email", "password"} & given.keys()
    account = _target(caller, given["webExId"], "set-user" if plain else "")
    if account is not caller.account or "privilege" in given:
        need_admin(caller)
    given = deepcopy(given)
    if is_unified(caller.traits):
        given = _kept_on_ci(caller, given)
    for name in ("email", "password", "timeZoneID"):
        _forget(caller, f"standalone.set-user.{name}", given, name)
    _check_zone(given)
    _check_room(caller, "set", given)
    if hub.is_hub(caller):
        given = hub.change(caller, account, given)
    else:
        _set_names(caller, account, given)
    account.password = given.get("password") or account.password
    account.active = given.get("active", account.active)
    account.privilege |= taken_privileges(caller, given, "set-user")
    for name, value in given.items():
        if name in _NOT_FIELDS:
            continue
        before = account.fields.get(name)
        both = isinstance(value, dict) and isinstance(before, dict)
        account.fields[name] = {**before, **value} if both and before is not None else value
    _set_host_pin(caller, account, given, new=False)
    return []


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
    hub.check_reader(caller)
    account = _target(caller, given["webExId"], "get-user")
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
        account = hub.find(caller, name, "delete-user")
        done = account is not None and account is not caller.account
        if account is not None and done:
            if hub.is_hub(caller):
                hub.deactivate(caller, account, name)
            elif not caller.slips("standalone.delete-user"):
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
    idle = caller.traits["xmlKind"] == "classic" and caller.slips("standalone.activate-user")
    if not idle and (not hub.is_hub(caller) or hub.may_be_active(caller, account)):
        account.active = "ACTIVATED"
    return []
