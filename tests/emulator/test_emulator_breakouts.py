"""Breakout sessions and simultaneous interpretation of meetings."""

from __future__ import annotations

import pytest

ZEROS = "0" * 32
SAM, THEO = "sam.attendee@example.com", "theo.host@example.com"
HOSTILE = (None, 7, [], {}, "", "x" * 5000, [[[]]], {"a": {"b": None}})
ENGLISH = {"languageCode1": "en", "languageCode2": "fi"}
WHO = (
    ("host", 200, 200, {}),
    ("other", 404, 404, {}),
    ("attendee", 200, 403, {}),
    ("admin", 404, 404, {}),
    ("admin", 200, 200, {"hostEmail": THEO}),
    ("other", 403, 403, {"hostEmail": THEO}),
    ("officer", 403, 403, {}),
    ("guest", 403, 403, {}),
)
"""Who calls, the statuses of reads and writes of Theo's meeting, and the host's address."""


class Breakouts:
    """The breakout sessions of one meeting."""

    def __init__(self, desk, meeting_id):
        self.desk, self.path = desk, f"/meetings/{meeting_id}/breakoutSessions"

    def put(self, items, status=200, who="host", **more):
        """Replace them; give those of the answer."""
        answer = self.desk.call("PUT", self.path, who, json={"items": items} | more)
        assert status == answer.status_code, answer.text
        return answer.json().get("items")

    def listed(self):
        """List them."""
        return self.desk.call("GET", self.path).json()["items"]

    def delete(self, who="host", **more):
        """Delete them; give the status."""
        return self.desk.call("DELETE", self.path, who, **more).status_code


def test_breakout_sessions_are_replaced_listed_and_deleted(desk):
    """Those of the creation are listed with ids, which every replacement gives anew."""
    first = [{"name": "Kiln", "invitees": [SAM]}]
    meeting = desk.create(enabledBreakoutSessions=True, breakoutSessions=first)["id"]
    rooms = Breakouts(desk, meeting)
    (kiln,) = rooms.listed()
    assert {"id": kiln["id"], "name": "Kiln", "invitees": [SAM]} == kiln
    assert 32 == len(kiln["id"])
    both = rooms.put([{"name": "Oven"}, {"name": "Wheel", "invitees": []}], sendEmail=False)
    assert [["id", "name"], ["id", "name", "invitees"]] == [list(each) for each in both]
    assert both == rooms.listed()
    assert "links" in desk.get(meeting)
    assert 400 == rooms.delete(params={"sendEmail": "x"})
    assert [204, 204] == [rooms.delete(params={"sendEmail": "false"}) for _ in range(2)]
    assert [] == rooms.listed()
    assert "links" not in desk.get(meeting)
    assert {"items": []} == desk.call("PUT", rooms.path, json={}).json()


def test_a_scheduled_meeting_can_have_sessions_of_its_own(desk):
    """An instance of it has them too."""
    series = desk.create(recurrence="FREQ=DAILY;COUNT=2", enabledBreakoutSessions=True)["id"]
    first, second = (each["id"] for each in desk.children(series))
    shared = Breakouts(desk, series).put([{"name": "All"}])
    assert shared == Breakouts(desk, first).listed()
    own = Breakouts(desk, first).put([{"name": "One"}])
    assert own == Breakouts(desk, first).listed()
    assert shared == Breakouts(desk, second).listed() == Breakouts(desk, series).listed()
    desk.act("join", series, **{"as": "host"})
    run = desk.children(series, "meeting")[0]["id"]
    assert own == Breakouts(desk, run).listed()
    Breakouts(desk, run).put([], status=400)
    assert 400 == Breakouts(desk, run).delete()


@pytest.mark.parametrize("of_series", [[], [{"name": "All"}]])
def test_links_lead_to_sessions_that_the_meeting_itself_has(desk, of_series):
    """Of a series, its meetings and their instances, whichever of them the sessions were set for."""
    series = desk.create(recurrence="FREQ=DAILY;COUNT=3", enabledBreakoutSessions=True)["id"]
    first, second, third = (each["id"] for each in desk.children(series))
    Breakouts(desk, series).put(of_series)
    Breakouts(desk, first).put([{"name": "One"}])
    Breakouts(desk, second).put([])
    run = desk.act("join", series, **{"as": "host"})["instanceId"]
    linked = {series: bool(of_series), first: True, second: False, third: bool(of_series), run: True}
    for meeting_id, has in linked.items():
        links = desk.get(meeting_id).get("links", [])
        assert [f"/v1/meetings/{meeting_id}/breakoutSessions"] * has == [each["href"] for each in links]


def test_breakout_sessions_have_to_be_enabled(desk):
    """Without that they cannot be set; unfit bodies are refused."""
    Breakouts(desk, desk.create()["id"]).put([{"name": "Kiln"}], status=400)
    rooms = Breakouts(desk, desk.create(hours=48, enabledBreakoutSessions=True)["id"])
    rooms.put([{"name": str(number)} for number in range(101)], status=400)
    assert 100 == len(rooms.put([{"name": str(number)} for number in range(100)]))
    for value in HOSTILE:
        rooms.put([value], status=400)
        rooms.put([{"name": value}], status=400)
        rooms.put([{"name": "Kiln", "invitees": [value]}], status=400)
        rooms.put([], status=400, sendEmail=value)
        rooms.put([], status=400, hostEmail=value)
        if value != []:
            rooms.put(value, status=400)
            rooms.put([{"name": "Kiln", "invitees": value}], status=400)
    assert 415 == desk.call("PUT", rooms.path, data={"items": "x"}).status_code


@pytest.mark.parametrize(("who", "reads", "writes", "host"), WHO)
def test_who_reaches_breakout_sessions(desk, who, reads, writes, host):
    """The host, and administrators who name him in the body or in a header; invitees read."""
    meeting = desk.create(enabledBreakoutSessions=True, invitees=[{"email": SAM}])["id"]
    rooms = Breakouts(desk, meeting)
    assert reads == desk.call("GET", rooms.path, who, headers=host).status_code
    rooms.put([{"name": "Kiln"}], status=writes, who=who, **host)
    assert {200: 204}.get(writes, writes) == rooms.delete(who, headers=host)
    for method in ("GET", "PUT", "DELETE"):
        body = {"json": {}} if method == "PUT" else {}
        assert 404 == desk.call(method, f"/meetings/{ZEROS}/breakoutSessions", **body).status_code


def interpret(desk, hours=24.0, *interpreters, **more):
    """Create a meeting with interpretation; give the path of its interpreters."""
    setting = {"enabled": True, "interpreters": list(interpreters)}
    meeting = desk.create(hours=hours, simultaneousInterpretation=setting, **more)["id"]
    return f"/meetings/{meeting}/interpreters"


def add(desk, path, status=200, who="host", **more):
    """Create an interpreter; give the answer's body."""
    answer = desk.call("POST", path, who, json=ENGLISH | more)
    assert status == answer.status_code, answer.text
    return answer.json()


def test_interpreters_one_by_one(desk):
    """Created, listed, got, updated and deleted; the meeting shows the same."""
    path = interpret(desk, 24, ENGLISH | {"email": "ann@example.com"})
    meeting = path.split("/")[2]
    ann = desk.call("GET", path).json()["items"][0]
    assert ENGLISH | {"id": ann["id"], "email": "ann@example.com"} == ann
    bob = add(desk, path, email="bob@example.com", displayName="Bob", sendEmail=False, unknown=1)
    assert ENGLISH | {"id": bob["id"], "email": "bob@example.com", "displayName": "Bob"} == bob
    assert bob == desk.call("GET", f"{path}/{bob['id']}").json()
    unnamed = add(desk, path)
    assert ENGLISH | {"id": unnamed["id"]} == unnamed
    assert [ann, bob, unnamed] == desk.get(meeting)["simultaneousInterpretation"]["interpreters"]
    swapped = {"languageCode1": "fi", "languageCode2": "en"}
    changed = desk.call("PUT", f"{path}/{bob['id']}", json=swapped | {"email": "Bob@example.com"})
    assert (200, bob | swapped | {"email": "Bob@example.com"}) == (changed.status_code, changed.json())
    assert [204, 404] == [desk.call("DELETE", f"{path}/{ann['id']}").status_code for _ in range(2)]
    assert [changed.json(), unnamed] == desk.call("GET", path).json()["items"]
    for method, body in (("GET", {}), ("DELETE", {}), ("PUT", {"json": ENGLISH})):
        for name in (ZEROS, ann["id"]):
            assert 404 == desk.call(method, f"{path}/{name}", **body).status_code


def test_nobody_interprets_twice(desk):
    """The refusal names the address and has no `errors`."""
    path = interpret(desk, 24, ENGLISH | {"email": "ann@example.com"})
    refusal = add(desk, path, 400, email="Ann@example.com")
    assert "'Ann@example.com' is found in more than one interpreter." == refusal["message"]
    assert "errors" not in refusal
    bob = add(desk, path, email="bob@example.com")
    body = ENGLISH | {"email": "ann@example.com"}
    assert 400 == desk.call("PUT", f"{path}/{bob['id']}", json=body).status_code
    assert (
        200
        == desk.call("PUT", f"{path}/{bob['id']}", json=ENGLISH | {"email": "BOB@example.com"}).status_code
    )


def test_interpretation_as_a_whole(desk):
    """On with interpreters, off without; not on a site that has none."""
    meeting = desk.create()["id"]
    whole, each = f"/meetings/{meeting}/simultaneousInterpretation", f"/meetings/{meeting}/interpreters"

    def put(status=200, **body):
        answer = desk.call("PUT", whole, json=body)
        assert status == answer.status_code, answer.text
        return answer.json()

    add(desk, each, 400)
    assert [] == desk.call("GET", each).json()["items"]
    setting = put(enabled=True, interpreters=[ENGLISH])
    assert (True, ENGLISH) == (
        setting["enabled"],
        {k: v for k, v in setting["interpreters"][0].items() if k != "id"},
    )
    assert setting == desk.get(meeting)["simultaneousInterpretation"]
    refusal = put(400, enabled=False, interpreters=[ENGLISH])
    text = "'interpreters' should be empty when simultaneous interpretation is disabled."
    assert [{"description": text}] == refusal["errors"]
    put(400, enabled=True, interpreters=[ENGLISH | {"email": SAM}] * 2)
    assert {"enabled": True, "interpreters": []} == put(enabled=True, hostEmail=THEO)
    assert {"enabled": False} == put(enabled=False, interpreters=[])
    put(400)
    for value in HOSTILE:
        put(400, enabled=value)
        put(400, enabled=True, hostEmail=value)
        put(400, enabled=True, interpreters=[value])
        for name in ("languageCode1", "email"):
            put(400, enabled=True, interpreters=[ENGLISH | {name: value}])
        if value != []:
            put(400, enabled=True, interpreters=value)
    desk.control("PATCH", "/sites/north-example.webex.com", simultaneousInterpretation=False)
    put(400, enabled=True)
    assert (
        404
        == desk.call(
            "PUT", f"/meetings/{ZEROS}/simultaneousInterpretation", json={"enabled": True}
        ).status_code
    )


def test_a_scheduled_meeting_can_have_interpreters_of_its_own(desk):
    """Which marks it as modified; instances keep those they began with."""
    path = interpret(desk, 24, ENGLISH, recurrence="FREQ=DAILY;COUNT=2")
    series = path.split("/")[2]
    first, second = (each["id"] for each in desk.children(series))
    own = f"/meetings/{first}/interpreters"
    add(desk, own, email=SAM)
    counts = [
        len(desk.call("GET", f"/meetings/{each}/interpreters").json()["items"])
        for each in (first, second, series)
    ]
    assert [2, 1, 1] == counts
    assert (True, False) == (desk.get(first)["isModified"], desk.get(second)["isModified"])
    desk.act("join", series, **{"as": "host"})
    run = f"/meetings/{desk.children(series, 'meeting')[0]['id']}/interpreters"
    (one, _) = desk.call("GET", run).json()["items"]
    add(desk, run, 400)
    assert 400 == desk.call("DELETE", f"{run}/{one['id']}").status_code


@pytest.mark.parametrize(("who", "reads", "writes", "host"), WHO)
def test_who_reaches_interpreters(desk, who, reads, writes, host):
    """The host, and administrators who name him; invitees read."""
    path = interpret(desk, 24, ENGLISH, invitees=[{"email": SAM}])
    one = f"{path}/{desk.call('GET', path).json()['items'][0]['id']}"
    whole = path.replace("interpreters", "simultaneousInterpretation")
    for address in (path, one):
        assert reads == desk.call("GET", address, who, params=host).status_code
    add(desk, path, writes, who, **host)
    assert writes == desk.call("PUT", one, who, json=ENGLISH | host).status_code
    assert {200: 204}.get(writes, writes) == desk.call("DELETE", one, who, params=host).status_code
    assert writes == desk.call("PUT", whole, who, json={"enabled": True} | host).status_code


def test_interpreters_that_cannot_be(desk):
    """Unfit bodies, unknown meetings, wrong parameters."""
    path = interpret(desk, 24, ENGLISH)
    one = f"{path}/{desk.call('GET', path).json()['items'][0]['id']}"
    for value in HOSTILE:
        for name in ("languageCode1", "languageCode2", "email", "displayName", "hostEmail", "sendEmail"):
            if (name, value) == ("displayName", ""):
                continue
            add(desk, path, 400, **{name: value})
            assert 400 == desk.call("PUT", one, json=ENGLISH | {name: value}).status_code
    assert 400 == desk.call("POST", path, json={"languageCode1": "en"}).status_code
    assert 400 == desk.call("DELETE", one, params={"sendEmail": "x"}).status_code
    assert 415 == desk.call("POST", path, data=ENGLISH).status_code
    nowhere = f"/meetings/{ZEROS}/interpreters"
    add(desk, nowhere, 404)
    assert 404 == desk.call("GET", nowhere).status_code
