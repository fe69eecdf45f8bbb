"""The embedded reference emulator as a target."""

from __future__ import annotations

from conformance.emulator import Emulator, RunningEmulator, serve
from conformance.targets import Actor, Limits, Profile, Traits

__all__ = ["profile", "start"]


def start() -> RunningEmulator:
    """Serve a fresh emulator on a free loopback port of this machine."""
    return serve(Emulator())


def profile(rest: str, control: str) -> Profile:
    """The profile of an embedded emulator at these addresses."""
    host = next(person for person in Emulator().population if person.role == "host")
    return Profile(
        name="Embedded reference emulator",
        digest="sha256:" + "0" * 64,
        rest=rest,
        control=control,
        staging=("control", "api", "discover"),
        actors={"host": Actor(name="host", scopes=tuple(sorted(host.scopes)), literal=host.token)},
        traits=Traits(tracking_code=("Department", "Sales")),
        limits=Limits(requests_per_second=0),
    )
