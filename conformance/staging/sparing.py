"""Calls that are made on emulators alone, since nothing could undo what a wrong target makes of them."""

from __future__ import annotations

from conformance.contract import Access, Call

__all__ = ["acts_for_owner", "spared"]


def acts_for_owner(access: Access, call: Call) -> bool:
    """Whether the call names the owner of the objects as the person to act for."""
    return call.acts is not None and (
        access.tier in ("admin", "compliance") or access.check == "refused-on-behalf"
    )


def spared(access: Access, call: Call) -> str | None:
    """Why a target without the control API is spared a call; None where it is not."""
    if call.emulator:
        return "nothing could undo this call, so it is made on emulators alone"
    if isinstance(call.body, str) and not access.opens and acts_for_owner(access, call):
        # A target that takes the caller for the one who is meant would give him another's values.
        return "nothing could undo this call if it hit the caller himself"
    return None
