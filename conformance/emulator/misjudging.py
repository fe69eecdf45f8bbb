"""Faults of judgement: an update that should be refused is accepted, or the other way round.

A place says which update it is, by what the service itself sees of it, so that one fault touches one
boundary and no other. An update that is wrongly accepted changes nothing; it only looks accepted.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from conformance.emulator.errors import ApiError, invalid
from conformance.emulator.times import minute, read_time, read_zone
from conformance.emulator.updates import update

if TYPE_CHECKING:
    from conformance.emulator.world import Found, World

__all__ = ["update_or_misjudge"]


def update_or_misjudge(
    found: Found, meeting_id: str, body: dict[str, Any], world: World, client: str, misjudged: frozenset[str]
) -> bool:
    """Update as `update` does, except that an update that a fault names gets the opposite judgement.

    Raises:
        ApiError: 400, rightly or wrongly.
    """
    if not misjudged or misjudged.isdisjoint(_places(found, body, world.clock.now())):
        return update(found, meeting_id, body, world, client)
    try:
        update(deepcopy(found), meeting_id, body, world, client)
    except ApiError:
        return False
    raise invalid("This update is refused.")


def _places(found: Found, body: dict[str, Any], now: datetime) -> set[str]:
    """Every place that describes this update."""
    series, occurrence = found.series, found.occurrence
    if found.instance is not None:
        return {f"instance:{found.instance.state}"}
    kind = "scheduledMeeting" if occurrence else "meetingSeries"
    places = set()
    live = series.live(occurrence)
    if live is not None and live.began:
        places.add(f"running:{kind}")
    elif any(
        run.began and (occurrence is None or run.original == occurrence.original) for run in series.runs
    ):
        places.add(f"over:{kind}")
    start, end = _moments(body, now)
    if start is not None and occurrence is not None:
        number = 1 + sum(
            each.original < occurrence.original for each in series.occurrences(occurrence.original)
        )
        places.add(f"moved:{number}:{_minutes(start - occurrence.original)}")
    elif start is not None:
        places.add(f"moved:0:{_minutes(start - series.start)}")
    if start is not None and end is not None:
        places.add(f"lasting:{kind}:{_minutes(end - start)}")
    return places


def _moments(body: dict[str, Any], now: datetime) -> tuple[datetime | None, datetime | None]:
    """The new start and end; None for what is absent or unreadable."""
    found: list[datetime | None] = []
    for name in ("start", "end"):
        try:
            zone = read_zone(body["timezone"]) if "timezone" in body else None
            found.append(minute(read_time(body[name], name, zone)))
        except (ApiError, KeyError):
            found.append(None)
    start, end = found
    if start is not None and start == minute(now):
        start += timedelta(minutes=1)
    return start, end


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
