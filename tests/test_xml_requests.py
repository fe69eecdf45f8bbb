"""Requests of stories: what the contract has sent to a service is itself what the service's schema allows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from conformance.clients import XmlAnswer, XmlClient
from conformance.contract import Contract, Rule, load
from conformance.contract.xsd import EDITIONS, Side, UnreadableXml
from conformance.plugin import embedded
from conformance.plugin.site import Site, tokens_of
from conformance.plugin.xml_door import callers_of
from conformance.staging import XmlStage
from tests.stages import HEADER, MARKER

WRONG = {
    "xml.9.0.personal-room.notifications.words": "a way of notifying that is none must be refused",
    "xml.wire.request.undeclared-prefix": "no parser that knows namespaces reads it, and clients send it",
    "xml.wire.request.upper-case-boolean": "no boolean is written so, and clients send it",
}
"""Rules whose requests are meant to be none that the schema allows, and why."""


def told(contract: Contract) -> list[Rule]:
    """The rules that are told as stories, by the last edition that each holds in."""
    rules = [rule for rule in contract.rules.values() if rule.xml is not None]
    return sorted(rules, key=lambda rule: EDITIONS.index(rule.editions[-1]))


@pytest.fixture(name="site")
def site_fixture(tmp_path: Path) -> Iterator[Site]:
    """An emulator as the target of a run in this process."""
    with embedded.start() as running:
        assert running.control_url
        profile = embedded.profile(running.base_url, running.control_url)
        site = Site(profile, tokens_of(profile), tmp_path, MARKER, callers=callers_of(profile))
        site.journal.append(HEADER)
        try:
            yield site
        finally:
            site.close()


def stage_of(site: Site, edition: str) -> XmlStage:
    """A stage that judges one edition."""
    assert site.xml is not None
    return XmlStage(
        site.xml,
        site.rest,
        site.present,
        site.profile,
        site.ledger,
        MARKER,
        [edition],
        learn=lambda secret: site.redactor.learn(secret, "credential", everywhere=True),
    )


def test_what_stories_send_is_valid(site, monkeypatch):
    """Each story is played in the last edition of its rule, and each document held against that edition."""
    contract = load()
    rules = told(contract)
    playing: list[str] = ["", EDITIONS[-1]]
    sent: list[bytes] = []
    found: dict[str, set[str]] = {}
    send = XmlClient.send_bytes

    def judged(self: XmlClient, content: bytes, **more: Any) -> XmlAnswer:
        address, edition = playing
        sent.append(content)
        try:
            lines = contract.xml_schemas.edition(edition).findings(content, Side.REQUEST).content
        except UnreadableXml as error:
            lines = (str(error),)
        if lines:
            found.setdefault(address, set()).update(lines)
        return send(self, content, **more)

    monkeypatch.setattr(XmlClient, "send_bytes", judged)
    for edition, held in groupby(rules, key=lambda rule: rule.editions[-1]):
        stage = stage_of(site, edition)
        for rule in held:
            playing[:] = [rule.address, edition]
            stage.tales(rule)
        stage.release()

    assert len(sent) > len(rules)
    assert {address: lines for address, lines in found.items() if address not in WRONG} == {}
    assert found.keys() == WRONG.keys(), "of these some send nothing wrong"
