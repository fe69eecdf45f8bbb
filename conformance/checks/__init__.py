"""Checks: pure comparisons that return findings, and the layer that raises them as outcomes."""

from conformance.checks.errors import Refusal
from conformance.checks.must import Must
from conformance.checks.outcomes import Failure, Followed, Indeterminate, NotApplicable, NotExercised, Outcome
from conformance.checks.reading import Attempt, Reading, Situation
from conformance.checks.scene import Scene, Tale
from conformance.checks.trial import Trial

__all__ = [
    "Attempt",
    "Failure",
    "Followed",
    "Indeterminate",
    "Must",
    "NotApplicable",
    "NotExercised",
    "Outcome",
    "Reading",
    "Refusal",
    "Scene",
    "Situation",
    "Tale",
    "Trial",
]
