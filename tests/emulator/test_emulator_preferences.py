"""Meeting Preferences: rooms, audio, video, scheduling, sites (`rest-operations`, Meeting Preferences)."""

from __future__ import annotations

from copy import deepcopy

import pytest

NORTH, SOUTH, WEST = (f"{name}-example.webex.com" for name in ("north", "south", "west"))
PARTS = ("personalMeetingRoom", "audio", "video", "schedulingOptions")
REFRESH = "/admin/meetingPreferences/personalMeetingRoom/refreshId"
DELEGATES = "/meetingPreferences/schedulingOptions/delegateEmails"
PHONE = {
    "countryCode": "1",
    "number": "4085550100",
    "enabledCallInAuthentication": True,
    "enabledCallMe": True,
}
CHANGES = {
    "personalMeetingRoom": {
        "topic": "Kiln corner",
        "hostPin": "4061",
        "enabledAutoLock": True,
        "autoLockMinutes": 5,
        "enabledNotifyHost": False,
        "supportCoHost": True,
        "coHosts": [{"email": "mira.host@example.com", "displayName": "Mira"}],
    },
    "audio": {
        "defaultAudioType": "voipOnly",
        "otherTeleconferenceDescription": "Bridge seven",
        "enabledGlobalCallIn": False,
        "enabledTollFree": True,
        "enabledAutoConnection": True,
        "audioPin": "9042",
        "officeNumber": PHONE,
        "mobileNumber": PHONE | {"number": "4085550101"},
    },
    "video": {
        "videoDevices": [
            {"deviceName": "Lathe", "deviceAddress": "lathe@example.com", "isDefault": False},
            {"deviceName": "Oven", "deviceAddress": "oven@example.com", "isDefault": True},
        ]
    },
    "schedulingOptions": {
        "enabledJoinBeforeHost": True,
        "joinBeforeHostMinutes": 10,
        "enabledAutoShareRecording": True,
        "enabledWebexAssistantByDefault": True,
        "delegateEmails": ["sam.attendee@example.com"],
    },
}


def read(desk, part="", who="host", status=200, **query):
    """Get preferences, or one part of them."""
    path = "/meetingPreferences" + (f"/{part}" if part else "")
    answer = desk.call("GET", path, who, params=query)
    assert status == answer.status_code, answer.text
    return answer.json()


def write(desk, part, body, who="host", status=200, **query):
    """Put one part of the preferences."""
    answer = desk.call("PUT", f"/meetingPreferences/{part}", who, json=body, params=query)
    assert status == answer.status_code, answer.text
    return answer.json()


def test_the_whole_is_made_of_its_parts(desk):
    """Everything at once shows what the parts show."""
    whole = read(desk)

    assert [*PARTS, "sites"] == list(whole)
    assert [read(desk, part) for part in PARTS] == [whole[part] for part in PARTS]
    assert read(desk, "sites") == {"sites": whole["sites"]}
    room = whole["personalMeetingRoom"]
    assert f"https://{NORTH}/meet/theo.host" == room["personalMeetingRoomLink"]
    assert {"topic", "hostPin", "coHosts", "sipAddress", "dialInIpAddress", "telephony"} <= set(room)


@pytest.mark.parametrize("part", PARTS)
def test_parts_are_changed(desk, part):
    """What was set is shown by answers and reads, and stays when it is not named again."""
    before = read(desk, part)
    after = write(desk, part, CHANGES[part])

    assert before | CHANGES[part] == after == read(desk, part)
    assert after == write(desk, part, after)


@pytest.mark.parametrize("part", PARTS)
def test_sites_and_people_do_not_share(desk, part):
    """A change touches one person on one site."""
    south, mira = read(desk, part, siteUrl=SOUTH), read(desk, part, "other")
    write(desk, part, CHANGES[part])

    assert (south, mira) == (read(desk, part, siteUrl=SOUTH), read(desk, part, "other"))
    write(desk, part, CHANGES[part], siteUrl=SOUTH)
    assert read(desk, part, siteUrl=SOUTH).items() >= CHANGES[part].items()


def test_read_only_properties_are_passed_over(desk):
    """The link, the addresses and the numbers of a room are the site's."""
    room = read(desk, "personalMeetingRoom")
    sent = CHANGES["personalMeetingRoom"] | {"sipAddress": "x", "telephony": 7, "personalMeetingRoomLink": ""}
    after = write(desk, "personalMeetingRoom", sent)

    for name in ("sipAddress", "telephony", "personalMeetingRoomLink", "dialInIpAddress"):
        assert room[name] == after[name]


@pytest.mark.parametrize("part", PARTS)
def test_required_properties_are_required(desk, part):
    """Without one of them, and with null for one, nothing changes."""
    optional = {"audioPin", "enabledWebexAssistantByDefault", "delegateEmails"}
    before = read(desk, part)
    for name in set(CHANGES[part]) - optional:
        write(desk, part, {key: value for key, value in CHANGES[part].items() if key != name}, status=400)
        write(desk, part, CHANGES[part] | {name: None}, status=400)
    assert before == read(desk, part)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "wrong", [7, -1, 1e300, True, "", "x" * 9999, [], [[]], [None], {}, {"a": {"b": []}}]
)
def test_wrong_values_are_never_an_error_of_ours(desk, part, wrong):
    """Values of wrong types are refused with 400; a whole body that is none as well."""
    for name, right in CHANGES[part].items():
        body = deepcopy(CHANGES[part]) | {name: wrong}
        answer = desk.call("PUT", f"/meetingPreferences/{part}", json=body)
        assert answer.status_code in ((200, 400) if type(wrong) is type(right) else (400,)), (name, wrong)
    if not isinstance(wrong, dict):
        write(desk, part, wrong, status=400)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("personalMeetingRoom", {"autoLockMinutes": 7}),
        ("personalMeetingRoom", {"topic": "x" * 129}),
        ("personalMeetingRoom", {"coHosts": [{"email": "nobody", "displayName": "N"}]}),
        ("audio", {"defaultAudioType": "carrierPigeon"}),
        ("audio", {"audioPin": "12345"}),
        ("audio", {"officeNumber": {"number": "1"}}),
        ("schedulingOptions", {"joinBeforeHostMinutes": 20}),
        ("schedulingOptions", {"delegateEmails": ["nobody"]}),
    ],
)
def test_values_outside_their_set_are_refused(desk, part, change):
    """Enums, lengths, allowed numbers and addresses are judged."""
    write(desk, part, CHANGES[part] | change, status=400)


def test_one_video_device_is_the_default_one(desk):
    """None or one, never two (`deck-2020`)."""
    devices = CHANGES["video"]["videoDevices"]
    write(desk, "video", {"videoDevices": [each | {"isDefault": True} for each in devices]}, status=400)
    write(desk, "video", {"videoDevices": [each | {"isDefault": False} for each in devices]})
    assert {"videoDevices": []} == write(desk, "video", {"videoDevices": []})


def test_delegates_come_and_go(desk):
    """Inserted once each, whatever the case of letters; deleted if they are there."""
    sam, mira = "sam.attendee@example.com", "mira.host@example.com"
    answer = desk.call("POST", f"{DELEGATES}/insert", json={"emails": [sam, mira, sam.upper()]})
    assert (200, {"emails": [sam, mira]}) == (answer.status_code, answer.json())
    assert [sam, mira] == read(desk, "schedulingOptions")["delegateEmails"]

    answer = desk.call("POST", f"{DELEGATES}/delete", json={"emails": [sam.upper(), "who@example.com"]})
    assert (204, b"") == (answer.status_code, answer.content)
    assert [mira] == read(desk, "schedulingOptions")["delegateEmails"]
    for action in ("insert", "delete"):
        for body in ({"emails": "all"}, {"emails": None}, {"emails": ["nobody"]}, [], {"emails": [{}]}):
            assert 400 == desk.call("POST", f"{DELEGATES}/{action}", json=body).status_code


def test_administrators_reach_the_sites_that_they_manage(desk):
    """By `userEmail`; hosts do not, and nobody reaches people who do not exist."""
    theo = desk.people["host"].email
    assert read(desk) == read(desk, who="admin", userEmail=theo)
    write(desk, "video", CHANGES["video"], "admin", userEmail=theo)
    assert CHANGES["video"] == read(desk, "video")
    read(desk, "audio", "admin", userEmail=theo, siteUrl=SOUTH)
    read(desk, "audio", "admin", 403, userEmail=theo, siteUrl=WEST)
    read(desk, "audio", "admin", 404, userEmail="nobody@example.com")

    refusal = read(desk, "audio", "other", 403, userEmail=theo)
    assert "Not permitted to view or change other user's preferences." == refusal["errors"][0]["description"]
    assert read(desk) == read(desk, userEmail=theo.upper())


def test_who_has_no_site_has_no_preferences(desk):
    """Attendees have no licence to host; their list of sites is empty."""
    read(desk, who="attendee", status=403)
    assert {"sites": []} == read(desk, "sites", "attendee")
    read(desk, who="officer", status=403)
    read(desk, who="nobody", status=401)


def test_sites_that_are_not_the_persons_are_refused(desk):
    """Whether or not they exist."""
    for part in ("", *PARTS, "sites"):
        read(desk, part, "other", 400, siteUrl=SOUTH)
        read(desk, part, status=400, siteUrl="nowhere.example.com")


def test_the_default_site_is_where_new_meetings_go(desk):
    """It is the first one until another one is chosen."""
    sites = read(desk, "sites")["sites"]
    assert [(NORTH, True), (SOUTH, False), (WEST, False)] == [tuple(each.values()) for each in sites]
    assert NORTH == desk.create()["siteUrl"]

    shown = write(desk, "sites", {"siteUrl": SOUTH}, defaultSite="true")
    assert {"siteUrl": SOUTH, "default": True} == shown
    assert SOUTH == desk.create()["siteUrl"]
    assert NORTH == desk.create(siteUrl=NORTH)["siteUrl"]
    assert NORTH == desk.create("other")["siteUrl"]
    assert [SOUTH] == [each["siteUrl"] for each in read(desk, "sites")["sites"] if each["default"]]
    assert SOUTH in read(desk, "personalMeetingRoom")["personalMeetingRoomLink"]
    assert {"sites": [{"siteUrl": WEST, "default": False}]} == read(desk, "sites", siteUrl=WEST)

    unchanged = write(desk, "sites", {"siteUrl": WEST}, defaultSite="false")
    assert {"siteUrl": WEST, "default": False} == unchanged


def test_default_sites_are_judged(desk):
    """The flag and the site are needed, and the site must be one of the person's."""
    write(desk, "sites", {"siteUrl": SOUTH}, status=400)
    write(desk, "sites", {"siteUrl": SOUTH}, status=400, defaultSite="yes")
    for wrong in (None, 7, [], {}, "", "nowhere.example.com"):
        write(desk, "sites", {"siteUrl": wrong}, status=400, defaultSite="true")
    write(desk, "sites", {}, status=400, defaultSite="true")
    theo = desk.people["host"].email
    write(desk, "sites", {"siteUrl": WEST}, "admin", 403, defaultSite="true", userEmail=theo)
    write(desk, "sites", {"siteUrl": SOUTH}, "admin", defaultSite="true", userEmail=theo)
    assert SOUTH == desk.create()["siteUrl"]


def refresh(desk, items, who="admin", status=200, site=NORTH):
    """Refresh ids of personal rooms."""
    body = {"siteUrl": site, "personalMeetingRoomIds": items}
    answer = desk.call("POST", REFRESH, who, json=body)
    assert status == answer.status_code, answer.text
    return answer.json()


def test_room_ids_are_refreshed(desk):
    """Chosen or made up, by address or by id of the person; the link follows."""
    theo, mira = desk.people["host"], desk.people["other"]
    shown = refresh(
        desk,
        [
            {"email": theo.email, "personalMeetingRoomId": "kiln corner"},
            {"personId": mira.id, "systemGenerated": True, "personalMeetingRoomId": "unused"},
        ],
    )

    first, second = shown["personalMeetingRoomIds"]
    assert (NORTH, "kiln corner", theo.id) == (
        shown["siteUrl"],
        first["personalMeetingRoomId"],
        first["personId"],
    )
    assert mira.email == second["email"]
    assert second["personalMeetingRoomId"] not in ("unused", "mira.host")
    link = read(desk, "personalMeetingRoom")["personalMeetingRoomLink"]
    assert f"https://{NORTH}/meet/kiln%20corner" == link
    assert {"siteUrl": NORTH, "personalMeetingRoomIds": []} == refresh(desk, [])


def test_refreshing_is_all_or_nothing(desk):
    """An id in use refuses the whole batch; so do people who are not there."""
    theo, mira = desk.people["host"], desk.people["other"]
    good = {"email": theo.email, "personalMeetingRoomId": "kiln"}
    refusal = refresh(desk, [good, {"email": mira.email, "personalMeetingRoomId": "KILN"}], status=400)
    assert "Personal meeting room ID is being used by someone else." == refusal["errors"][0]["description"]
    refresh(desk, [good, {"email": "nobody@example.com"}], status=404)
    refresh(desk, [good, {"email": theo.email, "personId": mira.id}], status=404)
    for wrong in ({}, {"email": 7}, {"email": theo.email, "systemGenerated": False}, 7, None):
        refresh(desk, [good, wrong], status=400)
    refresh(desk, [good, {"email": desk.people["attendee"].email}], status=400)
    refresh(desk, [good] * 101, status=400)
    assert read(desk, "personalMeetingRoom")["personalMeetingRoomLink"].endswith("/meet/theo.host")


def test_refreshing_is_for_administrators_of_the_site(desk):
    """Hosts are refused, and sites that are not managed or do not exist."""
    refresh(desk, [], "host", 403)
    refresh(desk, [], "officer", 403)
    refresh(desk, [], site=WEST, status=403)
    refresh(desk, [], site="nowhere.example.com", status=400)
    refresh(desk, [], site=None, status=400)


def test_the_addresses_of_2020(desk):
    """The deck's two addresses show its properties of the same preferences."""
    names = ["enabledJoinBeforeHost", "joinBeforeHostMinutes", "enabledAutoShareRecording"]
    assert names == list(read(desk, "scheduling"))
    changed = write(desk, "scheduling", {"joinBeforeHostMinutes": 15, "delegateEmails": ["a@example.com"]})
    assert changed["joinBeforeHostMinutes"] == read(desk, "schedulingOptions")["joinBeforeHostMinutes"] == 15
    assert [] == read(desk, "schedulingOptions")["delegateEmails"]
    write(desk, "scheduling", {"joinBeforeHostMinutes": 7}, status=400)

    assert {"siteUrl": NORTH, "default": True} == read(desk, "site")
    assert {"siteUrl": WEST, "default": False} == read(desk, "site", siteUrl=WEST)
    assert {"siteUrl": WEST, "default": True} == write(desk, "site", {"siteUrl": WEST})
    assert WEST == desk.create()["siteUrl"]
    assert {"siteUrl": SOUTH, "default": False} == write(desk, "site", {"siteUrl": SOUTH, "default": False})
    for body in ({}, {"siteUrl": 7}, {"siteUrl": NORTH, "default": "yes"}, {"siteUrl": "nowhere"}):
        write(desk, "site", body, status=400)


def test_scopes_open_reading_and_writing(desk):
    """A token of one scope does what the scope says and no more."""
    person = desk.people["host"]
    reads = desk.emulator.world.mint(person, frozenset({"meeting:preferences_read"}))
    writes = desk.emulator.world.mint(person, frozenset({"meeting:preferences_write"}))
    for part in PARTS:
        read(desk, part, reads)
        read(desk, part, writes, 403)
        write(desk, part, CHANGES[part], writes)
        write(desk, part, CHANGES[part], reads, 403)
