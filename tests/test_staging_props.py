"""The objects that operations are tried on: made once, spent, found again, and taken away."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checks import Outcome
from conformance.errors import TooSlow
from conformance.staging.props import ARTIFACTS
from tests.replies import ODD
from tests.scoped import CONTRACT, Scoped, rule

INSTANCE = "m1_I_000000000000000001"


def emulated(_: str, method: str, path: str) -> tuple[int, Any] | None:
    """What an emulator answers while objects are made."""
    match method, path:
        case "POST", "/meetings/join" | "/meetings/end":
            return 200, {"items": [{"instanceId": INSTANCE}]}
        case "POST", "/artifacts":
            return 200, {"items": [{"id": "thing1"}]}
        case "GET", "/meetingParticipants":
            return 200, {
                "items": [
                    {"id": "foreign", "meetingId": "m9_I_1", "state": "lobby"},
                    {"id": "stray", "state": "lobby"},
                    {"id": "m1_host", "meetingId": INSTANCE, "state": "joined"},
                    {"id": "m1_guest", "meetingId": INSTANCE, "state": "lobby"},
                ]
            }
        case "POST", "/meetings/m1/registrants" | "/meetingInvitees":
            return 200, {"id": "r1"}
        case "DELETE", _:
            return 204, None
    return None


def test_each_object_is_made_once(tmp_path):
    """And belongs to the run from then on."""
    target = Scoped(tmp_path, emulated)
    props = target.stage.props

    ids = [props.get(name, "host") for name in ("meeting", "registrant", "invitee", "live", *ARTIFACTS) * 2]

    assert ids[: len(ids) // 2] == ids[len(ids) // 2 :]
    assert 3 == target.told("POST", "/meetings")
    assert all(target.ledger.owns(one) for one in ids if one != "m1")


def test_participants_of_other_meetings_are_left_alone(tmp_path):
    """A target that lists everybody must not make the run take somebody for its own."""
    target = Scoped(tmp_path, emulated)

    assert "m1_guest" == target.stage.props.get("waiting", "host")
    assert "m1_host" == target.stage.props.get("participant", "host")
    assert not target.ledger.owns("foreign")


def test_what_is_spent_takes_its_parts_along(tmp_path):
    """A registrant of a meeting that is gone is gone."""
    target = Scoped(tmp_path, emulated)
    props = target.stage.props
    for name in ("meeting", "registrant", "live", "waiting"):
        props.get(name, "host")
    before = dict(props._have)

    props.spend("meeting", "host")

    assert {"registrant", "meeting", "password", "site"} == {
        name for _, name in before.keys() - props._have.keys()
    }


@pytest.mark.parametrize("odd", [one for one in ODD if one != "a b"])
@pytest.mark.parametrize(
    "path", ["/meetings", "/meetings/join", "/artifacts", "/meetingParticipants", "/meetingInvitees"]
)
def test_ids_that_cannot_be_used_end_in_an_outcome(tmp_path, path, odd):
    """Slashes, spaces, numbers, lists: none of them reaches a path or the ledger."""
    shape = {"items": [{"id": odd, "instanceId": odd, "meetingId": INSTANCE, "state": "lobby"}], "id": odd}
    target = Scoped(
        tmp_path, lambda actor, method, p: (200, shape) if p == path else emulated(actor, method, p)
    )

    for name in ("meeting", "invitee", "live", "waiting", "recording", "trashed", "snippet", "pollQuestion"):
        try:
            target.stage.props.get(name, "host")
        except Outcome:
            continue
    assert not [one for one in target.asked if ".." in one or " b" in one or "a/b" in one]
    target.stage.release()


def test_everything_that_was_made_is_taken_away(tmp_path):
    """Also when the target does not answer for one of it; meetings of others by their owners."""
    failing = [TooSlow("no answer")]

    def answer(actor: str, method: str, path: str) -> tuple[int, Any] | None:
        if method == "DELETE" and path.startswith("/artifacts") and failing:
            raise failing.pop()
        if (method, path) == ("POST", "/artifacts"):
            return 200, {"items": [{"id": f"thing{len(target.asked)}"}]}
        return emulated(actor, method, path)

    target = Scoped(tmp_path, answer)
    for name in ("recording", "transcript", "poll"):
        target.stage.props.get(name, "host")
    target.stage.props.get("meeting", "other")

    target.stage.release()
    target.stage.release()

    assert 3 == sum(one.startswith("DELETE /artifacts/") for one in target.asked)
    assert 1 == target.told("DELETE", "/meetings/m2")


def test_a_meeting_that_may_be_anybodys_is_deleted_by_whoever_can(tmp_path):
    """Reassigned, or created by a call that should have been refused."""
    target = Scoped(
        tmp_path, lambda actor, method, _: (403, {}) if (method, actor) == ("DELETE", "admin") else None
    )
    target.stage.props.get("meeting", "host")
    target.stage.props.spend("meeting", "host")

    target.stage.release()

    assert len(target.profile.actors) - 1 == target.told("DELETE", "/meetings/m1")


def test_places_are_filled_wherever_they_stand(tmp_path):
    """In texts, lists and objects; numbers never twice, days at noon."""
    props = Scoped(tmp_path).stage.props

    filled = props.fill({"a": ["{n} {n}", 7, None], "b": "{marker}", "c": "{day+2} {day+2.hour}"}, "host")

    assert {"a": ["1 2", 7, None], "b": "wxc-1", "c": "2031-05-08T12:00:00Z 2031-05-08T13:00:00Z"} == filled
    assert ["0", "h@example.com"] == props.fill(["{meeting}", "{owner}"], "host", nothing="0")


def test_every_place_of_the_calls_is_known(tmp_path):
    """What a call names can be made."""
    props = Scoped(tmp_path).stage.props
    for one in CONTRACT.rules.values():
        for call in one.access.calls if one.access else ():
            for part in (call.path, call.query, call.body, call.guest, call.watch, call.absent):
                props.fill(part, "host", nothing="0")
            assert all(name in props._makers for name in call.spends)
    assert rule("get-a-meeting.user.allowed")
