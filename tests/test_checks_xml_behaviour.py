"""Holding stories of the XML API against their rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance import contract
from conformance.checks import (
    Failure,
    Followed,
    Graded,
    Indeterminate,
    Must,
    NotApplicable,
    Noted,
    NotExercised,
    XmlScene,
    XmlTale,
)
from conformance.contract import Added, Rule, XmlExpectation, XmlStep, XmlStory
from conformance.errors import ContractError

CONTRACT = contract.load()
CONFLICT = next(iter(CONTRACT.conflicts.values()))
READING = CONFLICT.readings[0].id


def rule(*steps: XmlStep, **more) -> Rule:
    """A rule of a story."""
    return Rule(
        address="xml.41.2.topic.item",
        level="must",
        text="A rule of some length.",
        source="xml-41",
        section="somewhere",
        provenance="documented",
        editions=("41.2",),
        xml=XmlStory(steps=steps, **more),
    )


def scene(texts: dict[str, list[str]] | None = None, *, ok: bool = True, code: str | None = None, **more):
    """An answer: what stands at its paths, or the exception id of a refusal."""
    found = texts or {}
    values = {
        "number": 0,
        "name": "user.GetUser",
        "ok": ok,
        "refused": not ok,
        "said": "200 SUCCESS" if ok else f"200 FAILURE {code}",
        "exception_id": code,
        "unclear": None,
        "find": lambda path: found.get(path, []),
        "fill": lambda value: value.replace("{user}", "jane") if isinstance(value, str) else value,
        "exchange": "x0007",
    }
    return XmlScene(**{**values, **more})


def keep(one: Rule, *scenes: XmlScene, edition: str = "41.2", ended=None) -> None:
    """Judge."""
    tale = XmlTale(scenes=scenes, ended=ended, edition=edition)
    Must(CONTRACT).keep_xml(one, [tale])


def expecting(**how) -> XmlStep:
    """A step that expects one thing at `a`."""
    [(name, value)] = how.items()
    return XmlStep(do="user.GetUser", expect=(XmlExpectation(at="a", how=name, value=value),))


@pytest.mark.parametrize(
    ("how", "good", "bad"),
    [
        ({"is": "jane"}, ["jane"], ["joan"]),
        ({"is": "{user}"}, [" jane\n"], []),
        ({"is": True}, ["true"], ["True"]),
        ({"is": 7}, ["7", "8"], ["07"]),
        ({"unlike": "jane"}, ["joan"], ["jane"]),
        ({"unlike": "jane"}, [], ["jane"]),
        ({"one_of": ["1", 2]}, ["2"], ["3"]),
        ({"one_of": ["1"]}, ["1"], []),
        ({"matches": "[0-9]{4}"}, ["1234"], ["12345"]),
        ({"matches": "x*"}, [""], []),
        ({"present": True}, [""], []),
        ({"absent": True}, [], [""]),
        ({"count": 2}, ["a", "b"], ["a"]),
        ({"contains": "b"}, ["a", "b"], ["a", "bb"]),
        ({"instant": "2027-01-01T00:00:00Z"}, ["2027-01-01T08:00:00+08:00"], ["2027-01-01T08:00:00Z"]),
        ({"instant": "2027-01-01T00:00:00Z"}, ["2027-01-01T00:00:00Z"], ["soon"]),
    ],
)
def test_each_way_to_compare(how, good, bad):
    """What fits passes; what does not fails with the path, what came, and the exchange."""
    step = expecting(**how)

    keep(rule(step), scene({"a": good}))
    with pytest.raises(Failure) as caught:
        keep(rule(step), scene({"a": bad}))

    assert caught.value.expected.startswith("a ")
    assert ("x0007",) == caught.value.exchanges


@pytest.mark.parametrize(
    ("step", "good", "bad"),
    [
        ({"outcome": "accepted"}, scene(), scene(ok=False, code="030001")),
        ({"outcome": "refused"}, scene(ok=False, code="030001"), scene()),
        (
            {"outcome": "refused", "exceptions": ("030001",)},
            scene(ok=False, code="030001"),
            scene(ok=False, code="030002"),
        ),
        ({"outcome": "refused", "exceptions": ("030001",)}, scene(ok=False, code="030001"), scene()),
        ({"exceptions": ("030001",)}, scene(), scene(ok=False, code="030002")),
        (
            {"expect": (XmlExpectation(at="a", how="present", value=True),)},
            scene({"a": ["x"]}),
            scene(ok=False, code="030001"),
        ),
    ],
)
def test_each_outcome(step, good, bad):
    """Carried out or refused, and with which exception id."""
    one = rule(XmlStep(do="user.GetUser", **step))

    keep(one, good)
    with pytest.raises(Failure):
        keep(one, bad)


def test_an_answer_that_is_none_decides_nothing():
    """It is told in the words of whoever read it."""
    with pytest.raises(Indeterminate, match="a page of HTML"):
        keep(
            rule(XmlStep(do="user.GetUser", outcome="refused")),
            scene(ok=False, refused=False, unclear="502: a page of HTML"),
        )


def test_what_broke_off_is_told_after_what_was_seen():
    """A failure that was seen counts more than what was missing afterwards."""
    one = rule(XmlStep(do="user.GetUser", outcome="accepted"))

    with pytest.raises(NotExercised, match="gone"):
        keep(one, scene(), ended=NotExercised("gone"))
    with pytest.raises(Failure):
        keep(one, scene(ok=False, code="030001"), ended=NotExercised("gone"))


@pytest.mark.parametrize(
    ("readings", "answer"),
    [
        ({"accepted": READING}, scene()),
        ({"refused": READING}, scene(ok=False, code="000001")),
        ({"000001": READING, "refused": "other"}, scene(ok=False, code="000001")),
    ],
)
def test_a_reading_shows_itself_by_the_outcome(readings, answer):
    """By exception id before anything else."""
    one = rule(XmlStep(do="user.GetUser", readings=readings), conflict=CONFLICT.id)

    with pytest.raises(Followed) as caught:
        keep(one, answer)
    assert (CONFLICT.id, READING) == (caught.value.conflict, caught.value.followed)


def test_a_reading_shows_itself_by_what_is_seen():
    """Of several one must be seen."""
    choices = (
        XmlExpectation(at="a", how="is", value="1", follows=READING),
        XmlExpectation(at="a", how="is", value="2", follows=CONFLICT.readings[1].id),
    )
    one = rule(XmlStep(do="user.GetUser", expect=choices), conflict=CONFLICT.id)

    with pytest.raises(Followed) as caught:
        keep(one, scene({"a": ["2"]}))
    assert CONFLICT.readings[1].id == caught.value.followed
    with pytest.raises(Failure, match="a to be 1 or a to be 2"):
        keep(one, scene({"a": ["3"]}))


def test_a_reading_that_is_none_is_our_mistake():
    """And so is a rule without a story."""
    with pytest.raises(ContractError, match="no reading"):
        keep(
            rule(XmlStep(do="user.GetUser", readings={"accepted": "odd"}), conflict=CONFLICT.id),
            scene(),
        )
    with pytest.raises(ContractError, match="no story"):
        keep(replace(rule(), xml=None), scene())


ADDED = rule(
    XmlStep(do="user.GetUser", outcome="accepted"), added=Added(at="a", since="41.2", matches="true|false")
)


def test_a_new_element_is_there_since_its_release():
    """With its form; earlier it is missing."""
    keep(ADDED, scene({"a": ["true"]}))
    keep(ADDED, scene({"a": ["false"]}), edition="41.12")
    keep(ADDED, scene(), edition="41.1")


@pytest.mark.parametrize(
    ("edition", "texts", "advisory"),
    [("41.2", [], False), ("41.12", ["maybe"], False), ("41.1", ["true"], True), ("9.0", [""], True)],
)
def test_a_new_element_at_the_wrong_time(edition, texts, advisory):
    """Missing it fails, being ahead of the time is worth knowing."""
    with pytest.raises(Failure) as caught:
        keep(ADDED, scene({"a": texts}), edition=edition)
    assert advisory is caught.value.advisory


def test_the_last_step_of_a_new_element_must_have_been_seen():
    """Otherwise the story is one of ours that went wrong."""
    with pytest.raises(ContractError, match="last step"):
        keep(ADDED)


def test_several_editions_are_graded_apart():
    """Each has an end of its own."""
    tales = [
        XmlTale(scenes=(), ended=NotApplicable("before its time"), edition="41.1"),
        XmlTale(scenes=(scene({"a": ["true"]}),), ended=None, edition="41.2"),
        XmlTale(scenes=(scene(),), ended=None, edition="41.3"),
    ]

    with pytest.raises(Graded) as caught:
        Must(CONTRACT).keep_xml(ADDED, tales)

    first, second, third = caught.value.ends.values()
    assert isinstance(first, NotApplicable)
    assert second is None
    assert isinstance(third, Failure)
    assert ["41.1", "41.2", "41.3"] == list(caught.value.ends)


SERV = "http://www.webex.com/schemas/2002/06/service"


def answer(inside: str, kind: str = "getAPIVersionResponse") -> XmlScene:
    """An answer of the service ep as a scene with its document."""
    from conformance.contract.xsd import read  # noqa: PLC0415 - lxml is for these tests alone

    text = (
        f'<serv:message xmlns:serv="{SERV}" xmlns:com="http://www.webex.com/schemas/2002/06/common" '
        f'xmlns:ep="{SERV}/ep"><serv:header><serv:response><serv:result>SUCCESS</serv:result>'
        "<serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response></serv:header><serv:body>"
        f'<serv:bodyContent xsi:type="ep:{kind}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{inside}</serv:bodyContent></serv:body></serv:message>"
    )
    return scene(document=read(text.encode()))


FITS = rule(XmlStep(do="ep.GetAPIVersion", outcome="accepted"), fits=True)
VERSION, RELEASE = "<ep:apiVersion>WebEx XML API V41.2.0</ep:apiVersion>", "<ep:release>EP1</ep:release>"


def test_an_answer_fits_the_schema():
    """Content is judged; order alone is a note."""
    keep(FITS, answer(VERSION + RELEASE))
    with pytest.raises(Failure, match="fits the schema of release") as caught:
        keep(FITS, answer("<ep:odd/>" + VERSION))
    assert not caught.value.advisory
    with pytest.raises(Noted, match="another order"):
        keep(FITS, answer(RELEASE + VERSION))
