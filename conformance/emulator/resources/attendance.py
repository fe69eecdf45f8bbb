"""How participants look on the wire, and where they are found.

A participant's id is that of the series and a UUID, so that those of one meeting share the part
before it (`rest-wire`, 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from conformance.emulator.errors import not_found
from conformance.emulator.resources.hosting import org_uuid
from conformance.emulator.times import UTC_ZONE, show_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from conformance.emulator.meetings import Instance, Invitee, Series
    from conformance.emulator.people import Person
    from conformance.emulator.visits import Stay, Visit
    from conformance.emulator.world import Found, World

__all__ = ["Participant", "display_name", "find_participant", "in_progress", "invitation", "participants"]


class Participant(NamedTuple):
    """A visit, with the instance and the series that it was to."""

    series: Series
    run: Instance
    visit: Visit

    @property
    def id(self) -> str:
        """The id on the wire."""
        return f"{self.series.id}_{self.visit.key}"

    @property
    def state(self) -> str:
        """`lobby`, `joined`, `breakoutSession` or `end`."""
        if self.run.end is not None:
            return "end"
        if self.visit.waiting:
            return "lobby"
        if not self.visit.present:
            return "end"
        return "breakoutSession" if self.visit.session else "joined"

    def shown(self, world: World, zone: ZoneInfo = UTC_ZONE) -> dict[str, Any]:
        """Give the participant as lists and details show him.

        Args:
            world: For the people.
            zone: The zone of all times.
        """
        run, visit = self.run, self.visit

        def show(moment: datetime) -> str:
            return show_time(moment, zone)

        shown = self._person(world) | {"state": self.state}
        if run.began:
            shown["meetingStartTime"] = show(run.start)
        if visit.session is not None and self.state == "breakoutSession":
            shown["breakoutSessionId"] = str(UUID(visit.session.key))
        if visit.stays:
            shown |= _span(visit.stays[0].joined, visit.stays[-1].until(run.end), show)
        shown |= self._place()
        if visit.stays:
            shown["devices"] = [_device(stay, run, show) for stay in visit.stays]
        if visit.sessions:
            shown["breakoutSessionsAttended"] = [
                {"id": str(UUID(stay.key)), "name": stay.name} | _span(stay.joined, stay.until(run.end), show)
                for stay in visit.sessions
            ]
        return shown

    def _person(self, world: World) -> dict[str, Any]:
        visit = self.visit
        person = world.people.get(visit.email)
        invitee = invitation(self.run, visit)
        shown: dict[str, Any] = {"id": self.id}
        if person is not None:
            shown["orgId"] = org_uuid(person)
        return shown | {
            "host": visit.host,
            "coHost": not visit.host and invitee is not None and invitee.co_host,
            "spaceModerator": False,
            "email": visit.email,
            "displayName": display_name(visit, person, invitee),
            "invitee": invitee is not None,
            "muted": visit.muted,
            "video": "on" if self.state in ("joined", "breakoutSession") else "off",
        }

    def _place(self) -> dict[str, Any]:
        return {
            "siteUrl": self.series.site,
            "meetingId": self.run.id,
            "hostEmail": self.series.host.email,
        }


def in_progress(participant: Participant, world: World) -> dict[str, Any]:
    """Give a participant of a live meeting as updates show him: in the lobby or joined, or neither."""
    shown = participant.shown(world)
    for name in (
        *("meetingStartTime", "joinedTime", "leftTime", "breakoutSessionId", "breakoutSessionsAttended"),
    ):
        shown.pop(name, None)
    for device in shown.get("devices", []):
        device.pop("durationSecond", None)
    if shown["state"] == "breakoutSession":
        shown["state"] = "joined"
    if shown["state"] == "end":
        del shown["state"]
    return shown


def _span(joined: datetime, left: datetime | None, show: Callable[[datetime], str]) -> dict[str, Any]:
    span = {"joinedTime": show(joined)}
    return span if left is None else span | {"leftTime": show(left)}


def _device(stay: Stay, run: Instance, show: Callable[[datetime], str]) -> dict[str, Any]:
    left = stay.until(run.end)
    device: dict[str, Any] = {
        "correlationId": stay.key,
        "deviceType": "desktop application",
        "audioType": "voip",
        **_span(stay.joined, left, show),
    }
    if left is not None:
        device["durationSecond"] = int((left - stay.joined).total_seconds())
    return device


def invitation(run: Instance, visit: Visit) -> Invitee | None:
    """Find the invitee that somebody in a meeting is; None for the uninvited."""
    return next((each for each in run.invitees if each.email.lower() == visit.email), None)


def display_name(visit: Visit, person: Person | None, invitee: Invitee | None) -> str:
    """Give the name under which somebody is in a meeting: the invited, the own, or made of the address."""
    if invitee is not None and invitee.display_name:
        return invitee.display_name
    return person.display_name if person is not None else visit.email.partition("@")[0]


def participants(found: Found) -> list[Participant]:
    """Give everybody of an instance, or of all instances of a scheduled meeting or a series.

    Those whom the end of the meeting found in the lobby never took part.
    """
    series = found.series
    if found.instance is not None:
        runs = [found.instance]
    else:
        original = found.occurrence.original if found.occurrence is not None else None
        runs = [run for run in series.runs if original in (None, run.original)]
    return [
        Participant(series, run, visit)
        for run in runs
        for visit in run.visits
        if visit.stays or run.end is None
    ]


def find_participant(found: Found, participant_id: str) -> Participant:
    """Find a participant of any instance of a meeting by id.

    Raises:
        ApiError: 404 when there is none.
    """
    for participant in participants(found):
        if participant.id == participant_id:
            return participant
    raise not_found()
