"""The emulator control API (`specs/control/openapi.yaml`), one thin method an operation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import sleep as real_sleep
from typing import Any, Literal
from urllib.parse import quote

import httpx

from conformance.clients.answer import Answer
from conformance.clients.channel import Channel
from conformance.clients.content import json_content

__all__ = ["ControlClient"]

_HOLD_TRIES = 120
_HOLD_WAIT = 1.0  # a run is over in seconds; the hold it asked for is only the worst case


class ControlClient:
    """Puts an emulator into the situations that cases need.

    Args:
        base: address of the control API.
        channel: the run's transport.
        holder: the run's name, for holding the clock.
        sleep: waits while another run holds the clock; replaced in tests.
    """

    def __init__(
        self, base: str, channel: Channel, holder: str, *, sleep: Callable[[float], None] = real_sleep
    ) -> None:
        self._base = base.rstrip("/")
        self._holder = holder
        self._sleep = sleep
        self._http = httpx.Client(transport=channel, trust_env=False)

    def hold_clock(self, seconds: float) -> Answer:
        """Hold the clock, waiting for another run to let it go; the answer has the present."""
        answer = self._clock(holdSeconds=seconds)
        for _ in range(_HOLD_TRIES):
            if answer.status != 423:
                break
            self._sleep(_HOLD_WAIT)
            answer = self._clock(holdSeconds=seconds)
        return answer

    def move_clock(self, to: str, *, hold_seconds: float) -> Answer:
        """Move the present to `to`; `hold_seconds` 0 lets other runs move it again."""
        return self._clock(to=to, holdSeconds=hold_seconds)

    def act(self, action: str, meetings: Sequence[str], **more: str) -> Answer:
        """Do one action on each of the meetings: join, leave, lock, unlock, admit, end."""
        return self._act(action, meetings, **more)

    def read_site(self, site: str) -> Answer:
        """The traits of a site."""
        return Answer.of(
            self._http.get(
                f"{self._base}/sites/{_segment(site)}",
                extensions={"purpose": "read a site", "actor": "control"},
            )
        )

    def change_site(self, site: str, traits: dict[str, Any]) -> Answer:
        """Change traits of a site; those that are not named stay."""
        return self._send("PATCH", f"/sites/{_segment(site)}", "change a site", traits)

    def produce(self, meeting: str, kinds: Sequence[str]) -> Answer:
        """Let a meeting that was held leave objects of these kinds behind, such as a recording."""
        body = {"meetingId": meeting, "kinds": list(kinds)}
        return self._send("POST", "/artifacts", "let a meeting leave something behind", body)

    def seed(self, body: dict[str, Any]) -> Answer:
        """Let meetings leave objects behind, with all that a body says of them."""
        return self._send("POST", "/artifacts", "let a meeting leave something behind", body)

    def forget(self, artifact: str) -> Answer:
        """Take away an object that a meeting left behind."""
        response = self._http.delete(
            f"{self._base}/artifacts/{_segment(artifact)}",
            extensions={"purpose": "take an object away", "actor": "control"},
        )
        return Answer.of(response)

    def mint_token(self, email: str, scopes: Sequence[str]) -> Answer:
        """Make an access token of a person with exactly these scopes."""
        return self._send("POST", "/tokens", "make a token", {"email": email, "scopes": list(scopes)})

    def join(self, meetings: Sequence[str], role: Literal["host", "attendee"]) -> Answer:
        """Let the host, or some attendee, join each of the meetings."""
        return self._act("join", meetings, **{"as": role})

    def admit(self, meetings: Sequence[str]) -> Answer:
        """Let everybody in who waits in the lobby."""
        return self._act("admit", meetings)

    def end(self, meetings: Sequence[str]) -> Answer:
        """Conclude the running instances."""
        return self._act("end", meetings)

    def read_faults(self) -> Answer:
        """The faults of the emulator that are on, and every kind there is."""
        return Answer.of(
            self._http.get(
                f"{self._base}/faults", extensions={"purpose": "read the faults", "actor": "control"}
            )
        )

    def switch_faults(self, active: Sequence[str]) -> Answer:
        """Switch on exactly these faults of the emulator."""
        return self._send("PUT", "/faults", "switch faults", {"active": list(active)})

    def _clock(self, **body: Any) -> Answer:
        return self._send("POST", "/clock", "move the emulator's clock", {"holder": self._holder, **body})

    def _act(self, action: str, meetings: Sequence[str], **more: str) -> Answer:
        body = {"meetingIds": list(meetings), **more}
        return self._send("POST", f"/meetings/{_segment(action)}", f"{action} as the emulator's people", body)

    def _send(self, method: str, path: str, purpose: str, body: dict[str, Any]) -> Answer:
        content, headers = json_content(body)
        response = self._http.request(
            method,
            self._base + path,
            content=content,
            headers=headers,
            extensions={"purpose": purpose, "actor": "control"},
        )
        return Answer.of(response)


def _segment(name: str) -> str:
    """A name as one segment of a path, whatever it is made of."""
    quoted = quote(name, safe="", errors="replace")
    # Dots alone would lead to another path.
    return quoted.replace(".", "%2E") if set(quoted) == {"."} else quoted
