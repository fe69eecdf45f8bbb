"""What one door does not hear of the other when `doors.` deviations are on; without them nothing at all.

The world stays right. Only what a door shows of a meeting that the other one made or changed is wrong, one
field at a time, so that each deviation is seen at one place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from conformance.emulator.views import render
from conformance.emulator.world import Found
from conformance.emulator.xml.slips.doors import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conformance.emulator.meetings import Series
    from conformance.emulator.world import World
    from conformance.emulator.xml.security import Caller
    from conformance.emulator.xml.writing import Element

__all__ = [
    "after_change",
    "after_creation",
    "before_change",
    "is_gone",
    "kept",
    "made_by_rest",
    "shown",
    "take_away",
]

_NEVER = "1999-12-31T00:00:00Z"
_WRONG = {"start": _NEVER, "end": _NEVER, "timezone": "Antarctica/Troll", "recurrence": "FREQ=YEARLY;COUNT=1"}


@dataclass
class _Past:
    """What is remembered of a meeting while deviations are on.

    Attributes:
        series: The meeting.
        as_made: What GetMeeting showed of it when XML made it; empty for a meeting that REST made.
        as_rest_made: What REST showed before XML changed it for the first time.
        gone: Whether DelMeeting deleted it.
    """

    series: Series
    as_made: list[Element] = field(default_factory=list)
    as_rest_made: dict[str, Any] = field(default_factory=dict)
    gone: bool = False


def _past(world: World, series: Series) -> _Past:
    return world.shelf(_Past).setdefault(series.id, _Past(series))


def _on(world: World, way: str) -> Iterator[tuple[str, str]]:
    """Give property and element of each field that does not take a way."""
    for name in sorted(world.faults.those("xml-slips")):
        prefix, _, place = name.partition(".")
        one, _, its_way = place.partition(".")
        if prefix == "doors" and its_way == way and one in FIELDS:
            yield FIELDS[one]


def _any_on(world: World) -> bool:
    return any(name.startswith("doors.") for name in world.faults.those("xml-slips"))


def made_by_rest(world: World, series: Series) -> bool:
    """Whether REST made a meeting; known while a deviation is on."""
    past = world.shelf(_Past).get(series.id)
    return past is None or not past.as_made


def after_creation(world: World, series: Series, show: Callable[[], list[Element]]) -> None:
    """Let REST show wrong values of a meeting that XML made, of which `show` gives what XML shows."""
    if not _any_on(world):
        return
    _past(world, series).as_made = show()
    rest = render(Found(series), world.clock.now())
    for path, _ in _on(world, "xml-to-rest"):
        _force(series, path, _wrong(path, _at(rest, path)))


def before_change(world: World, series: Series) -> None:
    """Remember what REST shows of a meeting that it made."""
    if _any_on(world) and made_by_rest(world, series):
        past = _past(world, series)
        past.as_rest_made = past.as_rest_made or render(Found(series), world.clock.now())


def after_change(world: World, series: Series) -> None:
    """Let REST go on showing what it showed before SetMeeting."""
    past = world.shelf(_Past).get(series.id)
    if past is None or not past.as_rest_made:
        return
    for path, _ in _on(world, "xml-update-to-rest"):
        _force(series, path, _at(past.as_rest_made, path))


def shown(caller: Caller, series: Series, elements: list[Element]) -> list[Element]:
    """Give what GetMeeting shows: less of what REST made, and nothing new of what REST changed."""
    world = caller.world
    if made_by_rest(world, series):
        way, donor = "rest-to-xml", []
    else:
        way, donor = "rest-update-to-xml", _past(world, series).as_made
    for _, path in _on(world, way):
        elements = _graft(elements, path.split("/"), donor)
    return elements


def kept(caller: Caller, key: int) -> Series | None:
    """Find a meeting that XML made and that only REST deleted."""
    if not caller.slips("doors.delete.rest-to-xml"):
        return None
    pasts = caller.world.shelf(_Past).values()
    made = (past.series for past in pasts if past.as_made and not past.gone)
    return next((series for series in made if series.number == str(key)), None)


def take_away(caller: Caller, series: Series) -> bool:
    """Note that DelMeeting deleted a meeting; give whether REST is to go on finding it."""
    world = caller.world
    if not _any_on(world):
        return False
    past = _past(world, series)
    past.gone = True
    return caller.slips("doors.delete.xml-to-rest") and not past.as_made


def is_gone(world: World, series: Series) -> bool:
    """Whether DelMeeting deleted a meeting, though REST may still find it."""
    past = world.shelf(_Past).get(series.id)
    return past is not None and past.gone


def _at(body: dict[str, Any], path: str) -> Any:
    value: Any = body
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _wrong(path: str, value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case list():
            return []
        case _:
            return _WRONG.get(path, "?!")


def _force(series: Series, path: str, value: Any) -> None:
    """Let REST show a value of a series, and of its first scheduled meeting, by which lists show it."""
    group, _, name = path.partition(".")
    for original in (None, series.start):
        sent = series.forced.setdefault(original, {})
        if name:
            sent.setdefault(group, {})[name] = value
        else:
            sent[group] = value


def _graft(elements: list[Element], path: list[str], donor: list[Element]) -> list[Element]:
    """Give elements with those at a path replaced by the donor's, which may have none there."""
    grown: list[Element] = []
    theirs = [each for each in donor if _local(each[0]) == path[0]]
    for name, value in elements:
        if _local(name) != path[0]:
            grown.append((name, value))
        elif len(path) > 1 and isinstance(value, list):
            inner = theirs[0][1] if theirs and isinstance(theirs[0][1], list) else []
            grown.append((name, _graft(value, path[1:], inner)))
        else:
            grown += theirs
            theirs = []
    return grown


def _local(name: str) -> str:
    return name.rpartition(":")[2]
