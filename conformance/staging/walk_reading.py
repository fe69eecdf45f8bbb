"""Reading what a walk has made of its meetings, and holding it against the model."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.checks import Difference, NotExercised
from conformance.clients import Answer
from conformance.contract import Aspect
from conformance.generators import Happening, Meeting, Model, Occurrence, Step, Values
from conformance.moments import moment_of
from conformance.staging.bodies import stamp
from conformance.staging.identity import identity
from conformance.staging.players import by_start, unreached
from conformance.staging.walk_asking import Asked, Asking

__all__ = ["LostError", "WalkReading"]

_PAGE = 100
_SCHEDULED = '.items | map(select(.meetingType == "scheduledMeeting")) | sort_by(.start)'
_SETTING = ("create", "update", "reschedule", "rename", "move")
_WINDOW = timedelta(days=60)


class LostError(Exception):
    """The target does not show what the walk would go on with."""


class WalkReading:
    """Reads and compares.

    Args:
        asking: makes the requests.
        model: what should be read.
        lacks: attributes that meetings of the target cannot have.
        marker: of the walk.

    Attributes:
        step: after how many steps is read.
        tag: an integration tag that all meetings of the walk carry.
        differences: the first of each aspect.
        judged: how often something was compared, by aspect.
        seen: what was last read of each object, by its name.
    """

    def __init__(self, asking: Asking, model: Model, lacks: frozenset[str], marker: str) -> None:
        self._asking = asking
        self._model = model
        self._lacks = lacks
        self._base = datetime.min.replace(tzinfo=UTC)
        self._spoiled: set[int] = set()
        self._instances: dict[int, list[str]] = {}
        self.step = 0
        self.tag = hashlib.sha256(marker.encode()).hexdigest()[:32]
        self.differences: dict[Aspect, Difference] = {}
        self.judged: Counter[Aspect] = Counter()
        self.seen: dict[str, Mapping[str, Any]] = {}

    def judge(self, aspect: Aspect, answer: Answer, holds: bool, expected: str, actual: str = "") -> bool:
        """Note whether something is as it should be; returns it."""
        self.judged[aspect] += 1
        if not holds and aspect not in self.differences:
            self.differences[aspect] = Difference(
                aspect=aspect,
                step=self.step,
                expected=expected,
                actual=actual or f"answered {answer.sentence()}",
                exchanges=(answer.exchange,),
                asked=len(self._asking.asked),
            )
        return holds

    def note(self, step: Step, answer: Answer) -> None:
        """Keep what the answer to a step tells of ids and of the meeting."""
        if step.do == "create":
            self.seen[f"M{len(self._model.meetings)}"] = answer.object
        known = self._instances.setdefault(step.of, [])
        running = f"M{step.of}_RUN"
        if step.do in ("join", "wait") and running in self._asking.ids:
            found = self._asking.ids[running]
            known += [found] if found not in known else []
        if step.do == "leave" and known and self._model.meeting(step.of).now is None:
            known.pop()  # of a lobby that emptied nobody says what is left
        if step.do in ("reschedule", "move", "rename"):
            self.seen.pop(f"M{step.of}", None)

    def read_after(self, step: Step, base: datetime) -> None:
        """Read what a step can have touched, and of everything else its series.

        Args:
            step: the step.
            base: the moment from which the model counts.

        Raises:
            LostError: the walk cannot go on.
            NotExercised: a read was refused.
            Indeterminate: a read had no usable answer.
            TargetTrouble: no whole answer came.
        """
        self._base = base
        number = step.of or (len(self._model.meetings) if step.do == "create" else 0)
        self._read_series(step, number)
        for meeting in self._model.standing:
            if meeting.number == number or step.do == "clock":
                self._read_meeting(meeting, step)
        if number and step.do in ("delete", "drop"):
            self._read_gone(self._model.meeting(number))

    def read_all(self, base: datetime) -> None:
        """Read everything once more, at the end of a walk; raises as `read_after`."""
        nothing = Step("clock")
        self._base = base
        if not self._model.meetings:
            return
        self._read_series(nothing, 0)
        for meeting in self._model.meetings:
            if not meeting.deleted:
                self._read_meeting(meeting, nothing)
            self._read_gone(meeting)

    def _get(self, name: str, purpose: str) -> Answer:
        answer = self._asking.send(Asked(door="rest", method="GET", path=f"/meetings/{{{name}}}"), purpose)
        return _usable(answer, purpose)

    def _list(self, purpose: str, gives: Mapping[str, str], **query: str) -> Answer:
        window = {"from": stamp(self._base - _WINDOW), "to": stamp(self._base + _WINDOW), "max": str(_PAGE)}
        asked = Asked(door="rest", method="GET", path="/meetings", query={**query, **window}, gives=gives)
        answer = _usable(self._asking.send(asked, purpose), purpose)
        if not answer.ok:
            raise unreached(purpose, answer)
        return answer

    # Series

    def _read_series(self, step: Step, number: int) -> None:
        query = {"meetingType": "meetingSeries"}
        if "integrationTags" not in self._lacks:
            query["integrationTag"] = self.tag
        answer = self._list("list the series", {}, **query)
        for meeting in self._model.meetings:
            name, what = f"M{meeting.number}", f"meeting {meeting.number}"
            found = [one for one in answer.items if one.get("id") == self._asking.ids[name]]
            if meeting.deleted:
                self._absent(answer, bool(found), f"{what}, which was deleted")
                continue
            # A full page says nothing of what is not on it, nor a missing one of what may be over.
            over = meeting.may_be_over(self._model.time)
            if found or (len(answer.items) < _PAGE and not over):
                self._once(answer, len(found), f"{what} in the list of series")
            for item in found:
                aspect = self._aspect(step, meeting.number == number and not step.nth)
                self._compare_series(answer, meeting, item, aspect)

    def _aspect(self, step: Step, named: bool) -> Aspect:
        return "stored" if named and step.do in _SETTING else "others"

    def _compare_series(
        self,
        answer: Answer,
        meeting: Meeting,
        body: Mapping[str, Any],
        aspect: Aspect,
        *,
        times: bool = False,
    ) -> None:
        what = f"meeting {meeting.number}"
        states = meeting.states(self._model.time)
        if body.get("meetingType") == "scheduledMeeting" and not meeting.recurs:
            # The only scheduled meeting of a series has its id; which of the two is read, nobody says.
            states = meeting.states_of(meeting.occurrence(1), self._model.time)
        self._state(answer, what, body, states, "meetingSeries" if meeting.recurs else "")
        wanted: dict[str, Values] = {
            "title": frozenset({meeting.title}),
            "agenda": frozenset({meeting.agenda}),
            "reminderTime": frozenset({meeting.reminder}),
        }
        if times and not any(one.exceptional or one.deleted for one in meeting.occurrences):
            first = meeting.occurrence(1)
            wanted |= self._times(first.start, first.end)
        self._attributes(answer, meeting, what, body, wanted, aspect)

    def _times(self, start: int, end: int) -> dict[str, Values]:
        pairs = {"start": start, "end": end}
        return {name: frozenset({self._base + timedelta(minutes=at)}) for name, at in pairs.items()}

    def _state(
        self, answer: Answer, what: str, body: Mapping[str, Any], states: Values, kind: str = ""
    ) -> None:
        told = body.get("meetingType")
        if kind:
            self.judge("states", answer, told == kind, f"{what} is a {kind}", f"{what} is a {_short(told)}")
        state = body.get("state")
        holds = isinstance(state, str) and state in states
        self.judge("states", answer, holds, f"{what} is {_either(states)}", f"{what} is {_short(state)}")

    def _attributes(
        self,
        answer: Answer,
        meeting: Meeting,
        what: str,
        body: Mapping[str, Any],
        wanted: Mapping[str, Values],
        aspect: Aspect,
    ) -> None:
        if meeting.number in self._spoiled:
            return  # what follows from one difference is no other one
        for name, values in wanted.items():
            if name in self._lacks:
                continue
            found = moment_of(body.get(name)) if name in ("start", "end") else body.get(name)
            holds = isinstance(found, str | int | datetime) and found in values
            if not self.judge(
                aspect,
                answer,
                holds,
                f"{name} of {what} is {_either(values)}",
                f"{name} of {what} is {_short(found)}",
            ):
                self._spoiled.add(meeting.number)

    # One meeting with all that belongs to it

    def _read_meeting(self, meeting: Meeting, step: Step) -> None:
        name, what = f"M{meeting.number}", f"meeting {meeting.number}"
        named = step.of in (meeting.number, 0)
        answer = self._get(name, f"read {what}")
        if answer.status == 404 and meeting.may_be_over(self._model.time):
            return
        if self._found(answer, what):
            self.seen[name] = answer.object
            aspect = self._aspect(step, named and not step.nth)
            self._compare_series(answer, meeting, answer.object, aspect, times=True)
        self._read_listed(meeting, step)
        if step.nth and named and not meeting.occurrence(step.nth).deleted:
            one = meeting.occurrence(step.nth)
            answer = self._get(f"{name}_{step.nth}", f"read scheduled meeting {step.nth} of {what}")
            if self._found(answer, f"scheduled meeting {step.nth} of {what}"):
                self.seen[f"{name}_{step.nth}"] = answer.object
                self._compare_occurrence(answer, meeting, one, answer.object, step)
        if self._instances.get(meeting.number):
            self._read_instance(meeting, step)

    def _read_listed(self, meeting: Meeting, step: Step) -> None:
        name, what = f"M{meeting.number}", f"meeting {meeting.number}"
        fresh = f"{name}_1" not in self._asking.ids or step.do == "reschedule"
        gives = {
            f"{name}_{one.number}": f"{_SCHEDULED} | .[{one.number - 1}].id" for one in meeting.occurrences
        }
        answer = self._list(
            f"list what belongs to {what}", gives if fresh else {}, meetingSeriesId=f"{{{name}}}"
        )
        runs = self._instances.get(meeting.number, [])
        items = [
            one
            for one in by_start(answer.items)
            if one.get("id") not in runs and one.get("meetingType") != "meeting"
        ]
        if fresh:
            self._name(answer, meeting, items)
        numbers = {self._asking.ids[f"{name}_{one.number}"]: one for one in meeting.occurrences}
        counts = Counter(one.get("id") for one in items if isinstance(one.get("id"), str))
        for key, one in numbers.items():
            which = f"scheduled meeting {one.number} of {what}"
            if one.deleted:
                self._absent(answer, counts[key] > 0, f"{which}, which was deleted")
            else:
                self._once(answer, counts[key], f"{which} in the list of its series")
        strange = sum(str(one.get("id")) not in numbers for one in items)
        self.judge("listed", answer, not strange, f"nothing else in the list of {what}", f"{strange} more")
        for item in items:
            found = numbers.get(str(item.get("id")))
            if found is not None and not found.deleted:
                self._compare_occurrence(answer, meeting, found, item, step)
        self._compare_instances(answer, meeting, answer.items)

    def _name(self, answer: Answer, meeting: Meeting, items: list[dict[str, Any]]) -> None:
        """Give the scheduled meetings of a new series their names."""
        what, count = f"meeting {meeting.number}", len(meeting.occurrences)
        found = [identity(one.get("id")) for one in items]
        holds = self.judge(
            "listed",
            answer,
            len(set(found)) == len(found) == count,
            f"{count} scheduled meetings in the list of {what}",
            f"{len(found)} of them",
        )
        if not holds or None in found:
            raise LostError
        parent = self._asking.ids[f"M{meeting.number}"]
        if meeting.recurs and any(str(one).split("_")[0] != parent for one in found):
            raise NotExercised("the ids of scheduled meetings do not tell to which series they belong")
        names = (f"M{meeting.number}_{number}" for number in range(1, count + 1))
        self._asking.ids |= {name: str(one) for name, one in zip(names, found, strict=True)}

    def _compare_occurrence(
        self, answer: Answer, meeting: Meeting, one: Occurrence, body: Mapping[str, Any], step: Step
    ) -> None:
        what = f"scheduled meeting {one.number} of meeting {meeting.number}"
        self._state(answer, what, body, meeting.states_of(one, self._model.time), "scheduledMeeting")
        wanted = {"title": one.titles, **self._times(one.start, one.end)}
        named = meeting.number == (step.of or meeting.number) and step.nth in (0, one.number)
        self._attributes(answer, meeting, what, body, wanted, self._aspect(step, named))

    # Instances

    def _named_instances(self, meeting: Meeting) -> Iterable[tuple[str, Happening]]:
        return zip(self._instances.get(meeting.number, []), meeting.happenings, strict=False)

    def _compare_instances(self, answer: Answer, meeting: Meeting, items: list[dict[str, Any]]) -> None:
        """Hold those that are listed against the model: some minutes may pass before one is."""
        for key, happening in self._named_instances(meeting):
            for item in items:
                if item.get("id") == key:
                    what = f"the instance of meeting {meeting.number}"
                    self._state(answer, what, item, happening.states, "meeting")

    def _read_instance(self, meeting: Meeting, step: Step) -> None:
        what = f"the instance of meeting {meeting.number}"
        key, happening = list(self._named_instances(meeting))[-1]
        name = f"M{meeting.number}_RUN"
        self._asking.ids[name] = key
        answer = self._get(name, f"read {what}")
        if not answer.ok:
            return
        self._state(answer, what, answer.object, happening.states, "meeting")
        if happening.states != frozenset({"inProgress"}):
            return
        query = {"meetingId": f"{{{name}}}"}
        asked = Asked(door="rest", method="GET", path="/meetings/controls", query=query)
        answer = _usable(self._asking.send(asked, "read its controls"), "reading the controls")
        if answer.ok:
            locked = answer.object.get("locked")
            aspect: Aspect = "stored" if step.do in ("lock", "unlock") else "others"
            words = {True: f"{what} is locked", False: f"{what} is not locked"}
            actual = words.get(locked, "nothing is said") if isinstance(locked, bool) else "nothing is said"
            self.judge(aspect, answer, locked is happening.locked, words[happening.locked], actual)

    # What is there, and what is not

    def _found(self, answer: Answer, what: str) -> bool:
        holds = answer.ok and isinstance(answer.body, dict)
        return self.judge("listed", answer, holds, f"{what} is found when it is read")

    def _once(self, answer: Answer, count: int, what: str) -> None:
        self.judge(
            "listed",
            answer,
            count == 1,
            f"{what}, once",
            "it is not there" if not count else f"{count} times",
        )

    def _absent(self, answer: Answer, found: bool, what: str) -> None:
        self.judge("gone", answer, not found, f"{what}, in no list", "it is listed")

    def _read_gone(self, meeting: Meeting) -> None:
        name, what = f"M{meeting.number}", f"meeting {meeting.number}"
        names = {
            f"{name}_{one.number}": f"scheduled meeting {one.number} of {what}"
            for one in meeting.occurrences
            if meeting.recurs and (one.deleted or meeting.deleted)
        }
        if meeting.deleted:
            names[name] = what
        for each, words in names.items():
            if each in self._asking.ids:
                answer = self._get(each, f"read {words}, which was deleted")
                self.judge("gone", answer, answer.status == 404, f"{words}, which was deleted: status 404")


def _usable(answer: Answer, purpose: str) -> Answer:
    if answer.status >= 500 or answer.status in (401, 403) or answer.flaw:
        raise unreached(f"to {purpose}", answer)
    return answer


def _either(values: Values) -> str:
    return " or ".join(sorted(map(_short, values)))


def _short(value: Any) -> str:
    if isinstance(value, datetime):
        return stamp(value)
    text = "".join(sign if sign.isprintable() else " " for sign in str(value)[:80])
    return "missing" if value is None else text or "empty"
