"""Staging: bringing a target into the situations that cases need, once a run, and reading each once."""

from conformance.staging.access import AccessStage
from conformance.staging.chance import ChanceStage
from conformance.staging.moves import MoveStage
from conformance.staging.present import Present
from conformance.staging.stage import SITUATIONS, Stage
from conformance.staging.stories import StoryStage
from conformance.staging.tokens import Want, wanted

__all__ = [
    "SITUATIONS",
    "AccessStage",
    "ChanceStage",
    "MoveStage",
    "Present",
    "Stage",
    "StoryStage",
    "Want",
    "wanted",
]
