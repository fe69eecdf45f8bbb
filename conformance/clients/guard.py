"""The guard: what may leave this machine at all.

It stands inside the transport, so no case, generator or library can get around it. Reads go to the
profile's addresses only. A write must either create an object that carries the run's marker, or name an
object that the ledger says this run created. Everything else is refused before a byte is sent.
"""

from __future__ import annotations

import json
import re
from typing import Any, Literal
from urllib.parse import parse_qs, unquote

import httpx

from conformance.errors import GuardRefusal
from conformance.targets import Ledger

__all__ = ["Guard", "Permit"]

Permit = Literal["read", "create", "change", "delete", "control"]

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_ONE_MEETING = re.compile(r"^/meetings/([A-Za-z0-9_]+)$")
_MEETING_ACTION = re.compile(r"^/meetings/([A-Za-z0-9_]+)/end$")


class Guard:
    """Decides about each request.

    Args:
        rest: base address of the REST API.
        control: base address of the control API, or None.
        ledger: what this run created.
        marker: what the title of everything that is created must contain.
    """

    def __init__(self, rest: str, control: str | None, ledger: Ledger, marker: str) -> None:
        self._rest = httpx.URL(rest)
        self._control = httpx.URL(control) if control else None
        self.ledger = ledger
        self._marker = marker

    def permit(self, request: httpx.Request) -> Permit:
        """What kind of request this is.

        Raises:
            GuardRefusal: it must not be sent.
        """
        if self._control is not None and _below(self._control, request.url) is not None:
            return "control"
        path = _below(self._rest, request.url)
        if path is None:
            raise GuardRefusal(
                f"A request to {request.url.host} was stopped: the profile does not name that address.",
                hint="Credentials go nowhere else; this is a defect of a case.",
            )
        if request.method in _READS:
            return "read"
        if request.method == "POST" and path == "/meetings":
            return self._creation(request)
        meeting = self._named(request, path)
        if meeting is None or not self.ledger.owns(meeting):
            raise GuardRefusal(
                f"{request.method} {path} was stopped: it does not name an object that this run created.",
                hint="This is a defect of a case; nothing was sent.",
            )
        return "delete" if request.method == "DELETE" else "change"

    def _creation(self, request: httpx.Request) -> Permit:
        title = title_of(request)
        if self._marker not in title:
            raise GuardRefusal(
                "The creation of a meeting was stopped: its title does not carry the run's marker.",
                hint="This is a defect of a case; nothing was sent.",
            )
        return "create"

    def _named(self, request: httpx.Request, path: str) -> str | None:
        """The meeting that a write names; None when it names none in a form that is known to be safe."""
        if found := _ONE_MEETING.match(path):
            return found[1] if request.method in {"PUT", "PATCH", "DELETE"} else None
        if request.method == "POST" and (found := _MEETING_ACTION.match(path)):
            return found[1]
        if request.method == "PUT" and path == "/meetings/controls":
            named = parse_qs(request.url.query.decode("ascii", "replace")).get("meetingId", [])
            return named[0] if len(named) == 1 else None
        if request.method == "POST" and path == "/meetings/join":
            body = _body(request)
            # A number or a link could lead to somebody else's meeting.
            if {"meetingNumber", "webLink"} & body.keys():
                return None
            return body["meetingId"] if isinstance(body.get("meetingId"), str) else None
        return None


def title_of(request: httpx.Request) -> str:
    """The title that a request's JSON body gives, or an empty string."""
    title = _body(request).get("title")
    return title if isinstance(title, str) else ""


def _body(request: httpx.Request) -> dict[str, Any]:
    try:
        body = json.loads(request.content)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _below(base: httpx.URL, url: httpx.URL) -> str | None:
    """The path of `url` below `base`; None when it lies elsewhere or could be read in two ways."""
    same = (url.scheme, url.host, url.port) == (base.scheme, base.host, base.port)
    # What the wire carries and what a server may make of it: both must lie below the base.
    raw = url.raw_path.split(b"?")[0].decode("ascii", "replace")
    prefix = base.path.rstrip("/")
    if not same or not (raw == prefix or raw.startswith(prefix + "/")):
        return None
    rest = raw[len(prefix) :] or "/"
    parts = unquote(rest).split("/")
    if ".." in parts or "." in parts or "%2f" in rest.lower() or "\\" in rest:
        return None
    return re.sub("/{2,}", "/", unquote(rest))
