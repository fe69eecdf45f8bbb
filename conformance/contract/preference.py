"""What a rule about somebody's preferences tries, and on which part of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Part", "Preference", "Way"]

Way = Literal["flip", "append", "device", "defaults", "person", "digits", "site", "given"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One address below the preferences.

    Attributes:
        name: the last word of its path; `whole` for all parts together.
        path: below the base address.
        takes: the properties that a PUT takes; empty for what is only read.
        query: of a PUT.
        adds: what the body of a PUT has beside what is shown.
    """

    name: str
    path: str
    takes: tuple[str, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    adds: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """What a rule about preferences is about.

    Attributes:
        names: names of the property, of which a target shows one; a dot leads to a member of an object.
        way: how the value comes about that is sent: the other of true and false; the present text with
            more at its end; one more device; two default devices; one more person; other digits; another
            site of the person; what the rule gives. None when nothing is sent.
        words: the documented values, if there are only some.
        emulator: whether it is changed on emulators alone, since it lets somebody else in.
        keeps: whether what is sent must not take effect.
    """

    part: Part
    names: tuple[str, ...]
    way: Way | None = None
    words: tuple[Any, ...] = ()
    emulator: bool = False
    keeps: bool = False
