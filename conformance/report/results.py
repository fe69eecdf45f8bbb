"""`results.json`: the whole outcome for programs, in a stable order; `results.schema.json` is its law."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from conformance.report.files import write_text
from conformance.report.summary import summarise

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.report.records import VerdictRecord
    from conformance.report.run import Run
    from conformance.report.summary import Figure, Summary

RESULTS_VERSION = 1


def write_results(run: Run, path: Path) -> Path:
    """Write the outcome of `run` to `path`, keys sorted, so that two runs can be compared line by line."""
    return write_text(path, json.dumps(results(run), indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def results(run: Run) -> dict[str, Any]:
    """Return what `results.json` holds."""
    summary = summarise(run)
    header, footer = run.header, run.footer
    return {
        "results": RESULTS_VERSION,
        "run": {
            "id": header.run,
            "started": header.started,
            "finished": footer.finished if footer else None,
            "complete": run.complete,
            "interrupted": bool(footer and footer.interrupted),
            "tool": {"name": header.tool, "version": header.version},
            "editions": dict(header.editions),
            "selection": list(header.selection),
            "seed": header.seed,
            "contract": {"digest": header.contract_digest, "rules": header.rules},
            "target": {
                "name": header.target,
                "rest": header.rest,
                "profileDigest": header.profile_digest,
                "abilities": sorted(header.abilities),
            },
        },
        "figures": {"conformance": _figure(summary.conformance), "coverage": _figure(summary.coverage)},
        "verdicts": {verdict.value: number for verdict, number in summary.counts.items()},
        "access": _access(summary),
        "releases": _releases(summary),
        "rules": {address: _rule(record) for address, record in run.verdicts.items()},
        "situations": {
            situation.name: {"provider": situation.provider or None, "missing": situation.missing or None}
            for situation in run.situations
        },
        "deviations": [
            {"address": item.address, "state": item.state, **_filled(asdict(item.declared))}
            for item in sorted(run.deviations, key=lambda item: (item.address, item.state))
        ],
        "conflicts": _conflicts(summary),
        "notes": [{"level": note.level, "text": note.text} for note in run.notes],
        "leftovers": sorted(footer.leftovers) if footer else [],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    """Two integers, and the percentage for people; null of nothing."""
    return {"part": figure.part, "whole": figure.whole, "percent": figure.percent}


def _rule(record: VerdictRecord) -> dict[str, Any]:
    """What was found about one rule; empty texts are left out."""
    entry: dict[str, Any] = {"verdict": record.verdict.value, "exchanges": list(record.exchanges)}
    words = ("level", "provenance", "text", "source", "section", "expected", "actual", "reason", "note")
    entry |= _filled({word: getattr(record, word) for word in words})
    if record.cell:
        entry["cell"] = asdict(record.cell)
    if record.access:
        access = asdict(record.access)
        entry["access"] = {
            **_filled(access),
            "resource": access["resource"],
            "scopes": list(access["scopes"]),
        }
    if record.edition:
        entry["edition"] = record.edition
    if record.grid:
        entry["grid"] = {release: verdict.value for release, verdict in record.grid.items()}
    if record.example:
        entry["example"] = dict(record.example)
    if record.deviation:
        entry["deviation"] = _filled(asdict(record.deviation))
    return entry


def _access(summary: Summary) -> dict[str, Any]:
    """How many rules about scopes ended with which verdict, by level and check; empty without any."""
    tally = summary.access.tally if summary.access else {}
    return {
        level: {
            check: {verdict.value: number for verdict, number in counted.items()}
            for check, counted in checks.items()
        }
        for level, checks in tally.items()
    }


def _releases(summary: Summary) -> dict[str, Any]:
    """How many items ended with which verdict, by group and release of the XML API; empty without any."""
    grid = summary.releases
    if grid is None:
        return {}
    return {
        group: {
            release: {verdict.value: number for verdict, number in sorted(grid.tally(group, release).items())}
            for release in grid.releases
        }
        for group in grid.groups
    }


def _conflicts(summary: Summary) -> dict[str, Any]:
    """The readings followed, by conflict; an empty list where none was observed."""
    return {
        item.conflict.id: sorted({reading.followed for reading in item.readings})
        for item in summary.conflicts
    }


def _filled(texts: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}
