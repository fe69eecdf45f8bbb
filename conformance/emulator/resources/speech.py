"""What was said in a meeting: snippets, and the two texts in which they can be downloaded."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from conformance.emulator.queries import read_word
from conformance.emulator.times import UTC_ZONE, show_time
from conformance.emulator.wire import Answer

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from conformance.emulator.resources.leavings import Origin, Somebody
    from conformance.emulator.wire import Call

__all__ = ["Snippet", "Speech", "download", "read_format", "say"]

_LINES = (
    "Good to see you all.",
    "The furnace was lit at six, so the glass is ready.",
    "Who takes the first piece?",
    "Keep it turning, or it sags.",
    "Then we close for today.",
)
_PAUSE = 250
_A_LETTER = 60


@dataclass
class Snippet:
    """Something that one person said without a break.

    Attributes:
        id: 32 hex digits, `_`, five digits (`rest-wire`, 5).
        text: The words.
        who: The speaker.
        offset: Milliseconds from the beginning of the meeting.
        duration: Milliseconds that it took.
    """

    id: str
    text: str
    who: Somebody
    offset: int
    duration: int

    def shown(self) -> dict[str, Any]:
        """Give the snippet as answers show it."""
        return {
            "id": self.id,
            "text": self.text,
            "personName": self.who.name,
            "personEmail": self.who.email,
            "offsetMillisecond": self.offset,
            "durationMillisecond": self.duration,
        }


@dataclass
class Speech:
    """What is common to transcripts and closed captions.

    Attributes:
        origin: The meeting.
        snippets: What was said, by id, in order.
        id: 32 hex digits.
    """

    origin: Origin
    snippets: dict[str, Snippet]
    id: str = field(default_factory=lambda: secrets.token_hex(16))


def say(origin: Origin) -> dict[str, Snippet]:
    """Let everybody who was in a meeting say something in turn."""
    key, offset = secrets.token_hex(16), 1_000
    said: dict[str, Snippet] = {}
    for number, text in enumerate(_LINES):
        who = origin.cast[number % len(origin.cast)]
        snippet = Snippet(f"{key}_{number + 1:05d}", text, who, offset, len(text) * _A_LETTER)
        said[snippet.id] = snippet
        offset += snippet.duration + _PAUSE
    return said


def read_format(call: Call) -> str:
    """Read which text is wanted: `vtt`, also when nothing is said, or `txt`.

    Raises:
        ApiError: 400 for any other.
    """
    return read_word(call, "format", ("vtt", "txt")) or "vtt"


def download(speech: Speech, form: str, zone: ZoneInfo = UTC_ZONE) -> Answer:
    """Give what was said as a text of one of the two formats.

    Args:
        speech: A transcript or closed captions.
        form: `vtt`, with times from the beginning, or `txt`, with times of the clock.
        zone: The zone of the clock.
    """
    said = speech.snippets.values()
    if form == "vtt":
        return Answer(_sendable("\n".join(("WEBVTT\n", *map(_cue, said)))), media="text/vtt")
    lines = (_line(each, speech.origin.start, zone) for each in said)
    text = "\n".join((speech.origin.title, *lines, ""))
    return Answer(_sendable(text), media="text/plain;charset=UTF-8")


def _sendable(text: str) -> str:
    """Replace what JSON can carry and UTF-8 cannot: halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode()


def _cue(snippet: Snippet) -> str:
    number = int(snippet.id.rpartition("_")[2])
    span = f"{_mark(snippet.offset)} --> {_mark(snippet.offset + snippet.duration)}"
    return f'{number} "{_cue_text(snippet.who.name)}"\n{span}\n{_cue_text(snippet.text)}\n'


def _cue_text(text: str) -> str:
    """Write a text on one line: a blank one would end the cue, and an arrow would begin another."""
    return " ".join(text.split()).replace("-->", "->")


def _mark(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"


def _line(snippet: Snippet, start: datetime, zone: ZoneInfo) -> str:
    moment = start + timedelta(milliseconds=snippet.offset)
    return f"{show_time(moment, zone)} {snippet.who.name}: {snippet.text}"
