"""The emulator's second door: the XML API, over the same world as the REST side.

The door itself is only built when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from conformance.emulator.app import Emulator
    from conformance.emulator.xml.door import Door

__all__ = ["PATHS", "XmlEntrance"]

PATHS = ("/WBXService/XMLService", "/WBXService/xml{version}/XMLService")
"""Where the door is, and where clients wrongly looked for it as long as 10.0.0 was served."""


class XmlEntrance:
    """The ASGI application of the door's paths.

    Args:
        emulator: Whose world it is.
    """

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._door: Door | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if self._door is None:
            from conformance.emulator.xml.door import Door  # noqa: PLC0415 - REST runs never need it

            self._door = Door(self._emulator)
        await self._door(scope, receive, send)
