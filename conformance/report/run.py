"""A run as its journal tells it: the one thing that every report is built from."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.errors import JournalError
from conformance.report.exchanges import Exchange
from conformance.report.fields import Damaged, text_of
from conformance.report.records import (
    Deviation,
    Footer,
    Header,
    Note,
    Reading,
    Situation,
    VerdictRecord,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

JOURNAL_NAME = "journal.jsonl"
JOURNAL_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run. Verdicts are keyed by address, in order of their first appearance."""

    path: Path
    header: Header
    exchanges: Mapping[str, Exchange]
    situations: tuple[Situation, ...]
    verdicts: Mapping[str, VerdictRecord]
    readings: tuple[Reading, ...]
    deviations: tuple[Deviation, ...]
    notes: tuple[Note, ...]
    footer: Footer | None

    @classmethod
    def load(cls, path: Path | str) -> Run:
        """Read the journal at `path`, a file or the folder of a run.

        Args:
            path: A journal, or a folder with a `journal.jsonl`.

        Raises:
            JournalError: There is none, it is not a journal, its version is not ours, or a line in the
                middle is damaged. A torn last line is dropped and noted instead.
        """
        file = Path(path)
        if file.is_dir():
            file /= JOURNAL_NAME
        return _Reader(file).read()

    @property
    def truncated(self) -> bool:
        """Whether the journal ends without its footer: the run, or the machine, died."""
        return self.footer is None

    @property
    def complete(self) -> bool:
        """Whether the run came to its own end, neither truncated nor interrupted by a person."""
        return self.footer is not None and not self.footer.interrupted

    @property
    def seconds(self) -> float | None:
        """How long the run took, if the journal tells."""
        if self.footer is None:
            return None
        try:
            started = datetime.fromisoformat(self.header.started)
            return max(0.0, (datetime.fromisoformat(self.footer.finished) - started).total_seconds())
        except (ValueError, TypeError):
            return None


class _Reader:
    """Collects the lines of one journal."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.header: Header | None = None
        self.footer: Footer | None = None
        self.exchanges: dict[str, Exchange] = {}
        self.situations: dict[str, Situation] = {}
        self.verdicts: dict[str, VerdictRecord] = {}
        self.readings: list[Reading] = []
        self.deviations: dict[tuple[str, str], Deviation] = {}
        self.notes: list[Note] = []
        self.judgements = 0

    def read(self) -> Run:
        """Read every line and return the run."""
        for number, line in self._lines():
            if self.header is None:
                self._open(line)
                continue
            try:
                self._take(line)
            except Damaged as error:
                raise self._damaged(number, str(error)) from None
        if self.header is None:
            raise JournalError(
                f"The journal {self.path} is empty.",
                hint="The run stopped before it began; run it again.",
            )
        self._compare_with_footer()
        return Run(
            path=self.path,
            header=self.header,
            exchanges=self.exchanges,
            situations=tuple(self.situations.values()),
            verdicts=self.verdicts,
            readings=tuple(dict.fromkeys(self.readings)),
            deviations=tuple(self.deviations.values()),
            notes=tuple(self.notes),
            footer=self.footer,
        )

    def _lines(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield numbered JSON objects; a last line that is none was torn off, and is noted."""
        try:
            raw = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            raise JournalError(
                f"There is no journal at {self.path}.",
                hint=f"Give the folder of a run, or its {JOURNAL_NAME}.",
            ) from None
        except OSError as error:
            raise JournalError(
                f"The journal {self.path} cannot be read: {error.strerror or error}.",
                hint="Check the path and its permissions.",
            ) from None
        lines = [(number, text) for number, text in enumerate(raw, start=1) if text.strip()]
        for position, (number, text) in enumerate(lines, start=1):
            try:
                line = json.loads(text, parse_constant=str)
            except (ValueError, RecursionError):
                line = None
            if isinstance(line, dict):
                yield number, line
            elif self.header is None:
                raise self._not_a_journal()
            elif position == len(lines):
                self.notes.append(Note(level="warning", text=f"Line {number}, the last, is torn; left out."))
            else:
                raise self._damaged(number, "it is not a JSON object")

    def _open(self, line: Mapping[str, Any]) -> None:
        """Take the header, or say why this is no journal of ours."""
        version = line.get("journal")
        if line.get("kind") != "header" or version is None:
            raise self._not_a_journal()
        if (
            isinstance(version, bool)
            or not isinstance(version, int | float)
            or not JOURNAL_VERSION <= version < JOURNAL_VERSION + 1
        ):
            raise JournalError(
                f"The journal {self.path} has version {str(version)[:20]}, not {JOURNAL_VERSION}.",
                hint="Use the release of the tool that wrote it.",
            )
        try:
            self.header = Header.parse(line)
        except Damaged as error:
            raise self._damaged(1, str(error)) from None

    def _take(self, line: Mapping[str, Any]) -> None:
        """Sort one line by its kind; kinds of a later version are passed over."""
        match line.get("kind"):
            case "exchange":
                exchange = Exchange.parse(line)
                self.exchanges.setdefault(exchange.id, exchange)
            case "verdict":
                self._judge(VerdictRecord.parse(line))
            case "situation":
                self._stage(Situation.parse(line))
            case "reading":
                self.readings.append(Reading.parse(line))
            case "deviation":
                deviation = Deviation.parse(line)
                self.deviations.setdefault((deviation.address, deviation.state), deviation)
            case "edition" if self.header is not None:
                found = {**self.header.editions, text_of(line, "door"): text_of(line, "edition")}
                self.header = replace(self.header, editions=found)
            case "note":
                self.notes.append(Note.parse(line))
            case "footer":
                self.footer = Footer.parse(line)
            case "header":
                raise Damaged("a second run begins there")
            case _:
                pass

    def _stage(self, situation: Situation) -> None:
        """Keep the first line that says how a situation was reached."""
        known = self.situations.get(situation.name)
        if known is None or not known.provider:
            self.situations[situation.name] = situation

    def _judge(self, record: VerdictRecord) -> None:
        """Keep the highest verdict of an address, and every exchange it was drawn from."""
        self.judgements += 1
        known = self.verdicts.get(record.address)
        if known is not None:
            higher = record if record.verdict > known.verdict else known
            seen = dict.fromkeys((*higher.exchanges, *known.exchanges, *record.exchanges))
            record = replace(
                higher,
                exchanges=tuple(seen),
                cell=higher.cell or known.cell or record.cell,
                access=higher.access or known.access or record.access,
                lines=known.lines + 1,
            )
        self.verdicts[record.address] = record

    def _compare_with_footer(self) -> None:
        """Note it when the footer counted more verdicts than the journal holds."""
        counted = sum(self.footer.verdicts.values()) if self.footer else 0
        if counted > self.judgements:
            text = f"The footer counts {counted} verdicts, the journal holds {self.judgements}."
            self.notes.append(Note(level="warning", text=text))

    def _not_a_journal(self) -> JournalError:
        return JournalError(
            f"{self.path} is not the journal of a run.",
            hint=f"Give the folder of a run, or its {JOURNAL_NAME}.",
        )

    def _damaged(self, number: int, why: str) -> JournalError:
        return JournalError(
            f"Line {number} of {self.path} is damaged: {why}.",
            hint="The file was changed after the run; restore it, or run again.",
        )
