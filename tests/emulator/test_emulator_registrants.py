"""Registrants and the registration form of a meeting (`rest-operations`, Meetings)."""

from __future__ import annotations

import re

import pytest

FORM = {
    "autoAcceptRequest": False,
    "requireJobTitle": True,
    "maxRegisterNum": 3,
    "customizedQuestions": [
        {"question": "Why?", "type": "singleLineTextBox", "required": True, "maxLength": 10},
        {
            "question": "Which?",
            "type": "checkbox",
            "options": [{"value": "clay"}, {"value": "glass"}],
            "rules": [{"condition": "equals", "value": "CLAY", "result": "reject", "matchCase": True}],
        },
        {"question": "One?", "type": "radioButtons", "options": [{"value": "yes"}, {"value": "no"}]},
    ],
    "rules": [
        {"question": "jobTitle", "condition": "contains", "value": "potter", "result": "approve", "order": 2},
        {"question": "email", "condition": "endsWith", "value": "@rival.com", "result": "reject", "order": 1},
    ],
}
ZEROS = "00000000-0000-0000-0000-000000000000"
BATCHES = {"approve": "approved", "reject": "rejected", "cancel": "pending"}


def person(name="ann", title="Mason", **more):
    """Fill in a form."""
    answers = [{"questionId": 1, "answers": [{"answer": "curious"}]}]
    return {
        "firstName": name.title(),
        "lastName": "Reed",
        "email": f"{name}@example.com",
        "jobTitle": title,
        "customizedQuestions": answers,
    } | more


@pytest.fixture
def meeting(desk):
    """Schedule a meeting that asks for registration; give the path of its registrants."""
    return f"/meetings/{desk.create(registration=FORM)['id']}/registrants"


def call(desk, method, path, body=None, who="host", status=200, **query):
    """Call, expect a status, give the body."""
    answer = desk.call(method, path, who, params=query, **({} if body is None else {"json": body}))
    assert status == answer.status_code, answer.text
    return answer.json() if answer.content else None


def emails(desk, path, method="GET", body=None, **query):
    """Give the names before the @ that a list shows."""
    return [each["email"].partition("@")[0] for each in call(desk, method, path, body, **query)["items"]]


def test_somebody_registers(desk, meeting):
    """He is shown as he filled the form in, with a status, an id and the time."""
    sent = person(zipCode=12345, fax="1", sendEmail=False)
    shown = call(desk, "POST", meeting, sent)

    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", shown["id"])
    given = {name: value for name, value in sent.items() if name != "sendEmail"}
    assert {"id", "status", "registrationTime", *given} == set(shown)
    assert given == {name: shown[name] for name in given}
    assert ("pending", "2031-03-03T09:00:00Z") == (shown["status"], shown["registrationTime"])
    assert shown == call(desk, "GET", f"{meeting}/{shown['id']}")
    assert [shown] == call(desk, "GET", meeting)["items"]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"jobTitle": "Master Potter"}, "approved"),
        ({"jobTitle": "potter", "email": "x@RIVAL.com"}, "rejected"),
        ({"jobTitle": "Mason"}, "pending"),
    ],
)
def test_rules_decide(desk, meeting, more, status):
    """In their order, and whatever the case of letters unless they say otherwise."""
    assert status == call(desk, "POST", meeting, person() | more)["status"]


def test_rules_of_questions_decide(desk, meeting):
    """By the answers, here with the case of letters."""
    which = [person()["customizedQuestions"][0], {"questionId": 2, "answers": [{"answer": "clay"}]}]
    assert "pending" == call(desk, "POST", meeting, person(customizedQuestions=which))["status"]


def test_requests_are_accepted_automatically(desk):
    """Where the form says so."""
    path = f"/meetings/{desk.create(registration={'autoAcceptRequest': True})['id']}/registrants"
    assert "approved" == call(desk, "POST", path, person(customizedQuestions=[]))["status"]


@pytest.mark.parametrize(
    "more",
    [
        *({"firstName": wrong} for wrong in (None, 7, "", [], {})),
        *({"email": wrong} for wrong in (None, "nobody", 7)),
        *({"jobTitle": wrong} for wrong in (None, " ", [])),
        *({"zipCode": wrong} for wrong in ("A1", True, -1, 1.5)),
        {"sendEmail": "no"},
        *({"customizedQuestions": wrong} for wrong in (None, 7, {}, [7], [{}], [{"questionId": 1}])),
        {"customizedQuestions": []},
        {"customizedQuestions": [{"questionId": 1, "answers": []}]},
        {"customizedQuestions": [{"questionId": 9, "answers": [{"answer": "x"}]}]},
        {"customizedQuestions": [{"questionId": 1, "answers": [{"answer": "x" * 11}]}]},
        {"customizedQuestions": [{"questionId": 1, "answers": [{"answer": "x"}, {"answer": "y"}]}]},
        {"customizedQuestions": [{"questionId": 2, "answers": [{"answer": "wood"}]}]},
        {"customizedQuestions": [{"questionId": 2, "answers": [{"optionId": 7, "answer": "clay"}]}]},
        {"customizedQuestions": [{"questionId": 1, "answers": [{"optionId": {}, "answer": "x"}]}]},
    ],
)
def test_wrong_forms_are_refused(desk, meeting, more):
    """With 400, one by one and in a batch, and nobody is registered."""
    call(desk, "POST", meeting, person() | more, status=400)
    items = [person("bea"), person() | more]
    call(desk, "POST", f"{meeting}/bulkInsert", {"items": items}, status=400)
    assert [] == emails(desk, meeting)


def test_nobody_registers_twice_or_beyond_the_limit(desk, meeting):
    """Both are conflicts; who was rejected takes no room."""
    call(desk, "POST", meeting, person())
    call(desk, "POST", meeting, person(email="ANN@example.com"), status=409)
    both = {"items": [person("bea"), person("bea")]}
    call(desk, "POST", f"{meeting}/bulkInsert", both, status=409)
    call(desk, "POST", meeting, person("foe", email="foe@rival.com"))
    more = call(desk, "POST", f"{meeting}/bulkInsert", {"items": [person("bea"), person("cat")]})["items"]
    assert ["Bea", "Cat"] == [each["firstName"] for each in more]
    call(desk, "POST", meeting, person("dan"), status=409)


def test_nobody_registers_for_what_is_over(desk, meeting):
    """The list stays."""
    call(desk, "POST", meeting, person())
    desk.advance(hours=30)
    call(desk, "POST", meeting, person("bea"), status=409)
    assert ["ann"] == emails(desk, meeting)


def test_lists_are_paged_and_filtered(desk, meeting):
    """In the order of registration, by address and by time."""
    for name in ("cat", "ann", "bea"):
        call(desk, "POST", meeting, person(name))
        desk.advance(hours=1)
    assert ["cat", "ann", "bea"] == emails(desk, meeting)
    assert ["ann"] == emails(desk, meeting, email="ANN@example.com", current="true")
    window = {"registrationTimeFrom": "2031-03-03T09:00:00Z", "registrationTimeTo": "2031-03-03T11:00:00Z"}
    assert ["cat", "ann"] == emails(desk, meeting, **window)
    assert ["bea"] == emails(desk, meeting, registrationTimeFrom="2031-03-03T11:00:00Z")

    first = desk.call("GET", meeting, params={"max": 2})
    assert ["Cat", "Ann"] == [each["firstName"] for each in first.json()["items"]]
    following = first.links["next"]["url"].partition("/v1")[2]
    second = desk.call("GET", following)
    assert ["Bea"] == [each["firstName"] for each in second.json()["items"]]
    assert "next" not in second.links


@pytest.mark.parametrize(
    "query",
    [
        *({"max": wrong} for wrong in (0, 101, "x", -1)),
        {"email": "nobody"},
        {"current": "maybe"},
        {"registrationTimeFrom": "today"},
        {"registrationTimeFrom": "2031-03-03T09:00:00Z", "registrationTimeTo": "2031-03-03T09:00:00Z"},
        {"registrationTimeFrom": "2031-03-03T09:00:00Z", "registrationTimeTo": "2031-06-03T09:00:00Z"},
    ],
)
def test_wrong_parameters_are_refused(desk, meeting, query):
    """With 400."""
    call(desk, "GET", meeting, status=400, **query)


def test_registrants_are_queried(desk, meeting):
    """By several addresses, in the order asked for."""
    call(desk, "POST", meeting, person("cat", "potter"))
    for name in ("ann", "bea"):
        call(desk, "POST", meeting, person(name))
    query = {"emails": ["cat@example.com", "ANN@example.com", "who@example.com"]}
    path = f"{meeting}/query"
    assert ["ann", "cat"] == emails(desk, path, "POST", query)
    assert ["cat", "ann"] == emails(desk, path, "POST", query | {"orderType": "DESC"})
    assert ["cat", "ann"] == emails(desk, path, "POST", query | {"orderBy": "status"})
    assert ["ann"] == emails(desk, path, "POST", query | {"status": "pending"})
    assert ["ann"] == emails(desk, path, "POST", query, max=1)
    for wrong in ({}, {"emails": None}, {"emails": "all"}, {"emails": ["x"]}, query | {"orderBy": "luck"}):
        call(desk, "POST", path, wrong, status=400)
    call(desk, "POST", path, query, status=400, max=101)


@pytest.mark.parametrize("action", BATCHES)
def test_hosts_decide_in_batches(desk, meeting, action):
    """About all or none of those named; the answer is empty."""
    ids = [call(desk, "POST", meeting, person(name))["id"] for name in ("ann", "bea")]
    path = f"{meeting}/{action}"
    call(desk, "POST", f"{meeting}/approve", {"registrants": [{"id": ids[1]}]}, status=204)
    call(desk, "POST", path, {"registrants": [{"id": ids[0]}, {"id": ZEROS}]}, status=404)
    assert "pending" == call(desk, "GET", f"{meeting}/{ids[0]}")["status"]
    every = {"sendEmail": False, "registrants": [{"id": each} for each in ids]}
    assert call(desk, "POST", path, every, status=204) is None
    assert [BATCHES[action]] * 2 == [each["status"] for each in call(desk, "GET", meeting)["items"]]
    for wrong in ({"registrants": "all"}, {"registrants": [7]}, {"registrants": [{}]}, {"sendEmail": 7}, []):
        call(desk, "POST", path, wrong, status=400)


def test_registrants_are_deleted(desk, meeting):
    """One by one and in batches; a second time there is nobody."""
    ids = [call(desk, "POST", meeting, person(name))["id"] for name in ("ann", "bea", "cat")]
    call(desk, "DELETE", f"{meeting}/{ids[0]}", status=204)
    call(desk, "DELETE", f"{meeting}/{ids[0]}", status=404)
    call(desk, "GET", f"{meeting}/{ids[0]}", status=404)
    batch = {"registrants": [{"id": ids[1]}, {"id": ids[2]}]}
    call(desk, "POST", f"{meeting}/bulkDelete", batch, status=204)
    call(desk, "POST", f"{meeting}/bulkDelete", batch, status=404)
    assert [] == emails(desk, meeting)


def test_registrants_belong_to_their_meeting(desk, meeting):
    """Another meeting does not know them; a meeting that is deleted takes them along."""
    own = call(desk, "POST", meeting, person())["id"]
    other = f"/meetings/{desk.create(registration=FORM)['id']}/registrants"
    call(desk, "GET", f"{other}/{own}", status=404)
    assert [] == emails(desk, other)
    desk.call("DELETE", meeting.removesuffix("/registrants"))
    call(desk, "GET", meeting, status=404)
    call(desk, "GET", f"/meetings/{'0' * 32}/registrants", status=404)


def test_meetings_without_registration_have_no_registrants(desk):
    """Nor a form."""
    path = f"/meetings/{desk.create()['id']}"
    call(desk, "GET", f"{path}/registrants", status=404)
    call(desk, "POST", f"{path}/registrants", person(), status=404)
    call(desk, "GET", f"{path}/registration", status=404)
    call(desk, "DELETE", f"{path}/registration", status=404)


def test_who_reaches_registrants(desk):
    """The host, an administrator for him, and guests; invitees are refused, others see nothing."""
    invitees = [{"email": desk.people["attendee"].email}]
    path = f"/meetings/{desk.create(registration=FORM, invitees=invitees)['id']}/registrants"
    call(desk, "GET", path, who="attendee", status=403)
    for who, status in (("other", 404), ("admin", 404), ("officer", 403)):
        call(desk, "GET", path, who=who, status=status)
    theo = desk.people["host"].email
    own = call(desk, "POST", path, person(), "admin", hostEmail=theo)["id"]
    call(desk, "GET", f"{path}/{own}", who="admin", hostEmail=theo)
    call(desk, "GET", path, who="other", status=403, hostEmail=theo)

    call(desk, "POST", path, person("bea"), "guest")
    assert 2 == len(call(desk, "GET", path, who="guest")["items"])
    call(desk, "GET", f"{path}/{own}", who="guest")
    call(desk, "POST", f"{path}/reject", {"registrants": [{"id": own}]}, "guest", 204)
    call(desk, "DELETE", f"{path}/{own}", who="guest", status=403)
    call(desk, "GET", f"/meetings/{'0' * 32}/registrants", who="guest", status=404)
    call(desk, "GET", f"/meetings/{desk.create()['id']}/registrants", who="guest", status=404)


def test_forms_are_read_changed_and_deleted(desk, meeting):
    """What a change does not name stays; with the form go the registrants."""
    series = meeting.removesuffix("/registrants")
    form = f"{series}/registration"
    shown = call(desk, "GET", form)
    assert shown["requireJobTitle"]
    assert "maxRegisterNum" not in shown
    assert [1, 2, 3] == [each["id"] for each in shown["customizedQuestions"]]

    changed = call(desk, "PUT", form, {"requireCity": True, "customizedQuestions": []})
    assert shown | {"requireCity": True, "customizedQuestions": []} == changed == call(desk, "GET", form)
    assert call(desk, "GET", series)["registration"]["requireCity"]
    call(desk, "POST", meeting, person(customizedQuestions=[]), status=400)
    call(desk, "POST", meeting, person(customizedQuestions=[], city="Reykjavik"))

    assert call(desk, "DELETE", form, status=204) is None
    call(desk, "DELETE", form, status=404)
    assert "registration" not in call(desk, "GET", series)
    call(desk, "PUT", form, {})
    assert [] == emails(desk, meeting)


def test_forms_are_given_under_conditions(desk):
    """Not to recurring meetings, not on sites without registration, not when it is over."""
    weekly = desk.create(recurrence="FREQ=DAILY;INTERVAL=1;COUNT=3")["id"]
    call(desk, "PUT", f"/meetings/{weekly}/registration", {}, status=400)
    early = desk.create(enabledJoinBeforeHost=True)["id"]
    desk.control("PATCH", "/sites/north-example.webex.com", registrationWithJoinBeforeHost=False)
    call(desk, "PUT", f"/meetings/{early}/registration", {}, status=400)
    path = f"/meetings/{desk.create()['id']}/registration"
    shown = call(desk, "PUT", path, {"hostEmail": desk.people["host"].email, "autoAcceptRequest": True})
    assert shown["autoAcceptRequest"]
    assert shown["requireFirstName"]
    assert not shown["requireFax"]
    desk.control("PATCH", "/sites/north-example.webex.com", registration=False)
    call(desk, "PUT", path, {}, status=400)
    desk.control("PATCH", "/sites/north-example.webex.com", registration=True)
    desk.advance(hours=30)
    call(desk, "PUT", path, {}, status=409)


def test_forms_are_alike_from_either_operation(desk):
    """Numbers of questions, options and rules, and every flag; what an update does not name stays."""
    rule = {"condition": "equals", "value": "red", "result": "approve"}
    options = [{"value": "red"}, {"value": "blue"}]
    question = {"question": "Colour?", "type": "checkbox", "options": options, "rules": [rule, rule]}
    form = {
        "requireFax": True,
        "customizedQuestions": [question, {"question": "Why?", "type": "singleLineTextBox"}],
    }
    created = f"/meetings/{desk.create(registration=form)['id']}/registration"
    updated = f"/meetings/{desk.create()['id']}/registration"
    assert call(desk, "GET", created) == call(desk, "PUT", updated, form)
    first, second = call(desk, "GET", updated)["customizedQuestions"]
    assert (1, 2, [1, 2], [1, 2]) == (
        first["id"],
        second["id"],
        [each["id"] for each in first["options"]],
        [each["order"] for each in first["rules"]],
    )
    changed = call(desk, "PUT", updated, {"requireCity": True})
    assert call(desk, "GET", created) | {"requireCity": True} == changed


@pytest.mark.parametrize(
    "wrong",
    [
        {"requireFirstName": False},
        {"requireCity": "yes"},
        {"autoAcceptRequest": None},
        {"maxRegisterNum": 0},
        {"customizedQuestions": {}},
        {"customizedQuestions": [{"question": "?", "type": "essay"}]},
        {"rules": [{"question": "email"}]},
        {"hostEmail": 7},
        [],
    ],
)
def test_wrong_changes_of_forms_are_refused(desk, meeting, wrong):
    """With 400."""
    call(desk, "PUT", meeting.removesuffix("registrants") + "registration", wrong, status=400)


def test_who_reaches_forms(desk, meeting):
    """The host and an administrator for him."""
    path, theo = meeting.removesuffix("registrants") + "registration", desk.people["host"].email
    call(desk, "GET", path, who="admin", hostEmail=theo)
    call(desk, "PUT", path, {"hostEmail": theo, "requireFax": True}, "admin")
    for who, status in (("admin", 404), ("other", 404), ("guest", 403), ("officer", 403)):
        call(desk, "GET", path, who=who, status=status)
        call(desk, "PUT", path, {}, who, status)
        call(desk, "DELETE", path, who=who, status=status)
    answer = desk.call("DELETE", path, "admin", headers={"hostEmail": theo})
    assert 204 == answer.status_code


def test_bodies_must_be_json(desk, meeting):
    """Of a JSON type, on every operation that takes one."""
    form = meeting.removesuffix("registrants") + "registration"
    posts = [meeting, *(f"{meeting}/{action}" for action in ("bulkInsert", "query", "bulkDelete", *BATCHES))]
    for method, path in [("PUT", form), *(("POST", each) for each in posts)]:
        assert 415 == desk.call(method, path, data={"a": "b"}).status_code
        assert (
            400
            == desk.call(method, path, content="{", headers={"content-type": "application/json"}).status_code
        )
        assert 400 == desk.call(method, path).status_code
