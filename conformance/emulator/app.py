"""One emulator: a clock, a world, the faults that are on, and the ASGI application over them."""

from __future__ import annotations

import re
import threading
from functools import cached_property
from typing import TYPE_CHECKING

import anyio
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from conformance.emulator import control, rest
from conformance.emulator.clock import Clock
from conformance.emulator.errors import ApiError
from conformance.emulator.faults import Faults
from conformance.emulator.missteps import THROTTLED
from conformance.emulator.people import POPULATION, Person
from conformance.emulator.wire import Answer, send_answer, tracking_id
from conformance.emulator.world import World
from conformance.emulator.xml import PATHS, XmlEntrance

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Emulator"]

_SLASHES = re.compile(r"/{2,}")
_HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class Emulator:
    """The reference emulator.

    Args:
        clock: Its present; real time when None.

    Attributes:
        clock: The clock that was passed in.
        world: People, sites and meetings.
        lock: Held while a request is worked on; take it to look at the world from another thread.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock if clock is not None else Clock()
        self.world = World(self.clock)
        self.lock = threading.RLock()

    @property
    def population(self) -> list[Person]:
        """Everybody there is, in a fixed order."""
        return list(POPULATION)

    @property
    def faults(self) -> Faults:
        """The faults that are on; those of the world, which works with them."""
        return self.world.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        """Put other faults in their place."""
        self.world.faults = faults

    def reset(self) -> None:
        """Go back to the beginning: population, no meetings, no faults, the clock's own time."""
        with self.lock:
            self.clock.reset()
            self.world.clear()
            self.faults = Faults()

    @cached_property
    def app(self) -> Starlette:
        """The ASGI application: `/v1` and, beside it, the XML API and `/control`."""
        found = rest.resources(self) | control.resources(self) | dict.fromkeys(PATHS, XmlEntrance(self))
        app = Starlette(
            routes=[Route(path, endpoint=resource) for path, resource in found.items()],
            middleware=[Middleware(_Entrance, emulator=self)],
            exception_handlers={404: _unmatched},
        )
        app.router.redirect_slashes = False
        return app


async def _unmatched(request: Request, _problem: Exception) -> Response:
    refusal = ApiError(404)
    if request.url.path.startswith("/control"):
        return JSONResponse({"message": "There is nothing here."}, 404)
    tracking = tracking_id(request.headers)
    headers = {"trackingid": tracking, "content-type": "application/json;charset=UTF-8"}
    return JSONResponse(refusal.body(tracking), 404, headers)


class _Entrance:
    """Collapses repeated slashes, and plays the faults of the server as a whole on the REST side."""

    def __init__(self, app: ASGIApp, emulator: Emulator) -> None:
        self._app = app
        self._emulator = emulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it as a fault demands."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "//" in scope["path"]:
            path = _SLASHES.sub("/", scope["path"])
            scope = {**scope, "path": path, "raw_path": path.encode()}
        faults = self._emulator.faults
        if not faults.active or not scope["path"].startswith("/v1"):
            await self._app(scope, receive, send)
            return
        if faults.delay:
            await anyio.sleep(faults.delay)
        if faults.garbled:
            faults.garbled -= 1
            await _send_html(send)
            return
        refusal = _refusal(faults)
        if refusal is None:
            await self._app(scope, receive, send)
            return
        tracking = tracking_id(Headers(scope=scope))
        answer = Answer(refusal.body(tracking), refusal.status, refusal.headers)
        await send_answer(send, answer, tracking, self._emulator.clock.now())


def _refusal(faults: Faults) -> ApiError | None:
    if faults.throttled:
        faults.throttled -= 1
        after = "soon" if faults.has("error-slips", THROTTLED) else faults.retry_after
        return ApiError(429, headers={"Retry-After": after})
    if faults.broken:
        faults.broken -= 1
        return ApiError(500)
    return ApiError(401) if faults.unauthorised else None


async def _send_html(send: Send) -> None:
    headers = [(b"content-type", b"text/html"), (b"content-length", str(len(_HTML)).encode())]
    await send({"type": "http.response.start", "status": 502, "headers": headers})
    await send({"type": "http.response.body", "body": _HTML})
