"""What people do in meetings: join, wait, be admitted, leave; lock, unlock, end.

Sources: `guide`, "Meeting States" and "Meeting Lifecycle". Who waits is decided from the meeting's
settings: the lobby takes attendees when the meeting is locked, when the host has not come and
`enabledJoinBeforeHost` is false, or when `unlockedMeetingJoinSecurity` asks for it.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from conformance.emulator.meetings import Instance, Occurrence, Series

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.emulator.world import Found

__all__ = [
    "ACTIONS",
    "ImpossibleError",
    "admit",
    "end",
    "join",
    "leave",
    "lock",
    "running",
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
        _enter(run, series.host.email, now)
        return run
    email = email or f"attendee-{len(run.present) + len(run.waiting) + 1}@example.com"
    _check_blocked(series, run.settings["unlockedMeetingJoinSecurity"], email)
    run.attendee_joined = True
    if email in run.present or email in run.waiting:
        return run
    if _waits(run, now):
        run.waiting.append(email)
        run.lobbied = run.lobbied or not run.began
    else:
        _enter(run, email, now)
    return run


def _begin_checked(found: Found, role: str, email: str, now: datetime) -> Instance:
    occurrence = _ready(found, now)
    if role == "attendee":
        settings = found.series.settings | occurrence.changes
        _check_blocked(found.series, settings["unlockedMeetingJoinSecurity"], email)
    return _begin(found.series, occurrence, now)


def _check_blocked(series: Series, security: str, email: str) -> None:
    invited = any(each["email"].lower() == email.lower() for each in series.invitees)
    if security == "blockFromJoin" and not invited:
        raise ImpossibleError("The meeting lets in nobody who is not invited.")


def _waits(run: Instance, now: datetime) -> bool:
    before_host = not run.host_joined and not run.settings["enabledJoinBeforeHost"]
    asks = run.settings["unlockedMeetingJoinSecurity"] == "allowJoinWithLobby"
    return run.is_locked(now) or before_host or asks


def _enter(run: Instance, email: str, now: datetime) -> None:
    if email not in run.present:
        run.present.append(email)
    if not run.began:
        run.began, run.start = True, now


def admit(found: Found, now: datetime) -> Instance:
    """Let in everybody who waits; with them a meeting in the lobby begins.

    Raises:
        ImpossibleError: Nobody is there.
    """
    run = _running(found)
    for email in run.waiting:
        _enter(run, email, now)
    run.waiting.clear()
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
    going = [email] if email else [each for each in everybody if each != found.series.host.email]
    if email and email not in everybody:
        raise ImpossibleError(f"{email} is not there.")
    run.present = [each for each in run.present if each not in going]
    run.waiting = [each for each in run.waiting if each not in going]
    if run.present or (run.waiting and not run.began):
        return run
    return _conclude(found.series, run, now)


def _conclude(series: Series, run: Instance, now: datetime) -> Instance | None:
    run.waiting, run.present = [], []
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
