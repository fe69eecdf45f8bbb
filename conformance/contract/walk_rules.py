"""Rules about random walks: one for each way in which their steps are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

from conformance.contract import law
from conformance.contract.model import Rule
from conformance.contract.walk import ASPECTS, Aspect
from conformance.errors import ContractError

__all__ = ["walk_rules"]


def walk_rules(path: Path) -> Iterator[Rule]:
    """The rules of the file, in its order.

    Args:
        path: of `walks.toml`.

    Raises:
        ContractError: the file is not what its schema asks for, or has an aspect twice or not at all.
    """
    how = law.read(path, "walks")
    aspects = [said["aspect"] for said in how["rule"]]
    if sorted(aspects) != sorted(ASPECTS):
        raise ContractError(
            f"{path.name} of the contract must have one rule for each of {', '.join(ASPECTS)}."
        )
    for said in how["rule"]:
        yield Rule(
            address=f"{how['prefix']}.{said['aspect']}",
            level=said["level"],
            text=said["text"],
            source=said["source"],
            section=said["section"],
            provenance=said["provenance"],
            editions=tuple(how["editions"]),
            faults=tuple(said["faults"]),
            walk=cast("Aspect", said["aspect"]),
        )
