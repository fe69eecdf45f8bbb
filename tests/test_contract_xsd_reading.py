"""XML of strangers: what is refused, and why."""

from __future__ import annotations

import codecs
import subprocess
import sys
import time

import pytest

from conformance.contract.xsd_reading import MAX_BYTES, MAX_ELEMENTS, UnreadableXml, read

LOL = b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'

HOSTILE: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "empty"),
    ("white space", b" \r\n\t", "empty"),
    ("entity bomb", LOL, "doctype"),
    ("document type after a comment", b"<?xml version='1.0'?>\n<!-- a --><?b?>" + LOL, "doctype"),
    ("document type after a byte order mark", codecs.BOM_UTF8 + LOL, "doctype"),
    ("external entity", b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>', "doctype"),
    ("external subset", b'<!DOCTYPE a SYSTEM "http://www.example.com/a.dtd"><a/>', "doctype"),
    ("parameter entity", b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://example.com/p"> %p;]><a/>', "doctype"),
    ("entity without a declaration", b"<a>&e;</a>", "malformed"),
    ("document type in UTF-16", LOL.decode().encode("utf-16"), "encoding"),
    ("document type in UTF-16 without a mark", LOL.decode().encode("utf-16-be"), "encoding"),
    (
        "document type in UTF-7",
        b"<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE a+AD4-<a/>",
        "encoding",
    ),
    ("EBCDIC", '<?xml version="1.0" encoding="cp037"?><a/>'.encode("cp037"), "not-xml"),
    ("lying encoding", b"<?xml version='1.0' encoding='UTF-8'?><a>\xfc</a>", "malformed"),
    ("unknown encoding", b"<?xml version='1.0' encoding='none'?><a/>", "encoding"),
    ("a page", b"<!DOCTYPE html><html><body>Sorry</body></html>", "html"),
    ("a page without its type", b"\n<HTML><body>Sorry</body></html>", "html"),
    ("JSON", b'{"message": "Sorry"}', "not-xml"),
    ("truncated", b"<a><b>text</b>", "malformed"),
    ("two roots", b"<a/><b/>", "malformed"),
    ("text after the root", b"<a/>text", "malformed"),
    ("prefix without a namespace", b"<serv:message/>", "malformed"),
    ("deep", b"<a>" * 65 + b"</a>" * 65, "too-deep"),
    ("very deep", b"<a>" * 5000 + b"</a>" * 5000, "too-deep"),
    ("many elements", b"<a>" + b"<b/>" * (2 * MAX_ELEMENTS) + b"</a>", "too-large"),
    ("long", b"<a>" + b"x" * MAX_BYTES + b"</a>", "too-large"),
    ("an open comment", b"<!-- " + b"- " * 10_000, "doctype"),
]


@pytest.mark.parametrize(
    ("data", "reason"), [each[1:] for each in HOSTILE], ids=[each[0] for each in HOSTILE]
)
def test_hostile_documents_are_refused_at_once(data: bytes, reason: str) -> None:
    """Each is refused with its reason, soon, and the message stays short."""
    began = time.monotonic()

    with pytest.raises(UnreadableXml) as refused:
        read(data)

    assert reason == refused.value.reason
    assert len(str(refused.value)) < 400
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "iso-8859-1", "windows-1252"])
def test_both_encodings_of_the_api_are_read(encoding: str) -> None:
    """The text comes out the same, whatever the declaration says in which case."""
    document = f'<?xml version="1.0" encoding="{encoding}"?><!-- a --><a>Grüße</a>'.encode(encoding)

    assert "Grüße" == read(document).text


def test_what_only_looks_hostile_is_read() -> None:
    """A document type in text, CDATA or a comment is text; including is not processed."""
    root = read(b"<a><!-- <!DOCTYPE a> --><b>&lt;!DOCTYPE</b><![CDATA[<!ENTITY a 'b'>]]></a>")
    included = read(b'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/hostname"/>')

    assert "<!DOCTYPE" == root.find("b").text
    assert "<!ENTITY a 'b'>" == root.find("b").tail
    assert 0 == len(included)
    assert 64 == len(list(read(b"<a>" * 64 + b"</a>" * 64).iter()))


def test_the_caps_are_the_callers() -> None:
    """A shorter cap refuses a document that the usual one reads."""
    assert "a" == read(b"<a><b/></a>").tag
    with pytest.raises(UnreadableXml, match="over 5"):
        read(b"<a><b/></a>", max_bytes=5)
    with pytest.raises(UnreadableXml, match="deeper than 1"):
        read(b"<a><b/></a>", max_depth=1)


def test_the_contract_is_loaded_without_the_libraries() -> None:
    """Importing the module that judges XML imports neither library."""
    asked = "import sys, conformance.contract.xsd; print({'lxml', 'xmlschema'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert "set()" == done.stdout.strip()
