"""Text from targets is hostile until shown otherwise: what each kind of output lets through."""

from __future__ import annotations

import re

_ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours and cursor movements
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # titles and hyperlinks
    r"|\x1b[@-Z\\-_]"
)
# Control characters (but tab and line feed), direction marks and halves of surrogate pairs.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """Return `text` on one line without terminal sequences and control characters."""
    return _SPACE.sub(" ", _UNSEEN.sub("", _ANSI.sub("", text.replace("\r", "\n")))).strip()


def visible(text: str) -> str:
    r"""Return `text` with unseen characters spelled out, an escape character as ``\u001b``."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\r\n", "\n"))


def xml_text(text: str) -> str:
    """Return `text` without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)


def encodable(text: str) -> str:
    """Return `text` with halves of surrogate pairs replaced, so that it can be written as UTF-8."""
    return _SURROGATE.sub("\ufffd", text)


def shorten(text: str, limit: int) -> str:
    """Cut `text` to `limit` characters, the last of them an ellipsis when something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def count(number: int, singular: str, plural: str = "") -> str:
    """Return `1 rule`, `2 rules`, `1,234 rules`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
