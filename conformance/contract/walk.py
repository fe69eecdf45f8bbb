"""What is judged of random walks: each step of a walk is looked at in these ways."""

from __future__ import annotations

from typing import Literal, get_args

__all__ = ["ASPECTS", "Aspect"]

Aspect = Literal["answers", "states", "stored", "others", "gone", "listed"]
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
"""All of them, in the order of the file."""
