"""What stories of the XML API find made when they begin: users, meetings, classic events and webinars."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from conformance.checks import Indeterminate, NotExercised, Outcome
from conformance.clients import Content, RestClient, XmlAnswer, XmlClient, wire_date
from conformance.contract import XmlNeed
from conformance.errors import ConformanceError
from conformance.staging.players import unreached
from conformance.staging.xml_ground import XmlGround
from conformance.staging.xml_places import ZONE, ZONE_ID
from conformance.targets import Ledger, read_ledger

__all__ = ["XmlProps", "delete_xml", "missed"]

_PASSWORD = "Cf7{word}Aq"  # noqa: S105 - its form; each is drawn anew
_DELETING = {
    "meeting": ("meeting.DelMeeting", "meetingKey"),
    "event": ("event.DelEvent", "sessionKey"),
    "user": ("user.DelUser", "webExId"),
}
_MINUTES = 60
_LENGTH = timedelta(minutes=_MINUTES)


def missed(what: str, answer: XmlAnswer) -> Outcome:
    """The outcome of a step that only prepares and did not succeed."""
    if answer.flaw is not None:
        return Indeterminate(f"{what} was answered {answer.sentence()}", [answer.exchange])
    return NotExercised(f"{what} was answered {answer.sentence()}", [answer.exchange])


@dataclass(slots=True)
class XmlProps:
    """Makes each thing once, or anew for who asks for that, and deletes all of them.

    Attributes:
        start: gives the moment at which meetings are scheduled.
        learn: told each password that is made up, so that it stays out of the evidence.
        users: whether users may be made.
        renamed: login names that users may have been given meanwhile, by their names in the ledger.
    """

    xml: XmlClient
    rest: RestClient
    ground: XmlGround
    ledger: Ledger
    marker: str
    start: Callable[[], datetime]
    learn: Callable[[str], None]
    users: bool
    renamed: dict[str, list[str]] = field(default_factory=dict)
    _shared: dict[str, dict[str, str]] = field(default_factory=dict)
    _refused: dict[str, Outcome] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def login(self) -> str:
        """A login name that nobody has."""
        return f"{self.marker}-u{next(self._numbers)}"

    def get(self, need: XmlNeed, *, fresh: bool) -> dict[str, str]:
        """What the places of a thing stand for; made where it is not there.

        Raises:
            Outcome: it cannot be made.
            TargetTrouble: no whole answer came.
        """
        if need in self._refused:
            raise self._refused[need]
        if need in self._shared and not fresh:
            return self._shared[need]
        makers = {
            "user": self._user,
            "meeting": self._meeting,
            "event": self._event,
            "webinar": self._webinar,
        }
        try:
            made = makers[need]()
        except Outcome as outcome:
            # Failed creations count towards the vendor's quota; the next one would fail alike.
            self._refused[need] = outcome
            raise
        if not fresh:
            self._shared[need] = made
        return made

    def _user(self) -> dict[str, str]:
        if not self.users:
            raise NotExercised("the profile does not let users be made (xml.users)")
        login, password = self.login(), self.password()
        email = f"{login}@example.com"
        body: dict[str, Content] = {
            "firstName": "Kim",
            "lastName": "Conformance",
            "webExId": login,
            "email": email,
            "password": password,
            "privilege": {"host": True},
            "active": "ACTIVATED",
        }
        classic = {"xmlKind": "classic"} if self.ground.control is not None else {}
        with self.ground.having(classic):
            answer = self.xml.send("user.CreateUser", body, actor="admin", purpose="make a user")
        if not answer.ok:
            raise missed("making a user", answer)
        return {"user": login, "user.email": email, "user.password": password}

    def _meeting(self) -> dict[str, str]:
        password = self.password()
        body: dict[str, Content] = {
            "accessControl": {"meetingPassword": password},
            "metaData": {"confName": f"{self.marker} meeting"},
        }
        key = self._schedule("meeting.CreateMeeting", body, "meetingkey")
        return {"meeting": key, "meeting.password": password}

    def _event(self) -> dict[str, str]:
        body: dict[str, Content] = {
            "accessControl": {"sessionPassword": self.password()},
            "metaData": {"sessionName": f"{self.marker} event"},
        }
        return {"event": self._schedule("event.CreateEvent", body, "sessionKey")}

    def _schedule(self, operation: str, body: dict[str, Content], key: str) -> str:
        """Schedule something of the host; returns what stands in the element `key` of the answer."""
        body["schedule"] = {
            "startDate": wire_date(self.start().astimezone(ZONE)),
            "duration": _MINUTES,
            "timeZoneID": ZONE_ID,
        }
        answer = self.xml.send(operation, body, actor="host", purpose=f"prepare by {operation}")
        made = (answer.value(key) or "").strip()
        if not answer.ok or not made:
            raise missed(f"preparing by {operation}", answer)
        return made

    def _webinar(self) -> dict[str, str]:
        start = self.start()
        body = {
            "title": f"{self.marker} webinar",
            "start": start.isoformat(),
            "end": (start + _LENGTH).isoformat(),
            "scheduledType": "webinar",
            "sendEmail": False,
        }
        answer = self.rest.create_meeting(body, actor="host", purpose="make a webinar")
        series, number = answer.object.get("id"), str(answer.object.get("meetingNumber") or "")
        if not answer.ok or not isinstance(series, str) or not number.isdecimal():
            raise unreached("making a webinar", answer)
        self.ledger.adopt(f"xml.meeting.{number}")
        return {"webinar": number, "webinar.id": series}

    def password(self) -> str:
        """A password that nobody has, and that no evidence shows."""
        password = _PASSWORD.format(word=secrets.token_hex(4))
        self.learn(password)
        return password

    def clear(self) -> None:
        """Delete what was made through the XML API; what cannot be deleted stays in the ledger."""
        standing = [name for name in read_ledger(self.ledger.path).standing if name.startswith("xml.")]
        if standing:
            # Elsewhere users can be neither made nor deleted.
            classic = {"xmlKind": "classic"} if self.ground.control is not None else {}
            with suppress(ConformanceError, Outcome), self.ground.having(classic):
                for name in reversed(standing):
                    if not self.ledger.gone(name):
                        delete_xml(self.xml, name, self.ledger.creator(name), self.renamed.get(name, ()))
        self._shared.clear()


def delete_xml(xml: XmlClient, name: str, creator: str, others: Sequence[str] = ()) -> XmlAnswer | None:
    """Delete what the ledger calls by a name of the XML API; None when that cannot be deleted.

    Args:
        xml: the client.
        name: in the ledger.
        creator: the actor who made it; users are deleted by the administrator.
        others: login names that a user may have by now.

    Raises:
        GuardRefusal: this run did not make it.
        TargetTrouble: no whole answer came.
    """
    kind, _, key = name.removeprefix("xml.").partition(".")
    if kind not in _DELETING:
        return None
    operation, element = _DELETING[kind]
    actor = "admin" if kind == "user" else creator
    return xml.send(
        operation, {element: list(dict.fromkeys([key, *others]))}, actor=actor, purpose=f"delete: {kind}"
    )
