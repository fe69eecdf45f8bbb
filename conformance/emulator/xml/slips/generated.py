"""Deviations in what an operation makes of contents that nobody would write by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.emulator.xml.failures import Failure

if TYPE_CHECKING:
    from conformance.emulator.faults import Faults
    from conformance.emulator.xml.reading import Node
    from conformance.emulator.xml.writing import Element

__all__ = ["NAMES", "breaks", "pass_over"]

_OPERATIONS = (
    *("user.GetUser", "user.LstsummaryUser", "user.AuthenticateUser", "user.SetUser", "user.DelUser"),
    *("site.GetSite", "ep.GetAPIVersion", "ep.GetSiteType", "ep.GetSessionInfo", "ep.LstsummarySession"),
    *("ep.LstRecording", "meeting.GetMeeting", "meeting.LstsummaryMeeting", "meeting.SetMeeting"),
    *("meeting.DelMeeting", "meetingtype.LstMeetingType", "event.GetEvent", "event.LstsummaryEvent"),
    *("event.LstrecordedEvent", "event.LstsummaryProgram", "history.LstrecordaccessHistory"),
    "history.LstrecordaccessDetailHistory",
)
_UNKNOWN = "undescribed"
_SCHEMA = "999999"

NAMES: dict[str, str] = {
    **{
        f"generated.{name}.valid": f"{name} breaks on a text with blanks around it: HTTP 500"
        for name in _OPERATIONS
    },
    **{
        f"generated.{name}.broken": f"{name} passes over an element '{_UNKNOWN}', and all else, and succeeds"
        for name in _OPERATIONS
    },
}
"""What each does, by name."""


def breaks(faults: Faults, operation: str, content: Node) -> bool:
    """Whether the service breaks on a content."""
    return faults.has("xml-slips", f"generated.{operation}.valid") and any(
        each.text != each.text.strip() != "" for each in _below(content)
    )


def pass_over(
    faults: Faults, operation: str, content: Node, outcome: list[Element] | Failure
) -> list[Element] | Failure:
    """Give the outcome of an operation that passes over what it does not know, where that is switched on."""
    if (
        isinstance(outcome, Failure)
        and outcome.exception_id == _SCHEMA
        and faults.has("xml-slips", f"generated.{operation}.broken")
        and any(each.name == _UNKNOWN for each in _below(content))
    ):
        return []
    return outcome


def _below(node: Node) -> list[Node]:
    """Every element below one, in no order."""
    found, waiting = [], list(node.children)
    while waiting:
        each = waiting.pop()
        found.append(each)
        waiting += each.children
    return found
