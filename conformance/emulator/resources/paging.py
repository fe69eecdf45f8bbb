"""Pages of lists beside meetings: `max`, and the `Link` header that leads through them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.queries import page_links, read_number
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
    links = page_links(call, len(items), limit, offset)
    return Answer({key: items[offset : offset + limit]}, headers=links)
