"""Reading what an XML service answers, whatever it answers.

A target can send bombs of entities, lies about its encoding, pages of HTML, or nothing. Each of these ends
in an answer with a flaw in words, never in an exception. The words are ours: no flaw quotes what was sent.
"""

from __future__ import annotations

import codecs
import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

__all__ = ["SERVICE", "UnreadableXmlError", "XmlAnswer", "parse_xml", "read_answer", "xml_library"]

SERVICE = "http://www.webex.com/schemas/2002/06/service"
"""The namespace of the envelope."""

_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_MAX_BYTES = 16_000_000
_MAX_TAGS = 400_000
_MAX_DEPTH = 100
# What is taken, by the name that Python gives to it. Others hide what a document says from who reads it.
_ENCODINGS = frozenset(
    {
        *("utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252", "utf-16", "utf-16-le", "utf-16-be"),
        *("big5", "shift_jis", "euc_kr", "gb2312"),
    }
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(r"<\?xml\s[^<>]{0,300}?\?>")
_DECLARED = re.compile(r"\sencoding\s*=\s*([\"'])([A-Za-z][A-Za-z0-9._-]{0,39})\1")
_CHARSET = re.compile(r"(?:^|;|\s)charset\s*=\s*[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TRUNCATED = frozenset(
    {"ERR_DOCUMENT_END", "ERR_TAG_NOT_FINISHED", "ERR_GT_REQUIRED", "ERR_CDATA_NOT_FINISHED"}
)
_EXCEPTION = re.compile(r"[0-9]{6}")


class UnreadableXmlError(ValueError):
    """A document is not read, for a reason that the sentence gives in our own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlAnswer:
    """The answer to one request of the XML API.

    Attributes:
        status: the HTTP status; the service answers 200 also when it refuses.
        exchange: id of the recorded exchange.
        headers: names in lower case.
        flaw: why nothing can be made of it; None when it is an answer of the service.
        remarks: what is odd about it and keeps nobody from reading it.
        encoding: the one that it was read in, in Python's spelling; empty when it was not read.
        result: SUCCESS or FAILURE, as sent; empty when there is none.
        reason: why the service refused, in its words.
        gsb_status: PRIMARY or BACKUP, as sent.
        exception_id: six digits, as sent; None without one.
        type_name: the type of the content without prefix, e.g. `createMeetingResponse`.
        namespace: that the prefix of the type stands for; None when it stands for none.
        document: the root, an element of lxml, for validation; None when nothing could be parsed.
        body: the first `bodyContent`; None without one.
    """

    status: int
    exchange: str = ""
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    flaw: str | None = None
    remarks: tuple[str, ...] = ()
    encoding: str = ""
    result: str = ""
    reason: str | None = field(default=None, repr=False)
    gsb_status: str | None = None
    exception_id: str | None = None
    type_name: str | None = None
    namespace: str | None = None
    document: Any = field(default=None, repr=False, compare=False)
    body: Any = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, response: httpx.Response) -> XmlAnswer:
        """Read a response of our transport, whose content is already here."""
        return read_answer(
            response.status_code,
            response.content,
            headers=dict(response.headers.items()),
            exchange=response.extensions.get("exchange", ""),
        )

    @property
    def ok(self) -> bool:
        """Whether the service says that it did what it was asked to."""
        return self.flaw is None and self.result == "SUCCESS"

    @property
    def refused(self) -> bool:
        """Whether the service says that it did not."""
        return self.flaw is None and self.result == "FAILURE"

    @property
    def empty_list(self) -> bool:
        """Whether it is the failure by which every list says that nothing was found."""
        return self.refused and self.exception_id == "000015"

    def values(self, path: str) -> list[str]:
        """The texts of all elements of that path below the content, by local names, e.g. `host/email`."""
        return ["".join(one.itertext()) for one in self.elements(path)]

    def value(self, path: str) -> str | None:
        """The text of the first element of that path; None without one."""
        return next(iter(self.values(path)), None)

    def elements(self, path: str) -> list[Any]:
        """The elements of that path below the content, by local names, in the order of the document."""
        found = [] if self.body is None else [self.body]
        for step in path.split("/"):
            found = [child for one in found for child in one if _local(child) == step]
        return found

    def sentence(self) -> str:
        """Status and result in words, for reasons: one line, whatever the target put into it."""
        if self.flaw is not None:
            return f"{self.status}: {self.flaw}"
        said = " ".join(word for word in (self.result, self.exception_id) if word)
        if self.reason:
            said += f": {self.reason}"
        said = "".join(sign if sign.isprintable() else " " for sign in said[:300])
        return f"{self.status} {' '.join(said.split())}"


def read_answer(
    status: int,
    content: bytes,
    *,
    headers: Mapping[str, str] | None = None,
    exchange: str = "",
    max_bytes: int = _MAX_BYTES,
) -> XmlAnswer:
    """Read an answer; whatever is wrong with it is told by its `flaw`.

    Args:
        status: of HTTP.
        content: the body, decoded from any content coding.
        headers: names in lower case.
        exchange: id of the recorded exchange.
        max_bytes: beyond which no body is parsed.
    """
    known: dict[str, Any] = {"status": status, "exchange": exchange, "headers": dict(headers or {})}
    if not content.strip():
        return XmlAnswer(**known, flaw="there is no body")
    try:
        text, encoding, remarks = _decoded(content, known["headers"].get("content-type", ""), max_bytes)
        document = _parsed(text)
    except UnreadableXmlError as error:
        return XmlAnswer(**known, flaw=str(error))
    known |= {"encoding": encoding, "document": document}
    return _answer(document, known, remarks)


def parse_xml(content: bytes, *, content_type: str = "", max_bytes: int = _MAX_BYTES) -> Any:
    """The root of a document, an element of lxml without comments.

    Raises:
        UnreadableXmlError: it is not well-formed, or does what no honest document does.
    """
    return _parsed(_decoded(content, content_type, max_bytes)[0])


def xml_library() -> Any:
    """The module `lxml.etree`, loaded when the first answer needs it."""
    return importlib.import_module("lxml.etree")


def _decoded(content: bytes, content_type: str, max_bytes: int) -> tuple[str, str, list[str]]:
    """The text of a body, the encoding it was read in, and what is odd about that."""
    if len(content) > max_bytes:
        raise UnreadableXmlError(
            f"the body has {len(content)} bytes, more than the {max_bytes} that are read"
        )
    mark, marked = next(((one, name) for one, name in _MARKS if content.startswith(one)), (b"", ""))
    body = content[len(mark) :]
    wide = marked or ("utf-16-le" if body[1:2] == b"\0" else "utf-16-be" if body[:1] == b"\0" else "")
    head = body[:800].decode(wide or "latin-1", errors="replace").lstrip()
    declaration = _DECLARATION.match(head)
    said = _DECLARED.search(declaration[0]) if declaration else None
    declared = _canonical(said[2]) if said else ""
    encoding = wide or declared or "utf-8"
    if encoding not in _ENCODINGS:
        raise UnreadableXmlError("the body declares an encoding that is not read")
    if wide and declared and not (declared == wide or (declared == "utf-16" and wide.startswith("utf-16"))):
        raise UnreadableXmlError(f"the body is written in {wide} and declares another encoding")
    if encoding == "utf-16":
        raise UnreadableXmlError("the body declares utf-16 and is not written in it")
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableXmlError(
            f"byte {error.start} of the body is not {encoding}, as which it is to be read"
        ) from None
    return text, encoding, _doubts(body, text, encoding, content_type)


def _doubts(body: bytes, text: str, encoding: str, content_type: str) -> list[str]:
    """Whether the header names an encoding in which the body would be another text."""
    charset = _CHARSET.search(content_type)
    named = _canonical(charset[1]) if charset else ""
    if named in {"", encoding} or (named == "utf-16" and encoding.startswith("utf-16")):
        return []
    try:
        same = named in _ENCODINGS and body.decode(named) == text
    except UnicodeDecodeError:
        same = False
    return [] if same else [f"the content-type names another encoding than the body, which is {encoding}"]


def _canonical(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "unknown"


def _parsed(text: str) -> Any:
    """The root of a text that was decoded already.

    What its declaration says of the encoding has been obeyed and is passed over here.
    """
    kind = _doctype(text)
    if kind == "html" or _HTML.match(text.lstrip()):
        raise UnreadableXmlError("the body is a page of HTML")
    if not text.lstrip().startswith("<"):
        raise UnreadableXmlError("the body is no XML")
    if kind:
        raise UnreadableXmlError("the body has a document type, which no answer of the service has")
    if text.count("<") > _MAX_TAGS:
        raise UnreadableXmlError(f"the body has more than {_MAX_TAGS} tags")
    etree = xml_library()
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        written = text.strip().encode("utf-8")
        root = etree.fromstring(written, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableXmlError(_told(error, etree, written)) from None
    except (etree.LxmlError, ValueError, LookupError):  # a surrogate, or a sign that XML does not know
        raise UnreadableXmlError("the body is no well-formed XML") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableXmlError("the body has a document type, which no answer of the service has")
    _refuse_depth(root)
    return root


def _doctype(text: str) -> str:
    """What a document type before the root says, `html` or `other`; empty without one."""
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        close = "-->" if text.startswith("<!--", at) else "?>" if text.startswith("<?", at) else ""
        end = text.find(close, at) if close else -1
        if end < 0:
            break
        at = end + len(close)
    if text[at : at + 9].lower() != "<!doctype":
        return ""
    return (
        "html"
        if text[at + 9 : at + 40].split(maxsplit=1)[:1] and _HTML.match(text[at : at + 40])
        else "other"
    )


def _told(error: Any, etree: Any, written: bytes) -> str:
    """Why a body is not well-formed, without a word of it."""
    name = next((one for one, code in vars(etree.ErrorTypes).items() if code == error.code), "ERR")
    line, column = error.position
    # Whatever a parser misses at the very end, it misses since there is no more.
    at_end = line == written.count(b"\n") + 1 and column >= len(written) - written.rfind(b"\n") - 1
    if name in _TRUNCATED or at_end:
        return f"the XML breaks off in line {line}"
    if "ENTITY" in name or "UNDECLARED" in name:
        return f"the XML names an entity that it may not, in line {line}"
    what = name.removeprefix("ERR_").removeprefix("NS_ERR_").replace("_", " ").lower()
    return f"the body is no well-formed XML: {what}, line {line}, column {column}"


def _refuse_depth(root: Any) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > _MAX_DEPTH:
            raise UnreadableXmlError(f"the XML is nested deeper than {_MAX_DEPTH} elements")
        level = [child for one in level for child in one]


def _local(element: Any) -> str:
    """The local name of an element; empty for what is none, such as an entity."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _answer(root: Any, known: dict[str, Any], remarks: list[str]) -> XmlAnswer:
    bodies = root.findall(f"{{{SERVICE}}}body/{{{SERVICE}}}bodyContent")
    responses = root.findall(f"{{{SERVICE}}}header/{{{SERVICE}}}response")
    if bodies:
        known |= {"body": bodies[0], **_typed(bodies[0])}
    said = {name: _text(responses, name) for name in ("result", "reason", "gsbStatus", "exceptionID")}
    flaw = _flaw(root) or (None if said["result"] else "the header has no response with a result")
    if flaw is not None:
        return XmlAnswer(**known, flaw=flaw)
    if len(responses) > 1:
        remarks.append("there is more than one response; the first one was read")
    if len(bodies) > 1:
        remarks.append("there is more than one bodyContent; the first one was read")
    if said["exceptionID"] is not None and not _EXCEPTION.fullmatch(said["exceptionID"]):
        remarks.append("the exceptionID is not of six digits")
    return XmlAnswer(
        **known,
        remarks=tuple(remarks),
        result=said["result"] or "",
        reason=said["reason"],
        gsb_status=said["gsbStatus"],
        exception_id=said["exceptionID"],
    )


def _flaw(root: Any) -> str | None:
    """Why a document is no message of the service."""
    if any(not isinstance(one.tag, str) for one in root.iter()):
        return "the XML names an entity that it may not"
    if _local(root).lower() == "html":
        return "the body is a page of HTML"
    if _local(root) != "message":
        return "the root element is no message"
    if root.tag != f"{{{SERVICE}}}message":
        return "the root element is a message of no or another namespace"
    return None


def _text(responses: list[Any], name: str) -> str | None:
    found = responses[0].find(f"{{{SERVICE}}}{name}") if responses else None
    return None if found is None else "".join(found.itertext()).strip()


def _typed(body: Any) -> dict[str, str | None]:
    prefix, _, local = body.get(_TYPE, "").strip().rpartition(":")
    return {"type_name": local or None, "namespace": body.nsmap.get(prefix or None) if local else None}
