"""What a service answered to random requests of the XML API, and holding it against a rule about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.checks.outcomes import Failure, Indeterminate, NotExercised
from conformance.contract.model import Rule
from conformance.contract.xml_sample import XmlGenerated
from conformance.errors import ContractError

__all__ = ["GeneratedReply", "hold_generated"]

_ID = re.compile(r"[0-9]{6}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedReply:
    """What came of one random content.

    Attributes:
        wrong: what is wrong with the content, in words; empty when it fits its type.
        said: status, result and reason in words, or why there is no answer.
        status: of HTTP; None when no whole answer came.
        flaw: why the answer is none of the service; None when it is one.
        result: SUCCESS or FAILURE, as sent.
        exception_id: as sent; None without one.
        exchange: id of the recorded exchange; empty when no answer came.
        alive: whether the service answered a plain request right afterwards. It is asked only when this
            content got no answer of the service.
    """

    wrong: str
    said: str
    status: int | None = None
    flaw: str | None = None
    result: str = ""
    exception_id: str | None = None
    exchange: str = ""
    alive: bool = True

    @property
    def answered(self) -> bool:
        """Whether it was the service that answered, whatever it said."""
        return self.status is not None and self.status < 500 and self.flaw is None

    @property
    def exchanges(self) -> tuple[str, ...]:
        """The recorded exchange, if there is one."""
        return (self.exchange,) if self.exchange else ()


def hold_generated(rule: Rule, replies: Sequence[GeneratedReply]) -> None:
    """Hold the replies to random contents against a rule about them.

    Raises:
        ContractError: the rule is not about random contents.
        Failure: the service broke on a content, took one with a defect, refused one without an exception
            id, or called one that fits unreadable.
        NotExercised: nothing was sent.
        Indeterminate: the service answers nothing at all, whatever it is sent.
    """
    wanted = rule.generated
    if wanted is None:
        raise ContractError(f"{rule.address} is not about random contents.")
    if not replies:
        raise NotExercised("there was nothing to send")
    for reply in replies:
        for expected, actual in _problems(wanted, reply):
            raise Failure(expected, f"{_which(reply)}: {actual}", reply.exchanges)
    for reply in replies:
        if not reply.answered:
            raise Indeterminate(f"the service answers no plain request either: {reply.said}", reply.exchanges)


def _which(reply: GeneratedReply) -> str:
    return f"content with a defect ({reply.wrong})" if reply.wrong else "content that fits its type"


def _problems(wanted: XmlGenerated, reply: GeneratedReply) -> Iterator[tuple[str, str]]:
    """What is wrong with a reply, as pairs of what was expected and what came."""
    if not reply.answered:
        if reply.alive:
            yield "an answer of the service", reply.said
        return
    code = reply.exception_id or ""
    if reply.result == "SUCCESS":
        if wanted.kind == "broken":
            yield "FAILURE with an exception id", f"answered {reply.said}"
    elif reply.result != "FAILURE":
        yield "the result SUCCESS or FAILURE", f"answered {reply.said}"
    elif not _ID.fullmatch(code):
        yield "a FAILURE with an exception id of six digits", f"answered {reply.said}"
    elif wanted.kind == "valid" and code in wanted.unread:
        yield "SUCCESS, or a FAILURE that is about the content", f"answered {reply.said}"
