"""Recordings: lists, details, deletion, and their audit report."""

from __future__ import annotations

import pytest

ZEROS = "0" * 32
HOST, OTHER, SAM = "theo.host@example.com", "mira.host@example.com", "sam.attendee@example.com"
FIELDS = {
    *("id", "meetingId", "scheduledMeetingId", "meetingSeriesId", "topic", "createTime", "timeRecorded"),
    *("siteUrl", "downloadUrl", "playbackUrl", "format", "serviceType", "durationSeconds", "sizeBytes"),
    *("status", "integrationTags"),
}


@pytest.fixture
def recorded(desk):
    """Give the instance and the recording of a meeting with an integration tag."""
    run = desk.held(SAM, integrationTags=["order-77"])
    return run, desk.left(run, "recording")[0]


def listed(desk, who="host", path="/recordings", **params):
    """List recordings; give their ids."""
    return [each["id"] for each in desk.found(path, who, **params)]


def test_a_recording_tells_where_it_comes_from(desk, recorded):
    """The list of the host has it with every field; details add links that expire in three hours."""
    run, recording_id = recorded
    item = desk.call("GET", "/recordings", headers={"timezone": "Asia/Tokyo"}).json()["items"][0]
    assert FIELDS | {"password", "shareToMe"} == set(item)
    assert (recording_id, run, run[:32]) == (item["id"], item["meetingId"], item["meetingSeriesId"])
    assert "20310303T090600Z" == item["scheduledMeetingId"].removeprefix(run[:32] + "_")
    assert "2031-03-03T18:37:00+09:00" == item["createTime"]
    assert "2031-03-03T18:07:00+09:00" == item["timeRecorded"]
    assert (1800, "MP4", "MeetingCenter") == tuple(
        item[name] for name in ("durationSeconds", "format", "serviceType")
    )
    assert (False, "available", ["order-77"]) == tuple(
        item[name] for name in ("shareToMe", "status", "integrationTags")
    )

    details = desk.call("GET", f"/recordings/{recording_id}").json()

    links = details.pop("temporaryDirectDownloadLinks")
    assert set(item) == set(details)
    assert "2031-03-03T12:37:00Z" == links.pop("expiration")
    assert {"recordingDownloadLink", "audioDownloadLink", "transcriptDownloadLink"} == set(links)


@pytest.mark.usefixtures("recorded")
def test_the_organisation_list_has_hosts_and_no_passwords(desk):
    """Administrators and officers list everybody's; users have no such list."""
    for who in ("admin", "officer"):
        item = desk.call("GET", "/admin/recordings", who).json()["items"][0]
        assert (FIELDS - {"integrationTags"}) | {"hostDisplayName", "hostEmail"} == set(item)
        assert ("Theo Okafor", HOST) == (item["hostDisplayName"], item["hostEmail"])
    assert 403 == desk.call("GET", "/admin/recordings").status_code


def test_lists_are_filtered(desk, recorded):
    """By each parameter; what fits none of them is left out."""
    run, recording_id = recorded
    scheduled = f"{run[:32]}_20310303T090600Z"
    fitting = (
        *({"meetingId": each} for each in (run, run[:32], scheduled)),
        {"siteUrl": "north-example.webex.com"},
        {"integrationTag": "order-77"},
        {"topic": "pLaIn"},
        {"format": "MP4"},
        {"serviceType": "MeetingCenter"},
        {"status": "available"},
    )
    others = (
        {"meetingId": ZEROS},
        {"siteUrl": "south-example.webex.com"},
        {"integrationTag": "order-78"},
        {"topic": "painting"},
        {"format": "ARF"},
        {"serviceType": "EventCenter"},
        {"status": "deleted"},
        {"status": "purged"},
    )
    for query in fitting:
        assert [recording_id] == listed(desk, **query), query
    for query in others:
        assert [] == listed(desk, **query), query


def test_windows_begin_inclusive_and_end_exclusive(desk, recorded):
    """A missing end is a week from the other; without both it is the last week."""
    _, recording_id = recorded
    created = "2031-03-03T09:37:00Z"
    for found, query in (
        (True, {"from": created}),
        (True, {"from": "2031-03-03T18:37:00+09:00"}),
        (False, {"to": created}),
        (True, {"to": "2031-03-03T09:37:00.001Z"}),
        (False, {"from": "2031-03-03T09:37:01Z"}),
        (False, {"to": "2031-03-10T09:37:01Z"}),
        (True, {"from": "2031-01-01T00:00:00Z", "to": "2031-12-01T00:00:00Z"}),
    ):
        assert [recording_id] * found == listed(desk, **query), query
    desk.advance(days=8)
    assert [] == listed(desk)


@pytest.mark.parametrize(
    "query",
    [
        *({"max": each} for each in ("0", "101", "-1", "1.5", "many", "")),
        {"offset": "-1"},
        {"from": "yesterday"},
        {"to": ""},
        {"from": "2031-03-03T00:00:00Z", "to": "2031-03-03T00:00:00Z"},
        {"from": "9999-12-31T00:00:00Z"},
        {"to": "0001-01-02T00:00:00Z"},
        {"status": "lost"},
        {"format": "UPLOADED"},
        {"serviceType": "Bakery"},
    ],
)
def test_wrong_parameters_are_refused(desk, query):
    """Each is a 400, in both lists."""
    assert 400 == desk.call("GET", "/recordings", params=query).status_code
    assert 400 == desk.call("GET", "/admin/recordings", "admin", params=query).status_code


def test_the_organisation_list_spans_thirty_days(desk, recorded):
    """Thirty days fit, one second more does not; a person's own list has no such limit."""
    query = {"from": "2031-02-10T00:00:00Z", "to": "2031-03-12T00:00:00Z"}
    assert [recorded[1]] == listed(desk, "admin", "/admin/recordings", **query)
    query["to"] = "2031-03-12T00:00:01Z"
    assert 400 == desk.call("GET", "/admin/recordings", "admin", params=query).status_code
    assert [recorded[1]] == listed(desk, **query)


def test_the_latest_recording_comes_first_and_pages_link(desk, recorded):
    """Pages of two cover five recordings once each, in order; ten are the usual page."""
    run, first = recorded
    every = [first]
    for _ in range(10):
        desk.advance(seconds=1)
        every += desk.left(run, "recording")
    assert every[:0:-1] == listed(desk)
    seen, answer = [], desk.call("GET", "/recordings", params={"max": "4", "topic": "plain"})
    while True:
        seen += [each["id"] for each in answer.json()["items"]]
        if "next" not in answer.links:
            break
        assert "topic=plain" in answer.links["next"]["url"]
        path = answer.links["next"]["url"].removeprefix(desk.running.base_url)
        answer = desk.call("GET", path)
    assert every[::-1] == seen
    topics = [each["topic"] for each in desk.call("GET", "/recordings").json()["items"]]
    assert len(set(topics)) == 10


def test_who_reaches_a_recording(desk, recorded):
    """Its host, administrators and officers, by name of the right host only."""
    address = f"/recordings/{recorded[1]}"
    for who, status, query in (
        ("host", 200, {}),
        ("host", 200, {"hostEmail": HOST}),
        ("host", 403, {"hostEmail": OTHER}),
        ("other", 404, {}),
        ("other", 403, {"hostEmail": HOST}),
        ("attendee", 404, {}),
        ("guest", 403, {}),
        ("nobody", 401, {}),
        ("admin", 200, {}),
        ("admin", 200, {"hostEmail": HOST}),
        ("admin", 404, {"hostEmail": OTHER}),
        ("admin", 404, {"hostEmail": "nobody@example.com"}),
        ("officer", 200, {}),
        ("officer", 200, {"hostEmail": HOST}),
    ):
        assert status == desk.call("GET", address, who, params=query).status_code, (who, query)
    assert 404 == desk.call("GET", f"/recordings/{ZEROS}").status_code
    for site, status in (("north-example.webex.com", 200), ("south-example.webex.com", 404)):
        assert status == desk.call("GET", address, headers={"siteUrl": site}).status_code
    assert 400 == desk.call("GET", address, headers={"timezone": "Mars/Base"}).status_code


def test_lists_are_of_one_person(desk, recorded):
    """One's own or, for administrators and officers, those of the host named."""
    for who in ("other", "attendee", "admin", "officer"):
        assert [] == listed(desk, who)
    for who in ("admin", "officer"):
        assert [recorded[1]] == listed(desk, who, hostEmail=HOST)
        assert [] == listed(desk, who, hostEmail=OTHER)
    assert 403 == desk.call("GET", "/recordings", "other", params={"hostEmail": HOST}).status_code


@pytest.mark.parametrize("who", ["host", "admin", "officer"])
def test_a_deleted_recording_is_gone(desk, recorded, who):
    """For everybody but officers, who find it purged; it cannot be deleted again."""
    address = f"/recordings/{recorded[1]}"
    answer = desk.call("DELETE", address, who, json={"reason": "audit", "comment": "c" * 255})
    assert (204, b"") == (answer.status_code, answer.content)
    assert [] == listed(desk)
    for each in ("host", "admin"):
        assert 404 == desk.call("GET", address, each).status_code
        assert [] == listed(desk, "admin", "/admin/recordings", status="purged")
    for each in ("host", "admin", "officer"):
        assert 404 == desk.call("DELETE", address, each).status_code
    shown = desk.call("GET", address, "officer").json()
    assert "purged" == shown["status"]
    assert "temporaryDirectDownloadLinks" not in shown
    assert [recorded[1]] == listed(desk, "officer", "/admin/recordings", status="purged")


def test_administrators_delete_by_an_address_of_their_own(desk, recorded):
    """A user may not; nor may an officer."""
    address = f"/admin/recordings/{recorded[1]}"
    assert [403, 403] == [desk.call("DELETE", address, who).status_code for who in ("host", "officer")]
    assert 404 == desk.call("DELETE", f"/admin/recordings/{ZEROS}", "admin").status_code
    assert 204 == desk.call("DELETE", address, "admin").status_code
    assert 404 == desk.call("DELETE", address, "admin").status_code


@pytest.mark.parametrize(
    ("status", "more"),
    [
        (400, {"json": {"reason": 5}}),
        (400, {"json": {"comment": "c" * 256}}),
        (400, {"json": {"comment": None}}),
        (400, {"json": ["audit"]}),
        (400, {"content": b"{", "headers": {"Content-Type": "application/json"}}),
        (415, {"content": b"reason=audit", "headers": {"Content-Type": "text/plain"}}),
    ],
)
def test_a_wrong_reason_deletes_nothing(desk, recorded, status, more):
    """The body is optional, but one that is there must be right, even of unknown recordings."""
    for recording_id in (recorded[1], ZEROS):
        assert status == desk.call("DELETE", f"/recordings/{recording_id}", **more).status_code
    assert [recorded[1]] == listed(desk)


def test_the_audit_report_sums_and_details(desk, recorded):
    """The sum of a recording counts its details."""
    zone = {"timezone": "Asia/Tokyo"}
    summary = desk.call("GET", "/recordingReport/accessSummary", headers=zone).json()["items"][0]
    assert "2031-03-03T18:07:00+09:00" == summary["timeRecorded"]
    assert (recorded[1], HOST) == (summary["recordingId"], summary["hostEmail"])
    assert {
        "recordingId",
        "topic",
        "timeRecorded",
        "siteUrl",
        "hostEmail",
        "viewCount",
        "downloadCount",
    } == set(summary)
    query = {"recordingId": recorded[1]}
    details = desk.call("GET", "/recordingReport/accessDetail", params=query).json()["items"]
    assert {"recordingId", "topic", "name", "email", "accessTime", "viewed", "downloaded"} == set(details[0])
    assert [HOST, SAM] == [each["email"] for each in details]
    assert (summary["viewCount"], summary["downloadCount"]) == tuple(
        sum(each[name] for each in details) for name in ("viewed", "downloaded")
    )
    page = desk.call("GET", "/recordingReport/accessDetail", params=query | {"max": "1"})
    assert (details[:1], True) == (page.json()["items"], "next" in page.links)


def test_the_audit_report_refuses(desk, recorded):
    """Windows of more than 90 days or older than a year, no or unknown recordings, others' ones."""
    summaries, detail = "/recordingReport/accessSummary", "/recordingReport/accessDetail"
    for status, query in (
        (200, {"from": "2031-01-01T00:00:00Z", "to": "2031-04-01T00:00:00Z"}),
        (400, {"from": "2031-01-01T00:00:00Z", "to": "2031-04-01T00:00:01Z"}),
        (200, {"from": "2030-03-04T00:00:00Z"}),
        (400, {"from": "2030-03-03T00:00:00Z"}),
        (400, {"max": "101"}),
        (403, {"hostEmail": OTHER}),
    ):
        assert status == desk.call("GET", summaries, params=query).status_code, query
    assert 1 == len(desk.call("GET", summaries, "officer", params={"hostEmail": HOST}).json()["items"])
    for query in ({"siteUrl": "south-example.webex.com"}, {"to": "2031-03-03T09:07:00Z"}):
        assert {"items": []} == desk.call("GET", summaries, params=query).json()
    known = {"recordingId": recorded[1]}
    for who, status, query in (
        ("host", 400, {}),
        ("host", 400, known | {"max": "0"}),
        ("host", 404, {"recordingId": ZEROS}),
        ("other", 404, known),
        ("admin", 200, known),
        ("officer", 200, known | {"hostEmail": HOST}),
        ("admin", 404, known | {"hostEmail": OTHER}),
        ("guest", 403, known),
    ):
        assert status == desk.call("GET", detail, who, params=query).status_code, (who, query)


def test_recordings_outlive_their_meeting(desk, recorded):
    """The series goes, the recording stays; the control API takes it away."""
    desk.call("DELETE", f"/meetings/{recorded[0][:32]}")
    assert [recorded[1]] == listed(desk, meetingId=recorded[0])
    assert 204 == desk.control("DELETE", f"/artifacts/{recorded[1]}").status_code
    assert [] == listed(desk)
