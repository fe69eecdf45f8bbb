"""Putting somebody's preferences back as they were, by what the ledger keeps of them.

The ledger holds no PIN, no address and no free text. Of a text that was lengthened it keeps what was put at
its end, of a list how long it was and which items were marked as default; of flags, numbers and documented
words the value. Everything else of a part is sent back as it is read at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from conformance.clients import Answer, RestClient
from conformance.targets import Ledger

__all__ = ["merged", "put_back", "undone"]


def merged(whole: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """An object with changes laid over it; members of objects are changed one by one."""
    body = dict(deepcopy(dict(whole)))
    for name, value in changes.items():
        present = body.get(name)
        both = isinstance(present, dict) and isinstance(value, Mapping)
        body[name] = merged(present, value) if both and present is not None else deepcopy(value)
    return body


def undone(
    shown: Mapping[str, Any], sends: Iterable[str], undo: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """The body that puts a part back.

    Args:
        shown: the part as it is read now.
        sends: the properties that a PUT takes.
        undo: what was changed, and how it was before: `at` with `value`, `suffix`, `first` or `flags`.
    """
    body = {name: deepcopy(shown[name]) for name in sends if shown.get(name) is not None}
    for one in undo:
        *way, last = str(one["at"]).split(".")
        place: Any = body
        for name in way:
            place = place.get(name) if isinstance(place, dict) else None
        if not isinstance(place, dict):
            continue
        place[last] = _before(place.get(last), one)
    return {name: value for name, value in body.items() if value is not None}


def _before(value: Any, one: Mapping[str, Any]) -> Any:
    if "value" in one:
        return one["value"]
    if "suffix" in one and isinstance(value, str):
        return value.removesuffix(str(one["suffix"]))
    if "first" in one and isinstance(value, list):
        value = value[: one["first"]]
    if "flags" in one and isinstance(value, list):
        for item, flag in zip(value, one["flags"], strict=False):
            if isinstance(item, dict):
                item["isDefault"] = flag
    return value


def put_back(rest: RestClient, ledger: Ledger, lines: list[dict[str, Any]]) -> Answer:
    """Put one part back as the ledger's lines about it say, newest first.

    Args:
        rest: the client.
        ledger: told that exactly this write is meant, and what it came to.
        lines: the open snapshots of one path, oldest first.

    Returns:
        the answer to the write, or to the read before it when that failed.

    Raises:
        TargetTrouble: no whole answer came.
    """
    first = lines[0]
    path, actor = first["path"], first["actor"]
    if "body" in first:
        body = dict(first["body"])
    else:
        answer = rest.send("GET", path, actor=actor, purpose="read what is to be put back")
        if not answer.ok or not answer.object:
            return answer
        body = undone(
            answer.object, first["sends"], [one for line in reversed(lines) for one in line["undo"]]
        )
    query = dict(first["query"])
    ledger.vouch("PUT", path, {name: [value] for name, value in query.items()}, body, undo=True)
    answer = rest.send("PUT", path, actor=actor, purpose="put it back", params=query or None, json=body)
    if answer.ok:
        for line in lines:
            ledger.restored(line["n"], line["pid"])
    return answer
