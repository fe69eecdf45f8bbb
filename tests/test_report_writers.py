"""results.json, JUnit and Allure: what they hold, and that hostile text stays text."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema_rs
import pytest

import conformance.report
from conformance.report import Run, Verdict, write_all, write_allure, write_junit, write_page, write_results
from tests.data.report_journals import HOSTILE, Journal, every_verdict, hostile

RESULTS_SCHEMA = Path(conformance.report.__file__).with_name("results.schema.json")


def cases(run: Run, folder: Path) -> dict[str, ET.Element]:
    """The JUnit cases by address."""
    root = ET.parse(write_junit(run, folder / "junit.xml")).getroot()  # noqa: S314 - written by us
    return {f"{case.get('classname')}.{case.get('name')}": case for case in root.iter("testcase")}


def allure(run: Run, folder: Path) -> list[dict[str, Any]]:
    """The Allure results."""
    write_allure(run, folder)
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*-result.json"))]


@pytest.mark.parametrize(
    "journal", [every_verdict().footer(), Journal(), hostile()], ids=["all", "cut", "hostile"]
)
def test_results_obey_their_schema(tmp_path: Path, journal: Journal) -> None:
    """Whatever the journal holds, results.json keeps to its law."""
    run = Run.load(journal.write(tmp_path, valid=False))
    results = json.loads(write_results(run, tmp_path / "results.json").read_text("utf-8"))

    jsonschema_rs.validator_for(json.loads(RESULTS_SCHEMA.read_text("utf-8"))).validate(results)


def test_results_hold_the_figures_and_one_entry_for_each_address(tmp_path: Path) -> None:
    """Programs read the same numbers as people."""
    run = Run.load(every_verdict().footer().write(tmp_path))
    results = json.loads(write_results(run, tmp_path / "results.json").read_text("utf-8"))

    assert {
        "conformance": {"part": 3, "whole": 4, "percent": 75.0},
        "coverage": {"part": 4, "whole": 7, "percent": 57.1},
    } == results["figures"]
    assert {verdict.value: 1 for verdict in Verdict} == results["verdicts"]
    assert {f"rest.a.{verdict}": verdict for verdict in Verdict} == {
        address: rule["verdict"] for address, rule in results["rules"].items()
    }


def test_results_are_the_same_for_the_same_findings(tmp_path: Path) -> None:
    """The order in which rules were judged leaves no trace, nor does writing again."""
    one = Journal().verdict("rest.a.b").verdict("rest.a.c").footer()
    other = Journal().verdict("rest.a.c").verdict("rest.a.b").footer()

    texts = [
        write_results(Run.load(journal.write(tmp_path)), tmp_path / "results.json").read_text("utf-8")
        for journal in (one, other, one)
    ]

    assert 1 == len(set(texts))
    assert ["rest.a.b", "rest.a.c"] == list(json.loads(texts[0])["rules"])


def test_junit_counts_what_it_holds(tmp_path: Path) -> None:
    """One case an address: one failure, one error, four skipped."""
    run = Run.load(every_verdict().footer().write(tmp_path))
    write_junit(run, tmp_path / "junit.xml")

    root = ET.parse(tmp_path / "junit.xml").getroot()  # noqa: S314 - our own

    for element in (root, root.find("testsuite")):
        assert element is not None
        counters = {name: element.get(name) for name in ("tests", "failures", "errors", "skipped")}
        assert {"tests": "8", "failures": "1", "errors": "1", "skipped": "4"} == counters


@pytest.mark.parametrize(
    ("verdict", "tag", "message"),
    [
        ("not-applicable", "skipped", "not-applicable: Because."),
        ("not-exercised", "skipped", "not-exercised: Because."),
        ("passed", None, None),
        ("advisory", "system-out", None),
        ("known", "skipped", "known deviation: Because."),
        ("failed", "failure", "expected this; actual that"),
        ("indeterminate", "skipped", "indeterminate: Because."),
        ("error", "error", "that"),
    ],
)
def test_junit_says_how_each_case_ended(
    tmp_path: Path, verdict: str, tag: str | None, message: str | None
) -> None:
    """A skip is never a pass, and an advisory never a failure."""
    case = cases(Run.load(every_verdict().footer().write(tmp_path)), tmp_path)[f"rest.a.{verdict}"]

    assert [child.tag for child in case] == ([tag] if tag else [])
    assert [child.get("message") for child in case] == ([message] if tag else [])


@pytest.mark.parametrize("address", ["rest.a.b", "rest.a.absent"])
def test_a_lapsed_declaration_fails_its_case(tmp_path: Path, address: str) -> None:
    """Whoever reads only JUnit sees red where the exit code is 1."""
    journal = Journal().verdict("rest.a.b").deviation(address, "stale").footer()

    (failure,) = cases(Run.load(journal.write(tmp_path)), tmp_path)[address]

    assert "failure" == failure.tag
    assert "declared deviation is stale: Ticket 12." == failure.get("message")


def test_junit_names_the_target_but_no_host(tmp_path: Path) -> None:
    """A file that is handed on does not name the machine it was made on."""
    run = Run.load(every_verdict().write(tmp_path))
    root = ET.parse(write_junit(run, tmp_path / "junit.xml")).getroot()  # noqa: S314 - our own

    properties = {item.get("name"): item.get("value") for item in root.iter("property")}

    assert "Example site" == properties["target"]
    assert "guide-2025" == properties["edition.rest"]
    assert "3 of 4 (75.0 %)" == properties["conformance"]
    assert "false" == properties["complete"]
    assert root.find("testsuite/system-err") is not None
    assert "hostname" not in (tmp_path / "junit.xml").read_text("utf-8")


def test_allure_has_one_history_for_each_address(tmp_path: Path) -> None:
    """No two rules share a history, so that none hides behind another."""
    run = Run.load(every_verdict().footer().write(tmp_path))
    results = allure(run, tmp_path / "allure")

    assert len({result["historyId"] for result in results}) == len(run.verdicts)
    assert len({result["uuid"] for result in results}) == len(run.verdicts)
    assert {result["fullName"] for result in results} == set(run.verdicts)


def test_allure_counts_by_status(tmp_path: Path) -> None:
    """Advisories pass; what says nothing about the target is skipped or broken."""
    results = allure(Run.load(every_verdict().footer().write(tmp_path)), tmp_path / "allure")

    counts = Counter(result["status"] for result in results)

    assert {"passed": 2, "failed": 1, "broken": 2, "skipped": 3} == counts


def test_allure_labels_follow_the_address(tmp_path: Path) -> None:
    """The parts of the address become epic, feature and story."""
    journal = Journal().verdict("rest.availability.meeting.lobby.id", level="should").footer()
    (result,) = allure(Run.load(journal.write(tmp_path)), tmp_path / "allure")

    labels = {label["name"]: label["value"] for label in result["labels"]}

    assert ("rest", "availability", "meeting.lobby") == (labels["epic"], labels["feature"], labels["story"])
    assert "normal" == labels["severity"]
    assert "host" not in labels


def test_allure_attaches_each_exchange_once(tmp_path: Path) -> None:
    """Rules that share an exchange share its file."""
    journal = Journal().exchange().verdict("rest.a.b", "failed", exchanges=["x1"])
    journal.verdict("rest.a.c", exchanges=["x1", "x9"]).footer()
    results = allure(Run.load(journal.write(tmp_path)), tmp_path / "allure")

    (source,) = {item["source"] for result in results for item in result["attachments"]}

    attached = json.loads((tmp_path / "allure" / source).read_text("utf-8"))
    assert {"id": "abc", "title": "Weekly"} == attached["response"]["body"]
    assert "$WEBEX_TOKEN" in attached["curl"]


def test_writing_allure_again_replaces_the_earlier_run(tmp_path: Path) -> None:
    """Results of rules that are gone go too; foreign files stay."""
    folder = tmp_path / "allure"
    allure(Run.load(Journal().verdict("rest.a.b").footer().write(tmp_path)), folder)
    (folder / "other-result.json").write_text("{}", "utf-8")

    results = allure(Run.load(Journal().verdict("rest.a.c").footer().write(tmp_path)), folder)

    assert {"rest.a.c"} == {result["fullName"] for result in results if result}
    assert (folder / "other-result.json").exists()


@pytest.mark.parametrize("poison", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_leaves_every_file_well_formed(tmp_path: Path, poison: str) -> None:
    """Markup, terminal sequences, odd characters and very long texts stay texts."""
    run = Run.load(hostile(poison).write(tmp_path, valid=False))

    write_all(run, tmp_path)
    results = allure(run, tmp_path / "allure")

    assert len(results) == len(run.verdicts)
    assert len(cases(run, tmp_path)) == len(run.verdicts)
    assert set(json.loads((tmp_path / "results.json").read_text("utf-8"))["rules"]) == set(run.verdicts)
    for path in tmp_path.rglob("*-attachment.json"):
        json.loads(path.read_text("utf-8"))


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report is there as a whole or not at all."""
    run = Run.load(Journal().verdict("rest.a.b").footer().write(tmp_path))
    before = write_page(run, tmp_path / "index.html").read_bytes()
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))

    with pytest.raises(OSError, match="disk full"):
        write_page(run, tmp_path / "index.html")

    assert (tmp_path / "index.html").read_bytes() == before
    assert {"index.html", "journal.jsonl"} == {path.name for path in tmp_path.iterdir()}


def test_write_all_makes_the_folder_and_names_its_files(tmp_path: Path) -> None:
    """The folder need not be there."""
    run = Run.load(every_verdict().footer().write(tmp_path))

    paths = write_all(run, tmp_path / "new" / "folder")

    assert ["index.html", "results.json", "junit.xml"] == [path.name for path in paths]
    assert all(path.is_file() for path in paths)


def test_every_name_of_the_door_opens() -> None:
    """What the room promises can be had, and nothing else."""
    assert all(getattr(conformance.report, name) for name in conformance.report.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        conformance.report.nothing  # noqa: B018 - the access is the test


def test_a_verdict_costs_no_writer() -> None:
    """Starting up with the verdicts loads none of the heavy libraries."""
    script = "import sys; from conformance.report import Verdict; print(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)

    assert not re.findall(r"\b(?:rich|jinja2|allure_commons|xml)\b", done.stdout)
