"""Staging: bringing a target into the situations that cases need, once a run, and reading each once."""

from conformance.staging.moves import MoveStage
from conformance.staging.stage import SITUATIONS, Stage

__all__ = ["SITUATIONS", "MoveStage", "Stage"]
