"""The verdicts do not depend on the day, the hour or the zone of the machine."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.emulated import emulated
from tests.sites import FAST, TRAITS, Ended, environment, profile

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="TZ is a variable of POSIX")

# Wrong requests and preferences have no dates in them, and those of scopes are far from any border.
DATED = (
    *("rest.availability", "rest.schema", "rest.response", "rest.update", "rest.lifecycle", "rest.warnings"),
    *("rest.templates", "rest.acting"),
)
PRESENTS = {
    "leap day": ("2028-02-29T12:00:00Z", "America/New_York"),
    "end of a year, a minute before midnight": ("2027-12-31T23:59:10Z", "Asia/Kolkata"),
    "night of the change to summer time": ("2027-03-27T23:30:00Z", "Europe/Berlin"),
    "night of the change in the south": ("2027-04-03T14:00:00Z", "Pacific/Auckland"),
}


@pytest.mark.parametrize("name", PRESENTS)
def test_every_rule_passes(tmp_path: Path, name: str) -> None:
    """All that has dates, on an emulator of that present and a machine of that zone: nothing is amiss."""
    present, zone = PRESENTS[name]
    with emulated(tmp_path, "--at", present, TZ=zone) as (rest, control):
        target = profile(tmp_path, rest, control, more=TRAITS + FAST)
        ended = run(tmp_path, *DATED, "--target", target, TZ=zone)

    amiss = ended.with_verdict("failed", "advisory", "indeterminate", "error")
    assert (0, "", set()) == (ended.code, ended.err, amiss), ended.out
    assert 450 < len(ended.with_verdict("passed"))
    assert [] == ended.of("footer")[0]["leftovers"]
    starts = created(ended)
    lived = datetime.fromisoformat(present)
    assert lived <= min(starts) < lived + timedelta(days=60)


def created(ended: Ended) -> list[datetime]:
    """When the meetings that the run created start."""
    bodies = [
        one["request"]["body"]
        for one in ended.of("exchange")
        if one["request"]["method"] == "POST" and one["response"]["status"] == 200
    ]
    return [
        datetime.fromisoformat(body["start"]) for body in bodies if isinstance(body, dict) and "start" in body
    ]


def run(folder: Path, *words: str | Path, **more: str) -> Ended:
    """`webex-conformance run` in a process of its own, so that its zone is what TZ says from the start."""
    done = subprocess.run(
        [sys.executable, "-m", "conformance.cli", "run", "--out", folder / "run", *words],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr, folder / "run")
