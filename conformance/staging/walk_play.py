"""Playing one walk: each step is sent, and everything is read and held against the model after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from conformance.checks import Outcome
from conformance.clients import Answer, RestClient
from conformance.errors import TargetTrouble
from conformance.generators import DAY, LENGTH, TRIES, Meeting, Model, Step, Walk
from conformance.staging.bodies import stamp
from conformance.staging.identity import identity
from conformance.staging.players import unreached
from conformance.staging.present import Present
from conformance.staging.tales import ending
from conformance.staging.walk_asking import Asked, Asking
from conformance.staging.walk_reading import LostError, WalkReading
from conformance.targets import Profile

__all__ = ["WalkPlay"]

_RECURRENCES = {
    "daily": "FREQ=DAILY;INTERVAL=1;COUNT=3",
    "weekly": "FREQ=WEEKLY;INTERVAL=1;COUNT=3",
}
_DAY = timedelta(days=1)
_SLACK = timedelta(minutes=5)
_NIGHT = timedelta(hours=6)
_SHORT = 5


class WalkPlay:
    """Plays one walk, once.

    Args:
        rest: the REST client; the actor is the host.
        present: what time it is on the target, and its control API.
        profile: on which site to create, and what meetings cannot carry there.
        marker: part of every title; it names the walk.
        may_create: asked before each creation.

    Attributes:
        reading: what was read, and where it differs from the model.
        asking: the requests.
        ended: what ended the walk before its time, and all others with it; None when nothing did.
    """

    def __init__(
        self,
        rest: RestClient,
        present: Present,
        profile: Profile,
        marker: str,
        may_create: Callable[[], bool],
    ) -> None:
        self._present = present
        self._profile = profile
        self._marker = marker
        self._may_create = may_create
        self._model = Model(marker)
        self._base = _midnight(present.now())
        self.asking = Asking(rest, present)
        self.reading = WalkReading(self.asking, self._model, profile.traits.cannot_carry, marker)
        self.ended: Outcome | None = None

    def play(self, walk: Walk) -> None:
        """Take every step that the model allows, then read everything once more and delete it."""
        try:
            for number, step in enumerate(walk, 1):
                if step.do == "create" and not self._may_create():
                    break
                self.reading.step = number
                self._take(step)
            self.reading.read_all(self._base)
        except LostError:
            return
        except Outcome as outcome:
            self.ended = outcome
        except TargetTrouble as trouble:
            self.ended = ending(trouble)
        finally:
            self._clear()

    def _take(self, step: Step) -> None:
        """Take one step.

        Raises:
            LostError: the walk cannot go on.
        """
        allowed = step in self._model.options(step.do) and step.what not in self._profile.traits.cannot_carry
        if not allowed:
            self._model.pass_over()
            return
        if not self._in_time():
            raise LostError
        if step.do == "clock":
            self._move_clock(step)
        else:
            self._carry_out(step)
        self.reading.read_after(step, self._base)

    def _in_time(self) -> bool:
        """Whether the target's present is still where the model takes it to be."""
        now, model = self._present.now(), self._base + timedelta(minutes=self._model.time)
        return now < (self._base + _NIGHT if self._model.time < 0 else model + _SLACK)

    def _move_clock(self, step: Step) -> None:
        moment = self._base + timedelta(minutes=step.at)
        body = {"to": stamp(moment)}
        self.asking.asked.append(Asked(door="control", method="POST", path="/clock", body=body, step=True))
        answer = self._present.move(moment)
        if answer is not None and not answer.ok:
            raise unreached("moving the clock", answer)
        self._model.apply(step)

    def _carry_out(self, step: Step) -> None:
        """Send a step and judge its answer."""
        controlled = step.do in ("join", "wait", "admit", "leave", "end")
        answer = self._act(step) if controlled or self._is_ahead(step) else self._send(step)
        if answer.status >= 500 or answer.status == 401 or (controlled and not answer.ok):
            raise unreached(f"a step of a walk ({step.do})", answer)
        if step.do in TRIES:
            self._model.apply(step)
            refused = 400 <= answer.status < 500
            if not self.reading.judge("answers", answer, refused, f"{step.do}: refused by 400 to 499"):
                raise LostError  # nobody says what it has changed
            return
        if answer.status == 404 and step.of and self._model.meeting(step.of).may_be_over(self._model.time):
            self._model.pass_over()
            return
        if answer.status == 403:
            raise unreached(f"a step of a walk ({step.do})", answer)
        if not controlled:
            self.reading.judge("answers", answer, answer.ok, f"{step.do}: accepted")
        if answer.ok:
            self._model.apply(step)
            self.reading.note(step, answer)
        else:
            self._model.pass_over()

    def _is_ahead(self, step: Step) -> bool:
        """Whether a meeting is locked or unlocked before it is on, of which the REST API knows nothing."""
        return step.do in ("lock", "unlock") and self._model.meeting(step.of).now is None

    def _act(self, step: Step) -> Answer:
        action, role = {"join": ("join", "host"), "wait": ("join", "attendee")}.get(step.do, (step.do, ""))
        return self.asking.act(action, f"M{step.of}", role=role)

    def _send(self, step: Step) -> Answer:
        if step.do == "create":
            return self._create(step)
        name = f"M{step.of}" + (f"_{step.nth}" if step.nth else "")
        gone = step.do == "try-gone" and step.what == "delete"
        if step.do in ("delete", "drop") or gone:
            return self._ask(step, "DELETE", f"/meetings/{{{name}}}", query={"sendEmail": "false"})
        if step.do in ("lock", "unlock"):
            query, body = {"meetingId": f"{{M{step.of}_RUN}}"}, {"locked": step.do == "lock"}
            return self._ask(step, "PUT", "/meetings/controls", query=query, body=body)
        if step.do == "try-instance":
            name = f"M{step.of}_RUN"
        path = f"/meetings/{{{name}}}"
        return self._ask(step, step.by or "PATCH", path, body={**self._body(step, name), "sendEmail": False})

    def _ask(
        self,
        step: Step,
        method: str,
        path: str,
        *,
        query: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
    ) -> Answer:
        asked = Asked(door="rest", method=method, path=path, query=query or {}, body=body, step=True)
        return self.asking.send(asked, step.do)

    def _create(self, step: Step) -> Answer:
        name = f"M{len(self._model.meetings) + 1}"
        for _ in range(2):
            asked = Asked(
                door="rest",
                method="POST",
                path="/meetings",
                body=self._creation(step),
                gives={name: ".id", f"{name}_PASSWORD": ".password"},
                step=True,
            )
            answer = self.asking.send(asked, "create")
            # The target may live in another present than this machine, and says so with its refusal.
            if answer.ok or self._model.meetings or not self._present.follow(answer):
                break
            self._base = _midnight(self._present.now())
        found = identity(answer.object.get("id"))
        if not answer.ok or found is None:
            raise unreached("creating a meeting of a walk", answer)
        self.asking.ids[name] = found
        password = answer.object.get("password")
        if isinstance(password, str) and password:
            self.asking.ids[f"{name}_PASSWORD"] = password
        return answer

    def _creation(self, step: Step) -> dict[str, Any]:
        traits = self._profile.traits
        body: dict[str, Any] = {
            "title": self._model.value("title"),
            "agenda": self._model.value("agenda"),
            "reminderTime": self._model.value("reminderTime"),
            **self._span(step.at, LENGTH),
            "timezone": "UTC",
            "enabledJoinBeforeHost": False,
            "unlockedMeetingJoinSecurity": "allowJoin",
            "enableAutomaticLock": False,
            "integrationTags": [self.reading.tag],
            "sendEmail": False,
        }
        if step.what in _RECURRENCES:
            body["recurrence"] = _RECURRENCES[step.what]
        if traits.site_url:
            body["siteUrl"] = traits.site_url
        return {name: value for name, value in body.items() if name not in traits.cannot_carry}

    def _body(self, step: Step, name: str) -> dict[str, Any]:
        """What an update sends: what changes alone, or with PUT also what clients always send."""
        meeting = self._model.meeting(step.of)
        body = self._whole(meeting, step.nth, name) if step.by == "PUT" else {}
        one = meeting.occurrence(step.nth or 1)
        spans = {
            "reschedule": (one.original + step.at, LENGTH),
            "move": (one.start + step.at, LENGTH),
            "try-past": (self._model.time - 2 * DAY, LENGTH),
            "try-short": (one.start, _SHORT),
            "try-cross": (meeting.occurrence(max(1, step.nth - 1)).original, LENGTH),
        }
        if step.do in spans:
            return {**body, **self._span(*spans[step.do]), "timezone": "UTC"}
        what = step.what if step.do == "update" else "title"
        return {**body, what: self._model.value(what)}

    def _whole(self, meeting: Meeting, nth: int, name: str) -> dict[str, Any]:
        one = meeting.occurrence(nth or 1)
        body: dict[str, Any] = {"title": self._title(meeting, nth, name)}
        password = f"M{meeting.number}_PASSWORD"
        if password in self.asking.ids:
            body["password"] = f"{{{password}}}"  # it must not stand in the evidence
        start = one.start if nth else one.original
        if start > self._model.time + LENGTH // 2:
            body |= {**self._span(start, one.length), "timezone": "UTC"}
        return body

    def _title(self, meeting: Meeting, nth: int, name: str) -> object:
        """The title that something has, which a PUT sends again."""
        titles = meeting.occurrence(nth).titles if nth else frozenset({meeting.title})
        seen = self.reading.seen.get(name, {}).get("title")
        return seen if isinstance(seen, str) and seen in titles else min(titles, key=str)

    def _span(self, start: int, length: int) -> dict[str, str]:
        first = self._base + timedelta(minutes=start)
        return {"start": stamp(first), "end": stamp(first + timedelta(minutes=length))}

    def _clear(self) -> None:
        for meeting in self._model.meetings:
            name = f"M{meeting.number}"
            if not meeting.deleted and name in self.asking.ids:
                self.asking.take_away(name, running=meeting.now is not None)


def _midnight(now: datetime) -> datetime:
    """The next midnight in UTC: nothing is scheduled before it."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
