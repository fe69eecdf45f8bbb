"""Rules that come from the table of body parameters of Update a Meeting.

In every story the last value that is sent differs from the one before, so that a target that only looks as if
it took it over is caught, and a flag is left false: closed rather than open.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from conformance.contract import law
from conformance.contract.model import Level, Rule
from conformance.contract.rows import records
from conformance.contract.story import Expectation, Step, Story, Subject
from conformance.errors import ContractError

__all__ = ["parameter_rules", "shape"]

_COLUMNS = ("parameter", "subject", "kind", "values", "other", "with", "first", "level")
_LEVELS = ("must", "should", "may")
_PLAIN = re.compile(r"[A-Za-z0-9_.,;:=+/@-]{1,60}")
_TEXT = re.compile(r"\{text\*(\d+)\}")
_FALSE_LAST = (True, False)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row, read."""

    parameter: str
    subject: Subject
    kind: str
    values: tuple[Any, ...]
    other: Any
    along: Mapping[str, Any]
    first: Mapping[str, Any]
    level: Level


@dataclass(frozen=True, slots=True)
class _Aspect:
    """What one rule of a row says: `name` is its entry in the head, `values` are sent one after the other."""

    name: str
    values: tuple[Any, ...]
    accepted: bool = True
    before: Any = None


def parameter_rules(folder: Path, cast_: Mapping[str, Subject]) -> Iterator[Rule]:
    """The rules of `parameters.csv` in `folder`, worded by `parameters.toml`, in the order of the table.

    Args:
        folder: where both files are.
        cast_: the meetings that rows name as their subject.

    Raises:
        ContractError: a file is damaged, or a row names an unknown subject or kind, or has values that do
            not fit its kind.
    """
    path = folder / "parameters.csv"
    how = law.read(folder / "parameters.toml", "parameters")
    seen: dict[str, str] = {}
    for record in records(path, _COLUMNS):
        row = _row(path.name, record, cast_)
        if row.subject.id not in how["whom"]:
            raise ContractError(
                f"parameters.toml of the contract does not say what {row.subject.id} is called."
            )
        stem = f"{how['prefix']}.{row.parameter}"
        if seen.setdefault(row.parameter, row.subject.id) != row.subject.id:
            stem += f".{row.subject.id}"
        for aspect in _aspects(path.name, row):
            yield _rule(stem, row, aspect, how)


def shape(value: Any) -> str:
    """How names of faults write a value that an update sends.

    A text is written as it is if that is short and plain, and else by its length.
    """
    if not isinstance(value, str):
        return json.dumps(value)
    if filled := _TEXT.fullmatch(value):
        return f"text({filled[1]})"
    return value if _PLAIN.fullmatch(value) else f"text({len(value)})"


def _row(file: str, record: Mapping[str, str], cast_: Mapping[str, Subject]) -> _Row:
    name, kind, level = record["parameter"], record["kind"], record["level"]
    place = f"{file} of the contract, {name or 'a row without a parameter'}:"
    if not name:
        raise ContractError(f"{place} its name is missing.")
    if record["subject"] not in cast_:
        raise ContractError(f"{place} the cast has no {record['subject']}.")
    if level not in _LEVELS:
        raise ContractError(f"{place} {level!r} is no level.")
    return _Row(
        parameter=name,
        subject=cast_[record["subject"]],
        kind=kind,
        values=_values(place, kind, record["values"]),
        other=_value(record["other"]) if record["other"] else None,
        along=_members(place, record["with"]),
        first=_members(place, record["first"]),
        level=cast("Level", level),
    )


def _values(place: str, kind: str, text: str) -> tuple[Any, ...]:
    match kind:
        case "flag" | "unseen":
            if text:
                raise ContractError(f"{place} a row of kind {kind} takes no values, not {text!r}.")
            return ()
        case "option" | "kept":
            values = tuple(_value(word) for word in text.split())
            if len(values) < 2 or len(set(values)) < len(values):
                raise ContractError(f"{place} it needs two or more values that differ, not {text!r}.")
            return values
        case "number" | "text":
            bounds = re.fullmatch(r"(\d+)\.\.(\d+)" if kind == "number" else r"()\.\.(\d+)", text)
            least, most = (int(bounds[1] or 0), int(bounds[2])) if bounds else (0, 0)
            if most - least < 2:
                form = "least..most" if kind == "number" else "..longest"
                raise ContractError(f"{place} its values are written {form}, not {text!r}.")
            return (least, most)
    raise ContractError(f"{place} there is no kind {kind!r}.")


def _value(text: str) -> Any:
    """A number if it reads as one, else the word."""
    return int(text) if re.fullmatch(r"-?\d+", text) else text


def _members(place: str, text: str) -> dict[str, Any]:
    """What is sent beside a parameter: JSON values by path, e.g. `a.b=true&c=5`."""
    found = {}
    for part in filter(None, text.split("&")):
        path, _, value = part.partition("=")
        try:
            found[path] = json.loads(value)
        except ValueError:
            raise ContractError(f"{place} {part!r} is not written as a path, = and a JSON value.") from None
    return found


def _aspects(file: str, row: _Row) -> Iterator[_Aspect]:
    """What the rules of a row say; see the head of the table for the kinds."""
    match row.kind:
        case "flag":
            yield _Aspect("flag", _FALSE_LAST)
        case "option":
            if row.other is None or row.other in row.values:
                raise ContractError(
                    f"{file} of the contract, {row.parameter}: its other value must be none of its options."
                )
            yield _Aspect("options", row.values)
            name = "no-number" if isinstance(row.other, int) else "no-word"
            yield _Aspect(name, (row.other,), accepted=False)
        case "number":
            least, most = row.values
            middle = (least + most) // 2
            yield _Aspect("least", (least,), before=middle)
            yield _Aspect("most", (most,), before=middle)
            yield _Aspect("below", (least - 1,), accepted=False)
            yield _Aspect("above", (most + 1,), accepted=False)
        case "text":
            _, longest = row.values
            yield _Aspect("longest", (f"{{text*{longest}}}",))
            yield _Aspect("too-long", (f"{{text*{longest + 1}}}",), accepted=False)
        case _:
            yield _Aspect(row.kind, row.values)


def _rule(stem: str, row: _Row, aspect: _Aspect, how: dict[str, Any]) -> Rule:
    said = how["rule"][aspect.name]
    last = shape(aspect.values[-1]) if aspect.values else ""
    words = {
        "whom": how["whom"][row.subject.id],
        "parameter": row.parameter,
        "value": last.removeprefix("text(").removesuffix(")"),
        "values": ", ".join(map(shape, aspect.values)),
        "An": _opening(row.along),
    }
    untold = said.get("not_tested")
    family = "ignored" if aspect.accepted else "misjudged"
    parts = {row.parameter: aspect.values[-1], **row.along} if aspect.values else {}
    sent = "&".join(f"{path}={shape(value)}" for path, value in parts.items())
    return Rule(
        address=f"{stem}.{said['ending']}" if "ending" in said else stem,
        level=row.level,
        text=said["text"].format(**words),
        source=how["source"],
        section=f"{how['section']}, {row.parameter}",
        provenance=said.get("provenance", how["provenance"]),
        editions=tuple(how["editions"]),
        faults=() if untold else (f"update-{family}:sent:{_sort(row.subject)}:{sent}",),
        not_tested=untold,
        told=None if untold else Story(subject=row.subject.id, steps=tuple(_steps(row, aspect))),
    )


def _steps(row: _Row, aspect: _Aspect) -> Iterator[Step]:
    if row.first:
        yield Step(do="update", send=_body(row.first))
    if aspect.before is not None:
        yield Step(do="update", send=_body({row.parameter: aspect.before, **row.along}))
    for value in aspect.values:
        shown = (Expectation(at=row.parameter, how="is", value=value),) if aspect.accepted else ()
        yield Step(
            do="update",
            send=_body({row.parameter: value, **row.along}),
            outcome="accepted" if aspect.accepted else "refused",
            expect=shown,
        )


def _body(members: Mapping[str, Any]) -> dict[str, Any]:
    """The object whose members, however deep, are at these dotted paths."""
    body: dict[str, Any] = {}
    for path, value in members.items():
        *groups, name = path.split(".")
        inner = body
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[name] = value
    return body


def _opening(along: Mapping[str, Any]) -> str:
    """How a text begins that ends in "update of ...": with what is sent along, if anything is."""
    said = " and ".join(f"{path} is {json.dumps(value)}" for path, value in along.items())
    return f"While {said}, an" if said else "An"


def _sort(subject: Subject) -> str:
    """What names of faults call a series such as this one."""
    kind = "adhoc" if subject.body.get("adhoc") else str(subject.body.get("scheduledType", "meeting"))
    return f"{kind}.recurring" if "recurrence" in subject.body else kind
