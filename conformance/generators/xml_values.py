"""Texts that a simple type of an XSD allows, and texts that it does not.

The types are those of xmlschema: facets, enumerations, lists and unions. Of every text the type itself is
asked before it is given out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from random import Random
from typing import Any

__all__ = ["right_text", "wrong_texts"]

_WORDS = (
    *("Ann", "planning", "Q3 review", "a-b_c.d", "x", "Müller & Söhne", "<b>bold</b>", 'O\'Neil "Bob"'),
    *("会議", "Ñandú", "naïve café", "100%", "a;b,c|d", "]]>", "☎ 123", "\U0001f600"),
)
_FORMS = {
    "date": ("2027-02-28", "2028-02-29Z"),
    "dateTime": ("2027-01-15T10:00:00", "2027-06-30T23:59:59Z"),
    "time": ("10:00:00", "23:59:59Z"),
    "anyURI": ("https://example.com/a?b=c",),
    "base64Binary": ("QUJD", "AAAA"),
    "hexBinary": ("00ff",),
    "duration": ("PT1H",),
    "QName": ("name",),
}
_NEVER = ("?!", "1.2.3", "many!")
# Lists and unions have no primitive type, and of the others validators take nearly everything.
_LENIENT = frozenset({"", "string", "anyURI", "base64Binary"})
_XSD = "{http://www.w3.org/2001/XMLSchema}"
_FAR = 10**30  # beyond every number that a type has bits for
_NEAR = 1000
_LONGEST = 60
_TRIES = 5


def right_text(draw: Random, kind: Any, *, hints: Sequence[str] = (), odd: bool = False) -> str | None:
    """A text that a simple type allows.

    Args:
        draw: where chance comes from.
        kind: the type, of xmlschema.
        hints: texts of which one is taken if the type allows it.
        odd: whether it is written as few people would: with blanks around it, a number with a sign or
            zeros, a truth value as a digit.

    Returns:
        None when no such text was found, as for patterns that nobody thought of.
    """
    allowed = [hint for hint in hints if _fits(kind, hint)]
    found = draw.choice(allowed) if allowed else _any_text(draw, kind)
    if found is None or not odd:
        return found
    written = [f" {_rewritten(kind, found)} ", f" {found} "]
    return next((text for text in written if _fits(kind, text)), found)


@cache
def wrong_texts(kind: Any) -> tuple[tuple[str, str], ...]:
    """Texts that a simple type does not allow, each after the facet that it breaks, in words.

    None is empty: services take an empty element for one that is not there. Truth values in upper case are
    not among them, since services take them.
    """
    return tuple((what, text) for what, text in _proposed_wrong(kind) if not _fits(kind, text))


def _proposed_wrong(kind: Any) -> list[tuple[str, str]]:
    proposed: list[tuple[str, str]] = []
    if kind.enumeration:
        proposed.append(("is none of the listed values", "NONE_OF_THESE"))
    elif kind.patterns:
        proposed += [("does not match the pattern", text) for text in _NEVER]
    elif _primitive(kind) not in _LENIENT:
        proposed += [(f"is no {_primitive(kind)}", text) for text in _NEVER]
    if _primitive(kind) == "decimal":
        builtin = str(kind.name).startswith(_XSD)
        if kind.max_value is not None:
            proposed.append(("is too large", str(_FAR if builtin else int(kind.max_value) + 1)))
        if kind.min_value is not None:
            proposed.append(("is too small", str(-_FAR if builtin else int(kind.min_value) - 1)))
    if kind.max_length is not None:
        proposed.append((f"is longer than {kind.max_length}", "x" * (kind.max_length + 1)))
    if kind.min_length is not None and kind.min_length > 1:
        proposed.append((f"is shorter than {kind.min_length}", "x" * (kind.min_length - 1)))
    return proposed


def _fits(kind: Any, text: str) -> bool:
    """Whether a type allows a text.

    To ask the type takes half a millisecond, and most texts come again and again.
    """
    if _plain(kind):
        return kind.max_length is None or len(text) <= kind.max_length
    return _asked(kind, text)


@lru_cache(maxsize=10_000)
def _asked(kind: Any, text: str) -> bool:
    return bool(kind.is_valid(text))


@cache
def _plain(kind: Any) -> bool:
    """Whether a type allows every text that is not too long."""
    other = kind.enumeration or kind.patterns or kind.min_length
    return _primitive(kind) == "string" and not other and kind.white_space in (None, "preserve")


def _primitive(kind: Any) -> str:
    """The local name of the built-in type that a type comes from; empty for lists and unions."""
    composed = kind.is_list() or kind.is_union()
    return "" if composed else str(kind.primitive_type.local_name)


def _parts(kind: Any, name: str) -> Any:
    """The types that a list or union is made of; a restriction of one asks what it restricts."""
    while not hasattr(kind, name):
        kind = kind.base_type
    return getattr(kind, name)


def _any_text(draw: Random, kind: Any) -> str | None:
    for _ in range(_TRIES):
        text = _proposed(draw, kind)
        if text is not None and _fits(kind, text):
            return text
    return None


def _proposed(draw: Random, kind: Any) -> str | None:
    if kind.enumeration:
        return str(_spelt(draw.choice(kind.enumeration)))
    if kind.is_list():
        items = [_any_text(draw, _parts(kind, "item_type")) for _ in range(draw.randint(1, 3))]
        return " ".join(item for item in items if item)
    if kind.is_union():
        return _any_text(draw, draw.choice(_parts(kind, "member_types")))
    return _by_pattern(draw, kind) if kind.patterns else _by_primitive(draw, kind)


def _by_primitive(draw: Random, kind: Any) -> str:
    match _primitive(kind):
        case "boolean":
            return draw.choice(("false", "true"))
        case "decimal":
            return str(_number(draw, kind))
        case "float" | "double":
            return f"{draw.randint(0, _NEAR)}.{draw.randint(0, 99)}"
        case primitive:
            return draw.choice(_FORMS[primitive]) if primitive in _FORMS else _words(draw, kind)


def _spelt(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _number(draw: Random, kind: Any) -> int:
    """Mostly a small one, at times the least or the greatest."""
    low, high = kind.min_value, kind.max_value
    least = int(low) if low is not None else -_FAR
    most = int(high) if high is not None else _FAR
    ends = [end for end, known in ((least, low), (most, high)) if known is not None]
    if ends and draw.randint(0, 5) == 5:
        return draw.choice(ends)
    return draw.randint(max(least, min(0, most)), min(most, max(least, 0) + _NEAR))


def _words(draw: Random, kind: Any) -> str:
    most = min(kind.max_length if kind.max_length is not None else _LONGEST, _LONGEST)
    least = kind.min_length or 0
    if kind.max_length is not None and draw.randint(0, 5) == 5:
        return "y" * int(kind.max_length)
    text = " ".join(draw.choice(_WORDS) for _ in range(draw.randint(1, 3)))
    return text[:most].strip().ljust(least, "z")


def _by_pattern(draw: Random, kind: Any) -> str | None:
    """A text that matches; None where nobody knows one."""
    alphabet, length = _matching(kind)
    return "".join(draw.choice(alphabet) for _ in range(length)) if length else alphabet or None


@cache
def _matching(kind: Any) -> tuple[str, int]:
    """Signs, and how many of any of them match a pattern; the number is 0 for a text that matches as it is.

    Both are empty where neither digits nor letters alone match, nor one of the common forms.
    """
    for alphabet in ("0123456789", "abcxyz", "ABCXYZ"):
        for length in range(1, min(kind.max_length or _LONGEST, _LONGEST) + 1):
            if _fits(kind, (alphabet * _LONGEST)[:length]):
                return alphabet, length
    return next((text for forms in _FORMS.values() for text in forms if _fits(kind, text)), ""), 0


def _rewritten(kind: Any, text: str) -> str:
    primitive = _primitive(kind)
    if primitive == "boolean":
        return {"true": "1", "false": "0"}.get(text, text)
    if primitive == "decimal" and text.isascii() and text.isdigit():
        return f"+0{text}"
    return text
