"""Paths and operations of a document, made clean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from conformance.contract.access import slug
from conformance.contract.foreign.messages import Messages
from conformance.contract.foreign.model import ForeignOperation, ForeignResponse
from conformance.contract.foreign.places import Flaws, below, shown
from conformance.contract.foreign.references import References

__all__ = ["METHODS", "Operations"]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_FIELDS = {
    "$ref", "summary", "description", "servers", "parameters", "tags", "externalDocs", "operationId",
    "requestBody", "responses", "callbacks", "deprecated", "security",
}  # fmt: skip
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_LONGEST_ID = 120


@dataclass
class Operations:
    """Cleans the paths of one document.

    Attributes:
        references: of the document.
        messages: cleans parameters, bodies and answers.
        flaws: takes what is wrong.
        paths: what came out, as OpenAPI has it.
    """

    references: References
    messages: Messages
    flaws: Flaws
    paths: dict[str, dict[str, Any]] = field(default_factory=dict)
    _places: list[tuple[str, str, str]] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)
    _named: dict[str, str] = field(default_factory=dict)

    def read(self, node: Any) -> None:
        """Clean all paths of a document's `paths`."""
        if not isinstance(node, dict):
            self.flaws.add("/paths", "wrong-type", f"{shown(node)} holds no paths; there are none then.")
            return
        shapes: dict[str, str] = {}
        for path, item in node.items():
            if path.startswith("x-"):
                continue
            place = below("/paths", path)
            template = self._template(path, place)
            if template is None:
                continue
            shape = re.sub(r"\{[^{}]*\}", "{}", template)
            if shapes.setdefault(shape, path) != path:
                text = f"It cannot be told from {shapes[shape]}; both are read."
                self.flaws.add(place, "same-path-twice", text)
            meant = self.references.object(item, place)
            if meant is not None:
                self._item(template, path, *meant, place)

    def listed(self) -> tuple[ForeignOperation, ...]:
        """The operations, once all schemas are clean."""
        return tuple(
            _operation(self.paths[path][method], path, method, pointer)
            for path, method, pointer in self._places
        )

    def _template(self, path: str, place: str) -> str | None:
        """The path if it can be filled in; a query or fragment in it is cut off."""
        masked = re.sub(r"\{[^{}]*\}", lambda found: "_" * len(found[0]), path)
        bare = path[: len(re.split(r"[?#]", masked, maxsplit=1)[0])]
        if bare != path:
            self.flaws.add(place, "bad-path", f"{shown(path)} is more than a path; its end is left out.")
        if not bare.startswith("/"):
            self.flaws.add(place, "bad-path", f"{shown(path)} does not begin with a slash; one is added.")
            bare = f"/{bare}"
        rest = re.sub(r"\{[^{}]+\}", "", bare)
        if "{" in rest or "}" in rest or bare in self.paths or any(sign.isspace() for sign in rest):
            self.flaws.add(place, "bad-path", f"{shown(path)} cannot be called; it is left out.")
            return None
        return bare

    def _item(self, path: str, written: str, item: dict[str, Any], pointer: str, place: str) -> None:
        before = len(self._places)
        common = self.messages.parameters(item.get("parameters", []), below(pointer, "parameters"))
        for key, node in item.items():
            method = key.lower()
            if method in METHODS:
                if key != method:
                    text = f"Methods are written in small letters; {shown(key)} is read as {method}."
                    self.flaws.add(below(pointer, key), "bad-method", text)
                    if method in item:
                        continue
                self._operation(path, method, node, below(pointer, key), common)
            elif key not in _FIELDS and not key.startswith("x-"):
                self.flaws.add(
                    below(pointer, key), "unknown-keyword", f"{shown(key)} is no method; it is left out."
                )
        if before == len(self._places):
            self.flaws.add(place, "no-operations", f"{shown(written)} has no operation.")

    def _operation(
        self, path: str, method: str, node: Any, pointer: str, common: dict[tuple[str, str], dict[str, Any]]
    ) -> None:
        if not isinstance(node, dict):
            self.flaws.add(pointer, "wrong-type", f"{shown(node)} is no operation; it is left out.")
            return
        for key in node:
            if key not in _FIELDS and not key.startswith("x-"):
                self.flaws.add(
                    below(pointer, key), "unknown-keyword", f"{shown(key)} means nothing here; left out."
                )
        own = self.messages.parameters(node.get("parameters", []), below(pointer, "parameters"))
        made: dict[str, Any] = {"operationId": self._id(node, method, path, pointer)}
        for key in ("summary", "description"):
            if isinstance(node.get(key), str):
                made[key] = node[key]
        target, parameters = self._filled(path, {**common, **own}, set(own), pointer)
        made["parameters"] = parameters
        if "requestBody" in node:
            body = self.messages.body(node["requestBody"], below(pointer, "requestBody"))
            if body is not None and method in ("get", "head", "trace"):
                text = f"A body has no meaning for {method.upper()}; it is left out."
                self.flaws.add(below(pointer, "requestBody"), "body-without-meaning", text)
            elif body is not None:
                made["requestBody"] = body
        made["responses"] = self.messages.responses(
            node.get("responses"), below(pointer, "responses"), method
        )
        self.paths.setdefault(target, {})[method] = made
        self._places.append((target, method, pointer))

    def _filled(
        self, path: str, found: dict[tuple[str, str], dict[str, Any]], own: set[tuple[str, str]], pointer: str
    ) -> tuple[str, list[dict[str, Any]]]:
        """The path and the parameters, after each has got what the other names."""
        names = re.findall(r"\{([^{}]+)\}", path)
        for name in dict.fromkeys(names):
            if ("path", name) not in found:
                text = f"The path parameter {shown(name)} is not defined; it is taken as text."
                self.flaws.add(pointer, "undefined-path-parameter", text)
                schema = {"type": "string"}
                found["path", name] = {"name": name, "in": "path", "required": True, "schema": schema}
        for key in [key for key in found if key[0] == "path" and key[1] not in names]:
            if key in own:  # those of a path are noted where they are missing in the path alone
                text = f"The path has no place for the parameter {shown(key[1])}; it is left out."
                self.flaws.add(pointer, "unused-path-parameter", text)
            else:
                text = f"The path has no place for its parameter {shown(key[1])}; it is left out."
                self.flaws.add(pointer.rpartition("/")[0], "unused-path-parameter", text)
            del found[key]
        for number, name in enumerate(dict.fromkeys(names)):
            if not _PLAIN.fullmatch(name):
                safe = f"parameter{number + 1}"
                text = f"The name {shown(name)} has signs that cannot be filled in; it is called {safe}."
                self.flaws.add(pointer, "odd-path-parameter", text)
                path = path.replace(f"{{{name}}}", f"{{{safe}}}")
                found["path", name] = {**found["path", name], "name": safe}
        return path, list(found.values())

    def _id(self, node: dict[str, Any], method: str, path: str, pointer: str) -> str:
        given = node.get("operationId")
        text = slug(_words(given)) if isinstance(given, str) else ""
        if not text:
            if given is not None or "operationId" not in node:
                self.flaws.add(
                    pointer, "no-operation-id", "The operation has no name; one is made of its path."
                )
            text = slug(_words(f"{method} {path}"))
        elif isinstance(given, str) and given in self._named:
            place = self._named[given]
            text_of = f"The name {shown(given)} is also that of {place}; a number is added."
            self.flaws.add(below(pointer, "operationId"), "duplicate-operation-id", text_of)
        if isinstance(given, str):
            self._named.setdefault(given, pointer)
        base = text = text[:_LONGEST_ID].strip("-")
        number = 1
        while text in self._ids:
            number += 1
            text = f"{base}-{number}"
        self._ids.add(text)
        return text


def _words(name: str) -> str:
    """A name in which capitals and signs begin words: `listMeetings` is `list Meetings`, in ASCII."""
    plain = re.sub(r"[^A-Za-z0-9]+", " ", name)
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", plain)


def _operation(node: dict[str, Any], path: str, method: str, pointer: str) -> ForeignOperation:
    body = node.get("requestBody", {})
    content = body.get("content", {})
    answers = {
        status: ForeignResponse(tuple(answer.get("content", {})), _json_schema(answer.get("content", {})))
        for status, answer in node["responses"].items()
    }
    return ForeignOperation(
        method=method.upper(),
        path=path,
        id=node["operationId"],
        summary=node.get("summary", ""),
        parameters=tuple(node["parameters"]),
        body=_json_schema(content),
        body_required=body.get("required", False),
        body_media=tuple(content),
        responses=answers,
        pointer=pointer,
    )


def _json_schema(content: dict[str, Any]) -> dict[str, Any] | None:
    for media, entry in content.items():
        if media == "application/json" or media.endswith("+json") or media == "*/*":
            schema: dict[str, Any] = entry.get("schema", {})
            return schema
    return None
