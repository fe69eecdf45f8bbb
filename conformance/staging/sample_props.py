"""Further objects that generated requests name, beside those that rules about scopes need."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from conformance.checks import NotExercised
from conformance.clients import Answer, RestClient
from conformance.errors import TargetTrouble
from conformance.staging.identity import identity
from conformance.staging.players import unreached
from conformance.staging.present import NO_CONTROL, Present
from conformance.staging.props import Props
from conformance.staging.tokens import Tokens
from conformance.targets import Ledger, Profile

__all__ = ["SampleProps"]

_EQUIPPED = {
    "simultaneousInterpretation": {"enabled": True},
    "enabledBreakoutSessions": True,
}
_REGISTERED = {"registration": {"requireFirstName": True, "requireLastName": True, "requireEmail": True}}
_ADDRESS = "https://example.invalid/hook/{n}"


class SampleProps(Props):
    """Makes them: meetings with a form or with interpreters, interpreters, webhooks, people and templates.

    Args:
        rest: the client.
        present: what time it is on the target, and its control API, if it has one.
        profile: whether anything may be created, and on which site.
        tokens: who the owners are.
        ledger: told what belongs to the run.
        marker: part of every title.
    """

    def __init__(
        self,
        rest: RestClient,
        present: Present,
        profile: Profile,
        tokens: Tokens,
        ledger: Ledger,
        marker: str,
    ) -> None:
        super().__init__(rest, present, profile, tokens, ledger, marker)
        self._webhooks: list[str] = []
        more: dict[str, Callable[[str], str]] = {
            "equipped": lambda owner: self._made(owner, "equipped", **_EQUIPPED),
            "registering": lambda owner: self._made(owner, "registering", **_REGISTERED),
            "interpreter": self._interpreter,
            "breakout": self._breakout,
            "webhook": self._webhook,
            "person": lambda owner: self._read(owner, "/people/me", "who the owner is", first=False),
            "template": lambda owner: self._read(owner, "/meetings/templates", "a template", first=True),
            "playback": self._playback,
            "number": self._number_of,
        }
        self._makers = {**self._makers, **more}

    def keep_webhook(self, answer: Answer) -> None:
        """Remember a webhook that a call has created, so that it goes away in the end."""
        made = identity(answer.object.get("id"))
        if made is not None:
            self._webhooks.append(self._ours(made))

    def release(self) -> None:
        """Take away webhooks as well."""
        while self._webhooks:
            path = f"/webhooks/{self._webhooks.pop()}"
            with suppress(TargetTrouble):
                self._rest.send("DELETE", path, actor="host", purpose="delete: a webhook of the run")
        super().release()

    def _made(self, owner: str, what: str, **more: Any) -> str:
        answer = self._create(owner, what, **more)
        return self._id(answer.object.get("id"), f"creating {what}", answer)

    def _interpreter(self, owner: str) -> str:
        body = {"languageCode1": "en", "languageCode2": "de", "sendEmail": False}
        body["email"] = self.fill("nobody.{n}@example.invalid", owner)
        path = f"/meetings/{self.get('equipped', owner)}/interpreters"
        answer = self._send("POST", path, owner, "an interpreter", json=body)
        return self._ours(self._id(answer.object.get("id"), "adding an interpreter", answer))

    def _breakout(self, owner: str) -> str:
        tables = [{"name": name, "invitees": [f"{name}@example.invalid"]} for name in ("one", "two")]
        body = {"items": tables, "sendEmail": False}
        path = f"/meetings/{self.get('equipped', owner)}/breakoutSessions"
        answer = self._send("PUT", path, owner, "a breakout session", json=body)
        return self._id((answer.items or [{}])[0].get("id"), "adding a breakout session", answer)

    def _webhook(self, owner: str) -> str:
        if self._present.control is None:
            raise NotExercised(NO_CONTROL)
        body = {"name": f"{self._marker} hook", "resource": "meetings", "event": "created"}
        body["targetUrl"] = self.fill(_ADDRESS, owner)
        self._ledger.vouch("POST", "/webhooks", {}, body)
        answer = self._send("POST", "/webhooks", owner, "a webhook", json=body)
        made = self._id(answer.object.get("id"), "creating a webhook", answer)
        self.keep_webhook(answer)
        return made

    def _playback(self, owner: str) -> str:
        """The address at which the recording of a meeting of the run is played."""
        path = f"/recordings/{self.get('recording', owner)}"
        answer = self._send("GET", path, owner, "a recording")
        found = answer.object.get("playbackUrl")
        if not isinstance(found, str):
            raise unreached("finding the address of a recording", answer)
        return found

    def _number_of(self, owner: str) -> str:
        path = f"/meetings/{self.get('meeting', owner)}"
        answer = self._send("GET", path, owner, "the number of a meeting")
        return self._id(answer.object.get("meetingNumber"), "finding the number of a meeting", answer)

    def _read(self, owner: str, path: str, what: str, *, first: bool) -> str:
        answer = self._send("GET", path, owner, what)
        shown = (answer.items or [{}])[0] if first else answer.object
        return self._id(shown.get("id"), f"finding {what}", answer)
