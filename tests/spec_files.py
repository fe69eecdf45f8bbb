"""OpenAPI documents for the tests of how they are read and compared."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from conformance import bundle
from conformance.contract.foreign import ForeignDocument, our_document, read_document

__all__ = ["FLAWED", "document", "flawed", "ours"]

FLAWED = Path(__file__).parent / "data" / "flawed_vendor.yaml"


@cache
def flawed() -> ForeignDocument:
    """The flawed document, read once."""
    return read_document(FLAWED)


@cache
def ours() -> ForeignDocument:
    """The contract's own documents as one."""
    return our_document(bundle.specs() / "openapi", without=frozenset({"deck-2020"}))


def document(folder: Path, schema: Any = None, version: str = "3.0.3", **more: Any) -> ForeignDocument:
    """A read document with one operation, whose answer has this schema."""
    content = {"application/json": {"schema": {} if schema is None else schema}}
    get = {"operationId": "get", "responses": {"200": {"description": "", "content": content}}}
    whole = {"openapi": version, "info": {"title": "t", "version": "1"}, "paths": {"/things": {"get": get}}}
    path = folder / "spec.json"
    path.write_text(json.dumps({**whole, **more}), "utf-8")
    return read_document(path)
