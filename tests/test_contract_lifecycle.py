"""Lives of meetings, automatic deletion, locales, warnings and response codes: complete and soundly told."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import bundle
from conformance.contract import CONTROLLED, Rule, Step, load
from conformance.contract.locales import locale_rules
from conformance.contract.openapi import Schemas
from conformance.contract.stories import read_cast, story_rules
from conformance.errors import ContractError

BEHAVIOUR = bundle.specs() / "behaviour"
CAST = read_cast(BEHAVIOUR / "cast.toml")
LIFE, DELETION, WARNINGS, CODES = (
    {rule.address: rule for rule in story_rules(BEHAVIOUR / name, CAST)}
    for name in ("lifecycle.toml", "auto_delete.toml", "warnings.toml", "update/codes.toml")
)
LOCALES = {rule.address: rule for rule in locale_rules(BEHAVIOUR)}
ALL = [*LIFE.values(), *DELETION.values(), *WARNINGS.values(), *CODES.values(), *LOCALES.values()]
TOLD = [rule for rule in ALL if rule.told]
TEMPLATES = Schemas(bundle.specs() / "openapi" / "templates.yaml")
TEMPLATE = {
    "id": "conformance-1",
    "name": "Standard",
    "locale": "en_US",
    "siteUrl": "example.com",
    "templateType": "meeting",
    "isDefault": True,
    "isStandard": True,
}


def steps(rule: Rule) -> tuple[Step, ...]:
    """What is done in a rule's story."""
    assert rule.told is not None
    return rule.told.steps


def ids(rules: list[Rule]) -> list[str]:
    """Addresses as names of cases."""
    return [rule.address for rule in rules]


def test_every_transition_has_its_rule() -> None:
    """Seven of a series, nine of a scheduled meeting, four of a meeting; the lobby's is told on its own."""
    found: dict[str, list[int]] = {}
    for address in LIFE:
        kind, name = address.removeprefix("rest.lifecycle.").split(".")
        found.setdefault(kind, []).append(int(name.split("-")[0]))

    assert found == {
        "meetingSeries": [1, 2, 2, 3, 4, 5, 6, 7],
        "scheduledMeeting": list(range(1, 10)),
        "meeting": [1, 2, 3, 4],
    }


def test_a_transition_is_broken_by_its_own_fault() -> None:
    """The fault of a transition carries the number that the address begins with."""
    for address, rule in LIFE.items():
        kind, name = address.removeprefix("rest.lifecycle.").split(".")
        number = "lobby" if name == "2-lobby" else name.split("-")[0]
        assert (f"life-slips:{kind}:{number}",) == rule.faults


def test_each_case_of_deletion_is_told_from_both_sides() -> None:
    """What is kept is looked at before what is gone, and under the same option."""
    for case in range(1, 5):
        kept, gone = (DELETION[f"rest.lifecycle.auto-delete.{case}.{what}"] for what in ("kept", "gone"))
        assert kept.told is not None
        assert gone.told is not None
        assert kept.told.site == gone.told.site == {"deleteWhenCompleted": case in (1, 3)}
        assert kept.told.subject == gone.told.subject
        assert ("accepted", "gone") == (steps(kept)[-1].outcome, steps(gone)[-1].outcome)
    assert 8 == len(DELETION)


def test_what_documented_calls_can_reach_needs_no_control() -> None:
    """A new series, and the deletion of what is still to come, can be seen on any site."""
    without = {
        address.removeprefix("rest.lifecycle.")
        for address, rule in LIFE.items()
        if rule.told and not rule.told.controlled
    }

    assert without == {
        "meetingSeries.1-created",
        "meetingSeries.7-deleted-active",
        "scheduledMeeting.1-later",
        "scheduledMeeting.2-first",
        "scheduledMeeting.6-deleted-scheduled",
        "scheduledMeeting.8-deleted-ready",
    }


@pytest.mark.parametrize("rule", TOLD, ids=ids(TOLD))
def test_whatever_ages_or_deletes_a_meeting_has_one_of_its_own(rule: Rule) -> None:
    """A meeting that other stories share is neither met in, nor deleted, nor does its time pass."""
    assert rule.told is not None
    if any(step.do in {*CONTROLLED, "delete"} for step in rule.told.steps):
        assert rule.told.fresh


def test_stories_that_are_played_once_differ_in_what_they_expect_alone() -> None:
    """Whichever is played first judges the same steps, so that none of the others is passed unseen."""
    for share in {rule.told.share for rule in TOLD if rule.told and rule.told.share}:
        told = [rule.told for rule in TOLD if rule.told and rule.told.share == share]
        plain = {repr(replace(story, steps=bare(story.steps), conflict=None)) for story in told}
        assert 1 < len(told)
        assert 1 == len(plain), share
        for story in told:
            assert all(step.outcome for step in story.steps if step.expect), share


def bare(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps without what they expect."""
    return tuple(replace(step, expect=()) for step in steps)


def test_states_that_are_waited_for_are_states_of_their_type() -> None:
    """What a transition must lead to is a state that the schema knows."""
    states: dict[str, set[str]] = {}
    for address, rule in LIFE.items():
        for step in steps(rule):
            states.setdefault(address.split(".")[2], set()).update(one.value for one in step.expect)

    assert states == {
        "meetingSeries": {"active", "inProgress", "expired"},
        "scheduledMeeting": {"scheduled", "ready", "ended", "missed"},
        "meeting": {"lobby", "inProgress", "ended"},
    }


def test_readings_are_those_of_the_conflict() -> None:
    """A story that leaves a choice names readings that exist, in a conflict that exists."""
    chosen = [
        (rule.told.conflict, one.follows)
        for rule in TOLD
        if rule.told
        for step in rule.told.steps
        for one in step.expect
        if one.follows
    ]

    assert chosen
    for conflict, reading in chosen:
        assert conflict is not None
        assert reading in {one.id for one in load().conflicts[conflict].readings}


def test_no_fault_breaks_two_rules() -> None:
    """So that each can be proven apart from the others."""
    counts = Counter(fault for rule in ALL for fault in rule.faults)

    assert {1} == set(counts.values())
    assert all(bool(rule.faults) == bool(rule.told) != bool(rule.not_tested) for rule in ALL)


def test_every_attribute_of_the_warning_is_sent_alone() -> None:
    """With two in one update nobody could tell which of them was warned of."""
    listed = "publicMeeting entryAndExitTone audioConnectionType enabledPolling enabledNote noteType"
    for name in [*listed.split(), "enabledUCFRichMedia"]:
        (step,) = steps(WARNINGS[f"rest.warnings.1001.{name}"])
        assert [name] == leaves(step.send)
        assert step.answer


def leaves(body: dict[str, object]) -> list[str]:
    """The names of the properties of a body that are no objects."""
    found: list[str] = []
    for name, value in body.items():
        found += leaves(value) if isinstance(value, dict) else [name]
    return found


def test_every_response_code_of_the_reference_has_a_rule() -> None:
    """Those that can be brought about are tried, the others say why not."""
    codes = {int(address.rsplit(".", 1)[1]): rule for address, rule in CODES.items()}

    listed = "200 201 202 204 400 401 403 404 405 409 410 415 423 428 429 500 502 503 504"
    assert codes.keys() == set(map(int, listed.split()))
    assert {code for code, rule in codes.items() if rule.told} == {200, 400, 401, 403, 404, 405, 415}
    for code, rule in codes.items():
        if rule.told:
            assert {code} == {step.status for step in rule.told.steps}


def test_every_locale_of_the_guide_is_asked_for() -> None:
    """26 of them, the two Spanish ones as printed, and the same ones as in our OpenAPI document."""
    asked = [
        step.send["locale"]
        for address, rule in LOCALES.items()
        if ".locale." in address
        for step in steps(rule)
    ]

    assert 26 == len(asked)
    assert {"es_SP", "es_ES"} < set(asked)
    assert asked == TEMPLATES.document["components"]["schemas"]["TemplateLocale"]["enum"]
    assert "A list of meeting templates in the locale nl_NL (Dutch, Netherlands) can be asked for." == (
        LOCALES["rest.templates.locale.nl_NL"].text
    )


def test_the_default_locale_is_that_of_the_table() -> None:
    """Asked for without a locale, every item tells the one that the table marks."""
    (step,) = steps(LOCALES["rest.templates.default-locale"])
    (one,) = step.expect

    assert (None, "items.locale", "is", "en_US") == (step.send, one.at, one.how, one.value)


@pytest.mark.parametrize("name", TEMPLATE)
def test_a_template_that_lacks_a_property_is_noticed(name: str) -> None:
    """The rule about the items rests on a schema that can fail."""
    (expected,) = steps(LOCALES["rest.templates.fields"])[0].expect
    component, _, path = expected.value.partition(".")
    lacking = {key: value for key, value in TEMPLATE.items() if key != name}

    assert [] == TEMPLATES.path_errors(component, path, [TEMPLATE])
    assert TEMPLATES.path_errors(component, path, [TEMPLATE, lacking])
    assert TEMPLATES.path_errors(component, path, [TEMPLATE | {name: 7}])


def test_a_single_template_has_its_settings_beside_its_properties() -> None:
    """What the list shows of a template is there as well."""
    assert [] == TEMPLATES.errors("DetailedMeetingTemplate", TEMPLATE | {"meeting": {"title": "Standup"}})
    assert TEMPLATES.errors("DetailedMeetingTemplate", TEMPLATE)
    assert TEMPLATES.errors("DetailedMeetingTemplate", {"id": "conformance-1", "meeting": {}})


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("template_locales.csv", "nl_NL", "nl-NL", "template_locales.csv .* 'nl-NL' where a locale belongs"),
        ("template_locales.csv", "nl_NL", "da_DK", "template_locales.csv .* two rows da_DK"),
        ("template_locales.csv", "en_US,Yes", "en_US,yes", "template_locales.csv .* says 'yes' for en_US"),
        ("template_locales.csv", "en_US,Yes", "en_US,", "template_locales.csv .* not exactly one locale"),
        ("template_locales.csv", "nl_NL,", "nl_NL,Yes", "template_locales.csv .* not exactly one locale"),
        ("template_locales.csv", "nl_NL,", "nl_NL", "template_locales.csv .* row of 3 cells"),
        ("template_locales.csv", "language,", "tongue,", "template_locales.csv .* damaged head"),
        ("template_locales.toml", "[default]", "[defaults]", "template_locales.toml .* not valid at"),
        ("template_locales.toml", "source =", "= source", "template_locales.toml .* cannot be read"),
    ],
)
def test_a_defect_of_the_table_is_named(tmp_path: Path, file: str, old: str, new: str, problem: str) -> None:
    """Whoever breaks our data is told where."""
    for name in ("template_locales.csv", "template_locales.toml"):
        shutil.copy(BEHAVIOUR / name, tmp_path / name)
    text = (tmp_path / file).read_text("utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(ContractError, match=problem):
        list(locale_rules(tmp_path))


def test_texts_are_sentences_of_our_own() -> None:
    """One sentence each, no place of a template left unfilled, and no address twice."""
    addresses = [rule.address for rule in ALL]
    assert len(addresses) == len(set(addresses))
    for rule in ALL:
        assert re.fullmatch(r"[A-Z0-9][^{}]{19,299}\.", rule.text), rule.address
