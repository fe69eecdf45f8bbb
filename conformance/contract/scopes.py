"""Rules that come from the tables and lists of scopes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.contract import law
from conformance.contract.access import LEVELS, Access, Call, Check, Tier, slug
from conformance.contract.model import Rule
from conformance.contract.rows import records
from conformance.errors import ContractError

__all__ = ["read_calls", "scope_rules", "scopes_of"]

_TABLE = ("resource", "operation", "user", "admin", "compliance")
_GUESTS = ("resource", "operation", "guest")
_LISTS = ("level", "scope", "operation")
_ROLES = ("scope", "roles")
_NONE = "N/A"
_LEVEL_OF_ROLE: dict[str, Tier] = {
    "Full admin; Content admin": "admin",
    "Site admin": "admin",
    "Compliance officer": "compliance",
    "Individual user": "user",
    "Guest Issuer": "guest",
}
_BEYOND = frozenset({"refused-for-others", "refused-on-behalf", "refused-without-role"})
_FILLER = "spark:people_read"
"""A scope that opens nothing of meetings, for tokens that would otherwise have none at all."""


@dataclass(frozen=True, slots=True)
class _Row:
    resource: str
    operation: str
    cells: dict[Tier, tuple[str, ...] | None]
    listed: bool = False


def read_calls(folder: Path, name: str = "calls.toml") -> dict[str, tuple[Call, ...]]:
    """The calls of each operation, by its name in the document.

    Args:
        folder: where the file is.
        name: of the file.

    Raises:
        ContractError: the file is not what its schema asks for.
    """
    found: dict[str, tuple[Call, ...]] = {}
    for entry in law.read(folder / name, "calls")["call"]:
        call = Call(**{**entry, "spends": tuple(entry.get("spends", ()))})
        found[call.operation] = (*found.get(call.operation, ()), call)
    return found


def scopes_of(folder: Path) -> dict[Tier, frozenset[str]]:
    """Every scope of each level: those that the table of roles and the tables of operations name.

    Raises:
        ContractError: a table is damaged.
    """
    found: dict[Tier, set[str]] = {level: set() for level in LEVELS}
    for row in records(folder / "roles.csv", _ROLES):
        if row["roles"] not in _LEVEL_OF_ROLE:
            raise ContractError(f"roles.csv of the contract gives {row['scope']} to nobody who is known.")
        found[_LEVEL_OF_ROLE[row["roles"]]].add(row["scope"])
    for one in _rows(folder, {}):
        for level, cell in one.cells.items():
            found[level].update(cell or ())
    return {level: frozenset(scopes) for level, scopes in found.items()}


def scope_rules(folder: Path) -> Iterator[Rule]:
    """The rules of each operation and level, in the order of the tables.

    Args:
        folder: where the tables, `access.toml` and `calls.toml` are.

    Raises:
        ContractError: a file is damaged, or names an operation that the others do not know.
    """
    how = law.read(folder / "access.toml", "access")
    calls, all_scopes = read_calls(folder), scopes_of(folder)
    maker = _Maker(how, calls, all_scopes)
    for row in _rows(folder, how["aliases"], how["families"]):
        if row.operation not in calls:
            raise ContractError(f"calls.toml of the contract does not say how to call {row.operation}.")
        for tier, cell in row.cells.items():
            yield from maker.rules(row, tier, cell)


def _rows(folder: Path, aliases: dict[str, str], families: dict[str, str] | None = None) -> Iterator[_Row]:
    """The operations: those of the table, guests' cells included, then those that a list alone names."""
    guests = {row["operation"]: row["guest"] for row in records(folder / "guest_scopes.csv", _GUESTS)}
    table = records(folder / "scopes.csv", _TABLE)
    for row in table:
        cells: dict[Tier, tuple[str, ...] | None] = {
            tier: None if row[tier] == _NONE else tuple(row[tier].split())
            for tier in LEVELS
            if tier != "guest"
        }
        if row["operation"] in guests:
            cells["guest"] = tuple(guests.pop(row["operation"]).split())
        yield _Row(row["resource"], row["operation"], cells)
    if guests:
        raise ContractError(f"guest_scopes.csv of the contract has {next(iter(guests))}, scopes.csv has not.")
    known = {row["operation"].lower() for row in table} | {
        one.lower() for one in (*aliases, *(families or ()))
    }
    lone: dict[str, dict[Tier, tuple[str, ...] | None]] = {}
    for row in records(folder / "scope_lists.csv", _LISTS):
        if families is not None and row["operation"].lower() not in known:
            level: Tier = next(one for one in LEVELS if one == row["level"])
            cells = lone.setdefault(row["operation"], {})
            cells[level] = (*(cells.get(level) or ()), row["scope"])
    for operation, cells in lone.items():
        yield _Row("", operation, cells, listed=True)


class _Maker:
    """Turns a cell into rules."""

    def __init__(
        self,
        how: dict[str, Any],
        calls: dict[str, tuple[Call, ...]],
        all_scopes: dict[Tier, frozenset[str]],
    ) -> None:
        self._how = how
        self._calls = calls
        self._all = all_scopes

    def rules(self, row: _Row, tier: Tier, cell: tuple[str, ...] | None) -> Iterator[Rule]:
        if cell is None:
            yield self._rule(row, tier, "refused", (), frozenset())
            return
        named = frozenset(scope for scopes in row.cells.values() for scope in scopes or ())
        if tier == "guest":
            yield self._rule(row, tier, "allowed", cell, frozenset())
        else:
            for scope in cell:
                part = f".{slug(scope.partition(':')[2])}" if len(cell) > 1 else ""
                yield self._rule(row, tier, "allowed", (scope,), named - {scope}, part)
        yield self._rule(row, tier, "refused-without", cell, frozenset(cell))
        if tier != "guest" and self._writes(row) and self._reads_differ(tier, cell):
            yield self._rule(row, tier, "refused-read-only", cell, frozenset(cell))
        if tier in ("admin", "compliance"):
            yield self._rule(row, tier, "refused-without-role", cell[:1], named - set(cell[:1]))
        if tier == "user":
            yield from self._beyond(row, cell, named)

    def _reads_differ(self, tier: Tier, cell: tuple[str, ...]) -> bool:
        """Whether a token of reading scopes is another than one that lacks only the cell's scopes."""
        return any(scope.endswith("_write") for scope in self._all[tier] - set(cell))

    def _writes(self, row: _Row) -> bool:
        return any(call.writes for call in self._calls[row.operation])

    def _beyond(self, row: _Row, cell: tuple[str, ...], named: frozenset[str]) -> Iterator[Rule]:
        calls = self._calls[row.operation]
        if not any(call.alone for call in calls):
            yield self._rule(row, "user", "refused-for-others", cell[:1], named - set(cell[:1]))
        if all(call.acts for call in calls):
            yield self._rule(row, "user", "refused-on-behalf", cell[:1], named - set(cell[:1]))

    def _rule(
        self,
        row: _Row,
        tier: Tier,
        check: Check,
        scopes: tuple[str, ...],
        lacks: frozenset[str],
        part: str = "",
    ) -> Rule:
        how = self._how
        words = how["guest-allowed" if (tier, check) == ("guest", "allowed") else check]
        fault = words["fault"]
        if check == "refused-without" and tier != "guest" and not self._reads_differ(tier, scopes):
            # What is left has reading scopes alone, if the operation writes.
            fault = how["refused-read-only"]["fault"] if self._writes(row) else fault
        joined = " and " if tier == "guest" else " or "
        scope = joined.join(scopes) or "the scope of that level"
        fill = {"operation": row.operation, "level": tier, "scope": scope, "slug": slug(row.operation)}
        has_all = check in ("refused-without", "refused-read-only", "refused")
        kept = self._all[tier] - lacks if has_all else frozenset()
        if check in _BEYOND:
            kept = self._all["user"] - lacks
        elif has_all and not kept:
            kept = frozenset({_FILLER})
        if check == "refused-read-only":
            kept = frozenset(one for one in kept if one.endswith("_read"))
        if tier == "admin" and check == "refused-without":
            # Administrators are users as well; what opens their own objects must not open others'. Where
            # the call cannot say whose objects are meant, it would open their own.
            named = all(call.acts for call in self._calls[row.operation])
            kept |= self._all["user"] - (set() if named else set(row.cells.get("user") or ()))
        opening = self._open(row.operation, tier, check, scopes)
        return Rule(
            address=f"{how['prefix']}.{slug(row.operation)}.{tier}.{check}{part}",
            level=how["level"],
            text=words["text"].format(**fill),
            source=how["source"],
            section=words.get("section", how["sections"]["list" if row.listed else tier]),
            provenance=how["provenance"],
            editions=tuple(how["editions"]),
            faults=() if opening else (fault.format(**fill),),
            not_tested=f"the documents disagree: {opening['conflict']}" if opening else None,
            access=Access(
                resource=row.resource,
                operation=row.operation,
                tier=tier,
                check=check,
                scopes=() if has_all else scopes,
                lacks=lacks,
                kept=kept,
                calls=self._calls[row.operation],
                conflict=opening["conflict"] if opening else None,
                readings=(opening["opened"], opening["refused"]) if opening else ("", ""),
            ),
        )

    def _open(
        self, operation: str, tier: Tier, check: Check, scopes: tuple[str, ...]
    ) -> dict[str, Any] | None:
        return next(
            (
                one
                for one in self._how["open"]
                if operation in one["operations"]
                and tier == one["level"]
                and check in one["checks"]
                and (not one.get("scopes") or set(scopes) & set(one["scopes"]))
            ),
            None,
        )
