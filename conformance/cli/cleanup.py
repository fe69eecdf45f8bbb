"""`webex-conformance cleanup`."""

from __future__ import annotations

from pathlib import Path

import click

from conformance import contract
from conformance.clients import Channel, Guard, RestClient
from conformance.errors import ConformanceError, UsageError
from conformance.evidence import Journal, Redactor
from conformance.targets import (
    LEDGER_NAME,
    Ledger,
    LedgerState,
    Profile,
    credential,
    load_profile,
    read_ledger,
)

__all__ = ["cleanup_command"]


@click.command("cleanup")
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--target", metavar="FILE", type=click.Path(path_type=Path), help="The profile of the run's site."
)
def cleanup_command(run: Path, target: Path | None) -> int:
    """Delete what RUN created on its site and did not delete itself.

    RUN is the run's folder. Only meetings in its ledger are deleted, each by its id; nothing is looked
    for on the site. Ends with 1 when something had to be left.
    """
    path = run / LEDGER_NAME if run.is_dir() else run
    state = read_ledger(path)
    if not state.standing and not state.unknown:
        click.echo(f"Nothing is left: {state.created} created, {state.deleted} deleted.")
        return 0
    if state.target.get("embedded"):
        click.echo("Nothing is left: the embedded emulator took everything with it when it ended.")
        return 0
    if target is None:
        name, rest = state.target.get("name"), state.target.get("rest")
        number = len(state.standing) + len(state.unknown)
        raise UsageError(
            f"{number} meeting{'s' if number > 1 else ''} may be left on {name} ({rest}).",
            hint="Give --target its profile.",
        )
    profile = load_profile(target, contract.load())
    if profile.rest != state.target.get("rest"):
        raise UsageError(
            f"The run was against {state.target.get('rest')}, the profile is of {profile.rest}.",
            hint="Give the profile that the run had.",
        )
    left = _delete(profile, path, state)
    for title in state.unknown:
        click.echo(
            f"Perhaps left: a meeting titled {title!r}; its creation was never answered. Look on the site."
        )
    return 1 if left or state.unknown else 0


def _delete(profile: Profile, path: Path, state: LedgerState) -> list[str]:
    token = credential(profile.actors["host"])
    ledger, left = Ledger(path), []
    with Journal(path.with_name("cleanup.jsonl"), Redactor([token], marker="wxc-")) as journal:
        guard = Guard(profile.rest, None, ledger, "wxc-")
        channel = Channel(guard, journal, profile.limits, ca_file=profile.ca_file)
        rest = RestClient(profile.rest, channel, {"host": token})
        for meeting in reversed(state.standing):
            ledger.adopt(meeting)
            try:
                answer = rest.delete_meeting(meeting, actor="host", purpose="cleanup")
            except ConformanceError as error:
                click.echo(f"Left: {meeting}: {journal.redactor.text(error.message)}")
                left.append(meeting)
                continue
            if answer.ok or answer.status == 404:
                click.echo(f"{'Deleted' if answer.ok else 'Gone already'}: {meeting}")
            else:
                click.echo(f"Left: {meeting}: {journal.redactor.text(answer.sentence())}")
                left.append(meeting)
        channel.close()
    ledger.close()
    return left
