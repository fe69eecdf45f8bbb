"""The documents of the registration form and of registrants: what passes, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.openapi_bodies import SERIES
from tests.openapi_reading import complaints

FORM = "registration.yaml#/components/schemas/"
REGISTRANTS = "registrants.yaml#/components/schemas/"
ACTIONS = "registrant_actions.yaml#/components/schemas/"
GIVEN: dict[str, Any] = SERIES["registration"] | {
    "requireFirstName": True,
    "requireLastName": True,
    "requireEmail": True,
    "enabledRegistrationId": False,
}
SENT: dict[str, Any] = {
    "hostEmail": "kari@example.com",
    "requireFirstName": True,
    "requireCity": True,
    "maxRegisterNum": 40,
    "customizedQuestions": [
        {"question": "Own ladder?", "type": "radioButtons", "options": [{"value": "yes"}], "maxLength": 999}
    ],
    "rules": [
        {
            "question": "email",
            "condition": "endsWith",
            "value": "@example.com",
            "result": "approve",
            "order": 1,
        }
    ],
}
ANSWERS: dict[str, Any] = {
    "firstName": "Ola",
    "lastName": "Picker",
    "email": "ola@example.com",
    "jobTitle": "Picker",
    "zipCode": 1234,
    "customizedQuestions": [{"questionId": 1, "answers": [{"optionId": 1, "answer": "yes"}]}],
}
REGISTRANT: dict[str, Any] = ANSWERS | {
    "id": "6c9a0a1e-0b0e-4c1b-9d2f-5a6b7c8d9e0f",
    "status": "pending",
    "registrationTime": "2031-08-01T10:00:00Z",
    "sourceId": "poster-7",
    "registrationId": "1234",
}


def test_plausible_forms_pass() -> None:
    """A full form passes, also with ids that are text, and a full update does."""
    text = GIVEN["customizedQuestions"][0] | {"id": "1", "options": [{"id": "1", "value": "yes"}]}
    assert complaints(FORM + "RegistrationForm", GIVEN) == []
    assert complaints(FORM + "RegistrationForm", GIVEN | {"customizedQuestions": [text]}) == []
    assert complaints(FORM + "UpdateRegistrationForm", SENT) == []


@pytest.mark.parametrize("schema", ["RegistrationForm", "UpdateRegistrationForm"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("requireFirstName", False),
        ("requireLastName", False),
        ("requireEmail", "true"),
        ("requireFax", "no"),
        ("maxRegisterNum", "40"),
        ("customizedQuestions", [{"question": "Own ladder?"}]),
        ("customizedQuestions", [SENT["customizedQuestions"][0] | {"maxLength": 1000}]),
        ("customizedQuestions", [SENT["customizedQuestions"][0] | {"type": "slider"}]),
        ("rules", [SENT["rules"][0] | {"question": "firstName"}]),
        ("rules", [SENT["rules"][0] | {"result": "wait"}]),
        ("rules", {}),
    ],
)
def test_a_wrong_value_spoils_a_form(schema: str, name: str, value: object) -> None:
    """Names and address are always required, and questions and rules are of the kinds that there are."""
    assert complaints(FORM + schema, (GIVEN if schema == "RegistrationForm" else SENT) | {name: value})


def test_a_host_is_an_address() -> None:
    """The host for whom a form is changed is named by an address."""
    assert complaints(FORM + "UpdateRegistrationForm", SENT | {"hostEmail": "kari"})


@pytest.mark.parametrize(
    "body",
    [
        REGISTRANT,
        {"id": "r1"},
        REGISTRANT | {"zipCode": "0123"},
        REGISTRANT | {"customizedQuestions": [{"questionId": "1", "answers": [{"answer": "yes"}]}]},
        REGISTRANT | {"colour": "red"},
    ],
)
def test_plausible_registrants_pass(body: dict[str, Any]) -> None:
    """A registrant has an id, and may tell more in several ways."""
    assert complaints(REGISTRANTS + "RegistrantList", {"items": [body]}) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", 7),
        ("id", ""),
        ("status", "cancelled"),
        ("email", "ola"),
        ("zipCode", None),
        ("registrationTime", "2031-08-01"),
        ("registrationId", 1234),
        ("customizedQuestions", [{"questionId": 1}]),
        ("customizedQuestions", [{"questionId": 1, "answers": ["yes"]}]),
    ],
)
def test_a_wrong_value_spoils_a_registrant(name: str, value: object) -> None:
    """One wrong value is a defect, alone and in a list."""
    assert complaints(REGISTRANTS + "Registrant", REGISTRANT | {name: value})
    assert complaints(REGISTRANTS + "RegistrantList", {"items": [REGISTRANT | {name: value}]})


def test_the_old_name_of_the_id_does_not_do() -> None:
    """What older documents called the id does not stand in for it."""
    body = {key: value for key, value in REGISTRANT.items() if key != "id"} | {"registrantId": "r1"}
    assert complaints(REGISTRANTS + "Registrant", body)


@pytest.mark.parametrize(
    ("schema", "body", "legal"),
    [
        ("CreateRegistrant", ANSWERS, True),
        ("CreateRegistrant", {"firstName": "Ola", "lastName": "P", "email": "ola@example.com"}, True),
        ("CreateRegistrant", {"firstName": "Ola", "email": "ola@example.com"}, False),
        ("CreateRegistrant", {"lastName": "P", "email": "ola@example.com"}, False),
        ("CreateRegistrant", ANSWERS | {"email": None}, False),
        ("CreateRegistrant", ANSWERS | {"sendEmail": 1}, False),
        ("CreateRegistrants", {"items": [ANSWERS, ANSWERS]}, True),
        ("CreateRegistrants", {"items": [ANSWERS, {"firstName": "Ola"}]}, False),
        ("QueryRegistrants", {"emails": ["ola@example.com"], "orderBy": "status", "orderType": "ASC"}, True),
        ("QueryRegistrants", {"status": "approved"}, False),
        ("QueryRegistrants", {"emails": ["ola@example.com"], "orderType": "asc"}, False),
        ("QueryRegistrants", {"emails": ["ola@example.com"], "orderBy": "city"}, False),
    ],
)
def test_requests_for_registrants(schema: str, body: dict[str, Any], legal: bool) -> None:
    """People register with both names and an address, and are found by addresses."""
    assert (complaints(REGISTRANTS + schema, body) == []) == legal


@pytest.mark.parametrize(
    ("body", "legal"),
    [
        ({"registrants": [{"id": "r1"}], "sendEmail": False}, True),
        ({"registrants": []}, True),
        ({"registrants": ["r1"]}, False),
        ({"registrants": [{}]}, False),
        ({"registrants": {"id": "r1"}}, False),
        ({"sendEmail": "no"}, False),
    ],
)
def test_registrants_are_decided_on_by_id(body: dict[str, Any], legal: bool) -> None:
    """A decision lists the registrants that it is about, each by its id."""
    assert (complaints(ACTIONS + "RegistrantSelection", body) == []) == legal
