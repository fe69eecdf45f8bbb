"""What requests may hold, written briefly, and the reading of elements by it.

A shape is a list of names. After a name, in this order: `!` required, `*` or `*50` repeatable, `:b`
boolean, `:i` whole number, `:x` anything at all, which is not read, `=A|B` one of these words, `#16`
longest text, `@41.5` since that release, and children in brackets. Order is not looked at
(`xml-wire`, 7). An empty element that is no text counts as left out, as samples of the documents
have them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from conformance.emulator.sites import XML_EDITIONS
from conformance.emulator.xml.failures import invalid

if TYPE_CHECKING:
    from conformance.emulator.xml.reading import Node

__all__ = ["Shape", "read", "shape", "since"]

_TOKEN = re.compile(r"[()]|[^\s()]+")
_ITEM = re.compile(
    r"(?P<name>\w+)(?P<required>!)?(?:(?P<many>\*)(?P<most>\d*))?(?::(?P<kind>[bix]))?"
    r"(?:=(?P<words>[^#@\s]+))?(?:#(?P<longest>\d+))?(?:@(?P<since>[\d.]+))?"
)
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_NUMBER = re.compile(r"[+-]?\d{1,18}")


@dataclass
class Shape:
    """One element of a request, or the content of a body when its name is empty.

    Attributes:
        required: Whether it has to be there.
        most: How often it may be there; more than once makes its value a list.
        kind: `b`, `i`, `x` or empty for text.
        words: What its text is one of; empty for any text.
        longest: Characters that its text has at most; 0 for no limit.
        since: The release that brought it.
        members: Its children by name; empty when it has text.
    """

    name: str = ""
    required: bool = False
    most: int = 1
    kind: str = ""
    words: tuple[str, ...] = ()
    longest: int = 0
    since: str = ""
    members: dict[str, Shape] = field(default_factory=dict)


def since(edition: str, release: str) -> bool:
    """Tell whether a site of an edition has what a release brought."""
    return XML_EDITIONS.index(edition) >= XML_EDITIONS.index(release)


def shape(text: str) -> Shape:
    """Read a shape from its notation.

    Raises:
        ValueError: The notation is wrong.
    """
    top = last = Shape()
    parents: list[Shape] = []
    for token in _TOKEN.findall(text):
        if token == "(":  # noqa: S105 - a bracket
            parents.append(top)
            top = last
        elif token == ")":  # noqa: S105 - a bracket
            top = parents.pop()
        else:
            last = _item(token)
            top.members[last.name] = last
    return top


def _item(token: str) -> Shape:
    match = _ITEM.fullmatch(token)
    if match is None:
        raise ValueError(token)
    return Shape(
        match["name"],
        required=bool(match["required"]),
        most=int(match["most"] or 1000) if match["many"] else 1,
        kind=match["kind"] or "",
        words=tuple((match["words"] or "").split("|")) if match["words"] else (),
        longest=int(match["longest"] or 0),
        since=match["since"] or "",
    )


def read(node: Node, wanted: Shape, edition: str) -> dict[str, Any]:
    """Read the children of an element.

    Returns:
        Values by name: text, bool, int, a dict for children, lists of these for what may repeat.

    Raises:
        Failure: 999999 naming the element at fault.
    """
    if node.children and node.text.strip():
        raise invalid(f"'{node.name}' has text between its elements.")
    found: dict[str, Any] = {}
    counts: dict[str, int] = {}
    for child in node.children:
        member = wanted.members.get(child.name)
        if member is None or (member.since and not since(edition, member.since)):
            raise invalid(f"element '{child.name[:60]}' is not known in '{node.name[:60]}'.")
        counts[child.name] = counts.get(child.name, 0) + 1
        if counts[child.name] > member.most:
            raise invalid(f"element '{child.name}' is there too often.")
        value = _value(child, member, edition)
        if value is None:
            continue
        if member.most > 1:
            found.setdefault(child.name, []).append(value)
        else:
            found[child.name] = value
    for name, member in wanted.members.items():
        if member.required and found.get(name, "") == "":
            raise invalid(f"element '{name}' is missing.")
    return found


def _value(node: Node, member: Shape, edition: str) -> Any:
    if member.kind == "x":
        return None
    if member.members:
        if not node.children and node.text.strip():
            raise invalid(f"element '{node.name}' has text.")
        return read(node, member, edition)
    if node.children:
        raise invalid(f"element '{node.name}' has elements inside.")
    text = node.text.strip()
    if not text and (member.kind or member.words):
        return None
    if member.longest and len(text) > member.longest:
        raise invalid(f"'{node.name}' has more than {member.longest} characters.")
    if member.words and text not in member.words:
        raise invalid(f"'{node.name}' is none of {', '.join(member.words)}.")
    return _typed(text, member)


def _typed(text: str, member: Shape) -> str | bool | int:
    if member.kind == "b":
        if text.lower() not in _FLAGS:
            raise invalid(f"'{member.name}' is no boolean.")
        return _FLAGS[text.lower()]
    if member.kind == "i":
        if not _NUMBER.fullmatch(text) or not text.isascii():
            raise invalid(f"'{member.name}' is no whole number.")
        return int(text)
    return text
