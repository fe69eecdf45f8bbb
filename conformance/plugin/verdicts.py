"""From what a case did to a verdict and its journal line."""

from __future__ import annotations

import json
import traceback
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from conformance.checks import (
    Failure,
    Followed,
    Graded,
    Indeterminate,
    NotApplicable,
    Noted,
    NotExercised,
    Outcome,
)
from conformance.contract import Access, Rule
from conformance.errors import TargetTrouble
from conformance.evidence import utc_text
from conformance.report import Verdict
from conformance.targets import Deviation

__all__ = ["deviation_fields", "line_for", "reading_for"]

_OUTCOMES = {
    NotApplicable: Verdict.NOT_APPLICABLE,
    NotExercised: Verdict.NOT_EXERCISED,
    Indeterminate: Verdict.INDETERMINATE,
}


def line_for(rule: Rule, error: BaseException | None, deviation: Deviation | None) -> dict[str, Any]:
    """The verdict line of a case.

    Args:
        rule: what it claims.
        error: what it ended with; None when it ended well.
        deviation: the declared deviation that covers the rule today, if any.
    """
    verdict, more = _judge(rule, error)
    line: dict[str, Any] = {
        "kind": "verdict",
        "at": utc_text(datetime.now(UTC)),
        "address": rule.address,
        "verdict": verdict,
        "level": rule.level,
        "provenance": rule.provenance,
        "text": rule.text,
        "source": rule.source,
        "section": rule.section,
        "exchanges": [],
        **more,
    }
    if rule.cell is not None:
        cell = rule.cell
        line["cell"] = {
            "table": cell.type,
            "attribute": cell.attribute,
            "state": cell.state,
            "documented": cell.documented,
        }
    if rule.access is not None:
        line["access"] = _access_fields(rule.access, error)
    if deviation is not None and verdict in {Verdict.FAILED, Verdict.ADVISORY}:
        line["verdict"] = Verdict.KNOWN
        line["deviation"] = deviation_fields(deviation)
    line["verdict"] = str(line["verdict"].value)
    return line


def deviation_fields(deviation: Deviation) -> dict[str, Any]:
    """A declared deviation as the journal keeps it."""
    fields = {name: value for name, value in asdict(deviation).items() if name != "address" and value != ""}
    return json.loads(json.dumps(fields, default=str))  # type: ignore[no-any-return] # dates become text


def reading_for(error: BaseException | None) -> dict[str, Any] | None:
    """The journal line that says which reading of a conflict the target follows; None when none was seen."""
    if isinstance(error, Graded):
        # What the newest of the editions shows.
        lines = (reading_for(end) for end in reversed(error.ends.values()))
        return next((line for line in lines if line), None)
    if not isinstance(error, NotApplicable | Followed) or not error.conflict:
        return None
    return {
        "kind": "reading",
        "conflict": error.conflict,
        "followed": error.followed,
        "detail": error.reason,
        "exchanges": list(error.exchanges),
    }


def _access_fields(access: Access, error: BaseException | None) -> dict[str, Any]:
    """What was tried of which operation, and how the target reads the documents where they disagree."""
    fields: dict[str, Any] = {
        "resource": access.resource,
        "operation": access.operation,
        "level": access.tier,
        "check": access.check,
        "scopes": list(access.scopes) or sorted(access.lacks),
    }
    if access.conflict is not None:
        followed = error.followed if isinstance(error, NotApplicable | Followed) else ""
        fields |= {"conflict": access.conflict, "followed": followed or ""}
    return fields


def _judge(rule: Rule, error: BaseException | None) -> tuple[Verdict, dict[str, Any]]:
    if error is None or isinstance(error, Followed | Noted):
        more = {"note": error.note, "exchanges": list(error.exchanges)} if isinstance(error, Noted) else {}
        return Verdict.PASSED, more
    match error:
        case Graded():
            return _graded(rule, error)
        case Failure():
            fails = rule.can_fail_a_target and not error.advisory
            verdict = Verdict.FAILED if fails else Verdict.ADVISORY
            said: dict[str, Any] = {"expected": error.expected, "actual": error.actual}
            said |= {"example": error.example} if error.example else {}
            return verdict, {**said, "exchanges": list(error.exchanges)}
        case Outcome():
            verdict = next(word for kind, word in _OUTCOMES.items() if isinstance(error, kind))
            return verdict, {"reason": error.reason, "exchanges": list(error.exchanges)}
        case TargetTrouble():
            return Verdict.INDETERMINATE, {"reason": error.message}
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = f" ({last[0].name}, line {last[0].lineno})" if last else ""
    return Verdict.ERROR, {"reason": f"{type(error).__name__}: {error}{place}"}


def _graded(rule: Rule, graded: Graded) -> tuple[Verdict, dict[str, Any]]:
    """The highest verdict of several editions, with what the newest edition of that verdict says."""
    judged = {edition: _judge(rule, end) for edition, end in graded.ends.items()}
    highest = Verdict.merge(verdict for verdict, _ in judged.values())
    edition, more = next(
        (edition, more) for edition, (verdict, more) in reversed(judged.items()) if verdict is highest
    )
    grid = {name: str(verdict.value) for name, (verdict, _) in judged.items()}
    return highest, {**more, "edition": edition, "grid": grid}
