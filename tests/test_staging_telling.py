"""Playing stories step by step, on targets that answer in any way."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checks import Indeterminate, NotExercised
from conformance.contract import Expectation, Step
from conformance.errors import ContractError, Unreachable
from tests.worlds import BODIES, SHOWN, World

SEEN = (Expectation(at="agenda", how="is", value="new"),)


@pytest.fixture(autouse=True)
def standing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time stands still."""
    monkeypatch.setattr("conformance.staging.present.monotonic", lambda: 0.0)


def update(outcome: Any = None, send: Any = None, **more: Any) -> Step:
    """An update of the agenda."""
    return Step(do="update", send=send or {"agenda": "new"}, outcome=outcome, **more)


@pytest.mark.parametrize("body", [*BODIES, SHOWN])
@pytest.mark.parametrize("status", [200, 404, 500])
def test_a_judged_read_becomes_a_scene(status: int, body: Any) -> None:
    """Whatever is answered, with its status, headers, body and exchange; nothing is raised."""
    [scene] = World(GET_meetings_s=(status, body)).play(Step(do="read", outcome="gone"))

    assert (0, "PATCH", status, ("x1",)) == (scene.number, scene.method, scene.status, scene.exchanges)
    assert scene.said.startswith(str(status))
    assert "299" == scene.headers["warning"]
    assert scene.body == (None if isinstance(body, bytes) else body)
    assert (None, None, None) == (scene.before, scene.after, scene.unread)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [(404, {}, NotExercised), (403, b"", NotExercised), (500, {}, Indeterminate), (400, b"<", Indeterminate)],
)
@pytest.mark.parametrize(
    ("do", "reply"),
    [
        ("read", "GET_meetings_s"),
        ("delete", "DELETE_meetings_s"),
        ("list", "GET_meetings"),
        ("templates", "GET_meetings_templates"),
        ("update", "PATCH_meetings_s"),
    ],
)
def test_a_preparation_that_fails_ends_the_story(
    do: str, reply: str, status: int, body: Any, kind: type[Exception]
) -> None:
    """A step that only prepares and is refused leaves the rest undone; what was judged before stays."""
    replies: dict[str, Any] = {reply: (status, body), "POST_meetings": {"id": "c"}}
    world = World(**replies)
    judged = Step(do="create", send={}, outcome="accepted")
    telling = world.telling(judged, Step(do=do, send={} if do == "update" else None), judged)

    with pytest.raises(kind) as caught:
        telling.play()

    assert ("x2",) == caught.value.exchanges  # type: ignore[attr-defined] # both are outcomes
    assert [0] == [scene.number for scene in telling.scenes]
    assert 2 == len(world.asked)


def test_trouble_keeps_the_scenes_before_it() -> None:
    """No whole answer is the caller's trouble."""
    world = World(DELETE_meetings_s=Unreachable("gone"))
    telling = world.telling(Step(do="read", outcome="accepted"), Step(do="delete", outcome="accepted"))

    with pytest.raises(Unreachable):
        telling.play()
    assert 1 == len(telling.scenes)


def test_steps_that_prepare_make_no_scenes() -> None:
    """Scenes carry the number of their step."""
    scenes = World().play(Step(do="read"), update(), Step(do="read", outcome="accepted"))

    assert [2] == [scene.number for scene in scenes]


def test_a_list_is_sorted_and_its_query_can_be_replaced() -> None:
    """By start, what is no object left out; parameters of the step are added or replace ours."""
    late, odd, early = {"start": "2031-05-07T00:00:00Z"}, {"start": 7}, {"start": "2031-05-06T00:00:00Z"}
    world = World(GET_meetings={"items": [late, None, odd, early], "more": 1})
    step = Step(do="list", send={"meetingType": "meeting", "state": "{method}"}, outcome="accepted")

    [scene] = world.play(step)

    assert {"items": [early, late, odd]} == scene.body
    query = dict(world.requests[0].url.params)
    assert ("s", "meeting", "PATCH") == (query["meetingSeriesId"], query["meetingType"], query["state"])


@pytest.mark.parametrize("body", BODIES)
def test_a_list_of_any_form_is_shown(body: Any) -> None:
    """What is no object is no item; an answer without items is shown as it came, and so is a refusal."""
    step = Step(do="list", outcome="accepted")

    [scene] = World(GET_meetings=(200, body)).play(step)
    came = None if isinstance(body, bytes) else body
    assert scene.body == ({"items": []} if body == {"items": [None, 7]} else came)
    [scene] = World(GET_meetings=(400, body)).play(step)
    assert scene.body == came


def test_templates_and_creations_need_no_meeting() -> None:
    """A story without a meeting; created is what carries the marker, and mails nobody."""
    world = World()
    world.player = None
    create = Step(do="create", send={"start": "{now}", "sendEmail": True}, outcome="accepted")

    world.play(Step(do="templates", send={"locale": "de_DE"}, outcome="accepted"), create)

    assert "locale=de_DE" == world.requests[0].url.query.decode()
    assert {"title": "wxc-1 created", "start": "2031-05-06T07:08:09Z", "sendEmail": False} == world.asked[1][
        1
    ]


def test_a_creation_is_on_the_site_of_the_meeting() -> None:
    """Where the target said on which site it is."""
    world = World()
    assert world.player is not None
    world.player.site = "a.example.com"

    world.play(Step(do="create", send={"title": "wxc-1 mine"}, outcome="accepted"))

    assert {"title": "wxc-1 mine", "sendEmail": False, "siteUrl": "a.example.com"} == world.asked[0][1]


@pytest.mark.parametrize("do", ["read", "update", "delete", "list"])
def test_a_story_about_no_meeting_cannot_do_anything_with_it(do: str) -> None:
    """It ends without a request."""
    world = World()
    world.player = None

    with pytest.raises(Indeterminate, match="no meeting"):
        world.play(Step(do=do, send={}, outcome="accepted"))
    assert [] == world.asked


def test_a_story_about_no_meeting_has_no_start() -> None:
    """A moment of a meeting that is none is a defect of the contract."""
    world = World()
    world.player = None

    with pytest.raises(ContractError, match="start"):
        world.play(Step(do="templates", send={"from": "{start}"}, outcome="accepted"))


def test_an_update_is_read_afterwards() -> None:
    """It mails nobody, names its properties, and the scene has the meeting as it is then."""
    world = World(PATCH_meetings_s={"agenda": "answered"}, GET_meetings_s=SHOWN)

    [scene] = world.play(update("accepted", {"agenda": "{method}", "sendEmail": True}, expect=SEEN))

    assert ["PATCH meetings_s", "GET meetings_s"] == world.calls
    assert {"agenda": "PATCH", "sendEmail": False} == world.asked[0][1]
    assert (("agenda", "sendEmail"), None, SHOWN) == (scene.sent, scene.before, scene.after)
    assert {"agenda": "answered"} == scene.body
    assert ("x1", "x2") == scene.exchanges


@pytest.mark.parametrize("outcome", ["refused", "either", "not-applied"])
def test_what_may_be_refused_is_read_before(outcome: Any) -> None:
    """Once: the next refusal is held against what was read after the first."""
    world = World(
        PATCH_meetings_s=(400, {"message": "no"}),
        GET_meetings_s=[(200, SHOWN), (200, {"title": "B"}), (200, {"title": "C"})],
    )

    first, second = world.play(update(outcome), update(outcome))

    assert ["GET meetings_s", *["PATCH meetings_s", "GET meetings_s"] * 2] == world.calls
    assert (SHOWN, {"title": "B"}) == (first.before, first.after)
    assert ({"title": "B"}, {"title": "C"}) == (second.before, second.after)
    assert "400: no" == first.said


def test_a_preparing_update_makes_what_was_read_stale() -> None:
    """After it the meeting is read again before a refusal."""
    world = World(GET_meetings_s=SHOWN)
    assert world.player is not None
    world.player.seen["s"] = {"title": "old"}

    [scene] = world.play(update(), update("refused"))

    assert ["PATCH meetings_s", "GET meetings_s", "PATCH meetings_s", "GET meetings_s"] == world.calls
    assert SHOWN == scene.before


@pytest.mark.parametrize("more", [{"answer": True, "expect": SEEN}, {"status": 200}])
def test_an_update_whose_answer_counts_is_not_read_afterwards(more: dict[str, Any]) -> None:
    """Its own answer or its status alone is judged, and what was known of the meeting is forgotten."""
    world = World(PATCH_meetings_s={"agenda": "new"})
    assert world.player is not None
    world.player.seen["s"] = {"title": "old"}

    [scene] = world.play(update(**more))

    assert (["PATCH meetings_s"], ("x1",)) == (world.calls, scene.exchanges)
    assert {} == world.player.seen


@pytest.mark.parametrize(
    ("reply", "unread"),
    [
        ((404, {"message": "gone"}), "404: gone"),
        ((503, b""), "503"),
        ((200, b"<html>"), "200: the body is no"),
        ((200, []), "200: the body is no JSON object"),
        ((200, [SHOWN]), "200: the body is no JSON object"),
        ((200, None), "200: the body is no JSON object"),
        ((200, 7), "200: the body is no JSON object"),
        ((200, b""), "200: the body is no JSON object"),
        ((204, b""), "204: the body is no JSON object"),
    ],
)
def test_a_read_that_fails_is_told_apart(reply: Any, unread: str) -> None:
    """The scene has no meeting afterwards, and says why."""
    [scene] = World(GET_meetings_s=reply).play(update("accepted"))

    assert scene.after is None
    assert (scene.unread or "").startswith(unread)


def test_a_put_that_is_judged_by_its_status_alone_sends_the_rest_too() -> None:
    """The meeting is read before it, if it was not read yet, so that nothing but the cause is wrong."""
    world = World(PUT_meetings_s=(401, {}), GET_meetings_s=SHOWN)

    world.play(update(status=401, actor="nobody"), method="PUT")

    assert ["GET meetings_s", "PUT meetings_s"] == world.calls
    assert {"title", "password", "start", "end", "timezone", "agenda", "sendEmail"} == world.asked[1][
        1
    ].keys()


def test_what_was_read_before_an_update_is_not_held_against_a_later_one() -> None:
    """Neither of this meeting nor of another of its series, also when it could not be read afterwards."""
    world = World(GET_meetings_s=[(503, {}), (200, SHOWN)])
    assert world.player is not None
    world.player.seen |= {"s": {"title": "old"}, "s_1": {"title": "old"}}

    first, second = world.play(update("accepted"), update("refused"))

    assert (None, "503") == (first.after, first.unread)
    assert (SHOWN, SHOWN) == (second.before, second.after)
    assert {"s": SHOWN} == world.player.seen


def test_methods() -> None:
    """Judged updates are by the method of the telling or their own, preparing ones by PATCH."""
    world = World(GET_meetings_s=SHOWN)
    steps = [update(), update("accepted"), update("accepted", method="PATCH"), update(method="PUT")]

    scenes = world.play(*steps, method="PUT")

    assert ["PATCH", "PUT", "PATCH", "PUT"] == [one.split()[0] for one in world.calls if "GET" not in one]
    assert ["PUT", "PUT"] == [scene.method for scene in scenes]


@pytest.mark.parametrize(
    ("shown", "sent", "whole"),
    [
        (
            SHOWN,
            {},
            {
                "title": "A",
                "password": "Cnf-Pass2",
                "start": "2031-05-06T09:30:00+00:00",
                "end": "2031-05-06T10:30:00+00:00",
                "timezone": "UTC",
            },
        ),
        ({**SHOWN, "password": None}, {"title": "B"}, {"title": "B"}),
        (
            {**SHOWN, "timezone": "Asia/Tokyo"},
            {},
            {"start": "2031-05-06T18:30:00+09:00", "timezone": "Asia/Tokyo"},
        ),
        ({**SHOWN}, {"timezone": "Asia/Tokyo"}, {"start": "2031-05-06T18:30:00+09:00"}),
        ({**SHOWN}, {"start": "2031-05-07T00:00:00Z"}, {"start": "2031-05-07T00:00:00Z"}),
        ({**SHOWN, "start": "2031-05-06T07:10:10Z"}, {}, {"start": "2031-05-06T07:10:10+00:00"}),
        ({**SHOWN, "start": "2031-05-06T07:10:09Z"}, {}, {"start": None, "end": None, "timezone": None}),
        ({**SHOWN, "start": "2031-05-06T07:08:09Z"}, {}, {"start": None, "end": None, "timezone": None}),
        ({**SHOWN, "timezone": "../../etc/passwd"}, {}, {"start": "2031-05-06T09:30:00+00:00"}),
        ({**SHOWN, "timezone": "Mars/Phobos"}, {}, {"start": "2031-05-06T09:30:00+00:00"}),
        ({**SHOWN, "timezone": "../x"}, {}, {"start": "2031-05-06T09:30:00+00:00", "timezone": "../x"}),
        ({**SHOWN, "timezone": ""}, {}, {"start": "2031-05-06T09:30:00+00:00"}),
        ({**SHOWN, "timezone": "America"}, {}, {"start": "2031-05-06T09:30:00+00:00"}),
        ({**SHOWN, "timezone": "a\0b"}, {}, {"start": "2031-05-06T09:30:00+00:00"}),
        ({**SHOWN, "timezone": "\ud800"}, {}, {"start": "2031-05-06T09:30:00+00:00", "timezone": "\ud800"}),
        (
            {**SHOWN, "end": "9999-12-31T23:59:59Z", "timezone": "Asia/Tokyo"},
            {},
            {"start": "2031-05-06T18:30:00+09:00", "end": "9999-12-31T23:59:59+00:00"},
        ),
        ({**SHOWN, "title": "\ud800", "password": "\udfffä"}, {}, {"title": "\ud800", "password": "\udfffä"}),
        ({**SHOWN, "timezone": 7}, {}, {"start": None, "end": None, "timezone": None}),
        ({**SHOWN, "start": None}, {}, {"start": None, "end": None, "timezone": None}),
        ({**SHOWN, "end": "9999-12-31T23:59:59-14:00"}, {}, {"start": None, "end": None}),
        ({**SHOWN, "start": "0001-01-01T00:00:00+14:00"}, {}, {"start": None, "end": None}),
        ({**SHOWN, "start": ["2031-05-06T09:30:00Z"], "title": 7, "password": ["x"]}, {}, {"title": None}),
        ({}, {}, {"title": None, "start": None}),
    ],
)
def test_put_sends_the_rest_as_it_is_shown(
    shown: dict[str, Any], sent: dict[str, Any], whole: dict[str, Any]
) -> None:
    """Title, password and times that are more than two minutes ahead, unless the step sends others."""
    world = World(GET_meetings_s=shown)

    world.play(update("accepted", {"agenda": "new", **sent}), method="PUT")

    name, body = next(one for one in world.asked if one[0].startswith("PUT"))
    assert "PUT meetings_s" == name
    assert whole == {key: body.get(key) for key in whole}
    assert ("new", False) == (body["agenda"], body["sendEmail"])
    assert {"agenda", "sendEmail", "title", "password", "start", "end", "timezone"} >= body.keys()


@pytest.mark.parametrize("reply", [*((200, body) for body in BODIES), (404, {}), (500, SHOWN)])
def test_put_of_a_meeting_that_shows_nothing_sends_what_the_step_says(reply: Any) -> None:
    """What cannot be read cannot be sent back."""
    world = World(GET_meetings_s=[reply, (200, SHOWN)])

    world.play(update("refused"), method="PUT")

    sent = next(body for name, body in world.asked if name.startswith("PUT"))
    assert {"agenda": "new", "sendEmail": False} == sent


def test_actors_and_headers() -> None:
    """Each step has its actor, who is asked for by name; headers of a step replace ours."""
    world = World()
    steps = [
        Step(do="read", actor="broken", outcome="accepted"),
        update(status=401, actor="nobody", headers={"content-type": "text/plain"}),
    ]

    world.play(*steps)

    assert [("broken", world.player), ("nobody", world.player)] == world.actors
    assert "authorization" not in world.requests[1].headers
    assert "text/plain" == world.requests[1].headers["content-type"]
    assert world.requests[0].headers["authorization"].startswith("Bearer ")


def test_what_is_expected_is_filled_as_of_the_step() -> None:
    """A scene fills places with the present of its step and the method of its telling."""
    world = World()

    [scene] = world.play(Step(do="read", outcome="accepted"), method="PUT")

    assert ["2031-05-06T07:08:09Z", "2031-05-06T09:30:00Z", "PUT", "s"] == scene.fill(
        ["{now}", "{start}", "{method}", "{series}"]
    )
