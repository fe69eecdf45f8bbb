"""What was drawn by chance for a finding, as texts for people, and the command that sends it again."""

from __future__ import annotations

import json
import shlex
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.report.records import Header, VerdictRecord
    from conformance.report.run import Run

__all__ = ["effort_text", "example_texts", "replay_command", "target_option"]

_READY = ("script", "curl")
"""Keys of an example that are texts for people already; the others make it again."""


def effort_text(header: Header) -> str:
    """How much a run drew by chance, in words; empty where its journal does not tell."""
    effort = header.effort
    if not effort:
        return ""
    name, examples, defects, walks, steps = (
        effort.get(word, "?") for word in ("name", "examples", "defects", "walks", "steps")
    )
    wrong = "all" if defects == "0" else defects
    return f"{name}: {examples} examples, {wrong} defects, {walks} walks of {steps} steps"


def example_texts(record: VerdictRecord) -> dict[str, str]:
    """The texts that show what was drawn, by what each is called; empty for what nobody drew.

    First the script and the curl lines, where the example has them, then the rest of it as indented JSON.
    """
    example = record.example
    texts = {name: text for name in _READY if isinstance(text := example.get(name), str) and text.strip()}
    rest = {name: value for name, value in example.items() if name not in texts}
    if rest:
        try:
            texts["example"] = json.dumps(rest, indent=2, ensure_ascii=False)
        except RecursionError:
            texts["example"] = "It is nested too deep to show; the journal has it."
    return texts


def replay_command(run: Run, record: VerdictRecord) -> str:
    """The command that sends again what a finding was drawn from, for a shell.

    The run is named by its folder, without the way to it, which tells readers elsewhere nothing.
    """
    folder = run.path.parent
    name = f"reports/{folder.name}" if folder.parent.name == "reports" else folder.name
    words = [*target_option(run), *_file_option(run, record)]
    return shlex.join(["webex-conformance", "replay", name, record.address, *words])


def target_option(run: Run) -> list[str]:
    """The option that names the profile of a run, by its file name; empty for the embedded emulator."""
    return _option(run, "--target")


def _file_option(run: Run, record: VerdictRecord) -> list[str]:
    """The option that names the OpenAPI document that a rule is of; empty for rules of the contract."""
    return _option(run, "--openapi") if record.address.startswith("openapi.") else []


def _option(run: Run, name: str) -> list[str]:
    try:
        words = shlex.split(run.header.command)
    except ValueError:
        return []
    return next(([name, Path(value).name] for word, value in pairwise(words) if word == name), [])
