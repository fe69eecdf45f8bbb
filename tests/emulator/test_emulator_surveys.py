"""Surveys after webinars, and invitation sources (`rest-operations`, Meetings)."""

from __future__ import annotations

import pytest

ZEROS = "0" * 32
SOURCES = [
    {"sourceId": "poster", "sourceEmail": "paste@example.com"},
    {"sourceId": "radio", "sourceEmail": "waves@example.com"},
]


def call(desk, method, path, who="host", status=200, **more):
    """Call, expect a status, give the body."""
    answer = desk.call(method, path, who, **more)
    assert status == answer.status_code, answer.text
    return answer.json() if answer.content else None


def invited(desk):
    """Give invitees for a creation."""
    return [{"email": desk.people["attendee"].email}, {"email": "guess@example.com"}]


@pytest.fixture
def webinar(desk):
    """Schedule a webinar that begins in half an hour; give its path."""
    return f"/meetings/{desk.create(hours=0.5, scheduledType='webinar', invitees=invited(desk))['id']}"


def hold(desk, webinar, *emails):
    """Hold the webinar with some attendees."""
    meeting_id = webinar.rpartition("/")[2]
    desk.act("join", meeting_id, **{"as": "host"})
    for email in emails:
        desk.act("join", meeting_id, **{"as": "attendee", "email": email})
    desk.advance(minutes=10)
    desk.act("end", meeting_id)


def test_webinars_have_a_survey(desk, webinar):
    """With an id, a name and questions of several types; other meetings have none."""
    survey = call(desk, "GET", f"{webinar}/survey")

    assert {"id", "surveyName", "meetingId", "description", "allowAnonymousSubmit", "questions"} == set(
        survey
    )
    assert webinar.endswith(survey["meetingId"])
    assert ["text", "rating", "checkbox", "singleRadio"] == [each["type"] for each in survey["questions"]]
    assert survey == call(desk, "GET", f"{webinar}/survey")
    plain = f"/meetings/{desk.create()['id']}"
    for method, last in (("GET", "survey"), ("GET", "surveyResults"), ("POST", "surveyLinks")):
        body = {"json": {}} if method == "POST" else {}
        call(desk, method, f"{plain}/{last}", status=404, **body)
        call(desk, method, f"/meetings/{ZEROS}/{last}", status=404, **body)


def test_attendees_answer_when_it_ends(desk, webinar):
    """Each once, with all questions; before there are no results."""
    path = f"{webinar}/surveyResults"
    assert {"items": []} == call(desk, "GET", path)
    hold(desk, webinar, "sam.attendee@example.com", "guess@example.com")
    first, second = call(desk, "GET", path)["items"]

    assert ("Sam Whitfield", "guess") == (first["displayName"], second["displayName"])
    assert "2031-03-03T09:10:00Z" == first["createTime"]
    assert first["id"] != second["id"]
    assert all(each["answers"] for each in first["questions"])
    tokyo = call(desk, "GET", path, headers={"timezone": "Asia/Tokyo"})["items"]
    assert "2031-03-03T18:10:00+09:00" == tokyo[0]["createTime"]

    page = desk.call("GET", path, params={"max": 1})
    assert [first] == page.json()["items"]
    assert "next" in page.links
    starts = {"meetingStartTimeFrom": "2031-03-03T09:00:00Z", "meetingStartTimeTo": "2031-03-03T09:01:00Z"}
    assert 2 == len(call(desk, "GET", path, params=starts)["items"])
    later = {"meetingStartTimeFrom": "2031-03-03T09:01:00Z"}
    assert [] == call(desk, "GET", path, params=later)["items"]
    earlier = {"meetingStartTimeTo": "2031-03-03T09:00:00Z"}
    assert [] == call(desk, "GET", path, params=earlier)["items"]


@pytest.mark.parametrize(
    "query",
    [
        *({"max": wrong} for wrong in (0, 101, "x")),
        {"meetingStartTimeFrom": "soon"},
        {"meetingStartTimeFrom": "2031-03-03T09:00:00Z", "meetingStartTimeTo": "2031-03-03T09:00:00Z"},
    ],
)
def test_wrong_parameters_are_refused(desk, webinar, query):
    """With 400."""
    call(desk, "GET", f"{webinar}/surveyResults", status=400, params=query)


def test_links_are_given(desk, webinar):
    """To those asked for, or to the invitees; none for a time in which nothing was held."""
    path = f"{webinar}/surveyLinks"
    items = call(desk, "POST", path, json={"emails": ["a@example.com", "b@example.com"]})["items"]
    assert ["a@example.com", "b@example.com"] == [each["email"] for each in items]
    assert 2 == len({each["surveyLink"] for each in items})
    assert items[:1] == call(desk, "POST", path, json={"emails": ["a@example.com"]})["items"]
    assert [each["email"] for each in invited(desk)] == [
        each["email"] for each in call(desk, "POST", path, json={})["items"]
    ]
    since = {"meetingStartTimeFrom": "2031-03-03T09:00:00Z"}
    assert [] == call(desk, "POST", path, json=since)["items"]
    hold(desk, webinar, "sam.attendee@example.com")
    assert 2 == len(call(desk, "POST", path, json=since)["items"])


@pytest.mark.parametrize(
    "wrong",
    [
        *({"emails": wrong} for wrong in (None, 7, "a@example.com", ["a"], [None], [["a"]])),
        {"emails": [f"a{number}@example.com" for number in range(101)]},
        *({"meetingStartTimeFrom": wrong} for wrong in (None, 7, "", "soon", {})),
        {"hostEmail": 7},
        [],
    ],
)
def test_wrong_bodies_for_links_are_refused(desk, webinar, wrong):
    """With 400."""
    call(desk, "POST", f"{webinar}/surveyLinks", status=400, json=wrong)


def test_who_reaches_surveys(desk, webinar):
    """The host and an administrator for him; the address is in a header or in the body."""
    theo = desk.people["host"].email
    for who, status in (("attendee", 403), ("other", 404), ("admin", 404), ("officer", 403), ("guest", 403)):
        call(desk, "GET", f"{webinar}/survey", who, status)
        call(desk, "GET", f"{webinar}/surveyResults", who, status)
        call(desk, "POST", f"{webinar}/surveyLinks", who, status, json={})
    named = {"headers": {"hostEmail": theo}}
    call(desk, "GET", f"{webinar}/survey", "admin", **named)
    call(desk, "GET", f"{webinar}/surveyResults", "admin", **named)
    call(desk, "POST", f"{webinar}/surveyLinks", "admin", json={"hostEmail": theo})
    call(desk, "GET", f"{webinar}/survey", "other", 403, **named)


@pytest.fixture
def sources(desk):
    """Schedule a meeting; give the path of its invitation sources."""
    return f"/meetings/{desk.create(invitees=invited(desk))['id']}/invitationSources"


def test_sources_are_created_and_listed(desk, sources):
    """In order, each with an id and links of its own."""
    assert {"items": []} == call(desk, "GET", sources)
    made = call(desk, "POST", sources, json={"items": SOURCES})["items"]

    assert SOURCES == [{name: each[name] for name in ("sourceId", "sourceEmail")} for each in made]
    assert all({"id", "sourceId", "sourceEmail", "joinLink"} == set(each) for each in made)
    assert 2 == len({each["joinLink"] for each in made}) == len({each["id"] for each in made})
    assert made == call(desk, "GET", sources)["items"]
    assert {"items": []} == call(desk, "POST", sources, json={})
    form = sources.replace("invitationSources", "registration")
    call(desk, "PUT", form, json={})
    assert all(each["registerLink"].startswith("https://") for each in call(desk, "GET", sources)["items"])


def test_sources_are_created_once(desk, sources):
    """A known one refuses the whole batch; another meeting does not know it."""
    call(desk, "POST", sources, json={"items": SOURCES[:1]})
    call(desk, "POST", sources, status=409, json={"items": SOURCES})
    call(desk, "POST", sources, status=409, json={"items": SOURCES[1:] * 2})
    assert 1 == len(call(desk, "GET", sources)["items"])
    other = f"/meetings/{desk.create()['id']}/invitationSources"
    assert [] == call(desk, "GET", other)["items"]
    call(desk, "POST", other, json={"items": SOURCES})


@pytest.mark.parametrize(
    "wrong",
    [
        *(
            {"items": wrong}
            for wrong in (None, 7, {}, [7], [None], [{}], [SOURCES[0] | {"sourceEmail": "x"}])
        ),
        {"items": [SOURCES[0] | {"sourceId": 7}]},
        {"items": [SOURCES[0] | {"sourceId": ""}]},
        *({"hostEmail": wrong} for wrong in (7, [], {})),
        *({"personId": wrong} for wrong in (7, [], {})),
        [],
    ],
)
def test_wrong_sources_are_refused(desk, sources, wrong):
    """With 400, and none is created."""
    call(desk, "POST", sources, status=400, json=wrong)
    assert [] == call(desk, "GET", sources)["items"]


def test_who_reaches_sources(desk, sources):
    """The host, and an administrator who names him by address, by id, or by both."""
    theo, mira = desk.people["host"], desk.people["other"]
    for who, status in (("attendee", 403), ("other", 404), ("admin", 404), ("officer", 403), ("guest", 403)):
        call(desk, "GET", sources, who, status)
        call(desk, "POST", sources, who, status, json={"items": SOURCES})
    both = {"hostEmail": theo.email, "personId": theo.id}
    for names in ({"hostEmail": theo.email}, {"personId": theo.id}, both):
        call(desk, "GET", sources, "admin", headers=names)
        call(desk, "POST", sources, "admin", json=names)
    call(desk, "GET", sources, headers={"personId": theo.id})
    call(desk, "GET", sources, "other", 403, headers={"personId": theo.id})
    call(desk, "GET", sources, "other", 403, headers={"personId": "nobody"})
    call(desk, "GET", sources, "admin", 404, headers={"personId": "nobody"})
    call(desk, "POST", sources, "admin", 400, json={"hostEmail": mira.email, "personId": theo.id})
    call(desk, "GET", f"/meetings/{ZEROS}/invitationSources", status=404)
    desk.call("DELETE", sources.removesuffix("/invitationSources"))
    call(desk, "GET", sources, status=404)
