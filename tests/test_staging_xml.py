"""The stage of the XML API: places, the site's release and kind, what is made, and how stories are played."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from conformance import contract
from conformance.checks import NotExercised
from conformance.clients.xml_reading import read_answer
from conformance.contract import Rule, XmlExpectation, XmlStep, XmlStory
from conformance.emulator import Emulator, serve
from conformance.emulator.xml.accounts import Directory
from conformance.errors import ContractError
from conformance.plugin.embedded import profile
from conformance.plugin.site import Site, tokens_of
from conformance.plugin.xml_door import callers_of
from conformance.staging import edition_told
from conformance.staging.xml_places import XmlPlaces
from conformance.targets import read_ledger

MARKER = "wxc-0badcafe"
START = datetime(2027, 3, 1, 16, 0, tzinfo=UTC)
NORTH = "north-example.webex.com"


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{start}", "03/02/2027 00:00:00"),
        ("{start+90m}", "03/02/2027 01:30:00"),
        ("{start-1d+2h}", "03/01/2027 02:00:00"),
        ("{start.iso}", "2027-03-02T00:00:00+08:00"),
        ("{start+1h.iso}", "2027-03-02T01:00:00+08:00"),
        ("{x*5}!", "xxxxx!"),
        ("{user} of {user}", "jane of jane"),
        ("plain", "plain"),
    ],
)
def test_places_are_filled(text, filled):
    """Moments on the wall clock of one zone without summer time, long texts, and names."""
    places = XmlPlaces(START, {"user": "jane"})

    assert filled == places.fill(text)
    assert {"a": [filled, 7, True]} == places.fill({"a": [text, 7, True]})


def test_a_place_that_nothing_stands_for_is_our_mistake():
    """What the profile should give is something missing instead."""
    places = XmlPlaces(START, {})

    with pytest.raises(ContractError, match="odd"):
        places.fill("{odd}")
    with pytest.raises(NotExercised, match="no password of actor host"):
        places.fill("{host.password}")


@pytest.mark.parametrize(
    ("version", "edition"),
    [
        ("WebEx XML API V41.12.0", "41.12"),
        ("WebEx XML API V41.1.0", "41.1"),
        ("WebEx XML API V9.0", "9.0"),
        ("WebEx XML API V10.0.0", "9.0"),
        ("WebEx XML API V42.10.1", "41.12"),
        ("WebEx XML API V41.13.0", "41.12"),
        ("V5.9.0", "9.0"),
        ("41.4.0", "41.4"),
        ("none", None),
        ("", None),
    ],
)
def test_the_release_is_read_from_the_version(version, edition):
    """What is newer than we know is taken for the newest, what is older for the oldest."""
    serv = "http://www.webex.com/schemas/2002/06/service"
    text = (
        f'<serv:message xmlns:serv="{serv}" xmlns:ep="{serv}/ep"><serv:header><serv:response>'
        "<serv:result>SUCCESS</serv:result><serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response>"
        '</serv:header><serv:body><serv:bodyContent xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:type="ep:getAPIVersionResponse"><ep:apiVersion>{version}</ep:apiVersion></serv:bodyContent>'
        "</serv:body></serv:message>"
    )

    assert edition == edition_told(read_answer(200, text.encode()))
    assert edition_told(read_answer(502, b"<html/>")) is None


@contextmanager
def on_stage(tmp_path, *, control: bool = True, edition: str = "41.12", **door):
    """A stage on an emulator of its own; gives stage, site and emulator."""
    with serve(Emulator()) as running:
        ours = profile(running.base_url, running.control_url)
        if not control:
            ours = replace(ours, control=None, staging=("api", "discover"))
        assert ours.xml is not None
        ours = replace(ours, xml=replace(ours.xml, users=control, **door))
        site = Site(ours, tokens_of(ours), tmp_path, MARKER, callers=callers_of(ours))
        stage = site.xml_stage(edition)
        try:
            yield stage, site, running.emulator
        finally:
            stage.release()
            site.close()


def rule(*steps: XmlStep, **more) -> Rule:
    """A rule of a story."""
    base = contract.load().rules["xml.41.2.get-user.webex-assistant-enabled"]
    return replace(base, xml=XmlStory(steps=steps, **more))


def look(operation: str, **more) -> XmlStep:
    """A step that must succeed."""
    return XmlStep(do=operation, outcome="accepted", **more)


def test_a_story_has_what_it_needs(tmp_path):
    """A user, made once for all stories that share him, and the traits of the site meanwhile."""
    told = rule(
        look("user.GetUser", actor="user", send={"webExId": "{user.email}"}),
        needs=("user",),
        site={"xmlKind": "ci"},
    )
    with on_stage(tmp_path) as (stage, site, emulator):
        [first] = stage.tales(told)
        [again] = stage.tales(replace(told, xml=replace(told.xml, steps=(*told.xml.steps, *told.xml.steps))))
        kind = emulator.world.sites[NORTH]["xmlKind"]
        made = read_ledger(site.ledger.path).standing

        assert (None, [True]) == (first.ended, [scene.ok for scene in first.scenes])
        assert [True, True] == [scene.ok for scene in again.scenes]
        assert ("classic", 1) == (kind, len(made))
    assert [] == read_ledger(site.ledger.path).standing


def test_stories_that_do_the_same_are_played_once(tmp_path):
    """Whatever they expect; those that want something of their own are played again."""
    one = rule(look("user.GetUser", send={"webExId": "{host}"}))
    other = rule(
        look(
            "user.GetUser",
            send={"webExId": "{host}"},
            expect=(XmlExpectation(at="email", how="present", value=True),),
        )
    )
    with on_stage(tmp_path) as (stage, _, _):
        [first], [second] = stage.tales(one), stage.tales(other)
        [fresh] = stage.tales(replace(one, xml=replace(one.xml, fresh=True)))

    assert first.scenes[0].exchange == second.scenes[0].exchange != fresh.scenes[0].exchange


def test_a_site_becomes_each_release_and_then_what_it_was(tmp_path):
    """Where the control API can make it so."""
    told = replace(rule(look("ep.GetAPIVersion", actor="nobody")), editions=("9.0", "41.12"))
    with on_stage(tmp_path, edition="all") as (stage, _, emulator):
        emulator.world.sites[NORTH]["xmlEdition"] = "41.7"
        tales = {tale.edition: tale for tale in stage.tales(told)}

        found = {name: tale.scenes[0].find("apiVersion") for name, tale in tales.items() if tale.scenes}
        stage.release()
        assert "41.7" == emulator.world.sites[NORTH]["xmlEdition"]

    assert {"9.0", "41.12"} == found.keys()
    assert "9.0" in found["9.0"][0]
    assert "41.12" in found["41.12"][0]


def test_traits_are_given_back_also_when_a_step_changes_them(tmp_path):
    """And when the story breaks off."""
    told = rule(
        XmlStep(do="site", send={"classicEvents": False}),
        XmlStep(do="event.LstsummaryEvent"),
    )
    with on_stage(tmp_path) as (stage, _, emulator):
        [tale] = stage.tales(told)

        assert isinstance(tale.ended, NotExercised)
        assert "010106" in tale.ended.reason
        assert emulator.world.sites[NORTH]["classicEvents"]


def test_without_the_control_api_a_site_is_what_it_is(tmp_path):
    """What it would take is told; nothing is made or changed."""
    ci = rule(look("user.GetUser", send={"webExId": "{host}"}), site={"xmlKind": "ci"})
    user = rule(look("user.GetUser", actor="user", send={"webExId": "{user}"}), needs=("user",))
    clock = rule(
        XmlStep(do="clock", send={"forward": "2h"}), look("user.GetUser", send={"webExId": "{host}"})
    )
    changed = rule(XmlStep(do="site", send={"sso": True}), look("ep.GetSiteType", actor="nobody"))
    with on_stage(tmp_path, control=False, traits={"xmlKind": "classic"}) as (stage, _, _):
        ends = [str(stage.tales(one)[0].ended) for one in (ci, user, clock, changed)]

    wants, makes, moves, changes = ends
    assert "it takes a site with xmlKind = ci; this one has xmlKind = classic" in wants
    assert "does not let users be made" in makes
    assert "control API" in moves
    assert "only the control API" in changes


def test_a_step_that_broke_ends_the_story(tmp_path):
    """What comes after it would lean on what did not happen."""
    told = rule(
        look("user.GetUser", send={"webExId": "nobody-by-that-name"}, keep={"known": "email"}),
        look("user.GetUser", send={"webExId": "{known}"}),
    )
    with on_stage(tmp_path) as (stage, _, _):
        [tale] = stage.tales(told)

    assert ([False], None) == ([scene.ok for scene in tale.scenes], tale.ended)


def test_meetings_of_one_door_are_the_run_s_at_the_other(tmp_path):
    """Made through REST and deleted through XML, and the other way round."""
    body = {"title": "{marker} both", "start": "{start.iso}", "end": "{start+1h.iso}"}
    there = rule(
        XmlStep(do="rest.create", send=body, keep={"number": "meetingNumber"}),
        look("meeting.DelMeeting", send={"meetingKey": "{number}"}),
    )
    back = rule(
        XmlStep(do="rest.read", to="number:{meeting}", keep={"id": "id"}),
        XmlStep(do="rest.delete", to="{id}", outcome="accepted"),
        XmlStep(do="meeting.GetMeeting", send={"meetingKey": "{meeting}"}, exceptions=("060001",)),
        needs=("meeting",),
        fresh=True,
    )
    with on_stage(tmp_path) as (stage, _, emulator):
        [one], [other] = stage.tales(there), stage.tales(back)

        assert (None, [True]) == (one.ended, [scene.ok for scene in one.scenes])
        assert (None, [True, False]) == (other.ended, [scene.ok for scene in other.scenes])
        assert [] == list(emulator.world.series.values())


def test_secrets_that_are_made_up_are_in_no_file(tmp_path):
    """Nor is the password of whoever signs in."""
    told = rule(
        look("user.GetUser", actor="user", send={"webExId": "{user}"}),
        XmlStep(do="user.SetUser", actor="admin", send={"webExId": "{user}", "password": "{secret}"}),
        needs=("user",),
    )
    with on_stage(tmp_path) as (stage, site, emulator):
        stage.tales(told)
        people = emulator.world.shelf(Directory)
        passwords = {each.password for each in people[NORTH].accounts}
        text = site.journal.path.read_text("utf-8") + site.ledger.path.read_text("utf-8")

    assert any(password.startswith("Cf7") for password in passwords)
    assert [] == [password for password in passwords if password and password in text]
