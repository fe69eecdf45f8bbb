"""All our OpenAPI documents as one, for tools that read one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from conformance import bundle

__all__ = ["merged"]

APART = ("preferences_2020", "guests")
"""Another edition of the preferences, and calls of people who have no account."""

Parts = dict[str, dict[str, Any]]


def merged(base: str) -> dict[str, Any]:
    """One document of ours: every path and every component, all references local.

    Two components of one name must be equal, but for the scopes of a security scheme, which are added up;
    a schema that means something else in another document gets the name of its document in front.

    Args:
        base: the server that it names.
    """
    files = {
        path.name: yaml.safe_load(path.read_text("utf-8"))
        for path in sorted((bundle.specs() / "openapi").glob("*.yaml"))
        if path.stem not in APART
    }
    names = _names(files)
    paths: Parts = {}
    components: Parts = {}
    for file, document in files.items():
        for path, item in document.get("paths", {}).items():
            shared = paths.setdefault(path, {})
            for key, value in item.items():
                _put(shared, key, _local(value, file, names))
        for kind, parts in document.get("components", {}).items():
            for name, value in parts.items():
                if not _alias(value, name):
                    here = components.setdefault(kind, {})
                    _put(here, names[file, kind, name], _local(value, file, names))
    return {
        "openapi": "3.1.0",
        "info": {"title": "Webex Meetings", "version": "1"},
        "servers": [{"url": base}],
        "paths": paths,
        "components": components,
    }


def _names(files: Parts) -> dict[tuple[str, str, str], str]:
    """The name of each component in the one document."""
    first: dict[tuple[str, str], Any] = {}
    names: dict[tuple[str, str, str], str] = {}
    for file, document in files.items():
        for kind, parts in document.get("components", {}).items():
            for name, value in parts.items():
                same = _alias(value, name) or first.setdefault((kind, name), value) == value
                keep = same or kind == "securitySchemes"
                names[file, kind, name] = (
                    name if keep else f"{Path(file).stem.title().replace('_', '')}{name}"
                )
    return names


def _alias(value: Any, name: str) -> bool:
    """Whether a component is another document's of the same name."""
    return isinstance(value, dict) and str(value.get("$ref", "")).endswith(f"/{name}")


def _local(node: Any, file: str, names: dict[tuple[str, str, str], str]) -> Any:
    if isinstance(node, list):
        return [_local(each, file, names) for each in node]
    if not isinstance(node, dict):
        return node
    found = {key: _local(value, file, names) for key, value in node.items()}
    if isinstance(node.get("$ref"), str):
        other, _, pointer = node["$ref"].partition("#/components/")
        kind, _, name = pointer.partition("/")
        found["$ref"] = f"#/components/{kind}/{names[other or file, kind, name]}"
    return found


def _put(parts: dict[str, Any], name: str, value: Any) -> None:
    there = parts.setdefault(name, value)
    if there != value:
        for flow, more in value.get("flows", {}).items():
            there["flows"][flow]["scopes"] |= more.get("scopes", {})
        if value.get("type") != "oauth2":
            raise SystemExit(f"Two parts of our documents are called {name}.")
