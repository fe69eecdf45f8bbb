"""Schemas out of our own OpenAPI documents, ready to validate with."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

from conformance.errors import ContractError

__all__ = ["Schemas"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Schemas:
    """Validators for the component schemas of one OpenAPI 3.1 document.

    References to sibling documents (`common.yaml#/components/…`) are followed.

    Args:
        path: the document.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._validators: dict[tuple[str, ...], jsonschema_rs.Draft202012Validator] = {}

    @property
    def document(self) -> dict[str, Any]:
        """The document with the components of its siblings merged in and all references local."""
        return _bundled(self._path)

    def has_property(self, component: str, name: str) -> bool:
        """Whether the component schema describes that property.

        Raises:
            ContractError: there is no such component schema.
        """
        return self._property(component, name) is not None

    def errors(self, component: str, body: Any) -> list[str]:
        """What is wrong with `body` by a component schema: `place: message`, empty when nothing is.

        Raises:
            ContractError: there is no such component schema.
        """
        self._component(component)
        pointer = f"#/components/schemas/{component}"
        return _messages(self._validator(("component", component), {"$ref": pointer}), body)

    def property_errors(self, component: str, name: str, value: Any) -> list[str]:
        """What is wrong with one property's value, whatever the rest of the body is.

        Raises:
            ContractError: the component schema does not describe that property.
        """
        found = self._property(component, name)
        if found is None:
            raise ContractError(f"{self._path.name} does not describe {name} of {component}.")
        return _messages(self._validator(("property", component, name), found), value)

    def has_component(self, component: str) -> bool:
        """Whether the document, or a sibling that it refers to, has this component schema."""
        return component in self.document["components"]["schemas"]

    def path_errors(self, component: str, path: str, value: Any) -> list[str]:
        """What is wrong with the value of a property that may lie deep in the component.

        The path is names joined by dots; through arrays it leads to a property of each item. An empty path
        is the component itself.

        Raises:
            ContractError: the component does not describe that.
        """
        parts = [{"$ref": f"#/components/schemas/{component}"}]
        for name in path.split(".") if path else ():
            parts = [found for part in parts for found in self._parts(self._each(part), name)]
            if not parts:
                raise ContractError(f"{self._path.name} does not describe {path} of {component}.")
        return _messages(self._validator(("path", component, path), {"allOf": parts}), value)

    def _each(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema of an array's items, or the schema itself."""
        while "$ref" in schema:
            schema = self._component(schema["$ref"].rpartition("/")[2])
        return self._each(schema["items"]) if isinstance(schema.get("items"), dict) else schema

    def _property(self, component: str, name: str) -> dict[str, Any] | None:
        """The schema of a property: its own, and what `allOf` parts add to it."""
        parts = list(self._parts({"$ref": f"#/components/schemas/{component}"}, name))
        return {"allOf": parts} if parts else None

    def _parts(self, schema: dict[str, Any], name: str) -> list[dict[str, Any]]:
        found = []
        if "$ref" in schema:
            found += self._parts(self._component(schema["$ref"].rpartition("/")[2]), name)
        for part in schema.get("allOf", ()):
            found += self._parts(part, name)
        if name in schema.get("properties", {}):
            found.append(schema["properties"][name])
        return found

    def _component(self, name: str) -> dict[str, Any]:
        schemas: dict[str, dict[str, Any]] = self.document["components"]["schemas"]
        if name not in schemas:
            raise ContractError(f"{self._path.name} of the contract has no component schema {name}.")
        return schemas[name]

    def _validator(self, key: tuple[str, ...], schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
        if key not in self._validators:
            # Only what the schema leads to: compiling every component takes a hundred times as long.
            needed = _reachable(schema, self.document["components"]["schemas"], {})
            whole = {**schema, "components": {"schemas": needed}}
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                whole,
                validate_formats=True,
                mask="the value",  # a password must not reach a report by way of a message
            )
        return self._validators[key]


def _messages(validator: jsonschema_rs.Draft202012Validator, value: Any) -> list[str]:
    found = []
    try:
        for error in validator.iter_errors(value):
            place = "/".join(map(str, error.instance_path))
            found.append(f"{place}: {error.message}" if place else error.message)
    except ValueError:
        # The validator goes 255 levels deep and takes only keys that are Unicode.
        found.append("the value is nested too deep to be read, or its keys are no text")
    return found


def _reachable(node: Any, schemas: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    if isinstance(node, dict):
        ref = node.get("$ref")
        name = ref.removeprefix("#/components/schemas/") if isinstance(ref, str) else None
        if name in schemas and name not in found:
            found[name] = schemas[name]
            _reachable(schemas[name], schemas, found)
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _reachable(child, schemas, found)
    return found


@cache
def _read(path: Path) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader, in C
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ContractError(f"{path.name} of the contract cannot be read: {error}.") from error
    return loaded


@cache
def _bundled(path: Path) -> dict[str, Any]:
    document = copy.deepcopy(_read(path))
    components = document.setdefault("components", {})
    pending, seen = _outside(document), set[str]()
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        sibling = _read(path.parent / name)
        for kind, entries in sibling.get("components", {}).items():
            for key, entry in entries.items():
                kept = components.setdefault(kind, {}).setdefault(key, copy.deepcopy(entry))
                if kind == "schemas" and kept != entry:  # one would be taken for the other
                    raise ContractError(f"{name} and {path.name} of the contract differ in {kind}/{key}.")
        pending |= _outside(sibling)
    _localise(document)
    return document


def _outside(node: Any) -> set[str]:
    if isinstance(node, dict):
        ref = node.get("$ref")
        found = {ref.split("#")[0]} if isinstance(ref, str) and not ref.startswith("#") else set()
        return found.union(*map(_outside, node.values()))
    return set().union(*map(_outside, node)) if isinstance(node, list) else set()


def _localise(node: Any) -> None:
    if isinstance(node, dict):
        ref = node.get("$ref")
        if isinstance(ref, str) and not ref.startswith("#"):
            node["$ref"] = "#" + ref.split("#", 1)[1]
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _localise(child)
