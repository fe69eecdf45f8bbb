"""Playing one story of the XML API."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance.checks import NotExercised, XmlScene
from conformance.clients import Answer, RestClient, SecurityContext, XmlAnswer, XmlClient
from conformance.contract import XmlStep, XmlStory
from conformance.staging.players import unreached
from conformance.staging.present import NO_CONTROL, Present
from conformance.staging.xml_ground import XmlGround
from conformance.staging.xml_places import XmlPlaces
from conformance.staging.xml_props import missed
from conformance.targets import Ledger

__all__ = ["XmlMeans", "XmlTelling"]

_GONE = (404, 410)
_MAKES = ("rest.create", "meeting.CreateMeeting")
_ONLY_LOOKS = (
    *("rest.read", "meeting.GetMeeting", "meeting.LstsummaryMeeting"),
    *("ep.GetSessionInfo", "ep.LstsummarySession"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlMeans:
    """What a story is played with.

    Attributes:
        renamed: takes the login names that users may have been given, by their names in the ledger.
    """

    xml: XmlClient
    rest: RestClient
    ground: XmlGround
    present: Present
    ledger: Ledger
    renamed: dict[str, list[str]]


class XmlTelling:
    """One telling of a story.

    Args:
        story: what is done.
        places: what its places stand for; takes what its steps keep.
        means: what it is played with.
        user: gives who the user is, on the site as it is now, that was made for the story; None without one.
        made: what creations of other stories kept, by what they sent; taken where a story only looks.
    """

    def __init__(
        self,
        story: XmlStory,
        places: XmlPlaces,
        means: XmlMeans,
        *,
        user: Callable[[], SecurityContext | None],
        made: dict[str, dict[str, str]],
    ) -> None:
        self._story = story
        self._places = places
        self._xml = means.xml
        self._rest = means.rest
        self._ground = means.ground
        self._present = means.present
        self._ledger = means.ledger
        self._renamed = means.renamed
        self._user = user
        self._made = made
        self._looks = all(step.do in (*_MAKES, *_ONLY_LOOKS) for step in story.steps)
        self.scenes: list[XmlScene] = []

    def play(self) -> None:
        """Do every step; what was judged is in `scenes`, also when a step breaks off.

        Raises:
            Outcome: a preparing step was refused, or had no clear answer.
            TargetTrouble: a step had no whole answer.
            ContractError: the story names what nothing can stand for.
        """
        for number, told in enumerate(self._story.steps):
            step = self._judged(number, told)
            if step.do == "site":
                self._ground.change(self._places.fill(step.send or {}))
            elif step.do in ("clock", "artifacts"):
                self._control(step)
            elif step.do.startswith("rest."):
                self._call_rest(number, step)
            else:
                self._call(number, step)
            # What follows would lean on what did not happen.
            if self.scenes and self.scenes[-1].number == number and _broke(step, self.scenes[-1]):
                return

    def _judged(self, number: int, step: XmlStep) -> XmlStep:
        """A step as it is played: the last one of a story about a new element is looked at."""
        last = number == len(self._story.steps) - 1
        looked_at = self._story.added or self._story.fits
        return replace(step, outcome="accepted") if looked_at and last and not step.judged else step

    def _control(self, step: XmlStep) -> None:
        control, send = self._present.control, self._places.fill(step.send or {})
        if control is None:
            raise NotExercised(NO_CONTROL)
        if step.do == "clock":
            moment = self._places.moment_after(self._present.now(), send["forward"])
            answer = self._present.move(moment)
        else:
            answer = control.seed(send)
        if answer is None:
            return
        if not answer.ok:
            raise unreached(f"the step {step.do} of the control API", answer)
        self._keep(step, answer.body)

    def _call(self, number: int, step: XmlStep) -> None:
        old = step.do == "address"
        operation, send = ("ep.GetAPIVersion", {}) if old else (step.do, self._places.fill(step.send or {}))
        signature = self._signature(step)
        if signature in self._made:
            self._places.names.update(self._made[signature])
            return
        actor, using = self._introduced(step.actor), self._places.fill(step.using)
        answer = self._xml.send(
            operation, send, actor=actor, purpose=operation, old=old, using=using, form=step.form
        )
        if not step.judged and not answer.ok:
            raise missed(f"{operation} to begin with", answer)
        for name, path in step.keep.items():
            if (text := answer.value(path)) is not None:
                self._places.names[name] = text.strip()
            elif not step.judged:
                raise NotExercised(f"{operation} answered without {path}", [answer.exchange])
        if signature:
            self._made[signature] = {name: self._places.names[name] for name in step.keep}
        if operation in ("user.SetUser", "user.CreateUser"):
            names = [str(send[name]) for name in ("newWebExId", "email") if name in send]
            self._renamed.setdefault(f"xml.user.{send.get('webExId')}", []).extend(names)
        if step.judged:
            self._enter(number, operation, answer)

    def _introduced(self, actor: str) -> str:
        caller = self._user() if actor == "user" else None
        if caller is not None:
            self._xml.introduce(actor, caller)
        elif not self._xml.knows(actor):
            raise NotExercised(
                f"the profile gives actor {actor} no login of the XML API (actors.{actor}.xml)"
            )
        return actor

    def _enter(self, number: int, name: str, answer: XmlAnswer) -> None:
        gone = answer.status in _GONE
        said = f"status {answer.status}" if gone else answer.sentence()
        self.scenes.append(
            XmlScene(
                number=number,
                name=name,
                ok=answer.ok,
                refused=answer.refused or gone,
                said=said,
                exception_id=answer.exception_id,
                unclear=None if answer.ok or answer.refused or gone else answer.sentence(),
                find=lambda path: _of_answer(answer, path),
                fill=self._places.fill,
                exchange=answer.exchange,
                document=answer.document,
            )
        )

    def _call_rest(self, number: int, step: XmlStep) -> None:
        signature = self._signature(step)
        if signature in self._made:
            self._places.names.update(self._made[signature])
            return
        answer, body = self._send_rest(step)
        if not answer.ok and not step.judged:
            raise unreached(f"{step.do} of a meeting to begin with", answer)
        kept = self._keep(step, body)
        if signature:
            self._made[signature] = kept
        if step.judged:
            self.scenes.append(
                XmlScene(
                    number=number,
                    name=step.do,
                    ok=answer.ok,
                    refused=400 <= answer.status < 500,
                    said=answer.sentence(),
                    exception_id=None,
                    unclear=None if answer.ok or 400 <= answer.status < 500 else answer.sentence(),
                    find=lambda path: _texts(body, path),
                    fill=self._places.fill,
                    exchange=answer.exchange,
                )
            )

    def _send_rest(self, step: XmlStep) -> tuple[Answer, Any]:
        """Send a REST step; returns the answer and the meeting that it shows."""
        actor, send, to = step.actor, self._places.fill(step.send or {}), self._places.fill(step.to)
        if not self._rest.knows(actor):
            raise NotExercised(f"the profile gives no credential of actor {actor} for the REST API")
        if step.do == "rest.create":
            answer = self._rest.create_meeting(
                {**send, "sendEmail": False}, actor=actor, purpose="make a meeting"
            )
            number = str(answer.object.get("meetingNumber") or "")
            if answer.ok and number.isdecimal():
                self._ledger.adopt(f"xml.meeting.{number}")
            return answer, answer.body
        if to.startswith("number:"):
            query = {"meetingNumber": to.removeprefix("number:"), "current": "false"}
            answer = self._rest.list_meetings(actor=actor, purpose="find a meeting", **query)
            found = answer.items[0] if answer.items else {}
            # The key that found it is one that this run made.
            if found and self._ledger.owns(f"xml.meeting.{query['meetingNumber']}"):
                self._ledger.adopt(str(found.get("id", "")))
            return answer, found
        if step.do == "rest.update":
            body = {**send, "sendEmail": False}
            sent = self._rest.send(
                "PATCH", f"/meetings/{to}", actor=actor, purpose="update a meeting", json=body
            )
            return sent, sent.body
        if step.do == "rest.delete":
            gone = self._rest.delete_meeting(to, actor=actor, purpose="delete a meeting")
            return gone, gone.body
        answer = self._rest.get_meeting(to, actor=actor, purpose="read a meeting")
        return answer, answer.body

    def _keep(self, step: XmlStep, body: Any) -> dict[str, str]:
        kept: dict[str, str] = {}
        for name, path in step.keep.items():
            texts = _texts(body, path)
            if not texts:
                raise NotExercised(f"{step.do} was answered without {path}")
            kept[name] = texts[0]
        self._places.names.update(kept)
        return kept

    def _signature(self, step: XmlStep) -> str:
        """What tells equal creations of stories that only look; empty for all other steps."""
        if not self._looks or self._story.fresh or step.judged or step.do not in _MAKES:
            return ""
        site: Mapping[str, Any] = self._ground.traits
        return json.dumps([step.do, step.actor, step.send, step.keep, sorted(site.items())], default=str)


def _broke(step: XmlStep, scene: XmlScene) -> bool:
    """Whether a step ended otherwise than its rule says."""
    return {"accepted": not scene.ok, "refused": not scene.refused}.get(step.outcome or "", False)


def _of_answer(answer: XmlAnswer, path: str) -> list[str]:
    """The texts at a path of an answer: of its content, of its header, or of HTTP."""
    part, _, name = path.partition("/")
    if part == "http":
        return [str(answer.status)] if name == "status" else _known(answer.headers.get(name))
    if part != "header":
        return answer.values(path)
    header = {
        "result": answer.result or None,
        "reason": answer.reason,
        "gsbStatus": answer.gsb_status,
        "exceptionID": answer.exception_id,
    }
    return _known(header.get(name))


def _known(text: str | None) -> list[str]:
    return [] if text is None else [text]


def _texts(body: Any, path: str) -> list[str]:
    """The texts at a dotted path of a JSON value; of a list all items are meant."""
    values = [body]
    for name in path.split("."):
        inner = [value[name] for value in values if isinstance(value, dict) and name in value]
        values = [one for value in inner for one in (value if isinstance(value, list) else [value])]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
