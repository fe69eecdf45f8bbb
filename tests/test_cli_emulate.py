"""`webex-conformance emulate --at`: an emulator that lives on another day."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.emulated import emulated
from tests.sites import HOST, command


@pytest.mark.parametrize(
    "text",
    [
        "2028-02-29T12:00:00Z",
        "2028-02-29T00:30:00-05:30",
        "20271231T235910.5+0530",
        "1970-01-01T00:00:00Z",
        "8999-12-31T23:59:59Z",
    ],
)
def test_its_clock_starts_where_it_is_told_and_runs_on(tmp_path: Path, text: str) -> None:
    """The present shows the time that was given, then later ones; created meetings live there too."""
    at = datetime.fromisoformat(text)
    with emulated(tmp_path, "--at", text) as (rest, control):
        shown = [_present(control) for _ in range(2)]
        start = at + timedelta(days=1)
        body = {
            "title": "Tomorrow",
            "start": start.isoformat(),
            "end": (start + timedelta(hours=1)).isoformat(),
        }
        headers = {"authorization": f"Bearer {HOST.token}"}
        answer = httpx.post(f"{rest}/meetings", json=body, headers=headers, trust_env=False)

    assert at <= shown[0] < shown[1] < at + timedelta(seconds=30)
    assert 200 == answer.status_code, answer.text


def test_without_it_the_present_is_ours(tmp_path: Path) -> None:
    """Nobody who does not ask for another time gets one."""
    with emulated(tmp_path) as (_, control):
        shown = _present(control)

    assert abs(datetime.now(shown.tzinfo) - shown) < timedelta(seconds=30)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("tomorrow", "'tomorrow' is not an ISO 8601 time."),
        ("", "'' is not an ISO 8601 time."),
        ("2027-02-29T00:00:00Z", "'2027-02-29T00:00:00Z' is not an ISO 8601 time."),
        ("2028-02-29", "'2028-02-29' does not say its offset from UTC."),
        ("2028-02-29T12:00:00", "'2028-02-29T12:00:00' does not say its offset from UTC."),
        ("1969-12-31T23:59:59Z", "'1969-12-31T23:59:59Z' is not in the years 1970 to 8999."),
        ("9999-12-31T23:59:59-10:00", "'9999-12-31T23:59:59-10:00' is not in the years 1970 to 8999."),
        ("0001-01-01T00:00:00+14:00", "'0001-01-01T00:00:00+14:00' is not in the years 1970 to 8999."),
    ],
)
def test_a_time_that_cannot_be_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    """One sentence, one hint, exit code 2, and nothing is served."""
    done = command("emulate", "--port", "0", "--at", text, cwd=tmp_path)

    said = done.stderr.splitlines()
    assert (2, "", f"Error: {sentence}", 2) == (done.returncode, done.stdout, said[0], len(said))
    assert "2028-02-29T12:00:00Z" in said[1]


def _present(control: str) -> datetime:
    """What the emulator's clock shows."""
    answer = httpx.get(f"{control}/clock", trust_env=False)
    return datetime.fromisoformat(answer.json()["now"])
