"""Meeting participants: list, query, details, update, admit, and calls to SIP devices.

Participants are the host's to see; officers see those of everybody. Who only waited in the lobby
and went is no participant any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from conformance.emulator import actions
from conformance.emulator.access import acting_for, enter, named_host
from conformance.emulator.errors import ApiError, bad_request, not_found
from conformance.emulator.fields import Email, Field, Flag, Group, Items, Text
from conformance.emulator.listing import read_zone_header
from conformance.emulator.resources.attendance import (
    Participant,
    find_participant,
    in_progress,
    participants,
)
from conformance.emulator.resources.hosting import find_hosted, series_with
from conformance.emulator.resources.paging import paged
from conformance.emulator.times import read_time
from conformance.emulator.visits import Stay
from conformance.emulator.wire import Answer, Operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.emulator.access import Caller
    from conformance.emulator.meetings import Instance
    from conformance.emulator.wire import Call
    from conformance.emulator.world import Found

__all__ = ["PATHS", "Callout"]

_FARTHEST_JOIN = timedelta(days=90)
_TIME: dict[str, Field] = dict.fromkeys(("joinTimeFrom", "joinTimeTo"), Text(least=1))
_QUERY = Group({"emails": Items(Email()), **_TIME})
_UPDATE = Group(dict.fromkeys(("muted", "admit", "expel"), Flag()))
_ADMIT = Group(
    {"items": Items(Group({"participantId": Text(), "breakoutSessionId": Text()}, ("participantId",)), 100)}
)
_CALLOUT = Group(
    {
        "meetingId": Text(least=1),
        "meetingNumber": Text(least=1),
        "address": Text(least=1),
        "addressType": Text(words=("sipAddress",)),
        "invitationCorrelationId": Text(),
        "displayName": Text(32, 1),
    },
    ("address", "displayName"),
)
_CANCEL = Group({"participantId": Text(least=1)}, ("participantId",))


@dataclass(frozen=True)
class Callout:
    """A call to a SIP device that nobody has answered yet.

    Attributes:
        meeting_id: The id of the series.
        run: The meeting that the device is called into.
    """

    meeting_id: str
    run: Instance


def list_participants(call: Call) -> Answer:
    """List Meeting Participants of an instance, or of all those of a scheduled meeting or a series."""
    caller = enter(call)
    zone = read_zone_header(call)
    starts = _between(call.query, "meetingStartTimeFrom", "meetingStartTimeTo")
    joins = _between(call.query, "joinTimeFrom", "joinTimeTo", _FARTHEST_JOIN)
    breakout = call.query.get("breakoutSessionId")
    session = _uuid(breakout, "breakoutSessionId") if breakout else ""
    found = _hosted_of_query(call, caller)
    chosen = [
        each
        for each in participants(found)
        if _began(each, starts) and _joined(each, joins) and (not session or _attended(each, session))
    ]
    shown = [each.shown(call.emulator.world, zone) for each in chosen]
    return paged(call, shown, default=10, limits=(1, 100))


def query_participants(call: Call) -> Answer:
    """Query Meeting Participants with Email; without addresses everybody fits."""
    caller = enter(call)
    zone = read_zone_header(call)
    given = _QUERY.check(call.json(), "")
    starts = _between(call.query, "meetingStartTimeFrom", "meetingStartTimeTo")
    joins = _between(given, "joinTimeFrom", "joinTimeTo", _FARTHEST_JOIN)
    wanted = {email.lower() for email in given.get("emails", [])}
    found = _hosted_of_query(call, caller)
    items = [
        each.shown(call.emulator.world, zone)
        for each in participants(found)
        if (not wanted or each.visit.email in wanted) and _began(each, starts) and _joined(each, joins)
    ]
    return Answer({"items": items})


def get_participant(call: Call) -> Answer:
    """Get Meeting Participant Details."""
    caller = enter(call)
    person = acting_for(call, caller, named_host(call))
    participant_id = call.path["participantId"]
    found = find_hosted(call, _prefix(participant_id), caller, person)
    return Answer(find_participant(found, participant_id).shown(call.emulator.world))


def update_participant(call: Call) -> Answer:
    """Update a Participant of a live meeting: mute and unmute, admit, expel.

    Admitting somebody who is in already changes nothing.
    """
    caller = enter(call)
    given = _UPDATE.check(call.json(), "")
    if given.get("admit") and given.get("expel"):
        raise bad_request("'admit' and 'expel' exclude each other.")
    participant = _live(call, caller, call.path["participantId"])
    series, run, visit = participant
    now = call.emulator.clock.now()
    if "muted" in given and visit.waiting and not given.get("admit"):
        raise ApiError(409, "The participant is in the lobby.")
    if given.get("admit"):
        actions.let_in(run, visit, now)
    visit.muted = given.get("muted", visit.muted)
    if given.get("expel"):
        actions.send_away(series, run, [visit], now)
    return Answer(in_progress(participant, call.emulator.world))


def admit_participants(call: Call) -> Answer:
    """Admit Participants of one live meeting, all or none, into it or into a breakout session."""
    caller = enter(call)
    items = _ADMIT.check(call.json(), "").get("items", [])
    sessions = [
        _uuid(each["breakoutSessionId"], "breakoutSessionId") if "breakoutSessionId" in each else ""
        for each in items
    ]
    if len({_prefix(each["participantId"]) for each in items}) > 1:
        raise bad_request("Every 'participantId' must be of the same meeting.")
    now = call.emulator.clock.now()
    found = [_live(call, caller, each["participantId"]) for each in items]
    names = [_session_name(one, session) for one, session in zip(found, sessions, strict=True)]
    for one, session, name in zip(found, sessions, names, strict=True):
        actions.let_in(one.run, one.visit, now)
        if session and (one.visit.session is None or one.visit.session.key != session):
            if one.visit.session is not None:
                one.visit.session.left = now
            one.visit.sessions.append(Stay(now, key=session, name=name))
    return Answer(status=204)


def call_out(call: Call) -> Answer:
    """Call Out a SIP Participant into a meeting in progress; nobody ever answers."""
    caller = enter(call)
    given = _CALLOUT.check(call.json(), "")
    if "meetingId" not in given and "meetingNumber" not in given:
        raise bad_request("One of 'meetingId' and 'meetingNumber' is required.")
    correlation = given.get("invitationCorrelationId")
    if correlation is not None:
        _uuid(correlation, "invitationCorrelationId")
    now = call.emulator.clock.now()
    meeting_id = given.get("meetingId") or series_with(call, given["meetingNumber"], now)
    found = find_hosted(call, meeting_id, caller, caller.person, named=False)
    run = actions.running(found)
    if run is None or not run.began:
        raise _not_in_progress()
    callout_id = f"{found.series.id}_{uuid4()}"
    call.emulator.world.shelf(Callout)[callout_id] = Callout(found.series.id, run)
    return Answer(
        {
            "participantId": callout_id,
            "invitationCorrelationId": correlation or str(uuid4()),
            "meetingNumber": found.series.number,
            "meetingId": meeting_id,
            "address": given["address"],
            "addressType": "sipAddress",
            "displayName": given["displayName"],
            "state": "pending",
        }
    )


def cancel_call_out(call: Call) -> Answer:
    """Cancel Calling Out a SIP Participant, as long as the call is pending."""
    caller = enter(call)
    callout_id = _CANCEL.check(call.json(), "")["participantId"]
    shelf = call.emulator.world.shelf(Callout)
    callout = shelf.get(callout_id)
    if callout is None:
        raise not_found()
    find_hosted(call, callout.meeting_id, caller, caller.person, named=False)
    if callout.run.end is not None:
        raise _not_in_progress()
    del shelf[callout_id]
    return Answer(status=204)


def _hosted_of_query(call: Call, caller: Caller) -> Found:
    meeting_id = call.query.get("meetingId")
    if not meeting_id:
        raise bad_request("'meetingId' is required.")
    return find_hosted(call, meeting_id, caller, acting_for(call, caller, named_host(call)))


def _prefix(participant_id: str) -> str:
    """Give the part of a participant's id that names the series."""
    return participant_id.partition("_")[0]


def _live(call: Call, caller: Caller, participant_id: str) -> Participant:
    """Find a participant who is in a live meeting, or in its lobby.

    Raises:
        ApiError: 403 and 404 as meetings have them, 409 for somebody who has gone.
    """
    found = find_hosted(call, _prefix(participant_id), caller, caller.person, named=False)
    participant = find_participant(found, participant_id)
    if participant.run.end is not None:
        raise _not_in_progress()
    if participant.state == "end":
        raise ApiError(409, "The participant has left the meeting.")
    return participant


def _not_in_progress() -> ApiError:
    return ApiError(409, "The meeting is not in progress.")


def _session_name(participant: Participant, session: str) -> str:
    """Find the name of a breakout session of the meeting; none for no session.

    Raises:
        ApiError: 404 when the meeting has no such session.
    """
    if not session:
        return ""
    series, run, _ = participant
    for each in series.breakouts_of(series.occurrence(run.original)):
        if each["id"] == session:
            return str(each["name"])
    raise not_found("The meeting has no such breakout session.")


def _uuid(text: str, where: str) -> str:
    """Read a UUID to 32 hex digits.

    Raises:
        ApiError: 400 naming `where`.
    """
    try:
        return UUID(text).hex
    except ValueError:
        raise bad_request(f"'{where}' must be a UUID.", limit=not text) from None


def _between(
    given: Mapping[str, Any], first: str, last: str, most: timedelta | None = None
) -> tuple[datetime | None, datetime | None]:
    begins, ends = (read_time(given[name], name) if given.get(name) else None for name in (first, last))
    if begins is not None and ends is not None:
        if begins >= ends:
            raise bad_request(f"'{first}' must be before '{last}'.")
        if most is not None and ends - begins > most:
            raise bad_request(f"'{last}' cannot be more than {most.days} days after '{first}'.")
    return begins, ends


def _began(participant: Participant, span: tuple[datetime | None, datetime | None]) -> bool:
    """Whether the meeting began in a time, both ends exclusive (facts: `rest-operations`)."""
    begins, ends = span
    start = participant.run.start
    return (begins is None or start > begins) and (ends is None or start < ends)


def _joined(participant: Participant, span: tuple[datetime | None, datetime | None]) -> bool:
    """Whether somebody first came in in a time, its end exclusive; who still waits did so in none."""
    begins, ends = span
    if begins is None and ends is None:
        return True
    stays = participant.visit.stays
    if not stays:
        return False
    return (begins is None or stays[0].joined >= begins) and (ends is None or stays[0].joined < ends)


def _attended(participant: Participant, session: str) -> bool:
    return any(stay.key == session for stay in participant.visit.sessions)


PATHS: dict[str, dict[str, Operation]] = {
    "/meetingParticipants": {"GET": Operation("list-meeting-participants", list_participants)},
    "/meetingParticipants/query": {
        "POST": Operation("query-meeting-participants-with-email", query_participants)
    },
    "/meetingParticipants/admit": {"POST": Operation("admit-participants", admit_participants)},
    "/meetingParticipants/callout": {"POST": Operation("call-out-a-sip-participant", call_out)},
    "/meetingParticipants/cancelCallout": {
        "POST": Operation("cancel-calling-out-a-sip-participant", cancel_call_out)
    },
    "/meetingParticipants/{participantId}": {
        "GET": Operation("get-meeting-participant-details", get_participant),
        "PUT": Operation("update-a-participant", update_participant),
    },
}
"""What this module answers, by path below `/v1` and by method."""
