"""Places of updates: one body is meant by a fault, its neighbours are not."""

from __future__ import annotations

import pytest

DAILY = {"recurrence": "FREQ=DAILY;COUNT=3"}
TAGS = ["a", "x" * 64]
CODES = [{"name": "Department", "value": "Sales"}, {"name": "Region", "value": "Coast"}]


def patched(desk, meeting_id, **body):
    """The status of an update."""
    return desk.call("PATCH", f"/meetings/{meeting_id}", json=body).status_code


@pytest.mark.parametrize(
    ("part", "sent", "other"),
    [
        ("publicMeeting=true", {"publicMeeting": True}, {"publicMeeting": False}),
        ("agenda=null", {"agenda": None}, {"agenda": "x"}),
        ("reminderTime=30", {"reminderTime": 30}, {"reminderTime": 31}),
        (
            "unlockedMeetingJoinSecurity=blockFromJoin",
            {"unlockedMeetingJoinSecurity": "blockFromJoin"},
            {"unlockedMeetingJoinSecurity": "allowJoin"},
        ),
        ("title=text(128)", {"title": "x" * 128}, {"title": "x" * 127}),
        ("title=text(3)", {"title": "a b"}, {"title": "a-b"}),
        ("agenda=text(0)", {"agenda": ""}, {"agenda": "x"}),
        ("agenda=a=b", {"agenda": "a=b"}, {"agenda": "a"}),
        (
            "meetingOptions.enabledChat=false",
            {"meetingOptions": {"enabledChat": False}},
            {"meetingOptions": {}},
        ),
        ("integrationTags=items(2)", {"integrationTags": TAGS}, {"integrationTags": ["a"]}),
        ("integrationTags=items(2,64)", {"integrationTags": TAGS}, {"integrationTags": ["a", "b"]}),
        ("integrationTags=items(0)", {"integrationTags": []}, {"integrationTags": None}),
        ("trackingCodes=items(2)", {"trackingCodes": CODES}, {"trackingCodes": CODES[:1]}),
        ("trackingCodes.name=Region", {"trackingCodes": CODES}, {"trackingCodes": CODES[:1]}),
        ("title=New&agenda=Old", {"title": "New", "agenda": "Old"}, {"title": "New"}),
        (
            "recurrence=FREQ=DAILY;UNTIL=*",
            {"recurrence": "FREQ=DAILY;UNTIL=20310310T000000Z"},
            {"recurrence": "FREQ=DAILY"},
        ),
        ("timezone=Asia/Tokyo", {"timezone": "Asia/Tokyo"}, {"timezone": "Asia/Seoul"}),
    ],
)
def test_what_was_sent_is_a_place(desk, part, sent, other):
    """The named value is refused, another one is not."""
    series = desk.create()["id"]

    assert 200 == desk.faults(f"update-misjudged:sent:meeting:{part}").status_code

    assert (400, 200) == (patched(desk, series, **sent), patched(desk, series, **other))


def test_the_kind_is_what_the_id_names(desk):
    """One-offs, series that recur, their scheduled meetings, webinars and instant meetings differ."""
    one_off, series = desk.create()["id"], desk.create(**DAILY)["id"]
    adhoc = desk.call("POST", "/meetings", json={"adhoc": True, "roomId": "room"}).json()["id"]
    ids = {
        "meeting": one_off,
        "meeting.recurring": series,
        "meeting.occurrence": desk.children(series)[1]["id"],
        "webinar": desk.create(scheduledType="webinar")["id"],
    }

    for kind in ids:
        desk.faults(f"update-misjudged:sent:{kind}:title={kind}")
        answers = {other: patched(desk, meeting_id, title=kind) for other, meeting_id in ids.items()}
        assert {other: 400 if other == kind else 200 for other in ids} == answers

    room = desk.create(scheduledType="personalRoomMeeting")["id"]
    assert (400, 400) == (patched(desk, adhoc, title="New"), patched(desk, room, title="New"))
    desk.faults(
        "update-misjudged:sent:adhoc:title=New", "update-misjudged:sent:personalRoomMeeting:title=New"
    )
    assert (200, 200) == (patched(desk, adhoc, title="New"), patched(desk, room, title="New"))


def test_seconds_and_the_present_minute_are_places(desk):
    """A time is meant with the seconds that were written, or as one of the present minute."""
    series = desk.create()["id"]
    times = {"start": "2031-03-04T09:00:28.076Z", "end": "2031-03-04T10:00:41Z"}
    now = {"start": "2031-03-03T09:00:30Z", "end": "2031-03-03T10:00:00Z"}

    for place, refused in (
        ("fraction:start:28.076", times),
        ("fraction:end:41", times),
        ("fraction:start:30", now),
        ("same-minute", now),
    ):
        desk.faults(f"update-misjudged:{place}")
        assert {True: 400, False: 200} == {
            body is refused: patched(desk, series, **body) for body in (times, now)
        }


@pytest.mark.parametrize("more", [{}, DAILY, {"recurrence": "FREQ=DAILY"}])
def test_an_ignored_update_looks_done_and_is_not(desk, more):
    """The answer shows the new value, a read the old one; other updates are stored."""
    series = desk.create(**more)["id"]
    kind = "meeting.recurring" if more else "meeting"
    desk.faults(f"update-ignored:sent:{kind}:title=New", f"update-ignored:sent:{kind}:title=text(0)")

    answer = desk.call("PUT", f"/meetings/{series}", json={"title": "New"})

    assert (200, "New") == (answer.status_code, answer.json()["title"])
    assert "Plain" == desk.get(series)["title"]
    assert (200, "Newer") == (patched(desk, series, title="Newer"), desk.get(series)["title"])
    assert 400 == patched(desk, series, title="")


def test_an_ignored_move_of_one_meeting(desk):
    """The fixed places serve both families."""
    series = desk.create(**DAILY)["id"]
    second = desk.children(series)[1]
    desk.faults("update-ignored:moved:2:5")
    body = {"start": "2031-03-05T09:05:00Z", "end": "2031-03-05T10:00:00Z"}

    answer = desk.call("PATCH", f"/meetings/{second['id']}", json=body)

    assert ("2031-03-05T09:05:00Z", True) == (answer.json()["start"], answer.json()["isModified"])
    assert second == desk.children(series)[1]


def test_the_instance_and_its_time_are_places(desk):
    """An instance itself, and its parents while it is going on and afterwards."""
    series = desk.create(**DAILY)["id"]
    first, second = (each["id"] for each in desk.children(series)[:2])
    run = desk.act("join", series, **{"as": "host"})["instanceId"]
    desk.faults(
        *("update-misjudged:instance:inProgress", "update-misjudged:running:meetingSeries"),
        "update-misjudged:over:scheduledMeeting",
    )
    assert [200, 200, 400, 200] == [patched(desk, each, agenda="x") for each in (run, series, first, second)]

    desk.act("end", run)

    assert [400, 200, 400, 200] == [patched(desk, each, agenda="x") for each in (run, series, first, second)]
    assert "Plain" == desk.get(run)["title"]


FORCED = [
    ("meeting:requireAttendeeLogin=true", {}, {"requireAttendeeLogin": True}),
    ("meeting:meetingOptions.enabledPolling=true", {}, {"meetingOptions": {"enabledPolling": True}}),
    (
        "webinar:attendeePrivileges.enabledAnnotate=true",
        {"scheduledType": "webinar"},
        {"attendeePrivileges": {"enabledAnnotate": True}},
    ),
    (
        "personalRoomMeeting:trackingCodes=items(1)",
        {"scheduledType": "personalRoomMeeting"},
        {"trackingCodes": CODES[:1]},
    ),
    (
        "meeting.recurring:recurrence=FREQ=DAILY;INTERVAL=1;COUNT=1827",
        DAILY,
        {"recurrence": "FREQ=DAILY;INTERVAL=1;COUNT=1827"},
    ),
    (
        "meeting.recurring:recurrence=FREQ=DAILY;UNTIL=*",
        DAILY,
        {"recurrence": "FREQ=DAILY;UNTIL=21241001T000000Z"},
    ),
]


@pytest.mark.parametrize(("place", "more", "sent"), FORCED)
@pytest.mark.parametrize("on", [True, False])
def test_a_forced_update_is_shown_as_it_was_sent(desk, on, place, more, sent):
    """What is refused, cut or left out shows all the same."""
    meeting_id = desk.create(**more)["id"]
    (name, value), before = next(iter(sent.items())), desk.get(meeting_id)
    desk.faults(*([f"update-forced:sent:{place}"] if on else []))

    status = patched(desk, meeting_id, **sent)

    whole = before.get(name, {}) | value if isinstance(value, dict) else value
    assert on is (whole == desk.get(meeting_id).get(name))
    assert 200 == status or not on


def test_a_forced_value_lasts_until_the_next_update(desk):
    """Nothing of it is stored, so that later updates are judged as ever."""
    one_off = desk.create()["id"]
    desk.faults("update-forced:sent:meeting:restrictToInvitees=true")
    patched(desk, one_off, restrictToInvitees=True)
    assert desk.get(one_off)["restrictToInvitees"] is True

    assert 200 == patched(desk, one_off, agenda="x")

    assert "restrictToInvitees" not in desk.get(one_off)


def test_a_forced_update_of_one_meeting_is_its_own(desk):
    """Neither its siblings nor its series show it, and other refusals stay."""
    series = desk.create(**DAILY)["id"]
    ids = [each["id"] for each in desk.children(series)]
    desk.faults("update-forced:sent:meeting.occurrence:title=text(129)")

    assert (200, 400) == (patched(desk, ids[1], title="x" * 129), patched(desk, ids[1], title="x" * 130))
    assert ["Plain", "x" * 129, "Plain"] == [each["title"] for each in desk.children(series)]
    assert "Plain" == desk.get(series)["title"]


def test_an_impossible_zone_can_be_accepted(desk):
    """The answer is in UTC then, and the zone of the meeting stays."""
    series = desk.create()["id"]
    assert 400 == patched(desk, series, timezone="Nowhere/Else")

    desk.faults("update-misjudged:sent:meeting:timezone=Nowhere/Else")

    assert (200, "UTC") == (patched(desk, series, timezone="Nowhere/Else"), desk.get(series)["timezone"])


def test_an_end_before_the_start_is_a_negative_duration(desk):
    """The place names it as it was sent."""
    series = desk.create()["id"]
    times = {"start": "2031-03-04T09:00:00Z", "end": "2031-03-04T08:30:00Z"}
    assert 400 == patched(desk, series, **times)

    desk.faults("update-misjudged:lasting:meetingSeries:-30")

    assert 200 == patched(desk, series, **times)


@pytest.mark.parametrize(
    "place",
    [
        *(
            "sent",
            "sent:meeting",
            "sent:meeting:title",
            "sent:meeting.first:title=x",
            "sent:meeting:ti tle=x",
        ),
        *("sent:meeting:title=a b", "sent:meeting:title=", "sent:meeting:title=x&", "sent:meeting:a..b=x"),
        *("fraction:start", "fraction:now:10", "fraction:end:1", "same-minute:1", "moved:1:2:3"),
    ],
)
@pytest.mark.parametrize("kind", ["update-misjudged", "update-ignored", "update-forced"])
def test_a_place_that_is_none_is_refused(desk, kind, place):
    """A fault that could never show itself is not switched on, and the refusal says what there is."""
    answer = desk.faults(f"{kind}:{place}")

    assert (400, True) == (answer.status_code, "same-minute" in answer.json()["message"])
