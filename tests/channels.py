"""A channel to a hostile server, for tests of the transport."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from conformance.clients import Channel, Guard, RestClient
from conformance.errors import (
    TargetTrouble,
)
from conformance.evidence import Journal, Redactor
from conformance.targets import Ledger, Limits, read_ledger

TOKEN = "host-token-canary"
MARKER = "wxc-1"
# A busy machine must not make an honest answer late; what hangs is given less (IMPATIENT).
LIMITS = {"requests_per_second": 0, "timeout_seconds": 10, "max_body_bytes": 10_000}
IMPATIENT = {"timeout_seconds": 0.3}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture(name="site")
def site_fixture(tmp_path):
    """Builds a client of a base address, with its journal, ledger and counted waits around it."""
    opened = []

    def build(base: str, *, ca_file: str | None = None, **limits):
        waits: list[float] = []
        journal = Journal(tmp_path / "journal.jsonl", Redactor([TOKEN], marker=MARKER))
        ledger = Ledger(tmp_path / "ledger.jsonl", name="A site", rest=base)
        channel = Channel(
            Guard(base, None, ledger, MARKER),
            journal,
            Limits(**{**LIMITS, **limits}),
            ca_file=ca_file,
            sleep=waits.append,
        )
        opened.extend([channel, ledger, journal])
        rest = RestClient(base, channel, {"host": TOKEN})
        return SimpleNamespace(
            rest=rest,
            channel=channel,
            ledger=ledger,
            waits=waits,
            get=lambda: rest.get_meeting("abc", actor="host", purpose="read"),
            create=lambda: rest.create_meeting({"title": f"{MARKER} a"}, actor="host", purpose="create"),
            delete=lambda meeting: rest.delete_meeting(meeting, actor="host", purpose="delete"),
            lines=lambda: [json.loads(line) for line in journal.path.read_text("utf-8").splitlines()],
            state=lambda: read_ledger(ledger.path),
        )

    yield build
    for one in opened:
        one.close()


def trouble(site, kind: type[TargetTrouble]) -> dict:
    """The journal line of a read that ends in trouble of that kind, without the token."""
    with pytest.raises(kind) as caught:
        site.get()
    [*_, line] = site.lines()
    assert TOKEN not in json.dumps(line) + str(caught.value)
    assert line["id"] == caught.value.__dict__["exchange"]
    return line
