"""Rules about generated requests: one for each operation and thing that is judged of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from conformance.contract import law
from conformance.contract.access import Call, Tier
from conformance.contract.model import Rule
from conformance.contract.rows import records
from conformance.contract.sample import SAMPLE_CHECKS, Sample, SampleCheck
from conformance.contract.scopes import read_calls
from conformance.errors import ContractError

__all__ = ["kebab", "sample_rules"]

_COLUMNS = ("operation", "document", "method", "path", *SAMPLE_CHECKS)
_NONE = "N/A"
_NAMING: tuple[SampleCheck, ...] = ("answer", "kept", "alone")
"""Checks whose cells may name the property that a fault of theirs is about."""

_CELL = re.compile(r"Yes|N/A|(?!yes$|no$)[a-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*)*")
_PLACE = re.compile(r"\{[^{}]*\}")
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def kebab(text: str) -> str:
    """An operation's id as addresses have it.

    >>> kebab("getMyOwnDetails")
    'get-my-own-details'
    """
    return _WORDS.sub("-", text).lower()


def sample_rules(folder: Path, errors: Path, scopes: Path) -> Iterator[Rule]:
    """The rules of each operation, in the order of the table.

    Args:
        folder: where `generated.toml` and `operations.csv` are.
        errors: where `errors.toml`, which knows the levels, and `calls_beside.toml` are.
        scopes: where `calls.toml` is.

    Raises:
        ContractError: a file is damaged, or an operation is never called.
    """
    how = law.read(folder / "generated.toml", "generated")
    calls = [call for each in read_calls(scopes).values() for call in each]
    calls += [call for each in read_calls(errors, "calls_beside.toml").values() for call in each]
    tiers: dict[Tier, list[str]] = law.read(errors / "errors.toml", "errors")["tiers"]
    maker = _Maker(how, calls, tiers)
    met: set[str] = set()
    for row in records(folder / "operations.csv", _COLUMNS):
        if row["operation"] in met:
            raise ContractError(f"operations.csv of the contract has {row['operation']} twice.")
        met.add(row["operation"])
        yield from maker.rules(row)
    for name in maker.named:
        if name not in met:
            raise ContractError(f"generated.toml of the contract names {name}, which operations.csv lacks.")


class _Maker:
    def __init__(self, how: dict[str, Any], calls: list[Call], tiers: dict[Tier, list[str]]) -> None:
        self._how = how
        self._calls = calls
        self._tiers = tiers
        self._own: dict[str, dict[str, Any]] = {one["operation"]: one for one in how["call"]}
        self._never = frozenset(name for one in how["never"] for name in one["names"])
        self.named = {*self._own, *(name for one in how["leave"] for name in one["operations"])}

    def rules(self, row: dict[str, str]) -> Iterator[Rule]:
        call = self._call(row)
        for check in SAMPLE_CHECKS:
            if not _CELL.fullmatch(row[check]) or (row[check] not in ("Yes", _NONE) and check not in _NAMING):
                raise ContractError(
                    f"operations.csv of the contract says {row[check]!r} of {row['operation']}, {check}."
                )
            if row[check] != _NONE:
                yield self._rule(row, check, call)

    def _rule(self, row: dict[str, str], check: SampleCheck, call: Call) -> Rule:
        said, name = self._how["checks"][check], row["operation"]
        own = self._own.get(name, {})
        left = self._left(name, check)
        words = {
            "operation": name,
            "place": f"{row['method']} {_PLACE.sub('{}', row['path'])}",
            "property": row[check],
        }
        faults = [
            one.format(**words) for one in said["faults"] if "{property}" not in one or row[check] != "Yes"
        ]
        return Rule(
            address=f"{self._how['prefix']}.{kebab(name)}.{check}",
            level=said["level"],
            text=said["text"].format(**words),
            source=said.get("source", self._how["source"]),
            section=said["section"],
            provenance=said["provenance"],
            editions=tuple(self._how["editions"]),
            faults=() if left else tuple(faults),
            not_tested=left,
            sample=Sample(
                operation=name,
                check=check,
                document=row["document"],
                path=row["path"],
                tier=self._tier(call),
                call=call,
                read=own.get("read", call.watch or ""),
                inside=own.get("inside", ""),
                unshown=frozenset(own.get("unshown", ())),
                moves=frozenset(own.get("moves", ())),
                never=self._never | frozenset(own.get("never", ())),
                needs=tuple(own.get("needs", ())),
            ),
        )

    def _call(self, row: dict[str, str]) -> Call:
        """The request that works: what generated.toml says of it, on what the other files say."""
        own = self._own.get(row["operation"], {})
        shape = _PLACE.sub("{}", row["path"])
        fitting = [
            one for one in self._calls if one.method == row["method"] and _PLACE.sub("{}", one.path) == shape
        ]
        if not fitting:
            raise ContractError(f"operations.csv of the contract has {row['operation']}, which nobody calls.")
        changed = {
            key: own[key] for key in ("path", "query", "body", "watch", "emulator", "makes") if key in own
        }
        spends = tuple(own["spends"]) if "spends" in own else fitting[0].spends
        return replace(fitting[0], **changed, spends=spends)

    def _tier(self, call: Call) -> Tier:
        return next((tier for tier, names in self._tiers.items() if call.operation in names), "user")

    def _left(self, name: str, check: SampleCheck) -> str | None:
        for leave in self._how["leave"]:
            if name in leave["operations"] and check in leave["checks"]:
                why: str = leave["why"]
                return why
        return None
