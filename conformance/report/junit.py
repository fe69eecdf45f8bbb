"""`junit.xml`, for the continuous integration that reads nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from conformance.report.example import example_texts, replay_command
from conformance.report.files import write_text
from conformance.report.summary import summarise
from conformance.report.text import shorten, xml_text
from conformance.report.verdict import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.report.records import Deviation, VerdictRecord
    from conformance.report.run import Run

_MESSAGE = 300
_BODY = 20_000


def write_junit(run: Run, path: Path) -> Path:
    """Write one test case for each address to `path`.

    Rules that say nothing about the target (not applicable, not exercised, indeterminate) and known
    deviations are skipped cases with their reason. A stale or expired declaration fails its case, as it
    fails the run: whoever reads only this file must not see green where the exit code is 1. No host is
    named.
    """
    lapsed = {deviation.address: deviation for deviation in run.deviations}
    addresses = dict.fromkeys((*run.verdicts, *lapsed))
    suites = ET.Element("testsuites", name="webex-conformance")
    suite = ET.SubElement(suites, "testsuite", name="webex-conformance")
    _properties(suite, run)
    for address in addresses:
        classname, _, name = address.rpartition(".")
        case = ET.SubElement(suite, "testcase", classname=_attribute(classname), name=_attribute(name))
        _outcome(run, case, run.verdicts.get(address), lapsed.get(address))
    for element in (suites, suite):
        element.set("tests", str(len(addresses)))
        for counter, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            element.set(counter, str(len(suite.findall(f"testcase/{tag}"))))
        element.set("time", f"{run.seconds or 0:.3f}")
    suite.set("timestamp", _attribute(run.header.started))
    if not run.complete:
        ET.SubElement(suite, "system-err").text = "The run was cut short; what it did not reach is missing."
    ET.indent(suites)
    return write_text(path, ET.tostring(suites, encoding="unicode", xml_declaration=False) + "\n")


def _properties(suite: ET.Element, run: Run) -> None:
    """Say what was judged by what."""
    header, summary = run.header, summarise(run)
    values = {
        "target": header.target,
        "run": header.run,
        "tool": f"{header.tool} {header.version}",
        **{f"edition.{name}": edition for name, edition in header.editions.items()},
        "contract": header.contract_digest,
        "conformance": str(summary.conformance),
        "coverage": str(summary.coverage),
        "complete": str(run.complete).lower(),
    }
    properties = ET.SubElement(suite, "properties")
    for name, value in values.items():
        ET.SubElement(properties, "property", name=_attribute(name), value=_attribute(value))


def _outcome(run: Run, case: ET.Element, record: VerdictRecord | None, lapsed: Deviation | None) -> None:
    """Say how one case ended."""
    details = _details(run, record) if record else ""
    if record is not None and record.verdict is Verdict.ERROR:
        _add(case, "error", record.actual or record.note or record.reason or "error", details)
    elif record is not None and record.verdict is Verdict.FAILED:
        _add(
            case, "failure", f"expected {record.expected}; actual {record.actual}", details, kind=record.level
        )
    elif lapsed is not None:
        why = f"declared deviation is {lapsed.state}: {lapsed.declared.reason}"
        _add(case, "failure", why, details, kind=f"{lapsed.state}-deviation")
    elif record is None or record.verdict is Verdict.PASSED:
        return
    elif record.verdict is Verdict.ADVISORY:
        ET.SubElement(case, "system-out").text = xml_text("advisory\n" + details)
    elif record.verdict is Verdict.KNOWN:
        reason = record.deviation.reason if record.deviation else record.reason
        _add(case, "skipped", f"known deviation: {reason}")
    else:
        _add(case, "skipped", f"{record.verdict}: {record.reason or record.note or 'no reason given'}")


def _add(case: ET.Element, tag: str, message: str, details: str = "", *, kind: str = "") -> None:
    """Add one outcome with its message and, below it, what was found."""
    element = ET.SubElement(case, tag, message=_attribute(message))
    if kind:
        element.set("type", _attribute(kind))
    if details:
        element.text = xml_text(details)


def _details(run: Run, record: VerdictRecord) -> str:
    """What a person needs to know of a finding, one fact a line; what was drawn by chance has several."""
    facts = {
        "rule": record.text,
        "source": f"{record.source}, {record.section} ({record.level}, {record.provenance})",
        "expected": record.expected,
        "actual": record.actual,
        "note": record.note,
        "exchanges": " ".join(record.exchanges),
        **{name: f"\n{text}" for name, text in example_texts(record).items()},
        "replay": replay_command(run, record) if record.example else "",
    }
    return "\n".join(f"{name}: {shorten(fact, _BODY)}" for name, fact in facts.items() if fact)


def _attribute(text: str) -> str:
    return shorten(xml_text(text), _MESSAGE)
