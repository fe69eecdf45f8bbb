"""Playing one story on one meeting, by one method."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from time import sleep
from typing import Any
from zoneinfo import ZoneInfo

from conformance.checks import Indeterminate, NotExercised, Scene
from conformance.clients import Answer, RestClient
from conformance.contract import CONTROLLED, Step, Story
from conformance.errors import ContractError, TargetTrouble
from conformance.moments import moment_of
from conformance.staging.identity import identity
from conformance.staging.places import Places
from conformance.staging.players import Player, by_start, unreached
from conformance.staging.present import NO_CONTROL, Present

__all__ = ["Telling"]

_LATEST_SECOND = 40
_SOON = timedelta(minutes=2)


class Telling:
    """One telling of a story.

    Args:
        story: what is done.
        player: the meeting that it is told of; None when it is about none.
        method: PATCH or PUT, for updates that name no method.
        names: what places stand for, beside moments.
        actor: finds the actor of a step, by name; what it returns is an actor of the REST client.
    """

    def __init__(
        self,
        story: Story,
        player: Player | None,
        method: str,
        rest: RestClient,
        present: Present,
        names: Mapping[str, str],
        actor: Callable[[str, Player | None], str],
    ) -> None:
        self._story = story
        self._player = player
        self._method = method
        self._rest = rest
        self._present = present
        self._actor = actor
        self._names = {**names, **({"series": player.series} if player else {})}
        self._running = False
        self.scenes: list[Scene] = []

    def play(self) -> None:
        """Do every step; what was judged is in `scenes`, also when a step breaks off.

        Raises:
            NotExercised: a preparing step was refused.
            Indeterminate: it had no clear answer.
            TargetTrouble: a step had no whole answer.
            ContractError: the story names what its meeting has not.
        """
        for number, step in enumerate(self._story.steps):
            places = self._places()
            if step.do in CONTROLLED:
                self._control(step, places)
            elif step.do == "settle":
                self._settle()
            else:
                self._call(number, step, places)

    def leave(self) -> None:
        """End what is still going on: a meeting in progress can be neither updated nor deleted."""
        control, player = self._present.control, self._player
        if self._running and control is not None and player is not None:
            with suppress(TargetTrouble):
                control.end([player.series])

    def _places(self) -> Places:
        now = self._present.now()

        def moment(name: str) -> datetime:
            if name == "now":
                return now
            if self._player is None:
                raise ContractError(f"A story of the contract names {name}, and is about no meeting.")
            return self._player.anchor(name)

        return Places(moment, self._names, self._method)

    def _call(self, number: int, step: Step, places: Places) -> None:
        if step.do == "update":
            self._update(number, step, places)
            return
        answer = self._send(step, places)
        if not step.judged:
            if not answer.ok:
                raise unreached(f"to {step.do} the meeting first", answer)
            return
        listed = step.do == "list" and answer.ok and isinstance(answer.object.get("items"), list)
        body = {"items": by_start(answer.items)} if listed else answer.body
        self._enter(number, answer, places, body=body)

    def _send(self, step: Step, places: Places) -> Answer:
        send, actor = places.fill(step.send), self._actor(step.actor, self._player)
        match step.do:
            case "templates":
                return self._rest.send(
                    "GET", "/meetings/templates", actor=actor, purpose="list templates", params=send
                )
            case "list":
                query = self._of_player().list_query() | (send or {})
                return self._rest.list_meetings(actor=actor, purpose="list meetings", **query)
            case "create":
                body = {"title": f"{self._names['marker']} created", **send, "sendEmail": False}
                if self._player is not None and self._player.site:
                    body["siteUrl"] = self._player.site
                return self._rest.create_meeting(body, actor=actor, purpose="create a meeting")
        target = self._address(step, places)
        if step.do == "delete":
            return self._rest.delete_meeting(target, actor=actor, purpose="delete a meeting")
        return self._rest.get_meeting(target, actor=actor, purpose="read a meeting")

    def _update(self, number: int, step: Step, places: Places) -> None:
        player, target = self._of_player(), self._address(step, places)
        method = step.method or (self._method if step.judged else "PATCH")
        refusable = step.outcome in {"refused", "either", "not-applied"}
        if (refusable or method == "PUT") and target not in player.seen:
            self._read(target)
        before = player.seen.get(target)
        # Whatever comes of the update, what was read of this meeting and those it belongs to is old now.
        player.seen.clear()
        sent = places.fill(step.send)
        body = {**(_whole(before or {}, sent, self._present.now()) if method == "PUT" else {}), **sent}
        answer = self._rest.send(
            method,
            f"/meetings/{target}",
            actor=self._actor(step.actor, player),
            purpose=f"update a meeting: {', '.join(sent)}",
            json={**body, "sendEmail": False},
            headers=dict(step.headers) or None,
        )
        if not step.judged:
            if not answer.ok:
                raise unreached("an update to begin with", answer)
            return
        if step.answer or (step.status and not step.outcome):
            self._enter(number, answer, places, sent=tuple(sent))
            return
        read = self._read(target)
        self._enter(number, answer, places, sent=tuple(sent), before=before, read=read)

    def _read(self, target: str) -> Answer:
        answer = self._rest.get_meeting(target, actor="host", purpose="read it")
        if _shows_nothing(answer) is None:
            self._of_player().seen[target] = answer.object
        return answer

    def _enter(
        self,
        number: int,
        answer: Answer,
        places: Places,
        *,
        body: Any = None,
        sent: tuple[str, ...] = (),
        before: Mapping[str, Any] | None = None,
        read: Answer | None = None,
    ) -> None:
        unread = _shows_nothing(read) if read is not None else None
        self.scenes.append(
            Scene(
                number=number,
                method=self._method,
                status=answer.status,
                said=answer.sentence(),
                body=answer.body if body is None else body,
                headers=answer.headers,
                sent=sent,
                before=before,
                after=read.object if read is not None and unread is None else None,
                unread=unread,
                fill=places.fill,
                exchanges=(answer.exchange, *([read.exchange] if read else [])),
            )
        )

    def _control(self, step: Step, places: Places) -> None:
        control = self._present.control
        if control is None:
            raise NotExercised(NO_CONTROL)
        if step.do == "clock":
            answer = self._present.move(places.moment(step.send))
        else:
            target = self._address(step, places)
            more = {"as": str(step.send["as"])} if step.send else {}
            self._running = step.do != "end" and (self._running or step.do == "join")
            answer = control.act(step.do, [target], **more)
            if answer.items and (found := identity(answer.items[0].get("instanceId"))):
                self._of_player().instance = found
        if answer is not None and not answer.ok:
            raise unreached(f"{step.do} through the control API", answer)

    def _settle(self) -> None:
        """Leave the end of a minute behind, so that the present minute stays the same for a while."""
        now = self._present.now()
        if now.second <= _LATEST_SECOND:
            return
        if self._present.control is None:
            sleep(60 - now.second)
            return
        answer = self._present.move(now.replace(second=0, microsecond=0) + timedelta(minutes=1))
        if answer is not None and not answer.ok:
            raise unreached("moving the clock", answer)

    def _address(self, step: Step, places: Places) -> str:
        return self._of_player().address(places.fill(step.to), self._rest)

    def _of_player(self) -> Player:
        if self._player is None:
            raise Indeterminate("the story is about no meeting")
        return self._player


def _shows_nothing(answer: Answer) -> str | None:
    """Why an answer shows no meeting; None when it shows one."""
    if answer.ok and answer.flaw is None and not isinstance(answer.body, dict):
        return f"{answer.status}: the body is no JSON object"
    return None if answer.ok and answer.flaw is None else answer.sentence()


def _whole(before: Mapping[str, Any], sent: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What clients send with each PUT beside what they change: title, password, and times to come."""
    body = {name: before[name] for name in ("title", "password") if isinstance(before.get(name), str)}
    start, end = moment_of(before.get("start")), moment_of(before.get("end"))
    zone = sent.get("timezone", before.get("timezone"))
    if start and end and start > now + _SOON and isinstance(zone, str):
        body |= {"start": _in_zone(start, zone), "end": _in_zone(end, zone), "timezone": zone}
    return body


def _in_zone(moment: datetime, zone: str) -> str:
    """A moment by the clocks of a zone; in UTC where there is no such zone, or no such year."""
    try:
        return moment.astimezone(ZoneInfo(zone)).isoformat()
    except (KeyError, ValueError, OSError, OverflowError):
        return moment.isoformat()
