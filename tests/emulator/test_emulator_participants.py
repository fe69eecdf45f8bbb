"""Meeting participants: what visits leave, and what the host does with people in a meeting."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

ZEROS = "0" * 32
SAM, MIRA, THEO = "sam.attendee@example.com", "mira.host@example.com", "theo.host@example.com"
HOSTILE = (None, 7, [], {}, "", "x" * 5000, [[[]]], {"a": {"b": None}})


def join(desk, meeting_id, email="", role="attendee"):
    """Let somebody come; give the id of the instance."""
    return desk.act("join", meeting_id, **{"as": role, "email": email})["instanceId"]


def listed(desk, meeting_id, who="host", headers=None, **query):
    """List participants, first page."""
    params = {"meetingId": meeting_id} | query
    answer = desk.call("GET", "/meetingParticipants", who, params=params, headers=headers or {})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def emails(desk, meeting_id, **query):
    """Give their addresses only."""
    return [each["email"] for each in listed(desk, meeting_id, **query)]


@pytest.fixture
def held(desk):
    """Hold a meeting: host and Sam come, Sam goes after ten minutes, comes again, all end."""
    meeting = desk.create(hours=1, invitees=[{"email": SAM, "coHost": True}])["id"]
    run = join(desk, meeting, role="host")
    join(desk, meeting, SAM)
    desk.advance(minutes=10)
    desk.act("leave", meeting, email=SAM)
    desk.advance(minutes=5)
    join(desk, meeting, SAM)
    desk.advance(minutes=5)
    desk.act("end", meeting)
    desk.advance(minutes=20)
    return meeting, run


def test_a_participant_tells_of_every_stay(desk, held):
    """Times of the whole visit, one device a stay with its seconds, and where it was."""
    meeting, run = held
    host, sam = listed(desk, run)
    prefix, key = sam["id"].split("_")
    device = sam["devices"][0]
    assert {
        "id": f"{meeting}_{UUID(key)}",
        "orgId": "5c0d1b52-61fd-4c3e-9a5e-2f8f4f0a7e11",
        "host": False,
        "coHost": True,
        "spaceModerator": False,
        "email": SAM,
        "displayName": "Sam Whitfield",
        "invitee": True,
        "muted": False,
        "video": "off",
        "state": "end",
        "meetingStartTime": "2031-03-03T09:00:00Z",
        "joinedTime": "2031-03-03T09:00:00Z",
        "leftTime": "2031-03-03T09:20:00Z",
        "siteUrl": "north-example.webex.com",
        "meetingId": run,
        "hostEmail": THEO,
        "devices": sam["devices"],
    } == sam
    assert [600, 300] == [each["durationSecond"] for each in sam["devices"]]
    assert "2031-03-03T09:10:00Z" == device["leftTime"]
    assert ("voip", device["correlationId"]) == (device["audioType"], str(UUID(device["correlationId"])))
    assert (True, False, False) == (host["host"], host["coHost"], host["invitee"])
    assert meeting == prefix
    assert sam == desk.call("GET", f"/meetingParticipants/{sam['id']}").json()


def test_participants_of_a_live_meeting(desk):
    """In the lobby without times, joined without an end; unnamed people are in no directory."""
    meeting = desk.create(hours=1, unlockedMeetingJoinSecurity="allowJoinWithLobby")["id"]
    run = join(desk, meeting, SAM)
    (waiting,) = listed(desk, run)
    assert ("lobby", "off") == (waiting["state"], waiting["video"])
    assert not {"joinedTime", "leftTime", "meetingStartTime", "devices"} & set(waiting)
    desk.advance(minutes=3)
    join(desk, meeting, role="host")
    join(desk, meeting)
    sam, host, unnamed = listed(desk, run)
    assert ["lobby", "joined", "lobby"] == [sam["state"], host["state"], unnamed["state"]]
    assert ("on", "2031-03-03T09:03:00Z") == (host["video"], host["joinedTime"])
    assert "leftTime" not in host
    assert not {"leftTime", "durationSecond"} & set(host["devices"][0])
    assert ("attendee-3@example.com", "attendee-3") == (unnamed["email"], unnamed["displayName"])
    assert "orgId" not in unnamed
    desk.act("end", meeting)
    assert [THEO] == emails(desk, run)


def test_the_deletion_of_a_scheduled_meeting_ends_visits(desk):
    """Its instance stays; those who were in it left then, and who waited was never there."""
    series = desk.create(hours=1, recurrence="FREQ=DAILY;COUNT=2", enabledJoinBeforeHost=True)["id"]
    run = join(desk, series, SAM)
    desk.act("lock", series)
    join(desk, series, MIRA)
    assert ["joined", "lobby"] == [each["state"] for each in listed(desk, run)]
    desk.advance(minutes=2)
    assert 204 == desk.call("DELETE", f"/meetings/{desk.children(series)[0]['id']}").status_code
    (sam,) = listed(desk, run)
    assert ("end", "2031-03-03T09:02:00Z") == (sam["state"], sam["leftTime"])


def test_lists_by_series_and_scheduled_meeting(desk):
    """Each gives the participants of all its instances; filters by start and by joining narrow them."""
    series = desk.create(hours=1, recurrence="FREQ=DAILY;COUNT=3")["id"]
    first, second, third = (each["id"] for each in desk.children(series))
    assert [] == listed(desk, series)
    join(desk, series, role="host")
    desk.act("end", series)
    desk.advance(days=1)
    join(desk, series, role="host")
    desk.advance(minutes=5)
    join(desk, series, SAM)
    desk.act("end", series)
    assert [THEO, THEO, SAM] == emails(desk, series)
    assert ([THEO], [THEO, SAM], []) == tuple(emails(desk, each) for each in (first, second, third))
    began = "2031-03-04T09:00:00Z"
    assert [THEO] == emails(desk, series, meetingStartTimeTo=began)
    assert [] == emails(desk, series, meetingStartTimeFrom=began)
    assert [THEO, SAM] == emails(desk, series, meetingStartTimeFrom="2031-03-03T09:00:00Z")
    assert [THEO, SAM] == emails(desk, series, joinTimeFrom=began)
    assert [THEO, THEO] == emails(desk, series, joinTimeTo="2031-03-04T09:05:00Z")
    assert [SAM] == emails(desk, series, joinTimeFrom="2031-03-04T09:05:00Z", joinTimeTo="2031-03-05")
    shifted = listed(desk, second, headers={"timezone": "Asia/Tokyo"})[0]
    assert "2031-03-04T18:00:00+09:00" == shifted["joinedTime"]


def test_lists_come_in_pages(desk):
    """Ten at once unless `max` says otherwise."""
    meeting = desk.create(hours=1, enabledJoinBeforeHost=True)["id"]
    for _ in range(12):
        join(desk, meeting)
    assert 10 == len(listed(desk, meeting))
    answer = desk.call("GET", "/meetingParticipants", params={"meetingId": meeting, "max": 5, "offset": 10})
    assert (2, {"first", "prev"}) == (len(answer.json()["items"]), set(answer.links))
    answer = desk.call("GET", "/meetingParticipants", params={"meetingId": meeting, "max": 5})
    assert "offset=5" in answer.links["next"]["url"]


@pytest.mark.parametrize(
    "query",
    [
        {"max": "0"},
        {"max": "101"},
        {"joinTimeFrom": "soon"},
        {"meetingStartTimeTo": "2031-13-01"},
        {"joinTimeFrom": "2031-03-03T10:00:00Z", "joinTimeTo": "2031-03-03T10:00:00Z"},
        {"joinTimeFrom": "2031-01-01T00:00:00Z", "joinTimeTo": "2031-04-01T00:00:01Z"},
        {"meetingStartTimeFrom": "2031-03-04", "meetingStartTimeTo": "2031-03-03"},
        {"breakoutSessionId": "kiln"},
        {"meetingId": ""},
    ],
)
def test_parameters_are_judged(desk, query):
    """Each wrong one is a bad request, whatever the meeting."""
    meeting = desk.create()["id"]
    params = {"meetingId": meeting} | query
    assert 400 == desk.call("GET", "/meetingParticipants", params=params).status_code
    if "max" not in query and "breakoutSessionId" not in query and "joinTimeFrom" not in query:
        assert 400 == desk.call("POST", "/meetingParticipants/query", params=params, json={}).status_code


def test_a_query_by_addresses(desk, held):
    """Those named, in any case; everybody when nobody is named; times are in the body."""
    _, run = held

    def query(body, who="host", status=200, **params):
        params = {"meetingId": run} | params
        answer = desk.call("POST", "/meetingParticipants/query", who, json=body, params=params)
        assert status == answer.status_code, answer.text
        return [each["email"] for each in answer.json().get("items", [])]

    assert [SAM] == query({"emails": [SAM.upper(), "no.one@example.com"]})
    assert [THEO, SAM] == query({}) == query({"emails": []})
    assert [] == query({"joinTimeFrom": "2031-03-03T09:00:01Z"})
    assert [THEO, SAM] == query({"joinTimeFrom": "2031-03-03T09:00:00Z", "joinTimeTo": "2031-04-01"})
    assert [THEO, SAM] == query({}, "officer")
    assert [THEO, SAM] == query({}, "admin", hostEmail=THEO)
    query({"joinTimeFrom": "2031-01-01", "joinTimeTo": "2031-06-01"}, status=400)
    query({}, meetingId="", status=400)
    query({}, meetingId=ZEROS, status=404)
    for value in HOSTILE:
        if value != []:
            query({"emails": value}, status=400)
        query({"emails": [value]}, status=400)
        query({"joinTimeTo": value}, status=400)


def test_who_sees_participants(desk, held):
    """The host, officers, and administrators who name the host; invitees are refused."""
    _, run = held
    path = f"/meetingParticipants/{listed(desk, run)[0]['id']}"
    for who, status, query in (
        ("host", 200, {}),
        ("other", 404, {}),
        ("attendee", 403, {}),
        ("admin", 404, {}),
        ("admin", 200, {"hostEmail": THEO}),
        ("officer", 200, {}),
        ("guest", 403, {}),
        ("other", 403, {"hostEmail": THEO}),
    ):
        assert status == desk.call("GET", path, who, params=query).status_code, who
        params = {"meetingId": run} | query
        assert status == desk.call("GET", "/meetingParticipants", who, params=params).status_code, who
    for name in (ZEROS, f"{ZEROS}_1", path.rpartition("/")[2][:-1], run, "x"):
        assert 404 == desk.call("GET", f"/meetingParticipants/{name}").status_code
    assert 404 == desk.call("GET", "/meetingParticipants", params={"meetingId": ZEROS}).status_code


def test_the_host_mutes_admits_and_expels(desk):
    """Each is seen in the answer and by reads; what is true already stays so."""
    meeting = desk.create(hours=1, unlockedMeetingJoinSecurity="allowJoinWithLobby")["id"]
    join(desk, meeting, role="host")
    run = join(desk, meeting, SAM)
    sam = listed(desk, run)[1]
    path = f"/meetingParticipants/{sam['id']}"

    def update(status=200, who="host", **body):
        answer = desk.call("PUT", path, who, json=body)
        assert status == answer.status_code, answer.text
        return answer.json()

    assert "lobby" == update()["state"]
    update(409, muted=True)
    shown = update(admit=True, muted=True)
    assert ("joined", True) == (shown["state"], shown["muted"])
    assert not {"joinedTime", "meetingStartTime", "leftTime"} & set(shown)
    assert {"correlationId", "deviceType", "audioType", "joinedTime"} == set(shown["devices"][0])
    assert "joined" == update(admit=True, expel=False)["state"]
    assert update(muted=False)["muted"] is False
    for who, status in (("other", 404), ("attendee", 404), ("admin", 404), ("officer", 403)):
        update(status, who, muted=True)
    update(400, admit=True, expel=True)
    for name in ("muted", "admit", "expel"):
        for value in HOSTILE:
            update(400, **{name: value})
    assert "state" not in update(expel=True)
    update(409, admit=True)
    assert "end" == listed(desk, run)[1]["state"]
    desk.act("end", meeting)
    update(409, muted=True)
    assert 404 == desk.call("PUT", f"/meetingParticipants/{ZEROS}_{uuid4()}", json={}).status_code
    assert 415 == desk.call("PUT", path, data={"muted": "true"}).status_code


def test_an_expelled_host_ends_the_meeting(desk):
    """As he does by leaving it as the last."""
    meeting = desk.create(hours=1)["id"]
    run = join(desk, meeting, role="host")
    (host,) = listed(desk, run)
    assert 200 == desk.call("PUT", f"/meetingParticipants/{host['id']}", json={"expel": True}).status_code
    assert "ended" == desk.get(run)["state"]


def test_entry_mutes_where_the_meeting_says_so(desk):
    """Attendees, not the host."""
    options = {"muteAttendeeUponEntry": True}
    meeting = desk.create(hours=1, audioConnectionOptions=options)["id"]
    join(desk, meeting, role="host")
    run = join(desk, meeting, SAM)
    assert [False, True] == [each["muted"] for each in listed(desk, run)]


def test_admission(desk):
    """All or none, of one meeting, a hundred at most; a breakout session may be named."""
    body = {"enabledBreakoutSessions": True, "breakoutSessions": [{"name": "Kiln"}]}
    meeting = desk.create(hours=1, unlockedMeetingJoinSecurity="allowJoinWithLobby", **body)["id"]
    join(desk, meeting, role="host")
    for email in (SAM, MIRA):
        run = join(desk, meeting, email)
    ids = [each["id"] for each in listed(desk, run)[1:]]

    def admit(*items, status=204, who="host"):
        answer = desk.call("POST", "/meetingParticipants/admit", who, json={"items": list(items)})
        assert status == answer.status_code, answer.text

    def states():
        return [each["state"] for each in listed(desk, run)[1:]]

    admit({"participantId": ids[0]}, {"participantId": f"{meeting}_{uuid4()}"}, status=404)
    admit({"participantId": ids[0]}, {"participantId": f"{ZEROS}_1"}, status=400)
    admit({"participantId": f"{ZEROS}_1"}, status=404)
    admit({"participantId": ids[0]}, status=404, who="other")
    admit({"participantId": ids[0]}, status=404, who="admin")
    admit(*[{"participantId": ids[0]}] * 101, status=400)
    admit({}, status=400)
    admit({"participantId": ids[0], "breakoutSessionId": "kiln"}, status=400)
    admit({"participantId": ids[0], "breakoutSessionId": str(uuid4())}, status=404)
    assert ["lobby", "lobby"] == states()
    admit({"participantId": ids[0]})
    admit()
    assert ["joined", "lobby"] == states()
    session = str(UUID(desk.emulator.world.series[meeting].breakouts[0]["id"]))
    for _ in range(2):
        admit({"participantId": ids[1], "breakoutSessionId": session})
    assert ["joined", "breakoutSession"] == states()
    (mira,) = listed(desk, run, breakoutSessionId=session)
    assert (MIRA, session) == (mira["email"], mira["breakoutSessionId"])
    attended = {"id": session, "name": "Kiln", "joinedTime": "2031-03-03T09:00:00Z"}
    assert [attended] == mira["breakoutSessionsAttended"]
    assert "joined" == desk.call("PUT", f"/meetingParticipants/{ids[1]}", json={}).json()["state"]
    desk.advance(minutes=1)
    desk.act("end", meeting)
    (mira,) = listed(desk, run, breakoutSessionId=session)
    assert [attended | {"leftTime": "2031-03-03T09:01:00Z"}] == mira["breakoutSessionsAttended"]
    admit({"participantId": ids[0]}, status=409)
    for value in HOSTILE:
        if value != []:
            answer = desk.call("POST", "/meetingParticipants/admit", json={"items": value})
            assert 400 == answer.status_code
        assert 400 == desk.call("POST", "/meetingParticipants/admit", json={"items": [value]}).status_code


def test_calls_to_sip_devices(desk):
    """They are pending until cancelled, which works once, and only while the meeting is on."""
    meeting = desk.create(hours=1)
    device = {"address": "room@sip.example.com", "displayName": "Room"}

    def call_out(status=200, who="host", **body):
        answer = desk.call("POST", "/meetingParticipants/callout", who, json=device | body)
        assert status == answer.status_code, answer.text
        return answer.json()

    def cancel(participant_id, who="host"):
        body = {"participantId": participant_id}
        return desk.call("POST", "/meetingParticipants/cancelCallout", who, json=body).status_code

    call_out(409, meetingId=meeting["id"])
    run = join(desk, meeting["id"], role="host")
    correlation = str(uuid4())
    made = call_out(meetingId=meeting["id"], invitationCorrelationId=correlation, addressType="sipAddress")
    assert {
        "participantId": made["participantId"],
        "invitationCorrelationId": correlation,
        "meetingNumber": meeting["meetingNumber"],
        "meetingId": meeting["id"],
        "addressType": "sipAddress",
        "state": "pending",
        **device,
    } == made
    assert made["participantId"].startswith(f"{meeting['id']}_")
    number = call_out(meetingNumber=meeting["meetingNumber"])
    assert number["invitationCorrelationId"] == str(UUID(number["invitationCorrelationId"]))
    assert [THEO] == emails(desk, run)
    call_out(400)
    call_out(404, meetingId=ZEROS)
    call_out(404, meetingNumber="000000000")
    call_out(404, "other", meetingId=meeting["id"])
    call_out(403, "officer", meetingId=meeting["id"])
    call_out(400, meetingId=meeting["id"], displayName="x" * 33)
    call_out(400, meetingId=meeting["id"], addressType="phone")
    for name in ("meetingId", "meetingNumber", "address", "invitationCorrelationId", "displayName"):
        for value in HOSTILE:
            call_out(400, **{"meetingId": meeting["id"], name: value})
    assert 404 == cancel(made["participantId"], "other")
    assert [204, 404] == [cancel(made["participantId"]) for _ in range(2)]
    assert 404 == cancel(f"{ZEROS}_1")
    assert [400] * len(HOSTILE[:5]) == [cancel(value) for value in HOSTILE[:5]]
    desk.act("end", meeting["id"])
    assert 409 == cancel(number["participantId"])
