"""What answers to updates must show, and the states in which the reference says that a property applies."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance import bundle
from conformance.contract import Rule, Schemas
from conformance.contract.response import response_rules
from conformance.contract.stories import read_cast
from conformance.contract.tables import availability_rules
from conformance.errors import ContractError
from tests.openapi_reading import UPDATE_RESPONSE

BEHAVIOUR = bundle.specs() / "behaviour"
CAST = read_cast(BEHAVIOUR / "cast.toml")
RULES = list(response_rules(BEHAVIOUR / "update", CAST))
PREFIX = "rest.update.response."
NAMES = [rule.address.removeprefix(PREFIX) for rule in RULES]
APPLIES = list(availability_rules(BEHAVIOUR / "response", "applies.toml"))
SCHEMAS = Schemas(bundle.specs() / "openapi" / "meetings.yaml")

OF_OTHER_SOURCES = {
    "scheduledMeetingId",
    "registerLink",
    *(
        f"has{what}"
        for what in ("Chat", "Recording", "Transcription", "Summary", "ClosedCaption", "Polls", "QA")
    ),
    *(f"has{what}" for what in ("Slido", "Registration", "Registrants", "PostEventSurvey")),
    "enabledLiveStream",
    "liveStream",
    "registration.enabledRegistrationId",
}
"""What the reference neither lists nor shows in its example."""


def rows_under(name: str) -> set[str]:
    """The rows of a property or of its members."""
    return {row for row in NAMES if row == name or row.startswith(f"{name}.")}


def described(schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """The ends of a component; a link is one, since its schema wants all of its members."""
    schemas = SCHEMAS.document["components"]["schemas"]
    name = schema.get("$ref", "").rpartition("/")[2]
    if name == "HateoasLink" or path in OF_OTHER_SOURCES:
        yield path
        return
    if name:
        yield from described(schemas[name], path)
    elif "items" in schema:
        yield from described(schema["items"], path)
    elif "properties" in schema:
        for member, inner in schema["properties"].items():
            yield from described(inner, f"{path}.{member}" if path else member)
    else:
        yield path


def test_every_property_of_the_reference_is_a_row() -> None:
    """Groups by their members, links as a whole."""
    names = {name.replace("[]", "") for name in UPDATE_RESPONSE if "links[]" not in name}
    groups = {name.rpartition(".")[0] for name in names}

    assert set(NAMES) == names - groups - {
        "registration.customizedQuestions.options",
        "telephony.callInNumbers",
    }


def test_every_property_of_our_schema_is_a_row_or_of_another_source() -> None:
    """Series and scheduled meetings share one schema, so that its ends are all there is."""
    assert set(NAMES) | OF_OTHER_SOURCES == set(described({"$ref": "#/components/schemas/Meeting"}))
    assert set() == set(NAMES) & OF_OTHER_SOURCES


def test_addresses_and_faults_are_unique() -> None:
    """No address begins with another, and each told rule has a fault of its own."""
    assert {1} == set(Counter(rule.address for rule in RULES).values())
    assert [] == [name for name in NAMES if rows_under(name) != {name}]
    assert {(f"answer-drops:{name}",) for name in NAMES} - {("answer-drops:roomId",)} == {
        rule.faults for rule in RULES if rule.told
    }


def test_one_update_of_a_meeting_serves_all_of_its_rows() -> None:
    """Stories of one key are the same but for what is looked for, and each key is of one meeting."""
    stories: dict[str | None, set[tuple[Any, ...]]] = {}
    for rule in RULES:
        if rule.told is not None:
            (step,) = rule.told.steps
            same = (
                rule.told.subject,
                step.do,
                step.to,
                str(step.send),
                step.outcome,
                step.answer,
                rule.told.methods,
            )
            stories.setdefault(rule.told.share, set()).add(same)

    assert None not in stories
    assert {1} == {len(each) for each in stories.values()}
    assert len(stories) == len({next(iter(each))[:3] for each in stories.values()})
    assert {("PATCH", "PUT")} == {next(iter(each))[-1] for each in stories.values()}


def test_every_row_names_a_property_that_our_schema_describes() -> None:
    """What is looked for is held against the schema of that very property."""
    for rule, name in zip(RULES, NAMES, strict=True):
        if rule.told is not None:
            (expected,) = rule.told.steps[0].expect
            component = "MeetingSeries" if rule.told.steps[0].to == "series" else "ScheduledMeeting"
            assert (name, "fits", f"{component}.{name}") == (expected.at, expected.how, expected.value)
            SCHEMAS.path_errors(component, name, None)


def test_what_a_row_looks_for_is_given_at_creation() -> None:
    """A property that only some meetings have is looked for on one that was created with it."""
    given = ("registration", "integrationTags", "simultaneousInterpretation", "trackingCodes", "recurrence")
    for rule in RULES:
        name = rule.address.removeprefix(PREFIX).partition(".")[0]
        if rule.told is not None and name in given:
            assert name in CAST[rule.told.subject or ""].body, rule.address


def test_questions_of_a_form_carry_what_is_looked_for_in_each_of_them() -> None:
    """A path through an array leads to every item, so no question may be without what a row asks for."""
    words = CAST["registered-in-words"].body["registration"]
    choices = CAST["registered-with-choices"].body["registration"]["customizedQuestions"]

    assert [True, True] == [
        {"maxLength", "rules", "required"} <= each.keys() for each in words["customizedQuestions"]
    ]
    assert all(
        {"condition", "value", "result", "matchCase", "order"} <= each.keys() for each in words["rules"]
    )
    assert {"checkbox", "dropdownList", "radioButtons"} == {
        each["type"] for each in choices if each["options"]
    }


def test_what_cannot_be_updated_says_so() -> None:
    """Only a meeting of a space has a room."""
    (untold,) = (rule for rule in RULES if rule.told is None)

    assert f"{PREFIX}roomId" == untold.address
    assert untold.not_tested is not None
    assert () == untold.faults


def test_rules_cite_the_place_of_their_property() -> None:
    """The heading and the property; what the list lacks is in the example."""
    sections = {rule.address.removeprefix(PREFIX): rule.section for rule in RULES}

    assert "Response Properties, registration.rules.order" == sections["registration.rules.order"]
    assert "Response example" == sections["isModified"]


def test_texts_can_be_read() -> None:
    """They name the meeting and the property."""
    texts = {rule.address.removeprefix(PREFIX): rule.text for rule in RULES}

    assert (
        "The answer to an update of a scheduled meeting that is ready shows hostDidJoin with its documented "
        "type and form." == texts["hostDidJoin"]
    )
    assert [] == [text for text in texts.values() if not 20 <= len(text) <= 300 or "{" in text]


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("response.csv", "property,", "name,", "response.csv of the contract has a damaged head"),
        (
            "response.csv",
            "id,one-off,series,must",
            "id,one-off,series",
            r"response.csv .* row of 3 cells: \['id'\]",
        ),
        ("response.csv", "id,one-off", ",one-off", "a row without a property: its name is missing."),
        (
            "response.csv",
            "id,one-off",
            "id,nobody",
            "response.csv of the contract, id: the cast has no nobody.",
        ),
        ("response.csv", "series,must", "series,shall", "id: 'shall' is no level."),
        ("response.csv", "series,must", "last,must", "id: 'last' is neither series nor a number."),
        (
            "response.csv",
            "series,must",
            "7,must",
            "response.toml of the contract does not say what one-off.7 is",
        ),
        ("response.toml", "roomId =", "room =", "response.toml of the contract: there is no row room."),
        (
            "response.toml",
            "isModified =",
            "modified =",
            "response.toml of the contract: there is no row modified.",
        ),
        ("response.toml", "prefix =", "start =", "response.toml of the contract is not valid"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, file: str, old: str, new: str, problem: str) -> None:
    """File, row and what is wrong with it."""
    folder = tmp_path / "update"
    shutil.copytree(BEHAVIOUR / "update", folder)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(ContractError, match=problem):
        list(response_rules(folder, CAST))


def cell(rule: Rule) -> tuple[str, str]:
    """Where a rule's cell is and what it says."""
    assert rule.cell is not None
    return f"{rule.cell.type}.{rule.cell.state}", rule.cell.documented


def test_who_joined_is_told_of_what_is_or_can_be_joined() -> None:
    """Ten situations for each property; the reference names three in which they apply."""
    yes = {"meetingSeries.inProgress", "scheduledMeeting.ready", "meeting.inProgress"}
    for name in ("hostDidJoin", "attendeeDidJoin"):
        cells = dict(cell(rule) for rule in APPLIES if rule.address.endswith(f".{name}"))
        assert 10 == len(cells)
        assert yes == {place for place, word in cells.items() if word == "Yes"}
        assert {"meeting.lobby"} == {place for place, word in cells.items() if word == "N/A"}
    assert 20 == len(APPLIES)


def test_a_cell_is_judged_as_those_of_the_tables() -> None:
    """Same situation, same kinds of fault; neither property depends on anything."""
    (rule,) = (one for one in APPLIES if one.address == "rest.response.applies.meeting.ended.hostDidJoin")

    assert rule.cell is not None
    assert ("meeting.ended", None) == (rule.situation, rule.cell.depends)
    assert ("attribute-leaked:meeting.ended.hostDidJoin",) == rule.faults
    assert "A meeting that is ended does not show hostDidJoin when it is read." == rule.text


def test_the_tables_of_the_guide_do_not_judge_the_same() -> None:
    """No attribute is judged twice."""
    listed = {rule.cell.attribute for rule in availability_rules(BEHAVIOUR / "availability") if rule.cell}

    assert set() == listed & {rule.cell.attribute for rule in APPLIES if rule.cell}


def test_the_open_cells_name_their_conflict() -> None:
    """What promises nothing is recorded as a reading of it."""
    reasons = {rule.not_tested for rule in APPLIES if rule.cell and rule.cell.documented == "N/A"}

    assert all("who-joined-in-the-lobby" in (reason or "") for reason in reasons)
    assert 'id = "who-joined-in-the-lobby"' in (BEHAVIOUR / "conflicts.toml").read_text("utf-8")


@pytest.mark.parametrize("column", ["meetingSeries", "meetingSeries.", ".active"])
def test_a_column_without_a_type_or_state_is_named(tmp_path: Path, column: str) -> None:
    """Where a table has no type of its own, each column has one."""
    folder = tmp_path / "response"
    shutil.copytree(BEHAVIOUR / "response", folder)
    table = folder / "applies.csv"
    table.write_text(table.read_text("utf-8").replace("meetingSeries.active", column, 1), "utf-8")

    with pytest.raises(ContractError, match=r"applies.csv of the contract has a column .* without a type"):
        list(availability_rules(folder, "applies.toml"))
