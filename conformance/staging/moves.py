"""Trying worked examples: series of their plans are created, and their meetings are moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conformance.checks import Attempt, Indeterminate, NotExercised
from conformance.clients import RestClient
from conformance.contract import Move, Plan, Rule
from conformance.errors import BudgetSpent, TargetTrouble
from conformance.moments import moment_of, reckonable
from conformance.staging.bodies import stamp
from conformance.staging.identity import identity
from conformance.staging.life import Life
from conformance.staging.occurrences import pick
from conformance.staging.present import Present
from conformance.staging.zones import morning_zone
from conformance.targets import Profile

__all__ = ["MoveStage"]

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(slots=True)
class _Laid:
    """A series on the target.

    Attributes:
        starts: when its meetings were scheduled to start.
        meetings: what the target last showed of each, by index.
    """

    starts: list[datetime]
    meetings: dict[int, dict[str, Any]] = field(default_factory=dict)


class MoveStage:
    """Creates the series that examples need, and moves their meetings.

    All series are created at once, in a zone where the day has just begun. Then, if examples need a first
    meeting that was missed and the target has the control API, the clock is moved to that afternoon.

    Args:
        rules: the selected rules that are worked examples.
    """

    def __init__(
        self,
        rest: RestClient,
        present: Present,
        profile: Profile,
        marker: str,
        rules: Iterable[Rule],
    ) -> None:
        self._rest = rest
        self._present = present
        self._may_create = present.control is not None or "api" in profile.staging
        self._site_url = profile.traits.site_url
        self._marker = marker
        self._wanted = {rule.address: rule.move for rule in rules if rule.move is not None}
        self._laid: dict[str, _Laid] = {}
        self._problem: str | None = None
        self._unclear = False
        self._time_passed = False
        self._elsewhere = False
        self._zone: ZoneInfo | None = None

    def attempts(self, rule: Rule) -> list[Attempt]:
        """Move the example's meeting by PATCH and by PUT, and read it after each.

        Between the two it is moved back where that is possible, so that both start from the same place.

        Raises:
            NotExercised: the series could not be created, or its first meeting not be missed.
            Indeterminate: the target gave no usable answer when they were to be created.
            TargetTrouble: no whole answer came.
        """
        move = rule.move
        assert move is not None, "only worked examples are tried here"  # noqa: S101 - the caller chose
        if self._zone is None and self._problem is None:
            try:
                self._lay_out()
            except TargetTrouble as trouble:
                self._problem = trouble.message
                # A limit of the profile's own is something missing, not an answer that was unclear.
                self._unclear = not isinstance(trouble, BudgetSpent)
        if move.needs and not self._time_passed:
            raise NotExercised("a first meeting that was missed needs the control API, to let its time pass")
        laid = self._laid.get(_key(rule.address, move))
        if laid is None or self._zone is None:
            kind = Indeterminate if self._unclear else NotExercised
            raise kind(self._problem or "its series could not be created")
        if move.of - 1 not in laid.meetings:
            raise NotExercised(f"the list of a series does not show its scheduled meeting number {move.of}")
        own = laid.starts[move.of - 1]
        day = own.astimezone(self._zone).date() + timedelta(days=move.day)
        there = datetime.combine(day, move.at, self._zone)
        first = self._move(laid, move, "PATCH", there)
        if move.accepted and not move.needs:
            self._move(laid, move, "PATCH", own.astimezone(self._zone))
        return [first, self._move(laid, move, "PUT", there)]

    def _move(self, laid: _Laid, move: Move, method: str, start: datetime) -> Attempt:
        before = laid.meetings[move.of - 1]
        body = {
            "title": f"{self._marker} moved",
            "timezone": str(start.tzinfo),
            "start": start.isoformat(),
            "end": (start + move.length).isoformat(),
            "sendEmail": False,
        }
        name = str(before["id"])
        answer = self._rest.send(
            method, f"/meetings/{name}", actor="host", purpose="move a scheduled meeting", json=body
        )
        after = self._rest.get_meeting(name, actor="host", purpose="read it afterwards")
        if after.ok:
            # Whatever id comes back, the meeting is the one that was asked for.
            laid.meetings[move.of - 1] = {**before, **after.object, "id": name}
        return Attempt(
            method=method,
            status=answer.status,
            said=answer.sentence(),
            wanted=start.astimezone(UTC),
            before=moment_of(before.get("start")),
            after=moment_of(after.object.get("start")) if after.ok else None,
            exchanges=(answer.exchange, after.exchange),
        )

    def _lay_out(self, *, again: bool = False) -> None:
        """Create every series; once more when the target's present has turned out to differ from ours."""
        if not self._may_create:
            self._problem = "the profile lets nothing be created (abilities.staging)"
            return
        now = self._present.now()
        self._zone = morning_zone(now)
        latest = now
        for address, move in self._wanted.items():
            key = _key(address, move)
            if key in self._laid or (move.needs and self._present.control is None):
                continue
            laid = self._create(key, move.plan, now)
            if laid is None:
                if not again and not self._laid and self._elsewhere:
                    self._lay_out(again=True)
                return
            self._problem = None
            self._laid[key] = laid
            if move.needs:
                latest = max(latest, laid.starts[0] + move.plan.length + timedelta(minutes=30))
        if self._present.control is not None and latest > now:
            # Without that the first meetings are still to come, and what must be refused would be right.
            moved = self._present.move(latest)
            self._time_passed = moved is None or moved.ok

    def _create(self, key: str, plan: Plan, now: datetime) -> _Laid | None:
        zone = self._zone
        assert zone is not None  # noqa: S101 - the caller chose it
        first = now.astimezone(zone).date() + timedelta(days=plan.days_ahead)
        day0, day3 = (_DAYS[(first + timedelta(days=ahead)).weekday()] for ahead in (0, 3))
        start = datetime.combine(first, plan.at, zone)
        body: dict[str, Any] = {
            "title": f"{self._marker} {key}",
            "timezone": zone.key,
            "start": start.isoformat(),
            "end": (start + plan.length).isoformat(),
            "recurrence": plan.recurrence.format(day0=day0, day3=day3),
            "sendEmail": False,
        }
        if self._site_url:
            body["siteUrl"] = self._site_url
        answer = self._rest.create_meeting(body, actor="host", purpose=f"create: {body['title']}")
        series = identity(answer.object.get("id"))
        if not answer.ok or series is None:
            self._elsewhere = answer.status == 400 and self._present.follow(answer)
            self._problem = f"creating a series was answered {answer.sentence()}"
            return None
        listed = self._rest.list_meetings(
            actor="host",
            purpose=f"list the scheduled meetings of {key}",
            meetingSeriesId=series,
            meetingType="scheduledMeeting",
            **{"from": stamp(start.astimezone(UTC) - timedelta(days=1))},
            to=stamp(start.astimezone(UTC) + timedelta(days=30)),
            max="20",
        )
        shown = (moment_of(item.get("start")) for item in listed.items)
        starts = sorted(one for one in shown if one is not None and reckonable(one))
        life = Life(name=key, title=body["title"], series=series, starts=starts)
        laid = _Laid(life.starts)
        for index in range(len(life.starts)):
            found = pick(listed.items, life, index)
            if found is not None and identity(found.get("id")):
                laid.meetings[index] = found
        if len(laid.meetings) < 3 or laid.starts[0] != start.astimezone(UTC):
            self._problem = f"the list of a series does not show its scheduled meetings: {listed.sentence()}"
            return None
        return laid

    def release(self) -> None:
        """Let the clock go; what was created is in the ledger and goes with the rest of the run."""
        self._present.release()


def _key(address: str, move: Move) -> str:
    """Examples share a series, except those that use a missed meeting up."""
    return f"{move.plan.id} for {address.rsplit('.', 1)[1]}" if move.needs else move.plan.id
