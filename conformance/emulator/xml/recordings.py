"""LstRecording: the recordings of the REST side, in the terms of the XML API.

Hosts see their own recordings, administrators all of the site. New events are listed among meetings,
as the documents count them (`xml-41`, 41.11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.emulator.resources.recordings import Kind, Recording
from conformance.emulator.xml.directories import page
from conformance.emulator.xml.failures import Failure
from conformance.emulator.xml.shapes import shape, since
from conformance.emulator.xml.values import read_date, show_date, zone_of
from conformance.emulator.xml.writing import Element, flag

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.emulator.xml.security import Caller

__all__ = ["KINDS", "SERVICES", "SHAPE", "list_recordings", "number_of", "recordings_of", "zone_number"]

SERVICES = "MeetingCenter|EventCenter|TrainingCenter|SupportCenter|SalesCenter"
SHAPE = shape(
    "listControl(startFrom!:i maximumNum:i) "
    "createTimeScope(createTimeStart! createTimeEnd! timeZoneID:i) hostWebExID sessionKey:i "
    f"returnSessionDetails:b recordName serviceTypes(serviceType*={SERVICES})"
)
KINDS: dict[str, frozenset[Kind]] = {
    "MeetingCenter": frozenset({"meeting", "webinar"}),
    "EventCenter": frozenset({"classicEvent"}),
    "TrainingCenter": frozenset({"training"}),
}
"""Which recordings belong to a service; none to the others."""

_PRESSED_SINCE = "41.6"
_FIRST_NUMBER = 10**8
_NETWORK_RECORDING = 0


def number_of(recording: Recording) -> int:
    """Give the number of a recording, which this door has in place of the REST side's id."""
    return _FIRST_NUMBER + int(recording.id[:7], 16)


def zone_number(caller: Caller, given: dict[str, Any]) -> int:
    """Give the number of the zone that a message names, or else that of the caller."""
    number = given.get("timeZoneID", -1)
    return int(number) if number >= 0 else caller.account.zone_id


def recordings_of(caller: Caller, given: dict[str, Any]) -> list[Recording]:
    """Give what the caller may see of the site's recordings, in the order in which they came.

    Args:
        caller: Who asks.
        given: What he asks for, of which `hostWebExID` and `recordName`, a part of the name, count.

    Raises:
        Failure: 030001 for an unknown host, 000001 for one who is not the caller.
    """
    name, part = given.get("hostWebExID", ""), given.get("recordName", "").lower()
    host = caller.directory.find(name, caller.traits) if name else caller.account
    if host is None:
        raise Failure("030001")
    if host is not caller.account and not caller.account.is_admin:
        raise Failure("000001")
    return [
        each
        for each in caller.world.shelf(Recording).values()
        if each.status != "purged"
        and each.origin.site == caller.site
        and (each.origin.host.email == host.person.email or (caller.account.is_admin and not name))
        and part in each.topic.lower()
    ]


def list_recordings(caller: Caller, given: dict[str, Any]) -> list[Element]:
    """Answer LstRecording, the newest first.

    Raises:
        Failure: 000015, 030001 or 000001.
    """
    words = given.get("serviceTypes", {}).get("serviceType", KINDS)
    wanted = {kind for word in words for kind in KINDS.get(word, ())}
    scope = given.get("createTimeScope", {})
    number = zone_number(caller, scope)
    zone = zone_of(number)
    chosen = [
        each
        for each in recordings_of(caller, given)
        if each.status == "available"
        and each.kind in wanted
        and ("sessionKey" not in given or _session_key(caller, each) == str(given["sessionKey"]))
    ]
    if scope:
        begins, ends = (read_date(scope[name], zone, name) for name in ("createTimeStart", "createTimeEnd"))
        chosen = [each for each in chosen if begins <= _create_time(caller, each) <= ends]
    chosen.sort(key=lambda each: _create_time(caller, each), reverse=True)
    shown, records = page(chosen, given.get("listControl", {}))
    return [records, *(("recording", _row(caller, each, number)) for each in shown)]


def _create_time(caller: Caller, recording: Recording) -> datetime:
    """Since 41.6 the press of the record button, before that the entry into the database."""
    pressed = since(caller.edition, _PRESSED_SINCE)
    slip = f"list-recording.database-time.{recording.kind}" if pressed else "list-recording.button-time"
    return recording.began if pressed is not caller.slips(slip) else recording.created


def _session_key(caller: Caller, recording: Recording) -> str:
    """Give the key of the meeting; empty when that is there no more."""
    series = caller.world.series.get(recording.origin.series_id)
    return series.number if series is not None else ""


def _row(caller: Caller, recording: Recording, number: int) -> list[Element]:
    origin, key = recording.origin, _session_key(caller, recording)
    host = caller.directory.of(origin.host)
    by_email = host is None or caller.traits["xmlKind"] == "ci"
    shown: list[Element] = [
        ("recordingID", number_of(recording)),
        ("hostWebExID", origin.host.email if host is None or by_email else host.login),
        ("name", recording.topic),
        ("description", ""),
        ("createTime", show_date(_create_time(caller, recording), zone_of(number))),
        ("timeZoneID", number),
        ("size", f"{recording.megabytes:.3f}"),
        ("streamURL", recording.playback_url),
        ("fileURL", recording.download_url),
    ]
    if key:
        shown.append(("sessionKey", key))
    return [
        *shown,
        ("recordingType", _NETWORK_RECORDING),
        ("duration", origin.seconds),
        ("listing", "PRIVATE"),
        ("format", "MP4"),
        ("serviceType", next(word for word, kinds in KINDS.items() if recording.kind in kinds)),
        ("passwordReq", "true"),
        ("registerReq", flag(any(each.registered for each in recording.accesses))),
        ("postRecordingSurvey", "false"),
    ]
