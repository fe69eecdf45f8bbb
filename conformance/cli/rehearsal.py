"""Rehearsals: a run against our own emulator in the place of the target, to see what it would do there."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from conformance.cli.launch import pytest_on_cases
from conformance.errors import ConformanceError
from conformance.evidence import JOURNAL_NAME
from conformance.plugin.options import marker_of, new_run
from conformance.report import Costs, count_costs

__all__ = ["rehearse"]


def rehearse(profile: str, addresses: Sequence[str], **options: str | int | Path | None) -> Costs:
    """Play a whole run on the embedded emulator, with the abilities and traits of a profile.

    Args:
        profile: path of a profile; `control` or `api` for a target with the control API, or without.
        addresses: what is judged; empty for everything.
        options: further options of the plugin by name, e.g. `edition`; None for one that was not given.

    Raises:
        ConformanceError: the rehearsal broke off.
    """
    run = new_run()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / run
        arguments = ["--conformance-cli", "--out", str(out), "--rehearse", profile]
        for name, value in options.items():
            arguments += [f"--{name}", str(value)] if value is not None else []
        for address in addresses:
            arguments += ["--address", address]
        code = pytest_on_cases(arguments)
        if code not in {0, 1} or not (out / JOURNAL_NAME).is_file():
            raise ConformanceError(f"The rehearsal on the emulator broke off (pytest ended with {code}).")
        return count_costs(out, marker_of(run))
