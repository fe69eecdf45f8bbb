"""The XML API: one method for every operation, over the run's channel."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.clients.channel import Channel
from conformance.clients.connecting import client_over
from conformance.clients.writes import NEVER_GIVEN_OUT, NOBODY
from conformance.clients.xml_building import (
    Content,
    Credential,
    CredentialKind,
    SecurityContext,
    XmlForm,
    authentication,
    request_xml,
)
from conformance.clients.xml_channel import OLD_ADDRESS
from conformance.clients.xml_reading import XmlAnswer

__all__ = ["XmlClient"]

_TYPES: dict[XmlForm, str | None] = {"no-type": None, "odd-type": "text/xml charset=UTF-8"}


class XmlClient:
    """Sends requests as the profile's actors.

    Beside these there are `nobody`, who names the site alone, and `broken`, whose login and password were
    never given out.

    Args:
        address: of the service, e.g. `https://acme.webex.com/WBXService/XMLService`.
        channel: the run's transport.
        actors: callers by name; what proves who they are must be known to the journal's gate.
        site: names the site for actors who have nothing else.
    """

    def __init__(
        self, address: str, channel: Channel, actors: Mapping[str, SecurityContext], *, site: SecurityContext
    ) -> None:
        self._address = address
        parent, _, name = address.rpartition("/")
        self._old_address = f"{parent}/{OLD_ADDRESS}/{name}"
        self._site = site.anonymous()
        self._actors = {
            "broken": SecurityContext(
                site_name=site.site_name,
                site_id=site.site_id,
                webex_id=NOBODY,
                credential=Credential(CredentialKind.PASSWORD, NEVER_GIVEN_OUT),
            ),
            "nobody": self._site,
            **actors,
        }
        self._http = client_over(channel)

    def knows(self, actor: str) -> bool:
        """Whether there is a caller of that name."""
        return actor in self._actors

    def caller(self, actor: str) -> SecurityContext:
        """Who that caller is."""
        return self._actors[actor]

    def introduce(self, actor: str, caller: SecurityContext) -> None:
        """Take a further caller, for example one with a session ticket."""
        self._actors[actor] = caller

    def send(
        self,
        operation: str,
        body: Mapping[str, Content] | None = None,
        *,
        actor: str,
        purpose: str,
        once: bool = False,
        old: bool = False,
        using: Mapping[str, str] | None = None,
        form: XmlForm = "plain",
    ) -> XmlAnswer:
        """Send one operation.

        Args:
            operation: service and name, e.g. `meeting.CreateMeeting`.
            body: the elements of the operation, in their order.
            actor: whose credential is sent.
            purpose: what the request is for, in words.
            once: whether an answer 429 is handed back, and not waited out.
            old: whether it goes to the address that clients of release 10.0.0 used.
            using: elements that replace those of the actor's security context; an empty text leaves one out.
            form: how the document is written.

        Raises:
            BadRequestValueError: a name or value cannot be written in XML.
            GuardRefusal: it must not be sent.
            TargetTrouble: no whole answer came.
        """
        encoding = "ISO-8859-1" if form == "latin-1" else "UTF-8"
        content = request_xml(
            operation, body, security=self._actors[actor], encoding=encoding, using=using or {}, form=form
        )
        described = _TYPES.get(form, f"text/xml;charset={encoding}")
        return self.send_bytes(
            content, actor=actor, purpose=purpose, content_type=described, once=once, old=old
        )

    def authenticate(self, *, actor: str, purpose: str) -> XmlAnswer:
        """Exchange an actor's credential of any kind for a session ticket, by AuthenticateUser."""
        caller, body = authentication(self._actors[actor])
        content = request_xml("user.AuthenticateUser", body, security=caller)
        return self.send_bytes(content, actor=actor, purpose=purpose)

    def send_bytes(
        self,
        content: bytes,
        *,
        actor: str,
        purpose: str,
        content_type: str | None = "text/xml;charset=UTF-8",
        once: bool = False,
        old: bool = False,
    ) -> XmlAnswer:
        """Send a document as it is.

        Args:
            content: the whole document; the guard must be able to read it.
            actor: who is said to send it; the document alone tells whose credential it has.
            purpose: what the request is for, in words.
            content_type: None sends none.
            once: whether an answer 429 is handed back, and not waited out.
            old: whether it goes to the address that clients of release 10.0.0 used.

        Raises:
            GuardRefusal: it must not be sent.
            TargetTrouble: no whole answer came.
        """
        response = self._http.post(
            self._old_address if old else self._address,
            content=content,
            headers={} if content_type is None else {"content-type": content_type},
            extensions={"purpose": purpose, "actor": actor, "once": once},
        )
        return XmlAnswer.of(response)
