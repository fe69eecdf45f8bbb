"""Reading our own data files, each against its JSON Schema."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from conformance import bundle
from conformance.errors import ContractError

__all__ = ["read", "schema", "validator"]


@cache
def schema(name: str) -> dict[str, Any]:
    """The JSON Schema `specs/schemas/NAME.schema.json`.

    Raises:
        ContractError: missing, or no JSON.
    """
    path = bundle.specs() / "schemas" / f"{name}.schema.json"
    try:
        loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ContractError(f"{path.name} of the contract cannot be read: {error}.") from error
    return loaded


@cache
def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """A validator for `schema`, formats included."""
    return jsonschema_rs.Draft202012Validator(schema(name), validate_formats=True)


def read(path: Path, law: str) -> dict[str, Any]:
    """Read a TOML file of ours and hold it against its law.

    Raises:
        ContractError: unreadable, or not what the schema asks for; names the file and the place.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ContractError(f"{path.name} of the contract cannot be read: {error}.") from error
    for problem in validator(law).iter_errors(json.loads(json.dumps(data, default=str))):
        place = "/".join(map(str, problem.instance_path))
        raise ContractError(f"{path.name} of the contract is not valid at {place}: {problem.message}.")
    return data
