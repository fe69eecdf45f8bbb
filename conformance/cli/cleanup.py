"""`webex-conformance cleanup`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from conformance import contract
from conformance.clients import Answer, RestClient, XmlClient
from conformance.errors import ConformanceError, UsageError
from conformance.evidence import Journal, Redactor
from conformance.plugin.xml_door import callers_of, channel_for, client_for
from conformance.staging import delete_xml, put_back
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

_MISSING = ("030001", "060001")


@click.command("cleanup")
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--target", metavar="FILE", type=click.Path(path_type=Path), help="The profile of the run's site."
)
def cleanup_command(run: Path, target: Path | None) -> int:
    """Delete what RUN created on its site and did not delete itself, and put back what it changed.

    RUN is the run's folder. Only meetings in its ledger are deleted, each by its id, and only preferences in
    its ledger are put back; nothing is looked for on the site. Ends with 1 when something had to be left.
    """
    path = run / LEDGER_NAME if run.is_dir() else run
    state = read_ledger(path)
    if not state.standing and not state.unknown and not state.changed:
        click.echo(f"Nothing is left: {state.created} created, {state.deleted} deleted.")
        return 0
    if state.target.get("embedded"):
        click.echo("Nothing is left: the embedded emulator took everything with it when it ended.")
        return 0
    if target is None:
        raise UsageError(
            f"{_perhaps(state)} on {state.target.get('name')} ({state.target.get('rest')}).",
            hint="Give --target its profile.",
        )
    profile = load_profile(target, contract.load())
    if profile.rest != state.target.get("rest"):
        raise UsageError(
            f"The run was against {state.target.get('rest')}, the profile is of {profile.rest}.",
            hint="Give the profile that the run had.",
        )
    left = _clean(profile, path, state)
    for title in state.unknown:
        click.echo(
            f"Perhaps left: a meeting titled {title!r}; its creation was never answered. Look on the site."
        )
    return 1 if left or state.unknown else 0


def _perhaps(state: LedgerState) -> str:
    """What may be left, as the beginning of a sentence."""
    number, parts = len(state.standing) + len(state.unknown), len(_by_path(state))
    said = [f"{number} meeting{'s' if number > 1 else ''} may be left"] if number else []
    said += (
        [f"{parts} part{'s' if parts > 1 else ''} of the host's preferences may be changed"] if parts else []
    )
    return " and ".join(said)


def _by_path(state: LedgerState) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for line in state.changed:
        found.setdefault(line["path"], []).append(line)
    return found


def _clean(profile: Profile, path: Path, state: LedgerState) -> list[str]:
    makers = {meeting: _maker(state, meeting, profile) for meeting in state.standing}
    tokens = {name: credential(profile.actors[name]) for name in {"host", *makers.values()}}
    # Passwords of the XML API are asked for only where there is something that they could delete.
    through_xml = any(name.startswith("xml.") for name in state.standing)
    callers = callers_of(profile) if through_xml else {}
    secrets = [*tokens.values(), *(one for caller in callers.values() for one in caller.secrets())]
    ledger, left = Ledger(path), []
    with Journal(path.with_name("cleanup.jsonl"), Redactor(secrets, marker="wxc-")) as journal:
        channel = channel_for(replace(profile, control=None), ledger, "wxc-", journal)
        rest = RestClient(profile.rest, channel, tokens)
        xml = client_for(profile.xml, channel, callers) if profile.xml and through_xml else None

        def tell(what: str, why: str) -> None:
            click.echo(f"Left: {what}: {journal.redactor.text(why)}")
            left.append(what)

        for place, lines in _by_path(state).items():
            try:
                answer = put_back(rest, ledger, lines)
            except ConformanceError as error:
                tell(f"changed preferences at {place}", error.message)
                continue
            if answer.ok:
                click.echo(f"Put back: preferences at {place}")
            else:
                tell(f"changed preferences at {place}", answer.sentence())
        for meeting in reversed(state.standing):
            ledger.adopt(meeting)
            try:
                gone, said = _gone(rest, xml, meeting, makers[meeting])
            except ConformanceError as error:
                tell(meeting, error.message)
                continue
            if gone:
                click.echo(f"{gone}: {meeting}")
            else:
                tell(meeting, said)
        channel.close()
    ledger.close()
    return left


def _maker(state: LedgerState, meeting: str, profile: Profile) -> str:
    """The actor who created a meeting; a token that was made is named after its person."""
    name = state.creators.get(meeting, "host").partition(" with ")[0]
    return name if name in profile.actors else "host"


def _gone(rest: RestClient, xml: XmlClient | None, name: str, maker: str) -> tuple[str, str]:
    """Delete an object; returns how it is gone, in a word, or else what was said instead."""
    if name.startswith("xml."):
        answer = delete_xml(xml, name, maker) if xml is not None else None
        if answer is None:
            return "", "the profile names no XML API that it could be deleted by (addresses.xml)"
        deleted = answer.ok and "FAILURE" not in answer.values("user/status")
        missing = answer.refused and answer.exception_id in _MISSING
        return "Deleted" if deleted else "Gone already" if missing else "", answer.sentence()
    told = _delete(rest, name, maker)
    return "Deleted" if told.ok else "Gone already" if told.status == 404 else "", told.sentence()


def _delete(rest: RestClient, meeting: str, maker: str) -> Answer:
    """Delete a meeting as who created it, and failing that as the host, for whom it may have been created."""
    answer = rest.delete_meeting(meeting, actor=maker, purpose="cleanup")
    if not answer.ok and maker != "host":
        answer = rest.delete_meeting(meeting, actor="host", purpose="cleanup")
    return answer
