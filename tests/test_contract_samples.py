"""Rules about generated requests: every operation once, no cell without a reason, and damaged data."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from conformance import bundle
from conformance.clients import Guard
from conformance.contract import law
from conformance.contract.rows import records
from conformance.contract.sample import SAMPLE_CHECKS, Sample
from conformance.contract.sample_rules import kebab, sample_rules
from conformance.errors import ContractError, GuardRefusal
from conformance.generators.openapi import RestExample
from conformance.generators.openapi.overlays import stand_in
from conformance.generators.openapi.places import resolved
from conformance.targets import Ledger
from tests.samples import CONTRACT, RULES, SAMPLES, examples, model

BEHAVIOUR = bundle.specs() / "behaviour"
FOLDER = BEHAVIOUR / "generated"
OTHER_FILES = {"preferences_2020", "guests", "common"}
"""Another edition, what is no part of the meetings API, and what only others refer to."""

ROWS = records(FOLDER / "operations.csv", ("operation", "document", "method", "path", *SAMPLE_CHECKS))
HOW = law.read(FOLDER / "generated.toml", "generated")
SETS = {"refused": "defects", "limits": "limits"}
KEPT_BACK = {
    ("deleteChats", "refused"): "without a meeting the chats of another one could be meant",
    ("admitParticipants", "refused"): "a list that names nobody may stand for everybody",
    ("cancelParticipantCallout", "refused"): "without a participant another one could be meant",
    ("cancelParticipantCallout", "limits"): "an empty name may stand for another participant",
    ("reassignMeetings", "limits"): "an empty list may stand for all meetings",
    ("moveRecordingsIntoRecycleBin", "limits"): "an empty list may stand for all recordings",
    ("restoreRecordings", "limits"): "an empty list may stand for all recordings",
    ("purgeRecordings", "limits"): "an empty list may stand for all recordings",
    ("approveRegistrants", "limits"): "an empty list may stand for all registrants",
    ("rejectRegistrants", "limits"): "an empty list may stand for all registrants",
    ("cancelRegistrants", "limits"): "an empty list may stand for all registrants",
    ("deleteRegistrants", "limits"): "an empty list may stand for all registrants",
}
"""What the guard keeps back, all of it, and why it must."""

IDLE = {
    ("updateSchedulingOptions", "limits"),
    ("insertDelegateEmails", "limits"),
    ("deleteDelegateEmails", "limits"),
    ("updateDefaultSite", "limits"),
    ("getSurvey", "refused"),
    ("getSurvey", "limits"),
}
"""Cells for which nothing is made, and that are left aside for another reason."""


@cache
def documents() -> dict[str, dict[str, Any]]:
    """Our OpenAPI files, as they are written."""
    folder = bundle.specs() / "openapi"
    return {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(folder.glob("*.yaml"))}


def described() -> Iterator[tuple[str, str, str, str]]:
    """Operation, document, method and path of all that our documents describe."""
    for name, document in documents().items():
        for path, item in document.get("paths", {}).items():
            for method, operation in item.items():
                if name not in OTHER_FILES and method in ("get", "post", "put", "patch", "delete"):
                    yield operation["operationId"], name, method.upper(), path


def names_of(node: Any) -> Iterator[str]:
    """The names of all properties and parameters in a document."""
    if isinstance(node, Mapping):
        if isinstance(node.get("properties"), Mapping):
            yield from node["properties"]
        if "in" in node and isinstance(node.get("name"), str):
            yield node["name"]
        for each in node.values():
            yield from names_of(each)
    elif isinstance(node, list):
        for each in node:
            yield from names_of(each)


NAMES = frozenset(names_of(list(documents().values())))


def sendable(sample: Sample, example: RestExample, folder: Path) -> bool:
    """Whether the guard lets a request go for a run that has made nothing."""
    if sample.call.emulator:
        return True
    query, body = stand_in(dict(example.query)), stand_in(example.body)
    url = "https://rest.example.com/v1" + stand_in(sample.call.path)
    request = httpx.Request(
        sample.call.method, url, params=query, json=body, headers={"authorization": "Bearer x"}
    )
    with (folder / "odd").open("w"):
        guard = Guard("https://rest.example.com/v1", None, Ledger(folder / "ledger.jsonl"), "wxc-00000000")
    try:
        guard.permit(request)
    except GuardRefusal:
        return False
    finally:
        guard.ledger.close()
    return True


def test_every_operation_of_our_documents_stands_in_the_table_once() -> None:
    """With its document, method and path, and nothing else does."""
    listed = Counter((row["operation"], row["document"], row["method"], row["path"]) for row in ROWS)

    assert Counter(described()) == listed
    assert {1} == set(listed.values())


def test_addresses_are_operation_and_check() -> None:
    """Each cell that is filled is a rule, in the order of the table."""
    filled = [(row["operation"], check) for row in ROWS for check in SAMPLE_CHECKS if row[check] != "N/A"]

    assert [f"rest.generated.{kebab(name)}.{check}" for name, check in filled] == [
        one.address for one in RULES
    ]
    assert filled == [(one.sample.operation, one.sample.check) for one in RULES if one.sample]


def test_each_rule_that_is_judged_has_faults_of_its_own() -> None:
    """One fault breaks one rule; what is left out says why and has none."""
    faults = Counter(fault for rule in RULES for fault in rule.faults)

    assert {1} == set(faults.values())
    assert all(bool(rule.faults) is (rule.not_tested is None) for rule in RULES)
    assert all(fault.startswith("sample-slips:") for fault in faults)


def test_only_what_a_document_states_for_sure_fails_a_target() -> None:
    """What fits, answers and reads is our reading of the documents; refusals, limits and the rest are not."""
    firm = {rule.sample.check for rule in RULES if rule.can_fail_a_target and rule.sample}

    assert {"alone", "refused", "limits"} == firm


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["operation"])
def test_a_cell_is_filled_where_there_is_something_to_try(row: dict[str, str], tmp_path: Path) -> None:
    """N/A stands where nothing is made, or where the guard keeps back all of it."""
    sample, found = SAMPLES[row["operation"]], examples(row["operation"])
    assert "N/A" != row["accepted"]
    assert found.fits

    for check, name in SETS.items():
        made = getattr(found, name)
        can = any(sendable(sample, one, tmp_path) for one in made)
        assert can is (row[check] != "N/A") or (row["operation"], check) in IDLE, check
        assert ((row["operation"], check) in KEPT_BACK) is (bool(made) and not can), check


def test_what_is_left_aside_for_nothing_is_left_aside() -> None:
    """Cells that are filled although nothing is made for them are judged by nobody."""
    for name, check in IDLE:
        assert CONTRACT.rules[f"rest.generated.{kebab(name)}.{check}"].not_tested


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["operation"])
def test_an_answer_is_judged_where_it_is_described(row: dict[str, str]) -> None:
    """By the first success that is described; the property in the cell, if any, is one of that answer."""
    operation = model(row["operation"])
    successes = [
        resolved(operation.document, one).get("content", {})
        for status, one in sorted(operation.operation["responses"].items())
        if str(status)[0] in "23"
    ]

    assert bool(successes[0]) is (row["answer"] != "N/A")
    if row["answer"] not in ("N/A", "Yes"):
        [schema] = [one["schema"] for media, one in successes[0].items() if "json" in media]
        assert inside(operation.document, schema, row["answer"].split(".")), row["answer"]


def inside(document: Mapping[str, Any], schema: Any, names: list[str]) -> bool:
    """Whether a schema describes what these names lead to, through arrays and parts."""
    whole = resolved(document, schema)
    if not names:
        return True
    if names[0] in whole.get("properties", {}):
        return inside(document, whole["properties"][names[0]], names[1:])
    parts = [*whole.get("allOf", ()), *whole.get("oneOf", ()), *whole.get("anyOf", ())]
    parts += [whole["items"]] if "items" in whole else []
    return any(inside(document, part, names) for part in parts)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["operation"])
def test_what_reads_and_what_is_gone_is_judged_where_it_can_be(row: dict[str, str]) -> None:
    """Nothing is kept or left alone by what only reads, and only what deletes is called once more."""
    sample = SAMPLES[row["operation"]]

    if row["method"] == "GET":
        assert {"N/A"} == {row[check] for check in ("kept", "alone", "unchanged", "again")}
    assert row["again"] == "N/A" or row["method"] == "DELETE"
    assert row["alone"] == "N/A" or row["method"] == "PATCH"
    assert row["kept"] == "N/A" or sample.read
    idle = CONTRACT.rules.get(f"rest.generated.{kebab(row['operation'])}.unchanged")
    assert idle is None or idle.not_tested or sample.call.watch


def test_every_name_that_is_left_alone_exists() -> None:
    """A misspelt one would keep nothing out of what chance draws."""
    alone = {name for one in HOW["never"] for name in one["names"]}
    alone |= {name for one in HOW["call"] for name in one.get("never", ())}

    assert set() == alone - NAMES


def test_every_name_of_a_call_exists() -> None:
    """What a base sends, what is not shown and what may move are names of our documents."""
    for one in HOW["call"]:
        operation = model(one["operation"])
        places = {place.pointer[0] for place in operation.places}
        sent = {*one.get("query", {}), *one.get("body", {}), *one.get("unshown", ())}
        assert sent <= places | {"meetingId"}, one["operation"]
        assert set(one.get("moves", ())) <= NAMES


def test_no_address_of_a_base_can_be_somebody_s() -> None:
    """Whoever is invited, registered or written to cannot exist."""
    for sample in SAMPLES.values():
        told = json.dumps([sample.call.query, sample.call.body])
        for address in re.findall(r'[^"{}]*(?:\{n\})?@[^"]*', told):
            assert address.endswith(("@example.com", "@example.invalid")), sample.operation


def test_nobody_is_sent_mail() -> None:
    """Wherever an operation takes `sendEmail`, its base says no, and chance does not say otherwise."""
    for operation, sample in SAMPLES.items():
        body = sample.call.body if isinstance(sample.call.body, Mapping) else {}
        taken = any(place.pointer[-1:] == ("sendEmail",) for place in model(operation).places)
        assert "sendEmail" in sample.never
        assert not taken or "sendEmail" not in body or body["sendEmail"] is False, operation


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the data that can be edited."""
    shutil.copytree(BEHAVIOUR, tmp_path / "behaviour")
    return tmp_path / "behaviour"


def edited(folder: Path, name: str, old: str, new: str) -> list[Any]:
    """The rules after a change to a file."""
    path = folder / "generated" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return list(sample_rules(folder / "generated", folder / "errors", folder / "scopes"))


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("operations.csv", "operation,document", "document,operation", "operations.csv .* damaged head"),
        ("operations.csv", "again\n", "again\nlistAdminMeetings,x\n", "operations.csv .* row of 2 cells"),
        (
            "operations.csv",
            "\ngetAdminMeeting,",
            "\nlistAdminMeetings,",
            "operations.csv .* listAdminMeetings twice",
        ),
        (
            "operations.csv",
            "GET,/admin/meetings,",
            "PUT,/admin/meetings,",
            "listAdminMeetings, which nobody calls",
        ),
        (
            "operations.csv",
            "\nlistMeetings,",
            "\nlistings,",
            "names listMeetings, which operations.csv lacks",
        ),
        (
            "generated.toml",
            'operation = "createMeeting"',
            'operation = "makeMeeting"',
            "names makeMeeting, which",
        ),
        (
            "generated.toml",
            '"getSurvey", "listS',
            '"getPoll", "listS',
            "names getPoll, which operations.csv lacks",
        ),
        ("generated.toml", 'level = "must"', 'level = "shall"', "not valid at checks/accepted/level"),
        ("generated.toml", "[checks.again]", "[checks.anew]", "not valid at checks"),
        ("generated.toml", "query = {}", "query = { max = 7 }", "not valid at call/0/query/max"),
        ("generated.toml", "emulator = true", 'emulator = "yes"', "not valid at call/"),
        ("generated.toml", 'moves = ["visual', 'moves = ["a", "a", "visual', "not valid at call/"),
        ("generated.toml", "[[never]]", "[[ever]]", "generated.toml .* not valid"),
        ("generated.toml", "[checks.kept]", "[checks.kept", "generated.toml .* cannot be read: .*line"),
    ],
)
def test_damaged_data_is_named_by_file_and_place(
    copied: Path, name: str, old: str, new: str, problem: str
) -> None:
    """Whoever breaks our data is told where."""
    with pytest.raises(ContractError, match=problem):
        edited(copied, name, old, new)


@pytest.mark.parametrize("cell", ["yes", "no", "", "Maybe.", "items..title"])
def test_a_cell_with_something_odd_in_it_is_told(copied: Path, cell: str) -> None:
    """It is Yes, N/A or the name of a property."""
    row = "listAdminMeetings,admin_meetings,GET,/admin/meetings,Yes,"

    with pytest.raises(ContractError, match=r"operations\.csv"):
        edited(copied, "operations.csv", f"{row}items.title", f"{row}{cell}")


@pytest.mark.parametrize("name", ["operations.csv", "generated.toml"])
@pytest.mark.parametrize("content", [None, b"\xff\xfe", b""])
def test_a_missing_or_unreadable_file_is_named(copied: Path, name: str, content: bytes | None) -> None:
    """A file that is away, empty or no text is a sentence, not a traceback."""
    path = copied / "generated" / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)

    with pytest.raises(ContractError, match=re.escape(name)):
        list(sample_rules(copied / "generated", copied / "errors", copied / "scopes"))
