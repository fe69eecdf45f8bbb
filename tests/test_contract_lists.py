"""Rules about lists: every list of every document, each relation that its parameters promise."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance import bundle
from conformance.contract import Rule, load, slug
from conformance.contract.list_rules import list_rules
from conformance.emulator.faults import Faults
from conformance.errors import ContractError
from conformance.proof.batches import batches

RULES = [rule for rule in load().rules.values() if rule.is_under("rest.lists")]
JUDGED = [rule for rule in RULES if rule.listing is not None]
BEHAVIOUR = bundle.specs() / "behaviour"
OPENAPI = bundle.specs() / "openapi"
NO_FILTERS = {
    *("max", "offset", "hostEmail", "locale", "siteUrl", "current", "breakoutSessionId"),
    *("hasChat", "hasRecording", "hasTranscription", "hasSummary", "hasClosedCaption", "hasPolls", "hasQA"),
    *("hasSlido", "meetingType", "meetingNumber", "webLink", "roomId", "meetingSeriesId", "integrationTag"),
}
"""Parameters that are no filters, or that items do not show."""
WINDOWED = {"from", "to", "registrationTimeFrom", "registrationTimeTo", "joinTimeFrom", "joinTimeTo"} | {
    "meetingStartTimeFrom",
    "meetingStartTimeTo",
}


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((OPENAPI / name).read_text("utf-8"))


def _found(value: Any, name: str) -> tuple[Any, str]:
    """What a reference leads to, and the file where it is."""
    while isinstance(value, dict) and "$ref" in value:
        file, _, pointer = value["$ref"].partition("#/")
        name = file or name
        value = _read(name)
        for word in pointer.split("/"):
            value = value[word.replace("~1", "/")]
    return value, name


@cache
def documented() -> dict[str, dict[str, Any]]:
    """Query parameters by name of every list of our OpenAPI files, by path with `{}` for each id."""
    found = {}
    for file in sorted(OPENAPI.glob("*.yaml")):
        if file.name == "preferences_2020.yaml":
            continue
        for path, item in _read(file.name).get("paths", {}).items():
            answer, where = _found(item.get("get", {}).get("responses", {}).get("200", {}), file.name)
            media = answer.get("content", {}).get("application/json", {}).get("schema", {})
            schema, _ = _found(media, where)
            if "items" not in schema.get("properties", {}):
                continue
            parameters = [
                _found(one, file.name)[0]
                for one in (*item.get("parameters", ()), *item["get"].get("parameters", ()))
            ]
            query = {one["name"]: one for one in parameters if one["in"] == "query"}
            found[re.sub(r"\{\w+\}", "{}", path)] = query
    return found


def path_of(rule: Rule) -> str:
    """The path that a rule reads, with `{}` for each id."""
    assert rule.listing is not None
    return re.sub(r"\{\w+\}", "{}", rule.listing.path)


def test_every_documented_list_is_read() -> None:
    """Whatever has a largest page is read page by page, and with the largest page that it has."""
    judged = {path_of(rule): rule.listing.largest for rule in JUDGED if rule.listing}
    paged = {path: query["max"]["schema"] for path, query in documented().items() if "max" in query}

    assert {"/webhooks", "/people"} == paged.keys() - judged.keys()
    assert {"/meetings/templates"} == judged.keys() - paged.keys()
    assert {path: schema.get("maximum", 100) for path, schema in paged.items() if path in judged} == {
        path: largest for path, largest in judged.items() if largest
    }


def test_every_parameter_of_a_reading_is_documented() -> None:
    """Neither filters nor windows nor what each reading asks for is made up."""
    for rule in JUDGED:
        listing = rule.listing
        assert listing is not None
        query = documented()[path_of(rule)]
        asked = {*listing.query, *(one.parameter for one in listing.filters)}
        if listing.window is not None:
            asked |= {listing.window.begins, listing.window.ends}
        assert set() == asked - query.keys(), rule.address


def test_no_filter_and_no_window_is_forgotten() -> None:
    """Each optional parameter is a filter that is tried, a side of a window, or known to be neither."""
    tried: dict[str, set[str]] = {}
    for rule in JUDGED:
        listing = rule.listing
        assert listing is not None
        names = tried.setdefault(path_of(rule), set())
        names |= {*listing.query, *(one.parameter for one in listing.filters)}
        names |= {listing.window.begins, listing.window.ends} if listing.window else set()

    open_ = {
        (path, name)
        for path, names in tried.items()
        for name, one in documented()[path].items()
        if not one.get("required") and name not in names | NO_FILTERS
    }
    sides = ("meetingStartTimeFrom", "meetingStartTimeTo")
    of_meetings = {("/meetingParticipants", name) for name in sides}
    of_surveys = {("/meetings/{}/surveyResults", name) for name in sides}
    assert of_meetings | of_surveys == open_


def test_addresses_are_operation_and_relation() -> None:
    """Each address says which list is read and what is compared."""
    for rule in JUDGED:
        assert rule.listing is not None
        assert f"rest.lists.{slug(rule.listing.operation)}.{rule.listing.relation}" == rule.address
    assert {"pages", "max", "filters", "window"} == {rule.listing.relation for rule in JUDGED if rule.listing}


def test_only_what_a_document_states_for_sure_fails_a_target() -> None:
    """That pages add up is what the word means; how large they are, and where windows end, is written."""
    weights: dict[str, set[tuple[str, str]]] = {}
    for rule in JUDGED:
        assert rule.listing is not None
        weights.setdefault(rule.listing.relation, set()).add((rule.level, rule.provenance))

    assert weights == {
        "pages": {("should", "inferred")},
        "max": {("must", "documented"), ("should", "documented")},
        "filters": {("should", "inferred")},
        "window": {("must", "documented"), ("should", "documented"), ("should", "inferred")},
    }


def test_each_rule_that_is_judged_has_faults_of_its_own() -> None:
    """One fault breaks one rule, and the emulator has it; what is left out says why and has none."""
    faults = Counter(fault for rule in RULES for fault in rule.faults)

    assert {1} == set(faults.values())
    assert list(faults) == list(Faults.of(list(faults)).active)
    assert all(bool(rule.faults) is (rule.not_tested is None) for rule in RULES)
    assert all((rule.listing is None) is (rule.not_tested is not None) for rule in RULES)


def test_faults_of_lists_are_tried_on_lists_alone() -> None:
    """Whoever reads a list to see something else must not stumble over them."""
    others = load().select(["rest.errors.get-a-meeting", "rest.update.rule-1"])
    ours = {rule.address for rule in JUDGED}

    for batch in batches([*others, *RULES]):
        spoilt = [fault.startswith("list-slips:") for fault in batch.faults]
        assert any(spoilt) is all(spoilt)
        assert ours == set(batch.scope) if any(spoilt) else not ours & set(batch.must_fail)
        assert all(spoilt) or not ours & set(batch.scope)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the data, to be damaged."""
    for name in ("errors", "scopes"):
        shutil.copytree(BEHAVIOUR / name, tmp_path / name)
    shutil.copy(BEHAVIOUR / "lists.toml", tmp_path)
    return tmp_path


def rules(folder: Path) -> list[Rule]:
    """The rules of a folder."""
    return list(list_rules(folder / "lists.toml", folder / "errors", folder / "scopes"))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"List Meeting Chats"', '"List Meeting Cats"', "names List Meeting Cats, which nobody calls"),
        ('"List Meeting Chats"', '"List Recordings"', "has List Recordings twice"),
        ("source =", "= source", "lists.toml .* cannot be read"),
        ("[relations.max]", "[relations.most]", "lists.toml .* not valid at relations"),
        ('needs = "planned"', 'needs = "luck"', "lists.toml .* not valid at list/0/needs"),
        ('how = "has"', 'how = "had"', "lists.toml .* not valid at list/0/filters/0/how"),
        ('first = "{now+190}"', 'first = "soon"', "lists.toml .* not valid at list/0/window/first"),
        ("largest = 100", "largest = 0", "lists.toml .* not valid at list/0/largest"),
        ('relations = ["window"]', 'relations = ["door"]', "lists.toml .* not valid at list/14/leave"),
    ],
)
def test_a_defect_is_named_by_file_and_place(copied: Path, old: str, new: str, problem: str) -> None:
    """Whoever breaks our data is told where."""
    path = copied / "lists.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(ContractError, match=problem):
        rules(copied)


@pytest.mark.parametrize("name", ["lists.toml", "errors/errors.toml", "scopes/calls.toml"])
def test_a_missing_file_is_named(copied: Path, name: str) -> None:
    """A file that is away is a sentence, not a traceback."""
    (copied / name).unlink()

    with pytest.raises(ContractError, match=Path(name).name):
        rules(copied)
