"""Transcripts and closed captions, their snippets and their downloads."""

from __future__ import annotations

import json

import pytest

ZEROS = "0" * 32
HOST, OTHER, SAM = "theo.host@example.com", "mira.host@example.com", "sam.attendee@example.com"
NORTH, SOUTH = "north-example.webex.com", "south-example.webex.com"
SNIPPET = {"id", "text", "personName", "personEmail", "offsetMillisecond", "durationMillisecond"}


def listed(desk, who="host", path="/meetingTranscripts", **params):
    """List transcripts; give their ids."""
    return [each["id"] for each in desk.found(path, who, **params)]


@pytest.fixture
def written(desk):
    """Give the instance and the transcript of a meeting."""
    run = desk.held(SAM)
    return run, desk.left(run, "transcript")[0]


@pytest.fixture
def captioned(desk):
    """Give the instance and the closed captions of a meeting."""
    run = desk.held(SAM)
    return run, desk.left(run, "closedCaption")[0]


def test_a_transcript_tells_where_it_comes_from(desk, written):
    """Its links work as they stand."""
    run, transcript_id = written
    item = desk.found("/meetingTranscripts")[0]
    links = [item.pop("vttDownloadLink"), item.pop("txtDownloadLink")]
    assert {
        "id": transcript_id,
        "siteUrl": NORTH,
        "startTime": "2031-03-03T09:07:00Z",
        "meetingTopic": "Plain",
        "meetingId": run,
        "scheduledMeetingId": f"{run[:32]}_20310303T090600Z",
        "meetingSeriesId": run[:32],
        "hostUserId": desk.people["host"].id,
        "status": "available",
    } == item
    for link, media in zip(links, ("text/vtt", "text/plain;charset=UTF-8"), strict=True):
        answer = desk.call("GET", link.removeprefix(desk.running.base_url))
        assert (200, media) == (answer.status_code, answer.headers["Content-Type"])


def test_texts_for_download(desk, written):
    """VTT unless TXT is asked for; every snippet is in both, the first line of VTT is its mark."""
    path = f"/meetingTranscripts/{written[1]}"
    said = desk.found(f"{path}/snippets")
    vtt = desk.call("GET", f"{path}/download").text
    txt = desk.call("GET", f"{path}/download", params={"format": "txt"}).text
    assert vtt.startswith(
        'WEBVTT\n\n1 "Theo Okafor"\n00:00:01.000 --> 00:00:02.200\nGood to see you all.\n\n2 '
    )
    assert "2031-03-03T09:07:01Z Theo Okafor: Good to see you all.\n" in txt
    for each in said:
        assert each["text"] in vtt
        assert each["text"] in txt
    for query in ({"format": "pdf"}, {"format": ""}):
        assert 400 == desk.call("GET", f"{path}/download", params=query).status_code


def test_lists_are_filtered_and_windowed(desk, written):
    """By meeting and site; the window is about the beginning of the meeting."""
    run, transcript_id = written
    started = "2031-03-03T09:07:00Z"
    for found, query in (
        (True, {"meetingId": run}),
        (False, {"meetingId": ZEROS}),
        (True, {"siteUrl": NORTH}),
        (False, {"siteUrl": SOUTH}),
        (True, {"from": started}),
        (False, {"to": started}),
        (False, {"from": "2031-03-03T09:07:01Z"}),
    ):
        assert [transcript_id] * found == listed(desk, **query), query
        wider = {"siteUrl": NORTH} | query
        assert [transcript_id] * found == listed(desk, "officer", "/admin/meetingTranscripts", **wider)
    for query in ({"from": "now"}, {"max": "0"}, {"max": "101"}, {"offset": "x"}):
        assert 400 == desk.call("GET", "/meetingTranscripts", params=query).status_code
    desk.advance(days=8)
    assert [] == listed(desk)


def test_the_latest_meeting_comes_first_and_pages_link(desk, written):
    """Two pages of one."""
    later = desk.left(desk.held(SAM), "transcript")[0]
    assert [later, written[1]] == listed(desk)
    answer = desk.call("GET", "/meetingTranscripts", params={"max": "1"})
    path = answer.links["next"]["url"].removeprefix(desk.running.base_url)
    assert [written[1]] == [each["id"] for each in desk.call("GET", path).json()["items"]]


def test_who_lists_transcripts(desk, written):
    """One's own, or those of the host named; officers have a list of everybody's."""
    for who in ("other", "attendee", "admin", "officer"):
        assert [] == listed(desk, who)
    for who in ("admin", "officer"):
        assert [written[1]] == listed(desk, who, hostEmail=HOST)
    for who, status, query in (
        ("other", 403, {"hostEmail": HOST}),
        ("admin", 404, {"hostEmail": "nobody@example.com"}),
        ("guest", 403, {}),
        ("nobody", 401, {}),
    ):
        assert status == desk.call("GET", "/meetingTranscripts", who, params=query).status_code
    everybodys = "/admin/meetingTranscripts"
    assert [written[1]] == listed(desk, "officer", everybodys, siteUrl=NORTH)
    assert 400 == desk.call("GET", everybodys, "officer").status_code
    for who in ("host", "admin"):
        assert 403 == desk.call("GET", everybodys, who, params={"siteUrl": NORTH}).status_code


def test_who_reaches_a_transcript(desk, written):
    """Its host and officers; administrators download it but read no snippets."""
    download, snippets = (f"/meetingTranscripts/{written[1]}/{each}" for each in ("download", "snippets"))
    for who, loads, reads in (
        ("host", 200, 200),
        ("other", 404, 404),
        ("attendee", 404, 404),
        ("admin", 200, 404),
        ("officer", 200, 200),
        ("guest", 403, 403),
        ("nobody", 401, 401),
    ):
        assert (loads, reads) == (
            desk.call("GET", download, who).status_code,
            desk.call("GET", snippets, who).status_code,
        ), who
    for who, status, host in (("admin", 200, HOST), ("admin", 404, OTHER), ("other", 403, HOST)):
        assert status == desk.call("GET", download, who, params={"hostEmail": host}).status_code
    for each in ("download", "snippets", f"snippets/{ZEROS}_00001"):
        assert 404 == desk.call("GET", f"/meetingTranscripts/{ZEROS}/{each}").status_code
    assert 400 == desk.call("GET", f"/meetingTranscripts/{ZEROS}/snippets", params={"max": "0"}).status_code


def test_snippets_are_in_order_and_paged(desk, written):
    """By what was said when; each can be read alone."""
    path = f"/meetingTranscripts/{written[1]}/snippets"
    said = desk.found(path)
    assert SNIPPET == set(said[0])
    assert [HOST, SAM, HOST, SAM, HOST] == [each["personEmail"] for each in said]
    offsets = [each["offsetMillisecond"] for each in said]
    assert sorted(offsets) == offsets
    assert said[0] == desk.call("GET", f"{path}/{said[0]['id']}").json()
    assert 404 == desk.call("GET", f"{path}/{ZEROS}_00001").status_code
    page = desk.call("GET", path, params={"max": "2"})
    assert (said[:2], True) == (page.json()["items"], "next" in page.links)


@pytest.mark.parametrize("who", ["host", "officer"])
def test_a_snippet_is_corrected(desk, written, who):
    """The new text is in the list and in the downloads, whatever it is made of."""
    path = f"/meetingTranscripts/{written[1]}/snippets"
    first = desk.found(path)[0]
    text = 'Line\n\n00:00:01.000 --> 00:00:02.000 "x" \ud83d \u00fc'
    body = json.dumps({"text": text, "reason": "r", "id": "x"})
    header = {"Content-Type": "application/json"}
    changed = desk.call("PUT", f"{path}/{first['id']}", who, content=body, headers=header)
    assert (200, first | {"text": text}) == (changed.status_code, changed.json())
    assert changed.json() == desk.found(path)[0]
    vtt = desk.call("GET", f"/meetingTranscripts/{written[1]}/download").text
    assert 5 == vtt.count(" --> ")
    assert "\u00fc" in vtt


def test_wrong_corrections_are_refused(desk, written):
    """Without a text, of a wrong type, by somebody else, of what does not exist."""
    path = f"/meetingTranscripts/{written[1]}/snippets"
    first = desk.found(path)[0]
    wrong = ({}, {"text": None}, {"text": ""}, {"text": 5}, {"text": ["x"]}, {"text": "x" * 5000}, [])
    for body in (*wrong, {"text": "x", "reason": {}}):
        assert 400 == desk.call("PUT", f"{path}/{first['id']}", json=body).status_code
    assert 415 == desk.call("PUT", f"{path}/{first['id']}", data={"text": "x"}).status_code
    for who, status in (("other", 404), ("admin", 404), ("guest", 403), ("nobody", 401)):
        assert status == desk.call("PUT", f"{path}/{first['id']}", who, json={"text": "x"}).status_code
    assert 404 == desk.call("PUT", f"{path}/{ZEROS}_00001", json={"text": "x"}).status_code
    assert first == desk.found(path)[0]


@pytest.mark.parametrize("who", ["host", "officer"])
def test_a_deleted_transcript_is_gone(desk, written, who):
    """For everybody but officers, who find it deleted."""
    path = f"/meetingTranscripts/{written[1]}"
    for status, body in ((400, {"comment": "c" * 256}), (400, {"reason": None})):
        assert status == desk.call("DELETE", path, who, json=body).status_code
    for each, status in (("other", 404), ("admin", 404), ("guest", 403)):
        assert status == desk.call("DELETE", path, each).status_code
    answer = desk.call("DELETE", path, who)
    assert (204, b"") == (answer.status_code, answer.content)
    assert [] == listed(desk)
    for each in ("download", "snippets"):
        assert [404, 200] == [
            desk.call("GET", f"{path}/{each}", reader).status_code for reader in ("host", "officer")
        ]
    assert [404, 404] == [desk.call("DELETE", path, each).status_code for each in ("host", "officer")]
    shown = desk.found("/admin/meetingTranscripts", "officer", siteUrl=NORTH)
    assert ["deleted"] == [each["status"] for each in shown]


def test_captions_are_listed_by_meeting(desk, captioned):
    """With links that work as they stand."""
    run, caption_id = captioned
    item = desk.found("/meetingClosedCaptions", meetingId=run)[0]
    links = [item.pop("vttDownloadLink"), item.pop("txtDownloadLink")]
    assert {"id": caption_id, "meetingId": run, "start": "2031-03-03T09:07:00Z"} == item
    for link, media in zip(links, ("text/vtt", "text/plain;charset=UTF-8"), strict=True):
        answer = desk.call("GET", link.removeprefix(desk.running.base_url))
        assert (200, media) == (answer.status_code, answer.headers["Content-Type"])
    said = desk.found(f"/meetingClosedCaptions/{caption_id}/snippets", meetingId=run)
    assert (5, SNIPPET) == (len(said), set(said[0]))


def test_plain_captions_have_the_time_of_the_zone(desk, captioned):
    """The `timezone` header says where the clock hangs."""
    query = {"meetingId": captioned[0], "format": "txt"}
    path = f"/meetingClosedCaptions/{captioned[1]}/download"
    text = desk.call("GET", path, params=query, headers={"timezone": "Asia/Tokyo"}).text
    assert "2031-03-03T18:07:01+09:00 Theo Okafor: " in text
    assert 400 == desk.call("GET", path, params=query, headers={"timezone": "Mars/Base"}).status_code


def test_captions_refuse(desk, captioned):
    """No meeting, one that is no instance, an unknown one, another one's, another caller."""
    run, caption_id = captioned
    elsewhere = desk.held(SAM)
    path = f"/meetingClosedCaptions/{caption_id}"
    for who, status, query in (
        ("host", 400, {}),
        ("host", 400, {"meetingId": ""}),
        ("host", 400, {"meetingId": run[:32]}),
        ("host", 404, {"meetingId": ZEROS}),
        ("host", 404, {"meetingId": f"{ZEROS}_I_{'0' * 18}"}),
        ("other", 404, {"meetingId": run}),
        ("attendee", 404, {"meetingId": run}),
        ("admin", 404, {"meetingId": run}),
        ("guest", 403, {"meetingId": run}),
        ("nobody", 401, {"meetingId": run}),
        ("officer", 200, {"meetingId": run}),
    ):
        for each in ("/meetingClosedCaptions", f"{path}/snippets", f"{path}/download"):
            assert status == desk.call("GET", each, who, params=query).status_code, (who, query)
    for each in ("snippets", "download"):
        for address in (f"{path}/{each}", f"/meetingClosedCaptions/{ZEROS}/{each}"):
            assert 404 == desk.call("GET", address, params={"meetingId": elsewhere}).status_code
    assert {"items": []} == desk.call("GET", "/meetingClosedCaptions", params={"meetingId": elsewhere}).json()
    query = {"meetingId": run, "format": "pdf"}
    assert 400 == desk.call("GET", f"{path}/download", params=query).status_code
