"""The summary at the end of a run: one screen, readable without colour, safe against what targets send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.columns import Columns
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from conformance.report.example import effort_text, example_texts, replay_command
from conformance.report.releases import ReleaseGrid
from conformance.report.summary import summarise
from conformance.report.text import count, plain, shorten, visible
from conformance.report.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from rich.console import Console

    from conformance.report.records import VerdictRecord
    from conformance.report.run import Run
    from conformance.report.summary import Figure, Grid, Summary

_SHOWN = 20
_LINES = 24
_SHORT = 240
_LONG = 2_000
_STYLES = {
    Verdict.PASSED: "green",
    Verdict.ADVISORY: "yellow",
    Verdict.KNOWN: "magenta",
    Verdict.FAILED: "bold red",
    Verdict.INDETERMINATE: "blue",
    Verdict.ERROR: "bold white on red",
}
# Column-wide words for the grids: ASCII, told apart without colour.
_CELLS = {
    Verdict.NOT_APPLICABLE: "n/a",
    Verdict.NOT_EXERCISED: "untested",
    Verdict.PASSED: "ok",
    Verdict.INDETERMINATE: "unclear",
    Verdict.FAILED: "FAILED",
    Verdict.ERROR: "ERROR",
}


def print_summary(run: Run, console: Console, *, reports: Iterable[Path] = ()) -> None:
    """Print what came of `run`.

    Args:
        run: The run.
        console: Where to; nothing is printed as markup.
        reports: The files that were written, named at the end.
    """
    summary = summarise(run)
    screen = _Screen(console)
    _header(screen, run)
    _figures(screen, summary)
    if summary.access:
        screen.gap()
        screen.line(f"scopes: {summary.access.sentence}", indent=2)
    if summary.releases:
        _releases(screen, summary.releases)
    _findings(screen, run, "Failed", summary.failures)
    _findings(screen, run, "Errors of the suite", summary.by_verdict[Verdict.ERROR])
    _grids(screen, summary)
    _groups(screen, run, summary)
    _notes(screen, run)
    paths = [str(path) for path in reports]
    screen.facts([("journal", str(run.path)), *(("report", path) for path in paths)], title="Reports")
    screen.gap()
    failed = summary.counts[Verdict.FAILED]
    style = _STYLES[Verdict.FAILED if failed or not run.complete else Verdict.PASSED]
    end = "" if run.complete else ", NOT COMPLETE"
    figures = f"conformance {summary.conformance}, coverage {summary.coverage}"
    screen.line(f"{failed} failed{end}, {figures}", style)


class _Screen:
    """Prints text, never markup, in what the console's encoding can carry."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def text(self, words: str, style: str = "") -> Text:
        """Return `words` on one line, harmless."""
        return Text(self._encoded(shorten(plain(words[:_LONG]), _LONG // 2)), style=style)

    def _encoded(self, words: str) -> str:
        encoding = self.console.encoding or "utf-8"
        return words.encode(encoding, "replace").decode(encoding, "replace")

    def line(self, words: str = "", style: str = "", indent: int = 0) -> None:
        """Print one paragraph."""
        self.console.print(Padding(self.text(words, style), (0, 0, 0, indent), expand=False), highlight=False)

    def block(self, words: str, indent: int) -> None:
        """Print a text of several lines, none of them parted, so that they can be copied; the first only."""
        lines = words[: _LINES * _LONG].expandtabs(4).splitlines()
        for line in lines[:_LINES]:
            shown = self._encoded(shorten(visible(" " * indent + line), _LONG))
            self.console.print(Text(shown), soft_wrap=True, highlight=False)
        if len(lines) > _LINES or len(words) > _LINES * _LONG:
            self.line("… and more; the page has it all", "dim", indent)

    def gap(self) -> None:
        """Print an empty line."""
        self.console.print()

    def title(self, words: str) -> None:
        """Print a heading after an empty line."""
        self.gap()
        self.line(words, "bold")

    def facts(self, facts: Sequence[tuple[str, str]], *, title: str = "", indent: int = 2) -> None:
        """Print names and values in two columns; empty values are left out."""
        filled = [(name, value) for name, value in facts if value]
        if not filled:
            return
        if title:
            self.title(title)
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in filled:
            grid.add_row(self.text(name, "dim"), self.text(value))
        self.console.print(Padding(grid, (0, 0, 0, indent), expand=False), highlight=False)


def _releases(screen: _Screen, grid: ReleaseGrid) -> None:
    """Show what became of the items of each release in each release."""
    screen.title("The XML API, release by release")
    screen.line(grid.sentence, indent=2)
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("")
    for release in grid.releases:
        table.add_column(screen.text(release.removeprefix("41") or release), justify="right")
    for group in grid.groups:
        cells = []
        for release in grid.releases:
            verdict, number = grid.told(group, release)
            nothing = verdict is Verdict.NOT_APPLICABLE
            cells.append(screen.text("" if nothing else f"{verdict.sign}{number}", _STYLES.get(verdict, "")))
        table.add_row(screen.text(group.removeprefix("xml.")), *cells)
    screen.console.print(Padding(table, (0, 0, 0, 2), expand=False), highlight=False)


def _header(screen: _Screen, run: Run) -> None:
    """Say what was judged, by what, and whether the run can be trusted."""
    header, footer = run.header, run.footer
    did = [f"in {run.seconds:.1f} s"] if run.seconds is not None else []
    if footer:
        did.append(count(footer.requests, "request"))
        did.append(f"{footer.created} created, {footer.deleted} deleted")
    screen.title(f"{header.tool} {header.version}, run {header.run}")
    screen.facts(
        [
            ("target", f"{header.target}  {header.rest}"),
            ("editions", ", ".join(f"{name} {edition}" for name, edition in header.editions.items())),
            ("started", ", ".join([header.started, *did])),
            ("selected", " ".join(header.selection)),
            ("drawn", effort_text(header)),
        ]
    )
    if not run.complete:
        cause = "has no end" if run.truncated else "was interrupted"
        screen.line(f"THE RUN IS NOT COMPLETE: it {cause}. What it did not reach is missing.", "bold red", 2)


def _figures(screen: _Screen, summary: Summary) -> None:
    """Print the two figures, never added up, and the counts."""
    screen.gap()
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    rows: tuple[tuple[str, Figure, str], ...] = (
        ("conformance", summary.conformance, "of the rules judged did not fail"),
        ("coverage", summary.coverage, "of the rules that apply were judged"),
    )
    for name, figure, meaning in rows:
        share = "none" if figure.percent is None else f"{figure.percent:.1f} %"
        table.add_row(
            screen.text(name, "bold"),
            screen.text(share, "bold"),
            screen.text(f"{figure.part} of {figure.whole}"),
            screen.text(meaning, "dim"),
        )
    screen.console.print(Padding(table, (0, 0, 0, 2), expand=False), highlight=False)
    screen.gap()
    counted = [verdict for verdict in sorted(Verdict, reverse=True) if summary.counts[verdict]]
    words = [Text(f"{summary.counts[verdict]} {verdict}", _STYLES.get(verdict, "")) for verdict in counted]
    counts = Columns(words or [Text("No rule was judged.")], padding=(0, 3, 0, 0))
    screen.console.print(Padding(counts, (0, 0, 0, 2), expand=False), highlight=False)


def _findings(screen: _Screen, run: Run, title: str, records: Sequence[VerdictRecord]) -> None:
    """Print findings with all a person needs to look into them; the first few only."""
    if not records:
        return
    screen.title(f"{title} ({len(records)})")
    for record in records[:_SHOWN]:
        screen.line(record.address, _STYLES.get(record.verdict, "") or "bold", 2)
        screen.facts(
            [
                ("rule", shorten(record.text, _SHORT)),
                ("source", f"{record.source}, {record.section} ({record.level}, {record.provenance})"),
                ("expected", shorten(record.expected, _SHORT)),
                ("actual", shorten(record.actual, _SHORT)),
                ("note", shorten(record.note or record.reason, _SHORT)),
                ("exchange", " ".join(record.exchanges)),
            ],
            indent=4,
        )
        if record.example:
            _example(screen, run, record)
    if len(records) > _SHOWN:
        screen.line(f"… and {len(records) - _SHOWN} more", "dim", 2)


def _example(screen: _Screen, run: Run, record: VerdictRecord) -> None:
    """Print what was drawn by chance: what a person reads first, and the command that sends it again."""
    texts = example_texts(record)
    if "script" in texts:
        texts.pop("example", None)  # the same once more, for the replay
    for name, text in texts.items():
        screen.line(name, "dim", 4)
        screen.block(text, 6)
    screen.facts([("replay", replay_command(run, record))], indent=4)


def _grids(screen: _Screen, summary: Summary) -> None:
    """Print the rows of tables in which something failed."""
    for grid in summary.grids:
        if grid.worst < Verdict.FAILED:
            continue
        rows = [attribute for attribute in grid.attributes if _row_worst(grid, attribute) >= Verdict.FAILED]
        screen.title(f"Table {grid.table}: {len(rows)} of {len(grid.attributes)} rows with a failure")
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        table.add_column(screen.text("attribute"), overflow="fold")
        for state in grid.states:
            table.add_column(screen.text(state), overflow="fold")
        for attribute in rows[:_SHOWN]:
            found = [grid.cell(attribute, state) for state in grid.states]
            table.add_row(screen.text(attribute), *(_cell(record) for record in found))
        screen.console.print(Padding(table, (0, 0, 0, 2), expand=False), highlight=False)
        if len(rows) > _SHOWN:
            screen.line(f"… and {len(rows) - _SHOWN} more", "dim", 2)


def _row_worst(grid: Grid, attribute: str) -> Verdict:
    records = (grid.cell(attribute, state) for state in grid.states)
    return Verdict.merge(record.verdict for record in records if record)


def _cell(record: VerdictRecord | None) -> Text:
    if record is None:
        return Text("")
    word = _CELLS.get(record.verdict, record.verdict.value)
    return Text(word, style=_STYLES.get(record.verdict, "dim"))


def _groups(screen: _Screen, run: Run, summary: Summary) -> None:
    """Print what could not be tested, what is declared, and what the documents leave open."""
    untested = [(str(len(group.records)), shorten(group.reason, _SHORT)) for group in summary.untested[:10]]
    if len(summary.untested) > len(untested):
        untested.append(("…", f"and {len(summary.untested) - len(untested)} more reasons"))
    number = summary.counts[Verdict.NOT_EXERCISED]
    screen.facts(untested, title=f"Could not be tested ({number}), by reason")
    unclear = summary.by_verdict[Verdict.INDETERMINATE]
    _listed(screen, "Indeterminate", [(item.address, item.reason or item.note) for item in unclear])
    missed = [
        (item.address, f"expected {item.expected}; actual {item.actual}") for item in summary.advisories
    ]
    _listed(screen, "Advisory", missed)
    known = [
        (item.address, item.deviation.reason if item.deviation else item.reason) for item in summary.known
    ]
    _listed(screen, "Known deviations, still there", known)
    lapsed = [
        (
            item.state,
            f"{item.address}: {shorten(item.declared.reason, _SHORT)} (until {item.declared.expires})",
        )
        for item in run.deviations
    ]
    screen.facts(lapsed, title="Declared deviations to take out of the profile")
    followed = [
        (item.conflict.id, ", ".join(sorted({reading.followed for reading in item.readings})))
        for item in summary.conflicts
        if item.readings
    ]
    screen.facts(followed, title="Where the documents disagree, the target follows")


def _listed(screen: _Screen, title: str, findings: Sequence[tuple[str, str]]) -> None:
    """Print addresses, each with one line about it."""
    if findings:
        screen.title(f"{title} ({len(findings)})")
    for address, words in findings[:_SHOWN]:
        screen.line(address, indent=2)
        screen.line(shorten(words, _SHORT), "dim", 4)
    if len(findings) > _SHOWN:
        screen.line(f"… and {len(findings) - _SHOWN} more", "dim", 2)


def _notes(screen: _Screen, run: Run) -> None:
    """Print what is left on the site, and warnings."""
    left = run.footer.leftovers if run.footer else ()
    screen.facts([("left", item) for item in left], title=f"LEFT ON THE SITE ({len(left)})")
    screen.facts([(note.level, note.text) for note in run.notes], title="Notes")
