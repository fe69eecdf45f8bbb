"""The gate and XML: what is secret or personal passes in no form of it, and what is evidence stays."""

from __future__ import annotations

import html
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from conformance.evidence import Message, Redactor
from conformance.evidence.xml_coding import xml_text
from conformance.evidence.xml_redaction import hides

CANARY = "cAn4ry-7f3e/9+x"
MARKER = "wxc-1234"
SERV = "http://www.webex.com/schemas/2002/06/service"
SECRET_NAMES = [
    *("password", "meetingPassword", "sessionPassword", "audioPassword", "panelistPassword", "hostKey"),
    *("sessionTicket", "webExAccessToken", "accessToken", "samlResponse", "guestToken", "passwordHint"),
    *("hostPIN", "partnerID", "subscriberAccessCode", "streamURL", "fileURL", "registrationURL"),
]
PERSONAL_NAMES = [
    *("webExID", "webExId", "hostWebExID", "otherHostWebExID", "newWebExId", "email", "email2", "hostEmail"),
    *("participantEmail", "participantName", "firstName", "lastName", "hostFirstName", "userId", "phones"),
    *("mobilePhone2", "sipURL", "iCalendarURL", "alternateHost"),
]


def shown(content: bytes | str, redactor: Redactor | None = None) -> str:
    """What is written of a body."""
    content = content.encode() if isinstance(content, str) else content
    return Message(content=content).shown(redactor or Redactor(marker=MARKER))


@pytest.mark.parametrize("name", ["password", "webExAccessToken", "samlResponse", "hostWebExID"])
@pytest.mark.parametrize(
    "form",
    [
        "<NAME>CANARY</NAME>",
        "<ns1:NAME xmlns:ns1='x' >\n CANARY \n</ns1:NAME>",
        "<NAME><![CDATA[CANARY]]></NAME>",
        "<NAME>x<!-- CANARY --><![CDATA[CANARY]]>CANARY</NAME>",
        "<NAME><?x CANARY?></NAME>",
        "<NAME><value>CANARY</value><a b='CANARY'/></NAME>",
        "<NAME><a/>CANARY</NAME>",
        "<user NAME='CANARY' x='1'/>",
        '<user NAME = "CANARY">x</user>',
        "<user NAME=CANARY>",
        '<input type="text" name="NAME" value="CANARY">',
        '<property name="NAME">CANARY</property>',
        "<!-- <NAME>CANARY</NAME> -->",
        "<![CDATA[<NAME>CANARY</NAME>]]>",
        "<reason>&lt;NAME&gt;CANARY&lt;/NAME&gt;</reason>",
        "<reason>&amp;lt;NAME&amp;gt;CANARY</reason>",
        "<reason>{&quot;NAME&quot;: &quot;CANARY&quot;}</reason>",
        "<?x NAME='CANARY'?>",
        "<NAME>CANARY",
        "<NAME CANARY</NAME>",
        "<NAME <b>CANARY</b></NAME>",
        "<NAME>CANARY</other></NAME>",
        "<a><NAME>x</a>CANARY</NAME>",
        "<a b='<NAME>CANARY</NAME>'/>",
        "<a b='<NAME>CANARY</NAME>",
        "<user NAME='CANARY",
        "<user NAME='x<y>CANARY'/>",
        "<!x <NAME>CANARY</NAME>",
        "<!DOCTYPE a [<!ENTITY e 'CANARY'>]><NAME>&e;</NAME>",
        "<!DOCTYPE a [<!ENTITY e 'CANARY'>",
        "<!DOCTYPE a [<NAME>CANARY</NAME>",
        "<br><b><NAME>CANARY</b>",
        "Error: <NAME>CANARY</NAME",
    ],
)
def test_no_form_of_xml_gives_a_secret_away(name, form):
    """Elements, attributes, CDATA, comments, entities and what is broken hide it alike."""
    text = form.replace("NAME", name).replace("CANARY", CANARY)

    assert CANARY not in html.unescape(html.unescape(shown(text)))


@pytest.mark.parametrize("name", [*SECRET_NAMES, *PERSONAL_NAMES])
def test_every_private_name_is_hidden(name):
    """Whatever the XML API calls credentials, keys, people and their addresses."""
    written = shown(f"<a {name}='{CANARY}'><x:{name}>{CANARY}</x:{name}></a>")

    assert f"<a {name}='«{name} redacted»'><x:{name}>«{name} redacted»</x:{name}></a>" == written


@pytest.mark.parametrize(
    "coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"]
)
@pytest.mark.parametrize("declared", ["UTF-8", "ISO-8859-1", "UTF-16", "klingon"])
def test_no_coding_gives_a_secret_away(coding, declared):
    """Whatever a body is written in and whatever it says about that."""
    text = f'<?xml version="1.0" encoding="{declared}"?><a>é<password>{CANARY}</password></a>'

    written = shown(text.encode(coding))

    assert CANARY not in written.replace("\0", "")
    assert "«password redacted»" in written


@pytest.mark.parametrize(
    "form",
    [
        CANARY,
        html.escape(CANARY),
        "".join(f"&#{ord(sign)};" for sign in CANARY),
        "".join(f"&#x{ord(sign):X};" for sign in CANARY),
        f"<![CDATA[{CANARY}]]>",
        f"{CANARY[:5]}<!-- x -->{CANARY[5:]}",
        f"{CANARY[:5]}<![CDATA[{CANARY[5:]}]]>",
        f"{CANARY[:5]}&#{ord(CANARY[5])};{CANARY[6:]}",
        "".join(f"&amp;#{ord(sign)};" for sign in CANARY),
    ],
)
@pytest.mark.parametrize("place", ["<reason>FORM</reason>", "FORM", "<a>x<b>FORM</b></a>"])
def test_a_known_credential_is_hidden_however_it_is_written(form, place):
    """A target that repeats our credential cannot hide it behind references and sections."""
    written = shown(place.replace("FORM", form), Redactor([CANARY]))

    assert "credential redacted" in written
    assert CANARY[5:] not in html.unescape(html.unescape(written))


def test_what_was_hidden_is_known_afterwards():
    """A ticket that stood in an element, as references or in CDATA, is hidden wherever it turns up."""
    redactor = Redactor(marker=MARKER)
    shown("<sessionTicket>tick&#101;t-number-1</sessionTicket>", redactor)
    shown("<a accessToken='token-number-2'/><hostKey><![CDATA[650310]]></hostKey>", redactor)
    shown("<meetingPassword>half-<!-- -->and-half-3</meetingPassword>", redactor)

    text = redactor.text("ticket-number-1 token-number-2 650310 half-and-half-3")

    assert (
        "«sessionTicket redacted» «accessToken redacted» «hostKey redacted» «meetingPassword redacted»"
        == text
    )


def test_what_is_evidence_stays_as_it_was():
    """Results, keys, types, namespaces and switches are what a report is about, to the last sign."""
    text = f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<serv:message xmlns:serv="{SERV}" xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'
  xsi:schemaLocation="{SERV} {SERV}/service.xsd">
 <serv:header><serv:response><serv:result>FAILURE</serv:result>
 <serv:reason>Illegal input &amp; more. It can't exceed &#49;0000 characters</serv:reason>
 <serv:gsbStatus>PRIMARY</serv:gsbStatus><serv:exceptionID>060068</serv:exceptionID></serv:response>
 </serv:header><serv:body><serv:bodyContent xsi:type="java:com.webex.service.binding.ep.GetSessionInfo">
 <sessionKey>987654321</sessionKey><ep:passwordReq>true</ep:passwordReq>
 <ep:isEnforceAudioPassword>false</ep:isEnforceAudioPassword><passwordDaysLeft>90</passwordDaysLeft>
 <passwordCriteria><minLength>6</minLength><mixedCase>false</mixedCase></passwordCriteria>
 <sendEmail>FALSE</sendEmail><startDate>12/31/2065 13:00:00</startDate><siteName>acme</siteName>
 <confName>{MARKER} a</confName><description/><ep:host/><tollFreeNum>4083822470</tollFreeNum>
 </serv:bodyContent></serv:body></serv:message>"""

    assert text == shown(text)


@pytest.mark.parametrize("name", ["passwordReq", "sendEmail", "enforcePassword", "passwordCriteria"])
def test_a_switch_is_shown_as_a_switch_alone(name):
    """Under such a name a word or a long number may be a secret all the same."""
    assert CANARY not in shown(f"<{name}>{CANARY}</{name}>")
    assert "<serv:x>1</serv:x>" in shown(f"<{name}><serv:x>1</serv:x></{name}>")


def test_an_ordinary_word_is_not_learnt():
    """A target that calls a switch a password must not cut every `false` out of the journal."""
    redactor = Redactor()

    assert "false" not in shown("<password>false</password>", redactor)
    assert "false" == redactor.text("false")


def test_the_words_of_foreign_meetings_are_hidden():
    """Titles and descriptions of others are theirs; ours carry the marker."""
    text = (
        "<m><confName>Board: sell</confName><agenda>The plant</agenda><confName>wxc-1234 a</confName>"
        "<recording><name>Board 2</name></recording><sessionName><![CDATA[Layoffs]]></sessionName></m>"
    )

    assert (
        "<m><confName>«somebody's title redacted»</confName><agenda>«somebody's agenda redacted»</agenda>"
        "<confName>wxc-1234 a</confName><recording><name>«somebody's title redacted»</name></recording>"
        "<sessionName>«somebody's title redacted»</sessionName></m>"
    ) == shown(text).replace("somebody's title redacted»</agenda>", "somebody's agenda redacted»</agenda>")


def test_names_of_people_are_hidden_and_others_are_not():
    """A name below a person is his; that of a meeting type or a zone is nobody's."""
    text = shown("<a><person><name>Jane</name></person><meetingType><name>PRO</name></meetingType></a>")

    assert "<person><name>«name redacted»</name></person><meetingType><name>PRO</name>" in text
    assert (True, False, True) == (hides("name", "attendee"), hides("name", "zone"), hides("Host_Key"))


def test_what_follows_a_secret_is_shown_again():
    """Hiding ends where the element ends."""
    assert "<a><password>«password redacted»</password><b c='d'>e</b>f</a>" == shown(
        "<a><password>secret</password><b c='d'>e</b>f</a>"
    )


def test_a_body_is_read_in_its_own_coding():
    """For those who have the bytes: what a body shows by its first signs or declares, else UTF-8."""
    for coding, declared in (
        ("latin-1", "ISO-8859-1"),
        ("utf-16", "UTF-16"),
        ("utf-8-sig", "UTF-8"),
        ("utf-7", "utf-7"),
    ):
        text = f'<?xml version="1.0" encoding="{declared}"?><a>é</a>'
        assert text == xml_text(text.encode(coding))
    assert "<a>é</a>" == xml_text("<a>é</a>".encode())
    assert "\ufffd" == xml_text(b"\xff")
    for declared in (b"hex", b"klingon", b"rot13", b"zip"):
        assert xml_text(b'<?xml version="1.0" encoding="' + declared + b'"?>').endswith("?>")


@pytest.mark.parametrize("coding", ["utf-7", "cp037", "utf-16-be", "utf-32", "big5", "latin-1", "shift_jis"])
def test_with_the_bytes_every_coding_gives_way(coding):
    """Even one in which a careless reader sees neither the name nor the sign before it."""
    text = f'<?xml version="1.0" encoding="{coding}"?><a><password>{CANARY}</password></a>'

    written = Redactor().raw(xml_text(text.encode(coding)))

    assert "<a><password>«password redacted»</password></a>" == written.partition("?>")[2]


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "<a>",
            "</a>",
            "<a",
            "<a b='",
            '<a b="',
            "<!",
            "<!--",
            "<![CDATA[",
            "<?",
            "<? x",
            "<!DOCTYPE a [",
            "]",
        ),
        *(
            " ",
            "<a ",
            "&",
            "&amp;",
            "&#38;",
            "<a><b></a>",
            "<a b=c ",
            "'",
            '"',
            "<a=",
            "</",
            "<password>",
            "x=",
            "<a x",
        ),
        *(
            "<name>",
            "&lt;a&gt;",
            "<![CDATA[<a b='&lt;",
            "<a b=\"&lt;a b='&amp;lt;",
            "{",
            '{"password":',
            "<!x>",
        ),
    ],
)
def test_no_repetition_breaks_the_gate(piece):
    """A hostile body of any pattern is read to its end, and what is secret in it stays out."""
    assert CANARY not in shown("<r>" + piece * (24_000 // len(piece)) + f"<password>{CANARY}</password>")


NAMES = st.sampled_from([*SECRET_NAMES, *PERSONAL_NAMES])
NOISE = st.lists(
    st.sampled_from(
        [
            *(
                "<a>",
                "</a>",
                "<b x='1'>",
                "</b>",
                "<br>",
                "text",
                "&amp;",
                "&lt;",
                "<!-- c -->",
                "<?p q?>",
                "<c/>",
            ),
            *(
                "<![CDATA[d]]>",
                "<",
                ">",
                "'",
                '"',
                "&#65;",
                "\n",
                "</",
                "<e f=",
                "{",
                "}",
                ":",
                ",",
                "]]>",
                "-->",
            ),
        ]
    ),
    max_size=8,
).map("".join)


@given(
    name=NAMES,
    inner=st.sampled_from(["X", "<![CDATA[X]]>", "<z>X</z>", "a<!-- X -->X", "<z y='X'/>X", "<z>a</q>X</z>"]),
    before=NOISE,
    inside=NOISE.filter(lambda noise: not set(noise) & set("<>'\"{}:,-]")),
    after=NOISE,
)
def test_a_canary_below_a_secret_name_is_never_shown(name, inner, before, inside, after):
    """Whatever stands around such an element, nothing in it passes, as long as it is an element at all."""
    element = f"<{name}>{inside}{inner.replace('X', CANARY)}</{name}>"
    around = before.replace("<!--", "").replace("<![CDATA[", "").replace("<?", "").replace("<e f=", "")

    assert CANARY not in shown(f"<r>{around}{element}{after}</r>")


@given(name=NAMES, before=NOISE, after=NOISE)
def test_a_known_canary_passes_no_noise(name, before, after):
    """A credential that the gate knows is hidden in any soup of markup."""
    text = f"{before}<{name}>{CANARY}{after}<x {name}='{CANARY}'>{CANARY}"

    assert CANARY not in shown(text, Redactor([CANARY]))


@given(st.text() | NOISE)
def test_any_text_passes_the_gate(text):
    """No markup stops the evidence, and what has none is left alone by the reader of markup."""
    assert json.dumps(Redactor([CANARY], marker=MARKER).raw(text))


@given(st.binary())
def test_any_bytes_are_text(content):
    """Nor do bytes."""
    assert isinstance(xml_text(content), str)


VALUES = st.sampled_from(["X", "&#88;X", "a&gt;X", "", "1"])
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["a", "name", "id", "value", "email", "hostKey"]), VALUES, max_size=3
)


@st.composite
def trees(draw, depth=0):
    """Well-formed elements; each X stands for a value that may be private."""
    name = draw(st.sampled_from(["password", "a", "confID", "hostKey", "email", "person", "name", "result"]))
    attributes = "".join(f" {key}='{value}'" for key, value in draw(ATTRIBUTES).items())
    piece = st.sampled_from(["X", "<![CDATA[X<]]>", "<!-- X -->", "<?p x='X'?>", "&amp;", " ", "&#88;X"])
    inner = draw(st.lists(piece if depth > 3 else piece | trees(depth + 1), max_size=3))
    return f"<{name}{attributes}>{''.join(inner)}</{name}>"


@given(trees())
def test_what_a_parser_finds_below_a_private_name_is_not_shown(tree):
    """The reader of tokens hides at least what a parser says to stand below a private name."""
    pieces = tree.split("X")
    text = pieces[0] + "".join(f"SEC{number:04}Z{piece}" for number, piece in enumerate(pieces[1:]))
    private = set()
    for element in etree.fromstring(text).iter(etree.Element):
        below = any(_is_private(one) for one in (element, *element.iterancestors()))
        for key, value in element.attrib.items():
            named = hides(value) and key in {"name", "id"}
            private |= set(FOUND.findall(value)) if (below and not named) or hides(key) else set()
        if below:
            private |= set(FOUND.findall("".join(element.itertext())))

    written = html.unescape(shown(f"<r>{text}</r>"))

    assert not [secret for secret in private if secret in written]


FOUND = re.compile(r"SEC\d{4}Z")


def _is_private(element) -> bool:
    parent = element.getparent()
    return hides(element.tag, "" if parent is None else parent.tag)
