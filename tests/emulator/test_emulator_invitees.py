"""Meeting invitees: who is listed, what is refused, who may reach them."""

from __future__ import annotations

import pytest

ZEROS = "0" * 32
HOSTILE = (None, 7, [], {}, "", True, "x" * 5000, [[[]]], {"a": {"b": None}})


def invite(desk, meeting_id, email, who="host", status=200, **more):
    """Create one invitee; give the answer's body."""
    body = {"meetingId": meeting_id, "email": email} | more
    answer = desk.call("POST", "/meetingInvitees", who, json=body)
    assert status == answer.status_code, answer.text
    return answer.json()


def listed(desk, meeting_id, who="host", **query):
    """List the invitees of a meeting, first page."""
    answer = desk.call("GET", "/meetingInvitees", who, params={"meetingId": meeting_id} | query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def emails(desk, meeting_id, **query):
    """Give their addresses only."""
    return [each["email"] for each in listed(desk, meeting_id, **query)]


def test_an_invitee_is_shown_alike_by_every_operation(desk):
    """The id begins with that of the meeting; a name that was not given comes from the directory."""
    meeting = desk.create()["id"]
    assert [] == listed(desk, meeting)
    made = invite(desk, meeting, "sam.attendee@example.com", sendEmail=False, unknown=1)
    assert {
        "id": made["id"],
        "email": "sam.attendee@example.com",
        "displayName": "Sam Whitfield",
        "coHost": False,
        "meetingId": meeting,
    } == made
    number = made["id"].removeprefix(meeting + "_")
    assert number.isdecimal()
    assert made == desk.call("GET", f"/meetingInvitees/{made['id']}").json()
    assert [made] == listed(desk, meeting)

    other = invite(desk, meeting, "Zoe@example.org", displayName="Zoe", coHost=True)
    assert ("Zoe@example.org", "Zoe", True) == (other["email"], other["displayName"], other["coHost"])
    assert "zed@example.org" == invite(desk, meeting, "zed@example.org")["displayName"]


def test_invitees_given_at_creation_are_invitees_like_others(desk):
    """They have ids, and each address counts once."""
    people = [
        {"email": "b@example.com"},
        {"email": "a@example.com", "coHost": True},
        {"email": "B@example.com"},
    ]
    meeting = desk.create(invitees=people)["id"]
    first, second = listed(desk, meeting)
    assert ("a@example.com", True, "B@example.com") == (first["email"], first["coHost"], second["email"])
    assert first == desk.call("GET", f"/meetingInvitees/{first['id']}").json()


def test_lists_are_sorted_and_come_in_pages(desk):
    """By address, ten a page unless `max` says otherwise; `next` leads through all of them."""
    meeting = desk.create()["id"]
    items = [{"email": f"p{number:02d}@example.com"} for number in range(24, -1, -1)]
    made = desk.call("POST", "/meetingInvitees/bulkInsert", json={"meetingId": meeting, "items": items})
    assert [each["email"] for each in items] == [each["email"] for each in made.json()["items"]]
    assert 10 == len(listed(desk, meeting))
    found, pages = [], 0
    answer = desk.call("GET", "/meetingInvitees", params={"meetingId": meeting, "max": 9})
    while True:
        pages += 1
        found += answer.json()["items"]
        if "next" not in answer.links:
            break
        address = answer.links["next"]["url"]
        assert "max=9" in address
        answer = desk.client.get(address, headers=answer.request.headers)
    assert (3, sorted(each["email"] for each in items)) == (pages, [each["email"] for each in found])
    assert {"first", "prev"} == set(answer.links)
    assert not desk.call("GET", "/meetingInvitees", params={"meetingId": meeting, "max": 100}).links
    for text in ("0", "101", "-1", "ten", "1.5", ""):
        query = {"meetingId": meeting, "max": text}
        assert 400 == desk.call("GET", "/meetingInvitees", params=query).status_code


def test_panelists_are_of_webinars(desk):
    """Only their invitees say whether they are, and only their lists are filtered by it."""
    webinar = desk.create(scheduledType="webinar")["id"]
    assert invite(desk, webinar, "a@example.com", panelist=True)["panelist"] is True
    assert invite(desk, webinar, "b@example.com")["panelist"] is False
    assert ["a@example.com"] == emails(desk, webinar, panelist="true")
    assert ["b@example.com"] == emails(desk, webinar, panelist="false")
    assert (
        400
        == desk.call("GET", "/meetingInvitees", params={"meetingId": webinar, "panelist": "x"}).status_code
    )
    meeting = desk.create(hours=48)["id"]
    assert "panelist" not in invite(desk, meeting, "a@example.com", panelist=True)
    assert ["a@example.com"] == emails(desk, meeting, panelist="false")


def test_an_update_changes_what_it_names(desk):
    """A new address takes the name along; somebody else's is refused."""
    meeting = desk.create()["id"]
    one = invite(desk, meeting, "a@example.com", displayName="A", coHost=True)
    invite(desk, meeting, "b@example.com")
    path = f"/meetingInvitees/{one['id']}"
    same = desk.call("PUT", path, json={"email": "A@example.com"})
    assert one | {"email": "A@example.com"} == same.json()
    moved = desk.call(
        "PUT", path, json={"email": "theo.host@example.com", "coHost": False, "sendEmail": False}
    )
    assert (200, "Theo Okafor", False) == (
        moved.status_code,
        moved.json()["displayName"],
        moved.json()["coHost"],
    )
    assert moved.json() == desk.call("GET", path).json()
    taken = desk.call("PUT", path, json={"email": "B@example.com"})
    assert (409, "User is already a meeting invitee.") == (taken.status_code, taken.json()["message"])
    assert 400 == desk.call("PUT", path, json={"displayName": "No address"}).status_code


def test_nobody_is_invited_twice(desk):
    """One refusal has `errors`, that of several invitees has none and invites nobody."""
    meeting = desk.create()["id"]
    invite(desk, meeting, "a@example.com")
    refusal = invite(desk, meeting, "A@example.com", status=409)
    assert {"message", "errors", "trackingId"} == set(refusal)
    for items in (["c@example.com", "A@example.com"], ["c@example.com", "C@example.com"]):
        body = {"meetingId": meeting, "items": [{"email": each} for each in items]}
        answer = desk.call("POST", "/meetingInvitees/bulkInsert", json=body)
        assert (409, "Some users in the list have been invited.") == (
            answer.status_code,
            answer.json()["message"],
        )
        assert "errors" not in answer.json()
    assert ["a@example.com"] == emails(desk, meeting)
    nobody = desk.call("POST", "/meetingInvitees/bulkInsert", json={"meetingId": meeting})
    assert {"items": []} == nobody.json()


def test_a_deleted_invitee_is_gone(desk):
    """From get and list; a second deletion finds nobody."""
    meeting = desk.create()["id"]
    one = invite(desk, meeting, "a@example.com")
    path = f"/meetingInvitees/{one['id']}"
    assert 400 == desk.call("DELETE", path, params={"sendEmail": "perhaps"}).status_code
    first, second = (desk.call("DELETE", path, params={"sendEmail": "false"}) for _ in range(2))
    assert (204, b"", 404) == (first.status_code, first.content, second.status_code)
    assert "Cannot find invitee" == second.json()["message"]
    assert 404 == desk.call("GET", path).status_code
    assert [] == listed(desk, meeting)


def test_a_scheduled_meeting_can_have_invitees_of_its_own(desk):
    """Until then it has those of the series, under ids of its own."""
    series = desk.create(recurrence="FREQ=DAILY;COUNT=3")["id"]
    first, second, _ = (each["id"] for each in desk.children(series))
    shared = invite(desk, series, "all@example.com")
    inherited = listed(desk, first)[0]
    assert (first, shared["id"].replace(series, first)) == (inherited["meetingId"], inherited["id"])
    invite(desk, first, "one@example.com")
    assert ["all@example.com", "one@example.com"] == emails(desk, first)
    assert ["all@example.com"] == emails(desk, second) == emails(desk, series)
    assert 204 == desk.call("DELETE", f"/meetingInvitees/{inherited['id']}").status_code
    assert ["one@example.com"] == emails(desk, first)
    assert ["all@example.com"] == emails(desk, series)
    desk.act("join", series, **{"as": "host"})
    run = desk.children(series, "meeting")[0]["id"]
    assert ["one@example.com"] == emails(desk, run)
    assert 200 == desk.call("GET", f"/meetingInvitees/{listed(desk, run)[0]['id']}").status_code


def test_instances_and_meetings_of_spaces_invite_nobody(desk):
    """Their lists can be read, not changed."""
    series = desk.create(invitees=[{"email": "a@example.com"}])["id"]
    desk.act("join", series, **{"as": "host"})
    run = desk.children(series, "meeting")[0]["id"]
    invite(desk, run, "b@example.com", status=400)
    one = listed(desk, run)[0]["id"]
    assert 400 == desk.call("DELETE", f"/meetingInvitees/{one}").status_code
    assert 400 == desk.call("PUT", f"/meetingInvitees/{one}", json={"email": "a@example.com"}).status_code
    adhoc = desk.call("POST", "/meetings", json={"adhoc": True, "roomId": "room"}).json()["id"]
    invite(desk, adhoc, "b@example.com", status=400)


def test_who_reaches_them(desk):
    """Hosts their own, invitees for reading, administrators with the host's address, others nobody's."""
    meeting = desk.create(invitees=[{"email": "sam.attendee@example.com"}])["id"]
    one = listed(desk, meeting)[0]
    path, theo = f"/meetingInvitees/{one['id']}", {"hostEmail": "theo.host@example.com"}
    body = {"email": "sam.attendee@example.com"}
    for who, query, reads, writes in (
        ("other", {}, 404, 404),
        ("attendee", {}, 200, 403),
        ("admin", {}, 404, 404),
        ("admin", theo, 200, 200),
        ("host", theo, 200, 200),
        ("other", theo, 403, 403),
        ("officer", theo, 403, 403),
        ("guest", {}, 403, 403),
    ):
        params = {"meetingId": meeting} | query
        assert reads == desk.call("GET", "/meetingInvitees", who, params=params).status_code, who
        assert reads == desk.call("GET", path, who, params=query).status_code, who
        assert writes == desk.call("PUT", path, who, json=body | query).status_code, who
        if writes != 200:
            new = {"meetingId": meeting, "email": "new@example.com"} | query
            assert writes == desk.call("POST", "/meetingInvitees", who, json=new).status_code, who
            assert writes == desk.call("DELETE", path, who, params=query).status_code, who
    invite(desk, meeting, "new@example.com", "admin", **theo)
    assert 204 == desk.call("DELETE", path, "admin", params=theo).status_code
    assert 404 == desk.call("DELETE", path, "admin", params={"hostEmail": "no.one@example.com"}).status_code


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_ids_that_name_nothing(desk, method):
    """Unknown invitees, unknown meetings and ids of no form at all are not found."""
    meeting = desk.create()["id"]
    body = {"json": {"email": "a@example.com"}} if method == "PUT" else {}
    for name in (ZEROS, f"{ZEROS}_1", f"{meeting}_1", f"{meeting}_", meeting, "x", "_", "%20"):
        assert 404 == desk.call(method, f"/meetingInvitees/{name}", **body).status_code, name


def test_calls_without_their_meeting(desk):
    """A list without an id is a bad request; an id of zeros is not found."""
    assert 400 == desk.call("GET", "/meetingInvitees").status_code
    assert 404 == desk.call("GET", "/meetingInvitees", params={"meetingId": ZEROS}).status_code
    invite(desk, ZEROS, "a@example.com", status=404)
    body = {"meetingId": ZEROS, "items": []}
    assert 404 == desk.call("POST", "/meetingInvitees/bulkInsert", json=body).status_code


def test_hostile_bodies_are_refused(desk):
    """Wrong types, nulls, huge and nested values: bad requests, every one."""
    meeting = desk.create()["id"]
    path = f"/meetingInvitees/{invite(desk, meeting, 'a@example.com')['id']}"
    good = {"meetingId": meeting, "email": "b@example.com"}
    for value in HOSTILE:
        for name in (*good, "displayName", "coHost", "panelist", "sendEmail", "hostEmail"):
            taken = (name, value) in (("displayName", ""), ("hostEmail", ""), ("meetingId", "x" * 5000))
            if taken or (value is True and name in ("coHost", "panelist", "sendEmail")):
                continue
            assert 400 == desk.call("POST", "/meetingInvitees", json=good | {name: value}).status_code, (
                name,
                value,
            )
            if name != "meetingId":
                body = {"email": "c@example.com", name: value}
                assert 400 == desk.call("PUT", path, json=body).status_code, (name, value)
        if value != []:
            body = {"meetingId": meeting, "items": value}
            assert 400 == desk.call("POST", "/meetingInvitees/bulkInsert", json=body).status_code, value
        body = {"meetingId": meeting, "items": [value]}
        assert 400 == desk.call("POST", "/meetingInvitees/bulkInsert", json=body).status_code, value
    for content in (b"", b"{", b"[]", b"null"):
        headers = {"Content-Type": "application/json"}
        answer = desk.call("POST", "/meetingInvitees", content=content, headers=headers)
        assert 400 == answer.status_code
    answer = desk.call("POST", "/meetingInvitees", data={"email": "b@example.com"})
    assert 415 == answer.status_code
    assert ["a@example.com"] == emails(desk, meeting)
