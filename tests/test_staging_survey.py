"""What the tokens of a profile decide, and which further ones would do the rest."""

from __future__ import annotations

from dataclasses import replace

from conformance.contract import Rule, load
from conformance.emulator.people import ADMIN_SCOPES, COMPLIANCE_SCOPES, USER_SCOPES
from conformance.staging import survey, wanted
from conformance.targets import Actor, Profile

RULES = [rule for rule in load().rules.values() if rule.access and rule.not_tested is None]
STAGED = (
    "it needs a meeting that runs, or what one leaves behind, of its own: only the control API makes these"
)
HOST = Actor(name="host", scopes=tuple(sorted(USER_SCOPES)))
ADMIN = Actor(name="admin", role="admin", scopes=tuple(sorted(ADMIN_SCOPES | USER_SCOPES)))


def _profile(*actors: Actor) -> Profile:
    named = {actor.name: actor for actor in actors}
    return Profile(name="t", digest="", rest="http://127.0.0.1:9/v1", actors=named)


def _one(operation: str, tier: str, check: str) -> Rule:
    return next(
        rule
        for rule in RULES
        if rule.access
        and (rule.access.operation, rule.access.tier, rule.access.check) == (operation, tier, check)
    )


def test_every_rule_is_counted_once() -> None:
    """Decided, open or never; whatever the profile has."""
    for actors in ((), (HOST,), (HOST, ADMIN), (replace(HOST, scopes=()),)):
        found = survey(_profile(*actors), RULES)

        assert len(RULES) == found.total.total()
        assert len(RULES) == found.decided.total() + found.open + found.never.total()
        assert found.open >= 0


def test_a_full_token_decides_what_is_open_and_leaves_what_must_be_refused() -> None:
    """And where several scopes open an operation, not even that: it would not tell by which."""
    full = _profile(HOST)

    one = survey(full, [_one("Create a Meeting", "user", "allowed")])
    assert (1, [], 0) == (one.decided.total(), one.further, one.open)
    refused = survey(full, [_one("Create a Meeting", "user", "refused-without")])
    assert 1 == refused.open
    assert [("host-2", "user", "host")] == [(one.name, one.role, one.person) for one in refused.further]
    either = survey(full, [_one("Download a meeting transcript", "user", "allowed")])
    assert 1 == either.open


def test_the_further_tokens_are_disjoint_needs() -> None:
    """Each decides rules that those before it do not, and together they decide all that is open."""
    found = survey(_profile(HOST), RULES)

    tokens = [one for one in found.further if not one.owns]
    assert all(one.rules for one in tokens)
    need_other = next(one for one in found.further if one.owns)
    assert found.open <= sum(one.rules for one in tokens) + need_other.rules
    names = [one.name for one in found.further]
    assert len(set(names)) == len(names)
    assert "host" not in names


def test_names_that_the_profile_has_are_not_given_again() -> None:
    """What is pasted must not overwrite an actor."""
    taken = replace(HOST, name="host-2", scopes=("meeting:schedules_read",), person="host")

    names = {one.name for one in survey(_profile(HOST, taken, ADMIN), RULES).further}

    assert not names & {"host", "host-2", "admin"}
    assert "host-3" in names


def test_what_nobody_can_have_is_told_apart() -> None:
    """Administrators' scopes of a user, calls that nothing could undo, and what only meetings make."""
    reasons = survey(_profile(HOST), RULES).never

    assert {
        "a user is given no scopes of administrators or compliance officers",
        "a guest's scopes come whole from the guest issuer; none can be left out",
        "nothing could undo this call, so it is made on emulators alone",
        "nothing could undo this call if it hit the caller himself",
        STAGED,
    } == set(reasons)


def test_a_user_who_does_have_such_scopes_is_taken_at_his_word() -> None:
    """Some test organisation may grant them."""
    rule = _one("List Meetings", "admin", "refused-without-role")
    odd = Actor(name="other", scopes=("meeting:admin_schedule_read",))

    assert 0 == survey(_profile(HOST), [rule]).decided.total()
    assert 1 == survey(_profile(HOST, odd), [rule]).decided.total()


def test_a_second_user_is_asked_for_once() -> None:
    """Rules about others' objects need somebody whose they are, and the host's token."""
    rules = [rule for rule in RULES if rule.access and rule.access.check == "refused-for-others"]

    owner = [one for one in survey(_profile(HOST), rules).further if one.owns]
    assert [("other", "user", "")] == [(one.name, one.role, one.person) for one in owner]
    second = replace(HOST, name="mira")
    assert not [one for one in survey(_profile(HOST, second), rules).further if one.owns]
    same = replace(HOST, name="mira", person="host")
    assert [one for one in survey(_profile(HOST, same), rules).further if one.owns]


def test_what_the_host_lacks_for_preparing_is_named() -> None:
    """The host makes and reads back what is tried, whoever tries it."""
    poor = replace(HOST, scopes=("meeting:schedules_read",))

    assert {"meeting:schedules_write", "meeting:recordings_read"} <= {*survey(_profile(poor), RULES).lacking}
    one = [_one("Get a Meeting", "user", "allowed")]
    assert ("meeting:schedules_write",) == survey(_profile(poor), one).lacking
    assert () == survey(_profile(HOST), RULES).lacking


def test_tokens_of_integrations_always_have_scopes_that_say_nothing() -> None:
    """They neither open an operation of meetings nor spoil a token for reading alone."""
    rule = _one("Create a Meeting", "user", "refused-read-only")
    assert rule.access is not None
    want = wanted(rule.access)

    assert want.fits("user", ["meeting:schedules_read", "spark:kms", "spark:people_read"])
    assert not want.fits("user", ["spark:kms", "spark:people_read"])
    assert not want.fits("user", ["meeting:schedules_read", "meeting:recordings_write"])


def test_a_level_that_offers_nothing_is_judged_by_tokens_of_that_level_alone() -> None:
    """An officer who is an administrator too may be let in as one."""
    rule = _one("Create a Meeting", "compliance", "refused")
    assert rule.access is not None
    want = wanted(rule.access)

    assert want.fits("compliance", COMPLIANCE_SCOPES)
    assert not want.fits("compliance", COMPLIANCE_SCOPES | {"meeting:admin_schedule_write"})
    assert not want.fits("compliance", COMPLIANCE_SCOPES | {"meeting:schedules_write"})
