"""The embedded reference emulator as a target."""

from __future__ import annotations

from dataclasses import replace

from conformance.contract.xsd import EDITIONS
from conformance.emulator import Emulator, RunningEmulator, serve
from conformance.plugin.options import NO_PROFILE
from conformance.targets import Actor, Limits, Profile, Traits, XmlDoor, XmlLogin

__all__ = ["KINDS", "profile", "rehearsal", "start"]

_ACTORS = {
    "admin": "admin",
    "officer": "compliance",
    "host": "user",
    "other": "user",
    "attendee": "user",
    "guest": "guest",
}
_ROLES = ("user", "admin", "compliance", "guest")
KINDS = ("control", "api")
"""Kinds of targets that can be rehearsed without a profile."""


def start() -> RunningEmulator:
    """Serve a fresh emulator on a free loopback port of this machine."""
    return serve(Emulator())


def profile(rest: str, control: str) -> Profile:
    """The profile of an embedded emulator at these addresses."""
    people = dict(zip(_ACTORS, Emulator().population, strict=True))
    return Profile(
        name="Embedded reference emulator",
        digest=NO_PROFILE,
        rest=rest,
        control=control,
        staging=("control", "api", "discover"),
        actors={
            name: Actor(
                name=name,
                role=_ACTORS[name],
                scopes=tuple(sorted(people[name].scopes)),
                literal=people[name].token,
            )
            for name in sorted(people, key="host".__ne__)
            if name != "attendee"
        },
        traits=Traits(
            tracking_code=("Department", "Sales"),
            tracking_select="Department",
            tracking_default=("Region", "Highlands", "Coast"),
            room_id="conformance-room",
            unmanaged_site="west-example.webex.com",
        ),
        limits=Limits(requests_per_second=0, max_requests=100_000, max_creations=10_000),
        editions={"rest": "guide-2025", "xml": EDITIONS[-1]},
        xml=XmlDoor(
            address=f"{rest.removesuffix('/v1')}/WBXService/XMLService",
            site="north-example",
            users=True,
            logins={
                name: XmlLogin(
                    name=name,
                    webex_id=people[name].email.partition("@")[0],
                    email=people[name].email,
                    literal=people[name].password,
                )
                for name in people
                if name != "guest"
            },
        ),
    )


def rehearsal(running: RunningEmulator, real: Profile | None, *, control: bool = False) -> Profile:
    """The profile of an embedded emulator that stands in for a target.

    Args:
        running: the emulator.
        real: the target's profile; None for one that can do everything and has no limits.
        control: whether a target without a profile has the control API.
    """
    ours = profile(running.base_url, running.control_url)
    if real is None:
        staging = ours.staging if control else ("api", "discover")
        return replace(ours, staging=staging, control=ours.control if control else None)
    traits = real.traits
    return replace(
        ours,
        actors=_cast_as(running.emulator, ours, real),
        name=f"Rehearsal for {real.name}",
        control=ours.control if real.control else None,
        staging=real.staging,
        editions=real.editions if real.xml else {"rest": real.editions["rest"]},
        xml=_xml_as(ours, real),
        # What the site calls its tracking codes, the emulator does not know: its own stand in for them.
        traits=replace(
            ours.traits,
            cannot_carry=traits.cannot_carry,
            tracking_code=traits.tracking_code and ours.traits.tracking_code,
            tracking_select=traits.tracking_select and ours.traits.tracking_select,
            tracking_default=traits.tracking_default and ours.traits.tracking_default,
            room_id=traits.room_id,
            unmanaged_site=traits.unmanaged_site and ours.traits.unmanaged_site,
        ),
        limits=replace(real.limits, requests_per_second=0),
    )


def _cast_as(emulator: Emulator, ours: Profile, real: Profile) -> dict[str, Actor]:
    """The target's actors, each played by one of our people in the same role, with the scopes it claims.

    With the control API, which makes tokens, and for an actor whose scopes nobody states, our person has all.
    """
    people = {person.token: person for person in emulator.population}
    spare = {role: [one for one in ours.actors.values() if one.role == role] for role in _ROLES}
    played: dict[str, Actor] = {}
    cast: dict[str, Actor] = {}
    for name, actor in sorted(
        real.actors.items(), key=lambda item: (item[1].who != item[0], item[0] != "host")
    ):
        if actor.who not in played:
            if not spare[actor.role]:
                continue  # our people are few
            played[actor.who] = spare[actor.role].pop(0)
        part = played[actor.who]
        token, scopes = part.literal, part.scopes
        if actor.scopes and not real.control and token:
            scopes = actor.scopes
            with emulator.lock:
                token = emulator.world.mint(people[token], frozenset(scopes))
        cast[name] = replace(actor, scopes=scopes, literal=token, env=None, command=())
    return {name: cast[name] for name in real.actors if name in cast}


def _xml_as(ours: Profile, real: Profile) -> XmlDoor | None:
    """The target's XML API, played by ours: what it lets the suite do, and who may sign in."""
    if real.xml is None or ours.xml is None:
        return None
    logins = {name: login for name, login in ours.xml.logins.items() if name in real.xml.logins}
    return replace(
        ours.xml, logins=logins, users=real.xml.users, retired=real.xml.retired, traits=real.xml.traits
    )
