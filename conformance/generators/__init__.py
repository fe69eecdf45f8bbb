"""Generators: objects that nobody wrote down as examples, and what the documents expect of each."""

from conformance.generators.effort import EFFORTS, Effort
from conformance.generators.intervals import Interval, Probe, intervals, probes
from conformance.generators.series import FREQUENCIES, ZONES, Frequency, Series, any_series, sample, span
from conformance.generators.walk_meeting import DAY, Happening, Meeting, Occurrence, Values
from conformance.generators.walk_model import LENGTH, Model
from conformance.generators.walk_steps import CONTROLLED, TRIES, Step, Walk, script, walk_of
from conformance.generators.walks import any_walk, draw_walks, pruned, shorten

__all__ = [
    "CONTROLLED",
    "DAY",
    "EFFORTS",
    "FREQUENCIES",
    "LENGTH",
    "TRIES",
    "ZONES",
    "Effort",
    "Frequency",
    "Happening",
    "Interval",
    "Meeting",
    "Model",
    "Occurrence",
    "Probe",
    "Series",
    "Step",
    "Values",
    "Walk",
    "any_series",
    "any_walk",
    "draw_walks",
    "intervals",
    "probes",
    "pruned",
    "sample",
    "script",
    "shorten",
    "span",
    "walk_of",
]
