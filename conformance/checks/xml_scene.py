"""What came of the steps of a story of the XML API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.checks.outcomes import Outcome

__all__ = ["XmlScene", "XmlTale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlScene:
    """One judged step that was done.

    Attributes:
        number: of the step in its story, from 0.
        name: what was asked for, in words.
        ok: whether it was carried out; `refused` whether the service said that it was not.
        said: the answer in words.
        exception_id: of a refusal by the XML API; None when there is none.
        unclear: why the answer can be neither; None when it is one of both.
        find: the texts at a path of the answer.
        fill: fills the places of what the step expects, as of that moment.
        exchange: id of the recorded exchange.
        document: the root of the answer, for schemas; None when there is none.
    """

    number: int
    name: str
    ok: bool
    refused: bool
    said: str
    exception_id: str | None
    unclear: str | None
    find: Callable[[str], list[str]]
    fill: Callable[[Any], Any]
    exchange: str
    document: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlTale:
    """A story as it went in one edition.

    Attributes:
        scenes: the judged steps.
        ended: why it could not be told to its end; None when it could.
        edition: the one that it is held against.
    """

    scenes: tuple[XmlScene, ...]
    ended: Outcome | None
    edition: str
