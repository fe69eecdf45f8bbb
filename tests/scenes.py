"""Scenes that are made by hand, and what the checks say of them."""

from __future__ import annotations

from typing import Any

from conformance.checks import Scene
from conformance.checks.behaviour import Judgement, judge
from conformance.contract import Expectation, Step, load

SCHEMAS = load().schemas_for
BEFORE = {"title": "A", "start": "2026-11-21T12:00:00Z", "end": "2026-11-21T13:00:00Z", "agenda": "x"}
ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1e300,
    "",
    "x" * 10_000,
    [],
    [None],
    [[[]]],
    {},
    {"a": {}},
    {"items": "no list"},
]


def scene(body: Any = None, status: int = 200, **more: Any) -> Scene:
    """A scene of these; places stand for themselves."""
    usual = {"number": 0, "method": "PATCH", "said": f"{status}: said", "headers": {}, "exchanges": ("x1",)}
    return Scene(**{**usual, "fill": lambda value: value, "status": status, "body": body, **more})


def updated(status: int, after: Any = BEFORE, before: Any = BEFORE, **more: Any) -> Scene:
    """What came of an update."""
    return scene({}, status, before=before, after=after, exchanges=("x1", "x2"), **more)


def see(at: str, how: Any, value: Any, follows: str | None = None) -> Expectation:
    """One thing that must be seen."""
    return Expectation(at=at, how=how, value=value, follows=follows)


def held(step: Step, one: Scene, earlier: dict[int, Scene] | None = None) -> Judgement:
    """What the checks say of a scene."""
    return judge(step, one, SCHEMAS, earlier or {})


def shows(body: Any, *expect: Expectation, **more: Any) -> Judgement:
    """What the checks say of a read that was answered with this body."""
    return held(Step(do="read", expect=expect), scene(body, **more))


def asked(judgement: Judgement) -> str:
    """What was asked for and did not come; empty when all came."""
    return judgement.finding.expected if judgement.finding else ""
