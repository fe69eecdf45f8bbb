"""Which objects a write names: the table that the guard goes by, and what attackers would make of it."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.clients import Guard
from conformance.clients.writes import _TABLE, Asked, is_nothing, named, read_body
from conformance.errors import GuardRefusal
from conformance.targets import Ledger

REST = "https://webexapis.com/v1"
OURS, FOREIGN, ZEROS = "a" * 32, "b" * 32, "0" * 32

Write = tuple[str, str, dict[str, str], Any]
# Every write that names objects: method, path with {} for the object, query, body.
WRITES: list[Write] = [
    ("PUT", "/meetings/controls", {"meetingId": "{}"}, {"locked": True}),
    ("POST", "/meetings/join", {}, {"meetingId": "{}", "joinDirectly": False}),
    ("POST", "/meetings/reassignHost", {}, {"hostEmail": "o@example.com", "meetingIds": ["{}"]}),
    ("DELETE", "/meetings/postMeetingChats", {"meetingId": "{}"}, None),
    *((method, "/meetings/{}", {}, {"title": "x"}) for method in ("PUT", "PATCH")),
    ("DELETE", "/meetings/{}", {"sendEmail": "false"}, None),
    ("POST", "/meetings/{}", {}, {}),
    ("POST", "/meetings/{}/end", {}, {}),
    ("POST", "/meetings/{}/registrants", {"hostEmail": "h@example.com"}, {"email": "k@example.com"}),
    *(
        ("POST", f"/meetings/{{}}/registrants/{how}", {}, {"registrants": [{"id": "{}"}]})
        for how in ("approve", "reject", "cancel", "bulkDelete")
    ),
    ("POST", "/meetings/{}/registrants/bulkInsert", {}, {"items": [{"email": "k@example.com"}]}),
    ("DELETE", "/meetings/{}/registrants/{}", {}, None),
    ("PUT", "/meetings/{}/registration", {}, {}),
    ("DELETE", "/meetings/{}/registration", {}, None),
    ("PUT", "/meetings/{}/breakoutSessions", {}, {"items": []}),
    ("DELETE", "/meetings/{}/breakoutSessions", {}, None),
    ("PUT", "/meetings/{}/simultaneousInterpretation", {}, {"enabled": True}),
    *(("POST", f"/meetings/{{}}/{what}", {}, {}) for what in ("interpreters", "surveyLinks")),
    ("POST", "/meetings/{}/invitationSources", {}, {}),
    ("PUT", "/meetings/{}/interpreters/{}", {}, {}),
    ("DELETE", "/meetings/{}/interpreters/{}", {}, None),
    ("POST", "/meetingInvitees", {}, {"meetingId": "{}", "email": "k@example.com"}),
    ("POST", "/meetingInvitees/bulkInsert", {}, {"meetingId": "{}", "items": [{"email": "k@example.com"}]}),
    ("PUT", "/meetingInvitees/{}", {}, {"email": "k@example.com"}),
    ("DELETE", "/meetingInvitees/{}", {"sendEmail": "false"}, None),
    ("PUT", "/meetingParticipants/{}", {}, {"admit": True}),
    ("POST", "/meetingParticipants/admit", {}, {"items": [{"participantId": "{}"}]}),
    ("POST", "/meetingParticipants/callout", {}, {"meetingId": "{}", "address": "d@example.com"}),
    ("POST", "/meetingParticipants/cancelCallout", {}, {"participantId": "{}"}),
    ("DELETE", "/recordings/{}", {}, None),
    ("DELETE", "/admin/recordings/{}", {}, None),
    *(
        ("POST", f"/recordings/{how}", {"hostEmail": "h@example.com"}, {"recordingIds": ["{}"]})
        for how in ("softDelete", "restore", "purge")
    ),
    ("POST", "/recordings/{}/accessList", {}, {"addEmails": []}),
    ("PUT", "/meetingTranscripts/{}/snippets/{}", {}, {"text": "x"}),
    ("DELETE", "/meetingTranscripts/{}", {}, {"reason": "audit"}),
    ("PUT", "/webhooks/{}", {}, {"name": "x", "targetUrl": "https://example.com"}),
    ("DELETE", "/webhooks/{}", {}, None),
]
SELECTORS = (
    *("meetingId", "MeetingID", "meetingid", "meeting_id", "meetingId[]", "meetingId[0]", "meetingNumber"),
    *("webLink", "recordingIds", "RecordingIDs", "restoreAll", "purgeAll", "participantId", "id", "all"),
)


@pytest.fixture(scope="module")
def guard(tmp_path_factory):
    """The guard of a live site; this run created one object."""
    ledger = Ledger(tmp_path_factory.mktemp("writes") / "ledger.jsonl")
    ledger.adopt(OURS)
    yield Guard(REST, None, ledger, "wxc-1")
    ledger.close()


def filled(value: Any, *objects: str) -> Any:
    """A value with the objects in its places, in order; the last one again where they run out."""
    left = list(objects)

    def fill(one: Any) -> Any:
        if isinstance(one, str):
            return re.sub(r"\{\}", lambda _: left.pop(0) if len(left) > 1 else left[0], one)
        if isinstance(one, dict):
            return {key: fill(each) for key, each in one.items()}
        return [fill(each) for each in one] if isinstance(one, list | tuple) else one

    return fill(value)


def sent(write: Write, *objects: str) -> httpx.Request:
    """A write as a client builds it."""
    method, path, query, body = filled(write, *objects)
    return httpx.Request(
        method, REST + path, params=query or None, **({} if body is None else {"json": body})
    )


def places(value: Any) -> int:
    """In how many places an object is named."""
    if isinstance(value, str):
        return value.count("{}")
    if isinstance(value, dict):
        return sum(map(places, value.values()))
    return sum(map(places, value)) if isinstance(value, list | tuple) else 0


def stopped(guard: Guard, request: httpx.Request) -> bool:
    """Whether a request does not leave the machine."""
    try:
        guard.permit(request)
    except GuardRefusal:
        return True
    return False


def known(write: Write) -> bool:
    """Whether a row of the table is about this write."""
    path = write[1].replace("{}", OURS)
    return any(
        re.fullmatch(pattern, path) and write[0] in methods.split("|") for methods, pattern, _ in _TABLE
    )


NAMES = [f"{write[0]} {write[1]}" for write in WRITES]


def test_every_row_of_the_table_is_tried():
    """No row is left out of the tests below."""
    for methods, pattern, _ in _TABLE:
        for method in methods.split("|"):
            paths = [write[1].replace("{}", OURS) for write in WRITES if write[0] == method]
            assert any(re.fullmatch(pattern, path) for path in paths), (method, pattern)
    assert [name for name, write in zip(NAMES, WRITES, strict=True) if not known(write)] == [
        "POST /meetings/{}"
    ]


@pytest.mark.parametrize("write", WRITES, ids=NAMES)
def test_own_objects_and_ids_of_zeros_may_be_written_to(guard, write):
    """What is the run's own, and what nobody has."""
    wanted = "delete" if write[0] == "DELETE" else "change"

    assert wanted == guard.permit(sent(write, OURS))
    assert wanted == guard.permit(sent(write, f"{OURS}_20310101T000000Z"))
    assert wanted == guard.permit(sent(write, ZEROS))


@pytest.mark.parametrize("write", WRITES, ids=NAMES)
@pytest.mark.parametrize(
    "name",
    [FOREIGN, "", "0", "00000", OURS[:-1], OURS.upper(), f"{OURS},{FOREIGN}", f"{FOREIGN}_{OURS}", "join"],
)
def test_objects_of_others_may_not(guard, write, name):
    """Neither those nor anything that is no whole id of ours; a few zeros may be somebody's number."""
    assert stopped(guard, sent(write, name))


@pytest.mark.parametrize("write", [one for one in WRITES if places(one) > 1])
def test_one_foreign_object_among_own_ones_is_enough(guard, write):
    """A server may go by the meeting, or by what is named below it."""
    assert stopped(guard, sent(write, OURS, FOREIGN))
    assert stopped(guard, sent(write, FOREIGN, OURS))
    assert not stopped(guard, sent(write, OURS, ZEROS))


@pytest.mark.parametrize("write", WRITES, ids=NAMES)
@pytest.mark.parametrize("key", SELECTORS)
def test_a_second_selector_in_the_query_is_refused(guard, write, key):
    """Whatever a server may choose objects by must not stand beside the object that is named."""
    method, path, query, body = write
    more = httpx.QueryParams(filled(query, OURS)).add(key, FOREIGN)
    request = httpx.Request(method, REST + path.replace("{}", OURS), params=more, json=filled(body, OURS))

    assert stopped(guard, request)


HARMLESS = ("email", "items", "registrants", "meetingIds")  # where the operation has no such list
BODIES = [one for one in WRITES if places(one[3])]


@pytest.mark.parametrize("write", BODIES, ids=[f"{write[0]} {write[1]}" for write in BODIES])
@pytest.mark.parametrize("key", SELECTORS)
def test_a_second_selector_in_the_body_is_refused(guard, write, key):
    """Also the same key once more in another spelling."""
    method, path, query, body = write
    both = {**filled(body, OURS), key: FOREIGN}
    same = {**filled(body, OURS)}
    request = httpx.Request(method, REST + path.replace("{}", OURS), params=filled(query, OURS), json=both)

    assert stopped(guard, request) or both.keys() == same.keys()


@pytest.mark.parametrize("write", BODIES, ids=[f"{write[0]} {write[1]}" for write in BODIES])
def test_a_body_with_a_key_twice_is_refused(guard, write):
    """A server may take either."""
    method, path, _, body = write
    text = json.dumps(filled(body, OURS))
    for twice in (
        text[:-1] + ", " + json.dumps(filled(body, FOREIGN))[1:],
        json.dumps(filled(body, FOREIGN))[:-1] + ", " + text[1:],
    ):
        assert stopped(guard, httpx.Request(method, REST + path.replace("{}", OURS), content=twice))


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/recordings/purge", {"recordingIds": [OURS, FOREIGN]}),
        ("/recordings/purge", {"recordingIds": []}),
        ("/recordings/purge", {"recordingIds": [[OURS]]}),
        ("/recordings/purge", {"recordingIds": OURS}),
        ("/recordings/purge", {"recordingIds": [None]}),
        ("/recordings/purge", {"purgeAll": True}),
        ("/recordings/purge", {"recordingIds": [OURS], "purge_all": True}),
        ("/recordings/restore", {"recordingIds": [OURS], "RestoreAll": False}),
        ("/recordings/restore", {}),
        ("/recordings/softDelete", {"siteUrl": "x.example.com"}),
        ("/meetings/reassignHost", {"meetingIds": [OURS, {"id": FOREIGN}]}),
        ("/meetings/reassignHost", {"meetingIds": {OURS: FOREIGN}}),
        ("/meetingParticipants/admit", {"items": [OURS]}),
        ("/meetingParticipants/admit", {"items": [{"participantId": OURS, "participantID": FOREIGN}]}),
        ("/meetingParticipants/admit", {"items": [{"participantId": OURS}, {"participantId": FOREIGN}]}),
        ("/meetingParticipants/admit", {"items": [{}]}),
        (f"/meetings/{OURS}/registrants/approve", {"registrants": [{"id": OURS}, {"id": FOREIGN}]}),
        (
            f"/meetings/{OURS}/registrants/approve",
            {"registrants": [{"id": OURS}], "Registrants": [{"id": FOREIGN}]},
        ),
        (f"/meetings/{OURS}/registrants/approve", {"registrants": [FOREIGN]}),
        ("/meetings/join", {"meetingId": [OURS]}),
        ("/meetings/join", {"meetingId": {"$ne": ""}}),
    ],
)
def test_lists_are_read_to_their_end(guard, path, body):
    """Mixed, empty, nested or missing lists, and switches that mean everything."""
    assert stopped(guard, httpx.Request("POST", REST + path, json=body))


@pytest.mark.parametrize("raw", [b"{", b"probe=1", b" {\n"])
def test_a_body_that_nobody_can_read_names_nothing(guard, raw):
    """Half an object, or a form: but only where the object would stand in the body."""
    assert not stopped(guard, httpx.Request("POST", f"{REST}/recordings/purge", content=raw))
    assert not stopped(guard, httpx.Request("POST", f"{REST}/meetings/join", content=raw))
    assert stopped(guard, httpx.Request("POST", f"{REST}/recordings/purge?purgeAll=true", content=raw))
    assert stopped(guard, httpx.Request("DELETE", f"{REST}/meetings/postMeetingChats", content=raw))
    assert stopped(guard, httpx.Request("PUT", f"{REST}/meetings/controls", content=raw))
    assert stopped(guard, httpx.Request("PUT", f"{REST}/meetings/{FOREIGN}", content=raw))


@pytest.mark.parametrize(
    "raw", [b"probe=1&purgeAll=true", b'{"recordingIds": ["x"]', b"[]", b"null", b"{}", b"\xff{", b"[" * 9999]
)
def test_other_bodies_that_cannot_be_read_are_refused(guard, raw):
    """A lenient server may make something of them."""
    assert stopped(guard, httpx.Request("POST", f"{REST}/recordings/purge", content=raw))
    assert read_body(raw) in (None, {})


@pytest.mark.parametrize(
    ("path", "lets"),
    [
        ("/meetings", True),
        (f"/meetings/{ZEROS}/end", True),
        (f"/webhooks/{OURS}", True),
        ("/meetingPreferences/audio", True),
        ("/admin/meeting/config/commonSettings", False),
        (f"/webhooks/{FOREIGN}", False),
        (f"/meetings/{FOREIGN}/", False),
        (f"/Meetings/{FOREIGN}", False),
        ("/Meetings", False),
        ("/", False),
        (f"/meetings/{OURS}/registrants/{FOREIGN}", False),
    ],
)
def test_patching_nothing(guard, path, lets):
    """An empty patch asks for 405, on what is known to be no object of anybody else."""
    assert lets is not stopped(guard, httpx.Request("PATCH", REST + path, json={}))
    assert (
        stopped(guard, httpx.Request("PATCH", f"{REST}{path}?id=1", json={})) or path == f"/meetings/{OURS}"
    )
    assert stopped(guard, httpx.Request("PATCH", REST + path, json={"a": 1})) or path.startswith(
        f"/meetings/{OURS}"
    )


@pytest.mark.parametrize(
    "word", ["join", "controls", "reassignHost", "postMeetingChats", "templates", "polls"]
)
def test_words_of_paths_are_no_ids(word):
    """Not even of meetings that somebody adopted under such a name."""
    for method in ("PUT", "DELETE", "PATCH", "POST"):
        assert named(Asked(method, f"/meetings/{word}", {}, {"a": 1}, b'{"a": 1}')) in (None, [])


def test_a_vouched_write_is_let_through_as_it_is(tmp_path):
    """Any order of keys; no other value, key, method, path or query."""
    ledger = Ledger(tmp_path / "ledger.jsonl")
    guard = Guard(REST, None, ledger, "wxc-1")
    body = {"topic": "Room", "coHosts": [{"email": "a@example.com", "on": True}], "minutes": 5}
    query = {"userEmail": ["h@example.com"]}
    ledger.vouch("PUT", "/meetingPreferences/personalMeetingRoom", query, body)
    path = f"{REST}/meetingPreferences/personalMeetingRoom?userEmail=h%40example.com"
    try:
        turned = dict(reversed(list(body.items())))
        assert guard.permit(httpx.Request("PUT", path, json=turned)) == "change"
        others = [{**body, "minutes": 6}, {**body, "minutes": "5"}, {**body, "x": None}, {}, [], None]
        others += [{"topic": "Room"}, {**body, "coHosts": [{"email": "a@example.com", "on": 1}]}]
        for other in others:
            assert stopped(guard, httpx.Request("PUT", path, json=other)), other
        twice = json.dumps(body)[:-1] + ', "topic": "Mine"}'
        assert stopped(guard, httpx.Request("PUT", path, content=twice))
        for url in (
            path + "&userEmail=o@example.com",
            path + "&a=1",
            path.partition("?")[0],
            path.replace("h%40", "o%40"),
        ):
            assert stopped(guard, httpx.Request("PUT", url, json=body)), url
        for method in ("PATCH", "POST", "DELETE", "put"):
            assert stopped(guard, httpx.Request(method, path, json=body)) or method == "put"
        assert stopped(guard, httpx.Request("PUT", path.replace("/personal", "/Personal"), json=body))
    finally:
        ledger.close()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [(ZEROS, True), ("00000000-0000-0000-0000-000000000000", True), (f"{ZEROS}_00000000", True)]
    + [(name, False) for name in ("", "0", "0000000", "-", "________", f"{ZEROS}1", ZEROS + "\n", "O" * 32)],
)
def test_ids_of_zeros(name, wanted):
    """Long enough that no server counts up to them."""
    assert wanted is is_nothing(name)


VALUES = st.recursive(
    st.sampled_from([OURS, FOREIGN, ZEROS, "", None, True, 0, "join"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*SELECTORS, "items", "registrants", "meetingIds", "email"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(
    write=st.sampled_from(WRITES),
    objects=st.lists(st.sampled_from([OURS, ZEROS, FOREIGN]), min_size=1, max_size=3),
    body=VALUES,
    query=st.dictionaries(st.sampled_from(SELECTORS), st.sampled_from([OURS, FOREIGN, ZEROS]), max_size=2),
)
def test_no_write_that_names_a_foreign_object_anywhere_leaves(guard, write, objects, body, query):
    """Over random objects, bodies and queries: no other's object is named where it counts."""
    method, path, _, _ = write
    url = REST + filled(path, *objects)
    request = httpx.Request(method, url, params=query or None, json=body)

    if stopped(guard, request):
        return

    assert FOREIGN not in str(request.url)
    # What operates on the object of its path takes no other from the body.
    if write in BODIES:
        others = body.items() if isinstance(body, dict) else ()
        assert FOREIGN not in json.dumps([value for key, value in others if key not in HARMLESS])
