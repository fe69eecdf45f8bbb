"""Holding stories of the XML API against their rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from conformance.checks.outcomes import Failure, Followed, Graded, Indeterminate, Noted
from conformance.checks.xml_scene import XmlScene, XmlTale
from conformance.contract import Contract, Rule, XmlExpectation, XmlMatch, XmlStep, XmlStory
from conformance.contract.xsd import EDITIONS, Side
from conformance.errors import ContractError
from conformance.moments import moment_of

__all__ = ["hold_xml", "hold_xml_editions"]

_WORDS = {
    "is": "to be {value}",
    "unlike": "to be something else than {value}",
    "one_of": "to be one of {value}",
    "matches": "of the form {value}",
    "present": "in the answer",
    "absent": "not in the answer",
    "count": "{value} times in the answer",
    "contains": "to be {value} somewhere",
    "instant": "to be the moment {value}",
}
_LONGEST = 80


def hold_xml_editions(contract: Contract, rule: Rule, tales: Sequence[XmlTale]) -> None:
    """Hold what was seen in one or several editions against a rule.

    Raises:
        Graded: there are several; tells how each ended.
        Failure: as `hold_xml` does, where there is one.
    """
    ends: dict[str, Exception | None] = {}
    for tale in tales:
        try:
            hold_xml(contract, rule, tale)
        except Exception as end:
            if len(tales) == 1:
                raise
            ends[tale.edition] = end
        else:
            ends[tale.edition] = None
    if len(tales) > 1:
        raise Graded(ends)


def hold_xml(contract: Contract, rule: Rule, tale: XmlTale) -> None:
    """Hold a story as it went against its rule.

    Raises:
        ContractError: the rule is not told as a story of the XML API.
        Failure: something else was seen than the rule says.
        Followed: it holds, and the target has shown which reading of a conflict it follows.
        Indeterminate: an answer was none that can be judged.
        Noted: it holds, and elements stand in another order than in the schema.
        Outcome: the story could not be told to its end.
    """
    story = rule.xml
    if story is None:
        raise ContractError(f"{rule.address} is no story of the XML API.")
    followed, shown = "", []
    for scene in tale.scenes:
        step = story.steps[scene.number]
        if scene.unclear is not None:
            raise Indeterminate(f"{scene.name}: {scene.unclear}", [scene.exchange])
        _outcome(step, scene)
        reading = step.readings.get(scene.exception_id or "") or step.readings.get(
            "accepted" if scene.ok else "refused"
        )
        if scene.ok or step.outcome == "refused":
            reading = _expected(step, scene) or reading
        if reading:
            followed, shown = reading, [scene.exchange]
    if tale.ended is not None:
        raise tale.ended
    _added(story, tale)
    if story.fits:
        _fits(contract, story, tale)
    if followed and story.conflict:
        if followed not in {one.id for one in contract.conflicts[story.conflict].readings}:
            raise ContractError(f"{rule.address} names {followed}, which is no reading of {story.conflict}.")
        raise Followed(story.conflict, followed, shown)


def _outcome(step: XmlStep, scene: XmlScene) -> None:
    if step.outcome == "accepted" and not scene.ok:
        raise Failure("SUCCESS", f"{scene.name} answered {scene.said}", [scene.exchange])
    ids = " or ".join(step.exceptions)
    if step.outcome == "refused" and scene.ok:
        expected = f"FAILURE with {ids}" if ids else "FAILURE"
        raise Failure(expected, f"{scene.name} answered {scene.said}", [scene.exchange])
    if step.exceptions and not scene.ok and scene.exception_id not in step.exceptions:
        raise Failure(f"exception {ids}", f"{scene.name} answered {scene.said}", [scene.exchange])
    if step.expect and not scene.ok and step.outcome is None and not step.readings:
        raise Failure("an answer to look at", f"{scene.name} answered {scene.said}", [scene.exchange])


def _expected(step: XmlStep, scene: XmlScene) -> str | None:
    """Hold an answer against what a step expects; returns the reading that is followed, if one shows."""
    for one in step.expect:
        if one.follows is None and not _holds(one, scene):
            raise Failure(*_told(one, scene), [scene.exchange])
    choices = [one for one in step.expect if one.follows]
    for one in choices:
        if _holds(one, scene):
            return one.follows
    if choices:
        expected = " or ".join(_told(one, scene)[0] for one in choices)
        raise Failure(expected, _told(choices[-1], scene)[1], [scene.exchange])
    return None


def _holds(one: XmlExpectation, scene: XmlScene) -> bool:
    texts, value = [text.strip() for text in scene.find(one.at)], _value(one, scene)
    return bool(_MATCHES[one.how](texts, value))


def _instant(texts: list[str], value: Any) -> bool:
    moment = moment_of(texts[0]) if texts else None
    return moment is not None and moment == moment_of(value)


_MATCHES: dict[XmlMatch, Callable[[list[str], Any], Any]] = {
    "present": lambda texts, _: texts,
    "absent": lambda texts, _: not texts,
    "count": lambda texts, value: len(texts) == value,
    "contains": lambda texts, value: _text(value) in texts,
    "is": lambda texts, value: texts[:1] == [_text(value)],
    "unlike": lambda texts, value: texts[:1] != [_text(value)],
    "one_of": lambda texts, value: texts and texts[0] in map(_text, value),
    "matches": lambda texts, value: texts and re.fullmatch(value, texts[0]),
    "instant": _instant,
}
"""How the texts at a path, without the blanks around them, are held against a value."""


def _told(one: XmlExpectation, scene: XmlScene) -> tuple[str, str]:
    """What was expected and what came, in words."""
    value = _value(one, scene)
    said = ", ".join(map(_text, value)) if isinstance(value, list) else _text(value)
    expected = f"{one.at} {_WORDS[one.how].format(value=_short(said))}"
    texts = scene.find(one.at)
    if not texts:
        return expected, f"{scene.name} answered without it"
    if one.how == "count":
        return expected, f"{len(texts)} times in the answer to {scene.name}"
    return expected, f"{_short(texts[0]) or 'an empty text'} in the answer to {scene.name}"


def _value(one: XmlExpectation, scene: XmlScene) -> Any:
    """What is compared with; the braces of a regular expression are no places."""
    return one.value if one.how == "matches" else scene.fill(one.value)


def _short(text: str) -> str:
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _fits(contract: Contract, story: XmlStory, tale: XmlTale) -> None:
    """Hold the last answer against the schema of the edition; newer elements and their order fail nobody."""
    scene = tale.scenes[-1]
    if not scene.ok and story.steps[-1].outcome != "refused":
        raise Failure(
            "an answer to hold against the schema", f"{scene.name} answered {scene.said}", [scene.exchange]
        )
    found = contract.xml_schemas.edition(tale.edition).findings(scene.document, Side.RESPONSE)
    for lines, advisory in ((found.content, False), (found.newer, True)):
        if lines:
            more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
            raise Failure(
                f"an answer that fits the schema of release {tale.edition}",
                f"{scene.name} answered {lines[0]}{more}",
                [scene.exchange],
                advisory=advisory,
            )
    if found.order:
        raise Noted(f"elements stand in another order than in the schema: {found.order[0]}", [scene.exchange])


def _added(story: XmlStory, tale: XmlTale) -> None:
    """Hold the last answer against what a release brought."""
    added = story.added
    if added is None:
        return
    if not tale.scenes or tale.scenes[-1].number != len(story.steps) - 1:
        raise ContractError("The last step of a story about a new element is judged.")
    scene = tale.scenes[-1]
    texts = scene.find(added.at)
    if EDITIONS.index(tale.edition) < EDITIONS.index(added.since):
        if texts:
            raise Failure(
                f"no {added.at} before release {added.since}",
                f"it is in the answer to {scene.name} of a site of release {tale.edition}",
                [scene.exchange],
                advisory=True,
            )
        return
    if not texts:
        expected = f"{added.at}, which release {added.since} brought"
        raise Failure(expected, f"{scene.name} answered without it", [scene.exchange])
    wrong = [text for text in texts if added.matches and not re.fullmatch(added.matches, text.strip())]
    if wrong:
        raise Failure(
            f"{added.at} of the form {added.matches}",
            f"{_short(wrong[0]) or 'an empty text'} in the answer to {scene.name}",
            [scene.exchange],
        )
