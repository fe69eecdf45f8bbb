"""A small language for what a JSON body may hold, and the check of a value against it.

A check gives the value back, reduced to what is known, or raises the 400 that names the property
in quotes. Unknown properties are left out silently: clients send whole answers back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Protocol

from conformance.emulator.errors import invalid

__all__ = ["Email", "Field", "Flag", "Group", "Items", "Number", "Text", "check_email"]

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


class Field(Protocol):
    """What one property may hold."""

    def check(self, value: Any, where: str) -> Any:
        """Give the accepted value.

        Raises:
            ApiError: 400 naming `where`.
        """
        ...


@dataclass(frozen=True)
class Flag:
    """True or false; `only` narrows it to one of them."""

    only: bool | None = None

    def check(self, value: Any, where: str) -> bool:
        """Accept a JSON boolean; see `Field.check`."""
        if not isinstance(value, bool):
            raise invalid(f"'{where}' must be true or false.")
        if self.only is not None and value is not self.only:
            raise invalid(f"'{where}' must be {str(self.only).lower()}.")
        return value


@dataclass(frozen=True)
class Text:
    """A string with a length in characters, or one of some words."""

    most: int = 4096
    least: int = 0
    words: tuple[str, ...] = ()

    def check(self, value: Any, where: str) -> str:
        """Accept a JSON string; see `Field.check`."""
        if not isinstance(value, str):
            raise invalid(f"'{where}' must be a string.")
        if self.words and value not in self.words:
            raise invalid(f"'{where}' must be one of {', '.join(self.words)}.")
        if len(value.strip()) < self.least:
            raise invalid(f"'{where}' cannot be empty.", limit=True)
        if len(value) > self.most:
            raise invalid(f"'{where}' cannot be longer than {self.most} characters.", limit=True)
        return value


def check_email(value: Any, where: str) -> str:
    """Accept what looks like an e-mail address.

    Raises:
        ApiError: 400 naming `where`.
    """
    if not isinstance(value, str) or not _EMAIL.fullmatch(value):
        raise invalid(f"'{where}' must be an e-mail address.")
    return value


@dataclass(frozen=True)
class Email:
    """An e-mail address."""

    def check(self, value: Any, where: str) -> str:
        """Accept an e-mail address; see `Field.check`."""
        return check_email(value, where)


@dataclass(frozen=True)
class Number:
    """A whole number between two bounds, both inclusive."""

    least: int = 0
    most: int = 1_000_000_000

    def check(self, value: Any, where: str) -> int:
        """Accept a JSON number without a fraction; see `Field.check`."""
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
            raise invalid(f"'{where}' must be a whole number.")
        if not self.least <= value <= self.most:
            raise invalid(f"'{where}' must be between {self.least} and {self.most}.", limit=True)
        return int(value)


@dataclass(frozen=True)
class Items:
    """An array of at most so many values of one kind."""

    of: Field
    most: int = 1000

    def check(self, value: Any, where: str) -> list[Any]:
        """Accept a JSON array; see `Field.check`."""
        if not isinstance(value, list):
            raise invalid(f"'{where}' must be an array.")
        if len(value) > self.most:
            raise invalid(f"'{where}' cannot have more than {self.most} items.", limit=True)
        return [self.of.check(each, where) for each in value]


@dataclass(frozen=True)
class Group:
    """An object with known members, some of them required."""

    members: dict[str, Field]
    required: tuple[str, ...] = ()

    def check(self, value: Any, where: str) -> dict[str, Any]:
        """Accept a JSON object; see `Field.check`."""
        if not isinstance(value, dict):
            raise invalid(f"'{where}' must be an object.")
        for name in self.required:
            if value.get(name) is None:
                raise invalid(f"'{where}.{name}' is required." if where else f"'{name}' is required.")
        prefix = f"{where}." if where else ""
        return {
            name: kind.check(value[name], prefix + name)
            for name, kind in self.members.items()
            if name in value
        }
