"""Polls, chats, questions and archives of meetings that were held."""

from __future__ import annotations

import pytest

ZEROS = "0" * 32
NOBODY = "00000000-0000-0000-0000-000000000000"
HOST, SAM, GUEST = "theo.host@example.com", "sam.attendee@example.com", "guest@example.com"
BY_MEETING = (
    "/meetings/polls",
    "/meetings/pollResults",
    f"/meetings/polls/{NOBODY}/questions/{NOBODY}/respondents",
    "/meetings/postMeetingChats",
    "/meetings/q_and_a",
    f"/meetings/q_and_a/{NOBODY}/answers",
)
PAGED = [
    ("/meetings/pollResults", "poll"),
    ("/meetings/postMeetingChats", "chat"),
    ("/meetings/q_and_a", "question"),
]


@pytest.fixture
def run(desk):
    """Give a meeting that was held."""
    return desk.held(SAM, GUEST, pause=1)


@pytest.mark.parametrize("path", BY_MEETING)
def test_everything_hangs_on_a_meeting(desk, run, path):
    """No meeting, one that is no instance, an unknown one, another caller."""
    deep = NOBODY in path
    for who, status, query in (
        ("host", 400, {}),
        ("host", 400, {"meetingId": ""}),
        ("host", 400, {"meetingId": run[:32]}),
        ("host", 400, {"meetingId": f"{run[:32]}_20310303T090600Z"}),
        ("host", 404, {"meetingId": ZEROS}),
        ("host", 404, {"meetingId": f"{ZEROS}_I_{'0' * 18}"}),
        ("other", 404, {"meetingId": run}),
        ("attendee", 404, {"meetingId": run}),
        ("admin", 404, {"meetingId": run}),
        ("guest", 403, {"meetingId": run}),
        ("nobody", 401, {"meetingId": run}),
        ("host", 404 if deep else 200, {"meetingId": run}),
        ("officer", 404 if deep else 200, {"meetingId": run}),
    ):
        answer = desk.call("GET", path, who, params=query)
        assert status == answer.status_code, (who, query)
        if status == 200:
            assert {"items": []} == answer.json()
    if path != "/meetings/polls":
        for limit in ("0", "101", "x"):
            query = {"meetingId": f"{ZEROS}_I_{'0' * 18}", "max": limit}
            assert 400 == desk.call("GET", path, params=query).status_code


@pytest.mark.parametrize(("path", "kind"), PAGED)
def test_lists_keep_their_order_over_pages(desk, run, path, kind):
    """Three pages of two, and ten on a page when nothing is said."""
    every = desk.left(run, *([kind] * 5))
    seen, answer = [], desk.call("GET", path, params={"meetingId": run, "max": "2"})
    while True:
        seen += [each["id"] for each in answer.json()["items"]]
        if "next" not in answer.links:
            break
        answer = desk.call("GET", answer.links["next"]["url"].removeprefix(desk.running.base_url))
    assert every == seen
    desk.left(run, *([kind] * 6))
    assert 10 == len(desk.found(path, meetingId=run))


def test_a_poll_shows_its_questions(desk, run):
    """One choice, several, or words; only choices have options."""
    poll_id = desk.left(run, "poll")[0]
    poll = desk.found("/meetings/polls", "officer", meetingId=run)[0]
    questions = poll.pop("questions")
    assert {
        "id": poll_id,
        "meetingId": run,
        "startTime": "2031-03-03T09:07:00Z",
        "endTime": "2031-03-03T09:08:00Z",
        "timerDuration": 60,
        "displayName": "Theo Okafor",
        "email": HOST,
        "personId": desk.people["host"].id,
    } == poll
    assert [("1", "single"), ("2", "multiple"), ("3", "short")] == [
        (each["order"], each["type"]) for each in questions
    ]
    assert {"order": "1", "value": "Cobalt", "isCorrect": True} == questions[0]["options"][0]
    assert "options" not in questions[2]


def test_results_count_the_votes(desk, run):
    """Sums agree with the respondents, whose link works as it stands."""
    poll_id = desk.left(run, "poll")[0]
    result = desk.found("/meetings/pollResults", meetingId=run)[0]
    assert (poll_id, 3, 2) == (result["id"], result["totalAttendees"], result["totalRespondents"])
    single, multiple, short = result["questions"]
    assert [1, 1, 0] == [each["totalRespondents"] for each in single["answerSummary"]]
    assert [2, 2, 0] == [each["totalRespondents"] for each in multiple["answerSummary"]]
    assert "answerSummary" not in short
    for each in (single, multiple, short):
        link = each["respondents"]["links"]["self"].removeprefix(desk.running.base_url)
        answer = desk.call("GET", link)
        assert each["respondents"]["items"] == answer.json()["items"]
        assert "Link" not in answer.headers
    assert {"displayName": "Sam Whitfield", "email": SAM, "answers": ["Cobalt"]} == single["respondents"][
        "items"
    ][0]


def test_many_respondents_are_paged(desk):
    """Results hold the first ten and a link to the next."""
    run = desk.held(*(f"p{each}@example.com" for each in range(12)), pause=1)
    desk.left(run, "poll", "question")
    respondents = desk.found("/meetings/pollResults", meetingId=run)[0]["questions"][0]["respondents"]
    answers = desk.found("/meetings/q_and_a", meetingId=run)[0]["answers"]
    for each, rest in ((respondents, 2), (answers, 2)):
        assert 10 == len(each["items"])
        answer = desk.call("GET", each["links"]["next"].removeprefix(desk.running.base_url))
        assert rest == len(answer.json()["items"])


def test_respondents_are_of_one_question_of_one_meeting(desk, run):
    """An id that belongs elsewhere is a 404."""
    desk.left(run, "poll")
    poll = desk.found("/meetings/polls", meetingId=run)[0]
    poll_id, question = poll["id"], poll["questions"][0]["id"]
    elsewhere = desk.held(SAM, pause=1)
    for status, first, second, meeting in (
        (200, poll_id, question, run),
        (404, NOBODY, question, run),
        (404, poll_id, NOBODY, run),
        (404, poll_id, question, elsewhere),
    ):
        path = f"/meetings/polls/{first}/questions/{second}/respondents"
        assert status == desk.call("GET", path, params={"meetingId": meeting}).status_code


def test_chats_say_who_wrote_to_whom(desk, run):
    """To all or to one; people outside the organisation have no ids."""
    first, second = desk.left(run, "chat", "chat")
    public, private = desk.found("/meetings/postMeetingChats", meetingId=run)
    assert (first, second) == (public["id"], private["id"])
    assert {"id", "chatTime", "text", "meetingId", "type", "sender", "receivers"} == set(public)
    assert ("public", "private") == (public["type"], private["type"])
    host = desk.people["host"]
    assert {
        "displayName": "Theo Okafor",
        "email": HOST,
        "personId": host.id,
        "orgId": host.org_id,
    } == public["sender"]
    assert {"displayName": "guest", "email": GUEST} == public["receivers"][1]
    assert [HOST] == [each["email"] for each in private["receivers"]]
    page = {"meetingId": run, "offset": "1"}
    assert [private] == desk.call("GET", "/meetings/postMeetingChats", params=page).json()["items"]


def test_chats_are_deleted_together(desk, run):
    """Those of one meeting, by its host or an officer."""
    elsewhere = desk.held(SAM, pause=1)
    desk.left(run, "chat", "chat")
    kept = desk.left(elsewhere, "chat")
    path = "/meetings/postMeetingChats"
    for who, status, query in (
        ("host", 400, {}),
        ("host", 404, {"meetingId": f"{ZEROS}_I_{'0' * 18}"}),
        ("other", 404, {"meetingId": run}),
        ("admin", 404, {"meetingId": run}),
        ("guest", 403, {"meetingId": run}),
    ):
        assert status == desk.call("DELETE", path, who, params=query).status_code
    assert 2 == len(desk.found(path, meetingId=run))
    answer = desk.call("DELETE", path, "officer", params={"meetingId": run})
    assert (204, b"") == (answer.status_code, answer.content)
    assert [] == desk.found(path, meetingId=run)
    assert 204 == desk.call("DELETE", path, params={"meetingId": run}).status_code
    assert kept == [each["id"] for each in desk.found(path, meetingId=elsewhere)]


def test_questions_have_answers(desk, run):
    """The first ones inside, all of them under the link."""
    question_id = desk.left(run, "question")[0]
    question = desk.found("/meetings/q_and_a", "officer", meetingId=run)[0]
    answers = question.pop("answers")
    assert {
        "id": question_id,
        "meetingId": run,
        "totalAttendees": 3,
        "totalRespondents": 2,
        "displayName": "Sam Whitfield",
        "email": SAM,
        "question": "How hot is the furnace?",
    } == question
    assert {
        "displayName": "Theo Okafor",
        "email": HOST,
        "personId": desk.people["host"].id,
        "answer": ["Eleven hundred degrees.", "Less for bottles."],
        "answered": True,
    } == answers["items"][0]
    link = answers["links"]["self"].removeprefix(desk.running.base_url)
    assert answers["items"] == desk.call("GET", link).json()["items"]
    path = f"/meetings/q_and_a/{question_id}/answers"
    page = desk.call("GET", path, params={"meetingId": run, "max": "1"})
    assert (answers["items"][:1], True) == (page.json()["items"], "next" in page.links)
    assert 404 == desk.call("GET", path, params={"meetingId": desk.held(SAM, pause=1)}).status_code


def test_a_meeting_that_goes_on_leaves_things_too(desk):
    """Their times end now; an unnamed attendee votes when nobody else came."""
    run = desk.held(ends=False)
    desk.left(run, "poll", "archive")
    assert 2 == desk.found("/meetings/pollResults", meetingId=run)[0]["totalAttendees"]
    assert 1 == len(desk.found("/recordingReport/meetingArchiveSummaries", "admin"))


def test_archives_are_for_administrators(desk, run):
    """A list of everybody's, by the day they came into being, 30 days at most."""
    archive_id = desk.left(run, "archive")[0]
    summaries = "/recordingReport/meetingArchiveSummaries"
    zone = {"timezone": "Asia/Tokyo"}
    assert {
        "items": [
            {
                "archiveId": archive_id,
                "serviceType": "MeetingCenter",
                "title": "Plain",
                "createTime": "2031-03-03T18:39:00+09:00",
            }
        ]
    } == desk.call("GET", summaries, "admin", headers=zone).json()
    for status, query in (
        (400, {"from": "2031-02-01T00:00:00Z", "to": "2031-03-03T10:00:01Z"}),
        (400, {"max": "101"}),
        (400, {"to": "never"}),
    ):
        assert status == desk.call("GET", summaries, "admin", params=query).status_code
    for query in ({"siteUrl": "south-example.webex.com"}, {"to": "2031-03-03T09:39:00Z"}):
        assert [] == desk.found(summaries, "admin", **query)
    details = f"/recordingReport/meetingArchives/{archive_id}"
    for who, status in (("host", 403), ("officer", 403), ("guest", 403), ("nobody", 401), ("admin", 200)):
        assert status == desk.call("GET", details, who).status_code
        assert status == desk.call("GET", summaries, who).status_code
    assert 404 == desk.call("GET", f"/recordingReport/meetingArchives/{ZEROS}", "admin").status_code


def test_an_archive_tells_the_whole_meeting(desk, run):
    """People, chats, polls and questions, in the zone of the header."""
    archive_id = desk.left(run, "archive", "chat", "poll", "question")[0]
    path = f"/recordingReport/meetingArchives/{archive_id}"
    shown = desk.call("GET", path, "admin", headers={"timezone": "Asia/Tokyo"}).json()
    assert ("2031-03-03T18:07:00+09:00", "2031-03-03T18:39:00+09:00") == (shown["start"], shown["end"])
    assert (HOST, "Theo Okafor") == (shown["hostEmail"], shown["hostDisplayName"])
    assert {
        "correlationId": 2,
        "displayName": "Sam Whitfield",
        "email": SAM,
        "joinedTime": "2031-03-03T18:08:00+09:00",
        "leftTime": "2031-03-03T18:39:00+09:00",
    } == shown["participants"][1]
    assert "Sam Whitfield, guest" == shown["chats"][0]["target"]
    content = shown["polls"][0]["content"]
    assert (3, 3, 2) == tuple(content[name] for name in ("questionCount", "userCount", "votedUserCount"))
    asked = content["questions"][0]
    assert {"choiceCount": 3, "type": "single", "text": "Which colour next?"} == asked["question"]
    assert [2, 3] == [each["correlationId"] for each in asked["voteUsers"]]
    assert [["Cobalt"], ["Amber"]] == [each["answers"] for each in asked["respondents"]]
    assert [1, 1, 0] == [len(each["voteUsers"]) for each in asked["answerSummary"]]
    assert 3 == len(shown["qas"][0]["answers"])
    assert ["Theo Okafor"] == [each["displayName"] for each in shown["systemInfos"]]
    bare = desk.left(desk.held(), "archive")[0]
    shown = desk.call("GET", f"/recordingReport/meetingArchives/{bare}", "admin").json()
    assert ([], [], []) == tuple(shown[name] for name in ("chats", "polls", "qas"))
