"""Faults of single operations, about requests that fit and such as do not.

A place is a method and a path whose parameters are `{}`, what is wrong there and, for some, a property.
"""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance.emulator.errors import ApiError
    from conformance.emulator.faults import Faults
    from conformance.emulator.wire import Answer, Call

__all__ = ["NAMES", "at", "is_place", "leave_mark", "marked", "misheard", "overlooked", "spoilt"]

NAMES = {
    "status": "a success has a status that no document names",
    "media": "a success has another media type",
    "mistyped": "a property of a success is of another type",
    "alters": "a property of the body is taken for another value",
    "resets": "another property goes back to its default",
    "lenient": "what must be refused is answered as a success; limits apart",
    "broken": "what must be refused is answered 500; limits apart",
    "unbounded": "what lies beyond a limit is answered as a success",
    "marks": "what is refused leaves a mark",
    "twice": "what is gone already is answered 500",
}
"""What may be wrong, in words."""

_WITH_PROPERTY = ("mistyped", "alters", "resets")
_PLACE = re.compile(r"(?:GET|POST|PUT|PATCH|DELETE) (?:/[A-Za-z_]+|/\{\})+ ([a-z]+)(?: ([A-Za-z0-9.]+))?")
_PARAMETER = re.compile(r"\{[^{}]*\}")
_OTHER = {200: 203, 201: 203, 204: 202, 207: 203, 302: 307}


def is_place(argument: str) -> bool:
    """Tell whether a text is such a place."""
    found = _PLACE.fullmatch(argument)
    return found is not None and found[1] in NAMES and (found[1] in _WITH_PROPERTY) == bool(found[2])


def at(faults: Faults, method: str, path: str) -> dict[str, str]:
    """Give what is wrong at a method of a path: the property by name, or an empty text."""
    place = f"{method} {_PARAMETER.sub('{}', path.removeprefix('/v1'))} "
    found = (one.removeprefix(place) for one in faults.those("sample-slips") if one.startswith(place))
    return {name: prop for name, _, prop in (one.partition(" ") for one in found)}


def misheard(call: Call, slips: dict[str, str]) -> Call:
    """Give the call as it is understood: with another value, or with a property that nobody sent."""
    if not call.raw or not {"alters", "resets"} & slips.keys():
        return call
    try:
        body = json.loads(call.raw)
    except ValueError:
        return call
    if not isinstance(body, dict):
        return call
    if slips.get("alters") in body:
        body[slips["alters"]] = _other(body[slips["alters"]])
    if "resets" in slips:
        body = {slips["resets"]: False, **body}
    return replace(call, raw=json.dumps(body).encode())


def _other(value: Any) -> Any:
    """Give another value of the same type and length."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value[:-1] + ("-" if value[-1:] == "~" else "~")
    return value[1:] if isinstance(value, list) else value


def overlooked(slips: dict[str, str], refusal: ApiError, method: str) -> int | None:
    """Give the status that is answered in place of a refusal; None for the refusal itself."""
    if refusal.status == 404 and method == "DELETE" and "twice" in slips:
        return 500
    if refusal.status != 400:
        return None
    if refusal.limit:
        return 200 if "unbounded" in slips else None
    if "broken" in slips:
        return 500
    return 200 if "lenient" in slips else None


def spoilt(answer: Answer, slips: dict[str, str]) -> Answer:
    """Give a success as the faults want it."""
    if answer.status >= 400:
        return answer
    if "status" in slips:
        answer = replace(answer, status=_OTHER.get(answer.status, 203))
    if "media" in slips and answer.body is not None:
        answer = replace(answer, media="application/octet-stream")
    if "mistyped" in slips:
        body = copy.deepcopy(answer.body)
        _mistype(body, slips["mistyped"].split("."))
        answer = replace(answer, body=body)
    return answer


def _mistype(value: Any, path: list[str]) -> None:
    if isinstance(value, list):
        for each in value:
            _mistype(each, path)
    elif isinstance(value, dict) and path[0] in value:
        if len(path) > 1:
            _mistype(value[path[0]], path[1:])
        else:
            value[path[0]] = [[value[path[0]]]]


def marked(call: Call, answer: Answer, marks: dict[str, int]) -> Answer:
    """Give the answer to a read with the marks that refused calls have left."""
    if call.request.method != "GET" or not isinstance(answer.body, dict) or answer.status >= 400:
        return answer
    count = sum(marks.get(name, 0) for name in _named(call))
    return replace(answer, body={**answer.body, "revision": count}) if count else answer


def leave_mark(call: Call, marks: dict[str, int]) -> None:
    """Let what a refused call names show that it was called."""
    for name in _named(call):
        marks[name] = marks.get(name, 0) + 1


def _named(call: Call) -> Iterable[str]:
    """Give what a call names: its path and those above it, and ids in path, query and body."""
    parts = call.request.url.path.removeprefix("/v1").removeprefix("/admin").split("/")
    yield from ("/".join(parts[:count]) for count in range(2, len(parts) + 1))
    yield from call.path.values()
    yield from (value for key, value in call.query.items() if key.endswith("Id"))
    try:
        yield from _ids(json.loads(call.raw) if call.raw else None)
    except ValueError:
        return


def _ids(value: Any, key: str = "") -> Iterable[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _ids(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from _ids(each, key)
    elif isinstance(value, str) and key.lower().endswith(("id", "ids")):
        yield value
