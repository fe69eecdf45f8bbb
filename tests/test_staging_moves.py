"""Trying worked examples on targets that do and do not let us."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conformance.emulator import RunningEmulator
from tests.sites import FAST, act, changed, judge, meetings, of_emulator

RULE_5 = "rest.update.rule-5"


def test_every_example_is_tried_with_the_control_api(tmp_path: Path, running: RunningEmulator) -> None:
    """All forty are judged, everything is deleted, and the clock is free again."""
    ended = judge(RULE_5, "--target", of_emulator(tmp_path, running), cwd=tmp_path)

    assert (0, {"passed": 40}) == (ended.code, ended.counts)
    assert [] == meetings(running)
    assert "holder" not in act(running, "/clock", holder="somebody")


def test_documented_calls_alone_try_all_that_need_no_missed_meeting(
    tmp_path: Path, running: RunningEmulator
) -> None:
    """Five examples begin with a meeting that was missed; four series serve for the rest."""
    ended = judge(RULE_5, "--target", of_emulator(tmp_path, running, control=False), cwd=tmp_path)

    assert (0, {"passed": 35, "not-exercised": 5}) == (ended.code, ended.counts)
    reasons = {line["reason"] for line in ended.of("verdict") if line["verdict"] == "not-exercised"}
    assert {"a first meeting that was missed needs the control API, to let its time pass"} == reasons
    assert 4 == ended.of("footer")[0]["created"] == ended.of("footer")[0]["deleted"]


def test_a_target_in_another_present_is_followed(tmp_path: Path, running: RunningEmulator) -> None:
    """A site whose clock is weeks ahead refuses our first start, says its date, and is judged by that."""
    act(running, "/clock", advanceSeconds=40 * 86_400)

    ended = judge(RULE_5, "--target", of_emulator(tmp_path, running, control=False), cwd=tmp_path)

    assert (0, {"passed": 35, "not-exercised": 5}) == (ended.code, ended.counts)


def test_a_list_that_lacks_a_meeting_costs_its_examples_only(tmp_path: Path) -> None:
    """Where a series shows three of its four meetings, the fourth is not exercised; odd ids harm nobody."""

    def after(_method: str, path: str, _query: Any, body: Any) -> Any:
        if path == "/v1/meetings" and "items" in body:
            return {"items": body["items"][:3]}
        return {**body, "id": "../elsewhere"} if "_2" in path else body

    with changed(after=after) as running:
        ended = judge(RULE_5, "--target", of_emulator(tmp_path, running, control=False), cwd=tmp_path)

    assert (0, set()) == (ended.code, ended.with_verdict("failed") | ended.with_verdict("error"))
    assert f"{RULE_5}.d4-s1" in ended.with_verdict("not-exercised")
    assert f"{RULE_5}.d2-s1" in ended.with_verdict("passed")


def test_a_start_at_the_end_of_all_time_is_reckoned_with_by_nobody(tmp_path: Path) -> None:
    """What shows such a start is missing from the list, for the examples and for the random series."""

    def after(_method: str, path: str, _query: Any, body: Any) -> Any:
        if path == "/v1/meetings" and "items" in body:
            return {"items": [*body["items"][:-1], {**body["items"][-1], "start": "9999-12-31T23:59:59Z"}]}
        return body

    with changed(after=after) as running:
        target = of_emulator(tmp_path, running, control=False)
        ended = judge(RULE_5, "rest.update.random-series", "--target", target, cwd=tmp_path)

    assert (0, set()) == (ended.code, ended.with_verdict("failed") | ended.with_verdict("error"))
    assert f"{RULE_5}.d4-s1" in ended.with_verdict("not-exercised")
    assert f"{RULE_5}.d2-s1" in ended.with_verdict("passed")


def test_a_spent_budget_is_something_missing(tmp_path: Path, running: RunningEmulator) -> None:
    """What the profile does not allow to be created is not tried and said; what was created is judged."""
    target = of_emulator(tmp_path, running, control=False, more=f"{FAST}max_creations = 1\n")

    ended = judge(RULE_5, "--target", target, cwd=tmp_path)

    assert (0, {"passed": 20, "not-exercised": 20}) == (ended.code, ended.counts)
    reasons = {line["reason"] for line in ended.of("verdict") if line["verdict"] == "not-exercised"}
    assert any("1 creations that the profile allows" in reason for reason in reasons)
    assert [] == meetings(running)


def test_one_example_costs_one_series(tmp_path: Path, running: RunningEmulator) -> None:
    """Only what the selected examples need is created."""
    ended = judge(f"{RULE_5}.d2-f1", "--target", of_emulator(tmp_path, running), cwd=tmp_path)

    assert {"passed": 1} == ended.counts
    assert 1 == ended.of("footer")[0]["created"]


def test_a_misjudged_move_turns_exactly_its_example_red(tmp_path: Path, running: RunningEmulator) -> None:
    """An emulator that lets one meeting cross its interval fails one example."""
    act(running, "/faults", active=["update-misjudged:moved:2:-990"])

    ended = judge(RULE_5, "--target", of_emulator(tmp_path, running), cwd=tmp_path)

    assert (1, {f"{RULE_5}.d2-f1"}) == (ended.code, ended.with_verdict("failed"))
