"""Names and values in text that ought to be JSON and cannot be parsed.

Bodies that were cut off, are damaged, or are nested deeper than a parser goes still carry passwords. They
are read token by token, in one pass and without recursion.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

__all__ = ["Show", "show_json"]

# A string (perhaps cut off), one of the signs of JSON, or a bare value such as a number.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?$)|[\[\]{},:]|[^\s"\[\]{},:]+', re.DOTALL)
_COLON = re.compile(r"\s*:")

# (name, text, below something hidden) -> what is shown of a text that stands under that name
Show = Callable[[str, str, bool], str]


def show_json(text: str, hides: Callable[[str], bool], show: Show) -> str:
    """The text with each string replaced by what is shown of it; what is no JSON stays as it is.

    Args:
        text: anything.
        hides: whether a name hides everything below it.
        show: what is shown of a string; numbers below something hidden become 0.
    """
    name, hidden = "", False
    outer = [(name, hidden)]
    pieces, end = [], 0
    for token in _TOKEN.finditer(text):
        word = token[0]
        pieces.append(text[end : token.start()])
        end = token.end()
        if word in {"{", "["}:
            outer.append((name, hidden))
        elif word in {"}", "]"}:
            name, hidden = outer.pop() if len(outer) > 1 else outer[0]
        elif word == ",":
            name, hidden = outer[-1]
        elif word.startswith('"'):
            inside = _unquoted(word)
            if _COLON.match(text, end):
                name, hidden = inside, outer[-1][1] or hides(inside)
            elif (shown := show(name, inside, hidden)) != inside:
                word = f'"{shown}"'
        elif hidden and word[0] in "-0123456789":
            word = "0"
        pieces.append(word)
    return "".join(pieces) + text[end:]


def _unquoted(word: str) -> str:
    try:
        text: str = json.loads(word)
    except ValueError:
        return word.strip('"')
    return text
