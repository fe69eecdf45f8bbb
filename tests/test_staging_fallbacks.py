"""Staging on targets that refuse, ignore, lie or live in another time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance.emulator import Clock, Emulator, RunningEmulator, serve
from tests.sites import FAST, HOST, OTHER, Answered, act, changed, meetings, of_emulator, profile
from tests.stages import Judged, stage

pytestmark = pytest.mark.usefixtures("token")

FRESH = {"meetingSeries.active", "scheduledMeeting.ready", "scheduledMeeting.scheduled"}


def lost_cells(judged: Judged) -> set[str]:
    """The attributes of which no cell was exercised."""
    lost = judged.those("not-exercised")
    names = {address.rsplit(".", 1)[1] for address in lost}
    whole = {address for address in judged.lines if address.rsplit(".", 1)[1] in names}
    assert lost == whole - judged.those("not-applicable")
    return names


def without(*names: str) -> Any:
    """Take these properties out of every meeting that is answered."""

    def after(_method: str, path: str, _query: Any, body: Any) -> Any:
        if path.startswith("/v1/meetings"):
            for meeting in body.get("items", [body]):
                for name in names:
                    meeting.pop(name, None)
        return body

    return after


def refusing(*names: str, words: str | None = None) -> Any:
    """Answer creations that name any of these properties with 400."""

    def before(method: str, path: str, _query: Any, body: Any) -> Answered | None:
        if method == "POST" and path == "/v1/meetings" and (refused := [one for one in names if one in body]):
            said = words if words is not None else f"{refused[0]} is not supported on this site."
            return Answered(400, {"message": said, "errors": [{"description": said}]})
        return None

    return before


@pytest.mark.parametrize("name", ["trackingCodes", "simultaneousInterpretation", "registration", "agenda"])
def test_one_refused_property_is_left_out(tmp_path: Path, name: str) -> None:
    """A 400 that names a property costs the cells of that property, and a note says so."""
    with changed(before=refusing(name), after=without(name)) as running:
        judged = stage(of_emulator(tmp_path, running), tmp_path)

    assert set() == judged.those("failed") | judged.those("indeterminate") | judged.those("error")
    assert {name} == lost_cells(judged)
    assert any(name in note for note in judged.notes)
    assert [] == judged.left


def test_refusal_that_names_nothing_costs_every_extra(tmp_path: Path) -> None:
    """A 400 without a name leads to a plain meeting; what it lacks is not exercised, the rest passes."""
    extras = ["registration", "trackingCodes", "integrationTags", "simultaneousInterpretation"]
    lost = {*extras, "agenda", "enabledBreakoutSessions", "links"}
    with changed(before=refusing(*extras, words="Bad request."), after=without(*lost)) as running:
        judged = stage(of_emulator(tmp_path, running), tmp_path)

    assert set() == judged.those("failed") | judged.those("indeterminate")
    assert lost == lost_cells(judged)


def test_refusal_of_everything_is_not_exercised(tmp_path: Path) -> None:
    """Where nothing can be created nothing is judged, and the reason is the target's own sentence."""
    with changed(before=refusing("title", words="No meetings today.")) as running:
        judged = stage(of_emulator(tmp_path, running), tmp_path)

    assert {"not-exercised": 480} == judged.counts
    assert {True} == {"No meetings today." in line["reason"] for line in judged.lines.values()}
    assert len(judged.requests) <= 16


@pytest.mark.parametrize("silently", [True, False])
def test_site_that_cannot_carry_attributes(tmp_path: Path, silently: bool) -> None:
    """Whether the profile says so or the target silently drops them: neither passed nor failed."""
    lacking = ["registration", "simultaneousInterpretation", "trackingCodes", "integrationTags"]

    def before(method: str, path: str, _query: Any, body: Any) -> Any:
        if method == "POST" and path == "/v1/meetings":
            return {name: value for name, value in body.items() if name not in lacking}
        return None

    more = "" if silently else f"{FAST}[traits]\ncannot_carry = {lacking}\n"
    with changed(before=before if silently else None, after=without(*lacking)) as running:
        judged = stage(of_emulator(tmp_path, running, more=more), tmp_path)

    assert set() == judged.those("failed") | judged.those("indeterminate")
    assert set(lacking) == lost_cells(judged)
    assert 480 == sum(judged.counts.values())


@pytest.mark.parametrize(
    "answer",
    [
        Answered(404, {"message": "There is nothing here."}),
        Answered(500, b"oops", "text/plain"),
        Answered(200, {"now": "soon"}),
        Answered(200, {"now": "2026-01-01T00:00:00"}),
        Answered(200, b"<html>", "text/html"),
        Answered(200, b"[]"),
    ],
)
def test_control_api_that_does_not_work_leaves_documented_calls(tmp_path: Path, answer: Answered) -> None:
    """Without a clock that answers, what documented calls lead to is judged all the same."""

    def before(_method: str, path: str, _query: Any, _body: Any) -> Answered | None:
        return answer if path.startswith("/control") else None

    with changed(before=before) as running:
        judged = stage(of_emulator(tmp_path, running), tmp_path)
        left = meetings(running)

    assert FRESH == judged.reached("api")
    assert set() == judged.those("failed") | judged.those("error")
    assert "control API" in judged.situations["meeting.ended"].missing
    assert [] == left == judged.left


def test_control_api_that_is_down_leaves_documented_calls(tmp_path: Path, running) -> None:
    """A control address on which nobody listens costs only what needs it."""
    path = of_emulator(tmp_path, running)
    path.write_text(
        path.read_text("utf-8").replace(running.control_url, "http://127.0.0.1:9/control"), "utf-8"
    )

    judged = stage(path, tmp_path)

    assert FRESH == judged.reached("api")
    assert "No connection" in judged.situations["meeting.ended"].missing


@pytest.mark.parametrize("action", ["join", "end"])
@pytest.mark.parametrize("status", [404, 500, 409])
def test_actions_that_fail_cost_what_needs_them(tmp_path: Path, action: str, status: int) -> None:
    """When nobody can join or end a meeting, the other situations are still judged, and nothing is left."""

    def before(_method: str, path: str, _query: Any, _body: Any) -> Answered | None:
        return Answered(status, {"message": "Not today."}) if path.endswith(f"/{action}") else None

    with changed(before=before) as running:
        judged = stage(of_emulator(tmp_path, running), tmp_path)

    assert set() == judged.those("failed") | judged.those("error")
    assert {*FRESH, "scheduledMeeting.missed"} <= judged.reached("control")
    assert "Not today." in judged.situations["meeting.ended"].missing
    assert [] == judged.left


def test_clock_held_by_another_is_waited_for(tmp_path: Path, running) -> None:
    """A run waits while another holds the clock, and goes on when it is let go."""
    running.emulator.clock.hold("wxc-another", 1.2)

    judged = stage(of_emulator(tmp_path, running), tmp_path)

    assert {"passed": 477, "not-applicable": 3} == judged.counts
    assert judged.requests[0] == judged.requests[1]


@pytest.mark.parametrize("wanted", [("meetingSeries.active",), ("meeting.ended",)])
def test_clock_is_let_go_whatever_was_wanted(tmp_path: Path, running, wanted: tuple[str, ...]) -> None:
    """After the staging nobody holds the clock, also when the run had no need to move it."""
    judged = stage(of_emulator(tmp_path, running), tmp_path, wanted)

    assert judged.reached("control") == set(wanted)
    assert "" == running.emulator.clock.holder


def test_clock_is_let_go_when_nothing_can_be_created(tmp_path: Path) -> None:
    """A run that fails in the middle does not make the next one wait."""
    with changed(before=refusing("title", words="No.")) as running:
        stage(of_emulator(tmp_path, running), tmp_path)

        assert "" == running.emulator.clock.holder


@pytest.mark.parametrize("days", [-45, -3, 3, 45])
@pytest.mark.parametrize("control", [True, False])
def test_target_in_another_present(tmp_path: Path, days: int, control: bool) -> None:
    """A target whose clock differs by days is staged by its own clock, or by its Date header."""
    emulator = Emulator(Clock.starting(datetime.now(UTC) + timedelta(days=days)))
    with serve(emulator) as running:
        judged = stage(of_emulator(tmp_path, running, control=control), tmp_path)

    assert FRESH <= judged.reached("control" if control else "api")
    assert set() == judged.those("failed") | judged.those("indeterminate")
    if control:
        assert {"passed": 477, "not-applicable": 3} == judged.counts


def test_date_at_the_end_of_time_is_no_present(tmp_path: Path) -> None:
    """A hostile Date header beside a refusal neither stops the run nor repeats it without end."""

    def before(method: str, _path: str, _query: Any, _body: Any) -> Answered | None:
        dates = (("date", "Fri, 31 Dec 9999 23:59:59 GMT"),)
        return Answered(400, {"message": "No."}, headers=dates) if method == "POST" else None

    with changed(before=before) as running:
        judged = stage(of_emulator(tmp_path, running, control=False), tmp_path)

    assert {"not-exercised": 480} == judged.counts


@pytest.mark.parametrize(
    "identity", [None, 7, "", "a/b", "../../people/me", "x?y=z", "a b", "é", ["x"], "." * 3]
)
def test_creation_without_a_usable_id(tmp_path: Path, identity: Any) -> None:
    """What was created but cannot be named is not read, not judged, and no other path is asked."""

    def after(method: str, path: str, _query: Any, body: Any) -> Any:
        if method == "POST" and path == "/v1/meetings":
            return {**body, "id": identity} if identity is not None else {**body, "id": None}
        return None

    with changed(after=after) as running:
        judged = stage(of_emulator(tmp_path, running), tmp_path)

    assert set() == judged.those("failed") | judged.those("error") | judged.reached("control")
    assert "without an id" in judged.situations["meeting.ended"].missing
    assert not any("people" in one or "a/b" in one for one in judged.requests)


def test_creation_answered_with_a_page_is_indeterminate(tmp_path: Path) -> None:
    """An HTML page where JSON is due says nothing about the rules."""

    def before(_method: str, path: str, _query: Any, _body: Any) -> Answered | None:
        page = Answered(200, b"<html>Welcome</html>", "text/html")
        return page if path.startswith("/v1") else None

    with changed(before=before) as running:
        judged = stage(of_emulator(tmp_path, running), tmp_path)

    assert {"indeterminate": 480} == judged.counts


@contextmanager
def crowded(*, blind: tuple[str, ...] = ()) -> Iterator[RunningEmulator]:
    """A target whose lists ignore every filter, with foreign meetings, and hide some properties."""

    def before(method: str, path: str, query: dict[str, str], _body: Any) -> Any:
        if method == "GET" and path == "/v1/meetings":
            kept = {name: query[name] for name in ("from", "to", "meetingType") if name in query}
            return {**kept, "max": "100"}
        return None

    def after(method: str, path: str, _query: Any, body: Any) -> Any:
        if method == "GET" and path == "/v1/meetings":
            for item in body["items"]:
                for name in blind:
                    item.pop(name, None)
            return body
        return None

    emulator = Emulator()
    with changed(before=before, after=after, emulator=emulator) as running:
        yield running


@pytest.mark.parametrize("blind", [(), ("id",), ("meetingSeriesId",), ("start",), ("meetingSeriesId", "id")])
def test_lists_that_ignore_filters(tmp_path: Path, blind: tuple[str, ...]) -> None:
    """Foreign meetings in the list are not judged, and ours are told apart by whatever is left to see."""
    with crowded(blind=blind) as running:
        foreign(running)
        judged = stage(of_emulator(tmp_path, running), tmp_path)

    failed = {address.rsplit(".", 1)[1] for address in judged.those("failed")}
    in_schema = {"scheduled", "ready", "ended", "missed"} if "meetingSeriesId" in blind else set()
    assert failed == (set(blind) - {"meetingSeriesId"}) | in_schema
    assert set() == judged.those("not-exercised") | judged.those("indeterminate")


def foreign(running: RunningEmulator) -> None:
    """Meetings of the same host that the run did not make, at times at which its own begin."""
    soon = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(hours=1)
    for minute in range(3):
        start = soon + timedelta(minutes=minute)
        body = {
            "title": f"Board meeting {minute}",
            "start": f"{start:%Y-%m-%dT%H:%M:%SZ}",
            "end": f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
            "recurrence": "FREQ=DAILY;INTERVAL=1;COUNT=3",
        }
        headers = {"authorization": f"Bearer {HOST.token}"}
        answer = httpx.post(running.base_url + "/meetings", json=body, headers=headers, trust_env=False)
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("place", ["id", "start", "title", "meetingType", "state"])
def test_occurrence_is_found_though_a_property_is_broken(tmp_path: Path, running, place: str) -> None:
    """Each property by which it could be known may be mistyped; only that property's cells fail."""
    states = ("scheduled", "ready", "ended", "missed")
    act(
        running, "/faults", active=[f"property-mistyped:scheduledMeeting.{state}.{place}" for state in states]
    )

    judged = stage(of_emulator(tmp_path, running), tmp_path)

    assert {f"rest.availability.scheduledMeeting.{state}.{place}" for state in states} == judged.those(
        "failed"
    )
    assert 473 == judged.counts["passed"]


def test_budget_of_one_creation_still_judges_that_meeting(tmp_path: Path, running) -> None:
    """When the profile's limit stops the second meeting, the first is brought through its whole life."""
    more = FAST + "max_creations = 1\n"

    judged = stage(of_emulator(tmp_path, running, more=more), tmp_path)

    assert set() == judged.those("failed") | judged.those("indeterminate")
    assert {"registration"} >= {address.rsplit(".", 1)[1] for address in judged.those("not-exercised")}


def test_limit_on_requests_is_named_and_leaves_nothing(tmp_path: Path, running) -> None:
    """A spent budget is something missing, not an unclear answer, and deletion is always allowed."""
    judged = stage(of_emulator(tmp_path, running, more=FAST + "max_requests = 6\n"), tmp_path)

    assert "6 requests that the profile allows" in judged.situations["meeting.ended"].missing
    assert set() == judged.those("indeterminate") | judged.those("failed")
    assert [] == judged.left == meetings(running)


def test_nothing_is_written_with_discovery_alone(tmp_path: Path, running) -> None:
    """A profile that allows discovery only sends nothing but GET, and the reasons say why."""
    top = '[abilities]\nstaging = ["discover"]\n'
    path = profile(tmp_path, running.base_url, top=top, more=FAST)

    judged = stage(path, tmp_path)

    assert {"not-exercised": 480} == judged.counts
    assert all(one.startswith("GET ") for one in judged.requests)
    missing = judged.situations["meeting.ended"].missing
    assert "lets nothing be created" in missing
    assert "none was found on the site" in missing


def test_another_host_is_never_touched(tmp_path: Path, running) -> None:
    """What another person scheduled is there after the run as it was before."""
    start = datetime.now(UTC) + timedelta(days=2)
    body = {
        "title": "Not yours",
        "start": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
    }
    headers = {"authorization": f"Bearer {OTHER.token}"}
    httpx.post(running.base_url + "/meetings", json=body, headers=headers, trust_env=False)

    stage(of_emulator(tmp_path, running), tmp_path)

    assert ["Not yours"] == [series.settings["title"] for series in meetings(running)]
