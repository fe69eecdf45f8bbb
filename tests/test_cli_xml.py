"""Runs against targets with an XML API: releases, kinds of sites, and what cannot be judged there."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.emulator import Emulator, RunningEmulator, serve
from tests.sites import Ended, act, command, judge, meetings
from tests.xml_sites import PASSWORD, SECRETS, give, xml_profile

NEW = "xml.41.2.get-user.webex-assistant-enabled"
NEWEST = "xml.41.11.get-user.free-account"


@pytest.fixture(name="running")
def running_fixture():
    """An emulator of its own."""
    with serve(Emulator()) as running:
        yield running


def judged(running: RunningEmulator, folder: Path, *words: str, control: bool = False, **more: str) -> Ended:
    """A run on the emulator, as on a live site unless it may use the control API."""
    own, env = more.pop("own", ""), SECRETS | more
    target = xml_profile(folder, running.base_url, control=running.control_url if control else None, own=own)
    return judge(*words, "--target", target, cwd=folder, **env)


def leaked(ended: Ended) -> list[str]:
    """Where a password turns up."""
    texts = [path.read_text("utf-8", "replace") for path in ended.folder.rglob("*") if path.is_file()]
    return [text[:80] for text in (*texts, ended.out, ended.err) for one in SECRETS.values() if one in text]


def test_the_site_is_asked_which_release_it_is_of(running, tmp_path):
    """What it says is what is judged, and stands in the report."""
    give(running, xmlEdition="41.4")

    ended = judged(running, tmp_path, NEW, NEWEST)

    assert {NEW: "passed", NEWEST: "passed"} == ended.verdicts
    assert [{"kind": "edition", "door": "xml", "edition": "41.4"}] == ended.of("edition")
    assert "xml 41.4" in ended.out
    assert "41.4" == ended.run.header.editions["xml"]
    assert [] == leaked(ended)


def test_an_element_ahead_of_its_release_is_an_advisory(running, tmp_path):
    """And one that is missing fails, by the release that was declared."""
    early = judged(running, tmp_path, NEW, "--edition", "xml=41.1")
    give(running, xmlEdition="41.1")
    (tmp_path / "late").mkdir()
    late = judged(running, tmp_path / "late", NEW, "--edition", "xml=41.12")

    assert (0, {NEW: "advisory"}) == (early.code, early.verdicts)
    assert (1, {NEW: "failed"}) == (late.code, late.verdicts)
    assert "41.2 brought" in late.of("verdict")[0]["expected"]


def test_all_releases_are_laid_out(running, tmp_path):
    """With the control API the site becomes each of them in turn, and then what it was."""
    give(running, xmlEdition="41.7")

    ended = judged(running, tmp_path, NEW, "xml.41.12.classic-event", "--edition", "xml=all", control=True)

    assert (0, {"passed"}) == (ended.code, set(ended.verdicts.values()))
    grid = ended.run.verdicts["xml.41.12.classic-event.create-event"].grid
    assert {"passed": 1, "not-applicable": 12} == {
        word: [str(one) for one in grid.values()].count(word) for word in map(str, grid.values())
    }
    assert "release by release" in ended.out
    assert "41.7" == running.emulator.world.sites["north-example.webex.com"]["xmlEdition"]
    assert ended.run.header.editions["xml"] == "all"


def test_a_site_of_one_release_is_held_against_all(running, tmp_path):
    """The same answers, asked for once."""
    give(running, xmlEdition="41.5")

    ended = judged(running, tmp_path, NEW, NEWEST, "--edition", "xml=all")

    new, newest = (ended.run.verdicts[address].grid for address in (NEW, NEWEST))
    assert ["advisory", "advisory", "passed"] == [str(new[one]) for one in ("9.0", "41.1", "41.2")]
    assert ["passed", "failed", "failed"] == [str(newest[one]) for one in ("41.10", "41.11", "41.12")]
    assert len(ended.of("exchange")) < 8


def test_a_live_site_is_judged_by_what_it_is(running, tmp_path):
    """Nothing is changed there; what takes another kind of site says so, and no user is made."""
    ended = judged(running, tmp_path, "xml.9.0", "xml.41.3")

    reasons = {line["address"]: line["reason"] for line in ended.of("verdict") if "reason" in line}
    assert 0 == ended.code
    assert len(ended.with_verdict("passed")) > 10
    assert "xmlKind = ci" in reasons["xml.9.0.ci.create-user"]
    assert not [line for line in ended.of("exchange") if "CreateUser" in str(line["request"]["body"])]
    assert [] == meetings(running)
    assert [] == leaked(ended)


def test_a_ci_site_is_found_out(running, tmp_path):
    """By GetSiteType; where users may be made, it is seen to refuse that."""
    give(running, xmlKind="ci")

    ended = judged(running, tmp_path, "xml.9.0.ci.create-user", own="users = true")

    assert {"xml.9.0.ci.create-user": "passed"} == ended.verdicts


@pytest.mark.parametrize("declared", ["", 'meetings = "retired"'])
def test_where_meetings_are_retired_users_are_still_judged(running, tmp_path, declared):
    """Whether the profile says so or the site is found to be so."""
    give(running, meetingsRetired=True)

    ended = judged(running, tmp_path, "xml.41.2", "xml.41.3.get-meeting", own=declared)

    retired = {line["address"] for line in ended.of("verdict") if "retired" in line.get("reason", "")}
    assert "passed" == ended.verdicts[NEW]
    assert {address for address in ended.verdicts if address.startswith("xml.41.3.get-meeting")} <= retired
    assert {ended.verdicts[address] for address in retired} == {"not-exercised"}


def test_who_cannot_sign_in_judges_nobody(running, tmp_path):
    """One reason for all, and neither password."""
    ended = judged(running, tmp_path, "xml.41.2", **{PASSWORD: "wrong-canary-7"})

    reasons = {line["reason"] for line in ended.of("verdict") if line["verdict"] == "not-exercised"}
    assert any("actor host cannot sign in" in reason for reason in reasons)
    assert set() == ended.with_verdict("failed", "error", "indeterminate")
    assert "wrong-canary-7" not in ended.out + (ended.folder / "journal.jsonl").read_text("utf-8")


def test_a_target_without_an_xml_api_is_not_judged_by_it(tmp_path):
    """The rules of the other door do not apply."""
    with serve(Emulator()) as running:
        path = xml_profile(tmp_path, running.base_url)
        text = path.read_text("utf-8").replace("[xml]\n", "").replace('site = "north-example"\n', "")
        lines = [line for line in text.splitlines() if not line.startswith("xml = ")]
        path.write_text("\n".join(lines), "utf-8")
        ended = judge("xml.41.2", "--target", path, cwd=tmp_path)

    assert {"not-applicable"} == set(ended.verdicts.values())
    assert "addresses.xml" in ended.of("verdict")[0]["reason"]


@pytest.mark.parametrize("edition", ["xml=41.13", "xml=guide-2025", "rest=41.12", "40.1", "rest=all"])
def test_an_edition_that_is_none_is_refused(tmp_path, edition):
    """With those that there are."""
    done = command("run", "--edition", edition, "--out", tmp_path / "run", cwd=tmp_path)

    assert 2 == done.returncode
    assert f"There is no edition {edition}." in done.stderr
    assert "xml=9.0 to xml=41.12, xml=all" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("/WBXService/XMLService", "", "addresses.xml"),
        ('webex_id = "', 'webexid = "', "actors.host.xml"),
        ('env = "WXC_TEST_XML_HOST"', 'kind = "magic", env = "X"', "actors.host.xml"),
        ('site = "north-example"', "site = 7", "xml.site"),
        ('site = "north-example"', 'site = "a"\nmeetings = "perhaps"', "xml.meetings"),
        ('site = "north-example"', 'site = "a"\nodd = 1', "xml"),
    ],
)
def test_a_profile_that_is_wrong_is_refused(tmp_path, old, new, words):
    """In a sentence that names the key."""
    path = xml_profile(tmp_path, "http://127.0.0.1:9")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")

    done = command("run", "--target", path, "--out", tmp_path / "run", cwd=tmp_path, **SECRETS)

    assert 2 == done.returncode
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_what_an_interrupted_run_left_is_deleted_through_the_same_door(running, tmp_path):
    """By its key, as who made it; the second time it is gone already."""
    target = xml_profile(tmp_path, running.base_url)
    ended = judge("xml.41.3.get-meeting", "--target", target, cwd=tmp_path, **SECRETS)
    ledger = ended.folder / "ledger.jsonl"
    lines = ledger.read_text("utf-8").splitlines()
    made = sum('"xml.meeting.' in line and '"created"' in line for line in lines)
    again = ended.folder / "again.jsonl"
    again.write_text("\n".join(line for line in lines if '"deleted"' not in line) + "\n", "utf-8")

    done = command("cleanup", again, "--target", target, cwd=tmp_path, **SECRETS)

    assert made > 0
    assert (0, made) == (done.returncode, done.stdout.count("Gone already: xml.meeting.")), done.stdout


def test_a_fault_of_the_emulator_turns_its_rule_red(running, tmp_path):
    """And no other one."""
    act(running, "/faults", active=["xml-drops:user.GetUser/webexAssistantEnabled"])

    ended = judged(running, tmp_path, "xml.41.2", control=True)

    assert {NEW} == ended.with_verdict("failed")
