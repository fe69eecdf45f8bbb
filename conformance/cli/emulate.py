"""`webex-conformance emulate`."""

from __future__ import annotations

import click

from conformance.emulator import Emulator, population_text, serve
from conformance.errors import UsageError

__all__ = ["emulate_command"]


@click.command("emulate")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="0 for any.")
def emulate_command(host: str, port: int) -> None:
    """Serve the reference emulator until Ctrl-C.

    It prints its addresses and the people in it with their tokens, so any HTTP client can talk to it at
    once. The control API beside it needs no credentials: keep it on a loopback address.
    """
    try:
        running = serve(Emulator(), host=host, port=port)
    except OSError as error:
        raise UsageError(
            f"Nothing can listen on {host}, port {port}: {_reason(error)}.", hint="Give another --port."
        ) from None
    with running:
        click.echo(population_text(running.base_url, running.control_url))
        click.echo("Ctrl-C ends it.")
        running.wait()


def _reason(error: OSError) -> str:
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    return cause.strerror or str(cause)
