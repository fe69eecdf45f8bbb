"""Rules about errors: every operation of every document, each kind of mistake, and damaged data."""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest
import yaml

from conformance import bundle
from conformance.contract import Rule, load, slug
from conformance.contract.error_rules import error_rules
from conformance.contract.misuse import KINDS
from conformance.contract.rows import records
from conformance.errors import ContractError

RULES = [rule for rule in load().rules.values() if rule.misuse is not None]
BEHAVIOUR = bundle.specs() / "behaviour"
OTHER_FILES = {"preferences_2020.yaml", "guests.yaml"}
"""Another edition, and what is no part of the meetings API."""


@cache
def documented() -> dict[tuple[str, str], bool]:
    """Method and path, with `{}` for each id, of every operation of our OpenAPI files: has it a body."""
    found = {}
    for path in sorted((bundle.specs() / "openapi").glob("*.yaml")):
        paths = yaml.safe_load(path.read_text("utf-8")).get("paths", {})
        if path.name not in OTHER_FILES:
            found |= {
                (method.upper(), re.sub(r"\{\w+\}", "{}", name)): "requestBody" in operation
                for name, item in paths.items()
                for method, operation in item.items()
                if method in ("get", "post", "put", "patch", "delete")
            }
    return found


def tried(*kinds: str) -> set[tuple[str, str]]:
    """Method and path of everything that rules of these kinds try or leave out."""
    return {
        (probe.method, re.sub(r"\{\w+\}", "{}", probe.path))
        for rule in RULES
        if rule.misuse is not None and rule.misuse.kind in kinds
        for probe in rule.misuse.probes
    }


@pytest.mark.parametrize("kind", ["no-token", "broken-token", "method", "tracking"])
def test_every_documented_operation_is_tried(kind: str) -> None:
    """Nothing that an OpenAPI file of ours describes is left out, and nothing else is tried."""
    assert set(documented()) == tried(kind)


@pytest.mark.parametrize("kind", ["media", "not-json"])
def test_every_operation_with_a_required_body_gets_a_wrong_one(kind: str) -> None:
    """Who takes a body gets a form, and half an object; optional bodies are the exception."""
    optional = {("POST", "/meetings/{}/end"), ("DELETE", "/recordings/{}")}

    assert {one for one, has_body in documented().items() if has_body} - tried(kind) == optional
    assert not {one for one in tried(kind) if not documented()[one]}


def test_every_path_with_an_id_is_tried_without_such_an_object() -> None:
    """An id in the path is enough; those in queries and bodies are named by hand."""
    with_ids = {one for one in documented() if "{}" in one[1]}

    assert with_ids <= tried("unknown-id")
    assert len(tried("unknown-id") - with_ids) == 21


def test_addresses_are_operation_and_kind() -> None:
    """Each address says what is called and what is wrong with it; each operation has the basic kinds."""
    kinds = defaultdict(set)
    for rule in RULES:
        misuse = rule.misuse
        assert misuse is not None
        if misuse.kind == "throttled":
            assert rule.address == "rest.errors.throttled"
            continue
        assert rule.address == f"rest.errors.{slug(misuse.operation)}.{misuse.kind}"
        kinds[misuse.operation].add(misuse.kind)
    assert all({"no-token", "broken-token", "method", "tracking"} <= each for each in kinds.values())
    assert {"throttled"} == {rule.misuse.kind for rule in RULES if rule.misuse} - set(KINDS)


def test_only_what_a_document_states_for_sure_fails_a_target() -> None:
    """Statuses of the list that hangs on every operation are recommendations; parsing is our reading."""
    firm = {
        rule.address for rule in RULES if rule.can_fail_a_target and rule.misuse and rule.misuse.status == 404
    }
    weights = {
        rule.misuse.kind: (rule.level, rule.provenance)
        for rule in RULES
        if rule.misuse and rule.address not in firm
    }

    assert firm == {
        "rest.errors.get-a-meeting.unknown-id",
        "rest.errors.delete-a-meeting.unknown-id",
        "rest.errors.delete-a-meeting-invitee.unknown-id",
    }
    assert weights == {
        "no-token": ("must", "documented"),
        "broken-token": ("must", "documented"),
        "unknown-id": ("should", "documented"),
        "method": ("should", "documented"),
        "media": ("should", "documented"),
        "not-json": ("should", "inferred"),
        "tracking": ("should", "documented"),
        "throttled": ("must", "documented"),
    }


def test_each_rule_that_is_judged_has_a_fault_of_its_own() -> None:
    """One fault breaks one rule; what is left out says why and has none."""
    faults = Counter(fault for rule in RULES for fault in rule.faults)

    assert {1} == set(faults.values())
    assert all(bool(rule.faults) is (rule.not_tested is None) for rule in RULES)
    assert all(len(rule.not_tested or "x" * 20) >= 20 for rule in RULES)


def test_preferences_are_never_written_by_anybody_known() -> None:
    """No call that needs a working token writes preferences, and the others name nobody and say nothing."""
    for rule in RULES:
        misuse = rule.misuse
        assert misuse is not None
        for probe in misuse.probes:
            if "Preferences" in probe.path and probe.method != "GET" and misuse.kind != "method":
                assert rule.not_tested or not misuse.needs_token, rule.address
                assert probe.body == []
                assert "admin" in probe.path or probe.query["userEmail"] == "nobody@example.invalid"


def test_other_methods_are_none_of_the_path() -> None:
    """The method that must be refused is not one that the path has."""
    offered = defaultdict(set)
    for method, path in documented():
        offered[path].add(method)
    for rule in RULES:
        misuse = rule.misuse
        assert misuse is not None
        assert bool(misuse.other) is (misuse.kind == "method")
        for probe in misuse.probes:
            assert misuse.other not in offered[re.sub(r"\{\w+\}", "{}", probe.path)]


def test_levels_are_those_of_the_table_of_scopes() -> None:
    """Whose token opens an operation follows from the first column that has a scope for it."""
    columns = ("resource", "operation", "user", "admin", "compliance")
    table = {
        row["operation"]: next(level for level in columns[2:] if row[level] != "N/A")
        for row in records(BEHAVIOUR / "scopes" / "scopes.csv", columns)
    }
    ours = {rule.misuse.operation: rule.misuse.tier for rule in RULES if rule.misuse}

    assert {} == {name: tier for name, tier in table.items() if ours[name] != tier}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the data, to be damaged."""
    for name in ("errors", "scopes"):
        shutil.copytree(BEHAVIOUR / name, tmp_path / name)
    return tmp_path


def broken(folder: Path, file: str, old: str, new: str) -> list[Rule]:
    """The rules of data with one defect."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return list(error_rules(folder / "errors", folder / "scopes"))


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("errors/errors.toml", '"Reassign Meetings', '"Resign Meetings', "Resign .*, which nobody calls"),
        ("errors/errors.toml", '"Join a Meeting"', '"Quit a Meeting"', "Quit a Meeting, which nobody calls"),
        ("errors/errors.toml", '["Create a Meeting"]', '["Make One"]', "Make One, which nobody calls"),
        ("errors/errors.toml", 'operation = "List Meetings"', 'operation = "Nap"', "Nap, which nobody calls"),
        ("errors/errors.toml", '    "Update Audio Options",\n', "", "does not say what Update Audio Options"),
        ("errors/errors.toml", "status = 401", "status = 200", "errors.toml .* not valid at kinds/no-token"),
        ("errors/errors.toml", "[kinds.media]", "[kinds.medium]", "errors.toml .* not valid at kinds"),
        ("errors/errors.toml", "body = []", "body = [1]", "errors.toml .* not valid at instead/1/body"),
        ("errors/errors.toml", '["media"', '["mud"', "errors.toml .* not valid at leave/0/kinds"),
        ("errors/errors.toml", "source =", "= source", "errors.toml .* cannot be read"),
        ("errors/errors.toml", "firm = [", "infirm = [", "errors.toml .* not valid at named"),
        ("errors/calls_beside.toml", '"End a Meeting"', '"Get a Meeting"', "has Get a Meeting, which calls"),
        ("errors/calls_beside.toml", '"POST"', '"SEND"', "calls_beside.toml .* not valid at call"),
        ("errors/calls_beside.toml", 'path = "/', 'path = "', "calls_beside.toml .* not valid at call"),
    ],
)
def test_a_defect_is_named_by_file_and_place(
    copied: Path, file: str, old: str, new: str, problem: str
) -> None:
    """Whoever breaks our data is told where."""
    with pytest.raises(ContractError, match=problem):
        broken(copied, file, old, new)


@pytest.mark.parametrize("name", ["errors/errors.toml", "errors/calls_beside.toml", "scopes/calls.toml"])
def test_a_missing_file_is_named(copied: Path, name: str) -> None:
    """A file that is away is a sentence, not a traceback."""
    (copied / name).unlink()

    with pytest.raises(ContractError, match=Path(name).name):
        list(error_rules(copied / "errors", copied / "scopes"))
