"""Recordings: lists, details, deletion and sharing (facts: `rest-operations`, Recordings).

Deletion is for good: what is left of a recording, only compliance officers see, as `purged`. The
recycle bin is in `recycle_bin`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from conformance.emulator.access import acting_for, enter
from conformance.emulator.errors import ApiError, forbidden, not_found
from conformance.emulator.fields import Email, Flag, Group, Items, Text
from conformance.emulator.listing import read_zone_header
from conformance.emulator.queries import read_text, read_word
from conformance.emulator.resources.leavings import (
    PAGE,
    Origin,
    left_by,
    origin_of,
    reachable,
    read_body,
    read_window,
)
from conformance.emulator.resources.paging import paged
from conformance.emulator.times import show_time
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from conformance.emulator.access import Caller
    from conformance.emulator.people import Person
    from conformance.emulator.resources import Producer
    from conformance.emulator.world import Found, World

__all__ = ["PATHS", "PRODUCERS", "Access", "Kind", "Recording", "find_recording", "usual_topic"]

Kind = Literal["meeting", "webinar", "classicEvent", "training"]
"""What was recorded."""

_STATES = ("available", "deleted", "purged")
_FORMAT, _FORMATS = "MP4", ("MP4", "ARF")
_SERVICES = ("MeetingCenter", "EventCenter", "SupportCenter", "TrainingCenter")
_SERVICE_OF: dict[Kind, str] = {
    "meeting": "MeetingCenter",
    "webinar": "EventCenter",
    "classicEvent": "EventCenter",
    "training": "TrainingCenter",
}
_LINKS_LAST = timedelta(hours=3)
_BYTES_A_SECOND = 40_960
_DELETE = Group({"reason": Text(), "comment": Text(255)})
_WHO = Items(Email(), 100)
_SHARE = Group({"hostEmail": Email(), "addEmails": _WHO, "removeEmails": _WHO, "sendEmail": Flag()})
_SHARE_LINK = Group({**_SHARE.members, "webShareLink": Text(least=1)}, ("webShareLink",))


@dataclass(frozen=True)
class Access:
    """One look at a recording, for the audit report."""

    name: str
    email: str
    time: datetime
    viewed: bool
    downloaded: bool
    registered: bool = False


@dataclass
class Recording:
    """A recording of a meeting instance.

    Attributes:
        origin: The meeting.
        topic: The title of the meeting, its date, and the number of the recording.
        created: When the recording came into being: its file was there.
        status: `available`, `deleted` for one in the recycle bin, `purged`.
        shared: Addresses of those with whom the host shares it.
        accesses: Who looked at it, in order.
        seeded_kind: What was recorded, where that is not a meeting or webinar of this emulator.
        pressed: When somebody pressed the record button; None for the beginning of the meeting.
    """

    origin: Origin
    topic: str
    created: datetime
    status: Literal["available", "deleted", "purged"] = "available"
    shared: set[str] = field(default_factory=set)
    accesses: list[Access] = field(default_factory=list)
    seeded_kind: Kind | None = None
    pressed: datetime | None = None
    password: str = field(default_factory=lambda: f"Kiln{secrets.randbelow(9000) + 1000}")
    id: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def kind(self) -> Kind:
        """What was recorded."""
        return self.seeded_kind or ("webinar" if self.origin.webinar else "meeting")

    @property
    def service(self) -> str:
        """The service type, in the old names."""
        return _SERVICE_OF[self.kind]

    @property
    def began(self) -> datetime:
        """When recording began."""
        return self.pressed or self.origin.start

    @property
    def _page(self) -> str:
        return f"https://{self.origin.site}/recordings/{self.id}"

    @property
    def download_url(self) -> str:
        """Where people download it."""
        return f"{self._page}/download"

    @property
    def megabytes(self) -> float:
        """Its size."""
        return self._bytes / 10**6

    @property
    def _bytes(self) -> int:
        return self.origin.seconds * _BYTES_A_SECOND

    @property
    def playback_url(self) -> str:
        """Where people watch it, and the link that can be shared."""
        return f"{self._page}/playback"

    def _common(self, zone: ZoneInfo, client: str) -> dict[str, Any]:
        origin = self.origin
        tags = origin.tags.get(client)
        shown = {
            "id": self.id,
            "meetingId": origin.meeting_id,
            "scheduledMeetingId": origin.scheduled_id,
            "meetingSeriesId": origin.series_id,
            "topic": self.topic,
            "createTime": show_time(self.created, zone),
            "timeRecorded": show_time(self.began, zone),
            "siteUrl": origin.site,
            "downloadUrl": self.download_url,
            "playbackUrl": self.playback_url,
            "format": _FORMAT,
            "serviceType": self.service,
            "durationSeconds": origin.seconds,
            "sizeBytes": self._bytes,
            "status": self.status,
        }
        return shown | ({"integrationTags": tags} if tags else {})

    def shown(self, zone: ZoneInfo, client: str, person: Person) -> dict[str, Any]:
        """Give the recording as a person's own list shows it.

        Args:
            zone: The zone of the times.
            client: The client whose integration tags are shown.
            person: The one whose list it is.
        """
        mine = {"password": self.password, "shareToMe": person.email in self.shared}
        return self._common(zone, client) | mine

    def shown_to_admins(self, zone: ZoneInfo, client: str) -> dict[str, Any]:
        """Give the recording as the organisation's list shows it: with its host, without password."""
        host = self.origin.host
        named = {"hostDisplayName": host.display_name, "hostEmail": host.email}
        return self._common(zone, client) | named

    def links(self, now: datetime, zone: ZoneInfo) -> dict[str, str]:
        """Give the links that need no sign-in and expire (`rest-wire`, 6)."""
        key = secrets.token_urlsafe(16)
        return {
            **{
                f"{kind}DownloadLink": f"{self._page}/direct/{kind}?key={key}"
                for kind in ("recording", "audio", "transcript")
            },
            "expiration": show_time(now + _LINKS_LAST, zone),
        }


def usual_topic(world: World, origin: Origin) -> str:
    """Name the next recording of a meeting instance."""
    number = 1 + len(left_by(world, Recording, origin.meeting_id))
    return f"{origin.title}-{origin.start:%Y%m%d %H%M}-{number}"


def _record(world: World, found: Found, now: datetime) -> str:
    """Leave a recording behind, which the host has watched and somebody else downloaded."""
    origin = origin_of(world, found, now)
    host, other = origin.cast[0], origin.cast[1]
    recording = Recording(
        origin,
        topic=usual_topic(world, origin),
        created=now,
        accesses=[
            Access(host.name, host.email, now, viewed=True, downloaded=False),
            Access(other.name, other.email, now, viewed=True, downloaded=True),
        ],
    )
    world.shelf(Recording)[recording.id] = recording
    return recording.id


def _is_shown(recording: Recording, caller: Caller) -> bool:
    return recording.status != "purged" or "compliance" in caller.levels


def _chosen(call: Call, caller: Caller, *, longest: int | None = None) -> list[Recording]:
    """Find what the query asks for, the last to come into being first."""
    inside = read_window(call, longest=longest)
    status = read_word(call, "status", _STATES) or "available"
    form = read_word(call, "format", _FORMATS)
    service = read_word(call, "serviceType", _SERVICES)
    meeting_id, site = (call.query.get(name) for name in ("meetingId", "siteUrl"))
    tag = read_text(call, "integrationTag", 64)
    topic = call.query.get("topic", "").lower()
    found = [
        each
        for each in call.emulator.world.shelf(Recording).values()
        if each.status == status
        and _is_shown(each, caller)
        and inside(each.created)
        and form in (None, _FORMAT)
        and service in (None, each.service)
        and each.origin.fits(meeting_id)
        and site in (None, each.origin.site)
        and (tag is None or tag in each.origin.tags.get(caller.client, ()))
        and topic in each.topic.lower()
    ]
    return found[::-1]


def list_recordings(call: Call) -> Answer:
    """List Recordings: those of one person's meetings and those that are shared with him."""
    caller = enter(call)
    person = acting_for(call, caller, call.query.get("hostEmail"))
    zone = read_zone_header(call)
    items = [
        each.shown(zone, caller.client, person)
        for each in _chosen(call, caller)
        if each.origin.host == person or person.email in each.shared or caller.overreaches
    ]
    return paged(call, items, default=10, limits=PAGE)


def list_all_recordings(call: Call) -> Answer:
    """List Recordings For an Admin or Compliance Officer: those of everybody, 30 days at most."""
    caller = enter(call)
    zone = read_zone_header(call)
    items = [each.shown_to_admins(zone, caller.client) for each in _chosen(call, caller, longest=30)]
    return paged(call, items, default=10, limits=PAGE)


def find_recording(
    call: Call, recording_id: str, caller: Caller, host_email: object, *, shared: bool = False
) -> Recording:
    """Find a recording that the caller may read or change.

    Args:
        call: The request.
        recording_id: Its id.
        caller: Who calls.
        host_email: Whom the call names as its host; None for nobody.
        shared: Whether those with whom it is shared may have it too.

    Raises:
        ApiError: 404 for what does not exist or is not for him; 403 when it is only shared with him.
    """
    recording = call.emulator.world.shelf(Recording).get(recording_id)
    person = acting_for(call, caller, host_email)
    if recording is None or not _is_shown(recording, caller):
        raise not_found()
    if reachable(call, caller, host_email)(recording.origin.host):
        return recording
    if person.email not in recording.shared:
        raise not_found()
    if not shared:
        raise forbidden("Only the host can do this.")
    return recording


def get_recording(call: Call) -> Answer:
    """Get Recording Details, with links that work for three hours while it is available."""
    caller = enter(call)
    zone = read_zone_header(call)
    host_email = call.query.get("hostEmail")
    recording = find_recording(call, call.path["recordingId"], caller, host_email, shared=True)
    site = call.headers.get("siteurl")
    if site and site != recording.origin.site:
        raise not_found()
    shown = recording.shown(zone, caller.client, acting_for(call, caller, host_email))
    if recording.status == "available":
        shown["temporaryDirectDownloadLinks"] = recording.links(call.emulator.clock.now(), zone)
    return Answer(shown)


def delete_recording(call: Call) -> Answer:
    """Delete a Recording for good; the body, with a reason, may be absent."""
    caller = enter(call)
    _DELETE.check(read_body(call), "")
    _purge(find_recording(call, call.path["recordingId"], caller, call.query.get("hostEmail")))
    return Answer(status=204)


def delete_recording_as_admin(call: Call) -> Answer:
    """Delete a Recording By an Admin."""
    caller = enter(call)
    _purge(find_recording(call, call.path["recordingId"], caller, None))
    return Answer(status=204)


def _purge(recording: Recording) -> None:
    if recording.status == "purged":  # an officer sees it, but there is nothing left to delete
        raise not_found()
    recording.status = "purged"


def share_recording(call: Call) -> Answer:
    """Share a Recording: let people have it, or have it no longer."""
    caller = enter(call)
    given = _SHARE.check(call.json(), "")
    _share(find_recording(call, call.path["recordingId"], caller, given.get("hostEmail")), given)
    return Answer(status=204)


def share_recording_link(call: Call) -> Answer:
    """Share a Recording Link: the same, by the address where the recording is played."""
    caller = enter(call)
    given = _SHARE_LINK.check(call.json(), "")
    link = given["webShareLink"]
    shelf = call.emulator.world.shelf(Recording).values()
    recording_id = next((each.id for each in shelf if each.playback_url == link), "")
    _share(find_recording(call, recording_id, caller, given.get("hostEmail")), given)
    return Answer(status=204)


def _share(recording: Recording, given: dict[str, Any]) -> None:
    if recording.status != "available":
        raise ApiError(409, "The recording is not available.")
    recording.shared |= {email.lower() for email in given.get("addEmails", ())}
    recording.shared -= {email.lower() for email in given.get("removeEmails", ())}


PATHS: dict[str, dict[str, Operation]] = {
    "/recordings": {"GET": Operation("list-recordings", list_recordings)},
    "/recordings/accessList": {"POST": Operation("share-a-recording-link", share_recording_link)},
    "/recordings/{recordingId}": {
        "GET": Operation("get-recording-details", get_recording),
        "DELETE": Operation("delete-a-recording", delete_recording),
    },
    "/recordings/{recordingId}/accessList": {"POST": Operation("share-a-recording", share_recording)},
    "/admin/recordings": {
        "GET": Operation("list-recordings-for-an-admin-or-compliance-officer", list_all_recordings)
    },
    "/admin/recordings/{recordingId}": {
        "DELETE": Operation("delete-a-recording-by-an-admin", delete_recording_as_admin)
    },
}

PRODUCERS: dict[str, Producer] = {"recording": _record}
