"""The group of commands, each imported only when it is called."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from typing import Any, NoReturn

import click

from conformance import __version__
from conformance.errors import ConformanceError

__all__ = ["main"]

_COMMANDS = {
    "run": ("run", "Judge a site: bring it into each situation, read, compare, report."),
    "plan": ("plan", "Print what a run would do on a site, without contacting it."),
    "list": ("look", "List the rules, all or those under some addresses."),
    "explain": ("look", "Tell everything about one rule."),
    "emulate": ("emulate", "Serve the reference emulator until Ctrl-C."),
    "prove": ("prove", "Prove that each case fails when its rule is broken, and only then."),
    "replay": ("replay", "Send again what a finding of a run was drawn from, and compare."),
    "report": ("reports", "Write the reports of a run again, from its journal."),
    "compare-spec": ("compare_spec", "Lay an OpenAPI document beside the contract: flaws and differences."),
    "cleanup": ("cleanup", "Delete what an interrupted run left on a site."),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"conformance.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command; it ends well when the reader of its output has gone, e.g. `| head`."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # for what the interpreter still flushes
            return 0
        return code

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="webex-conformance")
def _group() -> None:
    """Judge a Webex Meetings API - a live site, a mock server, our emulator - by its contract.

    Without a target, the embedded reference emulator is judged: no account, no network.

    Exit codes: 0 nothing failed and something was judged; 1 a rule failed, or a declared deviation is
    stale or expired; 2 the command or the profile cannot be used; 3 an error of ours or a run cut short;
    4 nothing could be judged; 5 coverage below --min-coverage.
    """


def main() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    try:
        code = _group.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Interrupted.", err=True)
        sys.exit(3)
    except ConformanceError as error:
        click.echo(f"Error: {error.message}", err=True)
        if error.hint:
            click.echo(f"{error.hint}", err=True)
        sys.exit(error.exit_code)
    except Exception:  # noqa: BLE001 - Python's own exit code for it would say that a rule failed
        traceback.print_exc()
        click.echo("Error: this is a defect of webex-conformance; please report the lines above.", err=True)
        sys.exit(3)
    sys.exit(code if isinstance(code, int) else 0)
