"""What times in headers mean: dates, and how long a throttled request waits.

`Retry-After` is obeyed, odd values included.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

__all__ = ["http_date", "seconds_asked", "wait_after"]

_LEAST = 1.0
_GUESS = 2.0


def http_date(text: str) -> datetime | None:
    """The moment that a header such as `Date` names, in UTC; None when it names none."""
    try:
        moment = parsedate_to_datetime(text)
        # A date without a zone is taken as UTC; one at the edge of the calendar may have no UTC.
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def seconds_asked(text: str) -> float | None:
    """The seconds that a `Retry-After` asks for, at least one; None when it is neither number nor date."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return max(float(text[:9]), _LEAST)
    moment = http_date(text)
    return None if moment is None else max((moment - datetime.now(UTC)).total_seconds(), _LEAST)


def wait_after(response: httpx.Response | None, attempt: int) -> float:
    """Seconds to wait before the next attempt.

    Real sites have sent `0` and text that is no number. Zero and the past become one second; what is
    neither a number nor a date is answered with 2, 4, 8 … seconds.

    Args:
        response: the answer 429.
        attempt: which attempt it answered, from 1.
    """
    asked = None if response is None else seconds_asked(response.headers.get("retry-after", ""))
    return _GUESS * 2.0 ** (attempt - 1) if asked is None else asked
