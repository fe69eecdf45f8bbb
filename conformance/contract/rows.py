"""Reading our own CSV tables."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from conformance.errors import ContractError

__all__ = ["grid", "records"]


def grid(path: Path, first: str) -> tuple[list[str], list[list[str]]]:
    """The head of a table, whose first column is `first`, and its rows, each as long as the head.

    Raises:
        ContractError: the file is unreadable, the head begins otherwise or has a column twice, or a row has
            another number of cells.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
    except (OSError, ValueError, csv.Error) as error:
        raise ContractError(f"{path.name} of the contract cannot be read: {error}.") from error
    if header[:1] != [first] or len(set(header)) != len(header):
        raise ContractError(f"{path.name} of the contract has a damaged head: {header}.")
    for row in rows:
        if len(row) != len(header):
            raise ContractError(f"{path.name} of the contract has a row of {len(row)} cells: {row[:1]}.")
    return header, rows


def records(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a table with exactly these columns, by column.

    Raises:
        ContractError: as `grid`, or the head names other columns.
    """
    header, rows = grid(path, columns[0])
    if header != list(columns):
        raise ContractError(
            f"{path.name} of the contract has a damaged head: {header}, not {', '.join(columns)}."
        )
    return [dict(zip(header, row, strict=True)) for row in rows]
