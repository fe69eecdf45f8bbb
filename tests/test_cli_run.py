"""`webex-conformance run` against the embedded emulator and what it is asked for."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from conformance.report import Run
from conformance.report.costs import CLEAN_UP, count_costs
from tests.sites import (
    FAST,
    OPEN,
    SAMPLE,
    SAMPLED,
    SOUND,
    WHOLE,
    Ended,
    act,
    command,
    judge,
    of_emulator,
    profile,
)

CELL = "rest.availability.meeting.lobby.password"


def test_whole_run_judges_every_rule_and_all_pass(whole_run: Ended) -> None:
    """Without a target, every rule passes, and the cells that promise nothing do not apply."""
    assert (0, "") == (whole_run.code, whole_run.err)
    assert WHOLE == whole_run.counts


def test_the_cells_of_the_tables_take_at_most_thirty_requests(tmp_path: Path) -> None:
    """Hundreds of cells share the reading of each situation."""
    ended = judge("rest.availability", "rest.schema", cwd=tmp_path)

    exchanges = ended.of("exchange")
    assert {"passed": 459, "not-applicable": 1} == ended.counts
    assert len(exchanges) <= 30
    assert len(exchanges) == ended.of("footer")[0]["requests"]


def test_whole_run_deletes_what_it_created(whole_run: Ended) -> None:
    """Every meeting that was created is deleted by its id."""
    created = [
        one["response"]["body"]["id"]
        for one in whole_run.of("exchange")
        if one["request"]["method"] == "POST" and one["request"]["url"].endswith("/v1/meetings")
        if one["response"]["status"] == 200
    ]
    gone = [one["request"]["url"] for one in whole_run.of("exchange") if one["request"]["method"] == "DELETE"]

    left = [meeting for meeting in created if not any(meeting in url for url in gone)]
    assert 60 < len(created) < 220
    assert len(left) == 1  # an ad-hoc meeting cannot be deleted, and ends by itself
    assert [] == whole_run.of("footer")[0]["leftovers"]


def test_whole_run_leaves_its_reports(whole_run: Ended) -> None:
    """Folder, JUnit file and Allure folder hold what was asked for, and the summary names them."""
    extra = whole_run.folder.parent / "extra" / "junit.xml"

    present = {path.name for path in whole_run.folder.iterdir()}
    assert {"journal.jsonl", "ledger.jsonl", "index.html", "results.json", "junit.xml"} == present
    assert SOUND + OPEN == len(ET.parse(extra).findall(".//testcase"))  # noqa: S314 - our own file
    assert any((whole_run.folder.parent / "allure").glob("*-result.json"))
    assert str(extra.name) in whole_run.out


def test_whole_run_can_be_repeated_from_its_header(whole_run: Ended) -> None:
    """The header keeps the seed and the command of the run."""
    (header,) = whole_run.of("header")

    assert 7 == header["seed"]
    assert "webex-conformance run --seed 7 --preset quick" == header["command"]


def test_whole_run_says_which_reading_the_emulator_follows(whole_run: Ended) -> None:
    """The cell that the documents leave open is recorded, with a situation line for all ten states."""
    assert 10 == len(whole_run.of("situation"))
    assert all(one["provider"] == "control" for one in whole_run.of("situation"))


def test_selection_stages_only_what_it_needs(tmp_path: Path) -> None:
    """One state of a series costs two creations, two reads, two deletions, and the clock is let go."""
    ended = judge("rest.availability.meetingSeries.active", cwd=tmp_path)

    assert (0, {"passed": 45}) == (ended.code, ended.counts)
    assert 8 == len(ended.of("exchange"))
    assert 0 == ended.of("exchange")[5]["request"]["body"].get("holdSeconds")


def test_other_edition_sends_nothing(tmp_path: Path) -> None:
    """No cell of the tables holds in the deck of 2020, so nothing is staged and the exit code says so."""
    ended = judge("--edition", "rest=deck-2020", SAMPLE, cwd=tmp_path)

    assert (4, {"not-applicable": sum(SAMPLED.values())}) == (ended.code, ended.counts)
    assert [] == ended.of("exchange") + ended.of("situation")


@pytest.mark.parametrize(
    ("words", "sentence", "hint"),
    [
        (["rest.avilability"], "No rule is called rest.avilability", "rest.availability"),
        (["--edition", "9"], "There is no edition 9.", "rest=guide-2025"),
        (["--target", "nowhere.toml"], "There is no profile nowhere.toml.", "TOML"),
        (["--target", "bad.toml"], "is not valid TOML", "Correct"),
        (["--target", "short.toml"], "lacks the key", "Add"),
        (["--target", "site.toml"], "WXC_MISSING is not set", "Set it"),
        (["--target", "command.toml"], "cannot be run", "terminal"),
        (["--out", "taken"], "is not empty", "--out"),
        (["--out", "bad.toml"], "cannot be made", "--out"),
        (["--min-coverage", "200"], "--min-coverage", ""),
    ],
)
def test_what_cannot_be_used_ends_in_a_sentence(
    tmp_path: Path, words: list[str], sentence: str, hint: str
) -> None:
    """Exit code 2, one sentence and a hint, no traceback, and no folder of a run that never was."""
    path = profile(tmp_path, "http://127.0.0.1:9/v1")
    path.write_text(path.read_text("utf-8").replace("WXC_TEST_TOKEN", "WXC_MISSING"), "utf-8")
    by_command = path.read_text("utf-8").replace(
        '{ env = "WXC_MISSING" }', '{ command = ["no-such-program"] }'
    )
    (tmp_path / "command.toml").write_text(by_command, "utf-8")
    (tmp_path / "bad.toml").write_text("name = ", "utf-8")
    (tmp_path / "short.toml").write_text('name = "x"\n', "utf-8")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "index.html").write_text("somebody's page", "utf-8")

    done = command("run", *words, cwd=tmp_path)

    assert 2 == done.returncode
    assert sentence in done.stderr
    assert hint in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert [] == list(tmp_path.glob("reports/*"))
    assert "somebody's page" == (tmp_path / "taken" / "index.html").read_text("utf-8")


def test_low_coverage_has_an_exit_code_of_its_own(tmp_path: Path, running) -> None:
    """What documented calls alone can show is less than 70 %; nothing failed, so the code is 5."""
    target = of_emulator(tmp_path, running, control=False)

    ended = judge("--target", target, "--min-coverage", "70", SAMPLE, cwd=tmp_path)

    assert 5 == ended.code
    assert {"passed", "not-exercised", "not-applicable"} == set(ended.counts)


def test_word_embedded_names_the_emulator(tmp_path: Path) -> None:
    """The command line knows the word that the plugin knows."""
    ended = judge(CELL, "--target", "embedded", cwd=tmp_path)

    assert (0, {CELL: "passed"}) == (ended.code, ended.verdicts)


def test_folders_of_the_user_are_not_ours(tmp_path: Path) -> None:
    """A `pytest.py`, a `conformance` folder or a pytest.ini where the run is started do no harm."""
    (tmp_path / "pytest.py").write_text("raise SystemExit(7)", "utf-8")
    (tmp_path / "httpx.py").write_text("raise SystemExit(8)", "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n", "utf-8")
    (tmp_path / "conftest.py").write_text("raise SystemExit(9)", "utf-8")

    ended = judge(CELL, cwd=tmp_path, PYTHONSAFEPATH="1", PYTEST_ADDOPTS="--no-such-option")

    assert (0, "") == (ended.code, ended.err)


def test_a_fault_turns_exactly_its_address_red(tmp_path: Path, running) -> None:
    """A profile's emulator that leaks one attribute fails one rule, with evidence, in every report."""
    act(running, "/faults", active=["attribute-leaked:meeting.lobby.password"])

    ended = judge("--target", of_emulator(tmp_path, running), SAMPLE, cwd=tmp_path)

    assert (1, {CELL}) == (ended.code, ended.with_verdict("failed"))
    assert SAMPLED["passed"] - 1 == ended.counts["passed"]
    (line,) = [one for one in ended.of("verdict") if one["address"] == CELL]
    assert "password is not shown" == line["expected"]
    known = {one["id"] for one in ended.of("exchange")}
    assert line["exchanges"]
    assert known.issuperset(line["exchanges"])
    results = json.loads((ended.folder / "results.json").read_text("utf-8"))
    assert CELL in json.dumps(results)
    assert CELL in ended.out


@pytest.mark.parametrize(
    ("broken", "expires", "verdict", "state", "code"),
    [
        (True, "2999-01-01", "known", None, 0),
        (False, "2999-01-01", "passed", "stale", 1),
        (True, "2020-01-02", "failed", "expired", 1),
    ],
)
def test_declared_deviations_are_strict(
    tmp_path: Path, running, broken: bool, expires: str, verdict: str, state: str | None, code: int
) -> None:
    """Declared and failing is known; declared and kept is stale; past its day it fails again."""
    act(running, "/faults", active=["attribute-leaked:meeting.lobby.password"] if broken else [])
    entry = f'[[known_deviations]]\naddress = "{CELL}"\nreason = "An old build"\nsince = 2020-01-01\n'
    target = of_emulator(tmp_path, running, more=f"{FAST}{entry}expires = {expires}\n")

    ended = judge("rest.availability.meeting.lobby", "--target", target, cwd=tmp_path)

    assert (code, verdict) == (ended.code, ended.verdicts[CELL])
    assert [state] * bool(state) == [one["state"] for one in ended.of("deviation")]


def test_credential_of_a_command_is_asked_for_once(tmp_path: Path, running) -> None:
    """A command that prints the token runs once a run, and its output stays out of every file."""
    target = of_emulator(tmp_path, running)
    script = tmp_path / "print-token"
    script.write_text(f'#!/bin/sh\necho asked >> "{tmp_path}/asked"\necho "$WXC_TEST_TOKEN"\n', "utf-8")
    script.chmod(0o700)
    text = target.read_text("utf-8").replace('{ env = "WXC_TEST_TOKEN" }', f'{{ command = ["{script}"] }}')
    target.write_text(text, "utf-8")

    ended = judge("rest.availability.meetingSeries.active", "--target", target, cwd=tmp_path)

    assert (0, ["asked"]) == (ended.code, (tmp_path / "asked").read_text("utf-8").splitlines())


def test_a_whole_run_is_counted_to_the_last_request(whole_run: Ended) -> None:
    """The sums are those of the journal itself and of its footer."""
    costs = count_costs(whole_run.folder, "wxc-0123abcd")
    exchanges = Run.load(whole_run.folder).exchanges.values()
    [footer] = whole_run.of("footer")

    assert len(exchanges) == costs.total.requests + costs.total.control
    assert sum(one.actor == "control" for one in exchanges) == costs.total.control
    assert whole_run.counts == costs.verdicts
    assert len(whole_run.verdicts) == costs.total.rules
    assert footer["created"] <= costs.total.creations == costs.created.total()
    assert footer["deleted"] <= costs.total.deletions
    assert 0 == costs.groups[CLEAN_UP].rules
