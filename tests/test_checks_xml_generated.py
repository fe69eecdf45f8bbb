"""Holding replies to random contents against their rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.checks import Failure, GeneratedReply, Indeterminate, NotExercised, hold_generated
from conformance.contract import Rule, load
from conformance.errors import ContractError

VALID = load().rules["xml.generated.get-meeting.valid"]
BROKEN = load().rules["xml.generated.get-meeting.broken"]
DEFECT = "content/meetingKey is missing"


def reply(rule: Rule, **more: Any) -> GeneratedReply:
    """A reply that keeps the rule, or what these changes make of it."""
    kept = GeneratedReply(
        wrong=DEFECT if rule is BROKEN else "",
        said="200 FAILURE 060001: no such meeting",
        status=200,
        result="FAILURE",
        exception_id="060001",
        exchange="000001",
    )
    return replace(kept, **more)


SUCCESS = {"result": "SUCCESS", "exception_id": None, "said": "200 SUCCESS"}
CRASH = {
    "status": 500,
    "flaw": "there is no body",
    "result": "",
    "exception_id": None,
    "said": "500: no body",
}
PAGE = {**CRASH, "status": 200, "flaw": "the body is a page of HTML", "said": "200: a page of HTML"}
HANG = {**CRASH, "status": None, "flaw": None, "said": "no answer within 30 s", "exchange": ""}
ENDS = {"a crash": CRASH, "a page": PAGE, "a hang": HANG}


@pytest.mark.parametrize("rule", [VALID, BROKEN], ids=["valid", "broken"])
def test_refusals_by_id_keep_both_rules(rule: Rule) -> None:
    """A FAILURE with an exception id of six digits is right for either kind."""
    hold_generated(rule, [reply(rule), reply(rule, exception_id="999999")])


def test_success_keeps_one_rule_and_breaks_the_other() -> None:
    """What has a defect must not be carried out; the failure says what the defect was."""
    hold_generated(VALID, [reply(VALID, **SUCCESS)])

    with pytest.raises(Failure, match="expected FAILURE with an exception id") as caught:
        hold_generated(BROKEN, [reply(BROKEN), reply(BROKEN, exchange="000002", **SUCCESS)])
    assert f"content with a defect ({DEFECT}): answered 200 SUCCESS" == caught.value.actual
    assert ("000002",) == caught.value.exchanges


def test_what_fits_must_not_be_called_unreadable() -> None:
    """What does not fit may be; and any other six digits will do for both."""
    for rule, code in ((BROKEN, "000000"), (BROKEN, "123456"), (VALID, "123456")):
        hold_generated(rule, [reply(rule, exception_id=code)])

    with pytest.raises(Failure, match="a FAILURE that is about the content"):
        hold_generated(VALID, [reply(VALID, exception_id="000000")])


@pytest.mark.parametrize("rule", [VALID, BROKEN], ids=["valid", "broken"])
@pytest.mark.parametrize("code", [None, "", "60001", "0600011", "06000a", "٠٦٠٠٠١"])
def test_refusal_without_six_digits_breaks_both_rules(rule: Rule, code: str | None) -> None:
    """Whatever stands in place of them."""
    with pytest.raises(Failure, match="exception id of six digits"):
        hold_generated(rule, [reply(rule, exception_id=code)])


@pytest.mark.parametrize("rule", [VALID, BROKEN], ids=["valid", "broken"])
@pytest.mark.parametrize("how", ENDS)
def test_content_that_breaks_the_service_breaks_both_rules(rule: Rule, how: str) -> None:
    """When the service answers other requests."""
    with pytest.raises(Failure, match="expected an answer of the service"):
        hold_generated(rule, [reply(rule), reply(rule, **ENDS[how])])


@pytest.mark.parametrize("how", ENDS)
def test_service_that_answers_nothing_cannot_be_judged(how: str) -> None:
    """Its trouble is none that the content made; what was seen before still counts."""
    gone = reply(BROKEN, alive=False, **ENDS[how])

    with pytest.raises(Indeterminate, match="answers no plain request either"):
        hold_generated(BROKEN, [reply(BROKEN), gone])
    with pytest.raises(Failure, match="SUCCESS"):
        hold_generated(BROKEN, [reply(BROKEN, **SUCCESS), gone])


def test_result_that_is_neither_is_told() -> None:
    """A third word says nothing that anybody can rely on."""
    with pytest.raises(Failure, match="expected the result SUCCESS or FAILURE"):
        hold_generated(VALID, [reply(VALID, result="MAYBE", said="200 MAYBE")])


def test_nothing_sent_is_nothing_judged() -> None:
    """And a rule of another kind is an error of ours."""
    with pytest.raises(NotExercised, match="nothing to send"):
        hold_generated(VALID, [])
    with pytest.raises(ContractError, match="not about random contents"):
        hold_generated(next(iter(load().rules.values())), [reply(VALID)])
