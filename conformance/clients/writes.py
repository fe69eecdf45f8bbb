"""Which objects a write names, operation by operation.

The guard lets a write go when all objects that it names are the run's own or cannot exist. An operation
that is not in this table is never written to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Asked", "is_nothing", "named", "read_body"]

_NOTHING = re.compile(r"[0_-]*0[0_-]*")
_ID = r"([A-Za-z0-9_=-]+)"
_WAYS = ("PATCH", "PUT", "POST")


def is_nothing(name: str) -> bool:
    """Whether an id is one of zeros, which no server gives out."""
    return _NOTHING.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """A write, taken apart.

    Attributes:
        body: its JSON object; None when it has none.
        query: values by parameter; a parameter that stands twice has several.
    """

    method: str
    path: str
    query: Mapping[str, list[str]] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    raw: bytes = b""

    def only(self, name: str) -> list[str] | None:
        """The value of a query parameter that stands once, however its name is spelt or lengthened."""
        begin = name.lower()
        values = [
            value for key, all_ in self.query.items() if key.lower().startswith(begin) for value in all_
        ]
        return values if len(values) == 1 else None


_Finder = Callable[[Asked, re.Match[str]], "list[str] | None"]


def _in_path(_asked: Asked, match: re.Match[str]) -> list[str]:
    return [match[1]]


def _in_query(name: str) -> _Finder:
    return lambda asked, _: asked.only(name)


def _in_body(name: str, *rivals: str) -> _Finder:
    """The object that one key names; keys that could name another one must be missing."""

    def find(asked: Asked, _match: re.Match[str]) -> list[str] | None:
        body = asked.body or {}
        keys = [key for key in body if key.lower() in {name.lower(), *(rival.lower() for rival in rivals)}]
        value = body.get(name)
        return [value] if keys == [name] and isinstance(value, str) else None

    return find


def _listed(name: str, key: str = "", *, never: str = "") -> _Finder:
    """The objects of a list; without one, or with the switch that means all of them, none is known."""

    def find(asked: Asked, _match: re.Match[str]) -> list[str] | None:
        body = asked.body or {}
        values = body.get(name)
        if not isinstance(values, list) or not values or any(one.lower() == never.lower() for one in body):
            return None
        found = [value.get(key) if key and isinstance(value, dict) else value for value in values]
        texts = [one for one in found if isinstance(one, str)]
        return texts if len(texts) == len(found) else None

    return find


_TABLE: tuple[tuple[str, str, _Finder], ...] = (
    ("PUT", r"/meetings/controls", _in_query("meetingId")),
    ("POST", r"/meetings/join", _in_body("meetingId", "meetingNumber", "webLink")),
    ("POST", r"/meetings/reassignHost", _listed("meetingIds")),
    ("DELETE", r"/meetings/postMeetingChats", _in_query("meetingId")),
    ("PUT|PATCH|DELETE", rf"/meetings/{_ID}", _in_path),
    ("POST", rf"/meetings/{_ID}/end", _in_path),
    ("POST", rf"/meetings/{_ID}/registrants(?:/(?:approve|reject|cancel|bulkDelete|bulkInsert))?", _in_path),
    ("DELETE", rf"/meetings/{_ID}/registrants/[A-Za-z0-9_=-]+", _in_path),
    ("PUT|DELETE", rf"/meetings/{_ID}/(?:registration|breakoutSessions)", _in_path),
    ("PUT", rf"/meetings/{_ID}/simultaneousInterpretation", _in_path),
    ("POST", rf"/meetings/{_ID}/(?:interpreters|surveyLinks|invitationSources)", _in_path),
    ("PUT|DELETE", rf"/meetings/{_ID}/interpreters/[A-Za-z0-9_=-]+", _in_path),
    ("POST", r"/meetingInvitees(?:/bulkInsert)?", _in_body("meetingId", "meetingNumber")),
    ("PUT|DELETE", rf"/meetingInvitees/{_ID}", _in_path),
    ("PUT", rf"/meetingParticipants/{_ID}", _in_path),
    ("POST", r"/meetingParticipants/admit", _listed("items", "participantId")),
    ("POST", r"/meetingParticipants/callout", _in_body("meetingId", "meetingNumber")),
    ("POST", r"/meetingParticipants/cancelCallout", _in_body("participantId")),
    ("DELETE", rf"(?:/admin)?/recordings/{_ID}", _in_path),
    ("POST", r"/recordings/softDelete", _listed("recordingIds")),
    ("POST", r"/recordings/restore", _listed("recordingIds", never="restoreAll")),
    ("POST", r"/recordings/purge", _listed("recordingIds", never="purgeAll")),
    ("POST", rf"/recordings/{_ID}/accessList", _in_path),
    ("PUT", rf"/meetingTranscripts/{_ID}/snippets/[A-Za-z0-9_=-]+", _in_path),
    ("DELETE", rf"/meetingTranscripts/{_ID}", _in_path),
    ("PUT|DELETE", rf"/webhooks/{_ID}", _in_path),
)
_LITERALS = frozenset(
    {
        *("join", "controls", "registrants", "templates", "sessionTypes", "reassignHost", "trackingCodes"),
        *("polls", "pollResults", "postMeetingChats", "q_and_a", "bulkInsert", "admit", "callout"),
        *("cancelCallout", "query", "softDelete", "restore", "purge", "accessList"),
    }
)
_BROKEN = (b"{", b"probe=1")
"""Bodies that no operation can make anything of: half an object, and a form."""


def named(asked: Asked) -> list[str] | None:
    """The objects that a write names; None when it names none in a form that is known to be safe.

    A request that no operation is known by must be answered 405; it names what stands in its path.
    """
    for methods, pattern, find in _TABLE:
        match = re.fullmatch(pattern, asked.path)
        if match is None or asked.method not in methods.split("|"):
            continue
        if find is _in_path and match[1] in _LITERALS:
            continue
        found = find(asked, match)
        # What has its objects in a body that cannot be read names none.
        return [] if found is None and asked.raw in _BROKEN and not asked.query else found
    return _of_no_operation(asked)


def _of_no_operation(asked: Asked) -> list[str] | None:
    parts = asked.path.strip("/").split("/")
    if asked.method == "POST" and len(parts) == 2 and parts[0] == "meetings" and parts[1] not in _LITERALS:
        return [parts[1]]
    # One meeting and the site's common settings are all that is ever patched.
    if asked.method == "PATCH" and asked.raw == b"{}" and parts[-1] != "commonSettings":
        return []
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
