"""Counting what a run cost, from journals written by hand and by a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.report.costs import CLEAN_UP, Cost, Costs, count_costs

MARKER = "wxc-0123abcd"
BASE = "https://rest.example.com/v1"


def sent(method: str, path: str = "/meetings/abc", body: Any = None, actor: str = "host") -> dict[str, Any]:
    """The line of an exchange."""
    request = {"method": method, "url": BASE + path, "headers": {}, "body": body}
    return {"kind": "exchange", "id": "x1", "actor": actor, "request": request, "response": None}


def judged(address: str, verdict: str = "passed", **more: Any) -> dict[str, Any]:
    """The line of a verdict."""
    return {"kind": "verdict", "address": address, "verdict": verdict, **more}


def counted(folder: Path, *lines: dict[str, Any]) -> Costs:
    """The costs of a run with these lines in its journal."""
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "journal.jsonl").write_text(text, "utf-8")
    return count_costs(folder, MARKER)


def test_each_method_has_its_kind(tmp_path: Path) -> None:
    """Reads, creations, changes and deletions; what goes to the control API is apart."""
    costs = counted(
        tmp_path,
        sent("GET"),
        sent("GET", "/meetings?max=100"),
        sent("POST", "/meetings", {"title": "A"}),
        sent("POST", "/meetings/join", {"title": "no meeting"}),
        sent("POST", "/meetings/abc/end"),
        sent("PUT"),
        sent("PATCH"),
        sent("DELETE", "/meetings/abc?sendEmail=false"),
        sent("GET", actor="control"),
        sent("POST", "/meetings", {"title": "not ours"}, actor="control"),
        judged("rest.update.rule-1"),
    )

    cost = Cost(rules=1, reads=2, creations=1, changes=4, deletions=1, control=2)
    assert {"rest.update": cost} == costs.groups
    assert cost == costs.total
    assert 8 == cost.requests
    assert {"A": 1} == costs.created


def test_what_is_sent_counts_for_the_next_verdict(tmp_path: Path) -> None:
    """Groups are the first two words of addresses, in the order of judging, however often they alternate."""
    costs = counted(
        tmp_path,
        sent("GET"),
        judged("rest.update.rule-5.d2-f1"),
        sent("GET"),
        sent("PATCH"),
        judged("rest.availability.meeting.lobby.password"),
        sent("PATCH"),
        judged("rest.update.rule-1"),
        judged("rest.update.rule-2"),
        judged("short"),
    )

    assert [
        ("rest.update", Cost(rules=3, reads=1, changes=1)),
        ("rest.availability", Cost(rules=1, reads=1, changes=1)),
        ("short", Cost(rules=1)),
    ] == list(costs.groups.items())
    assert Cost(rules=5, reads=2, changes=2) == costs.total


def test_what_is_sent_after_the_last_verdict_is_the_clean_up(tmp_path: Path) -> None:
    """It comes last, is no rule's, and calls of the control API alone make one too."""
    rule = judged("rest.update.rule-1")

    costs = counted(tmp_path, sent("GET"), rule, sent("DELETE"), sent("DELETE"))
    assert ["rest.update", CLEAN_UP] == list(costs.groups)
    assert Cost(deletions=2) == costs.groups[CLEAN_UP]

    costs = counted(tmp_path, rule, sent("POST", "/clock", actor="control"))
    assert Cost(control=1) == costs.groups[CLEAN_UP]

    assert ["rest.update"] == list(counted(tmp_path, sent("GET"), rule).groups)


def test_a_run_without_verdicts_is_all_clean_up(tmp_path: Path) -> None:
    """Nothing is lost when nothing was judged; an empty journal cost nothing."""
    assert {CLEAN_UP: Cost(reads=1)} == counted(tmp_path, sent("GET")).groups
    assert Costs() == counted(tmp_path)
    assert Cost() == counted(tmp_path).total
    assert 0 == counted(tmp_path).total.requests


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"title": f"{MARKER} story daily"}, "story daily"),
        ({"title": f"story {MARKER}"}, "story"),
        ({"title": "without"}, "without"),
        ({"title": MARKER}, "a meeting"),
        ({"title": "  "}, "a meeting"),
        ({"title": ""}, "a meeting"),
        ({"title": 7}, "7"),
        ({}, "a meeting"),
        (None, "a meeting"),
        ("no JSON", "a meeting"),
        ([{"title": "x"}], "a meeting"),
    ],
)
def test_what_was_created_is_told_by_title(tmp_path: Path, body: Any, name: str) -> None:
    """The marker is left out; without a title it is a meeting all the same, and each counts."""
    costs = counted(tmp_path, *[sent("POST", "/meetings?x=/y", body)] * 3)

    assert {name: 3} == costs.created
    assert 3 == costs.total.creations


def test_verdicts_and_what_was_missing_are_counted(tmp_path: Path) -> None:
    """Reasons are those of rules that were not exercised, alike ones together."""
    costs = counted(
        tmp_path,
        judged("rest.a.1", "not-exercised", reason="no room"),
        judged("rest.a.2", "not-exercised", reason="no room"),
        judged("rest.b.1", "not-exercised", reason="no code"),
        judged("rest.b.2", "indeterminate", reason="no answer"),
        judged("rest.b.3"),
    )

    assert {"not-exercised": 3, "indeterminate": 1, "passed": 1} == costs.verdicts
    assert {"no room": 2, "no code": 1} == costs.reasons


def test_other_lines_cost_nothing(tmp_path: Path) -> None:
    """Headers, notes, readings, situations, footers, and kinds that later versions may bring."""
    kinds = ("header", "note", "reading", "situation", "deviation", "footer", "novelty")

    assert Costs() == counted(tmp_path, *({"kind": kind} for kind in kinds))


def test_texts_of_any_sign_are_read(tmp_path: Path) -> None:
    """A title may hold line ends of Unicode, which end no line of a journal."""
    line = json.dumps(sent("POST", "/meetings", {"title": "ä\u2028b\u0085c"}), ensure_ascii=False)
    (tmp_path / "journal.jsonl").write_text(line + "\n", "utf-8")

    assert {"ä\u2028b\u0085c": 1} == count_costs(tmp_path, MARKER).created


def test_without_a_journal_there_is_nothing_to_count(tmp_path: Path) -> None:
    """A folder that is no run's is an error."""
    with pytest.raises(FileNotFoundError):
        count_costs(tmp_path, MARKER)


def test_operations_of_the_xml_api_are_told_apart(tmp_path: Path) -> None:
    """All are POST to one address; what they do stands in the document."""
    names = ["meeting.CreateMeeting", "user.CreateUser", "meeting.SetMeeting", "event.UploadEventImage"]
    names += ["user.DelUser", "user.GetUser", "meeting.LstsummaryMeeting", "user.AuthenticateUser"]
    lines = [
        sent("POST", "/XMLService", f'<x xsi:type="java:com.webex.service.binding.{name}"/>')
        for name in names
    ]
    verdict = {"kind": "verdict", "address": "xml.41.2.a", "verdict": "passed"}
    text = "\n".join(json.dumps(line) for line in [{"kind": "header"}, *lines, verdict])
    (tmp_path / "journal.jsonl").write_text(text, "utf-8")

    costs = count_costs(tmp_path, MARKER)

    assert Cost(rules=1, reads=3, creations=2, changes=2, deletions=1) == costs.groups["xml.41"]
    assert {"meeting through the XML API": 1, "user through the XML API": 1} == dict(costs.created)
