"""The recycle bin of recordings: moved into it, restored from it, purged from it.

Each call names recordings by their ids, or all that are in one person's bin; one id that does not
fit stops it before anything is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from conformance.emulator.access import acting_for, enter
from conformance.emulator.errors import ApiError, invalid, not_found
from conformance.emulator.fields import Field, Flag, Group, Items, Text
from conformance.emulator.resources.recordings import Recording, find_recording
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from conformance.emulator.access import Caller

__all__ = ["PATHS"]

_NAMED: dict[str, Field] = {"recordingIds": Items(Text(least=1)), "siteUrl": Text(least=1)}
_MOVE = Group(_NAMED, ("recordingIds",))
_RESTORE = Group({**_NAMED, "restoreAll": Flag()})
_PURGE = Group({**_NAMED, "purgeAll": Flag()})

_Status = Literal["available", "deleted", "purged"]


def move_recordings(call: Call) -> Answer:
    """Move Recordings into the Recycle Bin."""
    caller = enter(call)
    return _change(call, caller, _MOVE.check(call.json(), ""), before="available", after="deleted")


def restore_recordings(call: Call) -> Answer:
    """Restore Recordings from Recycle Bin."""
    caller = enter(call)
    given = _RESTORE.check(call.json(), "")
    return _change(call, caller, given, everything="restoreAll", before="deleted", after="available")


def purge_recordings(call: Call) -> Answer:
    """Purge Recordings from Recycle Bin."""
    caller = enter(call)
    given = _PURGE.check(call.json(), "")
    return _change(call, caller, given, everything="purgeAll", before="deleted", after="purged")


def _change(
    call: Call,
    caller: Caller,
    given: dict[str, Any],
    *,
    before: _Status,
    after: _Status,
    everything: str = "",
) -> Answer:
    """Change the status of the recordings that a body names; those of another status are a 409."""
    host_email = call.query.get("hostEmail")
    person = acting_for(call, caller, host_email)
    ids, site = given.get("recordingIds", []), given.get("siteUrl")
    if given.get(everything):
        shelf = call.emulator.world.shelf(Recording).values()
        chosen = [each for each in shelf if each.origin.host == person and each.status == before]
        chosen = [each for each in chosen if site in (None, each.origin.site)]
    elif not ids:
        raise invalid("'recordingIds' cannot be empty.")
    else:
        chosen = [find_recording(call, each, caller, host_email) for each in ids]
        if any(site not in (None, each.origin.site) for each in chosen):
            raise not_found()
    if any(each.status != before for each in chosen):
        raise ApiError(409, f"Only recordings with the status {before} can be changed so.")
    for each in chosen:
        each.status = after
    return Answer(status=204)


PATHS: dict[str, dict[str, Operation]] = {
    "/recordings/softDelete": {"POST": Operation("move-recordings-into-the-recycle-bin", move_recordings)},
    "/recordings/restore": {"POST": Operation("restore-recordings-from-recycle-bin", restore_recordings)},
    "/recordings/purge": {"POST": Operation("purge-recordings-from-recycle-bin", purge_recordings)},
}
