"""Checks: pure comparisons that return findings, and the layer that raises them as outcomes."""

from conformance.checks.must import Must
from conformance.checks.outcomes import Failure, Indeterminate, NotApplicable, NotExercised, Outcome
from conformance.checks.reading import Attempt, Reading, Situation

__all__ = [
    "Attempt",
    "Failure",
    "Indeterminate",
    "Must",
    "NotApplicable",
    "NotExercised",
    "Outcome",
    "Reading",
    "Situation",
]
