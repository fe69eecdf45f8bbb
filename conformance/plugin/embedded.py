"""The embedded reference emulator as a target."""

from __future__ import annotations

from dataclasses import replace

from conformance.emulator import Emulator, RunningEmulator, serve
from conformance.targets import Actor, Limits, Profile, Traits

__all__ = ["KINDS", "profile", "rehearsal", "start"]

_ACTORS = {
    "admin": "admin",
    "officer": "compliance",
    "host": "user",
    "other": "user",
    "attendee": "user",
    "guest": "guest",
}
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
        digest="sha256:" + "0" * 64,
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
        ),
        limits=Limits(requests_per_second=0, max_requests=100_000, max_creations=10_000),
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
        name=f"Rehearsal for {real.name}",
        control=ours.control if real.control else None,
        staging=real.staging,
        editions=real.editions,
        # What the site calls its tracking codes, the emulator does not know: its own stand in for them.
        traits=replace(
            ours.traits,
            cannot_carry=traits.cannot_carry,
            tracking_code=traits.tracking_code and ours.traits.tracking_code,
            tracking_select=traits.tracking_select and ours.traits.tracking_select,
            tracking_default=traits.tracking_default and ours.traits.tracking_default,
            room_id=traits.room_id,
        ),
        limits=replace(real.limits, requests_per_second=0),
    )
