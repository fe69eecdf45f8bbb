"""The meetings that stories are told of, as they stand on the target."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from conformance.checks import Indeterminate, NotExercised
from conformance.clients import Answer, RestClient
from conformance.contract import Subject
from conformance.errors import ContractError
from conformance.moments import moment_of, reckonable
from conformance.staging.bodies import stamp
from conformance.staging.identity import identity
from conformance.staging.places import Places, half_hour
from conformance.staging.present import Present
from conformance.targets import Traits

__all__ = ["Player", "create_player", "unreached"]

_ANCHORS = {"start": 0, "end": 1}
_SPANS = {"d": "days", "h": "hours", "m": "minutes"}
_WINDOW = timedelta(days=40)
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_LONGEST_HOST = 253


@dataclass(slots=True, kw_only=True)
class Player:
    """A meeting that this run created for stories.

    Attributes:
        name: of the subject.
        title: its title at first.
        series: its id.
        starts: when its scheduled meetings started at first, in order; `length` is how long each lasts.
        site: where it is; None when the target did not say.
        host: e-mail address of its host, as far as the target told.
        instance: id of its newest instance.
        meetings: ids of its scheduled meetings by number, once they were listed.
        seen: what was last read of each object, by id.
    """

    name: str
    title: str
    series: str
    starts: list[datetime]
    length: timedelta
    site: str | None = None
    host: str | None = None
    instance: str | None = None
    meetings: dict[int, str] = field(default_factory=dict)
    seen: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def anchor(self, name: str) -> datetime:
        """The moment of `start`, `end`, `start.2`, `end.last` and the like, as the meeting was created.

        Raises:
            ContractError: there is no such scheduled meeting.
        """
        which, _, number = name.partition(".")
        index = len(self.starts) - 1 if number == "last" else int(number or 1) - 1
        if not 0 <= index < len(self.starts):
            raise ContractError(f"A story of the contract names {name}, which {self.name} has not.")
        return self.starts[index] + _ANCHORS[which] * self.length

    def list_query(self) -> dict[str, str]:
        """The query that lists its scheduled meetings, moved ones included."""
        return {
            "meetingSeriesId": self.series,
            "meetingType": "scheduledMeeting",
            "from": stamp(self.starts[0] - timedelta(days=2)),
            "to": stamp(self.starts[-1] + _WINDOW),
            "max": "100",
        }

    def address(self, to: str, rest: RestClient) -> str:
        """The id of `series`, `instance` or a scheduled meeting by its number.

        Raises:
            NotExercised: the target does not show it, or under an id that cannot be used.
            Indeterminate: the target gave no clear answer when it was asked for the list.
        """
        if to == "series":
            return self.series
        if to == "instance":
            if self.instance is None:
                raise NotExercised("the control API named no instance of the meeting")
            return self.instance
        if not to.isdecimal():
            return to
        if not self.meetings:
            answer = rest.list_meetings(
                actor="host", purpose=f"list the scheduled meetings of {self.name}", **self.list_query()
            )
            if not answer.ok:
                raise unreached(f"listing {self.name}'s scheduled meetings", answer)
            listed = [one for one in by_start(answer.items) if one.get("meetingType") == "scheduledMeeting"]
            # Numbered first: an id that cannot be used must not shift those behind it.
            self.meetings = {
                number: found for number, item in enumerate(listed, 1) if (found := identity(item.get("id")))
            }
        if int(to) not in self.meetings:
            raise NotExercised(f"the list of {self.name}'s scheduled meetings does not show number {to}")
        return self.meetings[int(to)]


def by_start(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items of a list, the earliest first; those without a readable start at the end."""
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(items, key=lambda item: moment_of(item.get("start")) or never)


def create_player(
    subject: Subject, rest: RestClient, present: Present, traits: Traits, names: dict[str, str], marker: str
) -> Player:
    """Create a subject's meeting.

    `names` is what the places of its body stand for, `marker` what its title must contain.

    Raises:
        NotExercised: the target refuses it, or the profile does not give what it needs.
        Indeterminate: no clear answer.
        TargetTrouble: no whole answer.
    """
    if subject.needs and getattr(traits, subject.needs) is None:
        raise NotExercised(f"the profile gives no traits.{subject.needs}, which this meeting needs")
    player = answer = None
    for _ in range(2):
        player, body = _draft(subject, present.now(), traits, names, marker)
        answer = rest.create_meeting(body, actor="host", purpose=f"create: {body['title']}")
        # The target may live in another present than this machine, and says so with its refusal.
        if answer.ok or not present.follow(answer):
            break
    assert player is not None  # noqa: S101 - the loop ran
    assert answer is not None  # noqa: S101 - as above
    series = identity(answer.object.get("id"))
    if not answer.ok or series is None:
        raise unreached(f"creating the {subject.id} meeting", answer)
    player.series = series
    shown = answer.object
    player.site = _host_of(shown.get("siteUrl"))
    if isinstance(shown.get("hostEmail"), str):
        player.host = shown["hostEmail"]
    start = moment_of(shown.get("start"))
    if start is not None and reckonable(start) and not subject.body.get("start"):
        player.starts = [start]  # its time is the target's choice
    player.seen[series] = shown
    return player


def _host_of(shown: Any) -> str | None:
    """A name of a host that stays one segment of a path; None for anything else."""
    if not isinstance(shown, str) or len(shown) > _LONGEST_HOST:
        return None
    return shown if _HOST.fullmatch(shown) else None


def unreached(what: str, answer: Answer) -> NotExercised | Indeterminate:
    """The outcome of a rule whose preparation was answered like this."""
    kind = Indeterminate if answer.status >= 500 or answer.flaw else NotExercised
    return kind(f"{what} was answered {answer.sentence()}", [answer.exchange])


def _draft(
    subject: Subject, now: datetime, traits: Traits, names: dict[str, str], marker: str
) -> tuple[Player, dict[str, Any]]:
    ahead = timedelta(**{_SPANS[subject.starts[-1]]: int(subject.starts[:-1])})
    start = half_hour(now + ahead)
    player = Player(
        name=subject.id, title=f"{marker} {subject.id}", series="", starts=[start], length=timedelta(hours=1)
    )
    places = Places(lambda name: now if name == "now" else player.anchor(name), names, "POST")
    body: dict[str, Any] = {"title": player.title, **places.fill(subject.body), "sendEmail": False}
    if subject.zone:
        body["timezone"] = subject.zone
    if traits.site_url:
        body["siteUrl"] = traits.site_url
    if (begin := moment_of(body.get("start"))) and (end := moment_of(body.get("end"))):
        player.length = end - begin
    if "recurrence" in body:
        zone = ZoneInfo(subject.zone or "UTC")
        first = start.astimezone(zone).replace(tzinfo=None)
        starts = rrulestr(body["recurrence"], dtstart=first)
        player.starts = [each.replace(tzinfo=zone).astimezone(UTC) for each in starts]
    return player, body
