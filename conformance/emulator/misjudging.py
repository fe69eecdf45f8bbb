"""Faults of updates as a whole: what is judged wrongly, not stored, or refused in other words.

A place says which update it is, so that one fault touches one boundary and no other.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from conformance.emulator.errors import ApiError, invalid
from conformance.emulator.places import is_there
from conformance.emulator.sidesteps import show_as_sent
from conformance.emulator.updates import update

if TYPE_CHECKING:
    from conformance.emulator.world import Found, World

__all__ = ["update_or_misjudge"]


def update_or_misjudge(
    found: Found, meeting_id: str, body: dict[str, Any], world: World, client: str
) -> tuple[Found, frozenset[str]]:
    """Update as `update` does, except where a fault that is on says otherwise.

    An update that is wrongly accepted changes nothing; it only looks accepted. One that is ignored
    changes a copy, which the answer shows. What is forced is shown as sent, even if it is refused.

    Returns:
        The meeting that the answer shows, and the attributes of which it warns.

    Raises:
        ApiError: 400, rightly or wrongly.
    """
    faults, now = world.faults, world.clock.now()
    if is_there(faults.those("update-misjudged"), found, body, now):
        try:
            update(deepcopy(found), meeting_id, body, world, client)
        except ApiError:
            return found, frozenset()
        raise invalid("This update is refused.")
    if is_there(faults.those("update-ignored"), found, body, now):
        found = deepcopy(found)
    forced = is_there(faults.those("update-forced"), found, body, now)
    gaps: frozenset[str] = frozenset()
    try:
        gaps = update(found, meeting_id, body, world, client)
    except ApiError as refusal:
        if not forced:
            if faults.has("message-changed", str(refusal.rule)):
                raise invalid("This cannot be done now.") from None
            raise
    show_as_sent(found, body if forced else {})
    return found, gaps
