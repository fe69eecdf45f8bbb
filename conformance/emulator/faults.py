"""Deliberate deviations, each named by its defect, so that cases can be seen to fail.

A fault is a kind and, after a colon, its place or measure. It is checked when it is switched on:
a fault that could never show itself is refused. Faults of attributes touch reads only (get and
list), never the answers to writes, and nothing but the one attribute they name.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from conformance.emulator.availability import ATTRIBUTES, JOINED, PARENT_HAS_NONE, SHOWN, STATES, TABLE
from conformance.emulator.slips import SLIPS

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FAULT_KINDS", "FaultError", "Faults"]

FAULT_KINDS: dict[str, str] = {
    "attribute-dropped": "<type>.<state>.<attribute>: reads leave out an attribute that the table grants",
    "attribute-leaked": "<type>.<state>.<attribute>: reads show an attribute that the table denies",
    "property-mistyped": "<type>.<state>.<property>: reads show a value of another JSON type",
    **{kind: slip.text for kind, slip in SLIPS.items()},
    "slow-answer": "<seconds>: every REST answer comes that much later",
    "throttle": "<n>:<text>: the next n REST calls answer 429 with this Retry-After",
    "server-error": "<n>: the next n REST calls answer 500",
    "html-error": "<n>: the next n REST calls answer 502 with an HTML page",
    "unauthorised": "every REST call answers 401",
}
"""Every kind of fault, with its argument and meaning."""

_BARE = ("unauthorised", "locale-default")

Situation = tuple[str, str]
_Cells = defaultdict[Situation, set[str]]


class FaultError(ValueError):
    """A fault is unknown or cannot be where it was asked for."""


def _mistyped(value: Any) -> Any:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return 7
        case int() | float():
            return str(value)
        case list():
            return {}
        case _:
            return []


@dataclass
class Faults:
    """The faults that are on.

    Attributes:
        active: Their full names, in the order in which they were asked for.
        delay: Seconds by which every REST answer is late.
        throttled: REST calls still to be refused with 429.
        retry_after: The text of their `Retry-After`.
        broken: REST calls still to be answered with 500.
        garbled: REST calls still to be answered with an HTML page.
        unauthorised: Whether every REST call is refused with 401.
        marks: How often calls were refused that leave a mark, by what they named.
    """

    active: tuple[str, ...] = ()
    delay: float = 0.0
    throttled: int = 0
    retry_after: str = ""
    broken: int = 0
    garbled: int = 0
    unauthorised: bool = False
    marks: dict[str, int] = field(default_factory=dict)
    _slips: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _dropped: _Cells = field(default_factory=lambda: defaultdict(set))
    _leaked: _Cells = field(default_factory=lambda: defaultdict(set))
    _wrong: _Cells = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, names: list[str]) -> Faults:
        """Switch on exactly these faults.

        Raises:
            FaultError: A kind is unknown or its argument impossible; the text names the fault.
        """
        faults = cls(active=tuple(names))
        for name in names:
            kind, colon, argument = name.partition(":")
            if kind not in FAULT_KINDS:
                raise FaultError(f"'{name}': there is no kind of fault '{kind}'.")
            try:
                if bool(colon) is (kind in _BARE):
                    raise FaultError("this kind takes " + ("no argument." if colon else "an argument."))
                if kind in SLIPS:
                    faults._slip(kind, argument)
                else:
                    _SWITCHES[kind](faults, argument)
            except ValueError as problem:
                raise FaultError(f"'{name}': {problem}") from None
        return faults

    def has(self, kind: str, place: str = "") -> bool:
        """Whether a fault of a kind in `slips` is on at a place; no place for a kind that takes none."""
        return place in self._slips.get(kind, ())

    def unchecked(self, place: str) -> bool:
        """Whether a check of tokens is left out, by its own fault or by the one that leaves out all."""
        places = self._slips.get("scope-not-checked", set())
        return place in places or "*" in places

    def those(self, kind: str) -> frozenset[str]:
        """Give the places at which faults of a kind in `slips` are on."""
        return frozenset(self._slips.get(kind, ()))

    def names(self, situation: Situation, granted: frozenset[str]) -> frozenset[str]:
        """Give the attributes that a read shows, faults included."""
        if not (self._dropped or self._leaked):
            return granted
        return (granted - self._dropped.get(situation, set())) | self._leaked.get(situation, set())

    def mistype(self, situation: Situation, body: dict[str, Any]) -> None:
        """Spoil, in place, the properties whose type is wrong in this situation."""
        for name in self._wrong.get(situation, ()):
            if name in body:
                body[name] = _mistyped(body[name])

    def _drop(self, argument: str) -> None:
        situation, name = _cell(argument)
        if name not in SHOWN[situation]:
            raise FaultError("reads do not show it there, so it cannot be dropped.")
        self._dropped[situation].add(name)

    def _leak(self, argument: str) -> None:
        situation, name = _cell(argument)
        if name not in ATTRIBUTES | JOINED:
            raise FaultError("the tables do not list it.")
        if name in (SHOWN if name in JOINED else TABLE)[situation]:
            raise FaultError("the table grants it there, so it cannot leak.")
        if (*situation, name) in PARENT_HAS_NONE:
            raise FaultError("no meeting in that state has a value for it.")
        self._leaked[situation].add(name)

    def _mistype(self, argument: str) -> None:
        situation, name = _cell(argument)
        if name not in SHOWN[situation]:
            raise FaultError("reads do not show it there, so it cannot have a wrong type.")
        self._wrong[situation].add(name)

    def _slip(self, kind: str, argument: str) -> None:
        if not SLIPS[kind].fits(argument):
            raise FaultError(f"there is no such place; one of {SLIPS[kind].offer}.")
        self._slips[kind].add(argument)

    def _slow(self, argument: str) -> None:
        seconds = float(argument)
        if not (math.isfinite(seconds) and 0 <= seconds <= 300):
            raise FaultError("seconds go from 0 to 300.")
        self.delay = seconds

    def _throttle(self, argument: str) -> None:
        count, colon, text = argument.partition(":")
        if not colon or not text.isascii() or not text.isprintable():
            raise FaultError("it takes a count, a colon and a printable header value.")
        self.throttled, self.retry_after = _count(count), text

    def _break(self, argument: str) -> None:
        self.broken = _count(argument)

    def _garble(self, argument: str) -> None:
        self.garbled = _count(argument)

    def _refuse(self, _argument: str) -> None:
        self.unauthorised = True


def _cell(argument: str) -> tuple[Situation, str]:
    kind, _, rest = argument.partition(".")
    state, _, name = rest.partition(".")
    if state not in STATES.get(kind, ()) or not name:
        raise FaultError("the place is <type>.<state>.<attribute> with a state of that type.")
    return (kind, state), name


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10_000:
        raise FaultError("a count goes from 1 to 10000.")
    return int(text)


_SWITCHES: dict[str, Callable[[Faults, str], None]] = {
    "attribute-dropped": Faults._drop,  # noqa: SLF001 - the methods of this very module
    "attribute-leaked": Faults._leak,  # noqa: SLF001 - as above
    "property-mistyped": Faults._mistype,  # noqa: SLF001 - as above
    "slow-answer": Faults._slow,  # noqa: SLF001 - as above
    "throttle": Faults._throttle,  # noqa: SLF001 - as above
    "server-error": Faults._break,  # noqa: SLF001 - as above
    "html-error": Faults._garble,  # noqa: SLF001 - as above
    "unauthorised": Faults._refuse,  # noqa: SLF001 - as above
}
