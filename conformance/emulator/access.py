"""Who calls, what the token allows, and which meetings the caller may see.

Sources: `guide`, "Meetings API Scopes", "Scopes and User Roles" and, for `hostEmail`,
"Admin/Organization Level Authentication and Scopes".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.emulator import acting_slips
from conformance.emulator.errors import bad_request, forbidden, not_found, unauthorised
from conformance.emulator.grants import ADMIN_ROLES, GRANTS, LEVELS

if TYPE_CHECKING:
    from conformance.emulator.faults import Faults
    from conformance.emulator.people import Person
    from conformance.emulator.wire import Call
    from conformance.emulator.world import Found, Token, World

__all__ = [
    "Caller",
    "acting_for",
    "authenticate",
    "enter",
    "find_for_reading",
    "find_for_writing",
    "hosting_site",
    "is_invited",
    "named_host",
    "prefer_site",
    "preferred_site",
]

_ANY_SITE = {True: "foreign-site", False: "any-site"}


@dataclass(frozen=True)
class _Preferred:
    """The default site that somebody chose in place of the first of his sites."""

    site: str


@dataclass(frozen=True)
class Caller:
    """The person behind a call and what the token makes of him.

    Attributes:
        person: Who calls.
        scopes: The scopes granted.
        levels: Levels at which the operation is open to him: `user` for his own objects, `admin` and
            `compliance` for everybody's, `guest`; empty before an operation was entered.
        overreaches: Whether, by a fault, a user reaches the objects of others.
        acts_freely: Whether, by a fault, a user may act for others.
    """

    person: Person
    scopes: frozenset[str]
    levels: frozenset[str] = frozenset()
    overreaches: bool = False
    acts_freely: bool = False

    @property
    def client(self) -> str:
        """The client for integration tags: here, all tokens of one person are one client."""
        return self.person.email

    @property
    def everywhere(self) -> bool:
        """Whether the caller reaches the objects of everybody in the organisation."""
        return bool(self.levels & {"admin", "compliance"}) or self.overreaches

    def need(self, *any_of: str) -> None:
        """Demand at least one of some scopes.

        Raises:
            ApiError: 403.
        """
        if self.scopes.isdisjoint(any_of):
            raise forbidden()

    def check_site(self, site: str) -> None:
        """Demand that a site which an administrator acts on is one of his.

        Who is no administrator got here for other reasons, and is not asked.

        Raises:
            ApiError: 403.
        """
        if self.person.role == ADMIN_ROLES["admin"] and site not in self.person.manages:
            raise forbidden("The site is not one that the administrator manages.")

    def may_reach(self, owner: Person) -> bool:
        """Tell whether somebody's objects, other than meetings, are open to the caller."""
        return self.everywhere or (owner.email == self.person.email and "user" in self.levels)


def authenticate(call: Call) -> Caller:
    """Find the caller by the bearer token, for operations that ask for no scope.

    Raises:
        ApiError: 401 for a token that is missing, malformed, unknown or expired.
    """
    token = _token(call)
    return Caller(token.person, token.scopes)


def _token(call: Call) -> Token:
    kind, _, text = call.headers.get("authorization", "").partition(" ")
    token = call.emulator.world.token(text.strip()) if kind.lower() == "bearer" else None
    if token is None:
        raise unauthorised()
    return token


def enter(call: Call, operation: str = "") -> Caller:
    """Find the caller and the levels at which the operation is open to him.

    Args:
        call: The request.
        operation: Its name in `grants`; that of the called resource when empty.

    Raises:
        ApiError: 401 without a token that works, 403 when the operation is open at no level.
    """
    token = _token(call)
    operation = operation or call.operation
    faults = call.emulator.faults
    grant = GRANTS[operation]
    opened = [level for level in LEVELS if _is_open(token, operation, level, faults)]
    if not opened:
        raise forbidden()
    # What opens by a fault at a level that has no scopes opens as widely as any level does.
    wrongly = any(not grant.scopes(level) for level in opened)
    levels = frozenset(level if grant.scopes(level) else "admin" for level in opened)
    place, plain = f"{operation}.user", _is_plain(token)
    return Caller(
        token.person,
        token.scopes,
        levels,
        overreaches=wrongly or (plain and faults.unchecked(f"{place}.owner")),
        acts_freely=plain and faults.unchecked(f"{place}.acting"),
    )


def _is_plain(token: Token) -> bool:
    """Whether nothing about a token, or its owner, is above the level of users."""
    higher = ("meeting:admin_", "spark-compliance:")
    role = token.person.role
    return role not in ADMIN_ROLES.values() and not any(scope.startswith(higher) for scope in token.scopes)


def _is_open(token: Token, operation: str, level: str, faults: Faults) -> bool:
    grant, place = GRANTS[operation], f"{operation}.{level}"
    wanted = grant.scopes(level)
    role = token.person.role
    backed = role == ADMIN_ROLES[level] if level in ADMIN_ROLES else (role == "guest") is (level == "guest")
    if not wanted:
        return _is_of(token, level) and faults.unchecked(f"{place}.level")
    if level == "guest":
        held = token.scopes.issuperset(wanted)
        refused = faults.has("scope-refused", place)
    else:
        held = not token.scopes.isdisjoint(wanted)
        refused = any(faults.has("scope-refused", f"{place}.{scope}") for scope in token.scopes)
        refused = refused and len(token.scopes) == 1
    if held and backed:
        return not refused
    if held:
        return faults.unchecked(f"{place}.role")
    only_reads = level != "guest" and grant.writes and all(scope.endswith("_read") for scope in token.scopes)
    # Administrators are users too: what their own column denies, another one would grant.
    lacks_only_this = backed and not (level == "user" and role in ADMIN_ROLES.values())
    return lacks_only_this and faults.unchecked(f"{place}.{'read' if only_reads else 'scope'}")


def _is_of(token: Token, level: str) -> bool:
    """Whether a token is one of that level and of no other."""
    marks = {"admin": ("meeting:admin_",), "compliance": ("spark-compliance:",), "user": ("meeting:",)}
    other = ("meeting:admin_",) if level == "user" else ()
    mark = marks.get(level, ())
    return bool(token.scopes) and all(
        scope.startswith(mark) and not (other and scope.startswith(other)) for scope in token.scopes
    )


def acting_for(call: Call, caller: Caller, host_email: object) -> Person:
    """Find whom the caller acts for: himself, or at the admin level the person of `hostEmail`.

    Naming oneself is no acting for others; answers that clients send back name their host.

    Raises:
        ApiError: 400 for something that is no string, 403 below the admin level, 404 when nobody
            has that address.
    """
    if host_email is None or host_email == "":
        return caller.person
    if not isinstance(host_email, str):
        raise bad_request("'hostEmail' must be a string.")
    faults, what = call.emulator.faults, acting_slips.deed(call.operation)
    above = bool(caller.levels & {"admin", "compliance"})
    if host_email.lower() == caller.person.email:
        if not above and acting_slips.is_on(faults, f"himself.{what}"):
            raise forbidden()
        return caller.person
    if not (above or caller.acts_freely or acting_slips.is_on(faults, f"other.{what}")):
        raise forbidden()
    if above and acting_slips.is_on(faults, f"refused.{what}"):
        raise forbidden()
    person = call.emulator.world.people.get(host_email.lower())
    if person is None:
        raise not_found("'hostEmail' is not the address of anybody in the organization.")
    return person


def named_host(call: Call) -> str | None:
    """Give the `hostEmail` of a call without a body: of the query or, failing that, of the headers."""
    header = None if acting_slips.is_on(call.emulator.faults, "header") else call.headers.get("hostemail")
    return call.query.get("hostEmail") or header


def preferred_site(person: Person, world: World) -> str:
    """Give the default site of somebody who has any: the one he chose or else the first."""
    chosen = world.shelf(_Preferred).get(person.email)
    return chosen.site if chosen is not None else person.sites[0]


def prefer_site(person: Person, site: str, world: World) -> None:
    """Make one of a person's sites his default one, where his new meetings go from now on."""
    world.shelf(_Preferred)[person.email] = _Preferred(site)


def hosting_site(person: Person, wanted: object, world: World, caller: Caller | None = None) -> str:
    """Choose the site for a new meeting: the one asked for, or the person's preferred one.

    Args:
        person: The host.
        wanted: What `siteUrl` says; None for nothing.
        world: The sites.
        caller: Who acts for the host; None for the host himself.

    Raises:
        ApiError: 400 for a site where the person may not host, 403 for people without any and for
            sites that the administrator who acts for the host does not manage.
    """
    if not person.sites:
        raise forbidden("The user has no license to host meetings.")
    acts_for_other = caller is not None and caller.person.email != person.email
    if wanted is None:
        site = preferred_site(person, world)
    elif isinstance(wanted, str) and wanted in world.sites and wanted in person.sites:
        site = wanted
    elif caller is not None and acting_slips.is_on(world.faults, f"create.{_ANY_SITE[acts_for_other]}"):
        site = preferred_site(person, world)
    else:
        raise bad_request("'siteUrl' is not a site of the meeting host.")
    if caller is not None and acts_for_other and not acting_slips.is_on(world.faults, "unmanaged-site"):
        caller.check_site(site)
    return site


def is_invited(found: Found, person: Person) -> bool:
    """Tell whether a person is among the invitees of a meeting."""
    invitees = found.series.invitees_of(found.occurrence, found.instance)
    return any(each.email.lower() == person.email for each in invitees)


def find_for_reading(call: Call, meeting_id: str, caller: Caller, person: Person) -> tuple[Found, bool]:
    """Find a meeting that a person may read, and whether he sees what only hosts see.

    Others than the host and the invitees may read it with the meeting's password in a `password`
    header (`rest-wire`, 4).

    Args:
        call: The request.
        meeting_id: The id of a series, a scheduled meeting or an instance.
        caller: Who calls.
        person: The caller, or whom he acts for.

    Raises:
        ApiError: 404 for what does not exist or is not for him.
    """
    found = call.emulator.world.find(meeting_id, call.emulator.clock.now())
    if found is None:
        raise not_found()
    if found.series.host == person or caller.overreaches:
        return found, True
    offered = call.headers.get("password")
    if is_invited(found, person) or (offered and offered == found.series.settings["password"]):
        return found, False
    raise not_found()


def find_for_writing(call: Call, meeting_id: str, caller: Caller, person: Person) -> Found:
    """Find a meeting that a person may change: one that he hosts.

    Raises:
        ApiError: 403 for an invitee, 404 for everybody else.
    """
    found, host = find_for_reading(call, meeting_id, caller, person)
    if not host:
        raise forbidden("Only the host can do this.")
    return found
