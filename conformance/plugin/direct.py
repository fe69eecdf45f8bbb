"""Talking to the embedded emulator without HTTP in between: for the proof, which asks it a million times."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message

__all__ = ["Direct"]


class Direct(httpx.BaseTransport):
    """Hands requests to an ASGI application of this process, whose answers never have to be waited for.

    Args:
        app: the application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request.

        Raises:
            RuntimeError: the application waits for something.
        """
        content, sent = request.read(), list[Any]()
        path, _, query = request.url.raw_path.partition(b"?")

        async def receive() -> Message:
            return {"type": "http.request", "body": content, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": request.url.scheme,
            "path": request.url.path,
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": ("127.0.0.1", 0),
            "server": (request.url.host, request.url.port),
        }
        _run(self._app(scope, receive, send))  # type: ignore[arg-type] # an async function's awaitable
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return httpx.Response(
            sent[0]["status"],
            headers=sent[0]["headers"],
            stream=httpx.ByteStream(b"" if request.method == "HEAD" else body),
        )


def _run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine that nothing keeps waiting to its end."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise RuntimeError("The emulator waits for something, and nobody is there to wake it.")
