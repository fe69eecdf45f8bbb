"""Our own OpenAPI documents, put together into one for comparing."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from conformance.contract.foreign.model import ForeignDocument
from conformance.contract.foreign.places import Flaws
from conformance.contract.foreign.reading import clean_document
from conformance.contract.openapi import Schemas

__all__ = ["our_document"]

_COMMON = "common.yaml"


def our_document(folder: Path, *, without: frozenset[str] = frozenset()) -> ForeignDocument:
    """All documents of the contract as one.

    Args:
        folder: where they are.
        without: editions whose documents are left out.

    Raises:
        ContractError: a document cannot be read.
    """
    paths: dict[str, Any] = {}
    components: dict[str, dict[str, Any]] = {}
    for file in sorted(folder.glob("*.yaml")):
        document = Schemas(file).document
        if file.name == _COMMON or document.get("x-edition") in without:
            continue
        found = document["paths"]
        held: dict[str, dict[str, Any]] = document["components"]
        if _clashes(held, components):
            found, held = _renamed(found, held, file.stem)
        for kind, entries in held.items():
            components.setdefault(kind, {}).update(entries)
        for path, item in found.items():
            paths[path] = {**paths.get(path, {}), **item}
    whole = {"openapi": "3.1.0", "info": {"title": "Webex Meetings, our contract", "version": "1"}}
    whole |= {"paths": paths, "components": components}
    return clean_document(whole, "the contract", Flaws(), everything=False)


def _clashes(held: dict[str, dict[str, Any]], components: dict[str, dict[str, Any]]) -> bool:
    """Whether a document means something else by a name than those before it."""
    return any(
        components.get(kind, {}).get(name, entry) != entry
        for kind, entries in held.items()
        for name, entry in entries.items()
    )


def _renamed(
    paths: dict[str, Any], components: dict[str, dict[str, Any]], stem: str
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """A copy in which each component is called after its document as well."""
    paths, components = copy.deepcopy((paths, components))
    pending: list[Any] = [paths, components]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            ref = node.get("$ref")
            if isinstance(ref, str):
                before, _, name = ref.rpartition("/")
                node["$ref"] = f"{before}/{stem}.{name}"
            pending += node.values()
        elif isinstance(node, list):
            pending += node
    return paths, {
        kind: {f"{stem}.{name}": entry for name, entry in entries.items()}
        for kind, entries in components.items()
    }
