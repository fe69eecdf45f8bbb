"""Starting, stopping and describing a served emulator."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import httpx
import pytest

from conformance.emulator import Clock, Emulator, population_text, serve


def test_it_serves_until_stopped_even_with_open_connections():
    """Stopping does not wait for a client that keeps its connection, and twice is harmless."""
    with httpx.Client() as client:
        running = serve()
        assert 200 == client.get(running.control_url).status_code
        began = time.monotonic()
        running.stop()
        running.stop()
        assert time.monotonic() - began < 20
        with pytest.raises(httpx.TransportError):
            client.get(running.control_url)


def test_addresses_are_those_of_the_free_port_that_was_found():
    """Two emulators have two ports and two worlds."""
    with serve() as first, serve() as second:
        assert first.base_url != second.base_url
        assert first.base_url.endswith("/v1")
        assert first.control_url.endswith("/control")
        assert first.emulator.world is not second.emulator.world


def test_a_port_that_is_taken_is_an_os_error():
    """The caller learns at once that the port cannot be had."""
    with serve() as running:
        port = int(running.base_url.split(":")[2].split("/")[0])
        with pytest.raises(OSError, match=str(port)):
            serve(port=port)


def test_wait_ends_when_it_is_stopped():
    """A thread that waits goes on after stop."""
    running = serve()
    waiter = threading.Thread(target=running.wait)
    waiter.start()
    running.stop()
    waiter.join(timeout=2)
    assert not waiter.is_alive()


def test_an_emulator_of_ones_own_is_served_with_its_clock():
    """The clock that was passed in is the one that answers."""
    clock = Clock.starting(datetime(2040, 5, 6, 7, 8, tzinfo=UTC))
    with serve(Emulator(clock)) as running:
        assert "2040-05-06T07:08" == httpx.get(f"{running.control_url}/clock").json()["now"][:16]


def test_the_listing_names_everybody():
    """Addresses, people, roles, tokens, passwords and scopes are all in the text."""
    text = population_text("http://127.0.0.1:1/v1", "http://127.0.0.1:1/control")
    for person in Emulator().population:
        for part in (person.email, person.role, person.token, person.password, *person.scopes):
            assert part in text
    assert "http://127.0.0.1:1/control" in text


def test_importing_it_does_not_import_the_server():
    """Only those who serve pay for the server's import; no other room comes along."""
    code = (
        "import sys, conformance.emulator\n"
        "rooms = {name.split('.')[1] for name in sys.modules if name.startswith('conformance.')}\n"
        "print('uvicorn' in sys.modules, sorted(rooms))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "False ['emulator']" == done.stdout.strip()
