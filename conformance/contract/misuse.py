"""Wrong requests: what is wrong with them, how they are made, and with which status they are answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from conformance.contract.access import Tier

__all__ = ["KINDS", "Mistake", "Misuse", "Probe"]

Mistake = Literal[
    "no-token", "broken-token", "unknown-id", "method", "media", "not-json", "tracking", "throttled"
]
KINDS: tuple[Mistake, ...] = (
    "no-token",
    "broken-token",
    "unknown-id",
    "method",
    "media",
    "not-json",
    "tracking",
)
"""The mistakes that every operation is tried with, as far as it can be made there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """The form of an operation's request, with places in braces where it names something.

    Attributes:
        path: below the base address.
        body: a JSON object, or an empty array where an object could do harm; None for none.
    """

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | list[Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Misuse:
    """What a rule about wrong requests tries.

    Attributes:
        operation: as the document names it.
        kind: what is wrong with the request.
        status: with which it is answered.
        tier: whose token opens the operation.
        probes: the requests; the rule holds for each of them.
        other: a method that the path does not have, for the kind `method`.
    """

    operation: str
    kind: Mistake
    status: int
    tier: Tier
    probes: tuple[Probe, ...]
    other: str = ""

    @property
    def needs_token(self) -> bool:
        """Whether the mistake shows only behind a token that opens the operation."""
        return self.kind not in ("no-token", "broken-token", "tracking")
