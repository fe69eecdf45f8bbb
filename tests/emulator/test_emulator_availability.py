"""Attributes by type and state, and the faults that break single cells of it."""

from __future__ import annotations

import pytest

from conformance.emulator.availability import ATTRIBUTES, PARENT_HAS_NONE, SHOWN, SITUATIONS, TABLE
from conformance.emulator.faults import FaultError, Faults
from conformance.emulator.views import render
from conformance.emulator.world import Found

REGISTRATION = {"requireJobTitle": True, "maxRegisterNum": 12}
LOBBY_SHOWS = {
    *("id", "meetingNumber", "title", "agenda", "meetingType", "state", "timezone", "start", "hostUserId"),
    *(
        "hostDisplayName",
        "hostEmail",
        "siteUrl",
        "webLink",
        "registration",
        "integrationTags",
        "scheduledType",
    ),
}
ENDED_SHOWS = (LOBBY_SHOWS | {"end"}) - {"meetingNumber", "registration"}


def stage(desk, situation, full_body):
    """Bring a recurring series and a one-off with registration into a situation; give their reads."""
    _, state = situation
    rounds = [
        desk.create(recurrence="FREQ=DAILY;COUNT=2", **full_body),
        desk.create(registration=REGISTRATION, **full_body),
    ]
    for series in rounds:
        if state in ("inProgress", "lobby", "ended"):
            desk.act("join", series["id"], **{"as": "attendee" if state == "lobby" else "host"})
        if state == "ended":
            desk.act("end", series["id"])
    if state in ("expired", "missed", "ended"):
        desk.advance(days=5)
    return [series["id"] for series in rounds]


def reads(desk, ids, situation):
    """Get or list every object of the staged series that is in the situation, by id and way of reading."""
    kind, state = situation
    found = {}
    for series_id in ids:
        if kind == "meetingSeries":
            found["get", series_id] = desk.get(series_id)
            listed = desk.items(**{"from": "2031-01-01", "to": "2032-01-01"})
            found |= {("list", place): each for place, each in enumerate(listed)}
            continue
        for each in desk.emulator.world.find(series_id, desk.emulator.clock.now()).series.runs:
            if kind == "meeting":
                found["get", each.id] = desk.get(each.id)
        for place, each in enumerate(desk.children(series_id, kind)):
            found["list", series_id, place] = each
    wanted = state
    return {key: body for key, body in found.items() if body.get("state", wanted) == wanted}


def test_the_tables_have_the_exceptions_of_the_guide():
    """Every cell that is not Yes in the first two tables, and the Yes cells of the narrow columns."""
    assert 45 == len(ATTRIBUTES)
    everything = set(ATTRIBUTES)
    assert {"isModified"} == everything - TABLE["meetingSeries", "active"]
    assert {"isModified"} == everything - TABLE["meetingSeries", "inProgress"]
    assert {"isModified", "registration"} == everything - TABLE["meetingSeries", "expired"]
    assert {"recurrence"} == everything - TABLE["scheduledMeeting", "ready"]
    for state in ("scheduled", "ended", "missed"):
        assert {"recurrence", "registration"} == everything - TABLE["scheduledMeeting", state]
    assert {"isModified", "end", "recurrence"} == everything - TABLE["meeting", "inProgress"]
    assert LOBBY_SHOWS == TABLE["meeting", "lobby"]
    assert ENDED_SHOWS == TABLE["meeting", "ended"]


@pytest.mark.parametrize("situation", SITUATIONS, ids=".".join)
def test_reads_show_what_the_table_grants_and_nothing_it_denies(desk, full_body, situation):
    """Over the two staged series together, each granted attribute shows and no denied one does."""
    shown = set()
    bodies = reads(desk, stage(desk, situation, full_body), situation)
    for body in bodies.values():
        shown |= set(body) & ATTRIBUTES
    assert bodies
    assert set(TABLE[situation]) == shown


def rendered(desk, ids, situation):
    """Render every object of the staged series that is in the situation, without the way over HTTP."""
    now, faults = desk.emulator.clock.now(), desk.emulator.faults
    objects = []
    for series_id in ids:
        series = desk.emulator.world.series[series_id]
        objects += [Found(series), *(Found(series, each) for each in series.occurrences(now))]
        objects += [Found(series, instance=run) for run in series.runs]
    client = desk.people["host"].email
    clean = [render(each, now, client=client) for each in objects]
    chosen = [
        each
        for each, body in zip(objects, clean, strict=True)
        if (body["meetingType"], body["state"]) == situation
    ]
    return [render(each, now, client=client, faults=faults) for each in chosen]


@pytest.mark.parametrize("situation", SITUATIONS, ids=".".join)
def test_each_fault_of_a_cell_changes_that_cell_alone(desk, full_body, situation):
    """Dropping, leaking or mistyping one attribute leaves all others as they were, everywhere."""
    ids = stage(desk, situation, full_body)
    before = rendered(desk, ids, situation)
    others = {each: rendered(desk, ids, each) for each in SITUATIONS if each != situation}
    assert before
    names = SHOWN[situation]
    faults = [("attribute-dropped", name) for name in names] + [("property-mistyped", name) for name in names]
    denied = {name for name in ATTRIBUTES - names if (*situation, name) not in PARENT_HAS_NONE}
    faults += [("attribute-leaked", name) for name in denied]
    for kind, name in sorted(faults):
        desk.emulator.faults = Faults.of([f"{kind}:{'.'.join(situation)}.{name}"])
        after = rendered(desk, ids, situation)
        rest = [{k: v for k, v in body.items() if k != name} for body in before]
        assert rest == [{k: v for k, v in body.items() if k != name} for body in after]
        if kind == "attribute-dropped":
            assert not any(name in body for body in after), name
        if kind == "attribute-leaked":
            assert any(name in body for body in after), name
        if kind == "property-mistyped":
            pairs = [(old[name], new[name]) for old, new in zip(before, after, strict=True) if name in old]
            assert not any(type(old) is type(new) for old, new in pairs), name
        assert others == {each: rendered(desk, ids, each) for each in others}


@pytest.mark.parametrize("situation", SITUATIONS, ids=".".join)
def test_faults_show_in_single_reads_and_in_lists(desk, full_body, situation):
    """A dropped title is missing from each way of reading, and back when the fault is off."""
    ids = stage(desk, situation, full_body)
    before = reads(desk, ids, situation)
    desk.faults(f"attribute-dropped:{'.'.join(situation)}.title")
    assert {key: {k: v for k, v in body.items() if k != "title"} for key, body in before.items()} == reads(
        desk, ids, situation
    )
    desk.faults()
    assert before == reads(desk, ids, situation)


def test_mistyped_properties_have_another_json_type(desk, full_body):
    """Text becomes a number, a number text, a truth value text, an array an object, an object an array."""
    series = desk.create(**full_body)
    names = ("title", "sessionTypeId", "publicMeeting", "integrationTags", "telephony")
    assert (
        200 == desk.faults(*(f"property-mistyped:meetingSeries.active.{name}" for name in names)).status_code
    )
    shown = desk.get(series["id"])
    assert [int, str, str, dict, list] == [type(shown[name]) for name in names]
    others = set(series) - set(names)
    desk.faults()
    assert {k: shown[k] for k in others} == {k: desk.get(series["id"])[k] for k in others}


def test_leaked_attributes_carry_the_real_value(desk):
    """A leak shows what the parent has: the rule, the scheduled end, false for isModified."""
    series = desk.create(recurrence="FREQ=DAILY;COUNT=2")
    run = desk.act("join", series["id"], **{"as": "host"})["instanceId"]
    cells = ("meeting.inProgress.recurrence", "meeting.inProgress.end", "meetingSeries.inProgress.isModified")
    desk.faults(*(f"attribute-leaked:{cell}" for cell in cells))
    shown = desk.get(run)
    assert ("FREQ=DAILY;COUNT=2", "2031-03-04T10:00:00Z") == (shown["recurrence"], shown["end"])
    assert desk.get(series["id"])["isModified"] is False


def test_a_leak_shows_in_a_meeting_that_has_ended(desk):
    """An ended instance leaks the password that its series has."""
    series = desk.create(password="Kettle77x")
    run = desk.act("join", series["id"], **{"as": "host"})["instanceId"]
    desk.act("end", run)
    assert "password" not in desk.get(run)
    desk.faults("attribute-leaked:meeting.ended.password")
    assert "Kettle77x" == desk.get(run)["password"]


def test_answers_to_writes_are_free_of_attribute_faults(desk):
    """A dropped attribute is still in the answers of POST, PUT and PATCH."""
    desk.faults("attribute-dropped:meetingSeries.active.title")
    series = desk.create()
    assert "title" in series
    for method in ("PUT", "PATCH"):
        assert "title" in desk.call(method, f"/meetings/{series['id']}", json={"title": "New"}).json()
    assert "title" not in desk.get(series["id"])


@pytest.mark.parametrize(
    "name",
    [
        "no-such-kind",
        "no-such-kind:a.b.c",
        "attribute-dropped",
        "attribute-dropped:meeting.ended.password",
        "attribute-dropped:meeting.missed.title",
        "attribute-leaked:meeting.inProgress.title",
        "attribute-leaked:scheduledMeeting.scheduled.registration",
        "attribute-leaked:meeting.ended.colour",
        "property-mistyped:meeting.ended.password",
        "slow-answer:soon",
        "slow-answer:nan",
        "throttle:3",
        "throttle:x:1",
        "server-error:0",
        "html-error:-1",
        "unauthorised:yes",
    ],
)
def test_faults_that_could_never_show_are_refused_by_name(desk, name):
    """An unknown kind, place or measure is a 400 whose message names the fault."""
    answer = desk.faults(name)
    assert 400 == answer.status_code
    assert name in answer.json()["message"]
    with pytest.raises(FaultError):
        Faults.of([name])
