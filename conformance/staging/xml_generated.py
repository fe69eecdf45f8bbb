"""Random requests on the target's XML API, the same ones for the same seed."""

from __future__ import annotations

from collections.abc import Callable

from conformance.checks.outcomes import Indeterminate, NotExercised
from conformance.checks.xml_generated import GeneratedReply
from conformance.clients.xml import XmlClient
from conformance.contract.model import Rule
from conformance.contract.xml_sample import XmlGenerated
from conformance.contract.xsd import XmlSchemas
from conformance.errors import BudgetSpent, ContractError, TargetTrouble, Throttled
from conformance.generators.xml_documents import XmlExample, contents

__all__ = ["GeneratedStage"]

_PLAIN = "ep.GetAPIVersion"  # needs no credential, and every release has it


class GeneratedStage:
    """Sends random contents of the operations that rules name.

    What is drawn names objects that nobody has; the guard of writes would stop anything else.

    Args:
        xml: the client.
        schemas: of the XML API.
        edition: the one that the target is judged by; contents fit its types, and have what it has.
        seed: of the run.
        ready: makes sure that the site answers a rule's actor at all.
    """

    def __init__(
        self,
        xml: XmlClient,
        schemas: XmlSchemas,
        edition: str,
        seed: int,
        ready: Callable[[XmlGenerated], None] = lambda _: None,
    ) -> None:
        self._ready = ready
        self._xml = xml
        self._schemas = schemas
        self._edition = edition
        self._seed = seed

    def replies(self, rule: Rule) -> list[GeneratedReply]:
        """Send what is drawn for a rule; the first content that gets no answer of the service is the last.

        Raises:
            ContractError: the rule is not about random contents, or its operation is none of our schemas.
            NotExercised: the profile has nobody who could send, or its budget is spent.
            Indeterminate: the target throttles.
        """
        wanted = rule.generated
        if wanted is None:
            raise ContractError(f"{rule.address} is not about random contents.")
        operation = self._schemas.operations.get(wanted.operation.rpartition(".")[2])
        if operation is None or not operation.binding.endswith(f".{wanted.operation}"):
            raise ContractError(f"{rule.address} names {wanted.operation}, which our schemas do not have.")
        if not self._xml.knows(wanted.actor):
            raise NotExercised(f"the profile has no {wanted.actor} for the XML API")
        self._ready(wanted)
        found: list[GeneratedReply] = []
        for example in contents(self._schemas.edition(self._edition), operation, wanted, self._seed):
            found.append(self._send(wanted.operation, wanted.actor, example))
            # Whatever broke on this one is not asked to break on others.
            if not found[-1].answered:
                break
        return found

    def _send(self, operation: str, actor: str, example: XmlExample) -> GeneratedReply:
        purpose = f"random content: {example.wrong}" if example.wrong else "random content that fits its type"
        try:
            answer = self._xml.send(operation, example.content, actor=actor, purpose=purpose)
        except BudgetSpent as spent:
            raise NotExercised(spent.message) from None
        except Throttled as throttled:
            raise Indeterminate(throttled.message) from None
        except TargetTrouble as trouble:
            return GeneratedReply(wrong=example.wrong, said=trouble.message, alive=self._alive())
        broken = answer.status >= 500 or answer.flaw is not None
        return GeneratedReply(
            wrong=example.wrong,
            said=answer.sentence(),
            status=answer.status,
            flaw=answer.flaw,
            result=answer.result,
            exception_id=answer.exception_id,
            exchange=answer.exchange,
            alive=not broken or self._alive(),
        )

    def _alive(self) -> bool:
        """Whether the service still answers a plain request."""
        try:
            answer = self._xml.send(_PLAIN, actor="nobody", purpose="see whether the service still answers")
        except TargetTrouble:
            return False
        return answer.status < 500 and answer.flaw is None
