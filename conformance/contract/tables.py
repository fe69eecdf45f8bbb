"""Rules that come from the cells of availability tables."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from conformance.contract import law
from conformance.contract.model import Cell, Documented, Rule
from conformance.errors import ContractError

__all__ = ["availability_rules"]


def availability_rules(folder: Path) -> Iterator[Rule]:
    """One rule for each cell of the tables in `folder`, in the order of the document.

    Raises:
        ContractError: a table is damaged, or a cell holds another word than Yes, No and N/A.
    """
    how = law.read(folder / "table.toml", "table")
    for table in how["table"]:
        for cell in _cells(folder / table["file"], table["type"], how["depends"]):
            yield _rule(cell, how)


def _cells(path: Path, kind: str, depends: dict[str, str]) -> Iterator[Cell]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
    except (OSError, ValueError) as error:
        raise ContractError(f"{path.name} of the contract cannot be read: {error}.") from error
    if header[:1] != ["attribute"] or len(set(header)) != len(header):
        raise ContractError(f"{path.name} of the contract has a damaged head: {header}.")
    seen = set()
    for row in rows:
        if len(row) != len(header):
            raise ContractError(f"{path.name} of the contract has a row of {len(row)} cells: {row[:1]}.")
        if row[0] in seen:
            raise ContractError(f"{path.name} of the contract has two rows {row[0]}.")
        seen.add(row[0])
        for state, word in zip(header[1:], row[1:], strict=True):
            if word not in {"Yes", "No", "N/A"}:
                raise ContractError(f"{path.name} of the contract says {word!r} for {row[0]}, {state}.")
            yield Cell(
                type=kind,
                state=state,
                attribute=row[0],
                documented=cast("Documented", word),
                depends=depends.get(row[0]),
            )


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
