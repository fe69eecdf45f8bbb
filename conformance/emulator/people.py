"""The people of the emulator: fixed, few, each with a role, a password and one ready-made token.

Roles and scopes follow the `guide`, sections "User Level Authentication and Scopes",
"Admin/Organization Level Authentication and Scopes", "Compliance Officer Level Authentication and
Scopes" and "Scopes and User Roles".
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

__all__ = [
    "ADMIN_SCOPES",
    "COMPLIANCE_SCOPES",
    "GUEST_SCOPES",
    "NORTH",
    "POPULATION",
    "SOUTH",
    "USER_SCOPES",
    "WEST",
    "Person",
]

NORTH = "north-example.webex.com"
SOUTH = "south-example.webex.com"
WEST = "west-example.webex.com"

USER_SCOPES = frozenset(
    f"meeting:{resource}_{access}"
    for resource in ("schedules", "recordings", "transcripts", "preferences", "participants", "controls")
    for access in ("read", "write")
)
ADMIN_SCOPES = frozenset(
    f"meeting:admin_{name}"
    for name in (
        *("schedule_read", "schedule_write", "recordings_read", "recordings_write", "transcripts_read"),
        *("preferences_read", "preferences_write", "participants_read", "config_read", "config_write"),
    )
)
COMPLIANCE_SCOPES = frozenset(
    f"spark-compliance:{resource}_{access}"
    for resource in ("meetings", "meeting_transcripts")
    for access in ("read", "write")
)
GUEST_SCOPES = frozenset({"webex-squared:locus_participant", "spark:all"})

_ORGANISATION = "5c0d1b52-61fd-4c3e-9a5e-2f8f4f0a7e11"


def _public_id(kind: str, uuid: str) -> str:
    text = f"ciscospark://us/{kind}/{uuid}"
    return base64.b64encode(text.encode()).decode().rstrip("=")


@dataclass(frozen=True)
class Person:
    """Somebody who can call the emulator.

    Attributes:
        email: The address, also the name of the person everywhere else.
        display_name: The name that answers show.
        role: `org-admin`, `compliance-officer`, `host`, `attendee` or `guest`.
        password: For the forms of sign-in that take one.
        token: The ready-made access token.
        scopes: The scopes of that token.
        uuid: The bare identifier inside the person's public id.
        sites: Site addresses where the person may host, the preferred one first.
        host_key: Six digits with which the person claims the host role.
    """

    email: str
    display_name: str
    role: str
    password: str
    token: str
    scopes: frozenset[str]
    uuid: str
    sites: tuple[str, ...] = ()
    host_key: str = ""

    @property
    def id(self) -> str:
        """The public id: unpadded base64 of a `ciscospark` address (`rest-wire`, 5)."""
        return _public_id("PEOPLE", self.uuid)

    @property
    def manages(self) -> tuple[str, ...]:
        """Addresses of the sites that the person administers."""
        return (NORTH, SOUTH) if self.role == "org-admin" else ()

    @property
    def org_id(self) -> str:
        """The public id of the organisation, the same for everybody."""
        return _public_id("ORGANIZATION", _ORGANISATION)

    def shown(self) -> dict[str, object]:
        """Give the person as the People resource shows it."""
        first, _, last = self.display_name.partition(" ")
        return {
            "id": self.id,
            "emails": [self.email],
            "displayName": self.display_name,
            "nickName": first,
            "firstName": first,
            "lastName": last,
            "orgId": self.org_id,
            "created": "2024-02-05T08:30:00.000Z",
            "lastModified": "2025-06-17T11:45:00.000Z",
            "status": "unknown",
            "invitePending": False,
            "loginEnabled": True,
            "type": "person",
        }


_HOST_SCOPES = USER_SCOPES | {"spark:all"}

POPULATION = (
    Person(
        email="ivy.admin@example.com",
        display_name="Ivy Larsson",
        role="org-admin",
        password="Granite-Admin-41",  # noqa: S106 - a made-up person's password is data here
        token="emulator-admin-token-QmV0d2VlbiB0aGUgZG9jdW1lbnRzIGFuZCB0aGUgd2lyZQ_P0A1",  # noqa: S106 - as above
        scopes=ADMIN_SCOPES | _HOST_SCOPES,
        uuid="0b9a1f3e-7c4e-4a54-8d0f-6a0c5c1d9e01",
        sites=(NORTH,),
        host_key="410217",
    ),
    Person(
        email="noor.officer@example.com",
        display_name="Noor Haddad",
        role="compliance-officer",
        password="Granite-Officer-42",  # noqa: S106 - as above
        token="emulator-officer-token-VGhlIGRvY3VtZW50cyBhcmUgcmVhZCB0d2ljZQ_P0A2",  # noqa: S106 - as above
        scopes=COMPLIANCE_SCOPES,
        uuid="1f4e8c77-2b0d-4f39-b8a6-90d3e7f1ac02",
        sites=(NORTH,),
    ),
    Person(
        email="theo.host@example.com",
        display_name="Theo Okafor",
        role="host",
        password="Granite-Host-43",  # noqa: S106 - as above
        token="emulator-host-1-token-SG9zdHMgb3BlbiB0aGUgZG9vciBvZiBtZWV0aW5ncw_P0A3",  # noqa: S106 - as above
        scopes=_HOST_SCOPES,
        uuid="2c6d0a91-5e8f-4b67-9f12-3d7b8e4a6f03",
        sites=(NORTH, SOUTH, WEST),
        host_key="738264",
    ),
    Person(
        email="mira.host@example.com",
        display_name="Mira Castellanos",
        role="host",
        password="Granite-Host-44",  # noqa: S106 - as above
        token="emulator-host-2-token-QW5vdGhlciBob3N0IG9mIG90aGVyIG1lZXRpbmdz_P0A4",  # noqa: S106 - as above
        scopes=_HOST_SCOPES,
        uuid="3e1b7f48-9a2c-4d05-86e4-b5c9f2d07a04",
        sites=(NORTH,),
        host_key="295603",
    ),
    Person(
        email="sam.attendee@example.com",
        display_name="Sam Whitfield",
        role="attendee",
        password="Granite-Attendee-45",  # noqa: S106 - as above
        token="emulator-attendee-token-QXR0ZW5kZWVzIHdhaXQgaW4gdGhlIGxvYmJ5_P0A5",  # noqa: S106 - as above
        scopes=USER_SCOPES,
        uuid="4a8f2d6c-0e73-4c1b-a9d8-7f6e5b3c2d05",
    ),
    Person(
        email="gale.guest@example.com",
        display_name="Gale Moreau",
        role="guest",
        password="Granite-Guest-46",  # noqa: S106 - as above
        token="emulator-guest-token-R3Vlc3RzIGFyZSBub3QgaW4gdGhlIGRpcmVjdG9yeQ_P0A6",  # noqa: S106 - as above
        scopes=GUEST_SCOPES,
        uuid="5d2c9b1a-4f86-4e7d-b3a0-8c1f6d9e4b06",
    ),
)
