"""pytest, JUnit and Allure count generated cases alike, failures and what was not exercised included."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest

from conformance.cli.launch import cases_arguments, own_environment
from conformance.report import Run, write_allure, write_junit

FAULTS = """\
sample-slips:POST /meetingInvitees lenient
sample-slips:PUT /meetingInvitees/{} alters displayName
list-slips:list-meetings.over
"""
ADDRESSES = (
    *("rest.generated.create-invitee", "rest.generated.update-invitee"),
    *("rest.generated.get-survey", "rest.lists.list-meetings"),
)


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """What pytest itself wrote of a run with faults, and the run's folder."""
    folder = tmp_path_factory.mktemp("counts")
    (folder / "faults.txt").write_text(FAULTS, "utf-8")
    words = ["--target", "embedded", "--seed", "1", "--preset", "quick", "--out", str(folder / "run")]
    words += ["--faults", str(folder / "faults.txt")]
    words += [word for address in ADDRESSES for word in ("--address", address)]
    words += ["--junitxml", str(folder / "own.xml")]
    command = [sys.executable, "-P", "-m", "pytest", *cases_arguments(words)]
    subprocess.run(
        command, env=own_environment(), cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )
    return folder / "own.xml", folder / "run"


def _counted(path: Path) -> Counter[str]:
    """Test cases of a JUnit file by what became of them."""
    cases = list(ET.parse(path).iter("testcase"))  # noqa: S314 - our own file
    words = {"failure": "failed", "error": "failed", "skipped": "skipped"}
    return Counter(next((words[part.tag] for part in case if part.tag in words), "passed") for case in cases)


def test_the_run_has_passed_failed_and_more(ended: tuple[Path, Path]) -> None:
    """Counts of one kind alone would show little."""
    run = Run.load(ended[1])

    assert {"passed", "failed", "advisory"} <= {record.verdict.value for record in run.verdicts.values()}


def test_junit_counts_as_pytest_does(ended: tuple[Path, Path], tmp_path: Path) -> None:
    """Each case is one test case; failures and skips are those of pytest."""
    write_junit(Run.load(ended[1]), tmp_path / "junit.xml")

    assert _counted(ended[0]) == _counted(tmp_path / "junit.xml")


def test_allure_counts_as_pytest_does(ended: tuple[Path, Path], tmp_path: Path) -> None:
    """Each case is one result with a history of its own, so that none is taken for another try of one."""
    folder = write_allure(Run.load(ended[1]), tmp_path / "allure")
    results = [json.loads(path.read_text("utf-8")) for path in folder.glob("*-result.json")]

    counted = Counter(result["status"] for result in results)
    assert len({result["historyId"] for result in results}) == len(results)
    assert _counted(ended[0]) == counted
