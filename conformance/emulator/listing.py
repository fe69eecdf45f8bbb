"""List Meetings: filters, windows and pages (facts: `rest-wire`, 8; `rest-operations`, List Meetings)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from conformance.emulator import walk_slips
from conformance.emulator.access import is_invited
from conformance.emulator.availability import STATES
from conformance.emulator.errors import bad_request
from conformance.emulator.lives import shown_state
from conformance.emulator.meetings import TRACES
from conformance.emulator.queries import read_flag, read_number, read_text, read_word
from conformance.emulator.times import UTC_ZONE, read_time, read_zone
from conformance.emulator.world import Found

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from conformance.emulator.faults import Faults
    from conformance.emulator.meetings import Series
    from conformance.emulator.people import Person
    from conformance.emulator.wire import Call

__all__ = ["Query", "read_query", "read_zone_header", "select"]

_WEEK = timedelta(days=7)
_SCHEDULED_TYPES = {
    "meetingSeries": ("meeting", "webinar"),
    "scheduledMeeting": ("meeting", "webinar", "personalRoomMeeting"),
    "meeting": ("meeting", "webinar"),
}


@dataclass(frozen=True)
class Query:
    """The filters of one call; None is no filter.

    Attributes:
        kinds: The meeting types wanted.
        by: Which of `meetingNumber`, `webLink`, `roomId` and `meetingSeriesId` leads, and its value.
        begins: Start of the window, inclusive; None for the default.
        ends: End of the window, exclusive; None for the default.
        traces: The attributes of `TRACES` that are asked for, with the value wanted.
        limit: Most items on a page.
        offset: Items before the page.
    """

    kinds: tuple[str, ...]
    by: tuple[str, str] | None = None
    begins: datetime | None = None
    ends: datetime | None = None
    state: str | None = None
    scheduled_type: str | None = None
    modified: bool | None = None
    traces: tuple[tuple[str, bool], ...] = ()
    current: bool = True
    site: str | None = None
    tag: str | None = None
    limit: int = 10
    offset: int = 0


def read_query(call: Call, zone: ZoneInfo) -> Query:
    """Read and judge the query parameters.

    Raises:
        ApiError: 400 naming the parameter.
    """
    leading = [name for name in ("meetingNumber", "webLink", "roomId") if name in call.query]
    series_id = call.query.get("meetingSeriesId")
    if series_id is None and len(leading) > 1:
        raise bad_request(f"{' and '.join(map(repr, leading))} exclude each other.")
    kind = read_word(call, "meetingType", STATES)
    kinds = (kind,) if kind else (("scheduledMeeting", "meeting") if series_id else ("meetingSeries",))
    by = ("meetingSeriesId", series_id) if series_id is not None else None
    if by is None and leading:
        by = (leading[0], call.query[leading[0]])
    times = {
        name: read_time(call.query[name], name, zone, agree=False) if name in call.query else None
        for name in ("from", "to")
    }
    if times["from"] and times["to"] and times["from"] >= times["to"]:
        raise bad_request("'from' must be before 'to'.")
    current = read_flag(call, "current")
    traces = ((name, read_flag(call, name)) for name in TRACES)
    query = Query(
        kinds=kinds,
        by=by,
        begins=times["from"],
        ends=times["to"],
        state=read_word(
            call, "state", dict.fromkeys(state for states in STATES.values() for state in states)
        ),
        scheduled_type=read_word(call, "scheduledType", _SCHEDULED_TYPES["scheduledMeeting"]),
        modified=read_flag(call, "isModified"),
        traces=tuple((name, wanted) for name, wanted in traces if wanted is not None),
        current=True if current is None else current,
        site=call.query.get("siteUrl"),
        tag=read_text(call, "integrationTag", 64),
        limit=read_number(call, "max", 10, (1, 100)),
        offset=read_number(call, "offset", 0, (0, 10**8)),
    )
    return _fit(query)


def _fit(query: Query) -> Query:
    """Drop the filters that the leading one makes void, then judge pairs of filters."""
    leading = query.by[0] if query.by else ""
    if leading in ("meetingNumber", "webLink"):
        void = replace(query, begins=None, ends=None, state=None, modified=None, site=None)
        return replace(void, limit=10**8, traces=(), kinds=("meetingSeries",))
    if leading == "roomId":
        return replace(query, limit=10**8, kinds=("meetingSeries",), state=None, modified=None, traces=())
    if leading == "meetingSeriesId":
        query = replace(query, current=False, tag=None, scheduled_type=None, site=None)
    kinds = [kind for kind in query.kinds if query.state is None or query.state in STATES[kind]]
    if not kinds:
        raise bad_request(f"'state' cannot be {query.state} for this 'meetingType'.")
    if query.scheduled_type and not any(query.scheduled_type in _SCHEDULED_TYPES[kind] for kind in kinds):
        raise bad_request(f"'scheduledType' cannot be {query.scheduled_type} for this 'meetingType'.")
    if query.traces and (query.kinds != ("meeting",) or query.state != "ended"):
        raise bad_request(f"'{query.traces[0][0]}' needs 'meetingType' of meeting and 'state' of ended.")
    return replace(query, kinds=tuple(kinds))


def select(call: Call, query: Query, person: Person, client: str) -> list[Found]:
    """Find everything that fits and that the person hosts or is invited to, in order of start."""
    now, faults = call.emulator.clock.now(), call.emulator.faults
    chosen: list[tuple[datetime, str, Found]] = []
    for series in call.emulator.world.all_series(now):
        if series.adhoc or not _matches(query, series, client):
            continue
        everything = series.host == person or _is_known(call, query, series)
        if not everything and not _invites(series, person):
            continue
        for kind in query.kinds:
            window = _window(query, kind, now)
            items = [] if walk_slips.hides(series, kind, faults) else _items(query, series, kind, window, now)
            ghosts = walk_slips.ghosts(series, kind, faults)
            items += [(each.start, each.id, Found(series, each)) for each in ghosts]
            chosen.extend(
                (start, own_id, found)
                for start, own_id, found in items
                if (everything or is_invited(found, person)) and _fits(query, found, now, faults)
            )
    chosen.sort(key=lambda item: item[:2])
    return [found for _, _, found in chosen]


def _invites(series: Series, person: Person) -> bool:
    """Whether somebody is invited to a series or to any of its scheduled meetings or instances."""
    lists = [series.invitees, *(run.invitees for run in series.runs)]
    lists.extend(each.invitees for each in series.kept.values() if each.invitees is not None)
    return any(each.email.lower() == person.email for invitees in lists for each in invitees)


def _is_known(call: Call, query: Query, series: Series) -> bool:
    """Whether the caller has the password of the one meeting that he asks for."""
    known = query.by is not None and query.by[0] in ("meetingNumber", "webLink")
    return known and call.headers.get("password") == series.settings["password"]


def _matches(query: Query, series: Series, client: str) -> bool:
    if query.by is not None:
        own = {
            "meetingNumber": series.number,
            "webLink": series.web_link,
            "roomId": series.settings.get("roomId"),
            "meetingSeriesId": series.id,
        }
        if own[query.by[0]] != query.by[1].replace(" ", ""):
            return False
    return (
        (query.site is None or query.site == series.site)
        and (query.tag is None or query.tag in series.tags.get(client, ()))
        and (query.scheduled_type is None or query.scheduled_type == series.settings["scheduledType"])
    )


def _window(query: Query, kind: str, now: datetime) -> tuple[datetime, datetime] | None:
    if query.by is not None and query.by[0] in ("meetingNumber", "webLink"):
        return None
    begins, ends = query.begins, query.ends
    try:
        if begins is None and ends is None:
            if kind == "meeting":  # what began at this very moment is in it
                return now - _WEEK, now + timedelta(microseconds=1)
            return now, now + _WEEK
        if begins is None and ends is not None:
            return ends - _WEEK, ends
        if ends is None and begins is not None:
            return begins, begins + _WEEK
    except OverflowError:
        raise bad_request("'from' or 'to' is too far away.") from None
    return (begins, ends) if begins is not None and ends is not None else None


def _overlaps(start: datetime, end: datetime, window: tuple[datetime, datetime] | None) -> bool:
    return window is None or (start < window[1] and (end > window[0] or start >= window[0]))


_Item = tuple[datetime, str, Found]


def _items(
    query: Query, series: Series, kind: str, window: tuple[datetime, datetime] | None, now: datetime
) -> list[_Item]:
    if kind == "meetingSeries":
        return _series_item(query, series, window, now)
    if kind == "scheduledMeeting":
        until = min(window[1], now + timedelta(days=3660)) if window else now
        return [
            (each.start, each.id, Found(series, each))
            for each in series.occurrences(until)
            if _overlaps(each.start, each.end, window) and query.modified in (None, each.modified)
        ]
    return [
        (run.start, run.id, Found(series, instance=run))
        for run in series.runs
        if _overlaps(run.start, run.end or now, window)
        and all(run.left(name) is wanted for name, wanted in query.traces)
    ]


def _fits(query: Query, found: Found, now: datetime, faults: Faults) -> bool:
    return query.state is None or shown_state(found, now, faults) == query.state


def _series_item(
    query: Query, series: Series, window: tuple[datetime, datetime] | None, now: datetime
) -> list[_Item]:
    last = series.last_end()
    if window is not None and not _overlaps(series.start, last or window[1], window):
        return []
    live = series.live() if query.current else None
    ready = series.occurrence(live.original) if live else series.current(now)
    if query.by and query.by[0] in ("meetingNumber", "webLink") and query.current and ready:
        return [(ready.start, ready.id, Found(series, ready))]
    start = ready.start if query.current and ready else series.start
    return [(start, series.id, Found(series))]


def read_zone_header(call: Call) -> ZoneInfo:
    """Read the zone that answers are wanted in, UTC without the `timezone` header.

    Raises:
        ApiError: 400 for a zone that does not exist.
    """
    name = call.headers.get("timezone")
    return read_zone(name) if name else UTC_ZONE
