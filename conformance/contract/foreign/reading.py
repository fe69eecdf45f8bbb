"""Reading somebody's OpenAPI document, whatever state it is in."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conformance.contract.foreign.entangled import cut_endless, untangle
from conformance.contract.foreign.loading import load_text, read_bytes
from conformance.contract.foreign.messages import Messages
from conformance.contract.foreign.model import ForeignDocument
from conformance.contract.foreign.operations import Operations
from conformance.contract.foreign.places import Flaws, below, printable, shown
from conformance.contract.foreign.references import PREFIX, References
from conformance.contract.foreign.samples import check_samples
from conformance.contract.foreign.schemas import Schemas
from conformance.errors import UsageError

__all__ = ["clean_document", "read_document"]

_KNOWN = re.compile(r"3\.[01](\.[0-9]+)?(-[A-Za-z0-9.]+)?")


def read_document(path: Path) -> ForeignDocument:
    """Read an OpenAPI document of version 3.0 or 3.1, JSON or YAML.

    What is wrong in it is listed and worked around: parts that cannot be used stand for anything or are left
    out. References to other files or addresses are never fetched.

    Raises:
        UsageError: the file cannot be read, is too large or too deep, or is no such document.
    """
    held = read_bytes(path)
    flaws = Flaws()
    document = load_text(held, path.name, flaws)
    return clean_document(document, path.name, flaws, digest=hashlib.sha256(held).hexdigest())


def clean_document(
    document: Any, name: str, flaws: Flaws, *, digest: str = "", everything: bool = True
) -> ForeignDocument:
    """Make a loaded document fit for use.

    Args:
        document: what was loaded.
        name: what sentences call it.
        flaws: what was found so far; takes the rest.
        digest: of the file.
        everything: also look at schemas that no operation leads to, and at examples.

    Raises:
        UsageError: it is no OpenAPI document of a version that can be read.
    """
    version = _version(document, name, flaws)
    references = References(document, flaws)
    schemas = Schemas(references, flaws, old=version.startswith("3.0"))
    declared = _declared(document, flaws) if everything else {}
    for key, node in declared.items():
        references.declare(node, below("/components/schemas", key))
    operations = Operations(references, Messages(references, schemas, flaws), flaws)
    if "paths" in document or version.startswith("3.0"):
        operations.read(document.get("paths"))
    schemas.finish()
    untangle(schemas.components, references.pointers, flaws)
    cut_endless(schemas.components, references.pointers, flaws)
    if everything:
        check_samples(schemas.samples, schemas.components, flaws)
    if not operations.paths:
        flaws.add("", "no-operations", "The document has no operation that can be called.")
    info = _info(document, name, flaws)
    made = {
        "openapi": "3.1.0",
        "info": info,
        "paths": operations.paths,
        "components": {"schemas": schemas.components},
    }
    _localise(made)
    return ForeignDocument(
        title=info["title"],
        version=info["version"],
        openapi=version,
        digest=digest,
        operations=operations.listed(),
        flaws=flaws.listed(),
        document=made,
        prefixes=_prefixes(document.get("servers")),
    )


def _version(document: Any, name: str, flaws: Flaws) -> str:
    if not isinstance(document, dict):
        raise UsageError(f"{name} is no OpenAPI document: it is no object with a version in `openapi`.")
    if "openapi" not in document:
        if "swagger" in document:
            raise UsageError(
                f"{name} is of Swagger {printable(shown(document['swagger']))}, not of OpenAPI 3.0 or 3.1.",
                hint="Converters make one of the other.",
            )
        raise UsageError(f"{name} is no OpenAPI document: it has no version in `openapi`.")
    given = document["openapi"]
    version = given if isinstance(given, str) else str(given)
    if not _KNOWN.fullmatch(version):
        raise UsageError(f"{name} is of OpenAPI {printable(shown(given))}; 3.0 and 3.1 can be read.")
    if not isinstance(given, str):
        flaws.add("/openapi", "wrong-type", f"The version {version} is a number; it is taken as text.")
    return version


def _declared(document: dict[str, Any], flaws: Flaws) -> dict[str, Any]:
    components = document.get("components", {})
    if not isinstance(components, dict):
        flaws.add("/components", "wrong-type", f"{shown(components)} holds no components; it is left out.")
        return {}
    found = components.get("schemas", {})
    if not isinstance(found, dict):
        flaws.add("/components/schemas", "wrong-type", f"{shown(found)} holds no schemas; it is left out.")
        return {}
    return found


def _info(document: dict[str, Any], name: str, flaws: Flaws) -> dict[str, str]:
    info = document.get("info")
    made = {"title": name, "version": ""}
    for key in made:
        value = info.get(key) if isinstance(info, dict) else None
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            made[key] = printable(str(value))
        else:
            flaws.add("/info", "no-info", f"The document does not tell its {key}.")
    return made


def _prefixes(servers: Any) -> tuple[str, ...]:
    """The paths of the addresses that a document names."""
    found = []
    for server in servers if isinstance(servers, list) else ():
        url = server.get("url") if isinstance(server, dict) else None
        if isinstance(url, str):
            try:
                found.append(urlsplit(url).path.rstrip("/"))
            except ValueError:
                continue
    return tuple(dict.fromkeys(prefix for prefix in found if prefix))


def _localise(document: dict[str, Any]) -> None:
    """Let references lead to the cleaned document's own components."""
    pending: list[Any] = [document["paths"], document["components"]["schemas"]]
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        children = node.values() if isinstance(node, dict) else node
        ref = node.get("$ref") if isinstance(node, dict) else None
        if isinstance(ref, str) and ref.startswith(PREFIX):
            node["$ref"] = ref.replace(PREFIX, "#/components/schemas/", 1)
        pending += [child for child in children if isinstance(child, dict | list)]
