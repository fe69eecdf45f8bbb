"""Users of Control Hub managed sites (`xml-41`, "API 41.11.0 Updates").

Users who were there before the site was converted keep their login name beside their address; those who
came later have the address alone, wait until Control Hub knows them as active, and never have a password
that the XML API could set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.xml.accounts import PROVISIONING, Account
from conformance.emulator.xml.failures import Failure, invalid
from conformance.emulator.xml.shapes import since

if TYPE_CHECKING:
    from conformance.emulator.xml.security import Caller

__all__ = [
    "NewUser",
    "change",
    "check_provisioning",
    "check_reader",
    "deactivate",
    "find",
    "is_hub",
    "may_be_active",
    "new_user",
]

NewUser = tuple[str, str, str]
"""Login name, password and state of a new account."""

_FIRST: dict[tuple[str, bool], tuple[str, str]] = {
    ("", False): ("hub.create-user.unverified", "ACTIVATED"),
    ("", True): ("hub.create-user.verified", "DEACTIVATED"),
    ("ACTIVATED", False): ("hub.create-user.activated", "ACTIVATED"),
    ("DEACTIVATED", True): ("hub.create-user.deactivated", "DEACTIVATED"),
    ("REQUEST_TO_ACTIVATE", False): ("hub.create-user.verified-later", "DEACTIVATED"),
}
"""By what was sent for `active` and whether Control Hub has the user as active: a deviation and its state."""


def is_hub(caller: Caller) -> bool:
    """Tell whether Control Hub manages the site."""
    return bool(caller.traits["xmlKind"] == "controlHub")


def check_provisioning(caller: Caller, call: str) -> None:
    """Demand a credential that is good for managing users: of access tokens one with the scope for it.

    Args:
        caller: Who sent it.
        call: `create-user` or `set-user`.

    Raises:
        Failure: 030119.
    """
    if not is_hub(caller) or not since(caller.edition, PROVISIONING) or caller.credential != "accessToken":
        return
    deviates = caller.slips(f"hub.{call}.scope-{'useless' if caller.provisions else 'needless'}")
    if caller.provisions is deviates:
        raise Failure("030119")


def check_reader(caller: Caller) -> None:
    """Let everybody look at users who came in, unless a deviation is on.

    Raises:
        Failure: 030001 or 030119.
    """
    account = caller.account
    if not is_hub(caller):
        return
    if account.is_admin:
        if not caller.provisions and caller.slips("hub.get-user.scope"):
            raise Failure("030119")
    elif not account.native and caller.slips(f"hub.login.{_way(caller.name, account)}.{caller.credential}"):
        raise Failure("030001")


def _way(name: str, account: Account) -> str:
    return "address" if name.strip().lower() == account.email.lower() else "login"


def _is_among(email: str, addresses: list[str]) -> bool:
    return email.lower() in {each.lower() for each in addresses}


def _is_foreign(caller: Caller, email: str) -> bool:
    return _is_among(email, caller.traits["foreignUsers"])


def may_be_active(caller: Caller, account: Account) -> bool:
    """Tell whether Control Hub has had a user as active; old users it has."""
    return not account.native or _is_among(account.email, caller.traits["verifiedUsers"])


def find(caller: Caller, name: str, call: str) -> Account | None:
    """Find the account that a request names.

    Args:
        caller: Who sent it.
        name: The name that it gives.
        call: `get-user`, `set-user` or `delete-user`; empty where no deviation shall count.
    """
    found = caller.directory.find(name, caller.traits)
    if not is_hub(caller) or not call:
        return found
    if found is None and caller.slips(f"hub.{call}.new-user"):
        new = (each for each in caller.directory.accounts if each.native)
        return next((each for each in new if each.email.partition("@")[0] == name.strip()), None)
    old = found is not None and not found.native and caller.account.is_admin
    if found is not None and old and caller.slips(f"hub.{call}.old-user.{_way(name, found)}"):
        return None
    return found


def new_user(caller: Caller, given: dict[str, Any]) -> NewUser:
    """Give what a new account begins with: the address counts, the password and `active` do not.

    Raises:
        Failure: 030117, the address belongs to another organisation; 999999, there is none.
    """
    email = given.get("email") or given["webExId"]
    if "@" not in email:
        raise invalid("'email' is missing.")
    if _is_foreign(caller, email) and not caller.slips("hub.create-user.foreign"):
        raise Failure("030117")
    case = given.get("active", ""), _is_among(email, caller.traits["verifiedUsers"])
    deviation, wrong = _FIRST.get(case, ("", ""))
    status = wrong if caller.slips(deviation) else "REQUEST_TO_ACTIVATE"
    login = given["webExId"] if caller.slips("hub.create-user.login") else email
    password = given.get("password", "") if caller.slips("hub.create-user.password") else ""
    return login, password, status


def change(caller: Caller, account: Account, given: dict[str, Any]) -> dict[str, Any]:
    """Change what a site keeps in its own way, the address and the state.

    Returns:
        What is left to be changed as on every site.

    Raises:
        Failure: 030117, 030118, 030120; 999999, the new address is none.
    """
    if _is_foreign(caller, account.email) and not caller.slips("hub.set-user.foreign"):
        raise Failure("030117")
    _change_email(caller, account, given.get("email", ""))
    if given.get("newWebExId") and caller.slips("hub.set-user.new-login"):
        account.login = given["newWebExId"]
    passed_over = {"email", "newWebExId"}
    if account.native and caller.slips("hub.set-user.title"):
        passed_over.add("title")
    if not caller.slips(f"hub.set-user.password.{'new' if account.native else 'old'}"):
        passed_over.add("password")
    left = {name: value for name, value in given.items() if name not in passed_over}
    if left.get("active") == "ACTIVATED":
        left["active"] = _activated(caller, account)
    return left


def _activated(caller: Caller, account: Account) -> str:
    """Give the state of an account that is to be active; Control Hub must have had the user as that."""
    if may_be_active(caller, account):
        return "DEACTIVATED" if caller.slips("hub.set-user.leaves-deleted") else "ACTIVATED"
    deleted = account.active == "DEACTIVATED"
    deviates = caller.slips(f"hub.set-user.activates-{'deleted' if deleted else 'waiting'}")
    return "ACTIVATED" if deviates else account.active


def _change_email(caller: Caller, account: Account, email: str) -> None:
    if not email or email.lower() == account.email.lower():
        return
    who = "self" if account is caller.account else "user-admin"
    if not caller.account.is_admin and not caller.slips(f"hub.set-user.email.{who}"):
        raise Failure("030120")
    if caller.directory.with_email(email) is not None:
        if caller.slips("hub.set-user.email.in-use"):
            return
        raise Failure("030118")
    if _is_foreign(caller, email) and not caller.slips("hub.set-user.email.foreign"):
        raise Failure("030117")
    if "@" not in email:
        raise invalid("'email' is no address.")
    if caller.slips(f"hub.set-user.email.{'new' if account.native else 'old'}"):
        return
    account.email = email
    if account.native and not caller.slips("hub.set-user.email.login"):
        account.login = email


def deactivate(caller: Caller, account: Account, name: str) -> None:
    """Deactivate an account, which a request gave that name, and take its licence; it stays there."""
    verified = account.native and may_be_active(caller, account) and _way(name, account) == "address"
    if not (verified and caller.slips("hub.delete-user.active")):
        account.active = "DEACTIVATED"
    if not caller.slips("hub.delete-user.licence"):
        account.privilege["host"] = False
