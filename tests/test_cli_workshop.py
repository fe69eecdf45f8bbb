"""One process that runs the cases several times."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli.workshop import Workshop
from conformance.errors import ConformanceError
from conformance.report import Run

CELL = "rest.availability.meeting.lobby.password"


def options(folder: Path, *more: str) -> list[str]:
    """The options of a run of one rule."""
    return ["--conformance-cli", "--target", "embedded", "--out", str(folder), "--address", CELL, *more]


def test_runs_follow_each_other_and_leave_nothing_behind(tmp_path: Path) -> None:
    """The faults of one run are gone in the next, and each has a journal of its own."""
    (tmp_path / "faults.txt").write_text("attribute-leaked:meeting.lobby.password", "utf-8")

    with Workshop() as workshop:
        codes = [
            workshop.run(options(tmp_path / "sound")),
            workshop.run(options(tmp_path / "wrong", "--faults", str(tmp_path / "faults.txt"))),
            workshop.run(options(tmp_path / "again")),
        ]

    assert [0, 1, 0] == codes
    verdicts = [
        Run.load(tmp_path / name).verdicts[CELL].verdict.value for name in ("sound", "wrong", "again")
    ]
    assert ["passed", "failed", "passed"] == verdicts


def test_what_cannot_be_run_is_a_code_not_the_end(tmp_path: Path) -> None:
    """A refused option ends its run alone."""
    with Workshop() as workshop:
        assert 4 == workshop.run(["--no-such-option"])
        assert 0 == workshop.run(options(tmp_path / "run"))


def test_a_process_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    """Not a hang, and not a code that was never given."""
    with Workshop() as workshop:
        assert 0 == workshop.run(options(tmp_path / "run"))
        workshop._process.kill()
        workshop._process.wait()

        with pytest.raises(ConformanceError, match="ended in the middle"):
            workshop.run(options(tmp_path / "more"))
