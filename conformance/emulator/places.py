"""Where a fault of judgement can be: updates, told apart by what the service sees of them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from conformance.emulator.errors import ApiError
from conformance.emulator.sent import is_sent_place, was_sent
from conformance.emulator.times import minute, read_time, read_zone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance.emulator.world import Found

__all__ = ["PLACES", "is_place", "is_there"]

PLACES = {
    "moved": "moved:<n>:<minutes>, the n-th scheduled meeting (0: the series) by so much from its start",
    "lasting": "lasting:<type>:<minutes>, a new duration, negative when the end comes first",
    "running": "running:<type>, while an instance is in progress",
    "over": "over:<type>, after an instance of it has ended",
    "instance": "instance:<state>[.<scheduled type>], of an instance itself",
    "sent": "sent:<kind>:<path>=<shape>[&<path>=<shape>...], by what was sent",
    "fraction": "fraction:<start|end>:<seconds>, a time with these seconds as written",
    "same-minute": "same-minute, a start within the present minute",
}
_TYPE = "(meetingSeries|scheduledMeeting)"
_FORMS = {
    kind: re.compile(kind + form, re.ASCII)
    for kind, form in {
        "moved": r":\d+:-?\d+",
        "lasting": rf":{_TYPE}:-?\d+",
        "running": f":{_TYPE}",
        "over": f":{_TYPE}",
        "instance": r":(lobby|inProgress|ended)(\.(webinar|personalRoomMeeting))?",
        "fraction": r":(start|end):\d\d([.,]\d+)?",
        "same-minute": "",
    }.items()
}
_SECONDS = re.compile(r"T\d\d:?\d\d:?(\d\d(?:[.,]\d+)?)")


def is_place(place: str) -> bool:
    """Whether a fault of judgement can be there."""
    kind, _, whole = place.partition(":")
    if kind == "sent":
        return is_sent_place(whole)
    form = _FORMS.get(kind)
    return form is not None and form.fullmatch(place) is not None


def is_there(places: Iterable[str], found: Found, body: dict[str, Any], now: datetime) -> bool:
    """Whether one of some places describes an update.

    Args:
        places: The places, as `is_place` accepts them.
        found: What the id of the update names.
        body: The body of the update as it came.
        now: The present.
    """
    wanted = set(places)
    if not wanted:
        return False
    if not wanted.isdisjoint(_described(found, body, now)):
        return True
    return any(was_sent(each[5:], found, body) for each in wanted if each.startswith("sent:"))


def _described(found: Found, body: dict[str, Any], now: datetime) -> set[str]:
    """Every place of a fixed form that describes this update."""
    series, occurrence = found.series, found.occurrence
    if found.instance is not None:
        kind = series.settings["scheduledType"]
        return {f"instance:{found.instance.state}" + ("" if kind == "meeting" else f".{kind}")}
    kind = "scheduledMeeting" if occurrence else "meetingSeries"
    places = _written(body)
    live = series.live(occurrence)
    if live is not None and live.began:
        places.add(f"running:{kind}")
    elif any(
        run.began and (occurrence is None or run.original == occurrence.original) for run in series.runs
    ):
        places.add(f"over:{kind}")
    start, end = _moments(body)
    if start is not None and start == minute(now):
        places.add("same-minute")
        start += timedelta(minutes=1)
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


def _written(body: dict[str, Any]) -> set[str]:
    """The seconds of times as they were written."""
    matches = {name: _SECONDS.search(str(body.get(name))) for name in ("start", "end")}
    return {f"fraction:{name}:{match[1]}" for name, match in matches.items() if match}


def _moments(body: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    """The new start and end, to the minute; None for what is absent or unreadable."""
    found: list[datetime | None] = []
    for name in ("start", "end"):
        try:
            zone = read_zone(body["timezone"]) if "timezone" in body else None
            found.append(minute(read_time(body[name], name, zone)))
        except (ApiError, KeyError):
            found.append(None)
    return found[0], found[1]


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
