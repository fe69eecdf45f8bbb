"""Everything the emulator remembers: tokens, sites, meetings. Nothing is written to disk."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from conformance.emulator.faults import Faults
from conformance.emulator.people import POPULATION, Person
from conformance.emulator.sites import initial_sites

if TYPE_CHECKING:
    from conformance.emulator.clock import Clock
    from conformance.emulator.meetings import Instance, Occurrence, Series

__all__ = ["Found", "Token", "World"]

_EARLY_CHECKED = timedelta(hours=1)
_EARLY = timedelta(days=1)
_LATE = timedelta(days=4)
_Thing = TypeVar("_Thing")
_ID = re.compile(r"([0-9a-f]{32})(?:_(?:I_\d{18}|(\d{8}T\d{6}Z)))?")


@dataclass(frozen=True)
class Token:
    """An access token.

    Attributes:
        scopes: What was granted; a role may make less of it.
        expires: When it stops working, by the emulator's clock; None for never.
    """

    person: Person
    scopes: frozenset[str]
    expires: datetime | None = None


@dataclass(frozen=True)
class Found:
    """A meeting object that an id names: a series, or one scheduled meeting or instance of it."""

    series: Series
    occurrence: Occurrence | None = None
    instance: Instance | None = None


class World:
    """The state of one emulator.

    Attributes:
        sites: Traits by site address.
        series: Series by id; those that deleted themselves may still be in it, see `all_series`.
        people: Persons by e-mail address.
        faults: The faults that are on.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.people: dict[str, Person] = {person.email: person for person in POPULATION}
        self.sites: dict[str, dict[str, Any]] = {}
        self.series: dict[str, Series] = {}
        self.faults = Faults()
        self._tokens: dict[str, Token] = {}
        self._shelves: dict[type, dict[str, Any]] = {}
        self.clear()

    def clear(self) -> None:
        """Go back to the beginning: the population and its tokens, the usual sites, no meetings."""
        self.sites = initial_sites()
        self.series = {}
        self._shelves = {}
        self._tokens = {person.token: Token(person, person.scopes) for person in POPULATION}

    def shelf(self, kind: type[_Thing]) -> dict[str, _Thing]:
        """Give the things of one class, by id, in the order in which they came into being.

        Resources beside meetings keep what they remember here; going back to the beginning empties
        every shelf.
        """
        return self._shelves.setdefault(kind, {})

    def forget(self, thing_id: str) -> bool:
        """Take what has that id from its shelf, whatever it is; False when nothing has it."""
        return any(shelf.pop(thing_id, None) is not None for shelf in self._shelves.values())

    def mint(self, person: Person, scopes: frozenset[str], lifetime: float | None = None) -> str:
        """Make an access token with exactly these scopes.

        Args:
            person: Whose token it is.
            scopes: The scopes granted.
            lifetime: Seconds by the emulator's clock; negative for a token that has expired.

        Raises:
            OverflowError: The lifetime is beyond what dates can hold.
        """
        expires = None if lifetime is None else self.clock.now() + timedelta(seconds=lifetime)
        text = f"emulator-minted-token-{secrets.token_urlsafe(32)}"
        self._tokens[text] = Token(person, scopes, expires)
        return text

    def token(self, text: str) -> Token | None:
        """Find a token that works now."""
        token = self._tokens.get(text)
        if token is not None and token.expires is not None and self.clock.now() >= token.expires:
            return None
        return token

    def person_by_id(self, person_id: str) -> Person | None:
        """Find a person by public id, padded or not."""
        bare = person_id.rstrip("=")
        return next((person for person in self.people.values() if person.id == bare), None)

    def all_series(self, now: datetime) -> list[Series]:
        """Give the series that exist, forgetting those that deleted themselves by now."""
        over = [each for each in self.series.values() if self._is_over(each, now)]
        for each in over:
            if each.is_over(now):  # one that a fault hides early may have to come back
                del self.series[each.id]
        hidden = {each.id for each in over}
        return [each for each in self.series.values() if each.id not in hidden]

    def _is_over(self, series: Series, now: datetime) -> bool:
        """Whether a series has deleted itself; faults make that day come early or late."""
        if not series.adhoc:
            place = ".".join(
                (
                    "series" if series.recurring else "one-off",
                    "checked" if series.when_completed else "unchecked",
                )
            )
            early = _EARLY_CHECKED if series.when_completed else _EARLY
            # Both at once: gone before its time, and back after it.
            if self.faults.has("auto-delete-slips", f"early.{place}") and not series.is_over(now):
                return series.is_over(now + early)
            if self.faults.has("auto-delete-slips", f"late.{place}"):
                return series.is_over(now - _LATE)
        return series.is_over(now)

    def find(self, meeting_id: str, now: datetime) -> Found | None:
        """Find what an id of any of the three forms names.

        The scheduled meeting of a one-off has the id of its series; that id names the series. The
        longer form with a time, which recordings carry, names its scheduled meeting.
        """
        match = _ID.fullmatch(meeting_id)
        series = self.series.get(match[1]) if match else None
        if match is None or series is None:
            return self._find_other(meeting_id, now)
        if self._is_over(series, now):
            del self.series[series.id]
            return None
        if match[0] == series.id:
            return Found(series)
        if match[2] is None:
            run = next((run for run in series.runs if run.id == meeting_id), None)
            return Found(series, instance=run) if run else None
        try:
            original = datetime.strptime(match[2], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            return None
        occurrence = series.occurrence(original)
        return Found(series, occurrence) if occurrence else None

    def _find_other(self, meeting_id: str, now: datetime) -> Found | None:
        """Find the scheduled meeting of a one-off by the id that a fault gives it."""
        if not self.faults.has("identity-slips", "one-off"):
            return None
        series = next((each for each in self.all_series(now) if each.other_id == meeting_id), None)
        occurrence = series.occurrence(series.start) if series else None
        return Found(series, occurrence) if series and occurrence else None
