"""Whether an answer is one that the description of an operation names, and fits what it says there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from conformance.generators.openapi.places import OperationModel, resolved

__all__ = ["AnswerModel"]

_DEFAULT = "default"


class AnswerModel:
    """The answers that an operation may give.

    Args:
        model: the operation.
    """

    def __init__(self, model: OperationModel) -> None:
        self._document = model.document
        described = model.operation.get("responses", {})
        self._answers = {str(status): resolved(model.document, one) for status, one in described.items()}
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def declares(self, status: int) -> bool:
        """Whether the description names a status."""
        return self._described(status) is not None

    def flaws(self, status: int, headers: Mapping[str, str], body: Any, flaw: str | None) -> list[str]:
        """In which way an answer does not fit; empty when it does, or when nothing is said of its status.

        Args:
            status: of the answer.
            headers: names in lower case.
            body: the parsed JSON body; None when there is none or it is no JSON.
            flaw: why the body is no JSON; None when it is, or is empty.
        """
        described = self._described(status)
        if described is None:
            return []
        found = [
            f"there is no {name} header"
            for name in described.get("headers", {})
            if name.lower() == "trackingid" and not headers.get("trackingid", "").strip()
        ]
        return found + self._of_content(status, described.get("content", {}), headers, body, flaw)

    def _of_content(
        self,
        status: int,
        content: Mapping[str, Any],
        headers: Mapping[str, str],
        body: Any,
        flaw: str | None,
    ) -> list[str]:
        if not content:
            return []
        sent = _media(headers.get("content-type", ""))
        named = next((media for media in content if _fits(_media(media), sent)), None)
        if named is None:
            offered = " or ".join(sorted({_media(media) for media in content}))
            return [f"the media type is {sent or 'not told'}, and not {offered}"]
        schema = content[named].get("schema") if isinstance(content[named], Mapping) else None
        if "json" not in _media(named) or not isinstance(schema, Mapping):
            return []
        if flaw is not None:
            return [flaw]
        return self._mistakes(f"{status} {named}", schema, body)

    def _mistakes(self, key: str, schema: Mapping[str, Any], body: Any) -> list[str]:
        if key not in self._validators:
            whole = {
                **schema,
                "components": {"schemas": self._document.get("components", {}).get("schemas", {})},
            }
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                whole,
                validate_formats=True,
                mask="the value",  # a password must not reach a report by way of a message
            )
        found = []
        try:
            for error in self._validators[key].iter_errors(body):
                place = "/".join(map(str, error.instance_path))
                found.append(f"{place}: {error.message}" if place else error.message)
        except ValueError:
            found.append("the body is nested too deep to be read, or its keys are no text")
        return found

    def _described(self, status: int) -> Mapping[str, Any] | None:
        for name in (str(status), f"{status // 100}XX", f"{status // 100}xx"):
            if name in self._answers:
                return self._answers[name]
        return self._answers.get(_DEFAULT)


def _media(text: str) -> str:
    return text.partition(";")[0].strip().lower()


def _fits(offered: str, sent: str) -> bool:
    if offered.endswith("/*"):
        return offered == "*/*" or sent.startswith(offered[:-1])
    return offered == sent
