"""Meetings of the XML door: made, changed, listed, deleted and refused."""

from __future__ import annotations

import pytest

from tests.emulator.xml_desk import Door


@pytest.fixture
def door(desk, caplog):
    """Give the XML door of the desk's emulator, which must not fail on the inside."""
    yield Door(desk)
    assert caplog.messages == []


def _get(door, key, who="host"):
    return door.ask("meeting.GetMeeting", who, meetingKey=key)


def _set(door, key, who="host", **content):
    return door.ask("meeting.SetMeeting", who, meetingkey=key, **content)


def _rest(door, key):
    found = next(each for each in door.desk.emulator.world.series.values() if each.number == key)
    return door.desk.get(found.id)


def test_a_meeting_is_made_read_changed_and_deleted(door):
    """A meeting is made, read, changed and deleted; its key is good for nothing afterwards."""
    key = door.create()
    shown = _get(door, key)
    assert (shown.text("metaData/confName"), shown.text("meetingkey")) == ("Slow glass", key)
    assert shown.text("schedule/startDate") == "03/05/2031 10:00:00"
    assert shown.text("schedule/timeZone") == "GMT+01:00, Europe (Paris)"
    assert (shown.text("schedule/duration"), shown.text("schedule/hostWebExID")) == ("45", "theo.host")
    assert _set(door, key, metaData={"confName": "Slower"}, schedule={"duration": 60}).id == ""
    shown = _get(door, key)
    assert (shown.text("metaData/confName"), shown.text("schedule/duration")) == ("Slower", "60")
    assert shown.text("schedule/startDate") == "03/05/2031 10:00:00"
    gone = door.ask("meeting.DelMeeting", meetingKey=key)
    assert gone.children == ["iCalendarURL"]
    for answer in (_get(door, key), _set(door, key), door.ask("meeting.DelMeeting", meetingKey=key)):
        assert answer.id == "060001"


def test_a_new_meeting_is_answered_with_key_links_and_token(door):
    """A new meeting is answered with its key, two links and a token; dates need no leading zeros."""
    schedule = {"startDate": "3/5/2031 9:05:00", "duration": 30}
    answer = door.ask("meeting.CreateMeeting", metaData={"confName": "A"}, schedule=schedule)
    assert answer.children == ["meetingkey", "iCalendarURL", "guestToken"]
    assert len(answer.text("guestToken")) == 32
    assert _get(door, answer.text("meetingkey")).text("schedule/startDate") == "03/05/2031 09:05:00"


def test_the_order_of_a_meeting_is_that_of_the_schema(door):
    """The order of a meeting is that of the schema."""
    assert _get(door, door.create()).children == [
        *("accessControl", "metaData", "participants", "enableOptions", "schedule", "telephony", "tracking"),
        *("repeat", "remind", "attendeeOptions", "meetingkey", "status", "hostJoined", "participantsJoined"),
        *("telePresence", "hostKey", "eventID", "guestToken", "hostType"),
    ]


def test_an_agenda_may_be_longer_than_rest_takes_one(door):
    """An agenda may be longer than REST takes one."""
    key = door.create(metaData={"confName": "A", "agenda": "a" * 2500})
    assert len(_get(door, key).text("metaData/agenda")) == 2500
    assert _set(door, key, metaData={"agenda": "b" * 2500}).id == ""
    assert _get(door, key).text("metaData/agenda") == "b" * 2500
    assert _set(door, key, metaData={"agenda": ""}).id == ""
    assert "agenda" not in _rest(door, key)
    assert _set(door, key, metaData={"agenda": "c" * 2501}).id == "999999"


@pytest.mark.parametrize(
    ("repeat", "rule"),
    [
        ({"repeatType": "DAILY", "interval": 2, "afterMeetingNumber": 4}, "FREQ=DAILY;INTERVAL=2;COUNT=4"),
        ({"repeatType": "CONSTANT", "afterMeetingNumber": 4}, "FREQ=DAILY;COUNT=4"),
        (
            {"repeatType": "WEEKLY", "dayInWeek": {"day": ["MONDAY", "SUNDAY"]}, "afterMeetingNumber": 3},
            "FREQ=WEEKLY;BYDAY=MO,SU;COUNT=3",
        ),
        (
            {"repeatType": "MONTHLY", "dayInMonth": 5, "afterMeetingNumber": 2},
            "FREQ=MONTHLY;BYMONTHDAY=5;COUNT=2",
        ),
        (
            {
                "repeatType": "MONTHLY",
                "weekInMonth": 5,
                "dayInWeek": {"day": "FRIDAY"},
                "afterMeetingNumber": 2,
            },
            "FREQ=MONTHLY;BYDAY=-1FR;COUNT=2",
        ),
        (
            {"repeatType": "YEARLY", "monthInYear": 4, "dayInMonth": 9, "afterMeetingNumber": 2},
            "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=9;COUNT=2",
        ),
        ({"repeatType": "DAILY", "expirationDate": "3/9/2031 12:00:00"}, "FREQ=DAILY;UNTIL=20310309T110000Z"),
        ({"repeatType": "DAILY", "expirationDate": "none"}, "FREQ=DAILY"),
    ],
)
def test_repetitions_are_recurrence_rules(door, repeat, rule):
    """Repetitions are recurrence rules."""
    key = door.create(repeat=repeat)
    assert _rest(door, key)["recurrence"] == rule
    shown = _get(door, key)
    assert shown.text("repeat/repeatType") == repeat["repeatType"]
    for name in ("interval", "afterMeetingNumber", "dayInMonth", "weekInMonth", "monthInYear"):
        assert name not in repeat or shown.text(f"repeat/{name}") == str(repeat[name])
    assert _set(door, key, repeat={"repeatType": "NO_REPEAT"}).id == ""
    assert "recurrence" not in _rest(door, key)


def test_hosts_are_chosen(door):
    """Who may schedule for whom is told apart from who exists."""
    schedule = {"startDate": "03/05/2031 10:00:00", "hostWebExID": "mira.host"}
    meta = {"confName": "A"}
    refused = door.ask("meeting.CreateMeeting", metaData=meta, schedule=schedule)
    assert refused.id == "060021"
    unknown = schedule | {"hostWebExID": "nobody"}
    assert door.ask("meeting.CreateMeeting", metaData=meta, schedule=unknown).id == "060019"
    assert door.ask("meeting.CreateMeeting", "admin", metaData=meta, schedule=schedule).id == ""
    door.ask("user.SetUser", "admin", webExId="mira.host", schedulingPermission="x;theo.host")
    key = door.ask("meeting.CreateMeeting", metaData=meta, schedule=schedule).text("meetingkey")
    assert _get(door, key).id == "060001"
    assert _get(door, key, "other").text("schedule/hostWebExID") == "mira.host"


def test_who_does_not_host_cannot_schedule(door):
    """Who does not host cannot schedule."""
    assert door.ask("meeting.CreateMeeting", "attendee", metaData={"confName": "A"}).id == "000001"


def test_meetings_of_others_are_not_told_of_but_to_administrators(door):
    """Meetings of others are not told of but to administrators."""
    key = door.create()
    assert _get(door, key, "other").id == "060001"
    assert _set(door, key, "other", metaData={"confName": "x"}).id == "060001"
    assert door.ask("meeting.DelMeeting", "other", meetingKey=key).id == "060001"
    assert _get(door, key, "admin").id == ""
    assert _set(door, key, "admin", schedule={"hostWebExID": "mira.host"}).id == ""
    assert _get(door, key, "other").id == ""


def test_a_password_may_be_demanded(door):
    """A password may be demanded."""
    content = {"metaData": {"confName": "A"}, "schedule": {"startDate": "03/05/2031 10:00:00"}}
    assert door.ask("meeting.CreateMeeting", **content).id == ""
    door.traits(meetingPasswordRequired=True)
    answer = door.ask("meeting.CreateMeeting", **content)
    assert (answer.id, answer.reason) == ("060026", "Meeting password must not be null")


@pytest.mark.parametrize(
    ("edition", "id_"), [("9.0", ""), ("41.3", ""), ("41.4", "110064"), ("41.12", "110064")]
)
def test_large_events_are_refused_since_41_4(door, edition, id_):
    """Large events are refused since 41.4."""
    door.traits(xmlEdition=edition)
    webinar = door.desk.create(scheduledType="webinar")
    assert _set(door, webinar["meetingNumber"], metaData={"confName": "x"}).id == id_
    meta = {"confName": "A", "meetingType": 1310}
    assert door.ask("meeting.CreateMeeting", metaData=meta).id == id_
    assert _set(door, door.create(), metaData={"meetingType": 1310}).id == id_


@pytest.mark.parametrize(("edition", "there"), [("41.2", False), ("41.3", True), ("41.12", True)])
def test_elements_of_a_meeting_come_with_their_release(door, edition, there):
    """Elements of a meeting come with their release."""
    door.traits(xmlEdition=edition)
    shown = _get(door, door.desk.create(scheduledType="webinar")["meetingNumber"])
    for name, value in (
        ("enableEvent", "true"),
        ("enableWebniar", "true"),
        ("enablePreMeetingLobby", "true"),
    ):
        assert shown.texts(f"enableOptions/{name}") == ([value] if there else [])


@pytest.mark.parametrize(
    "content",
    [
        {"metaData": {}},
        {"metaData": {"confName": "a" * 200}},
        {"accessControl": {"meetingPassword": "short"}},
        {"accessControl": {"meetingPassword": "a" * 17}},
        {"schedule": {"startDate": "03/01/2031 10:00:00"}},
        {"schedule": {"startDate": "03/05/2031 25:00:00"}},
        {"schedule": {"startDate": "31.12.2031"}},
        {"schedule": {"startDate": "03/05/9999 10:00:00"}},
        {"schedule": {"duration": 5}},
        {"schedule": {"duration": -5}},
        {"schedule": {"duration": 10**17}},
        {"schedule": {"timeZoneID": 63}},
        {"repeat": {"repeatType": "HOURLY"}},
        {"repeat": {"repeatType": "DAILY", "afterMeetingNumber": -1}},
        {"repeat": {"repeatType": "MONTHLY", "dayInMonth": 99}},
        {"repeat": {"repeatType": "YEARLY", "monthInYear": 13, "dayInMonth": 0}},
        {"remind": {"daysAhead": 10**17}},
        {"tracking": {"trackingCode1": "Nothing known"}},
        {"participants": {"attendees": {"attendee": {"person": {"name": "Nobody"}}}}},
        {"enableOptions": {"chat": "perhaps"}},
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(door, content):
    """Impossible values are refused, and no meeting is left behind."""
    whole = {"metaData": {"confName": "A"}, "schedule": {"startDate": "03/05/2031 10:00:00"}} | content
    assert door.ask("meeting.CreateMeeting", **whole).id == "999999"
    assert door.ask("meeting.LstsummaryMeeting").id == "000015"


def test_lists_are_of_ones_own_and_of_all_for_administrators(door):
    """Hosts list their own meetings, administrators those of everybody, ordered and cut."""
    first = door.create(metaData={"confName": "B"})
    second = door.create("other", metaData={"confName": "A"})
    assert door.ask("meeting.LstsummaryMeeting").texts("meeting/meetingKey") == [first]
    order = {"orderBy": "CONFNAME", "orderAD": "ASC"}
    everything = door.ask("meeting.LstsummaryMeeting", "admin", order=order)
    assert everything.texts("meeting/meetingKey") == [second, first]
    assert everything.children == ["meeting", "meeting", "matchingRecords"]
    cut = door.ask("meeting.LstsummaryMeeting", "admin", order=order, listControl={"startFrom": 2})
    assert (cut.texts("meeting/confName"), cut.text("matchingRecords/total")) == (["B"], "2")
    of_host = door.ask("meeting.LstsummaryMeeting", "admin", hostWebExID="theo.host")
    assert of_host.texts("meeting/hostWebExID") == ["theo.host"]
    assert door.ask("meeting.LstsummaryMeeting", hostWebExID="mira.host").id == "000001"
    assert door.ask("meeting.LstsummaryMeeting", hostWebExID="nobody").id == "030001"
    assert door.ask("meeting.LstsummaryMeeting", "admin", meetingKey=second).texts("meeting/confName") == [
        "A"
    ]
    assert door.ask("meeting.LstsummaryMeeting", "officer").id == "000015"


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        ({"startDateStart": "3/5/2031 10:00:00", "timeZoneID": 23}, True),
        ({"startDateStart": "03/05/2031 10:00:01", "timeZoneID": 23}, False),
        ({"startDateEnd": "03/05/2031 10:00:00", "timeZoneID": 23}, True),
        ({"startDateEnd": "03/05/2031 10:00:00", "timeZoneID": 45}, False),
        (
            {"endDateStart": "03/05/2031 10:45:00", "endDateEnd": "03/05/2031 10:45:00", "timeZoneID": 23},
            True,
        ),
    ],
)
def test_lists_are_cut_by_dates(door, scope, found):
    """Lists are cut by dates."""
    door.create()
    assert door.ask("meeting.LstsummaryMeeting", dateScope=scope).id == ("" if found else "000015")


def test_meetings_that_are_over_are_listed_by_date_only(door):
    """Meetings that are over are listed by date only."""
    door.create()
    door.desk.advance(days=5)
    assert door.ask("meeting.LstsummaryMeeting").id == "000015"
    scope = {"startDateStart": "03/05/2031 00:00:00"}
    assert door.ask("meeting.LstsummaryMeeting", dateScope=scope).id == ""


def test_meetings_belong_to_one_site(door):
    """Meetings belong to one site."""
    key = door.create()
    security = door.credentials("host") | {"siteName": "south-example"}
    assert door.ask("meeting.GetMeeting", security=security, meetingKey=key).id == "060001"
    assert door.ask("meeting.LstsummaryMeeting", security=security).id == "000015"


@pytest.mark.parametrize("kind", ["classic", "ci", "controlHub"])
def test_hosts_are_named_as_the_site_names_them(door, kind):
    """Hosts are named as the site names them."""
    door.traits(xmlKind=kind)
    name = "theo.host@example.com" if kind == "ci" else "theo.host"
    assert _get(door, door.create()).text("schedule/hostWebExID") == name


def test_who_was_made_here_hosts_here(door):
    """Who was made here hosts here."""
    new = {"webExId": "pia", "email": "pia@example.com", "firstName": "Pia", "password": "Kiln-Pass9"}
    assert door.ask("user.CreateUser", "admin", **new).id == ""
    security = {"siteName": "north-example", "webExID": "pia", "password": "Kiln-Pass9"}
    schedule = {"startDate": "03/05/2031 10:00:00"}
    made = door.ask("meeting.CreateMeeting", security=security, metaData={"confName": "A"}, schedule=schedule)
    shown = door.ask("meeting.GetMeeting", security=security, meetingKey=made.text("meetingkey"))
    assert shown.text("schedule/hostWebExID") == "pia"


def test_a_host_whose_address_changed_is_still_the_host(door):
    """Meetings show the name that the host has now."""
    door.traits(xmlKind="controlHub")
    key = door.create()
    assert door.ask("user.SetUser", "admin", webExId="theo.host", email="theo@example.com").id == ""
    security = {"siteName": "north-example", "webExID": "theo@example.com", "password": "Granite-Host-43"}
    shown = door.ask("meeting.GetMeeting", security=security, meetingKey=key)
    assert shown.text("schedule/hostWebExID") == "theo.host"
    door.traits(xmlKind="ci")
    shown = door.ask("meeting.GetMeeting", security=security, meetingKey=key)
    assert shown.text("schedule/hostWebExID") == "theo@example.com"
