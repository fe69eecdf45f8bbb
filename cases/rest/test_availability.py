"""Which attributes a meeting shows in which state.

Source: guide, "Available Meeting Attributes for Different Meeting States": three tables, one for each
meeting type, 45 attributes by 3, 4 and 3 states. Each cell is a rule of its own; Yes must be shown with
the documented type, No must not be shown, N/A promises nothing.
"""

from collections.abc import Callable

from conformance.checks import Must, Situation
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.availability")
def test_attribute_availability(rule: Rule, staged: Callable[[str | None], Situation], must: Must) -> None:
    """Read in the cell's state, a meeting that has the attribute shows it, or hides it, as the cell says."""
    situation = staged(rule.situation)

    must.follow_table(rule, situation)
