"""What every operation answers to a wrong request: status, headers, and an error body without surprises.

Source: rest-wire, "2 Status per situation", "1 Error body" and "4 Headers". Where a request names an object
it names one of zeros, which nobody has, so that a target which carries it out does no harm.
"""

from collections.abc import Callable

from conformance.checks import Must, Refusal
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.errors")
def test_error(rule: Rule, refused: Callable[[Rule], list[Refusal]], must: Must) -> None:
    """Called wrongly in the rule's way, the operation says so in the documented form."""
    refusals = refused(rule)

    must.keep_errors(rule, refusals)
