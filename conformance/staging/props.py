"""The objects that operations are tried on, made once for each owner and again once they were spent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from conformance.checks import Indeterminate, NotExercised
from conformance.clients import Answer, RestClient
from conformance.contract import Call
from conformance.errors import TargetTrouble
from conformance.staging.bodies import stamp
from conformance.staging.finding import Finding
from conformance.staging.identity import identity
from conformance.staging.players import unreached
from conformance.staging.present import NO_CONTROL, Present
from conformance.staging.tokens import Tokens
from conformance.targets import Ledger, Profile

__all__ = ["ARTIFACTS", "LEFT_BEHIND", "Props", "places_of"]

ARTIFACTS = {
    "recording": "recording",
    "archive": "archive",
    "transcript": "transcript",
    "poll": "poll",
    "caption": "closedCaption",
    "question": "question",
    "chat": "chat",
}
"""Objects that only meetings leave behind, by our name, with the name of the control API."""

_PLACE = re.compile(r"\{([A-Za-z]+)((?:\+\d+)?(?:\.hour)?)\}")
_KNOWN = ("owner", "other")
_TRIES = 2
_WAITER = "wanda.waiting.{n}@example.com"
_WITH_MEETING = ("registrant", "invitee", "password", "site")
_WITH_LIVE = ("waiting", "called")
_WITH_ENDED = ("participant", *ARTIFACTS, "snippet", "pollQuestion", "trashed")
_PARTS = {
    "meeting": _WITH_MEETING,
    "live": _WITH_LIVE,
    "ended": _WITH_ENDED,
    "transcript": ("snippet",),
    "poll": ("pollQuestion",),
    "recording": ("trashed",),
}
LEFT_BEHIND = frozenset({"live", "ended", *_WITH_LIVE, *_WITH_ENDED})
"""Objects that come of meetings that were held, which documented calls alone cannot make."""


def places_of(call: Call) -> frozenset[str]:
    """The names of the objects that a call needs, what is read to watch it included."""
    parts = (call.path, call.query, call.body, call.guest, call.watch, call.absent)
    return frozenset(place[1] for place in _PLACE.finditer(json.dumps(parts)))


class Props:
    """Makes, finds and forgets objects.

    Args:
        rest: the client.
        present: what time it is on the target, and its control API, if it has one.
        profile: whether anything may be created, and on which site.
        tokens: who the owners are.
        ledger: told what belongs to the run.
        marker: part of every title.

    Attributes:
        made: how many objects were made or found so far.
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
        self._rest = rest
        self._present = present
        self._profile = profile
        self._tokens = tokens
        self._ledger = ledger
        self._marker = marker
        self._number = 0
        self.made = 0
        self._have: dict[tuple[str, str], str] = {}
        self._missing: dict[tuple[str, str], NotExercised | Indeterminate] = {}
        self._finding = Finding(rest, present)
        self._left: list[str] = []
        self._theirs: dict[str, tuple[str, ...]] = {}
        self._tried: dict[tuple[str, str], int] = {}
        self._makers: Mapping[str, Callable[[str], str]] = {
            "meeting": self._meeting,
            "registrant": self._registrant,
            "invitee": self._invitee,
            "password": lambda owner: self._with(owner, "meeting", "password"),
            "site": lambda owner: self._with(owner, "meeting", "site"),
            "sessionType": self._session_type,
            "live": self._live,
            "waiting": lambda owner: self._participant(owner, "live", waiting=True),
            "called": self._called,
            "ended": self._ended,
            "participant": lambda owner: self._participant(owner, "ended", waiting=False),
            "snippet": self._snippet,
            "pollQuestion": self._poll_question,
            "trashed": self._trashed,
            "owner": self._tokens.email,
            "other": lambda _: self._tokens.email(self._tokens.owner(other=True)),
            **{ours: self._leaver(ours, theirs) for ours, theirs in ARTIFACTS.items()},
        }

    def fill(self, value: Any, owner: str, *, nothing: str = "", found: bool = False) -> Any:
        """A text or JSON value with its places filled by the owner's objects.

        Args:
            value: with places in braces, in any text inside it.
            owner: the actor whose objects are meant.
            nothing: what stands for each object instead; empty for the objects themselves.
            found: whether objects that are already there will do, as they are only read.

        Raises:
            NotExercised: an object cannot be had.
            Indeterminate: the target gave no usable answer.
            TargetTrouble: no whole answer came.
        """
        if isinstance(value, str):
            return _PLACE.sub(lambda place: self._text(place[1], place[2], owner, nothing, found), value)
        if isinstance(value, list):
            return [self.fill(one, owner, nothing=nothing, found=found) for one in value]
        if isinstance(value, dict):
            return {name: self.fill(one, owner, nothing=nothing, found=found) for name, one in value.items()}
        return value

    def get(self, name: str, owner: str, *, found: bool = False) -> str:
        """The id of an object, which is made if there is none; raises as `fill`.

        Without a control API, what cannot be made is not tried again, and what is only read (`found`) is
        looked for.
        """
        key, alone = (owner, name), self._present.control is None
        if found and alone and "discover" in self._profile.staging and self._finding.knows(name):
            return self._finding.get(name, owner)
        if key in self._missing and (alone or self._tried[key] >= _TRIES):
            missing = self._missing[key]
            raise type(missing)(missing.reason, missing.exchanges)
        if key not in self._have:
            try:
                self._have[key] = self._makers[name](owner)
            except (NotExercised, Indeterminate) as missing:
                # Each further attempt would create meetings, for nothing.
                self._tried[key] = self._tried.get(key, 0) + 1
                if isinstance(missing, NotExercised) or self._tried[key] >= _TRIES:
                    self._missing[key] = missing
                raise
            self.made += 1
        return self._have[key]

    def was_found(self, value: str, owner: str) -> bool:
        """Whether this names something that was already there."""
        return self._finding.found(value, owner)

    def spend(self, name: str, owner: str) -> None:
        """Forget an object that is not the same any more, and what came with it."""
        spent = self._have.pop((owner, name), None)
        if spent is not None and name == "meeting":
            self._theirs[spent] = tuple(self._others)  # whose it may be by now
        for part in _PARTS.get(name, ()):
            self.spend(part, owner)

    def release(self) -> None:
        """Take away what meetings left behind, and the meetings of others; the host's go with the run."""
        control = self._present.control
        while control is not None and self._left:
            with suppress(TargetTrouble):
                control.forget(self._left.pop())
        while self._theirs:
            meeting, owners = self._theirs.popitem()
            for owner in owners:
                if not self._ledger.gone(meeting) and self._rest.knows(owner):
                    with suppress(TargetTrouble):
                        self._rest.delete_meeting(
                            meeting, actor=owner, purpose=f"delete: a meeting of {owner}"
                        )

    def keep(self, answer: Answer, actor: str) -> None:
        """Remember a meeting that a call has created, whosever it is, so that it goes away in the end."""
        made = identity(answer.object.get("id"))
        if made is not None:
            self._theirs[made] = ("host", actor, *self._others)

    @property
    def _others(self) -> list[str]:
        return [name for name in self._profile.actors if name != "host"]

    def _text(self, name: str, more: str, owner: str, nothing: str = "", found: bool = False) -> str:
        if name == "marker":
            return self._marker
        if name == "n":
            self._number += 1
            return str(self._number)
        if name == "day":
            days, hour = int(more.removesuffix(".hour") or 0), more.endswith(".hour")
            noon = self._present.now().replace(hour=12, minute=0, second=0, microsecond=0)
            return stamp(noon + timedelta(days=days, hours=hour))
        return nothing if nothing and name not in _KNOWN else self.get(name, owner, found=found)

    def _send(self, method: str, path: str, owner: str, what: str, **more: Any) -> Answer:
        answer = self._rest.send(method, path, actor=owner, purpose=f"{what} of {owner}", **more)
        if not answer.ok:
            raise unreached(f"{what} of {owner}", answer)
        return answer

    def _id(self, value: Any, what: str, answer: Answer) -> str:
        found = identity(value)
        if found is None:
            raise unreached(what, answer)
        return found

    def _create(self, owner: str, what: str, **more: Any) -> Answer:
        if "api" not in self._profile.staging and self._present.control is None:
            raise NotExercised("the profile lets nothing be created (abilities.staging)")
        body = {
            "title": f"{self._marker} scope {what}",
            "start": self._text("day", "+2", owner),
            "end": self._text("day", "+2.hour", owner),
            "sendEmail": False,
            **more,
        }
        if self._profile.traits.site_url:
            body["siteUrl"] = self._profile.traits.site_url
        answer = self._rest.create_meeting(body, actor=owner, purpose=f"create: {what} of {owner}")
        if not answer.ok or identity(answer.object.get("id")) is None:
            raise unreached(f"creating {what} of {owner}", answer)
        if owner != "host":
            self._theirs[str(answer.object["id"])] = (owner,)
        return answer

    def _meeting(self, owner: str) -> str:
        registration = {"requireFirstName": True, "requireLastName": True, "requireEmail": True}
        answer = self._create(owner, "meeting", registration=registration)
        for name, key in (("password", "password"), ("site", "siteUrl")):
            value = answer.object.get(key)
            if isinstance(value, str) and value:
                self._have[owner, name] = value
        return self._id(answer.object.get("id"), "creating a meeting", answer)

    def _with(self, owner: str, whole: str, name: str) -> str:
        """Something that came with an object."""
        self.get(whole, owner)
        if (owner, name) not in self._have:
            raise NotExercised(f"the target does not tell the {name} of a {whole}")
        return self._have[owner, name]

    def _registrant(self, owner: str) -> str:
        body = {"firstName": "Robin", "lastName": "Sample", "email": "", "sendEmail": False}
        body["email"] = self.fill("robin.{n}@example.com", owner)
        path = f"/meetings/{self.get('meeting', owner)}/registrants"
        answer = self._send("POST", path, owner, "a registrant", json=body)
        return self._ours(self._id(answer.object.get("id"), "registering somebody", answer))

    def _invitee(self, owner: str) -> str:
        body = {"meetingId": self.get("meeting", owner), "email": "", "sendEmail": False}
        body["email"] = self.fill("kim.{n}@example.com", owner)
        answer = self._send("POST", "/meetingInvitees", owner, "an invitee", json=body)
        return self._ours(self._id(answer.object.get("id"), "inviting somebody", answer))

    def _session_type(self, owner: str) -> str:
        answer = self._send("GET", "/meetings/sessionTypes", owner, "a session type")
        return self._id(_first(answer).get("id"), "finding a session type", answer)

    def _live(self, owner: str) -> str:
        """A meeting that is on, with its host in it and somebody in the lobby."""
        return self._ours(self._held(owner, "live", "allowJoinWithLobby"))

    def _ended(self, owner: str) -> str:
        """A meeting that was held by two people."""
        instance = self._held(owner, "ended", "allowJoin")
        self._acted("end", instance)
        return self._ours(instance)

    def _held(self, owner: str, what: str, security: str) -> str:
        control = self._present.control
        if control is None:
            raise NotExercised(NO_CONTROL)
        more = {"unlockedMeetingJoinSecurity": security, "enabledJoinBeforeHost": False}
        answer = self._create(owner, what, **more)
        meeting = self._id(answer.object.get("id"), f"creating {what}", answer)
        joined = control.act("join", [meeting], **{"as": "host"})
        instance = self._id(_first(joined).get("instanceId"), "letting the host join", joined)
        joined = control.act("join", [meeting], **{"as": "attendee", "email": self.fill(_WAITER, owner)})
        if not joined.ok:
            raise unreached("letting somebody join", joined)
        return instance

    def _acted(self, action: str, meeting: str) -> None:
        control = self._present.control
        answer = control.act(action, [meeting]) if control is not None else None
        if answer is not None and not answer.ok:
            raise unreached(f"{action} as the emulator's people", answer)

    def _participant(self, owner: str, meeting: str, *, waiting: bool) -> str:
        instance = self.get(meeting, owner)
        query = {"meetingId": instance, "max": "100"}
        answer = self._send("GET", "/meetingParticipants", owner, "the participants", params=query)
        for item in answer.items:
            # A target that does not keep to the meeting lists people of others, who must be left alone.
            here = item.get("meetingId") == instance
            if here and (not waiting or item.get("state") == "lobby"):
                return self._ours(self._id(item.get("id"), "finding a participant", answer))
        raise unreached("finding a participant" + (" in the lobby" if waiting else ""), answer)

    def _called(self, owner: str) -> str:
        body = {"meetingId": self.get("live", owner), "address": "", "displayName": "Called"}
        body["address"] = self.fill("sip.{n}@example.com", owner)
        answer = self._send("POST", "/meetingParticipants/callout", owner, "a called participant", json=body)
        found = answer.object.get("participantId") or answer.object.get("id")
        return self._ours(self._id(found, "calling somebody", answer))

    def _leaver(self, ours: str, theirs: str) -> Callable[[str], str]:
        def leave(owner: str) -> str:
            control = self._present.control
            instance = self.get("ended", owner)
            if control is None:
                raise NotExercised(NO_CONTROL)
            answer = control.produce(instance, [theirs])
            made = self._id(_first(answer).get("id"), f"letting a meeting leave a {ours}", answer)
            self._left.append(made)
            return self._ours(made)

        return leave

    def _snippet(self, owner: str) -> str:
        path = f"/meetingTranscripts/{self.get('transcript', owner)}/snippets"
        answer = self._send("GET", path, owner, "the snippets of a transcript")
        return self._ours(self._id(_first(answer).get("id"), "finding a snippet", answer))

    def _poll_question(self, owner: str) -> str:
        self.get("poll", owner)
        query = {"meetingId": self.get("ended", owner)}
        answer = self._send("GET", "/meetings/polls", owner, "the polls of a meeting", params=query)
        for item in answer.items:
            questions = item.get("questions")
            if item.get("id") == self._have[owner, "poll"] and isinstance(questions, list) and questions:
                first = questions[0]
                value = first.get("id") if isinstance(first, dict) else None
                return self._id(str(value) if isinstance(value, int) else value, "finding a question", answer)
        raise unreached("finding the question of a poll", answer)

    def _trashed(self, owner: str) -> str:
        recording = self.get("recording", owner)
        body = {"recordingIds": [recording], "siteUrl": self.get("site", owner)}
        self._send("POST", "/recordings/softDelete", owner, "a recording in the recycle bin", json=body)
        self._have.pop((owner, "recording"), None)
        return recording

    def _ours(self, made: str) -> str:
        self._ledger.adopt(made)
        return made


def _first(answer: Answer) -> dict[str, Any]:
    return answer.items[0] if answer.items else {}
