"""Faults of the error contract: one operation answers one kind of wrong request wrongly.

Each is about requests that nobody sends in good faith, so that no other use of the operation notices:
an id of zeros, a form instead of JSON, half a JSON object, a token that was never given out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.emulator.errors import ApiError
from conformance.emulator.grants import GRANTS

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

    from conformance.emulator.wire import Call

__all__ = ["KINDS", "THROTTLED", "is_misstep", "misstep", "names_nothing", "told_apart"]

KINDS = {
    "no-token": 401,
    "broken-token": 401,
    "unknown-id": 404,
    "method": 405,
    "media": 415,
    "not-json": 400,
    "tracking": 0,
}
"""Every kind, with the status that it spoils; `method` and `tracking` spoil headers."""

THROTTLED = "throttled"
"""The place at which the `Retry-After` of throttled calls is spoiled."""

_WRONG = {401: 403, 404: 400, 415: 400, 400: 422}
_FORM = "application/x-www-form-urlencoded"
_OPEN = ("list-people", "get-my-own-details", "get-person-details")


def is_misstep(argument: str) -> bool:
    """Tell whether a text is the place of such a fault: `<operation>.<kind>`, or that of throttling."""
    if argument == THROTTLED:
        return True
    operation, _, kind = argument.partition(".")
    return (operation in GRANTS or operation in _OPEN) and kind in KINDS


def names_nothing(text: str) -> bool:
    """Tell whether an id is one of zeros, whatever its form."""
    return "0" in text and not text.strip("0_-IM")


def told_apart(operation: str, query: QueryParams) -> str:
    """Give the name of an operation where the guide has two for one method of a path."""
    if operation == "list-meetings" and "meetingSeriesId" in query:
        return "list-meetings-of-a-meeting-series"
    return operation


def misstep(call: Call, refusal: ApiError) -> ApiError:
    """Give the refusal that goes out: the right one, or what a fault makes of it."""
    kind = _kind(call, refusal.status)
    if kind is None or not call.emulator.faults.has(
        "error-slips", f"{told_apart(call.operation, call.query)}.{kind}"
    ):
        return refusal
    return ApiError(_WRONG[refusal.status])


def _kind(call: Call, status: int) -> str | None:
    match status:
        case 401:
            return "broken-token" if "authorization" in call.headers else "no-token"
        case 404 if any(map(names_nothing, (*call.path.values(), *call.query.values()))):
            return "unknown-id"
        case 404 if call.raw and b"00000000" in call.raw:
            return "unknown-id"
        case 415 if call.headers.get("content-type", "").startswith(_FORM):
            return "media"
        case 400 if call.raw.strip() == b"{":
            return "not-json"
    return None
