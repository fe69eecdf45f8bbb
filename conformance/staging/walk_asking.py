"""The requests of a walk, each with names in place of ids, so that a person can make them again."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from conformance.checks import NotExercised
from conformance.clients import Answer, RestClient
from conformance.errors import TargetTrouble
from conformance.staging.identity import identity
from conformance.staging.present import NO_CONTROL, Present

__all__ = ["Asked", "Asking", "curl_lines"]

_PLACE = re.compile(r"\{(M\d+\w*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request.

    Attributes:
        door: to which API it was sent.
        path: with names of ids in braces, like every text in `query` and `body`.
        gives: what of its answer gets a name: paths of jq by name.
        step: whether it is a step of the walk, and no mere read.
    """

    door: Literal["rest", "control"]
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    gives: Mapping[str, str] = field(default_factory=dict)
    step: bool = False

    @property
    def needs(self) -> set[str]:
        """The names that it uses."""
        return set(_PLACE.findall(json.dumps((self.path, dict(self.query), self.body))))


class Asking:
    """Makes the requests of one walk as the host.

    Args:
        rest: the client.
        present: clock and control API of the target.

    Attributes:
        asked: all requests so far.
        ids: what the names stand for.
    """

    def __init__(self, rest: RestClient, present: Present) -> None:
        self._rest = rest
        self._present = present
        self.asked: list[Asked] = []
        self.ids: dict[str, str] = {}

    def send(self, asked: Asked, purpose: str) -> Answer:
        """Send a request to the REST API.

        Raises:
            TargetTrouble: no whole answer came.
        """
        self.asked.append(asked)
        query = {name: self.fill(value) for name, value in asked.query.items()}
        return self._rest.send(
            asked.method,
            self.fill(asked.path),
            actor="host",
            purpose=f"walk: {purpose}",
            params=query or None,
            json=None if asked.body is None else self._filled(asked.body),
        )

    def act(self, action: str, name: str, *, role: str = "") -> Answer:
        """Do one action of people on a meeting, which may give its instance a name.

        Raises:
            NotExercised: there is no control API.
            TargetTrouble: no whole answer came.
        """
        control = self._present.control
        if control is None:
            raise NotExercised(NO_CONTROL)
        more = {"as": role} if role else {}
        gives = {f"{name}_RUN": ".items[0].instanceId"} if role else {}
        body = {"meetingIds": [f"{{{name}}}"], **more}
        self.asked.append(
            Asked(
                door="control", method="POST", path=f"/meetings/{action}", body=body, gives=gives, step=True
            )
        )
        answer = control.act(action, [self.ids[name]], **more)
        found = identity(answer.items[0].get("instanceId")) if answer.items else None
        if role and found is not None:
            self.ids[f"{name}_RUN"] = found
        return answer

    def fill(self, text: str) -> str:
        """A text with its names replaced by ids.

        Raises:
            NotExercised: the target never told an id.
        """

        def known(place: re.Match[str]) -> str:
            if place[1] not in self.ids:
                raise NotExercised("the target did not tell the id of an object of the walk")
            return self.ids[place[1]]

        return _PLACE.sub(known, text)

    def _filled(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self.fill(one) if isinstance(one, str) else one for name, one in body.items()}

    def take_away(self, name: str, *, running: bool) -> None:
        """Delete a meeting once the walk is over; whatever cannot be deleted is in the ledger."""
        control = self._present.control
        with suppress(TargetTrouble):
            if running and control is not None:
                control.end([self.ids[name]])
            self._rest.delete_meeting(self.ids[name], actor="host", purpose="walk: delete")


def curl_lines(asked: Sequence[Asked], last: int, rest: str, control: str | None) -> str:
    """The steps among requests, and the one that showed a difference, as lines for a shell.

    Args:
        asked: the requests of a walk.
        last: how many of them had been made when the difference showed.
        rest: address of the REST API.
        control: address of the control API, or None.

    Returns:
        the lines. The token is read from `WEBEX_TOKEN`, and ids go from answer to request in variables.
    """
    needed: set[str] = set()
    chosen: list[Asked] = []
    for place, one in reversed(list(enumerate(asked[:last], 1))):
        gives = one.gives.keys() & needed
        if one.step or gives or place == last:
            chosen.append(one)
            needed = (needed - gives) | one.needs
    used = {name for one in chosen for name in one.needs}
    doors = {"rest": f"WEBEX_API={shlex.quote(rest)}"}
    if control is not None and any(one.door == "control" for one in chosen):
        doors["control"] = f"CONTROL_API={shlex.quote(control)}"
    return "\n".join([*doors.values(), *(line for one in reversed(chosen) for line in _lines(one, used))])


def _lines(asked: Asked, used: set[str]) -> list[str]:
    base, token = "$CONTROL_API", ""
    if asked.door == "rest":
        base, token = "$WEBEX_API", ' -H "Authorization: Bearer $WEBEX_TOKEN"'
    query = urlencode(dict(asked.query), safe="{}")
    address = _PLACE.sub(r"$\1", f"{base}{asked.path}{'?' if query else ''}{query}")
    line = f'curl -sS -X {asked.method} "{address}"{token}'
    if asked.body is not None:
        body = shlex.quote(json.dumps(asked.body, separators=(",", ":")))
        body = _PLACE.sub(r"""'"$\1"'""", body)
        line += f" -H 'Content-Type: application/json' --data-raw {body}"
    named = {name: shlex.quote(path) for name, path in asked.gives.items() if name in used}
    if len(named) > 1:
        return [
            f"ANSWER=$({line})",
            *(f'{name}=$(printf %s "$ANSWER" | jq -r {path})' for name, path in named.items()),
        ]
    return [f"{name}=$({line} | jq -r {path})" for name, path in named.items()] or [line]
