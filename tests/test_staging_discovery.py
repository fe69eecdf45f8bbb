"""Finding and reading meetings that others made, on a target where nothing may be created."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance.emulator import Clock, Emulator, RunningEmulator, serve
from conformance.staging import SITUATIONS
from tests.sites import FAST, HOST, TRAITS, Answered, act, changed, meetings, of_emulator, profile
from tests.stages import stage

pytestmark = pytest.mark.usefixtures("token")

READ_ONLY = '[abilities]\nstaging = ["discover"]\n'


def schedule(running: RunningEmulator, title: str, start: datetime, **more: Any) -> str:
    """Somebody schedules a meeting of an hour."""
    body = {
        "title": title,
        "agenda": "Numbers",
        "start": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
        **more,
    }
    headers = {"authorization": f"Bearer {HOST.token}"}
    answer = httpx.post(running.base_url + "/meetings", json=body, headers=headers, trust_env=False)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


@pytest.fixture
def busy(running: RunningEmulator) -> RunningEmulator:
    """A site that has seen some days: meetings in every situation, none of them made by a run."""
    now = running.emulator.clock.now().replace(microsecond=0)
    lobby_security = {"unlockedMeetingJoinSecurity": "allowJoinWithLobby"}
    held = schedule(running, "Held", now + timedelta(hours=1))
    schedule(running, "Nobody came", now + timedelta(hours=1))
    act(running, "/clock", to=f"{now + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}")
    act(running, "/meetings/join", meetingIds=[held], **{"as": "host"})
    act(running, "/meetings/end", meetingIds=[held])
    act(running, "/clock", to=f"{now + timedelta(hours=30):%Y-%m-%dT%H:%M:%SZ}")
    now += timedelta(hours=30)
    going_on = schedule(running, "Going on", now + timedelta(minutes=30))
    waiting = schedule(running, "People wait", now + timedelta(minutes=30), **lobby_security)
    schedule(running, "Daily", now + timedelta(hours=3), recurrence="FREQ=DAILY;INTERVAL=1;COUNT=4")
    act(running, "/clock", to=f"{now + timedelta(minutes=30):%Y-%m-%dT%H:%M:%SZ}")
    act(running, "/meetings/join", meetingIds=[going_on], **{"as": "host"})
    act(running, "/meetings/join", meetingIds=[waiting], **{"as": "attendee"})
    return running


def test_every_situation_is_found_where_others_left_it(tmp_path: Path, busy: RunningEmulator) -> None:
    """All ten situations are read from existing meetings, by reads alone, and none is touched."""
    before = sorted(series.id for series in meetings(busy))
    path = profile(tmp_path, busy.base_url, top=READ_ONLY, more=FAST)

    judged = stage(path, tmp_path)

    assert set(SITUATIONS) == judged.reached("discover")
    assert {"passed", "not-exercised", "not-applicable"} == set(judged.counts)
    assert judged.counts["passed"] > 330
    assert all(one.startswith("GET ") for one in judged.requests)
    assert before == sorted(series.id for series in meetings(busy))


def test_discovery_fills_what_documented_calls_leave_open(tmp_path: Path, busy: RunningEmulator) -> None:
    """Own meetings serve for what they can, existing ones for the rest."""
    judged = stage(of_emulator(tmp_path, busy, control=False), tmp_path)

    assert {"meetingSeries.active", "scheduledMeeting.ready", "scheduledMeeting.scheduled"} == judged.reached(
        "api"
    )
    assert 7 == len(judged.reached("discover"))
    assert set() == judged.those("failed") | judged.those("indeterminate")


def test_documented_calls_alone_cover_a_part(tmp_path: Path, running: RunningEmulator) -> None:
    """On an empty site three situations are reached; the others say what was missing."""
    judged = stage(of_emulator(tmp_path, running, control=False), tmp_path)

    assert 3 == len(judged.reached("api"))
    assert {"passed": 143, "not-exercised": 336, "not-applicable": 1} == judged.counts
    reasons = {line["reason"] for line in judged.lines.values() if line["verdict"] == "not-exercised"}
    assert all("no control API" in one and "none was found on the site" in one for one in reasons)


def test_control_brings_everything_about(tmp_path: Path, running: RunningEmulator) -> None:
    """With the control API every rule that promises something is judged."""
    judged = stage(of_emulator(tmp_path, running), tmp_path)

    assert {"passed": 477, "not-applicable": 3} == judged.counts
    assert [] == judged.left == meetings(running)


def test_what_is_in_another_state_is_not_judged(tmp_path: Path) -> None:
    """A target whose lists ignore the state filter gives meetings that are looked at and left alone."""

    def before(method: str, path: str, query: dict[str, str], _body: Any) -> Any:
        if method == "GET" and path == "/v1/meetings":
            return {name: value for name, value in query.items() if name not in {"state", "from", "to"}}
        return None

    with changed(before=before, emulator=Emulator()) as running:
        schedule(running, "Tomorrow", datetime.now(UTC) + timedelta(days=1))
        judged = stage(profile(tmp_path, running.base_url, top=READ_ONLY, more=FAST), tmp_path)

    assert {"meetingSeries.active", "scheduledMeeting.ready"} == judged.reached("discover")
    assert set() == judged.those("failed") | judged.those("indeterminate")


def test_states_that_contradict_their_list_are_not_judged(tmp_path: Path) -> None:
    """When the single read names another state than the list did, the meeting counts for neither."""

    def after(method: str, _path: str, _query: Any, body: Any) -> Any:
        if method == "GET" and "items" not in body and body.get("meetingType") == "meetingSeries":
            return {**body, "state": "expired"}
        return None

    with changed(after=after) as lying:
        schedule(lying, "Tomorrow", datetime.now(UTC) + timedelta(days=1))
        judged = stage(profile(tmp_path, lying.base_url, top=READ_ONLY, more=FAST), tmp_path)

    assert "the target says expired where active was to be reached" in (
        judged.situations["meetingSeries.active"].missing or ""
    )


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_host_is_asked_once(tmp_path: Path, status: int) -> None:
    """Where the credential is no good, discovery stops at the first refusal and says so."""
    with changed(before=lambda *_: Answered(status, {"message": "Go away."})) as refusing:
        judged = stage(profile(tmp_path, refusing.base_url, top=READ_ONLY, more=FAST), tmp_path)

    assert 1 == len(judged.requests)
    assert {True} == {"the host is refused" in (one.missing or "") for one in judged.situations.values()}


def test_discovery_follows_the_present_of_the_target(tmp_path: Path) -> None:
    """On a target that lives weeks ahead, what is soon there is found there."""
    ahead = datetime.now(UTC) + timedelta(days=90)
    with serve(Emulator(Clock.starting(ahead))) as running:
        schedule(running, "Soon there", ahead + timedelta(days=1))
        judged = stage(profile(tmp_path, running.base_url, top=READ_ONLY, more=TRAITS + FAST), tmp_path)

    assert {"meetingSeries.active", "scheduledMeeting.ready"} == judged.reached("discover")
