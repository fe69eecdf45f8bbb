"""The control client waits for its turn, and what it gets back is read as far as it can be."""

from __future__ import annotations

import json

import httpx
import pytest

from conformance.clients import Answer, ControlClient, RestClient


class Emulator(httpx.BaseTransport):
    """Answers in turn with what it was given, and keeps what was asked."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, dict]] = []

    def handle_request(self, request):
        """Keep the request and give the next answer."""
        body = json.loads(request.read())
        self.asked.append((request.method, request.url.path, body))
        response = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        response.extensions["exchange"] = "x0001"
        return response


def held(retry_after: str) -> httpx.Response:
    """Another run holds the clock."""
    return httpx.Response(423, headers=[(b"retry-after", retry_after.encode("latin-1"))])


def client(emulator: Emulator, waits: list[float]) -> ControlClient:
    """The control client of the run wxc-1."""
    return ControlClient("http://127.0.0.1:1/control/", emulator, "wxc-1", sleep=waits.append)


@pytest.mark.parametrize("asked", ["3", "0", "60", "", "soon", "\xb2"])
def test_a_held_clock_is_waited_for(asked):
    """Asked for again after a second: runs are short, and Retry-After is only the longest it can take."""
    emulator, waits = Emulator(held(asked), httpx.Response(200, json={"now": "2026-03-01T09:00:00Z"})), []

    answer = client(emulator, waits).hold_clock(300)

    assert ({"now": "2026-03-01T09:00:00Z"}, [1.0]) == (answer.object, waits)
    assert [("POST", "/control/clock", {"holder": "wxc-1", "holdSeconds": 300})] * 2 == emulator.asked


def test_a_clock_that_stays_held_is_given_up():
    """After two minutes of trying the last answer is handed on."""
    emulator, waits = Emulator(held("1")), []

    answer = client(emulator, waits).hold_clock(300)

    assert (423, 120) == (answer.status, len(waits))


def test_actions_name_their_meetings():
    """Each action is one request that says what it concerns."""
    emulator = Emulator(httpx.Response(200, json={}))
    control = client(emulator, [])

    control.join(["a", "b"], "attendee")
    control.admit(["a"])
    control.end(["a"])
    control.switch_faults(["x"])
    control.move_clock("2026-03-01T09:00:00Z", hold_seconds=0)

    assert [
        ("POST", "/control/meetings/join", {"meetingIds": ["a", "b"], "as": "attendee"}),
        ("POST", "/control/meetings/admit", {"meetingIds": ["a"]}),
        ("POST", "/control/meetings/end", {"meetingIds": ["a"]}),
        ("PUT", "/control/faults", {"active": ["x"]}),
        ("POST", "/control/clock", {"holder": "wxc-1", "to": "2026-03-01T09:00:00Z", "holdSeconds": 0}),
    ] == emulator.asked


def answer_of(status: int, body: object, **headers: str) -> Answer:
    """An answer as a client hands it back."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = httpx.Response(status, content=content, headers=headers, extensions={"exchange": "x0001"})
    return Answer.of(response)


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (200, {}, "200"),
        (
            400,
            {"message": "Bad", "errors": [{"description": "Bad"}, {"description": "title"}, 7]},
            "400: Bad title",
        ),
        (400, {"message": 7, "errors": {"description": "x"}}, "400"),
        (400, [], "400"),
        (400, {"message": "a\n\x1b[2J\u202eb"}, "400: a [2J b"),
        (500, {"message": "x" * 5_000}, "500: " + "x" * 300),
        (302, {"message": "moved"}, "302: redirected to the same host, not followed"),
    ],
)
def test_an_answer_is_told_in_one_line(status, body, sentence):
    """Whatever the target put into its message, the reason is short and plain."""
    assert sentence == answer_of(status, body).sentence()


@pytest.mark.parametrize(
    ("body", "items"),
    [({"items": [{"id": "a"}, 1, None]}, [{"id": "a"}]), ({"items": {}}, []), ({}, []), ([{"id": "a"}], [])],
)
def test_a_list_holds_the_objects_of_its_envelope(body, items):
    """What is no list of objects holds none."""
    assert items == answer_of(200, body).items


@pytest.mark.parametrize(
    ("date", "year"),
    [("Sun, 01 Mar 2026 09:00:00 GMT", 2026), ("soon", None), ("Fri, 31 Dec 9999 23:59:59 -1200", None)],
)
def test_the_targets_present_is_its_date_header(date, year):
    """A date that is none leaves it open."""
    moment = answer_of(200, {}, date=date).date

    assert year == (moment.year if moment else None)


def test_without_a_date_header_the_targets_present_is_open():
    """Not every target says what time it is."""
    assert answer_of(200, {}).date is None


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a.example.com", "/control/sites/a.example.com"),
        ("../reset", "/control/sites/..%2Freset"),
        ("..", "/control/sites/%2E%2E"),
        (".", "/control/sites/%2E"),
        ("a b", "/control/sites/a%20b"),
        ("a?x=1", "/control/sites/a%3Fx%3D1"),
        ("a#b", "/control/sites/a%23b"),
        ("a\nb", "/control/sites/a%0Ab"),
        ("a/b", "/control/sites/a%2Fb"),
        ("\ud800", "/control/sites/%3F"),
    ],
)
def test_a_name_stays_one_segment_of_a_path(name, path):
    """Whatever a name is made of, the request is about that site and nothing else."""
    asked = []

    def answer(request):
        asked.append((request.method, request.url.raw_path.decode(), request.url.query))
        return httpx.Response(200, json={}, extensions={"exchange": "x1"})

    control = ControlClient("http://127.0.0.1:1/control/", httpx.MockTransport(answer), "wxc-1")
    control.read_site(name)
    control.change_site(name, {"converged": True})

    assert [("GET", path, b""), ("PATCH", path, b"")] == asked


@pytest.mark.parametrize("text", ["\ud800", "ä\udfff", "plain", "\U0001f600", '"\\\x00'])
def test_any_text_can_be_sent(text):
    """Also half of a surrogate pair, as a target may have shown it: what is sent is ASCII and JSON."""
    asked = []

    def answer(request):
        asked.append(request)
        return httpx.Response(200, json={}, extensions={"exchange": "x1"})

    transport = httpx.MockTransport(answer)
    ControlClient("http://127.0.0.1:1/control", transport, "wxc-1").mint_token(text, ["a"])
    rest = RestClient("http://127.0.0.1:1/v1", transport, {"host": "made-up"})
    rest.send("PUT", "/meetings/a", actor="host", purpose="p", json={"title": text})

    for request, body in zip(asked, [{"email": text, "scopes": ["a"]}, {"title": text}], strict=True):
        assert request.content.isascii()
        assert body == json.loads(request.content)
        assert ["application/json"] == request.headers.get_list("content-type")


def test_a_request_has_the_media_type_that_its_sender_names():
    """Once, however its name is written; a request without a body has none."""
    asked = []

    def answer(request):
        asked.append(request)
        return httpx.Response(200, json={}, extensions={"exchange": "x1"})

    rest = RestClient("http://127.0.0.1:1/v1", httpx.MockTransport(answer), {"host": "made-up"})
    rest.send("PUT", "/a", actor="host", purpose="p", json={}, headers={"Content-Type": "text/plain"})
    rest.send("GET", "/a", actor="host", purpose="p")

    assert ["text/plain"] == asked[0].headers.get_list("content-type")
    assert ("content-type" in asked[1].headers, b"") == (False, asked[1].content)


def test_faults_are_read():
    """Which faults are on is a plain read of the control API."""

    def answer(request: httpx.Request) -> httpx.Response:
        assert ("GET", "/control/faults") == (request.method, request.url.path)
        return httpx.Response(200, json={"active": ["unauthorised"]}, extensions={"exchange": "x0001"})

    transport = httpx.MockTransport(answer)

    assert ["unauthorised"] == client(transport, []).read_faults().object["active"]
