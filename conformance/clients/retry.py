"""How long a throttled request waits: `Retry-After` is obeyed, odd values included."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

__all__ = ["wait_after"]

_LEAST = 1.0
_GUESS = 2.0


def wait_after(response: httpx.Response | None, attempt: int) -> float:
    """Seconds to wait before the next attempt.

    Real sites have sent `0` and text that is no number. Zero and the past become one second; what is
    neither a number nor a date is answered with 2, 4, 8 … seconds.

    Args:
        response: the answer 429.
        attempt: which attempt it answered, from 1.
    """
    text = response.headers.get("retry-after", "").strip() if response is not None else ""
    if text.isascii() and text.isdigit():
        return max(float(text[:9]), _LEAST)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return float(_GUESS * 2 ** (attempt - 1))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), _LEAST)
