"""Results for Allure, written through the model of allure-python-commons.

Files are named after addresses, not at random: writing again replaces what was there, and every rule has
a history of its own.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from conformance.report.curl import curl
from conformance.report.example import example_texts, replay_command
from conformance.report.files import write_text
from conformance.report.text import shorten, visible
from conformance.report.verdict import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.report.records import VerdictRecord
    from conformance.report.run import Run

_STATUS = {
    Verdict.PASSED: "passed",
    Verdict.ADVISORY: "passed",
    Verdict.FAILED: "failed",
    Verdict.INDETERMINATE: "broken",
    Verdict.ERROR: "broken",
}  # the rest is skipped
_SEVERITY = {"must": "critical", "should": "normal", "may": "minor"}
_PREFIX = "conformance-"
_TEXT = 20_000


def write_allure(run: Run, directory: Path) -> Path:
    """Write one result for each address, and one attachment for each exchange, into `directory`.

    Results of an earlier run that this function wrote there are removed; other files are left alone.
    """
    from attr import asdict as attrs_asdict  # noqa: PLC0415 - not at start-up

    directory.mkdir(parents=True, exist_ok=True)
    written = {_attach(run, name, directory) for record in run.verdicts.values() for name in record.exchanges}
    for record in run.verdicts.values():
        result = _result(run, record)
        data = attrs_asdict(result, filter=lambda _, value: bool(value) or value is False)
        name = result.file_pattern.format(prefix=_PREFIX + _digest(record.address))
        written.add(write_text(directory / name, json.dumps(data, ensure_ascii=False)).name)
    for old in directory.glob(f"{_PREFIX}*.json"):
        if old.name not in written:
            old.unlink()
    editions = {f"Edition.{name}": edition for name, edition in run.header.editions.items()}
    facts = {"Target": run.header.target, "Run": run.header.run, "Tool": run.header.version, **editions}
    lines = (f"{_property(name)}={_property(value)}" for name, value in facts.items())
    write_text(directory / "environment.properties", "\n".join(lines) + "\n")
    return directory


def _result(run: Run, record: VerdictRecord) -> Any:
    """Return the Allure result of one rule."""
    from allure_commons import model2  # noqa: PLC0415 - not at start-up

    epic, *middle, name = record.address.split(".")
    labels = [
        ("epic", epic),
        ("severity", _SEVERITY.get(record.level, "normal")),
        ("tag", record.verdict.value),
    ]
    labels += [("feature", middle[0])] if middle else []
    labels += [("story", ".".join(middle[1:]))] if middle[1:] else []
    labels += [("framework", run.header.tool)]
    at = _milliseconds(record.at)
    identity = _digest(record.address)
    return model2.TestResult(
        uuid=_digest(f"{run.header.run} {record.address}"),
        historyId=identity,
        testCaseId=identity,
        name=visible(name),
        fullName=visible(record.address),
        status=_STATUS.get(record.verdict, "skipped"),
        statusDetails=model2.StatusDetails(
            known=record.verdict is Verdict.KNOWN or None,
            message=_message(record),
            trace=_trace(run, record),
        ),
        stage="finished",
        description=visible(f"{record.text}\n\n{record.source}, {record.section}"),
        labels=[model2.Label(name=kind, value=visible(value)) for kind, value in labels],
        titlePath=[visible(part) for part in (epic, *middle)],
        attachments=[
            model2.Attachment(
                name=visible(f"exchange {exchange}"), source=_source(exchange), type="application/json"
            )
            for exchange in record.exchanges
            if exchange in run.exchanges
        ],
        start=at,
        stop=at,
    )


def _message(record: VerdictRecord) -> str:
    """Return the line below the status."""
    match record.verdict:
        case Verdict.PASSED:
            return ""
        case Verdict.KNOWN:
            text = f"known deviation: {record.deviation.reason if record.deviation else record.reason}"
        case Verdict.FAILED | Verdict.ADVISORY:
            text = f"{record.verdict}: expected {record.expected}; actual {record.actual}"
        case _:
            text = f"{record.verdict}: {record.reason or record.note or record.actual}"
    return visible(shorten(text, _TEXT))


def _trace(run: Run, record: VerdictRecord) -> str:
    """Return the findings, one a line; what was drawn by chance has several."""
    facts = {"expected": record.expected, "actual": record.actual, "note": record.note}
    facts |= {name: f"\n{text}" for name, text in example_texts(record).items()}
    facts["replay"] = replay_command(run, record) if record.example else ""
    if record.verdict is Verdict.PASSED:
        return ""
    return "\n".join(f"{name}: {visible(shorten(fact, _TEXT))}" for name, fact in facts.items() if fact)


def _attach(run: Run, name: str, directory: Path) -> str:
    """Write the exchange `name` once and return the name of its file; empty if the journal lacks it."""
    exchange = run.exchanges.get(name)
    if exchange is None:
        return ""
    source = directory / _source(name)
    content = {**asdict(exchange), "curl": curl(exchange.request)}
    return write_text(source, json.dumps(content, indent=2, ensure_ascii=False) + "\n").name


def _source(exchange: str) -> str:
    return f"{_PREFIX}{_digest(exchange)}-attachment.json"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _milliseconds(at: str) -> int | None:
    try:
        return int(datetime.fromisoformat(at).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def _property(text: str) -> str:
    """Escape a key or value of a properties file."""
    return visible(text).replace("\\", "\\\\").replace("\n", " ").replace("=", "\\=").replace(":", "\\:")
