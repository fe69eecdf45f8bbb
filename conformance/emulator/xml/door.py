"""The XML door: from the bytes of a request to those of an answer.

Whatever a message is, the answer is HTTP 200 and says in its header what became of it; only a wrong
address, a wrong method and a body beyond all measure are refused by HTTP itself.
"""

from __future__ import annotations

import logging
from email.utils import format_datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from conformance.emulator.errors import ApiError
from conformance.emulator.xml import (
    events,
    history,
    meetings,
    meetingtypes,
    recordings,
    session,
    sessions,
    site,
    users,
)
from conformance.emulator.xml.failures import Failure, MalformedError, invalid
from conformance.emulator.xml.reading import read_request
from conformance.emulator.xml.security import Caller, enter, find_site
from conformance.emulator.xml.shapes import Shape, read, shape, since
from conformance.emulator.xml.slips import generated, wire
from conformance.emulator.xml.spoiling import spoil
from conformance.emulator.xml.writing import answer

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from starlette.types import Receive, Scope, Send

    from conformance.emulator.app import Emulator
    from conformance.emulator.xml.reading import Request
    from conformance.emulator.xml.writing import Element

__all__ = ["Door", "Operation"]

_log = logging.getLogger(__name__)
_LARGEST = 4 * 1024 * 1024
_OLD = "10.0.0"
_OLD_GONE = "41.9"
_ALWAYS_KEPT = {("ep", "GetAPIVersion"), ("ep", "GetSiteType")}
_SCHEDULING = {
    ("meeting", "CreateMeeting"),
    ("meeting", "SetMeeting"),
    ("event", "CreateEvent"),
    ("event", "SetEvent"),
}


class Operation(NamedTuple):
    """An operation that needs credentials.

    Attributes:
        shape: What its body content may hold.
        handler: What answers it.
        prior: What refuses it before its content is looked at; None for nothing.
    """

    shape: Shape
    handler: Callable[[Caller, dict[str, Any]], list[Element]]
    prior: Callable[[Caller], None] | None = None


_OPERATIONS = {
    ("user", "CreateUser"): Operation(
        users.CREATE_SHAPE, users.create_user, partial(users.check_managed_here, "create-user")
    ),
    ("user", "SetUser"): Operation(users.SET_SHAPE, users.set_user),
    ("user", "GetUser"): Operation(shape("webExId!"), users.get_user),
    ("user", "DelUser"): Operation(
        shape("webExId!*50 syncWebOffice:b"),
        users.delete_users,
        partial(users.check_managed_here, "delete-user"),
    ),
    ("user", "ActivateUser"): Operation(
        shape("webExId!"), users.activate_user, partial(users.check_managed_here, "activate-user")
    ),
    ("user", "LstsummaryUser"): Operation(users.LIST_SHAPE, users.list_users),
    ("site", "GetSite"): Operation(shape("returnSettings(eventCenter:b)"), site.get_site),
    ("ep", "GetSessionInfo"): Operation(session.SHAPE, session.get_session_info),
    ("ep", "LstsummarySession"): Operation(sessions.SHAPE, sessions.list_sessions),
    ("meeting", "CreateMeeting"): Operation(meetings.CREATE_SHAPE, meetings.create_meeting),
    ("meeting", "SetMeeting"): Operation(meetings.SET_SHAPE, meetings.set_meeting),
    ("meeting", "GetMeeting"): Operation(shape("meetingKey!:i"), meetings.get_meeting),
    ("meeting", "DelMeeting"): Operation(shape("meetingKey!:i"), meetings.delete_meeting),
    ("meeting", "LstsummaryMeeting"): Operation(meetings.LIST_SHAPE, meetings.list_meetings),
}
_OPERATIONS |= {
    ("ep", "LstRecording"): Operation(recordings.SHAPE, recordings.list_recordings),
    ("history", "LstrecordaccessHistory"): Operation(history.SHAPE, history.list_accesses),
    ("history", "LstrecordaccessDetailHistory"): Operation(history.DETAIL_SHAPE, history.list_access_details),
    ("meetingtype", "LstMeetingType"): Operation(meetingtypes.LIST_SHAPE, meetingtypes.list_meeting_types),
    ("meetingtype", "GetMeetingType"): Operation(meetingtypes.GET_SHAPE, meetingtypes.get_meeting_type),
}
_KEY = shape("sessionKey!:i")
_OPERATIONS |= {
    ("event", name): Operation(wanted, handler, events.check_events_here)
    for name, wanted, handler in (
        ("CreateEvent", events.CREATE_SHAPE, events.create_event),
        ("SetEvent", events.SET_SHAPE, events.set_event),
        ("GetEvent", _KEY, events.get_event),
        ("LstsummaryEvent", events.LIST_SHAPE, events.list_events),
        ("LstrecordedEvent", events.RECORDED_SHAPE, events.list_nothing),
        ("LstsummaryProgram", events.PROGRAMS_SHAPE, events.list_nothing),
        ("UploadEventImage", events.IMAGE_SHAPE, events.upload_image),
    )
}
_OPERATIONS["event", "DelEvent"] = Operation(_KEY, events.delete_event)
_VERSION_SHAPE = shape("returnTrainReleaseVersion:b")
_AUTHENTICATE_SHAPE = shape("samlResponse accessToken")
_EMPTY = shape("")


class Door:
    """The ASGI application of the XML API.

    Args:
        emulator: Whose world it is.
    """

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        version = scope.get("path_params", {}).get("version", "")
        if version not in ("", _OLD):
            raise HTTPException(404)
        if scope["method"] != "POST":
            await self._send(send, 405, b"", {"allow": "POST"})
            return
        raw = await _body(receive)
        if raw is None:
            await self._send(send, 413, b"")
            return
        with self._emulator.lock:
            content = self._answer(raw, Headers(scope=scope), old=bool(version))
        if content is None:
            raise HTTPException(404)
        status, more = wire.sent(self._emulator.faults, content)
        await self._send(send, status, content, more)

    async def _send(
        self, send: Send, status: int, content: bytes, more: dict[str, str] | None = None
    ) -> None:
        """Send an answer with the headers that were recorded (`xml-wire`, 1)."""
        headers = {
            "date": format_datetime(self._emulator.clock.now(), usegmt=True),
            "pragma": "no-cache",
            "cache-control": "no-cache",
            "expires": "Thu, 01 Jan 1970 00:00:00 GMT",
            "content-type": "text/xml;charset=UTF-8",
            "content-length": str(len(content)),
            **(more or {}),
        }
        if b'encoding="ISO-8859-1"' in content[:60]:
            headers["content-type"] = "text/xml;charset=ISO-8859-1"
        pairs = [(name.encode(), text.encode()) for name, text in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": content})

    def _answer(self, raw: bytes, headers: Headers, *, old: bool) -> bytes | None:
        """Answer a message; None where the old address is not served (any more)."""
        faults = self._emulator.faults
        try:
            request = read_request(wire.received(faults, raw, headers.get("content-type")))
        except MalformedError as problem:
            return answer("", "", problem, "utf-8", content=False)
        world = self._emulator.world
        place = find_site(world, request.security, headers.get("host", ""))
        if old and (place is None or not self._serves_old(world.sites[place]["xmlEdition"])):
            return None
        name = f"{request.service}.{request.operation}"
        if generated.breaks(faults, name, request.content):
            raise HTTPException(500)
        outcome: list[Element] | Failure
        try:
            outcome = self._do(request, place)
        except Failure as problem:
            outcome = problem
        except ApiError as problem:  # a rule of the world that both doors share
            outcome = invalid(problem.description)
        except Exception:  # noqa: BLE001 - whatever fails in here must still be an answer
            _log.exception("The emulator failed on %s", request.operation)
            outcome = MalformedError()
        outcome = generated.pass_over(faults, name, request.content, outcome)
        outcome = wire.taken(faults, name, raw, spoil(faults, name, outcome))
        content = answer(request.service, request.operation, outcome, request.encoding)
        return wire.rewritten(faults, name, content)

    def _slips(self, name: str) -> bool:
        return self._emulator.world.faults.has("xml-slips", name)

    def _serves_old(self, edition: str) -> bool:
        if self._slips("address.gone"):
            return False
        return self._slips("address.served") or (since(edition, "41.1") and not since(edition, _OLD_GONE))

    def _check_open(self, name: tuple[str, str], traits: dict[str, Any]) -> None:
        """Demand that the site still has this part of the API.

        Retired calls have no documented exception, so the emulator takes that of a request which the
        service does not know.

        Raises:
            Failure: 999999 for what was retired, 010107 for scheduling on a suspended site.
        """
        if name[0] in ("user", "site") or name in _ALWAYS_KEPT:
            retired = name[0] == "user" and self._slips("retirement.users-go")
        else:
            retired = not self._slips("retirement.meetings-stay")
        if retired and traits["meetingsRetired"]:
            raise invalid("this part of the XML API has been retired.")
        if traits["suspended"] and name in _SCHEDULING:
            raise Failure("010107")

    def _do(self, request: Request, place: str | None) -> list[Element]:
        world, name = self._emulator.world, (request.service, request.operation)
        traits = world.sites[place] if place is not None else next(iter(world.sites.values()))
        edition = traits["xmlEdition"]
        if place is not None:
            self._check_open(name, traits)
        if name == ("ep", "GetAPIVersion"):
            if self._slips("api-version.credentials"):
                enter(world, place, request.security)
            return site.get_api_version(edition, read(request.content, _VERSION_SHAPE, edition))
        if name == ("ep", "GetSiteType"):
            read(request.content, _EMPTY, edition)
            return site.get_site_type(world, place, request.security)
        if name == ("user", "AuthenticateUser"):
            given = read(request.content, _AUTHENTICATE_SHAPE, edition)
            return users.authenticate_user(world, place, request.security, given)
        operation = _OPERATIONS.get(name)
        if operation is None:
            raise invalid(f"there is no operation '{'.'.join(name)[:80]}'.")
        caller = enter(world, place, request.security)
        if operation.prior is not None:
            operation.prior(caller)
        return operation.handler(caller, read(request.content, operation.shape, edition))


async def _body(receive: Receive) -> bytes | None:
    """Read a body to its end; None for one that is too large, which is not kept."""
    chunks: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > _LARGEST:
            chunks.clear()
        else:
            chunks.append(chunk)
        more = message.get("more_body", False)
    return b"".join(chunks) if size <= _LARGEST else None
