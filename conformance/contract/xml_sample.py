"""What is drawn at random for one operation of the XML API, and within which bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["KINDS", "BoundsOfXml", "SampleKind", "XmlGenerated"]

SampleKind = Literal["valid", "broken"]
KINDS: tuple[SampleKind, ...] = ("valid", "broken")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundsOfXml:
    """What a random content keeps to, so that it can do no harm and still says something.

    Attributes:
        fixed: elements directly in the content by name, each with the one text that it always has. They are
            always there, once, and nothing about them is ever wrong.
        without: names of elements that are left out wherever they may stand.
        values: texts by the name of an element; where a type allows one of them, such an element has it.
    """

    fixed: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlGenerated:
    """What a rule about generated requests sends.

    Attributes:
        operation: service and name, e.g. `meeting.GetMeeting`.
        kind: whether the contents fit their type, or have one defect each.
        examples: how many are drawn at most; an operation that takes little has fewer different ones.
        unread: exception ids by which the service says that it could make nothing of a message, which is
            no answer to a content that fits.
        actor: who sends.
        bounds: what the contents keep to.
    """

    operation: str
    kind: SampleKind
    examples: int
    unread: tuple[str, ...] = ()
    actor: str = "host"
    bounds: BoundsOfXml = field(default_factory=BoundsOfXml)
