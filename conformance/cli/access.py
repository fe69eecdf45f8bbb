"""Rules about scopes in plain words: who calls what with which token, and how many of them there are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from conformance.cli.storytelling import labelled
from conformance.contract import LEVELS, Access, Call, Rule

if TYPE_CHECKING:
    from conformance.staging import Want

__all__ = ["count_access", "tell_access"]

_TRIED = {
    "allowed": "the call succeeds with the documented scope alone",
    "refused-without": "the call is refused to a token that has other scopes only",
    "refused-read-only": "the call is refused to a token that may only read",
    "refused-without-role": "the call on the host's behalf is refused to a user who holds the scope",
    "refused-for-others": "the call is refused, or not found, on what belongs to another user",
    "refused-on-behalf": "the call is refused to a user who names another one to act for",
    "refused": "the call is refused to whoever is of that level",
}
_PEOPLE = {
    "user": "a user",
    "admin": "an administrator",
    "compliance": "a compliance officer",
    "guest": "a guest",
}
_OTHERS = ("refused-for-others", "refused-on-behalf")
_SHOWN = 3
_HEAD = ("level", "operations", "N/A", "allowed", "refused", "in dispute")
_PLACES = {
    r"day\+\d+": "{day+2} is two days ahead, {day+2.hour} an hour after that",
    r"n\}": "{n} is a number never used before",
    r"marker": "{marker} is what the run marks its own objects with",
    r"site": "{site} is the meeting's own",
    r"password": "{password} is the meeting's own",
    r"live": "{live} is a meeting that is on",
    r"waiting": "{waiting} is somebody in its lobby",
    r"called": "{called} is an invitation by phone",
    r"ended": "{ended} is a meeting that is over",
    r"trashed": "{trashed} is a recording in the recycle bin",
    r"owner": "{owner} is the e-mail address of who owns the object",
    r"other": "{other} is the e-mail address of another user",
}


def tell_access(rule: Rule) -> list[str]:
    """What is tried for a rule about scopes, one line each; none for any other rule."""
    access = rule.access
    if access is None:
        return []
    lines = [line for label, text in _facts(access) for line in labelled(label, text)]
    places = [words for form, words in _PLACES.items() if re.search(r"\{" + form, "\n".join(lines))]
    return lines + labelled("in braces", "; ".join(places))


def count_access(rules: Iterable[Rule]) -> list[str]:
    """A table of how many rules about scopes there are at each level; none where there are none of them.

    The operations of a level are all that the documents have a cell or an entry for, N/A included; the rules
    in dispute are those of the allowed and refused that the documents disagree about.
    """
    found = [rule.access for rule in rules if rule.access is not None]
    if not found:
        return []
    rows = {level: _counts([access for access in found if access.tier == level]) for level in LEVELS}
    shown = {str(level): counts for level, counts in rows.items() if counts[0]}
    together = tuple(sum(column) for column in zip(*shown.values(), strict=True))
    operations = len({access.operation for access in found})
    table = [_HEAD, *((name, *map(str, counts)) for name, counts in {**shown, "together": together}.items())]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in table
    ]
    return [f"{len(found)} rules about the scopes of {operations} operations", *lines]


def _counts(found: list[Access]) -> tuple[int, ...]:
    return (
        len({access.operation for access in found}),
        len({access.operation for access in found if access.check == "refused"}),
        sum(access.opens for access in found),
        sum(not access.opens for access in found),
        sum(access.conflict is not None for access in found),
    )


def _facts(access: Access) -> Iterator[tuple[str, str]]:
    place = f"under {access.resource}" if access.resource else "named by a list of scopes alone"
    yield "operation", f"{access.operation}, {place}"
    yield "level", access.tier
    yield "tried", _TRIED[access.check]
    for number, call in enumerate(access.calls):
        yield ("" if number else "calls"), _call(access, call)
    yield "aimed at", _aim(access)
    yield from _token(access)
    yield from _afterwards(access)
    if access.conflict is not None:
        opened, refused = access.readings
        yield (
            "reading",
            f"a target that opens the operation follows {opened!r}, one that refuses it {refused!r}",
        )


def _call(access: Access, call: Call) -> str:
    query = "&".join(f"{name}={value}" for name, value in call.query.items())
    words = f"{call.method} {call.path}{f'?{query}' if query else ''}"
    if call.acts and (access.tier in ("admin", "compliance") or access.check == "refused-on-behalf"):
        place, _, name = call.acts.partition(".")
        words += f", with {name} of the owner in the {place}"
    if call.emulator:
        words += "; on emulators alone, since nothing could undo it"
    return words


def _aim(access: Access) -> str:
    if all(call.alone for call in access.calls):
        return "no object of anybody"
    owner = "another user" if access.check in _OTHERS else "the host"
    made = f"an object of {owner} that the run made or, for reading, found"
    return made if access.opens else f"{made}; ids of zeros where there is none"


def _token(access: Access) -> Iterator[tuple[str, str]]:
    from conformance.staging import wanted  # noqa: PLC0415 - a list needs none of what staging needs

    want = wanted(access)
    yield "token", f"of {_PEOPLE[want.role]}, made by the control API where the target has one"
    yield "has", " and ".join(sorted(want.has))
    kept = sorted(want.ideal - want.has)
    if kept:
        named = kept if len(kept) <= _SHOWN + 1 else kept[:_SHOWN]
        more = f" and {len(kept) - len(named)} more scopes" if named != kept else ""
        yield ("keeps" if want.has else "has"), f"{', '.join(named)}{more}"
    yield "lacks", ", ".join(sorted(want.lacks))
    yield "live site", _live(access, want)


def _live(access: Access, want: Want) -> str:
    person = "the host" if want.host else "somebody who is not the host"
    reading = ", all of them for reading" if want.only_reads else ""
    words = f'an actor with role = "{want.role}", a token of {person} with {want.words}{reading}'
    if access.check == "refused-without-role":
        return f"{words}; sites seldom give such scopes to a user"
    return f"{words}; and a second user who owns the object" if access.check in _OTHERS else words


def _afterwards(access: Access) -> Iterator[tuple[str, str]]:
    if access.opens:
        return
    watched = dict.fromkeys(call.watch for call in access.calls if call.watch)
    for number, path in enumerate(watched):
        yield ("" if number else "read back"), f"GET {path} by the owner shows the same as before"
    absent = dict.fromkeys(call.absent for call in access.calls if call.absent)
    if absent and access.check == "refused-for-others":
        yield "or", f"an answer of 2xx that does not list {', '.join(absent)}"
