"""`webex-conformance list` and `explain`: the contract without a target."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from conformance.cli.access import count_access, tell_access
from conformance.cli.drawn_storytelling import tell_drawn
from conformance.cli.launch import document_option
from conformance.cli.storytelling import labelled, tell, wrapped
from conformance.cli.xml_storytelling import span, tell_generated, tell_xml
from conformance.contract import Contract, Move, Rule
from conformance.errors import UnknownAddressError
from conformance.plugin.options import judged_by

__all__ = ["explain_command", "list_command"]

_MISTAKES = {
    "no-token": "no token is sent",
    "broken-token": "a token is sent that was never given out",
    "unknown-id": "every id is one of zeros",
    "method": "the method is {other}, which the path does not have; the body is an empty object",
    "media": "the body is probe=1, a form; whatever the call names has an id of zeros",
    "not-json": "the body is {{, half a JSON object; whatever the call names has an id of zeros",
    "tracking": "none but that no token is sent; the call has a TrackingID header of its own",
    "throttled": "none; the control API has told the target to throttle one call",
}


@click.command("list")
@click.argument("addresses", metavar="[ADDRESS]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with everything known.")
@click.option("--cost", is_flag=True, help="What judging them costs, by group: requests and creations.")
@document_option
def list_command(addresses: tuple[str, ...], *, as_json: bool, cost: bool, openapi: Path | None) -> None:
    """List the rules under each ADDRESS, or all of them: address, level, rule, source.

    Rules about scopes are counted by level at the end.

    With --cost, a run is rehearsed on the embedded emulator, as for a target with the control API and as
    for one that offers documented calls alone. A rule's requests are counted where they are sent first.
    """
    rules = judged_by(openapi).select(addresses)
    if cost:
        _show_costs(addresses, openapi)
        return
    if as_json:
        for rule in rules:
            click.echo(json.dumps(asdict(rule), default=_plain))
        return
    for rule in rules:
        mark = "" if rule.can_fail_a_target else f" [{rule.level}, {rule.provenance}]"
        where = f"{rule.source}, {rule.section}"
        if rule.address.startswith("xml."):
            where += f"; in {span(rule.editions)}"
        click.echo(f"{rule.address}{mark}\n    {rule.text} ({where})")
    for line in count_access(rules):
        click.echo(line)
    click.echo(f"{len(rules)} rules")


def _plain(value: Any) -> Any:
    """What JSON cannot hold: sets in a stable order, spans and moments as text."""
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _show_costs(addresses: tuple[str, ...], openapi: Path | None) -> None:
    from rich.console import Console  # noqa: PLC0415 - the plain list needs none of this

    from conformance.cli.plan import show_costs  # noqa: PLC0415 - as above
    from conformance.cli.rehearsal import rehearse  # noqa: PLC0415 - as above

    columns = {"with control": "control", "documented calls": "api"}
    table = show_costs({name: rehearse(kind, addresses, openapi=openapi) for name, kind in columns.items()})
    Console(highlight=False, soft_wrap=True).print(table)


@click.command("explain")
@click.argument("address")
@document_option
def explain_command(address: str, openapi: Path | None) -> None:
    """Tell everything about the rule at ADDRESS: what, where it stands, how it is tried and proven."""
    whole = judged_by(openapi)
    rule = whole.rules.get(address)
    if rule is None:
        under = whole.select([address])
        raise UnknownAddressError(
            f"{address} is the beginning of {len(under)} addresses.",
            hint=f"Give one of them, e.g. {under[0].address}; `webex-conformance list {address}` shows all.",
        )
    lines = [rule.address, "", *wrapped(rule.text, "  ", "  "), ""]
    if rule.story:
        lines += [*wrapped(rule.story, "  ", "  "), ""]
    for name, text in _facts(rule, whole):
        lines += labelled(name, text)
    if rule.access is not None:
        lines += ["", *tell_access(rule)]
    if rule.told is not None:
        lines += ["", *tell(rule, whole.cast)]
    lines += tell_drawn(rule)
    if rule.xml is not None:
        lines += ["", *tell_xml(rule.xml)]
    if rule.generated is not None:
        lines += ["", *tell_generated(rule.generated)]
    for conflict in whole.conflicts_of(rule):
        lines += ["", *wrapped(f"The documents disagree: {conflict.title}", "  ", "  ")]
        width = max(len(reading.id) for reading in conflict.readings)
        for reading in conflict.readings:
            text = f"{reading.text} ({reading.source}, {reading.section})"
            lines += wrapped(text, f"    {reading.id:<{width}}  ", " " * (width + 6))
        lines += wrapped(conflict.treatment, "    ", "    ")
    click.echo("\n".join(lines))


def _facts(rule: Rule, whole: Contract) -> list[tuple[str, str]]:
    source = whole.sources[rule.source]
    weight = "a target that breaks it fails" if rule.can_fail_a_target else "breaking it is an advisory"
    if rule.not_tested:
        weight = "fails nobody, it is not judged"
    facts = [
        ("source", f"{source.title}, {source.date}"),
        ("section", rule.section),
        ("weight", f"{rule.level}, {rule.provenance}: {weight}"),
        ("editions", span(rule.editions)),
    ]
    if rule.cell is not None:
        facts.append(("table says", rule.cell.documented))
        if rule.cell.depends:
            facts.append(
                ("attribute", f"{rule.cell.depends}; judged where the target shows it of the meeting")
            )
    if rule.move is not None:
        facts += _example(rule.move)
    if rule.misuse is not None:
        facts += [("called", f"{one.method} {one.path}") for one in rule.misuse.probes]
        facts.append(("mistake", _MISTAKES[rule.misuse.kind].format(other=rule.misuse.other)))
    if rule.chance is not None:
        facts += [
            ("series", f"a few {rule.chance} ones, created at random; the same --seed gives the same ones"),
            ("moved", "to the first instant of each border and a minute before, by PATCH and PUT in turn"),
            ("", "each move is read afterwards, and taken back before the next"),
        ]
    if rule.situation:
        facts.append(("situation", f"{rule.situation}, by the control API, documented calls or discovery"))
    facts += [("proven by", fault) for fault in rule.faults]
    if rule.not_tested:
        facts.append(("not tested", rule.not_tested))
    return facts


def _example(move: Move) -> list[tuple[str, str]]:
    plan = move.plan
    day = {0: "its own day", 1: "the day after", -1: "the day before"}.get(
        move.day, f"{abs(move.day)} days {'later' if move.day > 0 else 'earlier'}"
    )
    facts = [
        ("series", f"{plan.recurrence}, each from {plan.at:%H:%M} on, in the zone of the series"),
        ("moved", f"number {move.of} to {move.at:%H:%M}, {day}, for {move.length}"),
        ("outcome", "accepted" if move.accepted else f"refused, {move.breaks}: any 4xx but 401, 404 and 429"),
    ]
    if move.needs:
        facts.append(("needs", "that the first meeting was missed: the control API lets its time pass"))
    return facts
