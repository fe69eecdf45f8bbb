"""From a file to JSON values, whatever the file holds.

YAML is read by the rules of YAML 1.2: `on` and `2025-01-01` are text. Nothing in a file can make objects
other than those of JSON, and what aliases stand for is counted, so that a small file cannot become large.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from conformance.contract.foreign.places import Flaws, below, printable
from conformance.errors import UsageError

__all__ = ["load_text", "read_bytes"]

_LARGEST = 50_000_000
"""Bytes of a file that are read at most."""

_MOST_VALUES = 2_000_000
"""Values of a document."""

_MOST_REPEATED = 200_000
"""Values that the aliases of a document stand for, all of them together."""

_DEEPEST = 128
"""Levels that a document may be nested."""

_LONGEST = 4_000
"""Signs that the names on the way to a value may have together."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]{1,400}|0x[0-9a-fA-F]{1,300}|0o[0-7]{1,300}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_bytes(path: Path) -> bytes:
    """The file's bytes.

    Raises:
        UsageError: it cannot be read, is empty or is too large.
    """
    try:
        with path.open("rb") as file:
            held = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{path} cannot be read: {reason}.") from error
    if len(held) > _LARGEST:
        raise UsageError(f"{path} is larger than {_LARGEST // 1_000_000} MB; it is not read.")
    if not held.strip():
        raise UsageError(f"{path} is empty.")
    return held


def load_text(held: bytes, name: str, flaws: Flaws) -> Any:
    """The JSON value that the bytes stand for, as JSON or as YAML.

    Args:
        held: the file's bytes.
        name: the file's name, for sentences.
        flaws: takes doubled keys and the like.

    Raises:
        UsageError: it is neither, is nested too deep, or has too many values.
    """
    text = _decoded(held, name)
    if text.lstrip()[:1] in ("{", "["):
        doubled: dict[int, tuple[dict[str, Any], list[str]]] = {}
        try:
            value = _load_json(text, doubled)
        except RecursionError:
            raise UsageError(_too_deep(name)) from None
        except ValueError as error:
            if name.endswith(".json"):
                raise UsageError(f"{name} is no JSON: {printable(str(error))}.") from error
        else:
            return _settled(value, name, doubled, flaws)
    return _Builder(name, flaws).build(text)


def _decoded(held: bytes, name: str) -> str:
    wide = held[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        return held.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is no text in UTF-8.") from error


def _too_deep(name: str) -> str:
    return f"{name} is nested more than {_DEEPEST} levels deep; it is not read."


def _too_many(name: str) -> str:
    return f"{name} has more than {_MOST_VALUES} values; it is not read."


def _too_long(name: str) -> str:
    return f"{name} has names of more than {_LONGEST} signs; it is not read."


def _load_json(text: str, doubled: dict[int, tuple[dict[str, Any], list[str]]]) -> Any:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) < len(items):
            counts = Counter(name for name, _ in items)
            # The object itself is kept as well, so that its identity stays its own.
            doubled[id(made)] = (made, sorted(name for name, number in counts.items() if number > 1))
        return made

    def refused(word: str) -> Any:
        raise ValueError(f"{word} is no JSON value")

    return json.loads(text, object_pairs_hook=pairs, parse_constant=refused, parse_float=_finite)


def _finite(text: str) -> float | str:
    """A number, or its text where no number of JSON can hold it."""
    value = float(text)
    return value if math.isfinite(value) else text


def _settled(
    value: Any, name: str, doubled: dict[int, tuple[dict[str, Any], list[str]]], flaws: Flaws
) -> Any:
    """The value after a look at its depth, its size, its doubled keys and its text."""
    pending: list[tuple[Any, str, int, int]] = [(value, "", 1, 0)] if isinstance(value, dict | list) else []
    count = 0
    while pending:
        node, pointer, depth, length = pending.pop()
        count += len(node)
        if depth > _DEEPEST:
            raise UsageError(_too_deep(name))
        if length > _LONGEST:
            raise UsageError(_too_long(name))
        if count > _MOST_VALUES:
            raise UsageError(_too_many(name))
        if id(node) in doubled:
            _tell_doubled(flaws, pointer, doubled[id(node)][1])
        for key, child in list(_items(node)):
            if isinstance(child, dict | list):
                # Pointers are made only where somebody will ask for one: most files need none.
                place = below(pointer, _text(str(key))) if doubled else ""
                longer = length + len(key) if isinstance(key, str) else length
                pending.append((child, place, depth + 1, longer))
            elif isinstance(child, str) and not child.isascii():
                node[key] = _text(child)
            if isinstance(key, str) and not key.isascii() and _SURROGATE.search(key):
                node[_text(key)] = node.pop(key)
    return value


def _items(node: Any) -> Iterator[tuple[Any, Any]]:
    return iter(node.items()) if isinstance(node, dict) else enumerate(node)


def _text(text: str) -> str:
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def _tell_doubled(flaws: Flaws, place: str, names: list[str]) -> None:
    for key in names:
        flaws.add(place, "duplicate-key", f"The key {key} stands there more than once; the last one is used.")


@dataclass
class _Open:
    """A mapping or sequence that is being filled."""

    value: dict[str, Any] | list[Any]
    anchor: str | None
    pointer: str
    key: str | None = None
    merges: list[Any] = field(default_factory=list)
    merging: bool = False
    doubled: set[str] = field(default_factory=set)


class _Builder:
    """Makes values out of YAML's events, one after the other."""

    def __init__(self, name: str, flaws: Flaws) -> None:
        self._name = name
        self._flaws = flaws
        self._open: list[_Open] = []
        self._anchors: dict[str, Any] = {}
        self._unfinished: set[str] = set()
        self._count = 0
        self._repeated = 0
        self._odd_keys = 0
        self._result: Any = None

    def build(self, text: str) -> Any:
        """The value of the first document of the text."""
        documents = 0
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                documents += isinstance(event, yaml.DocumentStartEvent)
                if documents > 1:
                    self._flaws.add(
                        "", "further-documents", "The file goes on after its end; that is not read."
                    )
                    break
                self._take(event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            where = f" in line {mark.line + 1}" if mark is not None else ""
            problem = printable(str(error.problem))
            raise UsageError(f"{self._name} is neither JSON nor YAML: {problem}{where}.") from error
        except (yaml.YAMLError, ValueError) as error:
            problem = printable(str(error).splitlines()[0])
            raise UsageError(f"{self._name} is neither JSON nor YAML: {problem}.") from error
        if self._odd_keys:
            self._flaws.add(
                "",
                "key-not-text",
                f"Keys that are numbers or words like true, {self._odd_keys}: taken as text.",
            )
        return self._result

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            if self._expects_key():
                self._take_key(event)
                return
            value = _scalar(event)
            if event.anchor:
                self._anchors[event.anchor] = value
            self._put(value)
        elif isinstance(event, yaml.AliasEvent):
            self._put(self._meant(event.anchor))
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin({} if isinstance(event, yaml.MappingStartEvent) else [], event.anchor)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end()

    def _expects_key(self) -> bool:
        top = self._open[-1] if self._open else None
        return top is not None and isinstance(top.value, dict) and top.key is None

    def _take_key(self, event: Any) -> None:
        top = self._open[-1]
        top.merging = event.value == "<<" and bool(event.implicit[0])
        if event.anchor:
            self._anchors[event.anchor] = event.value
        if not top.merging and not isinstance(_scalar(event), str):
            self._odd_keys += 1
        top.key = event.value
        if not top.merging and event.value in top.value:
            top.doubled.add(event.value)

    def _begin(self, value: dict[str, Any] | list[Any], anchor: str | None) -> None:
        if len(self._open) >= _DEEPEST:
            raise UsageError(_too_deep(self._name))
        if self._expects_key():
            raise UsageError(f"{self._name} has a key that is a list or a mapping; no OpenAPI document has.")
        pointer = ""
        if self._open:
            top = self._open[-1]
            pointer = below(top.pointer, len(top.value) if isinstance(top.value, list) else str(top.key))
        if len(pointer) > 2 * _LONGEST:
            raise UsageError(_too_long(self._name))
        self._open.append(_Open(value, anchor, pointer))
        if anchor:
            self._unfinished.add(anchor)

    def _end(self) -> None:
        top = self._open.pop()
        for merged in top.merges:
            for key, value in merged.items():
                top.value.setdefault(key, value)  # type: ignore[union-attr]
        _tell_doubled(self._flaws, top.pointer, sorted(top.doubled))
        if top.anchor:
            self._unfinished.discard(top.anchor)
            self._anchors[top.anchor] = top.value
        self._put(top.value)

    def _put(self, value: Any) -> None:
        self._count += 1
        if self._count > _MOST_VALUES:
            raise UsageError(_too_many(self._name))
        if not self._open:
            self._result = value
            return
        top = self._open[-1]
        if isinstance(top.value, list):
            top.value.append(value)
            return
        if top.key is None:  # an alias in the place of a key
            top.key = str(value)
            return
        if top.merging:
            parts = value if isinstance(value, list) else [value]
            top.merges += [part for part in parts if isinstance(part, dict)]
        else:
            top.value[top.key] = value
        top.key, top.merging = None, False

    def _meant(self, anchor: str | None) -> Any:
        anchor = anchor or ""
        if anchor in self._unfinished:
            raise UsageError(
                f"{self._name} has a part that contains itself, by the alias {printable(anchor)}."
            )
        if anchor not in self._anchors:
            raise UsageError(f"{self._name} has an alias without an anchor: {printable(anchor)}.")
        return self._copied(self._anchors[anchor], len(self._open))

    def _copied(self, value: Any, depth: int) -> Any:
        if not isinstance(value, dict | list):
            return value
        self._repeated += len(value)
        if self._repeated > _MOST_REPEATED:
            raise UsageError(
                f"{self._name} has aliases that stand for more than {_MOST_REPEATED} values; it is not read."
            )
        if depth >= _DEEPEST:
            raise UsageError(_too_deep(self._name))
        if isinstance(value, dict):
            return {key: self._copied(child, depth + 1) for key, child in value.items()}
        return [self._copied(child, depth + 1) for child in value]


def _scalar(event: Any) -> Any:
    """What a scalar stands for by the core schema of YAML 1.2; unknown tags make text."""
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text, 0 if text[:2] in ("0x", "0o") else 10)
    return _finite(text) if _NUMBER.fullmatch(text) else text
