"""Several readings of one list: page by page, through its filters, and cut into windows of time.

Source: rest-wire, "8 Pagination and list rules (GET /meetings)" and "4 Headers". Nothing is known of what is
in a list: its readings are compared with each other alone.
"""

from collections.abc import Callable

from conformance.checks import Listed, Must
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.lists")
def test_list(rule: Rule, listed: Callable[[Rule], Listed], must: Must) -> None:
    """Read in the ways that the rule is about, the list does not contradict itself."""
    readings = listed(rule)

    must.hold_together(rule, readings)
