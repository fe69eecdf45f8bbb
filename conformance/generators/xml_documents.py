"""Random contents of an operation of the XML API: such as fit its type, and such as have one defect.

One function draws each kind, from the types of xmlschema: sequences, choices, occurrence, extension. A run
gives it a generator with a seed, a property test gives it Hypothesis' generator, which shrinks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from random import Random
from typing import TYPE_CHECKING, Any

from conformance.contract.xml_sample import BoundsOfXml, XmlGenerated
from conformance.contract.xsd import Operation, XmlSchema
from conformance.errors import ContractError
from conformance.generators.xml_values import right_text, wrong_texts

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["UNDESCRIBED", "XmlContent", "XmlExample", "broken", "contents", "valid"]

XmlContent = dict[str, "str | XmlContent | list[str | XmlContent]"]
"""Elements by name, in the order of the type: texts, or elements in turn; a list repeats an element."""

UNDESCRIBED = "undescribed"
"""The name of an element that no type has."""

_FREE = BoundsOfXml()
_DEEPEST = 10
_OFTEN = 3
_MOST = 60  # what may be there more often than this is never there too often
_PASSES = 4


@dataclass(frozen=True, slots=True)
class XmlExample:
    """One content.

    Attributes:
        content: what is sent.
        wrong: its one defect, in words; empty when it fits its type.
    """

    content: XmlContent
    wrong: str = ""


@dataclass(slots=True)
class _Made:
    """An element as it is going to be written, with its declaration.

    Attributes:
        declared: the declaration, of xmlschema.
        text: of an element without children.
        inside: its elements; None when it has text.
        closed: whether an element that no type has is wrong inside it.
        required: whether its parent is wrong without it.
        firm: whether nothing about it may be wrong.
    """

    name: str
    declared: Any = None
    text: str = ""
    inside: list[_Made] | None = None
    closed: bool = True
    required: bool = False
    firm: bool = False


@dataclass(frozen=True, slots=True)
class _Taste:
    """How much of what is optional is there, from 0 to 1, and whether texts are written oddly."""

    presence: float
    odd: bool = False


@dataclass(frozen=True, slots=True)
class _Defect:
    """One way to spoil a content: its kind, what it is in words, and how it is done."""

    kind: str
    what: str
    spoil: Callable[[], None] = field(compare=False)


# What every sample begins with: the least that is valid, everything, and everything written oddly.
_TASTES = (_Taste(0), _Taste(1), _Taste(1, odd=True))


def valid(schema: XmlSchema, operation: Operation, bounds: BoundsOfXml = _FREE) -> SearchStrategy[XmlContent]:
    """A Hypothesis strategy of contents that fit the type of an operation's request.

    Args:
        schema: of the edition.
        operation: which one.
        bounds: what the contents keep to.
    """
    from hypothesis import strategies  # noqa: PLC0415 - optional, and only property tests pay for it

    kind = schema.type_model(operation.request)
    return strategies.randoms(use_true_random=False).map(partial(_any_valid, kind=kind, bounds=bounds))


def broken(
    schema: XmlSchema, operation: Operation, bounds: BoundsOfXml = _FREE
) -> SearchStrategy[tuple[XmlContent, str]]:
    """A Hypothesis strategy of contents with exactly one defect, each with the defect in words.

    Args:
        schema: of the edition.
        operation: which one.
        bounds: what the contents keep to; nothing fixed in them is ever wrong.
    """
    from hypothesis import strategies  # noqa: PLC0415 - optional, and only property tests pay for it

    kind = schema.type_model(operation.request)
    return strategies.randoms(use_true_random=False).map(partial(_any_broken, kind=kind, bounds=bounds))


def contents(
    schema: XmlSchema, operation: Operation, wanted: XmlGenerated, seed: int
) -> tuple[XmlExample, ...]:
    """Different contents of one kind, the same ones for the same arguments.

    Of valid ones the least and the fullest are among them, of broken ones each kind of defect that the type
    has room for, as far as the number goes.

    Args:
        schema: of the edition.
        operation: the one that is wanted.
        wanted: which kind, how many, within which bounds.
        seed: of the random numbers.
    """
    kind, bounds = schema.type_model(operation.request), wanted.bounds
    draw = Random(f"{wanted.operation} {wanted.kind} {seed}")  # noqa: S311 - not for secrets
    found: list[XmlExample] = []
    met: list[str] = []
    for turn in range(wanted.examples * _PASSES):
        if wanted.kind == "valid":
            taste = _TASTES[turn] if turn < len(_TASTES) else _taste(draw)
            one = XmlExample(_written(_Maker(draw, bounds, taste).whole(kind)))
        else:
            # What was met least so far comes next.
            content, defect = _spoilt(draw, kind, bounds, met)
            met.append(defect.kind)
            one = XmlExample(content, defect.what)
        if one not in found:
            found.append(one)
        if len(found) == wanted.examples:
            break
    return tuple(found)


def _any_valid(draw: Random, *, kind: Any, bounds: BoundsOfXml) -> XmlContent:
    return _written(_Maker(draw, bounds, _taste(draw)).whole(kind))


def _any_broken(draw: Random, *, kind: Any, bounds: BoundsOfXml) -> tuple[XmlContent, str]:
    content, defect = _spoilt(draw, kind, bounds, [])
    return content, defect.what


def _taste(draw: Random) -> _Taste:
    return _Taste(draw.choice((0, 0.1, 0.3, 0.6, 0.9)), odd=draw.randint(0, 3) == 3)


def _spoilt(draw: Random, kind: Any, bounds: BoundsOfXml, met: list[str]) -> tuple[XmlContent, _Defect]:
    root = _Maker(draw, bounds, _Taste(draw.choice((1, 0.8)))).whole(kind)
    defects = list(_defects(root, root.name))
    kinds = sorted({each.kind for each in defects}, key=lambda name: (met.count(name), name))
    fewest = [name for name in kinds if met.count(name) == met.count(kinds[0])]
    chosen = draw.choice(fewest)
    defect = draw.choice([each for each in defects if each.kind == chosen])
    defect.spoil()
    return _written(root), defect


class _Maker:
    """Makes elements of types."""

    def __init__(self, draw: Random, bounds: BoundsOfXml, taste: _Taste) -> None:
        self._draw = draw
        self._bounds = bounds
        self._taste = taste

    def whole(self, kind: Any) -> _Made:
        """A content of a type."""
        return _Made("content", inside=list(self._inside(kind, 0)), closed=_closed(kind), firm=True)

    def _inside(self, kind: Any, depth: int) -> Iterator[_Made]:
        if not kind.is_empty():
            yield from self._group(kind.content, depth, required=True)

    def _group(self, group: Any, depth: int, *, required: bool) -> Iterator[_Made]:
        required = required and group.min_occurs > 0
        for _ in range(self._times(group, depth)):
            particles = list(group)
            if group.model == "choice":
                particles = [self._draw.choice(particles)] if particles else []
            for particle in particles:
                needed = required and group.model != "choice"
                if hasattr(particle, "model"):
                    yield from self._group(particle, depth, required=needed)
                elif particle.local_name is not None:  # a wildcard has no name, and nothing to write
                    yield from self._elements(particle, depth, required=needed)

    def _elements(self, declared: Any, depth: int, *, required: bool) -> Iterator[_Made]:
        name, fixed = declared.local_name, self._bounds.fixed
        needed = required and declared.min_occurs > 0
        if depth == 0 and name in fixed:
            yield _Made(name, declared, text=fixed[name], required=needed, firm=True)
            return
        if name in self._bounds.without:
            if needed:
                raise ContractError(f"A generated request cannot leave out {name}, which is required.")
            return
        for _ in range(self._times(declared, depth)):
            made = self._element(declared, depth, required=needed)
            if made is not None:
                yield made

    def _element(self, declared: Any, depth: int, *, required: bool) -> _Made | None:
        kind, name = declared.type, declared.local_name
        if kind.is_complex() and not kind.has_simple_content() and not kind.mixed:
            inside = list(self._inside(kind, depth + 1))
            return _Made(name, declared, inside=inside, closed=_closed(kind), required=required)
        simple = _simple(kind)
        if simple is None:
            return _Made(name, declared, text="anything", required=required)
        hints = self._bounds.values.get(name, ())
        text = right_text(self._draw, simple, hints=hints, odd=self._taste.odd)
        if text is None and required:
            raise ContractError(f"No text is known that the type of {name} allows.")
        return None if text is None else _Made(name, declared, text=text, required=required)

    def _times(self, particle: Any, depth: int) -> int:
        least, most = particle.min_occurs, particle.max_occurs
        most = _OFTEN if most is None else min(most, max(least, _OFTEN))
        # Written so that what shrinks towards nothing shrinks towards absence.
        if least == 0 and (depth > _DEEPEST or self._draw.random() < 1 - self._taste.presence):
            return 0
        return self._draw.randint(max(least, min(1, most)), most)


@cache
def _closed(kind: Any) -> bool:
    """Whether a complex type has no wildcard."""
    return kind.is_empty() or all(each.local_name is not None for each in kind.content.iter_elements())


def _simple(kind: Any) -> Any:
    """The simple type of an element with text; None when it may hold anything."""
    if kind.is_simple():
        return kind
    return kind.content if kind.has_simple_content() else None


def _defects(parent: _Made, place: str) -> Iterator[_Defect]:
    """Every way to spoil an element's content once."""
    children = parent.inside if parent.inside is not None else []
    if parent.closed:
        unknown = partial(children.append, _Made(UNDESCRIBED, text="x"))
        yield _Defect("unknown", f"{place} has an element that no type has", unknown)
    for name in dict.fromkeys(child.name for child in children):
        same = [child for child in children if child.name == name]
        if any(child.firm for child in same):
            continue
        path, most = f"{place}/{name}", same[0].declared.max_occurs
        if same[0].required:
            yield _Defect("missing", f"{path} is missing", partial(_remove, children, name))
        if most is not None and len(same) <= most <= _MOST:
            again = [same[0]] * (most + 1 - len(same))
            yield _Defect("too-often", f"{path} is there {most + 1} times", partial(children.extend, again))
        yield from _of_element(same[0], path)


def _of_element(made: _Made, path: str) -> Iterator[_Defect]:
    if made.inside is not None:
        yield _Defect("text", f"{path} has text in place of elements", partial(_set, made, "some text"))
        yield from _defects(made, path)
        return
    simple = _simple(made.declared.type)
    if simple is None:
        return
    nested = partial(_nest, made)
    yield _Defect("elements", f"{path} has an element in place of text", nested)
    for what, text in wrong_texts(simple):
        words = "facet" if what.startswith("is ") and not what.startswith("is no ") else "type"
        yield _Defect(words, f"{path} {what}", partial(_set, made, text))


def _remove(children: list[_Made], name: str) -> None:
    children[:] = [child for child in children if child.name != name]


def _set(made: _Made, text: str) -> None:
    made.text, made.inside = text, None


def _nest(made: _Made) -> None:
    made.inside = [_Made("value", text="x")]


def _written(made: _Made) -> XmlContent:
    """The elements inside as they are sent; of one name, all stand where the first one does."""
    found: dict[str, list[str | XmlContent]] = {}
    for child in made.inside or []:
        found.setdefault(child.name, []).append(child.text if child.inside is None else _written(child))
    return {name: texts[0] if len(texts) == 1 else texts for name, texts in found.items()}
