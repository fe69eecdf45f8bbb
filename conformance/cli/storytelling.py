"""The story of a rule in plain words: of which meeting it is told, what is done, and what must be seen."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from conformance.contract import CONTROLLED, Expectation, Rule, Step, Story, Subject

__all__ = ["WIDTH", "labelled", "tell", "wrapped"]

WIDTH = 100
"""How many characters a line has at most, unless a single word has more."""

_REFUSED = "any 4xx but 401, 404 and 429"
_TYPES = {"webinar": "a webinar", "personalRoomMeeting": "a meeting in the host's personal room"}
_OFTEN = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_OFFSET = re.compile(r"([+-]?\d+)([dhms])")
_OF_START = re.compile(r"\{start((?:[+-]\d+[dhms])*)\}")
_TOLD_ELSEWHERE = {
    "title",
    "password",
    "agenda",
    "start",
    "end",
    "recurrence",
    "scheduledType",
    "adhoc",
    "roomId",
}
_ROLES = {
    "host": "",
    "nobody": ", without a credential",
    "broken": ", with a token that was never given out",
    "reader": ", with a token of the host that may only read",
}
_DEEDS = {
    "update": "{method} {whom}",
    "read": "read {whom}",
    "list": "list the scheduled meetings of the series, by start",
    "create": "create a meeting",
    "delete": "delete {whom}",
    "templates": "list the meeting templates",
    "settle": "wait, if need be, until the present minute has some time left",
    "clock": "the present moves to {send}, unless that has passed already",
    "join": "{who} joins {whom}",
    "leave": "every attendee leaves {whom}",
    "lock": "{whom} is locked",
    "unlock": "{whom} is unlocked",
    "admit": "those who wait in the lobby of {whom} are admitted",
    "end": "{whom} is ended",
}
_WANTED = {
    "is": "{what} is {json}",
    "unlike": "{what} is not {json}",
    "instant": "{what} is the moment {value}",
    "rule": "{what} is the rule {value}, its parts in any order",
    "ends_by": "{what} is a rule by which the series is over at {value}",
    "one_of": "{what} is one of {json}",
    "items": "{what} holds {json}, in any order",
    "count": "{what} has {value} items",
    "absent": "{what} is not shown",
    "empty": "{what} is empty or not shown",
    "present": "{what} is shown",
    "fits": "{what} has the type and form of {value}",
    "contains": "{what} contains {json}",
    "same_as": "{what} is the same as in the answer of step {value}",
    "once": "{what} is {json} exactly once",
}
_MOMENT = r"(?:start|end|now)[.\w]*"
_PLACES = {
    r"(?:start|end)\b": "{start} and {end} are the meeting's own as it was created",
    r"(?:start|end)\.\d": "{start.2} is the start of its second scheduled meeting",
    r"(?:start|end)\.last": "{end.last} is the end of its last scheduled meeting",
    r"now\b": "{now} is the present",
    rf"{_MOMENT}[+-]": "+1d-30m is a day later less 30 minutes",
    rf"{_MOMENT}[+\-\w]*\|": "after a bar stands how the moment is written: in:ZONE, naive without "
    "an offset, compact as 20261121T120000Z, seconds after a colon",
    r"text\*": "{text*43} is a text of 43 characters",
    r"word\*": "{word*43} is a text of 43 characters without a blank",
    r"series\b": "{series} is the id of the series",
    r"method\b": "{method} is PATCH or PUT",
    r"marker\b": "{marker} is what the run marks its own meetings with",
    r"(?:host|admin|other)\b": "{host}, {other} and {admin} are addresses of two users and an administrator",
    r"(?:hosted|updated|mistaken|doomed|lost)\b": "{hosted}, {updated} and the like are meetings of the host",
    r"(?:own|others|invited)\b": "{own} is a meeting of the administrator, {invited} one to which he "
    "invites the host, {others} one of the other user",
    r"(?:site\.|elsewhere|nowhere)": "{site.default} and {site.other} are sites of the host, {elsewhere} is "
    "a meeting on that other site, {nowhere} a site of nobody",
    r"(?:changed|present)\b": "{present} is what is set, {changed} something else that could be",
    r"(?:room_id|tracking_)": "the profile gives what stands for rooms and tracking codes",
}


def tell(rule: Rule, cast: Mapping[str, Subject]) -> list[str]:
    """The story of a rule, one line each, as `explain` shows it; none for a rule that is not told as one.

    Args:
        rule: any rule of the contract.
        cast: the meetings that stories are told of, by id.
    """
    story = rule.told
    if story is None:
        return []
    head = [line for label, text in _head(story, cast) for line in labelled(label, text)]
    told = []
    for number, step in enumerate(story.steps, 1):
        told += wrapped(_deed(step), f"  {number:>2}. ", " " * 6)
        for detail in _details(step):
            told += wrapped(detail, " " * 6, " " * 8)
    legend = [words for form, words in _PLACES.items() if re.search(r"\{" + form, "\n".join(told))]
    return [*head, "", *told, *([""] if legend else []), *labelled("in braces", "; ".join(legend))]


def labelled(label: str, text: str) -> list[str]:
    """A text behind its label, in lines; no lines for an empty text."""
    return wrapped(text, f"  {label:<11} ", " " * 14)


def wrapped(text: str, first: str, others: str) -> list[str]:
    """A text in lines; words that people may want to copy are never parted.

    Args:
        text: without line breaks.
        first: what the first line begins with.
        others: what the rest of them begin with.
    """
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _head(story: Story, cast: Mapping[str, Subject]) -> Iterator[tuple[str, str]]:
    twice = len(story.methods) > 1
    yield "told", "twice, by PATCH and by PUT" if twice else "once"
    if story.subject is None:
        yield "meeting", "none"
    else:
        yield "meeting", f"{story.subject}: {_subject(cast[story.subject])}"
        if story.fresh:
            alone = "group of rules" if story.share else "story"
            yield "", f"made for this {alone} alone{', one for each telling' if twice else ''}"
        else:
            yield "", "shared by all stories that do not need one of their own"
    if story.share:
        yield (
            "group",
            f"{story.share}: its rules share one telling and look at different places of the answers",
        )
    if story.site:
        traits = ", ".join(f"{name} is {_json(value)}" for name, value in story.site.items())
        yield "site", f"{traits}; the control API sees to it meanwhile"
    if story.controlled:
        yield "needs", "the control API, since documented calls alone do not lead there"
    if any(step.actor == "reader" for step in story.steps):
        yield "needs", "an actor called reader in the profile, or the control API, which can make its token"
    if story.conflict:
        yield "tells", f"which reading of {story.conflict} the target follows"
    if added := _added(story):
        yield "added", added
    if any(not step.judged and step.do in {"update", "read", "list", "delete"} for step in story.steps):
        yield "prepares", "a step that is not judged; the rule is not exercised where it fails"


def _added(story: Story) -> str:
    """What is sent beside what a step says."""
    if any(step.do == "update" and step.to.startswith("/") for step in story.steps):
        return "what was shown at first of all that a PUT takes; it is sent once more to put things back"
    if not any(step.do in {"update", "create"} for step in story.steps):
        return ""
    whole = any(step.do == "update" and "PUT" in _method(step) for step in story.steps)
    put = "; a PUT also carries title and password as last read, and its times if still to come"
    return f"sendEmail false, to every body{put if whole else ''}"


def _subject(subject: Subject) -> str:
    body = subject.body
    recurrence = body.get("recurrence")
    kind = _TYPES.get(str(body.get("scheduledType")), "a meeting")
    parts = ["an ad-hoc meeting of a space" if body.get("adhoc") else kind]
    parts.append(_often(recurrence) if isinstance(recurrence, str) else "not recurring")
    start, end = _ahead(body.get("start")), _ahead(body.get("end"))
    if start is None or end is None:
        parts.append("at the time that the target chooses")
    else:
        each = " each" if recurrence else ""
        parts.append(f"{_long(end - start)} long{each}")
        first = "the first of them starts" if recurrence else "starts"
        ahead = _long(start + (_ahead(f"{{start+{subject.starts}}}") or timedelta()))
        parts.append(f"{first} {ahead} ahead, at the half hour after that")
    if subject.zone:
        parts.append(f"scheduled in {subject.zone}")
    more = [name for name in body if name not in _TOLD_ELSEWHERE]
    if more:
        parts.append(f"with {', '.join(more)}")
    if subject.needs:
        parts.append(f"for which the profile must give traits.{subject.needs}")
    return ", ".join(parts)


def _often(recurrence: str) -> str:
    """A plain rule in words; any other one as it stands."""
    parts = dict(part.partition("=")[::2] for part in recurrence.split(";"))
    period = _OFTEN.get(parts.pop("FREQ", ""))
    every, count = parts.pop("INTERVAL", "1"), parts.pop("COUNT", "")
    if period is None or parts:
        return f"recurring by {recurrence}"
    often = f"every {period}" if every == "1" else f"every {every} {period}s"
    return f"{often}, {count} times" if count else f"{often}, without an end"


def _ahead(place: Any) -> timedelta | None:
    """How far a place such as `{start+1h}` is from the start."""
    found = _OF_START.fullmatch(place) if isinstance(place, str) else None
    if found is None:
        return None
    offsets = _OFFSET.findall(found[1])
    return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in offsets), timedelta())


def _long(span: timedelta) -> str:
    """A span in words, down to the minute."""
    hours, minutes = divmod(span.seconds // 60, 60)
    parts = [(span.days, "day"), (hours, "hour"), (minutes, "minute")]
    said = [f"{number} {unit}{'s' * (number != 1)}" for number, unit in parts if number]
    return " and ".join(said) or "0 minutes"


def _method(step: Step) -> str:
    return step.method or ("PATCH or PUT" if step.judged else "PATCH")


def _deed(step: Step) -> str:
    role = (step.send or {}).get("as") if step.do == "join" else None
    who = "an attendee" if role == "attendee" else f"the {role}"
    deed = _DEEDS[step.do].format(method=_method(step), whom=_object(step.to), send=step.send, who=who)
    if step.do in CONTROLLED or step.do == "settle":
        return deed
    prepares = "" if step.judged else ", to prepare"
    return f"{deed}{_ROLES.get(step.actor, f', as {step.actor}')}{prepares}"


def _object(to: str) -> str:
    if to.isdecimal():
        return f"scheduled meeting {to}"
    if to.startswith("/"):
        return to
    return {"series": "the series", "instance": "the newest instance"}.get(to, f"the id {to}")


def _details(step: Step) -> Iterator[str]:
    if step.send is not None and step.do in {"update", "create", "list", "templates", "read", "delete"}:
        yield f"{'send' if step.do in {'update', 'create'} else 'query'} {_json(step.send)}"
    for name, value in step.headers.items():
        yield f"with the header {name}: {value}"
    yield from _end(step)
    yield from _seen(step)


def _end(step: Step) -> Iterator[str]:
    """What the status and the message of an answer must be."""
    accepted, refused = (
        f", which is the reading {step.readings[how]}" if how in step.readings else ""
        for how in ("accepted", "refused")
    )
    match step.outcome:
        case "accepted":
            yield f"must be accepted{accepted}"
        case "refused":
            yield f"must be refused: {_REFUSED}{refused}"
        case "denied":
            yield "must be refused: 400, 401, 403 or 404"
        case "either":
            yield f"may be accepted{accepted}"
            yield f"or refused: {_REFUSED}{refused}"
        case "not-applied":
            yield "may be refused, any 4xx but 401 and 429, or accepted without that"
        case "gone":
            yield "must be gone: 404"
        case None if step.expect:
            yield "must be accepted"
    if step.status is not None:
        yield f"must be answered {step.status}"
    if step.message is not None:
        yield f"the message must say {_json(step.message)}"


def _seen(step: Step) -> Iterator[str]:
    """What must be seen, and where; an update is read afterwards unless its answer alone is judged."""
    changes = step.do == "update" and step.judged
    reads = changes and not step.answer and (step.outcome is not None or step.status is None)
    where = "read afterwards" if reads else "the answer"
    if reads and step.outcome in {"refused", "denied", "either"}:
        which = ", if refused" if step.outcome == "either" else ""
        yield f"{where}{which}: what was sent, title, times and recurrence are as before"
    elif reads and not step.expect:
        yield where
    if step.outcome in {"refused", "denied"}:
        return
    where += ", if accepted" if step.outcome == "either" else ""
    for one in step.expect:
        if one.follows is None:
            yield f"{where}: {_wanted(one, step)}"
    choices = [one for one in step.expect if one.follows is not None]
    for number, one in enumerate(choices):
        word = "either " * (len(choices) > 1) if number == 0 else "or "
        yield f"{where}: {word}{_wanted(one, step)}, which is the reading {one.follows}"


def _wanted(one: Expectation, step: Step) -> str:
    return _WANTED[one.how].format(what=_place(one.at, step), value=one.value, json=_json(one.value))


def _place(at: str, step: Step) -> str:
    if at.startswith("header."):
        return f"the header {at.removeprefix('header.')}"
    if at == "#":
        return "the number of items"
    number, _, name = at.partition(".")
    if step.do in {"list", "templates"} and number.isdecimal():
        return f"{name} of item {number}" if name else f"item {number}"
    return at


def _json(value: Any) -> str:
    """Compact, with the blanks at which a long one can be broken into lines."""
    return json.dumps(value, ensure_ascii=False).replace('"{null}"', "null")
