"""What everything that a meeting leaves behind knows of that meeting, and who reaches it.

Recordings, transcripts and the like outlive their meeting: they keep what they need of it from the
moment they came into being.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from conformance.emulator.access import acting_for
from conformance.emulator.errors import bad_request, not_found
from conformance.emulator.meetings import stamp
from conformance.emulator.queries import read_number
from conformance.emulator.times import read_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.emulator.access import Caller
    from conformance.emulator.meetings import Instance
    from conformance.emulator.people import Person
    from conformance.emulator.wire import Call
    from conformance.emulator.world import Found, World

__all__ = [
    "PAGE",
    "Leaving",
    "Origin",
    "Somebody",
    "held_meeting",
    "judge_page",
    "left_by",
    "one_left_by",
    "origin_of",
    "own_address",
    "reachable",
    "read_body",
    "read_window",
    "with_person_id",
]

PAGE = (1, 100)
"""The least and the greatest `max`; for some lists the documents give only the greatest."""

_WEEK = timedelta(days=7)
_STRANGER = "attendee-1@example.com"
_JUST_NOW = timedelta(microseconds=1)


@dataclass(frozen=True)
class Somebody:
    """One who was in a meeting.

    Attributes:
        name: The name that answers show.
        email: The address.
        joined: When he came first.
        left: When he left last.
        person: Who it is in the organisation; None for outsiders.
    """

    name: str
    email: str
    joined: datetime
    left: datetime
    person: Person | None = None

    def shown(self) -> dict[str, Any]:
        """Give name and address, as most resources show a person."""
        return {"displayName": self.name, "email": self.email}


def with_person_id(who: Somebody) -> dict[str, Any]:
    """Give name, address and, for people of the organisation, the public id."""
    return who.shown() | ({"personId": who.person.id} if who.person else {})


@dataclass(frozen=True)
class Origin:
    """The meeting instance that left something behind.

    Attributes:
        host: Who hosted it, and owns what it left.
        site: Its site.
        series_id: The id of its series.
        scheduled_id: The id of its scheduled meeting, in the long form even for one-offs.
        meeting_id: Its own id.
        title: Its title.
        start: When it began.
        end: When it ended or, while it goes on, the moment of which this tells.
        webinar: Whether it was a webinar.
        tags: Integration tags by the client that set them.
        cast: Who was there, the host first.
    """

    host: Person
    site: str
    series_id: str
    scheduled_id: str
    meeting_id: str
    title: str
    start: datetime
    end: datetime
    webinar: bool
    tags: dict[str, list[str]]
    cast: tuple[Somebody, ...]

    @property
    def seconds(self) -> int:
        """Its length in whole seconds, at least one."""
        return max(1, int((self.end - self.start).total_seconds()))

    @property
    def service(self) -> str:
        """The service type, in the old names that reports and recordings use."""
        return "EventCenter" if self.webinar else "MeetingCenter"

    def fits(self, meeting_id: str | None) -> bool:
        """Tell whether an id names this meeting, its scheduled meeting or its series; None fits all."""
        return meeting_id in (None, self.meeting_id, self.scheduled_id, self.series_id)


def origin_of(world: World, found: Found, now: datetime) -> Origin:
    """Describe an instance for what it leaves behind.

    Args:
        world: Where names are looked up.
        found: The meeting; its `instance` is set.
        now: The present.

    Raises:
        ValueError: There is no instance.
    """
    run, series = found.instance, found.series
    if run is None:
        raise ValueError("Only meeting instances leave anything behind.")
    end = max(run.start, run.end or now)
    return Origin(
        host=series.host,
        site=series.site,
        series_id=series.id,
        scheduled_id=f"{series.id}_{stamp(run.original)}",
        meeting_id=run.id,
        title=run.settings["title"],
        start=run.start,
        end=end,
        webinar=run.settings.get("scheduledType") == "webinar",
        tags={client: list(tags) for client, tags in series.tags.items()},
        cast=_cast(world, found, run, end),
    )


def _cast(world: World, found: Found, run: Instance, end: datetime) -> tuple[Somebody, ...]:
    """The host and those who came; when nobody else did, an unnamed attendee, who can vote and ask."""
    host = found.series.host
    names = {each.email.lower(): each.display_name for each in run.invitees}
    stays = {visit.email: visit.stays for visit in run.visits if visit.stays}
    cast = []
    others = [email for email in stays if email != host.email] or [_STRANGER]
    for email in (host.email, *others):
        person = world.people.get(email)
        name = names.get(email) or (person.display_name if person else email.partition("@")[0])
        there = stays.get(email)
        joined = there[0].joined if there else run.start
        left = there[-1].until(end) if there else end
        cast.append(Somebody(name, email, joined, left or end, person))
    return tuple(cast)


def reachable(call: Call, caller: Caller, host_email: object) -> Callable[[Person], bool]:
    """Give the test whether something of a host is open to the caller.

    Who names a host reaches what is that host's; who names none reaches his own and, at the admin
    and compliance levels, everybody's.

    Args:
        call: The request.
        caller: Who calls.
        host_email: Whom the call names; None for nobody.

    Raises:
        ApiError: As `acting_for` does.
    """
    if not host_email:
        return caller.may_reach
    person = acting_for(call, caller, host_email)
    return lambda owner: owner == person


def held_meeting(call: Call, caller: Caller) -> str:
    """Give the id of the instance that the required `meetingId` names.

    Raises:
        ApiError: 400 without an id or with one of a series or a scheduled meeting, 404 for what does
            not exist or is not open to the caller.
    """
    meeting_id = call.query.get("meetingId")
    if not meeting_id:
        raise bad_request("'meetingId' is required.")
    found = call.emulator.world.find(meeting_id, call.emulator.clock.now())
    if found is None or not caller.may_reach(found.series.host):
        raise not_found()
    if found.instance is None:
        raise bad_request(f"Meeting ID '{meeting_id}' is not allowed for this API.")
    return found.instance.id


class Leaving(Protocol):
    """Something that a meeting left behind."""

    @property
    def origin(self) -> Origin:
        """The meeting."""


_Kind = TypeVar("_Kind", bound=Leaving)


def left_by(world: World, kind: type[_Kind], meeting_id: str) -> list[_Kind]:
    """Give everything of one kind that a meeting instance left behind and that still exists, in order."""
    return [each for each in world.shelf(kind).values() if each.origin.meeting_id == meeting_id]


def one_left_by(world: World, kind: type[_Kind], meeting_id: str, own_id: str) -> _Kind:
    """Give one thing that a meeting instance left behind.

    Raises:
        ApiError: 404 when nothing has that id, or another meeting left it.
    """
    found = world.shelf(kind).get(own_id)
    if found is None or found.origin.meeting_id != meeting_id:
        raise not_found()
    return found


def read_window(
    call: Call, *, longest: int | None = None, oldest: int | None = None
) -> Callable[[datetime], bool]:
    """Read `from` and `to` and give the test whether a moment lies between them.

    `from` is inclusive and `to` exclusive. One that is absent is a week from the other; without both
    it is the week that ends now, this very moment included.

    Args:
        call: The request.
        longest: Most days between the two; None for any number.
        oldest: Most days from `from` until now; None for any number.

    Raises:
        ApiError: 400 naming the parameters.
    """
    now = call.emulator.clock.now()
    given = {name: read_time(call.query[name], name) for name in ("from", "to") if name in call.query}
    try:
        if "from" in given:
            begins = given["from"]
            ends = given.get("to") or begins + _WEEK
        else:
            ends = given.get("to") or now + _JUST_NOW
            begins = ends - _WEEK
    except OverflowError:
        raise bad_request("'from' or 'to' is too far away.") from None
    if begins >= ends:
        raise bad_request("'from' must be before 'to'.")
    if longest is not None and ends - begins > timedelta(days=longest):
        raise bad_request(f"'from' and 'to' cannot be more than {longest} days apart.")
    if oldest is not None and now - begins > timedelta(days=oldest):
        raise bad_request(f"'from' cannot be more than {oldest} days ago.")
    return lambda moment: begins <= moment < ends


def judge_page(call: Call, *, default: int = 10, limits: tuple[int, int] = PAGE) -> None:
    """Judge `max` and `offset` ahead of looking for anything; wrong parameters come before unknown ids.

    Raises:
        ApiError: 400 naming the parameter.
    """
    read_number(call, "max", default, limits)
    read_number(call, "offset", 0, (0, 10**8))


def own_address(call: Call, path: str) -> str:
    """Write the absolute address of a path of this service, as the caller reaches it."""
    return f"{str(call.request.base_url).rstrip('/')}/v1{path}"


def read_body(call: Call) -> dict[str, Any]:
    """Read a body that may be absent, then empty.

    Raises:
        ApiError: As `Call.json` does for one that is there.
    """
    return call.json() if call.raw else {}
