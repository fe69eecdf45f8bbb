"""Tokens for rules about scopes: made, found among the profile's, or missing with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.checks import Indeterminate, NotExercised
from conformance.plugin import embedded
from conformance.staging.tokens import wanted
from tests.scoped import CONTRACT, Scoped, rule

ALLOWED = "get-a-meeting.user.allowed"
BAD_TOKENS = [None, "", " ", "a b", "a\nb", "a\r\nx: y", "ä", "\x00", "\x7f", "x" * 8193, 7, ["a"], {"a": 1}]


def test_one_token_is_made_for_the_same_scopes(tmp_path):
    """It is learnt at once, so that it reaches no file."""
    target = Scoped(tmp_path)
    tokens = target.stage.tokens

    names = {tokens.actor(rule(ALLOWED).access) for _ in range(3)}

    assert (1, 1) == (len(names), target.told("POST", "/tokens"))
    assert 1 == len(target.learnt)
    assert target.rest.knows(names.pop())
    minted = next(body for body in target.bodies if body and "scopes" in body)
    assert {"email": "h@example.com", "scopes": ["meeting:schedules_read"]} == minted


@pytest.mark.parametrize("token", BAD_TOKENS)
def test_half_a_token_decides_nothing(tmp_path, token):
    """A call without a token would be refused, and every such rule would hold."""
    target = Scoped(
        tmp_path, lambda _, __, path: (200, {"accessToken": token}) if path == "/tokens" else None
    )

    with pytest.raises(NotExercised, match="making a token for host was answered 200"):
        target.stage.tokens.actor(rule("get-a-meeting.user.refused-without").access)
    assert [] == target.learnt


@pytest.mark.parametrize("status", [404, 405, 501])
def test_without_the_ability_the_tokens_of_the_profile_decide(tmp_path, status):
    """An emulator may have a control API that makes no tokens; it is asked once."""
    profile = embedded.profile("https://rest.example.com", "https://control.example.com")
    host = replace(profile.actors["host"], scopes=("meeting:schedules_read",))
    profile = replace(profile, actors={**profile.actors, "host": host})
    target = Scoped(
        tmp_path, lambda _, __, path: (status, {}) if path == "/tokens" else None, profile=profile
    )

    assert "host" == target.stage.tokens.actor(rule(ALLOWED).access)
    with pytest.raises(NotExercised, match="the profile has no token of the role user"):
        target.stage.tokens.actor(rule("create-a-meeting.user.allowed").access)
    assert 1 == target.told("POST", "/tokens")


@pytest.mark.parametrize("status", [500, 503])
def test_a_control_api_that_breaks_down_leaves_it_open(tmp_path, status):
    """It is not known whether it makes tokens."""
    target = Scoped(tmp_path, lambda _, __, path: (status, b"<html>") if path == "/tokens" else None)

    with pytest.raises(Indeterminate, match="making a token"):
        target.stage.tokens.actor(rule(ALLOWED).access)


@pytest.mark.parametrize(
    "shown",
    [None, [], {}, {"emails": None}, {"emails": []}, {"emails": "h@example.com"}, {"emails": [7]}]
    + [{"emails": [text]} for text in ("", "host", "a@b\n@c", "a b@c", "@", "x" * 300 + "@example.com")],
)
def test_a_person_without_an_address_is_nobody(tmp_path, shown):
    """Nothing can be tried on his behalf."""
    target = Scoped(tmp_path, lambda _, __, path: (200, shown) if path == "/people/me" else None)

    with pytest.raises(NotExercised, match="asking who host is was answered 200"):
        target.stage.tokens.email("host")


def test_every_rule_wants_a_token_that_can_be_made():
    """What a token made for a rule has decides the rule; what it must lack it has not."""
    for one in CONTRACT.rules.values():
        if one.access is not None:
            want = wanted(one.access)
            assert want.ideal, one.address
            assert want.fits(want.role, want.ideal), one.address
            assert not want.fits("nobody", want.ideal)
            assert not want.fits(want.role, ())
            if want.lacks:
                assert not want.fits(want.role, want.ideal | {min(want.lacks)})
            if want.has:
                assert not want.fits(want.role, want.ideal - want.has)


def test_a_token_that_is_not_what_it_claims_decides_nothing(tmp_path):
    """The reason is told."""
    target = Scoped(tmp_path, control=False)
    profile = target.profile
    target.stage.tokens._profile = replace(
        profile, actors={"host": replace(profile.actors["host"], scopes=("meeting:schedules_read",))}
    )
    target.stage.tokens.distrust("host", "the host's token is another one")

    with pytest.raises(NotExercised, match="the host's token is another one"):
        target.stage.tokens.actor(rule(ALLOWED).access)


def test_there_is_no_other_person_in_a_profile_of_one(tmp_path):
    """What belongs to somebody else cannot be tried then."""
    profile = embedded.profile("https://rest.example.com", "https://control.example.com")
    target = Scoped(tmp_path, profile=replace(profile, actors={"host": profile.actors["host"]}))

    with pytest.raises(NotExercised, match="names no second actor"):
        target.stage.tokens.owner(other=True)
    assert "host" == target.stage.tokens.owner()
