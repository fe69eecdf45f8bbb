"""The stage of wrong requests: what it sends, that it does no harm, and what hostile targets make of it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance.checks import Indeterminate, Must, NotExercised, Outcome, Refusal
from conformance.clients import ControlClient, RestClient, guard
from conformance.contract import Rule, load
from conformance.emulator import Emulator, RunningEmulator, access, serve, wire
from conformance.emulator.errors import ApiError
from conformance.errors import BudgetSpent, ContractError, GuardRefusal, Unreachable
from conformance.evidence import read_json
from conformance.plugin import embedded
from conformance.plugin.site import Site, tokens_of
from conformance.staging import ErrorStage, errors
from conformance.targets import Actor, Profile
from tests.foreign import PEOPLE, dump, populate
from tests.sites import Ended, judge, of_emulator

CONTRACT = load()
RULES = [rule for rule in CONTRACT.rules.values() if rule.misuse and not rule.not_tested]
ZEROS = "0" * 32
BODY = {"message": "No."}
EVERYBODY = {"host": "user", "admin": "admin", "officer": "compliance"}


def rule(name: str) -> Rule:
    """A rule about errors."""
    return CONTRACT.rules[f"rest.errors.{name}"]


class Target:
    """Answers as it is told, and keeps what it was asked.

    Args:
        reply: given to whoever asks the REST side: a status and a body, or an error; several in turn.
        faults: the same for the faults of the control API; None for a target without one.
        names: of the actors of the profile, with their roles.
    """

    def __init__(
        self, *reply: Any, faults: list[Any] | None = None, names: dict[str, str] | None = None
    ) -> None:
        self.asked: list[httpx.Request] = []
        self.control: list[tuple[str, Any]] = []
        self._replies, self._faults = list(reply), faults or []
        transport: Any = httpx.MockTransport(self._answer)
        names = names or {"host": "user"}
        rest = RestClient("https://rest.example.com/v1", transport, dict.fromkeys(names, "made-up"))
        control = (
            ControlClient("https://control.example.com", transport, "wxc-1") if faults is not None else None
        )
        profile = Profile(
            name="t",
            digest="",
            rest="https://rest.example.com/v1",
            actors={name: Actor(name=name, role=role) for name, role in names.items()},
        )
        self.stage = ErrorStage(rest, control, profile, "wxc-1")

    def refusals(self, name: str) -> list[Refusal]:
        """What came of the rule's mistakes."""
        return self.stage.refusals(rule(name))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "control.example.com":
            self.control.append((request.method, json.loads(request.content or b"null")))
            replies = self._faults
        else:
            self.asked.append(request)
            replies = self._replies
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if isinstance(reply, Exception):
            raise reply
        status, body = reply
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Response(status, content=content, extensions={"exchange": f"x{len(self.asked)}"})


def test_a_request_decides_all_rules_that_it_can() -> None:
    """The tracking id rides on the call without a token, and another method is tried once a path."""
    target = Target((401, BODY))

    for name in ("no-token", "tracking", "method"):
        for operation in ("get-a-meeting", "delete-a-meeting"):
            target.refusals(f"{operation}.{name}")

    assert [
        ("GET", f"/v1/meetings/{ZEROS}"),
        ("DELETE", f"/v1/meetings/{ZEROS}"),
        ("POST", f"/v1/meetings/{ZEROS}"),
    ] == [(one.method, one.url.path) for one in target.asked]


def test_the_method_that_is_asked_for_is_each_operation_s_own() -> None:
    """One answer to a wrong method is held against each operation of the path."""
    target = Target((405, BODY))

    found = [target.refusals(f"{one}.method")[0] for one in ("update-a-webhook", "delete-a-webhook")]

    assert [("PUT", "x1"), ("DELETE", "x1")] == [(one.method, one.exchange) for one in found]
    assert b"{}" == target.asked[0].content


def test_all_ways_of_an_operation_are_tried() -> None:
    """An operation with several calls makes the mistake in each of them."""
    target = Target((404, BODY))

    found = target.refusals("batch-update-meeting-registrants-status.unknown-id")

    assert ["approve", "reject", "cancel", "bulkDelete"] == [one.name.rsplit("/", 1)[1] for one in found]
    assert all(json.loads(one.content)["registrants"] == [{"id": ZEROS}] for one in target.asked)


@pytest.mark.parametrize(
    ("name", "credential", "content", "media"),
    [
        ("create-a-meeting.no-token", None, b'{"title":"wxc-1 error 1"}', "application/json"),
        (
            "create-a-meeting.broken-token",
            "Bearer never-given-out-by-anybody",
            b'{"title":"wxc-1 error 1"}',
            "application/json",
        ),
        ("create-a-meeting.media", "Bearer made-up", b"probe=1", "application/x-www-form-urlencoded"),
        ("create-a-meeting.not-json", "Bearer made-up", b"{", "application/json"),
        ("create-a-webhook.no-token", None, b"[]", "application/json"),
        ("get-a-meeting.no-token", None, b"", None),
        ("get-a-meeting.unknown-id", "Bearer made-up", b"", None),
    ],
)
def test_each_mistake_is_made_as_it_is_called(
    name: str, credential: str | None, content: bytes, media: str | None
) -> None:
    """Credential, body and media type are those of the kind; each request has a tracking id of its own."""
    target = Target((400, BODY))

    [found] = target.refusals(name)

    [asked] = target.asked
    assert (credential, content, media) == (
        asked.headers.get("authorization"),
        asked.content,
        asked.headers.get("content-type"),
    )
    assert "wxc-1_000001" == asked.headers["trackingid"] == found.sent


def test_whose_token_is_needed_is_looked_up() -> None:
    """What is closed to users is tried by somebody of the level; without him it is not exercised."""
    target = Target((404, BODY), names=EVERYBODY)

    target.refusals("get-a-meeting-by-an-admin.unknown-id")
    with pytest.raises(NotExercised, match="no token of the role admin"):
        Target((404, BODY)).refusals("get-a-meeting-by-an-admin.unknown-id")

    assert f"/v1/admin/meetings/{ZEROS}" == target.asked[0].url.path
    Target((401, BODY)).refusals("get-a-meeting-by-an-admin.no-token")


def test_another_token_of_the_level_is_tried_where_one_opens_nothing() -> None:
    """The host comes first; a token that lacks a scope decides nothing as long as another one opens."""
    target = Target((403, BODY), (404, BODY), (404, BODY), names={"second": "user", "host": "user"})

    [found] = target.refusals("get-recording-details.unknown-id")
    [closed] = Target((403, BODY), names={"host": "user", "x": "user"}).refusals("get-a-meeting.unknown-id")

    assert (404, "x2", 403) == (found.status, found.exchange, closed.status)
    assert ["host", "second"] == [one.extensions["actor"] for one in target.asked]


def test_what_names_an_object_is_told() -> None:
    """A path or a query with an id of zeros hides the body from a target that looks there first."""
    target = Target((404, BODY))

    assert target.refusals("update-a-meeting.media")[0].named
    assert target.refusals("update-meeting-control-status.media")[0].named
    assert not target.refusals("create-a-meeting.media")[0].named
    assert not target.refusals("admit-participants.media")[0].named


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [(Unreachable("Nobody there."), Indeterminate), (BudgetSpent("All spent."), NotExercised)],
)
def test_trouble_on_the_way_is_told(trouble: Exception, outcome: type[Outcome]) -> None:
    """No answer is no verdict, and a limit of the profile's own is something missing."""
    with pytest.raises(outcome, match=r"Nobody there|All spent"):
        Target(trouble).refusals("get-a-meeting.no-token")


def test_a_target_that_gives_no_answer_is_given_up() -> None:
    """After a few rules in a row nothing more is asked; an answer between begins the count anew."""
    down = Unreachable("Nobody there.")
    target = Target(*[down] * 4, (401, BODY), down)

    ended: list[str] = []
    for one in RULES[:40]:
        try:
            target.stage.refusals(one)
        except Indeterminate as outcome:
            ended.append(outcome.reason)

    assert 4 + 1 + 5 == len(target.asked)
    assert ["Nobody there."] * 9 == ended[:9]
    stopped = "The group rest.errors was stopped: 5 requests in a row were not answered"
    assert all(one.startswith(stopped) for one in ended[9:])
    assert len(ended) > 20


def test_only_rules_about_errors_can_be_tried() -> None:
    """Anything else is a defect of a case."""
    with pytest.raises(ContractError, match="is not about errors"):
        Target((200, {})).stage.refusals(CONTRACT.rules["rest.schema.meeting.lobby"])


@pytest.mark.parametrize(
    "reply",
    [
        (200, None),
        (401, 7),
        (404, [BODY]),
        (405, b"<html>"),
        (415, b"\xff\xfe"),
        (400, b'{"message":' * 5000),
        (500, {"message": "x" * 100_000}),
        (204, b""),
    ],
)
def test_whatever_a_target_answers_is_judged(reply: Any) -> None:
    """Every rule passes, fails, or says what was missing, on a target that answers everything alike."""
    target = Target(reply, faults=[reply], names=EVERYBODY)
    must = Must(CONTRACT)
    ended: Counter[str] = Counter()
    for one in RULES:
        try:
            must.keep_errors(one, target.stage.refusals(one))
            ended["passed"] += 1
        except (Outcome, AssertionError) as outcome:
            ended[type(outcome).__name__] += 1

    assert len(RULES) == sum(ended.values())
    assert 0 == ended["passed"]


ACTIVE = {"active": ["slow-answer:1", "throttle:9:9"], "kinds": []}


def test_throttling_is_provoked_and_taken_back() -> None:
    """The faults that were on stay on, and are the only ones afterwards; the raw 429 is seen."""
    target = Target((429, BODY), faults=[(200, ACTIVE)])

    [found] = target.refusals("throttled")

    assert 429 == found.status
    assert [
        ("GET", None),
        ("PUT", {"active": ["slow-answer:1", "throttle:1:1"]}),
        ("PUT", {"active": ["slow-answer:1", "throttle:9:9"]}),
    ] == target.control
    assert target.asked[0].extensions["once"] is True


def test_somebody_else_may_be_throttled_first() -> None:
    """On a target that others use the call is tried again, a few times."""
    target = Target((200, {}), (200, {}), (429, BODY), faults=[(200, ACTIVE)])

    assert 429 == target.refusals("throttled")[0].status
    never = Target((200, {}), faults=[(200, ACTIVE)])
    with pytest.raises(NotExercised, match="a call that was to be throttled was answered 200"):
        never.refusals("throttled")
    assert 3 == len(never.asked)
    assert ("PUT", {"active": ACTIVE["active"]}) == never.control[-1]


@pytest.mark.parametrize(
    ("faults", "why"),
    [
        (None, "no control API"),
        ([(404, {"message": "There is nothing here."})], "cannot throttle"),
        ([(200, [])], "cannot throttle"),
        ([(200, {"active": "none"})], "cannot throttle"),
        ([(200, {"active": []}), (400, {"message": "no such kind"})], "was answered 400: no such kind"),
    ],
)
def test_a_target_that_cannot_be_made_to_throttle(faults: list[Any] | None, why: str) -> None:
    """Without the faults of the control API the rule is not exercised."""
    target = Target((200, {}), faults=faults)

    with pytest.raises(NotExercised, match=why):
        target.refusals("throttled")

    assert [] == target.asked


class Town:
    """A populated emulator that takes every wrong token for somebody's, and every body for an object."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, running: RunningEmulator, who: str
    ) -> None:
        self._folder, self._running = folder, running
        real = access._token
        populate(running)

        def anybody(call: wire.Call) -> Any:
            try:
                return real(call)
            except ApiError:
                return running.emulator.world.token(PEOPLE[who].token)

        def lenient(call: wire.Call) -> dict[str, Any]:
            try:
                body = read_json(call.raw)
            except ValueError:
                body = {}
            return body if isinstance(body, dict) else {}

        monkeypatch.setattr(access, "_token", anybody)
        monkeypatch.setattr(wire.Call, "json", lenient)

    def judged(self, *addresses: str) -> tuple[Ended, bool]:
        """A run against it, and whether anything is as it was."""
        before = dump(self._running)
        target = of_emulator(self._folder, self._running)
        ended = judge("--target", target, *addresses, cwd=self._folder)
        return ended, before == dump(self._running)


@pytest.mark.parametrize("who", ["host", "admin"])
def test_a_target_that_takes_everything_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    """Nobody's things change where every wrong token is somebody's and every body is JSON enough."""
    with serve(Emulator()) as running:
        ended, same = Town(tmp_path, monkeypatch, running, who).judged("rest.errors")

    assert same
    counts = ended.counts
    assert counts["failed"] > 50
    assert not counts.keys() - {"passed", "failed", "advisory", "not-exercised"}
    assert len(ended.run.exchanges) < sum(counts.values())


def test_the_guard_stops_what_would_do_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Did the stage name somebody's meeting, the guard would stop it; without the guard it would be gone."""
    with serve(Emulator()) as running:
        Town(tmp_path, monkeypatch, running, "host")
        profile = embedded.profile(running.base_url, running.control_url)
        site = Site(profile, tokens_of(profile), tmp_path, "wxc-1")
        meetings, email = running.emulator.world.series, PEOPLE["host"].email
        foreign = next(one.id for one in meetings.values() if one.host.email == email and not one.runs)
        monkeypatch.setattr(errors, "_NOTHING", foreign)
        try:
            for name in ("no-token", "broken-token", "unknown-id"):
                with pytest.raises(GuardRefusal):
                    site.errors().refusals(rule(f"delete-a-meeting.{name}"))
            assert foreign in meetings
            monkeypatch.setattr(guard, "named", lambda _: [])
            site.errors().refusals(rule("delete-a-meeting.no-token"))
            assert foreign not in meetings
        finally:
            site.close()
