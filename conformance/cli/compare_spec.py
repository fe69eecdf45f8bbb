"""`webex-conformance compare-spec`: somebody's OpenAPI document beside the contract."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from conformance import bundle
from conformance.contract.foreign import (
    Comparison,
    Difference,
    Flaw,
    ForeignDocument,
    compare,
    our_document,
    read_document,
)
from conformance.errors import UsageError

__all__ = ["compare_spec_command"]

_OTHER_EDITIONS = frozenset({"deck-2020"})
_PLACES = 3
_LONG = 100
_NAMES = ("property", "parameter")
_WORDS = {
    "nullable": "null",
    "media-types": "media types",
    "operation": "the operation",
}


@click.command("compare-spec")
@click.argument("file", metavar="FILE")
@click.argument("under", metavar="[PATH]", default="")
@click.option("--json", "as_json", metavar="FILE", help="Also write everything to this file, as JSON.")
@click.option("--strict", is_flag=True, help="End with 1 where there are differences.")
@click.option(
    "--flaws/--no-flaws", default=True, help="Whether to show what is wrong in the file. [default: show]"
)
def compare_spec_command(file: str, under: str, *, as_json: str | None, strict: bool, flaws: bool) -> int:
    """Lay the OpenAPI document FILE, of version 3.0 or 3.1, beside the contract.

    With PATH, such as /meetings, only operations at or under it are compared. Names of path parameters and a
    common beginning of the paths, such as /v1, make no difference. Nothing is fetched from anywhere.

    What is wrong in the file itself is listed first, then the differences by operation. Where several
    operations share what differs, it is told at the first one.
    """
    theirs = read_document(Path(file))
    ours = our_document(bundle.specs() / "openapi", without=_OTHER_EDITIONS)
    compared = compare(ours, theirs, under)
    if under and not compared.common + compared.only_ours + compared.only_theirs:
        raise UsageError(f"Neither the file nor the contract has an operation under {under}.")
    if as_json:
        _write(Path(as_json), theirs, compared)
    console = Console(highlight=False)
    console.print(
        f"[bold]{escape(theirs.title)}[/bold] {escape(theirs.version)}, OpenAPI {escape(theirs.openapi)}: "
        f"{len(theirs.operations)} operations"
    )
    if flaws:
        _show_flaws(console, theirs.flaws)
    _show_differences(console, compared.differences)
    for line in _sums(theirs, compared):
        _print(console, escape(line), 0)
    return 1 if strict and compared.differences else 0


def _write(path: Path, theirs: ForeignDocument, compared: Comparison) -> None:
    held = {
        "document": {
            "title": theirs.title,
            "version": theirs.version,
            "openapi": theirs.openapi,
            "sha256": theirs.digest,
            "operations": len(theirs.operations),
        },
        "flaws": [asdict(flaw) for flaw in theirs.flaws],
        "common": compared.common,
        "only_ours": compared.only_ours,
        "only_theirs": compared.only_theirs,
        "prefix": compared.prefix,
        "complete": compared.complete,
        "counts": dict(compared.counts),
        "differences": [asdict(one) for one in compared.differences],
    }
    try:
        path.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", "utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error


def _show_flaws(console: Console, flaws: tuple[Flaw, ...]) -> None:
    if not flaws:
        return
    console.print("\n[bold]Flaws of the file[/bold]")
    kinds = sorted(flaws, key=lambda flaw: flaw.kind)
    for kind, found in groupby(kinds, key=lambda flaw: flaw.kind):
        same = list(found)
        console.print(f"  {kind} [dim]({len(same)})[/dim]")
        for flaw in same[:_PLACES]:
            _print(console, f"{escape(flaw.text)} [dim]{escape(_where(flaw.place))}[/dim]", 4)
        if len(same) > _PLACES:
            console.print(f"    [dim]and {len(same) - _PLACES} more[/dim]")


def _print(console: Console, text: str, indent: int) -> None:
    """Print with every line indented, and with nothing after a line's last word."""
    for line in Text.from_markup(text).wrap(console, max(console.width - indent, 20)):
        line.rstrip()
        line.pad_left(indent)
        console.print(line, soft_wrap=True)


def _where(pointer: str) -> str:
    """A pointer as people say it: the operation first, then the way in it."""
    names = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    if names[:1] == ["paths"] and len(names) > 2:
        names = [f"{names[2].upper()} {names[1]}", *names[3:]]
    elif names[:1] == ["components"]:
        names = names[1:]
    return " > ".join(names) or "the whole file"


def _show_differences(console: Console, differences: tuple[Difference, ...]) -> None:
    whole = [one for one in differences if one.kind == "operation"]
    for title, ours in (("Operations that only the file has", False), ("Operations that only we have", True)):
        found = [one for one in whole if bool(one.ours) is ours]
        if found:
            console.print(f"\n[bold]{title}[/bold]")
            for path, same in groupby(found, key=lambda one: one.operation.partition(" ")[2]):
                methods = " ".join(one.operation.partition(" ")[0] for one in same)
                console.print(f"  {escape(path)}  [dim]{methods}[/dim]", soft_wrap=True)
    inner = [one for one in differences if one.kind != "operation"]
    if inner:
        console.print("\n[bold]Differences in common operations[/bold]")
    for operation, found_in in groupby(inner, key=lambda one: one.operation):
        console.print(f"  [bold]{escape(operation)}[/bold]", soft_wrap=True)
        for part, found_of in groupby(found_in, key=lambda one: one.part):
            console.print(f"    {part}")
            for line in _told(found_of):
                _print(console, line, 6)


def _told(differences: Iterable[Difference]) -> Iterator[str]:
    """Lines of one part of an operation; what only one of the two has is told in one line each."""
    held = list(differences)
    for who, of_us in (("only ours", True), ("only the file's", False)):
        listed: dict[tuple[str, int], list[str]] = {}
        for one in held:
            if one.kind in _NAMES and bool(one.ours) is of_us:
                inside, _, name = one.place.rpartition(".")
                listed.setdefault((inside, one.others), []).append(escape(name))
        for (inside, others), names in listed.items():
            within = f" in {escape(inside)}" if inside else ""
            yield f"[cyan]{who}{within}[/cyan] {', '.join(names)}{_others(others)}"
    for one in held:
        if one.kind in _NAMES:
            continue
        place = f"{escape(one.place)} " if one.place else ""
        ours, theirs = (escape(_cut(text)) or "-" for text in (one.ours, one.theirs))
        word = _WORDS.get(one.kind, one.kind)
        yield f"{place}[cyan]{word}[/cyan] ours {ours}; file {theirs}{_others(one.others)}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"


def _others(number: int) -> str:
    return f" [dim](and in {number} other place{'s' if number > 1 else ''})[/dim]" if number else ""


def _sums(theirs: ForeignDocument, compared: Comparison) -> Iterator[str]:
    yield ""
    prefix = f", whose paths begin with {compared.prefix}" if compared.prefix else ""
    yield (
        f"Operations: {compared.common} in both, {compared.only_ours} only ours, "
        f"{compared.only_theirs} only in the file{prefix}"
    )
    counts = ", ".join(f"{number} of {_WORDS.get(kind, kind)}" for kind, number in compared.counts.items())
    yield f"Differences: {len(compared.differences)}{f': {counts}' if counts else ''}"
    yield f"Flaws of the file: {len(theirs.flaws)}"
    if not compared.complete:
        yield "The file's schemas are too entangled to be followed to their ends; differences are missing."
