"""What the service makes of requests that nobody wrote down: contents drawn at random from their types.

Source: xml-wire, "4 Exceptions". Contents are drawn from the run's seed, out of the types of the edition:
occurrence, choices, facets and extension. Those that fit are carried out, or refused with a documented
exception id; those with one defect are refused. None of them breaks the service.
"""

from collections.abc import Callable

from conformance.checks import GeneratedReply, hold_generated
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("xml.generated")
def test_generated(rule: Rule, generated: Callable[[Rule], list[GeneratedReply]]) -> None:
    """Each content gets an answer of the service, and the one that its type asks for."""
    replies = generated(rule)

    hold_generated(rule, replies)
