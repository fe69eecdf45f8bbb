"""`webex-conformance prove`."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import Queue

import click
from rich.console import Console
from rich.progress import track

from conformance import contract
from conformance.cli.workshop import Workshop
from conformance.contract import Rule
from conformance.errors import ConformanceError, UsageError
from conformance.proof import Batch, Comparison, batches, compare, edition_of
from conformance.report import Run

__all__ = ["prove_command"]

_SHOWN = 20
_SEED = "1"


@click.command("prove")
@click.argument("addresses", metavar="[ADDRESS]...", nargs=-1)
@click.option("--jobs", type=click.IntRange(1, 16), help="Runs side by side. [default: one a processor]")
@click.option(
    "--out", metavar="FILE", type=click.Path(path_type=Path), help="Also write the outcome as JSON."
)
@click.option(
    "--quick",
    is_flag=True,
    help="Two runs a group, with half of the first faults each. Rules of one half are not told apart.",
)
def prove_command(addresses: tuple[str, ...], jobs: int | None, out: Path | None, *, quick: bool) -> int:
    """Prove the cases of the rules under each ADDRESS, or of all rules.

    The reference emulator can be wrong in named ways. Each rule names the ways that break it; they are
    switched on in batches, and exactly the predicted rules must fail: one that does not is unproven, one
    that fails unasked is a false alarm. Both are defects of this suite. Ends with 1 when there are any.
    """
    rules = contract.load().select(addresses)
    provable = [rule for rule in rules if rule.faults]
    plan = batches(rules, quick=quick)
    if not plan:
        raise UsageError(
            f"None of the {len(rules)} rules there promises anything that could be broken.",
            hint="See `webex-conformance explain` for the reason.",
        )
    editions = list(dict.fromkeys(batch.edition for batch in plan))
    without = "one" if len(editions) == 1 else str(len(editions))
    click.echo(f"{len(provable)} rules, {len(plan)} runs with faults and {without} without")
    tasks: list[Batch] = [*(_sound(rules, one) for one in editions), *plan]
    count = min(jobs or os.cpu_count() or 1, len(tasks))
    workshops: Queue[Workshop] = Queue()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        pool = stack.enter_context(ThreadPoolExecutor(count))
        for _ in range(count):
            workshops.put(stack.enter_context(Workshop()))
        running = pool.map(
            lambda task: _run(workshops, task[1], Path(folder) / str(task[0]), addresses), enumerate(tasks)
        )
        console = Console(stderr=True)
        shown = track(
            running,
            total=len(tasks),
            description="proving",
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        try:
            outcomes = list(shown)
        except BaseException:  # Ctrl-C: the runs that are going on end with their workshops
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    sound, broken = _merged(rules, editions, outcomes), outcomes[len(editions) :]
    unsound = [
        address for address, verdict in sound.items() if verdict in {"failed", "error", "indeterminate"}
    ]
    if unsound:
        raise ConformanceError(
            f"Without any fault the emulator already breaks {len(unsound)} of the rules, e.g. {unsound[0]}.",
            hint="See `webex-conformance run`.",
        )
    advisory = frozenset(rule.address for rule in rules if not rule.can_fail_a_target)
    result = compare(sound, list(zip(plan, broken, strict=True)), advisory)
    _tell(result, len(provable), [rule.address for rule in rules if not rule.faults], len(tasks))
    if out:
        _write(out, result)
    return 0 if result.exact else 1


def _sound(rules: Sequence[Rule], edition: str) -> Batch:
    """A run without a fault: of the usual edition of all rules, of any other of those that it alone has."""
    own = tuple(rule.address for rule in rules if edition_of(rule) == edition)
    return Batch((), frozenset(), () if edition == "" else own, edition)


def _merged(
    rules: Sequence[Rule], editions: Sequence[str], outcomes: Sequence[dict[str, str]]
) -> dict[str, str]:
    """The verdicts of the runs without a fault: of each rule that of its own edition."""
    of_edition = dict(zip(editions, outcomes, strict=False))
    sound = dict(of_edition.get("", {}))
    for rule in rules:
        own = of_edition.get(edition_of(rule), {})
        if rule.address in own:
            sound[rule.address] = own[rule.address]
    return sound


def _write(path: Path, result: Comparison) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(_as_json(result), indent=2) + "\n", "utf-8")
    except OSError as error:
        raise UsageError(f"The outcome cannot be written: {path}: {error.strerror}.") from None


def _run(workshops: Queue[Workshop], batch: Batch, folder: Path, addresses: Sequence[str]) -> dict[str, str]:
    folder.mkdir()
    faults = folder / "faults.txt"
    faults.write_text("\n".join(batch.faults), "utf-8")
    arguments = ["--conformance-cli", "--bare", "--out", str(folder / "run"), "--target", "embedded"]
    # By chance a random series could do exactly what a fault of another rule is about.
    arguments += ["--seed", _SEED]
    arguments += ["--faults", str(faults)] if batch.faults else []
    arguments += ["--edition", batch.edition] if batch.edition else []
    for address in batch.scope or addresses:
        arguments += ["--address", address]
    workshop = workshops.get()
    try:
        code = workshop.run(arguments)
    finally:
        workshops.put(workshop)
    if not (folder / "run").is_dir() or not any((folder / "run").iterdir()):
        raise ConformanceError(f"A run of the proof ended with {code} before it began.")
    return {address: record.verdict.value for address, record in Run.load(folder / "run").verdicts.items()}


def _tell(result: Comparison, provable: int, without: list[str], runs: int) -> None:
    click.echo(
        f"{len(result.proven)} of {provable} rules proven in {runs} runs, "
        f"{len(result.unproven)} unproven, {len(result.false_alarms)} false alarms"
    )
    for title, found in (("Unproven", result.unproven), ("False alarm", result.false_alarms)):
        for address, what in list(found.items())[:_SHOWN]:
            click.echo(f"  {title}: {address}: {'; '.join(dict.fromkeys(what))}")
        if len(found) > _SHOWN:
            click.echo(f"  … and {len(found) - _SHOWN} more")
    for address in without:
        click.echo(f"  Promises nothing that could be broken: {address}")


def _as_json(result: Comparison) -> dict[str, object]:
    return {
        "exact": result.exact,
        "proven": result.proven,
        "unproven": result.unproven,
        "falseAlarms": result.false_alarms,
    }
