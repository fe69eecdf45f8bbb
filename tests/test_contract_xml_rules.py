"""Rules of the XML API out of TOML: stories, editions, and what is refused."""

from __future__ import annotations

import pytest

from conformance import contract
from conformance.contract.xml_rules import editions_between, xml_rules
from conformance.contract.xml_story import XmlStep, XmlStory
from conformance.contract.xsd import EDITIONS
from conformance.errors import ContractError

HEAD = """
source = "xml-41"
section = "XML API 41.2.0 Updates"
level = "must"
provenance = "documented"
since = "41.2"
"""
RULE = """
[[rule]]
address = "xml.41.2.topic.item"
text = "A rule of some length that says something."
faults = ["xml-drops:user.GetUser/phones"]
needs = ["user", "meeting"]
fresh = true
site = { xmlKind = "ci" }
[[rule.steps]]
do = "user.SetUser"
send = { webExId = "{user}" }
[[rule.steps]]
do = "user.GetUser"
actor = "admin"
using = { password = "" }
form = "bare"
send = { webExId = "{user}" }
outcome = "refused"
exceptions = ["030001", "030002"]
expect = [{ at = "phones/hostPIN", is = "1" }, { at = "phones", absent = true, follows = "none" }]
keep = { pin = "phones/hostPIN" }
"""


@pytest.fixture(name="read")
def read_fixture(tmp_path):
    """Reads the rules of a text."""

    def read(text: str):
        path = tmp_path / "topic.toml"
        path.write_text(text, "utf-8")
        return list(xml_rules(path))

    return read


def test_a_story_is_read_whole(read):
    """Steps, what they need and expect, and the head's words for each rule that says nothing else."""
    [rule] = read(HEAD + RULE)

    story = rule.xml
    assert isinstance(story, XmlStory)
    assert (("user", "meeting"), True, {"xmlKind": "ci"}) == (story.needs, story.fresh, story.site)
    first, second = story.steps
    assert (False, True) == (first.judged, second.judged)
    assert ("admin", {"password": ""}, "bare") == (second.actor, second.using, second.form)
    assert (("030001", "030002"), {"pin": "phones/hostPIN"}) == (second.exceptions, second.keep)
    assert [("is", "1", None), ("absent", True, "none")] == [
        (one.how, one.value, one.follows) for one in second.expect
    ]
    assert ("xml-41", "must", EDITIONS[2:]) == (rule.source, rule.level, rule.editions)


def test_a_rule_may_end_with_a_release(read):
    """And may say otherwise than the head from which one on it holds."""
    [rule] = read(HEAD + RULE.replace("fresh = true", 'since = "9.0"\nuntil = "41.1"'))

    assert ("9.0", "41.1") == rule.editions


def test_of_a_new_element_earlier_releases_say_something_too(read):
    """That they do not have it."""
    [rule] = read(HEAD + RULE.replace("fresh = true", 'added = { at = "a/b", matches = "x" }'))

    assert rule.xml.added is not None
    assert ("a/b", "x", "41.2", EDITIONS) == (
        rule.xml.added.at,
        rule.xml.added.matches,
        rule.xml.added.since,
        rule.editions,
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('do = "user.SetUser"', 'do = "setuser"', "not valid"),
        ('do = "user.SetUser"', 'do = "user.SetUser"\nodd = 1', "not valid"),
        ('outcome = "refused"', 'outcome = "perhaps"', "not valid"),
        ('needs = ["user", "meeting"]', 'needs = ["room"]', "not valid"),
        ('exceptions = ["030001", "030002"]', 'exceptions = ["30001"]', "not valid"),
        ("fresh = true", 'not_tested = "nobody can see whether it is so"', "not valid"),
        ("fresh = true", 'since = "40.1"', "not valid"),
        ("fresh = true", 'until = "41.1"', "holds in no edition"),
    ],
)
def test_what_is_not_understood_is_refused(read, old, new, words):
    """With the file and the place."""
    with pytest.raises(ContractError, match=words) as caught:
        read(HEAD + RULE.replace(old, new))
    assert "topic.toml" in caught.value.message


def test_editions_in_between():
    """Both ends belong to them."""
    assert ("41.11", "41.12") == editions_between("41.11", "41.12", "x")


@pytest.mark.parametrize(
    ("needs", "operations", "schedules"),
    [
        ((), ["user.GetUser", "site.GetSite", "ep.GetAPIVersion", "ep.GetSiteType"], False),
        (("user",), ["user.SetUser"], False),
        (("meeting",), ["user.SetUser"], True),
        ((), ["user.GetUser", "ep.GetSessionInfo"], True),
        ((), ["meeting.DelMeeting"], True),
        ((), ["site", "clock", "address"], False),
    ],
)
def test_which_stories_need_the_part_about_meetings(needs, operations, schedules):
    """The part that sites lose first."""
    story = XmlStory(steps=tuple(XmlStep(do=one) for one in operations), needs=needs)

    assert schedules is story.schedules


XML = [rule for rule in contract.load().rules.values() if rule.address.startswith("xml.")]


def test_each_rule_belongs_to_a_release_or_a_subject():
    """Addresses of a release name it, and hold from that release on, or say what was before."""
    for rule in XML:
        _, first, second, *_ = rule.address.split(".")
        if first.isdecimal():
            assert f"{first}.{second}" in EDITIONS, rule.address
            assert rule.source in ("xml-9.0", "xml-41", "xml-wire", "xml-elements", "guide"), rule.address
        else:
            assert first in ("schema", "wire", "doors", "generated"), rule.address


def test_each_release_has_its_rules():
    """All thirteen, also those that changed nothing."""
    named = {".".join(rule.address.split(".")[1:3]) for rule in XML if rule.address.split(".")[1].isdecimal()}

    assert set(EDITIONS) == named


def test_every_rule_is_judged_and_can_be_broken_or_says_why_not():
    """A rule without a fault has a reason not to be tested."""
    for rule in XML:
        judged = rule.xml is not None or rule.generated is not None
        assert judged is (rule.not_tested is None), rule.address
        assert bool(rule.faults) is judged, rule.address


def test_readings_are_those_of_their_conflict():
    """What a step says is followed is a reading of the conflict that its rule names."""
    known = {one.id: {reading.id for reading in one.readings} for one in contract.load().conflicts.values()}
    for rule in XML:
        if rule.xml is None:
            continue
        followed = {name for step in rule.xml.steps for name in step.readings.values()}
        followed |= {one.follows for step in rule.xml.steps for one in step.expect if one.follows}
        if followed:
            assert rule.xml.conflict, rule.address
            assert followed <= known[rule.xml.conflict], rule.address


def test_new_elements_are_looked_at_in_the_last_step():
    """Of the answer of an operation."""
    for rule in XML:
        if rule.xml is not None and (rule.xml.added or rule.xml.fits):
            assert rule.xml.steps[-1].operation, rule.address
