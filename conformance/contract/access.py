"""Who may do what: operations, the calls that try them, and what a rule about scopes asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["LEVELS", "Access", "Call", "Check", "Tier", "slug"]

Tier = Literal["user", "admin", "compliance", "guest"]
LEVELS: tuple[Tier, ...] = ("user", "admin", "compliance", "guest")
"""The levels of authentication, in the order of the document's columns."""

Check = Literal[
    "allowed",
    "refused-without",
    "refused-read-only",
    "refused-without-role",
    "refused-for-others",
    "refused-on-behalf",
    "refused",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that tries an operation.

    Attributes:
        path: below the base address; `{name}` stands for an object, as everywhere in here.
        body: a JSON object; `same` for what was read at `watch`, `default-site` for the default site as
            it is; None for none.
        guest: what a guest adds to the body.
        acts: how the person to act for is named: `query.hostEmail`, `query.userEmail`, `body.hostEmail`;
            None when the object tells.
        spends: objects that are not the same any more once it succeeded.
        makes: the kind of object that its answer is, if a new one.
        watch: path and query with which the owner sees whether anything changed; None for reads.
        absent: what must not be listed when it belongs to somebody else; None for operations that name
            an object.
        alone: whether it names no object of anybody.
        reads: whether it changes nothing although it is no GET.
        emulator: whether a target that is no emulator must be spared: nothing could undo it.
    """

    operation: str
    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | str | None = None
    guest: dict[str, Any] = field(default_factory=dict)
    acts: str | None = None
    spends: tuple[str, ...] = ()
    makes: str | None = None
    watch: str | None = None
    absent: str | None = None
    alone: bool = False
    reads: bool = False
    emulator: bool = False

    @property
    def writes(self) -> bool:
        """Whether it changes something when it succeeds."""
        return self.method != "GET" and not self.reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a rule about scopes tries.

    Attributes:
        operation: as the document names it.
        tier: at which level.
        check: what is tried there.
        scopes: what the token has; empty when everything but `lacks` is kept.
        lacks: scopes that the token must not have.
        kept: scopes that an ideal token has beside `scopes`.
        calls: the requests; the rule holds for each of them.
        conflict: id of the conflict that leaves the rule open, or None.
        readings: of that conflict: what a target follows that opens, and one that refuses.
        resource: what the table has the operation under; empty when a list alone names it.
    """

    operation: str
    tier: Tier
    check: Check
    scopes: tuple[str, ...]
    lacks: frozenset[str]
    kept: frozenset[str]
    calls: tuple[Call, ...]
    conflict: str | None = None
    readings: tuple[str, str] = ("", "")
    resource: str = ""

    @property
    def opens(self) -> bool:
        """Whether the operation must be open."""
        return self.check == "allowed"

    @property
    def only_reads(self) -> bool:
        """Whether the token may have scopes for reading alone."""
        return self.check == "refused-read-only"


def slug(text: str) -> str:
    """A name as addresses have it: lower case, words joined by hyphens.

    >>> slug("Get a Meeting's Details")
    'get-a-meeting-s-details'
    """
    words = "".join(sign if sign.isalnum() else " " for sign in text.lower()).split()
    return "-".join(words)
