"""Small servers on loopback that misbehave, each in one way, until their test is over."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

# What a server does with a connection whose request has been read.
Behaviour = Callable[[socket.socket, threading.Event], None]


@dataclass
class Server:
    """A listening server, and what has come to it."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    def url(self, scheme: str = "http") -> str:
        """Base address of the API that this server pretends to be."""
        return f"{scheme}://127.0.0.1:{self.port}/v1"


def answer(*replies: bytes) -> Behaviour:
    """Send these bytes to each connection: the first reply to the first one, the last to all later ones."""
    left = list(replies)

    def behave(connection: socket.socket, _: threading.Event) -> None:
        connection.sendall(left.pop(0) if len(left) > 1 else left[0])

    return behave


def drip(begin: bytes, drop: bytes, every: float = 0.05) -> Behaviour:
    """Send `begin`, then `drop` again and again for as long as the other side listens."""

    def behave(connection: socket.socket, stopped: threading.Event) -> None:
        connection.sendall(begin)
        while not stopped.wait(every):
            connection.sendall(drop)

    return behave


def hang(_: socket.socket, stopped: threading.Event) -> None:
    """Send nothing and keep the connection."""
    stopped.wait(10)


def http(body: bytes, *, status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer that ends its connection."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


@contextmanager
def serving(
    behaviour: Behaviour, *, tls: ssl.SSLContext | None = None, reads: bool = True
) -> Iterator[Server]:
    """Serve on a free port of 127.0.0.1; everything is over when the block is left.

    Args:
        behaviour: what is done with each connection, after its request was read.
        tls: for a server that speaks HTTPS.
        reads: whether it waits for a whole request at all.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()
    server = Server(port=listening.getsockname()[1])
    threads: list[threading.Thread] = []

    def handle(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            connection.settimeout(3)
            wrapped = tls.wrap_socket(connection, server_side=True) if tls else connection
            with wrapped:
                request = _request(wrapped) if reads else wrapped.recv(65536)
                if request:
                    server.requests.append(request)
                    behaviour(wrapped, stopped)

    def accept() -> None:
        while not stopped.is_set():
            with suppress(OSError):
                connection, _ = listening.accept()
                server.connections += 1
                thread = threading.Thread(target=handle, args=(connection,), daemon=True)
                threads.append(thread)
                thread.start()

    listening.settimeout(0.05)
    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield server
    finally:
        stopped.set()
        accepting.join(5)
        listening.close()
        for thread in threads:
            thread.join(5)


def closed_port() -> int:
    """A port of 127.0.0.1 on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def _request(connection: socket.socket) -> bytes:
    """The head of a request and as much of its body as it announces."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [
        line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    ]
    while lengths and len(body) < int(lengths[0]):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
