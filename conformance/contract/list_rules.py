"""Rules about lists: one for each operation that lists and each relation that its parameters promise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.contract import law
from conformance.contract.access import Call, Tier, slug
from conformance.contract.listing import RELATIONS, Filter, Listing, Relation, Window
from conformance.contract.model import Rule
from conformance.contract.scopes import read_calls
from conformance.errors import ContractError

__all__ = ["list_rules"]


def list_rules(file: Path, errors: Path, scopes: Path) -> Iterator[Rule]:
    """The rules of each list, in the order of the file.

    Args:
        file: `lists.toml`.
        errors: the folder of `errors.toml`, which says whose token opens what, and `calls_beside.toml`.
        scopes: the folder of `calls.toml`.

    Raises:
        ContractError: a file is damaged, or a list is one that no file says how to call, or stands twice.
    """
    how = law.read(file, "lists")
    tiers = law.read(errors / "errors.toml", "errors")["tiers"]
    maker = _Maker(how, tiers, read_calls(scopes) | read_calls(errors, "calls_beside.toml"))
    seen: set[str] = set()
    for entry in how["list"]:
        operation = entry["operation"]
        if operation in seen:
            raise ContractError(f"{file.name} of the contract has {operation} twice.")
        seen.add(operation)
        yield from maker.rules(entry)


@dataclass(frozen=True)
class _Maker:
    """Turns the entries of the file into rules."""

    how: dict[str, Any]
    tiers: Mapping[Tier, list[str]]
    calls: Mapping[str, tuple[Call, ...]]

    def rules(self, entry: dict[str, Any]) -> Iterator[Rule]:
        """The rules of one list: those of its parameters, and those that nobody can judge."""
        left = {relation: leave["why"] for leave in entry.get("leave", ()) for relation in leave["relations"]}
        for relation in RELATIONS:
            if relation in left or _promises(entry, relation):
                yield self._rule(entry, relation, left.get(relation))

    def _rule(self, entry: dict[str, Any], relation: Relation, left: str | None) -> Rule:
        operation = entry["operation"]
        said = self.how["relations"][relation] | entry.get("said", {}).get(relation, {})
        words = {"operation": operation, "slug": slug(operation)}
        faults = [*said["faults"], *(said.get("later", ()) if entry.get("later") else ())]
        return Rule(
            address=f"{self.how['prefix']}.{slug(operation)}.{relation}",
            level=said["level"],
            text=said["text"].format(**words),
            source=said.get("source", self.how["source"]),
            section=said["section"].format(**words),
            provenance=said["provenance"],
            editions=tuple(self.how["editions"]),
            faults=() if left else tuple(self.how["fault"].format(**words, name=name) for name in faults),
            not_tested=left,
            listing=None if left else self._listing(entry, relation),
        )

    def _listing(self, entry: dict[str, Any], relation: Relation) -> Listing:
        operation = entry["operation"]
        if operation not in self.calls:
            raise ContractError(f"lists.toml of the contract names {operation}, which nobody calls.")
        call = self.calls[operation][0]
        usual = {name: value for name, value in call.query.items() if name != "max"}
        window = entry.get("window")
        return Listing(
            operation=operation,
            relation=relation,
            tier=next((tier for tier, names in self.tiers.items() if operation in names), "user"),
            path=entry.get("path", call.path),
            query=entry.get("query", usual),
            largest=entry.get("largest", 0),
            key=tuple(entry.get("key", ("id",))),
            filters=tuple(Filter(**one) for one in entry.get("filters", ())),
            window=Window(**window) if window else None,
            needs=entry.get("needs", ""),
        )


def _promises(entry: dict[str, Any], relation: Relation) -> bool:
    """Whether the parameters of a list promise a relation."""
    match relation:
        case "pages" | "max":
            return "largest" in entry
        case "filters":
            return "filters" in entry
    return relation in entry
