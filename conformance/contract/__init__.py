"""The contract as data: sources, rules, tables, conflicts and schemas, loaded from `specs/`."""

from conformance.contract.access import LEVELS, Access, Call, Tier, slug
from conformance.contract.listing import Filter, Listing, Window
from conformance.contract.misuse import Misuse, Probe
from conformance.contract.model import (
    Cell,
    Conflict,
    Documented,
    Level,
    Move,
    Plan,
    Provenance,
    Reading,
    Rule,
    Source,
)
from conformance.contract.openapi import Schemas
from conformance.contract.preference import Part, Preference
from conformance.contract.sample import GIVEN, Sample
from conformance.contract.store import Contract, load
from conformance.contract.story import CONTROLLED, Expectation, Step, Story, Subject
from conformance.contract.walk import ASPECTS, Aspect
from conformance.contract.xml_sample import XmlGenerated
from conformance.contract.xml_story import (
    Added,
    XmlExpectation,
    XmlForm,
    XmlMatch,
    XmlNeed,
    XmlStep,
    XmlStory,
)

__all__ = [
    "ASPECTS",
    "CONTROLLED",
    "GIVEN",
    "LEVELS",
    "Access",
    "Added",
    "Aspect",
    "Call",
    "Cell",
    "Conflict",
    "Contract",
    "Documented",
    "Expectation",
    "Filter",
    "Level",
    "Listing",
    "Misuse",
    "Move",
    "Part",
    "Plan",
    "Preference",
    "Probe",
    "Provenance",
    "Reading",
    "Rule",
    "Sample",
    "Schemas",
    "Source",
    "Step",
    "Story",
    "Subject",
    "Tier",
    "Window",
    "XmlExpectation",
    "XmlForm",
    "XmlGenerated",
    "XmlMatch",
    "XmlNeed",
    "XmlStep",
    "XmlStory",
    "load",
    "slug",
]
