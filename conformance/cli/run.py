"""`webex-conformance run`."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli.launch import document_option, drawing_options, run_into
from conformance.cli.reports import prepare, show
from conformance.plugin.options import EMBEDDED, editions_from, judged_by, new_run, run_folder
from conformance.targets import credential, load_profile

__all__ = ["run_command"]


@click.command("run")
@click.argument("addresses", metavar="[ADDRESS]...", nargs=-1)
@click.option(
    "--target", metavar="FILE", help="Profile of the site to judge. [default: the embedded emulator]"
)
@click.option(
    "--edition", metavar="NAME", help="What is judged, e.g. rest=guide-2025. [default: the profile's]"
)
@click.option("--out", metavar="DIR", help="Folder for journal and reports. [default: a new one in reports/]")
@click.option("--junit", metavar="FILE", type=click.Path(path_type=Path), help="Also write JUnit XML there.")
@click.option(
    "--allure", metavar="DIR", type=click.Path(path_type=Path), help="Also write Allure results there."
)
@click.option("--seed", type=int, metavar="N", help="Seed of whatever is drawn by chance.")
@drawing_options
@document_option
@click.option("--min-coverage", type=click.FloatRange(0, 100), metavar="PERCENT", help="End with 5 below it.")
def run_command(
    addresses: tuple[str, ...],
    target: str | None,
    edition: str | None,
    out: str | None,
    junit: Path | None,
    allure: Path | None,
    min_coverage: float | None,
    openapi: Path | None,
    **drawn: int | str | None,
) -> int:
    """Judge a site by the rules under each ADDRESS, or by all of them.

    A run brings the site into the situations that the rules speak of, reads each once, and leaves a
    folder with the journal (all that was sent and answered, redacted), results.json, junit.xml and
    index.html. What it created it deletes. On a live site, start with the README's page on safety.

    \b
    Examples:
      webex-conformance run
      webex-conformance run rest.availability.meeting --target site.toml
      webex-conformance run openapi --openapi vendor.yaml --target site.toml
    """  # noqa: D301 - click wants the character itself
    # All this is checked here as well, so that nothing is started for what cannot be used.
    whole = judged_by(openapi)
    whole.select(addresses)
    editions_from(edition, {}, whole)
    if target and target != EMBEDDED:
        profile = load_profile(Path(target), whole)
        if profile.actors["host"].env:  # a command is run once only, where its answer is needed
            credential(profile.actors["host"])
    folder = run_folder(Path(out) if out else Path.cwd() / "reports" / new_run())
    options = {"target": target, "edition": edition, "address": addresses, "openapi": openapi, **drawn}
    run_into(folder, options, meanwhile=prepare)
    return show(folder, folder, junit=junit, allure=allure, min_coverage=min_coverage)
