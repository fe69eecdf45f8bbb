"""Who looked at recordings: the audit report, in sum and in detail (facts: Recording Reports)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.emulator.access import acting_for, enter
from conformance.emulator.errors import bad_request
from conformance.emulator.listing import read_zone_header
from conformance.emulator.resources.leavings import PAGE, judge_page, read_window
from conformance.emulator.resources.paging import paged
from conformance.emulator.resources.recordings import Recording, find_recording
from conformance.emulator.times import show_time
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from typing import Any
    from zoneinfo import ZoneInfo

__all__ = ["PATHS"]

_LONGEST, _OLDEST = 90, 365


def list_summaries(call: Call) -> Answer:
    """List of Recording Audit Report Summaries: of one person's recordings, the latest first."""
    caller = enter(call)
    person = acting_for(call, caller, call.query.get("hostEmail"))
    zone = read_zone_header(call)
    inside = read_window(call, longest=_LONGEST, oldest=_OLDEST)
    site = call.query.get("siteUrl")
    found = [
        each
        for each in call.emulator.world.shelf(Recording).values()
        if (each.origin.host == person or caller.overreaches)
        and each.status != "purged"
        and inside(each.began)
        and site in (None, each.origin.site)
    ]
    found.sort(key=lambda each: each.began, reverse=True)
    return paged(call, [_summary(each, zone) for each in found], default=10, limits=PAGE)


def _summary(recording: Recording, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "recordingId": recording.id,
        "topic": recording.topic,
        "timeRecorded": show_time(recording.began, zone),
        "siteUrl": recording.origin.site,
        "hostEmail": recording.origin.host.email,
        "viewCount": sum(each.viewed for each in recording.accesses),
        "downloadCount": sum(each.downloaded for each in recording.accesses),
    }


def list_details(call: Call) -> Answer:
    """Get Recording Audit Report Details: each look at one recording, in order."""
    caller = enter(call)
    zone = read_zone_header(call)
    judge_page(call)
    recording_id = call.query.get("recordingId")
    if not recording_id:
        raise bad_request("'recordingId' is required.")
    recording = find_recording(call, recording_id, caller, call.query.get("hostEmail"))
    items = [
        {
            "recordingId": recording.id,
            "topic": recording.topic,
            "name": each.name,
            "email": each.email,
            "accessTime": show_time(each.time, zone),
            "viewed": each.viewed,
            "downloaded": each.downloaded,
        }
        for each in recording.accesses
    ]
    return paged(call, items, default=10, limits=PAGE)


PATHS: dict[str, dict[str, Operation]] = {
    "/recordingReport/accessSummary": {
        "GET": Operation("list-of-recording-audit-report-summaries", list_summaries)
    },
    "/recordingReport/accessDetail": {"GET": Operation("get-recording-audit-report-details", list_details)},
}
