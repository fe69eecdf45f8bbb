"""The gate: what is secret or personal never passes, and what is evidence does."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.evidence import Message, Redactor

CANARY = "cAn4ry-7f3e/9+x"
MARKER = "wxc-1234"
SECRET_NAMES = [
    "password",
    "hostKey",
    "host_key",
    "access_token",
    "phoneAndVideoSystemPassword",
    "webLink",
    "registrationId",
    "hostPin",
]


def shown(value: object, redactor: Redactor | None = None) -> str:
    """What is written of a JSON body."""
    content = json.dumps(value).encode()
    return json.dumps(Message(content=content).shown(redactor or Redactor(marker=MARKER)), ensure_ascii=False)


@pytest.mark.parametrize(
    "form",
    [
        CANARY,
        quote(CANARY, safe=""),
        quote(CANARY, safe="").replace("%2F", "%2f").replace("%2B", "%2b"),
        base64.b64encode(CANARY.encode()).decode(),
        base64.b64encode(b"host:" + CANARY.encode() + b":x").decode(),
        base64.b64encode(b"me:" + CANARY.encode()).decode(),
        base64.urlsafe_b64encode(b"host:" + CANARY.encode()).decode(),
        f"prefix{CANARY}suffix",
    ],
)
def test_a_credential_is_hidden_in_every_form(form):
    """The actor's credential passes in no encoding, not even inside a longer word."""
    redactor = Redactor([CANARY])

    text = redactor.text(f"<p>bad token {form} given</p>")

    assert "credential redacted" in text
    assert not [piece for piece in (CANARY, form) if piece in text]


def test_a_credential_with_quotes_is_hidden_where_it_is_escaped():
    """JSON and HTML write some signs in another way; the secret is known there too."""
    redactor = Redactor(['a"b\\c<d>é-long'])

    text = redactor.text('{"said": "a\\"b\\\\c<d>\\u00e9-long"} a&quot;b\\c&lt;d&gt;é-long')

    assert '{"said": "«credential redacted»"} «credential redacted»' == text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Authorization", f"Bearer {CANARY}"),
        ("Set-Cookie", f"SID={CANARY}; Path=/; HttpOnly"),
        ("Cookie", f"a=b; SID={CANARY}"),
        ("X-Auth-Token", CANARY),
        ("X-Api-Key", CANARY),
    ],
)
def test_a_secret_header_is_hidden_and_learnt(name, value):
    """A credential in a header is hidden, and hidden again when an error page repeats it."""
    redactor = Redactor()

    headers = redactor.headers([(name, value), ("Content-Type", "text/html")])

    assert {name.lower(): f"«{name.lower()} redacted»", "content-type": "text/html"} == headers
    assert CANARY not in redactor.raw(f"<html>you sent {CANARY}</html>")


def test_repeated_headers_are_joined():
    """No header is lost, and none of its secrets passes."""
    headers = Redactor().headers([("Via", "a"), ("via", "b"), ("Set-Cookie", "a=1"), ("set-cookie", "b=2")])

    assert {"via": "a, b", "set-cookie": "«set-cookie redacted», «set-cookie redacted»"} == headers


@pytest.mark.parametrize(
    "url",
    [
        f"https://me:{CANARY}@example.com/v1/meetings",
        f"https://example.com/v1/meetings?password={quote(CANARY, safe='')}&max=1",
        f"https://example.com/v1/meetings?access_token={quote(CANARY, safe='')}",
        f"https://example.com/v1/meetings?hostEmail={quote(CANARY, safe='')}",
        f"https://example.com/v1/meetings#{quote(CANARY, safe='')}",
        "https://example.com/v1/people/jane.canary%40example.com",
        f"https://[broken/?token={CANARY}",
    ],
)
def test_a_url_gives_no_secret_away(url):
    """User info, fragment, and secret or personal parameters are not shown."""
    text = Redactor().url(url)

    assert not [piece for piece in (CANARY, quote(CANARY, safe=""), "jane.canary") if piece in text]


def test_a_url_in_a_text_gives_no_secret_away():
    """A `Location` or a message can hold a whole address."""
    text = Redactor().text("see https://me:hunter22@example.com/x?mtid=abc123&client_secret='s3cr3t' now")

    assert (
        "see https://«user info redacted»@example.com/x?mtid=«mtid redacted»"
        "&client_secret='«client_secret redacted»' now" == text
    )


def test_what_is_evidence_stays_readable():
    """Ids, tracking ids, numbers, site, times and harmless switches are what a report is about."""
    body = {
        "id": "870f51ff287b41be8648412901e0402f_20260301T010000Z",
        "meetingNumber": "2556789012",
        "siteUrl": "example.webex.com",
        "trackingId": "ROUTER_5F1B-0C2D",
        "sendEmail": False,
        "title": f"{MARKER} recurring",
        "start": "2026-03-01T01:00:00Z",
        "telephony": {"accessCode": "2556789012", "callInNumbers": [{"callInNumber": "+1-555-0100"}]},
    }
    url = "https://webexapis.com/v1/meetings/870f51ff?sendEmail=false&from=2026-03-01T00:00:00Z"
    redactor = Redactor([CANARY], marker=MARKER)

    assert body == redactor.body(body)
    assert url == redactor.url(url)
    assert {"trackingid": "ROUTER_5F1B"} == redactor.headers([("TrackingID", "ROUTER_5F1B")])


def test_structure_and_types_stay():
    """A reader still sees what kind of value stood there, and how many."""
    body = {
        "password": ["secret-1", {"deep": "secret-2", "ok": True}],
        "hostKey": 123456,
        "hostPin": None,
        "token": 1.5,
        "n": [1, True, None, 2.5],
    }

    hidden = Redactor().body(body)

    assert {
        "password": ["«password redacted»", {"deep": "«deep redacted»", "ok": True}],
        "hostKey": 0,
        "hostPin": None,
        "token": 0,
        "n": [1, True, None, 2.5],
    } == hidden


def test_people_are_not_named():
    """Addresses and names of people are hidden wherever they stand."""
    body = {
        "hostEmail": "jane@example.com",
        "hostDisplayName": "Jane Example",
        "invitees": [{"email": "joe@example.com", "displayName": "Joe Example", "coHost": False}],
        "note": "ask jane@example.com or Jane Example",
    }

    text = shown(body)

    assert not [word for word in ("jane@", "joe@", "Jane Example", "Joe Example") if word in text]
    assert '"coHost": false' in text


def test_the_words_of_foreign_meetings_are_hidden():
    """Title and agenda stay only where they carry the run's marker."""
    body = {"items": [{"title": "Board: sell the plant", "agenda": f"{MARKER}: ours"}, {"title": MARKER}]}

    hidden = Redactor(marker=MARKER).body(body)

    assert {
        "items": [
            {"title": "«somebody's title redacted»", "agenda": f"{MARKER}: ours"},
            {"title": MARKER},
        ]
    } == hidden


def test_a_learnt_secret_is_hidden_in_later_texts():
    """What once stood under a secret's name is known wherever it turns up afterwards."""
    redactor = Redactor()
    redactor.body({"password": CANARY, "hostKey": 654321})

    text = redactor.text(f"expected {CANARY} or {quote(CANARY, safe='')}, key 654321, id 9654321")

    assert "expected «password redacted» or «password redacted», key «hostKey redacted», id 9654321" == text


@pytest.mark.parametrize("word", ["passed", "guide", "meeting", "meetings", "title"])
def test_an_ordinary_word_as_password_leaves_structure_alone(word):
    """Keys and paths are no hiding place of a password, so a common word in them stays."""
    redactor = Redactor()
    redactor.body({"password": word})

    assert {word: "«password redacted»"} == redactor.body({word: word})
    assert f"https://example.com/v1/{word}" == redactor.url(f"https://example.com/v1/{word}")


def test_a_secret_as_a_key_is_hidden():
    """What is no ordinary word is hidden even where only structure should be."""
    redactor = Redactor([CANARY])

    assert {"«credential redacted»": 1} == redactor.body({CANARY: 1})


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "x", "password": "CANARY',
        '{"id": "x", "password": "CANARY", "agenda": "cut o',
        '{"password": {"value": ["CANARY", {"x": "CANARY"}]}, "n": 1,}',
        '{"password"\n: "CANARY",, }',
        '<b>{"hostKey": "CANARY"}</b>',
        "<html><password>CANARY</password></html>",
        '<ns:hostKey type="x">CANARY</ns:hostKey',
        '<input name="a" password="CANARY">',
        "grant_type=x&client_secret=CANARY&a=b",
        '{"password": "CANARY", "n": NaN}',
        "[" * 10_000 + '{"password": "CANARY"}' + "]" * 10_000,
        "[" * 300 + '{"password": "CANARY"}' + "]" * 300,
    ],
)
def test_what_cannot_be_parsed_gives_nothing_away(text):
    """A body that is cut off, damaged or nested beyond reason is still searched by name."""
    body = Message(content=text.replace("CANARY", CANARY).encode()).shown(Redactor(marker=MARKER))

    assert CANARY not in json.dumps(body)


def test_foreign_words_in_a_broken_list_are_hidden():
    """The titles of a list that was cut off are as private as those of a whole one."""
    body = Message(content=b'{"items": [{"title": "Board: sell", "id": "abc1"}, {"title": "cut')

    assert (
        '{"items": [{"title": "«somebody\'s title redacted»", "id": "abc1"}, '
        '{"title": "«somebody\'s title redacted»"' == body.shown(Redactor(marker=MARKER))
    )


def test_numbers_below_a_secret_in_broken_text_become_zero():
    """A host key is a number, and true, false and null say nothing."""
    body = Message(content=b'{"hostKey": 123456, "password": [true, null, -7], "n": 42')

    assert '{"hostKey": 0, "password": [true, null, 0], "n": 42' == body.shown(Redactor())


def test_a_secret_on_the_edge_of_the_cut_is_hidden_whole():
    """A long page is cut after 20,000 characters, and not through a secret."""
    text = Redactor([CANARY]).raw("x" * 19_995 + CANARY + "y" * 9_000)

    assert 20_001 == len(text)
    assert "«cred…" == text[-6:]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00\x80not utf-8",
        b'{"title": "\\ud800", "password": "\\udfff-secret"}',
        b'{"\\ud800": {"hostKey": "\\ud83d"}}',
        b"\x00\x00\x00",
        b'"' + b"x" * 1_000_000 + b'"',
        b"[" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'"' * 10_001,
        b"1" * 10_000,
        b"[1e999, -1e999]",
    ],
)
def test_nothing_that_comes_over_the_wire_breaks_the_gate(content):
    """Whatever the bytes are, they become something that can be written as JSON."""
    redactor = Redactor([CANARY], marker=MARKER)

    body = Message(content=content).shown(redactor)

    assert json.dumps(body, allow_nan=False)


def test_a_flood_of_secrets_does_not_slow_the_gate():
    """A hostile target cannot teach so many passwords that nothing else gets done."""
    redactor = Redactor()
    body = redactor.body([{"password": f"secret-{number}"} for number in range(20_000)])

    assert 20_000 == len(body)
    assert "x" * 2_000 == redactor.text("x" * 2_000)


NAMES = st.sampled_from(["id", "items", "state", "n", *SECRET_NAMES])
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(CANARY)


@given(
    name=st.sampled_from(SECRET_NAMES),
    below=st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
        max_leaves=8,
    ),
    around=st.lists(st.sampled_from(["list", "meeting", "items"]), max_size=5),
    cut=st.integers(0, 40),
)
def test_a_canary_below_a_secret_name_is_in_no_output(name, below, around, cut):
    """Wherever in a body a secret name stands, nothing below it is shown, whole or cut off."""
    value = {name: below, "seen": 1}
    for step in around:
        value = [value, "x"] if step == "list" else {step: value, "state": "active"}
    content = json.dumps(value).encode()
    redactor = Redactor(marker=MARKER)

    outputs = [
        Message(content=content).shown(redactor),
        Message(content=content[: len(content) - cut]).shown(Redactor(marker=MARKER)),
        redactor.text(f"it was {CANARY}") if CANARY in content.decode() else "",
    ]

    assert CANARY not in json.dumps(outputs)


@given(st.text(), st.text())
def test_any_text_passes_the_gate(text, secret):
    """No text and no secret of any form can stop the evidence."""
    redactor = Redactor([secret], marker=MARKER)
    redactor.learn(text, "password")

    outputs = [redactor.text(text), redactor.raw(text), redactor.url(text), redactor.headers([(text, text)])]

    assert json.dumps(outputs)
