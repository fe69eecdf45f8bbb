"""Meeting transcripts and their snippets (facts: `rest-operations`, Meeting Transcripts).

A deleted transcript is gone for everybody but compliance officers, who see it as `deleted`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.emulator.access import acting_for, enter
from conformance.emulator.errors import bad_request, not_found
from conformance.emulator.fields import Group, Text
from conformance.emulator.resources.leavings import (
    PAGE,
    judge_page,
    origin_of,
    own_address,
    reachable,
    read_body,
    read_window,
)
from conformance.emulator.resources.paging import paged
from conformance.emulator.resources.speech import Snippet, Speech, download, read_format, say
from conformance.emulator.times import show_time
from conformance.emulator.wire import Answer, Call, Operation

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.emulator.access import Caller
    from conformance.emulator.resources import Producer
    from conformance.emulator.world import Found, World

__all__ = ["PATHS", "PRODUCERS", "Transcript"]

_SNIPPETS_A_PAGE, _ANY_NUMBER = 100, (1, 10**8)
_DELETE = Group({"reason": Text(), "comment": Text(255)})
_UPDATE = Group({"text": Text(least=1), "reason": Text()}, ("text",))


@dataclass
class Transcript(Speech):
    """What was said in a meeting, in writing.

    Attributes:
        deleted: Whether it was deleted.
    """

    deleted: bool = False

    def shown(self, call: Call) -> dict[str, Any]:
        """Give the transcript as lists show it, its links to where the call came in."""
        origin = self.origin
        link = own_address(call, f"/meetingTranscripts/{self.id}/download")
        return {
            "id": self.id,
            "siteUrl": origin.site,
            "startTime": show_time(origin.start),
            "meetingTopic": origin.title,
            "meetingId": origin.meeting_id,
            "scheduledMeetingId": origin.scheduled_id,
            "meetingSeriesId": origin.series_id,
            "hostUserId": origin.host.id,
            "vttDownloadLink": f"{link}?format=vtt",
            "txtDownloadLink": f"{link}?format=txt",
            "status": "deleted" if self.deleted else "available",
        }


def _transcribe(world: World, found: Found, now: datetime) -> str:
    origin = origin_of(world, found, now)
    transcript = Transcript(origin, say(origin))
    world.shelf(Transcript)[transcript.id] = transcript
    return transcript.id


def _is_shown(transcript: Transcript, caller: Caller) -> bool:
    return not transcript.deleted or "compliance" in caller.levels


def _chosen(call: Call, caller: Caller) -> list[Transcript]:
    """Find what the query asks for, of the latest meeting first."""
    inside = read_window(call)
    meeting_id, site = call.query.get("meetingId"), call.query.get("siteUrl")
    found = [
        each
        for each in call.emulator.world.shelf(Transcript).values()
        if _is_shown(each, caller)
        and inside(each.origin.start)
        and each.origin.fits(meeting_id)
        and site in (None, each.origin.site)
    ]
    return sorted(found, key=lambda each: each.origin.start, reverse=True)


def list_transcripts(call: Call) -> Answer:
    """List Meeting Transcripts of one person's meetings."""
    caller = enter(call)
    person = acting_for(call, caller, call.query.get("hostEmail"))
    mine = (each for each in _chosen(call, caller) if each.origin.host == person or caller.overreaches)
    return paged(call, [each.shown(call) for each in mine], default=10, limits=PAGE)


def list_site_transcripts(call: Call) -> Answer:
    """List Meeting Transcripts For Compliance Officer: those of everybody, of one site."""
    caller = enter(call)
    if not call.query.get("siteUrl"):
        raise bad_request("'siteUrl' is required.")
    items = [each.shown(call) for each in _chosen(call, caller)]
    return paged(call, items, default=10, limits=PAGE)


def _find(call: Call, caller: Caller, host_email: str | None = None) -> Transcript:
    transcript = call.emulator.world.shelf(Transcript).get(call.path["transcriptId"])
    reached = reachable(call, caller, host_email)
    if transcript is None or not reached(transcript.origin.host) or not _is_shown(transcript, caller):
        raise not_found()
    return transcript


def download_transcript(call: Call) -> Answer:
    """Download a Meeting Transcript."""
    caller = enter(call)
    form = read_format(call)
    return download(_find(call, caller, call.query.get("hostEmail")), form)


def delete_transcript(call: Call) -> Answer:
    """Delete a Transcript; the body, with a reason, may be absent."""
    caller = enter(call)
    _DELETE.check(read_body(call), "")
    transcript = _find(call, caller)
    if transcript.deleted:
        raise not_found()
    transcript.deleted = True
    return Answer(status=204)


def list_snippets(call: Call) -> Answer:
    """List Snippets of a Meeting Transcript, in the order in which they were said."""
    caller = enter(call)
    judge_page(call, default=_SNIPPETS_A_PAGE, limits=_ANY_NUMBER)
    items = [each.shown() for each in _find(call, caller).snippets.values()]
    return paged(call, items, default=_SNIPPETS_A_PAGE, limits=_ANY_NUMBER)


def _find_snippet(call: Call, caller: Caller) -> Snippet:
    snippet = _find(call, caller).snippets.get(call.path["snippetId"])
    if snippet is None:
        raise not_found()
    return snippet


def get_snippet(call: Call) -> Answer:
    """Get a Transcript Snippet."""
    return Answer(_find_snippet(call, enter(call)).shown())


def update_snippet(call: Call) -> Answer:
    """Update a Transcript Snippet: its text; downloads have it from then on."""
    caller = enter(call)
    given = _UPDATE.check(call.json(), "")
    snippet = _find_snippet(call, caller)
    snippet.text = given["text"]
    return Answer(snippet.shown())


PATHS: dict[str, dict[str, Operation]] = {
    "/meetingTranscripts": {"GET": Operation("list-meeting-transcripts", list_transcripts)},
    "/meetingTranscripts/{transcriptId}": {"DELETE": Operation("delete-a-transcript", delete_transcript)},
    "/meetingTranscripts/{transcriptId}/download": {
        "GET": Operation("download-a-meeting-transcript", download_transcript)
    },
    "/meetingTranscripts/{transcriptId}/snippets": {
        "GET": Operation("list-snippets-of-a-meeting-transcript", list_snippets)
    },
    "/meetingTranscripts/{transcriptId}/snippets/{snippetId}": {
        "GET": Operation("get-a-transcript-snippet", get_snippet),
        "PUT": Operation("update-a-transcript-snippet", update_snippet),
    },
    "/admin/meetingTranscripts": {
        "GET": Operation("list-meeting-transcripts-for-compliance-officer", list_site_transcripts)
    },
}

PRODUCERS: dict[str, Producer] = {"transcript": _transcribe}
