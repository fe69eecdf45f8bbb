"""Faults of lists: pages that do not add up, filters and windows that do not hold.

A place is `<operation>.<name>`. All of them are made of a right answer to a slightly different call, or of
the `Link` header of a right answer, so that nothing of a list's own code knows of them.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.datastructures import QueryParams

from conformance.emulator.missteps import told_apart

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.emulator.wire import Answer, Call

__all__ = ["NAMES", "is_list_slip", "mislead", "misread"]

NAMES = {
    "loop": "the next link leads back to the first page",
    "late": "every page but the first leaves its first item out",
    "over": "pages hold one item more than was asked for, unless fifty or more were",
    "ignored": "filters are passed over",
    "forgotten": "the next link lacks the filters",
    "stretched": "a window of time ends an hour late",
}
"""Every such fault, with what goes wrong."""

_RECORDINGS = ("meetingId", "topic", "serviceType", "siteUrl", "format", "status", "integrationTag")
_FILTERS: dict[str, tuple[str, ...]] = {
    "list-meetings": ("integrationTag", "scheduledType", "state", "siteUrl"),
    "list-meetings-of-a-meeting-series": ("isModified", "meetingType", "state"),
    "list-meeting-registrants": ("email",),
    "list-meeting-invitees": ("panelist",),
    "list-recordings": _RECORDINGS,
    "list-recordings-for-an-admin-or-compliance-officer": _RECORDINGS,
    "list-of-recording-audit-report-summaries": ("siteUrl",),
    "list-meeting-transcripts": ("meetingId", "siteUrl"),
    "list-meeting-usage-reports": ("serviceType",),
    "list-meeting-attendee-reports": ("meetingId", "meetingNumber", "meetingTitle"),
    "list-meeting-templates": ("templateType", "isDefault", "isStandard"),
}
_ENDS: dict[str, str] = {
    "list-meetings": "to",
    "list-meetings-of-a-meeting-series": "to",
    "list-meeting-registrants": "registrationTimeTo",
    "list-meeting-participants": "joinTimeTo",
    "list-recordings": "to",
    "list-recordings-for-an-admin-or-compliance-officer": "to",
    "list-of-recording-audit-report-summaries": "to",
    "list-meeting-archive-summaries": "to",
    "list-meeting-transcripts": "to",
    "list-meeting-transcripts-for-compliance-officer": "to",
    "list-meeting-usage-reports": "to",
}
_PAGED = frozenset(
    {
        *_ENDS,
        *(name for name in _FILTERS if name != "list-meeting-templates"),
        "get-recording-audit-report-details",
        "list-snippets-of-a-meeting-transcript",
        "get-meeting-pollresults",
        "list-respondents-of-a-question",
        "list-meeting-chats",
        "list-meeting-q-and-a",
        "list-answers-of-a-question",
        "list-meeting-survey-results",
    }
)
_MANY = 50
_LATE = timedelta(hours=1)


def is_list_slip(argument: str) -> bool:
    """Tell whether a text is the place of such a fault: an operation that lists in that way, and a name."""
    operation, _, name = argument.partition(".")
    match name:
        case "ignored":
            return operation in _FILTERS
        case "forgotten":
            return operation in _FILTERS and operation in _PAGED
        case "stretched":
            return operation in _ENDS
    return name in NAMES and operation in _PAGED


def misread(call: Call) -> Call:
    """Give the call that is answered in place of the one that came: itself, where no fault is on."""
    names, operation = _names_on(call)
    if not names:
        return call
    query = list(call.query.multi_items())
    if "ignored" in names:
        query = [one for one in query if one[0] not in _FILTERS[operation]]
    if "late" in names:
        query = _changed(query, "offset", lambda text: str(int(text) + 1) if int(text) else text)
    if "over" in names:
        query = _changed(query, "max", lambda text: str(int(text) + 1) if int(text) < _MANY else text)
    if "stretched" in names:
        query = _changed(query, _ENDS[operation], _an_hour_later)
    return replace(call, query=QueryParams(query))


def mislead(call: Call, answer: Answer) -> Answer:
    """Give the answer with the links that it goes out with.

    Args:
        call: As it came.
        answer: To what `misread` made of it.
    """
    names, operation = _names_on(call)
    header = answer.headers.get("Link")
    if not names or header is None:
        return answer
    lost = _FILTERS.get(operation, ()) if "forgotten" in names else ()
    asked = {name: call.query[name] for name in ("max", _ENDS.get(operation, "")) if name in call.query}
    links = []
    for link in header.split(", <"):
        address, _, rel = link.removeprefix("<").partition(">")
        parts = urlsplit(address)
        query = [
            (name, asked.get(name, value))
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if name not in lost
        ]
        if "loop" in names:
            query = _changed(query, "offset", lambda _: "0")
        links.append(f"<{urlunsplit(parts._replace(query=urlencode(query)))}>{rel}")
    return replace(answer, headers=answer.headers | {"Link": ", ".join(links)})


def _names_on(call: Call) -> tuple[frozenset[str], str]:
    """Give the names of the faults that are on for a call, and its operation."""
    on = call.emulator.faults.those("list-slips")
    if not on or call.request.method != "GET":
        return frozenset(), ""
    operation = told_apart(call.operation, call.query)
    return frozenset(
        name for where, _, name in (place.partition(".") for place in on) if where == operation
    ), operation


def _changed(query: list[tuple[str, str]], name: str, change: Callable[[str], str]) -> list[tuple[str, str]]:
    """Give a query with another value of a parameter; what cannot be read stays as it is."""
    changed = []
    for each, value in query:
        new = value
        if each == name:
            with suppress(ValueError, OverflowError):
                new = change(value)
        changed.append((each, new))
    return changed


def _an_hour_later(text: str) -> str:
    return (datetime.fromisoformat(text) + _LATE).isoformat().replace("+00:00", "Z")
