"""What lists show: meetings, people and what meetings leave behind, several of each, made once a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from conformance.checks import Indeterminate, NotExercised
from conformance.clients import Answer, RestClient
from conformance.errors import TargetTrouble
from conformance.staging.bodies import stamp
from conformance.staging.identity import identity
from conformance.staging.players import unreached
from conformance.staging.present import NO_CONTROL, Present
from conformance.staging.props import Props
from conformance.targets import Profile

__all__ = ["Population"]

_HOST = "host"
_AHEAD = timedelta(days=200)  # so far ahead that few meetings of others are in the window
_HALF_HOUR = timedelta(minutes=30)
_A_WHILE = timedelta(minutes=1)  # so that no two items are of one moment
_TAGGED = 3
_MODIFIED = 4
_PEOPLE = 5
_PANELISTS = 3
_CREW = ("ana", "bo", "cem", "dee")
_LEFT = {"transcript": 3, "poll": 3, "chat": 4, "question": 3, "archive": 3, "recording": 2}
_LEFT_BY_OTHERS = ("transcript", "archive", "recording")
_TIMES_SEEN = 4


class Population:
    """Makes what lists show.

    What cannot be made without the control API is looked for among what is already there.

    Args:
        rest: the client.
        present: what time it is on the target, and its control API, if it has one.
        profile: whether anything may be created, and on which sites.
        props: finds what is already there.
        marker: part of every title.
    """

    def __init__(
        self,
        rest: RestClient,
        present: Present,
        profile: Profile,
        props: Props,
        marker: str,
    ) -> None:
        self._rest = rest
        self._present = present
        self._profile = profile
        self._props = props
        self._marker = marker
        self._have: dict[str, str] = {}
        self._ended: dict[str, NotExercised | Indeterminate | None] = {}
        self._left: list[str] = []
        self._groups: Mapping[str, Callable[[], None]] = {
            "planned": self._plan,
            "series": self._recur,
            "registered": self._register,
            "held": self._hold,
        }

    def bring(self, group: str) -> None:
        """Make a group of objects, which is tried once: `planned`, `series`, `registered` or `held`.

        Raises:
            NotExercised: the target or the profile does not let them be made.
            Indeterminate: the target gave no usable answer.
            TargetTrouble: no whole answer came.
        """
        if group not in self._ended:
            # Set first: should the target break it off, the next list must not create everything again.
            self._ended[group] = Indeterminate(f"preparing {group} meetings was broken off")
            try:
                self._groups[group]()
            except (NotExercised, Indeterminate) as outcome:
                self._ended[group] = outcome
            else:
                self._ended[group] = None
        ended = self._ended[group]
        if ended is not None:
            raise type(ended)(ended.reason, ended.exchanges)

    def get(self, name: str) -> str:
        """The id of an object, or the name of the site; raises as `bring`."""
        if name in ("series", "registered"):
            self.bring(name)
        elif name == "site":
            self.bring("planned")
        elif self._present.control is not None:
            self.bring("held")
        elif name == "webinar":
            raise NotExercised(NO_CONTROL)
        else:
            return self._props.get(name, _HOST, found=True)
        if name not in self._have:
            raise NotExercised(f"the target does not tell of any {name}")
        return self._have[name]

    def release(self) -> None:
        """Take away what meetings left behind; the meetings go with the run."""
        control = self._present.control
        while control is not None and self._left:
            with suppress(TargetTrouble):
                control.forget(self._left.pop())

    def _create(self, what: str, **more: Any) -> Answer:
        if "api" not in self._profile.staging and self._present.control is None:
            raise NotExercised("the profile lets nothing be created (abilities.staging)")
        body = {"title": f"{self._marker} list {what}", "sendEmail": False, **more}
        if self._profile.traits.site_url and "siteUrl" not in body:
            body["siteUrl"] = self._profile.traits.site_url
        return self._rest.create_meeting(body, actor=_HOST, purpose=f"create: {what}, to be listed")

    def _made(self, what: str, answer: Answer) -> str:
        made = identity(answer.object.get("id"))
        if not answer.ok or made is None:
            raise unreached(f"creating {what}", answer)
        return made

    def _at(self, begin: timedelta, length: timedelta = timedelta(hours=1)) -> dict[str, str]:
        start = self._present.now().replace(minute=0, second=0, microsecond=0) + begin
        return {"start": stamp(start), "end": stamp(start + length)}

    def _plan(self) -> None:
        """Four meetings, of which three are tagged, and a webinar, where the site has webinars."""
        for number in range(_TAGGED + 1):
            tags = {"integrationTags": [self._marker]} if number < _TAGGED else {}
            when = self._at(_AHEAD + number * _HALF_HOUR)
            answer = self._create(f"meeting {number + 1}", **when, **tags)
            if not answer.ok and tags:
                answer = self._create(f"meeting {number + 1}", **when)
            self._made("a meeting", answer)
            site = answer.object.get("siteUrl")
            if isinstance(site, str) and site:
                self._have["site"] = site
        when = self._at(_AHEAD + (_TAGGED + 1) * _HALF_HOUR)
        self._create("webinar", **when, scheduledType="webinar")

    def _recur(self) -> None:
        """A daily series whose fifth meeting differs from the others."""
        when = self._at(_AHEAD)
        answer = self._create("series", **when, recurrence="FREQ=DAILY;INTERVAL=1;COUNT=6")
        self._have["series"] = series = self._made("a series", answer)
        query = {"meetingSeriesId": series, "meetingType": "scheduledMeeting", "max": "100"}
        start = self._present.now().replace(minute=0, second=0, microsecond=0) + _AHEAD
        span = {"from": stamp(start - _AHEAD / 10), "to": stamp(start + _AHEAD / 10)}
        answer = self._rest.list_meetings(actor=_HOST, purpose="the meetings of a series", **query, **span)
        single = [one for item in answer.items if (one := identity(item.get("id")))]
        if len(single) > _MODIFIED:
            # Without it the list has one filter less to show; nothing else is lost.
            path, body = f"/meetings/{single[_MODIFIED]}", {"agenda": "Another agenda", "sendEmail": False}
            self._rest.send("PATCH", path, actor=_HOST, purpose="modify one meeting of a series", json=body)

    def _register(self) -> None:
        """A webinar, or else a meeting, to which people are invited and have registered."""
        when = self._at(_AHEAD + timedelta(days=30))
        form = {"requireFirstName": True, "requireLastName": True, "requireEmail": True}
        answer = self._create("registered", **when, registration=form, scheduledType="webinar")
        if not answer.ok:
            answer = self._create("registered", **when, registration=form)
        meeting = self._have["registered"] = self._made("a meeting with registration", answer)
        invited = [
            {"email": f"kim.{number}@example.com", "panelist": number < _PANELISTS, "sendEmail": False}
            for number in range(_PEOPLE)
        ]
        body = {"meetingId": meeting, "items": invited}
        self._send("POST", "/meetingInvitees/bulkInsert", "inviting people", body)
        for number in range(_PEOPLE):
            person = {"firstName": "Robin", "lastName": "Sample", "email": f"robin.{number}@example.com"}
            path = f"/meetings/{meeting}/registrants"
            self._send("POST", path, "registering somebody", {**person, "sendEmail": False})
            self._pass()

    def _hold(self) -> None:
        """Three meetings and a webinar that were held by several people, with what they have left behind."""
        if self._present.control is None:
            raise NotExercised(NO_CONTROL)
        open_ = {"unlockedMeetingJoinSecurity": "allowJoin", "enabledJoinBeforeHost": False}
        away = self._profile.traits.unmanaged_site
        kinds: dict[str, dict[str, Any]] = {
            "away": {"siteUrl": away} if away else {},
            "small": {},
            "webinar": {"scheduledType": "webinar"},
            "main": {},
        }
        meetings: dict[str, str] = {}
        for name, more in kinds.items():
            answer = self._create(f"held {name}", **self._at(timedelta(days=2)), **more, **open_)
            if answer.ok or name == "main":
                meetings[name] = self._made("a meeting", answer)
        if "webinar" in meetings:
            self._have["webinar"] = meetings["webinar"]
        held = {name: self._join([meeting])[0] for name, meeting in meetings.items()}
        others = [meeting for name, meeting in meetings.items() if name != "main"]
        for place, who in enumerate(_CREW):
            # All but the last come to each meeting; the more people, the more pages of them.
            self._join([meetings["main"], *(others if place < len(_CREW) - 1 else ())], who)
        self._act("end", list(held.values()))
        for name in ("away", "small", "webinar"):
            if name in held:
                self._leave(held[name], _LEFT_BY_OTHERS if name != "small" else ("transcript",))
        self._have["ended"] = main = held["main"]
        self._leave(main, [kind for kind, times in _LEFT.items() for _ in range(times)])
        self._watched(main)
        self._ask(main)

    def _join(self, meetings: list[str], who: str = "") -> list[str]:
        """Let somebody, or the host, join meetings, a while after whoever came before; their instances."""
        role = {"as": "attendee", "email": f"{who}.listed@example.com"} if who else {"as": "host"}
        answer = self._act("join", meetings, **role)
        found = [identity(item.get("instanceId")) for item in answer.items]
        self._pass()
        instances = [one for one in found if one is not None]
        if len(instances) != len(meetings):
            raise unreached("letting somebody join", answer)
        return instances

    def _act(self, action: str, meetings: list[str], **more: str) -> Answer:
        control = self._present.control
        assert control is not None, "only a control API lets people act"  # noqa: S101 - `_hold` looked
        answer = control.act(action, meetings, **more)
        if not answer.ok:
            raise unreached(f"{action} as the emulator's people", answer)
        return answer

    def _leave(self, meeting: str, kinds: list[str] | tuple[str, ...]) -> None:
        """Let a meeting leave objects behind, of which the last of each kind is the one that places name."""
        control = self._present.control
        assert control is not None, "only a control API leaves objects behind"  # noqa: S101 - as above
        answer = control.produce(meeting, kinds)
        if not answer.ok:
            raise unreached("letting a meeting leave something behind", answer)
        self._keep(answer, kinds)

    def _watched(self, meeting: str) -> None:
        """A recording that several people have looked at."""
        control = self._present.control
        assert control is not None, "only a control API leaves objects behind"  # noqa: S101 - as above
        seen = [{"email": f"{who}.listed@example.com"} for who in _CREW[:_TIMES_SEEN]]
        answer = control.seed({"meetingId": meeting, "kinds": ["recording"], "recording": {"accesses": seen}})
        if answer.ok:
            self._have.pop("recording", None)
            self._keep(answer, ("recording",))

    def _keep(self, answer: Answer, kinds: list[str] | tuple[str, ...]) -> None:
        for kind, item in zip(kinds, answer.items, strict=False):
            made = identity(item.get("id"))
            if made is not None:
                self._left.append(made)
                self._have[kind] = made
        self._pass()

    def _ask(self, meeting: str) -> None:
        """Which question a poll of the meeting had."""
        query = {"meetingId": meeting}
        answer = self._rest.send("GET", "/meetings/polls", actor=_HOST, purpose="polls", params=query)
        for item in answer.items:
            questions = item.get("questions")
            first = questions[0] if isinstance(questions, list) and questions else None
            value = first.get("id") if isinstance(first, dict) else None
            found = identity(str(value) if isinstance(value, int) else value)
            if item.get("id") == self._have.get("poll") and found is not None:
                self._have["pollQuestion"] = found

    def _send(self, method: str, path: str, what: str, body: dict[str, Any]) -> Answer:
        answer = self._rest.send(method, path, actor=_HOST, purpose=what, json=body)
        if not answer.ok:
            raise unreached(what, answer)
        return answer

    def _pass(self) -> None:
        """Let a while pass, where the clock can be moved."""
        if self._present.control is not None:
            answer = self._present.move(self._present.now() + _A_WHILE)
            if answer is not None and not answer.ok:
                raise unreached("moving the clock", answer)
