"""Answers to wrong requests, held against rules: what passes, what fails, and what says nothing."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.checks import Failure, Must, NotExercised, Refusal
from conformance.contract import Rule, load
from conformance.errors import ContractError

CONTRACT = load()
MUST = Must(CONTRACT)
ID = "wxc-0123abcd_000001"
FULL = {"message": "No.", "errors": [{"description": "Not so."}], "trackingId": ID}
SENT: dict[str, Any] = {"trackingid": ID, "content-type": "application/json"}
STATUS = {
    "no-token": 401,
    "broken-token": 401,
    "unknown-id": 404,
    "method": 405,
    "media": 415,
    "not-json": 400,
    "tracking": 401,
}


def rule(kind: str, operation: str = "update-a-meeting") -> Rule:
    """A rule of that kind."""
    return CONTRACT.rules[
        f"rest.errors.{operation}.{kind}" if kind != "throttled" else "rest.errors.throttled"
    ]


def refusal(status: int, body: Any = FULL, **more: Any) -> Refusal:
    """An answer of a target."""
    usual = {"name": "PUT /meetings/{meeting}", "method": "PUT", "said": f"{status}: No.", "exchange": "x1"}
    return Refusal(**{**usual, "status": status, "body": body, "headers": SENT, "sent": ID, **more})


def judged(kind: str, *refusals: Refusal) -> None:
    """Hold answers against the rule of a kind."""
    MUST.keep_errors(rule(kind), refusals)


def right(kind: str, **more: Any) -> Refusal:
    """An answer that is as it must be."""
    headers = {**SENT, "allow": "DELETE, put , GET"} if kind == "method" else SENT
    return refusal(**{"status": STATUS[kind], "headers": headers, **more})


@pytest.mark.parametrize("kind", STATUS)
def test_the_documented_answer_passes(kind: str) -> None:
    """The right status, an Allow header where it belongs, and the main shape of the body."""
    judged(kind, right(kind), right(kind))


@pytest.mark.parametrize("kind", [one for one in STATUS if one != "tracking"])
@pytest.mark.parametrize(
    "body",
    [
        {"message": "No."},
        {"message": "No.", "trackingId": ID},
        {"message": "No.", "errors": [{"description": ""}, {"description": "x", "errorCode": 7}]},
        {**FULL, "errorCode": 400123},
    ],
)
def test_all_documented_shapes_of_bodies_pass(kind: str, body: Any) -> None:
    """Without errors, without a tracking id, and with numeric codes as other Webex APIs have them."""
    judged(kind, right(kind, body=body))


@pytest.mark.parametrize("kind", [one for one in STATUS if one != "tracking"])
@pytest.mark.parametrize("status", [200, 204, 302, 402, 409, 422, 500, 502, 503, 599])
def test_another_status_fails(kind: str, status: int) -> None:
    """Neither a success nor a breakdown of the server is a refusal; the evidence is named."""
    with pytest.raises(Failure, match=f"status {STATUS[kind]}; got PUT .*answered {status}") as caught:
        judged(kind, right(kind), right(kind, status=status, said=f"{status}: x", exchange="x7"))

    assert ("x7",) == caught.value.exchanges


@pytest.mark.parametrize("kind", ["no-token", "method", "media"])
@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (None, "the body is empty"),
        ([], "no JSON object"),
        ([FULL], "no JSON object"),
        ("No.", "no JSON object"),
        (7, "no JSON object"),
        ({}, "no message"),
        ({"message": None}, "no message"),
        ({"message": " \n"}, "no message"),
        ({"message": ["No."]}, "no message"),
        ({"error": "No."}, "no message"),
        ({**FULL, "errors": []}, "errors is no list"),
        ({**FULL, "errors": None}, "errors is no list"),
        ({**FULL, "errors": {"description": "x"}}, "errors is no list"),
        ({**FULL, "errors": ["x"]}, "errors is no list"),
        ({**FULL, "errors": [{"description": "x"}, {}]}, "errors is no list"),
        ({**FULL, "errors": [{"description": 7}]}, "errors is no list"),
        ({**FULL, "trackingId": None}, "no tracking id"),
        ({**FULL, "trackingId": "short"}, "no tracking id"),
        ({**FULL, "trackingId": "with space and more"}, "no tracking id"),
        ({**FULL, "trackingId": f"{ID}\n"}, "no tracking id"),
        ({**FULL, "trackingId": 12345678901}, "no tracking id"),
        ({**FULL, "trackingId": "ROUTER_another-one"}, "another one than the header"),
    ],
)
def test_another_body_fails(kind: str, body: Any, problem: str) -> None:
    """What clients cannot read is no error body."""
    with pytest.raises(Failure, match=problem):
        judged(kind, right(kind, body=body))


def test_a_page_fails() -> None:
    """HTML is told by its media type, not by its text."""
    with pytest.raises(Failure, match=r"no JSON \(text/html, 120 bytes\)"):
        judged("no-token", right("no-token", body=None, flaw="the body is no JSON (text/html, 120 bytes)"))


@pytest.mark.parametrize(
    "text",
    [
        "boom at com.example.Meetings.list(Meetings.java:42)",
        "java.lang.NullPointerException",
        "org.springframework.web.HttpMediaTypeNotSupportedException: Content type",
        'Traceback (most recent call last):\n  File "x.py", line 3',
        'File "/srv/app/x.py", line 3, in f',
        "System.NullReferenceException: Object reference",
        "   at Api.Meetings.List() in Meetings.cs:line 12",
        "TypeError: x\n    at list (/app/lib/meetings.js:10:7)",
        "at run (node:internal/main:3:11)",
        "goroutine 17 [running]:",
        "open /etc/passwd: permission denied",
        "cannot read '/var/lib/app/x'",
        r"cannot read C:\inetpub\x",
    ],
)
@pytest.mark.parametrize("place", ["message", "errors", "else"])
def test_the_inside_of_a_server_fails(text: str, place: str) -> None:
    """A stack trace or a path of a file is found wherever it stands in the body."""
    body = {
        "message": {**FULL, "message": text},
        "errors": {**FULL, "errors": [{"description": text}]},
        "else": {**FULL, "debug": {"more": [text]}},
    }[place]

    with pytest.raises(
        Failure, match=r"without the inside of the server; got .*: a (stack trace|file's path)"
    ):
        judged("not-json", right("not-json", body=body))


@pytest.mark.parametrize(
    "text",
    [
        "The requested resource could not be found.",
        "Content type 'application/x-www-form-urlencoded' not supported",
        "The input parameters contain invalid items: start/end.",
        "See https://developer.webex.com/docs/api/v1/meetings and https://example.com/home/x:80",
        "'2026-01-01T10:00:00+02:00' at line: 1, column: 2 is no date (see the guide).",
        "Meeting at 10:00 (Europe/Berlin) cannot be moved in C: or d:",
        "No static resource v1/meetings.",
    ],
)
def test_plain_sentences_are_no_traces(text: str) -> None:
    """Links, media types, times and zones are not taken for paths."""
    judged("not-json", right("not-json", body={**FULL, "message": text}))


@pytest.mark.parametrize(
    "text", ["at " * 100_000, "/" * 300_000, "(/" * 150_000, "java." * 60_000, 'File "' * 50_000]
)
def test_long_texts_are_searched_in_no_time(text: str) -> None:
    """A body that is made to be slow to search is not."""
    began = time.monotonic()

    judged("no-token", right("no-token", body={**FULL, "message": text}))

    assert time.monotonic() - began < 20


@pytest.mark.parametrize("kind", ["unknown-id", "method", "media", "not-json"])
@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_opens_nothing_decides_nothing(kind: str, status: int) -> None:
    """Behind a closed door no mistake shows, whatever else was answered."""
    with pytest.raises(NotExercised, match="the user's token does not open"):
        judged(kind, right(kind), refusal(status))


@pytest.mark.parametrize("kind", ["media", "not-json"])
def test_an_id_that_is_looked_at_first_hides_the_body(kind: str) -> None:
    """404 to a body that is wrong says nothing when the path names nothing; else it is another status."""
    with pytest.raises(NotExercised, match="names nothing that exists"):
        judged(kind, refusal(404, named=True))
    with pytest.raises(Failure, match="answered 404"):
        judged(kind, refusal(404))


def test_what_is_wrong_counts_more_than_what_is_unclear() -> None:
    """One call that fails is a failure though another one could not be judged."""
    with pytest.raises(Failure):
        judged("media", refusal(404, named=True), refusal(400))


@pytest.mark.parametrize("allow", [None, "", "GET", "PUTS", "GET;PUT", "POST, DELETE"])
def test_allow_names_the_operation_s_own_method(allow: str | None) -> None:
    """Without it a client does not learn what it did wrong."""
    headers = SENT if allow is None else {**SENT, "allow": allow}

    with pytest.raises(Failure, match="Allow header that names PUT"):
        judged("method", refusal(405, headers=headers))


@pytest.mark.parametrize("came", [ID, f"{ID}_1", f"{ID}_{'f' * 32}"])
def test_a_tracking_id_comes_back(came: str) -> None:
    """As it was, or with what the service puts behind it; the rest of the answer is judged elsewhere."""
    judged("tracking", refusal(503, None, headers={"trackingid": came}))


@pytest.mark.parametrize(
    "headers", [{}, {"trackingid": ""}, {"trackingid": "ROUTER_1"}, {"trackingid": ID[:-1]}]
)
def test_a_tracking_id_that_does_not_come_back_fails(headers: dict[str, str]) -> None:
    """None, another one, or a part of it."""
    with pytest.raises(Failure, match="trackingid header"):
        judged("tracking", refusal(401, headers=headers))


@pytest.mark.parametrize("after", ["1", "60", "007", "999999999"])
def test_a_sane_retry_after_passes(after: str) -> None:
    """Whole seconds, at least one."""
    judged("throttled", refusal(429, headers={**SENT, "retry-after": after}))


@pytest.mark.parametrize(
    "after", [None, "", "0", "00", "-1", "1.5", "1 ", "soon", "rand(30),add(30)", "\u0663", "9" * 5000, "1,1"]
)
def test_another_retry_after_fails(after: str | None) -> None:
    """Clients that trust it would sleep for no time, for ever, or break down."""
    headers = SENT if after is None else {**SENT, "retry-after": after}

    with pytest.raises(Failure, match="Retry-After header of one whole second"):
        judged("throttled", refusal(429, headers=headers))


def test_only_rules_about_errors_can_be_held() -> None:
    """Anything else is a defect of a case."""
    with pytest.raises(ContractError, match="is not about errors"):
        MUST.keep_errors(CONTRACT.rules["rest.schema.meeting.lobby"], [])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(
    kind=st.sampled_from([*STATUS, "throttled"]),
    status=st.sampled_from([200, 401, 403, 404, 405, 415, 400, 429, 500]),
    body=JSON | st.fixed_dictionaries({"message": JSON, "errors": JSON, "trackingId": JSON}),
    headers=st.dictionaries(
        st.sampled_from(["allow", "trackingid", "retry-after", "content-type"]), st.text(max_size=30)
    ),
)
def test_no_answer_breaks_the_check(kind: str, status: int, body: Any, headers: dict[str, str]) -> None:
    """Whatever comes, it passes, fails or says nothing."""
    try:
        judged(kind, refusal(status, body, headers=headers))
    except (Failure, NotExercised):
        return
