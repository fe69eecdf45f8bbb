"""`list` and `explain` on rules about scopes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance import bundle
from conformance.cli.access import count_access, tell_access
from conformance.cli.look import explain_command, list_command
from conformance.cli.storytelling import WIDTH
from conformance.contract import load

SCOPES = bundle.specs() / "behaviour" / "scopes"


def said(*words: str) -> str:
    """What a command prints."""
    command = {"list": list_command, "explain": explain_command}[words[0]]
    done = CliRunner().invoke(command, words[1:])
    assert 0 == done.exit_code, done.output
    return done.output


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of the contract, read without the contract."""
    with (Path(SCOPES) / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counted(text: str) -> dict[str, dict[str, int]]:
    """The table at the end of a list, by level and column."""
    lines = text.splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("level "))
    columns = lines[head].replace("in dispute", "in-dispute").split()[1:]
    table = [line.split() for line in lines[head + 1 : -1]]
    return {row[0]: dict(zip(columns, map(int, row[1:]), strict=True)) for row in table}


def test_list_counts_every_operation_and_level() -> None:
    """Each cell of the two tables, N/A included, and the operations that a list alone names."""
    text = said("list", "rest.scope")
    found, table = counted(text), rows("scopes.csv")

    for level in ("user", "admin"):
        assert len(table) == found[level]["operations"]
        assert sum(row[level] == "N/A" for row in table) == found[level]["N/A"]
    lone = found["compliance"]["operations"] - len(table)
    assert 13 == lone
    assert sum(row["compliance"] == "N/A" for row in table) == found["compliance"]["N/A"]
    guests = len(rows("guest_scopes.csv"))
    assert {"operations": guests, "N/A": 0, "allowed": guests, "refused": guests, "in-dispute": 0} == found[
        "guest"
    ]
    assert len(table) * 3 + lone + guests == found["together"]["operations"]
    rules = [rule for rule in load().rules.values() if rule.access is not None]
    assert len(rules) == found["together"]["allowed"] + found["together"]["refused"]
    assert f"{len(rules)} rules" == text.splitlines()[-1]


def test_list_counts_what_was_asked_for() -> None:
    """A part of the rules has a table of its own; others have none."""
    found = counted(said("list", "rest.scope.create-a-meeting.user"))

    assert {"user", "together"} == set(found)
    assert found["user"] == found["together"]
    assert 1 == found["user"]["allowed"]
    assert "level " not in said("list", "rest.schema")
    assert [] == count_access([])


def test_list_as_json_is_the_same_each_time() -> None:
    """Sets of scopes are lists, in order."""
    lines = [json.loads(line) for line in said("list", "--json", "rest.scope").splitlines()]

    for line in lines:
        assert sorted(line["access"]["kept"]) == line["access"]["kept"]
        assert sorted(line["access"]["lacks"]) == line["access"]["lacks"]


def test_explain_tells_of_every_rule_about_scopes() -> None:
    """Operation, calls, level and token, on lines that fit a screen."""
    for rule in load().rules.values():
        lines = tell_access(rule)
        assert bool(lines) is (rule.access is not None)
        if rule.access is not None:
            text = " ".join(" ".join(lines).split())
            assert f"operation {rule.access.operation}, " in text
            assert all(f"{call.method} {call.path}" in text for call in rule.access.calls)
            assert {"level", "tried", "calls", "token", "live"} <= {line.split()[0] for line in lines}
            assert all(len(line) <= WIDTH for line in lines)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (
            "create-a-meeting.admin.refused-without",
            [
                "POST /meetings, with hostEmail of the owner in the body",
                "lacks meeting:admin_schedule_write",
                "read back GET /meetings?from={day+299}",
                'role = "admin"',
                "{day+2} is two days ahead",
            ],
        ),
        (
            "update-a-meeting.user.refused-for-others",
            ["PUT /meetings/{meeting} PATCH /meetings/{meeting}", "an object of another user", "second user"],
        ),
        (
            "update-a-meeting.user.refused-read-only",
            ["may only read", "all of them for reading", "read back GET /meetings/{meeting}"],
        ),
        ("get-a-meeting.admin.refused-without-role", ["token of a user", "has meeting:admin_schedule_read"]),
        (
            "list-meetings-of-a-meeting-series.user.refused-for-others",
            ["or an answer of 2xx that does not list"],
        ),
        (
            "admit-participants.admin.refused",
            ["follows 'list', one that refuses it 'table'", "The documents disagree:", "not judged"],
        ),
        ("list-meeting-polls.compliance.allowed", ["named by a list of scopes alone"]),
        ("join-a-meeting.guest.allowed", ["level guest", "has webex-squared:locus_participant"]),
    ],
)
def test_explain_tells_what_a_rule_needs(address: str, words: list[str]) -> None:
    """Who calls what with which token, what is seen afterwards, and what the documents say."""
    text = " ".join(said("explain", f"rest.scope.{address}").split())

    assert [] == [one for one in words if one not in text]
