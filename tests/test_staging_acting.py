"""The stage of acting for others: it tries everything on its own meetings, and leaves none of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.contract import load
from conformance.emulator import RunningEmulator
from conformance.errors import ContractError
from conformance.plugin.site import Site
from conformance.staging import ActingStage
from conformance.targets import Profile
from tests.people import RULES, live, playing
from tests.sites import Answered, changed, meetings

ALL = [each.address for each in load().select(["rest.acting"])]
ODD: list[Any] = [None, True, 7, "x", [], [None], {}, {"items": [None, 7, {"id": []}]}]


def stage(site: Site) -> ActingStage:
    """The stage of a site."""
    return site.acting()


def without(name: str) -> Any:
    """A profile without one actor."""

    def change(profile: Profile) -> Profile:
        return replace(live(profile), actors={key: one for key, one in profile.actors.items() if key != name})

    return change


def test_everything_passes_and_nothing_is_left(tmp_path: Path, running: RunningEmulator) -> None:
    """Meetings of three people are made, and deleted by each of them."""
    with playing(tmp_path, running, stage) as played:
        verdicts = {address: played.verdict(address) for address in ALL}
        assert {"passed"} == {verdict for verdict, _ in verdicts.values()}, verdicts
        assert {"theo", "mira", "ivy"} == {one.host.email.partition(".")[0] for one in meetings(running)}

    assert [] == meetings(running)
    assert "could not be deleted" not in played.written


def test_documented_calls_are_enough(tmp_path: Path, running: RunningEmulator) -> None:
    """No rule needs the control API."""
    with playing(tmp_path, running, stage, change=live) as played:
        assert {"passed"} == {played.verdict(address)[0] for address in ALL}


@pytest.mark.parametrize(
    ("gone", "under", "words"),
    [
        ("admin", "rest.acting.admin", "no actor with the role admin"),
        ("other", "rest.acting.user.other", "no second actor"),
    ],
)
def test_missing_actors_are_named(
    tmp_path: Path, running: RunningEmulator, gone: str, under: str, words: str
) -> None:
    """Rules that need one of them are not exercised; the others are."""
    with playing(tmp_path, running, stage, change=without(gone)) as played:
        for address in ALL:
            verdict, reason = played.verdict(address)
            if address.startswith(under):
                assert ("not-exercised", True) == (verdict, words in reason), address
    assert [] == meetings(running)


def test_a_token_that_lacks_the_scope_decides_nothing(tmp_path: Path, running: RunningEmulator) -> None:
    """An administrator who may only read creates for nobody."""

    def only_reads(profile: Profile) -> Profile:
        admin = replace(profile.actors["admin"], scopes=("meeting:admin_schedule_read",))
        return replace(live(profile), actors={**profile.actors, "admin": admin})

    with playing(tmp_path, running, stage, change=only_reads) as played:
        assert "passed" == played.verdict("rest.acting.admin.get")[0]
        verdict, reason = played.verdict("rest.acting.admin.create.host-email")
    assert ("not-exercised", True) == (verdict, "lacks the scope meeting:admin_schedule_write" in reason)


def test_a_site_that_the_profile_names_is_the_only_one(tmp_path: Path, running: RunningEmulator) -> None:
    """Nothing is created on another site than traits.site_url."""

    def on_south(profile: Profile) -> Profile:
        return replace(profile, traits=replace(profile.traits, site_url="south-example.webex.com"))

    with playing(tmp_path, running, stage, change=on_south) as played:
        verdicts = {address: played.verdict(address) for address in ALL}
        hosts = {one.site for one in meetings(running) if one.host.email.startswith("theo")}

    assert {"south-example.webex.com"} == hosts
    assert {"passed", "not-exercised"} >= {verdict for verdict, _ in verdicts.values()}


def test_without_an_unmanaged_site_the_rule_is_not_exercised(
    tmp_path: Path, running: RunningEmulator
) -> None:
    """The profile alone can tell."""

    def unnamed(profile: Profile) -> Profile:
        return replace(profile, traits=replace(profile.traits, unmanaged_site=None))

    with playing(tmp_path, running, stage, change=unnamed) as played:
        verdict, reason = played.verdict("rest.acting.admin.create.site-unmanaged")
    assert ("not-exercised", True) == (verdict, "traits.unmanaged_site" in reason)


def test_what_is_wrongly_allowed_does_no_harm(tmp_path: Path, running: RunningEmulator) -> None:
    """With every fault of acting on at once nothing is left, and nothing foreign has changed."""
    from conformance.emulator.acting_slips import NAMES  # noqa: PLC0415 - of this alone

    with running.emulator.lock:
        world = running.emulator.world
        before = dict(world.series)
        running.emulator.faults = running.emulator.faults.of(
            [f"acting-slips:{name}" for name in NAMES if name.startswith(("other.", "create.", "list."))]
        )
    with playing(tmp_path, running, stage) as played:
        verdicts = {address: played.verdict(address)[0] for address in ALL}

    others = {word for address, word in verdicts.items() if address.startswith("rest.acting.user.other")}
    assert {"failed"} == others
    assert before == running.emulator.world.series


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize("where", ["/people/me", "/meetings", "/meetingPreferences/sites"])
def test_odd_answers_are_survived(tmp_path: Path, odd: Any, where: str) -> None:
    """Whatever a target says of people, meetings and sites, every rule ends with a verdict."""

    def after(_method: str, path: str, _query: Any, body: Any) -> Any:
        if not path.startswith(f"/v1{where}"):
            return None
        return odd if not isinstance(odd, str) else dict.fromkeys(body, odd)

    with changed(after=after) as running, playing(tmp_path, running, stage) as played:
        assert "error" not in {played.verdict(address)[0] for address in ALL}


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
def test_refused_creations_are_not_tried_again_and_again(tmp_path: Path, status: int) -> None:
    """Failed creations count towards the vendor's quota."""
    tried: list[str] = []

    def before(method: str, path: str, _query: Any, _body: Any) -> Any:
        if method == "POST" and path.endswith("/meetings"):
            tried.append(path)
            # Longer than any profile waits, so that nothing is waited for.
            return Answered(status, {"message": "no"}, headers=(("retry-after", "86400"),))
        return None

    with changed(before=before) as running, playing(tmp_path, running, stage) as played:
        verdicts = {played.verdict(address)[0] for address in ALL}

    assert "error" not in verdicts
    assert len(tried) <= (30 if status != 429 else 200)


def test_an_address_that_no_header_can_carry_is_not_sent(tmp_path: Path) -> None:
    """It would break the request, or become two headers."""

    def after(_method: str, path: str, _query: Any, body: Any) -> Any:
        return body | {"emails": ["a\r\nx: y@example.com"]} if path.endswith("/people/me") else None

    with changed(after=after) as running, playing(tmp_path, running, stage) as played:
        assert "not-exercised" == played.verdict("rest.acting.admin.header")[0]


def test_only_stories_are_played(tmp_path: Path, running: RunningEmulator) -> None:
    """Anything else is a defect of ours."""
    with playing(tmp_path, running, stage) as played, pytest.raises(ContractError, match="story"):
        played.stage.tell(replace(RULES[ALL[0]], told=None))
