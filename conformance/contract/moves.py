"""Rules that come from worked examples of moving a scheduled meeting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from conformance.contract import law
from conformance.contract.model import Move, Plan, Rule
from conformance.errors import ContractError

__all__ = ["move_rules"]


def move_rules(folder: Path) -> Iterator[Rule]:
    """One rule for each example in `folder`, in the order of the figures.

    Raises:
        ContractError: an example is of no known plan.
    """
    data = law.read(folder / "moves.toml", "moves")
    plans = {entry["id"]: _plan(entry) for entry in data["plan"]}
    for entry in data["move"]:
        if entry["plan"] not in plans:
            raise ContractError(f"moves.toml of the contract has no plan {entry['plan']}.")
        move = Move(
            plan=plans[entry["plan"]],
            of=entry["of"],
            day=entry["day"],
            at=time.fromisoformat(entry["at"]),
            length=timedelta(minutes=entry["minutes"]),
            accepted=entry["outcome"] == "accepted",
            breaks=entry.get("breaks"),
            needs=entry.get("needs"),
        )
        yield Rule(
            address=entry["address"],
            level=data["level"],
            text=entry["text"],
            source=data["source"],
            section=entry["section"],
            provenance=data["provenance"],
            editions=tuple(data["editions"]),
            faults=(f"update-misjudged:moved:{move.of}:{_minutes(move)}",),
            story=entry["story"],
            move=move,
        )


def _plan(entry: dict[str, Any]) -> Plan:
    return Plan(
        id=entry["id"],
        recurrence=entry["recurrence"],
        at=time.fromisoformat(entry["at"]),
        length=timedelta(minutes=entry["minutes"]),
        days_ahead=entry.get("days_ahead", 0),
    )


def _minutes(move: Move) -> int:
    """How far the example moves the start, in minutes of wall time."""
    day = date(2000, 1, 10)
    before = datetime.combine(day, move.plan.at)
    after = datetime.combine(day + timedelta(days=move.day), move.at)
    return int((after - before).total_seconds() // 60)
