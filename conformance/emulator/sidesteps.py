"""Wrong side effects of accepted updates, each under the name that `update-slips` gives it."""

from __future__ import annotations

from bisect import bisect_left
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.emulator.faults import Faults
    from conformance.emulator.meetings import Occurrence, Series
    from conformance.emulator.world import Found, World

__all__ = [
    "cancel_exceptions",
    "cut_off",
    "forget_defaults",
    "keep_exceptions",
    "keep_note_type",
    "keep_titles",
    "kept_seconds",
    "show_as_sent",
    "spread_title",
]

_KIND = "update-slips"
_FAR = timedelta(days=366)
_NEVER_SHOWN_AS_SENT = frozenset({"sendEmail", "hostEmail", "start", "end", "timezone"})


def kept_seconds(faults: Faults) -> frozenset[str]:
    """Which of `start` and `end` keep the seconds that were sent."""
    names = ("start", "end")
    return frozenset(name for name in names if faults.has(_KIND, f"seconds-kept.{name}"))


def _is_exceptional(occurrence: Occurrence) -> bool:
    # Not by the mark alone, which another fault may leave out.
    return occurrence.modified or bool(occurrence.changes) or occurrence.start != occurrence.original


def cancel_exceptions(series: Series, faults: Faults) -> None:
    """Cancel exceptional scheduled meetings where an update must leave them alone."""
    if faults.has(_KIND, "exceptions-cancelled"):
        series.kept = {original: each for original, each in series.kept.items() if not _is_exceptional(each)}


def keep_exceptions(
    series: Series, changed: str, starts: list[datetime], kept: dict[datetime, Occurrence], faults: Faults
) -> None:
    """Put exceptional scheduled meetings into a new schedule that should have cancelled them.

    They keep their own times and settings, under the ids of the new schedule.

    Args:
        series: The series, with its new schedule.
        changed: What was changed: `start`, `end` or `recurrence`; empty for several of them.
        starts: The original starts of the old schedule.
        kept: What was kept about scheduled meetings of the old schedule, by original start.
        faults: The faults that are on.
    """
    if not changed or not faults.has(_KIND, f"exceptions-kept.{changed}"):
        return
    for original, exception in kept.items():
        place = bisect_left(starts, original)
        found = series.occurrence(original) if changed != "start" else None
        if found is None:  # there is no such moment in the new schedule: the same number in the series
            series.schedule.reach(original)
            known = series.schedule.starts
            found = series.occurrence(known[place]) if place < len(known) else None
        if found is not None and _is_exceptional(exception):
            found.start, found.end = exception.start, exception.end
            found.changes, found.modified = exception.changes, exception.modified
            series.keep(found)


def keep_titles(series: Series, title: str, world: World) -> None:
    """Leave scheduled meetings with the title that the series had, after an update of the series."""
    if world.faults.has(_KIND, "occurrences-left"):
        for each in series.occurrences(world.clock.now() + _FAR):
            each.changes.setdefault("title", title)
            series.keep(each)


def spread_title(series: Series, occurrence: Occurrence, sent: dict[str, Any], world: World) -> None:
    """Give the title sent for one scheduled meeting to its siblings, or to the series alone."""
    if "title" not in sent:
        return
    siblings = world.faults.has(_KIND, "siblings-changed")
    whole = world.faults.has(_KIND, "series-changed")
    old = series.settings["title"]
    if siblings or whole:
        until = max(world.clock.now(), occurrence.original) + _FAR
        for each in series.occurrences(until):
            if each.original != occurrence.original:
                each.changes["title"] = sent["title"] if siblings else each.changes.get("title", old)
                series.keep(each)
    if whole:
        occurrence.changes["title"] = series.settings["title"] = sent["title"]


def cut_off(series: Series, ends: datetime | None, faults: Faults) -> datetime | None:
    """End a recurring interval a minute early where a fault says so."""
    rule = series.schedule.rule
    if ends is None or rule is None:
        return ends
    frequency = rule.pattern.partition(";")[0].removeprefix("FREQ=").lower()
    return ends - timedelta(minutes=1) if faults.has("interval-slips", frequency) else ends


def forget_defaults(settings: dict[str, Any], sent: dict[str, Any], faults: Faults) -> None:
    """Take out, in place, tracking codes that were added because they have a default option."""
    if "trackingCodes" in sent and "trackingCodes" in settings and faults.has(_KIND, "default-forgotten"):
        settings["trackingCodes"] = sent["trackingCodes"]


def keep_note_type(settings: dict[str, Any], note_type: str, faults: Faults) -> None:
    """Put back, in place, a note type that must not outlast the taking of notes."""
    if faults.has(_KIND, "note-type-kept"):
        settings["meetingOptions"]["noteType"] = note_type


def show_as_sent(found: Found, sent: dict[str, Any]) -> None:
    """Let reads show what an update sent, whatever became of it; until the next update of the meeting.

    Args:
        found: What was updated; an instance is left alone.
        sent: The body of the update; an empty one ends what an earlier one began.
    """
    if found.instance is None:
        shown = {name: value for name, value in sent.items() if name not in _NEVER_SHOWN_AS_SENT}
        found.series.forced[found.occurrence.original if found.occurrence else None] = shown
