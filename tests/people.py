"""Stages for preferences and for acting, on a served emulator, with what the run leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from conformance.checks import Must
from conformance.contract import Rule, load
from conformance.emulator import RunningEmulator
from conformance.plugin import embedded
from conformance.plugin.site import Site, tokens_of
from conformance.plugin.verdicts import line_for
from conformance.staging import ActingStage, PreferenceStage
from conformance.targets import Profile, read_ledger

MARKER = "wxc-0123abcd"
RULES = load().rules


@dataclass
class Played:
    """A site with one of the stages, and the rules that were played there."""

    site: Site
    stage: ActingStage | PreferenceStage
    folder: Path

    def verdict(self, address: str) -> tuple[str, str]:
        """Play a rule; gives its verdict and the reason."""
        rule: Rule = RULES[address]
        error: Exception | None = None
        try:
            Must(load()).bear_out(rule, self.stage.tell(rule))
        except Exception as caught:  # noqa: BLE001 - as pytest would take it
            error = caught
        line = line_for(rule, error, None)
        return line["verdict"], line.get("reason") or line.get("actual") or ""

    @property
    def written(self) -> str:
        """Everything that the run has written so far."""
        return "".join(path.read_text("utf-8") for path in sorted(self.folder.iterdir()))

    @property
    def open_snapshots(self) -> list[dict[str, Any]]:
        """What the ledger says is still changed."""
        return read_ledger(self.folder / "ledger.jsonl").changed


@contextmanager
def playing(
    folder: Path,
    running: RunningEmulator,
    make: Callable[[Site], ActingStage | PreferenceStage],
    *,
    change: Callable[[Profile], Profile] = lambda one: one,
    base: str | None = None,
) -> Iterator[Played]:
    """A stage on a site; it is let go, and everything cleared, at the end of the block."""
    profile = change(embedded.profile(base or running.base_url, running.control_url))
    out = folder / "run"
    out.mkdir(exist_ok=True)
    site = Site(profile, tokens_of(profile), out, MARKER)
    stage = make(site)
    try:
        yield Played(site, stage, out)
    finally:
        stage.release()
        site.clear()
        site.close()


def live(profile: Profile) -> Profile:
    """The profile of a site without a control API."""
    return replace(profile, control=None, staging=("api", "discover"))


def preferences(running: RunningEmulator, email: str = "theo.host@example.com") -> Any:
    """What somebody prefers on the emulator, of all his sites, as it stands there."""
    from conformance.emulator.resources.preference_store import Preferences  # noqa: PLC0415 - of this alone

    with running.emulator.lock:
        shelf = running.emulator.world.shelf(Preferences)
        return {
            key: (dict(one.room), dict(one.audio), dict(one.video), dict(one.scheduling), dict(one.forced))
            for key, one in shelf.items()
            if key.startswith(email)
        }
