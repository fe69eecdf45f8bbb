"""A target's profile, as values. Files become profiles in `loading`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

__all__ = ["Actor", "Deviation", "Limits", "Profile", "Traits", "XmlDoor", "XmlLogin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One credential: who, with what role and scopes.

    Attributes:
        name: what cases and reports call the actor, e.g. `host`.
        person: name of the actor whose person this is too, for a second token of somebody; empty for
            somebody else than all the others.
        env: the environment variable that holds the credential, or None.
        command: the program and arguments that print it, or empty.
        literal: the credential itself; only the embedded emulator's, never out of a file.
    """

    name: str
    role: str = "user"
    scopes: tuple[str, ...] = ()
    env: str | None = None
    command: tuple[str, ...] = ()
    literal: str | None = field(default=None, repr=False)
    person: str = ""

    @property
    def who(self) -> str:
        """The name that stands for the person: equal for all tokens of one."""
        return self.person or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlLogin:
    """How an actor signs in to the XML API.

    Attributes:
        name: the actor's.
        webex_id: the login name.
        email: the address; the login name where that is one.
        kind: what the credential is: the element that carries it.
        env: the environment variable that holds it, or None.
        command: the program and arguments that print it, or empty.
        literal: the credential itself; only the embedded emulator's, never out of a file.
    """

    name: str
    webex_id: str
    email: str
    kind: str = "password"
    env: str | None = None
    command: tuple[str, ...] = ()
    literal: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlDoor:
    """The XML API of a site.

    Attributes:
        address: the whole address of the service.
        site: the site's name, e.g. `acme` for `acme.webex.com`.
        site_id: its number, where that is to be sent instead.
        logins: by actor.
        users: whether users may be made, whose names carry the run's marker.
        retired: whether the site answers no calls about meetings any more; None when nobody says.
        traits: what kind of site it is, in the words of the control API.
    """

    address: str
    site: str
    site_id: int | None = None
    logins: Mapping[str, XmlLogin] = field(default_factory=dict)
    users: bool = False
    retired: bool | None = None
    traits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What the suite must know of a site before it stages anything there.

    Attributes:
        cannot_carry: attributes that meetings of this site cannot have.
        tracking_code: name and value of a tracking code that the site knows; None for none.
        site_url: the site to create meetings on; None for the actor's preferred one.
        unmanaged_site: a site of the host that the administrator does not manage; None if there is none.
        room_id: a space in which an ad-hoc meeting may be started; None for none.
        tracking_select: name of a tracking code whose value must be one of its options; None for none.
        tracking_default: name, default and another option of a tracking code that has a default.
    """

    cannot_carry: frozenset[str] = frozenset()
    tracking_code: tuple[str, str] | None = None
    site_url: str | None = None
    unmanaged_site: str | None = None
    room_id: str | None = None
    tracking_select: str | None = None
    tracking_default: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a run may cost the target, and how long it waits.

    Attributes:
        requests_per_second: 0 for as fast as it goes.
        max_requests: of the whole run, answers 429 included.
        max_creations: meetings; failed creations count, as they do with the vendor.
        timeout_seconds: for one whole answer.
        max_body_bytes: of one answer, decoded.
        max_wait_seconds: the longest single wait that a throttled request is worth.
    """

    requests_per_second: float = 4.0
    max_requests: int = 3000
    max_creations: int = 90
    timeout_seconds: float = 30.0
    max_body_bytes: int = 5_000_000
    max_wait_seconds: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A rule that the target is known to break, and until when that is accepted."""

    address: str
    reason: str
    since: date
    expires: date
    link: str = ""

    def expired(self, today: date) -> bool:
        """Whether the last accepted day has passed."""
        return today > self.expires


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A site or emulator under test.

    Attributes:
        name: what the report calls it.
        digest: of the profile's text, so that two runs can tell whether theirs was the same.
        rest: base address of the REST API, without a slash at the end.
        control: address of the emulator control API; None when there is none.
        ca_file: certificates to trust beside the usual ones, for a target with its own.
        staging: the providers that may bring it into a situation, in the order of trying.
        editions: what is judged, e.g. `{"rest": "guide-2025"}`.
        xml: the XML API of the site; None when none is to be judged.
    """

    name: str
    digest: str
    rest: str
    actors: dict[str, Actor]
    control: str | None = None
    ca_file: str | None = None
    staging: tuple[str, ...] = ("api", "discover")
    editions: dict[str, str] = field(default_factory=lambda: {"rest": "guide-2025"})
    traits: Traits = field(default_factory=Traits)
    limits: Limits = field(default_factory=Limits)
    known_deviations: tuple[Deviation, ...] = ()
    xml: XmlDoor | None = None
