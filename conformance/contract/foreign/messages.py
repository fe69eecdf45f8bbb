"""Parameters, bodies and answers of operations, made clean."""

from __future__ import annotations

import re
from typing import Any

from conformance.contract.foreign.places import Flaws, below, shown
from conformance.contract.foreign.references import References
from conformance.contract.foreign.samples import Sample
from conformance.contract.foreign.schemas import Schemas

__all__ = ["Messages"]

_MEDIA = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")
_STATUS = re.compile(r"[1-5][0-9][0-9]|[1-5][xX][xX]|default")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_PLACES = ("path", "query", "header", "cookie")
_STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
_UNREAD = ("accept", "content-type", "authorization")
_EMPTY = ("204", "205", "304")


class Messages:
    """Cleans what operations take and give.

    Args:
        references: of the document.
        schemas: cleans the schemas in it.
        flaws: takes what is wrong.
    """

    def __init__(self, references: References, schemas: Schemas, flaws: Flaws) -> None:
        self._references = references
        self._schemas = schemas
        self._flaws = flaws
        self._known: dict[tuple[str, str], Any] = {}

    def parameters(self, node: Any, pointer: str) -> dict[tuple[str, str], dict[str, Any]]:
        """The parameters of a list, by where they stand and their name."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        if not isinstance(node, list):
            self._flaws.add(pointer, "wrong-type", f"{shown(node)} is no list of parameters; it is left out.")
            return found
        for number, one in enumerate(node):
            place = below(pointer, number)
            meant = self._references.object(one, place)
            parameter = None if meant is None else self._once("parameter", self._parameter, *meant, place)
            if parameter is None:
                continue
            key = (parameter["in"], parameter["name"])
            if key in found:
                text = f"The {key[0]} parameter {key[1]} stands there more than once; the first one is used."
                self._flaws.add(place, "duplicate-parameter", text)
            found.setdefault(key, parameter)
        return found

    def body(self, node: Any, pointer: str) -> dict[str, Any] | None:
        """The body of a request; none where there is none that can be used."""
        meant = self._references.object(node, pointer)
        return None if meant is None else self._once("body", self._body, *meant, pointer)

    def responses(self, node: Any, pointer: str, method: str) -> dict[str, dict[str, Any]]:
        """The answers of an operation by status; at least one."""
        found: dict[str, dict[str, Any]] = {}
        for status, one in node.items() if isinstance(node, dict) else ():
            place = below(pointer, status)
            if status.startswith("x-"):
                continue
            if not _STATUS.fullmatch(status):
                self._flaws.add(place, "bad-status", f"{shown(status)} is no status; the answer is left out.")
                continue
            if status != "default" and status != status.upper():
                self._flaws.add(
                    place, "bad-status", f"{shown(status)} is written with a capital X; read as such."
                )
            name = status if status == "default" else status.upper()
            meant = self._references.object(one, place)
            answer = (
                {"description": ""} if meant is None else self._once("answer", self._answer, *meant, place)
            )
            found.setdefault(name, answer)
            if name[0] == "2" and name not in _EMPTY:
                self._look_at(answer, place, method)
        if not found:
            self._flaws.add(pointer, "no-responses", "No answer is declared; any is taken for one.")
            return {"default": {"description": ""}}
        if not any(name[0] in "23d" for name in found):
            self._flaws.add(
                pointer, "no-success-response", "Only errors are declared; no answer tells of success."
            )
        return found

    def _look_at(self, answer: dict[str, Any], place: str, method: str) -> None:
        content = answer.get("content")
        if content is None and method == "get":
            self._flaws.add(
                place, "success-without-schema", "The answer to a GET has no body; it may be anything."
            )
        elif content is not None and not any("schema" in entry for entry in content.values()):
            self._flaws.add(place, "success-without-schema", "The body has no schema; it may be anything.")

    def _once(self, kind: str, clean: Any, node: dict[str, Any], pointer: str, place: str) -> Any:
        """Clean what stands at `pointer`; what references share is cleaned once."""
        if pointer == place:
            return clean(node, pointer, False)
        if (kind, pointer) not in self._known:
            self._known[kind, pointer] = clean(node, pointer, True)
        return self._known[kind, pointer]

    def _parameter(self, node: dict[str, Any], pointer: str, shared: bool) -> dict[str, Any] | None:
        name, place = node.get("name"), node.get("in")
        if not isinstance(name, str) or not name or place not in _PLACES:
            text = f"A parameter {shown(name)} in {shown(place)} cannot be sent; it is left out."
            self._flaws.add(pointer, "bad-parameter", text)
            return None
        if place == "header" and (name.lower() in _UNREAD or not _HEADER.fullmatch(name)):
            self._flaws.add(
                pointer, "bad-header", f"The header {shown(name)} is no parameter; it is left out."
            )
            return None
        made: dict[str, Any] = {"name": name, "in": place, "required": node.get("required") is True}
        if "required" in node and not isinstance(node["required"], bool):
            text = f"{shown(node['required'])} is neither true nor false; taken as false."
            self._flaws.add(below(pointer, "required"), "wrong-type", text)
        if place == "path" and not made["required"]:
            self._flaws.add(
                pointer, "optional-path-parameter", f"{name} is part of the path; it is required."
            )
            made["required"] = True
        if isinstance(node.get("description"), str):
            made["description"] = node["description"]
        self._style(made, node, pointer)
        content = node.get("content")
        if isinstance(content, dict) and "schema" not in node:
            made["content"] = self._content(content, below(pointer, "content"), shared, sent=True, most=1)
            if made["content"]:
                return made
            del made["content"]
        if "schema" in node:
            made["schema"] = self._schema(node["schema"], below(pointer, "schema"), shared)
        else:
            self._flaws.add(
                pointer, "parameter-without-schema", f"{name} has no schema; it is taken as text."
            )
            made["schema"] = {"type": "string"}
        self._examples(made, node, pointer, made["schema"], sent=True, keep=True)
        return made

    def _style(self, made: dict[str, Any], node: dict[str, Any], pointer: str) -> None:
        if "style" in node:
            if node["style"] in _STYLES[made["in"]]:
                made["style"] = node["style"]
            else:
                text = f"{shown(node['style'])} is no style of {made['in']} parameters; it is left out."
                self._flaws.add(below(pointer, "style"), "bad-style", text)
        if isinstance(node.get("explode"), bool):
            made["explode"] = node["explode"]

    def _body(self, node: dict[str, Any], pointer: str, shared: bool) -> dict[str, Any] | None:
        content = node.get("content")
        place = below(pointer, "content")
        made = {} if not isinstance(content, dict) else self._content(content, place, shared, sent=True)
        if not made:
            self._flaws.add(pointer, "body-without-content", "The body has no media type; it is left out.")
            return None
        required = node.get("required", False)
        if not isinstance(required, bool):
            text = f"{shown(required)} is neither true nor false; taken as false."
            self._flaws.add(below(pointer, "required"), "wrong-type", text)
        return {"required": required is True, "content": made}

    def _answer(self, node: dict[str, Any], pointer: str, shared: bool) -> dict[str, Any]:
        text = node.get("description")
        if not isinstance(text, str):
            self._flaws.add(
                pointer, "no-description", "The answer has no description, which OpenAPI demands."
            )
            text = ""
        made: dict[str, Any] = {"description": text}
        if "content" in node:
            if isinstance(node["content"], dict):
                made["content"] = self._content(
                    node["content"], below(pointer, "content"), shared, sent=False
                )
            else:
                self._flaws.add(
                    below(pointer, "content"),
                    "wrong-type",
                    f"{shown(node['content'])} is no content; left out.",
                )
        headers = self._headers(node.get("headers", {}), below(pointer, "headers"), shared)
        if headers:
            made["headers"] = headers
        return made

    def _headers(self, node: Any, pointer: str, shared: bool) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if not isinstance(node, dict):
            self._flaws.add(pointer, "wrong-type", f"{shown(node)} holds no headers; it is left out.")
            return found
        for name, one in node.items():
            place = below(pointer, name)
            if not _HEADER.fullmatch(name) or name.lower() == "content-type":
                self._flaws.add(
                    place, "bad-header", f"{shown(name)} is no header to describe; it is left out."
                )
                continue
            meant = self._references.object(one, place)
            if meant is not None:
                found[name] = (
                    self._once("header", self._header, *meant, place)
                    if not shared
                    else self._header(*meant, True)
                )
        return found

    def _header(self, node: dict[str, Any], pointer: str, shared: bool) -> dict[str, Any]:
        made: dict[str, Any] = {"schema": {}, "required": node.get("required") is True}
        if "schema" in node:
            made["schema"] = self._schema(node["schema"], below(pointer, "schema"), shared)
        return made

    def _schema(self, node: Any, pointer: str, shared: bool) -> dict[str, Any]:
        return self._schemas.named(node, pointer) if shared else self._schemas.clean(node, pointer)

    def _content(
        self, node: dict[str, Any], pointer: str, shared: bool, *, sent: bool, most: int = 0
    ) -> dict[str, Any]:
        """Media types by their bare names; of a parameter just the first."""
        found: dict[str, Any] = {}
        for name, entry in node.items():
            place = below(pointer, name)
            media = self._media(name, place, sent=sent)
            if media is None or (most and len(found) >= most):
                continue
            if media in found:
                self._flaws.add(place, "media-type-twice", f"{media} stands there more than once; left out.")
                continue
            found[media] = made = {}
            if not isinstance(entry, dict):
                self._flaws.add(place, "wrong-type", f"{shown(entry)} describes no body; it may be anything.")
                continue
            if "schema" in entry:
                made["schema"] = self._schema(entry["schema"], below(place, "schema"), shared)
            self._examples(made, entry, place, made.get("schema", {}), sent=sent, keep=sent)
        return found

    def _media(self, name: str, place: str, *, sent: bool) -> str | None:
        media = name.partition(";")[0].strip().lower()
        if media == "*/*" and sent:
            self._flaws.add(place, "media-type-range", "Any media type is taken; JSON is sent.")
            return "application/json"
        if not _MEDIA.fullmatch(media) and not re.fullmatch(r"\*/\*|[a-z]+/\*", media):
            self._flaws.add(place, "bad-media-type", f"{shown(name)} is no media type; it is left out.")
            return None
        if ";" in name:
            text = f"{shown(name)} has parameters, which match no answer literally; read as {media}."
            self._flaws.add(place, "media-type-parameters", text)
        return media

    def _examples(
        self,
        made: dict[str, Any],
        node: dict[str, Any],
        pointer: str,
        schema: dict[str, Any],
        *,
        sent: bool,
        keep: bool,
    ) -> None:
        found: list[tuple[str, Any, str]] = []
        several = node.get("examples", {})
        place = below(pointer, "examples")
        if isinstance(several, dict):
            for name, one in several.items():
                meant = self._references.object(one, below(place, name))
                if meant is None:
                    continue
                if "externalValue" in meant[0]:
                    text = "The example is in another file, never fetched; it is left out."
                    self._flaws.add(below(place, name), "outside-ref", text)
                elif "value" in meant[0]:
                    found.append((name, meant[0]["value"], below(meant[1], "value")))
        else:
            self._flaws.add(
                place, "wrong-type", f"{shown(several)} holds no examples by name; it is left out."
            )
        if "example" in node:
            found.append(("example", node["example"], below(pointer, "example")))
        if found and keep:
            made["examples"] = {}
        for name, value, where in found:
            holder = made["examples"] if keep else None
            if holder is not None:
                holder[name] = {"value": value}
            sample = Sample(value, schema, where, "example-breaks-schema", holder, name, sent)
            self._schemas.samples.append(sample)
