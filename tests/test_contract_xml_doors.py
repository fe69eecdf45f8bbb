"""The table of field pairs against the documents of both doors, and what its rows become."""

from __future__ import annotations

import csv
import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance import bundle
from conformance.clients.xml_building import request_xml
from conformance.contract.openapi import Schemas
from conformance.contract.xml_doors import door_rules, read_pairs
from conformance.contract.xml_story import XmlStep
from conformance.contract.xsd import EDITIONS, Side, XmlSchemas
from conformance.emulator.faults import Faults
from conformance.errors import ContractError

FOLDER = bundle.specs() / "behaviour" / "xml"
RULES = {rule.address: rule for rule in door_rules(FOLDER)}
PAIRS = {pair.field: pair for pair in read_pairs(FOLDER / "doors.csv")}
HOW = tomllib.loads((FOLDER / "doors.toml").read_text("utf-8"))
MEETINGS = Schemas(bundle.specs() / "openapi" / "meetings.yaml")
XSDS = XmlSchemas(bundle.specs() / "xsd")
PLACES = {
    "marker": "cnf-1",
    "key": "2612345678",
    "start": "03/05/2031 10:00:00",
    "start+90m": "03/05/2031 11:30:00",
    "start.iso": "2031-03-05T10:00:00+08:00",
    "start+75m.iso": "2031-03-05T11:15:00+08:00",
    "start+90m.iso": "2031-03-05T11:30:00+08:00",
    "start+195m.iso": "2031-03-05T13:15:00+08:00",
}


def filled(value: Any) -> Any:
    """A value with its places filled in."""
    match value:
        case dict():
            return {name: filled(inner) for name, inner in value.items()}
        case list():
            return [filled(inner) for inner in value]
        case str():
            return re.sub(r"\{([^{}]+)\}", lambda hit: PLACES[hit[1]], value)
    return value


def steps(do: str) -> Iterator[XmlStep]:
    """The different steps that do something."""
    found = {str(step): step for rule in RULES.values() for step in rule.xml.steps if step.do == do}
    yield from found.values()


def test_every_pair_has_a_rule_in_each_of_its_directions():
    """`xml.doors.<field>.<direction>`, and three about a meeting as a whole."""
    expected = {f"xml.doors.{pair.field}.{way}" for pair in PAIRS.values() for way in pair.directions}
    whole = {
        "xml.doors.list.rest-to-xml",
        "xml.doors.delete.rest-to-xml",
        "xml.doors.delete.xml-to-rest",
    }
    assert expected | whole == RULES.keys()
    assert not expected & whole


def test_they_only_advise_and_hold_in_every_edition():
    """No document says it in so many words."""
    for rule in RULES.values():
        assert not rule.can_fail_a_target
        assert rule.editions == EDITIONS
        assert 20 <= len(rule.text) <= 300


def test_each_rule_has_a_deviation_of_its_own():
    """The emulator knows all of them."""
    faults = [fault for rule in RULES.values() for fault in rule.faults]
    assert len(faults) == len(set(faults)) == len(RULES)
    Faults.of(faults)


def test_rest_has_every_property():
    """What is read is described by our document of the meetings resource."""
    for pair in PAIRS.values():
        name, _, inner = pair.rest.path.partition(".")
        component = "Meeting" if pair.field != "attendee" else "CreateMeeting"
        assert MEETINGS.has_property(component, name), pair.field
        group = {"meetingOptions": "MeetingOptions", "attendeePrivileges": "AttendeePrivileges"}.get(name)
        assert not group or MEETINGS.has_property(group, inner)


def test_bodies_of_rest_are_valid():
    """They fit the bodies of Create and Patch a Meeting."""
    for do, component in (("rest.create", "CreateMeeting"), ("rest.update", "PatchMeeting")):
        for step in steps(do):
            assert MEETINGS.errors(component, filled(step.send)) == []


@pytest.mark.parametrize("edition", [EDITIONS[0], EDITIONS[-1]])
@pytest.mark.parametrize("operation", ["CreateMeeting", "SetMeeting", "GetMeeting", "DelMeeting"])
def test_requests_of_xml_are_valid_and_in_order(operation, edition):
    """They fit the schema of the first and of the last edition, the order of elements included."""
    found = list(steps(f"meeting.{operation}"))
    assert found
    for step in found:
        document = request_xml(step.do, filled(step.send))
        findings = XSDS.edition(edition).findings(document, Side.REQUEST)
        assert (findings.content, findings.newer, findings.order) == ((), (), ())


def test_xml_has_every_element():
    """What is read is described by the type of GetMeeting's answer."""
    model = XSDS.edition(EDITIONS[0]).type_model(
        "{http://www.webex.com/schemas/2002/06/service/meeting}getMeetingResponse"
    )
    for pair in PAIRS.values():
        kind = model
        for name in pair.xml.path.split("/"):
            children = {each.local_name: each for each in kind.content.iter_elements()}
            assert name in children, pair.field
            kind = children[name].type


def test_few_meetings_serve_all_rules():
    """Rules of one direction differ in what they expect, not in what they do."""
    made = {str(step) for do in ("rest.create", "meeting.CreateMeeting") for step in steps(do)}
    assert len(made) <= 20
    told = {str([replace(step, expect=()) for step in rule.xml.steps]) for rule in RULES.values()}
    assert len(told) <= 25


def test_what_is_made_carries_the_marker():
    """So that the guard lets it through and cleaning up knows it."""
    for step in steps("rest.create"):
        assert step.send["title"].startswith("{marker} ")
        assert step.send["sendEmail"] is False
    for step in steps("meeting.CreateMeeting"):
        assert step.send["metaData"]["confName"].startswith("{marker} ")


def test_updates_name_what_the_run_made():
    """By id in REST and by key in XML, as the steps before have kept them."""
    for rule in RULES.values():
        kept: set[str] = set()
        for step in rule.xml.steps:
            if step.do in ("rest.update", "rest.delete"):
                assert step.to == "{id}"
                assert "id" in kept
            if step.do in ("meeting.SetMeeting", "meeting.DelMeeting"):
                assert "{key}" in (step.send.get("meetingkey"), step.send.get("meetingKey"))
                assert "key" in kept
            kept |= step.keep.keys()


def test_second_values_differ():
    """An update to what was there already would show nothing."""
    for pair in PAIRS.values():
        if pair.update:
            assert pair.rest.expected(pair.rest.first) != pair.rest.expected(pair.rest.second)
            assert pair.xml.expected(pair.xml.first) != pair.xml.expected(pair.xml.second)


def test_open_forms_follow_readings_of_their_conflict():
    """Each reading that a target may follow is one of the conflict, and the other way round."""
    conflicts = tomllib.loads((FOLDER / "conflicts_doors.toml").read_text("utf-8"))["conflict"]
    known = {one["id"]: {reading["id"] for reading in one["readings"]} for one in conflicts}
    assert known == {one["conflict"]: set(one["readings"]) for one in HOW["open"]}
    for one in HOW["open"]:
        story = RULES[f"xml.doors.{one['field']}.{one['direction']}"].xml
        assert story.conflict == one["conflict"]
        assert {each.follows for each in story.steps[-1].expect} == set(one["readings"])


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("FREQ=DAILY;INTERVAL=2;COUNT=3", True),
        ("COUNT=3;WKST=MO;INTERVAL=2;FREQ=DAILY", True),
        ("FREQ=DAILY;INTERVAL=20;COUNT=3", False),
        ("FREQ=DAILY;INTERVAL=2", False),
        ("FREQ=DAILY;COUNT=3;XINTERVAL=2", False),
    ],
)
def test_recurrence_rules_are_compared_part_by_part(text, fits):
    """Their order does not matter, and further parts do no harm."""
    (seen,) = RULES["xml.doors.recurrence.xml-to-rest"].xml.steps[-1].expect
    assert (re.fullmatch(seen.value, text) is not None) is fits


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the two files."""
    for name in ("doors.csv", "doors.toml"):
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


DAMAGES = {
    "unknown set": ("title", "set", "sometimes"),
    "unknown comparison": ("title", "rest_how", "like"),
    "unknown direction": ("title", "directions", "rest-to-rest"),
    "nothing sent": ("title", "xml_first", ""),
    "no second value": ("title", "rest_second", ""),
    "no update": ("title", "update", ""),
    "updated without a value": ("video", "directions", "rest-update-to-xml"),
    "updated though never sent": ("title", "set", "never"),
    "value elsewhere": ("recurrence", "xml_first", '{"remind": {}}'),
    "twice": ("title", "field", "agenda"),
    "no name": ("title", "field", ""),
    "strange name": ("title", "field", "Title.x"),
    "not in the head": ("title", "field", "heading"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_rows_are_refused(folder, damage):
    """A row must say what it needs to, and the other file name rows that are there."""
    field, column, cell = DAMAGES[damage]
    with (folder / "doors.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["field"] == field:
            row[column] = cell
    with (folder / "doors.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(ContractError):
        list(door_rules(folder))


def test_a_damaged_head_is_refused(folder):
    """The file about the table has a schema of its own."""
    path = folder / "doors.toml"
    path.write_text(path.read_text("utf-8").replace('level = "should"', 'level = "perhaps"'), "utf-8")
    with pytest.raises(ContractError):
        list(door_rules(folder))
