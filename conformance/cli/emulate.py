"""`webex-conformance emulate`."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from conformance.emulator import Clock, Emulator, population_text, serve
from conformance.errors import UsageError

__all__ = ["emulate_command"]

# Python's dates end with the year 9999, and series and windows reach years beyond the present.
_FIRST_YEAR, _LAST_YEAR = 1970, 8999


@click.command("emulate")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="0 for any.")
@click.option(
    "--at", metavar="TIME", help="Where its clock starts, e.g. 2028-02-29T12:00:00Z.  [default: now]"
)
def emulate_command(host: str, port: int, at: str | None) -> None:
    """Serve the reference emulator until Ctrl-C.

    It prints its addresses and the people in it with their tokens, so any HTTP client can talk to it at
    once. The control API beside it needs no credentials: keep it on a loopback address.
    """
    moment = None if at is None else _moment(at)
    emulator = Emulator(Clock.starting(moment) if moment else None)
    try:
        running = serve(emulator, host=host, port=port)
    except OSError as error:
        raise UsageError(
            f"Nothing can listen on {host}, port {port}: {_reason(error)}.", hint="Give another --port."
        ) from None
    with running:
        click.echo(population_text(running.base_url, running.control_url))
        click.echo("Ctrl-C ends it.")
        running.wait()


def _moment(text: str) -> datetime:
    hint = "Give a time with its offset, e.g. 2028-02-29T12:00:00Z or 2028-02-29T13:00+01:00."
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not an ISO 8601 time.", hint=hint) from None
    if moment.tzinfo is None:
        raise UsageError(f"{text!r} does not say its offset from UTC.", hint=hint)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise UsageError(f"{text!r} is not in the years {_FIRST_YEAR} to {_LAST_YEAR}.", hint=hint)
    return moment.astimezone(UTC)


def _reason(error: OSError) -> str:
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    return cause.strerror or str(cause)
