"""What a target answered to wrong requests, and holding it against the contract of errors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.checks.outcomes import Failure, NotExercised
from conformance.contract import Misuse, Rule
from conformance.errors import ContractError

__all__ = ["Refusal", "error_shape", "hold_errors"]

_TRACKING = re.compile(r"[A-Za-z0-9_-]{8,}")
_SECONDS = re.compile(r"0{0,9}[1-9][0-9]{0,8}")
_BODY_KINDS = ("media", "not-json")
_LONGEST = 20_000
"""So much of a text is searched; a trace that begins later is none that anybody reads."""

_TRACES = {
    "a stack trace of Java": (
        r"\bat [\w$.]{3,200}\([\w$]{1,100}\.(?:java|kt|scala):\d"
        r"|\b(?:java|javax|com|org|io)\.[\w.]{1,150}(?:Exception|Error)\b"
    ),
    "a stack trace of Python": r"Traceback \(most recent|File \"[^\"\n]{1,300}\", line \d",
    "a stack trace of .NET": r"\bSystem\.[\w.]{0,80}Exception\b|\.(?:cs|vb):line \d",
    "a stack trace of Node.js": r"\((?:file://|node:|/)[^\n:()]{1,300}:\d{1,7}:\d",
    "a stack trace of Go": r"\bgoroutine \d{1,9} \[",
    "a file's path": r"(?<![\w/:.])/(?:usr|home|opt|var|srv|root|etc|tmp)/[\w.-]|\b[A-Za-z]:\\\\?\w",
}
_LEAKS = {what: re.compile(pattern) for what, pattern in _TRACES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One answer to a wrong request.

    Attributes:
        name: method and path of what was asked, in words.
        method: with which the operation is called rightly.
        said: status and message of the answer.
        exchange: id of the recorded exchange.
        body: the parsed JSON body; None when there is none or it is no JSON.
        flaw: why the body is no JSON; None when it is, or is empty.
        headers: names in lower case.
        sent: the tracking id that the request carried; empty for none.
        named: whether the request names an object that does not exist.
    """

    name: str
    method: str
    status: int
    said: str
    exchange: str
    body: Any = None
    flaw: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    sent: str = ""
    named: bool = False


def hold_errors(rule: Rule, refusals: Sequence[Refusal]) -> None:
    """Hold answers to wrong requests against a rule about them.

    Raises:
        ContractError: the rule is not about errors.
        Failure: an answer has another status, header or body than the rule asks for.
        NotExercised: the target looked at something else before it came to the mistake.
    """
    misuse = rule.misuse
    if misuse is None:
        raise ContractError(f"{rule.address} is not about errors.")
    judgeable = [one for one in refusals if _elsewhere(misuse, one) is None]
    for one in judgeable:
        for expected, actual in _problems(misuse, one):
            raise Failure(expected, f"{one.name}: {actual}", [one.exchange])
    for one in refusals:
        why = _elsewhere(misuse, one)
        if why is not None:
            raise NotExercised(why, [one.exchange])


def _elsewhere(misuse: Misuse, one: Refusal) -> str | None:
    """What the target looked at first, if that hid the mistake; in words."""
    if misuse.needs_token and one.status in (401, 403):
        return f"the {misuse.tier}'s token does not open the operation"
    if misuse.kind in _BODY_KINDS and one.named and one.status == 404:
        return "the request names nothing that exists, and the target says so before it looks at the body"
    return None


def _problems(misuse: Misuse, one: Refusal) -> Iterator[tuple[str, str]]:
    """What is wrong with an answer, as pairs of what was expected and what came."""
    if misuse.kind == "tracking":
        if not one.headers.get("trackingid", "").startswith(one.sent):
            came = "another one" if "trackingid" in one.headers else "none"
            yield "a trackingid header that begins with the TrackingID of the request", came
        return
    if one.status != misuse.status:
        yield f"status {misuse.status}", f"answered {one.said}"
        return
    allowed = {word.strip().upper() for word in one.headers.get("allow", "").split(",")}
    if misuse.kind == "method" and one.method not in allowed:
        yield (
            f"an Allow header that names {one.method}",
            "it is not named" if "allow" in one.headers else "none",
        )
    if misuse.kind == "throttled" and not _SECONDS.fullmatch(one.headers.get("retry-after", "")):
        came = "something else" if "retry-after" in one.headers else "none"
        yield "a Retry-After header of one whole second or more", came
    problem = error_shape(one.body, one.headers, one.flaw)
    if problem is not None:
        yield "an error body of a documented shape", problem
    leak = _leak(one.body)
    if leak is not None:
        yield "an error body without the inside of the server", leak


def error_shape(body: Any, headers: Mapping[str, str], flaw: str | None = None) -> str | None:
    """In which way a body is none of the documented error bodies; None when it is one.

    Args:
        body: the parsed JSON body; None when there is none or it is no JSON.
        headers: of the answer, names in lower case.
        flaw: why the body is no JSON, if it is none.
    """
    if not isinstance(body, dict):
        return flaw or ("the body is empty" if body is None else "the body is no JSON object")
    message = body.get("message")
    if not isinstance(message, str) or not message.strip():
        return "the body has no message"
    if "errors" in body and not _listed(body["errors"]):
        return "errors is no list of descriptions"
    if "trackingId" in body:
        return _untracked(body["trackingId"], headers.get("trackingid"))
    return None


def _untracked(found: Any, header: str | None) -> str | None:
    """In which way the tracking id of a body is none, or not that of the header."""
    if not isinstance(found, str) or not _TRACKING.fullmatch(found):
        return "trackingId is no tracking id"
    if header is not None and found != header:
        return "trackingId of the body is another one than the header has"
    return None


def _listed(errors: Any) -> bool:
    return (
        isinstance(errors, list)
        and bool(errors)
        and all(isinstance(one, dict) and isinstance(one.get("description"), str) for one in errors)
    )


def _leak(body: Any) -> str | None:
    """What of the server's inside a body's texts show, if anything."""
    waiting = [body]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str):
            for what, pattern in _LEAKS.items():
                if pattern.search(value, 0, _LONGEST):
                    return what
    return None
