"""Operations and the requests that are generated for them, ours and made-up ones, for tests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from typing import Any

import jsonschema_rs

from conformance.contract import load
from conformance.contract.sample import Sample
from conformance.generators.effort import EFFORTS, Effort
from conformance.generators.openapi import Bounds, Examples, OperationModel, examples_of
from conformance.generators.openapi.overlays import stand_in
from conformance.generators.openapi.places import resolved

__all__ = [
    "CONTRACT",
    "FEW",
    "RULES",
    "SAMPLES",
    "digest",
    "examples",
    "made",
    "made_up",
    "mistakes",
    "model",
]

CONTRACT = load()
RULES = [rule for rule in CONTRACT.rules.values() if rule.sample is not None]
SAMPLES: dict[str, Sample] = {rule.sample.operation: rule.sample for rule in RULES if rule.sample}
"""By operation; what is judged of it aside."""

FEW = replace(EFFORTS["thorough"], examples=3)
"""Every defect that there is, and little that is drawn by chance."""


@cache
def model(operation: str) -> OperationModel:
    """An operation of our documents."""
    sample = SAMPLES[operation]
    return OperationModel(CONTRACT.document(sample.document), sample.call.method, sample.path)


@cache
def examples(operation: str, effort: Effort = FEW, seed: int = 7) -> Examples:
    """What is generated for an operation of ours."""
    sample = SAMPLES[operation]
    bounds = Bounds(never=sample.never)
    return examples_of(model(operation), sample.call.query, sample.call.body, bounds, effort, seed)


def digest(seed: int) -> str:
    """A digest of much that is drawn, for a query and for a body, from a seed."""
    effort = replace(EFFORTS["default"], examples=50)
    told = [asdict(examples(one, effort, seed)) for one in ("listPeople", "createInvitee")]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def made_up(
    body: Mapping[str, Any] | None = None,
    *,
    query: Sequence[Mapping[str, Any]] = (),
    schemas: Mapping[str, Any] | None = None,
    shared: Sequence[Mapping[str, Any]] = (),
) -> OperationModel:
    """An operation that takes this body and these parameters; `shared` are the path's own."""
    described: dict[str, Any] = {"responses": {"200": {"description": "Yes."}}}
    described["parameters"] = [{"in": "query", **one} for one in query]
    if body is not None:
        described["requestBody"] = {"content": {"application/json": {"schema": body}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things/{id}": {"parameters": [*shared], "post": described}},
        "components": {"schemas": dict(schemas or {})},
    }
    return OperationModel(document, "POST", "/things/{id}")


def made(
    operation: OperationModel,
    body: Any = None,
    query: Mapping[str, str] | None = None,
    *,
    never: Sequence[str] = (),
    effort: Effort = FEW,
    seed: int = 7,
) -> Examples:
    """What is generated for a made-up operation on this base."""
    return examples_of(operation, query or {}, body, Bounds(never=frozenset(never)), effort, seed)


def mistakes(operation: OperationModel, query: Mapping[str, str], body: Any) -> list[str]:
    """Every mistake that a request has, by a reading of the document that knows nothing of the generator."""
    parameters = {one["name"]: one for one in operation.parameters if one.get("in") == "query"}
    missing = (name for name, one in parameters.items() if one.get("required") and name not in query)
    found = [f"{name} is missing" for name in missing]
    for name, text in query.items():
        schema = resolved(operation.document, parameters[name].get("schema", {}))
        fits = _validator(operation, schema).is_valid
        if not any(fits(reading) for reading in _readings(stand_in(text))):
            found.append(f"{name} does not fit")
    if operation.body_schema is not None and body is not None:
        judge = _validator(operation, operation.body_schema)
        found += [error.message for error in judge.iter_errors(stand_in(body))]
    return found


def _validator(operation: OperationModel, schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
    whole = {**schema, "components": operation.document.get("components", {})}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def _readings(text: str) -> Iterator[Any]:
    """What a service may take the text of a parameter for."""
    yield text
    yield text.split(",")
    for kind in (int, float):
        try:
            yield kind(text)
        except ValueError:
            continue
    if text in ("true", "false"):
        yield text == "true"
