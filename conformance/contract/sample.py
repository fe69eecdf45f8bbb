"""What a rule about generated requests tries: an operation, a base that works, and what is judged of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conformance.contract.access import Call, Tier

__all__ = ["GIVEN", "SAMPLE_CHECKS", "Sample", "SampleCheck"]

GIVEN = "openapi-file"
"""What stands for the document that a run was given, where else a file of the contract is named."""


SampleCheck = Literal["accepted", "answer", "kept", "alone", "refused", "unchanged", "limits", "again"]
SAMPLE_CHECKS: tuple[SampleCheck, ...] = (
    *("accepted", "answer", "kept", "alone"),
    *("refused", "unchanged", "limits", "again"),
)
"""What is judged of the requests of an operation, in the order of the rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What a rule about generated requests tries.

    Attributes:
        operation: its id in our OpenAPI documents.
        check: what is judged.
        document: the file under `specs/openapi`, without its ending; `GIVEN` for the one of the run.
        path: of the operation as the document writes it.
        tier: whose token opens the operation.
        call: a request that works, with places in braces; beside it everything is drawn.
        read: path and query by which what was written is read; `{made}` stands for the id of the answer.
            Empty where nothing is read.
        inside: the key of what is read that holds what was sent; empty for all of it.
        unshown: names that may be sent and are not shown.
        moves: names that an update may change although it does not name them.
        never: names that chance leaves alone.
        needs: objects that must be there although the call names none of them.
        unsure: names that mean something under conditions alone, whatever the document of the run says.
        left: why nothing is sent; empty where something is.
    """

    operation: str
    check: SampleCheck
    document: str
    path: str
    tier: Tier
    call: Call
    read: str = ""
    inside: str = ""
    unshown: frozenset[str] = frozenset()
    moves: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    unsure: frozenset[str] = frozenset()
    left: str = ""

    @property
    def given(self) -> bool:
        """Whether it is of the document that the run was given, and not of the contract."""
        return self.document == GIVEN
