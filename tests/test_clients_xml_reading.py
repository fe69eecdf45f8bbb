"""Answers of an XML service: what is read of honest ones, and how hostile ones end."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conformance.clients.xml_reading import UnreadableXmlError, parse_xml, read_answer

SERV = "http://www.webex.com/schemas/2002/06/service"
MADE = f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<serv:message xmlns:serv="{SERV}" xmlns:meet="{SERV}/meeting">
<serv:header><serv:response><serv:result>SUCCESS</serv:result>
<serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response></serv:header>
<serv:body><serv:bodyContent xsi:type="meet:createMeetingResponse"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><meet:meetingkey>123456789</meet:meetingkey>
<meet:iCalendarURL><serv:host>h</serv:host><serv:attendee>a</serv:attendee></meet:iCalendarURL>
</serv:bodyContent></serv:body></serv:message>"""
REFUSED = f"""<serv:message xmlns:serv="{SERV}"><serv:header><serv:response>
<serv:result>FAILURE</serv:result><serv:reason>Sorry, no record found</serv:reason>
<serv:gsbStatus>BACKUP</serv:gsbStatus><serv:exceptionID>000015</serv:exceptionID>
</serv:response></serv:header><serv:body><serv:bodyContent/></serv:body></serv:message>"""
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(12))


def flaw(content: bytes, **more) -> str:
    """Why an answer is not read; it is told soon."""
    began = time.monotonic()
    answer = read_answer(200, content, **more)
    assert time.monotonic() - began < 20
    assert not answer.ok
    assert not answer.refused
    assert answer.values("a/b") == []
    assert answer.flaw is not None
    assert f"200: {answer.flaw}" == answer.sentence()
    return answer.flaw


def test_a_success_is_read():
    """Result, status, type and elements, by local names."""
    answer = read_answer(200, MADE.encode("latin-1"), exchange="x0001")

    assert (True, False, None, ()) == (answer.ok, answer.refused, answer.flaw, answer.remarks)
    assert ("SUCCESS", "PRIMARY", None, None) == (
        answer.result,
        answer.gsb_status,
        answer.reason,
        answer.exception_id,
    )
    assert ("createMeetingResponse", f"{SERV}/meeting") == (answer.type_name, answer.namespace)
    assert ("123456789", ["a"], None) == (
        answer.value("meetingkey"),
        answer.values("iCalendarURL/attendee"),
        answer.value("meetingKey"),
    )
    assert ("x0001", "iso8859-1", "200 SUCCESS") == (answer.exchange, answer.encoding, answer.sentence())


def test_a_refusal_is_read():
    """A failure comes with 200; its number is a text, and an empty list is one of its kinds."""
    answer = read_answer(200, REFUSED.encode())

    assert (False, True, True) == (answer.ok, answer.refused, answer.empty_list)
    assert ("FAILURE", "000015", "BACKUP", None) == (
        answer.result,
        answer.exception_id,
        answer.gsb_status,
        answer.type_name,
    )
    assert "200 FAILURE 000015: Sorry, no record found" == answer.sentence()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "there is no body"),
        (b" \r\n", "there is no body"),
        (b"Not here", "the body is no XML"),
        (b'{"message": "no"}', "the body is no XML"),
        (b"<!DOCTYPE html><html><br></html>", "the body is a page of HTML"),
        (b"<html><body><p>Proxy error</body>", "the body is a page of HTML"),
        (b'<?xml version="1.0"?><HTML/>', "the body is a page of HTML"),
        (f"<!DOCTYPE a [{BOMB}]><a>&e11;</a>".encode(), "document type"),
        (b'<!-- x --><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "document type"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>', "document type"),
        (b"<?x ?><!doctype a><a/>", "document type"),
        (b"<a>&secret;</a>", "entity"),
        (b"<a>&secret", "breaks off|well-formed|entity"),
        (b"<a>" * 120 + b"</a>" * 120, "nested deeper than 100 elements"),
        (b"<a>" * 5_000, "well-formed|breaks off|nested"),
        (b"<a>" + b"<b/>" * 400_001 + b"</a>", "more than 400000 tags"),
        (MADE[:-20].encode(), "breaks off"),
        (MADE[:300].encode(), "breaks off"),
        (MADE.replace("</serv:result>", "</serv:reason>").encode(), "well-formed"),
        (b"<serv:message><a/></serv:message>", "well-formed"),
        (b"<a>\x00</a>", "no well-formed|not read"),
        (b"<a>\x07</a>", "no well-formed"),
        (b"<message/>", "message of no or another namespace"),
        (MADE.replace(SERV, "http://example.com/other").encode(), "message of no or another namespace"),
        (b"<soap:Envelope xmlns:soap='http://example.com/soap'/>", "the root element is no message"),
        (f'<message xmlns="{SERV}"/>'.encode(), "no response with a result"),
        (REFUSED.replace("<serv:result>FAILURE</serv:result>", "").encode(), "no response with a result"),
        (b'<?xml version="1.0" encoding="UTF-8"?><a>caf\xe9</a>', "byte 44 of the body is not utf-8"),
        (b"<a>caf\xe9</a>", "byte 6 of the body is not utf-8"),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "an encoding that is not read"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "an encoding that is not read"),
        (b'<?xml version="1.0" encoding="hex"?><a/>', "an encoding that is not read"),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', "declares utf-16 and is not"),
        ('<?xml version="1.0" encoding="UTF-8"?><a/>'.encode("utf-16"), "declares another encoding"),
        (b"\xff\xfe\x00\x00<\x00\x00\x00", "an encoding that is not read"),
        (bytes(range(256)), "no XML|not utf-8|not read|utf-16"),
    ],
)
def test_hostile_answers_end_in_words(content, told):
    """Bombs, lies, pages and pieces are told in our own words, at once."""
    assert any(piece in flaw(content) for piece in told.split("|")), flaw(content)


def test_a_body_beyond_the_cap_is_not_parsed():
    """The cap counts bytes, before anything is made of them."""
    assert "the body has 2000 bytes, more than the 1000 that are read" == flaw(b"<" * 2_000, max_bytes=1_000)


@pytest.mark.parametrize(
    ("coding", "declared"),
    [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("latin-1", "ISO-8859-1"), ("utf-8-sig", "UTF-8")],
)
def test_honest_encodings_are_read(coding, declared):
    """What a body declares is what it is read in."""
    text = MADE.replace("ISO-8859-1", declared).replace(">h<", ">Zoé<")

    answer = read_answer(200, text.encode(coding))

    assert (None, "Zoé") == (answer.flaw, answer.value("iCalendarURL/host"))


def test_a_header_that_names_another_encoding_is_remarked():
    """The document goes by its own declaration; a different header is odd and keeps nobody from reading."""
    content = MADE.replace(">h<", ">Zoé<").encode("latin-1")

    answer = read_answer(200, content, headers={"content-type": "text/xml;charset=UTF-8"})

    assert answer.ok
    assert ("the content-type names another encoding than the body, which is iso8859-1",) == answer.remarks
    assert (
        () == read_answer(200, MADE.encode(), headers={"content-type": 'text/xml; charset="utf-8"'}).remarks
    )


def test_oddities_are_remarked():
    """Two responses, two contents and a number that is none are read as far as they go."""
    response = "<serv:response><serv:result>SUCCESS</serv:result></serv:response>"
    text = REFUSED.replace("000015", "15").replace("</serv:header>", f"{response}</serv:header>")
    text = text.replace("<serv:bodyContent/>", "<serv:bodyContent/><serv:bodyContent/>")

    answer = read_answer(500, text.encode())

    assert (True, "15", 3) == (answer.refused, answer.exception_id, len(answer.remarks))


def test_what_the_target_says_stays_one_line():
    """A reason with line ends and signs of the terminal is told as one line of limited length."""
    text = REFUSED.replace("Sorry", "&#10;Sorry\u2028\u200b" + "x" * 1_000)

    said = read_answer(200, text.encode()).sentence()

    assert said.isprintable()
    assert len(said) < 320


def test_comments_do_not_split_a_value():
    """What a comment or CDATA section divides is one value."""
    text = MADE.replace("123456789", "123<!-- x --><![CDATA[456]]>789")

    assert "123456789" == read_answer(200, text.encode()).value("meetingkey")


def test_a_flaw_quotes_nothing():
    """Not even the name of an element or entity that was sent."""
    for body in (
        b"<a>&canary;</a>",
        b"<a></canary>",
        b"<canary>",
        b'<a canary="x" canary="y"/>',
        b"<a canary>",
    ):
        assert "canary" not in flaw(body)


def test_a_document_can_be_had_alone():
    """Other rooms read documents by the same rules."""
    assert "a" == parse_xml(b"<a/>").tag
    with pytest.raises(UnreadableXmlError, match="document type"):
        parse_xml(b"<!DOCTYPE a><a/>")


PIECES = st.sampled_from(
    [
        *("<a>", "</a>", "<serv:message ", f'xmlns:serv="{SERV}">', "<serv:header>", "<serv:response>"),
        *("<serv:result>", "SUCCESS", "</serv:message>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml ", "?>"),
        *("<!DOCTYPE a [", "]>", "&lt;", "&x;", "&#0;", "&#xD800;", "\x00", "\ufffe", "encoding='utf-7'"),
    ]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=25), st.sampled_from(["utf-8", "utf-16", "utf-16-be"]))
@example(pieces=[MADE], coding="utf-16-be")
def test_no_text_breaks_the_reader(pieces, coding):
    """Whatever comes becomes an answer."""
    answer = read_answer(200, "".join(pieces).encode(coding, "surrogatepass"))

    assert answer.flaw is not None or answer.result


@given(st.binary(max_size=200), st.binary(max_size=60))
def test_no_bytes_break_the_reader(content, kind):
    """Nor do bytes, nor a content-type of any form."""
    answer = read_answer(200, content, headers={"content-type": kind.decode("latin-1")})

    assert answer.sentence().startswith("200: ")


@given(st.integers(0, len(MADE)), st.integers(0, 255))
def test_no_damaged_byte_breaks_the_reader(place, byte):
    """One byte of an honest answer may be anything."""
    content = bytearray(MADE.encode())
    content[place : place + 1] = bytes([byte])

    assert read_answer(200, bytes(content)).sentence()
