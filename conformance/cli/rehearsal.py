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


def rehearse(profile: str, addresses: Sequence[str], edition: str | None = None) -> Costs:
    """Play a whole run on the embedded emulator, with the abilities and traits of a profile.

    Args:
        profile: path of a profile; `control` or `api` for a target with the control API, or without.
        addresses: what is judged; empty for everything.
        edition: the text of `--edition`, or None.

    Raises:
        ConformanceError: the rehearsal broke off.
    """
    run = new_run()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / run
        arguments = ["--conformance-cli", "--out", str(out), "--rehearse", profile]
        arguments += ["--edition", edition] if edition else []
        for address in addresses:
            arguments += ["--address", address]
        code = pytest_on_cases(arguments)
        if code not in {0, 1} or not (out / JOURNAL_NAME).is_file():
            raise ConformanceError(f"The rehearsal on the emulator broke off (pytest ended with {code}).")
        return count_costs(out, marker_of(run))
