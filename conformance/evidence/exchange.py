"""One request and its answer, as values, before redaction."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NoReturn

from conformance.evidence.redaction import Redactor
from conformance.evidence.xml_coding import xml_text

__all__ = ["Exchange", "Message", "read_json", "utc_text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Headers and body of a request or an answer.

    Attributes:
        headers: in the order of the wire.
        content: the body's bytes, decoded from any content coding.
        truncated: the body went on beyond the cap or the time and was not read to its end.
    """

    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = b""
    truncated: bool = False

    def shown(self, redactor: Redactor) -> Any:
        """The body as it may be written: redacted JSON, or redacted text."""
        if not self.content:
            return None
        try:
            return redactor.body(read_json(self.content))
        except (ValueError, RecursionError):
            return redactor.raw(xml_text(self.content))


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and what came of it.

    Attributes:
        at: when it was sent, by this machine's clock.
        elapsed: seconds until the whole answer was read, or until it was given up.
        purpose: why it was sent, in a few words.
        actor: who of the profile sent it, or `control`.
        status: the answer's status; None when there was no answer.
        error: why there is no (whole) answer, in words.
    """

    at: datetime
    elapsed: float
    purpose: str
    actor: str
    method: str
    url: str
    request: Message
    status: int | None = None
    response: Message = field(default_factory=Message)
    error: str | None = None

    def line(self, number: str, redactor: Redactor) -> dict[str, Any]:
        """The journal line of this exchange, redacted."""
        answer = None
        if self.status is not None:
            answer = {
                "status": self.status,
                "headers": redactor.headers(self.response.headers),
                "body": self.response.shown(redactor),
                "bytes": len(self.response.content),
                "truncated": self.response.truncated,
            }
        return {
            "kind": "exchange",
            "id": number,
            "at": utc_text(self.at),
            "elapsed": round(self.elapsed, 6),
            "purpose": self.purpose,
            "actor": self.actor,
            "request": {
                "method": self.method,
                "url": redactor.url(self.url),
                "headers": redactor.headers(self.request.headers),
                "body": self.request.shown(redactor),
            },
            "response": answer,
            "error": None if self.error is None else redactor.text(self.error),
        }


def utc_text(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and a `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_json(content: bytes) -> Any:
    """A body as JSON.

    Raises:
        ValueError: it is none; NaN and Infinity, which Python's parser takes, are none either.
        RecursionError: it is nested deeper than the parser goes.
    """
    return json.loads(content, parse_constant=_refuse)


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")
