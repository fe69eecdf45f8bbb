"""Rules that come from the cells of availability tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from conformance.contract import law
from conformance.contract.model import Cell, Documented, Rule
from conformance.contract.rows import grid
from conformance.errors import ContractError

__all__ = ["availability_rules"]


def availability_rules(folder: Path, head: str = "table.toml") -> Iterator[Rule]:
    """One rule for each cell of the tables in `folder`, in the order of the document.

    Args:
        folder: where the tables are.
        head: the file there that names them and says how their cells become rules. A table without a
            type of its own has the type in its columns, e.g. `meeting.lobby`.

    Raises:
        ContractError: a table is damaged, or a cell holds another word than Yes, No and N/A.
    """
    how = law.read(folder / head, "table")
    for table in how["table"]:
        for cell in _cells(folder / table["file"], table.get("type"), how["depends"]):
            yield _rule(cell, how)


def _cells(path: Path, kind: str | None, depends: dict[str, str]) -> Iterator[Cell]:
    header, rows = grid(path, "attribute")
    columns = [_situation(path, kind, column) for column in header[1:]]
    seen = set()
    for attribute, *words in rows:
        if attribute in seen:
            raise ContractError(f"{path.name} of the contract has two rows {attribute}.")
        seen.add(attribute)
        for (type_, state), word in zip(columns, words, strict=True):
            if word not in {"Yes", "No", "N/A"}:
                raise ContractError(f"{path.name} of the contract says {word!r} for {attribute}, {state}.")
            yield Cell(
                type=type_,
                state=state,
                attribute=attribute,
                documented=cast("Documented", word),
                depends=depends.get(attribute),
            )


def _situation(path: Path, kind: str | None, column: str) -> tuple[str, str]:
    type_, dot, state = (kind, ".", column) if kind else column.partition(".")
    if not (type_ and dot and state):
        raise ContractError(f"{path.name} of the contract has a column {column!r} without a type.")
    return type_, state


def _rule(cell: Cell, how: dict[str, Any]) -> Rule:
    words = {"type": cell.type, "state": cell.state, "attribute": cell.attribute}
    return Rule(
        address=f"{how['prefix']}.{cell.type}.{cell.state}.{cell.attribute}",
        level=how["level"],
        text=how["text"][cell.documented].format(**words),
        source=how["source"],
        section=how["section"],
        provenance=how["provenance"],
        editions=tuple(how["editions"]),
        faults=tuple(fault.format(**words) for fault in how["faults"].get(cell.documented, ())),
        not_tested=how["not_tested"].get(cell.documented),
        situation=f"{cell.type}.{cell.state}",
        cell=cell,
    )
