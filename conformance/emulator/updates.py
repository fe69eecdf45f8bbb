"""Update and Patch a Meeting; both methods behave the same here (`update-ref`, opening).

The five restrictions are those of the `guide`, "Restrictions on Updating a Meeting". What a body
does not name stays as it is.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from conformance.emulator import bodies, rules, sidesteps, walk_slips
from conformance.emulator.errors import invalid
from conformance.emulator.notices import take_out_gaps
from conformance.emulator.schedule import Rule, Schedule, read_rule
from conformance.emulator.times import read_zone

if TYPE_CHECKING:
    from conformance.emulator.faults import Faults
    from conformance.emulator.meetings import Occurrence, Series
    from conformance.emulator.world import Found, World

__all__ = ["interval", "update"]

_NESTED = ("meetingOptions", "attendeePrivileges", "audioConnectionOptions")
_NOT_SETTINGS = ("sendEmail", "hostEmail", "integrationTags", "trackingCodes", *_NESTED)
_WEBINAR_ONLY = ("panelistPassword", "enabledWebcastView", "requireAttendeeLogin", "restrictToInvitees")


def update(found: Found, meeting_id: str, body: dict[str, Any], world: World, client: str) -> frozenset[str]:
    """Change a series or a scheduled meeting.

    Args:
        found: What the id names.
        meeting_id: The id as it was sent, for the text of rule 4.
        body: The JSON object that was sent.
        world: For the clock, the traits of the site and the faults.
        client: Whose integration tags are set.

    Returns:
        The attributes that the site could not take over, of which the answer warns.

    Raises:
        ApiError: 400 for a broken rule or an impossible value.
    """
    series, occurrence = found.series, found.occurrence
    if found.instance is not None:  # rule 4
        raise invalid(f"Meeting ID '{meeting_id}' is not allowed for this API.", rule=4)
    if series.adhoc:
        raise invalid(f"Meeting ID '{meeting_id}' is of an ad-hoc meeting, which cannot be updated.")
    if series.settings["scheduledType"] == "personalRoomMeeting":
        raise invalid(f"Meeting ID '{meeting_id}' is of a personal room meeting, which cannot be updated.")
    run = series.live(occurrence)
    if run is not None and run.began:  # rule 3; people in a lobby alone do not forbid it
        raise invalid("Meeting is in progress", rule=3)
    walk_slips.check_open(found, world.faults)
    rules.check_nulls(body)
    given = bodies.SETTINGS.check({name: value for name, value in body.items() if value is not None}, "")
    traits = world.sites[series.site]
    gaps = take_out_gaps(given) if traits["converged"] else frozenset[str]()
    before = series.settings | (occurrence.changes if occurrence else {})
    after = _settings(before, body, given, traits, world.faults)
    _check_tags(series, given, body, client, fixed=occurrence is not None)
    if occurrence is None:
        _reschedule(series, body, after, world)
        series.settings = after
        if "title" in given:
            sidesteps.keep_titles(series, before["title"], world)
            walk_slips.spread_title(series, world)
        if "integrationTags" in body:
            series.tags[client] = given.get("integrationTags", [])
        if not after["enabledBreakoutSessions"]:
            series.breakouts = []
    else:
        _move(series, occurrence, body, after, world)
        shared = series.settings
        occurrence.changes = {name: value for name, value in after.items() if shared.get(name) != value}
        # A value that was cleared for this one meeting must hide that of the series.
        occurrence.changes |= {name: None for name in shared if name not in after}
        if not world.faults.has("update-slips", "modified-unmarked"):
            occurrence.modified = True
        series.keep(occurrence)
        sidesteps.spread_title(series, occurrence, given, world)
    return gaps


def _settings(
    before: dict[str, Any],
    body: dict[str, Any],
    given: dict[str, Any],
    traits: dict[str, Any],
    faults: Faults,
) -> dict[str, Any]:
    after = deepcopy({name: value for name, value in before.items() if value is not None})
    webinar = after["scheduledType"] == "webinar"
    skipped = _NOT_SETTINGS if webinar else (*_NOT_SETTINGS, *_WEBINAR_ONLY)
    after |= {name: value for name, value in given.items() if name not in skipped}
    for name in _NESTED:
        if name in given and name in after:
            after[name] |= given[name]
    for name in ("password", "panelistPassword"):
        if name in given and after.get(name) != before.get(name):
            rules.check_password(given[name], traits, name)
    if "agenda" in body and body["agenda"] is None:
        after.pop("agenda", None)
    if "trackingCodes" in body:
        _set_tracking_codes(after, body, given, traits)
        sidesteps.forget_defaults(after, given, faults)
    if "timezone" in body:
        after["timezone"] = read_zone(body["timezone"]).key
    if after["enabledBreakoutSessions"] and not traits["breakoutSessions"]:
        raise invalid("'enabledBreakoutSessions' cannot be true on this site.")
    judged = after if webinar else after | {name: given[name] for name in _WEBINAR_ONLY if name in given}
    note_type = after["meetingOptions"]["noteType"]
    rules.check_settings(judged)
    sidesteps.keep_note_type(after, note_type, faults)
    return after


def _set_tracking_codes(
    after: dict[str, Any], body: dict[str, Any], given: dict[str, Any], traits: dict[str, Any]
) -> None:
    if body["trackingCodes"] is None:
        after.pop("trackingCodes", None)
        return
    after["trackingCodes"] = rules.fit_tracking_codes(given["trackingCodes"], traits)
    if not after["trackingCodes"]:
        del after["trackingCodes"]


def _check_tags(
    series: Series, given: dict[str, Any], body: dict[str, Any], client: str, *, fixed: bool
) -> None:
    # Whole answers are sent back, so tags that stay the same are no attempt to change them.
    if (
        fixed
        and "integrationTags" in body
        and given.get("integrationTags", []) != series.tags.get(client, [])
    ):
        raise invalid("'integrationTags' can be updated for a meeting series only.")


def _reschedule(series: Series, body: dict[str, Any], after: dict[str, Any], world: World) -> None:
    now, faults = world.clock.now(), world.faults
    named = read_zone(body["timezone"]) if "timezone" in body else None
    zone = named or series.zone
    start, end = rules.read_span(body, named, now, sidesteps.kept_seconds(faults))
    start = series.start if start is None else start
    end = series.end if end is None else end
    if (start, end) != (series.start, series.end):
        start, end = rules.check_span(start, end, now)
    rule: Rule | None = series.schedule.rule
    if "recurrence" in body:
        rule = None if body["recurrence"] is None else read_rule(body["recurrence"], zone, now)
    if rule is not None and "registration" in after:
        raise invalid("'recurrence' does not apply to a meeting with 'registration'.")
    same_rule = (rule and rule.text) == (series.schedule.rule and series.schedule.rule.text)
    if same_rule and zone.key == series.zone.key and (start, end) == (series.start, series.end):
        sidesteps.cancel_exceptions(series, faults)
        return
    schedule = Schedule(start, zone, rule)
    if schedule.starts == series.schedule.starts and end - start == series.duration and same_rule:
        series.schedule = schedule  # another zone, the same instants: nothing is cancelled
        sidesteps.cancel_exceptions(series, faults)
        return
    before, kept = series.schedule.starts, dict(series.kept)
    differs = {"start": start != series.start, "end": end != series.end, "recurrence": not same_rule}
    if differs["start"]:
        differs["end"] = False  # moving the start usually takes the end along
    changed = [name for name, differ in differs.items() if differ]
    series.reschedule(schedule, end - start)
    sidesteps.keep_exceptions(series, changed[0] if len(changed) == 1 else "", before, kept, faults)


def _move(
    series: Series, occurrence: Occurrence, body: dict[str, Any], after: dict[str, Any], world: World
) -> None:
    now, faults = world.clock.now(), world.faults
    zone = read_zone(after["timezone"]) if "timezone" in body else None
    start, end = rules.read_span(body, zone, now, sidesteps.kept_seconds(faults))
    start = occurrence.start if start is None else start
    end = occurrence.end if end is None else end
    if (start, end) == (occurrence.start, occurrence.end):
        return
    start, end = rules.check_span(start, end, now)
    begins, ends = interval(series, occurrence)  # rule 5 looks at the start alone
    ends = sidesteps.cut_off(series, ends, faults)
    if (begins is not None and start < begins) or (ends is not None and start >= ends):
        raise invalid("meeting.err.two_meeting_schedule_at_same_day", rule=5)
    occurrence.start, occurrence.end = start, end


def interval(series: Series, occurrence: Occurrence) -> tuple[datetime | None, datetime | None]:
    """Give the recurring interval of a scheduled meeting (`guide`, rule 5), None for an open side.

    It runs from midnight of the day on which the meeting was scheduled to midnight of the day of the
    next one, in the zone in which the series was scheduled. The first has no beginning, the last no
    end.
    """
    zone = series.zone

    def midnight(moment: datetime) -> datetime:
        day = moment.astimezone(zone).date()
        return datetime.combine(day, time(), zone).astimezone(UTC)

    after = series.following(occurrence)
    if after is None and series.schedule.rule is not None and series.schedule.rule.endless:
        series.schedule.reach(series.schedule.starts[-1])
        after = series.following(occurrence)
    begins = midnight(occurrence.original) if series.previous(occurrence) else None
    return begins, midnight(after.original) if after else None
