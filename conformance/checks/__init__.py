"""Checks: pure comparisons that return findings, and the layer that raises them as outcomes."""

from conformance.checks.errors import Refusal
from conformance.checks.lists import (
    Filtered,
    Listed,
    Page,
    Walk,
    Way,
    flaw_of,
    has_value,
    identities,
    text_of,
    value_at,
)
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
from conformance.checks.samples import SampleReply, Samples, hold_samples
from conformance.checks.scene import Scene, Tale
from conformance.checks.trial import Trial
from conformance.checks.walks import Difference, Walked, hold_walks
from conformance.checks.xml_generated import GeneratedReply, hold_generated
from conformance.checks.xml_scene import XmlScene, XmlTale

__all__ = [
    "Attempt",
    "Difference",
    "Failure",
    "Filtered",
    "Followed",
    "GeneratedReply",
    "Graded",
    "Indeterminate",
    "Listed",
    "Must",
    "NotApplicable",
    "NotExercised",
    "Noted",
    "Outcome",
    "Page",
    "Reading",
    "Refusal",
    "SampleReply",
    "Samples",
    "Scene",
    "Situation",
    "Tale",
    "Trial",
    "Walk",
    "Walked",
    "Way",
    "XmlScene",
    "XmlTale",
    "flaw_of",
    "has_value",
    "hold_generated",
    "hold_samples",
    "hold_walks",
    "identities",
    "text_of",
    "value_at",
]
