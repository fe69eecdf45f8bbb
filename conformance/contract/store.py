"""The whole contract, loaded once."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from conformance import bundle
from conformance.contract import law
from conformance.contract.error_rules import error_rules
from conformance.contract.given import alone
from conformance.contract.list_rules import list_rules
from conformance.contract.locales import locale_rules
from conformance.contract.model import Conflict, Reading, Rule, Source
from conformance.contract.moves import move_rules
from conformance.contract.openapi import Schemas
from conformance.contract.parameters import parameter_rules
from conformance.contract.preferences import preference_rules
from conformance.contract.response import response_rules
from conformance.contract.sample import GIVEN
from conformance.contract.sample_rules import sample_rules
from conformance.contract.scopes import scope_rules
from conformance.contract.stories import read_cast, story_rules
from conformance.contract.story import Subject
from conformance.contract.tables import availability_rules
from conformance.contract.walk_rules import walk_rules
from conformance.contract.xml_doors import door_rules
from conformance.contract.xml_generated import generated_rules
from conformance.contract.xml_rules import xml_rules
from conformance.contract.xsd import XmlSchemas
from conformance.errors import ContractError, UnknownAddressError

if TYPE_CHECKING:
    from conformance.contract.foreign import ForeignDocument

__all__ = ["Contract", "load"]

_T = TypeVar("_T")
_DOCUMENTS = ("templates", "preferences", "preferences_2020")
_NO_XML_STORIES = ("conflicts", "doors", "generated")
_UPDATES = ("restrictions", "times", "recurrence", "effects", "keys", "dependencies", "codes")


@dataclass(frozen=True)
class Contract:
    """Sources, rules and conflicts, and the way to our schemas.

    Attributes:
        folder: the `specs/` folder.
        rules: by address, in the order in which they are judged and listed.
        cast: the meetings that stories are told of, by id.
        given: the document of somebody else that this run judges as well, if it was given one.
    """

    folder: Path
    sources: dict[str, Source]
    rules: dict[str, Rule]
    conflicts: dict[str, Conflict]
    cast: dict[str, Subject] = field(default_factory=dict)
    given: ForeignDocument | None = None

    def select(self, prefixes: Iterable[str] = ()) -> list[Rule]:
        """The rules under any of these addresses; all of them when none is given.

        Raises:
            UnknownAddressError: no rule is under one of them; suggests the nearest.
        """
        wanted = list(prefixes)
        for prefix in wanted:
            if not any(rule.is_under(prefix) for rule in self.rules.values()):
                raise UnknownAddressError(
                    f"No rule is called {prefix} or begins with it.", hint=self._near(prefix)
                )
        if not wanted:
            return list(self.rules.values())
        return [rule for rule in self.rules.values() if any(rule.is_under(prefix) for prefix in wanted)]

    def conflicts_of(self, rule: Rule) -> list[Conflict]:
        """The conflicts that touch a rule."""
        return [
            one for one in self.conflicts.values() if any(rule.is_under(prefix) for prefix in one.affects)
        ]

    @cached_property
    def schemas(self) -> Schemas:
        """Schemas of the meetings resource."""
        return Schemas(self.folder / "openapi" / "meetings.yaml")

    @cached_property
    def _others(self) -> tuple[Schemas, ...]:
        """Schemas of the other resources that rules speak of."""
        folder = self.folder / "openapi"
        return tuple(Schemas(folder / f"{name}.yaml") for name in _DOCUMENTS)

    def schemas_for(self, component: str) -> Schemas:
        """The schemas of the resource that describes a component."""
        found = (one for one in (self.schemas, *self._others) if one.has_component(component))
        return next(found, self.schemas)

    def document(self, name: str, path: str = "") -> dict[str, Any]:
        """An OpenAPI document, all references local.

        Args:
            name: of one of ours, or `GIVEN` for the one that the run was given.
            path: of the operations that are wanted of that one.
        """
        if name == GIVEN and self.given is not None:
            return alone(self.given, path)
        return Schemas(self.folder / "openapi" / f"{name}.yaml").document

    @cached_property
    def xml_schemas(self) -> XmlSchemas:
        """Schemas of the XML API, for each edition."""
        return XmlSchemas(self.folder / "xsd")

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every file of the contract, so that two runs can tell whether theirs was the same.

        Hidden files are left out: file managers and editors put theirs everywhere.
        """
        total = hashlib.sha256()
        paths = [path for path in self.folder.rglob("*") if path.is_file() and path.name[0] != "."]
        names = {path.relative_to(self.folder).as_posix(): path for path in paths}
        for name in sorted(names):
            total.update(name.encode() + b"\0")
            total.update(hashlib.sha256(names[name].read_bytes().replace(b"\r\n", b"\n")).digest())
        return f"sha256:{total.hexdigest()}"

    def header(self) -> dict[str, Any]:
        """What a run's journal keeps of the contract, so that a report needs nothing else."""
        return {
            "digest": self.digest,
            "rules": len(self.rules),
            "sources": [
                {"id": one.id, "title": one.title, "date": one.date, "digest": one.digest}
                for one in self.sources.values()
            ],
            "conflicts": [asdict(one) for one in self.conflicts.values()],
        }

    def _near(self, prefix: str) -> str:
        if self.given is None and prefix.partition(".")[0] == "openapi":
            return "These are rules of a file: give it with --openapi."
        names = {address.rsplit(".", cut)[0] for address in self.rules for cut in range(address.count("."))}
        near = difflib.get_close_matches(prefix, sorted(names), n=3, cutoff=0.5)
        return f"Did you mean {' or '.join(near)}?" if near else "See `webex-conformance list`."


@cache
def load() -> Contract:
    """The contract of this installation.

    Raises:
        ContractError: our data is missing or contradicts itself.
    """
    folder = bundle.specs()
    behaviour = folder / "behaviour"
    sources = _once(
        "sources.toml",
        ((one["id"], Source(**one)) for one in law.read(folder / "sources.toml", "sources")["source"]),
    )
    tables = [
        *((rule.address, rule) for rule in availability_rules(behaviour / "availability")),
        *((rule.address, rule) for rule in availability_rules(behaviour / "response", "applies.toml")),
    ]
    moves = [(rule.address, rule) for rule in move_rules(behaviour / "update")]
    cast = read_cast(behaviour / "cast.toml")
    stories = [(rule.address, rule) for rule in _stories(behaviour, cast)]
    scopes = [(rule.address, rule) for rule in scope_rules(behaviour / "scopes")]
    errors = [(rule.address, rule) for rule in error_rules(behaviour / "errors", behaviour / "scopes")]
    lists = [(rule.address, rule) for rule in _lists(behaviour)]
    samples = [(rule.address, rule) for rule in _samples(behaviour)]
    xml = [(rule.address, rule) for rule in _xml(behaviour / "xml")]
    rules = _once(
        "behaviour", [*tables, *_prose(behaviour), *moves, *stories, *scopes, *errors, *lists, *samples, *xml]
    )
    conflicts = _once("conflicts.toml", _conflicts(behaviour))
    for rule in rules.values():
        _cited(rule.source, sources, f"{rule.address} of the contract")
    known = {address.rsplit(".", cut)[0] for address in rules for cut in range(address.count("."))}
    for conflict in conflicts.values():
        place = f"conflicts.toml of the contract, {conflict.id},"
        for reading in conflict.readings:
            _cited(reading.source, sources, place)
        for address in conflict.affects:
            if address.rstrip(".") not in known:
                raise ContractError(f"{place} names {address}, which is the address of no rule.")
    return Contract(folder=folder, sources=sources, rules=rules, conflicts=conflicts, cast=cast)


def _stories(folder: Path, cast: dict[str, Subject]) -> Iterator[Rule]:
    """In the order in which they are played: what moves the clock far comes last."""
    for name in _UPDATES:
        yield from story_rules(folder / "update" / f"{name}.toml", cast)
    yield from parameter_rules(folder / "update", cast)
    yield from response_rules(folder / "update", cast)
    yield from story_rules(folder / "warnings.toml", cast)
    yield from locale_rules(folder)
    yield from story_rules(folder / "acting.toml", cast)
    for edition in ("guide", "deck"):
        yield from preference_rules(folder / "preferences" / f"{edition}.toml")
    yield from story_rules(folder / "lifecycle.toml", cast)
    yield from story_rules(folder / "auto_delete.toml", cast)


def _samples(folder: Path) -> Iterator[Rule]:
    yield from sample_rules(folder / "generated", folder / "errors", folder / "scopes")


def _lists(folder: Path) -> Iterator[Rule]:
    yield from walk_rules(folder / "walks.toml")
    yield from list_rules(folder / "lists.toml", folder / "errors", folder / "scopes")


def _xml(folder: Path) -> list[Rule]:
    """Rules of the XML API: those of each release, in its order, then those of none."""
    return sorted(_of_the_files(folder), key=_release)


def _release(rule: Rule) -> tuple[int, int]:
    first, second = rule.address.split(".")[1:3]
    return (int(first), int(second)) if first.isdecimal() and second.isdecimal() else (999, 0)


def _of_the_files(folder: Path) -> Iterator[Rule]:
    for path in sorted(folder.glob("*.toml")):
        if not path.stem.startswith(_NO_XML_STORIES):
            yield from xml_rules(path)
    yield from door_rules(folder)
    yield from generated_rules(folder)


def _once(where: str, entries: Iterable[tuple[str, _T]]) -> dict[str, _T]:
    found: dict[str, _T] = {}
    for name, entry in entries:
        if name in found:
            raise ContractError(f"{where} of the contract has {name} twice.")
        found[name] = entry
    return found


def _cited(source: str, sources: dict[str, Source], place: str) -> None:
    if source not in sources:
        raise ContractError(f"{place} cites {source}, which sources.toml does not have.")


def _prose(folder: Path) -> Iterator[tuple[str, Rule]]:
    for entry in law.read(folder / "rules.toml", "rules")["rule"]:
        entry.pop("observed_on", None)
        editions, faults = tuple(entry.pop("editions")), tuple(entry.pop("faults", ()))
        yield entry["address"], Rule(**entry, editions=editions, faults=faults)


def _conflicts(folder: Path) -> Iterator[tuple[str, Conflict]]:
    for path in (folder / "conflicts.toml", *sorted((folder / "xml").glob("conflicts_*.toml"))):
        for entry in law.read(path, "conflicts")["conflict"]:
            readings = tuple(Reading(**reading) for reading in entry.pop("readings"))
            affects = tuple(entry.pop("affects"))
            yield entry["id"], Conflict(**entry, affects=affects, readings=readings)
