"""What a client hands back: the answer, parsed as far as it can be, and where its evidence is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from conformance.clients.retry import http_date
from conformance.evidence import read_json

__all__ = ["Answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one request.

    Attributes:
        status: the HTTP status.
        exchange: id of the recorded exchange.
        body: the parsed JSON body; None when there is none or it is no JSON.
        flaw: why the body is no JSON; None when it is, or is empty.
        headers: names in lower case.
    """

    status: int
    exchange: str
    body: Any
    flaw: str | None
    headers: dict[str, str]

    @classmethod
    def of(cls, response: httpx.Response) -> Answer:
        """Read a response of our transport, whose content is already here."""
        body, flaw = _parsed(response.content, response.headers.get("content-type", ""))
        return cls(
            status=response.status_code,
            exchange=response.extensions["exchange"],
            body=body,
            flaw=flaw,
            headers=dict(response.headers.items()),
        )

    @property
    def ok(self) -> bool:
        """A status of success."""
        return 200 <= self.status < 300

    @property
    def object(self) -> dict[str, Any]:
        """The body when it is a JSON object, else an empty one."""
        return self.body if isinstance(self.body, dict) else {}

    @property
    def items(self) -> list[dict[str, Any]]:
        """The objects of a list envelope; empty when the body is none."""
        found = self.object.get("items")
        return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []

    @property
    def date(self) -> datetime | None:
        """The target's present according to its `Date` header, to the second."""
        return http_date(self.headers.get("date", ""))

    def sentence(self) -> str:
        """Status and message in words, for reasons: one line, whatever the target put into it."""
        words = [self.object.get("message")]
        errors = self.object.get("errors")
        if isinstance(errors, list):
            words += [error.get("description") for error in errors if isinstance(error, dict)]
        said = " ".join(dict.fromkeys(word for word in words if isinstance(word, str) and word))
        if not said and self.flaw:
            said = self.flaw
        if 300 <= self.status < 400:
            said = f"redirected to {_host(self.headers.get('location', ''))}, not followed"
        said = " ".join("".join(sign if sign.isprintable() else " " for sign in said[:300]).split())
        return f"{self.status}{': ' if said else ''}{said}"


def _host(location: str) -> str:
    try:
        return httpx.URL(location).host or "the same host"
    except httpx.InvalidURL:
        return "an address that is none"


def _parsed(content: bytes, media_type: str) -> tuple[Any, str | None]:
    if not content.strip():
        return None, None
    try:
        return read_json(content), None
    except RecursionError:
        return None, "the body is JSON nested too deep to read"
    except ValueError:
        kind = media_type.split(";", maxsplit=1)[0].strip().lower() or "no media type"
        return None, f"the body is no JSON ({kind}, {len(content)} bytes)"
