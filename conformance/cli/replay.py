"""`webex-conformance replay`: the requests behind one finding, sent once more."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import click

from conformance.cli.launch import document_option, run_into
from conformance.cli.reports import prepare, write
from conformance.cli.storytelling import labelled
from conformance.contract import GIVEN, Contract
from conformance.errors import UnknownAddressError, UsageError
from conformance.generators.effort import EFFORTS
from conformance.plugin.options import EMBEDDED, NO_PROFILE, editions_from, judged_by, new_run, run_folder
from conformance.plugin.xml_door import AUTO
from conformance.report import Run, Verdict
from conformance.report.alike import pairs_of
from conformance.report.example import target_option
from conformance.report.exchanges import Exchange
from conformance.report.records import VerdictRecord
from conformance.report.text import plain, shorten
from conformance.targets import credential, load_profile

__all__ = ["replay_command"]

_SHOWN = 12
_PATH = 56
_WORDS = 600
_FOR_PEOPLE = ("script", "curl")
_MASK = " redacted»"
_MISSED = frozenset({Verdict.FAILED, Verdict.ADVISORY, Verdict.KNOWN})


@click.command("replay")
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("address", metavar="ADDRESS")
@click.option(
    "--target", metavar="FILE", help="Profile of the site. [default: the embedded emulator, if RUN was]"
)
@click.option("--out", metavar="DIR", help="Folder for journal and reports. [default: a new one in reports/]")
@click.option("--faults", metavar="FILE", help="Switch on the emulator's faults that FILE names, one a line.")
@document_option
def replay_command(
    run: Path, address: str, target: str | None, out: str | None, faults: str | None, openapi: Path | None
) -> int:
    """Send again what the rule at ADDRESS was judged by in RUN, a run's folder or its journal.jsonl.

    What was drawn by chance for it is taken from the journal where it is there, and is else drawn again
    from the seed of the run; editions and effort are those of the run. Other rules are not judged.

    Exit codes: 0 the rule holds now; 1 it still fails; 4 it could not be judged; 2 and 3 as always.
    """
    then = Run.load(run)
    whole = _judged_by(then, address, openapi)
    before = _verdict_of(then, address, whole)
    notices = _differences(then, whole)
    target = _target_of(then, target, whole, notices)
    options: dict[str, Any] = {
        "target": target,
        "edition": _editions_of(then, whole),
        "seed": then.header.seed,
    }
    options |= {"address": address, "faults": faults, **_effort_of(then)}
    options |= {"openapi": openapi} if openapi else {}
    folder = run_folder(Path(out) if out else Path.cwd() / "reports" / new_run())
    example = _example_of(before, notices)
    drawn = "the example in its journal" if example else f"seed {then.header.seed}"
    _tell("replay", f"{address} of run {then.header.run}, from {drawn}")
    _tell("rule", before.text)
    for text in notices:
        _tell("notice", text)
    with tempfile.TemporaryDirectory() as scratch:
        if example:
            file = Path(scratch) / "replay.json"
            file.write_text(json.dumps({address: example}), "utf-8")
            options["replay"] = str(file)
        run_into(folder, options, meanwhile=prepare)
    now = Run.load(folder)
    page = write(now, folder)[0]
    after = now.verdicts.get(address)
    _tell("target", f"{now.header.target}, {now.header.rest}")
    _tell_exchanges(then, before, now, after)
    _tell("then", _judged(before))
    _tell("now", _judged(after) if after else "not judged")
    _tell("report", str(page))
    sentence, code = _ending(now, before, after)
    click.echo(sentence)
    return code


def _judged_by(then: Run, address: str, openapi: Path | None) -> Contract:
    """What is judged by, with the document that the run was given.

    Raises:
        UsageError: the rule is of a document, which is not given or cannot be used.
    """
    if openapi is None and address.startswith("openapi.") and address in then.verdicts:
        given = next((one.title for one in then.header.sources if one.id == GIVEN), "an OpenAPI file")
        raise UsageError(
            f"{address} is a rule of {plain(given)}, and a journal does not hold the file.",
            hint="Give it: --openapi FILE.",
        )
    return judged_by(openapi)


def _verdict_of(then: Run, address: str, whole: Contract) -> VerdictRecord:
    """What the run found about the rule.

    Raises:
        UsageError: nothing, or there is no such rule.
    """
    found = then.verdicts.get(address)
    if found is None:
        under = [one for one in then.verdicts.values() if one.address.startswith(f"{address}.")]
        if under:
            worst = max(under, key=lambda one: one.verdict.rank)
            raise UsageError(
                f"{address} is the beginning of {len(under)} addresses that the run judged.",
                hint=f"Give one of them, e.g. {worst.address}.",
            )
        whole.select([address])
        end = "" if then.complete else "; it was cut short"
        raise UsageError(
            f"The run {then.header.run} says nothing about {address}{end}.",
            hint=f"Judge it: `webex-conformance run {address} --seed {then.header.seed}`.",
        )
    if address not in whole.rules:
        raise UnknownAddressError(
            f"{address} is a rule of another release.", hint=f"The run was made by {then.header.version}."
        )
    return found


def _differences(then: Run, whole: Contract) -> list[str]:
    """What else may be the reason of another verdict."""
    header = then.header
    changed = header.contract_digest and header.contract_digest != whole.digest
    found = ["The contract has changed since the run; it may judge otherwise."] if changed else []
    before = next((one.digest for one in header.sources if one.id == GIVEN), "")
    if whole.given is not None and before and before != whole.given.digest:
        found.append("The OpenAPI file has changed since the run; it may judge otherwise.")
    return found


def _target_of(then: Run, target: str | None, whole: Contract, notices: list[str]) -> str:
    """What to send to; a notice says when that is not what the run was about.

    Raises:
        UsageError: nobody says, or the profile or its credential cannot be used.
    """
    header = then.header
    embedded = header.profile_digest == NO_PROFILE
    if target is None and not embedded:
        option = " ".join(target_option(then)) or "--target FILE"
        raise UsageError(
            f"The run was on {plain(header.target)}, and a journal holds no profile.",
            hint=f"Give its profile: {option}.",
        )
    if target is None or target == EMBEDDED:
        notices += [] if embedded else [f"The run was on {header.target}, not on the embedded emulator."]
        return EMBEDDED
    profile = load_profile(Path(target), whole)
    if profile.actors["host"].env:
        credential(profile.actors["host"])
    if profile.rest != header.rest:
        notices.append(f"The run was on {header.target}, {header.rest}.")
    elif profile.digest != header.profile_digest:
        notices.append("The profile has changed since the run.")
    return target


def _editions_of(then: Run, whole: Contract) -> str | None:
    """The editions of the run, as `--edition` takes them.

    Raises:
        UsageError: this release knows none of that name.
    """
    known = [f"{door}={name}" for door, name in then.header.editions.items() if name != AUTO]
    text = ",".join(known) or None
    editions_from(text, {}, whole)
    return text


def _effort_of(then: Run) -> dict[str, Any]:
    """The options that make a run draw as much; empty for a journal that does not tell."""
    effort = EFFORTS.get(then.header.effort.get("name", ""))
    if effort is None:
        return {}
    examples = then.header.effort.get("examples", "")
    other = examples.isdecimal() and int(examples) != effort.examples
    return {"preset": effort.name, "examples": int(examples) if other else None}


def _example_of(before: VerdictRecord, notices: list[str]) -> dict[str, Any]:
    """What is to be sent again; empty where only the seed can tell."""
    example = {name: value for name, value in before.example.items() if name not in _FOR_PEOPLE}
    try:
        hidden = _MASK in json.dumps(example, ensure_ascii=False)
    except RecursionError:
        hidden = True
    if hidden:
        notices.append("A part of the example cannot be read back from the journal; the seed draws it again.")
        return {}
    return example


def _tell_exchanges(then: Run, before: VerdictRecord, now: Run, after: VerdictRecord | None) -> None:
    """Print what was sent again, with the answers of then and now."""
    pairs = pairs_of(then, before.exchanges, now, after.exchanges if after else ())
    for old, new in pairs[:_SHOWN]:
        sent = old or new
        if sent is not None:
            path = sent.request.url.removeprefix((then if old else now).header.rest)
            _tell(
                "sent",
                f"{sent.request.method} {shorten(path, _PATH)}: then {_status(old)}, now {_status(new)}",
            )
    if len(pairs) > _SHOWN:
        _tell("", f"… and {len(pairs) - _SHOWN} more, which the report has")


def _status(exchange: Exchange | None) -> str:
    if exchange is None:
        return "not sent"
    return str(exchange.response.status) if exchange.response else "no answer"


def _judged(record: VerdictRecord) -> str:
    if record.verdict in _MISSED:
        return f"{record.verdict}: expected {record.expected}; actual {record.actual}"
    why = record.reason or record.note
    return f"{record.verdict}: {why}" if why else str(record.verdict)


def _ending(now: Run, before: VerdictRecord, after: VerdictRecord | None) -> tuple[str, int]:
    """The last line, and the exit code."""
    if after is None:
        why = "nothing was judged" if now.complete else "the run was cut short"
        return f"could not be judged: {why}", 4 if now.complete else 3
    match after.verdict:
        case Verdict.PASSED:
            return "passes now", 0
        case Verdict.FAILED | Verdict.ADVISORY | Verdict.KNOWN:
            return "still fails" if before.verdict in _MISSED else "fails now", 1
    why = shorten(plain(after.reason or after.note or after.verdict.meaning), _WORDS)
    return f"could not be judged: {why}", 3 if after.verdict is Verdict.ERROR else 4


def _tell(label: str, text: str) -> None:
    for line in labelled(label, shorten(plain(text), _WORDS)):
        click.echo(line)
