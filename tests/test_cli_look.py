"""`list`, `explain`, `report`, help, and what they do when they cannot."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from conformance.contract import load
from tests.sites import SAMPLED, Ended, command, started

COMMANDS = {
    "run": ["--target", "--edition", "--out", "--junit", "--allure", "--seed", "--min-coverage"],
    "list": ["--json"],
    "explain": ["ADDRESS"],
    "emulate": ["--host", "--port"],
    "prove": ["--jobs", "--out"],
    "report": ["--out", "--junit", "--allure", "--min-coverage"],
    "cleanup": ["--target"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_help_names_every_option(tmp_path: Path, name: str) -> None:
    """Help of each command names its options and shows no formatting marks."""
    done = command(name, "--help", cwd=tmp_path)

    assert (0, []) == (done.returncode, [option for option in COMMANDS[name] if option not in done.stdout])
    assert "\\b" not in done.stdout


def test_list_shows_rules_under_an_address(tmp_path: Path) -> None:
    """Text shows address, rule and source; the count comes last."""
    done = command("list", "rest.schema", cwd=tmp_path)

    assert 0 == done.returncode
    assert done.stdout.startswith("rest.schema.meetingSeries.active\n")
    assert "10 rules" == done.stdout.splitlines()[-1]


def test_list_as_json_holds_everything(tmp_path: Path) -> None:
    """One object a line, all of them with address, level, text and source."""
    done = command("list", "--json", cwd=tmp_path)

    rules = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(load().rules) == len({rule["address"] for rule in rules})
    assert all(rule["level"] and rule["text"] and rule["source"] for rule in rules)


def test_explain_tells_everything_of_one_rule(tmp_path: Path) -> None:
    """A cell's rule, its table's word, its situation and the fault that proves it."""
    done = command("explain", "rest.availability.meeting.lobby.password", cwd=tmp_path)

    assert 0 == done.returncode
    for words in ("does not show password", "table says  No", "attribute-leaked:meeting.lobby.password"):
        assert words in done.stdout


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "update-a-meeting.method",
            ["called      PUT /meetings/{meeting}", "PATCH", "the method is POST, which"],
        ),
        ("create-a-webhook.not-json", ["called      POST /webhooks", "the body is {, half a JSON object"]),
        ("update-audio-options.media", ["not tested", "a form; whatever the call names"]),
        ("throttled", ["GET /meetings", "told the target to throttle", "error-slips:throttled"]),
    ],
)
def test_explain_tells_of_a_mistake(tmp_path: Path, name: str, words: list[str]) -> None:
    """What is called, and what is wrong with the call."""
    done = command("explain", f"rest.errors.{name}", cwd=tmp_path)

    assert 0 == done.returncode
    assert [] == [word for word in words if word not in done.stdout]


def test_explain_tells_of_a_conflict(tmp_path: Path) -> None:
    """A cell that promises nothing says so, with every reading and the reason why nobody is judged."""
    done = command("explain", "rest.availability.scheduledMeeting.scheduled.registration", cwd=tmp_path)

    assert 0 == done.returncode
    for words in ("The documents disagree", "open", "shown", "not tested", "it is not judged"):
        assert words in done.stdout


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("rest.schema", "is the beginning of 10 addresses"),
        ("rest.shcema", "No rule is called rest.shcema"),
    ],
)
def test_explain_helps_to_an_address(tmp_path: Path, address: str, sentence: str) -> None:
    """The beginning of addresses and a misspelt one end with 2 and the way on."""
    done = command("explain", address, cwd=tmp_path)

    assert (2, "") == (done.returncode, done.stdout)
    assert sentence in done.stderr
    assert "rest.schema" in done.stderr


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    """`list | head -1` ends well and says nothing."""
    with started("list", cwd=tmp_path) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()

    assert (0, "") == (process.returncode, said)


def test_report_writes_again_and_elsewhere(tmp_path: Path, sample_run: Ended) -> None:
    """The journal alone is enough for every report, wherever it is."""
    shutil.copy(sample_run.folder / "journal.jsonl", tmp_path / "journal.jsonl")
    words = ["--out", "new/place", "--junit", "deep/er/j.xml", "--allure", "allure"]

    done = command("report", "journal.jsonl", *words, cwd=tmp_path)

    assert (0, "") == (done.returncode, done.stderr)
    passed = SAMPLED["passed"]
    assert f"{passed} of {passed}" in done.stdout
    assert {"index.html", "results.json", "junit.xml"} == {
        one.name for one in (tmp_path / "new/place").iterdir()
    }
    assert (tmp_path / "deep/er/j.xml").is_file()


def test_report_of_a_truncated_run_says_so(tmp_path: Path, sample_run: Ended) -> None:
    """A journal that ends in the middle of a line is readable up to there, and ends with 3."""
    whole = (sample_run.folder / "journal.jsonl").read_bytes()
    (tmp_path / "journal.jsonl").write_bytes(whole[: int(len(whole) * 0.9)])

    done = command("report", ".", cwd=tmp_path)

    assert (3, "") == (done.returncode, done.stderr)
    assert "NOT COMPLETE" in done.stdout


@pytest.mark.parametrize("words", [["."], ["nowhere"], ["site.txt"]])
def test_report_of_what_is_no_run(tmp_path: Path, words: list[str]) -> None:
    """A folder or file that is no run ends with 2 and a sentence."""
    (tmp_path / "site.txt").write_text("hello\n", "utf-8")

    done = command("report", *words, cwd=tmp_path)

    assert 2 == done.returncode
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr


def test_report_that_cannot_be_written(tmp_path: Path, sample_run: Ended) -> None:
    """The journal is named as safe when a report's place cannot be had."""
    (tmp_path / "file").write_text("", "utf-8")

    done = command("report", sample_run.folder, "--out", "file/inside", cwd=tmp_path)

    assert 2 == done.returncode
    assert "The journal is safe" in done.stderr
