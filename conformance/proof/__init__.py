"""Proof: switching faults of an emulator on and comparing what must fail with what does."""

from conformance.proof.batches import Batch, batches, edition_of
from conformance.proof.compare import Comparison, compare

__all__ = ["Batch", "Comparison", "batches", "compare", "edition_of"]
