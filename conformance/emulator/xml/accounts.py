"""The users of a site as the XML API knows them.

Everybody who may host on a site has an account there from the beginning, and so has who manages it.
Accounts that are made later are hosts or attendees of that site alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from conformance.emulator.people import NORTH, POPULATION, Person
from conformance.emulator.xml.shapes import since

if TYPE_CHECKING:
    from conformance.emulator.world import World
    from conformance.emulator.xml.security import Caller

__all__ = [
    "PROVISIONING",
    "Account",
    "Directory",
    "directory",
    "is_unified",
    "taken_privileges",
    "uses_telephony_api",
]

PROVISIONING = "41.11"
"""The release since which users of Control Hub managed sites can be managed by the XML API."""

_REGISTERED = datetime(2024, 2, 5, 8, 30, tzinfo=UTC)
_FIRST_NUMBER = 50_210_301
_DEFAULT_ZONE = 30  # Helsinki: no sample of the documents has it


@dataclass
class Account:
    """One user of a site.

    Attributes:
        login: The login name.
        email: The address.
        person: Who it is on the REST side; who hosts the meetings of this user.
        password: What it is now.
        user_id: A number, the same for ever.
        registered: When the account was made.
        native: Whether it was made while Control Hub managed the site: only the address names it.
        active: `ACTIVATED`, `REQUEST_TO_ACTIVATE` or `DEACTIVATED`.
        privilege: What the user may do, by the element names of the API.
        host_pin: The PIN with which the user hosts from a phone; empty for none.
        visits: How often the user signed in for a ticket.
        fields: Everything else that was set, by element name.
    """

    login: str
    email: str
    person: Person
    password: str
    user_id: int
    registered: datetime
    native: bool = False
    active: str = "ACTIVATED"
    privilege: dict[str, bool] = field(default_factory=dict)
    host_pin: str = ""
    visits: int = 0
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def zone_id(self) -> int:
        """The number of the user's time zone."""
        return int(self.fields.get("timeZoneID", _DEFAULT_ZONE))

    @property
    def is_admin(self) -> bool:
        """Whether the user is a full administrator of the site."""
        return self.privilege.get("siteAdmin", False)

    @property
    def is_host(self) -> bool:
        """Whether the user may schedule meetings."""
        return self.privilege.get("host", False)

    def status(self, traits: dict[str, Any]) -> str:
        """Give the state of the account; verification in Control Hub ends the wait for it."""
        verified = self.email.lower() in {each.lower() for each in traits["verifiedUsers"]}
        return "ACTIVATED" if self.active == "REQUEST_TO_ACTIVATE" and verified else self.active


@dataclass
class Directory:
    """The accounts of a site.

    Attributes:
        site: Its address.
        accounts: In the order in which they came.
        made: How many there ever were.
    """

    site: str
    accounts: list[Account] = field(default_factory=list)
    made: int = 0

    def find(self, name: str, traits: dict[str, Any]) -> Account | None:
        """Find an account by what the kind of site takes for a name.

        Classic sites take the login name, CI sites the address, Control Hub managed sites both, the
        login name for those only who had one before (`41.11`).
        """
        name = name.strip().lower()
        kind = traits["xmlKind"]
        for each in self.accounts:
            by_login = kind == "classic" or (kind == "controlHub" and not each.native)
            by_email = kind != "classic"
            if (by_login and name == each.login.lower()) or (by_email and name == each.email.lower()):
                return each
        return None

    def with_email(self, email: str) -> Account | None:
        """Find an account by address, whatever the kind of site."""
        return next((each for each in self.accounts if each.email.lower() == email.strip().lower()), None)

    def of(self, person: Person) -> Account | None:
        """Find the account of a person."""
        return next((each for each in self.accounts if each.person.email == person.email), None)

    def add(self, login: str, email: str, password: str, now: datetime, **more: Any) -> Account:
        """Make an account, and a person where nobody has the address."""
        names = (more.get("fields", {}).get(part, "") for part in ("firstName", "lastName"))
        display = " ".join(name for name in names if name) or login
        person = more.pop("person", None) or Person(
            email=email.lower(),
            display_name=display,
            role="host",
            password=password,
            token="",
            scopes=frozenset(),
            uuid=str(uuid4()),
            sites=(self.site,),
        )
        account = Account(login, email, person, password, _FIRST_NUMBER + self.made, now, **more)
        self.made += 1
        self.accounts.append(account)
        return account


def is_unified(traits: dict[str, Any]) -> bool:
    """Tell whether users of a site are managed elsewhere, and not by the XML API."""
    if traits["xmlKind"] == "controlHub":
        return not since(traits["xmlEdition"], PROVISIONING)
    return bool(traits["xmlKind"] == "ci")


def uses_telephony_api(traits: dict[str, Any]) -> bool:
    """Tell whether audio of a site goes through a partner's telephony API."""
    return bool(traits["telephony"] == "tsp" or traits["telephonyApi"])


def taken_privileges(caller: Caller, given: dict[str, Any], call: str) -> dict[str, bool]:
    """Give the privileges of a request that count.

    `cmrHybridVoip` counts on sites with audio of Webex since 41.2, and before on sites with a
    telephony API; elsewhere it is passed over, since the documents have no exception for it.

    Args:
        caller: Who sent it.
        given: The request.
        call: `create-user` or `set-user`.
    """
    sent = dict(given.get("privilege", {}))
    webex, through_api = caller.traits["telephony"] == "webex", uses_telephony_api(caller.traits)
    heeded = webex if since(caller.edition, "41.2") else through_api
    if call == "set-user":
        heeded = heeded or caller.slips("cmr-hybrid-voip.any-audio")
        heeded = heeded and not (webex and through_api and caller.slips("cmr-hybrid-voip.telephony-api"))
    if not through_api and caller.slips(f"cmr-hybrid-voip.{call}"):
        heeded = False
    if not heeded:
        sent.pop("cmrHybridVoip", None)
    return sent


def directory(world: World, site: str) -> Directory:
    """Give the accounts of a site; the first call makes those of the population."""
    shelf = world.shelf(Directory)
    if site in shelf:
        return shelf[site]
    made = shelf[site] = Directory(site)
    for person in POPULATION:
        manages = site in person.manages
        officer = person.role == "compliance-officer"
        here = site in person.sites or manages or (site == NORTH and person.role == "attendee")
        if not here:
            continue
        first, _, last = person.display_name.partition(" ")
        hosts = bool(person.host_key)
        made.add(
            person.email.partition("@")[0],
            person.email,
            person.password,
            _REGISTERED,
            person=person,
            privilege={
                "host": hosts,
                "siteAdmin": manages,
                "roSiteAdmin": officer,
                "attendeeOnly": not (hosts or manages or officer),
            },
            host_pin=person.host_key[:4],
            fields={"firstName": first, "lastName": last},
        )
    return made
