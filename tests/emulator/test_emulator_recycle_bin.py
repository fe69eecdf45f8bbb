"""The recycle bin of recordings, and sharing."""

from __future__ import annotations

import pytest

ZEROS = "0" * 32
HOST, OTHER, SAM = "theo.host@example.com", "mira.host@example.com", "sam.attendee@example.com"


@pytest.fixture
def recorded(desk):
    """Give the instance and the recording of a meeting."""
    run = desk.held(SAM)
    return run, desk.left(run, "recording")[0]


def listed(desk, who="host", path="/recordings", **params):
    """List recordings; give their ids."""
    return [each["id"] for each in desk.found(path, who, **params)]


def bin_call(desk, action, who="host", params=None, **body):
    """Do something with the recycle bin; give the status."""
    return desk.call("POST", f"/recordings/{action}", who, params=params, json=body).status_code


def test_recordings_go_into_the_bin_and_come_back(desk, recorded):
    """Deleted ones are in no list of available ones; each step demands the status before it."""
    named = {"recordingIds": [recorded[1]]}
    assert 409 == bin_call(desk, "restore", **named)
    assert 409 == bin_call(desk, "purge", **named)
    assert 204 == bin_call(desk, "softDelete", **named)
    assert 409 == bin_call(desk, "softDelete", **named)
    assert ([], [recorded[1]]) == (listed(desk), listed(desk, status="deleted"))
    assert "deleted" == desk.call("GET", f"/recordings/{recorded[1]}").json()["status"]
    assert 204 == bin_call(desk, "restore", **named)
    assert [recorded[1]] == listed(desk)
    assert 204 == bin_call(desk, "softDelete", **named)
    assert 204 == bin_call(desk, "purge", **named)
    assert 404 == bin_call(desk, "restore", **named)
    assert 404 == desk.call("GET", f"/recordings/{recorded[1]}").status_code


def test_the_whole_bin_is_of_one_person_and_one_site(desk, recorded):
    """Everything of the person's is restored or purged, of a site if one is named; nobody else's."""
    south = desk.left(desk.held(SAM, siteUrl="south-example.webex.com"), "recording")[0]
    foreign = desk.left(desk.held(SAM, who="other"), "recording")[0]
    assert 204 == bin_call(desk, "softDelete", recordingIds=[recorded[1], south])
    assert 204 == bin_call(desk, "softDelete", "other", recordingIds=[foreign])
    assert 204 == bin_call(desk, "restore", restoreAll=True, siteUrl="south-example.webex.com")
    assert [south] == listed(desk)
    assert 204 == bin_call(desk, "restore", "admin", {"hostEmail": HOST}, restoreAll=True)
    assert [south, recorded[1]] == listed(desk)
    assert 204 == bin_call(desk, "softDelete", recordingIds=[recorded[1], south])
    assert 204 == bin_call(desk, "purge", purgeAll=True)
    assert [] == listed(desk, status="deleted")
    assert [foreign] == listed(desk, "other", status="deleted")


def test_who_uses_the_bin(desk, recorded):
    """Hosts and administrators; officers and guests not. One foreign id stops everything."""
    named = {"recordingIds": [recorded[1]]}
    assert 401 == bin_call(desk, "softDelete", "nobody", **named)
    for who in ("officer", "guest"):
        for action in ("softDelete", "restore", "purge"):
            assert 403 == bin_call(desk, action, who, **named)
    assert 404 == bin_call(desk, "softDelete", "other", **named)
    assert 403 == bin_call(desk, "softDelete", "other", {"hostEmail": HOST}, **named)
    assert 404 == bin_call(desk, "softDelete", "admin", {"hostEmail": OTHER}, **named)
    assert 404 == bin_call(desk, "softDelete", recordingIds=[recorded[1], ZEROS])
    assert 404 == bin_call(desk, "softDelete", siteUrl="south-example.webex.com", **named)
    assert [recorded[1]] == listed(desk)
    assert 204 == bin_call(desk, "softDelete", "admin", **named)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"recordingIds": []},
        {"recordingIds": None},
        {"recordingIds": "all"},
        {"recordingIds": [5]},
        {"recordingIds": [None]},
        {"recordingIds": [["x"]]},
        {"recordingIds": ["x"], "siteUrl": {}},
        {"recordingIds": [""]},
        {"recordingIds": ["x"] * 1001},
    ],
)
def test_wrong_bodies_for_the_bin_are_refused(desk, body):
    """Wrong types, nothing named, or too much."""
    for action in ("softDelete", "restore", "purge"):
        assert 400 == bin_call(desk, action, **body)
    for action, flag in (("restore", "restoreAll"), ("purge", "purgeAll")):
        assert 400 == bin_call(desk, action, **{flag: "yes"})
        assert 400 == bin_call(desk, action, **{flag: False})
        assert 415 == desk.call("POST", f"/recordings/{action}", data={flag: "true"}).status_code


def test_a_recording_is_shared_and_unshared(desk, recorded):
    """By its id or its link; who has it lists and reads it, and no more than that."""
    address = f"/recordings/{recorded[1]}"
    link = desk.call("GET", address).json()["playbackUrl"]
    share = {"addEmails": [SAM.upper()], "sendEmail": False}
    unshare = {"removeEmails": [SAM], "sendEmail": False}
    for path, more in ((f"{address}/accessList", {}), ("/recordings/accessList", {"webShareLink": link})):
        answer = desk.call("POST", path, json=share | more)
        assert (204, b"") == (answer.status_code, answer.content)
        assert [recorded[1]] == listed(desk, "attendee")
        shown = desk.call("GET", address, "attendee").json()
        assert shown["shareToMe"] is True
        assert desk.call("GET", address).json()["shareToMe"] is False
        assert 403 == desk.call("DELETE", address, "attendee").status_code
        assert 403 == desk.call("POST", path, "attendee", json=share | more).status_code
        assert 403 == bin_call(desk, "softDelete", "attendee", recordingIds=[recorded[1]])
        assert 204 == desk.call("POST", path, json=unshare | more).status_code
        assert [] == listed(desk, "attendee")
        assert 404 == desk.call("GET", address, "attendee").status_code
        assert 404 == desk.call("POST", path, "other", json=share | more).status_code
        assert 403 == desk.call("POST", path, "other", json=share | more | {"hostEmail": HOST}).status_code
        assert 403 == desk.call("POST", path, "officer", json=share | more).status_code
        assert 204 == desk.call("POST", path, "admin", json=unshare | more | {"hostEmail": HOST}).status_code
        assert 404 == desk.call("POST", path, "admin", json=share | more | {"hostEmail": OTHER}).status_code
    assert 404 == desk.call("POST", f"/recordings/{ZEROS}/accessList", json=share).status_code
    gone = {"webShareLink": "https://example.com/r"}
    assert 404 == desk.call("POST", "/recordings/accessList", json=share | gone).status_code
    assert 204 == bin_call(desk, "softDelete", recordingIds=[recorded[1]])
    assert 409 == desk.call("POST", f"{address}/accessList", json=share).status_code


@pytest.mark.parametrize(
    "body",
    [
        {"addEmails": SAM},
        {"addEmails": ["sam"]},
        {"addEmails": [None]},
        {"removeEmails": {"email": SAM}},
        {"addEmails": [f"p{each}@example.com" for each in range(101)]},
        {"sendEmail": "no"},
        {"hostEmail": 5},
        [],
    ],
)
def test_wrong_shares_are_refused(desk, body):
    """A hundred addresses at most, each one an address."""
    assert 400 == desk.call("POST", f"/recordings/{ZEROS}/accessList", json=body).status_code
    more = {"webShareLink": "https://example.com/r"} | body if body else body
    assert 400 == desk.call("POST", "/recordings/accessList", json=more).status_code
    assert 400 == desk.call("POST", "/recordings/accessList", json={"addEmails": [SAM]}).status_code
