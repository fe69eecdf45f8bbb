"""XML from strangers, read so that nothing in it can do harm.

The libraries of the extra `xml` are imported when they are first needed: a run that judges REST alone does
without them.
"""

from __future__ import annotations

import importlib
import re
from functools import cache
from typing import Any

from conformance.errors import ConformanceError

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_ELEMENTS", "UnreadableXml", "library", "read"]

MAX_BYTES = 8 * 1024 * 1024
MAX_ELEMENTS = 50_000
MAX_DEPTH = 64

# Every one of these writes ASCII as ASCII, so that looking for a document type in the bytes finds it.
_ENCODINGS = frozenset(
    {"utf-8", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252", "big5", "shift_jis"}
    | {"euc-kr", "gb2312", "gbk", "gb18030"}
)
_BOM = b"\xef\xbb\xbf"
_DECLARATION = re.compile(rb"<\?xml\s[^>]*?\?>")
_ENCODING = re.compile(rb"""\sencoding\s*=\s*["']([^"']*)["']""")
_BEFORE_ROOT = re.compile(rb"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_HTML = re.compile(rb"(?:<!doctype\s+html|<html)[\s>]", re.IGNORECASE)


class UnreadableXml(ConformanceError):
    """A document that is not read, because it is no XML or because reading it could do harm.

    Attributes:
        reason: `empty`, `too-large`, `encoding`, `html`, `doctype`, `not-xml`, `malformed` or `too-deep`.
    """

    code = "unreadable-xml"

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


@cache
def library(name: str) -> Any:
    """`lxml.etree` or `xmlschema`, loaded when the first document needs it: runs of REST alone never do."""
    return importlib.import_module(name)


def read(data: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Any:
    """The root element of a document.

    Size, encoding and document type are looked at in the bytes, before a parser sees them. The parser
    expands no entities, loads nothing and opens no connection.

    Args:
        data: the document as it came.
        max_bytes: the longest document that is read.
        max_depth: how deep elements may be nested.

    Raises:
        UnreadableXml: the document is refused; its `reason` says why.
    """
    _refuse_early(data, max_bytes)
    etree = library("lxml.etree")
    # A parser keeps the errors of its last document, so each document has its own.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        text = str(error)
        if "Excessive depth" in text:
            raise _too_deep(max_depth) from error
        raise UnreadableXml(f"The document is not well-formed: {text}.", reason="malformed") from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableXml("The document has a document type declaration.", reason="doctype")
    if _deeper(max_depth)(root):
        raise _too_deep(max_depth)
    return root


def _refuse_early(data: bytes, max_bytes: int) -> None:
    if len(data) > max_bytes:
        raise UnreadableXml(f"The document has {len(data)} bytes, over {max_bytes}.", reason="too-large")
    if not data.strip():
        raise UnreadableXml("There is no document.", reason="empty")
    if b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableXml("The document's encoding does not write ASCII as ASCII.", reason="encoding")
    start = data.removeprefix(_BOM)
    declaration = _DECLARATION.match(start)
    if declaration:
        encoding = _ENCODING.search(declaration[0])
        if encoding and encoding[1].decode("latin-1").lower() not in _ENCODINGS:
            raise UnreadableXml(
                f"The document declares the encoding {encoding[1].decode('latin-1')[:40]}.", reason="encoding"
            )
    root = _BEFORE_ROOT.sub(b"", start, count=1)
    if _HTML.match(root):
        raise UnreadableXml("The document is an HTML page.", reason="html")
    if root.startswith(b"<!"):
        raise UnreadableXml("The document has a document type declaration.", reason="doctype")
    if not root.startswith(b"<"):
        raise UnreadableXml("The document does not start with an element.", reason="not-xml")
    if data.count(b"<") > 2 * MAX_ELEMENTS:
        raise UnreadableXml(f"The document has more than {MAX_ELEMENTS} elements.", reason="too-large")


def _too_deep(max_depth: int) -> UnreadableXml:
    return UnreadableXml(f"Elements are nested deeper than {max_depth}.", reason="too-deep")


@cache
def _deeper(depth: int) -> Any:
    """An expression that holds when a document has elements deeper than that."""
    return library("lxml.etree").XPath(f"boolean({'/*' * (depth + 1)})")
