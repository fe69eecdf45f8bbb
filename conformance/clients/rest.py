"""The meetings REST API, one thin method an operation."""

from __future__ import annotations

from typing import Any

from conformance.clients.answer import Answer
from conformance.clients.channel import Channel
from conformance.clients.connecting import client_over
from conformance.clients.content import json_content
from conformance.clients.writes import NEVER_GIVEN_OUT

__all__ = ["RestClient"]


class RestClient:
    """Sends requests as the profile's actors.

    Args:
        base: base address, e.g. `https://webexapis.com/v1`.
        channel: the run's transport.
        tokens: access tokens by actor.
    """

    def __init__(self, base: str, channel: Channel, tokens: dict[str, str]) -> None:
        self._base = base.rstrip("/")
        self._tokens = dict(tokens)
        self._http = client_over(channel)

    def knows(self, actor: str) -> bool:
        """Whether there is a credential of this actor."""
        return actor in self._tokens

    def token(self, actor: str) -> str:
        """The credential of this actor."""
        return self._tokens[actor]

    def introduce(self, actor: str, token: str) -> None:
        """Take a further actor's access token."""
        self._tokens[actor] = token

    def create_meeting(self, body: dict[str, Any], *, actor: str, purpose: str) -> Answer:
        """Create a Meeting: the answer is the new series."""
        return self.send("POST", "/meetings", actor=actor, purpose=purpose, json=body)

    def get_meeting(self, meeting: str, *, actor: str, purpose: str, **query: str) -> Answer:
        """Get a Meeting: a series, a scheduled meeting or an instance by its id."""
        return self.send("GET", f"/meetings/{meeting}", actor=actor, purpose=purpose, params=query)

    def list_meetings(self, *, actor: str, purpose: str, **query: str) -> Answer:
        """List Meetings: one page."""
        return self.send("GET", "/meetings", actor=actor, purpose=purpose, params=query)

    def delete_meeting(self, meeting: str, *, actor: str, purpose: str) -> Answer:
        """Delete a Meeting, without mail to anybody."""
        query = {"sendEmail": "false"}
        return self.send("DELETE", f"/meetings/{meeting}", actor=actor, purpose=purpose, params=query)

    def send(
        self,
        method: str,
        path: str,
        *,
        actor: str,
        purpose: str,
        params: dict[str, str] | None = None,
        json: Any = None,
        headers: dict[str, str] | None = None,
        once: bool = False,
    ) -> Answer:
        """Any request below the base address.

        The actor `nobody` sends no credential, `broken` one that was never given out.

        Args:
            method: of HTTP.
            path: below the base address.
            actor: whose credential is sent.
            purpose: what the request is for, in words.
            params: the query.
            json: the body as a JSON value; bytes are sent as they are.
            headers: further ones, or in place of ours.
            once: whether an answer 429 is handed back, and not waited out.

        Raises:
            GuardRefusal: it must not be sent.
            TargetTrouble: no whole answer came.
        """
        token = NEVER_GIVEN_OUT if actor == "broken" else "" if actor == "nobody" else self._tokens[actor]
        credential = {"authorization": f"Bearer {token}"} if token else {}
        content, described = (json, {}) if isinstance(json, bytes) else json_content(json)
        response = self._http.request(
            method,
            self._base + path,
            params=params or None,
            content=content,
            headers={
                **described,
                **credential,
                **{name.lower(): one for name, one in (headers or {}).items()},
            },
            extensions={"purpose": purpose, "actor": actor, "once": once},
        )
        return Answer.of(response)
