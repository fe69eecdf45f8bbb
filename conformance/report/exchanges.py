"""The exchanges of a journal as values: what was asked, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.report.fields import map_of, need, strings_of, text_of, whole_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Exchange", "Request", "Response"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked; `sent_body` tells a body of null from none."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: Any
    sent_body: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: Any
    has_body: bool
    bytes: int
    truncated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, as the journal keeps it: redacted."""

    id: str
    at: str
    elapsed: float
    purpose: str
    actor: str
    request: Request
    response: Response | None
    error: str

    @classmethod
    def parse(cls, line: Mapping[str, Any]) -> Exchange:
        """Read an exchange line."""
        request = map_of(line, "request")
        answer = line.get("response")
        elapsed = line.get("elapsed")
        response = None
        if isinstance(answer, dict):
            response = Response(
                status=whole_of(answer, "status"),
                headers=strings_of(answer, "headers"),
                body=answer.get("body"),
                has_body="body" in answer,
                bytes=whole_of(answer, "bytes"),
                truncated=answer.get("truncated") is True,
            )
        return cls(
            id=need(line, "id"),
            at=text_of(line, "at"),
            elapsed=float(elapsed) if isinstance(elapsed, int | float) else 0.0,
            purpose=text_of(line, "purpose"),
            actor=text_of(line, "actor"),
            request=Request(
                method=need(request, "method"),
                url=need(request, "url"),
                headers=strings_of(request, "headers"),
                body=request.get("body"),
                sent_body="body" in request,
            ),
            response=response,
            error=text_of(line, "error"),
        )
