"""Checks: pure comparisons that return findings, and the layer that raises them as outcomes."""

from conformance.checks.errors import Refusal
from conformance.checks.must import Must
from conformance.checks.outcomes import (
    Failure,
    Followed,
    Graded,
    Indeterminate,
    NotApplicable,
    Noted,
    NotExercised,
    Outcome,
)
from conformance.checks.reading import Attempt, Reading, Situation
from conformance.checks.scene import Scene, Tale
from conformance.checks.trial import Trial
from conformance.checks.xml_generated import GeneratedReply, hold_generated
from conformance.checks.xml_scene import XmlScene, XmlTale

__all__ = [
    "Attempt",
    "Failure",
    "Followed",
    "GeneratedReply",
    "Graded",
    "Indeterminate",
    "Must",
    "NotApplicable",
    "NotExercised",
    "Noted",
    "Outcome",
    "Reading",
    "Refusal",
    "Scene",
    "Situation",
    "Tale",
    "Trial",
    "XmlScene",
    "XmlTale",
    "hold_generated",
]
