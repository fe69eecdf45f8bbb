"""Waiting, pacing, budgets and the ledger: what a run may cost a target."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from conformance.clients.retry import http_date, wait_after
from conformance.errors import (
    BudgetSpent,
    GuardRefusal,
    TargetTrouble,
    Throttled,
)
from tests.channels import IMPATIENT, MARKER, site_fixture, trouble  # noqa: F401 - a fixture
from tests.hostile import answer, hang, http, serving

NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        ("3", [3.0]),
        ("0", [1.0]),
        ("rand(30),add(30)", [2.0]),
        ("-5", [2.0]),
        ("", [2.0]),
        ("\xb2", [2.0]),
        (format_datetime(NOW - timedelta(hours=1), usegmt=True), [1.0]),
    ],
    ids=["number", "zero", "nonsense", "negative", "empty", "odd digit", "past"],
)
def test_a_throttled_request_waits_and_tries_again(site, asked, waits):
    """Retry-After is obeyed; zero and the past are a second, nonsense is a guess."""
    with serving(answer(http(b"", status="429 Slow", Retry_After=asked), http(b'{"id": "abc"}'))) as server:
        one = site(server.url())
        got = one.get()

    assert ({"id": "abc"}, waits) == (got.body, one.waits)
    assert [429, 200] == [line["response"]["status"] for line in one.lines()]


def test_a_date_in_retry_after_is_waited_for(site):
    """A moment is as good as a number."""
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    with serving(answer(http(b"", status="429 Slow", Retry_After=moment), http(b"{}"))) as server:
        one = site(server.url())
        one.get()

    [wait] = one.waits
    assert 27 < wait <= 30


@pytest.mark.parametrize("asked", ["61", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_wait_beyond_the_limit_is_given_up_at_once(site, asked):
    """What the profile does not allow is not waited for."""
    with serving(answer(http(b"", status="429 Slow", Retry_After=asked))) as server:
        one = site(server.url())
        trouble(one, Throttled)

    assert ([], 1) == (one.waits, len(one.lines()))


def test_a_target_that_throttles_for_ever_is_given_up(site):
    """After four attempts the verdict is that the target did not answer."""
    with serving(answer(http(b"", status="429 Slow", Retry_After="x"))) as server:
        one = site(server.url())
        trouble(one, Throttled)

    assert ([2.0, 4.0, 8.0], 4) == (one.waits, len(one.lines()))


@pytest.mark.parametrize(
    "text",
    ["", "x", "Mon, 01 Jan 99999999999 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -1200", "\0", "1 2 3 4 5 6"],
)
def test_odd_dates_are_no_dates(text):
    """A header that is no date, or none that a calendar knows, never breaks a run."""
    assert http_date(text) is None
    assert 4.0 == wait_after(httpx.Response(429, headers=[("retry-after", text)]), 2)


def test_requests_are_paced(site):
    """Between two requests lies at least what the profile's rate asks for."""
    with serving(answer(http(b"{}"))) as server:
        one = site(server.url(), requests_per_second=2)
        one.get()
        one.get()
        one.get()

    assert 2 == len(one.waits)
    assert [pytest.approx(0.5, abs=0.3), pytest.approx(1.0, abs=0.3)] == one.waits


def test_a_spent_budget_stops_everything_but_deletes(site):
    """What a run created may be deleted even when it has used all its requests."""
    with serving(answer(http(b'{"id": "abc"}', status="200 OK"))) as server:
        one = site(server.url(), max_requests=1)
        one.create()
        with pytest.raises(
            BudgetSpent, match=r"used the 1 requests that the profile allows. Raise limits.max_req"
        ):
            one.get()
        gone = one.delete("abc")

    assert (2, True, []) == (server.connections, gone.ok, one.state().standing)


def test_refused_creations_count(site):
    """The vendor counts failed creations, so the budget does."""
    with serving(answer(http(b"{}", status="400 Bad Request"))) as server:
        one = site(server.url(), max_creations=1)
        one.create()
        with pytest.raises(BudgetSpent, match="used the 1 creations"):
            one.create()

    assert (1, 0, []) == (server.connections, one.channel.counts.created, one.state().unknown)


def test_a_creation_is_on_disk_before_it_is_sent(site):
    """While the target works on the request, the ledger's file already says that it was intended."""
    seen = []

    def look(connection, _):
        seen.extend(built[0].state().unknown)
        connection.sendall(http(b'{"id": "abc"}'))

    with serving(look) as server:
        built = [site(server.url())]
        built[0].create()

    assert [f"{MARKER} a"] == seen
    assert (["abc"], []) == (built[0].state().standing, built[0].state().unknown)


@pytest.mark.parametrize(
    "behaviour",
    [
        hang,
        answer(b"garbage\r\n\r\n"),
        answer(http(b'{"id": "abc"', status="200 OK")),
        answer(http(b'{"id": 7}', status="200 OK")),
        answer(http(b"", status="201 Created")),
        answer(http(b"{}", status="504 Gateway Timeout")),
    ],
    ids=["no answer", "no http", "broken json", "odd id", "no body", "server error"],
)
def test_a_creation_with_an_unclear_outcome_stays_unknown(site, behaviour):
    """There may be a meeting that nobody could name, and the ledger says so."""
    with serving(behaviour) as server:
        one = site(server.url(), **(IMPATIENT if behaviour is hang else {}))
        with suppress(TargetTrouble):
            one.create()

    assert ([], [f"{MARKER} a"]) == (one.state().standing, one.state().unknown)


@pytest.mark.parametrize(
    ("status", "standing"), [("204 No Content", []), ("404 Not Found", []), ("403 Forbidden", ["abc"])]
)
def test_a_delete_is_noted_when_the_meeting_is_gone(site, status, standing):
    """Gone or not found is deleted; refused is still standing."""
    with serving(answer(http(b'{"id": "abc"}'), http(b"", status=status))) as server:
        one = site(server.url())
        one.create()
        one.delete("abc")

    assert standing == one.state().standing


def test_a_refused_request_is_neither_sent_nor_recorded_nor_counted(site):
    """The guard stands before everything else."""
    with serving(answer(http(b"{}"))) as server:
        one = site(server.url())
        with pytest.raises(GuardRefusal):
            one.delete("foreign")

    assert (0, [], 0) == (server.connections, one.lines(), one.channel.counts.requests)


@pytest.mark.parametrize("moment", ["before", "during"])
def test_an_interrupted_exchange_is_recorded(site, monkeypatch, moment):
    """Ctrl-C in mid-request leaves its evidence, and goes on."""

    class Pressing(httpx.SyncByteStream):
        """A transport at which the user presses Ctrl-C."""

        def __iter__(self):
            yield b"{"
            raise KeyboardInterrupt

    def pressing(*_):
        if moment == "before":
            raise KeyboardInterrupt
        return httpx.Response(200, stream=Pressing())

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", pressing)
    one = site("http://127.0.0.1:9/v1")

    with pytest.raises(KeyboardInterrupt):
        one.get()

    [line] = one.lines()
    assert "The exchange was interrupted (KeyboardInterrupt)." == line["error"]
    assert None is line["response"] if moment == "before" else line["response"]["truncated"]


def test_a_connection_is_kept_for_the_next_request(site):
    """One run does not open a connection for each of its hundreds of requests."""

    def keeping(connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")

    with serving(keeping) as server:
        one = site(server.url())
        bodies = [one.get().body, one.get().body]
        one.channel.close()

    assert ([{}, []], 1) == (bodies, server.connections)
