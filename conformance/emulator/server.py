"""Serving an emulator over HTTP from a thread of this process."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import TYPE_CHECKING, Self

from conformance.emulator.app import Emulator

if TYPE_CHECKING:
    from types import TracebackType

    import uvicorn

__all__ = ["RunningEmulator", "serve"]

_START_SECONDS = 10.0


class RunningEmulator:
    """An emulator that is being served; a context manager that stops it at its end.

    Attributes:
        emulator: What is being served.
        base_url: Address of the Webex side, ending in `/v1`.
        control_url: Address of the control API, ending in `/control`.
    """

    def __init__(self, emulator: Emulator, server: uvicorn.Server, listener: socket.socket) -> None:
        host, port = listener.getsockname()[:2]
        origin = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self.emulator = emulator
        self.base_url = f"{origin}/v1"
        self.control_url = f"{origin}/control"
        self._server = server
        self._listener = listener
        self._thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="emulator", daemon=True
        )
        self._thread.start()
        self._await_start()

    def _await_start(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > until:
                self.stop()
                raise OSError("The emulator did not start.")
            time.sleep(0.002)

    def stop(self) -> None:
        """Stop serving and close every connection, at once; stopping twice does no harm."""
        # Forced: idle keep-alive connections of clients would otherwise be waited for.
        self._server.should_exit = self._server.force_exit = True
        if self._thread is not threading.current_thread():
            self._thread.join(timeout=5.0)
        self._listener.close()

    def wait(self) -> None:
        """Block until stopped; Ctrl-C stops it and ends the wait."""
        with contextlib.suppress(KeyboardInterrupt):
            while self._thread.is_alive():
                self._thread.join(timeout=0.5)
        self.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(emulator: Emulator | None = None, *, host: str = "127.0.0.1", port: int = 0) -> RunningEmulator:
    """Serve an emulator until it is stopped.

    Args:
        emulator: What to serve; a new one on real time when None.
        host: The address to listen on. The control API carries no credentials: keep to loopback.
        port: The port; 0 for any free one.

    Raises:
        OSError: The address or the port cannot be had.
    """
    import uvicorn  # noqa: PLC0415 - a tenth of a second that only those who serve should pay

    emulator = emulator if emulator is not None else Emulator()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio switches Nagle's algorithm off for such sockets only;
    # with it on, every answer would wait 40 ms for the client's delayed acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as problem:
        listener.close()
        raise OSError(f"Cannot listen on {host}:{port}: {problem}") from problem
    config = uvicorn.Config(
        emulator.app,
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="off",
        ws="none",
        http="h11",
        server_header=False,
        date_header=False,  # answers carry the emulator's own present
        timeout_keep_alive=60,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    return RunningEmulator(emulator, server, listener)
