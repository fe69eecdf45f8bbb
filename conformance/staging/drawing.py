"""What is sent to change a preference, and how the change is undone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from conformance.checks import NotExercised
from conformance.contract import Preference

__all__ = ["Drawn", "draw", "filled"]

_NO_WAY_BACK = "what is set now is of a kind that could not be put back after a crash"
_SITE = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PERSON = "co.host@example.com"
_LONGEST = {"topic": 128}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A change.

    Attributes:
        body: the properties that are sent beside those that stay.
        fills: what the places of the rule stand for.
        undo: how to undo it, without anything secret or personal.
        foreign: names of properties that only the target sets.
    """

    body: dict[str, Any]
    fills: Mapping[str, Any]
    undo: tuple[dict[str, Any], ...] = ()
    foreign: frozenset[str] = field(default_factory=frozenset)


def filled(value: Any, fills: Mapping[str, Any]) -> Any:
    """A value with its places filled in; a place stands for a whole value, of whatever type."""
    if isinstance(value, str):
        return deepcopy(fills.get(value, value))
    if isinstance(value, Mapping):
        return {name: filled(one, fills) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [filled(one, fills) for one in value]
    return value


def draw(preference: Preference, send: Any, shown: Mapping[str, Any], marker: str) -> Drawn:
    """Make up what a rule sends.

    Args:
        preference: what it is about.
        send: the rule's body, with places.
        shown: the part as it was at first.
        marker: part of every text that is sent.

    Raises:
        NotExercised: what is shown cannot be changed in this way, or not put back for certain.
    """
    name, present = next(
        ((one, value) for one in preference.names if (value := _at(shown, one)) is not None), ("", None)
    )
    if preference.keeps:
        if present is None:
            raise NotExercised(f"the target does not show {preference.names[0]}")
        return Drawn(
            body=dict(send),
            fills={"{present}": present},
            foreign=frozenset({preference.names[0].split(".")[0]}),
        )
    if preference.way == "site" or "siteUrl" in preference.names:
        return _site(preference, send, shown)
    if present is None:
        raise NotExercised(f"the target does not show {preference.names[0]}, so that it could be put back")
    value, added, undo = _change(preference, name, present, marker)
    fills = {"{changed}": value, "{defaults}": value, "{added}": added}
    body = filled(send, fills)
    # Of two names that a property may have, the one is sent that is shown.
    unused = {one for one in preference.names if one != name and "." not in one}
    return Drawn(
        body={key: one for key, one in body.items() if key not in unused}, fills=fills, undo=tuple(undo)
    )


def _change(
    preference: Preference, name: str, present: Any, marker: str
) -> tuple[Any, Any, list[dict[str, Any]]]:
    if preference.way == "given":
        if not isinstance(present, int) and present not in preference.words:
            raise NotExercised(_NO_WAY_BACK)
        return None, None, [{"at": name, "value": present}]
    match preference.way, present:
        case "flip", bool():
            return not present, None, [{"at": name, "value": present}]
        case "append", str():
            suffix = f" {marker}"
            if len(present) + len(suffix) > _LONGEST.get(name, 255):
                raise NotExercised(f"{name} is so long that nothing can be put at its end")
            return present + suffix, None, [{"at": name, "suffix": suffix}]
        case "digits", str():
            return _other_digits(present), None, []
        case "person", list():
            added = {"email": _PERSON, "displayName": "Co Host"} if name == "coHosts" else _PERSON
            return [*present, added], added, [{"at": name, "first": len(present)}]
        case ("device" | "defaults") as way, list():
            return _devices(way, name, present, marker)
    raise NotExercised(_NO_WAY_BACK)


def _devices(way: str, name: str, present: list[Any], marker: str) -> tuple[Any, Any, list[dict[str, Any]]]:
    if not all(isinstance(one, dict) and isinstance(one.get("isDefault"), bool) for one in present):
        raise NotExercised(_NO_WAY_BACK)
    flags = [one["isDefault"] for one in present]
    number = 1 if way == "device" or any(flags) else 2
    ours = [
        {
            "deviceName": f"{marker} device {index}",
            "deviceAddress": f"{marker}.{index}@example.com",
            "isDefault": way == "defaults",
        }
        for index in range(1, number + 1)
    ]
    undo = [{"at": name, "first": len(present), "flags": flags}]
    return [*present, *ours], ours[0], undo


def _site(preference: Preference, send: Any, shown: Mapping[str, Any]) -> Drawn:
    default, sites = shown.get("siteUrl"), shown.get("sites")
    if not isinstance(default, str) or not _SITE.fullmatch(default):
        raise NotExercised("the target does not say which site is the default one")
    others = [
        one["siteUrl"]
        for one in (sites if isinstance(sites, list) else [])
        if isinstance(one, dict) and isinstance(one.get("siteUrl"), str) and one["siteUrl"] != default
    ]
    others = [one for one in others if _SITE.fullmatch(one)]
    if preference.way == "site" and not others:
        raise NotExercised("the person has no other site that could be the default one")
    fills = {"{changed}": others[0]} if others else {}
    return Drawn(body=filled(send, fills), fills=fills)


def _other_digits(text: str) -> str:
    return "".join(str((int(sign) + 1) % 10) if sign in "0123456789" else sign for sign in text) or "5550100"


def _at(shown: Mapping[str, Any], path: str) -> Any:
    value: Any = shown
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
