"""What a run was asked to do, shared by the process that leads it and its workers."""

from __future__ import annotations

import json
import os
import random
import re
import secrets
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.contract import Contract, load
from conformance.contract.xsd import EDITIONS
from conformance.errors import UsageError
from conformance.generators.effort import Effort, effort_of

if TYPE_CHECKING:
    import pytest  # the command line uses this module and needs no pytest

    from conformance.targets import Profile

__all__ = [
    "ALL",
    "EMBEDDED",
    "NO_PROFILE",
    "Options",
    "command_of",
    "editions_from",
    "judged_by",
    "marker_of",
    "new_run",
    "run_folder",
]

EMBEDDED = "embedded"
NO_PROFILE = "sha256:" + "0" * 64
"""What stands for the digest of a profile where there is none: of the embedded emulator."""
ALL = "all"
"""The edition that stands for each release of the XML API in turn."""
_RUN = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """One run.

    Attributes:
        target: path of a profile, or `embedded`.
        edition: the text of `--edition`, or None for the profile's.
        addresses: what was selected; empty for everything.
        out: the run's folder, which `run_folder` makes.
        run: the run's name; its last part is in the marker.
        faults: faults of the emulator to switch on.
        cli: whether the command line started it and writes the reports.
        bare: whether the embedded emulator is asked without HTTP and without evidence; the proof needs
            verdicts alone.
        preset: name of how much is drawn by chance; None for what is usual on such a target.
        examples: right requests drawn of each operation; None for the preset's.
        openapi: path of a document of somebody else that the run judges by as well; None for none.
        replay: what is sent again in place of what would be drawn, by address.
        rehearse: the profile whose run is played on the embedded emulator instead, or a kind of target;
            None for a real run.
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
    preset: str | None = None
    examples: int | None = None
    openapi: str | None = None
    replay: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rehearse: str | None = None
    bare: bool = False

    @property
    def marker(self) -> str:
        """Part of the title of everything that the run creates."""
        return marker_of(self.run)

    def effort(self, profile: Profile) -> Effort:
        """How much is drawn by chance on a target.

        Raises:
            UsageError: the preset or the number of examples cannot be used.
        """
        live = profile.control is None or "control" not in profile.staging
        return effort_of(self.preset, self.examples, live=live)

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
            out=Path(out).resolve() if out else config.invocation_params.dir / "reports" / run,
            run=run,
            seed=random.randrange(2**32) if seed is None else seed,  # noqa: S311 - a seed is no secret
            min_coverage=_percent(config.getoption("--min-coverage")),
            faults=_faults(config.getoption("--faults")),
            cli=config.getoption("--conformance-cli"),
            preset=config.getoption("--preset"),
            examples=config.getoption("--examples"),
            openapi=_absolute(config.getoption("--openapi"), config.invocation_params.dir),
            replay=_examples(config.getoption("--replay")),
            rehearse=config.getoption("--rehearse"),
            bare=config.getoption("--bare"),
        )


def editions_from(text: str | None, profile: dict[str, str], contract: Contract) -> dict[str, str]:
    """The editions that are judged.

    Args:
        text: `rest=guide-2025`, or the edition's name alone, or several with commas between; None for the
            profile's.
        profile: what the profile says.
        contract: which editions its rules hold in.

    Raises:
        UsageError: there is no such edition.
    """
    if text is None:
        return profile
    chosen = dict(profile)
    for part in text.split(","):
        door, _, name = part.strip().rpartition("=")
        known = _known(contract)
        door = door or next((each for each, names in known.items() if name in names), "")
        if name not in known.get(door, ()):
            rest = ", ".join(f"rest={one}" for one in known["rest"])
            raise UsageError(
                f"There is no edition {part.strip()}.",
                hint=f"Use one of: {rest}, xml={known['xml'][0]} to xml={known['xml'][-2]}, xml=all.",
            )
        chosen[door] = name
    return chosen


def _known(contract: Contract) -> dict[str, list[str]]:
    """The names of editions by the door whose rules hold in them."""
    rest = {
        edition
        for rule in contract.rules.values()
        if not rule.address.startswith("xml.")
        for edition in rule.editions
    }
    return {"rest": sorted(rest | {"deck-2020"}), "xml": [*EDITIONS, ALL]}


def judged_by(openapi: str | Path | None) -> Contract:
    """What a run judges by: the contract, with the rules of a document if it is given one.

    Raises:
        UsageError: the document cannot be used.
    """
    if openapi is None:
        return load()
    from conformance.contract.foreign_rules import with_document  # noqa: PLC0415 - few runs are given one

    return with_document(load(), Path(openapi))


def marker_of(run: str) -> str:
    """The marker of a run, by the run's name."""
    return f"wxc-{run.rsplit('-', 1)[1]}"


def new_run() -> str:
    """A name for a new run: when, and something that no other run has."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def run_folder(path: Path) -> Path:
    """Make the folder of a run.

    Raises:
        UsageError: it holds something already, or cannot be made or written to.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        taken = any(path.iterdir())
    except OSError as error:
        raise UsageError(
            f"The folder {path} cannot be made: {error.strerror}.", hint="Give --out another place."
        ) from None
    if taken:
        # Reports would be written over what is there.
        raise UsageError(f"The folder {path} is not empty.", hint="Give --out a folder that is new or empty.")
    if not os.access(path, os.W_OK | os.X_OK):
        raise UsageError(f"The folder {path} cannot be written to.", hint="Give --out another place.")
    return path.resolve()


def command_of(options: Options) -> str:
    """The command that repeats a run, for a shell."""
    words = ["webex-conformance", "run", *options.addresses, "--seed", str(options.seed)]
    if options.target != EMBEDDED:
        words += ["--target", Path(options.target).name]
    if options.edition:
        words += ["--edition", options.edition]
    if options.preset:
        words += ["--preset", options.preset]
    if options.examples is not None:
        words += ["--examples", str(options.examples)]
    if options.openapi:
        words += ["--openapi", Path(options.openapi).name]
    return shlex.join(words)


def _absolute(path: str | None, folder: Path) -> str | None:
    """A path that workers in other folders understand."""
    return str((folder / path).resolve()) if path else None


def _percent(number: float | None) -> float | None:
    if number is not None and not 0 <= number <= 100:
        raise UsageError(f"--min-coverage is {number:g}; it goes from 0 to 100.")
    return number


def _examples(path: str | None) -> dict[str, dict[str, Any]]:
    """What is to be sent again, by address."""
    if path is None:
        return {}
    try:
        found = json.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"The examples {path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise UsageError(f"The examples {path} are no JSON.") from None
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise UsageError(f"The examples {path} are no JSON object of objects by address.")
    return found


def _faults(path: str | None) -> tuple[str, ...]:
    if path is None:
        return ()
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"The list of faults {path} cannot be read: {why}.") from None
    return tuple(line.strip() for line in lines if line.strip())
