"""The lines of a journal as values.

Reading is lenient: what a later version adds is ignored, what an earlier one left out gets a neutral
value. A line without the keys that give it its meaning is `Damaged`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from conformance.report.access import Access
from conformance.report.fields import Damaged, map_of, maps_of, need, strings_of, text_of, texts_of, whole_of
from conformance.report.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

_ADDRESS = re.compile(r"[a-z]+(\.[A-Za-z0-9][A-Za-z0-9_-]*)+")


def _address(line: Mapping[str, Any]) -> str:
    """Return the address of a line; it becomes ids and file names, so its form is not up to the line."""
    address = need(line, "address")
    if not _ADDRESS.fullmatch(address):
        raise Damaged(f"{address[:40]!r} is not an address")
    return address


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One document that the rules were taken from."""

    id: str
    title: str
    date: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictReading:
    """One way to understand the documents where they disagree."""

    id: str
    text: str
    source: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A place where the documents disagree, contradict themselves or are silent."""

    id: str
    title: str
    kind: str
    affects: tuple[str, ...]
    readings: tuple[ConflictReading, ...]
    treatment: str

    @classmethod
    def parse(cls, line: Mapping[str, Any]) -> Conflict:
        """Read a conflict of the header."""
        readings = tuple(
            ConflictReading(
                id=text_of(item, "id"),
                text=text_of(item, "text"),
                source=text_of(item, "source"),
                section=text_of(item, "section"),
            )
            for item in maps_of(line, "readings")
        )
        return cls(
            id=need(line, "id"),
            title=text_of(line, "title"),
            kind=text_of(line, "kind"),
            affects=texts_of(line, "affects"),
            readings=readings,
            treatment=text_of(line, "treatment"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What was run against what, by which contract."""

    run: str
    started: str
    tool: str
    version: str
    editions: Mapping[str, str]
    effort: Mapping[str, str]
    target: str
    rest: str
    control: str
    profile_digest: str
    abilities: tuple[str, ...]
    contract_digest: str
    rules: int
    sources: tuple[Source, ...]
    conflicts: tuple[Conflict, ...]
    environment: Mapping[str, str]
    seed: int
    selection: tuple[str, ...]
    command: str

    @classmethod
    def parse(cls, line: Mapping[str, Any]) -> Header:
        """Read the first line of a journal."""
        tool, target, contract = map_of(line, "tool"), map_of(line, "target"), map_of(line, "contract")
        sources = tuple(
            Source(
                id=text_of(item, "id"),
                title=text_of(item, "title"),
                date=text_of(item, "date"),
                digest=text_of(item, "digest"),
            )
            for item in maps_of(contract, "sources")
        )
        return cls(
            run=need(line, "run"),
            started=text_of(line, "started"),
            tool=text_of(tool, "name"),
            version=text_of(tool, "version"),
            editions=strings_of(line, "editions"),
            effort=strings_of(line, "effort"),
            target=text_of(target, "name"),
            rest=text_of(target, "rest"),
            control=text_of(target, "control"),
            profile_digest=text_of(target, "profileDigest"),
            abilities=texts_of(target, "abilities"),
            contract_digest=text_of(contract, "digest"),
            rules=whole_of(contract, "rules"),
            sources=sources,
            conflicts=tuple(map(Conflict.parse, maps_of(contract, "conflicts"))),
            environment=strings_of(line, "environment"),
            seed=whole_of(line, "seed"),
            selection=texts_of(line, "selection"),
            command=text_of(line, "command"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A state that cases needed, and who brought the target into it."""

    name: str
    provider: str
    exchanges: tuple[str, ...]
    missing: str

    @classmethod
    def parse(cls, line: Mapping[str, Any]) -> Situation:
        """Read a situation line."""
        return cls(
            name=need(line, "name"),
            provider=text_of(line, "provider"),
            exchanges=texts_of(line, "exchanges"),
            missing=text_of(line, "missing"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The place of a rule in a table of the documents."""

    table: str
    attribute: str
    state: str
    documented: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a profile says about a deviation it declares."""

    reason: str
    since: str
    expires: str
    link: str

    @classmethod
    def parse(cls, line: Mapping[str, Any]) -> Declaration:
        """Read the keys that a verdict's and a deviation's declaration share."""
        return cls(
            reason=text_of(line, "reason"),
            since=text_of(line, "since"),
            expires=text_of(line, "expires"),
            link=text_of(line, "link"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRecord:
    """What was found about one rule.

    Attributes:
        edition: in which the verdict was reached, where the rule's door has several.
        grid: the verdict in each edition, where several were judged.
        example: how what was drawn by chance is made again; empty for what nobody drew.
        lines: how often the journal speaks of the rule.
    """

    address: str
    verdict: Verdict
    at: str
    level: str
    provenance: str
    text: str
    source: str
    section: str
    expected: str
    actual: str
    reason: str
    note: str
    exchanges: tuple[str, ...]
    cell: Cell | None
    access: Access | None
    deviation: Declaration | None
    edition: str = ""
    grid: Mapping[str, Verdict] = field(default_factory=dict)
    example: Mapping[str, Any] = field(default_factory=dict)
    lines: int = 1

    @classmethod
    def parse(cls, line: Mapping[str, Any]) -> VerdictRecord:
        """Read a verdict line."""
        word, address = need(line, "verdict"), _address(line)
        try:
            verdict = Verdict(word)
        except ValueError:
            raise Damaged(f"{word[:40]!r} is not a verdict") from None
        cell, declared = map_of(line, "cell"), map_of(line, "deviation")
        place = Cell(
            table=text_of(cell, "table"),
            attribute=text_of(cell, "attribute"),
            state=text_of(cell, "state"),
            documented=text_of(cell, "documented"),
        )
        return cls(
            address=address,
            verdict=verdict,
            at=text_of(line, "at"),
            level=text_of(line, "level"),
            provenance=text_of(line, "provenance"),
            text=text_of(line, "text"),
            source=text_of(line, "source"),
            section=text_of(line, "section"),
            expected=text_of(line, "expected"),
            actual=text_of(line, "actual"),
            reason=text_of(line, "reason"),
            note=text_of(line, "note"),
            exchanges=texts_of(line, "exchanges"),
            cell=place if cell else None,
            access=Access.parse(map_of(line, "access")),
            deviation=Declaration.parse(declared) if declared else None,
            edition=text_of(line, "edition"),
            grid=_verdicts(strings_of(line, "grid")),
            example=map_of(line, "example"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Which reading of a conflict the target was seen to follow."""

    conflict: str
    followed: str
    detail: str
    exchanges: tuple[str, ...]

    @classmethod
    def parse(cls, line: Mapping[str, Any]) -> Reading:
        """Read a reading line."""
        return cls(
            conflict=need(line, "conflict"),
            followed=need(line, "followed"),
            detail=text_of(line, "detail"),
            exchanges=texts_of(line, "exchanges"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A declared deviation that no longer holds: gone from the target (stale), or past its date."""

    address: str
    state: str
    declared: Declaration

    @classmethod
    def parse(cls, line: Mapping[str, Any]) -> Deviation:
        """Read a deviation line."""
        return cls(address=_address(line), state=need(line, "state"), declared=Declaration.parse(line))


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something a person should know about the run."""

    level: str
    text: str

    @classmethod
    def parse(cls, line: Mapping[str, Any]) -> Note:
        """Read a note line."""
        return cls(level=text_of(line, "level"), text=need(line, "text"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """How the run ended."""

    finished: str
    verdicts: Mapping[str, int]
    requests: int
    created: int
    deleted: int
    leftovers: tuple[str, ...]
    interrupted: bool

    @classmethod
    def parse(cls, line: Mapping[str, Any]) -> Footer:
        """Read the last line of a journal."""
        counts = map_of(line, "verdicts")
        return cls(
            finished=text_of(line, "finished"),
            verdicts={word: whole_of(counts, word) for word in counts},
            requests=whole_of(line, "requests"),
            created=whole_of(line, "created"),
            deleted=whole_of(line, "deleted"),
            leftovers=texts_of(line, "leftovers"),
            interrupted=line.get("interrupted") is True,
        )


def _verdicts(words: Mapping[str, str]) -> dict[str, Verdict]:
    """Verdicts by edition; a word that is none damages the line."""
    try:
        return {edition: Verdict(word) for edition, word in words.items()}
    except ValueError:
        raise Damaged("a grid has something else than verdicts") from None
