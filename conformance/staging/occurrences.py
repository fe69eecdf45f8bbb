"""Finding one scheduled meeting among those of a series, whichever of its properties is broken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

__all__ = ["moment_of", "pick"]


def pick(
    items: list[dict[str, Any]], series: str, starts: list[datetime], wanted: int
) -> dict[str, Any] | None:
    """The item of a list that is the occurrence number `wanted`.

    An occurrence is known by the documented form of its id, else by its start, else because every other
    one is known: a target that breaks one of these properties must still be judged on the rest.

    Args:
        items: of a list of scheduled meetings; other types and series among them are passed over.
        series: id of the series.
        starts: when each occurrence was scheduled to start.
        wanted: index into `starts`.
    """
    ours = [item for item in items if _may_belong(item, series)]
    known: dict[int, dict[str, Any]] = {}
    rest = []
    for item in ours:
        index = _index(item, series, starts)
        if index is None or index in known:
            rest.append(item)
        else:
            known[index] = item
    if wanted in known:
        return known[wanted]
    unknown = [index for index in range(len(starts)) if index not in known]
    return rest[0] if len(rest) == 1 and unknown == [wanted] else None


def moment_of(text: Any) -> datetime | None:
    """An ISO 8601 time with a zone, as an instant; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _may_belong(item: dict[str, Any], series: str) -> bool:
    kind, parent = item.get("meetingType"), item.get("meetingSeriesId")
    other_kind = kind in {"meeting", "meetingSeries"}
    other_parent = isinstance(parent, str) and parent != series
    return not other_kind and not other_parent


def _index(item: dict[str, Any], series: str, starts: list[datetime]) -> int | None:
    identity = item.get("id")
    for index, start in enumerate(starts):
        if identity == f"{series}_{start:%Y%m%dT%H%M%SZ}":
            return index
    moment = moment_of(item.get("start"))
    if moment in starts:
        return starts.index(moment)
    # The only scheduled meeting of a series that does not recur has the series' own id.
    return 0 if len(starts) == 1 and identity == series else None
