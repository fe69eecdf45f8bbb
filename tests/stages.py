"""Staging and judging in this process, without pytest around it: fast enough for many odd targets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.checks import Must, Situation
from conformance.contract import Rule, load
from conformance.plugin.site import Site, tokens_of
from conformance.plugin.verdicts import line_for
from conformance.report import Run
from conformance.staging import SITUATIONS
from conformance.targets import Profile, load_profile, read_ledger

MARKER = "wxc-0123abcd"
HEADER = {
    "kind": "header",
    "journal": 1,
    "run": "r",
    "started": "2026-01-01T00:00:00.000Z",
    "tool": {"name": "webex-conformance", "version": "0"},
    "editions": {"rest": "guide-2025"},
    "target": {"name": "t", "rest": "http://127.0.0.1/v1", "profileDigest": "", "abilities": []},
    "contract": load().header(),
    "environment": {},
    "seed": 1,
    "selection": [],
    "command": "",
}


@dataclass
class Judged:
    """What came of it."""

    situations: dict[str, Situation]
    lines: dict[str, dict[str, Any]]
    folder: Path
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """How many of each verdict."""
        return Counter(line["verdict"] for line in self.lines.values())

    def those(self, verdict: str) -> set[str]:
        """The addresses that ended so."""
        return {address for address, line in self.lines.items() if line["verdict"] == verdict}

    def reached(self, provider: str) -> set[str]:
        """The situations that a provider reached."""
        return {name for name, one in self.situations.items() if one.provider == provider}

    @property
    def requests(self) -> list[str]:
        """Method, path and purpose of each request, in order."""
        told = Run.load(self.folder).exchanges.values()
        return [f"{one.request.method} {one.request.url} {one.purpose}" for one in told]

    @property
    def left(self) -> list[str]:
        """What the ledger says is left."""
        state = read_ledger(self.folder / "ledger.jsonl")
        return state.standing + state.unknown


def stage(path: Path | Profile, folder: Path, wanted: tuple[str, ...] = SITUATIONS) -> Judged:
    """Bring a target about and judge every rule by it, as a run does."""
    contract = load()
    profile = load_profile(path, contract) if isinstance(path, Path) else path
    out = folder / "stage"
    out.mkdir()
    site = Site(profile, tokens_of(profile), out, MARKER)
    try:
        site.journal.append(HEADER)
        situations = site.bring_about(wanted)
        site.clear()
    finally:
        site.close()
    must = Must(contract)
    rules = [rule for rule in contract.rules.values() if rule.situation in wanted]
    lines = {rule.address: line_for(rule, _ended(must, rule, situations), None) for rule in rules}
    notes = [note.text for note in Run.load(out).notes]
    return Judged(situations, lines, out, notes)


def _ended(must: Must, rule: Rule, situations: dict[str, Situation]) -> Exception | None:
    situation = situations[rule.situation or ""]
    try:
        if rule.cell is None:
            must.fit_schema(situation)
        else:
            must.follow_table(rule, situation)
    except Exception as error:  # noqa: BLE001 - as pytest would take it
        return error
    return None
