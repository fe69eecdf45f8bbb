"""The HTTP side that REST and control share: a call, an answer, and resources by path.

Answers are written straight to the ASGI server; on this path every microsecond is paid thousands
of times a run.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request

from conformance.emulator import sample_slips
from conformance.emulator.errors import ApiError, bad_request
from conformance.emulator.list_slips import mislead, misread
from conformance.emulator.missteps import misstep, told_apart

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.datastructures import QueryParams
    from starlette.types import Receive, Scope, Send

    from conformance.emulator.app import Emulator

__all__ = ["Answer", "Call", "Operation", "Resource", "send_answer", "tracking_id"]

_JSON = "application/json;charset=UTF-8"
_log = logging.getLogger(__name__)
_TRACKING = re.compile(r"[A-Za-z0-9_.:-]{1,200}")
_JSON_TYPE = re.compile(r"(application|text)/([\w.-]+\+)?json", re.IGNORECASE)


@dataclass(frozen=True)
class Call:
    """One request, its body read.

    Attributes:
        emulator: Whom it asks.
        request: The request itself.
        path: The values of path parameters.
        query: The query parameters.
        headers: The request headers, case-insensitive.
        raw: The body.
        operation: The name of the operation in `grants`; empty on the control side.
    """

    emulator: Emulator
    request: Request
    path: dict[str, str]
    query: QueryParams
    headers: Headers
    raw: bytes
    operation: str = ""

    @property
    def url(self) -> str:
        """The absolute address without the query, as the client sees it."""
        return str(self.request.url.replace(query="", fragment=""))

    def json(self) -> dict[str, Any]:
        """Read the body as a JSON object, of whatever JSON media type.

        Raises:
            ApiError: 400 without a body or with one that is no JSON object, 415 for other media.
        """
        if not self.raw:
            raise bad_request("The request body is missing.")
        media = self.headers.get("content-type", "").partition(";")[0].strip()
        if not _JSON_TYPE.fullmatch(media):
            raise ApiError(415, message=f"Content type '{media}' not supported")
        try:
            body = json.loads(self.raw, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise bad_request("The request body is not JSON.") from None
        if not isinstance(body, dict):
            raise bad_request("The request body must be a JSON object.")
        return body


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


@dataclass(frozen=True)
class Answer:
    """What goes back: a JSON body, a text of another media type, or nothing."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media: str = _JSON


class Operation(NamedTuple):
    """A method of a path.

    Attributes:
        name: Its name in `grants`; empty on the control side.
        handler: What answers it.
    """

    name: str
    handler: Callable[[Call], Answer]


def tracking_id(headers: Headers) -> str:
    """Give the caller's own tracking id back, or make one up (`rest-wire`, 4)."""
    own = headers.get("trackingid", "")
    return own if _TRACKING.fullmatch(own) else f"EMU_{uuid4()}"


async def send_answer(send: Send, answer: Answer, tracking: str, now: datetime) -> None:
    """Write an answer, dated `now`; one without a body is empty."""
    content = _content(answer)
    date = format_datetime(now, usegmt=True).encode()
    headers = [(b"date", date), (b"trackingid", tracking.encode()), (b"cache-control", b"no-cache, no-store")]
    if answer.body is not None:
        headers.append((b"content-type", answer.media.encode()))
    if answer.status != 204:
        headers.append((b"content-length", str(len(content)).encode()))
    headers.extend((name.lower().encode(), text.encode("latin-1")) for name, text in answer.headers.items())
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _content(answer: Answer) -> bytes:
    if answer.body is None:
        return b""
    if answer.media != _JSON and isinstance(answer.body, str):
        return answer.body.encode()
    return json.dumps(answer.body, separators=(",", ":")).encode()


class Resource:
    """The methods of one path, as an ASGI application.

    Args:
        emulator: Whom the calls ask.
        style: How refusals look: the REST shapes, or the one-line message of the control API.
        methods: An operation for each method; any other method is answered 405 with `Allow`.
        finish: What is done to every answer of the resource in the end, given the method.
        path: Where it is, its parameters in braces; empty on the control side.
    """

    def __init__(
        self,
        emulator: Emulator,
        style: Literal["rest", "control"],
        methods: dict[str, Operation],
        finish: Callable[[str, Answer], Answer] | None = None,
        path: str = "",
    ) -> None:
        self._emulator = emulator
        self._path = path
        self._style = style
        self._methods = methods
        self._finish = finish

    @property
    def methods(self) -> dict[str, Operation]:
        """The operation of each method."""
        return dict(self._methods)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        tracking = tracking_id(request.headers)
        try:
            raw = await request.body()
        except ClientDisconnect:
            return
        operation = self._methods.get(scope["method"], Operation("", self._refuse_method))
        name = told_apart(operation.name, request.query_params)
        if name and self._emulator.faults.has("error-slips", f"{name}.tracking"):
            tracking = tracking_id(Headers())
        call = Call(
            self._emulator,
            request,
            request.path_params,
            request.query_params,
            request.headers,
            raw,
            operation.name,
        )
        answer = self._answer(call, operation.handler, tracking)
        if self._finish is not None:
            answer = self._finish(scope["method"], answer)
        await send_answer(send, answer, tracking, self._emulator.clock.now())

    def _refuse_method(self, _call: Call) -> Answer:
        faults = self._emulator.faults
        allowed = (
            method
            for method, operation in self._methods.items()
            if not faults.has("error-slips", f"{operation.name}.method")
        )
        raise ApiError(405, headers={"Allow": ", ".join(sorted(allowed))})

    def _answer(self, call: Call, handler: Callable[[Call], Answer], tracking: str) -> Answer:
        faults, method = self._emulator.faults, call.request.method
        slips = sample_slips.at(faults, method, self._path) if faults.active else {}
        try:
            with self._emulator.lock:
                answer = mislead(call, handler(misread(sample_slips.misheard(call, slips))))
                return sample_slips.marked(call, sample_slips.spoilt(answer, slips), faults.marks)
        except ApiError as problem:
            if "marks" in slips and problem.status == 400:
                sample_slips.leave_mark(call, faults.marks)
            status = sample_slips.overlooked(slips, problem, method)
            if status is not None:
                return Answer({} if status < 400 else ApiError(status).body(tracking), status)
            refusal = misstep(call, problem)
            body = refusal.body(tracking)
            if self._style == "control":
                body = {"message": refusal.description}
            return Answer(body, refusal.status, refusal.headers)
        except Exception:  # noqa: BLE001 - whatever fails in here must still be an answer
            _log.exception("The emulator failed on %s %s", call.request.method, call.url)
            return Answer(ApiError(500).body(tracking), 500)
