"""Which XML requests may leave this machine, operation by operation.

Every request of the XML API is a POST to one address, so only its document tells a read from a write. The
document must say one thing only, to a strict reader and to a careless one: what a server could find in it
beside that (a second content, a comment, an entity, another encoding) stops it. A write must name objects
that this run made, or that cannot exist, or make something whose name carries the run's marker; users are
made, and named by the marker, only where that was allowed. An operation that stands in no table here is
never sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat

from conformance.clients.guard import Permit
from conformance.clients.writes import NOBODY, is_nothing
from conformance.errors import GuardRefusal

__all__ = ["XmlAsked", "is_key", "object_name", "permit_xml", "read_request"]

_OPERATION = re.compile(r"java:com\.webex\.service\.binding\.([a-z]+(?:\.[a-z]+)?\.[A-Za-z]+)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"']*)", re.IGNORECASE)
_ENCODINGS = frozenset({"utf-8", "iso-8859-1"})
_KEY = re.compile(r"[0-9]{1,20}")
_MAX_BYTES = 4_000_000
_MAX_DEPTH = 100

_READS = {
    "attendee": "getEnrollmentInfo getFeedbackInfo lstMeetingAttendee",
    "ep": "getAPIVersion getJoinSessionInfo getOneClickSettings getRecordingInfo getSessionInfo getSiteType "
    "lstContact lstDistList lstOpenSession lstRecording lstsummarySession",
    "event": "getEvent lstrecordedEvent lstsummaryEvent lstsummaryProgram",
    "history": "lsteventattendeeHistory lsteventsessionHistory lstmeetingattendeeHistory "
    "lstmeetingusageHistory lstrecordaccessDetailHistory lstrecordaccessHistory lstsalesAttendeeHistory "
    "lstsalesSessionHistory lstsupportattendeeHistory lstsupportsessionHistory lsttrainingattendeeHistory "
    "lsttrainingsessionHistory",
    "meeting": "getMeeting gethosturlMeeting getjoinurlMeeting lstMeeting lstsummaryMeeting",
    "meeting.auo": "getTeleconferenceSession",
    "meetingtype": "getMeetingType lstMeetingType",
    "sales": "getSalesSession lstAccounts lstOpportunities lstProducts lstsummarySalesSession",
    "site": "getSite lstTimeZone",
    "training": "getTestInformation getTrainingSession lstScheduledTests lstTrainingSession "
    "lstsummaryTrainingSession",
    "user": "authenticateUser getLoginTicket getUser getloginurlUser getlogouturlUser lstUser lstsummaryUser",
}
_READING = frozenset(
    f"{service}.{name}".lower() for service, names in _READS.items() for name in names.split()
)


@dataclass(frozen=True, slots=True)
class _Write:
    """A write: what it is to the ledger, and by which element it names objects of which kind."""

    permit: Permit
    kind: str
    element: str
    many: bool = False


_WRITES = {
    "meeting.setmeeting": _Write("change", "meeting", "meetingkey"),
    "meeting.delmeeting": _Write("delete", "meeting", "meetingkey"),
    "event.setevent": _Write("change", "event", "sessionkey"),
    "event.uploadeventimage": _Write("change", "event", "sessionkey"),
    "event.delevent": _Write("delete", "event", "sessionkey"),
    "user.setuser": _Write("change", "user", "webexid"),
    "user.activateuser": _Write("change", "user", "webexid"),
    "user.deluser": _Write("delete", "user", "webexid", many=True),
}
_MAKES = {"meeting.createmeeting": "meeting", "event.createevent": "event", "user.createuser": "user"}

# Names by which a server may choose objects; of these a write has the one that its table names, no other.
_KEYS = frozenset(
    {
        *("meetingkey", "meetingkeys", "sessionkey", "sessionkeys", "seriesmeetingkey", "confid", "eventid"),
        *("meetingid", "meetinguuid", "programid", "recordingid", "recordinguuid", "sessionid"),
    }
)
_PERSONS = frozenset({"webexid", "userid"})


@dataclass(slots=True)
class XmlAsked:
    """A request, taken apart.

    Attributes:
        operation: service and name in lower case, e.g. `meeting.setmeeting`.
        title: the text of `metaData/confName` or `metaData/sessionName`, of a user that is made the login
            name, or an empty one.
        emails: the texts of `email` directly in the content.
        chosen: name, text and whether it stands directly in the content, for each element that may choose
            an object; names in lower case, without prefix.
    """

    operation: str = ""
    title: str = ""
    emails: list[str] = field(default_factory=list)
    chosen: list[tuple[str, str, bool]] = field(default_factory=list)

    @property
    def objects(self) -> list[str] | None:
        """The objects that a write names, as the ledger calls them; None when it does not say."""
        write = _WRITES.get(self.operation)
        if write is None:
            return None
        names = self.texts(write.element)
        foreign = _KEYS | (_PERSONS if write.kind == "user" else set())
        others = [name for name, _, _ in self.chosen if name != write.element and name in foreign]
        below = [name for name, _, direct in self.chosen if name == write.element and not direct]
        if not names or others or below or (len(names) > 1 and not write.many):
            return None
        return [object_name(write.kind, name) for name in names]

    def texts(self, element: str) -> list[str]:
        """The texts of the elements of a name that may choose an object."""
        return [text for name, text, _ in self.chosen if name == element]

    @property
    def makes(self) -> str:
        """The kind of object that it makes; empty when it makes none."""
        return _MAKES.get(self.operation, "")


def is_key(text: str) -> bool:
    """Whether a text has the form of a meeting's key."""
    return _KEY.fullmatch(text) is not None


def object_name(kind: str, name: str) -> str:
    """What the ledger calls an object of the XML API; no REST request can name it."""
    return f"xml.{kind}.{name}"


def permit_xml(
    content: bytes, *, content_type: str = "", owns: Callable[[str], bool], marker: str, users: bool = False
) -> tuple[Permit, XmlAsked]:
    """What kind of request a document is, and the document taken apart.

    Args:
        content: as it would be sent.
        content_type: the header that would be sent with it.
        owns: whether this run made an object, by the name that `object_name` gives it.
        marker: what the name of everything that is made must contain.
        users: whether users may be made, and changed and deleted by a login name with the marker.

    Raises:
        GuardRefusal: it must not be sent.
    """
    charset = _CHARSET.search(content_type)
    if charset and charset[1].lower() not in _ENCODINGS:
        _refuse("its content-type names an encoding in which it could say something else")
    asked = read_request(content)
    if asked.operation in _READING:
        return "read", asked
    if asked.makes:
        _permit_making(asked, marker, users=users)
        return "create", asked
    if asked.operation not in _WRITES:
        _refuse("its operation is none that is known to be safe")
    objects = asked.objects
    ours = "xml.user." if users else ""
    if objects is None or not all(
        _cannot_exist(name) or owns(name) or (ours and name.startswith(ours) and marker in name)
        for name in objects
    ):
        _refuse("it does not name an object that this run created")
    return _WRITES[asked.operation].permit, asked


def _permit_making(asked: XmlAsked, marker: str, *, users: bool) -> None:
    if [name for name, _, _ in asked.chosen if name in _KEYS]:
        _refuse("it makes something and names something that exists as well")
    if asked.makes == "user":
        if not users:
            _refuse("it makes a user, and the profile does not let users be made")
        logins = asked.texts("webexid")
        if len(logins) != 1 or not all(marker in text for text in (*logins, *asked.emails)):
            _refuse("it makes a user whose login name and address do not carry the run's marker")
    elif marker not in asked.title:
        _refuse("it makes something whose name does not carry the run's marker")


def read_request(content: bytes) -> XmlAsked:
    """Take a document apart.

    Raises:
        GuardRefusal: it is no request, or could be read in two ways.
    """
    if len(content) > _MAX_BYTES:
        _refuse("it is too long")
    if b"\0" in content:
        _refuse("it is written in an encoding in which it could say something else")
    reader = _Reader()
    try:
        reader.parse(content)
    except (expat.ExpatError, ValueError, LookupError):  # the latter for encodings that do not exist
        _refuse("it is no well-formed XML")
    return reader.asked()


class _Reader:
    """Collects what counts of a request, and refuses what could be read in another way."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._texts: list[list[str]] = []
        self._parents: list[bool] = []
        self._types: list[str] = []
        self._asked = XmlAsked()

    def parse(self, content: bytes) -> None:
        # Without namespaces: prefixes that nothing declares are no error to the service either.
        parser = expat.ParserCreate()
        parser.XmlDeclHandler = self._declared
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        for handler in (
            *("StartDoctypeDeclHandler", "CommentHandler", "ProcessingInstructionHandler"),
            "StartCdataSectionHandler",
        ):
            setattr(parser, handler, self._hiding_place)
        parser.Parse(content, True)

    def asked(self) -> XmlAsked:
        if len(self._types) != 1:
            _refuse("it has no content, or more than one")
        operation = _OPERATION.fullmatch(self._types[0])
        if operation is None:
            _refuse("the type of its content is written in an unusual way")
        self._asked.operation = operation[1].lower()
        if self._asked.makes == "user":
            self._asked.title = " ".join(self._asked.texts("webexid"))
        return self._asked

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            _refuse("it is written in an encoding in which it could say something else")

    def _hiding_place(self, *_: Any) -> None:
        _refuse(
            "it has a document type, a comment, an instruction or a CDATA section, which may hide a write"
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        self._path.append(local)
        if len(self._path) > _MAX_DEPTH:
            _refuse("it is nested too deep")
        if self._parents:
            self._parents[-1] = True
        self._texts.append([])
        self._parents.append(False)
        types = [value for key, value in attributes.items() if key.rpartition(":")[2].lower() == "type"]
        if local == "bodycontent":
            if self._path != ["message", "body", "bodycontent"] or len(types) != 1:
                _refuse("its content stands elsewhere than in its body, or has no type or several")
            self._types += types
        elif types and any("binding" in value.lower() for value in types):
            _refuse("it names an operation elsewhere than at its content")
        expected = ["message", "body", "bodycontent"][: len(self._path)]
        if self._path[:3] != expected and self._path[:2] != ["message", "header"]:
            _refuse("its elements are not those of a request")

    def _text(self, text: str) -> None:
        if self._texts:
            self._texts[-1].append(text)

    def _end(self, _name: str) -> None:
        local, text, depth = self._path.pop(), "".join(self._texts.pop()), len(self._path)
        has_children = self._parents.pop()
        if self._path[:3] != ["message", "body", "bodycontent"]:
            return
        if self._path[3:] == ["metadata"] and local in ("confname", "sessionname"):
            # Of two titles a server may take either.
            self._asked.title = "" if has_children or self._asked.title else text
        if local == "email" and depth == 3:
            self._asked.emails.append(text)
        plain = re.sub(r"[^a-z]", "", local)
        if plain in _KEYS | _PERSONS:
            self._asked.chosen.append((plain, "" if has_children else text, depth == 3))


def _cannot_exist(name: str) -> bool:
    _, kind, text = name.split(".", 2)
    if kind == "user":
        return text == NOBODY
    return is_key(text) and is_nothing(text)


def _refuse(why: str) -> NoReturn:
    raise GuardRefusal(
        f"A request of the XML API was stopped: {why}.", hint="This is a defect of a case; nothing was sent."
    )
