"""Names and values in XML, however it is written, broken or coded.

No parser is used: what no parser takes is written to the journal as well, and carries passwords all the
same. The text is read once, sign by sign, without recursion over its depth. What cannot be told apart is
hidden rather than shown: an element that is never closed hides all that follows it.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from xml.sax.saxutils import escape

from conformance.evidence.broken import Show, show_json
from conformance.evidence.names import is_free_text, is_hidden

__all__ = ["hides", "show_markup"]

_NESTED = 3
_UNESCAPED = 5

# Beside the names that JSON and XML share.
_HIDDEN = re.compile(
    r"webexid$|samlresponse|assertion$|ticket$|accesscode$|^moderatorcode$|^part?n?erid$|"
    r"emails?2?$|^(participant|presenter|public|attendee|person)name$|^(author|manager|alternatehost)$|"
    r"^althost$|phone2?$|^phones$|^phonenumber$|^postalcode$|^icalendarurl$|"
    r"(registration|registrationshort|sip|photo|file|meeting|session|login|logout|personal|invite)ur[li]$"
)
# These say how something is guarded, and are no guard themselves.
_SWITCH = re.compile(
    r"^(is|enforce|exclude|force|reset|send|strict|enable|all|change|support)|"
    r"(req|required|expires|daysleft|criteria|lifetime|interval|intervalopt)$"
)
_SETTING = re.compile(r"\s*(?:true|false|\d{1,3})?\s*", re.IGNORECASE)
_PEOPLE = frozenset({"person", "attendee", "panelist", "participant", "presenter", "host", "contact", "user"})
_BELOW = {"name": _PEOPLE, "url": frozenset({"avatar"})}
_FREE_TEXT = frozenset(
    {"confname", "sessionname", "eventname", "recordname", "programname", "description", "subject"}
)
_TITLED = frozenset({"recording", "recordedevent"})
_NAMING = frozenset({"name", "id", "key", "property"})
_NAMED = frozenset({"value", "content"})
_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "param", "wbr"})

_START = re.compile(r"<([^\W\d]|:)[^\s<>/=\"']*")
_END = re.compile(r"</([^\s<>/]*)[^<>]*>?")
_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"[^\s<>/=\"']+")
_EQUALS = re.compile(r"\s*=\s*")
_WORD = re.compile(r"[^\s\"'/>]+")
_BARE = re.compile(r"[^\s<>]*")
_KNOWN_NAMESPACE = re.compile(r"https?://www\.(?:w3\.org|webex\.com)/[A-Za-z0-9/._#: -]*")


class _State(Enum):
    SHOWN = 0
    SWITCH = 1
    HIDDEN = 2


@lru_cache(maxsize=4096)
def hides(name: str, parent: str = "") -> bool:
    """Whether an element or attribute of that local name carries a secret or somebody's personal data.

    Args:
        name: without prefix.
        parent: local name of the element around it.
    """
    plain = name.lower().replace("-", "").replace("_", "")
    return (
        is_hidden(name)
        or _HIDDEN.search(plain) is not None
        or parent.lower() in _BELOW.get(plain, frozenset())
    )


def show_markup(text: str, show: Show, clean: Callable[[str], str]) -> str:
    """The text with secrets and personal data hidden in elements, attributes, comments and CDATA.

    What is not touched stays as it was written, sign by sign. Names of elements and attributes are left to
    the gate, which looks for known values in the whole once more.

    Args:
        text: XML, HTML, pieces of them, or anything else.
        show: what is shown of a text that stands under a name.
        clean: what is shown of a text of no particular name; it hides known values.
    """
    return _Walk(show, clean, 0).over(text)


class _Walk:
    """One pass over a text."""

    def __init__(self, show: Show, clean: Callable[[str], str], depth: int) -> None:
        self._show = show
        self._clean = clean
        self._depth = depth
        self._open: list[tuple[str, _State]] = []
        self._count: Counter[str] = Counter()
        # How often the name of the hidden element that is open is open; its end alone shows things again.
        self._hidden = 0
        self._out: list[str] = []
        # Of the texts between two tags: as written, and what it means.
        self._run: list[tuple[str, str | None]] = []

    def over(self, text: str) -> str:
        at = 0
        while at < len(text):
            at = self._step(text, at)
        self._flush()
        return "".join(self._out)

    def _step(self, text: str, at: int) -> int:
        sign = text.find("<", at)
        if sign != at:
            end = len(text) if sign < 0 else sign
            self._run.append((text[at:end], html.unescape(text[at:end])))
            return end
        kind = text[at + 1 : at + 2]
        if kind in {"!", "?"}:
            for begin, close in (("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>")):
                if text.startswith(begin, at):
                    return self._enclosed(text, at, begin, close)
            return self._doctype(text, at)
        if kind == "/" and (end_tag := _END.match(text, at)):
            self._flush()
            self._close(_local(end_tag[1]))
            self._out.append(end_tag[0])
            return end_tag.end()
        if start := _START.match(text, at):
            self._flush()
            return self._start(text, start)
        self._run.append(("<", "<"))
        return at + 1

    def _enclosed(self, text: str, at: int, begin: str, close: str) -> int:
        found = text.find(close, at + len(begin))
        end = len(text) if found < 0 else found
        inside, after = text[at + len(begin) : end], "" if found < 0 else close
        if begin == "<![CDATA[":
            self._run.append((begin + inside + after, inside))
        elif begin == "<?":
            # What looks like attributes is read as such.
            scanned = _Walk(self._show, self._clean, self._depth)
            shown = scanned.attributes(inside, hidden=self._state is _State.HIDDEN)
            self._run.append((begin + self._clean(shown) + after, None))
        else:
            shown = "" if self._state is _State.HIDDEN else self._nested(inside)
            self._run.append((begin + shown + after, None))
        return end + len(after)

    def _doctype(self, text: str, at: int) -> int:
        """A document type. Its own part is hidden: any element may name the entities that it declares."""
        subset, close = text.find("[", at), text.find(">", at)
        if subset >= 0 and (close < 0 or subset < close):
            found = text.find("]", subset)
            close = -1 if found < 0 else text.find(">", found)
            end = len(text) if close < 0 else close + 1
            begin, after = text[at : subset + 1], "" if close < 0 else "]>"
            inside = "«document type redacted»"
        else:
            end = len(text) if close < 0 else close + 1
            begin, inside, after = text[at:end], "", ""
        if "<" in begin[1:]:  # not what it looks like: what follows is markup, and is read as such
            self._run.append(("<!", "<!"))
            return at + 2
        self._run.append((self._clean(begin) + inside + after, None))
        return end

    def _start(self, text: str, start: re.Match[str]) -> int:
        local = _local(start[0][1:])
        parent, outer = self._open[-1] if self._open else ("", _State.SHOWN)
        state = _State.HIDDEN
        if outer is not _State.HIDDEN:
            state = _state_of(local, parent)
        attributes, end = _scan(text, start.end())
        if any(_local(one.name).lower() in _NAMING and hides(one.meaning.strip()) for one in attributes):
            state = _State.HIDDEN
        self._out.append(start[0])
        self._emit(text, start.end(), end, attributes, hidden=state is _State.HIDDEN)
        if text.endswith("/>", 0, end) or local.lower() in _VOID:
            return end
        if outer is _State.HIDDEN:
            self._hidden += local == parent
            return end
        self._open.append((local, state))
        self._count[local] += 1
        self._hidden = int(state is _State.HIDDEN)
        return end

    def attributes(self, text: str, *, hidden: bool) -> str:
        """What is shown of a processing instruction."""
        at = 0
        while at < len(text):
            found, end = _scan(text, at)
            self._emit(text, at, end, found, hidden=hidden)
            if end == at:  # a sign that ends tags, which mean nothing here
                self._out.append(text[at])
                end += 1
            at = end
        return "".join(self._out)

    def _emit(self, text: str, at: int, end: int, attributes: list[_Attribute], *, hidden: bool) -> None:
        for one in attributes:
            between = text[at : one.start]
            self._out += [
                _WORD.sub("", between) if hidden else between,
                text[one.start : one.begin],
                self._value(one, hidden=hidden),
            ]
            at = one.end
        self._out.append(_WORD.sub("", text[at:end]) if hidden else text[at:end])

    def _value(self, one: _Attribute, *, hidden: bool) -> str:
        name, meaning = _local(one.name), one.meaning
        if not meaning.strip() or (one.name.startswith("xmlns") and _KNOWN_NAMESPACE.fullmatch(meaning)):
            return one.raw
        if _state_of(name, "") is _State.HIDDEN:
            shown = self._show(name, meaning, True)
        elif hidden and name.lower() in _NAMED:
            shown = self._show("value", meaning, True)
        elif hidden and not (name.lower() in _NAMING and hides(meaning.strip())):
            shown = f"«{name} redacted»"
        else:
            meaning = _unescaped(meaning)
            shown = self._free(meaning)
        return one.raw if shown == meaning else escape(shown, {'"': "&quot;", "'": "&apos;"})

    @property
    def _state(self) -> _State:
        return self._open[-1][1] if self._open else _State.SHOWN

    def _close(self, local: str) -> None:
        if not self._count[local]:
            return
        if self._hidden:
            self._hidden -= local == self._open[-1][0]
            if self._hidden:
                return
        while self._open:
            name, _ = self._open.pop()
            self._count[name] -= 1
            if name == local:
                break

    def _flush(self) -> None:
        """Write the texts since the last tag: as they were, or what is shown of them as one."""
        if not self._run:
            return
        run, self._run = self._run, []
        meanings = [meaning for _, meaning in run if meaning is not None]
        meaning = "".join(meanings)
        if not meaning.strip():
            self._out += [raw for raw, _ in run]
            return
        shown = self._text(meaning, meanings)
        if shown is None:
            self._out += [raw for raw, _ in run]
            return
        self._out.append(escape(shown))
        self._out += [raw for raw, means in run if means is None]

    def _text(self, meaning: str, pieces: list[str]) -> str | None:
        """What is shown of an element's text; None when it stays."""
        name, state = self._open[-1] if self._open else ("", _State.SHOWN)
        if state is _State.HIDDEN or (state is _State.SWITCH and not _SETTING.fullmatch(meaning)):
            if _SETTING.fullmatch(meaning):
                return f"«{name} redacted»"  # not shown to the gate, which would hide the word everywhere
            for piece in pieces if len(pieces) > 1 else ():
                self._show(name, piece.strip(), True)
            return self._show(name, meaning.strip(), True)
        around = self._open[-2][0].lower() if len(self._open) > 1 else ""
        named = name.lower() == "name" and around in _TITLED
        if named or name.lower() in _FREE_TEXT or is_free_text(name):
            shown = self._show("title", meaning, False)
            if shown != meaning:
                return shown
        whole = _unescaped(meaning)
        shown = self._free(whole)
        return None if shown == whole else shown

    def _free(self, text: str) -> str:
        """What is shown of a text that no name hides; it may hold markup or JSON of its own."""
        text = _unescaped(text)
        if '"' in text and ":" in text:
            text = show_json(text, hides, self._show)
        return self._nested(text)

    def _nested(self, text: str) -> str:
        if _START.search(text) or "<!" in text:
            if self._depth >= _NESTED:
                return "«markup redacted»"
            text = _Walk(self._show, self._clean, self._depth + 1).over(text)
        return self._clean(text)


class _Attribute:
    """An attribute's value: where it stands, as written, and what it means."""

    __slots__ = ("begin", "end", "meaning", "name", "raw", "start")

    def __init__(self, name: re.Match[str], text: str, begin: int, end: int) -> None:
        self.name, self.start, self.begin, self.end = name[0], name.start(), begin, end
        self.raw = text[begin:end]
        self.meaning = html.unescape(self.raw)


def _scan(text: str, at: int) -> tuple[list[_Attribute], int]:
    """The attributes from there on, and where their tag ends: behind its `>`, or where it breaks off."""
    found: list[_Attribute] = []
    while at < len(text):
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # matches everywhere
        if at == len(text) or text[at] == "<":
            break
        if text[at] == ">":
            at += 1
            break
        name = _NAME.match(text, at)
        if name is None:
            at += 1
            continue
        at = name.end()
        equals = _EQUALS.match(text, at)
        if equals is None:
            continue
        one, at = _attribute(name, text, equals.end())
        found.append(one)
    return found, at


def _attribute(name: re.Match[str], text: str, at: int) -> tuple[_Attribute, int]:
    quote = text[at : at + 1]
    if quote not in {'"', "'"}:
        end = _BARE.match(text, at).end()  # type: ignore[union-attr]  # matches everywhere
        return _Attribute(name, text, at, end), end
    close = text.find(quote, at + 1)
    end = len(text) if close < 0 else close
    if not hides(_local(name[0])):
        # No value holds this sign, so its quote was left out; what follows is markup, and is read as such.
        broken = text.find("<", at + 1, end)
        if broken >= 0:
            return _Attribute(name, text, at + 1, broken), broken
    return _Attribute(name, text, at + 1, end), min(end + 1, len(text))


def _state_of(local: str, parent: str) -> _State:
    if not hides(local, parent):
        return _State.SHOWN
    return _State.SWITCH if _SWITCH.search(local.lower()) else _State.HIDDEN


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _unescaped(text: str) -> str:
    """What a text means to one who reads it again and again."""
    for _ in range(_UNESCAPED):
        further = html.unescape(text)
        if further == text:
            break
        text = further
    return text
