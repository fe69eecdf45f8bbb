"""Rules about random requests of the XML API: about contents that fit, and about such as do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conformance.contract import law
from conformance.contract.model import Rule
from conformance.contract.xml_sample import KINDS, BoundsOfXml, SampleKind, XmlGenerated
from conformance.contract.xsd import EDITIONS
from conformance.errors import ContractError

__all__ = ["generated_rules"]

_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def generated_rules(folder: Path) -> Iterator[Rule]:
    """The rules of each operation, in the order of the file; they hold in every edition.

    Args:
        folder: where `generated.toml` is.

    Raises:
        ContractError: the file is not what its schema asks for, or has an operation twice.
    """
    how = law.read(folder / "generated.toml", "xml_generated")
    met: set[str] = set()
    for operation in how["operation"]:
        if operation["name"] in met:
            raise ContractError(f"generated.toml of the contract has {operation['name']} twice.")
        met.add(operation["name"])
        for kind in KINDS:
            if kind in operation.get("kinds", KINDS):
                yield _rule(how, operation, kind)


def _rule(how: dict[str, Any], operation: dict[str, Any], kind: SampleKind) -> Rule:
    said, name = how["kinds"][kind], operation["name"].rpartition(".")[2]
    return Rule(
        address=f"{how['prefix']}.{_WORDS.sub('-', name).lower()}.{kind}",
        level=how["level"],
        text=said["text"].format(operation=name),
        source=how["source"],
        section=how["section"],
        provenance=how["provenance"],
        editions=EDITIONS,
        faults=(how["fault"].format(operation=operation["name"], kind=kind),),
        generated=XmlGenerated(
            operation=operation["name"],
            kind=kind,
            examples=said["examples"],
            unread=tuple(how["unread"]),
            actor=operation.get("actor", "host"),
            bounds=BoundsOfXml(
                fixed=operation.get("fixed", {}),
                without=tuple(operation.get("without", ())),
                values={element: tuple(texts) for element, texts in how["values"].items()},
            ),
        ),
    )
