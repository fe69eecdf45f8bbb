"""What came of trying an operation, held against rules about scopes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.checks import Failure, Indeterminate, Must, NotApplicable, NotExercised, Trial
from conformance.contract import Rule, load
from conformance.errors import ContractError

CONTRACT = load()
MUST = Must(CONTRACT)
OPENED = "rest.scope.get-a-meeting.user.allowed"
WITHOUT = "rest.scope.get-a-meeting.user.refused-without"
OTHERS = "rest.scope.get-a-meeting.user.refused-for-others"
LEVEL = "rest.scope.get-meeting-control-status.compliance.refused"
ROLE = "rest.scope.get-a-meeting.admin.refused-without-role"
DISPUTED = "rest.scope.update-a-participant.user.refused-without"


def trial(status: int, **more: Any) -> Trial:
    """A call that was answered so."""
    return Trial(name="GET /x", status=status, said=str(status), exchanges=("x1", "x2"), **more)


def hold(address: str, *trials: Trial) -> None:
    """Hold trials against the rule."""
    MUST.keep_scopes(CONTRACT.rules[address], trials)


@pytest.mark.parametrize("status", [200, 201, 204, 207, 299])
def test_a_success_opens(status):
    """It is what an allowed call needs, and what a refused one must not have."""
    hold(OPENED, trial(status))
    with pytest.raises(Failure, match="is refused with 401 or 403") as caught:
        hold(WITHOUT, trial(403), trial(status))
    assert ("x1", "x2") == caught.value.exchanges


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_closes(status):
    """At every level, and for whichever reason."""
    for address in (WITHOUT, OTHERS, LEVEL, ROLE):
        hold(address, trial(status), trial(status, changed=False))
    with pytest.raises(Failure, match="the operation is open"):
        hold(OPENED, trial(status))


@pytest.mark.parametrize("address", [OPENED, WITHOUT, OTHERS, LEVEL, ROLE, DISPUTED])
@pytest.mark.parametrize("status", [100, 301, 302, 307, 400, 405, 409, 415, 422, 423, 429, 500, 502, 503])
def test_other_answers_tell_nothing_of_scopes(address, status):
    """Neither a redirect nor a server that breaks down has opened or refused anything."""
    with pytest.raises(Indeterminate, match="tells nothing of scopes"):
        hold(address, trial(status))


def test_not_to_know_an_object_hides_it_from_strangers_only():
    """Who may reach it by himself, and lacks a scope, is told so; nobody is told of what is not his."""
    for address in (OTHERS, LEVEL, ROLE):
        hold(address, trial(404))
    with pytest.raises(Failure, match="is refused with 401 or 403"):
        hold(WITHOUT, trial(404))
    with pytest.raises(Failure, match="the operation is open"):
        hold(OPENED, trial(404))


@pytest.mark.parametrize("address", [WITHOUT, OTHERS, LEVEL, ROLE])
def test_what_does_not_exist_cannot_be_hidden(address):
    """That an id of zeros is not known says nothing about the token."""
    with pytest.raises(NotExercised, match="names nothing that exists"):
        hold(address, trial(404, real=False))
    hold(address, trial(403, real=False))
    with pytest.raises(Failure):
        hold(address, trial(200, real=False))


def test_a_refusal_with_consequences_is_none():
    """Whatever the status says; a success that changed something is wrong already."""
    for status in (401, 403, 404, 500, 302):
        with pytest.raises(Failure, match="and something has changed"):
            hold(WITHOUT, trial(403), trial(status, changed=True))
    hold(OPENED, trial(200, changed=True))


def test_a_list_reaches_what_it_shows():
    """A success alone shows nothing; the object in it does."""
    hold(OTHERS, trial(200, lists=True))
    with pytest.raises(Failure):
        hold(OTHERS, trial(200, lists=True, listed=True))
    with pytest.raises(Indeterminate):
        hold(OTHERS, trial(302, lists=True, listed=True))


def test_where_the_documents_disagree_the_reading_is_told():
    """By opening or refusing; a call that was opened changes something by rights."""
    for given, reading in (
        (trial(403), "table"),
        (trial(200), "list"),
        (trial(204, changed=True), "list"),
    ):
        with pytest.raises(NotApplicable) as caught:
            hold(DISPUTED, given)
        assert ("participants-written-under-read-scopes", reading) == (
            caught.value.conflict,
            caught.value.followed,
        )
    with pytest.raises(Failure, match="and something has changed"):
        hold(DISPUTED, trial(403, changed=True))


def test_a_rule_about_something_else_is_a_defect_of_the_contract():
    """Nothing is judged by it."""
    other: Rule = replace(CONTRACT.rules[OPENED], access=None)
    with pytest.raises(ContractError, match="is not about scopes"):
        MUST.keep_scopes(other, [trial(200)])
