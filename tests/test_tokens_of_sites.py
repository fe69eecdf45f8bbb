"""Runs with the tokens of a profile alone, as on a live site: partial, truthful, and harmless."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from conformance.contract import load
from conformance.emulator import RunningEmulator
from conformance.emulator.people import USER_SCOPES
from conformance.staging import NEEDED, survey
from conformance.targets import load_profile
from tests.foreign import dump, populate
from tests.sites import Ended, act, command, judge
from tests.tokens import PEOPLE, Tokens

SCOPES = "rest.scope"
RULES = [rule for rule in load().rules.values() if rule.access and rule.not_tested is None]
BAD = {"failed", "error", "indeterminate", "advisory"}


def _judge(tokens: Tokens, *words: str, **more: Any) -> Ended:
    return judge(*words, "--target", tokens.profile(**more), cwd=tokens.folder, **tokens.variables)


def _reasons(ended: Ended, part: str) -> set[str]:
    lines = [line for line in ended.of("verdict") if part in line["address"]]
    return {line["reason"] for line in lines if line["verdict"] == "not-exercised"}


def test_one_host_token_decides_what_it_can(tmp_path: Path, running: RunningEmulator) -> None:
    """Its own level is open to it; every other rule is left, with the token that would decide it."""
    tokens = Tokens(tmp_path, running).add("host", PEOPLE["host"].scopes)

    ended = _judge(tokens, SCOPES)

    assert 0 == ended.code
    assert not ended.with_verdict(*BAD)
    passed = {address.split(".")[3] for address in ended.with_verdict("passed")}
    assert {"user"} == passed
    assert f"{SCOPES}.create-a-meeting.user.allowed" in ended.with_verdict("passed")
    assert {
        "the profile has no token of the role user with other scopes than meeting:schedules_write"
    } == _reasons(ended, "create-a-meeting.user.refused-without")
    assert {"the profile names no second actor with the role user"} == _reasons(
        ended, "get-a-meeting.user.refused-for-others"
    )
    assert {"no meeting that has ended of host was found on the site, and none can be made"} == _reasons(
        ended, "list-meeting-participants.user.allowed"
    )
    assert [] == ended.of("note")
    assert ended.of("footer")[0]["created"] == ended.of("footer")[0]["deleted"]


def test_what_cannot_be_made_is_not_tried_again(tmp_path: Path, running: RunningEmulator) -> None:
    """A host who may not schedule is refused one creation, not one for each rule."""
    tokens = Tokens(tmp_path, running).add("host", ["meeting:schedules_read", "meeting:recordings_write"])

    ended = _judge(tokens, SCOPES)

    assert not ended.with_verdict(*BAD)
    creations = [
        line
        for line in ended.of("exchange")
        if line["request"]["method"] == "POST" and line["request"]["url"].endswith("/meetings")
    ]
    # One to have a meeting, and the operation that the rule itself is about.
    assert len(creations) <= 2


def test_the_planned_tokens_decide_all_that_the_plan_says(tmp_path: Path, running: RunningEmulator) -> None:
    """Added to the profile they leave nothing open, no rule fails, and nothing that was found has changed."""
    populate(running)
    for person in ("host", "other"):
        _leave_a_recording(running, person)
    tokens = Tokens(tmp_path, running).add("host", USER_SCOPES)
    first = survey(load_profile(tokens.profile(), load()), RULES)
    names = {"user": "other", "admin": "admin", "compliance": "officer", "guest": "guest"}
    for token in first.further:
        of = "host" if token.name.startswith("host") else names[token.role]
        tokens.add(token.name, {*token.scopes, *NEEDED}, of=of, really=token.scopes, person=token.person)
    before = dump(running)

    planned = survey(load_profile(tokens.profile(), load()), RULES)
    ended = _judge(tokens, SCOPES)

    assert first.decided.total() + first.open == planned.decided.total()
    assert (0, []) == (planned.open, planned.further)
    assert not ended.with_verdict(*BAD)
    assert planned.decided.total() == len(ended.with_verdict("passed"))
    assert [] == ended.of("note")
    after = dump(running)
    assert before.items() <= after.items()
    assert not [name for name in after.keys() - before.keys() if name.startswith("Series")]


def test_the_host_may_be_named_after_others(tmp_path: Path, running: RunningEmulator) -> None:
    """Whose objects are meant does not depend on the order in which a profile names its actors."""
    tokens = Tokens(tmp_path, running).add("other", USER_SCOPES).add("host", USER_SCOPES)

    ended = _judge(tokens, f"{SCOPES}.get-a-meeting.user", f"{SCOPES}.update-a-meeting.user")

    assert not ended.with_verdict(*BAD)
    assert f"{SCOPES}.get-a-meeting.user.allowed" in ended.with_verdict("passed")
    assert f"{SCOPES}.get-a-meeting.user.refused-for-others" in ended.with_verdict("passed")


def test_another_person_s_token_proves_nothing_about_the_host_s_objects(
    tmp_path: Path, running: RunningEmulator
) -> None:
    """It would be refused for whose it is, not for its scopes."""
    tokens = Tokens(tmp_path, running).add("host", USER_SCOPES)
    tokens.add("other", ["meeting:schedules_write"])

    ended = _judge(tokens, f"{SCOPES}.get-a-meeting.user.refused-without")

    assert {"not-exercised": 1} == ended.counts
    second = Tokens(tmp_path / "second", running)
    second.folder.mkdir()
    second.add("host", USER_SCOPES).add("host-2", ["meeting:schedules_write"], of="host", person="host")
    assert {"passed": 1} == _judge(second, f"{SCOPES}.get-a-meeting.user.refused-without").counts


def _leave_a_recording(running: RunningEmulator, person: str) -> None:
    answer = httpx.get(
        f"{running.base_url}/meetings",
        params={"meetingType": "meeting", "state": "ended"},
        headers={"authorization": f"Bearer {PEOPLE[person].token}"},
        trust_env=False,
    )
    ended = answer.json()["items"][0]["id"]
    act(running, "/artifacts", meetingId=ended, kinds=["recording"])


def test_the_plan_judges_what_the_run_judges(tmp_path: Path, running: RunningEmulator) -> None:
    """The rehearsal has the profile's actors with their scopes, and nobody else."""
    tokens = Tokens(tmp_path, running).add("admin", ["meeting:admin_schedule_read"])
    tokens.add("host", ["meeting:schedules_read", "meeting:schedules_write"])
    tokens.add("host-2", ["meeting:schedules_write"], of="host", person="host")
    addresses = [f"{SCOPES}.{name}" for name in ("get-a-meeting", "update-a-meeting", "list-meetings")]

    planned = command("plan", *addresses, "--target", tokens.profile(), cwd=tmp_path, **tokens.variables)
    ended = _judge(tokens, *addresses)

    judged = len(ended.verdicts) - ended.counts["not-exercised"]
    assert f"judges    {judged} of {len(ended.verdicts)} rules" in planned.stdout
    assert judged == ended.counts["passed"] > 5
    sent = sum(line["kind"] == "exchange" for line in ended.lines)
    assert f"sends     {sent} requests" in planned.stdout
