"""Staging: bringing a target into the situations that cases need, once a run, and reading each once."""

from conformance.staging.access import AccessStage
from conformance.staging.acting import ActingStage
from conformance.staging.chance import ChanceStage
from conformance.staging.errors import ErrorStage
from conformance.staging.listing import ListStage
from conformance.staging.moves import MoveStage
from conformance.staging.preferences import PreferenceStage
from conformance.staging.preflight import Preflight
from conformance.staging.present import Present
from conformance.staging.samples import SampleStage
from conformance.staging.stage import SITUATIONS, Stage
from conformance.staging.stories import StoryStage
from conformance.staging.survey import NEEDED, Further, Survey, survey
from conformance.staging.tokens import NO_TOKEN, Want, wanted
from conformance.staging.undoing import put_back
from conformance.staging.walking import WalkStage
from conformance.staging.xml_generated import GeneratedStage
from conformance.staging.xml_ground import edition_told
from conformance.staging.xml_props import delete_xml
from conformance.staging.xml_stage import XmlStage

__all__ = [
    "NEEDED",
    "NO_TOKEN",
    "SITUATIONS",
    "AccessStage",
    "ActingStage",
    "ChanceStage",
    "ErrorStage",
    "Further",
    "GeneratedStage",
    "ListStage",
    "MoveStage",
    "PreferenceStage",
    "Preflight",
    "Present",
    "SampleStage",
    "Stage",
    "StoryStage",
    "Survey",
    "WalkStage",
    "Want",
    "XmlStage",
    "delete_xml",
    "edition_told",
    "put_back",
    "survey",
    "wanted",
]
