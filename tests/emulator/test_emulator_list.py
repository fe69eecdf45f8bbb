"""List Meetings: windows, filters, pages."""

from __future__ import annotations

import httpx
import pytest

DAILY = {"recurrence": "FREQ=DAILY;COUNT=12"}
MIRA, SAM = "mira.host@example.com", "sam.attendee@example.com"
TRACES = (
    *("hasChat", "hasRecording", "hasTranscription", "hasSummary"),
    *("hasClosedCaption", "hasPolls", "hasQA", "hasSlido"),
)
WIDE = {"from": "2031-01-01T00:00:00Z", "to": "2032-01-01T00:00:00Z"}


def test_nothing_is_an_empty_list(desk):
    """Without meetings the answer is an object with an empty array."""
    answer = desk.call("GET", "/meetings")
    assert (200, {"items": []}) == (answer.status_code, answer.json())
    assert "Link" not in answer.headers


def test_series_of_the_coming_week_are_the_default(desk):
    """Without parameters series come that overlap the next seven days."""
    near, _far = desk.create(), desk.create(hours=24 * 8)
    assert [near["id"]] == [each["id"] for each in desk.items()]
    assert 2 == len(desk.items(**WIDE))


def test_a_series_is_listed_when_its_span_overlaps_the_window(desk):
    """A window between two meetings of a series still finds the series."""
    series = desk.create(recurrence="FREQ=WEEKLY;COUNT=4")
    window = {"from": "2031-03-06T00:00:00Z", "to": "2031-03-07T00:00:00Z"}
    assert [series["id"]] == [each["id"] for each in desk.items(**window)]
    assert [] == desk.items(meetingType="scheduledMeeting", **window)


def test_one_bound_gives_a_week(desk):
    """Only `from`, or only `to`, means seven days from there or up to there."""
    desk.create(**DAILY)
    for window in ({"from": "2031-03-06T00:00:00Z"}, {"to": "2031-03-13T00:00:00.000Z"}):
        assert 7 == len(desk.items(meetingType="scheduledMeeting", max=50, **window))


def test_the_window_is_inclusive_then_exclusive(desk):
    """A meeting that begins at `to` is out, one that begins at `from` is in."""
    desk.create(timezone="UTC")
    assert 1 == len(desk.items(meetingType="scheduledMeeting", **{"from": "2031-03-04T09:00:00Z"}))
    assert 0 == len(desk.items(meetingType="scheduledMeeting", to="2031-03-04T09:00:00Z"))


def test_pages_follow_each_other_to_the_end(desk):
    """Links are absolute, keep every parameter, and the last page has no next."""
    series = desk.create(**DAILY)
    params = {
        "meetingSeriesId": series["id"],
        "max": 5,
        "meetingType": "scheduledMeeting",
        **WIDE,
        "odd": "a&b",
    }
    answer = desk.call("GET", "/meetings", params=params)
    seen, sizes = [], []
    while True:
        seen += [each["id"] for each in answer.json()["items"]]
        sizes.append(len(answer.json()["items"]))
        following = answer.links.get("next")
        if following is None:
            break
        query = dict(httpx.URL(following["url"]).params)
        assert {name: str(value) for name, value in params.items()} == {
            k: v for k, v in query.items() if k != "offset"
        }
        answer = desk.client.get(
            following["url"], headers={"Authorization": f"Bearer {desk.people['host'].token}"}
        )
    assert ([5, 5, 2], 12) == (sizes, len(set(seen)))
    assert {"first", "prev"} == set(answer.links)


def test_ten_items_are_a_page_by_default(desk):
    """Twelve meetings need two pages."""
    for _ in range(12):
        desk.create()
    answer = desk.call("GET", "/meetings")
    assert (10, {"next"}) == (len(answer.json()["items"]), set(answer.links))


def test_the_children_of_a_series_come_together(desk):
    """With a series id alone scheduled meetings and instances come, with a type only those."""
    series = desk.create(recurrence="FREQ=DAILY;COUNT=2")
    desk.act("join", series["id"], **{"as": "host"})
    kinds = sorted(each["meetingType"] for each in desk.items(meetingSeriesId=series["id"]))
    assert ["meeting", "scheduledMeeting", "scheduledMeeting"] == kinds
    assert ["meeting"] == [
        each["meetingType"] for each in desk.items(meetingSeriesId=series["id"], meetingType="meeting")
    ]
    assert [] == desk.items(meetingSeriesId="0" * 32)


def test_states_narrow_by_type(desk):
    """A state keeps the objects in it; one that the type does not have is a 400."""
    series = desk.create(recurrence="FREQ=DAILY;COUNT=3")
    ready = desk.items(meetingSeriesId=series["id"], meetingType="scheduledMeeting", state="ready")
    assert ["ready"] == [each["state"] for each in ready]
    assert [] == desk.items(state="inProgress")
    answer = desk.call("GET", "/meetings", params={"meetingType": "meeting", "state": "missed"})
    assert 400 == answer.status_code


def test_current_shows_the_times_of_the_meeting_at_hand(desk):
    """Lists show the upcoming times of a series by default, single reads the first ones."""
    series = desk.create(**DAILY)
    desk.advance(hours=26)
    assert "2031-03-05T09:00:00Z" == desk.items()[0]["start"]
    assert "2031-03-04T09:00:00Z" == desk.items(current="false")[0]["start"]
    assert "2031-03-04T09:00:00Z" == desk.get(series["id"])["start"]
    assert "2031-03-05T09:00:00Z" == desk.get(series["id"], params={"current": "true"})["start"]


def test_number_and_link_find_the_meeting_at_hand(desk):
    """By number or link a scheduled meeting comes, the series when `current` is false."""
    series = desk.create(**DAILY)
    for key in ("meetingNumber", "webLink"):
        (item,) = desk.items(**{key: series[key], "state": "missed", "from": "2035-01-01"})
        assert ("scheduledMeeting", "ready") == (item["meetingType"], item["state"])
        (item,) = desk.items(**{key: series[key], "current": "false"})
        assert "meetingSeries" == item["meetingType"]
    assert [] == desk.items(meetingNumber="123456789")


def test_further_filters(desk):
    """Site, scheduled type, tag and modification narrow the list."""
    plain = desk.create(**DAILY)
    south = desk.create(siteUrl="south-example.webex.com", scheduledType="webinar", integrationTags=["job-5"])
    assert [south["id"]] == [each["id"] for each in desk.items(siteUrl="south-example.webex.com")]
    assert [south["id"]] == [each["id"] for each in desk.items(scheduledType="webinar")]
    assert [south["id"]] == [each["id"] for each in desk.items(integrationTag="job-5")]
    assert [] == desk.items("other", integrationTag="job-5")
    child = desk.children(plain["id"])[2]["id"]
    desk.call("PATCH", f"/meetings/{child}", json={"title": "x"})
    narrowed = desk.items(
        meetingSeriesId=plain["id"], meetingType="scheduledMeeting", isModified="true", max=50
    )
    assert [child] == [each["id"] for each in narrowed]


def test_space_meetings_are_found_by_room(desk):
    """A meeting created with a room id is listed for that room."""
    series = desk.create(roomId="Um9vbQ")
    desk.create()
    assert [series["id"]] == [each["id"] for each in desk.items(roomId="Um9vbQ")]


def test_ended_instances_are_listed(desk):
    """Those of the last week; filters by what a meeting left behind are for them alone."""
    run = desk.held()
    assert [run] == [each["id"] for each in desk.items(meetingType="meeting", state="ended")]
    assert 400 == desk.call("GET", "/meetings", params={"hasChat": "true"}).status_code
    for more in ({}, {"state": "inProgress"}):
        query = {"meetingType": "meeting", "hasChat": "false", **more}
        assert 400 == desk.call("GET", "/meetings", params=query).status_code


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("recording", "hasRecording"),
        ("transcript", "hasTranscription"),
        ("chat", "hasChat"),
        ("poll", "hasPolls"),
        ("closedCaption", "hasClosedCaption"),
        ("question", "hasQA"),
    ],
)
def test_meetings_tell_what_they_left_behind(desk, kind, name):
    """The one attribute is true in reads and lists, and stays so when the object is gone."""
    bare, full = desk.held(), desk.held()
    (thing,) = desk.left(full, kind)
    desk.control("DELETE", f"/artifacts/{thing}")
    traces = {each: value for each, value in desk.get(full).items() if each.startswith("has")}
    assert traces == dict.fromkeys(TRACES, False) | {name: True}
    assert dict.fromkeys(TRACES, False) == {each: desk.get(bare)[each] for each in TRACES}
    ended = {"meetingType": "meeting", "state": "ended"}
    for query, runs in (
        ({}, [bare, full]),
        ({name: "true"}, [full]),
        ({name: "false"}, [bare]),
        ({name: "true", "hasSlido": "true"}, []),
        ({name: "true", "hasSlido": "false"}, [full]),
    ):
        assert runs == [each["id"] for each in desk.items(**ended, **query)], query


def test_archives_leave_no_trace(desk):
    """No attribute is about them, and reads of a running meeting have none of these attributes."""
    run = desk.held(ends=False)
    desk.left(run, "archive", "chat")
    assert set(TRACES).isdisjoint(desk.get(run))
    desk.act("end", run)
    assert ["hasChat"] == [each for each in TRACES if desk.get(run)[each]]


@pytest.mark.parametrize("headers", [{}, {"timezone": "Asia/Tokyo"}, {"timezone": "UTC"}])
def test_windows_may_be_given_in_any_offset(desk, headers):
    """Whatever zone answers are wanted in; a time without an offset is in that zone."""
    meeting = desk.create()
    for begins, ends in (
        ("2031-03-04T11:00:00+02:00", "2031-03-04T11:00:01+02:00"),
        ("2031-03-04T00:00:00-09:00", "2031-03-04T09:00:01Z"),
    ):
        query = {"from": begins, "to": ends, "meetingType": "scheduledMeeting"}
        answer = desk.call("GET", "/meetings", params=query, headers=headers)
        assert [meeting["id"]] == [each["id"] for each in answer.json()["items"]], answer.text
    naive = "2031-03-04T18:00:00" if headers.get("timezone") == "Asia/Tokyo" else "2031-03-04T09:00:00"
    query = {"from": naive, "to": "2031-03-04T09:00:01Z", "meetingType": "scheduledMeeting"}
    answer = desk.call("GET", "/meetings", params=query, headers=headers)
    assert [meeting["id"]] == [each["id"] for each in answer.json()["items"]]


def test_who_is_invited_to_one_meeting_finds_that_one(desk):
    """Neither the series nor the other meetings; who was taken off one no longer finds that one."""
    series = desk.create(invitees=[{"email": MIRA}], **DAILY)["id"]
    first, second, third, *_ = [each["id"] for each in desk.children(series)]
    body = {"meetingId": second, "email": SAM}
    assert 200 == desk.call("POST", "/meetingInvitees", json=body).status_code
    query = {"meetingType": "scheduledMeeting", "max": 3}
    assert [second] == [each["id"] for each in desk.items("attendee", **query)]
    assert [first, second, third] == [each["id"] for each in desk.items("other", **query)]
    assert [] == desk.items("attendee")
    assert [series] == [each["id"] for each in desk.items("other")]
    (mira,) = (
        each["id"] for each in desk.found("/meetingInvitees", meetingId=second) if each["email"] == MIRA
    )
    assert 204 == desk.call("DELETE", f"/meetingInvitees/{mira}").status_code
    assert second not in [each["id"] for each in desk.items("other", **query)]
    desk.advance(days=2)
    run = desk.act("join", second, **{"as": "host"})["instanceId"]
    for who, runs in (("attendee", [run]), ("other", [])):
        assert runs == [each["id"] for each in desk.items(who, meetingType="meeting")]
    number = desk.get(series)["meetingNumber"]
    for who, found in (("attendee", [second]), ("other", []), ("admin", [])):
        assert found == [each["id"] for each in desk.items(who, meetingNumber=number)]


@pytest.mark.parametrize(
    "params",
    [
        *({"max": value} for value in ("0", "101", "ten", "", "-1", "1.5")),
        *(
            {name: "perhaps"}
            for name in ("current", "isModified", "state", "meetingType", "scheduledType", "from", "to")
        ),
        {"from": "2031-04-02", "to": "2031-04-01"},
        {"meetingNumber": "1", "webLink": "x"},
        {"meetingNumber": "1", "roomId": "x"},
        {"scheduledType": "personalRoomMeeting"},
    ],
)
def test_impossible_parameters_are_refused_by_name(desk, params):
    """The description of the 400 names a parameter that was sent."""
    answer = desk.call("GET", "/meetings", params=params)
    assert 400 == answer.status_code
    assert any(f"'{name}'" in answer.json()["errors"][0]["description"] for name in params)
