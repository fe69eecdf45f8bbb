"""The story of a rule of the XML API in plain words, and what is drawn at random for one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.cli.storytelling import wrapped
from conformance.contract import XmlExpectation, XmlGenerated, XmlStep, XmlStory
from conformance.contract.xsd import EDITIONS

__all__ = ["span", "tell_generated", "tell_xml"]

_NEEDS = {
    "user": "a user that the run makes while the site is a classic one",
    "meeting": "a meeting of the host, made through the XML API",
    "event": "a classic event of the host",
    "webinar": "a webinar of the host, made through the REST API",
}
_WHO = {
    "nobody": "without credentials",
    "broken": "by a login and password that were never given out",
    "user": "by the user that the run made",
}
_DEEDS = {
    "site": "the site becomes one with {send}",
    "clock": "the present moves on by {send}",
    "artifacts": "the control API lets a meeting leave something behind: {send}",
    "address": "GetAPIVersion is sent to the address that clients of release 10.0.0 used",
    "rest.create": "a meeting is made through the REST API with {send}",
    "rest.read": "the meeting {to} is read through the REST API",
    "rest.update": "the meeting {to} is patched through the REST API with {send}",
    "rest.delete": "the meeting {to} is deleted through the REST API",
}
_FORMS = {
    "latin-1": "in ISO-8859-1",
    "bare": "with a root that has no namespace",
    "undeclared": "with a prefix that nothing declares",
    "no-type": "without a media type",
    "odd-type": "with a media type that is none",
}
_WANTED = {
    "is": "{at} is {value}",
    "unlike": "{at} is not {value}",
    "one_of": "{at} is one of {value}",
    "matches": "{at} has the form {value}",
    "present": "{at} is there",
    "absent": "{at} is not there",
    "count": "{at} is there {value} times",
    "contains": "one of {at} is {value}",
    "instant": "{at} is the moment {value}",
}


def span(editions: tuple[str, ...]) -> str:
    """Editions in words: those in a row by the first and the last of them."""
    if len(editions) < 3 or not set(editions) <= set(EDITIONS):
        return ", ".join(editions)
    first = EDITIONS.index(editions[0])
    if editions != EDITIONS[first : first + len(editions)]:
        return ", ".join(editions)
    return f"{editions[0]} to {editions[-1]}"


def tell_xml(story: XmlStory) -> list[str]:
    """The lines that tell a rule's story."""
    lines = ["  How it is tried"]
    if story.site:
        lines += wrapped(f"on a site with {_written(story.site)}", "    ", "      ")
    for need in story.needs:
        own = ", which no other story touches" if story.fresh else ""
        lines += wrapped(f"with {_NEEDS[need]}{own}", "    ", "      ")
    for number, step in enumerate(story.steps, 1):
        lines += wrapped(_deed(step), f"    {number}. ", "       ")
        for text in _seen(step):
            lines += wrapped(text, "       - ", "         ")
    if story.added:
        form = f" of the form {story.added.matches}" if story.added.matches else ""
        text = f"{story.added.at} is there{form}; before release {story.added.since} it is an advisory"
        lines += wrapped(text, "       - ", "         ")
    if story.fits:
        lines += wrapped("the answer fits the schema of the release", "       - ", "         ")
    if any("{" in line for line in lines):
        lines += wrapped(
            "Places in braces stand for what the run makes or the profile names.", "    ", "    "
        )
    return lines


def tell_generated(drawn: XmlGenerated) -> list[str]:
    """The lines that tell what is drawn at random for a rule."""
    what = "fit its type" if drawn.kind == "valid" else "have one defect each against its type"
    lines = ["  How it is tried"]
    text = f"up to {drawn.examples} contents of {drawn.operation} that {what}, drawn from the run's seed"
    lines += wrapped(f"{text}, are sent {_by(drawn.actor)}", "    ", "      ")
    fixed = drawn.bounds.fixed
    if fixed:
        lines += wrapped(f"always with {_written(fixed)}, which nobody has", "    ", "      ")
    return lines


def _deed(step: XmlStep) -> str:
    send = _written(step.send or {})
    if step.do in _DEEDS:
        return _DEEDS[step.do].format(send=send, to=step.to)
    words = [f"{step.do} {_by(step.actor)}"]
    if step.using:
        words.append(f"(its security context with {_written(step.using)})")
    if step.form != "plain":
        words.append(_FORMS[step.form])
    if step.send:
        words.append(f"with {send}")
    return " ".join(words)


def _by(actor: str) -> str:
    return _WHO.get(actor, f"by the {actor}")


def _seen(step: XmlStep) -> Iterator[str]:
    if step.outcome == "accepted":
        yield "it succeeds"
    if step.outcome == "refused" or step.exceptions:
        ids = f" with {' or '.join(step.exceptions)}" if step.exceptions else ""
        yield f"it is refused{ids}"
    for what, reading in step.readings.items():
        yield f"{'refused with ' if what.isdecimal() else ''}{what}: the reading {reading} is followed"
    for one in step.expect:
        yield _wanted(one)
    for name, path in step.keep.items():
        yield f"{{{name}}} stands for {path} of the answer from here on"


def _wanted(one: XmlExpectation) -> str:
    value = ", ".join(map(str, one.value)) if isinstance(one.value, list | tuple) else _plain(one.value)
    text = _WANTED[one.how].format(at=one.at, value=value or "empty")
    return f"{text}: the reading {one.follows} is followed" if one.follows else text


def _written(content: Mapping[str, Any]) -> str:
    """Elements as text, nested ones in brackets."""
    return ", ".join(f"{name} {_value(value)}" for name, value in content.items())


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"({_written(value)})"
    if isinstance(value, list | tuple):
        return f"({'; '.join(map(_value, value))})"
    return _plain(value)


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, bool) or value == "" else str(value)
