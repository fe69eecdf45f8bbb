"""Rules that come from the table of response properties of Update a Meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from conformance.contract import law
from conformance.contract.model import Level, Rule
from conformance.contract.rows import records
from conformance.contract.story import Expectation, Step, Story, Subject
from conformance.errors import ContractError

__all__ = ["response_rules"]

_COLUMNS = ("property", "subject", "to", "level")
_LEVELS = ("must", "should", "may")


def response_rules(folder: Path, cast_: Mapping[str, Subject]) -> Iterator[Rule]:
    """The rules of `response.csv` in `folder`, worded by `response.toml`, in the order of the table.

    The rows of one meeting share one story, so that a single update by each method serves them all.

    Args:
        folder: where both files are.
        cast_: the meetings that rows name as their subject.

    Raises:
        ContractError: a file is damaged, a row names an unknown subject, or the head says something of
            a property that has no row.
    """
    path = folder / "response.csv"
    how = law.read(folder / "response.toml", "response")
    unnamed = {*how["not_tested"], *how["section_of"]}
    for row in records(path, _COLUMNS):
        place = f"{path.name} of the contract, {row['property'] or 'a row without a property'}:"
        if not row["property"]:
            raise ContractError(f"{place} its name is missing.")
        if row["subject"] not in cast_:
            raise ContractError(f"{place} the cast has no {row['subject']}.")
        if row["level"] not in _LEVELS:
            raise ContractError(f"{place} {row['level']!r} is no level.")
        if row["to"] != "series" and not row["to"].isdecimal():
            raise ContractError(f"{place} {row['to']!r} is neither series nor a number.")
        unnamed.discard(row["property"])
        yield _rule(row, how)
    if unnamed:
        raise ContractError(f"response.toml of the contract: there is no row {min(unnamed)}.")


def _rule(row: Mapping[str, str], how: Mapping[str, Any]) -> Rule:
    name, subject, to = row["property"], row["subject"], row["to"]
    not_tested = how["not_tested"].get(name)
    meeting = subject if to == "series" else f"{subject}.{to}"
    if meeting not in how["whom"]:
        raise ContractError(f"response.toml of the contract does not say what {meeting} is called.")
    return Rule(
        address=f"{how['prefix']}.{name}",
        level=cast("Level", row["level"]),
        text=how["text"].format(whom=how["whom"][meeting], property=name),
        source=how["source"],
        section=how["section_of"].get(name, f"{how['section']}, {name}"),
        provenance=how["provenance"],
        editions=tuple(how["editions"]),
        faults=() if not_tested else (f"answer-drops:{name}",),
        not_tested=not_tested,
        told=None if not_tested else _story(name, subject, to, how["send"]),
    )


def _story(name: str, subject: str, to: str, send: Mapping[str, Any]) -> Story:
    component = "MeetingSeries" if to == "series" else "ScheduledMeeting"
    step = Step(
        do="update",
        to=to,
        send=dict(send),
        outcome="accepted",
        expect=(Expectation(at=name, how="fits", value=f"{component}.{name}"),),
        answer=True,
    )
    return Story(subject=subject, steps=(step,), share=f"answer to an update: {subject}, {to}")
