"""Faults that show in sequences of steps only, each under the name that `walk-slips` gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.errors import invalid

if TYPE_CHECKING:
    from conformance.emulator.faults import Faults
    from conformance.emulator.meetings import Occurrence, Series
    from conformance.emulator.world import Found, World

__all__ = ["NAMES", "check_open", "ghosts", "hides", "lasting", "remember", "spread_title"]

NAMES = {
    "exception-closes": "a series is not updated any more once one of its scheduled meetings was",
    "updated-lasts": "a series of which anything was updated stays inProgress when its meeting has ended",
    "put-forgets": "a PUT takes the agenda out of a series of which anything was updated before",
    "title-spreads": "a new title of a series becomes that of the series created before it as well",
    "deleted-returns": "a deleted scheduled meeting is listed again once its series is updated",
    "drop-hides": "a series is listed no more once one of its scheduled meetings was deleted",
}
"""What each fault does."""

_KIND = "walk-slips"


def remember(found: Found, method: str, body: dict[str, Any], faults: Faults) -> dict[str, Any]:
    """Note that an update is asked for, and give the body that is carried out instead of what was sent."""
    series = found.series
    series.ghosts |= series.gone
    again, series.updated = series.updated, True
    whole = found.occurrence is None and found.instance is None
    if whole and again and method == "PUT" and faults.has(_KIND, "put-forgets"):
        return {"agenda": ""} | body
    return body


def check_open(found: Found, faults: Faults) -> None:
    """Refuse the update of a series that is closed by a scheduled meeting that was updated.

    Raises:
        ApiError: 400.
    """
    exceptional = found.occurrence is None and any(each.modified for each in found.series.kept.values())
    if exceptional and faults.has(_KIND, "exception-closes"):
        raise invalid("This meeting series cannot be updated.")


def spread_title(series: Series, world: World) -> None:
    """Give the title of a series to the one that was created before it."""
    if not world.faults.has(_KIND, "title-spreads"):
        return
    names = list(world.series)
    place = names.index(series.id)
    if place:
        world.series[names[place - 1]].settings["title"] = series.settings["title"]


def lasting(found: Found, state: str, faults: Faults | None) -> str:
    """Give the state of an object, or the one that lasts."""
    whole = found.occurrence is None and found.instance is None
    held = found.series.updated and any(each.end is not None for each in found.series.runs)
    wrong = whole and held and faults is not None and faults.has(_KIND, "updated-lasts")
    return "inProgress" if wrong else state


def hides(series: Series, kind: str, faults: Faults) -> bool:
    """Whether a list passes a series over."""
    return kind == "meetingSeries" and bool(series.gone) and faults.has(_KIND, "drop-hides")


def ghosts(series: Series, kind: str, faults: Faults) -> list[Occurrence]:
    """Give the deleted scheduled meetings that a list shows all the same."""
    if kind != "scheduledMeeting" or not faults.has(_KIND, "deleted-returns"):
        return []
    return [series.at(each) for each in sorted(series.ghosts & series.gone)]
