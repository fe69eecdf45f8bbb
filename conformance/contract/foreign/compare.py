"""How two descriptions of one API differ: operations, parameters, bodies, answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance.contract.foreign.model import ForeignDocument, ForeignOperation
from conformance.contract.foreign.places import printable
from conformance.contract.foreign.views import View, Viewer

__all__ = ["Comparison", "Difference", "compare"]

Schema = dict[str, Any]
_DEEPEST = 20
_MOST_STEPS = 500_000
_LONG = 200
_ORDER = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Difference:
    """One difference between two documents.

    Attributes:
        operation: method and path, such as `GET /meetings/{meetingId}`; the path as ours has it if we do.
        part: `operation`, `query`, `path`, `header`, `cookie`, `body` or `answer 200`.
        place: what in it, such as `items[].registration.autoAcceptRequest`; empty for all of it.
        kind: `operation`, `parameter`, `property`, `body`, `statuses`, `media-types`, `schema`, `type`,
            `nullable`, `enum`, `format`, `limit` or `required`.
        ours: what we say; empty where we say nothing.
        theirs: what they say; empty where they say nothing.
        others: in how many further places the same schemas differ in the same way.
    """

    operation: str
    part: str
    place: str
    kind: str
    ours: str
    theirs: str
    others: int = 0


@dataclass(frozen=True)
class Comparison:
    """All differences between two documents.

    Attributes:
        differences: sorted by path, method, part and place.
        common: number of operations that both have.
        only_ours: number of operations that only we have.
        only_theirs: number of operations that only they have.
        prefix: what their paths begin with and ours do not, such as `/v1`.
        complete: false where their schemas are too entangled to be followed to their ends.
    """

    differences: tuple[Difference, ...]
    common: int
    only_ours: int
    only_theirs: int
    prefix: str
    complete: bool = True

    @property
    def counts(self) -> Mapping[str, int]:
        """Numbers of differences by kind, the most frequent first."""
        return dict(Counter(one.kind for one in self.differences).most_common())


def compare(ours: ForeignDocument, theirs: ForeignDocument, under: str = "") -> Comparison:
    """Lay two documents side by side.

    Operations are matched by method and shape of path; names of path parameters do not matter, nor does a
    beginning that all their paths share.

    Args:
        ours: read from our own files.
        theirs: read from somebody's file.
        under: look only at paths that are, or lie under, this one.
    """
    prefix = _prefix(ours, theirs)
    under = _bare(under.rstrip("/"), prefix)
    mine = {key: one for key, one in _by_shape(ours, "").items() if _lies(one.path, "", under)}
    other = {key: one for key, one in _by_shape(theirs, prefix).items() if _lies(one.path, prefix, under)}
    compared = _Compared(Viewer(ours), Viewer(theirs))
    for key in sorted(mine.keys() | other.keys(), key=_rank):
        compared.operation(mine.get(key), other.get(key), prefix)
    return Comparison(
        differences=compared.listed(),
        common=len(mine.keys() & other.keys()),
        only_ours=len(mine.keys() - other.keys()),
        only_theirs=len(other.keys() - mine.keys()),
        prefix=prefix,
        complete=compared.steps <= _MOST_STEPS,
    )


def _rank(key: tuple[str, str]) -> tuple[str, int, str]:
    method, shape = key
    return shape, _ORDER.index(method) if method in _ORDER else len(_ORDER), method


def _shape(path: str) -> str:
    return re.sub(r"\{[^{}]*\}", "{}", path).rstrip("/") or "/"


def _bare(path: str, prefix: str) -> str:
    return path[len(prefix) :] if prefix and f"{path}/".startswith(f"{prefix}/") else path


def _by_shape(document: ForeignDocument, prefix: str) -> dict[tuple[str, str], ForeignOperation]:
    found: dict[tuple[str, str], ForeignOperation] = {}
    for operation in document.operations:
        found.setdefault((operation.method, _shape(_bare(operation.path, prefix))), operation)
    return found


def _lies(path: str, prefix: str, under: str) -> bool:
    wanted = _shape(f"/{under.strip('/')}") if under.strip("/") else ""
    shape = _shape(_bare(path, prefix))
    return not wanted or shape == wanted or shape.startswith(f"{wanted}/")


def _prefix(ours: ForeignDocument, theirs: ForeignDocument) -> str:
    """The beginning of their paths without which most of them are ours."""
    mine = {(one.method, _shape(one.path)) for one in ours.operations}
    beginnings = Counter[str]()
    for operation in theirs.operations:
        parts = operation.path.split("/")[1:4]
        for end in range(len(parts) + 1):
            beginning = "".join(f"/{part}" for part in parts[:end])
            if "{" not in beginning:
                beginnings[beginning] += (operation.method, _shape(_bare(operation.path, beginning))) in mine
    best = max(beginnings.values(), default=0)
    return min(
        (one for one, number in beginnings.items() if number == best),
        key=lambda one: (len(one), one),
        default="",
    )


class _Compared:
    """Collects the differences of all operations, each pair of schemas once."""

    def __init__(self, ours: Viewer, theirs: Viewer) -> None:
        self._ours = ours
        self._theirs = theirs
        self._found: dict[tuple[str, ...], Difference] = {}
        self._operation = ""
        self._part = ""
        self.steps = 0

    def listed(self) -> tuple[Difference, ...]:
        """What was found, in the order in which it was come upon."""
        return tuple(self._found.values())

    def operation(self, ours: ForeignOperation | None, theirs: ForeignOperation | None, prefix: str) -> None:
        """Compare one operation; one of the two may lack it."""
        known = ours or theirs
        if known is None:
            return
        self._operation = f"{known.method} {known.path if ours else _bare(known.path, prefix)}"
        self._part = "operation"
        if ours is None or theirs is None:
            self._tell("", "operation", ours.id if ours else "", theirs.id if theirs else "")
            return
        self._parameters(ours, theirs)
        self._bodies(ours, theirs)
        self._answers(ours, theirs)

    def _tell(self, place: str, kind: str, ours: str, theirs: str, *pair: str) -> None:
        ours, theirs = (
            text if len(text) <= _LONG else f"{text[: _LONG - 1]}…" for text in map(printable, (ours, theirs))
        )
        key = (*pair, kind, ours, theirs) if pair else (self._operation, self._part, place, kind)
        if key in self._found:
            self._found[key] = replace(self._found[key], others=self._found[key].others + 1)
        else:
            operation, place = printable(self._operation), printable(place)
            self._found[key] = Difference(operation, self._part, place, kind, ours, theirs)

    def _parameters(self, ours: ForeignOperation, theirs: ForeignOperation) -> None:
        mine, other = _parameters(ours), _parameters(theirs)
        for key in sorted(mine.keys() | other.keys()):
            self._part, name = key
            one, two = mine.get(key), other.get(key)
            if one is None or two is None:
                self._tell(name, "parameter", _told(one), _told(two))
                continue
            if one["required"] != two["required"]:
                self._tell(
                    name, "required", *("required" if p["required"] else "optional" for p in (one, two))
                )
            self._schemas(_schema_of(one), _schema_of(two), str(one["name"] if key[0] == "path" else name))

    def _bodies(self, ours: ForeignOperation, theirs: ForeignOperation) -> None:
        self._part = "body"
        mine, other = ours.body_media, theirs.body_media
        if not mine and not other:
            return
        if not mine or not other:
            self._tell("", "body", ", ".join(mine), ", ".join(other))
            return
        self._media(mine, other)
        if ours.body_required != theirs.body_required:
            texts = ("required" if one.body_required else "optional" for one in (ours, theirs))
            self._tell("", "required", *texts)
        if ours.body is not None and theirs.body is not None:
            self._schemas(ours.body, theirs.body, "")

    def _answers(self, ours: ForeignOperation, theirs: ForeignOperation) -> None:
        self._part = "answers"
        mine, other = set(ours.responses), set(theirs.responses)
        if mine != other:
            texts = (", ".join(sorted(one)) for one in (mine - other, other - mine))
            self._tell("", "statuses", *texts, "statuses")
        for status in sorted(mine & other):
            self._part = f"answer {status}"
            one, two = ours.responses[status], theirs.responses[status]
            if one.media and two.media:
                self._media(one.media, two.media)
            if one.schema is not None and two.schema is not None:
                self._schemas(one.schema, two.schema, "")
            elif one.schema is not None or two.schema is not None:
                texts = ("described" if answer.schema is not None else "" for answer in (one, two))
                pair = (self._name(self._ours, one.schema), self._name(self._theirs, two.schema))
                self._tell("", "schema", *texts, status, *pair)

    @staticmethod
    def _name(viewer: Viewer, schema: Schema | None) -> str:
        return "" if schema is None else viewer.identity(schema)

    def _media(self, ours: tuple[str, ...], theirs: tuple[str, ...]) -> None:
        if set(ours) != set(theirs):
            self._tell("", "media-types", ", ".join(sorted(ours)), ", ".join(sorted(theirs)))

    def _schemas(self, ours: Schema, theirs: Schema, place: str) -> None:
        """Compare two schemas and all that is in them, without going in circles."""
        pending = [(ours, theirs, place, 0)]
        seen: set[tuple[str, str]] = set()
        while pending:
            mine, other, place, depth = pending.pop()
            pair = (self._ours.identity(mine), self._theirs.identity(other))
            self.steps += 1
            if pair in seen or depth > _DEEPEST or self.steps > _MOST_STEPS:
                continue
            seen.add(pair)
            one, two = self._ours.view(mine), self._theirs.view(other)
            for kind, what, left, right in _differences(one, two):
                inner = f"{place}.{what}" if place and what else place or what
                self._tell(inner, kind, left, right, *pair, what)
            inside = [
                (one.properties[name], two.properties[name], f"{place}.{name}" if place else name, depth + 1)
                for name in sorted(one.properties.keys() & two.properties.keys())
            ]
            if one.items is not None and two.items is not None:
                inside.append((one.items, two.items, f"{place}[]", depth + 1))
            pending += reversed(inside)


def _parameters(operation: ForeignOperation) -> dict[tuple[str, str], dict[str, Any]]:
    """Parameters by where they stand and their name; those of the path by their order."""
    found = {}
    order = re.findall(r"\{([^{}]+)\}", operation.path)
    for one in operation.parameters:
        name = one["name"]
        if one["in"] == "path":
            name = f"{order.index(name):03}"
        elif one["in"] == "header":
            name = name.lower()
        found[one["in"], name] = one
    return found


def _schema_of(parameter: dict[str, Any]) -> Schema:
    if "schema" in parameter:
        schema: Schema = parameter["schema"]
        return schema
    for entry in parameter.get("content", {}).values():
        inner: Schema = entry.get("schema", {})
        return inner
    return {}


def _told(parameter: dict[str, Any] | None) -> str:
    return "" if parameter is None else "required" if parameter["required"] else "optional"


_Found = tuple[str, str, str, str]  # kind, name of a property if it is about one, what we say, what they say


def _differences(one: View, two: View) -> Iterator[_Found]:
    if one.types != two.types:
        yield "type", "", _types(one), _types(two)
    elif one.types and one.nullable != two.nullable:
        yield "nullable", "", _nulls(one), _nulls(two)
    if one.enum != two.enum:
        yield "enum", "", *_enums(one.enum, two.enum)
    if one.format != two.format:
        yield "format", "", one.format, two.format
    for key in sorted(one.limits.keys() | two.limits.keys()):
        if one.limits.get(key) != two.limits.get(key):
            yield "limit", "", _limit(one, key), _limit(two, key)
    for name in sorted(one.properties.keys() | two.properties.keys()):
        ours, theirs = _presence(one, name), _presence(two, name)
        if ours != theirs:
            yield "required" if ours and theirs else "property", name, ours, theirs


def _presence(view: View, name: str) -> str:
    if name not in view.properties:
        return ""
    return "required" if name in view.required else "optional"


def _limit(view: View, key: str) -> str:
    return f"{key} {view.limits[key]}" if key in view.limits else ""


def _nulls(view: View) -> str:
    return "null too" if view.nullable else "never null"


def _types(view: View) -> str:
    return " or ".join(sorted(view.types)) or ("null" if view.nullable else "any")


def _enums(ours: frozenset[str] | None, theirs: frozenset[str] | None) -> tuple[str, str]:
    """The values that only one of the two has; all of them where the other lists none."""
    mine = "any" if ours is None else _listed(ours - (theirs or frozenset()))
    other = "any" if theirs is None else _listed(theirs - (ours or frozenset()))
    return mine, other


def _listed(values: frozenset[str]) -> str:
    return ", ".join(sorted(values, key=lambda text: (text[:1] == '"', len(text) * text.isdecimal(), text)))
