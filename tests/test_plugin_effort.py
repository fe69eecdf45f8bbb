"""How much a run draws: presets, numbers, what a target gets by itself, and that a journal tells it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console
from rich.progress import Progress as Bars

from conformance.cli import rehearsal
from conformance.cli.launch import pytest_on_cases
from conformance.emulator import RunningEmulator
from conformance.errors import UsageError
from conformance.generators.effort import EFFORTS, effort_of
from conformance.plugin import embedded
from conformance.plugin.columns import Left, Spent
from conformance.plugin.options import Options, command_of
from conformance.plugin.progress import Progress
from tests.sites import command, judge, of_emulator

CELL = "rest.availability.meeting.lobby.password"
OFFLINE = embedded.profile("http://127.0.0.1:9/v1", "http://127.0.0.1:9/control")


def options(**more: Any) -> Options:
    """The options of a run."""
    usual: dict[str, Any] = {"target": "embedded", "edition": None, "addresses": (CELL,), "out": Path("out")}
    usual |= {"run": "r-1", "seed": 7, "min_coverage": None, "faults": (), "cli": True}
    return Options(**usual | more)


@pytest.mark.parametrize(
    ("preset", "examples", "live", "name", "number"),
    [
        (None, None, False, "default", 5),
        (None, None, True, "quick", 2),
        ("thorough", None, True, "thorough", 50),
        ("quick", 1, False, "quick", 1),
        (None, 10_000, False, "default", 10_000),
    ],
)
def test_the_effort_is_a_preset_and_perhaps_a_number(
    preset: str | None, examples: int | None, live: bool, name: str, number: int
) -> None:
    """The number of examples changes alone."""
    effort = effort_of(preset, examples, live=live)

    assert (name, number) == (effort.name, effort.examples)
    assert replace(EFFORTS[name], examples=number) == effort


@pytest.mark.parametrize(
    ("preset", "examples", "sentence"),
    [("huge", None, "There is no preset huge"), (None, 0, "from 1 to 10000"), (None, 10_001, "is 10001")],
)
def test_an_effort_that_there_is_not_is_a_usage_error(
    preset: str | None, examples: int | None, sentence: str
) -> None:
    """One sentence, with what could be used."""
    with pytest.raises(UsageError, match=sentence):
        effort_of(preset, examples, live=False)


def test_a_site_without_the_control_api_is_spared() -> None:
    """Our emulator is asked more than a site that others use, unless somebody says otherwise."""
    live = replace(OFFLINE, control=None, staging=("api", "discover"))

    assert ["default", "quick", "quick"] == [
        options().effort(one).name for one in (OFFLINE, live, replace(OFFLINE, staging=("api",)))
    ]
    assert "thorough" == options(preset="thorough").effort(live).name


def test_options_travel_to_workers_and_into_the_command() -> None:
    """A worker draws as much and sends the same again; the command of the header repeats it."""
    given = options(preset="quick", examples=9, replay={CELL: {"walk": [1]}})

    assert given == Options.handed_over(json.loads(json.dumps(given.to_hand_over())))
    assert f"webex-conformance run {CELL} --seed 7 --preset quick --examples 9" == command_of(given)


def test_a_run_tells_how_much_it_drew(tmp_path: Path) -> None:
    """In the journal's header, in the summary and on the page."""
    ended = judge(CELL, "--preset", "quick", "--examples", "3", "--seed", "1", cwd=tmp_path)

    (header,) = ended.of("header")
    assert {"name": "quick", "examples": 3, "defects": 8, "walks": 3, "steps": 10} == header["effort"]
    assert f"webex-conformance run {CELL} --seed 1 --preset quick --examples 3" == header["command"]
    assert "quick: 3 examples" in ended.out
    assert "quick: 3 examples" in (ended.folder / "index.html").read_text("utf-8")


@pytest.mark.parametrize("words", [("--preset", "huge"), ("--examples", "0"), ("--examples", "many")])
@pytest.mark.parametrize("verb", ["run", "plan"])
def test_the_command_line_refuses_before_anything_is_started(
    tmp_path: Path, verb: str, words: tuple[str, str]
) -> None:
    """A usage error, no folder, no traceback."""
    done = command(verb, CELL, *words, *(["--target", "x.toml"] if verb == "plan" else []), cwd=tmp_path)

    assert (2, "") == (done.returncode, done.stdout)
    assert f"Invalid value for '{words[0]}'" in done.stderr
    assert not (tmp_path / "reports").exists()


def test_a_plan_rehearses_with_the_same_effort(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, running: RunningEmulator
) -> None:
    """The rehearsal is told preset and number."""
    started: list[list[str]] = []

    def start(words: list[str]) -> int:
        started.append(words)
        return pytest_on_cases(words)

    monkeypatch.setattr(rehearsal, "pytest_on_cases", start)
    target = of_emulator(tmp_path, running, control=False)

    done = command("plan", CELL, "--target", target, "--preset", "thorough", "--examples", "4", cwd=tmp_path)

    assert 0 == done.returncode
    words = started[0]
    assert ("thorough", "4") == (words[words.index("--preset") + 1], words[words.index("--examples") + 1])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "cannot be read"),
        ("{", "are no JSON"),
        ("[1]", "no JSON object of objects"),
        ('{"rest.a": 1}', "no JSON object of objects"),
    ],
)
def test_a_file_of_examples_that_cannot_be_used(tmp_path: Path, text: str | None, sentence: str) -> None:
    """One sentence, as for any option."""
    file = tmp_path / "examples.json"
    if text is not None:
        file.write_text(text, "utf-8")
    given = {"--replay": str(file), "--target": "embedded", "--seed": 7}
    config: Any = SimpleNamespace(
        getoption=given.get, invocation_params=SimpleNamespace(dir=tmp_path), option=SimpleNamespace()
    )

    with pytest.raises(UsageError, match=sentence):
        Options.of(config)


def line_after(seconds: float, *, done: int, spent: tuple[int, int] = (1234, 3000)) -> str:
    """What the two columns say after so many seconds, with one case in each tenth of a second at the end."""
    now = 0.0
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=80, color_system=None)
    bars = Bars(Spent(lambda: spent), Left(), console=console, get_time=lambda: now, auto_refresh=False)
    task = bars.add_task("judging", total=100)
    for number in range(done):
        now = seconds - (done - number - 1) / 10
        bars.update(task, advance=1)
    now = seconds
    console.print(bars.get_renderable())
    return file.getvalue().strip()


def test_the_line_tells_requests_and_time_left_of_a_run_that_takes_its_time() -> None:
    """By the pace of the last cases; nothing of that in the first moments, nor without a pace."""
    assert "" == line_after(1.5, done=10)
    assert "1,234/3,000 requests 0:00:08 left" == line_after(20, done=20)
    assert "1,234/3,000 requests" == line_after(20, done=0)
    assert "0:00:08 left" == line_after(20, done=20, spent=(0, 3000))


def test_without_a_terminal_there_is_no_line(capfd: pytest.CaptureFixture[str]) -> None:
    """Logs of continuous integration stay short."""
    progress = Progress(shown=True)
    progress.watch(lambda: (1, 2))
    progress.expect(3)
    progress.judged("failed")
    progress.stop()

    assert (1, 2) == progress.spent()
    assert ("", "") == capfd.readouterr()
