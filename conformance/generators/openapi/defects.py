"""Which of the values that do not fit are defects that any service must refuse, and what they are called."""

from __future__ import annotations

from typing import Any

from conformance.generators.openapi.overlays import ABSENT
from conformance.generators.openapi.places import Place

__all__ = ["defect_of"]

_MISSING = ("object_missing_required_property", "missing_parameter")
_KEYWORDS = {
    "incorrect_type": "type",
    "invalid_enum_value": "enum",
    "invalid_pattern": "pattern",
    "invalid_format": "format",
}
_TYPES = {bool: "boolean", int: "number", float: "number", str: "text", list: "array", dict: "object"}
_FITTING = {
    "boolean": ("boolean",),
    "number": ("integer", "number"),
    "text": ("string",),
    "array": ("array",),
    "object": ("object",),
}
_SCALARS = (bool, int, float, str)


def defect_of(place: Place, scenario: str, value: Any) -> str | None:
    """What is wrong with a value at a place, in words; None when a service may have a reason to take it.

    A service that reads `"7"` for 7 or `1` for true is lenient, and no document forbids it; so is one that
    takes null for a property that is missing. Limits are tried for themselves.

    Args:
        place: where it stands.
        scenario: schemathesis' word for what it is about.
        value: the value; `ABSENT` for a property that is missing.
    """
    if scenario in _MISSING:
        return f"{place.name} is missing" if value is ABSENT and place.required else None
    keyword = _KEYWORDS.get(scenario)
    if keyword is None or value is ABSENT or value is None or not place.firm(keyword):
        return None
    if keyword == "type":
        return _of_another_type(place, value)
    # Nothing at all is often taken for nothing said.
    if not isinstance(value, str) or not value.strip():
        return None
    words = {"enum": "is none of its options", "pattern": "has another form"}
    return f"{place.name} {words.get(keyword) or 'is no ' + str(place.schema['format'])}"


def _of_another_type(place: Place, value: Any) -> str | None:
    kinds = set(place.types)
    if not kinds or not kinds.isdisjoint(_FITTING[_TYPES[type(value)]]):
        return None
    scalar = bool(kinds & {"string", "integer", "number", "boolean"})
    if isinstance(value, _SCALARS) and scalar:
        # Only a text that reads like neither a number nor true is beyond every reading.
        if "string" in kinds or not isinstance(value, str) or _reads_as_scalar(value):
            return None
        if place.where == "body" and "enum" in place.schema:
            return None
    if place.where == "query" and not isinstance(value, str):
        return None
    words = " or ".join(sorted(kinds - {"null"}))
    return f"{place.name} is {_TYPES[type(value)]} in place of {words}"


def _reads_as_scalar(text: str) -> bool:
    plain = text.strip().lower()
    return not plain or plain in ("true", "false", "null", "yes", "no", "on", "off") or not plain.isalpha()
