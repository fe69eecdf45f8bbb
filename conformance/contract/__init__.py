"""The contract as data: sources, rules, tables, conflicts and schemas, loaded from `specs/`."""

from conformance.contract.model import (
    Cell,
    Conflict,
    Documented,
    Level,
    Move,
    Plan,
    Provenance,
    Reading,
    Rule,
    Source,
)
from conformance.contract.openapi import Schemas
from conformance.contract.store import Contract, load

__all__ = [
    "Cell",
    "Conflict",
    "Contract",
    "Documented",
    "Level",
    "Move",
    "Plan",
    "Provenance",
    "Reading",
    "Rule",
    "Schemas",
    "Source",
    "load",
]
