"""Trying operations: what is asked, when the owner looks, and what odd targets make of it."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checks import Indeterminate, Must, NotExercised, Outcome
from conformance.errors import Throttled
from tests.scoped import CONTRACT, MEETING, Scoped, rule

PATCHED = "update-a-meeting.user.refused-without"
DELETED = "delete-a-meeting.user.refused-without"
READ = "get-a-meeting.user.refused-without"
ODD = [
    None,
    7,
    True,
    "text",
    [],
    [None],
    {},
    {"items": None},
    {"items": [None, 7, {}]},
    b"",
    b"<html>",
    b"\xff",
]


def others(actor: str) -> bool:
    """Whether an actor is one whose token was made."""
    return "-" in actor


def test_a_refused_read_costs_one_request(tmp_path):
    """What changes nothing need not be looked after."""
    target = Scoped(tmp_path)

    (trial,) = target.stage.trials(rule(READ))

    assert (403, None, True) == (trial.status, trial.changed, trial.real)
    assert ["GET /meetings/m1"] == target.asked[-1:]
    assert 1 == target.told("GET", "/meetings/m1")


def test_several_refusals_need_one_look(tmp_path):
    """PUT and PATCH of one meeting: the owner looks before the first and after the last."""
    target = Scoped(tmp_path)

    put, patch = target.stage.trials(rule(PATCHED))

    assert (None, False) == (put.changed, patch.changed)
    assert 2 == target.told("GET", "/meetings/m1")
    target.stage.trials(rule("update-a-meeting.user.refused-read-only"))
    assert 3 == target.told("GET", "/meetings/m1")  # what was seen last is what was there before


def test_a_change_behind_a_refusal_is_seen_and_laid_to_all_of_them(tmp_path):
    """The owner looked once, so each may have been it; the object is not used again."""
    titles = iter("abcdefgh")
    seen = {"title": "first"}

    def answer(_: str, method: str, path: str) -> tuple[int, Any] | None:
        if path == "/meetings/m1" and method == "PUT":
            seen["title"] = next(titles)
        if path == "/meetings/m1" and method == "GET":
            return 200, {**MEETING, **seen}
        return None

    target = Scoped(tmp_path, answer)

    put, patch = target.stage.trials(rule(PATCHED))

    assert (403, 403, None, True) == (put.status, patch.status, put.changed, patch.changed)
    assert "PUT /meetings/{meeting} or PATCH /meetings/{meeting}" == patch.name
    with pytest.raises(AssertionError, match="something has changed"):
        Must(CONTRACT).keep_scopes(rule(PATCHED), [put, patch])


def test_what_vanished_behind_a_refusal_is_not_used_again(tmp_path):
    """Otherwise the next refusal would leave nothing as it was, and hold."""
    gone: list[str] = []

    def answer(actor: str, method: str, path: str) -> tuple[int, Any] | None:
        if method == "DELETE" and others(actor) and not gone:
            gone.append(path)
        return (404, {}) if method == "GET" and path in gone else None

    target = Scoped(tmp_path, answer)

    (trial,) = target.stage.trials(rule(DELETED))
    assert (403, True) == (trial.status, trial.changed)

    before = target.told("POST", "/meetings")
    target.stage.trials(rule(READ))
    assert before + 1 == target.told("POST", "/meetings")


def test_what_changes_by_itself_shows_nothing(tmp_path):
    """Links that differ from read to read are not laid to the call."""
    count = iter(range(99))
    target = Scoped(
        tmp_path,
        lambda _, method, path: (
            (200, {**MEETING, "link": next(count)}) if (method, path) == ("GET", "/meetings/m1") else None
        ),
    )

    with pytest.raises(Indeterminate, match="differs from read to read"):
        target.stage.trials(rule(DELETED))


def test_a_success_spends_its_objects(tmp_path):
    """A deleted meeting is not tried again; a read one is."""
    target = Scoped(tmp_path, lambda actor, *_: (200, {}) if others(actor) else None)

    target.stage.trials(rule("get-a-meeting.user.allowed"))
    target.stage.trials(rule("get-a-meeting.user.allowed"))
    assert 1 == target.told("POST", "/meetings")
    target.stage.trials(rule("delete-a-meeting.user.allowed"))
    target.stage.trials(rule("get-a-meeting.user.allowed"))
    assert 2 == target.told("POST", "/meetings")


@pytest.mark.parametrize("body", ODD)
@pytest.mark.parametrize("address", ["list-recordings.user.refused-for-others", READ, PATCHED, DELETED])
def test_odd_answers_to_the_call_end_in_a_verdict(tmp_path, body, address):
    """Whatever a success carries."""
    target = Scoped(tmp_path, lambda actor, *_: (200, body) if others(actor) else None)

    try:
        trials = target.stage.trials(rule(address))
        Must(CONTRACT).keep_scopes(rule(address), trials)
    except (Outcome, AssertionError):
        return
    raise AssertionError("a success must not pass for a refusal")


@pytest.mark.parametrize("status", [200, 201, 400, 401, 404, 500])
@pytest.mark.parametrize("body", ODD)
def test_odd_answers_in_preparation_end_in_an_outcome(tmp_path, status, body):
    """Creations, reads, tokens and joins that answer anything: never a crash, never a foreign id."""
    for prepared in ("/meetings", "/people/me", "/tokens", "/clock"):
        target = Scoped(
            tmp_path, lambda _, __, path, prepared=prepared: (status, body) if path == prepared else None
        )
        for address in (PATCHED, "update-a-participant.user.allowed", "delete-a-recording.user.allowed"):
            try:
                target.stage.trials(rule(address))
            except Outcome:
                continue
        target.stage.release()


def test_a_failing_preparation_is_not_repeated_for_ever(tmp_path):
    """Each attempt at a running meeting would create one more."""
    target = Scoped(tmp_path, lambda _, __, path: (500, {}) if path == "/meetings/join" else None)

    for _ in range(6):
        with pytest.raises(Indeterminate):
            target.stage.trials(rule("update-meeting-control-status.user.allowed"))

    assert 2 == target.told("POST", "/meetings")


def test_refusals_can_be_seen_on_nothing_but_not_hidden_by_it(tmp_path):
    """Where no meeting can be had, ids of zeros are named, and only in what must be refused."""
    target = Scoped(
        tmp_path, lambda _, method, path: (400, {}) if (method, path) == ("POST", "/meetings") else None
    )

    (trial,) = target.stage.trials(rule(DELETED))

    assert (403, False) == (trial.status, trial.real)
    assert f"DELETE /meetings/{'0' * 32}" in target.asked
    for address in ("delete-a-meeting.user.allowed", "delete-a-meeting.user.refused-for-others"):
        with pytest.raises(NotExercised):
            target.stage.trials(rule(address))


def test_statuses_of_many_objects_count_as_the_one_that_they_share(tmp_path):
    """207 with nothing but refusals in it refuses."""
    for inner, wanted in (("403", 403), ("401", 401), ("404", 207), ("204", 207)):
        body = {"items": [{"httpStatus": inner}]}
        target = Scoped(tmp_path, lambda actor, *_, body=body: (207, body) if others(actor) else None)
        (trial,) = target.stage.trials(rule("reassign-meetings-to-a-new-host.admin.refused-without"))
        assert wanted == trial.status


def test_preferences_are_put_back_as_they_are_and_nothing_else_is_vouched_for(tmp_path):
    """What is written is what was just read, at the same place."""
    room = {"topic": "Room", "coHosts": []}
    path = "/meetingPreferences/audio"
    target = Scoped(tmp_path, lambda _, method, p: (200, room) if (method, p) == ("GET", path) else None)

    target.stage.trials(rule("update-audio-options.user.refused-without"))

    assert room in target.bodies
    assert target.ledger.vouched("PUT", path, {}, room)
    assert not target.ledger.vouched("PUT", path, {}, {**room, "topic": "x"})


def test_nobody_is_given_the_preferences_of_another_on_a_live_site(tmp_path):
    """A target that takes the caller for the one who is meant would do so."""
    path = "/meetingPreferences/audio"
    target = Scoped(
        tmp_path, lambda _, method, p: (200, {}) if (method, p) == ("GET", path) else None, control=False
    )
    target.stage.tokens.actor = lambda _: "host"  # type: ignore[method-assign] # a fitting token

    for address in (
        "update-audio-options.user.refused-on-behalf",
        "update-audio-options.admin.refused-without",
    ):
        with pytest.raises(NotExercised, match="hit the caller himself"):
            target.stage.trials(rule(address))
    assert 0 == target.told("PUT", path)


@pytest.mark.parametrize(
    "shown", [None, [], {}, {"sites": 7}, {"sites": [None, {"default": 1}]}, {"items": {}}]
)
def test_without_a_default_site_none_is_written(tmp_path, shown):
    """Garbage in the list of sites."""
    path = "/meetingPreferences/sites"
    target = Scoped(tmp_path, lambda _, method, p: (200, shown) if (method, p) == ("GET", path) else None)

    with pytest.raises(NotExercised):
        target.stage.trials(rule("update-default-site.user.refused-without"))
    assert 0 == target.told("PUT", path)


def test_throttling_leaves_rules_undecided(tmp_path):
    """The transport has waited for long enough by then."""

    def answer(actor: str, *_: str) -> tuple[int, Any] | None:
        if others(actor):
            raise Throttled("The target kept answering 429.")
        return None

    with pytest.raises(Indeterminate, match="kept answering 429"):
        Scoped(tmp_path, answer).stage.trials(rule(READ))
