"""Places in stories of the XML API: names, moments of the site's wall clock and long texts, in braces."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conformance.checks import NotExercised
from conformance.clients import wire_date
from conformance.errors import ContractError
from conformance.staging.places import filled

__all__ = ["ZONE", "ZONE_ID", "XmlPlaces"]

ZONE, ZONE_ID = ZoneInfo("Asia/Shanghai"), 45
"""The zone in which stories tell their moments, and its number: it has no summer time."""

_PLACE = re.compile(r"\{([^{}]+)\}")
_TEXT = re.compile(r"([a-z])\*(\d{1,6})")
_MOMENT = re.compile(r"start((?:[+-]\d+[dhm])*)(\.iso)?")
_PROOF = re.compile(r"([a-z]+)\.(email|password|token|provisioning)")
_OFFSET = re.compile(r"([+-]\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


class XmlPlaces:
    """Fills in places.

    Args:
        start: the moment that `{start}` stands for.
        names: what the other places stand for; steps add to it what they keep.
    """

    def __init__(self, start: datetime, names: Mapping[str, str]) -> None:
        self._start = start.astimezone(ZONE)
        self.names = dict(names)

    def fill(self, value: Any) -> Any:
        """The value with every place filled in, however deep.

        Raises:
            ContractError: a place is unknown.
            NotExercised: the profile does not give what stands there.
        """
        return filled(value, lambda text: _PLACE.sub(lambda hit: self._one(hit[1]), text))

    def _one(self, place: str) -> str:
        if place in self.names:
            return self.names[place]
        if found := _PROOF.fullmatch(place):
            raise NotExercised(f"the profile gives no {found[2]} of actor {found[1]} (actors.{found[1]})")
        if text := _TEXT.fullmatch(place):
            return text[1] * int(text[2])
        if found := _MOMENT.fullmatch(place):
            moment = self._start
            for number, unit in _OFFSET.findall(found[1]):
                moment += timedelta(**{_UNITS[unit]: int(number)})
            return moment.isoformat(timespec="seconds") if found[2] else wire_date(moment)
        raise ContractError(f"A story of the contract names {{{place}}}, which nothing can stand for.")

    @staticmethod
    def moment_after(now: datetime, span: str) -> datetime:
        """The moment that is a span such as `2h` or `90m` after another one.

        Raises:
            ContractError: it is no span.
        """
        found = _OFFSET.fullmatch(f"+{span}")
        if found is None:
            raise ContractError(f"A story of the contract moves the clock by {span}, which is no span.")
        return now + timedelta(**{_UNITS[found[2]]: int(found[1])})
