"""Rules about one meeting behind two doors: what REST made or changed XML shows, and the other way round."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args

from conformance.contract import law
from conformance.contract.model import Rule
from conformance.contract.rows import records
from conformance.contract.xml_story import XmlExpectation, XmlMatch, XmlStep, XmlStory
from conformance.contract.xsd import EDITIONS
from conformance.errors import ContractError

__all__ = ["Direction", "Pair", "Side", "door_rules", "read_pairs"]

Direction = Literal["rest-to-xml", "xml-to-rest", "rest-update-to-xml", "xml-update-to-rest"]
"""Which door made or updated a meeting, and which must show it; the one updates what the other made."""

_DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
_MADE_BY_REST = ("rest-to-xml", "xml-update-to-rest")
_UPDATES = ("rest-update-to-xml", "xml-update-to-rest")
_TABLE = "doors.csv"
_COLUMNS = (
    *("field", "set", "update", "rest", "rest_how", "rest_first", "rest_second"),
    *("xml", "xml_how", "xml_first", "xml_second", "directions", "remark"),
)
_SETTINGS = ("together", "apart", "never")
_HOWS = ("is", "instant", "contains", "rule")
_KEY, _ID, _SAME = "{key}", "{id}", "{same}"
_NUMBER = f"number:{_KEY}"
_NO_MEETING = "060001"
_NAMED = {"meetingKey": _KEY}
_GET = XmlStep(do="meeting.GetMeeting", send=_NAMED)
_READ_ID = XmlStep(do="rest.read", to=_NUMBER, keep={"id": "id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A field as one of the doors has it.

    Attributes:
        path: the property, names joined by dots, or the element below the content, joined by slashes.
        joint: which of the two joins its names.
        how: how what is shown is compared: `is`, `instant`, `contains` or `rule`, part by part.
        first: what a meeting is made with, or of a field that is never sent what must be shown; None for
            whatever the other door shows.
        second: what it is updated to; None when it is not updated.
    """

    path: str
    joint: str
    how: str
    first: Any
    second: Any

    def part(self, value: Any) -> dict[str, Any]:
        """The part of a body that sends a value; an object is such a part already."""
        for name in () if isinstance(value, dict) else reversed(self.path.split(self.joint)):
            value = {name: value}
        found: dict[str, Any] = value
        return found

    def expected(self, value: Any) -> tuple[XmlExpectation, ...]:
        """What must be seen when the field has a value: one expectation for each text in it.

        Raises:
            ContractError: the value is an object that has nothing at the path.
        """
        if value is None:
            return (_expectation(self.path, self.how, _SAME),)
        if isinstance(value, dict):
            value = self._found(value)
        return tuple(_expectation(path, self.how, text) for path, text in self._texts(self.path, value))

    def _found(self, value: Any) -> Any:
        for name in self.path.split(self.joint):
            inner = value[0] if isinstance(value, list) and len(value) == 1 else value
            if not isinstance(inner, dict) or name not in inner:
                raise ContractError(f"{_TABLE} of the contract sends nothing at {self.path}.")
            value = inner[name]
        return value

    def _texts(self, path: str, value: Any) -> Iterator[tuple[str, str]]:
        if isinstance(value, dict):
            for name, inner in value.items():
                yield from self._texts(f"{path}{self.joint}{name}", inner)
        elif isinstance(value, bool):
            yield path, str(value).lower()
        else:
            yield path, str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A field that both doors have.

    Attributes:
        set: whether it is sent with all others (`together`), with a meeting of its own (`apart`) or `never`.
        update: the name of the update that it is part of; empty for a field that is not updated.
        directions: in which directions it is tried.
    """

    field: str
    set: str
    update: str
    rest: Side
    xml: Side
    directions: tuple[Direction, ...]


def read_pairs(path: Path) -> list[Pair]:
    """The rows of the table, in its order.

    Raises:
        ContractError: it is damaged, names a field twice, or a row does not say what it must.
    """
    pairs = [_pair(row) for row in records(path, _COLUMNS)]
    if len({pair.field for pair in pairs}) < len(pairs):
        raise ContractError(f"{path.name} of the contract names a field twice.")
    return pairs


def door_rules(folder: Path) -> Iterator[Rule]:
    """The rules of each direction, field by field, then those about lists and deletion.

    Args:
        folder: where `doors.toml` and `doors.csv` are.

    Raises:
        ContractError: a file is damaged, or one names a field that the table does not have.
    """
    maker = _Maker(law.read(folder / "doors.toml", "xml_doors"), read_pairs(folder / _TABLE))
    for direction in _DIRECTIONS:
        for pair in maker.pairs:
            if direction in pair.directions:
                yield maker.rule(pair, direction)
    yield from maker.whole()


class _Maker:
    """Turns pairs into rules."""

    def __init__(self, how: dict[str, Any], pairs: list[Pair]) -> None:
        self.pairs = pairs
        self._how = how
        known = {pair.field for pair in pairs}
        for field in (*how["base"], *how["site"], *(one["field"] for one in how["open"])):
            if field not in known:
                raise ContractError(
                    f"doors.toml of the contract names {field}, which {_TABLE} does not have."
                )

    def rule(self, pair: Pair, direction: Direction) -> Rule:
        """The rule about one field in one direction."""
        words = {"rest": pair.rest.path, "xml": pair.xml.path}
        story = XmlStory(
            steps=self._steps(pair, direction),
            site=self._how["site"].get(pair.field, {}),
            conflict=next((one["conflict"] for one in self._open(pair, direction)), None),
        )
        return self._rule(pair.field, direction, self._how["text"][direction].format(**words), story)

    def whole(self) -> Iterator[Rule]:
        """The rules about a meeting as a whole."""
        base = self._based()
        together = [one for one in self.pairs if one.set == "together"]
        found = XmlExpectation(at="meeting/meetingKey", how="contains", value=_KEY)
        stories: dict[tuple[str, Direction], tuple[XmlStep, ...]] = {
            ("list", "rest-to-xml"): (
                self._made("rest-to-xml", together, by_rest=True),
                XmlStep(do="meeting.LstsummaryMeeting", send=_NAMED, outcome="accepted", expect=(found,)),
            ),
            ("delete", "rest-to-xml"): (
                self._made("deleted by REST", base, by_rest=False),
                _READ_ID,
                XmlStep(do="rest.delete", to=_ID, outcome="accepted"),
                replace(_GET, outcome="refused", exceptions=(_NO_MEETING,)),
            ),
            ("delete", "xml-to-rest"): (
                self._made("deleted by XML", base, by_rest=True),
                XmlStep(do="meeting.DelMeeting", send=_NAMED, outcome="accepted"),
                XmlStep(do="rest.read", to=_ID, outcome="refused"),
            ),
        }
        for (field, direction), steps in stories.items():
            text = self._how["whole"][f"{field}-{direction}"]
            yield self._rule(field, direction, text, XmlStory(steps=steps))

    def _rule(self, field: str, direction: Direction, text: str, story: XmlStory) -> Rule:
        return Rule(
            address=f"{self._how['prefix']}.{field}.{direction}",
            level=self._how["level"],
            text=text,
            source=self._how["source"],
            section=self._how["section"],
            provenance=self._how["provenance"],
            editions=EDITIONS,
            faults=(self._how["fault"].format(field=field, direction=direction),),
            xml=story,
        )

    def _steps(self, pair: Pair, direction: Direction) -> tuple[XmlStep, ...]:
        update = direction in _UPDATES
        by_rest = direction in _MADE_BY_REST
        if update:
            name, fields = f"{direction} {pair.update}", self._based(update=pair.update)
        elif pair.set == "apart":
            name, fields = f"{direction} {pair.field}", self._based(field=pair.field)
        else:
            name, fields = direction, [one for one in self.pairs if one.set == "together"]
        made = self._made(name, [one for one in fields if direction in one.directions], by_rest=by_rest)
        between: tuple[XmlStep, ...] = ()
        if update:
            between = self._update(name, [one for one in fields if one.update == pair.update], direction)
        elif pair.rest.first is None and by_rest:
            between = (XmlStep(do="rest.read", to=_ID, keep={"same": pair.rest.path}),)
        elif pair.rest.first is None:
            between = (replace(_GET, keep={"same": pair.xml.path}),)
        seen = _GET
        if direction.endswith("to-rest"):
            seen = XmlStep(do="rest.read", to=_ID if by_rest else _NUMBER)
        return (made, *between, replace(seen, expect=tuple(self._expected(pair, direction, name))))

    def _based(self, *, field: str = "", update: str = "") -> list[Pair]:
        """The fields of every meeting, and one more, or those of one update, in the order of the table."""
        wanted = {*self._how["base"], field}
        return [one for one in self.pairs if one.field in wanted or (update and one.update == update)]

    def _expected(self, pair: Pair, direction: Direction, name: str) -> Iterator[XmlExpectation]:
        side = pair.xml if direction.endswith("to-xml") else pair.rest
        for one in self._open(pair, direction):
            for reading, text in one["readings"].items():
                yield XmlExpectation(at=side.path, how="is", value=text, follows=reading)
            return
        yield from side.expected(_named(side.second if direction in _UPDATES else side.first, name))

    def _open(self, pair: Pair, direction: Direction) -> list[dict[str, Any]]:
        return [
            one for one in self._how["open"] if (one["field"], one["direction"]) == (pair.field, direction)
        ]

    def _made(self, name: str, fields: list[Pair], *, by_rest: bool) -> XmlStep:
        """The step that makes a meeting with the first values of fields."""
        if not by_rest:
            body = _body([one.xml.part(one.xml.first) for one in fields], name)
            return XmlStep(do="meeting.CreateMeeting", send=body, keep={"key": "meetingkey"})
        body = _body([one.rest.part(one.rest.first) for one in fields], name) | self._how["beside"]
        return XmlStep(do="rest.create", send=body, keep={"id": "id", "key": "meetingNumber"})

    @staticmethod
    def _update(name: str, fields: list[Pair], direction: Direction) -> tuple[XmlStep, ...]:
        """The steps that update a meeting to the second values of fields."""
        if direction == "rest-update-to-xml":
            body = _body([one.rest.part(one.rest.second) for one in fields], name)
            return (_READ_ID, XmlStep(do="rest.update", to=_ID, send=body))
        body = _body([one.xml.part(one.xml.second) for one in fields], name)
        return (XmlStep(do="meeting.SetMeeting", send={**body, "meetingkey": _KEY}),)


def _pair(row: dict[str, str]) -> Pair:
    field = row["field"]
    rest = _side(row, "rest", ".")
    xml = _side(row, "xml", "/")
    updated = bool(row["update"])
    directions = row["directions"].split() or _DIRECTIONS[: 4 if updated else 2]
    sound = (
        row["set"] in _SETTINGS
        and set(directions) <= set(_DIRECTIONS)
        and {rest.how, xml.how} <= set(_HOWS)
        and updated == (xml.second is not None) == (rest.second is not None)
        and (updated or not set(directions) & set(_UPDATES))
        and (rest.first is None) == (xml.first is None)
        and (rest.first is not None or row["set"] == "never")
        and not (updated and row["set"] == "never")
        and bool(re.fullmatch(r"[a-z0-9-]+", field))
    )
    if not sound:
        raise ContractError(f"{_TABLE} of the contract has a damaged row: {field or 'one without a name'}.")
    for side in (rest, xml):
        for value in (side.first, side.second):
            side.expected(value)
    return Pair(
        field=field,
        set=row["set"],
        update=row["update"],
        rest=rest,
        xml=xml,
        directions=tuple(cast("list[Direction]", directions)),
    )


def _side(row: dict[str, str], door: str, joint: str) -> Side:
    first, second = (_value(row[f"{door}_{which}"]) for which in ("first", "second"))
    return Side(path=row[door], joint=joint, how=row[f"{door}_how"], first=first, second=second)


def _value(cell: str) -> Any:
    """What a cell says: an object, a whole number or a boolean of JSON, else its text; None if empty."""
    try:
        found = json.loads(cell)
    except ValueError:
        return cell or None
    return found if isinstance(found, dict | bool | int) else cell


def _expectation(path: str, how: str, text: str) -> XmlExpectation:
    if how != "rule" or text == _SAME:
        return XmlExpectation(at=path, how=cast("XmlMatch", how), value=text)
    # The parts of a recurrence rule may come in any order, and others beside them.
    parts = "".join(rf"(?=(.*;)?{re.escape(part)}(;|$))" for part in text.split(";"))
    return XmlExpectation(at=path, how="matches", value=f"{parts}.*")


def _named(value: Any, name: str) -> Any:
    """A copy of a value with the name of the meeting in place of `{name}`."""
    if isinstance(value, dict):
        return {key: _named(inner, name) for key, inner in value.items()}
    if isinstance(value, list):
        return [_named(inner, name) for inner in value]
    return value.replace("{name}", name) if isinstance(value, str) else value


def _body(parts: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """A body of several parts; what two of them have in common is merged."""
    body: dict[str, Any] = {}
    for part in parts:
        _merge(body, _named(part, name))
    return body


def _merge(into: dict[str, Any], part: dict[str, Any]) -> None:
    for name, value in part.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value
