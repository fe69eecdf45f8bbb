"""Staging: bringing a target into the situations that cases need, once a run, and reading each once."""

from conformance.staging.chance import ChanceStage
from conformance.staging.moves import MoveStage
from conformance.staging.present import Present
from conformance.staging.stage import SITUATIONS, Stage
from conformance.staging.stories import StoryStage

__all__ = ["SITUATIONS", "ChanceStage", "MoveStage", "Present", "Stage", "StoryStage"]
