"""LstsummaryUser, and what all lists share: order and paging (`xml-wire`, 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from conformance.emulator.xml.failures import Failure, invalid
from conformance.emulator.xml.shapes import shape
from conformance.emulator.xml.values import read_date, show_date, zone_of
from conformance.emulator.xml.writing import Element, matching_records

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.emulator.xml.accounts import Account
    from conformance.emulator.xml.security import Caller

__all__ = ["LIST_SHAPE", "LST_CONTROL", "in_order", "list_users", "page"]

LST_CONTROL = "listControl(startFrom:i maximumNum:i listMethod=AND|OR)"
_Thing = TypeVar("_Thing")
_MOST = 500
_USUAL = 50

_ORDERS = (
    "UID|WEBEXID|FIRSTNAME|LASTNAME|EMAIL|ACTIVE|REGDATE|REGEXPDATE|PRIVILEGE|PERSONALURL|ADDRESS1|"
    "ADDRESS2|CITY|STATE|ZIPCODE|COUNTRY|PHONE1|PHONE2|MOBILE1|MOBILE2|FAX|PAGER|EMAIL2|DIVISION|"
    "DEPARTMENT|PROJECT|OTHER|TIMEZONE|OFFICENAME|OFFICETITLE|OFFICEURL|CATEGORYID|VISITCOUNT"
)
LIST_SHAPE = shape(
    "firstName lastName email active=ACTIVATED|REQUEST_TO_ACTIVATE|DEACTIVATED webExId "
    f"{LST_CONTROL} order(orderBy*3={_ORDERS} orderAD*3=ASC|DESC) "
    "dataScope(regDateStart timeZoneID:i regDateEnd)"
)
_KEYS: dict[str, Callable[[Account], Any]] = {
    "UID": lambda account: account.user_id,
    "WEBEXID": lambda account: account.login.lower(),
    "FIRSTNAME": lambda account: str(account.fields.get("firstName", "")).lower(),
    "LASTNAME": lambda account: str(account.fields.get("lastName", "")).lower(),
    "EMAIL": lambda account: account.email.lower(),
    "ACTIVE": lambda account: account.active,
    "REGDATE": lambda account: account.registered,
    "TIMEZONE": lambda account: account.zone_id,
    "VISITCOUNT": lambda account: account.visits,
}


def in_order(
    things: list[_Thing], order: dict[str, Any], keys: Mapping[str, Callable[[_Thing], Any]]
) -> list[_Thing]:
    """Sort by up to three keys, paired with directions by position; unknown keys change nothing."""
    names, ways = order.get("orderBy", []), order.get("orderAD", [])
    for place in reversed(range(len(names))):
        if names[place] in keys:
            down = place < len(ways) and ways[place] == "DESC"
            things = sorted(things, key=keys[names[place]], reverse=down)
    return things


def page(things: list[_Thing], control: dict[str, Any]) -> tuple[list[_Thing], Element]:
    """Cut a page out of a list; counting begins with 1, and 0 and nothing mean the beginning.

    Raises:
        Failure: 000015, nothing is left; 999999, a negative number.
    """
    start, most = control.get("startFrom") or 1, control.get("maximumNum") or _USUAL
    if start < 0 or most < 0:
        raise invalid("'listControl' has a negative number.")
    shown = things[start - 1 : start - 1 + min(most, _MOST)]
    if not shown:
        raise Failure("000015")
    return shown, matching_records(len(things), len(shown), start)


def list_users(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer LstsummaryUser, for administrators.

    Raises:
        Failure: 000001 or 000015.
    """
    if not caller.sees_all:
        raise Failure("000001")
    control = given.get("listControl", {})
    wanted = {
        name: given[name].lower()
        for name in ("firstName", "lastName", "email", "webExId", "active")
        if given.get(name)
    }
    found = [
        each
        for each in caller.directory.accounts
        if _matches(caller, each, wanted, control.get("listMethod", "AND"))
    ]
    scope = given.get("dataScope", {})
    zone = zone_of(scope["timeZoneID"] if scope.get("timeZoneID", -1) >= 0 else caller.account.zone_id)
    if scope.get("regDateStart"):
        start = read_date(scope["regDateStart"], zone, "regDateStart")
        found = [each for each in found if each.registered >= start]
    if scope.get("regDateEnd"):
        end = read_date(scope["regDateEnd"], zone, "regDateEnd")
        found = [each for each in found if each.registered <= end]
    shown, records = page(in_order(found, given.get("order", {}), _KEYS), control)
    return [*(("user", _row(caller, each)) for each in shown), records]


def _matches(caller: Caller, account: Account, wanted: dict[str, str], method: str) -> bool:
    names = {
        "firstName": str(account.fields.get("firstName", "")),
        "lastName": str(account.fields.get("lastName", "")),
        "email": account.email,
        "webExId": account.email if caller.traits["xmlKind"] == "ci" else account.login,
        "active": account.status(caller.traits),
    }
    hits = [names[name].lower() == value for name, value in wanted.items()]
    return not hits or (any(hits) if method == "OR" else all(hits))


def _row(caller: Caller, account: Account) -> list[Element]:
    return [
        ("webExId", account.email if caller.traits["xmlKind"] == "ci" else account.login),
        ("firstName", str(account.fields.get("firstName", ""))),
        ("lastName", str(account.fields.get("lastName", ""))),
        ("email", account.email),
        ("registrationDate", show_date(account.registered, zone_of(account.zone_id))),
        ("active", account.status(caller.traits)),
        ("timeZoneID", account.zone_id),
    ]
