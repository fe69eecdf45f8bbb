"""Generators: objects that nobody wrote down as examples, and what the documents expect of each."""

from conformance.generators.intervals import Interval, Probe, intervals, probes
from conformance.generators.series import FREQUENCIES, ZONES, Frequency, Series, any_series, sample, span

__all__ = [
    "FREQUENCIES",
    "ZONES",
    "Frequency",
    "Interval",
    "Probe",
    "Series",
    "any_series",
    "intervals",
    "probes",
    "sample",
    "span",
]
