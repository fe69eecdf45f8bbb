"""Examples and defaults of a document, held against its own schemas."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from typing import Any

import jsonschema_rs

from conformance.contract.foreign.places import Flaws
from conformance.contract.foreign.references import PREFIX

__all__ = ["Sample", "check_samples"]

_DOCUMENT = PREFIX.partition("#")[0]
_LONG = 160
_LARGE = 20_000
_PATIENCE = 20


@dataclass(frozen=True)
class Sample:
    """A value that a document gives for a schema.

    Attributes:
        value: the value.
        schema: the cleaned schema that it is given for.
        place: JSON pointer to the value.
        kind: the flaw's kind if it breaks the schema.
        holder: what the value is taken out of then; nothing where it is kept nowhere.
        key: where in the holder it stands.
        sent: whether it is the body of a request, which needs no read-only properties.
    """

    value: Any
    schema: dict[str, Any]
    place: str
    kind: str
    holder: dict[str, Any] | None = None
    key: str = ""
    sent: bool = False


def check_samples(samples: list[Sample], components: dict[str, Any], flaws: Flaws) -> None:
    """Note each sample that breaks its schema, and take it out of the cleaned document."""
    try:
        wrong = _wrong(samples, components)
        sent = [number for number in wrong if samples[number].sent]
        if sent:
            relaxed = [replace(samples[number], schema=_relaxed(samples[number].schema)) for number in sent]
            still = _wrong(relaxed, _relaxed(components))
            for place, number in enumerate(sent):
                if place not in still:
                    del wrong[number]
    except ValueError as problem:
        text = f"Examples and defaults cannot be checked: {_cut(str(problem))}; they are left out."
        flaws.add("", "examples-unchecked", text)
        for sample in samples:
            _remove(sample)
        return
    for number, text in wrong.items():
        sample = samples[number]
        what = "default" if sample.kind == "default-breaks-schema" else "example"
        flaws.add(sample.place, sample.kind, f"The {what} breaks its schema: {text}; it is left out.")
        _remove(sample)


def _wrong(samples: list[Sample], components: dict[str, Any]) -> dict[int, str]:
    """What is wrong with those samples that break their schemas, by their numbers."""
    found = {
        number: "it holds a reference, which others would follow"
        for number, sample in enumerate(samples)
        if _refers(sample.value)
    }
    # One validator for all of them: it compiles what their schemas share just once.
    names = {number: str(number) for number in range(len(samples)) if number not in found}
    if not names:
        return found
    registry = jsonschema_rs.Registry([(_DOCUMENT, {"components": {"schemas": components}})])
    whole = {"properties": {name: samples[number].schema for number, name in names.items()}}
    validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True, registry=registry)
    end = time.monotonic() + _PATIENCE
    for number, name in names.items():
        if time.monotonic() > end:
            raise ValueError(f"their patterns take longer than {_PATIENCE} seconds")
        held = {name: samples[number].value}
        if not validator.is_valid(held):
            found[number] = _first_error(validator, held)
    return dict(sorted(found.items()))


def _first_error(validator: jsonschema_rs.Draft202012Validator, held: dict[str, Any]) -> str:
    # An error has copies of the value for each branch that it breaks: a large one would fill the memory.
    if len(json.dumps(held)) > _LARGE:
        return "it is too large to say where"
    try:
        validator.validate(held)
    except jsonschema_rs.ValidationError as error:
        place = "/".join(map(str, error.instance_path[1:]))
        return f"{_cut(place)}: {_cut(error.message)}" if place else _cut(error.message)
    return "it is not what the schema says"


def _refers(value: Any) -> bool:
    if isinstance(value, dict):
        return "$ref" in value or any(map(_refers, value.values()))
    return isinstance(value, list) and any(map(_refers, value))


def _cut(text: str) -> str:
    text = text.splitlines()[0] if text else ""
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"


def _remove(sample: Sample) -> None:
    if sample.holder is None:
        return
    held = sample.holder.get(sample.key)
    if sample.key == "examples" and isinstance(held, list):
        left = [one for one in held if one is not sample.value]
        sample.holder["examples"] = left
        if left:
            return
    sample.holder.pop(sample.key, None)


def _relaxed(schema: Any) -> Any:
    """The schema without demanding what only answers have."""
    if isinstance(schema, list):
        return [_relaxed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _relaxed(part) for key, part in schema.items()}
    properties = made.get("properties")
    if isinstance(properties, dict) and isinstance(made.get("required"), list):
        hidden = {
            name
            for name, part in properties.items()
            if isinstance(part, dict) and part.get("readOnly") is True
        }
        made["required"] = [name for name in made["required"] if name not in hidden]
    return made
