"""The values that the contract is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Literal

from conformance.contract.access import Access
from conformance.contract.listing import Listing
from conformance.contract.misuse import Misuse
from conformance.contract.preference import Preference
from conformance.contract.sample import Sample
from conformance.contract.story import Story
from conformance.contract.walk import Aspect
from conformance.contract.xml_sample import XmlGenerated
from conformance.contract.xml_story import XmlStory

__all__ = [
    "Cell",
    "Conflict",
    "Documented",
    "Level",
    "Move",
    "Plan",
    "Provenance",
    "Reading",
    "Rule",
    "Source",
]

Level = Literal["must", "should", "may"]
Provenance = Literal["documented", "observed", "inferred"]
Documented = Literal["Yes", "No", "N/A"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that rules cite.

    Attributes:
        id: the short name that citations use.
        digest: SHA-256 of the text that the rules were written from.
    """

    id: str
    title: str
    date: str
    digest: str
    covers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of an availability table.

    Attributes:
        type: a `meetingType`.
        state: a state of that type.
        documented: what the cell says.
        depends: why a meeting may be without the attribute in any state; None when each has it.
    """

    type: str
    state: str
    attribute: str
    documented: Documented
    depends: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A series of which worked examples move single meetings.

    Attributes:
        recurrence: RFC 2445; `{day0}` and `{day3}` stand for the weekday of the first meeting and of the
            third day after it.
        at: when its meetings start, in the series' own zone.
        days_ahead: on which day from today the first one is.
    """

    id: str
    recurrence: str
    at: time
    length: timedelta
    days_ahead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A worked example: one scheduled meeting gets a new start and end.

    Attributes:
        of: which scheduled meeting, from 1.
        day: the new day, counted from the one on which it was scheduled.
        at: the new start, in the series' own zone.
        accepted: whether the documents accept it.
        breaks: which restriction forbids it; None when none does.
        needs: what must have happened before, or None.
    """

    plan: Plan
    of: int
    day: int
    at: time
    length: timedelta
    accepted: bool
    breaks: str | None = None
    needs: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One clause of the contract that can be checked.

    Attributes:
        address: what people select, report and compare by; never changes.
        level: how strongly the source says it.
        text: the rule in our words.
        source: id of the document; `section` is the heading there.
        provenance: `documented`, `observed` on a real site, or `inferred` by us.
        editions: in which editions it holds.
        faults: what makes the reference emulator break it.
        not_tested: why no case judges it; None when one does.
        situation: the state of a meeting that its case needs; None when it needs none.
        cell: the table cell that it comes from, if any.
        move: the worked example that it comes from, if any.
        story: what happens in the example and why, for readers without the document.
        told: what is done and must be seen, if the rule is told as a story.
        chance: how often the random series recur that it is tried on, if it is.
        access: who does what with which scopes, if the rule is about scopes.
        preference: which of somebody's preferences it is about, if it is.
        misuse: which wrong request gets which answer, if the rule is about errors.
        listing: which readings of a list are compared, if the rule is about lists.
        walk: how random walks are looked at, if the rule is about them.
        xml: what is sent to the XML API and must come back, if the rule is about that.
        generated: of which operation documents are drawn and sent, if the rule is about these.
        sample: of which REST operation requests are drawn, if the rule is about these.
    """

    address: str
    level: Level
    text: str
    source: str
    section: str
    provenance: Provenance
    editions: tuple[str, ...]
    faults: tuple[str, ...] = ()
    not_tested: str | None = None
    situation: str | None = None
    cell: Cell | None = None
    move: Move | None = None
    story: str | None = None
    told: Story | None = None
    chance: Literal["daily", "weekly", "monthly"] | None = None
    access: Access | None = None
    preference: Preference | None = None
    misuse: Misuse | None = None
    listing: Listing | None = None
    walk: Aspect | None = None
    xml: XmlStory | None = None
    generated: XmlGenerated | None = None
    sample: Sample | None = None

    @property
    def can_fail_a_target(self) -> bool:
        """Only what a document says with a must fails a target; the rest is an advisory."""
        return self.level == "must" and self.provenance == "documented"

    def is_under(self, prefix: str) -> bool:
        """Whether `prefix` is this address or a whole-word beginning of it."""
        return self.address == prefix or self.address.startswith(prefix.rstrip(".") + ".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read the documents where they disagree."""

    id: str
    text: str
    source: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A place where the documents disagree; a target may follow any of the readings.

    Attributes:
        affects: addresses, or beginnings of addresses, that it touches.
        treatment: what the suite does about it.
    """

    id: str
    title: str
    kind: str
    affects: tuple[str, ...]
    readings: tuple[Reading, ...]
    treatment: str
