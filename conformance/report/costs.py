"""What a run cost, counted from its journal: requests and creations, by group of rules."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.report.run import JOURNAL_NAME

__all__ = ["CLEAN_UP", "Cost", "Costs", "count_costs"]

_BINDING = re.compile(r"java:com\.webex\.service\.binding\.[a-z.]+\.([A-Z][A-Za-z]+)")
CLEAN_UP = "clean-up"
"""The group of what is sent after the last verdict."""


@dataclass(slots=True)
class Cost:
    """Requests to the target, those to its control API apart."""

    rules: int = 0
    reads: int = 0
    creations: int = 0
    changes: int = 0
    deletions: int = 0
    control: int = 0

    @property
    def requests(self) -> int:
        """Everything that goes to the REST and the XML API."""
        return self.reads + self.creations + self.changes + self.deletions


@dataclass(slots=True)
class Costs:
    """What a run cost.

    Attributes:
        groups: by the first two words of addresses, in the order of judging; what serves several groups is
            counted where it was sent first.
        created: how many meetings of each title, the run's marker left out.
        verdicts: how many rules ended with each verdict.
        reasons: how many rules could not be judged for which reason.
    """

    groups: dict[str, Cost] = field(default_factory=dict)
    created: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> Cost:
        """All groups together."""
        names = ("rules", "reads", "creations", "changes", "deletions", "control")
        return Cost(**{name: sum(getattr(cost, name) for cost in self.groups.values()) for name in names})


def count_costs(folder: Path, marker: str) -> Costs:
    """Count what the journal of a finished run tells.

    Args:
        folder: of the run.
        marker: of the run, which its titles contain.
    """
    costs, waiting = Costs(), Cost()
    for line in _lines(folder / JOURNAL_NAME):
        if line["kind"] == "exchange":
            _count(line, waiting, costs.created, marker)
        elif line["kind"] == "verdict":
            group = ".".join(line["address"].split(".")[:2])
            waiting.rules = 1
            _add(costs.groups.setdefault(group, Cost()), waiting)
            waiting = Cost()
            costs.verdicts[line["verdict"]] += 1
            if line["verdict"] == "not-exercised":
                costs.reasons[line["reason"]] += 1
    if waiting.requests or waiting.control:
        costs.groups[CLEAN_UP] = waiting
    return costs


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _count(line: dict[str, Any], cost: Cost, created: Counter[str], marker: str) -> None:
    if line["actor"] == "control":
        cost.control += 1
        return
    request = line["request"]
    if named := _operation(request["body"]):
        kind, what = named
        setattr(cost, kind, getattr(cost, kind) + 1)
        if kind == "creations":
            created[f"{what} through the XML API"] += 1
        return
    match request["method"]:
        case "GET":
            cost.reads += 1
        case "POST" if request["url"].split("?")[0].endswith("/meetings"):
            cost.creations += 1
            body = request["body"]
            title = str(body.get("title", "")) if isinstance(body, dict) else ""
            created[title.replace(marker, "").strip() or "a meeting"] += 1
        case "DELETE":
            cost.deletions += 1
        case _:
            cost.changes += 1


def _operation(body: Any) -> tuple[str, str] | None:
    """What a request of the XML API costs, and what it is about; None for any other request."""
    found = _BINDING.search(body) if isinstance(body, str) else None
    if found is None:
        return None
    kinds = {"Create": "creations", "Del": "deletions", "Set": "changes"}
    kinds |= {"Upload": "changes", "Activate": "changes"}
    kind = next((kind for verb, kind in kinds.items() if found[1].startswith(verb)), "reads")
    return kind, found[1].removeprefix("Create").lower()


def _add(total: Cost, more: Cost) -> None:
    for name in ("rules", "reads", "creations", "changes", "deletions", "control"):
        setattr(total, name, getattr(total, name) + getattr(more, name))
