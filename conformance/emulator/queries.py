"""Query parameters: flags, words and numbers, each judged as it is read; and links with others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from conformance.emulator.errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance.emulator.wire import Call

__all__ = ["page_links", "read_flag", "read_number", "read_text", "read_word"]


def read_flag(call: Call, name: str) -> bool | None:
    """Read true or false; None when it is absent.

    Raises:
        ApiError: 400 naming the parameter.
    """
    text = call.query.get(name)
    if text is None:
        return None
    if text.lower() not in ("true", "false"):
        raise bad_request(f"'{name}' must be true or false.")
    return text.lower() == "true"


def read_word(call: Call, name: str, words: Iterable[str]) -> str | None:
    """Read one of some words; None when it is absent.

    Raises:
        ApiError: 400 naming the parameter.
    """
    text = call.query.get(name)
    if text is not None and text not in words:
        raise bad_request(f"'{name}' must be one of {', '.join(words)}.")
    return text


def read_number(call: Call, name: str, default: int, bounds: tuple[int, int]) -> int:
    """Read a whole number between two bounds, both inclusive.

    Raises:
        ApiError: 400 naming the parameter.
    """
    text = call.query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and bounds[0] <= int(text) <= bounds[1]):
        number = re.fullmatch(r"-?[0-9]+", text) is not None
        raise bad_request(f"'{name}' must be a whole number from {bounds[0]} to {bounds[1]}.", limit=number)
    return int(text)


def read_text(call: Call, name: str, most: int) -> str | None:
    """Read a text of at most so many characters; None when it is absent.

    Raises:
        ApiError: 400 naming the parameter.
    """
    text = call.query.get(name)
    if text is not None and len(text) > most:
        raise bad_request(f"'{name}' cannot be longer than {most} characters.", limit=True)
    return text


def page_links(call: Call, total: int, limit: int, offset: int) -> dict[str, str]:
    """Give the `Link` header of a page: absolute addresses that keep every parameter.

    The documents say nothing of how a page is named in a `next` address; here `offset` names it.

    Args:
        call: The request.
        total: How many items there are on all pages.
        limit: Most items on a page.
        offset: Items before the page.

    Returns:
        The header; nothing when the page is the whole list.
    """
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
