"""The resources beside meetings, one module each, and what meetings leave behind in them.

A module says in `PATHS` what it answers, by path below `/v1`, and in `PRODUCERS`, where it has any,
what the control API can let a meeting leave: a function from the world, the meeting's instance and
the present to the id of the new object.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from conformance.emulator.resources import (
    admin_meetings,
    archives,
    breakouts,
    captions,
    chats,
    interpreters,
    invitation_sources,
    invitees,
    participants,
    polls,
    preferences,
    preferences_2020,
    questions,
    reassignment,
    recording_reports,
    recordings,
    recycle_bin,
    registrants,
    registration_form,
    reports,
    session_types,
    surveys,
    tracking_codes,
    transcripts,
    webhooks,
)
from conformance.emulator.world import Found, World

if TYPE_CHECKING:
    from types import ModuleType

    from conformance.emulator.wire import Operation

__all__ = ["PRODUCERS", "RESOURCES", "Producer"]

Producer = Callable[[World, Found, datetime], str]

_MODULES: tuple[ModuleType, ...] = (
    admin_meetings,
    archives,
    breakouts,
    captions,
    chats,
    interpreters,
    invitation_sources,
    invitees,
    participants,
    polls,
    preferences,
    preferences_2020,
    questions,
    reassignment,
    recording_reports,
    recordings,
    recycle_bin,
    registrants,
    registration_form,
    reports,
    session_types,
    surveys,
    tracking_codes,
    transcripts,
    webhooks,
)

RESOURCES: dict[str, dict[str, Operation]] = {
    path: methods for module in _MODULES for path, methods in module.PATHS.items()
}
"""The operations of all these modules, by path and method."""

PRODUCERS: dict[str, Producer] = {
    kind: producer for module in _MODULES for kind, producer in getattr(module, "PRODUCERS", {}).items()
}
"""What meetings can leave behind, by kind: `recording`, `transcript`, and so on."""
