"""How much a run draws: few examples on every save, many in the night before a release."""

from __future__ import annotations

from dataclasses import dataclass, replace

from conformance.errors import UsageError

__all__ = ["EFFORTS", "MOST_EXAMPLES", "Effort", "effort_of"]

MOST_EXAMPLES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much is drawn.

    Attributes:
        name: what people ask for it by.
        examples: requests of each operation that fit the document.
        defects: requests of each operation with one defect; 0 for every defect that there is.
        walks: random sequences of steps.
        steps: the most steps of one such sequence.
    """

    name: str
    examples: int
    defects: int
    walks: int
    steps: int


EFFORTS: dict[str, Effort] = {
    one.name: one
    for one in (
        Effort(name="quick", examples=2, defects=8, walks=3, steps=10),
        Effort(name="default", examples=5, defects=25, walks=8, steps=15),
        Effort(name="thorough", examples=50, defects=0, walks=60, steps=40),
    )
}
"""The efforts that can be asked for, by name."""


def effort_of(preset: str | None, examples: int | None, *, live: bool) -> Effort:
    """The effort of a run.

    Args:
        preset: name of one of `EFFORTS`; None for `default`, or for `quick` on a live target.
        examples: how many right requests of each operation, from 1 to `MOST_EXAMPLES`, whatever the preset
            says; None for the preset's. Nothing else changes with it.
        live: whether the target is a site that others use, and not one with the control API.

    Raises:
        UsageError: there is no such preset, or the number is out of range.
    """
    name = preset or ("quick" if live else "default")
    if name not in EFFORTS:
        raise UsageError(f"There is no preset {name}.", hint=f"Use one of: {', '.join(EFFORTS)}.")
    if examples is None:
        return EFFORTS[name]
    if not 1 <= examples <= MOST_EXAMPLES:
        raise UsageError(f"--examples is {examples}; it goes from 1 to {MOST_EXAMPLES}.")
    return replace(EFFORTS[name], examples=examples)
