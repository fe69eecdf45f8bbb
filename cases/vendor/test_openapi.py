"""What a document says of its operations that the user of a run calls the contract.

Source: openapi-file, the OpenAPI document that the run was given. Requests are drawn from its own schemas and
judged by them; nothing of it is ours. Without a document there is no such rule.
"""

from collections.abc import Callable

from conformance.checks import Samples, hold_samples
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("openapi", given=True)
def test_operation_of_a_document(rule: Rule, sampled: Callable[[Rule], Samples]) -> None:
    """The operation takes and answers what its document says, and refuses the rest."""
    samples = sampled(rule)

    hold_samples(rule, samples)
