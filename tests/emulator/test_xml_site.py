"""GetAPIVersion, GetSiteType and GetSite on all kinds of site and in all releases."""

from __future__ import annotations

import pytest

from conformance.emulator.sites import XML_EDITIONS
from tests.emulator.xml_desk import Door

COUNTS = {
    *("activeUserCount", "EEActiveUserCount", "activeCETHost", "auoActiveUserCount"),
    *("MCActiveUserCount", "ECActiveUserCount", "TCActiveUserCount", "SCActiveUserCount"),
}
BROUGHT = {
    "telephonyConfig/isWebexTelephony": "41.2",
    "siteCommonOptions/enablePreMeetingLobby": "41.3",
    "defaults/entryExitToneEC": "41.4",
    "siteCommonOptions/enableRecordingAccess": "41.5",
    "siteCommonOptions/storageEmptyStatus": "41.5",
    "siteCommonOptions/supportLargeEvent": "41.6",
    "tools/enableNBRMCModify": "41.7",
    "tools/separateNoRecordingEdit": "41.7",
}


@pytest.fixture
def door(desk, caplog):
    """Give the XML door of the desk's emulator, which must not fail on the inside."""
    yield Door(desk)
    assert caplog.messages == []


@pytest.mark.parametrize("edition", XML_EDITIONS)
def test_the_version_is_that_of_the_site_without_credentials(door, edition):
    """The version is that of the site without credentials."""
    door.traits(xmlEdition=edition)
    answer = door.ask("ep.GetAPIVersion", security={"siteName": "north-example"})
    assert answer.text("apiVersion") == f"WebEx XML API V{edition}.0"
    assert answer.children == ["apiVersion"]


def test_the_train_is_told_on_demand(door):
    """The train is told on demand."""
    answer = door.ask("ep.GetAPIVersion", security={}, returnTrainReleaseVersion="True")
    assert answer.children == ["apiVersion", "trainReleaseVersion", "trainReleaseOrder"]


@pytest.mark.parametrize(
    ("traits", "number"),
    [
        ({"xmlKind": "ci"}, "1"),
        ({"xmlKind": "controlHub", "sso": True}, "1"),
        ({"sso": True}, "2"),
        ({}, "3"),
        ({"sso": True, "train": False}, "4"),
        ({"train": False}, "5"),
    ],
)
def test_the_type_of_a_site_is_one_of_five_numbers(door, traits, number):
    """The type of a site is one of five numbers."""
    door.traits(**traits)
    answer = door.ask("ep.GetSiteType", security={"siteName": "north-example"})
    assert answer.text("siteType") == number


@pytest.mark.parametrize("edition", XML_EDITIONS)
def test_elements_of_a_site_come_with_their_release(door, edition):
    """Elements of a site come with their release."""
    door.traits(xmlEdition=edition)
    answer = door.ask("site.GetSite")
    for path, release in BROUGHT.items():
        there = XML_EDITIONS.index(edition) >= XML_EDITIONS.index(release)
        assert bool(answer.texts(f"siteInstance/{path}")) is there, path


@pytest.mark.parametrize("edition", ["9.0", "41.2", "41.3", "41.12"])
@pytest.mark.parametrize(
    ("who", "admin"), [("admin", True), ("officer", True), ("host", False), ("attendee", False)]
)
def test_counts_of_licences_are_for_administrators_since_41_3(door, edition, who, admin):
    """Counts of licences are for administrators since 41.3."""
    door.traits(xmlEdition=edition)
    names = {each.tag.rpartition("}")[2] for each in door.ask("site.GetSite", who).root.iter()}
    assert names & COUNTS == (COUNTS if admin or edition in ("9.0", "41.2") else set())


def test_a_user_administrator_sees_the_counts(door):
    """A user administrator sees the counts."""
    door.traits(userAdmins=["mira.host@example.com"])
    assert door.ask("site.GetSite", "other").texts("siteInstance/metaData/activeUserCount") == ["3"]


@pytest.mark.parametrize(
    ("traits", "path", "value"),
    [
        ({"telephony": "webex"}, "telephonyConfig/isWebexTelephony", "true"),
        ({"telephony": "tsp"}, "telephonyConfig/isWebexTelephony", "false"),
        ({"telephony": "tsp"}, "telephonyConfig/isTSPUsingTelephonyAPI", "true"),
        ({"telephony": "none"}, "defaults/teleconference/telephonySupport", "NONE"),
        (
            {"recordingStorage": 0, "networkRecording": False},
            "siteCommonOptions/storageEmptyStatus",
            "true",
        ),
        ({"recordingStorage": 0}, "siteCommonOptions/storageEmptyStatus", "false"),
        ({"networkRecording": False}, "siteCommonOptions/storageEmptyStatus", "false"),
        ({"recordingAccess": False}, "siteCommonOptions/enableRecordingAccess", "false"),
        ({"hostsEditRecordings": False}, "tools/enableNBRMCModify", "false"),
        ({"separateRecordingEdit": True}, "tools/separateNoRecordingEdit", "true"),
        ({"preMeetingLobby": False}, "siteCommonOptions/enablePreMeetingLobby", "false"),
        ({"largeEvents": False}, "siteCommonOptions/supportLargeEvent", "false"),
        ({"entryExitToneEvents": "ANNOUNCENAME"}, "defaults/entryExitToneEC", "ANNOUNCENAME"),
        ({"sso": True}, "samlSSO/enableSSO", "true"),
        ({"passwordMinLength": 9}, "passwordCriteria/minLength", "9"),
        ({}, "metaData/siteName", "north-example"),
    ],
)
def test_a_site_shows_its_traits(door, traits, path, value):
    """A site shows its traits."""
    door.traits(**traits)
    assert door.ask("site.GetSite").text(f"siteInstance/{path}") == value


def test_a_site_is_not_shown_to_strangers(door):
    """A site is not shown to strangers."""
    assert door.ask("site.GetSite", security={"siteName": "north-example"}).id == "030001"
