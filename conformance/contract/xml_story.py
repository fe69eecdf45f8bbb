"""Stories of the XML API: what is sent, by whom, on what kind of site, and what must come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = [
    "XML_NEEDS",
    "Added",
    "XmlExpectation",
    "XmlForm",
    "XmlMatch",
    "XmlNeed",
    "XmlOutcome",
    "XmlStep",
    "XmlStory",
]

XmlOutcome = Literal["accepted", "refused"]
XmlMatch = Literal["is", "unlike", "one_of", "matches", "present", "absent", "count", "contains", "instant"]
XmlForm = Literal["plain", "latin-1", "bare", "undeclared", "no-type", "odd-type"]
XmlNeed = Literal["user", "meeting", "event", "webinar"]
XML_NEEDS: tuple[XmlNeed, ...] = ("user", "meeting", "event", "webinar")
"""What a story can find made when it begins."""

_KEPT_IN_SERVICE = ("user.", "site.", "ep.GetAPIVersion", "ep.GetSiteType", "ep.GetOneClick")


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlExpectation:
    """One thing that must be seen in an answer.

    Attributes:
        at: path of elements below the content, by names without prefix, joined by slashes; below `header` it
            is of the answer's header, `http/status` and the like are of HTTP; in an answer of the REST API a
            path of properties, joined by dots.
        how: in which way it is compared, and `value` with what: `is`, `unlike` and `one_of` compare the text
            of the first element of that path, `matches` is a regular expression for the whole text,
            `contains` says that one of the elements has that text, `count` how many there are, `instant`
            which moment the text means.
        follows: the reading of the story's conflict that is followed when this is seen. Of several such
            expectations of a step one must hold.
    """

    at: str
    how: XmlMatch
    value: Any
    follows: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlStep:
    """One thing that is done.

    Attributes:
        do: an operation as `service.Name`; `rest.create`, `rest.read`, `rest.update` or `rest.delete` of a
            meeting; `address` (the operation `send` at the old address of the service); or what only the
            control API can do: `site` (give the site traits), `clock`, `artifacts`.
        actor: who sends: an actor of the profile, `user` (whom the stage made), `nobody` or `broken`.
        using: elements that replace those of the sender's security context; an empty text leaves one out.
        to: of a REST step, the id of the meeting.
        send: the body: elements by name, in their order.
        outcome: how it must end; None for a step that only prepares and must succeed.
        exceptions: ids of which a refusal must have one; none for any.
        readings: which reading of the story's conflict an outcome (`accepted`, `refused`) or an exception id
            follows.
        expect: what must be seen in the answer.
        form: how the document is written: as ours are; in ISO-8859-1; with a root of no namespace (`bare`);
            with a prefix that nothing declares; without a media type, or with one that is none.
        keep: paths by name: the text there stands in for the place of that name in later steps.
    """

    do: str
    actor: str = "host"
    using: Mapping[str, str] = field(default_factory=dict)
    to: str = ""
    send: Mapping[str, Any] | None = None
    outcome: XmlOutcome | None = None
    exceptions: tuple[str, ...] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    expect: tuple[XmlExpectation, ...] = ()
    keep: Mapping[str, str] = field(default_factory=dict)
    form: XmlForm = "plain"

    @property
    def judged(self) -> bool:
        """Whether the rule says something about how it ends."""
        return bool(self.outcome or self.exceptions or self.readings or self.expect)

    @property
    def operation(self) -> str:
        """The operation of the XML API; empty for a step that is none."""
        service, _, name = self.do.rpartition(".")
        return self.do if service and service != "rest" and name[:1].isupper() else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """An element that a release brought: later releases have it, earlier ones do not.

    Attributes:
        at: its path in the answer of the story's last step.
        matches: a regular expression for its whole text; empty for any.
        since: the release.
    """

    at: str
    since: str
    matches: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlStory:
    """What is done with an XML service.

    Attributes:
        needs: what must have been made before, by name.
        fresh: whether what it needs must be its own, which no other story has touched.
        site: traits that the site must have meanwhile.
        conflict: the conflict between documents that the outcome answers.
        added: the element that the rule is about, if a release brought it.
        fits: whether the answer of the last step must fit the schema of the edition.
    """

    steps: tuple[XmlStep, ...]
    needs: tuple[XmlNeed, ...] = ()
    fresh: bool = False
    site: Mapping[str, Any] = field(default_factory=dict)
    conflict: str | None = None
    added: Added | None = None
    fits: bool = False

    @property
    def schedules(self) -> bool:
        """Whether it needs the part of the API that is about meetings, which some sites have no longer."""
        if set(self.needs) - {"user"}:
            return True
        return any(about_meetings(step.operation) for step in self.steps if step.operation)


def about_meetings(operation: str) -> bool:
    """Whether an operation is of the part of the API that some sites have no longer."""
    return not operation.startswith(_KEPT_IN_SERVICE)
