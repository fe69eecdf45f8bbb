"""Create a Meeting: what is taken, what is shown, what is refused."""

from __future__ import annotations

import pytest

SCALARS = {
    "agenda": "Sand and soda",
    "password": "Kettle77x",
    "enabledAutoRecordMeeting": True,
    "allowAnyUserToBeCoHost": True,
    "enabledJoinBeforeHost": True,
    "enableConnectAudioBeforeHost": True,
    "joinBeforeHostMinutes": 10,
    "excludePassword": True,
    "publicMeeting": True,
    "reminderTime": 25,
    "unlockedMeetingJoinSecurity": "blockFromJoin",
    "sessionTypeId": 9,
    "enableAutomaticLock": True,
    "automaticLockMinutes": 5,
    "allowFirstUserToBeCoHost": True,
    "allowAuthenticatedDevices": True,
    "enabledAudioWatermark": True,
    "enabledVisualWatermark": True,
    "visualWatermarkOpacity": 33,
    "enabledLiveStream": True,
}


def refused(desk, text="", **more):
    """Create a meeting that must be refused, and look for a text in the description."""
    answer = desk.call("POST", "/meetings", json=desk.body() | more)
    assert 400 == answer.status_code, answer.text
    problem = answer.json()
    described = problem["errors"][0]["description"] if "errors" in problem else problem["message"]
    assert text in described
    return problem


def test_settings_are_kept_and_shown(desk):
    """What was asked for is in the answer and in every later read."""
    series = desk.create(**SCALARS)
    read = desk.get(series["id"])
    assert SCALARS == {name: series[name] for name in SCALARS} == {name: read[name] for name in SCALARS}


def test_nested_objects_are_filled_up_with_defaults(desk):
    """One member of a nested object changes that member alone."""
    plain = desk.create()
    series = desk.create(
        meetingOptions={"enabledVideo": False},
        attendeePrivileges={"enabledAnnotate": True},
        audioConnectionOptions={"audioConnectionType": "VoIP"},
    )
    assert plain["meetingOptions"] | {"enabledVideo": False} == series["meetingOptions"]
    assert plain["attendeePrivileges"] | {"enabledAnnotate": True} == series["attendeePrivileges"]
    assert (
        plain["audioConnectionOptions"] | {"audioConnectionType": "VoIP"} == series["audioConnectionOptions"]
    )
    assert (
        "allowAll"
        == desk.create(meetingOptions={"enabledNote": False, "noteType": "allowOne"})["meetingOptions"][
            "noteType"
        ]
    )


def test_nothing_is_ever_null(desk):
    """Properties without a value are left out."""
    series = desk.create()
    assert None not in series.values()
    assert {"agenda", "recurrence", "registration", "links", "roomId"}.isdisjoint(series)


def test_access_data_have_their_shapes(desk):
    """Numbers, keys and passwords are texts of digits; a password is made up when none was sent."""
    series = desk.create()
    for name, sizes in (
        ("meetingNumber", (9, 10, 11)),
        ("phoneAndVideoSystemPassword", (8,)),
        ("hostKey", (6,)),
    ):
        assert series[name].isdecimal()
        assert len(series[name]) in sizes
    assert f"{series['meetingNumber']}@north-example.webex.com" == series["sipAddress"]
    assert {"accessCode", "callInNumbers", "links"} == set(series["telephony"])
    assert len(series["password"]) >= 6


def test_times_are_echoed_in_the_zone_of_the_request_and_read_in_utc(desk):
    """Creation answers in the zone asked for, reads in UTC or in the zone of the header."""
    times = {"start": "2031-03-05T20:00:00+08:00", "end": "2031-03-05T21:00:00+08:00"}
    series = desk.create(timezone="Asia/Shanghai", **times)
    assert times == {"start": series["start"], "end": series["end"]}
    assert "2031-03-05T12:00:00Z" == desk.get(series["id"])["start"]
    assert "Asia/Shanghai" == desk.get(series["id"])["timezone"]
    zoned = desk.get(series["id"], headers={"timezone": "America/Halifax"})
    assert "2031-03-05T08:00:00-04:00" == zoned["start"]


@pytest.mark.parametrize(
    ("start", "zone", "shown"),
    [
        ("2031-03-05 10:00:00", None, "2031-03-05T10:00:00Z"),
        ("2031-03-05T10:00:00", "Europe/Helsinki", "2031-03-05T08:00:00Z"),
        ("2031-03-05T10:00:41.523Z", None, "2031-03-05T10:00:00Z"),
        ("2031-03-05T10:00:00Z", "Europe/Helsinki", "2031-03-05T10:00:00Z"),
        ("20310305T100000+0200", "Europe/Helsinki", "2031-03-05T08:00:00Z"),
        ("2031-03-05T10:00+05:30", None, "2031-03-05T04:30:00Z"),
    ],
)
def test_any_iso_form_is_read(desk, start, zone, shown):
    """Naive times are local to the zone, seconds are cut off, the Z form fits every zone."""
    more = {"timezone": zone} if zone else {}
    end = start.replace("10:00", "11:00").replace("T100000", "T110000")
    assert shown == desk.get(desk.create(start=start, end=end, **more)["id"])["start"]


def test_an_offset_that_is_not_the_zones_is_refused_in_the_short_shape(desk):
    """The clash has its own text and a body without errors; the zone's own offset changes with DST."""
    times = {"start": "2031-03-05T10:00:00+03:00", "end": "2031-03-05T11:00:00+03:00"}
    problem = refused(desk, timezone="Europe/Helsinki", **times)
    text = "timezone 'Europe/Helsinki' and timezone offset in '2031-03-05T10:00:00+03:00' do not match"
    assert ({"message", "trackingId"}, text) == (set(problem), problem["message"])
    summer = {name: value.replace("-03-", "-07-") for name, value in times.items()}
    desk.create(timezone="Europe/Helsinki", **summer)


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"title": ""}, "'title'"),
        ({"title": "x" * 129}, "'title'"),
        ({"title": None}, "'title'"),
        ({"agenda": "x" * 1301}, "'agenda'"),
        ({"start": None}, "'start'"),
        ({"start": "tomorrow"}, "'start'"),
        ({"start": "2031-03-03T08:59:00Z", "end": "2031-03-03T10:00:00Z"}, "before current time"),
        ({"end": "2031-03-04T09:00:00Z"}, "'end'"),
        ({"end": "2031-03-04T09:09:00Z"}, "duration"),
        ({"end": "2031-03-05T09:00:00Z"}, "duration"),
        ({"start": "2041-03-04T09:00:00Z", "end": "2041-03-04T10:00:00Z"}, "'start'"),
        ({"timezone": "Mars/Olympus"}, "'timezone'"),
        ({"joinBeforeHostMinutes": 7}, "'joinBeforeHostMinutes'"),
        ({"joinBeforeHostMinutes": 30}, "'joinBeforeHostMinutes'"),
        ({"joinBeforeHostMinutes": 5, "scheduledType": "webinar"}, "'joinBeforeHostMinutes'"),
        ({"publicMeeting": "true"}, "'publicMeeting'"),
        ({"publicMeeting": None}, "'publicMeeting'"),
        ({"sessionTypeId": True}, "'sessionTypeId'"),
        ({"unlockedMeetingJoinSecurity": "open"}, "'unlockedMeetingJoinSecurity'"),
        ({"visualWatermarkOpacity": 4}, "'visualWatermarkOpacity'"),
        ({"visualWatermarkOpacity": 81}, "'visualWatermarkOpacity'"),
        ({"integrationTags": ["a", "b", "c", "d"]}, "'integrationTags'"),
        ({"integrationTags": ["x" * 65]}, "'integrationTags'"),
        ({"trackingCodes": [{"name": "Department", "value": "Catering"}]}, "'trackingCodes'"),
        ({"trackingCodes": [{"name": "Galaxy", "value": "Near"}]}, "'trackingCodes'"),
        ({"trackingCodes": [{"name": "Division", "value": "x" * 121}]}, "'trackingCodes.value'"),
        ({"trackingCodes": [{"name": "Division", "value": ""}]}, "'trackingCodes.value'"),
        ({"meetingOptions": {"noteType": "some"}}, "'meetingOptions.noteType'"),
        ({"meetingOptions": []}, "'meetingOptions'"),
        ({"password": "lowercase1"}, "A mix of uppercase and lowercase letters"),
        ({"password": "Ab1"}, "password"),
        ({"registration": {}, "recurrence": "FREQ=DAILY;COUNT=3"}, "'registration'"),
        ({"registration": {"requireEmail": False}}, "requireEmail'"),
        ({"restrictToInvitees": True, "scheduledType": "webinar"}, "'restrictToInvitees'"),
        ({"invitees": [{"email": "nobody"}]}, "'invitees.email'"),
        ({"breakoutSessions": [{"name": "a"}]}, "'breakoutSessions'"),
        ({"liveStream": {"destination": "x"}}, "'liveStream.rtmpUrl'"),
        (
            {
                "simultaneousInterpretation": {
                    "enabled": False,
                    "interpreters": [dict.fromkeys(("languageCode1", "languageCode2"), "en")],
                }
            },
            "'interpreters' should be empty",
        ),
        ({"siteUrl": "elsewhere.webex.com"}, "'siteUrl'"),
        ({"hostEmail": 7}, "'hostEmail'"),
    ],
)
def test_impossible_values_are_refused_by_name(desk, more, text):
    """Each broken limit is a 400 whose description names the property."""
    refused(desk, text, **more)


@pytest.mark.parametrize("minutes", [10, 1439])
def test_the_bounds_of_the_duration_are_allowed(desk, minutes):
    """Ten minutes and 23 hours 59 minutes are both fine."""
    desk.create(minutes=minutes)


def test_the_bounds_of_texts_and_numbers_are_allowed(desk):
    """The longest title, agenda and tags, and the extreme opacities, are taken."""
    desk.create(title="x" * 128, agenda="x" * 1300, integrationTags=["x" * 64, "y", "z"])
    for opacity in (5, 80):
        desk.create(enabledVisualWatermark=True, visualWatermarkOpacity=opacity)


def test_a_start_in_the_present_minute_moves_to_the_next_one(desk):
    """Seconds ago in the same minute is not yet the past."""
    desk.advance(seconds=40)
    series = desk.create(start="2031-03-03T09:00:10Z", end="2031-03-03T09:30:00Z")
    assert "2031-03-03T09:01:00Z" == series["start"]


def test_registration_is_shown_in_full(desk):
    """Fields that are always required are true, questions and options are numbered."""
    question = {
        "question": "Shoe size?",
        "type": "dropdownList",
        "options": [{"value": "40"}, {"value": "41"}],
    }
    shown = desk.create(registration={"requireCity": True, "customizedQuestions": [question]})["registration"]
    assert (True, True, False) == (shown["requireEmail"], shown["requireCity"], shown["requireFax"])
    (numbered,) = shown["customizedQuestions"]
    assert (1, [1, 2]) == (numbered["id"], [each["id"] for each in numbered["options"]])


def test_webinars_have_a_panelist_password_and_no_attendee_privileges(desk):
    """A webinar needs no session type and takes the join-before-host minutes of webinars."""
    series = desk.create(scheduledType="webinar", joinBeforeHostMinutes=60)
    assert {"panelistPassword", "phoneAndVideoSystemPanelistPassword"} <= set(series)
    assert "attendeePrivileges" not in series


def test_a_default_option_of_a_tracking_code_is_assigned(desk):
    """A code with a default option appears on meetings that do not name it."""
    code = {"name": "Floor", "inputMode": "select", "options": [{"value": "Second", "default": True}]}
    desk.control("PATCH", "/sites/north-example.webex.com", trackingCodes=[code])
    assert [{"name": "Floor", "value": "Second"}] == desk.create()["trackingCodes"]


def test_a_converged_site_warns_and_keeps_its_own_values(desk):
    """Attributes that a converged site lacks are not taken over and the answer says so."""
    desk.control("PATCH", "/sites/north-example.webex.com", converged=True)
    answer = desk.call("POST", "/meetings", json=desk.body(publicMeeting=True))
    assert "1001" in answer.headers["Warning"]
    assert answer.json()["publicMeeting"] is False
    assert "Warning" not in desk.call("POST", "/meetings", json=desk.body()).headers


def test_links_show_only_when_breakout_sessions_were_set(desk):
    """Enabled breakout sessions alone give no link."""
    assert "links" not in desk.create(enabledBreakoutSessions=True)
    series = desk.create(enabledBreakoutSessions=True, breakoutSessions=[{"name": "a"}])
    assert "breakoutSessions" == series["links"][0]["rel"]


def test_the_meeting_of_a_space_is_created_once_and_hidden(desk):
    """An ad-hoc meeting begins in five minutes; a second call gives the same one; lists omit it."""
    body = {"adhoc": True, "roomId": "Y2lzY29zcGFyazovL3VzL1JPT00vMQ"}
    first, second = (desk.call("POST", "/meetings", json=body).json() for _ in range(2))
    assert ("2031-03-03T09:05:00Z", "2031-03-03T09:20:00Z") == (first["start"], first["end"])
    assert first["id"] == second["id"]
    assert [] == desk.items()
    assert 400 == desk.call("PATCH", f"/meetings/{first['id']}", json={"title": "x"}).status_code


def test_unknown_properties_and_parameters_are_ignored(desk):
    """Clients send more than the documents know."""
    series = desk.create(colour="blue", nested={"a": None})
    assert "colour" not in series
    assert series["id"] == desk.get(series["id"], params={"colour": "blue"})["id"]
