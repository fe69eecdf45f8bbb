"""Which objects a write names, operation by operation.

The guard lets a write go when all objects that it names are the run's own or cannot exist. An operation
that is not in this table is never written to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["BROKEN", "NEVER_GIVEN_OUT", "NOBODY", "Asked", "is_nothing", "named", "read_body"]

NEVER_GIVEN_OUT = "never-given-out-by-anybody"
"""The shape of a token, and no secret."""

NOBODY = "nobody@example.invalid"
"""An address that cannot exist."""

BROKEN = (b"{", b"probe=1")
"""Bodies that no operation can make anything of: half an object, and a form."""

_EMPTY = b"[]"
_NOTHING = re.compile(r"(?=(?:[_-]*0){8})[0_-]+")
_ID = r"([A-Za-z0-9_=-]+)"
_NAMELESS = frozenset({"/webhooks", "/recordings/accessList"})
_REFRESH = "/admin/meetingPreferences/personalMeetingRoom/refreshId"
_PREFERENCE = {
    "PUT": re.compile(r"/meetingPreferences/(?:personalMeetingRoom|audio|video|schedulingOptions|sites)"),
    "POST": re.compile(r"/meetingPreferences/schedulingOptions/delegateEmails/(?:insert|delete)"),
}


def is_nothing(name: str) -> bool:
    """Whether an id is one of zeros, which no server gives out."""
    return _NOTHING.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """A write, taken apart.

    Attributes:
        body: its JSON object; None when it has none.
        query: values by parameter; a parameter that stands twice has several.
        anonymous: whether it carries no credential, or one that was never given out.
    """

    method: str
    path: str
    query: Mapping[str, list[str]] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    raw: bytes = b""
    anonymous: bool = False

    @property
    def readable(self) -> bool:
        """Whether the body says one thing only: an object, nothing at all, or what is read by nobody."""
        return self.body is not None or self.raw in (b"", b"[]", *BROKEN)

    @property
    def says_nothing(self) -> bool:
        """Whether the body is one that no operation can make anything of, and nothing else is asked."""
        return self.raw in BROKEN and not self.query

    def only(self, name: str) -> list[str] | None:
        """The value of a query parameter that stands once, however its name is spelt or lengthened."""
        begin = name.lower()
        values = [
            value for key, all_ in self.query.items() if key.lower().startswith(begin) for value in all_
        ]
        return values if len(values) == 1 else None


_Finder = Callable[[Asked, re.Match[str]], "list[str] | None"]

_SELECTORS = frozenset(
    {
        *("id", "ids", "meetingid", "meetingids", "meetingnumber", "meetingnumbers", "meetingseriesid"),
        *("scheduledmeetingid", "weblink", "websharelink", "recordingid", "recordingids"),
        *("participantid", "participantids", "transcriptid", "registrantid", "registrantids"),
        *("meetinginviteeid", "webhookid", "restoreall", "purgeall", "deleteall", "all"),
    }
)
"""Names, in lower case, by which a server may choose objects; beside what a write names, none may stand."""


def _chosen(names: Iterable[str]) -> list[str]:
    """The names among these that choose objects, however they are spelt, lengthened or bracketed."""
    return [name for name in names if re.sub(r"[^a-z]", "", name.lower().split("[")[0]) in _SELECTORS]


def _in_path(asked: Asked, match: re.Match[str]) -> list[str] | None:
    """The objects that stand in the path, all of them: a server may go by the last one alone."""
    return None if _chosen(asked.query) else [one for one in match.groups() if one]


def _with_listed(name: str) -> _Finder:
    """The object of the path, and those of the list that some of its operations have in the body."""

    def find(asked: Asked, match: re.Match[str]) -> list[str] | None:
        body = asked.body or {}
        if _chosen(asked.query) or _chosen(body) or not asked.readable:
            return None
        if not any(_is_like(key, name) for key in body):
            return [match[1]]
        found = _listed(name, "id")(asked, match)
        return None if found is None else [match[1], *found]

    return find


def _in_query(name: str) -> _Finder:
    def find(asked: Asked, _match: re.Match[str]) -> list[str] | None:
        others = [one for one in _chosen(asked.query) if one != name]
        others += _chosen(asked.body or {})
        return asked.only(name) if asked.readable and not others else None

    return find


def _in_body(name: str) -> _Finder:
    """The object that one key names; keys that could name another one must be missing."""

    def find(asked: Asked, _match: re.Match[str]) -> list[str] | None:
        if asked.says_nothing:
            return []
        body = asked.body or {}
        value = body.get(name)
        alone = _chosen(body) == [name] and not _chosen(asked.query)
        return [value] if alone and isinstance(value, str) else None

    return find


def _listed(name: str, key: str = "") -> _Finder:
    """The objects of a list; without one, or with what could choose others as well, none is known."""

    def find(asked: Asked, _match: re.Match[str]) -> list[str] | None:
        if asked.says_nothing:
            return []
        body = asked.body or {}
        values = body.get(name)
        others = [one for one in _chosen(body) if one != name]
        twice = [one for one in body if _is_like(one, name)] != [name]
        if others or twice or _chosen(asked.query) or not isinstance(values, list) or not values:
            return None
        found = [_of_item(value, key) for value in values]
        texts = [one for one in found if one is not None]
        return texts if len(texts) == len(found) else None

    return find


def _of_item(value: Any, key: str) -> str | None:
    """The object that an item of a list names: by a key, the only one that chooses, or by itself."""
    if key:
        value = value[key] if isinstance(value, dict) and _chosen(value) == [key] else None
    return value if isinstance(value, str) else None


def _is_like(key: str, name: str) -> bool:
    """Whether a server that is careless about spelling may take one key for the other."""
    return re.sub(r"[^a-z]", "", key.lower().split("[")[0]) == name.lower()


_TABLE: tuple[tuple[str, str, _Finder], ...] = (
    ("PUT", r"/meetings/controls", _in_query("meetingId")),
    ("POST", r"/meetings/join", _in_body("meetingId")),
    ("POST", r"/meetings/reassignHost", _listed("meetingIds")),
    ("DELETE", r"/meetings/postMeetingChats", _in_query("meetingId")),
    ("PUT|PATCH|DELETE", rf"/meetings/{_ID}", _in_path),
    ("POST", rf"/meetings/{_ID}/end", _in_path),
    ("POST", rf"/meetings/{_ID}/registrants", _in_path),
    (
        "POST",
        rf"/meetings/{_ID}/registrants/(?:approve|reject|cancel|bulkDelete)",
        _with_listed("registrants"),
    ),
    ("POST", rf"/meetings/{_ID}/registrants/(?:bulkInsert|query)", _in_path),
    ("DELETE", rf"/meetings/{_ID}/registrants/{_ID}", _in_path),
    ("PUT|DELETE", rf"/meetings/{_ID}/(?:registration|breakoutSessions)", _in_path),
    ("PUT", rf"/meetings/{_ID}/simultaneousInterpretation", _in_path),
    ("POST", rf"/meetings/{_ID}/(?:interpreters|surveyLinks|invitationSources)", _in_path),
    ("PUT|DELETE", rf"/meetings/{_ID}/interpreters/{_ID}", _in_path),
    ("POST", r"/meetingInvitees(?:/bulkInsert)?", _in_body("meetingId")),
    ("PUT|DELETE", rf"/meetingInvitees/{_ID}", _in_path),
    ("PUT", rf"/meetingParticipants/{_ID}", _in_path),
    ("POST", r"/meetingParticipants/admit", _listed("items", "participantId")),
    ("POST", r"/meetingParticipants/callout", _in_body("meetingId")),
    ("POST", r"/meetingParticipants/cancelCallout", _in_body("participantId")),
    ("DELETE", rf"(?:/admin)?/recordings/{_ID}", _in_path),
    ("POST", r"/recordings/softDelete", _listed("recordingIds")),
    ("POST", r"/recordings/restore", _listed("recordingIds")),
    ("POST", r"/recordings/purge", _listed("recordingIds")),
    ("POST", rf"/recordings/{_ID}/accessList", _in_path),
    ("PUT", rf"/meetingTranscripts/{_ID}/snippets/{_ID}", _in_path),
    ("DELETE", rf"/meetingTranscripts/{_ID}", _in_path),
    ("PUT|DELETE", rf"/webhooks/{_ID}", _in_path),
)
_WORDS = frozenset(
    {
        *("accessDetail", "accessList", "accessSummary", "admin", "admit", "answers", "approve", "attendees"),
        *("audio", "breakoutSessions", "bulkDelete", "bulkInsert", "callout", "cancel", "cancelCallout"),
        *("controls", "delegateEmails", "delete", "download", "end", "insert", "interpreters"),
        *("invitationSources", "join", "me", "meetingArchiveSummaries", "meetingArchives", "meetings"),
        *("meetingClosedCaptions", "meetingInvitees", "meetingParticipants", "meetingPreferences"),
        *("meetingReports", "meetingTranscripts", "people", "personalMeetingRoom", "pollResults", "polls"),
        *("postMeetingChats", "purge", "q_and_a", "query", "questions", "reassignHost", "recordingReport"),
        *("recordings", "refreshId", "registrants", "registration", "reject", "respondents", "restore"),
        *("scheduling", "schedulingOptions", "sessionTypes", "simultaneousInterpretation", "site", "sites"),
        *("snippets", "softDelete", "survey", "surveyLinks", "surveyResults", "templates", "trackingCodes"),
        *("usage", "video", "webhooks"),
    }
)
"""What stands in paths and is no id."""


def named(asked: Asked) -> list[str] | None:
    """The objects that a write names; None when it names none in a form that is known to be safe.

    A request that no operation is known by must be answered 405; it names what stands in its path.
    """
    for methods, pattern, find in _TABLE:
        match = re.fullmatch(pattern, asked.path)
        if match is None or asked.method not in methods.split("|"):
            continue
        if find is _in_path and match[1] in _WORDS:
            continue
        return find(asked, match)
    return [] if _says_nothing(asked) else _of_no_operation(asked)


def _says_nothing(asked: Asked) -> bool:
    """Whether a write to what has no id is one of which nothing can be made.

    An empty array goes to such places only from somebody unknown. Preferences are a person's own: whose
    they would be must be said as well, and be nobody.
    """
    if asked.method == "POST" and asked.path in _NAMELESS and asked.says_nothing:
        return True
    if asked.raw != _EMPTY or not asked.anonymous:
        return False
    if asked.method == "POST" and asked.path in {*_NAMELESS, _REFRESH}:
        return not asked.query
    place = _PREFERENCE.get(asked.method)
    query = {key: values for key, values in asked.query.items() if key != "defaultSite"}
    return place is not None and bool(place.fullmatch(asked.path)) and query == {"userEmail": [NOBODY]}


def _of_no_operation(asked: Asked) -> list[str] | None:
    if _chosen(asked.query):
        return None
    parts = asked.path.strip("/").split("/")
    if asked.method == "POST" and len(parts) == 2 and parts[0] == "meetings" and parts[1] not in _WORDS:
        return [parts[1]]
    # To patch nothing changes nothing; only one meeting is ever patched at all.
    if asked.method == "PATCH" and asked.raw == b"{}" and not asked.query:
        return [part for part in asked.path[1:].split("/") if part not in _WORDS]
    return None


def read_body(raw: bytes) -> dict[str, Any] | None:
    """The JSON object of a body; None when it is none, or has a key twice: a server may take either."""
    try:
        body = json.loads(raw, object_pairs_hook=_single)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
