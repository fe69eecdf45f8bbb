"""To which meetings, in which states, the properties apply that the availability tables leave out.

Source: update-ref, "Response Properties", hostDidJoin and attendeeDidJoin: who has joined is told while a
meeting is on or ready, and at no other time.
"""

from collections.abc import Callable

from conformance.checks import Must, Situation
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.response.applies")
def test_property_applies(rule: Rule, staged: Callable[[str | None], Situation], must: Must) -> None:
    """Read in the rule's state, a meeting shows the property, or hides it, as the reference says."""
    situation = staged(rule.situation)

    must.follow_table(rule, situation)
