"""The guard: what may leave this machine at all.

It stands inside the transport, so no case, generator or library can get around it. Reads go to the
profile's addresses only. A write must either create an object that carries the run's marker, or name an
object that the ledger says this run created. Everything else is refused before a byte is sent, and so is
whatever a server could read in another way than we do.
"""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import parse_qsl, unquote

import httpx

from conformance.clients.writes import BROKEN, NEVER_GIVEN_OUT, Asked, is_nothing, named, read_body
from conformance.errors import GuardRefusal
from conformance.targets import Ledger

__all__ = ["Guard", "Permit", "title_of"]

Permit = Literal["read", "create", "change", "undo", "delete", "control"]

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_ID = re.compile(r"[A-Za-z0-9_=-]+")
_CONTROL_PATH = re.compile(r"/[A-Za-z0-9_/.-]*")
# Servers that know these take a harmless-looking request for another.
_OVERRIDES = frozenset(
    {
        "x-http-method-override",
        "x-http-method",
        "x-method-override",
        "x-original-url",
        "x-original-method",
        "x-rewrite-url",
    }
)
# With these httpcore sends something else than the URL, or to somebody else.
_DETOURS = frozenset({"target", "sni_hostname"})


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
        path = _below(self._rest, request.url)
        if self._is_control(request.url, path):
            self._refuse_detours(request)
            return "control"
        if path is None:
            raise GuardRefusal(
                f"A request to {request.url.host} was stopped: the profile does not name that address.",
                hint="Credentials go nowhere else; this is a defect of a case.",
            )
        self._refuse_detours(request)
        if request.method in _READS:
            return "read"
        if request.method == "POST" and path == "/meetings":
            return self._creation(request)
        asked = _asked(request, path)
        if asked.method == "POST" and path == "/meetingParticipants/query":
            return "read"
        if self.ledger.vouched(asked.method, path, asked.query, asked.body):
            undoes = self.ledger.undoes(asked.method, path, asked.query, asked.body)
            return "undo" if undoes else "change"
        objects = named(asked)
        if objects is None or not all(map(self._is_ours, objects)):
            raise GuardRefusal(
                f"{request.method} {path} was stopped: it does not name an object that this run created.",
                hint="This is a defect of a case; nothing was sent.",
            )
        return "delete" if request.method == "DELETE" else "change"

    def _is_ours(self, name: str) -> bool:
        return is_nothing(name) or (_ID.fullmatch(name) is not None and self.ledger.owns(name))

    def _is_control(self, url: httpx.URL, rest_path: str | None) -> bool:
        """Whether a request is to the control API, which may lie above, below or beside the REST API."""
        if self._control is None:
            return False
        if _below(self._control, url) is None or not _CONTROL_PATH.fullmatch(_raw_path(url)):
            return False
        if len(_prefix(self._control)) > len(_prefix(self._rest)):
            return True
        # The control API lies above the REST API or beside it; a server may take /V1 for /v1.
        raw, prefix = _raw_path(url).lower(), _prefix(self._rest).lower()
        return rest_path is None and not (raw == prefix or raw.startswith(prefix + "/"))

    def _refuse_detours(self, request: httpx.Request) -> None:
        keys = [key.lower() for key, _ in parse_qsl(_query(request), keep_blank_values=True)]
        if (
            _OVERRIDES & set(request.headers.keys())
            or "_method" in keys
            or _DETOURS & request.extensions.keys()
            or request.headers.get("host", "").lower() not in {"", request.url.netloc.decode("ascii")}
        ):
            raise GuardRefusal(
                f"{request.method} {request.url.path} was stopped: it carries what could turn it into "
                "another request.",
                hint="This is a defect of a case; nothing was sent.",
            )

    def _creation(self, request: httpx.Request) -> Permit:
        if request.content.strip() in BROKEN:  # of which nothing can be created
            return "create"
        # What has no title, by which it could be known, may carry the marker in its agenda.
        if self._marker not in title_of(request) and self._marker not in _text_of(request, "agenda"):
            raise GuardRefusal(
                "The creation of a meeting was stopped: neither title nor agenda carries the run's marker.",
                hint="This is a defect of a case; nothing was sent.",
            )
        return "create"


def title_of(request: httpx.Request) -> str:
    """What a creation is known by: the title of a request's JSON body, or its agenda where it has none."""
    return _text_of(request, "title") or _text_of(request, "agenda")


def _text_of(request: httpx.Request, name: str) -> str:
    body = read_body(request.content) or {}
    text = body.get(name)
    return text if isinstance(text, str) else ""


def _asked(request: httpx.Request, path: str) -> Asked:
    query: dict[str, list[str]] = {}
    for key, value in parse_qsl(_query(request), keep_blank_values=True):
        query.setdefault(key, []).append(value)
    body = read_body(request.content)
    anonymous = request.headers.get("authorization", "") in ("", f"Bearer {NEVER_GIVEN_OUT}")
    return Asked(request.method, path, query, body, request.content.strip(), anonymous)


def _query(request: httpx.Request) -> str:
    return request.url.query.decode("ascii", "replace")


def _raw_path(url: httpx.URL) -> str:
    return url.raw_path.split(b"?")[0].decode("ascii", "replace")


def _prefix(base: httpx.URL) -> str:
    return _raw_path(base).rstrip("/")


def _below(base: httpx.URL, url: httpx.URL) -> str | None:
    """The path of `url` below `base`; None when it lies elsewhere or could be read in two ways."""
    same = (url.scheme, url.host, url.port) == (base.scheme, base.host, base.port)
    # What the wire carries and what a server may make of it: both must lie below the base.
    raw, prefix = _raw_path(url), _prefix(base)
    if not same or url.userinfo or not (raw == prefix or raw.startswith(prefix + "/")):
        return None
    encoded = raw[len(prefix) :] or "/"
    path = unquote(encoded)
    if any(part.split(";")[0] in {".", ".."} for part in path.split("/")) or "//" in path:
        return None
    return None if "%2f" in encoded.lower() or "\\" in path or "%" in path else path
