"""Rules that are told as stories, and the cast that plays in them, out of TOML files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast, get_args

from conformance.contract import law
from conformance.contract.model import Rule
from conformance.contract.story import Expectation, Match, Step, Story, Subject
from conformance.errors import ContractError

__all__ = ["read_cast", "story_rules"]

_COMMON = ("source", "level", "provenance", "editions", "section")
_MATCHES = get_args(Match)


def read_cast(path: Path) -> dict[str, Subject]:
    """The meetings that stories are told of, by id.

    Raises:
        ContractError: the file is not what its schema asks for.
    """
    return {entry["id"]: Subject(**entry) for entry in law.read(path, "cast")["subject"]}


def story_rules(path: Path, cast_: dict[str, Subject]) -> Iterator[Rule]:
    """The rules of one file, in its order; what its head says holds for each that says nothing else.

    Raises:
        ContractError: the file is not what its schema asks for, or a story is about nobody of the cast.
    """
    data = law.read(path, "stories")
    head = {name: data[name] for name in _COMMON if name in data}
    for own in data["rule"]:
        entry = head | own
        story = _story(entry)
        if story and story.subject is not None and story.subject not in cast_:
            raise ContractError(f"{path.name} of the contract: the cast has no {story.subject}.")
        missing = [name for name in _COMMON if name not in entry]
        if missing:
            raise ContractError(f"{path.name} of the contract: {entry['address']} lacks {missing[0]}.")
        yield Rule(
            address=entry["address"],
            level=entry["level"],
            text=entry["text"],
            source=entry["source"],
            section=entry["section"],
            provenance=entry["provenance"],
            editions=tuple(entry["editions"]),
            faults=tuple(entry.get("faults", ())),
            not_tested=entry.get("not_tested"),
            story=entry.get("story"),
            told=story,
        )


def _story(entry: dict[str, Any]) -> Story | None:
    if "steps" not in entry:
        return None
    return Story(
        subject=entry.get("subject"),
        steps=tuple(_step(step) for step in entry["steps"]),
        fresh=entry.get("fresh", False),
        share=entry.get("share"),
        site=entry.get("site", {}),
        conflict=entry.get("conflict"),
    )


def _step(entry: dict[str, Any]) -> Step:
    plain = {name: value for name, value in entry.items() if name != "expect"}
    plain["to"] = str(plain.get("to", "series"))
    return Step(**plain, expect=tuple(_expectation(one) for one in entry.get("expect", ())))


def _expectation(entry: dict[str, Any]) -> Expectation:
    how = next(name for name in _MATCHES if name in entry)
    return Expectation(at=entry["at"], how=cast("Match", how), value=entry[how], follows=entry.get("follows"))
