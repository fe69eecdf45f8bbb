"""What a target made of generated requests, and holding it against a rule about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.checks.outcomes import Failure, Indeterminate, NotExercised
from conformance.contract.model import Rule
from conformance.contract.sample import Sample
from conformance.errors import ContractError

__all__ = ["SampleReply", "Samples", "hold_samples"]

_AWAY = (401, 403)
_ELSEWHERE = (404, 409, 410, 423)
"""Statuses that speak of the state of an object, and not of the request."""

_GONE = (204, 404, 410)
_TRIES = 12
"""So often at most a failing request is sent again with less in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleReply:
    """What came of one generated request.

    Attributes:
        name: what is special about the request.
        wrong: what is wrong with it; empty when it fits.
        status: of the answer; None when no whole answer came.
        said: status and message in words, or why there is no answer.
        exchanges: ids of the recorded exchanges.
        declared: whether the description names the status for a success.
        flaws: in which way the answer does not fit its description; empty when it does.
        error: in which way its body is none of the documented errors; None when it is one.
        lost: what was accepted and is not what a read gives back, in words; None when nothing was read.
        moved: what has changed although the request does not name it, in words; None when nothing was read.
        added: what chance put into the request, and may be left out again.
        example: how it is made again from the run's seed.
    """

    name: str
    said: str
    wrong: str = ""
    status: int | None = None
    exchanges: tuple[str, ...] = ()
    declared: bool = False
    flaws: tuple[str, ...] = ()
    error: str | None = None
    lost: tuple[str, ...] | None = None
    moved: tuple[str, ...] | None = None
    added: tuple[tuple[str, str], ...] = ()
    example: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether it was accepted."""
        return self.status is not None and 200 <= self.status < 400

    @property
    def refused(self) -> bool:
        """Whether the request was refused, for whatever reason."""
        return self.status is not None and 400 <= self.status < 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """What came of the requests of an operation.

    Attributes:
        replies: in the order of the requests.
        again: sends the request of a reply again, without one thing that chance put there.
        changed: requests that were refused and changed something all the same, in words with exchanges;
            None when nobody looked.
        looked: exchanges of the reads before and after.
    """

    replies: Sequence[SampleReply]
    again: Callable[[SampleReply, tuple[str, str]], SampleReply | None] = lambda _reply, _less: None
    changed: Sequence[SampleReply] | None = None
    looked: tuple[str, ...] = ()


_Problem = tuple[str, str]


def hold_samples(rule: Rule, samples: Samples) -> None:
    """Hold the answers to generated requests against a rule about them.

    Raises:
        ContractError: the rule is not about generated requests.
        Failure: the target broke it; of what chance drew, the least that breaks it.
        NotExercised: nothing was sent, or its answers say nothing about the rule.
        Indeterminate: no whole answer came.
    """
    if rule.sample is None:
        raise ContractError(f"{rule.address} is not about generated requests.")
    find = _finder(rule.sample)
    if rule.sample.check == "unchanged":
        _unchanged(samples)
        return
    judged = 0
    for reply in samples.replies:
        problem = find(reply)
        if problem is not None:
            least, problem = _smallest(samples, reply, find, problem)
            expected, actual = problem
            raise Failure(expected, f"{_which(least)}: {actual}", least.exchanges, example=least.example)
        judged += find is not _quiet and _says(rule.sample.check, reply)
    if judged:
        return
    for reply in samples.replies:
        if reply.status is None:
            raise Indeterminate(reply.said, reply.exchanges)
    for reply in samples.replies:
        raise NotExercised(f"the base of the requests was answered {reply.said}", reply.exchanges)
    raise NotExercised("there was nothing to send")


def _finder(sample: Sample) -> Callable[[SampleReply], _Problem | None]:
    """What looks for a problem in one reply."""
    found = _OF_A_FILE.get(sample.check) if sample.given else None
    return found or _CHECKS[sample.check]


def _which(reply: SampleReply) -> str:
    return f"request with a defect ({reply.wrong})" if reply.wrong else f"request that fits ({reply.name})"


def _smallest(
    samples: Samples, reply: SampleReply, find: Callable[[SampleReply], _Problem | None], problem: _Problem
) -> tuple[SampleReply, _Problem]:
    """The reply to as little as breaks the rule, and what is wrong with it."""
    tries, tried = 0, set[tuple[str, str]]()
    while tries < _TRIES:
        less = next((one for one in reply.added if one not in tried), None)
        if less is None or len(reply.added) == 1:
            break
        tries += 1
        tried.add(less)
        smaller = samples.again(reply, less)
        still = None if smaller is None else find(smaller)
        if smaller is not None and still is not None:
            reply, problem = smaller, still
    return reply, problem


def _says(check: str, reply: SampleReply) -> bool:
    """Whether an answer says something about the rule, other than that it holds nothing against it."""
    if reply.status is None or reply.status in _AWAY:
        return False
    if check in ("answer", "kept", "alone"):
        return reply.ok and (
            check == "answer" or (reply.lost if check == "kept" else reply.moved) is not None
        )
    return reply.status not in _ELSEWHERE or check == "again"


def _broken(reply: SampleReply) -> _Problem | None:
    if reply.status is not None and reply.status >= 500:
        return "an answer of the service", f"answered {reply.said}"
    return None


def _accepted(reply: SampleReply) -> _Problem | None:
    if reply.status is None or reply.status in (*_AWAY, *_ELSEWHERE):
        return None
    if reply.ok and reply.declared:
        return None
    return _broken(reply) or ("a status of success that the description names", f"answered {reply.said}")


def _answer(reply: SampleReply) -> _Problem | None:
    if reply.ok and reply.flaws:
        return "an answer that fits its description", "; ".join(reply.flaws[:3])
    return None


def _kept(reply: SampleReply) -> _Problem | None:
    if reply.ok and reply.lost:
        return "what was accepted, when it is read", "; ".join(reply.lost[:3])
    return None


def _alone(reply: SampleReply) -> _Problem | None:
    if reply.ok and reply.moved:
        return "the rest as it was", "; ".join(reply.moved[:3])
    return None


def _refused(reply: SampleReply) -> _Problem | None:
    if reply.status is None or reply.status in (*_AWAY, *_ELSEWHERE):
        return None
    if reply.status != 400:
        return "status 400", f"answered {reply.said}"
    if reply.error is not None:
        return "an error body of a documented shape", reply.error
    return None


def _limits(reply: SampleReply) -> _Problem | None:
    if reply.status is None or reply.status in (*_AWAY, *_ELSEWHERE):
        return None
    if reply.wrong:
        return None if reply.status == 400 else ("status 400", f"answered {reply.said}")
    return None if reply.ok else ("a status of success", f"answered {reply.said}")


def _turned_away(reply: SampleReply) -> _Problem | None:
    """Whether what a file forbids was taken, or broke the service; any 4xx will do."""
    if reply.status is None or reply.status in (*_AWAY, *_ELSEWHERE) or reply.refused:
        return None
    return "a status that refuses, from 400 to 499", f"answered {reply.said}"


def _at_limits(reply: SampleReply) -> _Problem | None:
    return _turned_away(reply) if reply.wrong else _limits(reply)


def _again(reply: SampleReply) -> _Problem | None:
    if reply.status is None or reply.status in _AWAY or reply.status in _GONE:
        return None
    return "404, 204 or 410 for what is gone already", f"answered {reply.said}"


def _quiet(_reply: SampleReply) -> None:
    return None


_CHECKS: Mapping[str, Callable[[SampleReply], _Problem | None]] = {
    "accepted": _accepted,
    "answer": _answer,
    "kept": _kept,
    "alone": _alone,
    "refused": _refused,
    "unchanged": _quiet,
    "limits": _limits,
    "again": _again,
}


_OF_A_FILE: Mapping[str, Callable[[SampleReply], _Problem | None]] = {
    "refused": _turned_away,
    "limits": _at_limits,
}
"""What is judged otherwise of a file that a run was given."""


def _unchanged(samples: Samples) -> None:
    """Whether all stayed as it was; what was accepted may change something, and another rule forbids it."""
    if samples.changed is None:
        for reply in samples.replies:
            if reply.status is None:
                raise Indeterminate(reply.said, reply.exchanges)
        raise NotExercised("nobody could look what came of the requests")
    if not samples.replies:
        raise NotExercised("there was nothing to send")
    for reply in samples.changed:
        raise Failure(
            "all as it was before",
            f"{_which(reply)}: answered {reply.said}, and something has changed",
            reply.exchanges,
            example=reply.example,
        )
    for reply in _unjudged(samples.replies):
        raise NotExercised(f"the requests were answered {reply.said}", reply.exchanges)


def _unjudged(replies: Sequence[SampleReply]) -> Iterator[SampleReply]:
    """The first reply, when all speak of something else than the request."""
    if all(reply.status is None or reply.status in (*_AWAY, *_ELSEWHERE) for reply in replies):
        yield from replies[:1]
