"""Sending random contents: what is sent, when sending stops, and what is asked after a break."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

import pytest

from conformance import bundle
from conformance.checks import Indeterminate, NotExercised
from conformance.clients import XmlAnswer, XmlClient
from conformance.contract import Rule, load
from conformance.contract.xsd import XmlSchemas
from conformance.errors import BudgetSpent, ContractError, Throttled, TooSlow, Unreachable
from conformance.staging.xml_generated import GeneratedStage

RULES = load().rules
VALID = RULES["xml.generated.lstsummary-meeting.valid"]
BROKEN = RULES["xml.generated.lstsummary-meeting.broken"]
SCHEMAS = XmlSchemas(bundle.specs() / "xsd")
NONE_FOUND = XmlAnswer(status=200, exchange="000007", result="FAILURE", reason="None", exception_id="000015")
CRASH = XmlAnswer(status=500, exchange="000008", flaw="there is no body")
PAGE = XmlAnswer(status=200, exchange="000009", flaw="the body is a page of HTML")
VERSION = XmlAnswer(status=200, exchange="000010", result="SUCCESS")
PLAIN = "ep.GetAPIVersion"

Said = XmlAnswer | Exception


class Client:
    """In place of a client: says what it is told to, and remembers what it was sent."""

    def __init__(self, said: Iterator[Said], plain: Said = VERSION) -> None:
        self.said, self.plain = said, plain
        self.sent: list[tuple[str, Any, str, str]] = []

    def knows(self, actor: str) -> bool:
        """Everybody but administrators."""
        return actor != "admin"

    def send(
        self, operation: str, body: Mapping[str, Any] | None = None, *, actor: str, purpose: str
    ) -> XmlAnswer:
        """Take a request."""
        self.sent.append((operation, body, actor, purpose))
        said = self.plain if operation == PLAIN else next(self.said)
        if isinstance(said, Exception):
            raise said
        return said

    def operations(self) -> list[str]:
        """What it was sent, in turn."""
        return [operation for operation, *_ in self.sent]


def always(said: Said) -> Iterator[Said]:
    """The same again and again."""
    while True:
        yield said


def stage(client: Client, seed: int = 5) -> GeneratedStage:
    """A stage in the last edition."""
    return GeneratedStage(cast("XmlClient", client), SCHEMAS, "41.12", seed)


def test_each_content_is_sent_once_as_the_rule_s_actor() -> None:
    """With a purpose that tells its defect; the same ones for the same seed, others for another."""
    clients = [Client(always(NONE_FOUND)) for _ in range(3)]
    replies = [stage(client, seed).replies(BROKEN) for client, seed in zip(clients, (5, 5, 6), strict=True)]

    assert BROKEN.generated is not None
    assert BROKEN.generated.examples == len(replies[0]) == len(clients[0].sent)
    assert {("meeting.LstsummaryMeeting", "host")} == {(one[0], one[2]) for one in clients[0].sent}
    assert [f"random content: {one.wrong}" for one in replies[0]] == [one[3] for one in clients[0].sent]
    assert clients[0].sent == clients[1].sent != clients[2].sent
    assert {("FAILURE", "000015", "000007", True)} == {
        (one.result, one.exception_id, one.exchange, one.alive) for one in replies[0]
    }


@pytest.mark.parametrize(
    "said", [CRASH, PAGE, TooSlow("No complete answer."), Unreachable("No connection.")], ids=repr
)
@pytest.mark.parametrize(
    ("plain", "alive"), [(VERSION, True), (CRASH, False), (PAGE, False), (TooSlow("Nothing."), False)]
)
def test_what_breaks_the_service_is_the_last_to_be_sent(said: Said, plain: Said, alive: bool) -> None:
    """And tells whether a plain request was answered right afterwards."""
    client = Client(iter([NONE_FOUND, said]), plain)

    *_, last = stage(client).replies(VALID)

    assert ["meeting.LstsummaryMeeting", "meeting.LstsummaryMeeting", PLAIN] == client.operations()
    assert (PLAIN, None, "nobody") == client.sent[-1][:3]
    assert (False, alive) == (last.answered, last.alive)


@pytest.mark.parametrize(
    ("said", "kind"), [(BudgetSpent("Spent."), NotExercised), (Throttled("Again."), Indeterminate)]
)
def test_limits_end_the_rule(said: Exception, kind: type[Exception]) -> None:
    """A budget is ours, so nothing was exercised; throttling is the target's."""
    with pytest.raises(kind):
        stage(Client(iter([NONE_FOUND, said]))).replies(VALID)


def test_nobody_to_send_is_not_exercised() -> None:
    """The profile may be without an administrator."""
    client = Client(always(NONE_FOUND))

    with pytest.raises(NotExercised, match="no admin"):
        stage(client).replies(RULES["xml.generated.lstsummary-user.valid"])
    assert [] == client.sent


def of(operation: str) -> Rule:
    """The rule, as it would be for an operation that is not there."""
    assert VALID.generated is not None
    return replace(VALID, generated=replace(VALID.generated, operation=operation))


@pytest.mark.parametrize(
    "rule",
    [
        lambda: of("meeting.LstEverything"),
        lambda: of("user.LstsummaryMeeting"),
        lambda: replace(VALID, generated=None),
    ],
)
def test_rule_without_an_operation_is_an_error_of_ours(rule: Callable[[], Rule]) -> None:
    """Of that name, in that service."""
    with pytest.raises(ContractError):
        stage(Client(always(NONE_FOUND))).replies(rule())
