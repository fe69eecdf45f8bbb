"""What a converged site cannot set, and the `Warning` header that tells so (`guide`, "Warnings")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conformance.emulator.faults import Faults

__all__ = ["GAPS", "named_gaps", "take_out_gaps", "warning"]

_LINK = "https://developer.webex.com/docs/meetings#warnings"

GAPS = {
    "publicMeeting": "",
    "entryAndExitTone": "audioConnectionOptions",
    "audioConnectionType": "audioConnectionOptions",
    "enabledPolling": "meetingOptions",
    "enabledNote": "meetingOptions",
    "noteType": "meetingOptions",
    "enabledUCFRichMedia": "meetingOptions",
}
"""The attributes of code 1001, each with the object that it is in."""


def named_gaps(body: dict[str, Any]) -> frozenset[str]:
    """Give those attributes of a body that a converged site cannot set.

    Args:
        body: A body whose types were checked.
    """
    return frozenset(
        name
        for name, group in GAPS.items()
        if ((body.get(group) or {}) if group else body).get(name) is not None
    )


def take_out_gaps(body: dict[str, Any]) -> frozenset[str]:
    """Take out, in place, what a converged site cannot set.

    Returns:
        The attributes that were taken out, of which the answer must warn.
    """
    found = named_gaps(body)
    for name in found:
        (body[GAPS[name]] if GAPS[name] else body).pop(name)
    return found


def warning(faults: Faults, gaps: frozenset[str], *, converged: bool, update: bool) -> dict[str, str]:
    """Give the headers that warn of attributes which were not taken over; none when there are none.

    Args:
        faults: The faults that are on.
        gaps: The attributes that were not taken over.
        converged: Whether the site is converged.
        update: Whether the answer is to an update, to a creation otherwise.
    """
    slips = faults.those("warning-slips")
    # Of several attributes the warning does not fail to come because of one.
    silenced = update and len(gaps) == 1 and any(f"missing.{name}" in slips for name in gaps)
    told = set() if silenced else set(gaps)
    if "missing" in slips or ("missing.on-creation" in slips and not update):
        told.clear()
    if not told and not (update and not converged and "unasked" in slips):
        return {}
    code = "1002" if "code" in slips else "1001"
    link = "the guide" if "link" in slips else _LINK
    text = f"Some attributes are not supported on a converged site; see {link}, code {code}"
    return {"Warning": f'299 - "{text}"'}
