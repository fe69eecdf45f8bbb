"""How meeting objects look on the wire.

`carried` puts together everything an object has or inherits, denied or not; `render` keeps what
`availability` grants and applies the faults that are on. So a leaked attribute shows the real
value, and each fault touches exactly one attribute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.availability import SHOWN
from conformance.emulator.lives import shown_state
from conformance.emulator.meetings import TRACES
from conformance.emulator.times import UTC_ZONE, show_time

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from conformance.emulator.faults import Faults
    from conformance.emulator.meetings import Occurrence, Series
    from conformance.emulator.world import Found

__all__ = ["HOST_ONLY", "render"]

HOST_ONLY = frozenset(
    {
        *(
            "hostKey",
            "phoneAndVideoSystemPassword",
            "panelistPassword",
            "phoneAndVideoSystemPanelistPassword",
        ),
        *("integrationTags", "trackingCodes", "liveStream"),
    }
)
"""What a caller who is neither the host nor acts for him does not see."""


def _identity(found: Found, now: datetime) -> dict[str, Any]:
    series, occurrence, run = found.series, found.occurrence, found.instance
    if run is not None:
        kind, own_id = "meeting", run.id
    elif occurrence is not None:
        kind, own_id = "scheduledMeeting", occurrence.id
    else:
        kind, own_id = "meetingSeries", series.id
    return {"id": own_id, "meetingType": kind, "state": shown_state(found, now)}


def _span(found: Found, now: datetime, *, current: bool) -> tuple[datetime, datetime]:
    series, occurrence, run = found.series, found.occurrence, found.instance
    if run is not None:
        return run.start, run.end or run.scheduled_end
    if occurrence is not None:
        return occurrence.start, occurrence.end
    if current:
        live = series.live()
        upcoming = series.occurrence(live.original) if live else series.current(now)
        if upcoming is not None:
            return upcoming.start, upcoming.end
    return series.start, series.end


def _joined(series: Series, occurrence: Occurrence | None) -> dict[str, bool]:
    runs = [run for run in series.runs if occurrence is None or run.original == occurrence.original]
    last = runs[-1] if runs else None
    anyone = last is not None and (last.host_joined or last.attendee_joined)
    return {"hostDidJoin": last is not None and last.host_joined, "attendeeDidJoin": anyone}


def _access(series: Series, own_id: str) -> dict[str, Any]:
    number = series.number
    return {
        "meetingNumber": number,
        "phoneAndVideoSystemPassword": series.phone_password,
        "hostUserId": series.host.id,
        "hostDisplayName": series.host.display_name,
        "hostEmail": series.shown_host,
        "hostKey": series.host.host_key,
        "siteUrl": series.site,
        "webLink": series.web_link,
        "sipAddress": f"{number}@{series.site}",
        "dialInIpAddress": "198.51.100.24",
        "telephony": {
            "accessCode": number,
            "callInNumbers": [
                {"label": "Iceland toll", "callInNumber": "+354-555-0142", "tollType": "toll"},
                {"label": "Iceland toll free", "callInNumber": "+354-800-0142", "tollType": "tollFree"},
            ],
            "links": [
                {
                    "rel": "globalCallinNumbers",
                    "href": f"/v1/meetings/{own_id}/globalCallinNumbers",
                    "method": "GET",
                }
            ],
        },
    }


def carried(found: Found, now: datetime, zone: ZoneInfo, client: str, *, current: bool) -> dict[str, Any]:
    """Put together everything an object has or inherits, without regard to its state."""
    series, occurrence, run = found.series, found.occurrence, found.instance
    body = _identity(found, now)
    own_id = body["id"]
    body |= _access(series, own_id)
    if run is not None:
        body |= run.settings
        body |= {"scheduledMeetingId": run.scheduled_id} | {name: run.left(name) for name in TRACES}
        occurrence = series.occurrence(run.original)
    else:
        body |= series.settings
        if occurrence is not None:
            body |= occurrence.changes
            body = {name: value for name, value in body.items() if value is not None}
    start, end = _span(found, now, current=current)
    body |= {
        "meetingSeriesId": series.id,
        "start": show_time(start, zone),
        "end": show_time(end, zone),
        "isModified": occurrence is not None and occurrence.modified,
        **_joined(series, occurrence if run is None else None),
    }
    if run is not None:
        body |= {"hostDidJoin": run.host_joined, "attendeeDidJoin": run.host_joined or run.attendee_joined}
    if series.schedule.rule is not None:
        body["recurrence"] = series.schedule.rule.text
    if series.tags.get(client):
        body["integrationTags"] = series.tags[client]
    if series.breakouts_of(occurrence) and body["enabledBreakoutSessions"]:
        href = f"/v1/meetings/{own_id}/breakoutSessions"
        body["links"] = [{"rel": "breakoutSessions", "href": href, "method": "GET"}]
    if "registration" in body:
        body["registerLink"] = f"https://{series.site}/register/{series.link_key}"
    if body["scheduledType"] == "webinar":
        body["phoneAndVideoSystemPanelistPassword"] = series.panelist_phone_password
    if not body["enabledVisualWatermark"]:
        body.pop("visualWatermarkOpacity", None)
    return body


def _force(body: dict[str, Any], found: Found) -> None:
    """Show what `update-forced` shows as sent in place of what is stored, down to members of objects."""
    if found.instance is not None:
        return
    sent = found.series.forced.get(found.occurrence.original if found.occurrence else None, {})
    for name, value in sent.items():
        if isinstance(value, dict) and isinstance(body.get(name, {}), dict):
            body[name] = body.get(name, {}) | value
        elif value is not None:
            body[name] = value


def render(
    found: Found,
    now: datetime,
    *,
    zone: ZoneInfo = UTC_ZONE,
    client: str = "",
    privileged: bool = True,
    current: bool = False,
    faults: Faults | None = None,
) -> dict[str, Any]:
    """Give an object as an answer shows it.

    Args:
        found: The object.
        now: The present.
        zone: The zone of `start` and `end`.
        client: Whose integration tags to show.
        privileged: Whether the caller is the host or acts for him.
        current: Show a series with the times of its present or next scheduled meeting.
        faults: The faults that apply to reads; None for answers to writes.
    """
    body = carried(found, now, zone, client, current=current)
    _force(body, found)
    if faults is not None:
        body["state"] = shown_state(found, now, faults)
        one_off = found.occurrence is not None and not found.series.recurring
        if one_off and faults.has("identity-slips", "one-off"):
            body["id"] = found.series.other_id
    situation = (body["meetingType"], body["state"])
    names = SHOWN[situation]
    if faults is not None:
        names = faults.names(situation, names)
    hidden = frozenset() if privileged else HOST_ONLY
    shown = {name: value for name, value in body.items() if name in names and name not in hidden}
    if faults is not None:
        faults.mistype(situation, shown)
    return shown
