"""The stage of stories on targets whose control API answers in any way."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checks import Indeterminate, NotExercised, Tale
from conformance.contract import load
from conformance.staging import StoryStage
from conformance.targets import Profile
from tests.worlds import SHOWN, World

CONTRACT = load()
READER = CONTRACT.rules["rest.update.codes.403"]
CONVERGED = next(
    rule for rule in CONTRACT.rules.values() if rule.told and rule.told.site and rule.told.subject
)


def tell(world: World, rule: Any, learnt: list[str]) -> Tale:
    """Tell a rule's story on a target."""
    stage = StoryStage(
        world.rest,
        world.present,
        Profile(name="t", digest="", rest="https://rest.example.com", actors={}),
        "wxc-1",
        CONTRACT.cast,
        learn=learnt.append,
        passes=lambda _: None,
    )
    return stage.tell(rule)


def site(**replies: Any) -> World:
    """A target with a control API that makes tokens."""
    made = (200, {**SHOWN, "hostEmail": "host@example.com", "siteUrl": "a.example.com"})
    return World(control=True, **{"POST_meetings": made, "GET_meetings_s": SHOWN, **replies})


@pytest.mark.parametrize(
    "token", ["", " ", "a b", "a\nb", "a\r\nx: y", "ä", "\ud800", "a\x00", "a\x7f", " a", "a "]
)
def test_a_token_that_no_header_can_carry_is_not_used(token: str) -> None:
    """The control API made something; the rule was not exercised, and nothing is sent with it."""
    world, learnt = site(POST_tokens={"accessToken": token}), []

    tale = tell(world, READER, learnt)

    assert isinstance(tale.ended, NotExercised)
    assert "no header can carry it" in tale.ended.reason
    assert tale.ended.exchanges
    assert [] == learnt
    assert "POST tokens" == world.calls[-1]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ((200, {}), NotExercised),
        ((200, {"accessToken": None}), NotExercised),
        ((200, {"accessToken": ["x"]}), NotExercised),
        ((200, []), NotExercised),
        ((403, {"accessToken": "x"}), NotExercised),
        ((500, {"accessToken": "x"}), Indeterminate),
        ((200, b"<html>"), Indeterminate),
    ],
)
def test_without_a_token_the_story_ends(reply: Any, kind: type[Exception]) -> None:
    """Whatever the control API answers instead."""
    tale = tell(site(POST_tokens=reply), READER, [])

    assert kind is type(tale.ended)


def test_a_token_that_was_made_is_learnt_and_sent() -> None:
    """It is known to whoever hides credentials before it goes out for the first time."""
    world, learnt = site(POST_tokens={"accessToken": "made-up-token"}, PATCH_meetings_s=(403, {})), []

    tale = tell(world, READER, learnt)

    assert ["made-up-token"] == learnt
    assert 403 == tale.scenes[0].status
    sent = next(one for one in world.requests if one.method == "PATCH")
    assert "Bearer made-up-token" == sent.headers["authorization"]


@pytest.mark.parametrize("shown", ["../reset", "..", "a/b", "a?x=1", "\ud800", "", None, 7])
def test_a_site_that_is_no_host_is_not_asked_for(shown: Any) -> None:
    """What the target calls its site goes into a path only where it is the name of a host."""
    world = site(POST_meetings={**SHOWN, "siteUrl": shown})

    tale = tell(world, CONVERGED, [])

    assert isinstance(tale.ended, NotExercised)
    assert "does not say on which site" in tale.ended.reason
    assert not [name for name in world.calls if "sites" in name]
