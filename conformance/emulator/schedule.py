"""Recurrence: which original starts a series has (`update-ref`, "Body Parameters": recurrence).

Rules are read in the local time of the meeting's zone, so that occurrences keep their wall time
over changes of daylight saving. Nothing is expanded beyond fifty years, whatever the rule says.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from dateutil.rrule import rrulestr

from conformance.emulator.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

__all__ = ["CAPS", "Rule", "Schedule", "read_rule"]

CAPS = {"DAILY": 1826, "WEEKLY": 261, "MONTHLY": 60, "YEARLY": 5}
"""Most occurrences of a series that has an ending date, by frequency."""

_ORDER = ("FREQ", "INTERVAL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "COUNT", "UNTIL")
_ONE_ONLY = ("BYMONTHDAY", "BYDAY")
_HORIZON_YEARS = 50
_HORIZON = timedelta(days=365 * _HORIZON_YEARS)
_FIVE_YEARS = timedelta(days=1826)


@dataclass(frozen=True)
class Rule:
    """A recurrence rule as the emulator follows it.

    Attributes:
        text: The rule as answers show it: one part of each kind, cut to what is supported.
        pattern: The same without its ending.
        count: Most occurrences; None without a limit.
        until: Last local wall time of a start, inclusive; None without a limit.
    """

    text: str
    pattern: str
    count: int | None
    until: datetime | None

    @property
    def endless(self) -> bool:
        """Whether the rule has no ending date."""
        return self.count is None and self.until is None


def _refuse(why: str) -> Exception:
    return invalid(f"'recurrence' {why}")


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
        name, sign, value = part.strip().partition("=")
        if not sign or not value or name not in _ORDER or name in parts:
            raise _refuse(f"has a part that is not understood: '{part[:40]}'.")
        parts[name] = value
    return parts


def read_rule(text: object, zone: ZoneInfo, now: datetime) -> Rule:
    """Read a recurrence rule, cutting what is only partly supported.

    Of several days or dates of a monthly or yearly rule the first counts. A rule with an ending
    date has at most `CAPS` occurrences and ends five years from `now`.

    Raises:
        ApiError: 400 naming `recurrence`.
    """
    if not isinstance(text, str):
        raise _refuse("must be a string.")
    parts = _parts(text)
    freq = parts.get("FREQ", "")
    if freq not in CAPS:
        raise _refuse("needs FREQ of DAILY, WEEKLY, MONTHLY or YEARLY.")
    if "COUNT" in parts and "UNTIL" in parts:
        raise _refuse("takes COUNT or UNTIL, not both.")
    for name, most in (("COUNT", 10_000_000), ("INTERVAL", 999)):
        if name in parts and not (re.fullmatch(r"\d{1,7}", parts[name]) and 1 <= int(parts[name]) <= most):
            raise _refuse(f"has a value for {name} that is not allowed.")
    if freq in ("MONTHLY", "YEARLY"):
        parts |= {name: parts[name].split(",")[0] for name in _ONE_ONLY if name in parts}
    count = until = None
    if "COUNT" in parts:
        count = min(int(parts["COUNT"]), CAPS[freq])
        parts["COUNT"] = str(count)
    if "UNTIL" in parts:
        until, count = _read_until(parts, zone, now), CAPS[freq]
    ordered = [(name, parts[name]) for name in _ORDER if name in parts]
    pattern = ";".join(f"{name}={value}" for name, value in ordered if name not in ("COUNT", "UNTIL"))
    return Rule(";".join(f"{name}={value}" for name, value in ordered), pattern, count, until)


def _read_until(parts: dict[str, str], zone: ZoneInfo, now: datetime) -> datetime:
    match = re.fullmatch(r"(\d{8})(?:T(\d{6})(Z?))?", parts["UNTIL"])
    if match is None:
        raise _refuse("has a value for UNTIL that is not allowed.")
    day, clock, zulu = match.groups()
    latest = now + _FIVE_YEARS
    try:
        until = datetime.strptime(day + (clock or "235959"), "%Y%m%d%H%M%S").replace(
            tzinfo=UTC if zulu else zone
        )
        if until.astimezone(UTC) > latest:
            until = latest
            parts["UNTIL"] = latest.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        return until.astimezone(zone).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise _refuse("has a value for UNTIL that is not allowed.") from None


def _in_year(moment: datetime, more: int) -> datetime:
    return moment.replace(year=moment.year + more)


class Schedule:
    """The original starts of a series in UTC, in order; those of an endless rule grow on demand.

    Args:
        start: The start that was asked for; a recurring series begins at the first match from there.
        zone: The zone in which the series was scheduled.
        rule: None for a one-off.
    """

    def __init__(self, start: datetime, zone: ZoneInfo, rule: Rule | None) -> None:
        self.zone = zone
        self.rule = rule
        self.starts: list[datetime] = [] if rule else [start]
        self._more: Iterator[datetime] = iter(())
        if rule:
            self._more = self._expand(start, rule)
            self.starts.extend(islice(self._more, 1) if rule.endless else self._more)
            if not self.starts:
                raise _refuse("gives no occurrence at all.")

    def __deepcopy__(self, _memo: dict[int, object]) -> Schedule:
        return self  # it never changes but for what it already implies

    def _expand(self, start: datetime, rule: Rule) -> Iterator[datetime]:
        local = start.astimezone(self.zone).replace(tzinfo=None)
        until = min(rule.until, local + _HORIZON) if rule.until else local + _HORIZON
        # dateutil looks for a first match up to the year 9999, seconds long when there is none. The
        # calendar repeats every 400 years, so the search is done shortly before that end.
        shift = (9999 - _HORIZON_YEARS - 1 - local.year) // 400 * 400
        stamp = _in_year(until, shift).strftime("%Y%m%dT%H%M%S")
        try:
            found = rrulestr(f"{rule.pattern};UNTIL={stamp}", dtstart=_in_year(local, shift))
        except (ValueError, OverflowError, TypeError, KeyError, IndexError):
            raise _refuse("is not a rule that can be followed.") from None
        moments = (_in_year(each, -shift).replace(tzinfo=self.zone).astimezone(UTC) for each in found)
        return islice(moments, rule.count)

    def reach(self, moment: datetime) -> None:
        """Make sure that `starts` goes beyond a moment, as far as the rule does."""
        while self.starts[-1] <= moment:
            upcoming = next(self._more, None)
            if upcoming is None:
                return
            self.starts.append(upcoming)

    def has(self, original: datetime) -> bool:
        """Tell whether an occurrence was originally scheduled at a moment."""
        self.reach(original)
        index = bisect_left(self.starts, original)
        return index < len(self.starts) and self.starts[index] == original
