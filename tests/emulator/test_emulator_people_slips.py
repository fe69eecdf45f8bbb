"""Faults of acting for others and of preferences: each shows itself in one place, and nowhere else."""

from __future__ import annotations

import pytest

from conformance.emulator.acting_slips import NAMES
from conformance.emulator.faults import FaultError, Faults
from conformance.emulator.preference_slips import PLACES

AUDIO, ROOM = "/meetingPreferences/audio", "/meetingPreferences/personalMeetingRoom"


def switch(desk, *names):
    """Switch these faults on."""
    assert desk.control("PUT", "/faults", active=list(names)).is_success


def read(desk, path):
    """The host's preferences at an address."""
    return desk.call("GET", path).json()


def put(desk, path, status=200, **changes):
    """Change some of them."""
    answer = desk.call("PUT", path, json=read(desk, path) | changes)
    assert status == answer.status_code, answer.text


def test_every_place_can_be_switched_on(desk):
    """All at once, and none that does not exist."""
    switch(desk, *(f"preference-slips:{one}" for one in PLACES), *(f"acting-slips:{one}" for one in NAMES))
    for wrong in ("preference-slips:dropped.audio.volume", "acting-slips:", "preference-slips:x"):
        with pytest.raises(FaultError):
            Faults.of([wrong])


def test_dropped_preferences_are_left_out_of_reads(desk):
    """Of the part that is named, and not of the whole."""
    switch(desk, "preference-slips:dropped.audio.audioPin", "preference-slips:dropped.whole.video")

    assert "audioPin" not in read(desk, AUDIO)
    whole = read(desk, "/meetingPreferences")
    assert "audioPin" in whole["audio"]
    assert "video" not in whole


@pytest.mark.parametrize("name", ["enabledTollFree", "officeNumber.enabledCallMe"])
def test_ignored_preferences_stay(desk, name):
    """The rest of the same body is stored."""
    office = read(desk, AUDIO)["officeNumber"] | {"enabledCallMe": True}
    switch(desk, f"preference-slips:ignored.audio.{name}")
    put(desk, AUDIO, enabledTollFree=True, enabledAutoConnection=True, officeNumber=office)
    after = read(desk, AUDIO)

    stored = {
        "enabledTollFree": after["enabledTollFree"],
        "enabledAutoConnection": after["enabledAutoConnection"],
        "officeNumber.enabledCallMe": after["officeNumber"]["enabledCallMe"],
    }
    assert {one: one != name for one in stored} == stored


def test_a_misread_value_shows_once_it_was_put(desk):
    """Until then, and for other values, reads are right."""
    switch(desk, "preference-slips:misread.audio.defaultAudioType.webexAudio")
    assert "webexAudio" == read(desk, AUDIO)["defaultAudioType"]
    put(desk, AUDIO, defaultAudioType="none")
    assert "none" == read(desk, AUDIO)["defaultAudioType"]
    put(desk, AUDIO, defaultAudioType="webexAudio")

    assert "voipOnly" == read(desk, AUDIO)["defaultAudioType"]


def test_taken_values_are_passed_over(desk):
    """Answered as accepted; what was set stays."""
    put(desk, AUDIO, defaultAudioType="loud", status=400)
    switch(desk, "preference-slips:taken.audio.defaultAudioType")
    put(desk, AUDIO, defaultAudioType="loud")

    assert "webexAudio" == read(desk, AUDIO)["defaultAudioType"]


def test_what_is_the_sites_can_be_changed_and_changed_back(desk):
    """The room shows the link that was sent."""
    link = read(desk, ROOM)["personalMeetingRoomLink"]
    switch(desk, "preference-slips:changed.personalMeetingRoom.personalMeetingRoomLink")
    put(desk, ROOM, personalMeetingRoomLink="https://example.com/x")
    assert "https://example.com/x" == read(desk, ROOM)["personalMeetingRoomLink"]
    put(desk, ROOM, personalMeetingRoomLink=link)

    assert link == read(desk, ROOM)["personalMeetingRoomLink"]


def test_two_default_devices_and_two_default_sites(desk):
    """What the documents allow one of only."""
    device = {"deviceName": "Kiln", "deviceAddress": "kiln@example.com", "isDefault": True}
    devices = [*read(desk, "/meetingPreferences/video")["videoDevices"], device]
    put(desk, "/meetingPreferences/video", videoDevices=devices, status=400)
    switch(desk, "preference-slips:defaults.video.videoDevices", "preference-slips:defaults.sites.sites")
    put(desk, "/meetingPreferences/video", videoDevices=devices)

    assert devices == read(desk, "/meetingPreferences/video")["videoDevices"]
    assert 2 == sum(one["default"] for one in read(desk, "/meetingPreferences/sites")["sites"])


def test_people_who_name_themselves_and_others(desk):
    """Each operation has a fault of its own, for either."""
    mine, theirs = desk.create()["id"], desk.create("other")["id"]
    himself, other = ({"hostEmail": desk.people[who].email} for who in ("host", "other"))
    assert 200 == desk.call("GET", f"/meetings/{mine}", params=himself).status_code
    assert 403 == desk.call("GET", f"/meetings/{theirs}", params=other).status_code
    switch(desk, "acting-slips:himself.get", "acting-slips:other.get")

    assert 403 == desk.call("GET", f"/meetings/{mine}", params=himself).status_code
    assert 200 == desk.call("GET", f"/meetings/{theirs}", params=other).status_code
    assert 200 == desk.call("GET", "/meetings", params=himself).status_code
    assert 403 == desk.call("GET", "/meetings", params=other).status_code
    assert 200 == desk.call("GET", f"/meetings/{mine}", "admin", params=himself).status_code


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        ("create.host-email", "hostEmail"),
        ("create.host-user-id", "hostUserId"),
        ("create.default-site", "siteUrl"),
    ],
)
def test_creations_for_others_are_told_wrongly(desk, fault, shown):
    """The answer says something else; the meeting is what it should be."""
    switch(desk, f"acting-slips:{fault}")
    answer = desk.create("admin", hostEmail=desk.people["host"].email)
    switch(desk)
    right = desk.get(answer["id"])

    assert [shown] == [name for name in ("hostEmail", "hostUserId", "siteUrl") if answer[name] != right[name]]


def test_updates_on_behalf(desk):
    """By one fault nothing is stored, by another the administrator becomes the host."""
    meeting, host = desk.create()["id"], desk.people["host"].email
    switch(desk, "acting-slips:update.ignored")
    path = f"/meetings/{meeting}"
    assert 200 == desk.call("PATCH", path, "admin", json={"hostEmail": host, "title": "New"}).status_code
    assert ("Plain", host) == (desk.get(meeting)["title"], desk.get(meeting)["hostEmail"])
    switch(desk, "acting-slips:update.host-changed")
    assert 200 == desk.call("PATCH", path, "admin", json={"hostEmail": host, "title": "New"}).status_code

    assert ("New", desk.people["admin"].email) == (desk.get(meeting)["title"], desk.get(meeting)["hostEmail"])
