"""Rules of the XML API that are told as stories, out of TOML files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast, get_args

from conformance.contract import law
from conformance.contract.model import Rule
from conformance.contract.xml_story import Added, XmlExpectation, XmlMatch, XmlStep, XmlStory
from conformance.contract.xsd import EDITIONS
from conformance.errors import ContractError

__all__ = ["editions_between", "xml_rules"]

_COMMON = ("source", "section", "level", "provenance", "since", "until")
_MATCHES = get_args(XmlMatch)


def xml_rules(path: Path) -> Iterator[Rule]:
    """The rules of one file, in its order; what its head says holds for each that says nothing else.

    Raises:
        ContractError: the file is not what its schema asks for, or its editions are none.
    """
    data = law.read(path, "xml_rules")
    head = {"since": EDITIONS[0], "until": EDITIONS[-1]}
    head |= {name: data[name] for name in _COMMON if name in data}
    for own in data["rule"]:
        entry = head | own
        story = _story(entry) if "steps" in entry else None
        # Of a new element the releases before it say something too: that they do not have it.
        first = EDITIONS[0] if story and story.added else entry["since"]
        yield Rule(
            address=entry["address"],
            level=entry["level"],
            text=entry["text"],
            source=entry["source"],
            section=entry["section"],
            provenance=entry["provenance"],
            editions=editions_between(first, entry["until"], f"{path.name}, {entry['address']}"),
            faults=tuple(entry.get("faults", ())),
            not_tested=entry.get("not_tested"),
            xml=story,
        )


def editions_between(since: str, until: str, place: str) -> tuple[str, ...]:
    """The editions from one to another, both included.

    Raises:
        ContractError: there is none.
    """
    found = EDITIONS[EDITIONS.index(since) : EDITIONS.index(until) + 1]
    if not found:
        raise ContractError(f"{place} of the contract holds in no edition.")
    return found


def _story(entry: dict[str, Any]) -> XmlStory:
    added = entry.get("added")
    return XmlStory(
        steps=tuple(_step(step) for step in entry["steps"]),
        needs=tuple(entry.get("needs", ())),
        fresh=entry.get("fresh", False),
        site=entry.get("site", {}),
        conflict=entry.get("conflict"),
        fits=entry.get("fits", False),
        added=Added(**added, since=entry["since"]) if added else None,
    )


def _step(entry: dict[str, Any]) -> XmlStep:
    plain = {name: value for name, value in entry.items() if name not in ("expect", "exceptions")}
    return XmlStep(
        **plain,
        exceptions=tuple(entry.get("exceptions", ())),
        expect=tuple(_expectation(one) for one in entry.get("expect", ())),
    )


def _expectation(entry: dict[str, Any]) -> XmlExpectation:
    how = next(name for name in _MATCHES if name in entry)
    return XmlExpectation(
        at=entry["at"], how=cast("XmlMatch", how), value=entry[how], follows=entry.get("follows")
    )
