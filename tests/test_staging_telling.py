"""Playing stories step by step, on targets that answer in any way."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from conformance.checks import Indeterminate, NotExercised, Scene
from conformance.clients import ControlClient, RestClient
from conformance.contract import Expectation, Step, Story
from conformance.errors import ContractError, Unreachable
from conformance.staging.players import Player
from conformance.staging.present import Present
from conformance.staging.telling import Telling

NOW = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
START = datetime(2031, 5, 6, 9, 30, tzinfo=UTC)
SHOWN = {
    "id": "s",
    "title": "A",
    "password": "Cnf-Pass2",
    "start": "2031-05-06T09:30:00Z",
    "end": "2031-05-06T10:30:00Z",
    "timezone": "UTC",
}
SEEN = (Expectation(at="agenda", how="is", value="new"),)
BODIES = [None, 7, True, "text", [], [SHOWN], {"items": None}, {"items": [None, 7]}, b"<html>", b"", b"\xff"]


class World:
    """A target that answers each kind of request as it is told, and keeps what it was asked.

    Args:
        replies: a body, a status and a body, an error, or several in turn, by `METHOD path`; what is not
            named is answered 200 with an empty object.
    """

    def __init__(self, *, control: bool = False, **replies: Any) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.requests: list[httpx.Request] = []
        self.actors: list[tuple[str, Player | None]] = []
        self._replies = {name.replace("_", " ", 1): reply for name, reply in replies.items()}
        transport: Any = httpx.MockTransport(self._answer)
        self.rest = RestClient("https://rest.example.com", transport, {"host": "made-up"})
        api = ControlClient("https://control.example.com", transport, "wxc-1") if control else None
        self.present = Present(api)
        self.present._set(NOW)
        self.present._held = control
        self.player: Player | None = Player(
            name="one-off", title="A", series="s", starts=[START], length=timedelta(hours=1)
        )

    def telling(self, *steps: Step, method: str = "PATCH") -> Telling:
        """A story of these steps."""

        def actor(name: str, player: Player | None) -> str:
            self.actors.append((name, player))
            return name

        story = Story(subject="one-off", steps=steps)
        return Telling(story, self.player, method, self.rest, self.present, {"marker": "wxc-1"}, actor)

    def play(self, *steps: Step, method: str = "PATCH") -> list[Scene]:
        """The scenes of a story of these steps."""
        telling = self.telling(*steps, method=method)
        telling.play()
        return telling.scenes

    @property
    def calls(self) -> list[str]:
        """What was asked, in order."""
        return [name for name, _ in self.asked]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        name = f"{request.method} {request.url.path.strip('/').replace('/', '_')}"
        self.requests.append(request)
        self.asked.append((name, json.loads(request.content) if request.content else None))
        reply = self._replies.get(name, {})
        if isinstance(reply, list) and reply and isinstance(reply[0], tuple):
            reply = reply.pop(0) if len(reply) > 1 else reply[0]
        if isinstance(reply, Exception):
            raise reply
        status, body = reply if isinstance(reply, tuple) else (200, reply)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Response(
            status,
            content=content,
            headers={"Warning": "299"},
            extensions={"exchange": f"x{len(self.asked)}"},
        )


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
def test_a_list_of_any_form_is_a_list_of_nothing(body: Any) -> None:
    """An answer of success without items is an empty list; a refusal is shown as it came."""
    step = Step(do="list", outcome="accepted")

    [scene] = World(GET_meetings=(200, body)).play(step)
    assert {"items": []} == scene.body
    [scene] = World(GET_meetings=(400, body)).play(step)
    assert scene.body == (None if isinstance(body, bytes) else body)


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
def test_an_update_whose_answer_counts_is_not_read(more: dict[str, Any]) -> None:
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
    ],
)
def test_a_read_that_fails_is_told_apart(reply: Any, unread: str) -> None:
    """The scene has no meeting afterwards, and says why."""
    [scene] = World(GET_meetings_s=reply).play(update("accepted"))

    assert scene.after is None
    assert (scene.unread or "").startswith(unread)


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


@pytest.mark.parametrize("do", ["join", "leave", "lock", "unlock", "admit", "end", "clock"])
def test_without_the_control_api_control_steps_are_not_done(do: str) -> None:
    """They are what documented calls cannot do."""
    world = World()

    with pytest.raises(NotExercised, match="no control API"):
        world.play(Step(do=do, send="{now}" if do == "clock" else None))
    assert [] == world.asked


def test_control_steps_act_on_their_meeting() -> None:
    """As the person that they name; what was joined is ended at last, once it was not ended before."""
    world = World(control=True, POST_meetings_join={"items": [{"instanceId": "s_I_1"}]})
    telling = world.telling(Step(do="join", send={"as": "host"}), Step(do="lock", to="instance"))

    telling.play()
    assert [
        ("POST meetings_join", {"meetingIds": ["s"], "as": "host"}),
        ("POST meetings_lock", {"meetingIds": ["s_I_1"]}),
    ] == world.asked
    telling.leave()
    assert ("POST meetings_end", {"meetingIds": ["s"]}) == world.asked[-1]

    world.asked.clear()
    telling = world.telling(Step(do="join"), Step(do="end"))
    telling.play()
    telling.leave()
    assert ["POST meetings_join", "POST meetings_end"] == world.calls


def test_nothing_is_ended_that_was_not_joined() -> None:
    """Locking does not begin a meeting; and trouble while ending is nobody's."""
    world = World(control=True, POST_meetings_end=Unreachable("gone"))
    telling = world.telling(Step(do="lock"))
    telling.play()
    telling.leave()
    assert ["POST meetings_lock"] == world.calls

    telling = world.telling(Step(do="join"))
    telling.play()
    telling.leave()
    assert "POST meetings_end" == world.calls[-1]


@pytest.mark.parametrize(
    "body",
    [
        *BODIES,
        {"items": [{}]},
        {"items": [{"instanceId": None}]},
        {"items": [{"instanceId": 7}]},
        {"items": [{"instanceId": "../x"}]},
        {"items": [{"instanceId": ""}]},
    ],
)
def test_an_instance_without_a_usable_id_is_unknown(body: Any) -> None:
    """The control API may name it or not; what is no id is not put into a path."""
    world = World(control=True, POST_meetings_join=body)

    with pytest.raises(NotExercised, match="no instance"):
        world.play(Step(do="join"), Step(do="read", to="instance", outcome="accepted"))
    assert ["POST meetings_join"] == world.calls


@pytest.mark.parametrize(("status", "kind"), [(400, NotExercised), (409, NotExercised), (500, Indeterminate)])
def test_a_control_step_that_is_refused_ends_the_story(status: int, kind: type[Exception]) -> None:
    """What the control API does not do cannot be judged; a join that failed may still have begun."""
    world = World(control=True, POST_meetings_join=(status, {"message": "no"}))
    telling = world.telling(Step(do="join"), Step(do="read", outcome="accepted"))

    with pytest.raises(kind, match=f"join through the control API was answered {status}: no"):
        telling.play()
    telling.leave()
    assert ["POST meetings_join", "POST meetings_end"] == world.calls


def test_the_clock_is_moved_and_is_the_present_of_what_follows() -> None:
    """Forward only: a moment that has passed needs no request."""
    world = World(control=True)

    [scene] = world.play(
        Step(do="clock", send="{start+2h}"),
        Step(do="clock", send="{start}"),
        Step(do="read", outcome="accepted"),
    )

    assert ["POST clock", "GET meetings_s"] == world.calls
    assert "2031-05-06T11:30:00Z" == world.asked[0][1]["to"] == scene.fill("{now}")


def test_a_clock_that_does_not_move_ends_the_story() -> None:
    """The moment that the story needs is not reached."""
    world = World(control=True, POST_clock=(409, {"message": "held"}))

    with pytest.raises(NotExercised, match="clock through the control API was answered 409: held"):
        world.play(Step(do="clock", send="{start}"))


@pytest.mark.parametrize(("second", "wait"), [(0, 0), (40, 0), (41, 19), (59, 1)])
def test_settling_leaves_the_end_of_a_minute_behind(
    monkeypatch: pytest.MonkeyPatch, second: int, wait: int
) -> None:
    """By moving the clock where that can be done, else by waiting."""
    waits: list[float] = []
    monkeypatch.setattr("conformance.staging.telling.sleep", waits.append)
    moment = NOW.replace(second=second)

    world = World()
    world.present._set(moment)
    assert [] == world.play(Step(do="settle"))
    assert [wait][: bool(wait)] == waits

    world = World(control=True)
    world.present._set(moment)
    assert [] == world.play(Step(do="settle"))
    assert ["2031-05-06T07:09:00Z"][: bool(wait)] == [body["to"] for _, body in world.asked]
    assert moment + timedelta(seconds=wait) == world.present.now()


def test_a_clock_that_cannot_settle_ends_the_story() -> None:
    """Near the end of a minute nothing is judged that depends on it."""
    world = World(control=True, POST_clock=(500, {}))
    world.present._set(NOW.replace(second=50))

    with pytest.raises(Indeterminate, match="moving the clock was answered 500"):
        world.play(Step(do="settle"))
