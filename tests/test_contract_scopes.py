"""Rules about scopes against the tables that they come from, counted independently, and damaged tables."""

from __future__ import annotations

import csv
import shutil
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from conformance import bundle
from conformance.contract import load, slug
from conformance.contract.scopes import read_calls, scope_rules, scopes_of
from conformance.emulator.grants import PLACES
from conformance.errors import ContractError

SCOPES = bundle.specs() / "behaviour" / "scopes"
RULES = [rule for rule in load().rules.values() if rule.access is not None]
LEVELS = ("user", "admin", "compliance")


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table, read without the project."""
    with (SCOPES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TABLE, GUESTS, LISTS = table("scopes.csv"), table("guest_scopes.csv"), table("scope_lists.csv")
HOW = tomllib.loads((SCOPES / "access.toml").read_text("utf-8"))
BY_CELL = {(row["operation"], level): row[level].split() for row in TABLE for level in LEVELS}
TABLED = {row["operation"] for row in TABLE}


def test_addresses_are_unique_and_name_operation_level_and_check():
    """`rest.scope.<operation>.<level>.<check>`, and the scope where several open the operation."""
    assert len(RULES) == len({rule.address for rule in RULES})
    for rule in RULES:
        access = rule.access
        prefix, root, operation, level, check, *scope = rule.address.split(".")
        assert ("rest", "scope") == (prefix, root)
        assert (slug(access.operation), access.tier, access.check) == (operation, level, check)
        assert [slug(one.partition(":")[2]) for one in access.scopes] == scope or not scope


def test_every_cell_has_its_rules():
    """A scope opens and its absence closes; N/A closes; several scopes open each alone."""
    for (operation, level), scopes in BY_CELL.items():
        found = [
            rule.access for rule in RULES if (rule.access.operation, rule.access.tier) == (operation, level)
        ]
        checks = Counter(access.check for access in found)
        if scopes == ["N/A"]:
            assert Counter({"refused": 1}) == checks, (operation, level)
            continue
        assert len(scopes) == checks["allowed"], (operation, level)
        assert 1 == checks["refused-without"]
        assert (level != "user") == checks["refused-without-role"]
        opened = {access.scopes for access in found if access.check == "allowed"}
        assert {(scope,) for scope in scopes} == opened


def test_every_guest_cell_has_its_rules():
    """A guest needs all scopes at once."""
    for row in GUESTS:
        found = [
            one.access
            for one in RULES
            if (one.access.operation, one.access.tier) == (row["operation"], "guest")
        ]
        assert {"allowed": tuple(row["guest"].split())} == {
            access.check: access.scopes for access in found if access.check == "allowed"
        }
        assert ["allowed", "refused-without"] == sorted(access.check for access in found)
    assert {row["operation"] for row in GUESTS} == {
        one.access.operation for one in RULES if one.access.tier == "guest"
    }


def test_counts_of_allowed_and_refused_by_level():
    """Counted from the tables alone."""
    lone: dict[tuple[str, str], set[str]] = {}
    names = {row["operation"].lower() for row in TABLE} | {
        one.lower() for one in (*HOW["aliases"], *HOW["families"])
    }
    for row in LISTS:
        if row["operation"].lower() not in names:
            lone.setdefault((row["operation"], row["level"]), set()).add(row["scope"])
    cells = {key: set(scopes) for key, scopes in BY_CELL.items() if scopes != ["N/A"]} | lone
    for level in LEVELS:
        mine = [rule.access for rule in RULES if rule.access.tier == level]
        allowed = sum(len(scopes) for (_, at), scopes in cells.items() if at == level)
        assert allowed == sum(access.check == "allowed" for access in mine)
        without = sum(at == level for _, at in cells)
        assert without == sum(access.check == "refused-without" for access in mine)
        missing = sum(scopes == ["N/A"] and at == level for (_, at), scopes in BY_CELL.items())
        assert missing == sum(access.check == "refused" for access in mine)


def test_what_a_token_keeps_never_opens_the_operation_at_its_level():
    """Neither the scopes that it must lack nor those of the same cell."""
    for rule in RULES:
        access = rule.access
        assert not access.kept & access.lacks, rule.address
        assert not set(access.scopes) & access.lacks or not access.opens
        if access.check in ("refused-without", "refused-read-only"):
            assert access.lacks
            assert access.kept
        if access.only_reads:
            assert all(scope.endswith("_read") for scope in access.kept)


def test_each_rule_that_can_fail_names_a_fault_of_its_own():
    """A place of the emulator, and no other rule's."""
    judged = [rule for rule in RULES if rule.not_tested is None]
    faults = Counter(fault for rule in judged for fault in rule.faults)

    for rule in judged:
        (fault,) = rule.faults
        kind, _, place = fault.partition(":")
        assert place in PLACES[kind], rule.address
        assert 1 == faults[fault], rule.address
    assert all(rule.access.conflict and not rule.faults for rule in RULES if rule.not_tested is not None)


def _listed() -> dict[tuple[str, str], set[str]]:
    """What the lists open, by operation and level, under the names of the table."""
    alias = {name.lower(): real for name, real in HOW["aliases"].items()}
    tabled = {name.lower(): name for name in TABLED}
    found: dict[tuple[str, str], set[str]] = {}
    for row in LISTS:
        name = alias.get(row["operation"].lower()) or tabled.get(row["operation"].lower()) or row["operation"]
        if row["operation"] not in HOW["families"]:
            found.setdefault((name, row["level"]), set()).add(row["scope"])
    return found


def _disagreements() -> set[tuple[str, str]]:
    """Operations and levels about which table and lists say different things."""
    listed = _listed()
    tabled = {key: set() if scopes == ["N/A"] else set(scopes) for key, scopes in BY_CELL.items()}
    return {key for key in listed.keys() | tabled.keys() if listed.get(key, set()) != tabled.get(key, set())}


def test_every_disagreement_has_a_conflict_and_every_conflict_a_disagreement():
    """What the documents say twice and differently leaves rules open, and nothing else does."""
    conflicts = load().conflicts
    opened = {
        (name, one["level"]) for one in HOW["open"] for name in one["operations"] if one["level"] != "guest"
    }
    differing = {key for key in _disagreements() if key[1] in LEVELS}

    assert differing == opened
    for one in HOW["open"]:
        readings = {reading.id for reading in conflicts[one["conflict"]].readings}
        assert {one["opened"], one["refused"]} <= readings
    assert {one["conflict"] for one in HOW["open"]} <= conflicts.keys()
    # Each entry leaves open what it names, and only that.
    for rule in RULES:
        access = rule.access
        entries = [
            one["conflict"]
            for one in HOW["open"]
            if access.operation in one["operations"]
            and access.tier == one["level"]
            and access.check in one["checks"]
            and (not one.get("scopes") or set(access.scopes) & set(one["scopes"]))
        ]
        assert entries == ([access.conflict] if access.conflict else []), rule.address


def test_every_call_belongs_to_an_operation_of_the_tables():
    """And every operation has one."""
    calls = read_calls(SCOPES)

    assert {rule.access.operation for rule in RULES} == calls.keys()
    assert all(
        call.watch for each in calls.values() for call in each if call.writes and call.spends != ("called",)
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the tables that can be damaged."""
    shutil.copytree(SCOPES, tmp_path / "scopes")
    return tmp_path / "scopes"


def _change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("scopes.csv", "resource,operation,user,admin,compliance", "resource,operation,user,admin"),
        ("scopes.csv", "resource,", "Resource,"),
        ("guest_scopes.csv", "Join a Meeting", "Join a Dance"),
        ("roles.csv", "Site admin", "Site gardener"),
        ("calls.toml", 'operation = "Get a Meeting"', 'operation = "Get a Dance"'),
        ("calls.toml", 'method = "GET"', 'method = "FETCH"'),
        ("calls.toml", 'method = "GET"', "method = 7"),
        ("calls.toml", "[[call]]", "[[call"),
        ("calls.toml", "[[call]]", "[[call]]\nunheard = 1"),
        ("access.toml", 'prefix = "rest.scope"', ""),
        ("access.toml", "[allowed]", "[allowed"),
        ("access.toml", 'level = "must"', 'level = "perhaps"'),
    ],
)
def test_damage_is_a_defect_of_the_contract(copied, name, old, new):
    """Told as such, never as a traceback of something else."""
    _change(copied, name, old, new)

    with pytest.raises(ContractError):
        list(scope_rules(copied))


@pytest.mark.parametrize("name", ["scopes.csv", "guest_scopes.csv", "scope_lists.csv", "roles.csv"])
@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"resource,operation\nx\n"])
def test_a_table_that_is_none_is_a_defect_of_the_contract(copied, name, content):
    """Empty, another table, or no text at all."""
    (copied / name).write_bytes(content)

    with pytest.raises(ContractError):
        list(scope_rules(copied))


def test_scopes_by_level():
    """Each level has its own, in the forms that the documents give them."""
    found = scopes_of(SCOPES)

    assert all(scope.startswith("meeting:admin_") for scope in found["admin"])
    assert all(scope.startswith("spark-compliance:") for scope in found["compliance"])
    assert not any(scope.startswith(("meeting:admin_", "spark-compliance:")) for scope in found["user"])
    assert not found["user"] & found["admin"]
