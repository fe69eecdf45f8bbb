"""The channel and the guard of a run that also speaks to an XML service.

The channel books what REST creates and deletes by path and status. An XML service has one path and answers
200 to everything, so what became of a write stands in the documents alone.
"""

from __future__ import annotations

from typing import Any

import httpx

from conformance.clients.channel import Channel
from conformance.clients.guard import Guard, Permit
from conformance.clients.xml_reading import XmlAnswer
from conformance.clients.xml_writes import XmlAsked, is_key, object_name, permit_xml, read_request
from conformance.errors import GuardRefusal
from conformance.evidence import Journal
from conformance.targets import Ledger, Limits

__all__ = ["OLD_ADDRESS", "XmlChannel", "XmlGuard"]

OLD_ADDRESS = "xml10.0.0"
"""The part of the path by which some clients addressed the service while 10.0.0 was there."""

_NO_SUCH_MEETING = "060001"


class XmlGuard(Guard):
    """A guard that knows the address of an XML service as well.

    Args:
        rest: base address of the REST API.
        control: base address of the control API, or None.
        ledger: what this run created.
        marker: what the title of everything that is created must contain.
        xml: the whole address of the XML service.
        users: whether users may be made, changed and deleted; none but those that carry the marker.
    """

    def __init__(
        self,
        rest: str,
        control: str | None,
        ledger: Ledger,
        marker: str,
        *,
        xml: str,
        users: bool = False,
    ) -> None:
        super().__init__(rest, control, ledger, marker)
        self._xml = httpx.URL(xml)
        self._old = self._xml.copy_with(raw_path=_old_path(self._xml.raw_path))
        self._users = users

    def permit(self, request: httpx.Request) -> Permit:
        """What kind of request this is.

        Raises:
            GuardRefusal: it must not be sent.
        """
        if not self.is_xml(request):
            return super().permit(request)
        self._refuse_detours(request)
        if request.method != "POST" or "?" in request.url.raw_path.decode("ascii", "replace"):
            raise GuardRefusal(
                "A request to the XML service was stopped: it is no plain POST.",
                hint="This is a defect of a case; nothing was sent.",
            )
        permit, _ = permit_xml(
            request.content,
            content_type=", ".join(request.headers.get_list("content-type")),
            owns=self.ledger.owns,
            marker=self._marker,
            users=self._users,
        )
        if permit != "read" and self._plain(request.url) != self._plain(self._xml):
            raise GuardRefusal(
                "A request to the XML service was stopped: at its old address nothing is written.",
                hint="This is a defect of a case; nothing was sent.",
            )
        return permit

    def is_xml(self, request: httpx.Request) -> bool:
        """Whether a request goes to exactly the XML service, or to where 10.0.0 had it."""
        return self._plain(request.url) in (self._plain(self._xml), self._plain(self._old))

    @staticmethod
    def _plain(url: httpx.URL) -> tuple[str, str, int | None, bytes, bytes]:
        return url.scheme, url.host, url.port, url.raw_path.split(b"?")[0], url.userinfo


class XmlChannel(Channel):
    """A channel that books what an XML service made and deleted.

    Args:
        guard: decides what may be sent, and keeps the ledger.
        journal: takes every exchange.
        limits: the profile's.
        more: what a `Channel` takes beside these.
    """

    def __init__(self, guard: XmlGuard, journal: Journal, limits: Limits, **more: Any) -> None:
        super().__init__(guard, journal, limits, **more)
        self._xml_guard = guard

    def _once(self, request: httpx.Request) -> httpx.Response:
        if not self._xml_guard.is_xml(request):
            return super()._once(request)
        permit = self._xml_guard.permit(request)
        transport = self._transport(request.url)
        self._spend(permit)
        self._pace()
        asked = read_request(request.content)
        ledger = self._xml_guard.ledger
        intent = ledger.intend(asked.title) if permit == "create" else None
        response = self._exchange(transport, request)
        if permit in {"create", "delete"}:
            actor = str(request.extensions.get("actor") or "host")
            answer = XmlAnswer.of(response)
            if intent is not None:
                self._made(intent, asked, answer, actor)
            else:
                self._gone(asked, answer, actor)
        return response

    def _made(self, intent: int, asked: XmlAsked, answer: XmlAnswer, actor: str) -> None:
        """Note what became of a creation, unless the answer leaves it open."""
        key = _made_by(asked, answer) if answer.ok else ""
        if key:
            self._xml_guard.ledger.settle(intent, created=object_name(asked.makes, key), actor=actor)
        elif answer.refused or 300 <= answer.status < 500:
            self._xml_guard.ledger.settle(intent, created=None, actor=actor)
        self.counts.created += bool(key)

    def _gone(self, asked: XmlAsked, answer: XmlAnswer, actor: str) -> None:
        """Note a deletion; of several objects none is taken for gone, since each can fail alone."""
        ledger = self._xml_guard.ledger
        names = asked.objects or []
        if asked.operation == "user.deluser":
            # A user may go by several names; of these the ledger has the first one.
            if "SUCCESS" not in answer.values("user/status"):
                return
            names = [name for name in names if ledger.owns(name) and not ledger.gone(name)]
        if len(names) != 1 or not ledger.owns(names[0]):
            return
        missing = answer.refused and answer.exception_id == _NO_SUCH_MEETING
        # To anybody but its creator, no record may just mean that it is not his.
        if answer.ok or (missing and ledger.creator(names[0]) == actor):
            ledger.deleted(names[0])
            self.counts.deleted += answer.ok


def _old_path(path: bytes) -> bytes:
    """The path by which clients wrongly addressed release 10.0.0 (`xml-41`, 41.8.0)."""
    parent, _, name = path.rpartition(b"/")
    return parent + b"/" + OLD_ADDRESS.encode() + b"/" + name


def _made_by(asked: XmlAsked, answer: XmlAnswer) -> str:
    """The key of what was made; of a user the login name that was asked for."""
    if asked.makes == "user":
        return " ".join(asked.texts("webexid"))
    name = "meetingkey" if asked.makes == "meeting" else "sessionKey"
    key = (answer.value(name) or "").strip()
    return key if is_key(key) else ""
