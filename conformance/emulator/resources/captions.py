"""Closed captions of meetings that were held (facts: `rest-operations`, Closed Captions)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.emulator.access import enter
from conformance.emulator.listing import read_zone_header
from conformance.emulator.resources.leavings import (
    held_meeting,
    left_by,
    one_left_by,
    origin_of,
    own_address,
)
from conformance.emulator.resources.speech import Speech, download, read_format, say
from conformance.emulator.times import show_time
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.emulator.access import Caller
    from conformance.emulator.resources import Producer
    from conformance.emulator.world import Found, World

__all__ = ["PATHS", "PRODUCERS", "ClosedCaption"]


@dataclass
class ClosedCaption(Speech):
    """What people could read while others spoke."""

    def shown(self, call: Call) -> dict[str, Any]:
        """Give the captions as lists show them, their links to where the call came in."""
        link = own_address(call, f"/meetingClosedCaptions/{self.id}/download")
        meeting_id = self.origin.meeting_id
        return {
            "id": self.id,
            "meetingId": meeting_id,
            "vttDownloadLink": f"{link}?format=vtt&meetingId={meeting_id}",
            "txtDownloadLink": f"{link}?format=txt&meetingId={meeting_id}",
            "start": show_time(self.origin.start),
        }


def _caption(world: World, found: Found, now: datetime) -> str:
    origin = origin_of(world, found, now)
    captions = ClosedCaption(origin, say(origin))
    world.shelf(ClosedCaption)[captions.id] = captions
    return captions.id


def list_captions(call: Call) -> Answer:
    """List Meeting Closed Captions of one meeting."""
    meeting_id = held_meeting(call, enter(call))
    captions = left_by(call.emulator.world, ClosedCaption, meeting_id)
    return Answer({"items": [each.shown(call) for each in captions]})


def _find(call: Call, caller: Caller) -> ClosedCaption:
    meeting_id = held_meeting(call, caller)
    return one_left_by(call.emulator.world, ClosedCaption, meeting_id, call.path["closedCaptionId"])


def list_caption_snippets(call: Call) -> Answer:
    """List Meeting Closed Caption Snippets, all of them, in the order in which they were said."""
    captions = _find(call, enter(call))
    return Answer({"items": [each.shown() for each in captions.snippets.values()]})


def download_captions(call: Call) -> Answer:
    """Download Meeting Closed Caption Snippets; the zone is that of the times in the plain text."""
    caller = enter(call)
    form, zone = read_format(call), read_zone_header(call)
    return download(_find(call, caller), form, zone)


PATHS: dict[str, dict[str, Operation]] = {
    "/meetingClosedCaptions": {"GET": Operation("list-meeting-closed-captions", list_captions)},
    "/meetingClosedCaptions/{closedCaptionId}/snippets": {
        "GET": Operation("list-meeting-closed-caption-snippets", list_caption_snippets)
    },
    "/meetingClosedCaptions/{closedCaptionId}/download": {
        "GET": Operation("download-meeting-closed-caption-snippets", download_captions)
    },
}

PRODUCERS: dict[str, Producer] = {"closedCaption": _caption}
