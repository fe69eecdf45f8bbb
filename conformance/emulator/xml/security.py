"""Which site a message is for, and who sends it (`xml-9.0`, "Enhancement To User Authentication").

Of several credentials the first in the order of the site decides, right or wrong. Requests other
than AuthenticateUser look at the ticket first.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from conformance.emulator.xml.accounts import Account, Directory, directory
from conformance.emulator.xml.failures import Failure, MalformedError
from conformance.emulator.xml.slips.users import judge

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.emulator.world import World
    from conformance.emulator.xml.reading import Node

__all__ = ["Caller", "authenticate", "enter", "find_site", "need_admin", "site_number"]

_SUFFIX = ".webex.com"
_NAME_ID = re.compile(r"<(?:\w+:)?NameID(?:\s[^<>]*)?>([^<>]{1,320})</(?:\w+:)?NameID>")
_FIRST_SITE = 6_024_817
_PROVISIONING_SCOPE = "webexsquare:admin"


@dataclass(frozen=True)
class _Ticket:
    """A session ticket: whose it is, where, and until when."""

    site: str
    user_id: int
    expires: datetime


@dataclass(frozen=True)
class Caller:
    """Who sends a message.

    Attributes:
        world: The world.
        site: The address of the site.
        account: The sender's account there.
        provisions: Whether the credential is good for managing users of a Control Hub managed site.
        credential: The element that it came in.
        name: The name that the sender gave.
    """

    world: World
    site: str
    account: Account
    provisions: bool = True
    credential: str = "password"
    name: str = ""

    @property
    def traits(self) -> dict[str, Any]:
        """The traits of the site."""
        return self.world.sites[self.site]

    @property
    def edition(self) -> str:
        """The release that the site speaks."""
        return str(self.traits["xmlEdition"])

    @property
    def directory(self) -> Directory:
        """The accounts of the site."""
        return directory(self.world, self.site)

    def slips(self, name: str) -> bool:
        """Whether a deviation of the XML door is switched on."""
        return self.world.faults.has("xml-slips", name)

    @property
    def manages_users(self) -> bool:
        """Whether the sender may change the accounts of others."""
        return self.account.is_admin or self.account.email in self.traits["userAdmins"]

    @property
    def sees_all(self) -> bool:
        """Whether the sender is any of the three kinds of administrator."""
        return self.manages_users or self.account.privilege.get("roSiteAdmin", False)


def site_number(world: World, site: str) -> int:
    """Give the number of a site, its `siteID`."""
    return _FIRST_SITE + list(world.sites).index(site)


def find_site(world: World, security: Node, host: str) -> str | None:
    """Find the site that a message is for.

    Args:
        world: The sites.
        security: The security context; its `siteName` or else `siteID` counts.
        host: The host that the request was sent to, which counts when neither is there.
    """
    name = security.value("siteName").lower()
    number = security.value("siteID")
    for site in world.sites:
        if name:
            found = name in (site, site.removesuffix(_SUFFIX))
        elif number:
            found = number == str(site_number(world, site))
        else:
            found = host.partition(":")[0].lower() == site
        if found:
            return site
    return None


def need_admin(caller: Caller) -> None:
    """Demand somebody who may change the accounts of others.

    Raises:
        Failure: 000001.
    """
    if not caller.manages_users:
        raise Failure("000001")


def _account(world: World, site: str, security: Node) -> Account:
    traits, people = world.sites[site], directory(world, site)
    name, email = security.value("webExID"), security.value("email")
    account = people.find(name, traits) if name else people.with_email(email) if email else None
    if account is None:
        raise Failure("030001")
    if account.status(traits) != "ACTIVATED":
        raise Failure("030002")
    return account


def enter(world: World, site: str | None, security: Node) -> Caller:
    """Find out who sends a message.

    Raises:
        Failure: No such site (000000), no such user (030001), a wrong password or none (030002), a
            ticket that does not work (030047), an access token that does not (200006).
    """
    if site is None:
        raise MalformedError
    account = _account(world, site, security)
    name = security.value("webExID") or security.value("email")
    ticket = security.value("sessionTicket")
    if ticket:
        known = world.shelf(_Ticket).get(ticket)
        theirs = known is not None and (known.site, known.user_id) == (site, account.user_id)
        eternal = world.faults.has("xml-slips", "ticket.eternal")
        if known is None or not theirs or (world.clock.now() >= known.expires and not eternal):
            raise Failure("030047")
        return Caller(world, site, account, credential="sessionTicket", name=name)
    if security.child("password") is not None and security.value("password"):
        longer = world.sites[site]["xmlKind"] == "ci" and world.faults.has("xml-slips", "password.longer")
        if not (longer and security.value("password").startswith(account.password)):
            _check_password(account, security)
        return Caller(world, site, account, name=name)
    text = security.value("webExAccessToken")
    if text:
        token = world.token(text)
        if token is None or token.person != account.person:
            raise Failure("030002")
        return Caller(world, site, account, credential="webExAccessToken", name=name)
    text = security.value("accessToken")
    if text and world.sites[site]["xmlKind"] != "classic":
        scopes = _check_access_token(world, account, text)
        provisions = _PROVISIONING_SCOPE in scopes
        return Caller(world, site, account, provisions, credential="accessToken", name=name)
    raise Failure("030002")


def _check_password(account: Account, security: Node) -> None:
    node = security.child("password")
    if node is None or not secrets.compare_digest(node.text.encode(), account.password.encode()):
        raise Failure("030002")


def _check_access_token(world: World, account: Account, text: str) -> frozenset[str]:
    token = world.token(text)
    if token is None or token.person != account.person:
        raise Failure("200006")
    return token.scopes


def _check_assertion(account: Account, assertion: str) -> None:
    """Accept an assertion, plain or in base64, that names the account; signatures are not looked at."""
    if "<" not in assertion:
        try:
            packed = "".join(assertion.split())
            assertion = base64.b64decode(packed, validate=True).decode()
        except (binascii.Error, ValueError):
            raise Failure("030002") from None
    match = _NAME_ID.search(assertion)
    if match is None or match[1].strip().lower() not in (account.login.lower(), account.email.lower()):
        raise Failure("030002")


def authenticate(
    world: World, site: str | None, security: Node, given: dict[str, Any]
) -> tuple[str, int, int]:
    """Answer AuthenticateUser.

    On SSO sites an assertion comes before a password, on CI sites a password before an access token;
    the one credential that a kind of site does not take is passed over.

    Returns:
        A ticket, its time of creation in milliseconds since 1970 and the seconds that it lives.

    Raises:
        Failure: 000035 while the authentication server does not answer, otherwise as for `enter`.
    """
    if site is None:
        raise MalformedError
    traits = world.sites[site]
    account = _account(world, site, security)
    unified = traits["xmlKind"] != "classic"
    signs_in = ("sso" if traits["train"] else "w11") if traits["sso"] else ""
    kind = {"ci": "ci", "classic": signs_in}.get(traits["xmlKind"], "")
    texts = {
        "samlResponse": given.get("samlResponse", "") if traits["sso"] and not unified else "",
        "password": security.value("password"),
        "accessToken": (given.get("accessToken", "") or security.value("accessToken")) if unified else "",
    }
    checks: dict[str, Callable[[], object]] = {
        "samlResponse": lambda: _check_assertion(account, texts["samlResponse"]),
        "password": lambda: _check_password(account, security),
        "accessToken": lambda: _check_access_token(world, account, texts["accessToken"]),
    }
    slips = partial(world.faults.has, "xml-slips")
    if not traits["authenticationService"] and not slips("authenticate.server-down"):
        raise Failure("000035")
    offered = [name for name, text in texts.items() if text]
    if not offered:
        raise Failure("030002")
    opens = judge(slips, kind, offered, lambda name: checks[name]())
    account.visits += 1
    now, seconds = world.clock.now(), int(traits["ticketSeconds"])
    ticket = base64.b64encode(secrets.token_bytes(72)).decode()
    if opens:
        world.shelf(_Ticket)[ticket] = _Ticket(site, account.user_id, now + timedelta(seconds=seconds))
    return ticket, int(now.timestamp() * (1 if slips("authenticate.seconds") else 1000)), seconds
