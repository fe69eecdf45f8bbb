"""Schemas of OpenAPI 3.0 and 3.1 as clean JSON Schema 2020-12; what cannot be used is left out."""

from __future__ import annotations

import json
from typing import Any

from conformance.contract.foreign.keywords import (
    ANNOTATIONS,
    BOOLEANS,
    COUNTS,
    LISTS,
    MAPS,
    NUMBERS,
    RANGES,
    SCHEMAS,
    SILENT,
    TEXTS,
    TYPES,
    is_type,
    number_of,
    pattern_trouble,
)
from conformance.contract.foreign.places import Flaws, below, shown
from conformance.contract.foreign.references import PREFIX, References
from conformance.contract.foreign.samples import Sample

__all__ = ["Schemas"]

Schema = dict[str, Any]
_LIMITS = COUNTS | NUMBERS


class Schemas:
    """Cleans the schemas of one document.

    Args:
        references: of the document.
        flaws: takes what is wrong with schemas.
        old: whether the document is of OpenAPI 3.0.
    """

    def __init__(self, references: References, flaws: Flaws, *, old: bool) -> None:
        self._references = references
        self._flaws = flaws
        self._old = old
        self.samples: list[Sample] = []
        self.components: dict[str, Schema] = {}

    def finish(self) -> None:
        """Clean all schemas that references have named, until no reference names another one."""
        for name, node, pointer in self._references.pending():
            self.components[name] = self.clean(node, pointer)

    def named(self, node: Any, pointer: str) -> Schema:
        """A reference to the schema at a pointer, for what several operations share."""
        if isinstance(node, dict) and len(node) > 1:
            return {"$ref": PREFIX + self._references.declare(node, pointer)}
        return self.clean(node, pointer)

    def clean(self, node: Any, pointer: str, *, part: bool = False) -> Schema:
        """The schema at a pointer, made clean.

        Args:
            node: what stands there.
            pointer: where that is.
            part: whether it is a part of an `allOf`, whose other parts may define what it requires.
        """
        if isinstance(node, bool) and not self._old:
            return {} if node else {"not": {}}
        if not isinstance(node, dict):
            self._wrong(pointer, f"{shown(node)} is no schema; it stands for anything")
            return {}
        if "$ref" in node:
            return self._reference(node, pointer)
        return self._plain(node, pointer, part)

    def _wrong(self, place: str, text: str, kind: str = "wrong-type") -> None:
        self._flaws.add(place, kind, f"{text}.")

    def _reference(self, node: Schema, pointer: str) -> Schema:
        name = self._references.schema(node["$ref"], pointer)
        made: Schema = {"$ref": PREFIX + name} if name else {}
        rest = {key: value for key, value in node.items() if key != "$ref"}
        limiting = sorted(key for key in rest if not key.startswith("x-") and key not in ANNOTATIONS)
        if not limiting:
            return made
        if self._old:
            others = [key for key in limiting if key != "nullable"]
            if others:
                self._wrong(pointer, f"{', '.join(others)} beside a reference is not read", "ref-siblings")
            if rest.get("nullable") is True:
                self._wrong(pointer, "nullable beside a reference is taken as it was meant", "ref-siblings")
                return {"anyOf": [made, {"type": "null"}]}
            return made
        return {"allOf": [made, self._plain(rest, pointer, part=True)]}

    def _plain(self, node: Schema, pointer: str, part: bool) -> Schema:
        made: Schema = {}
        for key, value in node.items():
            self._keyword(made, key, value, pointer)
        self._types(made, node, pointer)
        self._bounds(made, node, pointer)
        self._enum(made, node, pointer)
        if not part and not {"allOf", "anyOf", "oneOf", "if"} & set(made):
            self._required(made, pointer)
        if "array" in made.get("type", ()) and self._old and "items" not in node:
            self._wrong(
                pointer, "The array says nothing of its items; they may be anything", "array-without-items"
            )
        self._given(made, node, pointer)
        return self._nullable(made, node, pointer)

    def _keyword(self, made: Schema, key: str, value: Any, pointer: str) -> None:  # noqa: C901, PLR0912 - a table in words
        place = below(pointer, key)
        if key in SCHEMAS:
            if key == "items" and isinstance(value, list):
                self._wrong(place, "A list of schemas stands for items; the items may be anything")
            elif key.startswith(("additional", "unevaluated")) and isinstance(value, bool):
                made[key] = value
            else:
                made[key] = self.clean(value, place)
        elif key in LISTS:
            self._list(made, key, value, place)
        elif key in MAPS:
            self._map(made, key, value, place)
        elif key in _LIMITS:
            self._limit(made, key, value, place)
        elif key in BOOLEANS:
            if isinstance(value, bool):
                made[key] = value
            else:
                self._wrong(place, f"{shown(value)} is neither true nor false; it is left out")
        elif key in TEXTS:
            if isinstance(value, str):
                made[key] = value
            else:
                self._wrong(place, f"{shown(value)} is no text; it is left out")
        elif key == "pattern":
            if trouble := pattern_trouble(value):
                self._wrong(place, f"The pattern {shown(value)} is left out: {trouble}", "bad-pattern")
            else:
                made[key] = value
        elif key == "required":
            self._names(made, key, value, place)
        elif key == "dependentRequired":
            self._dependent(made, value, place)
        elif key == "const":
            made[key] = value
        elif (
            key not in SILENT
            and key not in ("type", "enum", "default", "examples")
            and not key.startswith("x-")
        ):
            self._wrong(
                place, f"{shown(key)} is no keyword that is read here; it is left out", "unknown-keyword"
            )

    def _list(self, made: Schema, key: str, value: Any, place: str) -> None:
        if not isinstance(value, list) or not value:
            self._wrong(place, f"{shown(value)} is no list of schemas; it is left out")
            return
        made[key] = [
            self.clean(one, below(place, number), part=key == "allOf") for number, one in enumerate(value)
        ]

    def _map(self, made: Schema, key: str, value: Any, place: str) -> None:
        if not isinstance(value, dict):
            self._wrong(place, f"{shown(value)} holds no schemas by name; it is left out")
            return
        found = {}
        for name, schema in value.items():
            if key == "patternProperties" and (trouble := pattern_trouble(name)):
                self._wrong(place, f"The pattern {shown(name)} is left out: {trouble}", "bad-pattern")
            else:
                found[name] = self.clean(schema, below(place, name))
        made[key] = found

    def _names(self, made: Schema, key: str, value: Any, place: str) -> None:
        if isinstance(value, list):
            names = list(dict.fromkeys(name for name in value if isinstance(name, str)))
            if len(names) < len(value):
                self._wrong(place, "Names in the list are doubled or no text; these are left out")
            if names:
                made[key] = names
            return
        hint = "; the object around it has such a list" if isinstance(value, bool) else ""
        self._wrong(place, f"{shown(value)} is no list of names{hint}; it is left out")

    def _dependent(self, made: Schema, value: Any, place: str) -> None:
        if not isinstance(value, dict):
            self._wrong(place, f"{shown(value)} holds no lists of names; it is left out")
            return
        found: Schema = {}
        made["dependentRequired"] = found
        for name, names in value.items():
            self._names(found, name, names, below(place, name))

    def _limit(self, made: Schema, key: str, value: Any, place: str) -> None:
        number = number_of(value)
        if key.startswith("exclusive") and isinstance(value, bool):
            if not self._old:
                self._wrong(
                    place, "true and false belong to OpenAPI 3.0; read as there", "other-version-keyword"
                )
            return
        if key.startswith("exclusive") and self._old and number is not None:
            self._wrong(place, "A number belongs to OpenAPI 3.1; read as there", "other-version-keyword")
        whole = isinstance(number, int) and number >= 0
        if number is None or (key in COUNTS and not whole) or (key == "multipleOf" and number <= 0):
            self._wrong(place, f"{shown(value)} is no limit of this kind; it is left out")
            return
        made[key] = number

    def _types(self, made: Schema, node: Schema, pointer: str) -> None:
        if "type" not in node:
            return
        place, value = below(pointer, "type"), node["type"]
        if isinstance(value, list) and self._old:
            self._wrong(
                place, "A list of types belongs to OpenAPI 3.1; read as there", "other-version-keyword"
            )
        names = value if isinstance(value, list) else [value]
        known = list(dict.fromkeys(name for name in names if isinstance(name, str) and name in TYPES))
        if len(known) < len(names):
            self._wrong(
                place, f"{shown(value)} holds types that do not exist, or twice; left out", "unknown-type"
            )
        if known:
            made["type"] = known if len(known) > 1 else known[0]

    def _bounds(self, made: Schema, node: Schema, pointer: str) -> None:
        for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if node.get(exclusive) is True and bound in made:
                made[exclusive] = made.pop(bound)
        for low, high in RANGES:
            if low in made and high in made:
                open_end = low.startswith("exclusive") or high.startswith("exclusive")
                if made[low] > made[high] or (open_end and made[low] == made[high]):
                    text = f"{low} {shown(made[low])} and {high} {shown(made[high])} leave nothing; left out"
                    self._wrong(pointer, text, "empty-range")
                    del made[low], made[high]

    def _enum(self, made: Schema, node: Schema, pointer: str) -> None:
        if "enum" not in node:
            return
        place, values = below(pointer, "enum"), node["enum"]
        if not isinstance(values, list) or not values:
            self._wrong(place, f"{shown(values)} lists no values; it is left out")
            return
        kept, seen = [], set()
        for value in values:
            mark = json.dumps(value, sort_keys=True)  # 1, 1.0 and true are three values here
            if mark not in seen:
                kept.append(value)
            seen.add(mark)
        if len(kept) < len(values):
            self._wrong(place, "Values stand there more than once; once is enough", "duplicate-enum")
        types = made.get("type")
        if types is not None:
            names = types if isinstance(types, list) else [types]
            names = [*names, "null"] if node.get("nullable") is True else names
            fits = [value for value in kept if is_type(value, names)]
            if len(fits) < len(kept):
                odd = next(value for value in kept if not is_type(value, names))
                kind = "enum-breaks-type"
                if fits:
                    self._wrong(
                        place, f"{shown(odd)} is not of type {shown(types)}; such values are left out", kind
                    )
                    kept = fits
                else:
                    self._wrong(place, f"No value is of type {shown(types)}; the type is left out", kind)
                    del made["type"]
        made["enum"] = kept

    def _required(self, made: Schema, pointer: str) -> None:
        properties = made.get("properties")
        if properties is None:
            return
        for name in made.get("required", ()):
            if name not in properties:
                text = f"{shown(name)} is required and not defined; it may be anything"
                self._wrong(below(pointer, "required"), text, "required-undefined")

    def _given(self, made: Schema, node: Schema, pointer: str) -> None:
        """Put examples and the default where 3.1 has them, to be checked when all schemas are known."""
        examples = []
        if "examples" in node:
            if isinstance(node["examples"], list):
                examples += [(one, below(pointer, "examples", n)) for n, one in enumerate(node["examples"])]
            else:
                self._wrong(below(pointer, "examples"), "Examples of a schema are a list; left out")
        if "example" in node:
            examples.append((node["example"], below(pointer, "example")))
        pure = None
        if examples:
            made["examples"] = [value for value, _ in examples]
        if "default" in node:
            made["default"] = node["default"]
        if examples or "default" in node:
            pure = self._nullable(
                {key: value for key, value in made.items() if key not in ("examples", "default")}, node
            )
        for value, place in examples:
            self.samples.append(Sample(value, pure or {}, place, "example-breaks-schema", made, "examples"))
        if "default" in node:
            place = below(pointer, "default")
            self.samples.append(
                Sample(node["default"], pure or {}, place, "default-breaks-schema", made, "default")
            )

    def _nullable(self, made: Schema, node: Schema, pointer: str | None = None) -> Schema:
        """Allow null where `nullable` does; flaws are noted where a pointer is given."""
        if "nullable" not in node:
            return made
        value = node["nullable"]
        if pointer is not None:
            place = below(pointer, "nullable")
            if not isinstance(value, bool):
                self._wrong(place, f"{shown(value)} is neither true nor false; it is left out")
            elif not self._old:
                self._wrong(place, "nullable belongs to OpenAPI 3.0; read as there", "other-version-keyword")
        if value is not True:
            return made
        if {"allOf", "anyOf", "oneOf", "not", "const"} & set(made):
            return {"anyOf": [made, {"type": "null"}]}
        if "type" in made:
            types = made["type"] if isinstance(made["type"], list) else [made["type"]]
            made["type"] = [*types, "null"] if "null" not in types else types
        if "enum" in made and None not in made["enum"]:
            made["enum"] = [*made["enum"], None]
        return made
