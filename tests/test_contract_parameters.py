"""The table of body parameters is whole, and each of its rules can be proven apart from the others."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from conformance import bundle
from conformance.contract import Rule, Schemas
from conformance.contract.parameters import parameter_rules, shape
from conformance.contract.response import response_rules
from conformance.contract.stories import read_cast
from conformance.contract.story import Step, Story, Subject
from conformance.errors import ContractError
from tests.openapi_reading import UPDATE_REQUEST

BEHAVIOUR = bundle.specs() / "behaviour"
CAST = read_cast(BEHAVIOUR / "cast.toml")
RULES = list(parameter_rules(BEHAVIOUR / "update", CAST))
ANSWERS = list(response_rules(BEHAVIOUR / "update", CAST))
TOLD = [(rule, rule.told) for rule in RULES if rule.told is not None]

ELSEWHERE = {
    "start": "a moment, told in stories of their own",
    "end": "a moment, told in stories of their own",
    "timezone": "goes with start and end",
    "recurrence": "a rule, told in stories of their own",
    "sessionTypeId": "which ones there are is up to the site and the user",
    "hostEmail": "changes nothing, which is told in a story of its own",
    "integrationTags": "a list, told in stories of its own",
    "trackingCodes.name": "part of a list, told in stories of its own",
    "trackingCodes.value": "part of a list, told in stories of its own",
}
"""Body parameters that are no flag, option list, number range or text length, and why."""

NOT_OF_THE_REFERENCE = {"siteUrl", "enabledLiveStream", "liveStream"}
"""What other sources add to the body of an update."""


def named(address: str) -> Rule:
    """A rule by the end of its address."""
    return next(rule for rule in RULES if rule.address == f"rest.update.body.{address}")


def bodies(story: Story) -> list[Any]:
    """What each step sends."""
    return [step.send for step in story.steps]


def leaves(body: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a body that is no object, with its dotted path."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield from leaves(value, f"{path}.{name}" if path else name)
    else:
        yield path, body


def kind_of(subject: Subject, step: Step) -> str:
    """What names of faults call what the step updates."""
    kind = "adhoc" if "adhoc" in subject.body else subject.body.get("scheduledType", "meeting")
    if "recurrence" not in subject.body:
        return str(kind)
    return f"{kind}.recurring" if step.to == "series" else f"{kind}.occurrence"


def describes(fault: str, subject: Subject, step: Step, *, method: str) -> bool:
    """Whether the place that a fault names describes an update; read from the language of places."""
    family, place, kind, parts = fault.split(":", 3)
    assert (place, family[:7]) == ("sent", "update-")
    along = {"title": "t", "password": subject.body.get("password")} if method == "PUT" else {}
    sent = {(path, shape(value)) for path, value in leaves({**along, **step.send, "sendEmail": False})}
    return kind == kind_of(subject, step) and all(
        tuple(part.split("=", 1)) in sent for part in parts.split("&")
    )


def test_every_parameter_of_the_reference_is_a_row_or_told_elsewhere() -> None:
    """Groups are told by their members."""
    names = {name.replace("[]", "") for name in UPDATE_REQUEST}
    groups = {name.rpartition(".")[0] for name in names}
    rows = {
        found[1]
        for rule in RULES
        if (
            found := re.match(
                r"rest\.update\.body\.((?:[a-z]\w+Options\.|attendeePrivileges\.)?\w+)", rule.address
            )
        )
    }

    assert names - groups == rows | ELSEWHERE.keys()
    assert set() == rows & ELSEWHERE.keys()


@pytest.mark.parametrize("component", ["UpdateMeeting", "PatchMeeting"])
def test_our_schemas_know_the_same_parameters(component: str) -> None:
    """What the reference does not have came from another source, and no row sends what a schema lacks."""
    schemas = Schemas(bundle.specs() / "openapi" / "meetings.yaml")
    described = set(schemas.document["components"]["schemas"][component]["properties"])

    assert described - NOT_OF_THE_REFERENCE == {
        name.partition(".")[0] for name in UPDATE_REQUEST if "[" not in name
    }
    for _, story in TOLD:
        for step in story.steps:
            fill = re.compile(r"\{text\*(\d+)\}")
            sent = {
                name: fill.sub(lambda hit: "x" * int(hit[1]), value) if isinstance(value, str) else value
                for name, value in step.send.items()
            }
            errors = schemas.errors(component, sent)
            assert bool(errors) <= (step.outcome == "refused"), (step, errors)


def test_addresses_are_unique_and_none_begins_with_another() -> None:
    """People select by them."""
    addresses = [rule.address for rule in RULES]

    assert {1} == set(Counter(addresses).values())
    assert [] == [(one, two) for one in addresses for two in addresses if two.startswith(f"{one}.")]


def test_each_fault_belongs_to_one_rule() -> None:
    """A rule that is told has one fault, and no other rule has the same."""
    faults = [rule.faults for rule, _ in TOLD]

    assert {1} == {len(each) for each in faults}
    assert {1} == set(Counter(faults).values())
    assert [()] == [rule.faults for rule in RULES if rule.told is None]


def test_no_fault_touches_the_story_of_another_rule() -> None:
    """Every fault describes the last update of its own story and none that another story sends."""
    everyone = [*TOLD, *((rule, rule.told) for rule in ANSWERS if rule.told is not None)]
    for rule, own in TOLD:
        (fault,) = rule.faults
        touched = {
            (other.address, number)
            for other, story in everyone
            for number, step in enumerate(story.steps)
            for method in story.methods
            if describes(fault, CAST[story.subject or ""], step, method=method)
        }
        assert {(rule.address, len(own.steps) - 1)} == touched, fault


def test_the_last_value_differs_from_the_one_before() -> None:
    """Otherwise a target that takes over nothing could look right."""
    for rule, story in TOLD:
        values = bodies(story)
        assert [] == [one for one, two in pairwise(values) if one == two], rule.address
        if story.steps[-1].outcome == "accepted" and "{text*" not in str(values):
            assert len(values) > 1, rule.address


def test_what_is_accepted_is_read_back_under_its_own_name() -> None:
    """Every accepted value is looked for where it was sent; refused ones are not looked for."""
    for rule, story in TOLD:
        for step in (step for step in story.steps if step.judged):
            sent = dict(leaves(step.send))
            if step.outcome == "accepted":
                assert [True] == [one.how == "is" and sent[one.at] == one.value for one in step.expect], (
                    rule.address
                )
            else:
                assert ("refused", ()) == (step.outcome, step.expect)


def test_every_story_is_told_by_both_methods_and_leaves_times_alone() -> None:
    """They share one meeting with others, so they neither move it nor send mail."""
    for rule, story in TOLD:
        assert (("PATCH", "PUT"), False) == (story.methods, story.fresh), rule.address
        names = {name for body in bodies(story) for name in body}
        assert set() == names & {"start", "end", "timezone", "recurrence", "sendEmail"}


def test_a_flag_is_left_false() -> None:
    """What was opened is closed again: nothing stays public or recorded."""
    public = named("publicMeeting")

    assert public.told is not None
    assert [{"publicMeeting": True}, {"publicMeeting": False}] == bodies(public.told)
    assert ("update-ignored:sent:meeting:publicMeeting=false",) == public.faults
    assert (
        "An update of a meeting may set publicMeeting to true and back to false; a read shows each."
        == public.text
    )


def test_a_number_is_tried_at_and_beyond_its_bounds() -> None:
    """A middle value first shows that the bound was taken over."""
    ends = {end: named(f"visualWatermarkOpacity.{end}") for end in ("least", "most", "below", "above")}
    sent = {
        end: [body["visualWatermarkOpacity"] for body in bodies(rule.told)]
        for end, rule in ends.items()
        if rule.told
    }

    assert {"least": [42, 5], "most": [42, 80], "below": [4], "above": [81]} == sent
    assert (
        "While enabledVisualWatermark is true, an update of a meeting that sets visualWatermarkOpacity "
        "to 81, one above its greatest value, is refused." == ends["above"].text
    )


def test_the_second_row_of_a_parameter_has_an_address_of_its_own() -> None:
    """Webinars have other minutes."""
    rule = named("joinBeforeHostMinutes.webinar.options")

    assert rule.told is not None
    assert "webinar" == rule.told.subject
    assert [0, 15, 30, 45, 60] == [body["joinBeforeHostMinutes"] for body in bodies(rule.told)]
    assert ("update-ignored:sent:webinar:joinBeforeHostMinutes=60&enabledJoinBeforeHost=true",) == rule.faults


def test_lengths_are_written_as_places() -> None:
    """The engine makes the text; the fault names its length."""
    rule = named("agenda.too-long")

    assert rule.told is not None
    assert [{"agenda": "{text*1301}"}] == bodies(rule.told)
    assert ("update-misjudged:sent:meeting:agenda=text(1301)",) == rule.faults


def test_what_the_documents_do_not_say_of_words_is_inferred() -> None:
    """They list options in words without refusing others, but call numbers valid ones."""
    inferred = {
        rule.address.removeprefix("rest.update.body.") for rule in RULES if rule.provenance == "inferred"
    }

    assert inferred == {
        "unlockedMeetingJoinSecurity.no-option",
        "meetingOptions.noteType.no-option",
        "audioConnectionOptions.audioConnectionType.no-option",
        "audioConnectionOptions.entryAndExitTone.no-option",
    }


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (None, "null"),
        (15, "15"),
        ("allowJoin", "allowJoin"),
        ("", "text(0)"),
        ("two words", "text(9)"),
        ("x" * 61, "text(61)"),
        ("{text*129}", "text(129)"),
    ],
)
def test_values_are_written_as_in_names_of_faults(value: Any, written: str) -> None:
    """Short plain values as they are, texts otherwise by their length."""
    assert written == shape(value)


def test_texts_can_be_read_and_checked() -> None:
    """Each is one sentence or two of moderate length, with no place left open."""
    assert [] == [
        rule.text for rule in RULES if not 20 <= len(rule.text) <= 300 or set("{}") & set(rule.text)
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "parameter,subject",
            "parameter,whom",
            r"parameters.csv of the contract has a damaged head: .* not parameter,",
        ),
        (
            "title,one-off,text",
            ",one-off,text",
            "parameters.csv of the contract, a row without a parameter: its name",
        ),
        (
            "title,one-off,text",
            "title,nobody,text",
            "parameters.csv of the contract, title: the cast has no nobody.",
        ),
        (
            "title,one-off,text",
            "title,registered,text",
            "parameters.toml .* does not say what registered is called",
        ),
        ("title,one-off,text", "title,one-off,txt", "title: there is no kind 'txt'."),
        ("..128,,,,must", "..128,,,,shall", "title: 'shall' is no level."),
        ("..128,", "128,", r"title: its values are written \.\.longest, not '128'."),
        ("5..80,", "80..5,", r"visualWatermarkOpacity: its values are written least\.\.most, not '80\.\.5'."),
        ("0 5 10 15,30", "0 5 5 15,30", "joinBeforeHostMinutes: it needs two or more values that differ"),
        (
            "0 5 10 15,30",
            "0 5 10 15,15",
            "joinBeforeHostMinutes: its other value must be none of its options.",
        ),
        ("0 5 10 15,30", "0 5 10 15,", "joinBeforeHostMinutes: its other value must be none of its options."),
        (
            "excludePassword,one-off,flag,",
            "excludePassword,one-off,flag,1",
            "a row of kind flag takes no values",
        ),
        (
            "JoinBeforeHost=true",
            "JoinBeforeHost=yes",
            "'enabledJoinBeforeHost=yes' is not written as a path, = and",
        ),
        (
            "enabledJoinBeforeHost=true,",
            "enabledJoinBeforeHost,",
            "'enabledJoinBeforeHost' is not written as a path",
        ),
    ],
)
def test_a_damaged_row_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """File, row and what is wrong with it."""
    folder = tmp_path / "update"
    shutil.copytree(BEHAVIOUR / "update", folder)
    table = folder / "parameters.csv"
    text = table.read_text("utf-8")
    assert old in text
    table.write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(ContractError, match=problem):
        list(parameter_rules(folder, CAST))


def test_a_head_that_says_too_little_is_named(tmp_path: Path) -> None:
    """The head has a schema of its own."""
    shutil.copytree(BEHAVIOUR / "update", tmp_path / "update")
    head = tmp_path / "update" / "parameters.toml"
    head.write_text(head.read_text("utf-8").replace("[rule.kept]", "[rule.held]"), "utf-8")

    with pytest.raises(ContractError, match=r"parameters.toml of the contract is not valid at rule"):
        list(parameter_rules(tmp_path / "update", CAST))
