"""Faults that spoil answers of the XML door wherever they come from.

Each names an operation as `service.Name` and, after a slash, the path of an element below the content, by
names without prefix; of a repeated element all are meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conformance.emulator.xml.failures import Failure

if TYPE_CHECKING:
    from conformance.emulator.faults import Faults
    from conformance.emulator.xml.writing import Element

__all__ = ["KINDS", "fits_code", "fits_element", "spoil"]

KINDS = {
    "xml-drops": "<service.Operation>/<path>: answers lack that element",
    "xml-mistypes": "<service.Operation>/<path>: that element has a text that no type but text allows",
    "xml-adds": "<service.Operation>[/<path>]: inside that element there is one that nothing describes",
    "xml-codes": "<service.Operation>/<six digits>: that refusal has another exception id",
}
"""The kinds, with argument and meaning."""

_OPERATION = r"[a-z]+\.[A-Z]\w+"
_ELEMENT = re.compile(rf"{_OPERATION}(/\w+)*", re.ASCII)
_CODE = re.compile(rf"{_OPERATION}/\d{{6}}", re.ASCII)
_OTHER = "999998"
_NO_TYPE = "?!"
_UNKNOWN = "undescribed"


def fits_element(argument: str) -> bool:
    """Whether an argument names an operation, and perhaps an element."""
    return _ELEMENT.fullmatch(argument) is not None


def fits_code(argument: str) -> bool:
    """Whether an argument names an operation and an exception id."""
    return _CODE.fullmatch(argument) is not None


def spoil(faults: Faults, operation: str, outcome: list[Element] | Failure) -> list[Element] | Failure:
    """Give the outcome of an operation as the faults that are on leave it."""
    if isinstance(outcome, Failure):
        if f"{operation}/{outcome.exception_id}" in faults.those("xml-codes"):
            return Failure(_OTHER, outcome.reason)
        return outcome
    for kind in ("xml-drops", "xml-mistypes", "xml-adds"):
        for place in faults.those(kind):
            name, *path = place.split("/")
            if name == operation:
                outcome = _spoilt(kind, outcome, path)
    return outcome


def _spoilt(kind: str, elements: list[Element], path: list[str]) -> list[Element]:
    if not path:
        return [*elements, (_UNKNOWN, "x")] if kind == "xml-adds" else elements
    found: list[Element] = []
    for name, value in elements:
        if name.rpartition(":")[2] != path[0]:
            found.append((name, value))
        elif len(path) > 1 or kind == "xml-adds":
            inner = value if isinstance(value, list) else []
            found.append((name, _spoilt(kind, inner, path[1:])))
        elif kind == "xml-mistypes":
            found.append((name, _NO_TYPE))
    return found
