"""`compare-spec` from the outside: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.sites import command
from tests.spec_files import FLAWED, ours


def test_help_tells_of_every_option(tmp_path: Path) -> None:
    """Options and arguments are named; the group lists the command."""
    done = command("compare-spec", "--help", cwd=tmp_path)

    assert (0, []) == (
        done.returncode,
        [word for word in ("FILE", "[PATH]", "--json", "--strict", "--no-flaws") if word not in done.stdout],
    )
    assert "compare-spec" in command("--help", cwd=tmp_path).stdout


def test_a_flawed_file_is_compared(tmp_path: Path) -> None:
    """Flaws by kind, operations of one side, differences by operation, sums at the end."""
    done = command("compare-spec", FLAWED, cwd=tmp_path, COLUMNS="80")
    lines = done.stdout.splitlines()

    assert (0, "") == (done.returncode, done.stderr)
    assert "Example Meetings API 1.0.0, OpenAPI 3.0.0: 14 operations" == lines[0]
    for line in (
        "Flaws of the file",
        "  undefined-path-parameter (3)",
        "  example-breaks-schema (7)",
        "    and 4 more",
        "Operations that only the file has",
        "  /admin/meeting/config/trackingCodes/{trackingCodeId}  PUT DELETE",
        "Operations that only we have",
        "Differences in common operations",
        "  GET /meetings",
        "    answer 200",
        "      max type ours integer; file number",
    ):
        assert line in lines
    assert "whose paths begin with /v1" in " ".join(lines[-6:])
    assert "Flaws of the file: 61" == lines[-1]


def test_lines_fit_a_narrow_terminal(tmp_path: Path) -> None:
    """No line is wider than 80 columns, paths apart, and none ends in blanks."""
    lines = command("compare-spec", FLAWED, cwd=tmp_path, COLUMNS="80").stdout.splitlines()

    assert [] == [line for line in lines if len(line) > 80 and not re.match(r"  \S+  [A-Z ]+$", line)]
    assert [] == [line for line in lines if line != line.rstrip()]


def test_everything_is_written_as_json(tmp_path: Path) -> None:
    """The document, its flaws, the counts, and each difference with its place."""
    done = command("compare-spec", FLAWED, "/meetings", "--json", "out.json", cwd=tmp_path)
    held = json.loads((tmp_path / "out.json").read_text("utf-8"))

    assert 0 == done.returncode
    assert {"title": "Example Meetings API", "version": "1.0.0", "openapi": "3.0.0", "operations": 14} == {
        key: value for key, value in held["document"].items() if key != "sha256"
    }
    assert (61, 8, 0, "/v1") == (len(held["flaws"]), held["common"], held["only_theirs"], held["prefix"])
    assert sum(held["counts"].values()) == len(held["differences"])
    assert all("/meetings" in one["operation"] for one in held["differences"])
    assert {"operation", "part", "place", "kind", "ours", "theirs", "others"} == set(held["differences"][0])


def test_flaws_can_be_left_out(tmp_path: Path) -> None:
    """Their number stays."""
    done = command("compare-spec", FLAWED, "/webhooks", "--no-flaws", cwd=tmp_path)

    assert "undefined-path-parameter" not in done.stdout
    assert "Flaws of the file: 61" in done.stdout


def test_strict_ends_with_1_where_there_are_differences(tmp_path: Path) -> None:
    """And with 0 where there are none: our own documents, written to a file."""
    assert 1 == command("compare-spec", FLAWED, "--strict", cwd=tmp_path).returncode
    path = tmp_path / "same.json"
    path.write_text(json.dumps(ours().document), "utf-8")
    done = command("compare-spec", path, "--strict", cwd=tmp_path)
    assert (0, "Differences: 0") == (done.returncode, done.stdout.splitlines()[-2])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "cannot be read"),
        ("", "is empty"),
        ("[", "neither JSON nor YAML"),
        ("swagger: '2.0'", "Swagger"),
        ("a: 1", "no OpenAPI document"),
    ],
)
def test_unusable_files_end_with_2(tmp_path: Path, text: str | None, words: str) -> None:
    """One sentence, no traceback, nothing on the standard output."""
    path = tmp_path / "spec.yaml"
    if text is not None:
        path.write_text(text, "utf-8")
    done = command("compare-spec", path, cwd=tmp_path)

    assert (2, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith("Error: ")
    assert words in done.stderr
    assert 2 >= len(done.stderr.splitlines())


def test_a_path_that_nobody_has_ends_with_2(tmp_path: Path) -> None:
    """A misspelt filter is not taken for agreement."""
    done = command("compare-spec", FLAWED, "/meeting", cwd=tmp_path)

    assert (2, True) == (done.returncode, "an operation under /meeting." in done.stderr)


def test_json_that_cannot_be_written_ends_with_2(tmp_path: Path) -> None:
    """The folder does not exist."""
    done = command("compare-spec", FLAWED, "--json", tmp_path / "no" / "out.json", cwd=tmp_path)

    assert (2, True) == (done.returncode, "cannot be written" in done.stderr)


def test_signs_of_the_file_are_no_markup(tmp_path: Path) -> None:
    """Brackets, which colour text elsewhere, and control signs are printed as they are or replaced."""
    path = tmp_path / "spec.json"
    get = {"get": {"operationId": "[red]", "parameters": [{"name": "[/x]", "in": "query"}], "responses": {}}}
    held = {"openapi": "3.0.0", "info": {"title": "[bold]\x1b[31m", "version": "[/]"}}
    path.write_text(json.dumps({**held, "paths": {"/meetings": get, "/[/dim]\x1b": get}}), "utf-8")
    done = command("compare-spec", path, cwd=tmp_path)

    assert (0, "") == (done.returncode, done.stderr)
    assert "\x1b" not in done.stdout
    assert "[/x]" in done.stdout
    assert done.stdout.startswith("[bold]\N{REPLACEMENT CHARACTER}[31m [/], OpenAPI 3.0.0")
