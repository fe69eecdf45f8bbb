"""Recordings as the control API asks for them: their own moments, kinds and lookers-on.

Trainings and classic events are no meetings of this emulator, yet their recordings are listed; these
are of a meeting that there is no more.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, get_args

from conformance.emulator.errors import ApiError, bad_request, not_found
from conformance.emulator.fields import Email, Flag, Group, Items, Text
from conformance.emulator.meetings import stamp
from conformance.emulator.resources.leavings import Origin, Somebody, origin_of
from conformance.emulator.resources.recordings import Access, Kind, Recording, usual_topic
from conformance.emulator.times import read_time

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.emulator.world import Found, World

__all__ = ["plant"]

_FLAGS = ("viewed", "downloaded", "registered")
_ACCESS = Group(
    {"email": Email(), "name": Text(256), "time": Text(64), **{name: Flag() for name in _FLAGS}}, ("email",)
)
_SEED = Group(
    {
        "hostEmail": Email(),
        "siteUrl": Text(256, 1),
        "name": Text(512, 1),
        "kind": Text(words=get_args(Kind)),
        "startedAt": Text(64),
        "storedAt": Text(64),
        "accesses": Items(_ACCESS, 100),
    }
)
_LENGTH = timedelta(minutes=30)


def _strict(group: Group, value: Any, where: str) -> None:
    for name in value if isinstance(value, dict) else ():
        if name not in group.members:
            raise bad_request(f"'{where}.{name}' is not known here.")


def plant(world: World, value: Any, found: Found | None, now: datetime) -> str:
    """Make a recording.

    Args:
        world: Where it is kept.
        value: What the control API was sent as `recording`.
        found: The meeting instance that left it; None for a meeting that there is no more, whose host
            the value names.
        now: The present, at which it comes into being unless the value says when.

    Returns:
        Its id.

    Raises:
        ApiError: 400, the value is not right; 404, there is no such host or site.
    """
    _strict(_SEED, value, "recording")
    seed = _SEED.check(value, "recording")
    for each in value.get("accesses", ()):
        _strict(_ACCESS, each, "recording.accesses")
    if (found is None) is ("hostEmail" not in seed):
        raise bad_request("Either 'meetingId' or 'recording.hostEmail' is required, and not both.")
    if found is not None and "siteUrl" in seed:
        raise bad_request("'recording.siteUrl' goes with 'recording.hostEmail' alone.")
    stored = _moment(seed, "storedAt") or now
    started = _moment(seed, "startedAt")
    origin = (
        origin_of(world, found, now) if found else _gone(world, seed, started or stored - _LENGTH, stored)
    )
    started = started or origin.start
    if stored < started:
        raise bad_request("'recording.storedAt' cannot be before 'recording.startedAt'.")
    recording = Recording(
        origin,
        topic=seed.get("name") or usual_topic(world, origin),
        created=stored,
        accesses=[_access(each, stored) for each in seed.get("accesses", ())],
        seeded_kind=seed.get("kind"),
        pressed=started,
    )
    world.shelf(Recording)[recording.id] = recording
    return recording.id


def _moment(given: dict[str, Any], name: str) -> datetime | None:
    return read_time(given[name], f"recording.{name}") if name in given else None


def _access(given: dict[str, Any], stored: datetime) -> Access:
    """Read one look; one that says nothing else is a view right after the file was there."""
    email = given["email"].lower()
    return Access(
        given.get("name") or email.partition("@")[0],
        email,
        _moment(given, "time") or stored,
        viewed=given.get("viewed", True),
        downloaded=given.get("downloaded", False),
        registered=given.get("registered", False),
    )


def _gone(world: World, seed: dict[str, Any], start: datetime, end: datetime) -> Origin:
    """Describe a meeting of which nothing but its recording is left."""
    host = world.people.get(seed["hostEmail"].lower())
    if host is None or not host.sites:
        raise not_found(f"There is no host '{seed['hostEmail']}'.")
    site = seed.get("siteUrl", host.sites[0])
    if site not in host.sites:
        raise ApiError(404, f"'{seed['hostEmail']}' does not host on '{site}'.")
    series_id = secrets.token_hex(16)
    return Origin(
        host=host,
        site=site,
        series_id=series_id,
        scheduled_id=f"{series_id}_{stamp(start)}",
        meeting_id=f"{series_id}_I_{secrets.randbelow(9 * 10**17) + 10**17}",
        title=seed.get("name", "A meeting of the past"),
        start=start,
        end=max(start, end),
        webinar=seed.get("kind") == "webinar",
        tags={},
        cast=(Somebody(host.display_name, host.email, start, end, host),),
    )
