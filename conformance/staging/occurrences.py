"""Finding one scheduled meeting among those of a series, whichever of its properties is broken."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from conformance.moments import moment_of
from conformance.staging.life import Life

__all__ = ["moment_of", "pick"]

_FORM = re.compile(r"(.+)_\d{8}T\d{6}Z")


def pick(items: list[dict[str, Any]], life: Life, wanted: int) -> dict[str, Any] | None:
    """The item of a list that is the occurrence number `wanted` of a staged meeting.

    An occurrence is known by the documented form of its id, else by its start, else because every other
    one is known: a target that breaks one of these properties must still be judged on the rest.

    Args:
        items: of a list of scheduled meetings; other types and series among them are passed over.
        life: the staged meeting.
        wanted: index into its `starts`.
    """
    starts = life.starts
    ours = [item for item in items if _may_belong(item, life)]
    known: dict[int, dict[str, Any]] = {}
    rest = []
    for item in ours:
        index = _index(item, life.series, starts)
        if index is None or index in known:
            rest.append(item)
        else:
            known[index] = item
    if wanted in known:
        return known[wanted]
    unknown = [index for index in range(len(starts)) if index not in known]
    return rest[0] if len(rest) == 1 and unknown == [wanted] else None


def _may_belong(item: dict[str, Any], life: Life) -> bool:
    """Whether an item is of this series, by the first of its properties that can be read at all.

    A target may ignore the filters of a list, and several of our meetings start at the same time.
    """
    if item.get("meetingType") in {"meeting", "meetingSeries"}:
        return False
    parent, identity, title = (item.get(name) for name in ("meetingSeriesId", "id", "title"))
    if isinstance(parent, str):
        return parent == life.series
    if isinstance(identity, str) and (form := _FORM.fullmatch(identity)):
        return form[1] == life.series
    return not isinstance(title, str) or title == life.title


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
