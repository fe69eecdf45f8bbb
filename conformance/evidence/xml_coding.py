"""In which coding the bytes of an XML document are to be read, be they honest about it or not."""

from __future__ import annotations

import codecs
import re

__all__ = ["readable", "xml_text"]

_DECLARED = re.compile(rb"^\s*<\?xml[^<>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_ENCODINGS = frozenset(
    {
        *("utf-8", "utf-7", "ascii", "iso8859-1", "iso8859-15", "cp1252", "big5", "shift_jis", "euc_kr"),
        *("euc_jp", "gb2312", "gbk", "gb18030", "koi8-r", "cp037"),
    }
)


def xml_text(content: bytes) -> str:
    """A body as text, in the coding that its first bytes show or declare; what fits none becomes U+FFFD."""
    for mark, coding in _MARKS:
        if content.startswith(mark):
            return content.decode(coding, errors="replace")
    declared = _DECLARED.match(content[:400])
    coding = "utf-8"
    if declared:
        try:
            coding = codecs.lookup(declared[1].decode("ascii")).name
        except LookupError:
            coding = "utf-8"
    return content.decode(coding if coding in _ENCODINGS else "utf-8", errors="replace")


def readable(text: str) -> str:
    """Markup in a coding of two or four bytes a sign, read as one of single bytes, without the zeros."""
    return text.replace("\0", "") if "\0" in text and "<" in text else text
