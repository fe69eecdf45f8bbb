"""What a run was asked to do, shared by the process that leads it and its workers."""

from __future__ import annotations

import random
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from conformance.contract import Contract
from conformance.errors import UsageError
from conformance.evidence import JOURNAL_NAME

__all__ = ["EMBEDDED", "Options", "editions_from", "new_run", "run_folder"]

EMBEDDED = "embedded"
_RUN = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """One run.

    Attributes:
        target: path of a profile, or `embedded`.
        edition: the text of `--edition`, or None for the profile's.
        addresses: what was selected; empty for everything.
        out: the run's folder.
        run: the run's name; its last part is in the marker.
        faults: faults of the emulator to switch on.
        cli: whether the command line started it and writes the reports.
    """

    target: str
    edition: str | None
    addresses: tuple[str, ...]
    out: Path
    run: str
    seed: int
    min_coverage: float | None
    faults: tuple[str, ...]
    cli: bool

    @property
    def marker(self) -> str:
        """Part of the title of everything that the run creates."""
        return f"wxc-{self.run.rsplit('-', 1)[1]}"

    def to_hand_over(self) -> dict[str, Any]:
        """What a worker needs to know, as JSON."""
        return {**asdict(self), "out": str(self.out)}

    @classmethod
    def handed_over(cls, fields: dict[str, Any]) -> Options:
        """The options that a leader handed over."""
        sequences = {name: tuple(fields[name]) for name in ("addresses", "faults")}
        return cls(**{**fields, **sequences, "out": Path(fields["out"])})

    @classmethod
    def of(cls, config: pytest.Config) -> Options:
        """Read pytest's options.

        Raises:
            UsageError: something cannot be used as given.
        """
        out = config.getoption("--out")
        # A folder that is named like a run names the run.
        run = Path(out).name if out and _RUN.fullmatch(Path(out).name) else new_run()
        seed = config.getoption("--seed")
        return cls(
            target=config.getoption("--target") or EMBEDDED,
            edition=config.getoption("--edition"),
            addresses=tuple(config.getoption("--address") or ()),
            out=run_folder(Path(out) if out else config.invocation_params.dir / "reports" / run),
            run=run,
            seed=random.randrange(2**32) if seed is None else seed,  # noqa: S311 - a seed is no secret
            min_coverage=config.getoption("--min-coverage"),
            faults=_faults(config.getoption("--faults")),
            cli=config.getoption("--conformance-cli"),
        )


def editions_from(text: str | None, profile: dict[str, str], contract: Contract) -> dict[str, str]:
    """The editions that are judged.

    Args:
        text: `rest=guide-2025`, or the edition's name alone; None for the profile's.
        profile: what the profile says.
        contract: which editions its rules hold in.

    Raises:
        UsageError: there is no such edition.
    """
    if text is None:
        return profile
    door, _, name = text.rpartition("=")
    known = sorted({edition for rule in contract.rules.values() for edition in rule.editions} | {"deck-2020"})
    if name not in known or door not in {"", "rest"}:
        raise UsageError(
            f"There is no edition {text}.", hint=f"Use one of: {', '.join('rest=' + one for one in known)}."
        )
    return {**profile, "rest": name}


def new_run() -> str:
    """A name for a new run: when, and something that no other run has."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def run_folder(path: Path) -> Path:
    """Make the folder of a run.

    Raises:
        UsageError: it holds a run already, or cannot be made.
    """
    if (path / JOURNAL_NAME).exists():
        raise UsageError(f"{path} already holds a run.", hint="Give --out a folder that is new or empty.")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"The folder {path} cannot be made: {error.strerror}.", hint="Give --out another place."
        ) from None
    return path.resolve()


def _faults(path: str | None) -> tuple[str, ...]:
    if path is None:
        return ()
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"The list of faults {path} cannot be read: {error.strerror}.") from None
    return tuple(line for line in lines if re.search(r"\S", line))
