"""The keywords of schemas: what each may hold, and which ones only annotate."""

from __future__ import annotations

import re
import warnings
from typing import Any

import jsonschema_rs

__all__ = [
    "ANNOTATIONS", "BOOLEANS", "COUNTS", "LISTS", "MAPS", "NUMBERS", "RANGES", "SCHEMAS", "SILENT", "TEXTS",
    "TYPES", "is_type", "number_of", "pattern_trouble",
]  # fmt: skip

TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
COUNTS = {
    "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains",
    "maxContains",
}  # fmt: skip
NUMBERS = {"minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"}
BOOLEANS = {"uniqueItems", "readOnly", "writeOnly", "deprecated"}
TEXTS = {"title", "description", "format"}
SCHEMAS = {
    "items", "not", "additionalProperties", "contains", "propertyNames", "if", "then", "else",
    "unevaluatedItems", "unevaluatedProperties",
}  # fmt: skip
LISTS = {"allOf", "anyOf", "oneOf", "prefixItems"}
MAPS = {"properties", "patternProperties", "dependentSchemas"}
SILENT = {
    "xml", "externalDocs", "discriminator", "$comment", "$schema", "$defs", "definitions",
    "contentMediaType", "contentEncoding", "contentSchema", "nullable", "example",
}  # fmt: skip
"""Keywords that are left out, or read elsewhere, without being flaws."""

ANNOTATIONS = SILENT - {"nullable"} | {
    "title", "description", "deprecated", "default", "examples", "readOnly", "writeOnly", "summary",
}  # fmt: skip
"""Keywords that accept and refuse nothing."""

RANGES = (
    ("minimum", "maximum"),
    ("exclusiveMinimum", "maximum"),
    ("minimum", "exclusiveMaximum"),
    ("exclusiveMinimum", "exclusiveMaximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
)

_LONGEST_PATTERN = 5_000
_CHECKS = {
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: (
        not isinstance(value, bool)
        and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))
    ),
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
}


def is_type(value: Any, types: list[str]) -> bool:
    """Whether a JSON value is of one of the types of JSON Schema."""
    return any(_CHECKS[name](value) for name in types)


def number_of(value: Any) -> int | float | None:
    """The value if it is a number; whole ones as integers."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def pattern_trouble(pattern: Any) -> str:
    """Why a pattern cannot be used, by a validator and by Python alike; empty if it can."""
    if not isinstance(pattern, str):
        return "it is no text"
    if len(pattern) > _LONGEST_PATTERN:
        return f"it is longer than {_LONGEST_PATTERN} characters"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python warns of forms that it may read otherwise one day
            re.compile(pattern)
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except (re.error, OverflowError, RecursionError, ValueError) as error:
        return str(error).splitlines()[0]
    return ""
