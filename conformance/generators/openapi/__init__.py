"""Requests out of OpenAPI documents: such as fit, such as have one defect, and such as stand at a limit.

`places` reads what an operation takes, `drawing` is the one module that knows schemathesis, and `examples`
makes requests of a base that is known to work and of what was drawn.
"""

from conformance.generators.openapi.examples import Bounds, Examples, RestExample, examples_of
from conformance.generators.openapi.places import OperationModel, Place

__all__ = ["Bounds", "Examples", "OperationModel", "Place", "RestExample", "examples_of"]
