"""Waking up: which part a process plays in a run."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.plugin.harness import PROPERTY, Harness
from conformance.plugin.leader import Leader
from conformance.plugin.options import EMBEDDED, Options, judged_by
from conformance.plugin.site import profile_for

__all__ = ["wake"]


def wake(config: pytest.Config) -> Harness:
    """Set a run up: in its leading process from the options, in a worker from what the leader hands over.

    Where cases are only to be collected, nothing is set up beyond their selection.

    Raises:
        ConformanceError: the options, the profile or a credential cannot be used.
    """
    handed = getattr(config, "workerinput", {}).get(PROPERTY)
    if handed is not None:
        return Worker(json.loads(handed))
    options = Options.of(config)
    contract = judged_by(options.openapi)
    contract.select(options.addresses)
    if config.option.collectonly:
        return Harness(contract, options.addresses, {})
    return Leader(contract, options)


class Worker(Harness):
    """A process that runs cases for a leader (pytest-xdist)."""

    def __init__(self, handed: dict[str, Any]) -> None:
        contract = judged_by(handed["options"]["openapi"])
        super().__init__(contract, handed["addresses"], handed["editions"])
        self._handed = handed

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Connect to the target that the leader chose."""
        handed = self._handed
        options = Options.handed_over(handed["options"])
        if options.target == EMBEDDED:
            from conformance.plugin import embedded  # noqa: PLC0415 - a server is not always needed

            profile = embedded.profile(handed["rest"], handed["control"])
        else:
            profile = profile_for(options.target, self.contract)
        worker: str = session.config.workerinput["workerid"]  # type: ignore[attr-defined] # set by xdist
        self._open(profile, options, worker=worker)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Close the connections."""
        self.site.close()
