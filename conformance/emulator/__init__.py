"""The reference emulator: a small Webex Meetings service over memory, and an API to control it.

It is a second, independent reading of the documents. It imports no other room of this package and
reads none of the contract's data, so that a mistake in a table cannot cancel itself out. Where the
documents leave freedom it chooses differently from their examples.

    with serve() as running:
        httpx.get(f"{running.base_url}/meetings", headers={"Authorization": f"Bearer {token}"})
"""

from __future__ import annotations

from conformance.emulator.app import Emulator
from conformance.emulator.clock import Clock, ClockHeldError
from conformance.emulator.describe import population_text
from conformance.emulator.faults import FAULT_KINDS
from conformance.emulator.people import Person
from conformance.emulator.server import RunningEmulator, serve

__all__ = [
    "FAULT_KINDS",
    "Clock",
    "ClockHeldError",
    "Emulator",
    "Person",
    "RunningEmulator",
    "population_text",
    "serve",
]
