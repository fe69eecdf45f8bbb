"""Who calls, what the token allows, and which meetings the caller may see.

Sources: `guide`, "Meetings API Scopes", "Scopes and User Roles" and, for `hostEmail`,
"Admin/Organization Level Authentication and Scopes".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.emulator.errors import bad_request, forbidden, not_found, unauthorised
from conformance.emulator.people import ADMIN_SCOPES, COMPLIANCE_SCOPES, USER_SCOPES

if TYPE_CHECKING:
    from conformance.emulator.people import Person
    from conformance.emulator.wire import Call
    from conformance.emulator.world import Found, World

__all__ = ["Caller", "acting_for", "authenticate", "find_for_reading", "find_for_writing", "hosting_site"]

_NEEDS_ROLE = dict.fromkeys(ADMIN_SCOPES, "org-admin") | dict.fromkeys(
    COMPLIANCE_SCOPES, "compliance-officer"
)
_GUESTS_LACK = USER_SCOPES


@dataclass(frozen=True)
class Caller:
    """The person behind a call and what the token makes of him.

    Attributes:
        person: Who calls.
        scopes: The scopes that count: granted, and backed by the person's role.
    """

    person: Person
    scopes: frozenset[str]

    @property
    def client(self) -> str:
        """The client for integration tags: here, all tokens of one person are one client."""
        return self.person.email

    def need(self, *any_of: str) -> None:
        """Demand at least one of some scopes.

        Raises:
            ApiError: 403.
        """
        if self.scopes.isdisjoint(any_of):
            raise forbidden()


def authenticate(call: Call) -> Caller:
    """Find the caller by the bearer token.

    Raises:
        ApiError: 401 for a token that is missing, malformed, unknown or expired.
    """
    kind, _, text = call.headers.get("authorization", "").partition(" ")
    token = call.emulator.world.token(text.strip()) if kind.lower() == "bearer" else None
    if token is None:
        raise unauthorised()
    role = token.person.role
    scopes = frozenset(scope for scope in token.scopes if _NEEDS_ROLE.get(scope, role) == role)
    return Caller(token.person, scopes - _GUESTS_LACK if role == "guest" else scopes)


def acting_for(call: Call, caller: Caller, host_email: object, scope: str) -> Person:
    """Find whom the caller acts for: himself, or with an admin scope the person of `hostEmail`.

    Naming oneself is no acting for others; answers that clients send back name their host.

    Raises:
        ApiError: 400 for something that is no string, 403 without the admin scope, 404 when nobody
            has that address.
    """
    if host_email is None or host_email == "":
        return caller.person
    if not isinstance(host_email, str):
        raise bad_request("'hostEmail' must be a string.")
    if host_email.lower() == caller.person.email:
        return caller.person
    caller.need(scope)
    person = call.emulator.world.people.get(host_email.lower())
    if person is None:
        raise not_found("'hostEmail' is not the address of anybody in the organization.")
    return person


def hosting_site(person: Person, wanted: object, world: World) -> str:
    """Choose the site for a new meeting: the one asked for, or the person's preferred one.

    Raises:
        ApiError: 400 for a site where the person may not host, 403 for people without any.
    """
    if not person.sites:
        raise forbidden("The user has no license to host meetings.")
    if wanted is None:
        return person.sites[0]
    if not isinstance(wanted, str) or wanted not in world.sites or wanted not in person.sites:
        raise bad_request("'siteUrl' is not a site of the meeting host.")
    return wanted


def is_invited(found: Found, person: Person) -> bool:
    """Tell whether a person is among the invitees of the series."""
    return any(each["email"].lower() == person.email for each in found.series.invitees)


def find_for_reading(call: Call, meeting_id: str, person: Person) -> tuple[Found, bool]:
    """Find a meeting that a person may read, and whether he sees what only hosts see.

    Others than the host and the invitees may read it with the meeting's password in a `password`
    header (`rest-wire`, 4).

    Raises:
        ApiError: 404 for what does not exist or is not for him.
    """
    found = call.emulator.world.find(meeting_id, call.emulator.clock.now())
    if found is None:
        raise not_found()
    if found.series.host == person:
        return found, True
    offered = call.headers.get("password")
    if is_invited(found, person) or (offered and offered == found.series.settings["password"]):
        return found, False
    raise not_found()


def find_for_writing(call: Call, meeting_id: str, person: Person) -> Found:
    """Find a meeting that a person may change: one that he hosts.

    Raises:
        ApiError: 403 for an invitee, 404 for everybody else.
    """
    found, host = find_for_reading(call, meeting_id, person)
    if not host:
        raise forbidden("Only the host can do this.")
    return found
