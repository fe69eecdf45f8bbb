"""What is known of somebody's OpenAPI document after reading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

__all__ = ["Flaw", "ForeignDocument", "ForeignOperation", "ForeignResponse"]

_PREFIX = "#/components/schemas/"


@dataclass(frozen=True, order=True)
class Flaw:
    """One thing in a document that is wrong, and what was made of it.

    Attributes:
        place: JSON pointer into the file.
        kind: a stable word for it, such as `broken-ref`.
        text: one sentence for a person, without control characters.
    """

    place: str
    kind: str
    text: str


class ForeignResponse(NamedTuple):
    """What a document says of the answers of one status.

    Attributes:
        media: its media types, without parameters.
        schema: the JSON Schema of a JSON body; none where the document has none.
    """

    media: tuple[str, ...]
    schema: dict[str, Any] | None


@dataclass(frozen=True)
class ForeignOperation:
    """One operation of a document; the schemas in it may refer to the document's components.

    Attributes:
        method: in upper case.
        path: the template, such as `/meetings/{meetingId}`.
        id: its name as a slug, unique in the document.
        summary: the document's own words, maybe none.
        parameters: each with `name`, `in`, `required`, and `schema` or `content`.
        body: the schema of a JSON body; none where the operation takes no such body.
        body_required: whether the document demands a body.
        body_media: the media types of the body.
        responses: by status: `200`, `4XX` or `default`.
        pointer: JSON pointer to the operation in the file.
    """

    method: str
    path: str
    id: str
    summary: str
    parameters: tuple[dict[str, Any], ...]
    body: dict[str, Any] | None
    body_required: bool
    body_media: tuple[str, ...]
    responses: Mapping[str, ForeignResponse]
    pointer: str


@dataclass(frozen=True)
class ForeignDocument:
    """An OpenAPI document, made fit for use.

    Attributes:
        title: what it calls itself.
        version: its own version.
        openapi: the OpenAPI version that it was written for.
        digest: SHA-256 of the file, in hexadecimal; empty where it came from no file.
        operations: in the file's order.
        flaws: sorted by place.
        document: all of it as OpenAPI 3.1, self-contained; not to be changed.
        prefixes: paths of the addresses that it is served at, such as `/v1`.
    """

    title: str
    version: str
    openapi: str
    digest: str
    operations: tuple[ForeignOperation, ...]
    flaws: tuple[Flaw, ...]
    document: dict[str, Any]
    prefixes: tuple[str, ...] = ()

    @property
    def schemas(self) -> dict[str, Any]:
        """The component schemas by name."""
        found: dict[str, Any] = self.document["components"]["schemas"]
        return found

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The schema that a bare reference leads to, or the schema itself."""
        while set(schema) == {"$ref"}:
            schema = self.schemas[schema["$ref"].removeprefix(_PREFIX)]
        return schema

    def standalone(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """The schema together with all components that it leads to, ready for a validator."""
        needed: dict[str, Any] = {}
        pending: list[Any] = [schema]
        while pending:
            node = pending.pop()
            if isinstance(node, list):
                pending += node
            elif isinstance(node, Mapping):
                ref = node.get("$ref")
                name = ref.removeprefix(_PREFIX) if isinstance(ref, str) else ""
                if name in self.schemas and name not in needed:
                    needed[name] = self.schemas[name]
                    pending.append(needed[name])
                pending += node.values()
        return {**schema, "components": {"schemas": needed}} if needed else dict(schema)
