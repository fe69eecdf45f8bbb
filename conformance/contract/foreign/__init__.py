"""OpenAPI documents of other people: reading them, their flaws, and how they differ from ours."""

from conformance.contract.foreign.compare import Comparison, Difference, compare
from conformance.contract.foreign.model import Flaw, ForeignDocument, ForeignOperation, ForeignResponse
from conformance.contract.foreign.own import our_document
from conformance.contract.foreign.reading import read_document

__all__ = [
    "Comparison",
    "Difference",
    "Flaw",
    "ForeignDocument",
    "ForeignOperation",
    "ForeignResponse",
    "compare",
    "our_document",
    "read_document",
]
