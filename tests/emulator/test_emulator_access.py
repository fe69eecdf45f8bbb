"""Tokens, scopes, roles and who may see what."""

from __future__ import annotations

import pytest

OPERATIONS = {
    "list": ("GET", "/meetings", "meeting:schedules_read", "meeting:admin_schedule_read"),
    "get": ("GET", "/meetings/{id}", "meeting:schedules_read", "meeting:admin_schedule_read"),
    "create": ("POST", "/meetings", "meeting:schedules_write", "meeting:admin_schedule_write"),
    "update": ("PUT", "/meetings/{id}", "meeting:schedules_write", "meeting:admin_schedule_write"),
    "patch": ("PATCH", "/meetings/{id}", "meeting:schedules_write", "meeting:admin_schedule_write"),
    "delete": ("DELETE", "/meetings/{id}", "meeting:schedules_write", "meeting:admin_schedule_write"),
    "join": ("POST", "/meetings/join", "meeting:schedules_read", None),
    "controls": ("GET", "/meetings/controls?meetingId={id}", "meeting:controls_read", None),
    "steer": ("PUT", "/meetings/controls?meetingId={id}", "meeting:controls_write", None),
}


def mint(desk, who, *scopes, **more):
    """Get a token with exactly these scopes."""
    email = desk.people[who].email
    return desk.control("POST", "/tokens", email=email, scopes=list(scopes), **more).json()["accessToken"]


def attempt(desk, name, token, series, host_email=None):
    """Try an operation on a running meeting and give the status."""
    method, path, _, _ = OPERATIONS[name]
    bodies = {
        "create": desk.body(),
        "join": {"meetingId": series["id"], "joinDirectly": False},
        "steer": {"locked": True},
    }
    body = bodies.get(name, {"title": "x"}) if method not in ("GET", "DELETE") else None
    params = {}
    if host_email and body is not None:
        body["hostEmail"] = host_email
    elif host_email:
        params["hostEmail"] = host_email
    path = path.format(id=series["id"])
    return desk.call(method, path, token, json=body, **({"params": params} if params else {})).status_code


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_needs_its_user_scope(desk, name):
    """With that scope alone it works, with every other user scope together it is a 403."""
    _, _, scope, _ = OPERATIONS[name]
    series = desk.create()
    if name in ("controls", "steer"):
        desk.act("join", series["id"], **{"as": "host"})
    others = desk.people["host"].scopes - {scope, "webex-squared:locus_participant"}
    assert 403 == attempt(desk, name, mint(desk, "host", *others), series)
    assert 403 == attempt(desk, name, mint(desk, "host"), series)
    assert attempt(desk, name, mint(desk, "host", scope), series) in (200, 204)


@pytest.mark.parametrize("name", [name for name, row in OPERATIONS.items() if row[3]])
def test_admin_scopes_act_for_hosts_and_need_the_role(desk, name):
    """An admin scope with the host's address works for an admin; it is worth nothing in a host's hands."""
    _, _, _, scope = OPERATIONS[name]
    series = desk.create("other")
    address = "mira.host@example.com"
    assert 403 == attempt(desk, name, mint(desk, "host", scope), series, address)
    assert 403 == attempt(desk, name, mint(desk, "host", *desk.people["host"].scopes), series, address)
    assert attempt(desk, name, mint(desk, "admin", scope), series, address) in (200, 204)


def test_admins_create_for_hosts_and_list_theirs(desk):
    """The person of `hostEmail` is the host; the list is his."""
    series = desk.create("admin", hostEmail="theo.host@example.com", siteUrl="south-example.webex.com")
    assert ("theo.host@example.com", "south-example.webex.com") == (series["hostEmail"], series["siteUrl"])
    assert [] == desk.items("admin")
    assert [series["id"]] == [each["id"] for each in desk.items("admin", hostEmail="theo.host@example.com")]
    assert 404 == desk.call("GET", "/meetings?hostEmail=nobody@example.com", "admin").status_code


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer nonsense", "Basic dXNlcjpwYXNz", "emulator-host-1"],
)
def test_bad_credentials_are_all_the_same_401(desk, header):
    """Missing, malformed and unknown tokens get one text, in the main error shape."""
    headers = {} if header is None else {"Authorization": header}
    answer = desk.client.get(desk.running.base_url + "/meetings", headers=headers)
    text = "The request requires a valid access token set in the Authorization request header."
    assert (401, text) == (answer.status_code, answer.json()["message"])
    assert text == answer.json()["errors"][0]["description"]


def test_tokens_expire_by_the_emulators_clock(desk):
    """A token works until its time is over; a negative time makes one that never worked."""
    token = mint(desk, "host", "meeting:schedules_read", expiresInSeconds=60)
    assert 200 == desk.call("GET", "/meetings", token).status_code
    desk.advance(seconds=60)
    assert 401 == desk.call("GET", "/meetings", token).status_code
    expired = mint(desk, "host", "meeting:schedules_read", expiresInSeconds=-1)
    assert 401 == desk.call("GET", "/meetings", expired).status_code


def test_strangers_are_told_that_there_is_no_meeting(desk):
    """Another user's meeting is a 404 for reading, changing and deleting."""
    series = desk.create()
    path = f"/meetings/{series['id']}"
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        assert 404 == desk.call(method, path, "other", json={"title": "x"}).status_code
    assert [] == desk.items("other")


def test_invitees_see_the_meeting_without_what_only_hosts_see(desk, full_body):
    """An invitee reads and lists it but cannot change it; keys and tags stay with the host."""
    series = desk.create(invitees=[{"email": "Sam.Attendee@example.com"}], **full_body)
    shown = desk.get(series["id"], "attendee")
    assert "hostKey" in desk.get(series["id"])
    assert {"hostKey", "integrationTags", "trackingCodes"}.isdisjoint(shown)
    assert [shown["id"]] == [each["id"] for each in desk.items("attendee")]
    assert 403 == desk.call("DELETE", f"/meetings/{series['id']}", "attendee").status_code


def test_the_meeting_password_opens_reads_for_others(desk):
    """With the password in a header a stranger reads the meeting as invitees do."""
    series = desk.create(password="Kettle77x")
    shown = desk.get(series["id"], "other", headers={"password": "Kettle77x"})
    assert "hostKey" not in shown
    answer = desk.call("GET", f"/meetings/{series['id']}", "other", headers={"password": "Kettle78x"})
    assert 404 == answer.status_code


def test_roles_limit_what_the_ready_made_tokens_do(desk):
    """Attendees cannot host, officers and guests have no meetings of their own."""
    assert 403 == desk.call("POST", "/meetings", "attendee", json=desk.body()).status_code
    for who in ("officer", "guest"):
        assert 403 == desk.call("GET", "/meetings", who).status_code


def test_rooms_need_spark_all(desk):
    """A meeting of a space needs one more scope."""
    token = mint(desk, "host", "meeting:schedules_write")
    assert 403 == desk.call("POST", "/meetings", token, json=desk.body(roomId="Um9vbQ")).status_code
    token = mint(desk, "host", "meeting:schedules_write", "spark:all")
    assert 200 == desk.call("POST", "/meetings", token, json=desk.body(roomId="Um9vbQ")).status_code


def test_tags_are_shown_to_the_client_that_set_them(desk):
    """The admin who acts for the host does not see the host's tags and has tags of his own."""
    series = desk.create(integrationTags=["mine"])
    params = {"hostEmail": "theo.host@example.com"}
    assert "integrationTags" not in desk.get(series["id"], "admin", params=params)
    body = {"integrationTags": ["theirs"], **params}
    desk.call("PATCH", f"/meetings/{series['id']}", "admin", json=body)
    assert ["mine"] == desk.get(series["id"])["integrationTags"]
    assert ["theirs"] == desk.get(series["id"], "admin", params=params)["integrationTags"]


def test_people_are_found_by_address_name_and_id(desk):
    """People are listed by filter, and by nothing without one."""
    me = desk.call("GET", "/people/me").json()
    assert ["theo.host@example.com"] == me["emails"]
    for params in ({"email": "theo.host@example.com"}, {"displayName": "theo"}, {"id": me["id"]}):
        assert [me] == desk.call("GET", "/people", params=params).json()["items"]
    assert me == desk.call("GET", f"/people/{me['id']}").json()
    answer = desk.call("GET", "/people")
    assert (400, {"message", "trackingId"}) == (answer.status_code, set(answer.json()))
    assert 404 == desk.call("GET", "/people/unknown").status_code
    assert desk.create()["hostUserId"] == me["id"]
