"""`--openapi FILE`: runs, plans, lists and replays with the rules of somebody's document."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites import EVERYBODY, Ended, command, environment, judge, of_emulator

DATA = Path(__file__).parent / "data"
FLAWED = DATA / "flawed_vendor.yaml"
TINY = DATA / "tiny_mock.yaml"
RULE = "openapi.create-meeting.accepted"


@pytest.fixture(scope="module")
def vendor(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """A run of the embedded emulator by a vendor's document that is wrong in many places."""
    folder = tmp_path_factory.mktemp("vendor")
    return judge("openapi", "--openapi", FLAWED, "--seed", "1", "--preset", "quick", cwd=folder)


def test_a_flawed_document_is_judged_by_as_far_as_it_goes(vendor: Ended) -> None:
    """Nothing fails by what the file has wrong, nothing is an error, and most of it is judged."""
    assert (0, "") == (vendor.code, vendor.err)
    assert {"passed", "advisory", "not-exercised"} == set(vendor.counts)
    assert vendor.counts["passed"] > 20
    assert all(address.startswith("openapi.") for address in vendor.verdicts)
    weak = next(one for one in vendor.of("verdict") if one["address"] == "openapi.create-a-meeting.answer")
    assert ("advisory", "should", "inferred") == (weak["verdict"], weak["level"], weak["provenance"])


def test_flaws_are_told_once_and_not_all_of_them(vendor: Ended) -> None:
    """Twenty notes and a number, each naming its place; the terminal and the page show them."""
    notes = [one["text"] for one in vendor.of("note")]
    page = (vendor.folder / "index.html").read_text("utf-8")

    assert 21 == len(notes)
    assert "further flaws of" in notes[-1]
    assert "compare-spec" in notes[-1]
    assert all("OpenAPI file" in text for text in notes)
    assert "broken-ref" in vendor.out
    assert "broken-ref" in page


def test_reports_name_the_document(vendor: Ended) -> None:
    """Its title and digest are among the sources, the command can be repeated, and so can each finding."""
    header = vendor.lines[0]
    (source,) = [one for one in header["contract"]["sources"] if one["id"] == "openapi-file"]

    assert "Example Meetings API (flawed_vendor.yaml)" == source["title"]
    assert "--openapi flawed_vendor.yaml" in header["command"]
    page = (vendor.folder / "index.html").read_text("utf-8")
    assert "openapi.create-a-meeting.kept --openapi flawed_vendor.yaml" in page


def test_a_finding_is_sent_again_with_the_file(vendor: Ended, tmp_path: Path) -> None:
    """Without the file a replay says what is missing; with it, what was drawn is sent again."""
    found = "openapi.create-a-meeting.refused"
    without = command("replay", vendor.folder, found, cwd=tmp_path)
    again = command("replay", vendor.folder, found, "--openapi", FLAWED, "--out", "again", cwd=tmp_path)

    assert 2 == without.returncode
    assert "--openapi FILE" in without.stderr
    assert 1 == again.returncode
    assert again.stdout.endswith("still fails\n")
    assert "from the example in its journal" in " ".join(again.stdout.split())


def test_another_file_is_noticed(vendor: Ended, tmp_path: Path) -> None:
    """A replay by a file that has changed since says so."""
    changed = tmp_path / "flawed_vendor.yaml"
    changed.write_text(FLAWED.read_text("utf-8") + "# changed\n", "utf-8")

    done = command(
        *("replay", vendor.folder, "openapi.create-a-meeting.refused", "--openapi", changed), cwd=tmp_path
    )

    assert "The OpenAPI file has changed since the run" in done.stdout


def test_rules_of_a_file_are_listed_and_explained(tmp_path: Path) -> None:
    """As those of the contract are, with the file as their source."""
    listed = command("list", "openapi", "--openapi", TINY, cwd=tmp_path)
    told = command("explain", RULE, "--openapi", TINY, cwd=tmp_path)
    as_json = command("list", "openapi.get-meeting", "--openapi", TINY, "--json", cwd=tmp_path)
    unknown = command("explain", RULE, cwd=tmp_path)

    assert [0, 0, 0, 2] == [one.returncode for one in (listed, told, as_json, unknown)]
    assert "14 rules" in listed.stdout
    assert "Tiny mock (tiny_mock.yaml), version 0.1" in told.stdout
    assert "a target that breaks it fails" in told.stdout
    assert ["openapi.get-meeting.accepted", "openapi.get-meeting.answer"] == [
        json.loads(line)["address"] for line in as_json.stdout.splitlines()
    ]
    assert "--openapi" in unknown.stderr


def test_a_plan_knows_the_file(tmp_path: Path, running) -> None:
    """The rehearsal judges by the file as well, under a profile whose deviations are of its rules."""
    more = EVERYBODY + (
        f'[[known_deviations]]\naddress = "{RULE}"\nreason = "It is lax."\n'
        "since = 2020-01-01\nexpires = 2999-01-01\n"
    )
    target = of_emulator(tmp_path, running, control=False, more=more)
    shutil.copy(TINY, tmp_path / "tiny.yaml")

    done = command("plan", "openapi", "--openapi", "tiny.yaml", "--target", target, cwd=tmp_path)

    assert (0, "") == (done.returncode, done.stderr)
    assert "of 14 rules" in done.stdout
    assert "openapi." in done.stdout


def test_deviations_from_a_file_do_no_harm_without_it(tmp_path: Path, running) -> None:
    """A profile may declare them for runs with the file; other runs take no notice."""
    more = (
        f'[[known_deviations]]\naddress = "{RULE}"\nreason = "x"\nsince = 2020-01-01\nexpires = 2999-01-01\n'
    )

    ended = judge("rest.templates", "--target", of_emulator(tmp_path, running, more=more), cwd=tmp_path)

    assert 0 == ended.code
    assert [] == ended.of("deviation")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read"),
        ("openapi: [", "neither JSON nor YAML"),
        ("swagger: '2.0'", "Swagger"),
        ('{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}', "no operation"),
    ],
)
@pytest.mark.parametrize("words", [["run"], ["list"], ["explain", RULE]])
def test_a_file_that_cannot_be_used_starts_nothing(
    tmp_path: Path, words: list[str], content: str | None, sentence: str
) -> None:
    """One sentence, exit code 2, and no folder of a run."""
    if content is not None:
        (tmp_path / "file").write_text(content, "utf-8")

    done = command(*words, "--openapi", "file", cwd=tmp_path)

    assert 2 == done.returncode
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "reports").exists()


def test_workers_of_plain_pytest_know_the_file(tmp_path: Path) -> None:
    """The option is one of pytest's, given relative to where it is called, and workers get it handed over."""
    shutil.copy(TINY, tmp_path / "tiny.yaml")
    pytest.importorskip("xdist")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "-p", "no:cacheprovider"),
            *(
                "-p",
                "no:schemathesis",
                "--pyargs",
                "-n",
                "2",
                "--target",
                "embedded",
                "--openapi",
                "tiny.yaml",
            ),
            *("--address", "openapi.list-meetings", "--out", "run", "--seed", "1"),
            str(Path(__file__).parents[1] / "cases"),
        ],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert "4 passed" in done.stdout, done.stdout + done.stderr
    assert 0 == done.returncode
