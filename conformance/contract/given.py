"""The part of a document that a run was given which one operation needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conformance.contract.foreign import ForeignDocument

__all__ = ["alone"]

_SCHEMAS = "#/components/schemas/"


def alone(given: ForeignDocument, path: str) -> dict[str, Any]:
    """An OpenAPI 3.1 document with the operations of a path alone, and the schemas that these lead to.

    What is only read (`readOnly`) is left out of what is sent, and what is only written (`writeOnly`) need
    not be in what is answered: both are the same schema in the document.

    Args:
        given: the whole document.
        path: of the operations; a document without them if there is no such path.
    """
    item = given.document["paths"].get(path, {})
    cut = _Cut(given.schemas)
    return {
        "openapi": "3.1.0",
        "info": dict(given.document["info"]),
        "paths": {path: {method: cut.operation(node) for method, node in item.items()}},
        "components": {"schemas": cut.schemas},
    }


class _Cut:
    """Copies operations, and each schema once for what is sent and once for what is answered."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self._given = schemas
        self._pending: list[tuple[str, bool]] = []
        self.schemas: dict[str, Any] = {}

    def operation(self, node: Mapping[str, Any]) -> dict[str, Any]:
        """A copy of an operation, after which all schemas that it needs are there."""
        copied = {key: value for key, value in node.items() if key not in ("requestBody", "responses")}
        copied["parameters"] = [self._copied(one, sent=True) for one in node.get("parameters", ())]
        if "requestBody" in node:
            copied["requestBody"] = _as_json(self._copied(node["requestBody"], sent=True))
        copied["responses"] = self._copied(node.get("responses", {}), sent=False)
        while self._pending:
            name, sent = self._pending.pop()
            if _name(name, sent) not in self.schemas:
                self.schemas[_name(name, sent)] = self._copied(self._given[name], sent=sent)
        return copied

    def _copied(self, node: Any, *, sent: bool) -> Any:
        if isinstance(node, list):
            return [self._copied(one, sent=sent) for one in node]
        if not isinstance(node, Mapping):
            return node
        found = {key: self._copied(value, sent=sent) for key, value in node.items()}
        properties = found.get("properties")
        if isinstance(properties, dict):
            self._leave_out(found, properties, sent=sent)
        ref = found.get("$ref")
        name = ref.removeprefix(_SCHEMAS) if isinstance(ref, str) else ""
        if name in self._given:
            found["$ref"] = f"{_SCHEMAS}{_name(name, sent)}"
            self._pending.append((name, sent))
        return found

    def _leave_out(self, found: dict[str, Any], properties: dict[str, Any], *, sent: bool) -> None:
        mark = "readOnly" if sent else "writeOnly"
        out = {name for name, one in properties.items() if isinstance(one, Mapping) and one.get(mark) is True}
        if sent:
            found["properties"] = {name: one for name, one in properties.items() if name not in out}
        required = found.get("required")
        if out and isinstance(required, list):
            found["required"] = [name for name in required if name not in out]


def _name(name: str, sent: bool) -> str:
    return f"{name}.sent" if sent else name


def _as_json(body: dict[str, Any]) -> dict[str, Any]:
    """A body that may be of any kind is sent as JSON."""
    content = body.get("content", {})
    if "*/*" in content and not any("json" in media for media in content):
        body["content"] = {"application/json": content["*/*"]}
    return body
