"""Which state a meeting comes to through what happens to it, and when it is deleted.

Source: guide, "Meeting Lifecycle" and "Meeting Auto Delete": seven transitions of a series, nine of a
scheduled meeting, four of an instance, and four cases of automatic deletion around the day that they name.
"""

from collections.abc import Callable

from conformance.checks import Must, Tale
from conformance.contract import Rule
from conformance.plugin import each_rule


@each_rule("rest.lifecycle", told=True)
def test_lifecycle(rule: Rule, told: Callable[[Rule], Tale], must: Must) -> None:
    """After what the rule's story tells, the meeting is in the state that the rule names, or gone."""
    tale = told(rule)

    must.bear_out(rule, tale)
