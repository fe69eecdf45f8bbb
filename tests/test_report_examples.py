"""What was drawn by chance, in every report: as texts, as data, and with the command that replays it."""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from rich.console import Console

import conformance.report
from conformance.evidence import Journal as Writer
from conformance.evidence import Redactor
from conformance.report import Run, print_summary, write_allure, write_junit
from conformance.report.example import effort_text, example_texts, replay_command
from conformance.report.page import render
from conformance.report.results import results
from tests.data.report_journals import HOSTILE, Journal

ADDRESS = "rest.walks.states"
EXAMPLE: dict[str, Any] = {
    "walk": [{"step": "create", "minutes": 30}, {"step": "lock", "meeting": 2}],
    "script": "1  create a meeting of 30 minutes\n2  lock meeting #2\n     told unlocked",
    "curl": 'curl -sS -X POST https://webex.example.com/v1/meetings\nID=…\ncurl -sS "…/meetings/$ID"',
}
EFFORT = {"name": "quick", "examples": 2, "defects": 8, "walks": 3, "steps": 10}
LAW = jsonschema_rs.validator_for(
    json.loads((Path(conformance.report.__file__).parent / "results.schema.json").read_text("utf-8"))
)


def failed(folder: Path, example: dict[str, Any] | None = None, *, valid: bool = True, **header: Any) -> Run:
    """A run in which one rule failed on something drawn by chance."""
    journal = Journal(**header).exchange()
    found: dict[str, Any] = {"expected": "locked", "actual": "unlocked after 2 steps", "exchanges": ["x1"]}
    found["example"] = EXAMPLE if example is None else example
    journal.verdict(ADDRESS, "failed", **found).verdict("rest.a.b", "advisory", **found).footer()
    return Run.load(journal.write(folder, valid=valid))


def printed(run: Run) -> str:
    """The summary as it goes into a pipe."""
    file = io.StringIO()
    print_summary(run, Console(file=file, width=100))
    return re.sub(" +\n", "\n", file.getvalue())


def test_an_example_has_texts_for_people_and_data(tmp_path: Path) -> None:
    """Script and curl lines are shown as they are; what makes it again is shown as JSON."""
    texts = example_texts(failed(tmp_path).verdicts[ADDRESS])

    assert ["script", "curl", "example"] == list(texts)
    assert EXAMPLE["script"] == texts["script"]
    assert {"walk": EXAMPLE["walk"]} == json.loads(texts["example"])


def test_a_finding_that_nobody_drew_has_none(tmp_path: Path) -> None:
    """Nothing is shown of what is not there."""
    run = Run.load(Journal().verdict(ADDRESS, "failed").footer().write(tmp_path))

    assert {} == example_texts(run.verdicts[ADDRESS])
    assert "replay" not in printed(run)
    assert "Send it again" not in render(run)


@pytest.mark.parametrize(
    ("folder", "command", "words"),
    [
        ("reports/r1", "webex-conformance run --seed 7", "reports/r1 rest.walks.states"),
        ("out", "webex-conformance run --target a/site.toml", "out rest.walks.states --target site.toml"),
        ("my run", "not ' shell", "'my run' rest.walks.states"),
    ],
)
def test_the_command_names_run_address_and_profile(
    tmp_path: Path, folder: str, command: str, words: str
) -> None:
    """A person can paste it; the way to the folder is left out."""
    run = failed(tmp_path / folder, command=command)

    assert f"webex-conformance replay {words}" == replay_command(run, run.verdicts[ADDRESS])


def test_the_terminal_keeps_the_lines_of_a_script(tmp_path: Path) -> None:
    """Each step is a line, as far to the right as it was, and the data is left to the page."""
    text = printed(failed(tmp_path / "reports" / "r1"))

    assert "    script\n      1  create a meeting of 30 minutes\n      2  lock meeting #2\n" in text
    assert "\n           told unlocked\n" in text
    assert "    curl\n      curl -sS -X POST https://webex.example.com/v1/meetings\n" in text
    assert '"minutes"' not in text
    assert "webex-conformance replay reports/r1 rest.walks.states" in text


def test_the_terminal_shows_the_data_where_there_is_no_script(tmp_path: Path) -> None:
    """And cuts what is too long for a screen."""
    text = printed(failed(tmp_path, {"body": {f"key{number}": number for number in range(90)}}))

    assert '        "key1": 1,' in text
    assert '"key80"' not in text
    assert "… and more; the page has it all" in text


def test_the_page_shows_texts_data_and_command(tmp_path: Path) -> None:
    """Of failures and of advisories."""
    page = unescape(render(failed(tmp_path / "reports" / "r1", effort=EFFORT)))

    assert 2 == page.count(f"<pre>{EXAMPLE['script']}</pre>")
    assert 2 == page.count(f"<pre>{EXAMPLE['curl']}</pre>")
    assert '"minutes": 30' in page
    assert "webex-conformance replay reports/r1 rest.walks.states" in page
    assert "<dt>Effort</dt><dd>quick: 2 examples, 8 defects, 3 walks of 10 steps</dd>" in page


def test_junit_and_allure_have_them_where_the_failure_is_told(tmp_path: Path) -> None:
    """Continuous integration shows no more than that."""
    run = failed(tmp_path / "r1")
    junit = ET.parse(write_junit(run, tmp_path / "junit.xml"))  # noqa: S314 - our own file
    allure = write_allure(run, tmp_path / "allure")
    told = [json.loads(path.read_text("utf-8")) for path in allure.glob("*-result.json")]

    texts = [junit.findtext(".//failure"), junit.findtext(".//system-out")]
    texts += [one["statusDetails"]["trace"] for one in told]
    assert 4 == len(texts)
    for text in texts:
        assert text is not None
        assert EXAMPLE["script"] in text
        assert '"minutes": 30' in text
        assert "replay: webex-conformance replay r1 rest." in text


def test_results_keep_the_data(tmp_path: Path) -> None:
    """Programs get it whole, within the law of results."""
    found = results(failed(tmp_path))

    LAW.validate(found)
    assert EXAMPLE == found["rules"][ADDRESS]["example"]


@pytest.mark.parametrize("poison", HOSTILE)
def test_hostile_examples_do_no_harm(tmp_path: Path, poison: str) -> None:
    """Whatever stands in an example is text, in every report."""
    run = failed(tmp_path, {"script": poison, "curl": poison, poison[:40]: [poison]}, valid=False)
    page = render(run)

    write_junit(run, tmp_path / "junit.xml")
    ET.parse(tmp_path / "junit.xml")  # noqa: S314 - our own file
    write_allure(run, tmp_path / "allure")
    assert "\x1b" not in printed(run)
    assert "\x1b" not in page
    assert "<script>alert" not in page
    assert len(page) < 1_000_000


def test_an_example_that_is_nested_too_deep_is_left_to_the_journal(tmp_path: Path) -> None:
    """JSON that can be read can still be too deep to write."""
    line = json.dumps({"kind": "verdict", "address": ADDRESS, "verdict": "failed", "example": {"a": "DEEP"}})
    journal = Journal().write(tmp_path)
    deep = line.replace('"DEEP"', "[" * 900 + "]" * 900)
    journal.write_text(f"{journal.read_text('utf-8')}{deep}\n", "utf-8")

    run = Run.load(journal)

    assert "example" in example_texts(run.verdicts[ADDRESS])
    assert printed(run)


def test_an_example_passes_the_gate_of_the_journal(tmp_path: Path) -> None:
    """Secrets and addresses of people are cut out of it, at any depth; the rest stays as it was."""
    with Writer(tmp_path / "journal.jsonl", Redactor(["hunter2-hunter2"], marker="wxc-1")) as journal:
        example = {"walk": [{"n": 1, "say": "hunter2-hunter2"}], "script": "mail ada@example.com"}
        journal.append({"kind": "verdict", "example": example})

    text = (tmp_path / "journal.jsonl").read_text("utf-8")
    assert "hunter2" not in text
    assert "ada@" not in text
    assert 1 == json.loads(text)["example"]["walk"][0]["n"]


def test_effort_is_told_in_words(tmp_path: Path) -> None:
    """Of a journal without it nothing is told."""
    thorough = failed(tmp_path / "a", effort={**EFFORT, "name": "thorough", "defects": 0})

    assert "thorough: 2 examples, all defects, 3 walks of 10 steps" == effort_text(thorough.header)
    assert effort_text(thorough.header) in printed(thorough)
    assert "" == effort_text(failed(tmp_path / "b").header)
