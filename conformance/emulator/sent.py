"""Places of updates told by what was sent: `<kind>:<path>=<shape>[&<path>=<shape>...]`.

The kind says what the id of the update names, a path leads to a property of the body, and a shape is
the value itself where it is short and plain, otherwise its length.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conformance.emulator.world import Found

__all__ = ["is_sent_place", "was_sent"]

_KIND = re.compile(r"(meeting|webinar|personalRoomMeeting|adhoc)(\.occurrence|\.recurring)?")
_PATH = re.compile(r"\w+(\.\w+)*", re.ASCII)
_PLAIN = re.compile(r"[A-Za-z0-9_.,;:=+/@-]{1,60}")
_PLAIN_OR_STAR = re.compile(r"[A-Za-z0-9_.,;:=+/@*-]{1,61}")
_SIZE = re.compile(r"text\(\d+\)|items\(\d+(,\d+)?\)")
_UNTIL = re.compile(r"UNTIL=\d[\dTZ]*")


def is_sent_place(text: str) -> bool:
    """Whether a text is such a place."""
    kind, _, parts = text.partition(":")
    return _KIND.fullmatch(kind) is not None and all(_is_part(part) for part in parts.split("&"))


def _is_part(part: str) -> bool:
    path, sign, shape = part.partition("=")
    plain = _PLAIN_OR_STAR.fullmatch(shape) or _SIZE.fullmatch(shape)
    return bool(sign) and _PATH.fullmatch(path) is not None and plain is not None


def was_sent(place: str, found: Found, body: dict[str, Any]) -> bool:
    """Whether a place describes an update: its kind, and every one of its parts.

    Args:
        place: The place, as `is_sent_place` accepts it.
        found: What the id of the update names; a place never describes updates of instances.
        body: The body of the update as it came.
    """
    kind, _, parts = place.partition(":")
    if found.instance is not None or kind != _kind(found):
        return False
    changing = False
    for part in parts.split("&"):
        path, _, shape = part.partition("=")
        values = _values(body, path.split("."))
        if not any(shape in _shapes(value, path) for value in values):
            return False
        changing = changing or values != _values(_present(found), path.split("."))
    # What clients send along as it is, with each PUT, is no update of it.
    return changing


def _present(found: Found) -> dict[str, Any]:
    """The settings of what an update is about, as they are."""
    return found.series.settings | (found.occurrence.changes if found.occurrence else {})


def _kind(found: Found) -> str:
    series = found.series
    kind: str = "adhoc" if series.adhoc else series.settings["scheduledType"]
    if not series.recurring:
        return kind
    return f"{kind}.occurrence" if found.occurrence else f"{kind}.recurring"


def _values(value: Any, path: list[str]) -> list[Any]:
    """Every value that a path leads to; through an array it leads to each item."""
    if not path:
        return [value]
    if isinstance(value, list):
        return [each for item in value for each in _values(item, path)]
    if isinstance(value, dict) and path[0] in value:
        return _values(value[path[0]], path[1:])
    return []


def _shapes(value: Any, path: str) -> set[str]:
    match value:
        case None | bool() | int() | float():
            return {json.dumps(value)}
        case str():
            return {_text_shape(value, path)}
        case list():
            shapes = {f"items({len(value)})"}
            if value and all(isinstance(each, str) for each in value):
                shapes.add(f"items({len(value)},{max(map(len, value))})")
            return shapes
    return set()


def _text_shape(text: str, path: str) -> str:
    # The last day of a rule follows the present, so that no fault could name it.
    shown = _UNTIL.sub("UNTIL=*", text) if path == "recurrence" else text
    if "*" not in text and len(shown) <= 60 and _PLAIN.fullmatch(shown.replace("UNTIL=*", "UNTIL=")):
        return shown
    return f"text({len(text)})"
