"""Pages of lists beside meetings: `max`, and the `Link` header that leads through them.

The documents say nothing of how a page is named in a `next` address; here `offset` names it, as it
does in List Meetings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from conformance.emulator.queries import read_number
from conformance.emulator.wire import Answer

if TYPE_CHECKING:
    from conformance.emulator.wire import Call

__all__ = ["paged"]

_FARTHEST = 10**8


def paged(
    call: Call, items: list[Any], *, default: int, limits: tuple[int, int], key: str = "items"
) -> Answer:
    """Give the page of a list that a call asks for, with its `Link` header.

    Args:
        call: The request; `max` says how many items a page holds, `offset` how many come before it.
        items: The whole list, in order.
        default: Items on a page without `max`.
        limits: The least and the greatest `max`, both inclusive.
        key: The property of the body that holds the items.

    Raises:
        ApiError: 400 for a `max` or an `offset` that is no whole number in its bounds.
    """
    limit = read_number(call, "max", default, limits)
    offset = read_number(call, "offset", 0, (0, _FARTHEST))
    return Answer({key: items[offset : offset + limit]}, headers=_links(call, len(items), limit, offset))


def _links(call: Call, total: int, limit: int, offset: int) -> dict[str, str]:
    """Write the `Link` header: absolute addresses that keep every parameter; none for a whole list."""
    places: dict[str, int] = {}
    if offset + limit < total:
        places["next"] = offset + limit
    if offset > 0:
        places |= {"first": 0, "prev": max(0, offset - limit)}
    kept = [(name, value) for name, value in call.query.multi_items() if name != "offset"]
    links = [
        f'<{call.url}?{urlencode([*kept, ("offset", str(place))])}>; rel="{rel}"'
        for rel, place in places.items()
    ]
    return {"Link": ", ".join(links)} if links else {}
