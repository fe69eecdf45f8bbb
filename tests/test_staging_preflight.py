"""Tokens are compared with the profile before anything is judged by them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from conformance.contract import Access, load
from conformance.emulator import RunningEmulator
from conformance.emulator.people import ADMIN_SCOPES, USER_SCOPES
from conformance.plugin.site import Site, tokens_of
from conformance.staging import Preflight
from conformance.targets import load_profile
from tests.sites import Answered, act, changed, hostile, judge
from tests.tokens import Tokens

RULES = [rule.access for rule in load().rules.values() if rule.access]
READS = frozenset(scope for scope in USER_SCOPES if scope.endswith("_read"))
RECORDINGS = "meeting:recordings_read"


@pytest.fixture
def tokens(tmp_path: Path, running: RunningEmulator) -> Tokens:
    """No actor yet."""
    return Tokens(tmp_path, running)


class _Compared:
    """What the preflight found, and what it sent for that."""

    def __init__(
        self, tokens: Tokens, monkeypatch: pytest.MonkeyPatch, rest: str, asked: Iterable[Access]
    ) -> None:
        for name, token in tokens.variables.items():
            monkeypatch.setenv(name, token)
        profile = load_profile(tokens.profile(rest), load())
        out = tokens.folder / "out"
        out.mkdir(exist_ok=True)
        site = Site(profile, tokens_of(profile), out, "wxc-0123abcd")
        self.sent: list[tuple[str, str]] = []
        send = site.rest.send

        def noting(method: str, path: str, **more: Any) -> Any:
            self.sent.append((method, path))
            return send(method, path, **more)

        monkeypatch.setattr(site.rest, "send", noting)
        try:
            self.found = Preflight(site.rest, profile, RULES).differences(asked)
        finally:
            site.close()
        self.ledger = (out / "ledger.jsonl").read_text("utf-8")


def _compare(
    tokens: Tokens, monkeypatch: pytest.MonkeyPatch, rest: str = "", asked: Iterable[Access] = RULES
) -> _Compared:
    return _Compared(tokens, monkeypatch, rest, asked)


def test_right_tokens_cost_one_harmless_request_a_scope(
    tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is found, and every write names zeros alone."""
    tokens.add("host", USER_SCOPES).add("other", USER_SCOPES).add("admin", ADMIN_SCOPES)

    compared = _compare(tokens, monkeypatch)

    assert {} == compared.found
    assert len(compared.sent) <= len(USER_SCOPES) + len(USER_SCOPES | ADMIN_SCOPES) + 3
    for method, path in compared.sent:
        assert method == "GET" or "0" * 32 in path or path.startswith("/recordings/"), (method, path)
    assert "intent" not in compared.ledger


def test_a_missing_scope_is_named(tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading and writing ones, when two operations of each are refused."""
    lacks = {RECORDINGS, "meeting:schedules_write"}
    tokens.add("host", USER_SCOPES, really=USER_SCOPES - lacks)

    assert {
        "host": "the token of host is not what the profile says:"
        " it lacks meeting:recordings_read, meeting:schedules_write"
    } == _compare(tokens, monkeypatch).found


def test_a_scope_beyond_the_profile_is_named(tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would make of every refusal of it a failure."""
    beyond = {RECORDINGS, "meeting:participants_write"}
    tokens.add("host", USER_SCOPES - beyond, really=USER_SCOPES)

    assert {
        "host": "the token of host is not what the profile says:"
        " it also has meeting:participants_write, meeting:recordings_read"
    } == _compare(tokens, monkeypatch).found


def test_both_at_once_and_of_each_actor_apart(tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is as the profile says is left alone."""
    tokens.add("host", USER_SCOPES)
    tokens.add("admin", ADMIN_SCOPES, really=(ADMIN_SCOPES - {"meeting:admin_schedule_read"}) | {RECORDINGS})

    found = _compare(tokens, monkeypatch).found

    assert {"admin"} == found.keys()
    assert "it lacks meeting:admin_schedule_read" in found["admin"]


def test_a_token_that_does_not_work_is_not_probed_further(
    tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request tells."""
    tokens.add("host", USER_SCOPES, token="expired-token-of-nobody")

    compared = _compare(tokens, monkeypatch)

    assert compared.found["host"].startswith("the token of host does not work: 401")
    assert [("GET", "/people/me")] == compared.sent


def test_persons_are_whom_the_profile_says(tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second token of the host must be his, and the other user must be another."""
    tokens.add("host", USER_SCOPES).add("host-2", READS, of="other", person="host")
    tokens.add("other", USER_SCOPES, of="host")
    asked = [access for access in RULES if access.tier == "user"]

    found = _compare(tokens, monkeypatch, asked=asked).found

    assert "the token of host-2 belongs to somebody else than that of host" == found["host-2"]
    assert "the tokens of other and host are one person's, whom the profile takes for two" == found["other"]


def test_an_owner_who_is_the_host_himself_is_no_other(tokens: Tokens) -> None:
    """To reach what is one's own is no defect of the target: the rule is left alone, with the reason."""
    tokens.add("host", USER_SCOPES).add("other", USER_SCOPES, of="host")

    address = "rest.scope.get-a-meeting.user"
    ended = judge(address, "--target", tokens.profile(), cwd=tokens.folder, **tokens.variables)

    assert not ended.with_verdict("failed")
    assert {f"{address}.refused-for-others", f"{address}.refused-on-behalf"} < ended.with_verdict(
        "not-exercised"
    )
    assert "the tokens of other and host are one person's" in ended.err


def test_one_operation_that_is_wrong_does_not_blame_the_token(
    tokens: Tokens, monkeypatch: pytest.MonkeyPatch, running: RunningEmulator
) -> None:
    """What judges the operation must still be able to find it wrong."""
    tokens.add("host", USER_SCOPES - {RECORDINGS})
    names = [one.removesuffix(".user.scope") for one in _places("recordings_read")]
    for name in names:
        act(running, "/faults", active=[f"scope-not-checked:{name}.user.scope"])

        assert {} == _compare(tokens, monkeypatch).found


def _places(scope: str) -> list[str]:
    from conformance.contract import slug  # noqa: PLC0415 - one test needs it

    operations = {
        a.operation for a in RULES if a.opens and a.tier == "user" and f"meeting:{scope}" in a.scopes
    }
    return [f"{slug(operation)}.user.scope" for operation in sorted(operations)]


def test_a_target_that_looks_at_ids_first_blames_nobody(
    tokens: Tokens, monkeypatch: pytest.MonkeyPatch, running: RunningEmulator
) -> None:
    """Of ids that do not exist it says the same to everybody, so these say nothing of scopes."""
    tokens.add("host", USER_SCOPES - {"meeting:schedules_write"})

    def before(_method: str, path: str, query: dict[str, str], body: Any) -> Any:
        blind = "0" * 32 in f"{path} {query} {body}"
        return Answered(404, {"message": "There is no such thing."}) if blind else None

    with changed(before=before, emulator=running.emulator) as behind:
        assert {} == _compare(tokens, monkeypatch, behind.base_url).found


def test_a_target_that_checks_no_scopes_is_to_blame_itself(
    tokens: Tokens, monkeypatch: pytest.MonkeyPatch, running: RunningEmulator
) -> None:
    """Where everything is open, no token is distrusted for it: the rules must be able to fail."""
    tokens.add("host", READS)
    act(running, "/faults", active=["scope-not-checked:*"])

    assert {} == _compare(tokens, monkeypatch).found


def test_only_what_the_asked_rules_need_is_probed(tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    """One rule about one scope costs a request for who the host is, and one or two for its scopes."""
    tokens.add("host", USER_SCOPES).add("other", USER_SCOPES).add("admin", ADMIN_SCOPES)
    one = [a for a in RULES if (a.operation, a.tier, a.check) == ("Get a Meeting", "user", "allowed")]

    assert [("GET", "/people/me"), ("GET", "/meetings")] == _compare(tokens, monkeypatch, asked=one).sent
    assert [] == _compare(tokens, monkeypatch, asked=[]).sent


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (403, b""),
        (200, b"<html>"),
        (200, b'{"emails": [7], "items": {}}'),
        (302, b"[]"),
        (503, b""),
    ],
)
def test_odd_answers_harm_nobody(
    tokens: Tokens, monkeypatch: pytest.MonkeyPatch, status: int, body: bytes
) -> None:
    """A target that answers everything alike tells of a difference or of none; nothing breaks."""
    tokens.add("host", READS)
    with hostile(status, body) as (address, _):
        found = _compare(tokens, monkeypatch, address).found

    assert found.keys() <= {"host"}
    assert ("host" in found) == (status == 403)


def test_the_difference_is_told_first_and_everywhere(tokens: Tokens) -> None:
    """On the terminal, as a note, and as the reason of every rule that needs the token; nothing fails."""
    tokens.add("host", USER_SCOPES - {RECORDINGS}, really=USER_SCOPES)
    address = "rest.scope.get-recording-details.user"

    ended = judge(address, "--target", tokens.profile(), cwd=tokens.folder, **tokens.variables)

    why = "the token of host is not what the profile says: it also has meeting:recordings_read"
    assert f"Warning: {why}; rules that need it are not judged." in ended.err
    assert [f"{why}; rules that need it are not judged."] == [note["text"] for note in ended.of("note")]
    assert not ended.with_verdict("failed")
    assert why in {line.get("reason") for line in ended.of("verdict")}
    kinds = [line["kind"] for line in ended.lines]
    assert kinds.index("note") < kinds.index("verdict")
    assert why in (ended.folder / "index.html").read_text("utf-8")


def test_nothing_is_compared_where_tokens_are_made(tokens: Tokens, running: RunningEmulator) -> None:
    """The control API's tokens are exactly what was asked for."""
    path = tokens.add("host", USER_SCOPES).profile()
    path.write_text(
        path.read_text().replace("[addresses]", f'[addresses]\ncontrol = "{running.control_url}"')
    )

    ended = judge(
        "rest.scope.get-a-meeting.user.allowed", "--target", path, cwd=tokens.folder, **tokens.variables
    )

    assert {"passed": 1} == ended.counts
    assert not [line for line in ended.of("exchange") if "see what the token" in line["purpose"]]
