"""`webex-conformance plan`: what a run would do, before anything is sent."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from conformance.cli.launch import document_option, drawing_options
from conformance.cli.rehearsal import rehearse
from conformance.cli.tokens import tell_tokens
from conformance.plugin.options import editions_from, judged_by
from conformance.report import Cost, Costs
from conformance.staging import NO_TOKEN
from conformance.targets import Profile, load_profile

__all__ = ["plan_command", "show_costs"]

_TOKENLESS = f"{NO_TOKEN} that decides the rule; see below"
_QUOTA = 100  # creations a day and user, failed ones included, on the vendor's sites


@click.command("plan")
@click.argument("addresses", metavar="[ADDRESS]...", nargs=-1)
@click.option("--target", metavar="FILE", required=True, help="Profile of the site that a run would judge.")
@click.option(
    "--edition", metavar="NAME", help="What is judged, e.g. rest=guide-2025. [default: the profile's]"
)
@drawing_options
@document_option
def plan_command(
    addresses: tuple[str, ...],
    target: str,
    edition: str | None,
    openapi: Path | None,
    **drawn: int | str | None,
) -> int:
    """Print what a run would create, change, delete and need on a site; the site is not contacted.

    The run is rehearsed on the embedded emulator with the abilities, traits and limits of the profile. A
    site that refuses what the emulator accepts, or carries less, costs a few requests more or less.

    For rules about scopes it tells what the profile's tokens decide, and the smallest set of further tokens
    that would decide the rest, ready to paste into integrations and into the profile.
    """
    whole = judged_by(openapi)
    rules = whole.select(addresses)
    editions_from(edition, {}, whole)
    profile = load_profile(Path(target), whole)
    costs = rehearse(target, addresses, edition=edition, openapi=openapi, **drawn)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"Plan for {profile.name} ({profile.rest}), rehearsed on the emulator; nothing was sent.\n")
    _tell_what(console, costs, profile)
    _tell_limits(console, costs.total, profile)
    _tell_verdicts(console, costs)
    console.print()
    for line in tell_tokens(profile, rules):
        console.print(line, markup=False)
    console.print(show_costs({"requests": costs}))
    return 0


def show_costs(columns: dict[str, Costs]) -> Table:
    """A table of groups by requests and creations.

    Args:
        columns: what was counted, by what stands above the requests.
    """
    table = Table(box=None, pad_edge=False)
    table.add_column("group")
    table.add_column("rules", justify="right")
    for name in columns:
        table.add_column(name, justify="right")
        table.add_column("creations", justify="right")
    for group in dict.fromkeys(group for costs in columns.values() for group in costs.groups):
        cells = [costs.groups.get(group, Cost()) for costs in columns.values()]
        table.add_row(
            group,
            str(max(cell.rules for cell in cells) or ""),
            *(text for cell in cells for text in (str(cell.requests), str(cell.creations or ""))),
        )
    totals = [costs.total for costs in columns.values()]
    sums = (text for cost in totals for text in (str(cost.requests), str(cost.creations)))
    table.add_row("together", str(max(cost.rules for cost in totals)), *sums)
    return table


def _tell_what(console: Console, costs: Costs, profile: Profile) -> None:
    total = costs.total
    titles = ", ".join(f"{number} {title}" for title, number in sorted(costs.created.items()))
    rate = profile.limits.requests_per_second
    pace = f", about {_duration(total.requests / rate)} at {rate:g} a second" if rate else ""
    console.print(f"  sends     {total.requests} requests{pace}: {total.reads} of them read")
    console.print(f"  creates   {total.creations} meetings of the actor host: {titles or 'none'}")
    console.print(f"  changes   those alone, {total.changes} times; sendEmail is always false")
    console.print(f"  deletes   {total.deletions} of them at its end; some go by themselves")
    if total.control:
        console.print(f"  control   {total.control} calls of the control API ({profile.control})")
    for name, actor in profile.actors.items():
        where = f"${actor.env}" if actor.env else "its command"
        scopes = f", scopes {' '.join(actor.scopes)}" if actor.scopes else ""
        console.print(f"  needs     the credential of {name} from {where}{scopes}")


def _tell_limits(console: Console, total: Cost, profile: Profile) -> None:
    limits = profile.limits
    for word, number, most in (
        ("max_creations", total.creations, limits.max_creations),
        ("max_requests", total.requests + total.control, limits.max_requests),
    ):
        room = "is used up: what comes after it is not exercised" if number >= most else "is enough"
        console.print(f"  limit     {word} = {most} {room}")
    if total.creations:
        share = f"{total.creations} of the {_QUOTA} creations a day"
        console.print(f"  quota     {share} that the vendor allows one user")


def _tell_verdicts(console: Console, costs: Costs) -> None:
    total = sum(costs.verdicts.values())
    missing = costs.verdicts["not-exercised"]
    console.print(f"  judges    {total - missing - costs.verdicts['not-applicable']} of {total} rules")
    reasons: Counter[str] = Counter()
    for reason, number in costs.reasons.items():
        reasons[_TOKENLESS if reason.startswith(NO_TOKEN) else reason] += number
    for reason, number in reasons.most_common():
        console.print(f"            not {number}: {reason}")


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"
