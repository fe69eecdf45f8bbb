"""Rules about the answers to wrong requests: one for each operation and kind of mistake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conformance.contract import law
from conformance.contract.access import Call, Tier, slug
from conformance.contract.misuse import KINDS, Mistake, Misuse, Probe
from conformance.contract.model import Rule
from conformance.contract.scopes import read_calls
from conformance.errors import ContractError

__all__ = ["error_rules"]

_OTHER = ("PATCH", "POST")
"""Methods for paths that lack them: an empty patch changes nothing, and only meetings are ever patched."""


def error_rules(folder: Path, scopes: Path) -> Iterator[Rule]:
    """The rules of each operation, in the order of the two files of calls, then the one about throttling.

    Args:
        folder: where `errors.toml` and `calls_beside.toml` are.
        scopes: where `calls.toml` is.

    Raises:
        ContractError: a file is damaged, or names an operation that no file says how to call.
    """
    how = law.read(folder / "errors.toml", "errors")
    calls, beside = read_calls(scopes), read_calls(folder, "calls_beside.toml")
    both = sorted(calls.keys() & beside.keys())
    if both:
        raise ContractError(f"calls_beside.toml of the contract has {both[0]}, which calls.toml has as well.")
    maker = _Maker(how, calls | beside)
    for operation in maker.calls:
        yield from maker.rules(operation)
    yield maker.throttled()


class _Maker:
    """Turns operations into rules."""

    def __init__(self, how: dict[str, Any], calls: dict[str, tuple[Call, ...]]) -> None:
        self.calls = calls
        self._how = how
        for operation in _mentioned(how):
            if operation not in calls:
                raise ContractError(f"errors.toml of the contract names {operation}, which nobody calls.")
        self._patched = {call.path for each in calls.values() for call in each if call.method == "PATCH"}
        self._probes = {
            operation: tuple(self._probe(call) for call in each) for operation, each in calls.items()
        }

    def rules(self, operation: str) -> Iterator[Rule]:
        """The rules of one operation: a kind of mistake that it cannot be called with has none."""
        for kind in KINDS:
            probes = tuple(one for one in self._probes[operation] if self._fits(operation, kind, one))
            if probes:
                yield self._rule(operation, kind, probes)

    def throttled(self) -> Rule:
        """The rule about throttled calls, which is tried on one operation."""
        said = self._how["throttled"]
        operation = said["operation"]
        return self._judged(
            f"{self._how['prefix']}.throttled",
            said,
            said["text"],
            said["fault"],
            Misuse(
                operation=operation,
                kind="throttled",
                status=said["status"],
                tier=self._tier(operation),
                probes=self._probes[operation],
            ),
        )

    def _rule(self, operation: str, kind: Mistake, probes: tuple[Probe, ...]) -> Rule:
        said = self._how["kinds"][kind]
        methods = " and ".join(dict.fromkeys(probe.method for probe in probes))
        words = {"operation": operation, "method": methods, "slug": slug(operation), "kind": kind}
        if kind == "unknown-id" and operation in self._how["named"]["firm"]:
            said = {**said, "level": "must"}
        other = next((one for one in _OTHER if probes[0].path not in self._patched or one != "PATCH"), "")
        return self._judged(
            f"{self._how['prefix']}.{slug(operation)}.{kind}",
            said,
            said["text"].format(**words),
            self._how["fault"].format(**words),
            Misuse(
                operation=operation,
                kind=kind,
                status=said["status"],
                tier=self._tier(operation),
                probes=probes,
                other=other if kind == "method" else "",
            ),
            left=self._left(operation, kind),
        )

    def _judged(
        self,
        address: str,
        said: dict[str, Any],
        text: str,
        fault: str,
        misuse: Misuse,
        left: str | None = None,
    ) -> Rule:
        return Rule(
            address=address,
            level=said["level"],
            text=text,
            source=self._how["source"],
            section=said["section"],
            provenance=said["provenance"],
            editions=tuple(self._how["editions"]),
            faults=() if left else (fault,),
            not_tested=left,
            misuse=misuse,
        )

    def _probe(self, call: Call) -> Probe:
        """The form of a call; what its body would be made of on the spot, another one must stand for."""
        for instead in self._how["instead"]:
            if call.operation in instead["operations"]:
                query = {**call.query, **instead.get("query", {})}
                return Probe(method=call.method, path=call.path, query=query, body=instead["body"])
        if isinstance(call.body, str):
            raise ContractError(
                f"errors.toml of the contract does not say what {call.operation} is sent instead."
            )
        return Probe(method=call.method, path=call.path, query=call.query, body=call.body)

    def _fits(self, operation: str, kind: Mistake, probe: Probe) -> bool:
        """Whether an operation can be called with such a mistake."""
        if kind in ("media", "not-json"):
            return probe.body is not None
        if kind == "unknown-id":
            named = self._how["named"]
            return "{" in probe.path or operation in (*named["query"], *named["body"])
        return True

    def _tier(self, operation: str) -> Tier:
        tiers: dict[Tier, list[str]] = self._how["tiers"]
        return next((tier for tier, operations in tiers.items() if operation in operations), "user")

    def _left(self, operation: str, kind: Mistake) -> str | None:
        for leave in self._how["leave"]:
            if operation in leave["operations"] and kind in leave["kinds"]:
                why: str = leave["why"]
                return why
        return None


def _mentioned(how: dict[str, Any]) -> Iterator[str]:
    """Every operation that the file speaks of."""
    yield how["throttled"]["operation"]
    for names in (*how["tiers"].values(), *how["named"].values()):
        yield from names
    for entry in (*how["instead"], *how["leave"]):
        yield from entry["operations"]
