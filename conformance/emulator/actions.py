"""What people do in meetings: join, wait, be admitted, leave; lock, unlock, end.

Sources: `guide`, "Meeting States" and "Meeting Lifecycle". Who waits is decided from the meeting's
settings: the lobby takes attendees when the meeting is locked, when the host has not come and
`enabledJoinBeforeHost` is false, or when `unlockedMeetingJoinSecurity` asks for it.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from conformance.emulator.meetings import Instance, Occurrence, Series
from conformance.emulator.visits import Visit

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.emulator.meetings import Invitee
    from conformance.emulator.world import Found

__all__ = [
    "ACTIONS",
    "ImpossibleError",
    "admit",
    "end",
    "join",
    "leave",
    "let_in",
    "lock",
    "running",
    "send_away",
    "set_locked",
    "unlock",
]

ACTIONS = ("join", "lock", "unlock", "admit", "leave", "end")


class ImpossibleError(Exception):
    """The meeting is not in a state in which this can be done."""


def running(found: Found) -> Instance | None:
    """Find the instance that a series, a scheduled meeting or an instance has going on."""
    if found.instance is not None:
        return found.instance if found.instance.end is None else None
    return found.series.live(found.occurrence)


def _running(found: Found) -> Instance:
    run = running(found)
    if run is None:
        raise ImpossibleError("Nobody is in the meeting.")
    return run


def _ready(found: Found, now: datetime) -> Occurrence:
    series = found.series
    occurrence = found.occurrence or series.current(now)
    if found.instance or occurrence is None or series.occurrence_state(occurrence, now) != "ready":
        raise ImpossibleError("The meeting is not ready.")
    return occurrence


def _begin(series: Series, occurrence: Occurrence, now: datetime) -> Instance:
    run = Instance(
        id=f"{series.id}_I_{secrets.randbelow(9 * 10**17) + 10**17}",
        original=occurrence.original,
        scheduled_id=occurrence.id,
        scheduled_end=occurrence.end,
        settings={k: v for k, v in (series.settings | occurrence.changes).items() if v is not None},
        start=now,
        locked=occurrence.locked,
        invitees=[replace(each) for each in series.invitees_of(occurrence)],
    )
    series.runs.append(run)
    series.visited = True
    return run


def join(found: Found, role: str, email: str, now: datetime) -> Instance:
    """Let somebody come, who starts the meeting, enters it or waits.

    Args:
        found: The meeting.
        role: `host` or `attendee`.
        email: Who comes; empty for the host himself or for an unnamed attendee.
        now: The present.

    Raises:
        ImpossibleError: The meeting is not ready, or it blocks the attendee.
    """
    series = found.series
    run = running(found) or _begin_checked(found, role, email, now)
    if role == "host":
        run.host_joined = True
        let_in(run, _visit(run, series.host.email, host=True), now)
        return run
    email = email or _unnamed(run)
    _check_blocked(run.settings["unlockedMeetingJoinSecurity"], run.invitees, email)
    run.attendee_joined = True
    visit = _visit(run, email)
    if visit.present or visit.waiting:
        return run
    if _waits(run, now):
        visit.waiting = True
        run.lobbied = run.lobbied or not run.began
    else:
        let_in(run, visit, now)
    return run


def _unnamed(run: Instance) -> str:
    number = len(run.visits) + 1
    while run.visit(f"attendee-{number}@example.com"):
        number += 1
    return f"attendee-{number}@example.com"


def _visit(run: Instance, email: str, *, host: bool = False) -> Visit:
    """Give the visit of a person who comes, the old one to those who come back."""
    visit = run.visit(email)
    if visit is None:
        audio = run.settings.get("audioConnectionOptions", {})
        visit = Visit(email, muted=not host and audio.get("muteAttendeeUponEntry", False))
        run.visits.append(visit)
    visit.host = visit.host or host
    return visit


def _begin_checked(found: Found, role: str, email: str, now: datetime) -> Instance:
    occurrence = _ready(found, now)
    if role == "attendee":
        settings = found.series.settings | occurrence.changes
        invitees = found.series.invitees_of(occurrence)
        _check_blocked(settings["unlockedMeetingJoinSecurity"], invitees, email)
    return _begin(found.series, occurrence, now)


def _check_blocked(security: str, invitees: list[Invitee], email: str) -> None:
    invited = any(each.email.lower() == email.lower() for each in invitees)
    if security == "blockFromJoin" and not invited:
        raise ImpossibleError("The meeting lets in nobody who is not invited.")


def _waits(run: Instance, now: datetime) -> bool:
    before_host = not run.host_joined and not run.settings["enabledJoinBeforeHost"]
    asks = run.settings["unlockedMeetingJoinSecurity"] == "allowJoinWithLobby"
    return run.is_locked(now) or before_host or asks


def let_in(run: Instance, visit: Visit, now: datetime) -> None:
    """Let one person into the meeting, which begins with the first."""
    visit.enter(now)
    if not run.began:
        run.began, run.start = True, now


def admit(found: Found, now: datetime) -> Instance:
    """Let in everybody who waits; with them a meeting in the lobby begins.

    Raises:
        ImpossibleError: Nobody is there.
    """
    run = _running(found)
    for visit in run.waiting:
        let_in(run, visit, now)
    return run


def leave(found: Found, email: str, now: datetime) -> Instance | None:
    """Take out one person, or every attendee.

    A meeting that nobody is in any more has ended; a lobby that empties before the meeting began
    leaves nothing behind.

    Returns:
        The instance; None when it vanished.

    Raises:
        ImpossibleError: Nobody is there, or not the one named.
    """
    run = _running(found)
    everybody = run.present + run.waiting
    going = [each for each in everybody if each.email == (email or each.email)]
    if email and not going:
        raise ImpossibleError(f"{email} is not there.")
    if not email:
        going = [each for each in going if each.email != found.series.host.email]
    return send_away(found.series, run, going, now)


def send_away(series: Series, run: Instance, going: list[Visit], now: datetime) -> Instance | None:
    """Take people out; those who never came in leave no trace.

    Args:
        series: The series that the meeting belongs to.
        run: What is going on.
        going: The visits of those who go.
        now: The present.

    Returns:
        The instance; None when it vanished.
    """
    for visit in going:
        visit.leave(now)
    run.visits = [visit for visit in run.visits if visit.waiting or visit.stays]
    if run.present or (run.waiting and not run.began):
        return run
    return _conclude(series, run, now)


def _conclude(series: Series, run: Instance, now: datetime) -> Instance | None:
    for visit in run.visits:
        visit.leave(now)
    run.visits = [visit for visit in run.visits if visit.stays]
    run.recording = run.paused = False
    if not run.began:
        series.runs.remove(run)
        return None
    run.end = max(now, run.start)
    return run


def end(found: Found, now: datetime) -> Instance | None:
    """Conclude what is going on; a lobby just empties.

    Raises:
        ImpossibleError: Nobody is there.
    """
    return _conclude(found.series, _running(found), now)


def lock(found: Found, now: datetime) -> Instance | None:
    """Lock a running meeting or, ahead of it, one that is ready.

    Raises:
        ImpossibleError: It is neither.
    """
    return _set_locked(found, now, locked=True)


def unlock(found: Found, now: datetime) -> Instance | None:
    """Unlock; those who waited for a meeting to begin wait on only if something else holds them.

    Raises:
        ImpossibleError: The meeting is neither running nor ready.
    """
    run = _set_locked(found, now, locked=False)
    if run is not None and not run.began and not _waits(run, now):
        admit(found, now)
    return run


def set_locked(run: Instance, *, locked: bool) -> None:
    """Lock or unlock what is going on; unlocking by hand ends the automatic lock as well."""
    run.locked = locked
    if not locked:
        run.settings = run.settings | {"enableAutomaticLock": False}


def _set_locked(found: Found, now: datetime, *, locked: bool) -> Instance | None:
    run = running(found)
    if run is not None:
        set_locked(run, locked=locked)
        return run
    occurrence = _ready(found, now)
    occurrence.locked = locked
    found.series.keep(occurrence)
    return None
