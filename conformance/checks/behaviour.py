"""Holding the scenes of a story against its steps; returns findings, never raises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from conformance.checks.match import NO_REFUSALS, Finding, kind_of
from conformance.checks.scene import Scene
from conformance.checks.seen import alike, ends_by, same, seen_at
from conformance.contract import Expectation, Schemas, Step
from conformance.moments import moment_of

__all__ = ["Judgement", "judge"]

_TIMES = ("start", "end", "recurrence", "title")
_WORDS = {
    "is": "is what was asked for",
    "unlike": "is something else",
    "instant": "is the moment that was asked for",
    "rule": "is the recurrence that the rule names",
    "ends_by": "ends as early as the rule says",
    "one_of": "is one of the documented values",
    "items": "holds what was asked for",
    "count": "has as many items as the rule says",
    "absent": "is not shown",
    "empty": "is empty or not shown",
    "same_as": "is the same as before",
    "once": "is what the rule says in exactly one place",
    "present": "is shown",
    "fits": "has its documented type and form",
    "contains": "holds the documented words",
}
_NOTHING = {"absent", "empty", "unlike"}
_LISTS = {"list", "templates"}
_DENIED = frozenset({400, 401, 403, 404})
_TOLD = 10_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one scene shows.

    Attributes:
        finding: how it breaks the rule; None when it does not.
        follows: the reading of the conflict that was followed, if it tells one.
    """

    finding: Finding | None = None
    follows: str | None = None


def judge(
    step: Step, scene: Scene, schemas: Callable[[str], Schemas], earlier: Mapping[int, Scene]
) -> Judgement:
    """Hold a scene against the step that it came of.

    Args:
        step: what was done, and what must be seen.
        scene: what came of it.
        schemas: finds the document that describes a component.
        earlier: the scenes before it in the same telling, by number.
    """
    by = f"by {scene.method}" if step.do == "update" else f"to {step.do}"
    for look in (_status, _outcome, _vanished, _message):
        if (finding := look(step, scene, by)) is not None:
            return Judgement(finding)
    done = 200 <= scene.status < 300
    follows = step.readings.get("accepted" if done else "refused")
    if not step.expect or (not done and step.outcome in {"refused", "denied", "either"}):
        return Judgement(follows=follows)
    told = _expected(step, scene, by, partial(_holds, scene=scene, schemas=schemas, earlier=earlier))
    return told if told.follows else Judgement(told.finding, follows)


def _expected(step: Step, scene: Scene, by: str, holds: Callable[..., bool]) -> Judgement:
    """Whether everything is seen that must be, and which of several readings tells itself so."""
    whole, exchange = _where(step, scene)
    if lacking := _lacking(step, whole):
        return Judgement(Finding(lacking, f"{kind_of(whole)} {by}", exchange))
    plain = [one for one in step.expect if one.follows is None]
    choices = [one for one in step.expect if one.follows is not None]
    for one in plain:
        if not holds(one, whole):
            return Judgement(Finding(_asked(one), f"{_shown(one, whole)} {by}", exchange))
    for one in choices:
        if holds(one, whole):
            return Judgement(follows=one.follows)
    if choices:
        asked = " or ".join(dict.fromkeys(_asked(one) for one in choices))
        return Judgement(Finding(asked, f"{_shown(choices[0], whole)} {by}", exchange))
    return Judgement()


def _status(step: Step, scene: Scene, by: str) -> Finding | None:
    if step.status is None or scene.status == step.status:
        return None
    return Finding(f"the answer is {step.status}", f"answered {scene.said} {by}", scene.exchanges[0])


def _outcome(step: Step, scene: Scene, by: str) -> Finding | None:
    done = 200 <= scene.status < 300
    asked = ""
    match step.outcome:
        case None if step.expect and not done:
            asked = "the call succeeds"
        case "accepted" if not done:
            asked = "the call is accepted"
        case "gone" if scene.status != 404:
            asked = "there is no such meeting any more (404)"
        case "refused" if not _is_refused(scene):
            asked = "the update is refused"
        case "denied" if scene.status not in _DENIED:
            asked = "the call is refused"
        case "either" if not (done or _is_refused(scene)):
            asked = "the update is accepted or refused"
        # A value that the target does not know may well be answered with 404.
        case "not-applied" if not (done or _is_refused(scene) or scene.status == 404):
            asked = "the update is refused, or accepted without that"
    if asked:
        return Finding(asked, f"answered {scene.said} {by}", scene.exchanges[0])
    refused = not done and step.outcome in {"refused", "denied", "either"}
    return _unchanged(step, scene, by) if refused else None


def _is_refused(scene: Scene) -> bool:
    return 400 <= scene.status < 500 and scene.status not in NO_REFUSALS


def _vanished(step: Step, scene: Scene, by: str) -> Finding | None:
    """What was updated must still be there, unless the step says that it is gone."""
    if step.do != "update" or step.outcome == "gone" or not scene.vanished:
        return None
    if 200 <= scene.status < 300:
        asked = "a meeting that was updated can be read"
    elif scene.before is not None:
        asked = "a refused update changes nothing"
    else:
        return None
    return Finding(asked, f"there is no such meeting any more {by}", scene.exchanges[-1])


def _message(step: Step, scene: Scene, by: str) -> Finding | None:
    if step.message is None or step.message.lower() in scene.said.lower():
        return None
    return Finding(f"the message says {step.message!r}", f"answered {scene.said} {by}", scene.exchanges[0])


def _unchanged(step: Step, scene: Scene, by: str) -> Finding | None:
    """A refusal must leave what it was about as it was."""
    if step.do != "update" or scene.before is None or scene.after is None:
        return None
    for name in dict.fromkeys([*scene.sent, *_TIMES]):
        if not alike(scene.before.get(name), scene.after.get(name)):
            return Finding(
                "a refused update changes nothing", f"{name} has changed {by}", scene.exchanges[-1]
            )
    return None


def _lacking(step: Step, whole: Any) -> str:
    """What an answer must be before it shows that something in it is absent; empty when it is that."""
    paths = [one.at for one in step.expect if one.how in _NOTHING and not one.at.startswith("header.")]
    if paths and not isinstance(whole, Mapping):
        return "the answer is a JSON object"
    if paths and step.do in _LISTS and not isinstance(whole.get("items"), list):
        return "the answer is a list of items"
    for number, name in (path.partition(".")[::2] for path in paths):
        if step.do in _LISTS and name and number.isdecimal() and seen_at(whole, number) == [None]:
            return f"the list has an item {number}"
    return ""


def _where(step: Step, scene: Scene) -> tuple[Any, str]:
    """What the expectations are about, and the exchange that shows it."""
    if step.do == "update" and not step.answer:
        return scene.after, scene.exchanges[-1]
    return scene.body, scene.exchanges[0]


def _holds(
    one: Expectation,
    whole: Any,
    scene: Scene,
    schemas: Callable[[str], Schemas],
    earlier: Mapping[int, Scene],
) -> bool:
    if one.how == "same_as":
        before = earlier.get(one.value - 1)
        return before is not None and alike(seen_at(before.body, one.at), seen_at(whole, one.at))
    values = [scene.headers.get(one.at[7:])] if one.at.startswith("header.") else seen_at(whole, one.at)
    wanted = scene.fill(one.value)
    there = [value for value in values if value is not None]
    match one.how:
        case "absent":
            found = not there
        case "empty":
            found = all(value in ("", []) for value in there)
        case "unlike":
            found = not any(same(value, wanted) for value in there)
        case "once":
            found = sum(same(value, wanted) for value in there) == 1
        case "count":
            found = len(there) == 1 and isinstance(there[0], list) and len(there[0]) == wanted
        case "ends_by":
            starts, latest = seen_at(whole, "start"), moment_of(wanted)
            start = moment_of(starts[0]) if starts else None
            found = latest is not None and len(there) == 1 and ends_by(there[0], latest, start)
        case how:
            found = bool(values) and len(there) == len(values)
            found = found and all(_fits(how, value, wanted, schemas) for value in there)
    return found


def _fits(how: str, value: Any, wanted: Any, schemas: Callable[[str], Schemas]) -> bool:
    found = how == "present"
    match how:
        case "is" | "instant" | "rule":
            found = same(value, wanted, how)
        case "one_of":
            found = any(same(value, each) for each in wanted)
        case "items":
            found = isinstance(value, list) and all(any(same(has, each) for has in value) for each in wanted)
        case "contains":
            found = isinstance(value, str) and str(wanted).lower() in value.lower()
        case "fits":
            component, _, path = str(wanted).partition(".")
            found = not schemas(component).path_errors(component, path, value)
    return found


def _asked(one: Expectation) -> str:
    return f"{one.at} {_WORDS[one.how]}"


def _shown(one: Expectation, whole: Any) -> str:
    """What was seen instead, without texts and long numbers: they could be passwords."""
    if one.at.startswith("header."):
        return "another header or none"
    values = seen_at(whole, one.at) if isinstance(whole, Mapping) else []
    if not values:
        return f"no {one.at}"
    kinds = ", ".join(dict.fromkeys("absent" if value is None else kind_of(value) for value in values[:3]))
    small = [str(one).lower() for one in values[:1] if isinstance(one, bool | int) and abs(one) < _TOLD]
    return f"{one.at} is {kinds}" + (f", {small[0]}" if small else "")
