"""Webhooks (`rest-operations`, Webhooks)."""

from __future__ import annotations

import base64

import pytest

HOOK = {
    "name": "Ended",
    "targetUrl": "https://example.com/hook",
    "resource": "meetings",
    "event": "ended",
    "filter": "meetingType=meeting",
    "secret": "s3cret",
}
ID_OF_ZEROS = base64.b64encode(b"ciscospark://us/WEBHOOK/00000000-0000-0000-0000-000000000000").decode()


def create(desk, who="host", status=200, **more):
    """Create a webhook."""
    answer = desk.call("POST", "/webhooks", who, json=HOOK | more)
    assert status == answer.status_code, answer.text
    return answer.json()


def test_a_webhook_is_created_and_read(desk):
    """It is shown as it was sent, active, with an id of the usual form; what has no value is left out."""
    shown = create(desk)

    assert base64.b64decode(shown["id"] + "==").startswith(b"ciscospark://us/WEBHOOK/")
    given = {"status": "active", "created": "2031-03-03T09:00:00Z", "ownedBy": "creator"}
    assert HOOK | given == {name: value for name, value in shown.items() if name != "id"}
    assert shown == desk.call("GET", f"/webhooks/{shown['id']}").json()
    assert [shown] == desk.call("GET", "/webhooks").json()["items"]
    plain = {name: HOOK[name] for name in ("name", "targetUrl", "resource", "event")}
    bare = desk.call("POST", "/webhooks", json=plain | {"color": "red"}).json()
    assert {*plain, "id", "status", "created", "ownedBy"} == set(bare)


def test_a_webhook_is_updated(desk):
    """Resource, event and filter stay, and so does what is not named."""
    webhook = create(desk)
    changes = {"name": "New", "targetUrl": "http://example.org", "resource": "rooms", "status": "active"}
    answer = desk.call("PUT", f"/webhooks/{webhook['id']}", json=changes)

    expected = webhook | {"name": "New", "targetUrl": "http://example.org"}
    assert (200, expected) == (answer.status_code, answer.json())
    assert expected == desk.call("GET", f"/webhooks/{webhook['id']}").json()


def test_a_webhook_is_deleted(desk):
    """Once; then nobody knows it."""
    path = f"/webhooks/{create(desk)['id']}"
    answer = desk.call("DELETE", path)
    assert (204, b"") == (answer.status_code, answer.content)
    for method in ("GET", "PUT", "DELETE"):
        body = {"json": HOOK} if method == "PUT" else {}
        assert 404 == desk.call(method, path, **body).status_code
        assert 404 == desk.call(method, f"/webhooks/{ID_OF_ZEROS}", **body).status_code
    assert [] == desk.call("GET", "/webhooks").json()["items"]


@pytest.mark.parametrize(
    "change",
    [
        *({name: wrong} for name in HOOK for wrong in (None, 7, True, [], {}, [{"a": []}])),
        *({name: ""} for name in ("name", "targetUrl", "resource")),
        {"name": "x" * 5000},
        {"resource": "lunches"},
        {"event": "eaten"},
        *({"targetUrl": wrong} for wrong in ("example.com", "ftp://example.com", "http://[", "http://a b")),
        {"ownedBy": "cat"},
        {"filter": "hostEmail=theo.host@example.com"},
    ],
)
def test_wrong_bodies_are_refused(desk, change):
    """With 400, at creation and, where the property can be changed, at updates."""
    create(desk, status=400, **change)
    if not set(change) & {"resource", "event", "filter"}:
        path = f"/webhooks/{create(desk)['id']}"
        answer = desk.call("PUT", path, json={"name": "a", "targetUrl": "http://example.com"} | change)
        assert 400 == answer.status_code


def test_required_properties_are_required(desk):
    """At creation and at updates; a client cannot set a webhook inactive."""
    path = f"/webhooks/{create(desk)['id']}"
    for name in ("name", "targetUrl", "resource", "event"):
        body = {key: value for key, value in HOOK.items() if key != name}
        assert 400 == desk.call("POST", "/webhooks", json=body).status_code
    assert 400 == desk.call("PUT", path, json={"name": "a"}).status_code
    assert 400 == desk.call("PUT", path, json={"targetUrl": "http://example.com"}).status_code
    assert 400 == desk.call("PUT", path, json=HOOK | {"status": "inactive"}).status_code
    for method, place in (("POST", "/webhooks"), ("PUT", path)):
        assert 415 == desk.call(method, place, data={"a": "b"}).status_code
        assert 400 == desk.call(method, place, json=[]).status_code


def test_lists_are_paged(desk):
    """By `max`, which has no documented bound above; the links keep it."""
    ids = [create(desk)["id"] for _ in range(3)]
    first = desk.call("GET", "/webhooks", params={"max": 2})
    second = desk.call("GET", first.links["next"]["url"].partition("/v1")[2])
    assert ids == [each["id"] for answer in (first, second) for each in answer.json()["items"]]
    assert "next" not in second.links
    assert 3 == len(desk.call("GET", "/webhooks", params={"max": 500}).json()["items"])
    for wrong in ({"max": 0}, {"max": "x"}, {"ownedBy": "me"}):
        assert 400 == desk.call("GET", "/webhooks", params=wrong).status_code


def test_who_reaches_webhooks(desk):
    """Users their own; administrators and officers those of everybody, by id."""
    own = create(desk)
    path = f"/webhooks/{own['id']}"
    assert [200, 200, 404, 403] == [
        desk.call("GET", path, who).status_code for who in ("admin", "officer", "other", "guest")
    ]
    for who in ("admin", "other"):
        assert [] == desk.call("GET", "/webhooks", who).json()["items"]
    assert 404 == desk.call("DELETE", path, "other").status_code
    assert 204 == desk.call("DELETE", path, "admin").status_code


def test_webhooks_of_the_organisation(desk):
    """Administrators have them, list them, and filter them by host."""
    create(desk, status=403, ownedBy="org")
    wide = create(desk, "admin", ownedBy="org", filter="hostEmail=theo.host@example.com")
    assert "org" == wide["ownedBy"]
    create(desk, "admin")
    query = {"params": {"ownedBy": "org"}}
    for who in ("admin", "officer"):
        assert [wide] == desk.call("GET", "/webhooks", who, **query).json()["items"]
    assert 403 == desk.call("GET", "/webhooks", **query).status_code
    path = f"/webhooks/{wide['id']}"
    assert 404 == desk.call("GET", path).status_code
    body = {"name": "a", "targetUrl": "http://example.com"}
    assert 400 == desk.call("PUT", path, "admin", json=body | {"ownedBy": "creator"}).status_code
    assert 200 == desk.call("PUT", path, "admin", json=body).status_code


def test_any_read_scope_opens_webhooks(desk):
    """Of meetings, recordings or participants."""
    person = desk.people["host"]
    for name, status in (("schedules", 200), ("recordings", 200), ("participants", 200), ("controls", 403)):
        token = desk.emulator.world.mint(person, frozenset({f"meeting:{name}_read"}))
        create(desk, token, status)
        assert status == desk.call("GET", "/webhooks", token).status_code
