"""Places in the bodies and expectations of stories: moments, texts and names, in braces."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conformance.checks import NotExercised
from conformance.errors import ContractError
from conformance.targets import Traits

__all__ = ["Places", "filled", "half_hour", "names_of", "text_of"]

_PLACE = re.compile(r"\{([^{}]+)\}")
_TEXT = re.compile(r"(text|word)\*(\d+)")
_OF_THE_PROFILE = {
    "room_id": "room_id",
    "tracking_name": "tracking_code",
    "tracking_value": "tracking_code",
    "tracking_select": "tracking_select",
    "tracking_default_name": "tracking_default",
    "tracking_default_value": "tracking_default",
    "tracking_default_other": "tracking_default",
}
_MOMENT = re.compile(r"((?:start|end)(?:\.(?:[1-9]\d*|last))?|now)((?:[+-]\d+[dhms])*)((?:\|[^|]+)*)")
_OFFSET = re.compile(r"([+-]\d+)([dhms])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def filled(value: Any, text: Callable[[str], Any]) -> Any:
    """A JSON value with each of its texts, but for keys, replaced by what `text` makes of it."""
    match value:
        case str():
            return text(value)
        case Mapping():
            return {key: filled(each, text) for key, each in value.items()}
        case list() | tuple():
            return [filled(each, text) for each in value]
    return value


class Places:
    """Fills in places.

    Args:
        moments: gives the moment of an anchor such as `start`, `end.2` or `now`.
        names: what the other places stand for.
        method: by which the story is told; texts differ by it.
    """

    def __init__(self, moments: Callable[[str], datetime], names: Mapping[str, str], method: str) -> None:
        self._moments = moments
        self._names = {**names, "method": method}
        self._method = method

    def fill(self, value: Any) -> Any:
        """The value with every place filled in, however deep.

        Raises:
            ContractError: a place is unknown.
            NotExercised: the profile does not give what stands there.
        """
        return filled(value, self._text)

    def _text(self, text: str) -> str | None:
        return None if text == "{null}" else _PLACE.sub(lambda hit: self._one(hit[1]), text)

    def moment(self, place: str) -> datetime:
        """The moment of a place that stands alone.

        Raises:
            ContractError: it is no moment.
        """
        found = _MOMENT.fullmatch(place.strip("{}"))
        if found is None:
            raise ContractError(f"A story of the contract names {place}, which is no moment.")
        moment = self._moments(found[1])
        for number, unit in _OFFSET.findall(found[2]):
            moment += timedelta(**{_UNITS[unit]: int(number)})
        return moment

    def _one(self, place: str) -> str:
        if place in self._names:
            return self._names[place]
        if place in _OF_THE_PROFILE:
            raise NotExercised(f"the profile gives no traits.{_OF_THE_PROFILE[place]}")
        if text := _TEXT.fullmatch(place):
            return text_of(int(text[2]), self._method, word=text[1] == "word")
        if found := _MOMENT.fullmatch(place):
            return _written(self.moment(place), found[3].split("|")[1:])
        raise ContractError(f"A story of the contract names {{{place}}}, which nothing can stand for.")


def names_of(traits: Traits) -> dict[str, str]:
    """What a profile gives for the places of stories."""
    names = {"room_id": traits.room_id or "", "tracking_select": traits.tracking_select or ""}
    if traits.tracking_code:
        names["tracking_name"], names["tracking_value"] = traits.tracking_code
    if traits.tracking_default:
        for part, value in zip(("name", "value", "other"), traits.tracking_default, strict=True):
            names[f"tracking_default_{part}"] = value
    return {name: value for name, value in names.items() if value}


def text_of(length: int, method: str, *, word: bool = False) -> str:
    """A text of exactly so many characters that says who sent it; a word has no blanks and signs."""
    if length == 0:
        return ""
    if word:
        return (f"Conformance{method}" * (length // 10 + 1))[:length]
    return (f"Conformance by {method}, " * (length // 10 + 1))[: length - 1] + "."


def half_hour(moment: datetime) -> datetime:
    """The next full half hour."""
    minute = moment.replace(minute=0, second=0, microsecond=0)
    while minute <= moment:
        minute += timedelta(minutes=30)
    return minute


def _written(moment: datetime, forms: list[str]) -> str:
    zone, offset, seconds = "UTC", True, f"{moment:%S}"
    for form in forms:
        match form.partition(":"):
            case "compact", _, _:
                return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
            case "in", _, name:
                zone = name
            case "naive", _, name:
                zone, offset = name or zone, False
            case "", _, text:
                seconds = text
            case _:
                raise ContractError(f"A story of the contract wants a moment written as {form}.")
    local = moment.astimezone(ZoneInfo(zone))
    end = "" if not offset else "Z" if zone == "UTC" else f"{local:%z}"[:3] + ":" + f"{local:%z}"[3:5]
    return f"{local:%Y-%m-%dT%H:%M}:{seconds}{end}"
